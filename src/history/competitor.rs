//! The listed competitors as the past knows them: in years, by numbers.

use crate::parameter::Quantity;
use crate::scenario::{Pull, Scenario};

use super::Numbers;

/// A listed competitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Competitor {
    /// The number of the destination: that of `PastExit::destination`.
    pub destination: usize,
    /// Index of the channel that leads to it.
    pub channel: usize,
    /// Hires from this time on \[years\]; minus infinity for always.
    pub opens: f64,
    /// Hires until this time \[years\]; infinite for ever.
    pub closes: f64,
    /// Weight in the channel's hazard, beside those of the others and [`crate::scenario::Channel::unnamed_weight`].
    pub weight: Quantity,
    /// How many it can take; `None` without a limit.
    pub seats: Option<u32>,
    /// Whether its share is divided among the others while it is closed or full; otherwise it is lost.
    pub redistribute: bool,
    /// Numbers of the people who founded it.
    pub founders: Vec<usize>,
    /// How it pulls from its opening on, if it does.
    pub pull: Option<Pull>,
}

/// The listed competitors of a scenario, in its order.
pub fn competitors(scenario: &Scenario, numbers: &Numbers<'_>) -> Vec<Competitor> {
    let clock = scenario.clock;
    let competitor = |own: &crate::scenario::Competitor| Competitor {
        destination: numbers.destinations[own.name.as_str()],
        channel: own.channel,
        opens: own.opened.map_or(f64::NEG_INFINITY, |date| clock.years(date)),
        closes: own.closed.map_or(f64::INFINITY, |date| clock.years(date)),
        weight: own.weight,
        seats: own.seats,
        redistribute: own.redistribute,
        founders: own.founders.iter().filter_map(|id| numbers.people.get(id.as_str()).copied()).collect(),
        pull: own.pull.filter(|_| own.opened.is_some()),
    };
    scenario.competitors.iter().map(competitor).collect()
}
