//! What the exits of a history do to the others' hazards, with derivatives: the influence of [`crate::hazard::contagion`] in the
//! coordinates of a likelihood.
//!
//! ```text
//! influence(t) = min(ln cap, ln(ratio) * (own(t) + across * other(t))) + ln(leader_ratio) * leader(t)
//! ```
//!
//! where `own`, `other` and `leader` are the sums of the kernels of the exits from the same team (or by edges, weighted), from other
//! teams, and of the team's leaders. For an exponential kernel a sum and its two derivatives in the rate follow from three numbers,
//! `sum of age^n e^(-rate age)` for n = 0, 1, 2, however many exits there were.
//!
//! Exposure needs the mean of `e^influence` over a stretch of time: Gauss-Legendre quadrature, split where the cap or the limit of
//! acceptance takes over. Such a kink moves with the parameters, which the Hessian has to know: where `min(f, g)` changes sides, at a
//! rate `|f' - g'|`, the integral of its exponential has the further second derivative
//! `-e^f grad(f - g) grad(f - g)' / |f' - g'|`.
//!
//! The pull of a spin-out fades besides (`pull_decay`): its exposure is the mean of `2^(-age / half-life) e^influence`.

pub(super) mod pull_decay;
mod slopes;

use crate::math::{self, GAUSS_LEGENDRE_4, GAUSS_LEGENDRE_8};
use crate::parameter::Quantity;
use crate::scenario::{Contagion, Decay, Ties};

use super::hessian::Hessian;
use crate::hazard::contagion::{FASTEST, LN_MOST};

pub use slopes::Sloped;

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

/// A pull that has faded by this power of e is below rounding.
const FADED: f64 = 60.0;

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

/// How exits move people under given numbers.
#[derive(Clone, Debug)]
pub struct Strength {
    log_ratio: Local,
    across: Local,
    ln_cap: Local,
    leader: Local,
    /// Decay of contagion and of leader exits [a year].
    rate: [f64; 2],
}

impl Strength {
    /// The strength under the logs of its numbers; that of nothing where exits move nobody.
    pub fn new(contagion: Option<&Contagion>, log: impl Fn(Quantity) -> f64) -> Self {
        let numbers = contagion.map_or([None; DIRECTIONS], quantities);
        let log_of = |direction: usize, absent: f64| numbers[direction].map_or(absent, &log);
        let rate = |direction: usize| numbers[direction].map_or(0.0, |half_life| (math::LN_2 * math::exp(-log(half_life))).min(FASTEST));
        Self {
            log_ratio: Hessian::variable(log_of(RATIO, 0.0), RATIO),
            across: Hessian::variable(log_of(ACROSS, f64::NEG_INFINITY), ACROSS).exp(),
            ln_cap: Hessian::variable(log_of(CAP, f64::INFINITY), CAP),
            leader: Hessian::variable(log_of(LEADER_RATIO, 0.0), LEADER_RATIO),
            rate: [rate(HALF_LIFE), rate(LEADER_HALF_LIFE)],
        }
    }

    /// The exponent at a state: contagion without its cap, and leader exits.
    fn parts(&self, state: &State) -> [Local; 2] {
        let [own, other, leader] = state.sums;
        let mut contagion = Hessian::constant(0.0);
        // log_ratio * (own + across * other), of which each is a function of one direction: what is 0 is not multiplied out.
        let log_ratio = self.log_ratio.value;
        let [mut sum, mut first, mut second] = self.kernel_sum(own, 0);
        if other[0] != 0.0 {
            let across = self.across.value;
            let [theirs, their_first, their_second] = self.kernel_sum(other, 0).map(|x| across * x);
            sum += theirs;
            first += their_first;
            second += their_second;
            contagion.gradient[ACROSS] = log_ratio * theirs;
            contagion.hessian[ACROSS][ACROSS] = log_ratio * theirs;
            contagion.bend(RATIO, ACROSS, theirs);
            contagion.bend(ACROSS, HALF_LIFE, log_ratio * their_first);
        }
        contagion.value = log_ratio * sum;
        contagion.gradient[RATIO] = sum;
        contagion.gradient[HALF_LIFE] = log_ratio * first;
        contagion.hessian[HALF_LIFE][HALF_LIFE] = log_ratio * second;
        contagion.bend(RATIO, HALF_LIFE, first);
        let mut led = Hessian::constant(0.0);
        if leader[0] != 0.0 {
            let strength = self.leader.value;
            let [sum, first, second] = self.kernel_sum(leader, 1);
            led.value = strength * sum;
            led.gradient[LEADER_RATIO] = sum;
            led.gradient[LEADER_HALF_LIFE] = strength * first;
            led.hessian[LEADER_HALF_LIFE][LEADER_HALF_LIFE] = strength * second;
            led.bend(LEADER_RATIO, LEADER_HALF_LIFE, first);
        }
        [contagion, led]
    }

    /// The sum of kernels and its derivatives in the log of the half-life, in which `rate = ln 2 / half-life` has `rate' = -rate`.
    fn kernel_sum(&self, sums: [f64; 3], kernel: usize) -> [f64; 3] {
        let rate = self.rate[kernel];
        [sums[0], rate * sums[1], rate * (rate * sums[2] - sums[1])]
    }

    /// The influence at a state.
    pub fn at(&self, state: &State) -> Local {
        let [contagion, leader] = self.parts(state);
        self.capped(&contagion) + leader
    }

    fn capped(&self, contagion: &Local) -> Local {
        let capped = if contagion.value > self.ln_cap.value { self.ln_cap } else { *contagion };
        if capped.value > LN_MOST { Hessian::constant(LN_MOST) } else { capped }
    }

    /// Whether the influence changes between jumps at a state.
    pub fn varies(&self, state: &State) -> bool {
        let fades = |sum: usize, kernel: usize| self.rate[kernel] > 0.0 && state.sums[sum][0] != 0.0;
        fades(OWN, 0) || fades(OTHER, 0) || fades(LEADER, 1)
    }

    /// Bounds of the influence over a stretch of time that begins at a state.
    pub fn bounds(&self, state: &State, length: f64) -> (f64, f64) {
        let end = state.later(length, self.rate);
        let parts = [self.parts(state), self.parts(&end)].map(|parts| parts.map(|part| part.value));
        let least = parts[0][0].min(parts[1][0]).min(self.ln_cap.value) + parts[0][1].min(parts[1][1]);
        let most = parts[0][0].max(parts[1][0]).min(self.ln_cap.value) + parts[0][1].max(parts[1][1]);
        (least, most)
    }

    /// The influence wherever over a stretch of time it turns, or begins or ceases to change: at its ends, where the cap ceases to bind, and
    /// where one part overtakes the other.
    pub fn turns(&self, state: &State, length: f64) -> Vec<Local> {
        let mut times = vec![0.0];
        times.extend(self.kinks(state, length, None));
        times.push(length);
        let turns: Vec<f64> = times.windows(2).filter_map(|pair| self.turn(state, pair[0], pair[1])).collect();
        times.extend(turns);
        times.into_iter().map(|time| self.at(&state.later(time, self.rate))).collect()
    }

    /// `ln of the mean of e^(influence - fade * time)` over a stretch of time [years] that begins at a state.
    pub fn ln_mean(&self, state: &State, length: f64, fade: f64) -> Local {
        if self.varies(state) || fade > 0.0 { self.integral(state, length, None, fade).scaled(1.0 / length).ln() } else { self.at(state) }
    }

    /// `ln of the mean of e^(-fade * time) min(1, e^(base + influence))` over a stretch of time, with the derivative in the base too.
    pub fn ln_mean_limited(&self, state: &State, length: f64, base: f64, fade: f64) -> Local {
        self.integral(state, length, Some(base), fade).scaled(1.0 / length).ln()
    }

    /// The integral of `e^(influence - fade * time)`, or below the limit, over a stretch of time.
    fn integral(&self, state: &State, length: f64, base: Option<f64>, fade: f64) -> Local {
        let mut sum = Hessian::constant(0.0);
        let mut from = 0.0;
        let kinks = self.kinks(state, length, base);
        for (kink, to) in kinks.iter().map(|&to| (true, to)).chain([(false, length)]) {
            sum = sum + self.smooth_integral(state, from, to, base, fade);
            if kink {
                sum = sum + self.at_kink(&state.later(to, self.rate), base).scaled(math::exp(-fade * to));
            }
            from = to;
        }
        sum
    }

    /// The log of the integrand, which may be below the limit.
    fn exponent(&self, state: &State, base: Option<f64>) -> Local {
        let influence = self.at(state);
        let Some(base) = base else { return influence };
        let total = influence + Hessian::variable(base, BASE);
        if total.value > 0.0 { Hessian::constant(0.0) } else { total }
    }

    /// The quadrature of a stretch without kinks. The panels are so short that the exponent bends by two at most within each; what has
    /// faded below rounding no longer bends it.
    fn smooth_integral(&self, state: &State, from: f64, to: f64, base: Option<f64>, fade: f64) -> Local {
        let mut sum = Hessian::constant(0.0);
        let mut begin = from;
        while begin < to && fade * begin < FADED {
            let parts = self.parts(&state.later(begin, self.rate));
            let bend = |part: usize| {
                let height = parts[part].value.abs();
                if height < 1e-15 { 0.0 } else { self.rate[part] * (1.0 + height) }
            };
            let bend = (bend(0) + bend(1) + fade) * (to - begin);
            let panels = if bend < 0.5 { 1.0 } else { (bend / 2.0).ceil() };
            let width = (to - begin) / panels;
            let rule = if bend < 0.5 { &GAUSS_LEGENDRE_4[..] } else { &GAUSS_LEGENDRE_8[..] };
            for &(node, weight) in rule {
                let time = begin + node * width;
                let exponent = self.exponent(&state.later(time, self.rate), base) + pull_decay::ln_fade(fade, time);
                sum.add_exp(&exponent, weight * width);
            }
            begin = if panels == 1.0 { to } else { begin + width };
        }
        sum
    }

    /// Where the cap or the limit begins or ends to bind within a stretch, in order of time.
    fn kinks(&self, state: &State, length: f64, base: Option<f64>) -> Vec<f64> {
        let mut kinks = Vec::new();
        let cap = self.parts(state)[0].value / self.ln_cap.value;
        if self.rate[0] > 0.0 && cap > 1.0 && cap < f64::INFINITY {
            kinks.extend(Some(math::ln(cap) / self.rate[0]).filter(|&time| time < length));
        }
        let Some(base) = base else { return kinks };
        // Between the cap's kink and the turn of the sum of two exponentials the influence is monotone.
        let cuts: Vec<f64> = [0.0].into_iter().chain(kinks.clone()).chain([length]).collect();
        let is_above = |time: f64| self.at(&state.later(time, self.rate)).value + base > 0.0;
        for pair in cuts.windows(2) {
            let turn = self.turn(state, pair[0], pair[1]);
            for (mut low, mut high) in [(pair[0], turn.unwrap_or(pair[1])), (turn.unwrap_or(pair[1]), pair[1])] {
                // The cap's kink itself belongs to both sides.
                let (first, last) = (is_above(low + 1e-9 * (high - low)), is_above(high - 1e-9 * (high - low)));
                if first != last {
                    while high - low > 1e-15 * (1.0 + high) && 0.5 * (low + high) > low && 0.5 * (low + high) < high {
                        let middle = 0.5 * (low + high);
                        if is_above(middle) == first { low = middle } else { high = middle }
                    }
                    kinks.push(low);
                }
            }
        }
        kinks.sort_by(f64::total_cmp);
        kinks
    }

    /// Where the two parts' sum turns, strictly between two times that the cap does not part.
    fn turn(&self, state: &State, from: f64, to: f64) -> Option<f64> {
        let parts = self.parts(&state.later(from, self.rate)).map(|part| part.value);
        let middle = self.parts(&state.later(0.5 * (from + to), self.rate))[0].value;
        let slopes = [parts[0] * self.rate[0], parts[1] * self.rate[1]];
        if middle > self.ln_cap.value || slopes[0] * slopes[1] >= 0.0 || self.rate[0] == self.rate[1] {
            return None;
        }
        let time = from + math::ln(-slopes[0] / slopes[1]) / (self.rate[0] - self.rate[1]);
        (from < time && time < to).then_some(time)
    }

    /// The further second derivative of the integral at a kink; see the module.
    fn at_kink(&self, state: &State, base: Option<f64>) -> Local {
        let [contagion, leader] = self.parts(state);
        let mut sum = Hessian::constant(0.0);
        let cap_gap = contagion - self.ln_cap;
        let contagion_slope = -self.rate[0] * contagion.value;
        let leader_slope = -self.rate[1] * leader.value;
        let mut add = |height: f64, gap: &Local, slope: f64| {
            for a in 0..DIRECTIONS {
                for b in 0..DIRECTIONS {
                    sum.hessian[a][b] -= height * gap.gradient[a] * gap.gradient[b] / slope.abs();
                }
            }
        };
        let near = |gap: f64| gap.abs() < 1e-8;
        let is_capped = contagion.value > self.ln_cap.value;
        if near(cap_gap.value) {
            let limited = base.is_some_and(|base| base + self.at(state).value > 0.0);
            if !limited {
                let height = math::exp(self.at(state).value + base.unwrap_or(0.0));
                add(height, &cap_gap, contagion_slope);
            }
        } else if let Some(base) = base {
            let gap = self.capped(&contagion) + leader + Hessian::variable(base, BASE);
            let slope = if is_capped { leader_slope } else { contagion_slope + leader_slope };
            add(1.0, &gap, slope);
        }
        sum
    }
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

    /// The state so much later [years], without jumps in between, under the rates of contagion and of leader exits.
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

impl Strength {
    /// The rates of contagion and of leader exits [a year].
    pub fn rates(&self) -> [f64; 2] {
        self.rate
    }
}
