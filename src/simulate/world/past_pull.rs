//! Pull before the start: part of what those who are still there stayed through.

use crate::hazard::cumulative::PullRate;
use crate::hazard::spinout::{Spinout, SpinoutPull};
use crate::history::{Past, PastSpinout, TimeOut};

use crate::simulate::world::World;

/// How a spin-out that opened before the start pulled until then.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::simulate) struct PastPull {
    numbers: SpinoutPull,
    spinout: PastSpinout,
}

impl PastPull {
    /// Exits (or offers) a person-year of a team at a time before the start, at a level of 1.
    fn rate(&self, time: f64, team: usize) -> f64 {
        let tie = |is_tied: bool| if is_tied { 1.0 } else { self.numbers.across };
        self.spinout.tie(team, time).map_or(0.0, |is_tied| self.numbers.rate(tie(is_tied), time - self.spinout.opens))
    }
}

impl World<'_> {
    /// How the known spin-outs of the past, with what each is at the start, pulled before that; needed for frailty only. A listed founder of whom the history knows no exit was
    /// out all the time, as in a trial.
    pub(in crate::simulate) fn pulls_before_start(&self, past: &Past<'_>, known: Vec<PastSpinout>, spinouts: &[Spinout]) -> Vec<PastPull> {
        if self.frailty == 0.0 || self.model.observed.iter().all(Option::is_none) {
            return Vec::new();
        }
        let pull = |(mut spinout, numbers): (PastSpinout, SpinoutPull)| {
            let founders = spinout.listed.iter().flat_map(|&listed| &self.model.founders[listed]);
            let always = founders.filter(|&&(person, _)| !past.has_left(person));
            spinout.times_out.extend(always.map(|&(_, team)| TimeOut { team, from: f64::NEG_INFINITY, until: f64::INFINITY }));
            PastPull { numbers, spinout }
        };
        let numbers = spinouts.iter().map(|spinout| spinout.pull);
        known.into_iter().zip(numbers).filter(|(spinout, _)| spinout.opens < 0.0).map(pull).collect()
    }

    /// When pulls on a team changed otherwise than by fading, before the start \[years\], in order.
    pub(in crate::simulate) fn turns_of_pulls(&self, team: usize) -> Vec<f64> {
        let mut turns: Vec<f64> = self.past_pulls.iter().flat_map(|pull| pull.spinout.turns(team)).collect();
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
