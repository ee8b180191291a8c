//! A leader's exit: what it does to the team beside contagion, with a hazard ratio, a delay and a decay of its own, outside contagion's cap.
//!
//! It is the source [`Source::Leader`](super::Source::Leader) of the [influence](super::Influence) on the teams that the leader led. A leader
//! whom a policy has replaced beforehand leads nobody any more: that is the kind `leader_change` of [`crate::scenario::policy`]. Who is moved
//! by whose exit is laid out in `simulate/world/contagion.rs`.

use crate::hazard::kernel::Effect;
use crate::scenario::LeaderExit;

/// The further effect of a leader's exit under a draw; none, in the form of contagion's, where the scenario says nothing of leaders.
pub(super) fn effect_of(leader: Option<LeaderExit>, contagion: Effect, draw: &[f64]) -> Effect {
    leader.map_or(Effect { log_ratio: 0.0, ..contagion }, |leader| Effect::new(leader.ratio, leader.delay, leader.decay, draw))
}
