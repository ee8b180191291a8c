//! The numbers of contagion and of leader exits under a parameter draw.

use crate::hazard::kernel::{Effect, Kernel};
use crate::math;
use crate::parameter::Quantity;
use crate::scenario::{Decay, Scenario, Ties};

use super::leader_exit;

/// The fastest decay [a year]: a half-life of a second.
pub const FASTEST: f64 = 2e7;

/// The rate [a year] of a decay by its half-life [years]; faster than a second is at once, and finite.
pub fn decay_rate(half_life: f64) -> f64 {
    (math::LN_2 / half_life).min(FASTEST)
}

/// How exits move people, in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContagionEffects {
    /// The effect of one exit at weight 1.
    pub contagion: Effect,
    /// The further effect of a leader's exit on the team.
    pub leader: Effect,
    /// The cap on the contagion's hazard ratio; infinite without.
    pub cap: f64,
    /// Weight between teams.
    pub across: f64,
}

impl ContagionEffects {
    /// The numbers of contagion and leader exits under a draw; `None` where exits move nobody.
    pub fn new(scenario: &Scenario, draw: &[f64]) -> Option<Self> {
        let contagion = scenario.contagion.as_ref()?;
        let own = effect(contagion.ratio, contagion.delay, contagion.decay, draw);
        Some(Self {
            contagion: own,
            leader: leader_exit::effect_of(contagion.leader, own, draw),
            cap: contagion.cap.map_or(f64::INFINITY, |cap| cap.value(draw)),
            across: match contagion.ties {
                Ties::Teams { across } => across.value(draw),
                Ties::Edges(_) => 0.0,
            },
        })
    }
}

/// The effect of an exit under a draw: the hazard ratio just after it, the time to its effect [years], and how that fades.
pub(super) fn effect(ratio: Quantity, delay: f64, decay: Decay, draw: &[f64]) -> Effect {
    let kernel = match decay {
        Decay::Never => Kernel::Permanent,
        Decay::HalfLife(half_life) => Kernel::Exponential(decay_rate(half_life.value(draw))),
        Decay::Window(length) => Kernel::Window(length),
    };
    Effect { log_ratio: math::ln(ratio.value(draw)), delay, kernel }
}
