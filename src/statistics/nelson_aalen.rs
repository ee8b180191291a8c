//! The cumulative hazard that a history shows, without any model: the Nelson-Aalen estimator by channel under left truncation.
//!
//! ```text
//! H(t) = sum over exits up to t of d / Y        variance of it: sum of d / Y^2
//! ```
//!
//! with `d` exits of the channel at a time and `Y` people at risk, those with `entry < time <= exit` (Aalen 1978; Andersen, Borgan, Gill &
//! Keiding 1993, section IV.1). Exits through other channels end the time at risk. A pointwise interval is on the scale of `ln H`; a band
//! holds the whole curve at once: an equal-precision band (Bie, Borgan & Liestol 1987), whose critical value comes from the tail of the
//! supremum of a normalised Brownian bridge (Miller & Siegmund 1982).
//!
//! Cox-Snell residuals (Cox & Snell 1968) judge a model by the same curve: the cumulative hazard that each person went through by the
//! model, as if it were a time, with exits as they were, is a unit exponential where the model is right. So their Nelson-Aalen curve is
//! the diagonal.

use crate::math;

/// A person, or a spell of one, under observation: at risk on `(entry, exit]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spell {
    /// When observation began.
    pub entry: f64,
    /// When it ended, after entry.
    pub exit: f64,
    /// The channel through which it ended, by its index; `None` where the person was still there.
    pub channel: Option<usize>,
}

/// The curve just after the exits of one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// When.
    pub time: f64,
    /// People at risk.
    pub at_risk: usize,
    /// Exits of the channel.
    pub exits: usize,
    /// Cumulative hazard.
    pub hazard: f64,
    /// Its variance.
    pub variance: f64,
}

/// The steps of the cumulative hazard of a channel, or of all exits together, in order of time.
pub fn nelson_aalen(spells: &[Spell], channel: Option<usize>) -> Vec<Step> {
    let counts = |spell: &Spell| spell.channel.is_some_and(|through| channel.is_none_or(|channel| channel == through));
    let sorted = |times: &mut dyn Iterator<Item = f64>| {
        let mut times: Vec<f64> = times.collect();
        times.sort_by(f64::total_cmp);
        times
    };
    let entries = sorted(&mut spells.iter().map(|spell| spell.entry));
    let ends = sorted(&mut spells.iter().map(|spell| spell.exit));
    let exits = sorted(&mut spells.iter().filter(|spell| counts(spell)).map(|spell| spell.exit));
    let (mut hazard, mut variance) = (0.0, 0.0);
    let step = |tied: &[f64]| {
        let time = tied[0];
        let at_risk = entries.partition_point(|&entry| entry < time) - ends.partition_point(|&end| end < time);
        let (d, y) = (tied.len() as f64, at_risk as f64);
        hazard += d / y;
        variance += d / (y * y);
        Step { time, at_risk, exits: tied.len(), hazard, variance }
    };
    exits.chunk_by(|a, b| a == b).map(step).collect()
}

impl Step {
    /// The interval `critical` standard errors wide on either side, on the scale of the logarithm: 1.96 for 95 % at this one time, the
    /// [`equal_precision`] value for all times together.
    pub fn interval(&self, critical: f64) -> [f64; 2] {
        let factor = math::exp(critical * math::sqrt(self.variance) / self.hazard);
        [self.hazard / factor, self.hazard * factor]
    }

    /// Where the step stands in the time of its Brownian bridge: `n s^2 / (1 + n s^2)` for `n` people.
    pub fn bridge_time(&self, people: usize) -> f64 {
        let scaled = people as f64 * self.variance;
        scaled / (1.0 + scaled)
    }
}

/// The critical value of an equal-precision band from one bridge time to another, `0 < from < to < 1`, at the level `alpha`: the `c` at
/// which `phi(c) (4 / c + (c - 1 / c) ln(to (1 - from) / (from (1 - to)))) = alpha`.
pub fn equal_precision(from: f64, to: f64, alpha: f64) -> f64 {
    let length = math::ln(to * (1.0 - from) / (from * (1.0 - to)));
    let misses = |c: f64| {
        let density = math::exp(-0.5 * c * c) / math::sqrt(2.0 * std::f64::consts::PI);
        density * (4.0 / c + (c - 1.0 / c) * length)
    };
    // From 1.5 on the tail falls; it is below any level that is asked for at 40.
    let (mut low, mut high) = (1.5, 40.0);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if misses(middle) > alpha { low = middle } else { high = middle }
    }
}

/// What a model says of one person: the cumulative hazard that it gives to the time under observation, and whether that ended with an
/// exit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoxSnell {
    /// The residual: total cumulative hazard while at risk.
    pub residual: f64,
    /// Whether the person left.
    pub is_exit: bool,
}

/// The Nelson-Aalen curve of Cox-Snell residuals: where the model is right, the diagonal within its errors.
pub fn cox_snell(residuals: &[CoxSnell]) -> Vec<Step> {
    let spell = |person: &CoxSnell| Spell { entry: 0.0, exit: person.residual, channel: person.is_exit.then_some(0) };
    nelson_aalen(&residuals.iter().map(spell).collect::<Vec<_>>(), None)
}
