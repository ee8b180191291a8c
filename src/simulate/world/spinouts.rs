//! The spin-outs of a world: those that are there at the start or open on a known day.

use crate::hazard::kernel::Kernel;
use crate::hazard::spinout::{Founder, Origin, Spinout, SpinoutPull};
use crate::random::name_hash;
use crate::scenario::{Pull, Scenario};

use crate::simulate::world::World;

/// The channels that pull is part of, each once.
pub(in crate::simulate) fn pulled_channels(scenario: &Scenario) -> Vec<usize> {
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
    pub(in crate::simulate) fn spinout_pull(&self, pull: &Pull, channel: usize, pay_ratio: f64) -> SpinoutPull {
        let lane = self.pull_levels.iter().position(|&(pulled, _)| pulled == channel);
        SpinoutPull {
            per_year: pull.per_year.value(&self.parameters) * pay_ratio,
            fade: Kernel::new(pull.decay, &self.parameters).rate(),
            seats: pull.seats.unwrap_or(u32::MAX),
            across: pull.across.value(&self.parameters),
            channel,
            lane: self.channels() + lane.expect("every channel that pull is part of has a lane"),
        }
    }

    /// The spin-outs that are there at the start or open on a known day, and how many of us each listed competitor has taken before.
    pub(in crate::simulate) fn known_spinouts(&self) -> (Vec<Spinout>, Vec<u32>) {
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
                    pull: self.spinout_pull(pull, competitor.channel, self.competitors.pay_ratio(index)),
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
                        pull: self.spinout_pull(&numbers.pull, numbers.channel, 1.0),
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
    pub(in crate::simulate) fn has_founded(&self, past_exit: usize, spinout: &Spinout) -> bool {
        let (destination, founds) = self.led(past_exit);
        let is_first = spinout.origin == Origin::History(self.model.past_exits[past_exit].row);
        is_first || (founds && destination.is_some() && destination == self.name(spinout))
    }

    /// Whether an exit of the history at a time took a seat of a spin-out.
    pub(in crate::simulate) fn has_joined(&self, time: f64, past_exit: usize, spinout: &Spinout) -> bool {
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
