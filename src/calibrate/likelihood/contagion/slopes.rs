//! The influence with its first derivatives alone, where a gradient is all that is wanted: a tenth of the work.

use crate::math::{self, GAUSS_LEGENDRE_4, GAUSS_LEGENDRE_8};

use super::{
    ACROSS, CAP, DIRECTIONS, FADED, HALF_LIFE, LEADER, LEADER_HALF_LIFE, LEADER_RATIO, LN_MOST, OTHER, OWN, PULL_HALF_LIFE, RATIO, State,
    Strength,
};

/// A number and its derivatives in the directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sloped {
    /// The number.
    pub value: f64,
    /// First derivatives.
    pub gradient: [f64; DIRECTIONS],
}

impl Strength {
    /// The influence at a state, and how much each of its parts is: contagion without its cap, and leader exits.
    fn sloped(&self, state: &State) -> (Sloped, [f64; 2]) {
        let [own, other, leader] = [OWN, OTHER, LEADER].map(|kind| state.sums[kind]);
        let mut gradient = [0.0; DIRECTIONS];
        let (log_ratio, across) = (self.log_ratio.value, if other[0] == 0.0 { 0.0 } else { self.across.value });
        let sum = own[0] + across * other[0];
        let contagion = if sum == 0.0 { 0.0 } else { log_ratio * sum };
        let mut value = contagion;
        if contagion > self.ln_cap.value {
            value = self.ln_cap.value;
            gradient[CAP] = 1.0;
        } else {
            gradient[RATIO] = sum;
            gradient[ACROSS] = log_ratio * across * other[0];
            gradient[HALF_LIFE] = log_ratio * self.rate[0] * (own[1] + across * other[1]);
        }
        if value > LN_MOST {
            value = LN_MOST;
            gradient = [0.0; DIRECTIONS];
        }
        let mut led = 0.0;
        if leader[0] != 0.0 {
            led = self.leader.value * leader[0];
            gradient[LEADER_RATIO] = leader[0];
            gradient[LEADER_HALF_LIFE] = self.leader.value * self.rate[1] * leader[1];
        }
        (Sloped { value: value + led, gradient }, [contagion, led])
    }

    /// As [`Strength::at`].
    pub fn sloped_at(&self, state: &State) -> Sloped {
        self.sloped(state).0
    }

    /// As [`Strength::ln_mean`].
    pub fn sloped_ln_mean(&self, state: &State, length: f64, fade: f64) -> Sloped {
        if !self.varies(state) && fade <= 0.0 {
            return self.sloped_at(state);
        }
        let (mut total, mut sum) = (0.0, [0.0; DIRECTIONS]);
        let kinks = if self.ln_cap.value < f64::INFINITY { self.kinks(state, length, None) } else { Vec::new() };
        let mut from = 0.0;
        for to in kinks.into_iter().chain([length]) {
            let mut begin = from;
            while begin < to && fade * begin < FADED {
                let (_, parts) = self.sloped(&state.later(begin, self.rate));
                let bend = |part: usize| {
                    let height = parts[part].abs();
                    if height < 1e-15 { 0.0 } else { self.rate[part] * (1.0 + height) }
                };
                let bend = (bend(0) + bend(1) + fade) * (to - begin);
                let panels = if bend < 0.5 { 1.0 } else { (bend / 2.0).ceil() };
                let width = (to - begin) / panels;
                let rule = if bend < 0.5 { &GAUSS_LEGENDRE_4[..] } else { &GAUSS_LEGENDRE_8[..] };
                for &(node, weight) in rule {
                    let time = begin + node * width;
                    let mut exponent = self.sloped_at(&state.later(time, self.rate));
                    exponent.gradient[PULL_HALF_LIFE] += fade * time;
                    let mass = math::exp(exponent.value - fade * time) * weight * width;
                    total += mass;
                    for (sum, slope) in sum.iter_mut().zip(exponent.gradient) {
                        *sum += mass * slope;
                    }
                }
                begin = if panels == 1.0 { to } else { begin + width };
            }
            from = to;
        }
        Sloped { value: math::ln(total / length), gradient: sum.map(|slope| slope / total) }
    }
}
