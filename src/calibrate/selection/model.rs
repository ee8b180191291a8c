//! A model of a history, whole: the study, the hazards, and heat's path; with some of its terms switched off, or cut at a time.
//!
//! Moments of coarse exits that act on others are unknowns like the parameters ([`Model::times`]); where no exit acts on anybody they are
//! integrated out exactly by the likelihood.

use std::fmt;

use crate::parameter::Quantity;
use crate::random::{Purpose, Stream};
use crate::scenario::{HeatPath, Spinouts};

use crate::calibrate::from_scenario::CalibrationInputs;
use crate::calibrate::likelihood::exposure::cofounding::foundings;
use crate::calibrate::likelihood::exposure::lexis::{acts, moves};
use crate::calibrate::likelihood::exposure::spinouts;
use crate::calibrate::likelihood::hazards::{Hazards, PathSteps, Side};
use crate::calibrate::likelihood::survival_data::{Ending, Spell, SurvivalData, When};
use crate::calibrate::likelihood::{Likelihood, Refusal};
use crate::calibrate::posterior::{NoDensity, Posterior};

/// A study, the hazards that it is under, and heat's random path if it is to be learned.
#[derive(Clone, Debug)]
pub struct Model {
    /// Who was at risk when.
    pub study: SurvivalData,
    /// The hazards, without heat's path.
    pub hazards: Hazards,
    /// What heat's path is like, and the months of the history.
    pub path: Option<(HeatPath, PathSteps)>,
    /// Keys of the spells' luck; where there are none, a spell's is its number.
    pub names: Vec<u64>,
}

/// A term of a model that can be switched off. All of them make exits come in clusters, so that they imitate each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// Whatever exits do to others: contagion, exits of leaders included.
    Contagion,
    /// What the exit of a leader does beyond that of anybody.
    Leader,
    /// What foundings do to others: pull, of listed competitors too, and co-founding.
    Spinouts,
    /// Shocks, sure and possible.
    Shocks,
    /// Heat's random path.
    Heat,
    /// Personal hazard ratios.
    Frailty,
}

/// Why a model has no density.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoModel {
    /// There is no likelihood.
    Refusal(Refusal),
    /// A prior cannot be conditioned.
    NoDensity(NoDensity),
    /// The posterior is nowhere finite near the middle of the priors: what happened could not.
    Impossible,
    /// The posterior has no mode about which it could be integrated.
    Unbounded,
    /// After the first cut nobody is at risk but in rows that are left out.
    NothingAhead,
    /// The work was broken off.
    Cancelled,
}

impl fmt::Display for NoModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refusal(refusal) => refusal.fmt(f),
            Self::NoDensity(prior) => prior.fmt(f),
            Self::Unbounded => f.write_str("the posterior has no mode about which it could be integrated"),
            Self::NothingAhead => {
                f.write_str("whoever is at risk after its first stretch is in rows that are left out, so that nothing is predicted")
            }
            Self::Cancelled => f.write_str("cancelled"),
            Self::Impossible => f.write_str("what happened is impossible at the middle of the priors"),
        }
    }
}

impl std::error::Error for NoModel {}

impl From<&CalibrationInputs> for Model {
    fn from(inputs: &CalibrationInputs) -> Self {
        let mut study = inputs.study.clone();
        for spell in &mut study.spells {
            // Nobody leaves before the entry.
            if let Ending::Exit(When::Within(from, to), channel) = spell.ending {
                spell.ending = Ending::Exit(When::Within(from.max(spell.entry), to), channel);
            }
        }
        Self { study, hazards: inputs.hazards.clone(), path: inputs.path.clone(), names: inputs.names().to_vec() }
    }
}

impl Model {
    /// The terms that it has, in the order of [`Term`].
    pub fn terms(&self) -> Vec<Term> {
        let all = [Term::Contagion, Term::Leader, Term::Spinouts, Term::Shocks, Term::Heat, Term::Frailty];
        all.into_iter().filter(|&term| self.has(term)).collect()
    }

    fn has(&self, term: Term) -> bool {
        let hazards = &self.hazards;
        match term {
            Term::Contagion => moves(hazards),
            // A leader's exit of itself is all of the contagion where there is no other.
            Term::Leader => hazards.contagion.as_ref().is_some_and(|contagion| {
                let moves = |ratio: Quantity| ratio != Quantity::Known(1.0);
                moves(contagion.ratio) && contagion.leader.is_some_and(|leader| moves(leader.ratio))
            }),
            Term::Spinouts => spinouts::act(&self.study, hazards) && self.without(&[term]).hazards != *hazards,
            Term::Shocks => !hazards.possible.is_empty() || hazards.periods.iter().any(|period| period.on == Side::Acceptance),
            Term::Heat => self.path.is_some(),
            Term::Frailty => hazards.frailty.is_some_and(|sd| sd != Quantity::Known(0.0)),
        }
    }

    /// The same without some terms.
    pub fn without(&self, terms: &[Term]) -> Self {
        let mut model = self.clone();
        let hazards = &mut model.hazards;
        for term in terms {
            match term {
                Term::Contagion => hazards.contagion = None,
                Term::Leader => {
                    if let Some(contagion) = &mut hazards.contagion {
                        contagion.leader = None;
                    }
                }
                Term::Spinouts => {
                    // Of two who founded together on a known day the second has a probability, of two who did not a hazard: only with
                    // founding together are both models of one history.
                    let is_together = self.is_founded_together();
                    hazards.spinouts = hazards.spinouts.filter(|_| is_together).map(|own| Spinouts { open: false, ..own });
                    hazards.competitors.iter_mut().for_each(|competitor| competitor.pull = None);
                }
                Term::Shocks => {
                    hazards.periods.retain(|period| period.on == Side::Offers);
                    hazards.possible.clear();
                }
                Term::Heat => model.path = None,
                Term::Frailty => hazards.frailty = None,
            }
        }
        model
    }

    /// Whether several founded together at one known moment.
    pub(super) fn is_founded_together(&self) -> bool {
        let known = |spell: &Spell| match spell.ending {
            Ending::Exit(When::Within(_, to), _) => Ending::Censored(When::At(to)),
            ending => ending,
        };
        let endings: Vec<Ending> = self.study.spells.iter().map(known).collect();
        foundings(&self.study, &self.hazards, &endings).iter().any(|founding| founding.members.len() > 1)
    }

    /// The same history without where those who left went, founders excepted. With pull, an exit to a spin-out is one by its pull, and where
    /// somebody went is part of what the likelihood is of; without pull nothing is said of it. Only without it are the two of one history.
    pub fn without_destinations(&self) -> Self {
        let mut model = self.clone();
        for spell in &mut model.study.spells {
            if !spinouts::founds(&self.hazards, spell.ending) {
                spell.destination = None;
            }
        }
        model
    }

    /// What was known at a time \[years\]: those who had not left observation by then are censored there, and who came later are not there.
    /// Of an exit whose interval contains the time it is known that the person was there until the interval began, and nothing more.
    pub fn until(&self, time: f64) -> Self {
        let mut place = vec![None; self.study.spells.len()];
        let (mut spells, mut names) = (Vec::new(), Vec::new());
        for (index, spell) in self.study.spells.iter().enumerate().filter(|(_, spell)| spell.entry < time) {
            place[index] = Some(spells.len());
            names.extend(self.names.get(index));
            spells.push(Spell { ending: ending_at(spell, time), ..spell.clone() });
        }
        let ties = self.study.ties.iter().filter_map(|&(from, to, weight)| Some((place[from]?, place[to]?, weight))).collect();
        let path = self.path.clone().map(|(path, mut steps)| {
            let months = steps.edges.iter().filter(|&&edge| edge < time).count();
            steps.edges.truncate(months + 1);
            (path, steps)
        });
        Self { study: SurvivalData { spells, clock: self.study.clock, ties }, hazards: self.hazards.clone(), path, names }
    }

    /// Whether moments of exits are unknowns: some are coarse, and exits act.
    pub fn has_unknown_times(&self) -> bool {
        let is_coarse = |spell: &Spell| matches!(spell.ending, Ending::Exit(When::Within(..), _));
        acts(&self.study, &self.hazards) && self.study.spells.iter().any(is_coarse)
    }

    /// A moment for every spell's end \[years\], those of coarse exits drawn uniformly from their intervals: a function of seed, draw and the
    /// spell's key.
    pub fn times(&self, seed: u64, draw: u64) -> Vec<f64> {
        let moment = |(number, spell): (usize, &Spell)| match spell.ending.when() {
            When::At(time) => time,
            When::Within(from, to) => {
                let name = self.names.get(number).copied().unwrap_or(number as u64);
                from + (to - from) * Stream::new(seed, Purpose::ImportanceTime, name, draw, 0).uniform()
            }
        };
        self.study.spells.iter().enumerate().map(moment).collect()
    }

    /// The posterior, the mean over imputations of the moments of coarse exits where those are unknowns; unnormalised, with all constants:
    /// what its exponential integrates to is the probability (density) of the history.
    ///
    /// # Errors
    /// Where there is no likelihood, or a prior has no density.
    pub fn posterior(&self, imputations: &[Vec<f64>]) -> Result<Posterior, NoModel> {
        let likelihood = Likelihood::imputed(&self.study, &self.hazards_with_path(), imputations).map_err(NoModel::Refusal)?;
        Posterior::new(likelihood, self.path.as_ref().map(|path| &path.0)).map_err(NoModel::NoDensity)
    }

    /// The hazards, heat's path among them.
    pub fn hazards_with_path(&self) -> Hazards {
        Hazards { path: self.path.as_ref().map(|path| path.1.clone()), ..self.hazards.clone() }
    }
}

/// How a spell's ending looked at a time.
fn ending_at(spell: &Spell, time: f64) -> Ending {
    match spell.ending.when() {
        when if when.latest() <= time => spell.ending,
        When::At(_) => Ending::Censored(When::At(time)),
        When::Within(from, _) => Ending::Censored(When::At(from.clamp(spell.entry, time))),
    }
}
