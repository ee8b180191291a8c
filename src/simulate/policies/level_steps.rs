//! The schedule of somebody: levels and volumes from a moment on, by bands of tenure and by what is in force.

use crate::hazard::terms::Term;
use crate::simulate::risk::{Change, ChangeKind};
use crate::simulate::trajectory::Trajectory;
use crate::simulate::world::World;

/// The least hazard ratio of pay, equity and policies together.
const LEAST: f64 = 1e-200;

/// Somebody's factors from a moment on, step by step: each holds until the next.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelSteps {
    channels: usize,
    /// From when on each step holds \[years\].
    from: Vec<f64>,
    /// The hazard ratio of pay, equity and policies, `step * channels + channel`.
    ratio: Vec<f64>,
    /// The multiple of offers, in the same order.
    offers: Vec<f64>,
    /// What differs from the step before, in order of channels; nothing of the first.
    moves: Vec<Move>,
    /// Where the moves of each step end; empty where they are not asked for ([`LevelSteps::with_moves`]).
    move_ends: Vec<usize>,
}

/// What a step changes of a channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// Index of the channel.
    pub channel: usize,
    /// The hazard ratio, as a multiple of that before.
    pub ratio: f64,
    /// The multiple of offers.
    pub offers: f64,
}

impl LevelSteps {
    /// Steps from these times on that change nothing.
    pub(in crate::simulate) fn plain(from: Vec<f64>, channels: usize) -> Self {
        let ones = vec![1.0; from.len() * channels];
        Self { channels, from, ratio: ones.clone(), offers: ones, moves: Vec::new(), move_ends: Vec::new() }
    }

    /// The same steps with what each changes.
    pub(in crate::simulate) fn with_moves(mut self) -> Self {
        self.move_ends.reserve_exact(self.from.len());
        for step in 0..self.from.len() {
            for channel in (0..self.channels).filter(|_| step > 0) {
                let [ratio, offers] = [&self.ratio, &self.offers].map(|of| [step - 1, step].map(|step| of[step * self.channels + channel]));
                let own = Move { channel, ratio: ratio[1] / ratio[0], offers: offers[1] };
                if own.ratio != 1.0 || own.offers != offers[0] {
                    self.moves.push(own);
                }
            }
            self.move_ends.push(self.moves.len());
        }
        self
    }

    /// From when on each step holds \[years\].
    pub(in crate::simulate) fn from(&self) -> &[f64] {
        &self.from
    }

    /// The hazard ratio of pay, equity and policies on a step, by channel.
    pub(in crate::simulate) fn ratio(&self, step: usize) -> &[f64] {
        &self.ratio[step * self.channels..][..self.channels]
    }

    /// The multiple of offers on a step, by channel.
    pub(in crate::simulate) fn offers(&self, step: usize) -> &[f64] {
        &self.offers[step * self.channels..][..self.channels]
    }

    /// What differs from the step before on one that is not the first.
    pub(in crate::simulate) fn moves(&self, step: usize) -> &[Move] {
        &self.moves[self.move_ends[step - 1]..self.move_ends[step]]
    }

    /// The step that holds at a time: the first for any earlier time.
    pub(in crate::simulate) fn at(&self, time: f64) -> usize {
        self.from.partition_point(|&from| from <= time).saturating_sub(1)
    }

    /// Multiplies the hazard ratios of all steps.
    pub(in crate::simulate) fn multiply(&mut self, by: f64) {
        self.ratio.iter_mut().for_each(|ratio| *ratio *= by);
    }
}

/// Where somebody's bands of tenure end, and what the own hazard is multiplied by.
#[derive(Clone, Copy, Debug)]
pub(in crate::simulate) struct Own<'a> {
    /// The person.
    pub person: usize,
    /// Days of tenure at the start, where known.
    pub tenure: Option<usize>,
    /// When hired \[years\], for a newcomer.
    pub hired: Option<f64>,
    /// Covariates, frailty, an earlier return: by channel.
    pub factor: &'a [f64],
}

impl World<'_> {
    /// Whether pay, equity or policies act on anybody's level or offers.
    pub(in crate::simulate) fn has_level_steps(&self) -> bool {
        let equity = |person: &crate::people::Researcher| person.unvested > 0.0;
        self.policies.iter().any(|terms| terms.moves_levels() || terms.makes_counter_offers())
            || self.compensation.is_some() && self.model.scenario.roster.researchers.iter().any(equity)
    }

    /// The factors of somebody from a moment on, given what has happened up to it, that moment included.
    pub(in crate::simulate) fn steps(&self, person: usize, now: f64, so_far: &Trajectory) -> LevelSteps {
        let channels = self.channels();
        let mut steps = LevelSteps::plain(self.turns(person, now, so_far), channels);
        let LevelSteps { from, ratio, offers, .. } = &mut steps;
        for ((from, ratio), offers) in from.iter().zip(ratio.chunks_mut(channels)).zip(offers.chunks_mut(channels)) {
            // What happened at this very moment counts from now on.
            let time = from.next_up();
            self.for_measures(person, time, so_far, &mut |channels, term| multiply(ratio, channels, term));
            self.for_offers(person, time, so_far, &mut |channels, term| multiply(offers, channels, term));
            // Nobody leaves at so little; but what is 0 could not be multiplied back.
            for ratio in ratio {
                *ratio = ratio.max(LEAST);
            }
        }
        steps
    }

    /// The levels of somebody at the first of the steps, by lane, and how levels and offers change from then on.
    pub(in crate::simulate) fn lay_out(&self, own: Own<'_>, steps: &LevelSteps, levels: &mut Vec<f64>, changes: &mut Vec<Change>) {
        let now = steps.from[0];
        for (lane, (channel, base)) in self.lanes().enumerate() {
            let ends = (0..base.bands()).map(|band| self.band_end_of(channel, band, own.person, own.tenure, own.hired));
            let mut band = ends.clone().filter(|&end| end <= now).count();
            let mut last = base.in_band(band) * own.factor[channel] * steps.ratio(0)[channel];
            levels.push(last);
            let mut step = 0;
            loop {
                let end =
                    if band < base.bands() { self.band_end_of(channel, band, own.person, own.tenure, own.hired) } else { f64::INFINITY };
                let turn = steps.from.get(step + 1).copied().unwrap_or(f64::INFINITY);
                let time = end.min(turn);
                if time == f64::INFINITY {
                    break;
                }
                band += usize::from(end == time);
                step += usize::from(turn == time);
                let level = base.in_band(band) * own.factor[channel] * steps.ratio(step)[channel];
                if level != last {
                    changes.push(Change { time, person: own.person, kind: ChangeKind::Level(lane, level) });
                    last = level;
                }
            }
        }
        let mut last = vec![1.0; self.channels()];
        for (step, &time) in steps.from.iter().enumerate() {
            for (channel, (last, &offers)) in last.iter_mut().zip(steps.offers(step)).enumerate() {
                if offers != *last {
                    *last = offers;
                    changes.push(Change { time, person: own.person, kind: ChangeKind::Offers(channel, offers) });
                }
            }
        }
    }
}

/// Multiplies the product of each channel that a term acts on.
fn multiply(products: &mut [f64], channels: &[bool], term: Term) {
    products.iter_mut().zip(channels).filter(|&(_, &acts)| acts).for_each(|(product, _)| *product *= term.value);
}
