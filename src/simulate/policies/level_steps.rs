//! The schedule of somebody: levels and volumes from a moment on, by bands of tenure and by what is in force.

use crate::hazard::terms::Term;
use crate::simulate::risk::{Change, ChangeKind};
use crate::simulate::trajectory::Trajectory;
use crate::simulate::world::World;

/// The least hazard ratio of pay, equity and policies together.
const LEAST: f64 = 1e-200;

/// A time from which on somebody's factors hold, until the next.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelStep {
    /// From when on \[years\].
    pub from: f64,
    /// The hazard ratio of pay, equity and policies by channel.
    pub ratio: Vec<f64>,
    /// The multiple of offers by channel.
    pub offers: Vec<f64>,
    /// What differs from the step before, in order of channels; empty for the first, and where it is not asked for ([`with_moves`]).
    pub moves: Vec<Move>,
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

impl LevelStep {
    /// A step that changes nothing.
    pub(in crate::simulate) fn plain(from: f64, channels: usize) -> Self {
        Self { from, ratio: vec![1.0; channels], offers: vec![1.0; channels], moves: Vec::new() }
    }

    fn moves_since(&self, last: &Self) -> Vec<Move> {
        let of = |channel: usize| Move { channel, ratio: self.ratio[channel] / last.ratio[channel], offers: self.offers[channel] };
        let moves = (0..self.ratio.len()).map(of);
        moves.filter(|own| own.ratio != 1.0 || own.offers != last.offers[own.channel]).collect()
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
    pub(in crate::simulate) fn steps(&self, person: usize, now: f64, so_far: &Trajectory) -> Vec<LevelStep> {
        let step = |from: f64| {
            // What happened at this very moment counts from now on.
            let time = from.next_up();
            let mut step = LevelStep::plain(from, self.channels());
            self.for_measures(person, time, so_far, &mut |channels, term| multiply(&mut step.ratio, channels, term));
            self.for_offers(person, time, so_far, &mut |channels, term| multiply(&mut step.offers, channels, term));
            // Nobody leaves at so little; but what is 0 could not be multiplied back.
            step.ratio.iter_mut().for_each(|ratio| *ratio = ratio.max(LEAST));
            step
        };
        std::iter::once(now).chain(self.turns(person, now, so_far)).map(step).collect()
    }

    /// The levels of somebody at the first of the steps, by lane, and how levels and offers change from then on.
    pub(in crate::simulate) fn lay_out(&self, own: Own<'_>, steps: &[LevelStep], levels: &mut Vec<f64>, changes: &mut Vec<Change>) {
        let now = steps[0].from;
        for (lane, (channel, base)) in self.lanes().enumerate() {
            let ends = (0..base.bands()).map(|band| self.band_end_of(channel, band, own.person, own.tenure, own.hired));
            let mut band = ends.clone().filter(|&end| end <= now).count();
            let mut last = base.in_band(band) * own.factor[channel] * steps[0].ratio[channel];
            levels.push(last);
            let mut step = 0;
            loop {
                let end =
                    if band < base.bands() { self.band_end_of(channel, band, own.person, own.tenure, own.hired) } else { f64::INFINITY };
                let turn = steps.get(step + 1).map_or(f64::INFINITY, |step| step.from);
                let time = end.min(turn);
                if time == f64::INFINITY {
                    break;
                }
                band += usize::from(end == time);
                step += usize::from(turn == time);
                let level = base.in_band(band) * own.factor[channel] * steps[step].ratio[channel];
                if level != last {
                    changes.push(Change { time, person: own.person, kind: ChangeKind::Level(lane, level) });
                    last = level;
                }
            }
        }
        let mut last = vec![1.0; self.channels()];
        for step in steps {
            for (channel, last) in last.iter_mut().enumerate() {
                if step.offers[channel] != *last {
                    *last = step.offers[channel];
                    changes.push(Change { time: step.from, person: own.person, kind: ChangeKind::Offers(channel, *last) });
                }
            }
        }
    }
}

/// Steps with what each changes.
pub(in crate::simulate) fn with_moves(mut steps: Vec<LevelStep>) -> Vec<LevelStep> {
    for step in 1..steps.len() {
        steps[step].moves = steps[step].moves_since(&steps[step - 1]);
    }
    steps
}

/// The step that holds at a time: the first for any earlier time.
pub(in crate::simulate) fn step_at(steps: &[LevelStep], time: f64) -> &LevelStep {
    &steps[steps.partition_point(|step| step.from <= time).saturating_sub(1)]
}

/// Multiplies the product of each channel that a term acts on.
fn multiply(products: &mut [f64], channels: &[bool], term: Term) {
    products.iter_mut().zip(channels).filter(|&(_, &acts)| acts).for_each(|(product, _)| *product *= term.value);
}
