//! Cox-Snell residuals against the diagonal (Cox & Snell 1968).

use crate::statistics::nelson_aalen::{CoxSnell, Step, cox_snell, equal_precision};

/// The part of the Brownian bridge over which there is a band.
pub const BRIDGE: [f64; 2] = [0.05, 0.95];

/// Cox-Snell residuals against the diagonal.
#[derive(Clone, Debug, PartialEq)]
pub struct CoxSnellPlot {
    /// A residual a spell, in the order of the study; the mean over draws.
    pub residuals: Vec<CoxSnell>,
    /// Their Nelson-Aalen curve.
    pub steps: Vec<Step>,
    /// The 95 % band about it; `None` where fewer than two of its steps can have one.
    pub band: Option<Band>,
    /// Where the curve is farthest from the diagonal: residual and curve less residual.
    pub farthest: Option<(f64, f64)>,
}

/// An equal-precision band, over the steps whose bridge time is within [`BRIDGE`]: in the tails no band holds what it promises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Its critical value.
    pub critical: f64,
    /// Steps that it is over.
    pub steps: usize,
    /// Those of them at which the diagonal is outside.
    pub outside: usize,
}

impl CoxSnellPlot {
    /// The curve of residuals, and how far it is from the diagonal.
    pub(super) fn new(residuals: Vec<CoxSnell>) -> Self {
        let steps = cox_snell(&residuals);
        let people = residuals.len();
        let off = |step: &Step| {
            // Just before the step the curve is lower by what it gained there.
            let before = step.hazard - step.exits as f64 / step.at_risk as f64;
            let [below, above] = [before - step.time, step.hazard - step.time];
            (step.time, if below.abs() > above.abs() { below } else { above })
        };
        let farthest = steps.iter().map(off).max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
        let bridge_time = |step: &Step| step.bridge_time(people);
        let within: Vec<&Step> = steps.iter().filter(|step| (BRIDGE[0]..=BRIDGE[1]).contains(&bridge_time(step))).collect();
        let band = match &within[..] {
            [first, .., last] => {
                let critical = equal_precision(bridge_time(first), bridge_time(last), 0.05);
                let is_outside = |step: &&&Step| {
                    let [low, high] = step.interval(critical);
                    step.time < low || step.time > high
                };
                Some(Band { critical, steps: within.len(), outside: within.iter().filter(is_outside).count() })
            }
            _ => None,
        };
        Self { residuals, steps, band, farthest }
    }
}
