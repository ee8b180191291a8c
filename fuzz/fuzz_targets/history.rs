//! Any bytes as a history.
#![no_main]

mod case;

use libfuzzer_sys::fuzz_target;

const SCENARIO: &str = r#"
name = "Team"
start = 2023-01-01
horizon = "24 months"
[channels.lab]
hazard_per_year = 0.3
[[researchers]]
id = "p-01"
hired = 2020-01-01
[[researchers]]
id = "p-02"
[history]
file = "history.csv"
until = 2024-01-01
[contagion]
ratio = 1.2
window = "90 days"
[frailty]
sd = 0.5
"#;

fuzz_target!(|bytes: &[u8]| case::try_out(SCENARIO, &[("history.csv", bytes)], &[]));
