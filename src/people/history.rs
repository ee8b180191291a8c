//! The history: what happened to a team before, or in the time that the scenario replays.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::calendar::{Date, DateInterval};
use crate::random::name_hash;

/// People under observation, their exits and where they went.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// A row a person or spell, in the order of the file.
    pub rows: Vec<HistoryRow>,
    /// Names of the teams of the history, in order of first appearance.
    pub teams: Vec<String>,
    /// Names of the numeric columns.
    pub covariates: Vec<String>,
    /// Rows of the file that are none of these, since nobody could be observed.
    pub unobserved: Unobserved,
}

/// Rows of a file that tell of nobody under observation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unobserved {
    /// Those whose exit is not after the entry.
    pub left_before: usize,
    /// Those whose observation ends before it begins.
    pub ended_before: usize,
}

impl Unobserved {
    /// All of them.
    pub fn total(self) -> usize {
        self.left_before + self.ended_before
    }

    /// A key, how many rows, and what is so of them, by reason.
    pub fn reasons(self) -> [(&'static str, usize, &'static str); 2] {
        [
            ("exit_not_after_entry", self.left_before, "who left by the day after which exits count"),
            ("ends_before_it_begins", self.ended_before, "whose observation ends before it begins"),
        ]
    }

    /// The reasons in words, `2 who left by the day after which exits count`; nothing where there are no such rows.
    pub fn words(self) -> String {
        words(&self.reasons())
    }
}

/// Reasons in words, but for those of no row.
pub fn words(reasons: &[(&str, usize, &str)]) -> String {
    let told = reasons.iter().filter(|(_, count, _)| *count > 0);
    told.map(|(_, count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
}

/// One person, or one spell of a person, under observation.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryRow {
    /// The id; the same as in the roster where the person is there too.
    pub id: String,
    /// Index of the team in `History::teams`.
    pub team: usize,
    /// The role, if given.
    pub role: Option<String>,
    /// Under observation from this date on (left truncation).
    pub entry: Date,
    /// The date of hire, if given.
    pub hired: Option<DateInterval>,
    /// Indices of the teams led, in `History::teams`.
    pub leads: Vec<usize>,
    /// How observation ended.
    pub outcome: Outcome,
    /// The organisation that the person went to first, if known.
    pub destination: Option<String>,
    /// Values of the covariates, in the order of `History::covariates`.
    pub covariates: Vec<Option<f64>>,
}

/// How the observation of a person ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Still there on this date.
    Present(Date),
    /// Left observation for another cause within this interval: moves nobody.
    Censored(DateInterval),
    /// An exit within this interval, through the channel of this index, or an unknown one.
    Exit {
        /// When.
        date: DateInterval,
        /// Index of the channel in the scenario's list; `None` where unknown.
        channel: Option<usize>,
    },
}

impl History {
    /// The last day that it tells of.
    pub fn last_day(&self) -> Option<Date> {
        self.rows.iter().map(|row| row.outcome.last_day()).max()
    }

    /// For each row the name of the date of its exit among the unknowns of a posterior: `history.<id>.exit`, or
    /// `history.<id>@<entry>.exit` where several exits of the person have coarse dates.
    pub fn exit_columns(&self) -> Vec<String> {
        let mut coarse: HashMap<&str, u32> = HashMap::new();
        for row in self.rows.iter().filter(|row| row.has_coarse_exit()) {
            *coarse.entry(&row.id).or_insert(0) += 1;
        }
        let column = |row: &HistoryRow| match coarse.get(row.id.as_str()) {
            Some(2..) => format!("history.{}@{}.exit", row.id, row.entry),
            _ => format!("history.{}.exit", row.id),
        };
        self.rows.iter().map(column).collect()
    }
}

impl Outcome {
    /// The last day on which it can have come.
    pub fn last_day(&self) -> Date {
        match *self {
            Self::Present(until) => until,
            Self::Censored(date) | Self::Exit { date, .. } => date.latest,
        }
    }
}

impl HistoryRow {
    /// The key of the row's luck: the hash of id and spell.
    pub fn key(&self) -> u64 {
        name_hash(&format!("{}@{}", self.id, self.entry))
    }

    /// Whether the person left on a day that is not known.
    pub fn has_coarse_exit(&self) -> bool {
        self.exit().is_some_and(|exit| exit.exact().is_none())
    }

    /// When the person left through any channel, or `None` for one who stayed or left observation otherwise.
    pub fn exit(&self) -> Option<DateInterval> {
        match self.outcome {
            Outcome::Exit { date, .. } => Some(date),
            Outcome::Present(_) | Outcome::Censored(_) => None,
        }
    }
}
