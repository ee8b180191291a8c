//! The integrated hazard: what patience is measured against.

use super::climate::Climate;
use super::influence::Influence;
use crate::math;

/// The most that a cumulative hazard is said to be [exits]: nobody outlives it, and it is finite.
const MOST: f64 = 1e9;

/// `integral of the hazard from the influence's now to end` [exits], on a stretch of constant `outer = level * shock` and of a volume that
/// fades from now on at a rate [a year] (0: is constant); see [`super::hazard`]. `end` is not later than the influence's next jump.
pub fn cumulative_hazard(volume: f64, fade: f64, ceiling: f64, outer: f64, influence: &Influence, end: f64) -> f64 {
    if outer == 0.0 {
        return 0.0;
    }
    volume * outer * influence.integral_below(end, math::ln(ceiling / outer), fade)
}

/// The same over any stretch of time, of all channels together, with the influence as it is at `now` and nobody else leaving.
///
/// `levels(t)` writes the person's levels by channel, and gives the time until which they hold.
pub fn survived(
    climate: &Climate,
    ceilings: &[f64],
    influence: &mut Influence,
    mut now: f64,
    end: f64,
    mut levels: impl FnMut(f64, &mut Vec<f64>) -> f64,
) -> f64 {
    let mut sum = 0.0;
    let mut level = Vec::new();
    while now < end {
        let change = levels(now, &mut level);
        let stretch = climate.stretch_at(now);
        let to = end.min(change).min(climate.end(stretch)).min(influence.next_jump());
        let (volume, shock) = (climate.volume(stretch), climate.shock(stretch));
        for c in 0..level.len() {
            sum += cumulative_hazard(volume[c], 0.0, ceilings[c], level[c] * shock[c], influence, to);
        }
        influence.advance(to);
        now = to;
    }
    math::least(sum, MOST)
}
