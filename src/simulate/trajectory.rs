//! The trajectory of a trial: what happened, when, and to whom.

/// Everything that happened in one trial, up to the horizon.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trajectory {
    /// What happened: in order of time within a circle of groups that can move each other.
    pub events: Vec<Event>,
    /// Those hired for the seats of others. Person `p` of an event is researcher `p` of the roster, or else newcomer
    /// `p - roster size` of this list.
    pub newcomers: Vec<Newcomer>,
    /// The organisations that pull or may come to: those of the model first, then those that the trial opened.
    pub spinouts: Vec<Spinout>,
}

/// Something that happened to somebody.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// When [years].
    pub time: f64,
    /// To whom: index of the researcher, or of the newcomer after all researchers.
    pub person: usize,
    /// What.
    pub kind: EventKind,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Decides to leave, where there is a notice; without one the exit says it all.
    Decision {
        /// Index of the channel.
        channel: usize,
        /// Where to.
        to: Destination,
    },
    /// Is gone.
    Exit {
        /// Index of the channel.
        channel: usize,
        /// Where to.
        to: Destination,
    },
    /// The spin-out of this index, which the person founded, opens.
    Opening(usize),
    /// Is back.
    Return,
    /// Begins: a newcomer in somebody's seat.
    Hire,
}

/// Where an exit leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To an organisation without a name.
    Unnamed,
    /// To the listed competitor of this index.
    Competitor(usize),
    /// To the spin-out of this index in [`Trajectory::spinouts`]: as a founder, or pulled.
    Spinout(usize),
}

/// An organisation that somebody founded, once it has opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Spinout {
    /// Where it comes from.
    pub origin: Origin,
    /// When it opens [years]; before the start too.
    pub opens: f64,
    /// How many it has hired of those who were here.
    pub hires: u32,
}

/// Where a spin-out comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The listed competitor of this index.
    Listed(usize),
    /// The history: index of the row of the first founder, whose destination is its name.
    History(usize),
    /// The exit of this person in the trial.
    Trial(usize),
}

/// Somebody hired for a seat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Newcomer {
    /// The first holder of the seat: a researcher of the roster.
    pub seat: usize,
    /// How many held it before, the first holder included.
    pub filling: u32,
    /// When hired [years].
    pub hired: f64,
}

impl Trajectory {
    /// How many exits there are, of anybody, repeated ones too.
    pub fn exits(&self) -> usize {
        self.events.iter().filter(|event| matches!(event.kind, EventKind::Exit { .. })).count()
    }

    /// The researcher of the roster whose seat somebody holds: the person, or the first holder of a newcomer's seat.
    pub fn seat(&self, person: usize, roster: usize) -> usize {
        person.checked_sub(roster).map_or(person, |newcomer| self.newcomers[newcomer].seat)
    }
}
