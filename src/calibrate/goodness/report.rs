//! Both looks at a fit, at the draws of a posterior or at the maximum of a likelihood.

use crate::math;
use crate::random::{Purpose, Stream, name_hash};
use crate::scenario::Scenario;

use super::Draw;
use super::posterior_predictive::Checks;
use super::replicate::replicate;
use super::residuals::Residuals;
use crate::calibrate::from_scenario::CalibrationInputs;
use crate::calibrate::likelihood::exposure::lexis::acts;
use crate::calibrate::likelihood::hazards::Hazards;
use crate::calibrate::likelihood::survival_data::{Ending, When};
use crate::calibrate::likelihood::{Likelihood, Refusal};
use crate::calibrate::maximum::Maximum;
use crate::calibrate::posterior::summary::{PosteriorSummary, Unknown};

/// Draws at which a posterior is judged: more would be told with no more digits.
const DRAWS: usize = 1_000;
/// Replications of the history under each of them.
const REPLICATIONS: usize = 4;
/// Replications at a maximum, which is one draw.
const REPLICATIONS_AT_MAXIMUM: usize = 4_000;
/// Imputations of the dates of coarse exits at a maximum.
pub const IMPUTATIONS: u64 = 100;
/// Histories of more rows are not replicated.
const MOST_ROWS: usize = 2_000;

/// Numbers of a maximum are within this and its inverse.
const SMALLEST: f64 = 1e-300;

/// How well a model fits its history.
#[derive(Clone, Debug, PartialEq)]
pub struct GoodnessOfFit {
    /// What the model expects of those who were there.
    pub residuals: Residuals,
    /// The history beside its replications; `None` where it is too long for them.
    pub checks: Option<Checks>,
    /// The same under the priors, where a posterior is judged.
    pub priors: Option<Checks>,
    /// Coarse exits whose dates are drawn evenly from what is known of them, since the posterior has none.
    pub evenly: usize,
}

impl GoodnessOfFit {
    /// Judges a posterior, by some of its draws.
    ///
    /// # Errors
    /// Where the history has no likelihood.
    pub fn posterior(
        scenario: &Scenario,
        inputs: &CalibrationInputs,
        posterior: &PosteriorSummary,
        threads: usize,
    ) -> Result<Self, Refusal> {
        let path = inputs.path.as_ref().map(|(_, steps)| steps.clone());
        let hazards = Hazards { path, ..inputs.hazards.clone() };
        let draws = drawn(scenario, inputs, posterior);
        let priors: Vec<Draw> = from_priors(scenario, draws.len());
        let residuals = Residuals::new(&inputs.study, &hazards, &draws, scenario.seed, threads)?;
        let checked = |draws: &[Draw]| checks(scenario, inputs, draws, REPLICATIONS, threads);
        let is_dated = |spell: usize| posterior.place(Unknown::Exit(spell)).is_some();
        let evenly = coarse(inputs).filter(|&spell| !is_dated(spell)).count();
        let as_it_was: Vec<Draw> = priors.into_iter().zip(&draws).map(|(prior, draw)| Draw { ends: draw.ends.clone(), ..prior }).collect();
        Ok(Self { residuals, checks: checked(&draws), priors: checked(&as_it_was), evenly })
    }

    /// Judges a maximum. What the likelihood does not contain stands at its centre.
    ///
    /// # Errors
    /// Where the history has no likelihood.
    pub fn maximum(
        scenario: &Scenario,
        inputs: &CalibrationInputs,
        likelihood: &Likelihood,
        maximum: &Maximum,
        threads: usize,
    ) -> Result<Self, Refusal> {
        let mut parameters: Vec<f64> = scenario.parameters.iter().map(|parameter| parameter.distribution.centre()).collect();
        for estimate in &maximum.estimates {
            parameters[estimate.parameter] = estimate.stand_in.clamp(SMALLEST, 1.0 / SMALLEST);
        }
        let ends = dates(inputs, likelihood, &parameters);
        let draws: Vec<Draw> = ends.into_iter().map(|ends| Draw { parameters: parameters.clone(), heat: Vec::new(), ends }).collect();
        let residuals = Residuals::new(&inputs.study, &inputs.hazards, &draws, scenario.seed, threads)?;
        let checks = checks(scenario, inputs, &draws, REPLICATIONS_AT_MAXIMUM / draws.len(), threads);
        Ok(Self { residuals, checks, priors: None, evenly: coarse(inputs).count() })
    }
}

fn checks(scenario: &Scenario, inputs: &CalibrationInputs, draws: &[Draw], replications: usize, threads: usize) -> Option<Checks> {
    if inputs.study.spells.len() > MOST_ROWS {
        return None;
    }
    let replications = replicate(scenario, &inputs.study, &inputs.hazards, draws, replications, threads)?;
    Some(Checks::new(&inputs.study, &inputs.hazards, draws, &replications))
}

/// Dates of the coarse exits at a maximum: one set where there are none, else as many as it was imputed by, each as often as the likelihood
/// has it.
fn dates(inputs: &CalibrationInputs, likelihood: &Likelihood, parameters: &[f64]) -> Vec<Vec<f64>> {
    if coarse(inputs).next().is_none() {
        return inputs.imputations(1);
    }
    let dates = inputs.imputations(IMPUTATIONS);
    if !acts(&inputs.study, &inputs.hazards) {
        return dates;
    }
    let at: Vec<f64> = likelihood.learned().iter().map(|&parameter| math::ln(parameters[parameter])).collect();
    let weights = likelihood.case_weights(&at);
    let of_dates: Vec<f64> = weights.chunks(weights.len() / dates.len()).map(|cases| cases.iter().sum()).collect();
    let mut passed = 0.0;
    let mut number = 0;
    let pick = |k: usize| {
        let share = (k as f64 + 0.5) / dates.len() as f64;
        while number + 1 < dates.len() && passed + of_dates[number] < share {
            passed += of_dates[number];
            number += 1;
        }
        dates[number].clone()
    };
    (0..dates.len()).map(pick).collect()
}

/// Indices of the spells that ended with a coarse exit.
fn coarse(inputs: &CalibrationInputs) -> impl Iterator<Item = usize> + '_ {
    let spells = inputs.study.spells.iter().enumerate();
    spells.filter(|(_, spell)| matches!(spell.ending, Ending::Exit(When::Within(..), _))).map(|(index, _)| index)
}

/// Draws of a posterior, at equal distances in its chains one after the other; the parameters that it has not are drawn from their priors.
fn drawn(scenario: &Scenario, inputs: &CalibrationInputs, posterior: &PosteriorSummary) -> Vec<Draw> {
    let rows: Vec<&[f64]> = posterior.chains.iter().flat_map(|chain| chain.draws.iter().map(|draw| &draw.row[..])).collect();
    let count = rows.len().min(DRAWS);
    let draw = |(number, (mut draw, ends)): (usize, (Draw, Vec<f64>))| {
        draw.ends = ends;
        for (marginal, &value) in posterior.marginals.iter().zip(rows[number * rows.len() / count]) {
            match marginal.unknown {
                Unknown::Parameter(parameter) => draw.parameters[parameter] = value,
                Unknown::Month(_) => draw.heat.push(value),
                Unknown::Exit(spell) => draw.ends[spell] = value,
            }
        }
        draw
    };
    from_priors(scenario, count).into_iter().zip(inputs.imputations(count as u64)).enumerate().map(draw).collect()
}

/// Draws from the priors alone, without dates.
fn from_priors(scenario: &Scenario, count: usize) -> Vec<Draw> {
    let draw = |number: usize| {
        let value = |parameter: &crate::parameter::Parameter| {
            parameter.distribution.sample(&mut Stream::new(scenario.seed, Purpose::Parameter, name_hash(&parameter.path), number as u64, 0))
        };
        Draw { parameters: scenario.parameters.iter().map(value).collect(), ..Draw::default() }
    };
    (0..count).map(draw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::maximum;
    use crate::scenario;

    #[test]
    fn a_maximum_is_judged_at_the_dates_that_it_was_fitted_to() {
        // Where few sets of dates carry the likelihood, at others far from as many exits are expected.
        let mut loaded = scenario::read("scenarios/llama.toml".as_ref(), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        loaded.scenario.seed = 14;
        let inputs = CalibrationInputs::new(&loaded.scenario).unwrap();
        let imputations = inputs.imputations(IMPUTATIONS);
        let likelihood = Likelihood::imputed(&inputs.study, &inputs.hazards, &imputations).unwrap();
        let middle: Vec<f64> =
            likelihood.learned().iter().map(|&parameter| inputs.hazards.parameters[parameter].distribution.centre()).collect();
        let fit = maximum(&likelihood, &middle, &inputs.held(), false);
        let goodness = GoodnessOfFit::maximum(&loaded.scenario, &inputs, &likelihood, &fit, 2).unwrap();
        let all = goodness.residuals.whole.all;
        assert!((all.observed - 11.0).abs() < 1e-9 && (all.expected.value - 11.0).abs() < 0.1, "{all:?}");
        assert_eq!(goodness.checks.unwrap().trials, (100, 40));
    }
}
