//! Any bytes as a scenario file.
#![no_main]

mod case;

use std::fs;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let path = folder.path().join("team.toml");
    fs::write(&path, bytes).expect("files can be written");
    fs::write(folder.path().join("roster.csv"), "id,team,hired,star\na,x,2020-01-01,1\nb,x,2021,0\n").expect("files can be written");
    case::try_out(&path);
});
