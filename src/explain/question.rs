//! A question: whose hazard, when, and in which trial, if in one.

use super::{Explanation, Moment};
use crate::calendar::Date;
use crate::diagnostic::nearest;
use crate::scenario::policy::NO_POLICY;
use crate::simulate::{EventKind, Individual, Model, Replay, Trajectory, World, event_log};

/// Whose hazard is to be explained, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// The id of a researcher of the roster, or of a newcomer of the trial, such as `p-03+1`.
    pub researcher: &'a str,
    /// The moment: midnight of this date, from the start to the horizon.
    pub date: Date,
    /// The trial up to which everything acts that happened before; `None` for what is known at the start.
    pub trial: Option<u64>,
}

impl Question<'_> {
    /// Explains all hazards of the one asked for.
    ///
    /// Without a trial uncertain numbers stand at their centre ([`World::central`]), the market's random path and frailty at their mean
    /// of 1, and of exits only the history's before the start act, of shocks only the certain ones.
    ///
    /// # Errors
    /// In a sentence or two, where nobody has that id, or is not there then, or the date lies outside the scenario.
    pub fn answer(&self, model: &Model<'_>) -> Result<Explanation, String> {
        let (start, horizon) = (model.scenario.clock.start(), model.scenario.horizon);
        if self.date < start || self.date > horizon {
            return Err(format!("{} is not between the start, {start}, and the horizon, {horizon}", self.date));
        }
        let time = model.scenario.clock.years(self.date);
        if let Some(trial) = self.trial {
            let replay = Replay::new(model, trial);
            let person = self.person(replay.world(), replay.trajectory())?;
            let (world, calendar_effects, trajectory) = (replay.world(), replay.calendar_effects(), replay.trajectory());
            return self.explanation(Moment { world, calendar_effects, trajectory, time, is_drawn: true }, replay.individual(person));
        }
        let world = World::central(model);
        let trajectory = Trajectory { spinouts: world.spinouts.clone(), ..Trajectory::default() };
        let person = self.person(&world, &trajectory)?;
        let who = Individual { person, frailty: 1.0, tenure: world.tenure[person].or_else(|| model.middle_tenure(person)) };
        self.explanation(
            Moment { world: &world, calendar_effects: world.calendar_model.certain(), trajectory: &trajectory, time, is_drawn: false },
            who,
        )
    }

    /// The index of the one asked for.
    fn person(&self, world: &World<'_>, trajectory: &Trajectory) -> Result<usize, String> {
        let people = world.model.names.len() + trajectory.newcomers.len();
        let ids: Vec<String> = (0..people).map(|person| event_log::id(world, trajectory, person)).collect();
        ids.iter().position(|id| id == self.researcher).ok_or_else(|| {
            let unknown = format!("there is no researcher `{}`", self.researcher);
            match nearest(self.researcher, ids.iter().map(String::as_str)) {
                Some(near) => format!("{unknown}\n  did you mean `{near}`?"),
                None => unknown,
            }
        })
    }

    fn explanation(&self, moment: Moment<'_, '_>, who: Individual) -> Result<Explanation, String> {
        let (model, scenario) = (moment.world.model, moment.world.model.scenario);
        self.is_there(&moment, who.person)?;
        let seat = moment.trajectory.seat(who.person, model.names.len());
        let happened: Vec<usize> = moment.calendar_effects.shocks().iter().map(|&(shock, _)| shock).collect();
        let shocks = scenario.shocks.iter().enumerate();
        let left_out = shocks.filter(|(index, _)| !moment.is_drawn && !happened.contains(index)).map(|(_, shock)| shock.name.clone());
        Ok(Explanation {
            scenario: scenario.name.clone(),
            policy: NO_POLICY.to_owned(),
            researcher: self.researcher.to_owned(),
            team: scenario.roster.teams[scenario.roster.researchers[seat].team].clone(),
            date: self.date,
            seed: model.seed,
            trial: self.trial.map(|trial| (trial, scenario.is_uncertain().then(|| trial / model.replications))),
            left_out: left_out.collect(),
            risks: moment.explain_all(who),
        })
    }

    /// Whether the one asked for is there and not under notice; if not, since when or until when.
    fn is_there(&self, moment: &Moment<'_, '_>, person: usize) -> Result<(), String> {
        let (model, trajectory) = (moment.world.model, moment.trajectory);
        let clock = model.scenario.clock;
        let begins = trajectory.newcomer(person, model.names.len()).map_or_else(|| model.joins[person], |newcomer| newcomer.hired);
        let absent = |why: String| Err(format!("{} has no hazard on {}: {why}", self.researcher, self.date));
        if moment.time < begins {
            return absent(format!("joins on {}", clock.date(begins)));
        }
        let is_back =
            trajectory.events.iter().any(|event| event.person == person && event.kind == EventKind::Return && event.time < moment.time);
        if let Some(exit) = model.known_exits.iter().find(|exit| exit.person == person && exit.is_certain && !is_back) {
            let date = clock.date(exit.leaves);
            return absent(if moment.time <= exit.leaves {
                format!("leaves on {date}, which is known")
            } else {
                format!("gone since {date}")
            });
        }
        let past = trajectory.events.iter().filter(|event| event.person == person && event.time < moment.time);
        match past.rev().find(|event| !matches!(event.kind, EventKind::Opening(_))).map(|event| (event.kind, clock.date(event.time))) {
            Some((EventKind::Exit { .. }, date)) => absent(format!("gone since {date}")),
            Some((EventKind::Decision { .. }, date)) => absent(format!("under notice since {date}")),
            _ => Ok(()),
        }
    }
}
