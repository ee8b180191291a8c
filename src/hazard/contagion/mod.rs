//! What earlier exits do to the hazard, in continuous time: contagion and leader exits, and what a counter-offer that keeps somebody leaves.
//!
//! The log hazard ratio of a group of people who are moved alike is
//!
//! ```text
//! influence(t) = min(ln cap, sum over exits d of ln(ratio) * weight * kernel(t - t_d - delay)) + the same sum for leader exits, uncapped
//! ```
//!
//! and the same for counter-offers that kept oneself, uncapped, with `kernel(s) = 2^(-s / half_life)` (1 where effects never fade), or 1 until
//! the window ends; 0 for `s < 0`. Exponential kernels with one half-life add up to one exponential, so the state is an amplitude a source,
//! however many exits there were.
//!
//! Between the moments at which an amplitude jumps ([`Influence::next_jump`]) everything is smooth. Where all that fades does so at one rate,
//! `integral` is in closed form, by the exponential integral, or by a power series where what is integrated fades too; what does not fade is
//! a factor. Elsewhere it is Gauss-Legendre quadrature, to a relative error below 1e-10. All are split where the cap or a limit takes over.
//! The closed form loses digits where little fades in the time, at most down to 1e-7. In [`SoleDecay`] an integral over next to
//! no time may lose all of its digits, but the time that follows from it none.

mod effects;
mod exponential_integral;
mod fading;
mod integral;
mod inverse;
mod inverse_exponential_integral;
mod leader_exit;
mod sole_decay;

use crate::math;
use crate::number::Number;

pub use effects::ContagionEffects;
pub use inverse::DecayFactor;
pub use sole_decay::{Passage, SoleDecay};

use self::inverse::{Form, Outlook};
use super::kernel::{Effect, Kernel};

/// Where the log hazard ratio ends for arithmetic's sake: at e^500 everybody is gone within the rounding error of the clock.
pub const LN_MOST: f64 = 500.0;

/// How many sources there are.
pub const SOURCES: usize = 3;

/// The sources of the influence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Ordinary contagion, under the cap.
    Contagion,
    /// The exit of the group's leader, outside the cap.
    Leader,
    /// A counter-offer that kept the one who is alone in the group, outside the cap.
    CounterOffer,
}

/// A jump of an amplitude that is yet to come.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Jump {
    time: f64,
    source: Source,
    amount: f64,
}

/// The state of the influence on one group of people at one moment: the mathematics of it, over numbers with or without derivatives.
///
/// A simulation moves one along with its jumps; a likelihood makes one for each stretch of time without jumps ([`Influence::without_jumps`]).
#[derive(Clone, Debug, PartialEq)]
pub struct Influence<N = f64> {
    now: f64,
    amplitude: [N; SOURCES],
    rate: [N; SOURCES],
    ln_cap: N,
    jumps: Vec<Jump>,
    outlook: Outlook,
}

/// The state of an influence between two jumps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    now: f64,
    amplitude: [f64; SOURCES],
}

impl Moment {
    /// Of no influence.
    pub const NONE: Self = Self { now: f64::NAN, amplitude: [0.0; SOURCES] };
}

impl Influence {
    /// No exit yet, at time `now` \[years\], with the decay of the two kernels and the cap on the contagion's hazard ratio (infinite:
    /// none).
    pub fn new(now: f64, contagion: Kernel, leader: Kernel, cap: f64) -> Self {
        let rate = [contagion.rate(), leader.rate(), 0.0];
        Self { now, amplitude: [0.0; SOURCES], rate, ln_cap: math::ln(cap), jumps: Vec::new(), outlook: Outlook::NONE }
    }

    /// Takes over the state of another influence without a new allocation.
    pub fn copy_from(&mut self, other: &Self) {
        self.now = other.now;
        self.amplitude = other.amplitude;
        self.rate = other.rate;
        self.ln_cap = other.ln_cap;
        self.jumps.clear();
        self.jumps.extend_from_slice(&other.jumps);
        self.outlook = other.outlook;
    }

    /// The present \[years\].
    #[inline]
    pub fn now(&self) -> f64 {
        self.now
    }

    /// The state, to go back to before the next jump.
    pub fn moment(&self) -> Moment {
        Moment { now: self.now, amplitude: self.amplitude }
    }

    /// Goes back to a moment since which nothing has jumped.
    pub fn go_back(&mut self, moment: &Moment) {
        (self.now, self.amplitude) = (moment.now, moment.amplitude);
        self.outlook.form = Form::Unseen;
    }

    /// Becomes the sum of another influence and of contagion that comes to it, at one moment; jumps to come are left out.
    pub fn set_to_sum(&mut self, own: &Self, further: &Moment) {
        (self.now, self.amplitude, self.rate, self.ln_cap) = (own.now, own.amplitude, own.rate, own.ln_cap);
        self.amplitude[Source::Contagion as usize] += further.amplitude[Source::Contagion as usize];
        self.jumps.clear();
        self.outlook.form = Form::Unseen;
    }

    /// The contagion alone, without the cap.
    pub fn contagion(&self) -> f64 {
        self.amplitude[Source::Contagion as usize]
    }

    /// What the log hazard ratio of each source is at a time without the cap; before now, as if nothing had jumped since.
    pub fn sources_at(&self, time: f64) -> [f64; SOURCES] {
        by_source(|source| self.source(source, time - self.now))
    }

    /// How fast each source fades [a year].
    pub fn rates(&self) -> [f64; SOURCES] {
        self.rate
    }

    /// The log of the cap; infinite without.
    pub fn ln_cap(&self) -> f64 {
        self.ln_cap
    }

    /// Says how the effect of counter-offers decays; of use before the first is added.
    pub fn decay_of_counter_offers(&mut self, kernel: Kernel) {
        self.rate[Source::CounterOffer as usize] = kernel.rate();
        self.outlook.form = Form::Unseen;
    }

    /// Adds the effect of an exit at time `exit`, past or present, with a weight.
    pub fn add(&mut self, source: Source, effect: &Effect, exit: f64, weight: f64) {
        let amount = effect.log_ratio * weight;
        if amount == 0.0 {
            return;
        }
        let begin = exit + effect.delay;
        // One comparison decides whether a window is still open: its height and its closing must never disagree by a rounding error.
        let close = match effect.kernel {
            Kernel::Window(length) => begin + length,
            Kernel::Permanent | Kernel::Exponential(_) => f64::INFINITY,
        };
        if close <= self.now {
            return;
        }
        if begin > self.now {
            self.push(Jump { time: begin, source, amount });
        } else {
            self.amplitude[source as usize] += match effect.kernel {
                Kernel::Window(_) => amount,
                _ if begin == self.now => amount,
                kernel => amount * kernel.at(self.now - begin),
            };
            self.jumped();
        }
        if close < f64::INFINITY {
            self.push(Jump { time: close, source, amount: -amount });
        }
    }

    /// Keeps the jumps in order of time, the latest first; among equal times the one added first comes first.
    fn push(&mut self, jump: Jump) {
        let place = self.jumps.partition_point(|other| other.time > jump.time);
        self.jumps.insert(place, jump);
    }

    /// Whether nothing moves this group now or later, until somebody leaves.
    #[cfg(test)]
    fn is_quiet(&self) -> bool {
        self.amplitude == [0.0; SOURCES] && self.jumps.is_empty()
    }

    /// The next time at which an amplitude jumps \[years\]; infinite if none is due.
    pub fn next_jump(&self) -> f64 {
        self.jumps.last().map_or(f64::INFINITY, |jump| jump.time)
    }
}

impl<N: Number> Influence<N> {
    /// An influence without jumps to come, at time 0: the amplitude and the rate of decay [a year] of each source, and the log of the cap.
    pub fn without_jumps(amplitude: [N; SOURCES], rate: [N; SOURCES], ln_cap: N) -> Self {
        Self { now: 0.0, amplitude, rate, ln_cap, jumps: Vec::new(), outlook: Outlook::NONE }
    }

    /// A source's log hazard ratio at an age \[years\] of the state. Most integrals begin now: those need no exponential.
    #[inline]
    fn source(&self, source: usize, age: f64) -> N {
        let amplitude = self.amplitude[source];
        if age == 0.0 || self.rate[source].is_zero() || amplitude.is_zero() {
            amplitude
        } else {
            amplitude * self.rate[source].scaled(-age).exp()
        }
    }

    /// The log hazard ratio at a time between now and the next jump.
    pub fn log_ratio(&self, time: f64) -> N {
        let [contagion, leader, counter_offer] = by_source(|source| self.source(source, time - self.now));
        at_most(at_most(contagion, self.ln_cap) + leader + counter_offer, N::constant(LN_MOST))
    }

    /// Bounds of the log hazard ratio from now to `end`, which the influence reaches where its sources go the same way.
    pub fn log_bounds(&self, end: f64) -> [f64; 2] {
        let ends = by_source(|source| [self.amplitude[source].value(), self.source(source, end - self.now).value()]);
        let bound = |of: fn(f64, f64) -> f64| {
            let [contagion, leader, counter_offer] = ends.map(|[now, then]| of(now, then));
            (contagion.min(self.ln_cap.value()) + leader + counter_offer).min(LN_MOST)
        };
        [bound(f64::min), bound(f64::max)]
    }

    /// A bound of the log hazard ratio until the next jump.
    pub fn log_most(&self) -> f64 {
        let most = |source: usize| {
            let amplitude = self.amplitude[source].value();
            if self.rate[source].is_zero() { amplitude } else { amplitude.max(0.0) }
        };
        (most(0).min(self.ln_cap.value()) + most(1) + most(2)).min(LN_MOST)
    }

    /// A bound of the hazard ratio until the next jump.
    pub fn most(&self) -> f64 {
        let log_most = self.log_most();
        if log_most == 0.0 { 1.0 } else { math::exp(log_most) }
    }

    /// Whether the influence changes between jumps.
    pub fn varies(&self) -> bool {
        self.amplitude.iter().zip(&self.rate).any(|(amplitude, rate)| !amplitude.is_zero() && rate.value() > 0.0)
    }
}

/// Something of each source. (An array's own `map` is a call for each.)
#[inline]
fn by_source<T>(of: impl Fn(usize) -> T) -> [T; SOURCES] {
    [of(0), of(1), of(2)]
}

/// The smaller of two numbers.
#[inline]
fn at_most<N: Number>(number: N, most: N) -> N {
    if number.value() > most.value() { most } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decaying(half_life: f64) -> Kernel {
        Kernel::Exponential(math::LN_2 / half_life)
    }

    #[test]
    fn the_state_is_the_sum_of_the_kernels() {
        let contagion = Effect { log_ratio: 0.3, delay: 0.1, kernel: decaying(0.5) };
        let leader = Effect { log_ratio: 0.8, delay: 0.0, kernel: decaying(0.2) };
        let mut influence = Influence::new(0.0, contagion.kernel, leader.kernel, f64::INFINITY);
        let exits = [(-0.3, 1.0), (0.0, 0.5), (0.05, 2.0)];
        for &(time, weight) in &exits {
            while influence.next_jump() < time {
                influence.advance(influence.next_jump());
            }
            influence.advance(influence.now.max(time));
            influence.add(Source::Contagion, &contagion, time, weight);
        }
        influence.add(Source::Leader, &leader, 0.05, 1.0);
        while influence.next_jump() < 0.4 {
            influence.advance(influence.next_jump());
        }
        let expected: f64 = exits.iter().map(|&(t, w)| w * contagion.at(0.7, t)).sum::<f64>() + leader.at(0.7, 0.05);
        assert!((influence.log_ratio(0.7) - expected).abs() < 1e-14);
    }

    #[test]
    fn a_window_opens_and_closes() {
        let effect = Effect { log_ratio: 0.5, delay: 0.2, kernel: Kernel::Window(0.3) };
        let mut influence = Influence::new(0.0, effect.kernel, Kernel::Permanent, f64::INFINITY);
        influence.add(Source::Contagion, &effect, 0.0, 1.0);
        assert_eq!(influence.log_ratio(0.1), 0.0);
        assert_eq!(influence.next_jump(), 0.2);
        influence.advance(0.2);
        assert_eq!(influence.log_ratio(0.4), 0.5);
        assert_eq!(influence.next_jump(), 0.5);
        influence.advance(0.5);
        assert!(influence.is_quiet());
    }

    #[test]
    fn a_window_that_closes_on_the_day_it_is_added_leaves_nothing_behind() {
        // Whole days: the ends of many windows fall on the day of an entry, up to a rounding error.
        let years = |days: i32| f64::from(days) / crate::calendar::DAYS_PER_YEAR;
        for entry in 1..300 {
            for exit in entry + 1..entry + 300 {
                let effect = Effect { log_ratio: 0.5, delay: 0.0, kernel: Kernel::Window(years(exit - entry)) };
                let mut influence = Influence::new(years(-entry), effect.kernel, Kernel::Permanent, f64::INFINITY);
                influence.add(Source::Contagion, &effect, years(-exit), 1.0);
                while influence.next_jump() <= 0.0 {
                    influence.advance(influence.next_jump());
                }
                assert!(influence.is_quiet(), "exit {exit}, entry {entry} days before the start");
            }
        }
    }
}
