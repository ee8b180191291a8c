//! Calibration: the likelihood against other packages, closed forms, differences and the simulation itself.

mod acceptance_at_its_limit;
mod coarse_dates;
mod convergence;
mod derivatives;
mod founding_derivatives;
mod identities;
mod maxima_at_infinity;
mod psis;
mod recovery;
mod reference;
mod sampler;
mod simulated;
mod spinouts;
mod two_maxima;

use stayput::internals::calendar::{Duration, Unit};
use stayput::internals::parameter::{Distribution, Parameter, Quantity};
use stayput::internals::scenario::{Baseline, Channel, Contagion, Decay, Kind, TenureBand, TenureEffect, Ties};

/// A parameter with a prior that is not used.
pub fn parameter(path: &str) -> Parameter {
    with_prior(path, Distribution::LogNormal { median: 0.3, p95: 1.0 })
}

/// A parameter with a prior.
pub fn with_prior(path: &str, distribution: Distribution) -> Parameter {
    Parameter { path: path.to_owned(), distribution, is_share: false, source: None }
}

/// A channel with a hazard.
pub fn channel(name: &str, per_year: Quantity) -> Channel {
    Channel {
        name: name.to_owned(),
        kind: Kind::Other,
        baseline: Baseline::Hazard { per_year },
        tenure: Vec::new(),
        covariates: Vec::new(),
        unnamed_weight: Quantity::Known(1.0),
        pay_multiple: Quantity::Known(1.0),
    }
}

/// A channel whose hazard has bands of tenure, the last one open.
pub fn banded(name: &str, ends: &[f64], hazards: &[Quantity]) -> Channel {
    let band = |(&end, &hazard): (&f64, &Quantity)| TenureBand {
        until: Duration { count: end, unit: Unit::Years },
        effect: TenureEffect::Hazard(hazard),
    };
    Channel { tenure: ends.iter().zip(hazards).map(band).collect(), ..channel(name, hazards[ends.len()]) }
}

/// Contagion within teams.
pub fn contagion(ratio: Quantity, decay: Decay) -> Contagion {
    Contagion { ratio, decay, delay: 0.0, ties: Ties::Teams { across: Quantity::Known(0.0) }, cap: None, leader: None }
}

/// The rows of a CSV text with a header, by column.
pub fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(',').collect()).collect()
}
