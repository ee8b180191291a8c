//! What the keys of a table mean: one definition of each, from which come what the reader knows, the examples in its messages, and the
//! JSON Schema for editors.
//!
//! A section says of each key what an editor can use: what it is, its unit, its form, range and default. It cannot say everything (that a
//! name is known, that dates are in order); what its schema accepts may still have problems, and `stayput check` tells them. What the schema
//! refuses, the reader refuses.

use super::numbers::ranges::{NumberRange, Support};

/// What may stand in a table of a file.
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
    /// What is shown in place of the example where the key is missing.
    pub hint: Option<&'static str>,
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
    /// Tables by name, of kinds that have keys of their own: the JSON Schema of one.
    OfKinds(fn() -> serde_json::Value),
}

impl Section {
    pub const fn new(about: &'static str, keys: &'static [Key]) -> Self {
        Self { about, keys, others: None, one_of: &[], needs: &[], not_both: None, later: &[] }
    }

    /// The names of its keys.
    pub fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|key| key.name).filter(|name| !self.later.contains(name)).collect()
    }

    /// What holds where a key is absent.
    pub fn default<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.key(key).default.and_then(|default| default.parse().ok())
    }

    /// The key of a name.
    ///
    /// # Panics
    /// Where there is none: what reads a table reads the keys of its own section.
    pub fn key(&self, name: &str) -> &Key {
        let key = self.keys.iter().find(|key| key.name == name);
        key.unwrap_or_else(|| unreachable!("{name} is a key of the section"))
    }
}

impl Key {
    pub const fn new(name: &'static str, form: Form, about: &'static str) -> Self {
        Self { name, about, form, is_required: false, default: None, example: None, hint: None }
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

    /// Says what is shown in place of the example where it is missing: a line of the file, or more than a line.
    pub const fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// What to write where it is missing.
    pub fn line(&self) -> String {
        if let Some(hint) = self.hint {
            return hint.to_owned();
        }
        let value = self.example.or(self.default).unwrap_or("..");
        let or_never = if self.is_required && matches!(self.form, Form::HalfLife) { ", or \"never\"" } else { "" };
        format!("{} = {value}{or_never}", self.name)
    }
}

/// The names and meanings of words that each stand for a thing.
pub(in crate::scenario) const fn words<T: Copy, const N: usize>(
    all: &[(&'static str, &'static str, T); N],
) -> [(&'static str, &'static str); N] {
    let mut words = [("", ""); N];
    let mut at = 0;
    while at < N {
        words[at] = (all[at].0, all[at].1);
        at += 1;
    }
    words
}
