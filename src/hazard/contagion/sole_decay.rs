//! The influence where one effect is all of it, which fades and which no cap binds: a few numbers, for the innermost loop of a simulation.
//!
//! It is [`Influence`] to the bit, with [`Influence::look`], [`Influence::inverse`] and [`Influence::advance`] laid open for its one form.

use super::exponential_integral::exponential_integral;
use super::fading::{Fading, LEAST_FADING};
use super::inverse::Form;
use super::{Influence, Source};
use crate::math;

/// The influence of contagion alone, at one moment.
#[derive(Clone, Copy, Debug)]
pub struct SoleDecay {
    now: f64,
    fading: Fading,
    /// `E` of what is left.
    integral: f64,
    ln_cap: f64,
}

/// The way from the present to a later time.
#[derive(Clone, Copy, Debug)]
pub struct Passage {
    /// The integral of the hazard ratio over it \[years\].
    pub whole: f64,
    end: f64,
    x: f64,
    integral: f64,
}

impl SoleDecay {
    /// How fast it fades [a year].
    #[inline]
    pub fn rate(&self) -> f64 {
        self.fading.rate
    }

    /// The present \[years\].
    #[inline]
    pub fn now(&self) -> f64 {
        self.now
    }

    /// The way to a later time, until which `factor` of it is left, `exp(-rate * length)`; nothing where so little fades on it that the closed
    /// form loses digits.
    #[inline(always)]
    pub fn to(&self, end: f64, factor: f64) -> Option<Passage> {
        let length = end - self.now;
        if self.fading.rate * length <= LEAST_FADING {
            return None;
        }
        let x = self.fading.x * factor;
        let integral = exponential_integral(x);
        Some(Passage { whole: length + (self.integral - integral) / self.fading.rate, end, x, integral })
    }

    /// Goes the whole way.
    #[inline]
    pub fn pass(&mut self, passage: Passage) {
        (self.now, self.fading.x, self.integral) = (passage.end, passage.x, passage.integral);
    }

    /// Goes to the time on a way at which the integral reaches a target.
    #[inline(always)]
    pub fn go_to(&mut self, target: f64, passage: Passage) {
        let Self { now, fading, integral, .. } = *self;
        let time = if target <= 0.0 {
            now
        } else if fading.x == 0.0 {
            (now + target).min(passage.end)
        } else {
            (now + fading.inverse(target, passage.end - now, [integral, passage.integral], passage.x)).min(passage.end)
        };
        if time == passage.end {
            self.pass(passage);
        } else {
            self.fading.x *= math::exp(-fading.rate * (time - now));
            self.now = time;
        }
    }

    /// Adds the effect of an exit that begins now; whether this is still how the influence goes.
    #[inline]
    pub fn add(&mut self, log_ratio: f64) -> bool {
        self.fading.x += log_ratio;
        let is_so = self.fading.is_within_reach() && self.fading.x <= self.ln_cap;
        if is_so {
            self.integral = exponential_integral(self.fading.x);
        }
        is_so
    }
}

impl Influence {
    /// The influence as one effect, if that is what it is.
    #[inline]
    pub fn sole_decay(&self) -> Option<SoleDecay> {
        let [x, leader, counter_offer] = self.amplitude;
        let fading = Fading::sole(x, self.rate[Source::Contagion as usize])?;
        let is_sole = leader == 0.0 && counter_offer == 0.0 && self.jumps.is_empty() && x <= self.ln_cap;
        is_sole.then(|| SoleDecay { now: self.now, fading, integral: exponential_integral(x), ln_cap: self.ln_cap })
    }

    /// Becomes what such an effect has become.
    #[inline]
    pub fn follow(&mut self, decay: &SoleDecay) {
        (self.now, self.amplitude) = (decay.now, [decay.fading.x, 0.0, 0.0]);
        self.outlook.form = Form::Unseen;
    }
}
