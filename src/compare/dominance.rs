//! Which options nobody should buy: another keeps as many for less, or a mixture of two others does.
//!
//! By the point estimates. The options left form the frontier: in order of people kept, each further person costs more than the one
//! before (Weinstein & Stason 1977; extended dominance: Cantor 1994).

/// What an option costs and how many it keeps, both against the reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// Cost [unit of pay].
    pub cost: f64,
    /// People kept.
    pub kept: f64,
}

/// Why an option is not worth buying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dominated {
    /// This other option costs no more and keeps no fewer, and is better in one of the two.
    By(usize),
    /// A mixture of these two others keeps as many for less: some of the money on one, the rest on the other.
    ByMixture(usize, usize),
}

/// For each option why it is dominated, if it is. Of two that are alike in both, neither dominates the other.
pub fn dominated(choices: &[Choice]) -> Vec<Option<Dominated>> {
    let beats = |a: &Choice, b: &Choice| a.cost <= b.cost && a.kept >= b.kept && (a.cost < b.cost || a.kept > b.kept);
    let mut found: Vec<Option<Dominated>> = choices
        .iter()
        .map(|choice| {
            let better = choices.iter().enumerate().filter(|(_, other)| beats(other, choice));
            // The one that keeps most of them, and of these the cheapest: itself not dominated.
            let best = better.max_by(|(_, a), (_, b)| a.kept.total_cmp(&b.kept).then(b.cost.total_cmp(&a.cost)));
            best.map(|(index, _)| Dominated::By(index))
        })
        .collect();
    let mut frontier: Vec<usize> = (0..choices.len()).filter(|&index| found[index].is_none()).collect();
    frontier.sort_by(|&a, &b| choices[a].kept.total_cmp(&choices[b].kept));
    // The lower convex hull of cost over people kept.
    let slope = |a: usize, b: usize| (choices[b].cost - choices[a].cost) / (choices[b].kept - choices[a].kept);
    let mut hull: Vec<usize> = Vec::new();
    for &next in &frontier {
        while let [.., before, last] = hull[..]
            && choices[last].kept > choices[before].kept
            && choices[next].kept > choices[last].kept
            && slope(before, last) > slope(last, next)
        {
            hull.pop();
        }
        hull.push(next);
    }
    for &option in &frontier {
        if !hull.contains(&option) {
            let above = hull.iter().position(|&other| choices[other].kept > choices[option].kept).unwrap_or(0);
            if above > 0 {
                found[option] = Some(Dominated::ByMixture(hull[above - 1], hull[above]));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(choices: &[(f64, f64)]) -> Vec<Option<Dominated>> {
        dominated(&choices.iter().map(|&(cost, kept)| Choice { cost, kept }).collect::<Vec<_>>())
    }

    #[test]
    fn who_costs_more_and_keeps_no_more_is_dominated() {
        let found = of(&[(0.0, 0.0), (1.0, 1.0), (2.0, 0.5), (3.0, 3.0), (0.5, -0.1)]);
        // The last keeps fewer than doing nothing does.
        assert_eq!(found, [None, None, Some(Dominated::By(1)), None, Some(Dominated::By(0))]);
    }

    #[test]
    fn a_mixture_dominates_what_lies_above_the_line() {
        // Halfway between nothing and 2 people at 2, one person costs 1; at 1.5 it is not worth it.
        assert_eq!(of(&[(0.0, 0.0), (1.5, 1.0), (2.0, 2.0)]), [None, Some(Dominated::ByMixture(0, 2)), None]);
        assert_eq!(of(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]), [None, None, None]);
    }

    #[test]
    fn twins_stand_beside_each_other() {
        assert_eq!(of(&[(0.0, 0.0), (1.0, 1.0), (1.0, 1.0)]), [None, None, None]);
    }
}
