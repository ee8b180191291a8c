//! How well a model predicts what comes next: leave-future-out validation (Bürkner, Gabry & Vehtari 2020, *Approximate leave-future-out
//! cross-validation for Bayesian time series models*).
//!
//! Where exits act on exits people are not independent, and leaving one of them out is not predicting. What is predicted here is what
//! happened to everybody after a cut, given all that had happened before it: `ln p(after t up to u | up to t) = ln Z(u) - ln Z(t)`, with
//! `Z` the evidence ([`Evidence`]) of the history as it was known at each time ([`Model::until`]). The terms sum to the evidence of
//! the whole history. A cut is a moment, not a period: what has happened at it is known, as those who leave at it were at risk up to it.

use super::evidence::{Difference, Evidence, Integration, evidence};
use super::model::{Model, NoModel};
use crate::calibrate::likelihood::exposure::lexis::counts;
use crate::calibrate::likelihood::survival_data::{Ending, MOMENT, Spell};

/// What the end is put forward by to be of the half-year that it ends \[years\]: more than the calendar forgives.
const INSTANT: f64 = 1e-6;

/// Predictions of one stretch of time after another.
#[derive(Clone, Debug, PartialEq)]
pub struct LeaveFutureOut {
    /// The stretches, in order; the first is predicted by the priors alone.
    pub stretches: Vec<Stretch>,
    /// The expected log predictive density: the sum over the stretches after the first. It is the difference of the evidences at its two
    /// ends, so that only those leave an error. 0 where there is one stretch only.
    pub after_first: Difference,
}

/// A stretch of time and how well it was predicted from all that came before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Its end \[years\].
    pub until: f64,
    /// Exits that are known by its end and were not before.
    pub exits: usize,
    /// Log predictive density of what happened in it.
    pub log: f64,
    /// Its Monte Carlo standard error.
    pub error: f64,
    /// The larger Pareto shape of the two evidences that it is the difference of.
    pub shape: f64,
}

/// What was known at a time.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The time \[years\].
    pub until: f64,
    /// The model with the history of that time; `None` before anybody came.
    pub model: Option<Model>,
}

impl Stage {
    /// What was known at each cut, in order, and at the end. Rows that a likelihood leaves out are not known at any; of a cut before which
    /// there are no others, nothing is.
    ///
    /// # Errors
    /// Where after the first cut nobody is at risk but in rows that are left out: nothing of what comes would be predicted.
    pub fn all(model: &Model, cuts: &[f64]) -> Result<Vec<Self>, NoModel> {
        let (_, last) = model.study.span();
        let cut = |&until: &f64| {
            let known = model.until(until);
            let is_any = known.study.spells.iter().any(|spell| counts(&known.hazards, spell));
            Self { until, model: is_any.then_some(known) }
        };
        let mut stages: Vec<Self> = cuts.iter().filter(|&&cut| cut < last - MOMENT).map(cut).collect();
        if let Some(first) = stages.first().map(|stage| stage.until) {
            let is_ahead = |spell: &Spell| {
                counts(&model.hazards, spell) && spell.ending.earlier(model.hazards.notice).when().latest() > first + MOMENT
            };
            if !model.study.spells.iter().any(is_ahead) {
                return Err(NoModel::NothingAhead);
            }
        }
        stages.push(Self { until: last, model: Some(model.clone()) });
        Ok(stages)
    }

    /// The evidence of what was known.
    ///
    /// # Errors
    /// As [`evidence`].
    pub fn evidence(&self, how: Integration<'_>) -> Result<Evidence, NoModel> {
        self.model.as_ref().map_or(Ok(Evidence::CERTAIN), |model| evidence(model, how))
    }

    /// Exits that are predicted, and not those of rows that are left out.
    fn exits(&self) -> usize {
        let of = |model: &Model| {
            let is_in = |spell: &&Spell| matches!(spell.ending, Ending::Exit(..)) && counts(&model.hazards, spell);
            model.study.spells.iter().filter(is_in).count()
        };
        self.model.as_ref().map_or(0, of)
    }
}

impl LeaveFutureOut {
    /// From the evidence at each stage.
    ///
    /// # Panics
    /// Where there is no stage, or not an evidence for each.
    pub fn new(stages: &[Stage], evidences: &[Evidence]) -> Self {
        assert!(!stages.is_empty() && stages.len() == evidences.len(), "every stage has its evidence");
        let mut before = (Evidence::CERTAIN, 0);
        let stretch = |(stage, evidence): (&Stage, &Evidence)| {
            let gain = evidence.over(&before.0);
            let exits = stage.exits();
            let stretch = Stretch { until: stage.until, exits: exits - before.1, log: gain.log, error: gain.error, shape: gain.shape };
            before = (*evidence, exits);
            stretch
        };
        let stretches = stages.iter().zip(evidences).map(stretch).collect();
        let after_first = match evidences {
            [] | [_] => Difference { log: 0.0, error: 0.0, shape: 0.0 },
            [first, .., last] => last.over(first),
        };
        Self { stretches, after_first }
    }
}

/// Cuts at the ends of half years, counted by the months of the clock from its start: all of them, or as many of them apart as leave at
/// most `most` stretches.
pub fn half_years(model: &Model, most: usize) -> Vec<f64> {
    let (first, last) = model.study.span();
    let clock = model.study.clock;
    let from = clock.month_of(clock.date(first)).div_euclid(6);
    let to = clock.month_of(clock.date(last - INSTANT)).div_euclid(6) + 1;
    let apart = ((to - from).max(1) as usize).div_ceil(most.max(1));
    let ends = (from..to).step_by(apart).skip(1).map(|half| clock.years(clock.month_boundary(6 * half)));
    ends.filter(|&end| end > first + MOMENT && end < last - MOMENT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Date;
    use crate::calibrate::tests::{hazards, parameter};
    use crate::calibrate::{Spell, SurvivalData, When};
    use crate::math;
    use crate::parameter::{Distribution, Quantity};

    const HOW: Integration<'_> = Integration { draws: 4_000, seed: 11, threads: 2, cancellation: None };

    fn model(spells: Vec<Spell>, mean: f64, sd: f64) -> Model {
        Model {
            study: SurvivalData::new(spells),
            hazards: hazards(vec![parameter("rate", Distribution::Gamma { mean, sd })], Quantity::Uncertain(0)),
            path: None,
            names: Vec::new(),
        }
    }

    fn exit(person: usize, entry: f64, end: f64) -> Spell {
        Spell::new(person, entry, Ending::Exit(When::At(end), Some(0)))
    }

    fn stays(person: usize, entry: f64, end: f64) -> Spell {
        Spell::new(person, entry, Ending::Censored(When::At(end)))
    }

    /// Predicts a history stretch by stretch. `cuts` are the ends of the stretches, in order \[years\]; the last stretch ends with the history.
    fn leave_future_out(model: &Model, cuts: &[f64], how: Integration<'_>) -> Result<LeaveFutureOut, NoModel> {
        let stages = Stage::all(model, cuts)?;
        let evidences: Result<Vec<Evidence>, NoModel> = stages.iter().map(|stage| stage.evidence(how)).collect();
        Ok(LeaveFutureOut::new(&stages, &evidences?))
    }

    #[test]
    fn each_stretch_is_a_negative_binomial_given_those_before() {
        let spells = vec![exit(0, 0.0, 0.4), exit(1, 0.1, 1.0), stays(2, 0.6, 2.0), exit(3, 0.0, 1.7), stays(4, 1.2, 1.6)];
        let (mean, sd) = (0.4, 0.3);
        let model = model(spells, mean, sd);
        // Exits and person-years up to 0.5, 1 and 2; what happens at a cut has happened by then.
        let known: [(f64, f64); 3] = [(1.0, 0.4 + 0.4 + 0.5), (2.0, 0.4 + 0.9 + 0.4 + 1.0), (3.0, 0.4 + 0.9 + 1.4 + 1.7 + 0.4)];
        let found = leave_future_out(&model, &[0.5, 1.0], HOW).unwrap();
        let (shape, rate) = ((mean / sd) * (mean / sd), mean / (sd * sd));
        let mut before = (0.0, 0.0);
        for ((stretch, (exits, years)), until) in found.stretches.iter().zip(known).zip([0.5, 1.0, 2.0]) {
            // Density of the moments of `n` exits in `t` person-years under a gamma of shape `a` and rate `b`:
            // b^a / (b + t)^(a + n) * gamma(a + n) / gamma(a).
            let (a, b, n, t) = (shape + before.0, rate + before.1, exits - before.0, years - before.1);
            let exact = a * math::ln(b) - (a + n) * math::ln(b + t) + libm::lgamma(a + n) - libm::lgamma(a);
            assert!((stretch.log - exact).abs() < 5.0 * stretch.error && stretch.error < 0.03, "{stretch:?} {exact}");
            assert!(stretch.until == until && stretch.exits as f64 == n, "{stretch:?}");
            before = (exits, years);
        }
        let whole = evidence(&model, HOW).unwrap();
        let sum: f64 = found.stretches.iter().map(|stretch| stretch.log).sum();
        assert!((sum - whole.log).abs() < 1e-12);
        assert!((found.after_first.log - (whole.log - found.stretches[0].log)).abs() < 1e-12);
        assert!(found.after_first.error > 0.0 && found.after_first.error < 0.03);
    }

    #[test]
    fn rows_that_are_left_out_are_not_predicted() {
        // Of those who are there later, one covariate is not known.
        let mut spells = vec![exit(0, 0.0, 0.4), stays(1, 0.1, 0.5), exit(2, 0.0, 1.0), stays(3, 0.6, 2.0)];
        for spell in &mut spells {
            spell.covariates = vec![if spell.person < 2 { 1.0 } else { f64::NAN }];
        }
        let mut model = model(spells, 0.4, 0.3);
        model.hazards.channels[0].covariates = vec![(0, Quantity::Known(1.5))];
        assert_eq!(leave_future_out(&model, &[0.5, 1.0], HOW), Err(NoModel::NothingAhead));
        // Once it is known of one, hers is all that is predicted, as if the other row were not there.
        model.study.spells[2].covariates = vec![1.0];
        let found = leave_future_out(&model, &[0.5, 1.5], HOW).unwrap();
        let exits: Vec<usize> = found.stretches.iter().map(|stretch| stretch.exits).collect();
        assert_eq!(exits, [1, 1, 0]);
        model.study.spells.pop();
        // The history ends with her then.
        let without = leave_future_out(&model, &[0.5], HOW).unwrap();
        assert!((found.stretches[1].log - without.stretches[1].log).abs() < 1e-9, "{found:?} {without:?}");
        assert!((found.stretches[2].log).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn of_an_exit_about_a_cut_only_the_presence_before_is_known() {
        let spells = vec![
            Spell::new(0, 0.0, Ending::Exit(When::Within(0.4, 0.8), Some(0))),
            Spell::new(1, 0.0, Ending::Exit(When::Within(0.1, 0.3), Some(0))),
            exit(2, 0.0, 0.5),
            stays(3, 0.0, 2.0),
            stays(4, 0.5, 2.0),
        ];
        let known = model(spells.clone(), 0.3, 0.1).until(0.5).study.spells;
        assert_eq!(known, [stays(0, 0.0, 0.4), spells[1].clone(), spells[2].clone(), stays(3, 0.0, 0.5)]);
    }

    #[test]
    fn ties_follow_those_who_are_there() {
        let mut model = model(vec![stays(0, 1.0, 2.0), exit(1, 0.0, 0.5), stays(2, 0.0, 2.0)], 0.3, 0.1);
        model.study.ties = vec![(1, 2, 0.7), (1, 0, 0.2)];
        assert_eq!(model.until(0.9).study.ties, [(0, 1, 0.7)]);
    }

    #[test]
    fn half_years_are_counted_from_the_clock_s_start() {
        let clock = crate::calendar::Clock::new(Date::constant(2023, 1, 1));
        let day = |year, month, day| clock.years(Date::constant(year, month, day));
        let mut model = model(vec![stays(0, day(2022, 12, 1), day(2025, 5, 26))], 0.3, 0.1);
        model.study.clock = clock;
        let ends = [day(2023, 1, 1), day(2023, 7, 1), day(2024, 1, 1), day(2024, 7, 1), day(2025, 1, 1)];
        assert_eq!(half_years(&model, 6), ends);
        assert_eq!(half_years(&model, 3), [ends[1], ends[3]]);
        assert!(half_years(&model, 1).is_empty());
    }
}
