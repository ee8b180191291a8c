//! Goodness of fit: how well a calibrated model describes the history that it was calibrated on.
//!
//! Two looks at it. [`Residuals`] stay with the history as it went: at each moment the model says what to expect of those who were there
//! ([`Compensator`]), and that is set against what they did: Cox-Snell residuals, Nelson-Aalen curves, exits by half-year.
//! [`Replications`] let the same people begin anew under the simulation ([`replicate()`]) and compare statistics of those histories with the
//! one that happened ([`Checks`]). Both use the data twice, to fit and to judge: what fits badly here is wrong, what fits well may still be.

pub mod balance;
pub mod compensator;
pub mod cox_snell;
pub mod curves;
pub mod posterior_predictive;
pub mod replicate;
pub mod report;
pub mod residuals;

pub use compensator::{Compensator, Passage};
pub use posterior_predictive::{Check, Checks, Count};
pub use replicate::{Replications, replicate};
pub use report::GoodnessOfFit;
pub use residuals::Residuals;

/// Fewer draws than this have no quantiles that are worth telling.
const FEWEST_DRAWS: usize = 20;

/// A point at which a fit is judged: a draw from a posterior, or a maximum of the likelihood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draw {
    /// The scenario's parameters on their natural scale, all of them, in its order.
    pub parameters: Vec<f64>,
    /// The logs of heat by month of the history, where the hazards have a path; else empty.
    pub heat: Vec<f64>,
    /// When each spell ended \[years\], of use for those whose exit is coarse.
    pub ends: Vec<f64>,
}

/// The value below which a share of some sorted numbers lies, linear between them.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// The 5 %, 50 % and 95 % quantiles of some numbers.
fn spread(mut numbers: Vec<f64>) -> [f64; 3] {
    numbers.sort_by(f64::total_cmp);
    [0.05, 0.5, 0.95].map(|share| quantile(&numbers, share))
}
