//! The three workloads, as scenarios. Calendar months stand for the pieces' months.
//!
//! - **W1** 14 people, three channels at constant hazards 0.15, 0.10, 0.05 a year, 36 months, no interaction. Exact: retained is
//!   Binomial(14, exp(-0.9)), mean 5.692, variance 3.378.
//! - **W2** the same with monthly courses, `1 + 0.3 sin(2 pi m / 12)`, `1 + 0.01 m`, and 1.5 from month 18 on; each exit multiplies the
//!   hazards of those who are left by exp(0.3), which halves in the log every 6 months. Exact: mean 1.660, variance 2.95.
//! - **W3** 10,000 people in 500 teams of 20, W2's hazards over 60 months, contagion within the team. Mean 38.7.

use std::fmt::Write;

use stayput::internals::scenario::{self, Scenario};

/// W1.
pub fn w1() -> Scenario {
    read(&head(1, 14, 36))
}

/// W2.
pub fn w2() -> Scenario {
    read(&(head(1, 14, 36) + &courses(36) + CONTAGION))
}

/// W3.
pub fn w3() -> Scenario {
    read(&(head(500, 20, 60) + &courses(60) + CONTAGION))
}

const CONTAGION: &str = "[contagion]\nratio = 1.3498588075760032\nhalf_life = \"6 months\"\n";

fn read(text: &str) -> Scenario {
    scenario::read_str("workload.toml", text, ".".as_ref(), &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario
}

fn head(teams: usize, team_size: usize, months: usize) -> String {
    format!(
        "name = \"Workload\"\nstart = 2025-03-01\nhorizon = \"{months} months\"\n\
         [roster.generate]\nteams = {teams}\nteam_size = {team_size}\n\
         [channels.found]\nhazard_per_year = 0.15\n[channels.startup]\nhazard_per_year = 0.10\n[channels.lab]\nhazard_per_year = 0.05\n"
    )
}

/// A multiplier by month.
type Course = fn(f64) -> f64;

/// The monthly courses of the three channels, as step series.
fn courses(months: usize) -> String {
    let courses: [(&str, Course); 3] = [
        ("found", |m| 1.0 + 0.3 * libm::sin(std::f64::consts::TAU * m / 12.0)),
        ("startup", |m| 1.0 + 0.01 * m),
        ("lab", |m| if m < 18.0 { 1.0 } else { 1.5 }),
    ];
    let mut text = String::new();
    for (channel, course) in courses {
        let points: Vec<String> = (0..months).map(|m| format!("{{ at = \"{m} months\", value = {} }}", course(m as f64))).collect();
        let _ = write!(text, "[[heat.series]]\nchannels = [\"{channel}\"]\ninterpolation = \"step\"\npoints = [ {} ]\n", points.join(", "));
    }
    text
}
