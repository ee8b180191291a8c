//! Any bytes as a roster.
#![no_main]

mod case;

use libfuzzer_sys::fuzz_target;

const SCENARIO: &str = r#"
name = "Team"
start = 2023-01-01
horizon = "24 months"
[channels.lab]
hazard_per_year = 0.3
covariates = { star = 1.3 }
tenure = [ { until = "1 year", ratio = 0.7 } ]
[roster]
file = "roster.csv"
[contagion]
ratio = 1.2
half_life = "3 months"
leader_ratio = 2.0
"#;

fuzz_target!(|bytes: &[u8]| case::try_out(SCENARIO, &[("roster.csv", bytes)], &[]));
