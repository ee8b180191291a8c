//! The three workloads, from the scenario files beside this one, which `benches/peers/measure.py` runs too. Calendar months stand for the
//! pieces' months.
//!
//! - **W1** 14 people, three channels at constant hazards 0.15, 0.10, 0.05 a year, 36 months, no interaction. Exact: retained is
//!   Binomial(14, exp(-0.9)), mean 5.692, variance 3.378.
//! - **W2** the same with monthly courses, `1 + 0.3 sin(2 pi m / 12)`, `1 + 0.01 m`, and 1.5 from month 18 on; each exit multiplies the
//!   hazards of those who are left by exp(0.3), which halves in the log every 6 months. Exact: mean 1.660, variance 2.95.
//! - **W3** 10,000 people in 500 teams of 20, W2's hazards over 60 months, contagion within the team. Mean 38.7.

use stayput::internals::scenario::{self, Scenario};

/// W1.
pub fn w1() -> Scenario {
    read(include_str!("w1.toml"))
}

/// W2.
pub fn w2() -> Scenario {
    read(include_str!("w2.toml"))
}

/// W3.
pub fn w3() -> Scenario {
    read(include_str!("w3.toml"))
}

fn read(text: &str) -> Scenario {
    scenario::read_str("workload.toml", text, ".".as_ref(), &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario
}
