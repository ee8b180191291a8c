//! Any bytes as a list of edges.
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
[[researchers]]
id = "p-02"
[[researchers]]
id = "p-03"
[contagion]
ratio = 1.2
half_life = "never"
edges = "ties.csv"
"#;

fuzz_target!(|bytes: &[u8]| case::try_out(SCENARIO, &[("ties.csv", bytes)], &[]));
