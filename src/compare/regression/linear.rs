//! Sums and triangles of small matrices in plain loops: a fixed order, and so the same bytes on every machine.

/// The length of a column.
pub fn norm(column: &[f64]) -> f64 {
    dot(column, column).sqrt()
}

/// A sum of products in eight lanes: a fixed order that processors need not wait for.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (blocks, others) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = blocks.remainder().iter().zip(others.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in blocks.zip(others) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    rest + ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
}

/// Adds a multiple of a column to another.
pub fn add(to: &mut [f64], factor: f64, column: &[f64]) {
    to.iter_mut().zip(column).for_each(|(value, column)| *value += factor * column);
}

/// A sum of columns, each times its coefficient.
pub fn sum(columns: &[Vec<f64>], coefficients: &[f64]) -> Vec<f64> {
    let mut values = vec![0.0; columns[0].len()];
    let used = |(_, coefficient): &(_, &f64)| **coefficient != 0.0;
    columns.iter().zip(coefficients).filter(used).for_each(|(column, &coefficient)| add(&mut values, coefficient, column));
    values
}

/// The products of columns with `others`, or with themselves up to each, each entry with its weight; in blocks that stay in a processor's
/// cache.
pub fn products(columns: &[Vec<f64>], weights: &[f64], others: Option<&[Vec<f64>]>) -> Vec<Vec<f64>> {
    const BLOCK: usize = 512;
    let width = |i: usize| others.map_or(i + 1, <[_]>::len);
    let mut matrix: Vec<Vec<f64>> = (0..columns.len()).map(|i| vec![0.0; width(i)]).collect();
    let mut weighted = vec![0.0; BLOCK];
    for start in (0..weights.len()).step_by(BLOCK) {
        let range = start..(start + BLOCK).min(weights.len());
        for (column, row) in columns.iter().zip(&mut matrix) {
            let weighted = &mut weighted[..range.len()];
            weighted.iter_mut().zip(&column[range.clone()]).zip(&weights[range.clone()]).for_each(|((to, a), w)| *to = a * w);
            row.iter_mut().zip(others.unwrap_or(columns)).for_each(|(sum, column)| *sum += dot(weighted, &column[range.clone()]));
        }
    }
    matrix
}

/// The lower triangle `L` of a covariance matrix `L L'`, given by its lower triangle. What follows from earlier rows has a diagonal of 0.
pub fn cholesky(mut rows: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    for i in 0..rows.len() {
        let own = rows[i][i];
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| rows[i][k] * rows[j][k]).sum();
            let left = rows[i][j] - known;
            rows[i][j] = match (i == j, rows[j][j] > 0.0) {
                // What is left by rounding is nothing.
                (true, _) if left <= 1e-12 * own => 0.0,
                (true, _) => left.sqrt(),
                (false, true) => left / rows[j][j],
                (false, false) => 0.0,
            };
        }
    }
    rows
}

/// Solves equations of the matrix `L L'`, given by its triangle; what follows from earlier rows is 0.
pub fn solve(triangle: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let size = right.len();
    let mut solved = right.to_vec();
    for i in 0..size {
        solved[i] = if triangle[i][i] > 0.0 { (solved[i] - dot(&triangle[i][..i], &solved[..i])) / triangle[i][i] } else { 0.0 };
    }
    for i in (0..size).rev() {
        solved[i] = if triangle[i][i] > 0.0 { solved[i] / triangle[i][i] } else { 0.0 };
        let (before, from) = solved.split_at_mut(i);
        add(before, -from[0], &triangle[i][..i]);
    }
    solved
}

/// The eigenvalues of a symmetric matrix and its eigenvectors as columns, by Jacobi's rotations (Golub & Van Loan 2013, section 8.5).
pub fn eigen(mut matrix: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let size = matrix.len();
    let mut vectors: Vec<Vec<f64>> = (0..size).map(|i| (0..size).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    // Off the diagonal squares vanish quadratically: a dozen sweeps are always enough.
    for _ in 0..12 {
        for p in 0..size {
            for q in p + 1..size {
                if matrix[p][q].abs() <= 1e-15 * (matrix[p][p].abs() + matrix[q][q].abs()) {
                    continue;
                }
                let theta = 0.5 * (matrix[q][q] - matrix[p][p]) / matrix[p][q];
                let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                for row in matrix.iter_mut().chain(&mut vectors) {
                    (row[p], row[q]) = (cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]);
                }
                let (above, below) = matrix.split_at_mut(q);
                for (a, b) in above[p].iter_mut().zip(&mut below[0]) {
                    (*a, *b) = (cosine * *a - sine * *b, sine * *a + cosine * *b);
                }
            }
        }
    }
    ((0..size).map(|i| matrix[i][i]).collect(), vectors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triangle_gives_its_matrix_even_where_a_row_repeats_another() {
        let matrix = vec![vec![4.0], vec![2.0, 5.0], vec![4.0, 2.0, 4.0]];
        let l = cholesky(matrix.clone());
        assert_eq!(l[2][2], 0.0);
        for (i, row) in matrix.iter().enumerate() {
            for (j, &value) in row.iter().enumerate() {
                assert!((dot(&l[i][..=j], &l[j][..=j]) - value).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn eigenvectors_give_the_matrix_back() {
        let matrix = vec![vec![4.0, 1.0, -2.0], vec![1.0, 3.0, 0.5], vec![-2.0, 0.5, 1.0]];
        let (values, vectors) = eigen(matrix.clone());
        for i in 0..3 {
            for j in 0..3 {
                let back: f64 = (0..3).map(|k| vectors[i][k] * values[k] * vectors[j][k]).sum();
                assert!((back - matrix[i][j]).abs() < 1e-12);
            }
        }
    }
}
