//! Cascades: how many of the exits there would not be if no exit moved anybody.
//!
//! One trial in four is run a second time on the same luck with contagion, leader exits, pull and co-founding off. With `on` and `off`
//! the exits up to the horizon of the two, summed over these trials,
//!
//! ```text
//! cascade share   1 - off / on
//! further exits   on / off - 1      that follow from each exit which no other exit caused
//! ```
//!
//! Both rest on a ratio of means over clusters, the parameter draws. Its standard error is that of the linearised ratio (the delta
//! method; Cochran, *Sampling Techniques*, 1977, section 6.4): `sqrt(D / (D - 1) * sum over draws of e_d^2) / on`, for `R = off / on`,
//! `e_d = off_d - R on_d` and `D` draws. Where draws are rows of a posterior, what `e_d^2` has without luck is multiplied
//! ([`crate::statistics::clusters`]): with `n` such trials a draw, `n / (n - 1)` times the mean of `e_d^2` less that of the sum of their squares.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::statistics::Estimate;
use crate::statistics::clusters::Clusters;

/// One trial in so many is run a second time.
pub const ONE_IN: u64 = 4;

/// Sums over the parameter draws that have such trials, of their exits with and without what exits do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Cascades {
    draws: i128,
    trials: i128,
    on: i128,
    off: i128,
    /// Products of the draws' sums: on with on, on with off, off with off.
    of_draws: [i128; 3],
    /// The same products, of trials.
    of_trials: [i128; 3],
}

impl Cascades {
    /// Adds a draw: of each of its trials that were run twice the exits, as they were and with cascades off.
    pub fn add_draw(&mut self, trials: &[[u64; 2]]) {
        let products = |[on, off]: [i128; 2]| [on * on, on * off, off * off];
        let (mut sums, mut of_trials) = ([0; 2], [0; 3]);
        for exits in trials {
            let exits = exits.map(i128::from);
            sums.iter_mut().zip(exits).for_each(|(sum, exits)| *sum += exits);
            of_trials.iter_mut().zip(products(exits)).for_each(|(sum, product)| *sum += product);
        }
        let [on, off] = sums;
        *self += &Self { draws: 1, trials: trials.len() as i128, on, off, of_draws: products(sums), of_trials };
    }

    /// The share of exits that are due to cascades; not a number where there are none.
    pub fn share(&self, clusters: &Clusters) -> Estimate {
        let (ratio, error) = self.ratio(clusters);
        Estimate { value: 1.0 - ratio, mcse: error }
    }

    /// How many further exits follow from each that no other exit caused; not a number where there is none.
    pub fn further(&self, clusters: &Clusters) -> Estimate {
        let (ratio, error) = self.ratio(clusters);
        if self.off == 0 {
            return Estimate { value: f64::NAN, mcse: f64::NAN };
        }
        Estimate { value: 1.0 / ratio - 1.0, mcse: error / (ratio * ratio) }
    }

    /// `off / on` and its standard error.
    fn ratio(&self, clusters: &Clusters) -> (f64, f64) {
        let (draws, on, off) = (self.draws as f64, self.on as f64, self.off as f64);
        let ratio = off / on;
        // Exits differ by more than a millionth from draw to draw, so that what cancels here leaves digits enough.
        let squares = |[on_on, on_off, off_off]: [i128; 3]| {
            let squares = off_off as f64 - 2.0 * ratio * on_off as f64 + ratio * ratio * on_on as f64;
            if squares < 0.0 { 0.0 } else { squares }
        };
        let (all, own) = (squares(self.of_draws), squares(self.of_trials));
        let trials = self.trials as f64 / draws;
        // Of one such trial a draw it is not known how much is luck.
        let ignorance = if trials >= 2.0 { (trials / (trials - 1.0) * (all - own)).max(0.0).min(all) } else { all };
        let clusters = clusters.of_draws(self.draws as u64);
        let bessel = if self.draws > 1 { draws / (draws - 1.0) } else { f64::NAN };
        (ratio, (bessel * (all + clusters.further(all, all - ignorance))).sqrt() / on)
    }
}

impl AddAssign<&Self> for Cascades {
    fn add_assign(&mut self, other: &Self) {
        self.draws += other.draws;
        self.trials += other.trials;
        self.on += other.on;
        self.off += other.off;
        self.of_draws.iter_mut().zip(other.of_draws).for_each(|(a, b)| *a += b);
        self.of_trials.iter_mut().zip(other.of_trials).for_each(|(a, b)| *a += b);
    }
}

// JSON's readers agree on 64 bits at best: the sums go as decimal text.
impl From<Cascades> for Vec<String> {
    fn from(sums: Cascades) -> Self {
        [sums.draws, sums.trials, sums.on, sums.off].iter().chain(&sums.of_draws).chain(&sums.of_trials).map(i128::to_string).collect()
    }
}

impl TryFrom<Vec<String>> for Cascades {
    type Error = String;

    fn try_from(texts: Vec<String>) -> Result<Self, String> {
        let sums: Vec<i128> =
            texts.iter().map(|text| text.parse().map_err(|_| format!("`{text}` is not a sum"))).collect::<Result<_, _>>()?;
        match sums[..] {
            [draws, trials, on, off, ref products @ ..] if products.len() == 6 => {
                let three = |from: usize| std::array::from_fn(|k| products[from + k]);
                Ok(Self { draws, trials, on, off, of_draws: three(0), of_trials: three(3) })
            }
            _ => Err(format!("{} sums where 10 are expected", sums.len())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(draws: &[(u64, u64)]) -> Cascades {
        let mut sums = Cascades::default();
        for &(on, off) in draws {
            sums.add_draw(&[[on, off]]);
        }
        sums
    }

    #[test]
    fn share_and_further_exits_are_ratios_of_sums() {
        // By hand: 8 exits, 6 without cascades; residuals off - 0.75 on are 0.5, 0.5 and -1 over the three draws.
        let sums = of(&[(2, 2), (2, 2), (4, 2)]);
        let clusters = Clusters::new(3, 4, None);
        let (share, further) = (sums.share(&clusters), sums.further(&clusters));
        assert!((share.value - 0.25).abs() < 1e-15 && (further.value - 1.0 / 3.0).abs() < 1e-15);
        assert!((share.mcse - (1.5f64 * 1.5).sqrt() / 8.0).abs() < 1e-15);
        assert!((further.mcse - share.mcse / (0.75 * 0.75)).abs() < 1e-15);
    }

    #[test]
    fn what_is_not_defined_is_not_a_number() {
        let clusters = Clusters::new(2, 4, None);
        assert!(of(&[]).share(&clusters).value.is_nan() && of(&[(0, 0), (0, 0)]).share(&clusters).value.is_nan());
        let all = of(&[(3, 0), (2, 0)]);
        assert!(all.share(&clusters) == Estimate { value: 1.0, mcse: 0.0 } && all.further(&clusters).value.is_nan());
        assert!(of(&[(3, 2)]).share(&clusters).mcse.is_nan());
    }

    #[test]
    fn sums_survive_their_text_and_add_up() {
        let (a, b) = (of(&[(5, 3), (7, 7)]), of(&[(2, 1)]));
        let mut sum = a;
        sum += &b;
        assert_eq!(sum, of(&[(2, 1), (5, 3), (7, 7)]));
        let json = serde_json::to_string(&sum).unwrap();
        assert_eq!(json, r#"["3","3","14","11","78","66","59","78","66","59"]"#);
        assert_eq!(serde_json::from_str::<Cascades>(&json).unwrap(), sum);
        for (broken, message) in [(r#"["1"]"#, "1 sums where 10 are expected"), (r#"["x"]"#, "`x` is not a sum")] {
            assert_eq!(serde_json::from_str::<Cascades>(broken).unwrap_err().to_string(), message);
        }
    }
}
