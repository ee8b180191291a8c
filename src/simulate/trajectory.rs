//! The trajectory of a trial: what happened, when, and to whom.

use crate::hazard::spinout::Destination;
use crate::hazard::spinout::{Origin, Spinout};
use crate::simulate::risk::Risk;

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
    /// What policies did at moments that were not known beforehand, in order of time within a circle.
    pub policy_events: Vec<PolicyEvent>,
    /// When the grants among them vest.
    pub given_late: Vec<GivenLate>,
}

/// Something that a policy did in a trial, at a moment that was not known beforehand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PolicyEvent {
    /// When \[years\].
    pub time: f64,
    /// Which policy, as an index into [`Model::policies`](crate::simulate::Model::policies).
    pub policy: usize,
    /// What.
    pub kind: PolicyEventKind,
}

/// The kinds of [`PolicyEvent`]. Persons are those of events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PolicyEventKind {
    /// It begins, where it waits: in this team, or for its whole target.
    Begin(Option<usize>),
    /// Somebody gets its raise or grant, where it waits.
    Award(usize),
    /// Its budget is spent for now: what costs by the person-year pauses.
    Pause,
    /// The next year's budget is there.
    Resume,
    /// For the first time in the trial its budget could not pay for something, which was not done.
    Short,
    /// An exit that was about to happen was met.
    CounterOffer {
        /// Whose.
        person: usize,
        /// By which risk.
        risk: Risk,
        /// In which spell.
        spell: u16,
        /// Whether the person stays.
        keeps: bool,
    },
    /// A founder is paid to wait.
    GardenLeave(usize),
    /// A seat is looked after on its terms: that of this person.
    Refill(usize),
    /// Somebody came back who had left under it.
    Return(usize),
}

/// When a grant that is given at some time vests.
#[derive(Clone, Debug, PartialEq)]
pub struct Dates {
    /// The dates \[years\], the cliff first.
    pub vests: Vec<f64>,
    /// When the spike after each ends \[years\]; empty where nothing spikes.
    pub ends: Vec<f64>,
}

/// When the grants of a policy vest that were given at a moment that was not known beforehand.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenLate {
    /// The policy, as an index into [`Model::policies`](crate::simulate::Model::policies).
    pub policy: usize,
    /// When they were given \[years\].
    pub given: f64,
    /// When they vest.
    pub dates: Dates,
}

/// Something that happened to somebody.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// When \[years\].
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

/// Somebody hired for a seat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Newcomer {
    /// The first holder of the seat: a researcher of the roster.
    pub seat: usize,
    /// How many held it before, the first holder included.
    pub filling: u32,
    /// When hired \[years\].
    pub hired: f64,
}

impl Event {
    /// The channel of an exit, and where it leads; `None` for all other events.
    pub fn exit(&self) -> Option<(usize, Destination)> {
        if let EventKind::Exit { channel, to } = self.kind { Some((channel, to)) } else { None }
    }
}

impl Trajectory {
    /// How many more of those there at the start have left by a time than have come back; `joins` says when each researcher joins.
    pub fn net_exits(&self, joins: &[f64], until: f64) -> i64 {
        let of_opening = self.events.iter().filter(|event| event.time <= until && joins.get(event.person) == Some(&0.0));
        let change = |kind: &EventKind| match kind {
            EventKind::Exit { .. } => 1,
            EventKind::Return => -1,
            _ => 0,
        };
        of_opening.map(|event| change(&event.kind)).sum()
    }

    /// The exits: time \[years\], person, channel.
    pub fn exits(&self) -> impl Iterator<Item = (f64, usize, usize)> + '_ {
        self.events.iter().filter_map(|event| event.exit().map(|(channel, _)| (event.time, event.person, channel)))
    }

    /// Whether somebody who was there at a time has stayed without a break until another.
    pub fn has_stayed(&self, person: usize, from: f64, to: f64) -> bool {
        !self.events.iter().any(|event| event.person == person && event.exit().is_some() && from <= event.time && event.time < to)
    }

    /// How many exits there were up to a time \[years\].
    pub fn exits_until(&self, time: f64) -> usize {
        self.exits().filter(|&(exit, ..)| exit <= time).count()
    }

    /// The researcher of the roster whose seat somebody holds: the person, or the first holder of a newcomer's seat.
    pub fn seat(&self, person: usize, roster: usize) -> usize {
        self.newcomer(person, roster).map_or(person, |newcomer| newcomer.seat)
    }

    /// Whether a person of the trial is gone at a time.
    pub fn is_out(&self, person: usize, time: f64) -> bool {
        let past = self.events.iter().filter(|event| event.person == person && event.time < time);
        past.rev()
            .find_map(|event| match event.kind {
                EventKind::Exit { .. } => Some(true),
                EventKind::Return | EventKind::Hire => Some(false),
                EventKind::Decision { .. } | EventKind::Opening(_) => None,
            })
            .unwrap_or(false)
    }

    /// How many a spin-out has hired in the trial before a time, founders not counted.
    pub fn hires_of(&self, spinout: usize, time: f64) -> u32 {
        let past = self.events.iter().filter(|event| event.time < time);
        past.filter(|event| event.exit().is_some_and(|(_, to)| self.spinouts[spinout].hires_by(spinout, to))).count() as u32
    }

    /// The listed competitor that an exit leads to, by its share of a channel or by its pull.
    pub fn listed(&self, to: Destination) -> Option<usize> {
        match to {
            Destination::Competitor(competitor) => Some(competitor),
            Destination::Spinout(index) => match self.spinouts[index].origin {
                Origin::Listed(competitor) => Some(competitor),
                Origin::History(_) | Origin::Trial(_) => None,
            },
            Destination::Founded(_) | Destination::Unnamed => None,
        }
    }

    /// The newcomer, where a person is one.
    pub fn newcomer(&self, person: usize, roster: usize) -> Option<&Newcomer> {
        person.checked_sub(roster).map(|index| &self.newcomers[index])
    }
}
