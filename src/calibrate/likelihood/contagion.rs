//! What the exits of a history do to the others' hazards: `Influence` in the coordinates of a likelihood.
//!
//! ```text
//! influence(t) = min(ln cap, ln(ratio) * (own(t) + across * other(t))) + ln(leader_ratio) * leader(t)
//! ```
//!
//! where `own`, `other` and `leader` are the sums of the kernels of the exits from the same team (or by edges, weighted), from other
//! teams, and of the team's leaders. For an exponential kernel a sum and its two derivatives in the rate follow from three numbers,
//! `sum of age^n e^(-rate age)` for n = 0, 1, 2, however many exits there were.
//!
//! Exposure needs the mean of `e^influence` over a stretch of time, or of `min(1, e^(base + influence))` below a limit of acceptance, and
//! times `2^(-age / half-life)` for the pull of a spin-out. These are integrals of `Influence`, the same as in a simulation, over numbers
//! that carry derivatives.

use crate::hazard::contagion::Influence;
use crate::hazard::kernel::decay_rate_by_log;
use crate::math;
use crate::number::{Hessian, Number};
use crate::parameter::Quantity;
use crate::scenario::{Contagion, Decay, Ties};

/// Directions of the derivatives, each the log of a number of the scenario; [`BASE`] is the log hazard ratio of everything else, which
/// decides where the limit of acceptance binds.
pub const DIRECTIONS: usize = 8;
const RATIO: usize = 0;
const ACROSS: usize = 1;
const HALF_LIFE: usize = 2;
const CAP: usize = 3;
const LEADER_RATIO: usize = 4;
const LEADER_HALF_LIFE: usize = 5;
/// See [`DIRECTIONS`].
pub const BASE: usize = 6;
/// The half-life of the pull that the influence acts on.
pub const PULL_HALF_LIFE: usize = 7;

/// A number with its derivatives in these directions.
pub type Local = Hessian<DIRECTIONS>;

/// The numbers of the scenario behind the directions; `None` where there is no such number.
pub fn quantities(contagion: &Contagion) -> [Option<Quantity>; DIRECTIONS] {
    let half_life = |decay: Decay| match decay {
        Decay::HalfLife(half_life) => Some(half_life),
        Decay::Never | Decay::Window(_) => None,
    };
    let across = match contagion.ties {
        Ties::Teams { across } => Some(across),
        Ties::Edges(_) => None,
    };
    let leader = contagion.leader;
    [
        Some(contagion.ratio),
        across,
        half_life(contagion.decay),
        contagion.cap,
        leader.map(|leader| leader.ratio),
        leader.and_then(|leader| half_life(leader.decay)),
        None,
        None,
    ]
}

/// How exits move people under given numbers, as functions of the logs of these numbers.
#[derive(Clone, Debug)]
pub struct ContagionTerm<N> {
    log_ratio: N,
    across: N,
    ln_cap: N,
    leader: N,
    /// Decay of contagion and of leader exits [a year].
    rates: [N; 2],
}

impl<N: Number> ContagionTerm<N> {
    /// The term under the logs of its numbers; that of nothing where exits move nobody.
    pub fn new(contagion: Option<&Contagion>, log: impl Fn(Quantity) -> f64) -> Self {
        let numbers = contagion.map_or([None; DIRECTIONS], quantities);
        let log_of = |direction: usize, absent: f64| N::variable(numbers[direction].map_or(absent, &log), direction);
        let rate = |direction: usize| {
            numbers[direction].map_or(N::constant(0.0), |half_life| decay_rate_by_log(N::variable(log(half_life), direction)))
        };
        Self {
            log_ratio: log_of(RATIO, 0.0),
            across: log_of(ACROSS, f64::NEG_INFINITY).exp(),
            ln_cap: log_of(CAP, f64::INFINITY),
            leader: log_of(LEADER_RATIO, 0.0),
            rates: [rate(HALF_LIFE), rate(LEADER_HALF_LIFE)],
        }
    }

    /// The rates of contagion and of leader exits [a year].
    pub fn rates(&self) -> [f64; 2] {
        self.rates.map(|rate| rate.value())
    }

    /// The influence from a state on, at time 0, without the jumps to come.
    fn influence(&self, state: &State) -> Influence<N> {
        let [own, other, leader] = state.sums;
        let mut sum = self.kernel_sum(own, HALF_LIFE);
        if other[0] != 0.0 {
            sum = sum + self.across * self.kernel_sum(other, HALF_LIFE);
        }
        let nothing = N::constant(0.0);
        let led = if leader[0] == 0.0 { nothing } else { self.leader * self.kernel_sum(leader, LEADER_HALF_LIFE) };
        Influence::without_jumps([self.log_ratio * sum, led, nothing], [self.rates[0], self.rates[1], nothing], self.ln_cap)
    }

    /// The sum of kernels as a function of the log of their half-life, in which `rate = ln 2 / half-life` has `rate' = -rate`.
    fn kernel_sum(&self, sums: [f64; 3], half_life: usize) -> N {
        let rate = self.rates[usize::from(half_life == LEADER_HALF_LIFE)].value();
        N::of_one(half_life, sums[0], rate * sums[1], rate * (rate * sums[2] - sums[1]))
    }

    /// The influence at a state.
    pub fn at(&self, state: &State) -> N {
        self.influence(state).log_ratio(0.0)
    }

    /// Whether the influence changes between jumps at a state.
    pub fn varies(&self, state: &State) -> bool {
        self.influence(state).varies()
    }

    /// Bounds of the influence over a stretch of time that begins at a state.
    pub fn bounds(&self, state: &State, length: f64) -> [f64; 2] {
        self.influence(state).log_bounds(length)
    }

    /// The influence wherever over a stretch of time it turns, or begins or ceases to change.
    pub fn turns(&self, state: &State, length: f64) -> Vec<N> {
        self.influence(state).turns(length)
    }

    /// `ln of the mean of e^(influence - fade * time)` over a stretch of time \[years\] that begins at a state.
    pub fn ln_mean(&self, state: &State, length: f64, fade: N) -> N {
        let influence = self.influence(state);
        if influence.varies() || !fade.is_zero() {
            influence.integral_below(length, N::constant(f64::INFINITY), fade).scaled(1.0 / length).ln()
        } else {
            influence.log_ratio(0.0)
        }
    }

    /// `ln of the mean of e^(-fade * time) min(1, e^(base + influence))` over a stretch of time, with the derivative in the base too.
    pub fn ln_mean_limited(&self, state: &State, length: f64, base: f64, fade: N) -> N {
        let base = N::variable(base, BASE);
        self.influence(state).integral_below(length, base.scaled(-1.0), fade).scaled(1.0 / length).ln() + base
    }
}

/// The log of the mean of `e^(-fade t)` over a stretch of time \[years\] that begins at an age.
pub fn ln_mean_fade<N: Number>(fade: N, age: f64, length: f64) -> N {
    let still = Influence::without_jumps([N::constant(0.0); 3], [N::constant(0.0); 3], N::constant(f64::INFINITY));
    still.integral_below(length, N::constant(f64::INFINITY), fade).scaled(1.0 / length).ln() + fade.scaled(-age)
}

/// The kinds of sums of kernels.
pub const OWN: usize = 0;
/// Of other teams.
pub const OTHER: usize = 1;
/// Of the team's leaders.
pub const LEADER: usize = 2;

/// The sums of kernels at one moment: for each kind `sum of weight * age^n * e^(-rate age)` for n = 0, 1, 2.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct State {
    sums: [[f64; 3]; 3],
}

impl State {
    /// Adds an exit whose effect begins now, or where it is negative takes one away.
    pub fn jump(&mut self, kind: usize, weight: f64) {
        self.sums[kind][0] += weight;
        // Windows that have all closed leave exactly nothing.
        if self.sums[kind][0].abs() < 1e-12 {
            self.sums[kind] = [0.0; 3];
        }
    }

    /// The state so much later \[years\], without jumps in between, under the rates of contagion and of leader exits.
    pub fn later(&self, time: f64, rates: [f64; 2]) -> Self {
        let mut state = *self;
        for (kind, sums) in state.sums.iter_mut().enumerate() {
            let rate = rates[usize::from(kind == LEADER)];
            if rate > 0.0 && sums[0] != 0.0 {
                let fade = math::exp(-rate * time);
                let [zero, one, two] = *sums;
                *sums = [zero * fade, (one + time * zero) * fade, (two + 2.0 * time * one + time * time * zero) * fade];
            }
        }
        state
    }

    /// What tells this state from others where nothing fades.
    pub fn key(&self) -> [u64; 3] {
        self.sums.map(|sums| sums[0].to_bits())
    }

    /// Whether no exit acts.
    pub fn is_still(&self) -> bool {
        self.sums.iter().all(|sums| sums[0] == 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_the_integral_and_its_derivatives_those_of_differences() {
        for (half_life, age, length) in [(0.5, 0.3, 1.2), (2.0, 0.0, 0.004), (1e3, 2.0, 0.5), (0.01, 0.0, 3.0)] {
            let at =
                |ln_half_life: f64| ln_mean_fade::<Local>(decay_rate_by_log(Local::variable(ln_half_life, PULL_HALF_LIFE)), age, length);
            let log = math::ln(half_life);
            let here = at(log);
            let steps = 200_000;
            let node = |k: i32| math::exp(-(math::LN_2 * math::exp(-log)) * (age + (f64::from(k) + 0.5) * length / f64::from(steps)));
            let mean = (0..steps).map(node).sum::<f64>() / f64::from(steps);
            assert!((here.value - math::ln(mean)).abs() < 1e-7, "{half_life}: {} {}", here.value, math::ln(mean));
            let (up, down) = (at(log + 1e-4), at(log - 1e-4));
            let slope = (up.value - down.value) / 2e-4;
            let bend = (up.gradient[PULL_HALF_LIFE] - down.gradient[PULL_HALF_LIFE]) / 2e-4;
            assert!((here.gradient[PULL_HALF_LIFE] - slope).abs() < 1e-6 * (1.0 + slope.abs()), "{half_life}");
            assert!((here.hessian[PULL_HALF_LIFE][PULL_HALF_LIFE] - bend).abs() < 1e-6 * (1.0 + bend.abs()), "{half_life}");
        }
    }
}
