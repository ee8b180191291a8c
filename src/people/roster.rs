//! The roster: the researchers that a simulation follows.

use std::sync::Arc;

use crate::calendar::{Date, DateInterval};
use crate::parameter::Distribution;

/// The researchers of a scenario and the names that they share. Indices into its lists stand for names everywhere else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster {
    /// The researchers, in the order of the files.
    pub researchers: Vec<Researcher>,
    /// Names of the teams, in order of first appearance (`all` if a researcher has none).
    pub teams: Vec<String>,
    /// Names of the numeric columns, which channels may use as covariates.
    pub covariates: Vec<String>,
}

/// One researcher of the opening roster, or one who will join later.
#[derive(Clone, Debug, PartialEq)]
pub struct Researcher {
    /// The id, unique in the roster; random numbers are keyed by it.
    pub id: String,
    /// Index of the team in [`Roster::teams`].
    pub team: usize,
    /// The role, if given.
    pub role: Option<String>,
    /// The date of hire, if given. After the scenario's start: joins then, and is not among the retained.
    pub hired: Option<Hire>,
    /// Pay a year, in any unit that the scenario uses throughout; 1 where not given.
    pub pay: f64,
    /// Equity not yet vested at the start, in the unit of pay.
    pub unvested: f64,
    /// The date by which all of it has vested.
    pub vests_by: Option<Date>,
    /// Indices of the teams led, in [`Roster::teams`].
    pub leads: Box<[usize]>,
    /// The last day, where it is known from the start on: a fixed term, a notice given.
    pub last_day: Option<LastDay>,
    /// Skills, as capabilities name them.
    pub skills: Box<[String]>,
    /// Values of the covariates, in the order of [`Roster::covariates`]; `None` where the cell is empty.
    pub covariates: Box<[Option<f64>]>,
}

/// A last day that is known from the start on, as of a fixed term or of a notice that was given.
///
/// The exit is decided at the start, as that of one under notice: it happens on that day in every trial, through the channel given. Before
/// it no channel and no pull acts on the person, no founder takes the person along, no offer comes, and nothing keeps the person. A policy
/// does nothing for the person, and costs nothing for the person, unless it is about what an exit leaves behind: who leads the team, the
/// seat, the way back.
///
/// On everybody else it has all effects of an exit. As for any exit, of the history too, others hear of it the scenario's notice before
/// (on the day itself without notice), or at the start or the hire where that is later: contagion and leader exit count from then. From
/// the exit count retained, headcount, capabilities, seats of competitors, a spin-out with its co-founders, an open seat, a return.
/// Whoever comes back begins a new spell, at risk as anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDay {
    /// Gone on this date, after the start and the hire; beyond the horizon too.
    pub date: Date,
    /// Index of the channel that the exit counts under.
    pub channel: usize,
}

/// What is known of a date of hire.
#[derive(Clone, Debug, PartialEq)]
pub enum Hire {
    /// The day.
    On(Date),
    /// Some day of an interval that ends before the start or on it: unknown, drawn with the parameters.
    Within(DateInterval),
    /// So long before the start \[years\]: a generated researcher, drawn in each trial; all who were generated share the distribution.
    Before(Arc<Distribution>),
}
