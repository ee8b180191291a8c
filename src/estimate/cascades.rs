//! Cascades: how many of the exits there would not be if no exit moved anybody.
//!
//! One trial in four is run a second time on the same luck with contagion, leader exits, pull and co-founding off. With `on` and `off`
//! the exits up to the horizon of the two, summed over these trials,
//!
//! ```text
//! cascade share   1 - off / on
//! further exits   on / off - 1      that each exit which comes of itself brings
//! ```
//!
//! Both rest on a ratio of means over clusters, the parameter draws. Its standard error is that of the linearised ratio (the delta
//! method; Cochran, *Sampling Techniques*, 1977, section 6.4): `sqrt(D / (D - 1) * sum over draws of (off_d - R on_d)^2) / on`, for `R =
//! off / on` and `D` draws.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::Estimate;

/// One trial in so many is run a second time.
pub const ONE_IN: u64 = 4;

/// Sums over the parameter draws that have such trials, of their exits with and without what exits do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Cascades {
    draws: i128,
    on: i128,
    off: i128,
    on_on: i128,
    on_off: i128,
    off_off: i128,
}

impl Cascades {
    /// Adds a draw: exits in its trials that were run twice, as they were and with cascades off.
    pub fn add_draw(&mut self, on: u64, off: u64) {
        let (on, off) = (i128::from(on), i128::from(off));
        *self += &Self { draws: 1, on, off, on_on: on * on, on_off: on * off, off_off: off * off };
    }

    /// The share of exits that are due to cascades; not a number where there are none.
    pub fn share(&self) -> Estimate {
        let (ratio, error) = self.ratio();
        Estimate { value: 1.0 - ratio, mcse: error }
    }

    /// How many further exits each brings that comes of itself; not a number where there is none.
    pub fn further(&self) -> Estimate {
        let (ratio, error) = self.ratio();
        if self.off == 0 {
            return Estimate { value: f64::NAN, mcse: f64::NAN };
        }
        Estimate { value: 1.0 / ratio - 1.0, mcse: error / (ratio * ratio) }
    }

    /// `off / on` and its standard error.
    fn ratio(&self) -> (f64, f64) {
        let (draws, on, off) = (self.draws as f64, self.on as f64, self.off as f64);
        let ratio = off / on;
        // Exits differ by more than a millionth from draw to draw, so that what cancels here leaves digits enough.
        let squares = self.off_off as f64 - 2.0 * ratio * self.on_off as f64 + ratio * ratio * self.on_on as f64;
        let bessel = if self.draws > 1 { draws / (draws - 1.0) } else { f64::NAN };
        let nonnegative = if squares < 0.0 { 0.0 } else { squares };
        (ratio, (bessel * nonnegative).sqrt() / on)
    }
}

impl AddAssign<&Self> for Cascades {
    fn add_assign(&mut self, other: &Self) {
        self.draws += other.draws;
        self.on += other.on;
        self.off += other.off;
        self.on_on += other.on_on;
        self.on_off += other.on_off;
        self.off_off += other.off_off;
    }
}

// JSON's readers agree on 64 bits at best: the sums go as decimal text.
impl From<Cascades> for Vec<String> {
    fn from(sums: Cascades) -> Self {
        [sums.draws, sums.on, sums.off, sums.on_on, sums.on_off, sums.off_off].map(|sum| sum.to_string()).to_vec()
    }
}

impl TryFrom<Vec<String>> for Cascades {
    type Error = String;

    fn try_from(texts: Vec<String>) -> Result<Self, String> {
        let sums: Vec<i128> =
            texts.iter().map(|text| text.parse().map_err(|_| format!("`{text}` is not a sum"))).collect::<Result<_, _>>()?;
        match sums[..] {
            [draws, on, off, on_on, on_off, off_off] => Ok(Self { draws, on, off, on_on, on_off, off_off }),
            _ => Err(format!("{} sums where 6 are expected", sums.len())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(draws: &[(u64, u64)]) -> Cascades {
        let mut sums = Cascades::default();
        for &(on, off) in draws {
            sums.add_draw(on, off);
        }
        sums
    }

    #[test]
    fn share_and_further_exits_are_ratios_of_sums() {
        // By hand: 8 exits, 6 without cascades; residuals off - 0.75 on are 0.5, 0.5 and -1 over the three draws.
        let sums = of(&[(2, 2), (2, 2), (4, 2)]);
        let (share, further) = (sums.share(), sums.further());
        assert!((share.value - 0.25).abs() < 1e-15 && (further.value - 1.0 / 3.0).abs() < 1e-15);
        assert!((share.mcse - (1.5f64 * 1.5).sqrt() / 8.0).abs() < 1e-15);
        assert!((further.mcse - share.mcse / (0.75 * 0.75)).abs() < 1e-15);
    }

    #[test]
    fn what_is_not_defined_is_not_a_number() {
        assert!(of(&[]).share().value.is_nan() && of(&[(0, 0), (0, 0)]).share().value.is_nan());
        let all = of(&[(3, 0), (2, 0)]);
        assert!(all.share() == Estimate { value: 1.0, mcse: 0.0 } && all.further().value.is_nan());
        assert!(of(&[(3, 2)]).share().mcse.is_nan());
    }

    #[test]
    fn sums_survive_their_text_and_add_up() {
        let (a, b) = (of(&[(5, 3), (7, 7)]), of(&[(2, 1)]));
        let mut sum = a;
        sum += &b;
        assert_eq!(sum, of(&[(2, 1), (5, 3), (7, 7)]));
        let json = serde_json::to_string(&sum).unwrap();
        assert_eq!(json, r#"["3","14","11","78","66","59"]"#);
        assert_eq!(serde_json::from_str::<Cascades>(&json).unwrap(), sum);
        for (broken, message) in [(r#"["1"]"#, "1 sums where 6 are expected"), (r#"["x"]"#, "`x` is not a sum")] {
            assert_eq!(serde_json::from_str::<Cascades>(broken).unwrap_err().to_string(), message);
        }
    }
}
