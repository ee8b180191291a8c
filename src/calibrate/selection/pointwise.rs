//! The log likelihood of each person, given everybody else's exits: *conditional* pointwise predictive densities.
//!
//! A person's part of the likelihood is that of the own spells while all other exits act as they did. Where exits act on exits this is no
//! prediction of anything that could have been predicted: what others did because the person left stays known. It says which people the
//! model finds odd given the rest; for prediction see [`super::leave_future_out`].

use super::evidence::Integration;
use super::model::{Model, NoModel};
use super::psis::Loo;
use crate::calibrate::likelihood::derivatives::Order;
use crate::calibrate::likelihood::exposure::lexis::counts;
use crate::calibrate::likelihood::hazards::Hazards;
use crate::calibrate::likelihood::survival_data::{Ending, Spell, SurvivalData, When};
use crate::calibrate::likelihood::{Likelihood, Refusal};
use crate::threads;

/// A likelihood, person by person.
#[derive(Clone, Debug)]
pub struct ByPerson {
    /// Numbers of the people who have a part in the likelihood, ascending.
    pub people: Vec<usize>,
    /// Of each person alone; or of everybody but the person where the people are not independent given the parameters and each other's
    /// exits, since a possible shock struck all or none.
    likelihoods: Vec<Likelihood>,
    whole: Option<Likelihood>,
}

/// One draw from a posterior.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// The point, of as many coordinates as the posterior has.
    pub at: Vec<f64>,
    /// A moment for every spell's end \[years\], where moments of exits are unknowns ([`Model::has_unknown_times`]); else empty.
    pub times: Vec<f64>,
}

impl ByPerson {
    /// Takes a likelihood apart. `times` are moments for every spell's end, of which those of coarse exits are used where exits act; empty
    /// where there are none.
    ///
    /// # Errors
    /// As [`Likelihood::imputed`].
    pub fn new(study: &SurvivalData, hazards: &Hazards, times: &[f64]) -> Result<Self, Refusal> {
        let mut people: Vec<usize> = study.spells.iter().filter(|spell| counts(hazards, spell)).map(|spell| spell.person).collect();
        people.sort_unstable();
        people.dedup();
        let times: Vec<Vec<f64>> = if times.is_empty() { Vec::new() } else { vec![times.to_vec()] };
        let is_independent = hazards.possible.is_empty();
        let of_person = |&person: &usize| {
            let mut study = study.clone();
            let mut returns = Vec::new();
            for (number, spell) in study.spells.iter_mut().enumerate().filter(|(_, spell)| (spell.person == person) != is_independent) {
                // Nobody is at risk, but whoever comes comes, and an exit acts.
                let came = Spell { ending: Ending::Censored(When::At(spell.entry)), ..spell.clone() };
                let Ending::Exit(when, channel) = spell.ending else {
                    *spell = came;
                    continue;
                };
                returns.push(came);
                spell.entry = when.latest();
                if let (When::Within(..), Some(times)) = (when, times.first()) {
                    spell.entry = times[number];
                    spell.ending = Ending::Exit(When::At(times[number]), channel);
                }
            }
            study.spells.extend(returns);
            Likelihood::imputed(&study, hazards, &times)
        };
        let likelihoods = people.iter().map(of_person).collect::<Result<_, _>>()?;
        let whole = if is_independent { None } else { Some(Likelihood::imputed(study, hazards, &times)?) };
        Ok(Self { people, likelihoods, whole })
    }

    /// The part of each person, at a point of the likelihood.
    pub fn at(&self, at: &[f64]) -> Vec<f64> {
        let value = |likelihood: &Likelihood| likelihood.at(at, Order::Gradient).value;
        let whole = self.whole.as_ref().map(value);
        self.likelihoods.iter().map(value).map(|part| whole.map_or(part, |whole| whole - part)).collect()
    }
}

/// Leave-one-out validation of a model, a point a person in the order of their numbers, *conditional* on everybody else's exits, from
/// draws from its posterior; `efficiency` is the share of the draws that is effective.
///
/// # Errors
/// Where the model has no density, or the work is broken off.
pub fn loo(model: &Model, draws: &[Draw], efficiency: f64, how: Integration<'_>) -> Result<Loo, NoModel> {
    let has_times = model.has_unknown_times();
    let hazards = model.hazards_with_path();
    let first: Vec<Vec<f64>> = if has_times { draws.iter().take(1).map(|draw| draw.times.clone()).collect() } else { Vec::new() };
    let posterior = model.posterior(&first)?;
    let shared = if has_times { None } else { Some(ByPerson::new(&model.study, &hazards, &[]).map_err(NoModel::Refusal)?) };
    let of_draw = |draw: usize| -> Result<Vec<f64>, NoModel> {
        how.go_on()?;
        let Draw { at, times } = &draws[draw];
        let point = posterior.place(at);
        match &shared {
            Some(parts) => Ok(parts.at(&point)),
            None => Ok(ByPerson::new(&model.study, &hazards, times).map_err(NoModel::Refusal)?.at(&point)),
        }
    };
    let parts: Result<Vec<Vec<f64>>, NoModel> = threads::map(draws.len(), how.threads, of_draw).into_iter().collect();
    let parts = parts?;
    let people = parts.first().map_or(0, Vec::len);
    let by_person: Vec<Vec<f64>> = (0..people).map(|person| parts.iter().map(|draw| draw[person]).collect()).collect();
    Ok(Loo::new(&by_person, efficiency))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::likelihood::hazards::{Period, Possible};
    use crate::calibrate::selection::Term;
    use crate::calibrate::selection::evidence::evidence;
    use crate::calibrate::tests::{hazards, parameter, team_window};
    use crate::math;
    use crate::parameter::{Distribution, Quantity};
    use crate::scenario::{Decay, Kind, Pull, Spinouts};

    fn study() -> SurvivalData {
        let exit = |person, entry, when| Spell::new(person, entry, Ending::Exit(when, Some(0)));
        SurvivalData::new(vec![
            exit(3, 0.0, When::At(0.4)),
            exit(1, 0.1, When::Within(0.3, 0.6)),
            Spell::new(2, 0.0, Ending::Censored(When::At(2.0))),
            exit(5, 0.5, When::At(1.7)),
            Spell::new(3, 1.0, Ending::Censored(When::At(1.8))),
        ])
    }

    fn everything() -> Hazards {
        let log_normal = |path: &str, median: f64| parameter(path, Distribution::LogNormal { median, p95: 3.0 * median });
        Hazards {
            contagion: Some(team_window(Quantity::Uncertain(1), 0.5)),
            frailty: Some(Quantity::Uncertain(2)),
            ..hazards(vec![log_normal("rate", 0.5), log_normal("ratio", 1.5), log_normal("sd", 0.4)], Quantity::Uncertain(0))
        }
    }

    #[test]
    fn the_parts_add_up_to_the_whole() {
        let (study, mut hazards) = (study(), everything());
        let times = [0.4, 0.45, 2.0, 1.7, 1.8];
        let at = [-0.6, 0.7, -0.5];
        let whole =
            |hazards: &Hazards, times: &[Vec<f64>]| Likelihood::imputed(&study, hazards, times).unwrap().at(&at, Order::Gradient).value;
        let parts = ByPerson::new(&study, &hazards, &times).unwrap();
        assert_eq!(parts.people, [1, 2, 3, 5]);
        let found: f64 = parts.at(&at).iter().sum();
        assert!((found - whole(&hazards, &[times.to_vec()])).abs() < 1e-12);
        // Without contagion the coarse date is integrated out exactly.
        hazards.contagion.as_mut().unwrap().ratio = Quantity::Known(1.0);
        let at = [-0.6, -0.5];
        let found: f64 = ByPerson::new(&study, &hazards, &[]).unwrap().at(&at).iter().sum();
        let whole = Likelihood::new(&study, &hazards).unwrap().at(&at, Order::Gradient).value;
        assert!((found - whole).abs() < 1e-12);
    }

    #[test]
    fn the_parts_add_up_where_a_founding_pulls_too() {
        let (study, mut hazards) = (study(), everything());
        hazards.channels[0].kind = Kind::Found;
        let known = Quantity::Known;
        let pull = Pull { per_year: known(0.6), decay: Decay::HalfLife(known(0.5)), seats: None, across: known(0.0) };
        hazards.spinouts = Some(Spinouts { open: true, channel: 0, delay: 0.1, cofound: known(0.1), pull });
        let (times, at) = (vec![0.4, 0.45, 2.0, 1.7, 1.8], [-0.6, 0.7, -0.5]);
        let whole = Likelihood::imputed(&study, &hazards, std::slice::from_ref(&times)).unwrap().at(&at, Order::Gradient).value;
        let found: f64 = ByPerson::new(&study, &hazards, &times).unwrap().at(&at).iter().sum();
        assert!((found - whole).abs() < 1e-12, "{found} {whole}");
        let model = Model { study, hazards, path: None, names: Vec::new() };
        assert_eq!(model.terms(), [Term::Contagion, Term::Spinouts, Term::Frailty]);
        assert_eq!(model.without(&[Term::Spinouts]).terms(), [Term::Contagion, Term::Frailty]);
        // Two who founded together on a known day did so in both models.
        let mut together = model;
        for spell in [1, 3] {
            together.study.spells[spell].destination = Some(7);
            together.study.spells[spell].ending = Ending::Exit(When::At(1.7), Some(0));
        }
        assert_eq!(together.without(&[Term::Spinouts]).hazards.spinouts.map(|own| own.open), Some(false));
    }

    #[test]
    fn a_part_is_the_own_time_at_risk_and_exit() {
        let mut hazards = everything();
        hazards.frailty = None;
        let parts = ByPerson::new(&study(), &hazards, &[0.4, 0.45, 2.0, 1.7, 1.8]).unwrap().at(&[math::ln(0.5), math::ln(3.0)]);
        // The second is there from 0.1 to 0.45, from 0.4 on with the first gone; the length of the interval is its Jacobian.
        let expected = math::ln(0.5 * 3.0 * 0.3) - 0.5 * (0.3 + 3.0 * 0.05);
        assert!((parts[0] - expected).abs() < 1e-12, "{parts:?} {expected}");
        // Person 2 sees two exits from 0.45 to 0.9, one before and after, and a third from 1.7.
        let expected = -0.5 * (0.4 + 3.0 * 0.05 + 9.0 * 0.45 + 3.0 * 0.05 + 0.75 + 3.0 * 0.3);
        assert!((parts[1] - expected).abs() < 1e-12, "{parts:?} {expected}");
    }

    #[test]
    fn a_shock_that_may_have_struck_is_weighed_by_the_others() {
        let study = study();
        let mut hazards = everything();
        (hazards.contagion, hazards.frailty) = (None, None);
        let struck = |from: f64| vec![Period::step(vec![0], Quantity::Known(4.0), from, f64::INFINITY)];
        hazards.possible = vec![Possible { probability: Quantity::Known(0.3), days: vec![struck(0.2), struck(1.5)] }];
        let at = [-0.6];
        let parts = ByPerson::new(&study, &hazards, &[]).unwrap().at(&at);
        let likelihood = |study: &SurvivalData| Likelihood::new(study, &hazards).unwrap().at(&at, Order::Gradient).value;
        let mut others = study.clone();
        others.spells.remove(2);
        assert!((parts[1] - (likelihood(&study) - likelihood(&others))).abs() < 1e-12);
    }

    #[test]
    fn loo_takes_parts_at_draws() {
        let model = Model { study: study(), hazards: everything(), path: None, names: Vec::new() };
        let draws: Vec<Draw> = (0..200)
            .map(|draw| Draw {
                at: (0..3).map(|k| -0.5 + 0.01 * f64::from((draw * 7 + k * 3) % 40)).collect(),
                times: model.times(1, draw as u64),
            })
            .collect();
        let how = Integration { draws: 100, seed: 1, threads: 1, cancellation: None };
        let found = loo(&model, &draws, 1.0, how).unwrap();
        assert_eq!(found, loo(&model, &draws, 1.0, Integration { threads: 3, ..how }).unwrap());
        let lists: Vec<Vec<f64>> =
            draws.iter().map(|draw| ByPerson::new(&model.study, &model.hazards, &draw.times).unwrap().at(&draw.at)).collect();
        let of_first: Vec<f64> = lists.iter().map(|parts| parts[0]).collect();
        assert_eq!(found.pointwise[0], Loo::new(&[of_first], 1.0).pointwise[0]);
        assert_eq!(found.shapes.len(), 4);
        assert!(evidence(&model, how).is_ok());
    }
}
