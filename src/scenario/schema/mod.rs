//! The keys of a scenario file: one table of them, from which come both what the reader knows and the JSON Schema for editors.
//!
//! A file a group of tables of the scenario. The schema says of each key what an editor can use: what it is, its unit, its form, range
//! and default. It cannot say everything (that a name is known, that dates are in order); what it accepts may still have problems, and
//! `stayput check` tells them. What it refuses, the reader refuses.

mod competitors;
mod exits;
mod json;
mod market;
mod people;
mod policies;
mod root;
mod staffing;

pub(in crate::scenario) use self::competitors::{COMPETITOR, MOST_SEATS, SPINOUTS};
pub(in crate::scenario) use self::exits::{CHANNEL, CONTAGION, TENURE_BAND};
pub use self::json::json_schema;
pub(in crate::scenario) use self::market::{HEAT, POINT, SERIES, SHOCK};
pub(in crate::scenario) use self::people::{
    DURATION_UNITS, GENERATE, HISTORY, HISTORY_COLUMNS, MOST_GENERATED, RESEARCHER, ROSTER, ROSTER_COLUMNS,
};
pub(in crate::scenario) use self::policies::{CONDITION, PAY, TARGET, VEST_SPIKE, names as policy_names};
pub(in crate::scenario) use self::root::{ASSERT, FRAILTY, LARGEST_MIN_GROUP, MOST_TRIALS, PARAMETERS, PRIVACY, REPLICATIONS, ROOT};
pub(in crate::scenario) use self::staffing::{CAPABILITY, HIRING, MOST_NEEDED, NOTICE, RETURNS};
use super::read::numbers::ranges::{NumberRange, Support};

/// A table of a scenario file.
#[derive(Debug)]
pub(crate) struct Section {
    /// What it is for.
    pub about: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
    /// Keys that are free to choose, if any are.
    pub others: Option<Other>,
    /// Groups of keys of which exactly one must be there.
    pub one_of: &'static [&'static [&'static str]],
    /// The first key does nothing without the second.
    pub needs: &'static [(&'static str, &'static str)],
    /// Two keys that exclude each other.
    pub not_both: Option<(&'static str, &'static str)>,
    /// Names that a later version will read.
    pub later: &'static [&'static str],
}

/// A key of a table.
#[derive(Debug)]
pub(crate) struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it means, with its unit.
    pub about: &'static str,
    /// What may stand for it.
    pub form: Form,
    /// Whether it must be there.
    pub is_required: bool,
    /// What holds where it is absent; JSON that is TOML too.
    pub default: Option<&'static str>,
    /// A value that may stand for it; JSON that is TOML too.
    pub example: Option<&'static str>,
}

/// The keys that users name themselves.
#[derive(Debug)]
pub(crate) struct Other {
    /// What one of them means.
    pub about: &'static str,
    /// What may stand for it.
    pub form: Form,
}

/// What may stand for a key.
#[derive(Debug)]
pub(crate) enum Form {
    /// A text that is not empty.
    Text,
    /// One of some words, each with what it means.
    Choice(&'static [(&'static str, &'static str)]),
    /// A list of texts.
    Texts,
    /// True or false.
    Flag,
    /// A text, or a list of texts.
    TextOrTexts,
    /// A date to the day.
    Date,
    /// A date that may be known to the month or the year only.
    CoarseDate,
    /// Two such dates.
    Between,
    /// A date to the day, or a whole number of units of time from the start.
    Moment,
    /// A length of time.
    Duration,
    /// A whole number of units of time.
    CalendarDuration,
    /// A whole number in a range.
    Whole(u64, u64),
    /// A number that is given plainly, in a range if there is one.
    Number(Option<Support>),
    /// A number or a distribution of it.
    Quantity(&'static NumberRange),
    /// A length of time or a distribution of it, or `"never"`.
    HalfLife,
    /// A length of time that is drawn for each person.
    Luck(&'static NumberRange),
    /// A table.
    Table(&'static Section),
    /// A list of tables.
    Tables(&'static Section),
    /// Tables by name.
    Named(&'static Section),
    /// A word, or a table.
    WordOrTable(&'static str, &'static Section),
    /// Policies by name, each a table of its kind.
    Policies,
}

impl Section {
    /// The names of its keys.
    pub fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|key| key.name).filter(|name| !self.later.contains(name)).collect()
    }

    pub const fn new(about: &'static str, keys: &'static [Key]) -> Self {
        Self { about, keys, others: None, one_of: &[], needs: &[], not_both: None, later: &[] }
    }
}

impl Key {
    pub const fn new(name: &'static str, form: Form, about: &'static str) -> Self {
        Self { name, about, form, is_required: false, default: None, example: None }
    }

    /// Makes it one that must be there.
    pub const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    /// Says what holds where it is absent.
    pub const fn default(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// Gives a value that may stand for it.
    pub const fn example(self, example: &'static str) -> Self {
        Self { example: Some(example), ..self }
    }
}
