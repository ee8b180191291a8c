//! A study: who was at risk when, and how it ended, in years on any clock.
//!
//! People are at risk on `(entry, end]`: an event at a moment comes before any change at that moment. Two exits at one moment do not move
//! each other; those who left observation otherwise move nobody; exits before a colleague's entry move the colleague from then on.

pub use crate::calendar::MOMENT;
use crate::calendar::{Clock, Date};

/// Spells under observation.
#[derive(Clone, Debug, PartialEq)]
pub struct SurvivalData {
    /// The spells, in any order.
    pub spells: Vec<Spell>,
    /// The clock on which dates of hire become times.
    pub clock: Clock,
    /// Whom the exit of a spell moves where ties are listed: index of the one who leaves, of the one who is moved, weight.
    pub ties: Vec<(usize, usize, f64)>,
}

/// One stretch of observation of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Spell {
    /// Number of the person: spells of one person share their frailty, and do not move each other.
    pub person: usize,
    /// Number of the team.
    pub team: usize,
    /// Numbers of the teams led.
    pub leads: Vec<usize>,
    /// At risk after this time \[years\].
    pub entry: f64,
    /// When and how that ended.
    pub ending: Ending,
    /// When tenure began.
    pub hired: Hired,
    /// Values of the covariates, by the indices that channels use.
    pub covariates: Vec<f64>,
    /// Number of the organisation that an exit led to, if known.
    pub destination: Option<usize>,
}

/// How a stretch of observation ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// Still there, or lost from sight.
    Censored(When),
    /// An exit through the channel of this index, or an unknown one.
    Exit(When, Option<usize>),
}

/// A moment, or the interval in which it lies \[years\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// The moment.
    At(f64),
    /// After the first and not after the second.
    Within(f64, f64),
}

/// When tenure began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hired {
    /// At this time \[years\]; bands of tenure are plain lengths.
    At(f64),
    /// On a date; bands of tenure end on anniversaries.
    On(Date),
    /// Some day from a date on, one of so many, each as likely as the others.
    Among(Date, u32),
    /// Not known.
    Unknown,
}

impl When {
    /// The first moment that it can be.
    pub fn earliest(self) -> f64 {
        match self {
            Self::At(time) | Self::Within(time, _) => time,
        }
    }

    /// The last moment that it can be.
    pub fn latest(self) -> f64 {
        match self {
            Self::At(time) | Self::Within(_, time) => time,
        }
    }
}

impl Ending {
    /// The same so much earlier \[years\].
    pub fn earlier(self, by: f64) -> Self {
        let earlier = |when: When| match when {
            When::At(time) => When::At(time - by),
            When::Within(from, to) => When::Within(from - by, to - by),
        };
        match self {
            Self::Censored(when) => Self::Censored(earlier(when)),
            Self::Exit(when, channel) => Self::Exit(earlier(when), channel),
        }
    }

    /// When.
    pub fn when(self) -> When {
        match self {
            Self::Censored(when) | Self::Exit(when, _) => when,
        }
    }
}

impl Spell {
    /// A spell of a person of team 0 with an unknown date of hire and without covariates.
    pub fn new(person: usize, entry: f64, ending: Ending) -> Self {
        Self { person, team: 0, leads: Vec::new(), entry, ending, hired: Hired::Unknown, covariates: Vec::new(), destination: None }
    }

    /// The same of an exit to an organisation.
    pub fn to(self, destination: usize) -> Self {
        Self { destination: Some(destination), ..self }
    }

    /// When the person left, if through an exit.
    pub fn exit(&self) -> Option<When> {
        match self.ending {
            Ending::Exit(when, _) => Some(when),
            Ending::Censored(_) => None,
        }
    }
}

impl SurvivalData {
    /// A study of spells whose dates of hire are times, and of ties by teams.
    pub fn new(spells: Vec<Spell>) -> Self {
        Self { spells, clock: Clock::new(Date::constant(2000, 1, 1)), ties: Vec::new() }
    }

    /// Beginning and end of all observation \[years\].
    pub fn span(&self) -> (f64, f64) {
        let first = self.spells.iter().map(|spell| spell.entry).fold(f64::INFINITY, f64::min);
        let last = self.spells.iter().map(|spell| spell.ending.when().latest()).fold(f64::NEG_INFINITY, f64::max);
        (first, last)
    }
}
