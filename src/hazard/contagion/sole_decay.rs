//! The influence where one effect is all of it, which fades and which no cap binds: a few numbers, for the innermost loop of a simulation.
//!
//! It is [`Influence`] with [`Influence::look`], [`Influence::inverse`] and [`Influence::advance`] laid open for its one form, to within the
//! rounding error. Between exits `ln x` goes down by the rate times the time; after an exit it is worked out anew, next to what else is asked
//! for then. Integrals are differences, exact to a few 1e-16 of [`LONGEST`]: that much of a time, not of a short integral.

#![expect(clippy::inline_always, reason = "the numbers of the innermost loop stay in registers only where all that it does is inlined")]

use super::exponential_integral::exponential_integral;
use super::fading::{Fading, LEAST_OF_TABLE};
use super::inverse::{DecayFactor, Form};
use super::inverse_exponential_integral::{REACH, argument};
use super::{Influence, Source};
use crate::math;

/// The longest mean time of what fades \[years\]: the rounding error of an integral is so many times that of `E`.
const LONGEST: f64 = 16.0;
/// The lowest log hazard ratio: the rounding error of a time is that of an integral over the hazard ratio.
const LOWEST: f64 = -1.0;

/// The influence of contagion alone, at one moment.
#[derive(Clone, Copy, Debug)]
pub struct SoleDecay {
    now: f64,
    fading: Fading,
    /// `1 / rate` \[years\].
    years: f64,
    /// `E` of what is left, and its logarithm; of the latter of use only above [`LEAST_OF_TABLE`].
    integral: f64,
    ln_x: f64,
    ln_cap: f64,
    /// The end of the way on which somebody has left last, and how much of what fades is left then of now.
    rest: [f64; 2],
}

/// The way from the present to a later time.
#[derive(Clone, Copy, Debug)]
pub struct Passage {
    /// The integral of the hazard ratio over it \[years\].
    pub whole: f64,
    end: f64,
    x: f64,
    integral: f64,
    /// By how much `ln x` goes down.
    faded: f64,
}

impl SoleDecay {
    /// How fast it fades [a year].
    #[inline(always)]
    pub fn rate(&self) -> f64 {
        self.fading.rate
    }

    /// The present \[years\].
    #[inline(always)]
    pub fn now(&self) -> f64 {
        self.now
    }

    /// The way to a time within a stretch.
    #[inline(always)]
    pub fn to(&self, end: f64, stretch: &DecayFactor) -> Passage {
        let [known_end, known_factor] = self.rest;
        let factor = if known_end == end { known_factor } else { stretch.between([self.now, end]) };
        self.by(end, factor)
    }

    /// The way to the end of a stretch that begins now, if it does.
    #[inline(always)]
    pub fn over(&self, stretch: &DecayFactor) -> Option<Passage> {
        (stretch.since() == self.now).then(|| self.by(stretch.end(), stretch.factor()))
    }

    /// The way to a time at which so much is left of what fades.
    #[inline(always)]
    fn by(&self, end: f64, factor: f64) -> Passage {
        let length = end - self.now;
        let faded = self.fading.rate * length;
        let x = self.fading.x * factor;
        let integral = exponential_integral(x);
        let whole = math::largest(length + (self.integral - integral) * self.years, 0.0);
        Passage { whole, end, x, integral, faded }
    }

    /// Goes the whole way.
    #[inline(always)]
    pub fn pass(&mut self, passage: Passage) {
        (self.now, self.fading.x, self.integral) = (passage.end, passage.x, passage.integral);
        self.ln_x -= passage.faded;
    }

    /// Somebody leaves on a way, when the integral reaches a target: goes there, and adds the effect. Whether this is still how the
    /// influence goes.
    #[inline(always)]
    pub fn exit(&mut self, target: f64, passage: Passage, log_ratio: f64) -> bool {
        let left = self.integral + self.ln_x - self.fading.rate * target;
        // All of the way is in the table.
        if self.fading.x > LEAST_OF_TABLE && self.integral + self.ln_x < REACH.end && left >= REACH.start {
            let (ln_x, x) = argument(left);
            self.now = math::least(self.now + math::largest((self.ln_x - ln_x) * self.years, 0.0), passage.end);
            self.rest = [passage.end, passage.x / x];
            self.fading.x = x;
        } else {
            self.go_to(target, passage);
        }
        self.fading.x += log_ratio;
        let goes_on = self.fading.is_within_reach() && self.fading.x >= LOWEST && self.fading.x <= self.ln_cap;
        if goes_on {
            self.integral = exponential_integral(self.fading.x);
            self.ln_x = math::ln_of_normal(math::largest(self.fading.x, LEAST_OF_TABLE));
        }
        goes_on
    }

    /// Goes to the time on a way at which the integral reaches a target, without the table.
    #[inline(never)]
    fn go_to(&mut self, target: f64, passage: Passage) {
        let Self { now, fading, integral, .. } = *self;
        let length = if fading.x == 0.0 || target <= 0.0 {
            target
        } else {
            fading.inverse(target, passage.end - now, [integral, passage.integral], passage.x)
        };
        self.now = (now + length.max(0.0)).min(passage.end);
        self.fading.x *= math::exp(-fading.rate * (self.now - now));
        self.rest = [passage.end, math::exp(-fading.rate * (passage.end - self.now))];
    }
}

impl Influence {
    /// The influence as one effect, if that is what it is, and times do not lose digits by it.
    #[inline]
    pub fn sole_decay(&self) -> Option<SoleDecay> {
        let [x, leader, counter_offer] = self.amplitude;
        let fading = Fading::sole(x, self.rate[Source::Contagion as usize])?;
        let years = 1.0 / fading.rate;
        let is_sole = leader == 0.0 && counter_offer == 0.0 && self.jumps.is_empty() && x >= LOWEST && x <= self.ln_cap;
        (is_sole && years < LONGEST).then(|| SoleDecay {
            now: self.now,
            fading,
            years,
            integral: exponential_integral(x),
            ln_x: math::ln_of_normal(x.max(LEAST_OF_TABLE)),
            ln_cap: self.ln_cap,
            rest: [f64::NAN; 2],
        })
    }

    /// Becomes what such an effect has become.
    #[inline]
    pub fn follow(&mut self, decay: &SoleDecay) {
        (self.now, self.amplitude) = (decay.now, [decay.fading.x, 0.0, 0.0]);
        self.outlook.form = Form::Unseen;
    }
}
