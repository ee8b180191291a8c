//! Mixes: which policies together, each at which level, for a budget.
//!
//! Policies that cannot be scaled are in a mix as they are or not at all. What they leave of the money is shared out, in parts, among
//! those that can.

use crate::scenario::Scenario;

/// Most mixes that are looked at.
pub const MOST: usize = 400;

/// Most policies that can be scaled, and that cannot, of which mixes are made.
pub const MOST_PIECES: [usize; 2] = [6, 8];

/// Into how many parts money is shared out; fewer where that would give too many mixes.
const PARTS: [usize; 3] = [4, 3, 2];

/// A policy, and what it is expected to spend.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Index of the policy.
    pub policy: usize,
    /// Levels, each with what is spent alone \[unit of pay\], in order; of one that cannot be scaled level 1 only.
    pub spent: Vec<(f64, f64)>,
    /// Whether it can be scaled.
    pub is_scaled: bool,
}

/// Policies at levels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mix {
    /// Policies (indices) with their levels, in the order of the file; empty for doing nothing.
    pub levels: Vec<(usize, f64)>,
    /// Which of them are scaled.
    pub is_scaled: Vec<bool>,
}

impl Piece {
    /// What it spends at the least level.
    fn least(&self) -> f64 {
        self.spent.first().filter(|(level, _)| *level == 0.0).map_or(0.0, |(_, spent)| *spent)
    }

    /// The level at which it spends so much, along lines between those known.
    fn level(&self, money: f64) -> f64 {
        let mut before = (0.0, 0.0);
        for &(level, spent) in &self.spent {
            if money <= spent {
                return before.0 + (level - before.0) * (money - before.1) / (spent - before.1).max(f64::MIN_POSITIVE);
            }
            before = (level, spent);
        }
        before.0
    }
}

impl Mix {
    /// The same mix with the levels of what is scaled multiplied so that it spends a budget, where it now spends so much, and so much of it
    /// without what is scaled.
    #[must_use]
    pub fn for_budget(&self, budget: f64, spent: f64, fixed: f64) -> Self {
        let (left, scaled) = (budget - fixed, spent - fixed);
        if scaled <= 0.0 || left <= 0.0 || !self.is_scaled.contains(&true) {
            return self.clone();
        }
        let times = left / scaled;
        let level = |(&(policy, level), &is_scaled): (&(usize, f64), &bool)| (policy, if is_scaled { level * times } else { level });
        Self { levels: self.levels.iter().zip(&self.is_scaled).map(level).collect(), ..self.clone() }
    }

    /// Whether another is the same without what is scaled.
    pub fn is_without_scaled(&self, other: &Self) -> bool {
        let fixed = |mix: &Self| -> Vec<(usize, f64)> {
            mix.levels.iter().zip(&mix.is_scaled).filter(|(_, is_scaled)| !**is_scaled).map(|(level, _)| *level).collect()
        };
        !other.is_scaled.contains(&true) && fixed(self) == fixed(other)
    }

    /// Whether it is to do nothing.
    pub fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }
}

/// The mixes of some pieces for a budget, doing nothing first; and into how many parts money was shared out.
pub fn mixes(scenario: &Scenario, pieces: &[Piece], budget: f64) -> (Vec<Mix>, usize) {
    let mut found = Vec::new();
    for parts in PARTS {
        found = of_parts(scenario, pieces, budget, parts);
        if found.len() <= MOST {
            return (found, parts);
        }
    }
    found.truncate(MOST);
    (found, PARTS[PARTS.len() - 1])
}

fn of_parts(scenario: &Scenario, pieces: &[Piece], budget: f64, parts: usize) -> Vec<Mix> {
    let (scaled, fixed): (Vec<&Piece>, Vec<&Piece>) = pieces.iter().partition(|piece| piece.is_scaled);
    let mut found: Vec<Mix> = Vec::new();
    // Fewest policies first, so that what is left out of too many are the largest mixes.
    let mut sets: Vec<u64> = (0..1u64 << fixed.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    for set in sets {
        let taken: Vec<&Piece> = fixed.iter().enumerate().filter(|(index, _)| set >> index & 1 == 1).map(|(_, piece)| *piece).collect();
        let spent: f64 = taken.iter().map(|piece| piece.spent[0].1).sum();
        if spent > budget {
            continue;
        }
        let left = budget - spent;
        let shares = if left > 0.01 * budget { shares(scaled.len(), parts) } else { Vec::new() };
        for share in std::iter::once(vec![0; scaled.len()]).chain(shares) {
            // What costs something at any level is in for more than that.
            let money = |part: usize| left * part as f64 / parts as f64;
            if scaled.iter().zip(&share).any(|(piece, &part)| part > 0 && money(part) <= piece.least()) {
                continue;
            }
            let mut levels: Vec<(usize, f64, bool)> = taken.iter().map(|piece| (piece.policy, piece.spent[0].0, false)).collect();
            let given = scaled.iter().zip(&share).filter(|(_, part)| **part > 0);
            levels.extend(given.map(|(piece, &part)| (piece.policy, piece.level(money(part)), true)));
            levels.sort_by_key(|level| level.0);
            let policies: Vec<usize> = levels.iter().map(|level| level.0).collect();
            if scenario.go_together(&policies) {
                found.push(Mix {
                    levels: levels.iter().map(|&(policy, level, _)| (policy, level)).collect(),
                    is_scaled: levels.iter().map(|level| level.2).collect(),
                });
            }
        }
    }
    found.sort_by_key(|mix| mix.levels.len());
    found
}

/// All ways to share out so many parts among so many, all of them.
fn shares(among: usize, parts: usize) -> Vec<Vec<usize>> {
    match among {
        0 => Vec::new(),
        1 => vec![vec![parts]],
        _ => (0..=parts)
            .flat_map(|first| {
                let rest = if parts == first { vec![vec![0; among - 1]] } else { shares(among - 1, parts - first) };
                rest.into_iter().map(move |rest| std::iter::once(first).chain(rest).collect())
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_shared_out_in_all_ways() {
        assert_eq!(shares(2, 2), [[0, 2], [1, 1], [2, 0]]);
        assert_eq!(shares(3, 4).len(), 15);
        assert!(shares(3, 4).iter().all(|share| share.iter().sum::<usize>() == 4));
        assert!(shares(0, 4).is_empty());
    }

    #[test]
    fn a_level_follows_from_what_is_spent() {
        let piece = Piece { policy: 0, spent: vec![(1.0, 2.0), (3.0, 5.0)], is_scaled: true };
        assert_eq!([0.0, 1.0, 2.0, 3.5, 5.0, 9.0].map(|money| piece.level(money)), [0.0, 0.5, 1.0, 2.0, 3.0, 3.0]);
    }

    #[test]
    fn what_is_fixed_stays_when_a_mix_is_brought_to_a_budget() {
        let mix = Mix { levels: vec![(0, 1.0), (2, 0.5)], is_scaled: vec![false, true] };
        assert_eq!(mix.for_budget(5.0, 3.0, 1.0).levels, [(0, 1.0), (2, 1.0)]);
        let without = Mix { levels: vec![(0, 1.0)], is_scaled: vec![false] };
        assert!(mix.is_without_scaled(&without) && !mix.is_without_scaled(&mix) && !mix.is_without_scaled(&Mix::default()));
    }
}
