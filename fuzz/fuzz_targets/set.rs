//! Any lines as `--set path=value`.
#![no_main]

mod case;

use libfuzzer_sys::fuzz_target;
use stayput::internals::scenario::Override;

const SCENARIO: &str = r#"
name = "Team"
start = 2023-01-01
horizon = "24 months"
[roster]
file = "roster.csv"
[channels.lab]
hazard_per_year = { median = 0.3, p95 = 0.6 }
tenure = [ { until = "1 year", ratio = 0.7 } ]
[channels.startup]
offers_per_year = 2
acceptance = 0.1
[[shocks]]
name = "layoffs"
date = 2023-03-14
ratio = 1.3
half_life = "6 months"
[heat]
volatility = 0.4
half_life = "12 months"
[contagion]
ratio = 1.2
half_life = "3 months"
[policies.calm]
kind = "effect"
ratio = 0.7
"#;

fuzz_target!(|bytes: &[u8]| {
    let roster = b"id,team,hired\na,x,2020-01-01\nb,x,2021\nc,y,2022\n";
    let overrides: Vec<Override> = String::from_utf8_lossy(bytes).lines().filter_map(|line| Override::parse(line).ok()).collect();
    case::try_out(SCENARIO, &[("roster.csv", roster)], &overrides);
});
