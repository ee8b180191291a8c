//! The past: what the history's exits left behind at the start, and what those who are still there went through.

use crate::hazard::contagion::Influence;
use crate::hazard::cumulative::{HazardPiece, sum_over_pieces};
use crate::hazard::frailty::{self, Envelope};
use crate::math;
use crate::people::Outcome;
use crate::random::{Purpose, Stream};
use crate::scenario::Unknown;

use crate::simulate::world::World;
use crate::simulate::world::contagion::Leaver;
use crate::simulate::world::parameter_draw::ParameterSource;

/// The most that a cumulative hazard is said to be \[exits\]: nobody outlives it, and it is finite.
const MOST: f64 = 1e9;

impl<'m> World<'m> {
    /// Lets the history act: the influence that its exits left behind, and what those who are still there survived.
    pub(in crate::simulate) fn remember(&mut self) {
        let groups = if self.past.is_empty() { 1 } else { self.model.groups.len() };
        let mut opening = vec![self.rest(0.0); groups];
        for (time, index) in self.past_decisions() {
            self.for_moved_by(self.leaver(index), &mut |group, part, effect, weight| opening[group].add(part, effect, time, weight));
        }
        self.opening = opening;
        if self.frailty == 0.0 {
            return;
        }
        let people = 0..self.model.names.len();
        if self.channel_levels.iter().any(|base| base.acceptance_limit < f64::INFINITY) {
            self.envelopes = people.map(|person| self.envelope(person)).collect();
        } else {
            self.survived = people.map(|person| self.survived_hazard(person, 1.0)).collect();
        }
    }

    /// When those whom the history knows as gone before the start had decided to leave, from which on they moved others: time \[years\] and
    /// index in the model's past exits, in order of time.
    pub(in crate::simulate) fn past_decisions(&self) -> impl Iterator<Item = (f64, usize)> + '_ {
        self.past.iter().map(|&(exit, index)| (exit - self.model.scenario.notice, index))
    }

    pub(in crate::simulate) fn leaver(&self, past_exit: usize) -> Leaver<'m> {
        let exit = &self.model.past_exits[past_exit];
        Leaver { team: exit.team, leads: &exit.leads, edges: &exit.edges, own_group: exit.own_group }
    }

    /// The times of the history's exits before the start \[years\] and their indices, in order of time; a coarse date is what a posterior
    /// learned, or drawn.
    pub(in crate::simulate) fn past_exits(&self, source: ParameterSource<'_>) -> Vec<(f64, usize)> {
        let clock = &self.model.scenario.clock;
        let Some(history) = &self.model.scenario.history else { return Vec::new() };
        let mut exits = Vec::new();
        for (index, exit) in self.model.past_exits.iter().enumerate() {
            if let Outcome::Exit { date, .. } = history.rows[exit.row].outcome {
                let from = clock.years(date.earliest);
                let time = if date.exact().is_some() {
                    from
                } else if let Some(learned) = source.learned(self.model, Unknown::Exit(exit.row)) {
                    learned
                } else {
                    let length = f64::from(date.days()) / crate::calendar::DAYS_PER_YEAR;
                    from + length * source.share(self.model, Purpose::HistoryExit, exit.name)
                };
                exits.push((time, index));
            }
        }
        exits.retain(|&(time, _)| time < 0.0);
        exits.sort_by(|a, b| a.0.total_cmp(&b.0));
        exits
    }

    /// The cumulative hazard that a researcher survived, as frailty answers to it; 0 where it does not, or by an envelope.
    pub(in crate::simulate) fn survived(&self, person: usize) -> f64 {
        self.survived.get(person).copied().unwrap_or(0.0)
    }

    /// The hazard ratio of a researcher's frailty, given what the researcher stayed through, by the stream of the trial and person.
    pub fn draw_frailty(&self, person: usize, stream: &mut Stream) -> f64 {
        match self.envelopes.get(person) {
            Some(Some(envelope)) => envelope.draw(|ratio| self.survived_hazard(person, ratio), stream),
            _ => frailty::draw(self.frailty, self.survived(person), stream),
        }
    }

    /// The cumulative hazard that a researcher with a frailty's hazard ratio went through under observation before the start, in all
    /// channels and by all pulls, with heat's path at 1: increasing and concave in the ratio.
    pub fn survived_hazard(&self, person: usize, ratio: f64) -> f64 {
        let sum = self.sum_over_past(person, |step| step.hazard(self.channel_levels[step.channel].acceptance_limit, ratio));
        math::least(sum, MOST)
    }

    /// How frailty is distributed for a researcher who stayed, where a limit of acceptance can bind; `None` for one not observed before.
    fn envelope(&self, person: usize) -> Option<Envelope> {
        let mut height = 0.0_f64;
        let slope = self.sum_over_past(person, |step| {
            height = height.max(step.height() / self.channel_levels[step.channel].acceptance_limit);
            step.hazard(f64::INFINITY, 1.0)
        });
        // Up to this ratio no limit binds, and the cumulative hazard is known without another integral.
        let reach = height.recip();
        let hazard = |ratio| if ratio <= reach { math::least(slope * ratio, MOST) } else { self.survived_hazard(person, ratio) };
        (slope > 0.0).then(|| Envelope::new(self.frailty, hazard))
    }

    /// The sum of something over what a researcher went through.
    fn sum_over_past(&self, person: usize, mut term: impl FnMut(HazardPiece<'_>) -> f64) -> f64 {
        let (Some(history), Some(row)) = (&self.model.scenario.history, self.model.observed[person]) else { return 0.0 };
        let (group, tenure) = (self.model.group_of[person], self.tenure[person]);
        let mut now = self.model.scenario.clock.years(history.rows[row].entry);
        let mut influence = self.rest(now);
        let mut sum = 0.0;
        let team = self.model.scenario.roster.researchers[person].team;
        let turns = self.turns_of_pulls(team);
        let mut go_on = |influence: &mut Influence, begin: f64, end: f64| {
            let mut now = begin;
            while now < end {
                let to = turns.iter().copied().find(|&turn| turn > now).map_or(end, |turn| turn.min(end));
                let levels = |time: f64, levels: &mut Vec<f64>| self.levels(person, tenure, time, levels);
                sum += sum_over_pieces(self.calendar_model.certain(), influence, now, to, &self.pulls_at(now, team), levels, &mut term);
                now = to;
            }
        };
        for (time, index) in self.past_decisions() {
            if time > now {
                go_on(&mut influence, now, time);
                now = time;
            }
            self.for_moved_by(self.leaver(index), &mut |moved, part, effect, weight| {
                if moved == group {
                    influence.add(part, effect, time, weight);
                }
            });
        }
        go_on(&mut influence, now, 0.0);
        sum
    }
}
