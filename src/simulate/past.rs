//! The past: what the history's exits left behind at the start, and what those who are still there went through.

use crate::hazard::cumulative::survived;
use crate::hazard::influence::Influence;
use crate::people::Outcome;
use crate::random::{Purpose, Stream};
use crate::scenario::Unknown;

use super::ignorance;
use super::ties::Leaver;
use super::world::World;

impl<'m> World<'m> {
    /// Lets the history act: the influence that its exits left behind, and the hazard that those who are still there survived.
    pub(super) fn remember(&mut self, draw: u64) {
        self.past = self.past_exits(draw);
        self.past.retain(|&(time, _)| time < 0.0);
        let mut opening = vec![self.rest(0.0); self.model.groups.len()];
        for &(time, index) in &self.past {
            self.for_moved_by(self.leaver(index), &mut |group, part, effect, weight| opening[group].add(part, effect, time, weight));
        }
        self.opening = opening;
        for person in 0..self.model.names.len() {
            self.survived[person] = self.went_through(person, 1.0);
        }
    }

    pub(super) fn leaver(&self, past_exit: usize) -> Leaver<'m> {
        let exit = &self.model.past_exits[past_exit];
        Leaver { team: exit.team, leads: exit.leads, edges: &exit.edges, own_group: exit.own_group }
    }

    /// The times of the history's exits in this draw [years] and their indices, in order of time; a coarse date is what a posterior
    /// learned, or drawn.
    fn past_exits(&self, draw: u64) -> Vec<(f64, usize)> {
        let clock = &self.model.scenario.clock;
        let Some(history) = &self.model.scenario.history else { return Vec::new() };
        let mut exits = Vec::new();
        for (index, exit) in self.model.past_exits.iter().enumerate() {
            if let Outcome::Exit { date, .. } = history.rows[exit.row].outcome {
                let from = clock.years(date.earliest);
                let time = if date.exact().is_some() {
                    from
                } else if let Some(learned) = ignorance::learned(self.model, Unknown::Exit(exit.row), draw) {
                    learned
                } else {
                    let length = f64::from(date.days()) / crate::calendar::DAYS_PER_YEAR;
                    from + length * Stream::new(self.model.seed, Purpose::HistoryExit, exit.name, draw, 0).uniform()
                };
                exits.push((time, index));
            }
        }
        exits.sort_by(|a, b| a.0.total_cmp(&b.0));
        exits
    }

    /// The cumulative hazard that a researcher with a frailty's hazard ratio went through under observation before the start, with
    /// heat's path at 1.
    pub fn went_through(&self, person: usize, frailty: f64) -> f64 {
        let (Some(history), Some(row)) = (&self.model.scenario.history, self.model.observed[person]) else { return 0.0 };
        let (group, tenure, ceilings) = (self.model.group_of[person], self.tenure[person], self.ceilings());
        let mut now = self.model.scenario.clock.years(history.rows[row].entry);
        let mut influence = self.rest(now);
        let mut sum = 0.0;
        let mut survive = |influence: &mut Influence, now: f64, end: f64| {
            sum += survived(self.outlook.certain(), &ceilings, influence, now, end, |time, levels| {
                let change = self.levels(person, tenure, time, levels);
                for level in levels.iter_mut() {
                    *level *= frailty;
                }
                change
            });
        };
        for &(time, index) in &self.past {
            if time > now {
                survive(&mut influence, now, time);
                now = time;
            }
            self.for_moved_by(self.leaver(index), &mut |moved, part, effect, weight| {
                if moved == group {
                    influence.add(part, effect, time, weight);
                }
            });
        }
        survive(&mut influence, now, 0.0);
        sum
    }
}
