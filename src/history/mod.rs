//! The past: who left when and where to, who founded what, whose seats were taken, and whom spin-outs pulled.
//!
//! Facts alone, in years on the scenario's clock, for all that is made of them: what a world has at its start, the hazard that those went
//! through who stayed, and the likelihood. Coarse dates have been settled before. The table of a history is [`crate::people::history`].

mod competitor;
mod names;
mod spinouts;

pub use competitor::{Competitor, competitors};
pub use names::Numbers;
pub use spinouts::{PastSpinout, TimeOut};

use crate::calendar::MOMENT;
use crate::scenario::{Channel, Kind};

/// An exit of the past.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PastExit {
    /// Index of the spell that it ended.
    pub spell: usize,
    /// When \[years\].
    pub time: f64,
    /// The team left; `None` if nothing is asked of that team.
    pub team: Option<usize>,
    /// Number of the organisation that it led to, if known.
    pub destination: Option<usize>,
    /// Whether it was to found something.
    pub founds: bool,
}

/// The exits of the past, with all spells and the listed competitors.
#[derive(Clone, Debug)]
pub struct Past<'a> {
    /// In order of time.
    exits: Vec<PastExit>,
    /// Of each spell the number of the person, and when it began \[years\].
    spells: &'a [(usize, f64)],
    competitors: &'a [Competitor],
}

impl<'a> Past<'a> {
    /// The past of some exits, in any order.
    pub fn new(mut exits: Vec<PastExit>, spells: &'a [(usize, f64)], competitors: &'a [Competitor]) -> Self {
        exits.sort_by(|a, b| a.time.total_cmp(&b.time));
        Self { exits, spells, competitors }
    }

    /// Whether the past has an exit of a person.
    pub fn has_left(&self, person: usize) -> bool {
        self.exits.iter().any(|exit| self.person(exit) == person)
    }

    fn person(&self, exit: &PastExit) -> usize {
        self.spells[exit.spell].0
    }

    /// When one who left was out: until the next spell of the person, where there is one.
    fn time_out(&self, exit: &PastExit, team: Option<usize>) -> TimeOut {
        let later = self.spells.iter().enumerate().filter(|&(spell, &(person, _))| spell != exit.spell && person == self.person(exit));
        let entries = later.map(|(_, &(_, entry))| entry).filter(|&entry| entry >= exit.time - MOMENT);
        TimeOut { team, from: exit.time, until: entries.fold(f64::INFINITY, f64::min) }
    }

    /// When an organisation took seats \[years\], in order. Those who founded it or went there to found take none, and whoever went there before
    /// it opened has none.
    fn hires(&self, destination: usize, opens: f64, founders: &[usize]) -> Vec<f64> {
        let takes_seat = |exit: &&PastExit| {
            exit.destination == Some(destination) && exit.time >= opens - MOMENT && !exit.founds && !founders.contains(&self.person(exit))
        };
        self.exits.iter().filter(takes_seat).map(|exit| exit.time).collect()
    }

    /// The same of a listed competitor.
    pub fn hires_of(&self, competitor: &Competitor) -> Vec<f64> {
        self.hires(competitor.destination, competitor.opens, &competitor.founders)
    }
}

/// When the last of some seats is taken \[years\]; infinite for never.
pub fn last_seat(hires: &[f64], seats: Option<u32>) -> f64 {
    match seats {
        None => f64::INFINITY,
        Some(0) => f64::NEG_INFINITY,
        Some(seats) => hires.get(seats as usize - 1).copied().unwrap_or(f64::INFINITY),
    }
}

/// Whether an exit through a channel, where that is known, founds something.
pub fn founds(channels: &[Channel], channel: Option<usize>) -> bool {
    channel.is_some_and(|channel| channels[channel].kind == Kind::Found)
}
