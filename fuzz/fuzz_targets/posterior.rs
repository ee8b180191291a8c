//! Any bytes as a posterior.
#![no_main]

mod case;

use libfuzzer_sys::fuzz_target;

const SCENARIO: &str = r#"
name = "Team"
start = 2023-01-01
horizon = "24 months"
[channels.lab]
hazard_per_year = { median = 0.3, p95 = 0.6 }
[channels.startup]
offers_per_year = { mean = 2, sd = 1 }
acceptance = { mean = 0.05, sd = 0.02 }
[[researchers]]
id = "p-01"
[[researchers]]
id = "p-02"
[heat]
volatility = 0.3
half_life = "12 months"
[contagion]
ratio = { median = 1.1, p95 = 1.5 }
window = "90 days"
[history]
file = "history.csv"
until = 2023-01-01
[parameters]
posterior = "posterior.csv"
replications = 2
"#;

fuzz_target!(|bytes: &[u8]| {
    let history = "id,entry,exit,channel\np-00,2022-01-01,2022-06,lab\np-01,2022-01-01,,\np-02,2022-01-01,,\n";
    case::try_out(SCENARIO, &[("history.csv", history.as_bytes()), ("posterior.csv", bytes)], &[]);
});
