//! The story of one trial: what happened in order of time, each decision to leave with what made it likely.

use super::{Explained, Moment};
use crate::calendar::Date;
use crate::hazard::spinout::Origin;
use crate::scenario::policy::NO_POLICY;
use crate::simulate::event_log::{self, Named, What};
use crate::simulate::{Destination, Model, Replay, Risk};

/// One trial, told.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// The scenario's name.
    pub scenario: String,
    /// The policy in force, or [`NO_POLICY`].
    pub policy: String,
    /// The first date.
    pub start: Date,
    /// The last date.
    pub horizon: Date,
    /// The seed.
    pub seed: u64,
    /// The trial, from 0.
    pub trial: u64,
    /// Its parameter draw, from 0, where anything is uncertain.
    pub draw: Option<u64>,
    /// Ids of the opening roster.
    pub opening: Vec<String>,
    /// Those of the roster who join later: id and date.
    pub joiners: Vec<(String, Date)>,
    /// What happened.
    pub chapters: Vec<Chapter>,
    /// Ids of those of the opening roster who are there at the horizon, still or again.
    pub retained: Vec<String>,
    /// Exits up to the horizon.
    pub exits: usize,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Chapter {
    /// When \[years\].
    pub time: f64,
    /// The date that falls on.
    pub date: Date,
    /// What happened to whom, in names.
    pub named: Named,
    /// How it came about, where somebody leaves.
    pub way: Way,
    /// What made it likely, where a hazard decided.
    pub explained: Option<Explained>,
}

/// How somebody leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Nobody leaves, or as one does through a channel.
    Plain,
    /// To found something.
    Founds,
    /// To found something with another who founds it.
    FoundsToo,
    /// By the pull of a spin-out.
    IsPulled,
    /// At the end of a notice.
    EndsNotice,
    /// On a last day that is known from the start on.
    OnLastDay,
}

impl Story {
    /// The story of a trial.
    pub fn new(model: &Model<'_>, trial: u64) -> Self {
        let replay = Replay::new(model, trial);
        let scenario = model.scenario;
        let ids = |people: &[usize]| people.iter().map(|&person| scenario.roster.researchers[person].id.clone()).collect::<Vec<_>>();
        let (opening, joiners): (Vec<usize>, Vec<usize>) = (0..model.joins.len()).partition(|&person| model.joins[person] == 0.0);
        let (retained, exits) = replay.outcome();
        let joins = |&person: &usize| (scenario.roster.researchers[person].id.clone(), scenario.clock.date(model.joins[person]));
        Self {
            scenario: scenario.name.clone(),
            policy: NO_POLICY.to_owned(),
            start: scenario.clock.start(),
            horizon: scenario.horizon,
            seed: model.seed,
            trial,
            draw: scenario.is_uncertain().then(|| replay.draw()),
            opening: ids(&opening),
            joiners: joiners.iter().filter(|&&person| model.joins[person] <= model.horizon()).map(joins).collect(),
            chapters: replay.log(false).iter().map(|entry| Chapter::new(&replay, entry)).collect(),
            retained: ids(&retained),
            exits,
        }
    }
}

impl Story {
    /// The same, told under the name of the policy that the model has in force.
    pub fn under(self, policy: &str) -> Self {
        Self { policy: policy.to_owned(), ..self }
    }
}

impl Chapter {
    fn new(replay: &Replay<'_>, entry: &event_log::Entry) -> Self {
        let world = replay.world();
        let moment = Moment {
            world,
            calendar_effects: replay.calendar_effects(),
            trajectory: replay.trajectory(),
            time: entry.time,
            is_drawn: true,
        };
        let explained = entry.by.zip(entry.person).map(|((risk, _), person)| moment.explain(replay.individual(person), risk));
        let is_own = |spinout: usize| replay.trajectory().spinouts[spinout].origin == Origin::Trial(entry.person.unwrap_or(usize::MAX));
        let way = match (entry.what, entry.by) {
            (What::Exit { to: Destination::Founded(spinout), .. }, _) if is_own(spinout) => Way::Founds,
            (What::Exit { .. } | What::Decision { .. }, _) if entry.is_known => Way::OnLastDay,
            (What::Exit { .. }, None) if world.model.scenario.notice > 0.0 => Way::EndsNotice,
            (What::Exit { .. } | What::Decision { .. }, None) => Way::FoundsToo,
            (_, Some((Risk::Pull(_), _))) => Way::IsPulled,
            _ => Way::Plain,
        };
        Self { time: entry.time, date: world.model.scenario.clock.date(entry.time), named: Named::new(replay, entry), way, explained }
    }
}
