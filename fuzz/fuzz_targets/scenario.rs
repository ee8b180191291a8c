//! Any bytes as a scenario file.
#![no_main]

mod case;

use libfuzzer_sys::fuzz_target;

const ROSTER: &str = "id,team,hired,star\na,x,2020-01-01,1\nb,x,2021,0\n";

fuzz_target!(|bytes: &[u8]| case::try_out(bytes, &[("roster.csv", ROSTER.as_bytes())], &[]));
