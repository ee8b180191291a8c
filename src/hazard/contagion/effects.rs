//! The numbers of contagion and of leader exits under a parameter draw.

use crate::hazard::kernel::Effect;
use crate::scenario::{Scenario, Ties};

use super::leader_exit;

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
        let own = Effect::new(contagion.ratio, contagion.delay, contagion.decay, draw);
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

    /// How fast the effect fades of which the fastest fades [a year]; 0 where none does.
    pub fn fastest_rate(&self) -> f64 {
        let of = |effect: &Effect| if effect.log_ratio == 0.0 { 0.0 } else { effect.kernel.rate() };
        of(&self.contagion).max(of(&self.leader))
    }
}
