//! The integrated hazard: what patience is measured against.

use super::calendar_effects::CalendarEffects;
use super::influence::Influence;
use crate::math;

/// `integral of the hazard from the influence's now to end` [exits], on a stretch of constant `outer = level * shock` and of a volume that
/// fades from now on at a rate [a year] (0: is constant); see [`super::hazard`]. `end` is not later than the influence's next jump.
pub fn cumulative_hazard(volume: f64, fade: f64, ceiling: f64, outer: f64, influence: &Influence, end: f64) -> f64 {
    if outer == 0.0 {
        return 0.0;
    }
    volume * outer * influence.integral_below(end, math::ln(ceiling / outer), fade)
}

/// A piece of what one went through in a channel or by a pull: what [`cumulative_hazard`] takes, from the influence's now on.
#[derive(Clone, Copy, Debug)]
pub struct LevelStep<'a> {
    /// Index of the channel, or of that which the pull is part of.
    pub channel: usize,
    volume: f64,
    fade: f64,
    outer: f64,
    influence: &'a Influence,
    end: f64,
}

impl LevelStep<'_> {
    /// The cumulative hazard of one whose level is so many times as high.
    pub fn hazard(&self, ceiling: f64, ratio: f64) -> f64 {
        cumulative_hazard(self.volume, self.fade, ceiling, self.outer * ratio, self.influence, self.end)
    }

    /// A bound of the hazard a volume, without a ceiling: where it is below the ceiling, that never binds.
    pub fn height(&self) -> f64 {
        self.outer * math::exp(self.influence.log_bound(self.end))
    }
}

/// A pull on somebody, beside the channels, from some time on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pulling {
    /// Index of the channel that it is part of.
    pub channel: usize,
    /// Where its level is among those of the person.
    pub lane: usize,
    /// Exits (or offers) a person-year at a level of 1, at that time.
    pub rate: f64,
    /// How fast it fades [a year].
    pub fade: f64,
}

/// The sum of something over the pieces of a stretch of time, of all channels and pulls together, with the influence as it is at `now`,
/// the pulls of `now`, and nobody else leaving.
///
/// `levels(t)` writes the person's levels, those of the channels first, and gives the time until which they hold.
pub fn sum_over_pieces(
    calendar_effects: &CalendarEffects,
    influence: &mut Influence,
    begin: f64,
    end: f64,
    pulls: &[Pulling],
    mut levels: impl FnMut(f64, &mut Vec<f64>) -> f64,
    mut term: impl FnMut(LevelStep<'_>) -> f64,
) -> f64 {
    let mut sum = 0.0;
    let mut now = begin;
    let mut level = Vec::new();
    while now < end {
        let change = levels(now, &mut level);
        let stretch = calendar_effects.stretch_at(now);
        let to = end.min(change).min(calendar_effects.end(stretch)).min(influence.next_jump());
        let (volume, shock) = (calendar_effects.volume(stretch), calendar_effects.shock(stretch));
        for c in 0..volume.len() {
            sum += term(LevelStep { channel: c, volume: volume[c], fade: 0.0, outer: level[c] * shock[c], influence, end: to });
        }
        for &Pulling { channel, lane, rate, fade } in pulls {
            let volume = rate * math::exp(-fade * (now - begin));
            sum += term(LevelStep { channel, volume, fade, outer: level[lane] * shock[channel], influence, end: to });
        }
        influence.advance(to);
        now = to;
    }
    sum
}
