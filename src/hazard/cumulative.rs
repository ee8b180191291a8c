//! The integrated hazard: what patience is measured against.

use super::calendar_effects::CalendarEffects;
use super::contagion::Influence;
use crate::math;

/// `integral of the hazard from the influence's now to end` \[exits\], on a stretch of constant `relative_hazard = level * shock` and of an offer rate that
/// fades from now on at a rate [a year] (0: is constant); see [`super::hazard`]. `end` is not later than the influence's next jump.
pub fn cumulative_hazard(offer_rate: f64, fade: f64, acceptance_limit: f64, relative_hazard: f64, influence: &Influence, end: f64) -> f64 {
    if relative_hazard == 0.0 {
        return 0.0;
    }
    offer_rate * relative_hazard * influence.integral_below(end, math::ln(acceptance_limit / relative_hazard), fade)
}

/// A piece of what one went through in a channel or by a pull: what [`cumulative_hazard`] takes, from the influence's now on.
#[derive(Clone, Copy, Debug)]
pub struct HazardPiece<'a> {
    /// Index of the channel, or of that which the pull is part of.
    pub channel: usize,
    offer_rate: f64,
    fade: f64,
    relative_hazard: f64,
    influence: &'a Influence,
    end: f64,
}

impl HazardPiece<'_> {
    /// The cumulative hazard of one whose level is so many times as high.
    pub fn hazard(&self, acceptance_limit: f64, ratio: f64) -> f64 {
        cumulative_hazard(self.offer_rate, self.fade, acceptance_limit, self.relative_hazard * ratio, self.influence, self.end)
    }

    /// A bound of the hazard by one offer without a limit: where it is below the acceptance limit, that never binds.
    pub fn height(&self) -> f64 {
        self.relative_hazard * math::exp(self.influence.log_bounds(self.end)[1])
    }
}

/// A pull on somebody, beside the channels, from some time on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PullRate {
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
    pulls: &[PullRate],
    mut levels: impl FnMut(f64, &mut Vec<f64>) -> f64,
    mut term: impl FnMut(HazardPiece<'_>) -> f64,
) -> f64 {
    let mut sum = 0.0;
    let mut now = begin;
    let mut level = Vec::new();
    while now < end {
        let change = levels(now, &mut level);
        let stretch = calendar_effects.stretch_at(now);
        let to = end.min(change).min(calendar_effects.end(stretch)).min(influence.next_jump());
        let (offer_rate, shock) = (calendar_effects.offer_rate(stretch), calendar_effects.shock(stretch));
        for c in 0..offer_rate.len() {
            sum += term(HazardPiece {
                channel: c,
                offer_rate: offer_rate[c],
                fade: 0.0,
                relative_hazard: level[c] * shock[c],
                influence,
                end: to,
            });
        }
        for &PullRate { channel, lane, rate, fade } in pulls {
            let offer_rate = rate * math::exp(-fade * (now - begin));
            sum += term(HazardPiece { channel, offer_rate, fade, relative_hazard: level[lane] * shock[channel], influence, end: to });
        }
        influence.advance(to);
        now = to;
    }
    sum
}
