//! A scenario: valid, complete, and in the model's units. What a file says becomes one of these or a list of problems.

mod posterior;
mod read;
pub mod schema;

use std::collections::HashSet;

pub use self::posterior::{Posterior, Unknown};
pub use self::read::{Input, Loaded, Setting, read, read_str};
use serde::{Deserialize, Serialize};

use crate::calendar::{Clock, Date, DateInterval, Duration};
use crate::estimate::Metric;
use crate::parameter::{Parameter, Quantity};
use crate::people::{History, HistoryRow, Roster};

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
    /// How an exit moves those who are left, if it does.
    pub contagion: Option<Contagion>,
    /// Dated events, in the order of the file.
    pub shocks: Vec<Shock>,
    /// The market.
    pub heat: Heat,
    /// Standard deviation of the log of the personal hazard ratio, if people differ unseen.
    pub frailty: Option<Quantity>,
    /// What happened before or beside the simulation.
    pub history: Option<History>,
    /// All numbers that were given as distributions; [`Quantity::Uncertain`] counts in this list.
    pub parameters: Vec<Parameter>,
    /// Joint draws of what was learned of them, if a calibration was made; the others are drawn from their distributions.
    pub posterior: Option<Posterior>,
    /// What a run checks of its results, in the order of the file.
    pub assertions: Vec<Assertion>,
    /// The smallest part of the roster that results break out.
    pub min_group: usize,
}

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
    /// Index of the one who is moved, in the roster.
    pub to: usize,
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
            || self.roster.researchers.iter().any(|r| matches!(r.hired, Some(crate::people::Hire::Within(_))) && self.uses_tenure())
            || self.contagion.is_some() && {
                let is_coarse = |row: &HistoryRow| row.exit().is_some_and(|date| date.exact().is_none());
                self.exits_before_start().any(|(_, row)| is_coarse(row))
            }
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

    /// Whether any hazard depends on time since hire.
    pub fn uses_tenure(&self) -> bool {
        self.channels.iter().any(|channel| !channel.tenure.is_empty())
    }
}

/// A statement about the results that a run checks: `[[assert]]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assertion {
    /// What is counted.
    pub metric: Metric,
    /// The number that is said of it.
    pub stat: Statistic,
    /// The date it is said of: the start, a month boundary, or the horizon.
    #[serde(with = "crate::calendar::iso")]
    pub at: Date,
    /// How it must compare.
    pub comparison: Comparison,
    /// With what.
    pub value: f64,
}

/// The statistics of a count that results report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Statistic {
    /// Mean.
    Mean,
    /// Standard deviation.
    Sd,
    /// The quantile at this index of [`crate::estimate::QUANTILES`].
    Quantile(usize),
    /// Share of the variance that is luck.
    LuckShare,
}

/// How a number of an assertion must compare with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}
