//! Shares: their intervals, and how likely so many are.
//!
//! Counts need not be whole: of trials that are alike, fewer independent ones bear as much.

use super::incomplete;
use crate::math::NORMAL_P975;

/// The probability that a binomial variable of so many trials, each a hit with a probability, is at least `hits`:
/// `I_p(hits, trials - hits + 1)` (Abramowitz & Stegun 26.5.24), which goes on between whole numbers.
pub fn at_least(hits: f64, trials: f64, probability: f64) -> f64 {
    if hits <= 0.0 || probability >= 1.0 {
        return 1.0;
    }
    // A share of hits that is 1 up to rounding is 1.
    let hits = hits.min(trials);
    if probability <= 0.0 { 0.0 } else { incomplete::beta(hits, trials - hits + 1.0, probability, 1.0 - probability).clamp(0.0, 1.0) }
}

/// The 95 % interval of a share that was found among so many (Wilson 1927): it never leaves \[0, 1\]; all of that where there were none.
pub fn wilson(share: f64, among: f64) -> [f64; 2] {
    if among.is_nan() || among <= 0.0 {
        return [0.0, 1.0];
    }
    let z2 = NORMAL_P975 * NORMAL_P975 / among;
    let middle = (share + 0.5 * z2) / (1.0 + z2);
    let half = (z2 * (share * (1.0 - share) + 0.25 * z2)).sqrt() / (1.0 + z2);
    // What is 0 or 1 is within it, whatever the rounding.
    [(middle - half).clamp(0.0, share), (middle + half).clamp(share, 1.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_sums_of_the_binomial() {
        // Of three coins: 7/8 at least one head, 1/2 at least two, 1/8 three.
        for (hits, exact) in [(0.0, 1.0), (1.0, 0.875), (2.0, 0.5), (3.0, 0.125)] {
            assert!((at_least(hits, 3.0, 0.5) - exact).abs() < 1e-12, "{hits}");
        }
        // 1 - 0.8^5 - 5 * 0.2 * 0.8^4 = 0.26272.
        assert!((at_least(2.0, 5.0, 0.2) - 0.262_72).abs() < 1e-12);
        assert_eq!((at_least(1.0, 4.0, 0.0), at_least(0.0, 4.0, 0.0), at_least(4.0, 4.0, 1.0)), (0.0, 1.0, 1.0));
        assert_eq!(at_least(0.0, 0.0, 0.5), 1.0);
    }

    #[test]
    fn intervals_are_those_of_wilson_and_stay_within_what_a_share_can_be() {
        // The textbook's 8 of 10: 0.490 to 0.943.
        let [low, high] = wilson(0.8, 10.0);
        assert!((low - 0.490_162).abs() < 1e-5 && (high - 0.943_318).abs() < 1e-5, "{low} {high}");
        assert_eq!(wilson(0.0, 20.0)[0], 0.0);
        assert_eq!(wilson(1.0, 20.0)[1], 1.0);
        assert!(wilson(0.0, 20.0)[1] > 0.1 && wilson(1.0, 20.0)[0] < 0.9);
        assert_eq!(wilson(0.3, 0.0), [0.0, 1.0]);
    }
}
