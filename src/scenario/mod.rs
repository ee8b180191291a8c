//! A scenario: valid, complete, and in the model's units. What a file says becomes one of these or a list of problems.

mod assertions;
mod budget;
pub mod differences;
mod exits;
pub(crate) mod file;
mod history;
mod people;
pub mod policy;
mod posterior;
mod privacy;
mod read;
mod root;
pub mod schema;
mod staffing;
mod what_if;

use std::collections::HashSet;
use std::num::NonZeroUsize;

pub use self::assertions::{Assertion, Comparison, Statistic};
pub(crate) use self::assertions::{COMPARISONS, MEANT, METRICS};
pub use self::exits::channels::{Baseline, Channel, Kind, TenureBand, TenureEffect};
pub use self::exits::competitors::Competitor;
pub use self::exits::contagion::{Contagion, Edge, LeaderExit, Ties};
pub use self::exits::decay::Decay;
pub use self::exits::heat::{Heat, HeatPath, HeatSeries, Interpolation};
pub use self::exits::shocks::{Rival, Shock};
pub use self::exits::spinouts::{Pull, Spinouts};
pub use self::file::files::Input;
pub(crate) use self::file::numbers::ranges;
pub use self::file::overrides::{Override, Settings};
use self::policy::{Pay, Policy};
pub use self::posterior::default_priors::DEFAULT_PRIOR;
pub use self::posterior::{Posterior, Unknown};
pub use self::privacy::MIN_GROUP;
pub(crate) use self::read::text_file;
pub use self::read::{Loaded, Origin, Template, read, read_priors, read_str};
pub use self::staffing::capabilities::{Capability, Holders};
pub use self::staffing::hiring::Hiring;
pub use self::staffing::returns::Returns;
pub use self::what_if::{Freeze, SetExit, WhatIf};
use crate::calendar::{Clock, Date};
use crate::parameter::{Parameter, Quantity};
use crate::people::{Hire, History, HistoryRow, Researcher, Roster};

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
    /// What follows when a person founds a startup, if anything does.
    pub spinouts: Option<Spinouts>,
    /// Time from a decision to leave to the exit \[years\].
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
    /// What each policy of a comparison at equal money is expected to spend [unit of pay], where the file says so.
    pub budget: Option<f64>,
    /// What the unit of pay is called, where the file says so.
    pub currency: Option<String>,
    /// What may be asked about, in the order of the file; nothing of it happens unless a comparison asks.
    pub what_ifs: Vec<WhatIf>,
    /// The name of the what-if that comes about, where one does.
    pub happens: Option<String>,
    /// The exits on set days that come about with it.
    pub set_exits: Vec<SetExit>,
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
    /// The smallest number of people whom a result may be about; see `people::disclosure`.
    pub min_group: usize,
    /// Why `min_group` is what it is.
    pub min_group_reason: Option<String>,
    /// Whether results speak of single researchers; only the command line asks for that, no file.
    pub individuals: bool,
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

    /// Whether the pay of those who are there at the start is given: somebody's is not the 1 that stands for a year's pay.
    pub fn has_pay(&self) -> bool {
        self.opening().any(|person| self.roster.researchers[person].pay != 1.0)
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
        policy::parts_of(&self.policies, policies)
    }

    /// Whether some policies, or parts of bundles among them, give grants, which are paid after the horizon too.
    pub fn gives_grants(&self, policies: &[usize]) -> bool {
        let is_grant = |measure: &policy::Measure| matches!(measure, policy::Measure::Grant { .. });
        self.parts_of(policies).iter().any(|&part| self.policies[part].measures.iter().any(is_grant))
    }

    /// Whether any hazard depends on time since hire.
    pub fn uses_tenure(&self) -> bool {
        self.channels.iter().any(|channel| !channel.tenure.is_empty())
    }
}
