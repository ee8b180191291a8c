//! Spin-outs: who founded them, when they open, how they pull.
//!
//! The pull of an open spin-out on researcher `i` is a risk of its own,
//!
//! ```text
//! per_year * tie * 2^(-(t - opening) / half_life) * exp(eta_i)     exits a year
//! ```
//!
//! (times acceptance, with its limit of 1, where the channel gives offers), with `eta` that of the channel that pull is part of. The tie
//! is 1 for those who share a team with one of the founders who is out, `across` for the others; several founders do not add up. Once its
//! seats are taken, or it has closed, it pulls no more.

use crate::math;
use crate::random::name_hash;
use crate::scenario::{Decay, Pull, Scenario};

use super::ties::decay_rate;
use super::trajectory::Destination;
use super::world::World;

/// An organisation that somebody founded and that pulls others.
#[derive(Clone, Debug, PartialEq)]
pub struct Spinout {
    /// Where it comes from.
    pub origin: Origin,
    /// Key of its luck.
    pub key: u64,
    /// When it opens [years]; before the start too.
    pub opens: f64,
    /// When it closes, and pulls no more [years]; infinite where it never does.
    pub closes: f64,
    /// Who founded it.
    pub founders: Vec<Founder>,
    /// How it pulls.
    pub force: Force,
    /// How many it has hired of those who were here, founders not counted.
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

/// One who founded a spin-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Founder {
    /// The team left, if the roster has it.
    pub team: Option<usize>,
    /// The person in the trial, for one who may come back.
    pub person: Option<usize>,
}

/// How a spin-out pulls, in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Force {
    /// Exits (or offers) a person-year at the opening and a tie of 1.
    pub per_year: f64,
    /// How fast that fades [a year].
    pub fade: f64,
    /// Hires that end it.
    pub seats: u32,
    /// The tie of those who shared no team with a founder.
    pub across: f64,
    /// The channel that it is part of.
    pub channel: usize,
    /// The lane of that channel's levels of pull: see [`World::lanes`].
    pub lane: usize,
}

impl Spinout {
    /// The tie of a team; `is_out` says whether a person of the trial is gone.
    pub fn tie(&self, team: usize, is_out: impl Fn(usize) -> bool) -> f64 {
        let holds = |founder: &Founder| founder.team == Some(team) && founder.person.is_none_or(&is_out);
        if self.founders.iter().any(holds) { 1.0 } else { self.force.across }
    }

    /// Whether an exit to a place leads to this spin-out, which has this index: by its pull, or by the channel where it is listed there.
    pub fn hires_by(&self, index: usize, to: Destination) -> bool {
        match to {
            Destination::Competitor(competitor) => self.origin == Origin::Listed(competitor),
            Destination::Spinout(spinout) => spinout == index,
            Destination::Founded(_) | Destination::Unnamed => false,
        }
    }

    /// Whether it is open at a time.
    pub fn is_open(&self, time: f64) -> bool {
        self.opens <= time && time < self.closes
    }

    /// Exits (or offers) a person-year at a time and a level of 1; 0 while it is not open and once all seats are taken.
    pub fn rate(&self, time: f64, tie: f64) -> f64 {
        if self.hires >= self.force.seats {
            return 0.0;
        }
        self.force.per_year * tie * self.fading(time)
    }

    /// How far the pull has faded by a time: 1 at the opening; 0 before, and once it has closed.
    pub fn fading(&self, time: f64) -> f64 {
        if self.is_open(time) { math::exp(-self.force.fade * (time - self.opens)) } else { 0.0 }
    }
}

/// The channels that pull is part of, each once.
pub(super) fn pulled_channels(scenario: &Scenario) -> Vec<usize> {
    let own = scenario.spinouts.as_ref().map(|spinouts| spinouts.channel);
    let listed = scenario.competitors.iter().filter(|competitor| competitor.pull.is_some()).map(|competitor| competitor.channel);
    let mut channels = Vec::new();
    for channel in own.into_iter().chain(listed) {
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    channels
}

impl World<'_> {
    /// The numbers of a pull that is part of a channel, with what it offers beside what the channel does, as a hazard ratio.
    pub(super) fn force(&self, pull: &Pull, channel: usize, pay_ratio: f64) -> Force {
        let fade = match pull.decay {
            Decay::HalfLife(half_life) => decay_rate(half_life.value(&self.parameters)),
            Decay::Never | Decay::Window(_) => 0.0,
        };
        let lane = self.pull_levels.iter().position(|&(pulled, _)| pulled == channel);
        Force {
            per_year: pull.per_year.value(&self.parameters) * pay_ratio,
            fade,
            seats: pull.seats.unwrap_or(u32::MAX),
            across: pull.across.value(&self.parameters),
            channel,
            lane: self.channels() + lane.expect("every channel that pull is part of has a lane"),
        }
    }

    /// The spin-outs that are there at the start or open on a known day, and how many of us each listed competitor has taken before.
    pub(super) fn known_spinouts(&self) -> (Vec<Spinout>, Vec<u32>) {
        let scenario = self.model.scenario;
        let mut spinouts = Vec::new();
        for (index, competitor) in scenario.competitors.iter().enumerate() {
            if let (Some(pull), Some(opened)) = (&competitor.pull, competitor.opened) {
                let founders = self.model.founders[index].iter().map(|&team| Founder { team, person: None }).collect();
                spinouts.push(Spinout {
                    origin: Origin::Listed(index),
                    key: name_hash(&competitor.name),
                    opens: scenario.clock.years(opened),
                    closes: competitor.closed.map_or(f64::INFINITY, |date| scenario.clock.years(date)),
                    founders,
                    force: self.force(pull, competitor.channel, self.competitors.pay_ratio(index)),
                    hires: 0,
                });
            }
        }
        let mut hires = vec![0; scenario.competitors.len()];
        let mut known: Vec<Option<&str>> = vec![None; spinouts.len()];
        for &(time, index) in &self.past {
            let past = &self.model.past_exits[index];
            let (destination, founds) = self.led(index);
            if let Some(listed) = scenario.competitors.iter().position(|competitor| Some(competitor.name.as_str()) == destination) {
                let opened = scenario.competitors[listed].opened.map_or(f64::NEG_INFINITY, |date| scenario.clock.years(date));
                hires[listed] += u32::from(self.takes_seat(time, index, Some(listed), opened));
                continue;
            }
            let place = known.iter().position(|&name| name.is_some() && name == destination);
            match (place, &scenario.spinouts) {
                (Some(place), _) if founds => spinouts[place].founders.push(past.founder()),
                (Some(place), _) => spinouts[place].hires += u32::from(self.takes_seat(time, index, None, spinouts[place].opens)),
                (None, Some(numbers)) if founds && numbers.open => {
                    known.push(destination);
                    spinouts.push(Spinout {
                        origin: Origin::History(past.row),
                        key: destination.map_or(past.name, name_hash),
                        opens: time + numbers.delay,
                        closes: f64::INFINITY,
                        founders: vec![past.founder()],
                        force: self.force(&numbers.pull, numbers.channel, 1.0),
                        hires: 0,
                    });
                }
                _ => {}
            }
        }
        for spinout in &mut spinouts {
            if let Origin::Listed(listed) = spinout.origin {
                spinout.hires = hires[listed];
            }
        }
        (spinouts, hires)
    }

    /// Where an exit of the history led, and whether it was to found something.
    fn led(&self, past_exit: usize) -> (Option<&str>, bool) {
        let exit = &self.model.past_exits[past_exit];
        let row = self.model.scenario.history.as_ref().map(|history| &history.rows[exit.row]);
        (row.and_then(|row| row.destination.as_deref()), self.model.founds(exit))
    }

    /// The name that the history can give a spin-out, if any.
    fn name(&self, spinout: &Spinout) -> Option<&str> {
        let scenario = self.model.scenario;
        match spinout.origin {
            Origin::Listed(listed) => Some(&scenario.competitors[listed].name),
            Origin::History(row) => scenario.history.as_ref().and_then(|history| history.rows[row].destination.as_deref()),
            Origin::Trial(_) => None,
        }
    }

    /// Whether an exit of the history founded a spin-out of the history.
    pub(super) fn has_founded(&self, past_exit: usize, spinout: &Spinout) -> bool {
        let (destination, founds) = self.led(past_exit);
        let is_first = spinout.origin == Origin::History(self.model.past_exits[past_exit].row);
        is_first || (founds && destination.is_some() && destination == self.name(spinout))
    }

    /// Whether an exit of the history at a time took a seat of a spin-out.
    pub(super) fn has_joined(&self, time: f64, past_exit: usize, spinout: &Spinout) -> bool {
        let (destination, _) = self.led(past_exit);
        let listed = if let Origin::Listed(listed) = spinout.origin { Some(listed) } else { None };
        destination.is_some() && destination == self.name(spinout) && self.takes_seat(time, past_exit, listed, spinout.opens)
    }

    /// Whether an exit of the history at a time took a seat of the organisation to which it led, a listed competitor or not, that opened
    /// at a time: founders take none, and whoever went there before has none.
    fn takes_seat(&self, time: f64, past_exit: usize, listed: Option<usize>, opens: f64) -> bool {
        let scenario = self.model.scenario;
        let (_, founds) = self.led(past_exit);
        let id = scenario.history.as_ref().map(|history| &history.rows[self.model.past_exits[past_exit].row].id);
        let is_founder = id.zip(listed).is_some_and(|(id, listed)| scenario.competitors[listed].founders.contains(id));
        time >= opens && !founds && !is_founder
    }
}
