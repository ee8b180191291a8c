//! What a disk that fails, and a process that is killed, leave of a folder: the old or the new, and nothing in the way of the next run.
//!
//! `STAYPUT_FAULT` makes the k-th change of the disk fail, or ends the process before it; k goes over all changes that a run makes.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Output;

use super::commands::{Place, names, stderr, stdout};

/// More changes than any of these runs makes.
const MOST: usize = 200;

/// All files below a folder, with their contents; the temporary folders of a run besides.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with(".stayput-") {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(below, content)| (format!("{name}/{below}"), content)));
        } else {
            found.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    found
}

/// The same but for the manifest, which has the time that a run took: of that, what was typed.
fn results(folder: &Path) -> BTreeMap<String, String> {
    let mut files = files(folder);
    if let Some(manifest) = files.get_mut("manifest.json") {
        let json: serde_json::Value = serde_json::from_str(manifest).unwrap();
        *manifest = json["command_line"].to_string();
    }
    files
}

/// A way to run again into a folder that has results.
struct Way {
    /// Where the program is run.
    from: &'static str,
    /// What is typed besides the seed.
    arguments: &'static [&'static str],
    /// What else is in the folder.
    notes: bool,
}

const WAYS: [Way; 3] = [
    // Replaced as a whole.
    Way { from: ".", arguments: &["run", "small.toml", "--threads", "1", "--out", "made"], notes: false },
    // It stays, since the program is run in it: file by file.
    Way { from: "made", arguments: &["run", "../small.toml", "--threads", "1", "--out", "."], notes: false },
    // It stays, since others are in it.
    Way { from: ".", arguments: &["run", "small.toml", "--threads", "1", "--force", "--out", "made"], notes: true },
];

impl Way {
    fn run(&self, place: &Place, seed: &str, per_trial: bool, fault: &str) -> Output {
        let further: &[&str] = if per_trial { &["--seed", seed, "--per-trial"] } else { &["--seed", seed] };
        let mut command = place.command(&[self.arguments, further].concat());
        command.current_dir(place.path(self.from)).env("STAYPUT_FAULT", fault).output().unwrap()
    }

    /// A place with earlier results, what they are, and what a run without a fault makes of them.
    fn places(&self) -> (Place, BTreeMap<String, String>, BTreeMap<String, String>) {
        let place = Place::new().built_for_tests();
        fs::create_dir(place.path("made")).unwrap();
        let made = |seed, per_trial| {
            let output = self.run(&place, seed, per_trial, "");
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            if self.notes {
                fs::write(place.path("made/notes.txt"), "mine").unwrap();
            }
            results(&place.path("made"))
        };
        let new = made("2", false);
        let old = made("1", true);
        assert_ne!(old, new);
        (place, old, new)
    }
}

/// Goes over all changes of the disk of a rerun, each failing so; gives how many there were.
fn each_fault(way: &Way, how: &str) -> usize {
    let (place, old, new) = way.places();
    for k in 1..MOST {
        let fault = format!("{how} {k}");
        let output = way.run(&place, "2", false, &fault);
        let found = results(&place.path("made"));
        let is_through = output.status.success() && found == new;
        if how == "kill" {
            // Nobody could put right what was moved by half; the next run does.
            assert!(output.status.success() || output.status.code().is_none(), "{fault}: {}", stderr(&output));
        } else {
            assert!(found == old || found == new, "{fault}: {:?}", found.keys());
            assert_eq!(output.status.code(), Some(if found == new && output.status.success() { 0 } else { 2 }), "{fault}");
        }
        let was_without = is_through && names(place.dir.path()) == ["made", "small.toml", "wrong.toml"];
        // The next run finds nothing foreign, and sweeps.
        let next = way.run(&place, "1", true, "");
        assert_eq!((next.status.code(), stderr(&next)), (Some(0), ""), "{fault}");
        assert_eq!(results(&place.path("made")), old, "{fault}");
        assert_eq!(names(place.dir.path()), ["made", "small.toml", "wrong.toml"], "{fault}");
        assert!(names(&place.path("made")).iter().all(|name| !name.starts_with('.')), "{fault}");
        if was_without && k > 20 {
            return k;
        }
    }
    panic!("more than {MOST} changes");
}

#[test]
fn a_change_of_the_disk_that_fails_leaves_the_old_or_the_new() {
    for way in &WAYS {
        let changes = each_fault(way, "fail");
        assert!(changes > 20, "{changes}");
    }
}

#[test]
fn a_disk_that_fails_from_some_moment_on_leaves_what_the_next_run_puts_right() {
    for way in &WAYS {
        let (place, old, new) = way.places();
        for k in 1..60 {
            let fault = format!("fail from {k}");
            way.run(&place, "2", false, &fault);
            let next = way.run(&place, "1", true, "");
            assert_eq!((next.status.code(), stderr(&next)), (Some(0), ""), "{fault}");
            assert_eq!(results(&place.path("made")), old, "{fault}");
            assert_eq!(names(place.dir.path()), ["made", "small.toml", "wrong.toml"], "{fault}");
        }
        assert_ne!(old, new);
    }
}

#[test]
fn a_kill_before_any_change_of_the_disk_leaves_what_the_next_run_puts_right() {
    for way in &WAYS {
        each_fault(way, "kill");
    }
}

#[test]
fn an_example_is_written_whole_or_not_at_all() {
    for (exists, how) in [(false, "fail"), (true, "fail"), (false, "kill"), (true, "kill")] {
        let fresh = || {
            let place = Place::new().built_for_tests();
            if exists {
                fs::create_dir_all(place.path("lab/llama")).unwrap();
                fs::write(place.path("lab/llama/notes.txt"), "mine").unwrap();
            }
            place
        };
        let of = |place: &Place| if place.path("lab").exists() { files(&place.path("lab")) } else { BTreeMap::new() };
        let new =
            |place: &Place, fault: &str| place.command(&["new", "--from", "llama", "lab"]).env("STAYPUT_FAULT", fault).output().unwrap();
        let whole = fresh();
        assert!(new(&whole, "").status.success());
        for k in 1..MOST {
            let (place, fault) = (fresh(), format!("{how} {k}"));
            let before = of(&place);
            let output = new(&place, &fault);
            let is_done = of(&place) == of(&whole);
            if output.status.success() {
                assert!(is_done, "{fault}");
            } else if how == "fail" {
                assert_eq!((output.status.code(), of(&place)), (Some(2), before), "{fault}: {}", stdout(&output));
                assert!(stderr(&output).ends_with("\n  nothing was written; give another folder\n"), "{fault}: {}", stderr(&output));
            }
            let next = new(&place, "");
            if is_done {
                assert_eq!(next.status.code(), Some(2), "{fault}: it is there already");
            } else {
                assert_eq!((next.status.code(), stderr(&next)), (Some(0), ""), "{fault}");
                assert_eq!(of(&place), of(&whole), "{fault}");
                assert_eq!(names(place.dir.path()), ["lab", "small.toml", "wrong.toml"], "{fault}");
            }
            if output.status.success() && k > 30 {
                break;
            }
        }
    }
}

#[test]
fn a_folder_keeps_its_mode_and_group_when_it_is_replaced() {
    for mode in [0o700, 0o750, 0o2770, 0o711, 0o3777] {
        let place = Place::new().built_for_tests();
        let made = place.path("made");
        assert!(place.run(&["run", "small.toml", "--out", "made"]).status.success());
        fs::set_permissions(&made, fs::Permissions::from_mode(mode)).unwrap();
        let before = fs::metadata(&made).unwrap();
        assert!(place.run(&["run", "small.toml", "--out", "made", "--per-trial"]).status.success());
        let after = fs::metadata(&made).unwrap();
        assert!(made.join("trials.csv").exists());
        assert_eq!((after.mode() & 0o7777, after.uid(), after.gid()), (mode, before.uid(), before.gid()), "{mode:o}");
        // Files of a folder with setgid have its group.
        assert_eq!(fs::metadata(made.join("summary.csv")).unwrap().gid(), before.gid());
    }
}

#[test]
fn a_folder_keeps_a_group_that_is_not_our_first() {
    let place = Place::new().built_for_tests();
    let made = place.path("made");
    assert!(place.run(&["run", "small.toml", "--out", "made"]).status.success());
    // Only the superuser, or a member, can give a folder to another group.
    if std::os::unix::fs::chown(&made, None, Some(12)).is_err() {
        return;
    }
    fs::set_permissions(&made, fs::Permissions::from_mode(0o2770)).unwrap();
    assert!(place.run(&["run", "small.toml", "--out", "made", "--per-trial"]).status.success());
    let after = fs::metadata(&made).unwrap();
    assert_eq!((after.mode() & 0o7777, after.gid()), (0o2770, 12));
    assert_eq!(fs::metadata(made.join("trials.csv")).unwrap().gid(), 12);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_with_attributes_that_are_not_copied_stays() {
    use rustix::fs::{XattrFlags, getxattr, setxattr};
    let place = Place::new().built_for_tests();
    let made = place.path("made");
    assert!(place.run(&["run", "small.toml", "--out", "made"]).status.success());
    if setxattr(&made, "user.note", b"mine", XattrFlags::empty()).is_err() {
        // Not every file system has them.
        return;
    }
    let before = fs::metadata(&made).unwrap().ino();
    assert!(place.run(&["run", "small.toml", "--out", "made", "--per-trial"]).status.success());
    assert!(made.join("trials.csv").exists());
    assert_eq!(fs::metadata(&made).unwrap().ino(), before);
    assert_eq!(getxattr(&made, "user.note", &mut [0; 8][..]), Ok(4));
    assert_eq!(names(place.dir.path()), ["made", "small.toml", "wrong.toml"]);
}
