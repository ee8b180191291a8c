//! Ignorance: what a parameter draw says of the numbers that are not known.

use crate::random::{Purpose, Stream};
use crate::scenario::Unknown;

use super::model::Model;

/// The values of the scenario's parameters in a draw, in their order: those that a posterior knows from its row, together; the others each
/// from its distribution.
pub(super) fn parameters(model: &Model<'_>, draw: u64) -> Vec<f64> {
    let parameters = model.scenario.parameters.iter().zip(&model.parameters).enumerate();
    parameters
        .map(|(index, (parameter, &name))| {
            learned(model, Unknown::Parameter(index), draw)
                .unwrap_or_else(|| parameter.distribution.sample(&mut Stream::new(model.seed, Purpose::Parameter, name, draw, 0)))
        })
        .collect()
}

/// What a posterior says of an unknown in a draw, if there is one and it has a column of it.
pub(super) fn learned(model: &Model<'_>, unknown: Unknown, draw: u64) -> Option<f64> {
    model.scenario.posterior.as_ref()?.value(unknown, model.seed, draw)
}
