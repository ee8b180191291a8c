//! The spin-outs of a study: when each opened, who founded it, and until when it pulled.
//!
//! The pull on somebody who is at risk is a hazard of its own,
//!
//! ```text
//! per_year * tie * 2^(-(t - opening) / half_life) * exp(eta)
//! ```
//!
//! as in a simulation: the tie is 1 for those who share a team with a founder who is out, `across` for the others; heat does not act on
//! it, what else makes up the hazard of its channel does.

use crate::parameter::Quantity;
use crate::scenario::{Kind, Pull};

use super::super::hazards::Hazards;
use super::super::survival_data::{Ending, MOMENT, SurvivalData};

/// An organisation that pulls.
#[derive(Clone, Debug, PartialEq)]
pub struct Spinout {
    /// The number of the destination, where it has a name.
    pub destination: Option<usize>,
    /// Index of the channel that its pull is part of.
    pub channel: usize,
    /// How it pulls.
    pub pull: Pull,
    /// Pulls after this time [years].
    pub opens: f64,
    /// Pulls until this time [years], included: when its last seat is taken, or it closes.
    pub until: f64,
    founders: Vec<Absence>,
}

/// A founder, while out.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Absence {
    team: usize,
    from: f64,
    until: f64,
}

impl Spinout {
    /// The spin-outs of a study whose exits happened at given moments.
    pub fn of(study: &SurvivalData, hazards: &Hazards, exits: &[Ending]) -> Vec<Self> {
        let mut spinouts = Vec::new();
        for competitor in &hazards.competitors {
            if let Some(pull) = competitor.pull {
                let is_founder = |person: usize| competitor.founders.contains(&person);
                let founders = (0..exits.len()).filter(|&index| is_founder(study.spells[index].person));
                let founders = founders.filter(|&index| matches!(exits[index], Ending::Exit(..)));
                let has_no_seat = |index: usize| founds(hazards, exits[index]) || is_founder(study.spells[index].person);
                let hires = hires(study, exits, competitor.destination, competitor.opens, has_no_seat);
                spinouts.push(Self {
                    destination: Some(competitor.destination),
                    channel: competitor.channel,
                    pull,
                    opens: competitor.opens,
                    until: competitor.closes.min(last_seat(&hires, pull.seats)),
                    founders: founders.map(|index| Absence::of(study, exits, index)).collect(),
                });
            }
        }
        let Some(numbers) = hazards.spinouts.filter(|spinouts| spinouts.open) else { return spinouts };
        let is_listed = |index: usize| hazards.competitors.iter().any(|own| Some(own.destination) == study.spells[index].destination);
        let mut foundings: Vec<usize> = (0..exits.len()).filter(|&index| founds(hazards, exits[index]) && !is_listed(index)).collect();
        foundings.sort_by(|&a, &b| exits[a].when().earliest().total_cmp(&exits[b].when().earliest()));
        let listed = spinouts.len();
        for index in foundings {
            let destination = study.spells[index].destination;
            let absence = Absence::of(study, exits, index);
            if let Some(known) = spinouts[listed..].iter_mut().find(|known| known.destination.is_some() && known.destination == destination)
            {
                known.founders.push(absence);
                continue;
            }
            let opens = absence.from + numbers.delay;
            let is_founder = |index: usize| founds(hazards, exits[index]);
            let hires = destination.map_or(Vec::new(), |destination| hires(study, exits, destination, opens, is_founder));
            spinouts.push(Self {
                destination,
                channel: numbers.channel,
                pull: numbers.pull,
                opens,
                until: last_seat(&hires, numbers.pull.seats),
                founders: vec![absence],
            });
        }
        spinouts.retain(|spinout| spinout.pull.per_year != Quantity::Known(0.0));
        spinouts
    }

    /// Whether it pulls at a time.
    fn is_open(&self, time: f64) -> bool {
        self.opens < time && time <= self.until
    }

    /// How it pulls a team at a time: whether a founder who is out shared the team; `None` where it does not pull it.
    pub fn tie(&self, team: usize, time: f64) -> Option<bool> {
        let is_tied = self.founders.iter().any(|founder| founder.team == team && founder.from < time && time <= founder.until);
        (self.is_open(time) && (is_tied || self.pull.across != Quantity::Known(0.0))).then_some(is_tied)
    }

    /// The times at which the pull on a team begins, ends or changes.
    pub fn turns(&self, team: usize) -> impl Iterator<Item = f64> + '_ {
        let founders = self.founders.iter().filter(move |founder| founder.team == team);
        founders.flat_map(|founder| [founder.from, founder.until]).chain([self.opens, self.until]).filter(|time| time.is_finite())
    }

    /// Whether it ever pulls a team.
    pub fn reaches(&self, team: usize) -> bool {
        self.pull.across != Quantity::Known(0.0) || self.founders.iter().any(|founder| founder.team == team)
    }
}

impl Absence {
    fn of(study: &SurvivalData, exits: &[Ending], index: usize) -> Self {
        let spell = &study.spells[index];
        let from = exits[index].when().earliest();
        let others = study.spells.iter().enumerate().filter(|&(other, later)| other != index && later.person == spell.person);
        let entries = others.map(|(_, later)| later.entry).filter(|&entry| entry >= from - MOMENT);
        Self { team: spell.team, from, until: entries.fold(f64::INFINITY, f64::min) }
    }
}

/// Whether an ending is an exit through a channel that founds.
pub fn founds(hazards: &Hazards, ending: Ending) -> bool {
    matches!(ending, Ending::Exit(_, Some(channel)) if hazards.channels[channel].kind == Kind::Found)
}

/// Whether exits act on anybody but by contagion: as foundings, or by the seats they take. Their dates matter then.
pub fn act(study: &SurvivalData, hazards: &Hazards) -> bool {
    let pulls = |pull: &Pull| pull.per_year != Quantity::Known(0.0);
    let follows = hazards.spinouts.is_some_and(|own| own.cofound != Quantity::Known(0.0) || own.open && pulls(&own.pull));
    let founded = follows && study.spells.iter().any(|spell| founds(hazards, spell.ending));
    founded || hazards.competitors.iter().any(|own| own.seats.is_some() || own.pull.as_ref().is_some_and(pulls))
}

/// When a destination took somebody from a time on, its founders not counted; in order.
pub fn hires(study: &SurvivalData, exits: &[Ending], destination: usize, from: f64, is_founder: impl Fn(usize) -> bool) -> Vec<f64> {
    let is_hire = |&index: &usize| {
        let is_exit = matches!(exits[index], Ending::Exit(..));
        is_exit && study.spells[index].destination == Some(destination) && !is_founder(index)
    };
    let times = (0..exits.len()).filter(is_hire).map(|index| exits[index].when().earliest());
    let mut hires: Vec<f64> = times.filter(|&time| time >= from - MOMENT).collect();
    hires.sort_by(f64::total_cmp);
    hires
}

/// When the last of some seats is taken.
pub fn last_seat(hires: &[f64], seats: Option<u32>) -> f64 {
    match seats {
        None => f64::INFINITY,
        Some(0) => f64::NEG_INFINITY,
        Some(seats) => hires.get(seats as usize - 1).copied().unwrap_or(f64::INFINITY),
    }
}
