//! Kernels: how the effect of one exit on others begins, fades and ends.

use crate::math;
use crate::number::Number;
use crate::parameter::Quantity;
use crate::scenario::Decay;

/// The fastest decay [a year]: a half-life of a second.
const FASTEST: f64 = 2e7;

/// The rate [a year] of a decay by its half-life \[years\]; faster than a second is at once, and finite.
pub fn decay_rate(half_life: f64) -> f64 {
    (math::LN_2 / half_life).min(FASTEST)
}

/// The same as a function of the log of the half-life, of which `rate' = -rate`.
pub fn decay_rate_by_log<N: Number>(ln_half_life: N) -> N {
    let rate = decay_rate(math::exp(ln_half_life.value()));
    ln_half_life.chain(rate, -rate, rate)
}

/// How the log hazard ratio of one exit goes over time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kernel {
    /// Whole for good.
    Permanent,
    /// Decays at this rate [a year]: ln 2 / half-life.
    Exponential(f64),
    /// Whole for this long \[years\], then gone.
    Window(f64),
}

impl Kernel {
    /// The kernel of a decay under a draw of the parameters.
    pub fn new(decay: Decay, draw: &[f64]) -> Self {
        match decay {
            Decay::Never => Self::Permanent,
            Decay::HalfLife(half_life) => Self::Exponential(decay_rate(half_life.value(draw))),
            Decay::Window(length) => Self::Window(length),
        }
    }

    /// The kernel so long after its beginning \[years\]; 0 before.
    pub fn at(self, age: f64) -> f64 {
        if age < 0.0 {
            return 0.0;
        }
        match self {
            Self::Permanent => 1.0,
            Self::Exponential(rate) => math::exp(-rate * age),
            Self::Window(length) => f64::from(u8::from(age < length)),
        }
    }

    /// Decay of an exponential kernel [a year]; 0 for the others.
    pub fn rate(self) -> f64 {
        match self {
            Self::Exponential(rate) => rate,
            Self::Permanent | Self::Window(_) => 0.0,
        }
    }
}

/// The effect of an exit on those it moves with weight 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// ln of the hazard ratio.
    pub log_ratio: f64,
    /// Time from the exit to its effect \[years\].
    pub delay: f64,
    /// How it goes from then on.
    pub kernel: Kernel,
}

impl Effect {
    /// The effect under a draw of the parameters: the hazard ratio at its beginning, the time to that \[years\], and how it fades.
    pub fn new(ratio: Quantity, delay: f64, decay: Decay, draw: &[f64]) -> Self {
        Self { log_ratio: math::ln(ratio.value(draw)), delay, kernel: Kernel::new(decay, draw) }
    }

    /// The log hazard ratio at `time` of an exit at `exit` \[years\].
    pub fn at(&self, time: f64, exit: f64) -> f64 {
        self.log_ratio * self.kernel.at(time - exit - self.delay)
    }
}
