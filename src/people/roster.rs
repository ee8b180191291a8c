//! The roster: the researchers that a simulation follows.

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
    /// Index of the team led, in [`Roster::teams`].
    pub leads: Option<usize>,
    /// Skills, as capabilities name them.
    pub skills: Vec<String>,
    /// Values of the covariates, in the order of [`Roster::covariates`]; `None` where the cell is empty.
    pub covariates: Vec<Option<f64>>,
}

/// What is known of a date of hire.
#[derive(Clone, Debug, PartialEq)]
pub enum Hire {
    /// The day.
    On(Date),
    /// Some day of an interval that ends before the start or on it: unknown, drawn with the parameters.
    Within(DateInterval),
    /// So long before the start [years]: a generated researcher, drawn in each trial.
    Before(Distribution),
}
