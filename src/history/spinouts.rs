//! The spin-outs of the past: when each opened, who founded it, and until when it pulled. How it pulls is [`crate::hazard::spinout`]'s.

use crate::parameter::Quantity;
use crate::scenario::{Pull, Spinouts};

use super::{Past, PastExit, last_seat};

/// An organisation that pulled.
#[derive(Clone, Debug, PartialEq)]
pub struct PastSpinout {
    /// Index of the listed competitor that it is; `None` where an exit opened it.
    pub listed: Option<usize>,
    /// The spells that ended with the exits that founded it, in order of time; none of a listed competitor.
    pub founders: Vec<usize>,
    /// The number of the destination, where it has a name.
    pub destination: Option<usize>,
    /// Index of the channel that its pull is part of.
    pub channel: usize,
    /// How it pulls.
    pub pull: Pull,
    /// Pulls from this time on \[years\].
    pub opens: f64,
    /// When it closes \[years\]; infinite for never.
    pub closes: f64,
    /// Pulls until this time \[years\]: when its last seat is taken, or it closes.
    pub until: f64,
    /// How many took a seat.
    pub hires: usize,
    /// When those were out who founded it.
    pub times_out: Vec<TimeOut>,
}

/// When one who left was out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeOut {
    /// The team left; `None` if nothing is asked of that team.
    pub team: Option<usize>,
    /// From this time on \[years\].
    pub from: f64,
    /// Until this time \[years\]; infinite for ever.
    pub until: f64,
}

impl PastSpinout {
    /// Whether it pulls at a time.
    fn is_open(&self, time: f64) -> bool {
        self.opens <= time && time < self.until
    }

    /// How it pulls a team at a time: whether a founder who is out shared the team; `None` where it does not pull it.
    pub fn tie(&self, team: usize, time: f64) -> Option<bool> {
        let is_tied = self.times_out.iter().any(|out| out.team == Some(team) && out.from <= time && time < out.until);
        (self.is_open(time) && (is_tied || self.pull.across != Quantity::Known(0.0))).then_some(is_tied)
    }

    /// Whether it ever pulls a team.
    pub fn reaches(&self, team: usize) -> bool {
        self.pull.across != Quantity::Known(0.0) || self.times_out.iter().any(|out| out.team == Some(team))
    }

    /// The times at which the pull on a team begins, ends or changes otherwise than by fading \[years\].
    pub fn turns(&self, team: usize) -> impl Iterator<Item = f64> + '_ {
        let times_out = self.times_out.iter().filter(move |out| out.team == Some(team));
        times_out.flat_map(|out| [out.from, out.until]).chain([self.opens, self.until]).filter(|time| time.is_finite())
    }
}

impl Past<'_> {
    /// The spin-outs: the listed competitors that pull, then what exits opened. Of several founding exits to one destination the first opens
    /// it, and later ones only add a founder; what a listed competitor is called, no exit opens.
    pub fn spinouts(&self, rules: Option<&Spinouts>) -> Vec<PastSpinout> {
        let mut spinouts = Vec::new();
        for (index, own) in self.competitors.iter().enumerate() {
            let Some(pull) = own.pull else { continue };
            let hires = self.hires_of(own);
            let founders = self.exits.iter().filter(|exit| own.founders.contains(&self.person(exit)));
            spinouts.push(PastSpinout {
                listed: Some(index),
                founders: Vec::new(),
                destination: Some(own.destination),
                channel: own.channel,
                pull,
                opens: own.opens,
                closes: own.closes,
                until: own.closes.min(last_seat(&hires, pull.seats)),
                hires: hires.len(),
                times_out: founders.map(|exit| self.time_out(exit, exit.team)).collect(),
            });
        }
        let Some(rules) = rules.filter(|rules| rules.open) else { return spinouts };
        let listed = spinouts.len();
        let is_listed = |exit: &PastExit| self.competitors.iter().any(|own| Some(own.destination) == exit.destination);
        for exit in self.exits.iter().filter(|exit| exit.founds && !is_listed(exit)) {
            let is_known = |known: &PastSpinout| known.destination.is_some() && known.destination == exit.destination;
            let place = spinouts[listed..].iter().position(is_known).map_or(spinouts.len(), |place| listed + place);
            if place == spinouts.len() {
                spinouts.push(self.opened_by(exit, rules));
            }
            spinouts[place].founders.push(exit.spell);
            let own = self.exits.iter().filter(|own| self.person(own) == self.person(exit) && own.time >= exit.time);
            spinouts[place].times_out.extend(own.map(|own| self.time_out(own, exit.team)));
        }
        spinouts
    }

    /// What an exit opens, without its founder yet.
    fn opened_by(&self, exit: &PastExit, rules: &Spinouts) -> PastSpinout {
        let opens = exit.time + rules.delay;
        let hires = exit.destination.map_or(Vec::new(), |destination| self.hires(destination, opens, &[]));
        PastSpinout {
            listed: None,
            founders: Vec::new(),
            destination: exit.destination,
            channel: rules.channel,
            pull: rules.pull,
            opens,
            closes: f64::INFINITY,
            until: last_seat(&hires, rules.pull.seats),
            hires: hires.len(),
            times_out: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PULL: Pull =
        Pull { per_year: Quantity::Known(1.0), decay: crate::scenario::Decay::Never, seats: Some(2), across: Quantity::Known(0.0) };
    const RULES: Spinouts = Spinouts { open: true, channel: 1, delay: 0.5, cofound: Quantity::Known(0.0), pull: PULL };

    fn exit(spell: usize, time: f64, founds: bool) -> PastExit {
        PastExit { spell, time, team: Some(spell % 2), destination: Some(7), founds }
    }

    #[test]
    fn the_first_founding_opens_it_and_its_last_seat_closes_it() {
        // Persons 0 and 1 found it, at 1 and at 3; person 2 goes there before it opens, persons 3 and 4 as it opens and later.
        let spells: Vec<(usize, f64)> = (0..5).map(|person| (person, 0.0)).collect();
        let exits = vec![exit(1, 3.0, true), exit(4, 4.0, false), exit(0, 1.0, true), exit(2, 1.2, false), exit(3, 1.5 - 1e-12, false)];
        let spinouts = Past::new(exits, &spells, &[]).spinouts(Some(&RULES));
        let [own] = &spinouts[..] else { panic!("{spinouts:?}") };
        assert_eq!((own.opens, own.until, own.hires, &own.founders[..]), (1.5, 4.0, 2, &[0, 1][..]));
        assert_eq!([1.4, 1.6, 4.0].map(|time| own.tie(0, time)), [None, Some(true), None]);
        assert_eq!([2.9, 3.1].map(|time| own.tie(1, time)), [None, Some(true)]);
        assert_eq!(own.turns(1).collect::<Vec<_>>(), [3.0, 1.5, 4.0]);
    }

    #[test]
    fn a_founder_ties_while_out_after_any_own_exit() {
        // Person 0 founds at 1, comes back at 2, leaves otherwise at 3.
        let spells = [(0, 0.0), (1, 0.0), (0, 2.0)];
        let later = PastExit { destination: None, ..exit(2, 3.0, false) };
        let spinouts = Past::new(vec![later, exit(0, 1.0, true)], &spells, &[]).spinouts(Some(&RULES));
        assert_eq!([1.6, 2.5, 3.5].map(|time| spinouts[0].tie(0, time)), [Some(true), None, Some(true)]);
    }
}
