//! The integrated hazard of one person over a stretch of time in which others' exits are known: for what somebody has survived.

use super::climate::Climate;
use super::influence::Influence;

/// `integral from influence's now to end of the total hazard`, exits.
///
/// `levels(t)` are the person's levels by channel, constant until the next time that `next_change(t)` gives; `ceilings` by channel.
pub fn cumulative(
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
            let outer = level[c] * shock[c];
            let ln_limit = crate::math::ln(ceilings[c] / outer);
            sum += volume[c] * outer * influence.integral_below(to, ln_limit);
        }
        influence.advance(to);
        now = to;
    }
    sum
}
