//! Which of its terms a history needs: the model against itself with each term switched off alone, and with all.
//!
//! The log of the Bayes factor, `ln Z - ln Z without`, says how much the history speaks for the term with the prior that it has; the
//! difference in expected log predictive density ([`super::leave_future_out`]) says how much the term helps to predict what comes next. Every term
//! here makes exits come in clusters, so that they imitate each other: one that is not needed while the others are there may well be
//! needed without them, which is what switching all of them off shows.

use crate::math;

use super::evidence::{Difference, Evidence, Integration};
use super::leave_future_out::{LeaveFutureOut, Stage};
use super::model::{Model, NoModel, Term};
use crate::threads;

/// A model and its variants.
#[derive(Clone, Debug, PartialEq)]
pub struct TermComparison {
    /// The evidence of the whole model.
    pub evidence: Evidence,
    /// How it predicts, stretch by stretch.
    pub leave_future_out: LeaveFutureOut,
    /// Each term switched off alone, then, where there are several, all of them.
    pub variants: Vec<Variant>,
}

/// The model without some of its terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The terms that are switched off.
    pub without: Vec<Term>,
    /// Its evidence.
    pub evidence: Evidence,
    /// `ln Z` of the whole model less that of the variant: above 0 where the history speaks for the terms.
    pub bayes_factor: Difference,
    /// Log predictive density of all stretches but the first, of the whole model less that of the variant. `None` where there is one
    /// stretch only.
    pub leave_future_out: Option<Difference>,
}

/// How strongly a Bayes factor speaks (Kass & Raftery 1995, *Bayes Factors*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StrengthOfEvidence {
    /// Below 3: not worth more than a bare mention.
    None,
    /// 3 to 20.
    Positive,
    /// 20 to 150.
    Strong,
    /// Above 150.
    VeryStrong,
}

impl StrengthOfEvidence {
    /// The strength of a Bayes factor, whichever way it points, that two standard errors of its computation do not take away.
    pub fn of(factor: &Difference) -> Self {
        match factor.log.abs() - 2.0 * factor.error {
            log if log < math::ln(3.0) => Self::None,
            log if log < math::ln(20.0) => Self::Positive,
            log if log < math::ln(150.0) => Self::Strong,
            _ => Self::VeryStrong,
        }
    }
}

impl TermComparison {
    /// Compares a model with itself without its terms. Where pull is one of them, all evidences are of the history without where those who
    /// left went ([`Model::without_destinations`]). `cuts` are the ends of the stretches, in order
    /// \[years\]; the last stretch ends with the history.
    ///
    /// # Errors
    /// Where the model or a variant has no density, or the work is broken off.
    pub fn new(model: &Model, cuts: &[f64], how: Integration<'_>) -> Result<Self, NoModel> {
        let terms = model.terms();
        let bare = terms.contains(&Term::Spinouts).then(|| model.without_destinations());
        let model = bare.as_ref().unwrap_or(model);
        let mut without: Vec<Vec<Term>> = terms.iter().map(|&term| vec![term]).collect();
        if terms.len() > 1 {
            without.push(terms);
        }
        let stages = Stage::all(model, cuts)?;
        // A variant's predictions in sum need its evidence at the first cut and at the end only.
        let ends = |terms: &Vec<Term>| Stage::all(&model.without(terms), &cuts[..cuts.len().min(1)]);
        let ends: Vec<Vec<Stage>> = without.iter().map(ends).collect::<Result<_, _>>()?;
        let ends: Vec<Stage> = ends.into_iter().flatten().collect();
        let all: Vec<&Stage> = stages.iter().chain(&ends).collect();
        let alone = Integration { threads: 1, ..how };
        let evidence = |stage: usize| match all[stage].evidence(alone) {
            // Without some term what happened may be impossible, which speaks for the term.
            Err(NoModel::Impossible) if stage >= stages.len() => Ok(Evidence::IMPOSSIBLE),
            other => other,
        };
        let evidences: Result<Vec<Evidence>, NoModel> = threads::map(all.len(), how.threads, evidence).into_iter().collect();
        let evidences = evidences?;
        let (whole, of_variants) = evidences.split_at(stages.len());
        let leave_future_out = LeaveFutureOut::new(&stages, whole);
        let evidence = whole[whole.len() - 1];
        let of_variants = of_variants.chunks(stages.len().min(2));
        let variant = |(without, evidences): (Vec<Term>, &[Evidence])| {
            let own = evidences[evidences.len() - 1];
            let difference = match evidences {
                [first, own] => Some(Difference {
                    log: leave_future_out.after_first.log - (own.log - first.log),
                    error: math::sqrt(
                        own.over(first).error * own.over(first).error
                            + leave_future_out.after_first.error * leave_future_out.after_first.error,
                    ),
                    shape: own.over(first).shape.max(leave_future_out.after_first.shape),
                }),
                _ => None,
            };
            Variant { without, evidence: own, bayes_factor: evidence.over(&own), leave_future_out: difference }
        };
        let variants = without.into_iter().zip(of_variants).map(variant).collect();
        Ok(Self { evidence, leave_future_out, variants })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::likelihood::hazards::{Period, Side};
    use crate::calibrate::selection::evidence::evidence;
    use crate::calibrate::tests::{hazards, parameter, team_window};
    use crate::calibrate::{Ending, Hazards, PathSteps, Spell, SurvivalData, When};
    use crate::parameter::{Distribution, Quantity};
    use crate::scenario::{Baseline, Decay, HeatPath, Kind, LeaderExit, Pull, Spinouts};

    const HOW: Integration<'_> = Integration { draws: 500, seed: 3, threads: 2, cancellation: None };

    fn study(exits: &[f64]) -> SurvivalData {
        let exit = |(person, &end): (usize, &f64)| Spell::new(person, 0.0, Ending::Exit(When::At(end), Some(0)));
        SurvivalData::new(exits.iter().enumerate().map(exit).collect())
    }

    fn everything() -> Model {
        let log_normal = |path: &str, median: f64| parameter(path, Distribution::LogNormal { median, p95: 3.0 * median });
        let parameters = vec![log_normal("rate", 0.5), log_normal("ratio", 1.5), log_normal("leader", 2.0)];
        let leader = LeaderExit { ratio: Quantity::Uncertain(2), delay: 0.0, decay: Decay::Window(0.3) };
        let mut all = Hazards {
            contagion: Some(crate::scenario::Contagion { leader: Some(leader), ..team_window(Quantity::Uncertain(1), 0.5) }),
            frailty: Some(Quantity::Known(0.4)),
            ..hazards(parameters, Quantity::Uncertain(0))
        };
        let series = Period::step(vec![0], Quantity::Known(1.1), 0.0, 1.0);
        all.periods = vec![series.clone(), Period { on: Side::Acceptance, number: Quantity::Known(1.4), ..series }];
        let path = HeatPath { channels: vec![0], volatility: Quantity::Known(0.3), half_life: Quantity::Known(0.5) };
        let mut study = study(&[0.2, 0.5, 0.7, 1.3, 1.9]);
        study.spells[1].leads = vec![0];
        Model {
            study,
            hazards: all,
            path: Some((path, PathSteps { channels: vec![0], edges: vec![0.0, 0.5, 1.0, 1.5, 2.0] })),
            names: Vec::new(),
        }
    }

    #[test]
    fn every_term_is_switched_off_alone_and_then_all() {
        let model = everything();
        let terms = [Term::Contagion, Term::Leader, Term::Shocks, Term::Heat, Term::Frailty];
        assert_eq!(model.terms(), terms);
        for (number, &term) in terms.iter().enumerate() {
            let mut left = terms.to_vec();
            left.remove(number);
            if term == Term::Contagion {
                left.retain(|&term| term != Term::Leader);
            }
            assert_eq!(model.without(&[term]).terms(), left);
        }
        let bare = model.without(&terms);
        assert!(bare.terms().is_empty() && bare.hazards.periods.len() == 1, "a series of heat is no shock");

        let found = TermComparison::new(&model, &[1.0], HOW).unwrap();
        assert_eq!(found, TermComparison::new(&model, &[1.0], Integration { threads: 1, ..HOW }).unwrap());
        assert_eq!(found.variants.len(), 6);
        for variant in &found.variants {
            let own = model.without(&variant.without);
            assert_eq!(variant.evidence, evidence(&own, HOW).unwrap());
            assert_eq!(variant.bayes_factor, found.evidence.over(&variant.evidence));
            let first = evidence(&own.until(1.0), HOW).unwrap();
            let leave_future_out = (found.evidence.log - found.leave_future_out.stretches[0].log) - (variant.evidence.log - first.log);
            assert!((variant.leave_future_out.unwrap().log - leave_future_out).abs() < 1e-12);
        }
        assert_eq!(found.variants[5].without, terms);
        // Nothing follows where the cut is after the end.
        let found = TermComparison::new(&model, &[5.0], HOW).unwrap();
        assert!(found.variants.iter().all(|variant| variant.leave_future_out.is_none()) && found.leave_future_out.stretches.len() == 1);
    }

    #[test]
    fn a_leader_s_exit_is_all_of_the_contagion_where_there_is_no_other() {
        let mut model = everything();
        model.hazards.contagion.as_mut().unwrap().ratio = Quantity::Known(1.0);
        assert_eq!(model.terms(), [Term::Contagion, Term::Shocks, Term::Heat, Term::Frailty]);
    }

    #[test]
    fn exits_that_follow_each_other_speak_for_contagion_and_others_against_it() {
        // Teams of two, of which the second leaves so long after the first.
        let ratio = |after: f64| {
            let parameters = vec![
                parameter("rate", Distribution::LogNormal { median: 0.6, p95: 1.0 }),
                parameter("ratio", Distribution::LogNormal { median: 4.0, p95: 6.0 }),
            ];
            let contagion = Some(team_window(Quantity::Uncertain(1), 0.1));
            let moments = |team: usize| [0.2 * team as f64 + 0.1, 0.2 * team as f64 + 0.1 + after];
            let mut study = study(&(0..8).flat_map(moments).collect::<Vec<f64>>());
            study.spells.iter_mut().for_each(|spell| spell.team = spell.person / 2);
            let model = Model {
                study,
                hazards: Hazards { contagion, ..hazards(parameters, Quantity::Uncertain(0)) },
                path: None,
                names: Vec::new(),
            };
            TermComparison::new(&model, &[], HOW).unwrap().variants[0].bayes_factor
        };
        let clustered = ratio(0.05);
        assert!(clustered.log > math::ln(20.0) + 5.0 * clustered.error, "{clustered:?}");
        let apart = ratio(0.7);
        assert!(apart.log < -5.0 * apart.error, "{apart:?}");
    }

    #[test]
    fn what_cannot_happen_without_a_term_speaks_for_it() {
        // The second leaves by the pull of what the first founded alone: no other hazard of the channel.
        let known = Quantity::Known;
        let parameters = vec![parameter("rate", Distribution::LogNormal { median: 0.6, p95: 1.0 })];
        let mut all = hazards(parameters, Quantity::Uncertain(0));
        let mut startup = all.channels[0].clone();
        all.channels[0].kind = Kind::Found;
        startup.baseline = Baseline::Hazard { per_year: known(0.0) };
        all.channels.push(startup);
        let pull = Pull { per_year: known(0.8), decay: Decay::Never, seats: None, across: known(0.0) };
        all.spinouts = Some(Spinouts { open: true, channel: 1, delay: 0.0, cofound: known(0.0), pull });
        let mut study = study(&[0.4, 0.9]);
        study.spells[1].ending = Ending::Exit(When::At(0.9), Some(1));
        let model = Model { study, hazards: all, path: None, names: Vec::new() };
        let found = TermComparison::new(&model, &[], HOW).unwrap();
        assert_eq!(found.variants[0].without, [Term::Spinouts]);
        assert!(found.evidence.log.is_finite() && found.variants[0].evidence == Evidence::IMPOSSIBLE);
        assert_eq!(found.variants[0].bayes_factor.log, f64::INFINITY);
    }

    #[test]
    fn strengths_are_those_of_kass_and_raftery() {
        let of = |log: f64, error: f64| StrengthOfEvidence::of(&Difference { log, error, shape: 0.0 });
        let strengths = [of(1.0, 0.0), of(-1.2, 0.0), of(3.1, 0.01), of(-5.1, 0.01)];
        assert_eq!(
            strengths,
            [StrengthOfEvidence::None, StrengthOfEvidence::Positive, StrengthOfEvidence::Strong, StrengthOfEvidence::VeryStrong]
        );
        // Not by luck of the draws.
        assert_eq!(
            [of(1.2, 0.1), of(3.1, 0.1), of(f64::INFINITY, 0.0)],
            [StrengthOfEvidence::None, StrengthOfEvidence::Positive, StrengthOfEvidence::VeryStrong]
        );
    }
}
