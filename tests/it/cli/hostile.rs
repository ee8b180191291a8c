//! Folders that somebody made to do harm: refused before anything is opened that is no file, or allocated for a number that is believed.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::commands::{Place, in_lines, program, stderr};

/// 2^31.
const HUGE: u64 = 1 << 31;

/// A place with three shards of a run, the second of which is spoiled in a copy, `bad`.
fn place() -> Place {
    let place = Place::new();
    for shard in ["1/3", "2/3", "3/3"] {
        let output = place.run(&["run", "small.toml", "--shard", shard, "--out", &format!("part-{}", &shard[..1])]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    place
}

fn fresh(place: &Place) {
    fs::remove_dir_all(place.path("bad")).unwrap_or_default();
    fs::create_dir(place.path("bad")).unwrap();
    for name in ["state.json", "manifest.json"] {
        fs::copy(place.path("part-2").join(name), place.path("bad").join(name)).unwrap();
    }
}

/// The program with a limit of memory, beyond which an allocation fails, and of time.
fn limited(place: &Place, arguments: &str) -> Output {
    let script = format!("ulimit -v 2000000; exec timeout 60 '{}' {arguments}", program().display());
    Command::new("sh").args(["-c", &script]).current_dir(place.dir.path()).output().unwrap()
}

fn merge(place: &Place, expected: &str) {
    let output = limited(place, "merge part-1 bad part-3 --out merged");
    assert_eq!((stderr(&output), output.status.code()), (expected, Some(2)));
    assert!(!place.path("merged").exists());
}

/// Puts something that is no file in the place of one.
fn put(path: &Path, what: &str) {
    fs::remove_file(path).unwrap_or_default();
    match what {
        "pipe" => assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
        "folder" => fs::create_dir(path).unwrap(),
        device => symlink(device, path).unwrap(),
    }
}

fn edited(path: &Path, edit: impl FnOnce(&mut Value)) {
    let mut value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    edit(&mut value);
    fs::write(path, value.to_string()).unwrap();
}

#[test]
fn what_is_no_file_is_not_opened() {
    let place = place();
    for what in ["/dev/zero", "/dev/random", "pipe", "folder", "/etc/passwd"] {
        fresh(&place);
        put(&place.path("bad/state.json"), what);
        let advice = "give folders that `stayput run --shard i/n` wrote";
        merge(&place, &format!("error: cannot read bad/state.json: it is not a plain file\n  {advice}\n"));
        fresh(&place);
        put(&place.path("bad/manifest.json"), what);
        merge(&place, "error: cannot read bad/manifest.json: it is not a plain file\n  copy the folder again, whole, or run again\n");
        fresh(&place);
        put(&place.path("bad/trials.csv"), what);
        edited(&place.path("bad/manifest.json"), |manifest| {
            manifest["files"].as_array_mut().unwrap().push(json!({ "name": "trials.csv", "sha256": "0", "bytes": 0 }));
        });
        merge(&place, "error: cannot read bad/trials.csv: it is not a plain file\n  copy the folder again, whole, or run again\n");
    }
    // A file of a terabyte, of which nothing is on the disk.
    fresh(&place);
    fs::File::options().write(true).open(place.path("bad/manifest.json")).unwrap().set_len(1 << 40).unwrap();
    merge(&place, "error: cannot read bad/manifest.json: it is larger than 16 MiB\n  copy the folder again, whole, or run again\n");
    fresh(&place);
    fs::File::create(place.path("bad/state.json")).unwrap().set_len(3 << 30).unwrap();
    let advice = "give folders that `stayput run --shard i/n` wrote";
    merge(&place, &format!("error: cannot read bad/state.json: hardly anything of it is on the disk\n  {advice}\n"));
    fs::write(place.path("bad/state.json"), vec![0; 20 << 20]).unwrap();
    merge(
        &place,
        "error: cannot use bad/state.json: it is not the state of a shard (line 1, column\n       \
     1)\n",
    );
    fresh(&place);
    fs::File::create(place.path("bad/trials.csv")).unwrap().set_len(1 << 40).unwrap();
    edited(&place.path("bad/manifest.json"), |manifest| {
        manifest["files"].as_array_mut().unwrap().push(json!({ "name": "trials.csv", "sha256": "0", "bytes": 1_u64 << 40 }));
    });
    merge(
        &place,
        "error: cannot read bad/trials.csv: hardly anything of it is on the disk\n  copy the folder again, whole, or run again\n",
    );
}

#[test]
fn names_that_lead_out_of_the_folder_are_refused() {
    let place = place();
    for name in ["/etc/passwd", "../part-1/state.json", "..", ".", "", "a/../state.json", "sub/state.json", "./state.json", "state.json/"] {
        fresh(&place);
        edited(&place.path("bad/manifest.json"), |manifest| {
            manifest["files"].as_array_mut().unwrap().push(json!({ "name": name, "sha256": "0", "bytes": 0 }));
        });
        merge(
            &place,
            "error: cannot read bad/manifest.json: it lists a file outside of its folder\n  copy the folder again, whole, or run again\n",
        );
    }
    fresh(&place);
    edited(&place.path("bad/manifest.json"), |manifest| {
        let one = manifest["files"][0].clone();
        manifest["files"] = vec![one; 1_001].into();
    });
    merge(&place, "error: cannot read bad/manifest.json: it lists more than 1000 files\n  copy the folder again, whole, or run again\n");
}

#[test]
fn counts_that_no_shard_can_have_are_refused_before_anything_is_allocated() {
    let place = place();
    let spoiled = |edit: &dyn Fn(&mut Value), expected: &str| {
        fresh(&place);
        edited(&place.path("bad/state.json"), edit);
        // As somebody would who knows how.
        let bytes = fs::read(place.path("bad/state.json")).unwrap();
        let digits: Vec<String> = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        edited(&place.path("bad/manifest.json"), |manifest| {
            manifest["files"][0]["sha256"] = digits.concat().into();
            manifest["files"][0]["bytes"] = bytes.len().into();
        });
        merge(&place, &in_lines(&format!("error: {expected}\n")));
    };
    let no_shard = "cannot use bad/state.json: its counts cannot be those of a shard";
    let columns = |state: &Value| state["tally"]["columns"].as_array().unwrap().len();
    for low in [HUGE, (1 << 32) - 1, 1 << 30, 4] {
        spoiled(&|state| state["tally"]["columns"][0]["low"] = low.into(), no_shard);
    }
    spoiled(&|state| (0..columns(state)).for_each(|k| state["tally"]["columns"][k]["low"] = HUGE.into()), no_shard);
    spoiled(&|state| state["tally"]["columns"][0]["cells"][0] = json!([HUGE, 0, 0]), no_shard);
    spoiled(&|state| state["tally"]["columns"][0]["cells"][0] = json!([u64::MAX, u64::MAX, u64::MAX]), no_shard);
    spoiled(&|state| state["tally"]["cascades"][0] = i128::MAX.to_string().into(), no_shard);
    spoiled(&|state| state["tally"]["columns"][3]["powers"][7] = i128::MIN.to_string().into(), no_shard);
    spoiled(&|state| state["legend"]["roster"] = HUGE.into(), no_shard);
    spoiled(&|state| state["legend"]["money"] = json!(-2_147_483_648_i64), no_shard);
    spoiled(&|state| state["legend"]["destinations"][0][0] = HUGE.into(), no_shard);
    spoiled(
        &|state| {
            state["origin"]["assertions"] = json!([{ "metric": "Retained", "group": "All", "stat": { "Quantile": HUGE }, "at": "2023-07-01",
                "comparison": "Above", "value": 1.0 }]);
        },
        no_shard,
    );
    // In a column of exits, which no roster bounds.
    spoiled(
        &|state| {
            let exits = columns(state) - 1;
            state["tally"]["columns"][exits]["low"] = ((1 << 30) - 9).into();
        },
        "cannot merge: what the shards have counted lies too far apart to be of one run",
    );
    let short = |has: u64, needs: u64, of: u64| {
        format!("cannot use bad/state.json: it has {has} of its {needs} trials, because it was interrupted; run shard 2/{of} again")
    };
    spoiled(&|state| state["tally"]["draws"] = HUGE.into(), &short(HUGE, 133, 3));
    spoiled(&|state| state["origin"]["shards"] = HUGE.into(), &short(133, 0, HUGE));
    spoiled(&|state| state["shard"] = HUGE.into(), &format!("cannot use bad/state.json: there is no shard {HUGE} of 3"));
    spoiled(&|state| state["format"] = "root:x:0:0".into(), "cannot use bad/state.json: it is not the state of a shard");
}

#[test]
fn a_manifest_that_is_no_file_makes_a_folder_a_foreign_one() {
    let place = Place::new();
    for what in ["/dev/zero", "pipe", "folder", "/etc/passwd"] {
        fs::remove_dir_all(place.path("out")).unwrap_or_default();
        fs::create_dir(place.path("out")).unwrap();
        put(&place.path("out/manifest.json"), what);
        let output = limited(&place, "run small.toml --out out");
        let expected = "error: out holds what stayput did not write there (manifest.json), so it is left\n       \
         alone\n  \
         give another folder with --out, or add --force to put the results among\n    \
         these files\n";
        assert_eq!((stderr(&output), output.status.code()), (expected, Some(2)), "{what}");
    }
    for name in ["/etc/passwd", "../small.toml", ".."] {
        fs::remove_dir_all(place.path("out")).unwrap_or_default();
        fs::create_dir(place.path("out")).unwrap();
        fs::write(place.path("out/manifest.json"), json!({ "program": "stayput", "files": [{ "name": name }] }).to_string()).unwrap();
        let output = limited(&place, "run small.toml --out out");
        assert!(
            stderr(&output).starts_with("error: out holds what stayput did not write there (manifest.json), so"),
            "{}",
            stderr(&output)
        );
        assert!(place.path("small.toml").exists());
    }
}

#[test]
fn a_key_of_pseudonyms_that_is_no_file_is_refused() {
    let place = Place::new();
    fs::write(place.path("export.csv"), "id,team\na,x\n").unwrap();
    let output = limited(&place, "import export.csv lab --pseudonyms /dev/zero");
    let expected = "error: /dev/zero holds no key of pseudonyms: 64 hexadecimal digits\n  \
                    give the file of an earlier import, or one that is not there yet\n";
    assert_eq!((stderr(&output), output.status.code()), (expected, Some(2)));
}
