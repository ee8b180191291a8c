//! Any bytes as what a shard left: its `state.json`, and after a zero byte its `manifest.json`. Both are read as `merge` reads them.
#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use stayput::internals::ensemble::state::{self, State};
use stayput::internals::report::files::folder::{self, Folder};
use stayput::internals::report::files::manifest;

fuzz_target!(|bytes: &[u8]| {
    let (of_state, of_manifest) = bytes.split_at(bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len()));
    let place = tempfile::tempdir().expect("there is room for temporary files");
    fs::write(place.path().join(manifest::NAME), of_manifest.get(1..).unwrap_or_default()).expect("files can be written");
    fs::write(place.path().join(state::NAME), of_state).expect("files can be written");
    // Whether its files are whole, and whether a run may replace it.
    let _ = folder::verify(place.path());
    let _ = Folder::open(place.path(), false, &[]);
    let text = String::from_utf8_lossy(of_state);
    let Ok(state) = State::from_json(&text) else { return };
    if state.check(&text).is_err() {
        return;
    }
    if let Ok((metadata, tally)) = state::merge(&[("the shard".to_owned(), state)]) {
        metadata.estimates(tally);
    }
});
