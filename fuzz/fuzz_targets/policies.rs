//! Any bytes as the policies of a scenario, each of which is put in force.
#![no_main]

mod case;

use libfuzzer_sys::fuzz_target;

const SCENARIO: &str = r#"
name = "Team"
start = 2023-01-01
horizon = "24 months"
[roster]
file = "roster.csv"
[channels.found]
hazard_per_year = 0.2
[channels.startup]
offers_per_year = 2
acceptance = 0.1
pay_multiple = 1.3
[channels.lab]
hazard_per_year = 0.3
[channels.dismissed]
hazard_per_year = 0.05
[spinouts]
cofound = 0.2
pull_per_year = 0.5
half_life = "12 months"
[contagion]
ratio = 1.2
half_life = "3 months"
leader_ratio = 2.0
[pay]
elasticity = 1.2
equity_elasticity = 0.5
[returns]
return_per_year = 0.2
half_life = "1 year"
[hiring]
refill = 0.8
time_to_fill = "3 months"
"#;

fuzz_target!(|bytes: &[u8]| {
    let roster = "id,team,role,hired,pay,unvested,leads\na,x,lead,2020-01-01,2,1,x\nb,x,engineer,2021,1,0.5,\nc,y,engineer,2022,1,0,\n";
    let scenario = format!("{SCENARIO}\n{}", String::from_utf8_lossy(bytes));
    case::try_out(&scenario, &[("roster.csv", roster.as_bytes())], &[]);
});
