//! The log of a trial: what happened, in order of time, with the hazard at each decision to leave.

use std::cmp::Ordering;

use crate::scenario::Kind;

use crate::hazard::spinout::Origin;
use crate::simulate::Destination;
use crate::simulate::declined_offers;
use crate::simulate::replay::Replay;
use crate::simulate::risk::Risk;
use crate::simulate::trajectory::{Event, EventKind, PolicyEvent, PolicyEventKind, Trajectory};
use crate::simulate::world::World;
use crate::simulate::world::hazard_terms::{channel_of, risk_of};

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// When \[years\].
    pub time: f64,
    /// To whom: index of the researcher, or of the newcomer after all researchers; nobody where it is an event of the world.
    pub person: Option<usize>,
    /// What.
    pub what: What,
    /// By which risk somebody decided to leave, or declined to, and the hazard by it at that moment [exits a person-year]. Nothing where
    /// no hazard decided: a co-founder follows at once, who is under notice has decided before, and a known last day is no decision here.
    pub by: Option<(Risk, f64)>,
    /// Whether it is part of an exit on a day that is known from the start on.
    pub is_known: bool,
}

/// What can be in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An offer came and was declined.
    Declined {
        /// Index of the channel.
        channel: usize,
        /// Whose it was.
        to: Destination,
    },
    /// Decides to leave, where there is a notice.
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
    /// The spin-out of this index opens.
    Founding(usize),
    /// Is back.
    Return,
    /// Begins as a newcomer.
    Hire,
    /// The scenario's shock of this index.
    Shock(usize),
    /// Was about to leave, and is kept by a policy.
    Kept {
        /// Index of the channel.
        channel: usize,
        /// The spin-out that pulled, if one did: who is kept has not chosen among the channel's competitors.
        spinout: Option<usize>,
    },
    /// The policy of this index among those in force begins, where that depends on the trial.
    Begins(usize),
    /// Its money is spent for now.
    Pauses(usize),
    /// It has money again.
    Resumes(usize),
}

/// The log of a trial, with the offers that were declined if asked for. In order of time; among equal times events of the world first,
/// then what leads to something before what follows from it, as the trajectory has them.
pub(in crate::simulate) fn of(replay: &Replay<'_>, with_offers: bool) -> Vec<Entry> {
    let (world, trajectory) = (replay.world(), replay.trajectory());
    let horizon = world.model.horizon();
    let mut entries = Vec::new();
    let mut of_world = |time: f64, what: What| {
        if (0.0..=horizon).contains(&time) {
            entries.push(Entry { time, person: None, what, by: None, is_known: false });
        }
    };
    for &(index, time) in replay.calendar_effects().shocks() {
        of_world(time, What::Shock(index));
    }
    for (index, spinout) in world.spinouts.iter().enumerate() {
        of_world(spinout.opens, What::Founding(index));
    }
    for (index, &Event { time, person, kind }) in trajectory.events.iter().enumerate() {
        if replay.is_cancelled() {
            break;
        }
        let what = match kind {
            EventKind::Decision { channel, to } => What::Decision { channel, to },
            EventKind::Exit { channel, to } => What::Exit { channel, to },
            EventKind::Opening(spinout) => What::Founding(spinout),
            EventKind::Return => What::Return,
            EventKind::Hire => What::Hire,
        };
        let risk = risk_behind(world, trajectory, index);
        let by = risk.map(|risk| (risk, replay.product(person, risk, time).hazard()));
        let is_known = is_known(world, trajectory, index);
        entries.push(Entry { time, person: Some(person), what, by, is_known });
    }
    for &PolicyEvent { time, policy, kind } in &trajectory.policy_events {
        let (person, what, by) = match kind {
            PolicyEventKind::CounterOffer { person, risk, keeps: true, .. } => {
                let spinout = if let Risk::Pull(spinout) = risk { Some(spinout) } else { None };
                let hazard = replay.product(person, risk, time).hazard();
                (Some(person), What::Kept { channel: channel_of(risk, trajectory), spinout }, Some((risk, hazard)))
            }
            PolicyEventKind::Begin(_) => (None, What::Begins(policy), None),
            PolicyEventKind::Pause => (None, What::Pauses(policy), None),
            PolicyEventKind::Resume => (None, What::Resumes(policy), None),
            // A raise, a grant, a leave, the terms of a search: part of something else, or nothing that anybody sees.
            _ => continue,
        };
        entries.push(Entry { time, person, what, by, is_known: false });
    }
    if with_offers {
        entries.extend(declined_offers::declined(replay).into_iter().map(|offer| Entry {
            time: offer.time,
            person: Some(offer.person),
            what: What::Declined { channel: channel_of(offer.risk, trajectory), to: offer.to },
            by: Some((offer.risk, offer.hazard)),
            is_known: false,
        }));
    }
    entries.sort_by(in_order);
    entries
}

/// The order of a log, for a sort that leaves equals as they are.
fn in_order(a: &Entry, b: &Entry) -> Ordering {
    a.time.total_cmp(&b.time).then(a.person.is_some().cmp(&b.person.is_some()))
}

/// The risk by which somebody decided to leave in an event; `None` where it is none, or no hazard decided.
pub(in crate::simulate) fn risk_behind(world: &World<'_>, trajectory: &Trajectory, index: usize) -> Option<Risk> {
    let event = &trajectory.events[index];
    if !world.is_decision(event.kind) || is_known(world, trajectory, index) || founder_followed(world, trajectory, index).is_some() {
        return None;
    }
    match event.kind {
        EventKind::Decision { channel, to } | EventKind::Exit { channel, to } => Some(risk_of(channel, to)),
        _ => None,
    }
}

/// Whether an event is part of an exit on a day that is known from the start on.
fn is_known(world: &World<'_>, trajectory: &Trajectory, index: usize) -> bool {
    let event = &trajectory.events[index];
    let is_back = || trajectory.events[..index].iter().any(|other| other.person == event.person && other.kind == EventKind::Return);
    let is_part = matches!(event.kind, EventKind::Decision { .. } | EventKind::Exit { .. });
    is_part && world.model.is_leaving.get(event.person) == Some(&true) && !is_back()
}

/// With whom somebody leaves in an event as a co-founder: at the very moment of another's exit to found something, which stands before it.
pub(in crate::simulate) fn founder_followed(world: &World<'_>, trajectory: &Trajectory, index: usize) -> Option<usize> {
    let event = &trajectory.events[index];
    let (EventKind::Decision { channel, .. } | EventKind::Exit { channel, .. }) = event.kind else { return None };
    let founds = world.cofound > 0.0 && world.model.scenario.channels[channel].kind == Kind::Found;
    let before = trajectory.events[..index].iter().rev().take_while(|other| other.time == event.time);
    let founder = |other: &Event| other.person != event.person && other.exit().is_some_and(|(through, _)| through == channel);
    if founds { before.filter(|other| founder(other)).last().map(|other| other.person) } else { None }
}

/// An offer that was made and declined, by name.
pub const DECLINED: &str = "offer_declined";

/// What can happen, by name.
pub const KINDS: [&str; 11] = [
    DECLINED,
    "counter_offer_kept",
    "decision",
    "exit",
    "founding",
    "return",
    "hire",
    "shock",
    "policy_begins",
    "policy_pauses",
    "policy_resumes",
];

/// An entry in names, as results give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// To whom it happened; empty for an event of the world.
    pub researcher: String,
    /// What: one of [`KINDS`].
    pub kind: &'static str,
    /// The channel; of a shock or a policy its name.
    pub channel: String,
    /// Where to, or what opens; empty where it has no name.
    pub competitor: String,
}

impl Named {
    /// The names of an entry.
    pub fn new(replay: &Replay<'_>, entry: &Entry) -> Self {
        let (world, trajectory) = (replay.world(), replay.trajectory());
        let scenario = world.model.scenario;
        let led = |channel: usize, to: Destination| (scenario.channels[channel].name.clone(), place(world, trajectory, to));
        let (kind, (channel, competitor)) = match entry.what {
            What::Declined { channel, to } => (DECLINED, led(channel, to)),
            What::Decision { channel, to } => ("decision", led(channel, to)),
            What::Exit { channel, to } => ("exit", led(channel, to)),
            What::Founding(spinout) => ("founding", (String::new(), spinout_name(world, trajectory, spinout))),
            What::Return => ("return", (String::new(), String::new())),
            What::Hire => ("hire", (String::new(), String::new())),
            What::Shock(shock) => ("shock", (scenario.shocks[shock].name.clone(), String::new())),
            What::Kept { channel, spinout } => {
                let to = spinout.map_or_else(String::new, |spinout| spinout_name(world, trajectory, spinout));
                ("counter_offer_kept", (scenario.channels[channel].name.clone(), to))
            }
            What::Begins(policy) => ("policy_begins", (policy_name(world, policy), String::new())),
            What::Pauses(policy) => ("policy_pauses", (policy_name(world, policy), String::new())),
            What::Resumes(policy) => ("policy_resumes", (policy_name(world, policy), String::new())),
        };
        let researcher = entry.person.map_or_else(String::new, |person| id(world, trajectory, person));
        Self { researcher, kind, channel, competitor }
    }
}

/// The id of somebody in a trial: a researcher's own; of a newcomer that of the first holder of the seat and how many held it before,
/// such as `p-03+1`.
pub fn id(world: &World<'_>, trajectory: &Trajectory, person: usize) -> String {
    let researchers = &world.model.scenario.roster.researchers;
    match trajectory.newcomer(person, researchers.len()) {
        Some(newcomer) => format!("{}+{}", researchers[newcomer.seat].id, newcomer.filling),
        None => researchers[person].id.clone(),
    }
}

/// The name of a policy in force.
fn policy_name(world: &World<'_>, policy: usize) -> String {
    world.model.scenario.policies[world.model.policies[policy]].name.clone()
}

/// The name of where an exit leads; empty where it has none.
pub fn place(world: &World<'_>, trajectory: &Trajectory, to: Destination) -> String {
    match to {
        Destination::Unnamed => String::new(),
        Destination::Competitor(competitor) => world.model.scenario.competitors[competitor].name.clone(),
        Destination::Founded(spinout) | Destination::Spinout(spinout) => spinout_name(world, trajectory, spinout),
    }
}

/// The name of a spin-out: the competitor's, that which the history gives, or `spin-out of p-03`.
pub fn spinout_name(world: &World<'_>, trajectory: &Trajectory, spinout: usize) -> String {
    let scenario = world.model.scenario;
    match trajectory.spinouts[spinout].origin {
        Origin::Listed(competitor) => scenario.competitors[competitor].name.clone(),
        Origin::Trial(founder) => format!("spin-out of {}", id(world, trajectory, founder)),
        Origin::History(row) => scenario.history.as_ref().map_or_else(String::new, |history| {
            let row = &history.rows[row];
            row.destination.clone().unwrap_or_else(|| format!("spin-out of {}", row.id))
        }),
    }
}
