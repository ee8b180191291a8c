//! From unconstrained space to the numbers of the model.

use super::Distribution;
use crate::math;
use crate::number::{Hessian, Number};

/// What values a number can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// 0 or more.
    Positive,
    /// 0 to 1.
    Unit,
    /// 1 or more.
    FromOne,
}

/// How a number of the model follows from an unconstrained one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Transform {
    /// `e^u`: above 0.
    Log,
    /// `low + (high - low) / (1 + e^-u)`.
    Logistic {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// `1 + e^u`: above 1.
    AboveOne,
    /// `e^u`, of which `u` may not pass `ln high`: above 0 and up to an end that is part of the range.
    UpTo {
        /// Upper end.
        high: f64,
    },
}

impl Transform {
    /// The transform of a number of a range.
    pub fn of_range(range: Range) -> Self {
        match range {
            Range::Positive => Self::Log,
            Range::Unit => Self::Logistic { low: 0.0, high: 1.0 },
            Range::FromOne => Self::AboveOne,
        }
    }

    /// The transform of a number with a prior, whose range is that of the prior within its own.
    pub fn of_prior(prior: &Distribution, range: Range) -> Self {
        match *prior {
            Distribution::Uniform { low, high } => Self::Logistic { low, high },
            _ => Self::of_range(range),
        }
    }

    /// The number at an unconstrained one, with its derivatives in that.
    pub fn number(self, at: f64) -> Hessian<1> {
        let u = Hessian::<1>::variable(at, 0);
        match self {
            Self::Log | Self::UpTo { .. } => u.exp(),
            Self::Logistic { low, high } => {
                let share = logistic(at);
                let slope = share * (1.0 - share);
                u.chain(share, slope, slope * (1.0 - 2.0 * share)).scaled(high - low) + Hessian::constant(low)
            }
            Self::AboveOne => u.exp() + Hessian::constant(1.0),
        }
    }

    /// The log of the number, with its derivatives; linear where the number is exponential, however small.
    pub fn log(self, at: f64) -> Hessian<1> {
        let u = Hessian::<1>::variable(at, 0);
        match self {
            Self::Log | Self::UpTo { .. } => u,
            Self::Logistic { low: 0.0, high } => {
                let share = logistic(at);
                let log = if at > 0.0 { -libm::log1p(math::exp(-at)) } else { at - libm::log1p(math::exp(at)) };
                u.chain(log + math::ln(high), 1.0 - share, -share * (1.0 - share))
            }
            Self::Logistic { .. } | Self::AboveOne => self.number(at).ln(),
        }
    }

    /// `ln |d number / d u|`, with its derivatives.
    pub fn log_jacobian(self, at: f64) -> Hessian<1> {
        let u = Hessian::<1>::variable(at, 0);
        match self {
            Self::Log | Self::AboveOne | Self::UpTo { .. } => u,
            Self::Logistic { low, high } => {
                let share = logistic(at);
                // ln(share (1 - share)) = -|u| - 2 ln(1 + e^-|u|)
                let log = -at.abs() - 2.0 * libm::log1p(math::exp(-at.abs()));
                u.chain(log + math::ln(high - low), 1.0 - 2.0 * share, -2.0 * share * (1.0 - share))
            }
        }
    }

    /// The ends of the range.
    pub fn ends(self) -> (f64, f64) {
        match self {
            Self::Log => (0.0, f64::INFINITY),
            Self::Logistic { low, high } => (low, high),
            Self::AboveOne => (1.0, f64::INFINITY),
            Self::UpTo { high } => (0.0, high),
        }
    }

    /// The unconstrained number of a number of the model; one at an end of the range stays short of it.
    pub fn inverse(self, number: f64) -> f64 {
        let log = |x: f64| if x > 0.0 { math::ln(x).clamp(-FAR, FAR) } else { -FAR };
        match self {
            Self::Log => log(number),
            Self::Logistic { low, high } => log((number - low) / (high - number).max(f64::MIN_POSITIVE)),
            Self::AboveOne => log(number - 1.0),
            Self::UpTo { high } => log(math::least(number, high)),
        }
    }
}

/// Unconstrained numbers beyond this are at the end of their range for every purpose.
pub const FAR: f64 = 30.0;

fn logistic(at: f64) -> f64 {
    if at >= 0.0 {
        1.0 / (1.0 + math::exp(-at))
    } else {
        let e = math::exp(at);
        e / (1.0 + e)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Transform; 5] = [
        Transform::Log,
        Transform::Logistic { low: 0.0, high: 1.0 },
        Transform::Logistic { low: 0.5, high: 3.0 },
        Transform::AboveOne,
        Transform::UpTo { high: 60.0 },
    ];

    #[test]
    fn derivatives_are_those_of_differences() {
        let h = 1e-5;
        for transform in ALL {
            for at in [-3.0, -0.2, 0.0, 1.7, 4.0] {
                for function in [Transform::number, Transform::log, Transform::log_jacobian] {
                    let [below, here, above] = [at - h, at, at + h].map(|u| function(transform, u));
                    let scale = 1.0 + here.value.abs();
                    assert!(((above.value - below.value) / (2.0 * h) - here.gradient[0]).abs() < 1e-8 * scale, "{transform:?} {at}");
                    let bend = (above.gradient[0] - below.gradient[0]) / (2.0 * h);
                    assert!((bend - here.hessian[0][0]).abs() < 1e-8 * scale, "{transform:?} {at}");
                }
                let number = transform.number(at);
                assert!((transform.inverse(number.value) - at).abs() < 1e-12);
                assert!((math::ln(number.value) - transform.log(at).value).abs() < 1e-14);
                assert!((math::ln(number.gradient[0]) - transform.log_jacobian(at).value).abs() < 1e-13);
            }
        }
    }
}
