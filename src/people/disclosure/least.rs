//! The combination of told sums in which one kind of people has weight 1 and all others together the least, by the simplex method.

/// Smaller than any number that matters.
const TINY: f64 = 1e-9;

/// More steps than a program of this size takes: rather than go on, nothing is allowed.
const MOST_STEPS: usize = 20_000;

/// The least of `sum n_c |v_c|` over all combinations `v` of the vectors with `v_kind = 1`; `None` where no combination has any weight on
/// that kind. `sizes` are the `n_c`.
///
/// With one of the vectors set aside to fix `v_kind`, that is a regression in least absolute deviations, which starts from a solution (all
/// factors 0) and needs no search for one (Barrodale & Roberts 1973). Bland's rule keeps it from going round.
pub fn least_sum(vectors: &[Vec<f64>], sizes: &[f64], kind: usize) -> Option<f64> {
    let pivot = vectors.iter().max_by(|a, b| a[kind].abs().total_cmp(&b[kind].abs())).filter(|vector| vector[kind].abs() > TINY)?;
    let (fixed, kinds) = (pivot.iter().map(|value| value / pivot[kind]).collect::<Vec<f64>>(), sizes.len());
    // What is left to vary, with no weight on the kind; each scaled, since only its direction matters.
    let free: Vec<Vec<f64>> = vectors
        .iter()
        .map(|vector| vector.iter().zip(&fixed).map(|(value, fixed)| value - fixed * vector[kind]).collect::<Vec<f64>>())
        .filter_map(|vector| {
            let most = vector.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
            (most > TINY).then(|| vector.into_iter().map(|value| value / most).collect())
        })
        .collect();
    Some(Tableau::new(&fixed, &free, sizes, kinds).minimize())
}

/// Rows `v_c = fixed_c - sum of factors`, as the difference of two parts of which one is 0.
struct Tableau {
    /// By row: the columns, and what stands on the right.
    rows: Vec<Vec<f64>>,
    /// The column that each row solves for.
    basis: Vec<usize>,
    /// The cost of each column less that of what it replaces; at the end the negative of the cost so far.
    reduced: Vec<f64>,
}

impl Tableau {
    fn new(fixed: &[f64], free: &[Vec<f64>], sizes: &[f64], kinds: usize) -> Self {
        let columns = 2 * free.len() + 2 * kinds;
        let mut rows = Vec::with_capacity(kinds);
        let mut basis = Vec::with_capacity(kinds);
        let mut reduced = vec![0.0; columns + 1];
        for kind in 0..kinds {
            let sign = if fixed[kind] < 0.0 { -1.0 } else { 1.0 };
            let mut row = vec![0.0; columns + 1];
            for (index, vector) in free.iter().enumerate() {
                row[2 * index] = sign * vector[kind];
                row[2 * index + 1] = -sign * vector[kind];
            }
            // Positive part and negative part of the weight.
            let parts = 2 * free.len() + 2 * kind;
            (row[parts], row[parts + 1]) = (sign, -sign);
            row[columns] = sign * fixed[kind];
            basis.push(if sign > 0.0 { parts } else { parts + 1 });
            (reduced[parts], reduced[parts + 1]) = (sizes[kind], sizes[kind]);
            rows.push(row);
        }
        for (kind, row) in rows.iter().enumerate() {
            reduced.iter_mut().zip(row).for_each(|(cost, value)| *cost -= sizes[kind] * value);
        }
        Self { rows, basis, reduced }
    }

    /// The least cost.
    fn minimize(&mut self) -> f64 {
        let last = self.reduced.len() - 1;
        for _ in 0..MOST_STEPS {
            let Some(column) = (0..last).find(|&column| self.reduced[column] < -TINY) else { return -self.reduced[last] };
            let ratio = |row: &Vec<f64>| if row[column] > TINY { row[last] / row[column] } else { f64::INFINITY };
            let mut leaving: Option<(f64, usize, usize)> = None;
            for (index, row) in self.rows.iter().enumerate() {
                let (ratio, name) = (ratio(row), self.basis[index]);
                let is_better = leaving.is_none_or(|(least, of, _)| ratio < least - TINY || ratio <= least + TINY && name < of);
                if ratio < f64::INFINITY && is_better {
                    leaving = Some((ratio, name, index));
                }
            }
            let Some((.., row)) = leaving else { return 0.0 };
            self.pivot(row, column);
        }
        0.0
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let scale = self.rows[row][column];
        self.rows[row].iter_mut().for_each(|value| *value /= scale);
        let pivot = self.rows[row].clone();
        let others = self.rows.iter_mut().enumerate().filter(|(index, _)| *index != row).map(|(_, other)| other);
        for other in others.chain([&mut self.reduced]) {
            let factor = other[column];
            if factor != 0.0 {
                other.iter_mut().zip(&pivot).for_each(|(value, pivot)| *value -= factor * pivot);
            }
        }
        self.basis[row] = column;
    }
}
