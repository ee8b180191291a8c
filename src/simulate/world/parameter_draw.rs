//! Ignorance: what a parameter draw says of the numbers that are not known.

use crate::parameter::Parameter;
use crate::random::{Purpose, Stream};
use crate::scenario::Unknown;

use crate::simulate::model::Model;

/// How the unknown numbers of a world are settled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::simulate) enum ParameterSource<'a> {
    /// By a parameter draw, counted from 0, and the posterior's row of it, if there is one.
    Draw(u64, Option<&'a [f64]>),
    /// All in the middle of what is believed of them.
    Centre,
}

impl<'a> ParameterSource<'a> {
    /// A parameter draw of a model.
    pub fn draw(model: &'a Model<'_>, draw: u64) -> Self {
        Self::Draw(draw, model.scenario.posterior.as_ref().map(|posterior| posterior.row(model.seed, draw)))
    }

    /// The values of the scenario's parameters, in their order: those that a posterior knows from its row, together; the others each from
    /// its distribution.
    pub fn parameters(self, model: &Model<'_>) -> Vec<f64> {
        let parameters = model.scenario.parameters.iter().zip(&model.parameters).enumerate();
        let value = |(index, (parameter, &name)): (usize, (&Parameter, &u64))| {
            self.learned(model, Unknown::Parameter(index)).unwrap_or_else(|| match self {
                Self::Draw(draw, _) => parameter.distribution.sample(&mut Stream::new(model.seed, Purpose::Parameter, name, draw, 0)),
                Self::Centre => parameter.distribution.centre(),
            })
        };
        parameters.map(value).collect()
    }

    /// What a posterior says of an unknown, if there is one and it has a column of it.
    pub fn learned(self, model: &Model<'_>, unknown: Unknown) -> Option<f64> {
        let posterior = model.scenario.posterior.as_ref()?;
        match self {
            Self::Draw(_, row) => posterior.column(unknown).zip(row).map(|(column, row)| row[column]),
            Self::Centre => posterior.median(unknown),
        }
    }

    /// The share of its interval after which a coarse date lies.
    pub fn share(self, model: &Model<'_>, purpose: Purpose, name: u64) -> f64 {
        match self {
            Self::Draw(draw, _) => Stream::new(model.seed, purpose, name, draw, 0).uniform(),
            Self::Centre => 0.5,
        }
    }
}
