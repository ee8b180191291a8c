//! The spin-outs of a world: those that are there at the start or open on a known day.

use crate::hazard::kernel::Kernel;
use crate::hazard::spinout::{Founder, Origin, Spinout, SpinoutPull};
use crate::history::{Past, PastExit, PastSpinout};
use crate::random::name_hash;
use crate::scenario::{Pull, Scenario};

use crate::simulate::model;
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

    /// Lets the spin-outs of the past be there at the start, and the listed competitors be as full as they are.
    pub(in crate::simulate) fn meet_spinouts(&mut self) {
        let past = self.past_before_start();
        let known = past.spinouts(self.model.scenario.spinouts.as_ref());
        let hires = self.model.listed.iter().map(|competitor| past.hires_of(competitor).len() as u32).collect();
        let spinouts: Vec<Spinout> = known.iter().map(|spinout| self.spinout(spinout)).collect();
        let past_pulls = self.pulls_before_start(&past, known, &spinouts);
        (self.spinouts, self.hires, self.past_pulls) = (spinouts, hires, past_pulls);
    }

    /// The history's exits before the start.
    fn past_before_start(&self) -> Past<'_> {
        let exit = |&(time, index): &(f64, usize)| {
            let past = &self.model.past_exits[index];
            PastExit { spell: past.row, time, team: past.team, destination: past.destination, founds: past.founds }
        };
        Past::new(self.past.iter().map(exit).collect(), &self.model.spells, &self.model.listed)
    }

    /// A spin-out of the past as it is at the start.
    fn spinout(&self, past: &PastSpinout) -> Spinout {
        let (model, scenario) = (self.model, self.model.scenario);
        let exit = |&row: &usize| model.past_exits.iter().find(|exit| exit.row == row);
        let exits: Vec<&model::PastExit> = past.founders.iter().filter_map(exit).collect();
        let (origin, key, pay_ratio, founders) = if let Some(listed) = past.listed {
            let founders = model.founders[listed].iter().map(|&(_, team)| Founder { team, person: None }).collect();
            (Origin::Listed(listed), name_hash(&scenario.competitors[listed].name), self.competitors.pay_ratio(listed), founders)
        } else {
            let first = exits[0];
            let name = scenario.history.as_ref().and_then(|history| history.rows[first.row].destination.as_deref());
            (Origin::History(first.row), name.map_or(first.name, name_hash), 1.0, exits.iter().map(|exit| exit.founder()).collect())
        };
        let pull = self.spinout_pull(&past.pull, past.channel, pay_ratio);
        Spinout { origin, key, opens: past.opens, closes: past.closes, founders, pull, hires: past.hires as u32 }
    }
}
