//! The ways to leave, and what changes a person's hazard at known times.

/// A way to leave: what a patience belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Risk {
    /// The channel of this index.
    Channel(usize),
    /// The pull of the spin-out of this index in the trial.
    Pull(usize),
}

/// Whose patience is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// To leave through the channel of this index.
    Channel(usize),
    /// To follow the pull of the spin-out with this key.
    Pull(u64),
}

/// A change of one person's own hazard at a known time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// When \[years\].
    pub time: f64,
    /// Who.
    pub person: usize,
    /// What happens.
    pub kind: ChangeKind,
}

/// The kinds of [`Change`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ChangeKind {
    /// Somebody hired after the start joins.
    Join,
    /// The level in a lane becomes this.
    Level(usize, f64),
    /// The person's own multiple of a channel's offers becomes this.
    Offers(usize, f64),
    /// The factors of a class become those of its step of this index: one change for all of the class who follow it.
    Step {
        /// The class.
        class: usize,
        /// The step, not the first.
        step: usize,
    },
}

/// Somebody's patience ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Departure {
    /// When \[years\].
    pub time: f64,
    /// Index of the researcher, or of the newcomer after all researchers.
    pub person: usize,
    /// By which risk.
    pub risk: Risk,
}
