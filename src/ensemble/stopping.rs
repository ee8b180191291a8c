//! When a run of many trials stops: with `--precision`, it goes on until the Monte Carlo interval is narrow enough, without looking so often that it lies.
//!
//! An interval computed at each of many looks at growing samples, until one is narrow, covers the truth less often than it says: one
//! stops early where the spread happens to look small. Here look `k` uses the level `0.05 / (k (k + 1))` instead of 0.05. These levels
//! add up to 0.05 over all looks that can ever be made, so by Bonferroni's inequality the probability that *any* of the intervals
//! misses is at most 5 %, and so for the one at which we stop, whatever the rule (the union bound over looks of geometrically growing
//! samples; Mnih, Szepesvari & Audibert 2008, *Empirical Bernstein stopping*; asymptotic validity of each interval: Glynn & Whitt
//! 1992). The price is a critical value of 2.24 at the first look, 2.64 at the second, 2.87 at the
//! third, and somewhat more of few draws (Student's t: [`crate::statistics::clusters`]).
//!
//! Where exits are rare, the spread of the draws says too little: nobody may have left in any of them, and its estimate is zero. An
//! event of probability `p` a draw is missed by all of `n` draws with probability `(1 - p)^n <= exp(-n p)`, so that at level `a` one of
//! `p = ln(1 / a) / n` may have been missed. It moves the mean by at most `p` times the roster, and no interval is taken for narrower.

use std::ops::{ControlFlow, Range};

use crate::math;
use crate::statistics::clusters::Clusters;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// The half-width to get below \[researchers\].
    pub half_width: f64,
}

/// One look at the trials so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    precision: Precision,
    /// Which look it is, from 1.
    pub number: u32,
    /// Parameter draws at this look.
    pub draws: u64,
    /// Half-width of the interval at this look, at the level that lets all looks together cover 95 % \[researchers\].
    pub half_width: f64,
}

impl Look {
    /// Draws at the first look: enough for a normal approximation.
    const FIRST: u64 = 512;

    /// The first look, at no more than `most` draws.
    fn first(precision: Precision, most: u64) -> Self {
        Self { precision, number: 1, draws: Self::FIRST.min(most), half_width: f64::NAN }
    }

    /// The next look, at twice the draws.
    fn next(self, most: u64) -> Self {
        Self { number: self.number + 1, draws: self.draws.saturating_mul(2).min(most), half_width: f64::NAN, ..self }
    }

    /// The probability that this look's interval misses.
    fn level(&self) -> f64 {
        let k = f64::from(self.number);
        0.05 / (k * (k + 1.0))
    }

    /// The number of standard errors in this look's half-width.
    pub fn critical_value(&self, clusters: &Clusters) -> f64 {
        clusters.errors(0.5 * self.level())
    }

    /// The half-width at this look, of a mean with this standard error; at least what so many draws may have missed \[researchers\].
    pub(crate) fn half_width(&self, mcse: f64, roster: usize, clusters: &Clusters) -> f64 {
        let known = if mcse == 0.0 { 0.0 } else { self.critical_value(clusters) * mcse };
        let missed = roster as f64 * -math::ln(self.level()) / clusters.effective();
        // An unknown error stays unknown.
        if known < missed { missed } else { known }
    }

    /// The half-width asked for \[researchers\].
    pub fn asked(&self) -> f64 {
        self.precision.half_width
    }

    /// Whether the interval is as narrow as asked for.
    pub fn is_enough(&self) -> bool {
        self.half_width < self.precision.half_width
    }
}

/// Runs draws from look to look until the interval is as narrow as asked for, or `most` draws are done, or whoever hears of the progress
/// breaks. `run` runs some further draws, and says whether to go on, and the half-width at the look.
///
/// # Errors
/// The first error of `run`.
pub(crate) fn run_to_precision<E>(
    precision: Precision,
    most: u64,
    mut run: impl FnMut(Range<u64>, &Look) -> Result<(ControlFlow<()>, f64), E>,
) -> Result<Look, E> {
    let mut look = Look::first(precision, most);
    let mut begun = 0;
    loop {
        let (flow, half_width) = run(begun..look.draws, &look)?;
        look.half_width = half_width;
        if look.is_enough() || look.draws == most || flow.is_break() {
            return Ok(look);
        }
        begun = look.draws;
        look = look.next(most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many draws that Student's quantiles are the normal ones.
    const MANY: u64 = 1 << 50;

    fn draws(draws: u64) -> Clusters {
        Clusters::new(draws, 1, None)
    }

    #[test]
    fn the_levels_of_all_looks_add_up_to_five_per_cent() {
        let precision = Precision { half_width: 0.1 };
        let mut look = Look::first(precision, u64::MAX);
        let mut spent = 0.0;
        for _ in 0..50 {
            spent += libm::erfc(look.critical_value(&draws(MANY)) / std::f64::consts::SQRT_2);
            look = look.next(u64::MAX);
        }
        // The sum of 1 / (k (k + 1)) up to 50 is 50 / 51.
        assert!((spent - 0.05 * 50.0 / 51.0).abs() < 1e-12);
    }

    #[test]
    fn the_first_critical_values() {
        let mut look = Look::first(Precision { half_width: 0.1 }, u64::MAX);
        // scipy.stats.norm.isf (SciPy 1.17) at 1.25 %, 0.41667 % and 0.20833 %.
        for expected in [2.241_402_7, 2.638_257_3, 2.865_260_2] {
            let found = look.critical_value(&draws(MANY));
            assert!((found - expected).abs() < 1e-6, "{found}");
            look = look.next(u64::MAX);
        }
    }

    #[test]
    fn draws_that_all_agree_are_not_taken_for_certain() {
        let look = Look::first(Precision { half_width: 0.1 }, u64::MAX);
        // ln 40 = 3.6888794541: 14 people, 512 draws, level 2.5 %.
        let clusters = draws(512);
        assert!((look.half_width(0.0, 14, &clusters) - 14.0 * 3.688_879_454_1 / 512.0).abs() < 1e-9);
        assert!((look.half_width(1.0, 14, &clusters) - look.critical_value(&clusters)).abs() < 1e-12);
        assert!(look.half_width(f64::NAN, 14, &clusters).is_nan());
        // Of three draws Student's t of two degrees at 1.25 %: 2 u sqrt(2 / (1 - 4 u^2)) at u = 0.4875.
        assert!((look.half_width(1.0, 0, &draws(3)) - 0.975 * (2.0f64 / (1.0 - 0.950_625)).sqrt()).abs() < 1e-9);
    }

    #[test]
    fn stopping_early_does_not_cost_coverage() {
        use crate::random::{Field, Purpose, name_hash};
        // Unit exponentials, whose skewness makes small samples look narrower than they are; the mean is 1.
        let (runs, mut covered, mut looks) = (1_000u64, 0u32, 0u32);
        for run in 0..runs {
            let field = Field::new(run, Purpose::Patience, name_hash("coverage"), 0, 0);
            let mut look = Look::first(Precision { half_width: 0.07 }, u64::MAX);
            let (mut n, mut sum, mut squares) = (0u64, 0.0, 0.0);
            loop {
                for trial in n..look.draws {
                    let x = field.exponential(trial, 0);
                    (sum, squares) = (sum + x, squares + x * x);
                }
                n = look.draws;
                let mean = sum / n as f64;
                look.half_width = look.critical_value(&draws(n)) * ((squares / n as f64 - mean * mean) / (n as f64 - 1.0)).sqrt();
                if look.is_enough() {
                    covered += u32::from((mean - 1.0).abs() <= look.half_width);
                    looks += look.number;
                    break;
                }
                look = look.next(u64::MAX);
            }
        }
        // At least 95 % less five standard errors of a share; and the rule does look more than once.
        let runs = runs as f64;
        assert!(f64::from(covered) / runs >= 0.95 - 5.0 * (0.95 * 0.05 / runs).sqrt(), "{covered}");
        assert!(f64::from(looks) / runs > 1.5, "{looks}");
    }
}
