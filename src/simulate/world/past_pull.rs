//! Pull before the start: part of what those who are still there stayed through.

use crate::hazard::cumulative::PullRate;

use crate::hazard::spinout::{Origin, Spinout, SpinoutPull};
use crate::simulate::model::PastExit;
use crate::simulate::world::World;

/// How a spin-out that opened before the start pulled until then.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::simulate) struct PastPull {
    numbers: SpinoutPull,
    /// When it opened [years].
    opens: f64,
    /// When it closes, or its last seat was taken [years].
    ends: f64,
    founders: Vec<PastFounder>,
}

/// When one who founded it was out.
#[derive(Clone, Debug, PartialEq)]
struct PastFounder {
    /// The team left, if the roster has it.
    team: Option<usize>,
    /// From when until when [years].
    out: Vec<(f64, f64)>,
}

impl PastPull {
    /// Exits (or offers) a person-year of a team at a time before the start, at a level of 1.
    fn rate(&self, time: f64, team: usize) -> f64 {
        if time < self.opens || time >= self.ends {
            return 0.0;
        }
        let is_out = |founder: &PastFounder| founder.out.iter().any(|&(from, to)| from <= time && time < to);
        let is_tied = self.founders.iter().any(|founder| founder.team == Some(team) && is_out(founder));
        self.numbers.rate(if is_tied { 1.0 } else { self.numbers.across }, time - self.opens)
    }
}

impl World<'_> {
    /// How the spin-outs that the scenario knows pulled before the start; needed for frailty only.
    pub(in crate::simulate) fn pulls_before_start(&self) -> Vec<PastPull> {
        if self.frailty == 0.0 || self.model.observed.iter().all(Option::is_none) {
            return Vec::new();
        }
        self.spinouts.iter().filter(|spinout| spinout.opens < 0.0).map(|spinout| self.pull_before_start(spinout)).collect()
    }

    fn pull_before_start(&self, spinout: &Spinout) -> PastPull {
        let founders = match spinout.origin {
            Origin::Listed(listed) => {
                let ids = self.model.scenario.competitors[listed].founders.iter().zip(&self.model.founders[listed]);
                ids.map(|(id, &team)| PastFounder { team, out: self.absences(id, f64::NEG_INFINITY) }).collect()
            }
            Origin::History(_) | Origin::Trial(_) => {
                let founder = |&(time, index): &(f64, usize)| {
                    let past = &self.model.past_exits[index];
                    PastFounder { team: past.team, out: self.absences(self.id(past), time) }
                };
                self.past.iter().filter(|&&(_, index)| self.has_founded(index, spinout)).map(founder).collect()
            }
        };
        let last = spinout.pull.seats.saturating_sub(1) as usize;
        let full = self.past.iter().filter(|&&(time, index)| self.has_joined(time, index, spinout)).nth(last);
        let ends = full.map_or(spinout.closes, |&(time, _)| spinout.closes.min(time));
        PastPull { numbers: spinout.pull, opens: spinout.opens, ends, founders }
    }

    /// From when until when somebody whom the history knows was out [years], first from an exit at or after a time on; until the start,
    /// where it knows of no return. One of whom it knows no exit was out all the time, as in a trial.
    fn absences(&self, id: &str, founding: f64) -> Vec<(f64, f64)> {
        let rows = self.model.scenario.history.iter().flat_map(|history| &history.rows).filter(|row| row.id == id);
        let entries: Vec<f64> = rows.map(|row| self.model.scenario.clock.years(row.entry)).collect();
        let own = self.past.iter().filter(|&&(time, index)| time >= founding && self.id(&self.model.past_exits[index]) == id);
        let until = |exit: f64| entries.iter().copied().filter(|&entry| entry >= exit).fold(f64::INFINITY, f64::min);
        let absences: Vec<(f64, f64)> = own.map(|&(exit, _)| (exit, until(exit))).collect();
        if absences.is_empty() { vec![(f64::NEG_INFINITY, f64::INFINITY)] } else { absences }
    }

    fn id(&self, past: &PastExit) -> &str {
        self.model.scenario.history.as_ref().map_or("", |history| &history.rows[past.row].id)
    }

    /// When pulls on a team changed otherwise than by fading, before the start [years], in order.
    pub(in crate::simulate) fn turns_of_pulls(&self, team: usize) -> Vec<f64> {
        let mut turns = Vec::new();
        for pull in &self.past_pulls {
            turns.extend([pull.opens, pull.ends]);
            turns.extend(
                pull.founders
                    .iter()
                    .filter(|founder| founder.team == Some(team))
                    .flat_map(|founder| founder.out.iter().flat_map(|&(from, to)| [from, to])),
            );
        }
        turns.sort_by(f64::total_cmp);
        turns
    }

    /// The pulls on a team at a time before the start; those that fade alike are one.
    pub(in crate::simulate) fn pulls_at(&self, time: f64, team: usize) -> Vec<PullRate> {
        let mut pulls: Vec<PullRate> = Vec::new();
        for pull in &self.past_pulls {
            let rate = pull.rate(time, team);
            let SpinoutPull { channel, lane, fade, .. } = pull.numbers;
            match pulls.iter_mut().find(|known| known.lane == lane && known.fade == fade) {
                Some(known) => known.rate += rate,
                None if rate > 0.0 => pulls.push(PullRate { channel, lane, rate, fade }),
                None => {}
            }
        }
        pulls
    }
}
