//! A scenario: valid, complete, and in the model's units. What a file says becomes one of these or a list of problems.

mod assertion;
mod competitors;
pub mod policy;
mod posterior;
mod read;
pub mod schema;
mod staffing;

use std::collections::{BTreeSet, HashSet};
use std::num::NonZeroUsize;

pub use self::assertion::{Assertion, Comparison, Statistic};
pub use self::competitors::{Competitor, Pull, Spinouts};
pub use self::posterior::{Posterior, Unknown};
pub(crate) use self::read::csv::lines;
pub(crate) use self::read::csv::swallowed::Swallowed;
pub(crate) use self::read::numbers::ranges;
pub use self::read::{Input, Loaded, Override, read, read_priors, read_str, read_str_priors};
pub(crate) use self::read::{Keys, Oddity, text_file, unquoted};
pub use self::staffing::{Capability, Hiring, Holders, Returns};

use crate::calendar::{Clock, Date, DateInterval, Duration};
use crate::import::DEFAULT_PRIOR;
use crate::parameter::{Parameter, Quantity};
use crate::people::{Hire, History, HistoryRow, Researcher, Roster};
use crate::policy::{Pay, Policy};

/// Everything that a simulation needs to know, after every check has passed.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The name that results carry.
    pub name: String,
    /// The clock; it reads 0 at the scenario's start.
    pub clock: Clock,
    /// The last date that is simulated, after the start.
    pub horizon: Date,
    /// How many trials, unless the command line says otherwise.
    pub trials: u64,
    /// The seed of all randomness.
    pub seed: u64,
    /// Trials that share one parameter draw; it acts only where anything is uncertain ([`Scenario::is_uncertain`]).
    pub replications: u32,
    /// Who is there at the start or joins later.
    pub roster: Roster,
    /// The kinds of exit that compete, in the order of the file.
    pub channels: Vec<Channel>,
    /// The organisations behind the channels, in the order of the file.
    pub competitors: Vec<Competitor>,
    /// How an exit moves those who are left, if it does.
    pub contagion: Option<Contagion>,
    /// What follows when somebody founds a startup, if anything does.
    pub spinouts: Option<Spinouts>,
    /// Time from a decision to leave to the exit [years].
    pub notice: f64,
    /// Whether those who left may come back.
    pub returns: Option<Returns>,
    /// Whether seats are filled again.
    pub hiring: Option<Hiring>,
    /// What the lab needs its people for, in the order of the file.
    pub capabilities: Vec<Capability>,
    /// Dated events, in the order of the file.
    pub shocks: Vec<Shock>,
    /// The market.
    pub heat: Heat,
    /// Standard deviation of the log of the personal hazard ratio, if people differ unseen.
    pub frailty: Option<Quantity>,
    /// How hazards answer to pay and to unvested equity, if they do.
    pub pay: Option<Pay>,
    /// What the lab can do, in the order of the file; nothing of it is done unless a run is asked to.
    pub policies: Vec<Policy>,
    /// By how much money is worth less a year later: costs at `t` count by `(1 + discount_rate)^-t`.
    pub discount_rate: f64,
    /// What happened before or beside the simulation.
    pub history: Option<History>,
    /// All numbers that were given as distributions; [`Quantity::Uncertain`] counts in this list.
    pub parameters: Vec<Parameter>,
    /// Joint draws of what was learned of them, if a calibration was made; the others are drawn from their distributions.
    pub posterior: Option<Posterior>,
    /// What a run checks of its results, in the order of the file.
    pub assertions: Vec<Assertion>,
    /// The smallest number of people whom a result may be about; see [`crate::people::disclosure`].
    pub min_group: usize,
    /// Why `min_group` is what it is.
    pub min_group_reason: Option<String>,
    /// Whether results speak of single researchers; only the command line asks for that, no file.
    pub individuals: bool,
}

/// The smallest number of people whom a result may be about, unless the scenario says otherwise.
pub const MIN_GROUP: usize = 5;

/// The kind of a channel, which decides behaviour where the name does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Founds a startup.
    Found,
    /// Joins a startup.
    Startup,
    /// Joins a rival lab.
    Lab,
    /// Academia, retirement, health.
    Other,
    /// Dismissed; no pay, equity or policy term acts on it unless it names the channel.
    Dismissed,
}

/// A kind of exit: a competing risk.
#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    /// The name, unique; random numbers are keyed by it.
    pub name: String,
    /// The kind.
    pub kind: Kind,
    /// The hazard at covariates 0, no tenure effect, heat 1.
    pub baseline: Baseline,
    /// Bands of tenure, in order of time since hire; ratio 1 after the last.
    pub tenure: Vec<TenureBand>,
    /// Hazard ratio a unit of a covariate: index into [`Roster::covariates`] and ratio.
    pub covariates: Vec<(usize, Quantity)>,
    /// The weight of all organisations that are not listed, beside the competitors' weights.
    pub unnamed_weight: Quantity,
    /// What is offered, as a multiple of pay at the start.
    pub pay_multiple: Quantity,
}

/// The two forms of a channel's hazard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Baseline {
    /// Offers come and are accepted or not.
    Offers {
        /// Offers a person-year.
        per_year: Quantity,
        /// Probability that one is accepted.
        acceptance: Quantity,
    },
    /// Only the product is known.
    Hazard {
        /// Exits a person-year.
        per_year: Quantity,
    },
}

/// The hazard up to some time since hire (from the end of the band before).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TenureBand {
    /// The band ends so long after the date of hire, by the calendar.
    pub until: Duration,
    /// What it does.
    pub effect: TenureEffect,
}

/// What a band of tenure does to the hazard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TenureEffect {
    /// A hazard ratio.
    Ratio(Quantity),
    /// A hazard in place of the channel's own [a person-year].
    Hazard(Quantity),
}

/// How long an effect lasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decay {
    /// For good.
    Never,
    /// Its logarithm halves in this time [years].
    HalfLife(Quantity),
    /// Whole for this long [years], then gone.
    Window(f64),
}

/// How an exit moves those who are left.
#[derive(Clone, Debug, PartialEq)]
pub struct Contagion {
    /// Hazard ratio just after one exit.
    pub ratio: Quantity,
    /// How it fades.
    pub decay: Decay,
    /// Time between an exit and its effect [years].
    pub delay: f64,
    /// Who is moved by whom.
    pub ties: Ties,
    /// The most that all exits together may multiply a person's hazard by.
    pub cap: Option<Quantity>,
    /// The further effect of the exit of one who leads a team, on that team.
    pub leader: Option<LeaderExit>,
}

/// Who is moved by whose exit.
#[derive(Clone, Debug, PartialEq)]
pub enum Ties {
    /// Weight 1 in the team, `across` between teams.
    Teams {
        /// Weight between teams, 0 to 1.
        across: Quantity,
    },
    /// Listed pairs only.
    Edges(Vec<Edge>),
}

/// The exit of `from` moves `to` by `weight`.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Id of the one who leaves: of the roster, or of the history.
    pub from: String,
    /// Id of the one who is moved: of the roster, or of the history.
    pub to: String,
    /// Index of that one in the roster; `None` for one of the history who is not there, whom no simulation moves.
    pub moved: Option<usize>,
    /// Weight, not negative.
    pub weight: f64,
}

/// The effect of a leader's exit on the team, besides ordinary contagion and outside its cap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeaderExit {
    /// Hazard ratio just after the exit.
    pub ratio: Quantity,
    /// Time between the exit and its effect [years].
    pub delay: f64,
    /// How it fades.
    pub decay: Decay,
}

/// A dated event that changes hazards.
#[derive(Clone, Debug, PartialEq)]
pub struct Shock {
    /// The name, unique.
    pub name: String,
    /// The date, or the interval of which it is a uniformly drawn day.
    pub date: DateInterval,
    /// Probability that it happens at all.
    pub probability: Quantity,
    /// Hazard ratio on the day.
    pub ratio: Quantity,
    /// How it fades: [`Decay::Never`] or [`Decay::HalfLife`].
    pub decay: Decay,
    /// Indices of the channels that it acts on.
    pub channels: Vec<usize>,
}

/// The market's demand, which multiplies the offers of a channel (or its hazard, where only that is given).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heat {
    /// Given series; several on one channel multiply.
    pub series: Vec<HeatSeries>,
    /// The random path, shared by everybody.
    pub path: Option<HeatPath>,
}

/// A given course of the market.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatSeries {
    /// Indices of the channels that it acts on.
    pub channels: Vec<usize>,
    /// Between the points.
    pub interpolation: Interpolation,
    /// Points in order of date; at least one. Constant beyond the ends.
    pub points: Vec<HeatPoint>,
}

/// How a series goes between its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interpolation {
    /// Linear in the logarithm; each month takes the value at its middle.
    Linear,
    /// Each value holds from its own day until the next point.
    Step,
}

/// One point of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeatPoint {
    /// The day.
    pub at: Date,
    /// The multiplier from then on, positive.
    pub value: Quantity,
}

/// A stationary first-order autoregression of the log of heat, a step a month, with mean multiplier 1.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatPath {
    /// Indices of the channels that it acts on.
    pub channels: Vec<usize>,
    /// Standard deviation of ln heat in the long run.
    pub volatility: Quantity,
    /// Time in which the autocorrelation halves [years]; infinite for a level that is drawn once and stays.
    pub half_life: Quantity,
}

impl Scenario {
    /// Whether anything is not known that no trial draws as luck: a parameter, a coarse date of hire, a coarse exit before the start.
    pub fn is_uncertain(&self) -> bool {
        !self.parameters.is_empty()
            || self.posterior.as_ref().is_some_and(|posterior| !posterior.columns.is_empty())
            || self.roster.researchers.iter().any(|r| matches!(r.hired, Some(Hire::Within(_))) && self.uses_tenure())
            || self.past_acts() && {
                let is_coarse = |row: &HistoryRow| row.exit().is_some_and(|date| date.exact().is_none());
                self.exits_before_start().any(|(_, row)| is_coarse(row))
            }
    }

    /// Whether the posterior has seen some of what a simulation tells: its history goes on beyond the start.
    pub fn has_hindsight(&self) -> bool {
        let last = self.history.as_ref().and_then(History::last_day);
        self.posterior.is_some() && last.is_some_and(|last| last > self.clock.start())
    }

    /// How many numbers are drawn from priors that an import wrote, which nobody believes: they only make a scenario run.
    pub fn default_priors(&self) -> Option<NonZeroUsize> {
        let is_learned = |index| self.posterior.as_ref().is_some_and(|posterior| posterior.columns.contains(&Unknown::Parameter(index)));
        let all = self.parameters.iter().enumerate();
        NonZeroUsize::new(all.filter(|(index, one)| one.source.as_deref() == Some(DEFAULT_PRIOR) && !is_learned(*index)).count())
    }

    /// Whether exits before the start matter to those who are there.
    pub fn past_acts(&self) -> bool {
        self.contagion.is_some()
            || self.spinouts.is_some()
            || self.competitors.iter().any(|competitor| competitor.seats.is_some() || competitor.pull.is_some())
    }

    /// Whether something is shared by the whole lab, so that any exit can matter to anybody: competitors' seats, those who look for
    /// newcomers, pull between teams.
    pub fn is_shared_by_all(&self) -> bool {
        let crosses = |pull: &Pull| pull.across != Quantity::Known(0.0);
        self.hiring.as_ref().is_some_and(|hiring| hiring.open_at_once.is_some())
            || self.competitors.iter().any(|competitor| competitor.seats.is_some() || competitor.pull.as_ref().is_some_and(crosses))
            // The history's spin-outs may have founders of several teams, who share its seats.
            || self.spinouts.as_ref().is_some_and(|spinouts| {
                crosses(&spinouts.pull) || (spinouts.pull.seats.is_some() && self.history.is_some() && spinouts.open)
            })
    }

    /// The rows of the history, with their numbers, whose exits can come before the start. Somebody on the roster was still there at
    /// the start, so that an interval that reaches beyond it does not count.
    pub fn exits_before_start(&self) -> impl Iterator<Item = (usize, &HistoryRow)> {
        let start = self.clock.start();
        let rows = self.history.iter().flat_map(|history| history.rows.iter().enumerate());
        let mut roster: Option<HashSet<&str>> = None;
        rows.filter(move |(_, row)| {
            let Some(date) = row.exit().filter(|date| date.earliest < start) else { return false };
            let ids = || self.roster.researchers.iter().map(|researcher| researcher.id.as_str()).collect();
            date.latest < start || !roster.get_or_insert_with(ids).contains(row.id.as_str())
        })
    }

    /// Whether an exit can bring others.
    pub fn has_cascades(&self) -> bool {
        self.contagion.is_some() || self.spinouts.is_some() || self.competitors.iter().any(|competitor| competitor.pull.is_some())
    }

    /// Indices of those who are there at the start.
    pub fn opening(&self) -> impl Iterator<Item = usize> + '_ {
        let start = self.clock.start();
        let joins = move |researcher: &Researcher| matches!(researcher.hired, Some(Hire::On(date)) if date > start);
        self.roster.researchers.iter().enumerate().filter(move |(_, researcher)| !joins(researcher)).map(|(index, _)| index)
    }

    /// Whether the tenure at the start of everybody there is known, or drawn anyhow: with the parameters where anything is uncertain, in
    /// each trial where a hazard depends on it.
    pub fn knows_tenure(&self) -> bool {
        let (drawn_once, drawn_in_trials) = (self.is_uncertain(), self.uses_tenure());
        self.roster.researchers.iter().all(|researcher| match &researcher.hired {
            Some(Hire::On(_)) => true,
            Some(Hire::Within(_)) => drawn_once,
            Some(Hire::Before(_)) => drawn_in_trials,
            None => false,
        })
    }

    /// The smallest part of the roster that this run breaks out.
    pub fn least_group(&self) -> usize {
        if self.individuals { 1 } else { self.min_group }
    }

    /// Policies with bundles taken apart: each once, in the order of the file.
    pub fn parts_of(&self, policies: &[usize]) -> Vec<usize> {
        parts_of(&self.policies, policies)
    }

    /// Whether any hazard depends on time since hire.
    pub fn uses_tenure(&self) -> bool {
        self.channels.iter().any(|channel| !channel.tenure.is_empty())
    }
}

/// Of policies those chosen, bundles taken apart: each once, in the order of the file.
pub(crate) fn parts_of(all: &[Policy], chosen: &[usize]) -> Vec<usize> {
    let mut found = BTreeSet::new();
    let mut open: Vec<usize> = chosen.to_vec();
    let mut seen = BTreeSet::new();
    while let Some(index) = open.pop() {
        if !seen.insert(index) {
            continue;
        }
        let policy = &all[index];
        if policy.parts.is_empty() {
            found.insert(index);
        }
        open.extend(&policy.parts);
    }
    found.into_iter().collect()
}
