//! The folder of results: whole or absent, and nobody else's files harmed.

use std::fs;
use std::path::Path;

use stayput::internals::report::files::folder::Folder;
use stayput::internals::report::files::manifest::Manifest;
use tempfile::TempDir;

use super::handmade_estimates;

fn manifest(folder: &Folder) -> Manifest {
    Manifest { files: folder.files().to_vec(), ..handmade_estimates::manifest() }
}

/// Puts files of these names, each holding its name, into a folder of results.
fn publish(target: &Path, names: &[&str], force: bool) {
    let mut folder = Folder::open(target, force, &[]).unwrap();
    for name in names {
        folder.write(name, |out| out.write_all(name.as_bytes())).unwrap();
    }
    let manifest = manifest(&folder);
    folder.publish(&manifest).unwrap();
}

/// A temporary folder as a killed process leaves it.
pub(super) fn abandoned(staging: &Path) {
    fs::create_dir_all(staging.join("files")).unwrap();
    #[cfg(unix)]
    let number = std::os::unix::fs::MetadataExt::ino(&fs::metadata(staging).unwrap());
    #[cfg(not(unix))]
    let number = 0;
    fs::write(staging.join("stayput-owner"), format!("a temporary folder of stayput\nfolder {number}\n")).unwrap();
    fs::write(staging.join("files/summary.csv"), "half").unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn refusal(target: &Path, force: bool) -> String {
    let message = Folder::open(target, force, &[]).unwrap_err().to_string();
    message.replace(&target.display().to_string(), "TARGET")
}

#[test]
fn a_new_folder_is_made_with_its_parents() {
    let dir = TempDir::new().unwrap();
    let target = dir.path().join("results/deep/made");
    publish(&target, &["summary.csv"], false);
    assert_eq!(names(&target), ["manifest.json", "summary.csv"]);
    assert_eq!(names(target.parent().unwrap()), ["made"]);
}

#[test]
fn nothing_is_seen_before_everything_is_there() {
    let dir = TempDir::new().unwrap();
    let target = dir.path().join("made");
    let mut folder = Folder::open(&target, false, &[]).unwrap();
    folder.write("summary.csv", |out| out.write_all(b"x")).unwrap();
    assert!(!target.exists());
    let manifest = manifest(&folder);
    folder.publish(&manifest).unwrap();
    assert_eq!(names(dir.path()), ["made"]);
}

#[test]
fn a_folder_that_is_not_published_leaves_no_trace() {
    let dir = TempDir::new().unwrap();
    let mut folder = Folder::open(&dir.path().join("results/deep/made"), false, &[]).unwrap();
    folder.write("summary.csv", |out| out.write_all(b"x")).unwrap();
    drop(folder);
    assert_eq!(names(dir.path()), Vec::<String>::new());
}

#[test]
fn earlier_results_are_replaced_as_a_whole() {
    let dir = TempDir::new().unwrap();
    let target = dir.path().join("made");
    publish(&target, &["summary.csv", "trials.csv"], false);
    drop(Folder::open(&target, false, &[]).unwrap());
    assert_eq!(names(&target), ["manifest.json", "summary.csv", "trials.csv"], "a run that failed changes nothing");
    publish(&target, &["summary.csv"], false);
    assert_eq!(names(&target), ["manifest.json", "summary.csv"]);
    assert_eq!(names(dir.path()), ["made"]);
}

#[test]
fn an_empty_folder_is_filled_and_stays_the_same_folder() {
    let dir = TempDir::new().unwrap();
    publish(dir.path(), &["summary.csv"], false);
    assert_eq!(names(dir.path()), ["manifest.json", "summary.csv"]);
}

#[test]
fn what_a_killed_process_left_does_not_stand_in_the_way() {
    let dir = TempDir::new().unwrap();
    let target = dir.path().join("made");
    abandoned(&target.join(".stayput-made-123-0"));
    publish(&target, &["summary.csv"], false);
    assert!(names(&target).contains(&"summary.csv".to_owned()));
}

#[test]
fn temporary_folders_of_the_dead_are_swept_and_those_of_the_living_and_of_others_are_not() {
    let dir = TempDir::new().unwrap();
    abandoned(&dir.path().join(".stayput-made-123-0"));
    let others = [".stayput-lab-1-2", ".stayput-notes", ".stayput-other-7-12"];
    for name in others {
        fs::create_dir(dir.path().join(name)).unwrap();
        fs::write(dir.path().join(name).join("summary.csv"), "mine").unwrap();
    }
    fs::write(dir.path().join(".stayput-lab-1-2/stayput-owner"), "mine").unwrap();
    let mut living = Folder::open(&dir.path().join("living"), false, &[]).unwrap();
    publish(&dir.path().join("made"), &["summary.csv"], false);
    let staging = format!(".stayput-living-{}-0", std::process::id());
    let stale = if cfg!(unix) { None } else { Some(".stayput-made-123-0") };
    let mut expected: Vec<&str> = [others.to_vec(), vec![&staging, "made"]].concat();
    expected.extend(stale);
    expected.sort_unstable();
    assert_eq!(names(dir.path()), expected);
    living.write("summary.csv", |out| out.write_all(b"x")).unwrap();
    let manifest = manifest(&living);
    living.publish(&manifest).unwrap();
    assert_eq!(names(&dir.path().join("living")), ["manifest.json", "summary.csv"]);
}

#[test]
fn files_of_others_that_come_while_trials_run_are_left_alone() {
    let dir = TempDir::new().unwrap();
    let target = dir.path().join("made");
    publish(&target, &["summary.csv"], false);
    for beside in [2, 3] {
        let mut folder = Folder::open(&target, false, &[]).unwrap();
        folder.write("distribution.csv", |out| out.write_all(b"x")).unwrap();
        fs::write(target.join("notes.txt"), "mine").unwrap();
        let manifest = manifest(&folder);
        let message = folder.publish(&manifest).unwrap_err().to_string();
        assert_eq!(
            message
                .replace(&target.display().to_string(), "TARGET")
                .replace(&target.canonicalize().unwrap().display().to_string(), "TARGET"),
            format!(
                "TARGET received what stayput did not write there (notes.txt) while the trials ran, so it is left alone\n  \
                 the results are in TARGET.{beside}"
            )
        );
        assert_eq!(names(&dir.path().join(format!("made.{beside}"))), ["distribution.csv", "manifest.json"]);
        assert_eq!(names(&target), ["manifest.json", "notes.txt", "summary.csv"]);
        fs::remove_file(target.join("notes.txt")).unwrap();
    }
}

#[test]
fn traces_can_be_removed_from_elsewhere() {
    let dir = TempDir::new().unwrap();
    let mut folder = Folder::open(&dir.path().join("results/made"), false, &[]).unwrap();
    folder.write("summary.csv", |out| out.write_all(b"x")).unwrap();
    let traces = folder.traces();
    std::thread::spawn(move || drop(traces.remove())).join().unwrap();
    assert_eq!(names(dir.path()), Vec::<String>::new());
    assert!(folder.create("distribution.csv").is_err());
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_refused() {
    let dir = TempDir::new().unwrap();
    let link = dir.path().join("link");
    std::os::unix::fs::symlink("nowhere", &link).unwrap();
    assert_eq!(refusal(&link, false), "TARGET is a link that leads nowhere, so no results can go there\n  give another folder with --out");
}

#[test]
fn a_folder_of_somebody_else_is_refused() {
    let dir = TempDir::new().unwrap();
    for name in ["notes.txt", "b.txt", "a.txt", "c.txt", "d.txt"] {
        fs::write(dir.path().join(name), "mine").unwrap();
    }
    assert_eq!(
        refusal(dir.path(), false),
        "TARGET holds what stayput did not write there (a.txt, b.txt, c.txt and 2 more), so it is left alone\n  \
         give another folder with --out, or add --force to put the results among these files"
    );
    assert_eq!(names(dir.path()).len(), 5);
}

#[test]
fn results_with_a_foreign_file_among_them_are_refused() {
    let dir = TempDir::new().unwrap();
    let target = dir.path().join("made");
    publish(&target, &["summary.csv"], false);
    fs::write(target.join("notes.txt"), "mine").unwrap();
    assert!(refusal(&target, false).starts_with("TARGET holds what stayput did not write there (notes.txt), so"));
    fs::remove_file(target.join("notes.txt")).unwrap();
    fs::create_dir(target.join("summary")).unwrap();
    assert!(refusal(&target, false).starts_with("TARGET holds what stayput did not write there (summary), so"));
}

#[test]
fn the_manifest_of_another_program_is_a_foreign_file() {
    let dir = TempDir::new().unwrap();
    for json in ["{}", "not json", r#"{ "program": "other", "files": [] }"#, r#"{ "program": "stayput" }"#] {
        fs::write(dir.path().join("manifest.json"), json).unwrap();
        assert!(refusal(dir.path(), false).starts_with("TARGET holds what stayput did not write there (manifest.json), so"));
    }
}

#[test]
fn forced_results_go_among_files_that_stay() {
    let dir = TempDir::new().unwrap();
    let target = dir.path().join("made");
    publish(&target, &["summary.csv", "trials.csv"], false);
    fs::write(target.join("notes.txt"), "mine").unwrap();
    publish(&target, &["summary.csv"], true);
    assert_eq!(names(&target), ["manifest.json", "notes.txt", "summary.csv"], "earlier results of ours are not left over");
    assert_eq!(fs::read_to_string(target.join("notes.txt")).unwrap(), "mine");
}

#[test]
fn a_manifest_cannot_make_us_remove_files_elsewhere() {
    let dir = TempDir::new().unwrap();
    let target = dir.path().join("made");
    fs::create_dir(&target).unwrap();
    fs::write(dir.path().join("precious"), "mine").unwrap();
    fs::write(target.join("manifest.json"), r#"{ "program": "stayput", "files": [ { "name": "../precious" } ] }"#).unwrap();
    publish(&target, &["summary.csv"], true);
    assert_eq!(fs::read_to_string(dir.path().join("precious")).unwrap(), "mine");
}

#[test]
fn the_folder_above_one_that_is_not_there_is_refused() {
    let dir = TempDir::new().unwrap();
    let target = dir.path().join("new/..");
    assert_eq!(
        refusal(&target, false).replace(&dir.path().display().to_string(), "DIR"),
        "TARGET leads through DIR/new, which is not there, so no results can go there\n  give another folder with --out"
    );
    assert!(!dir.path().join("new").exists());
}

#[test]
fn a_file_in_the_place_of_the_folder_is_refused_even_by_force() {
    let dir = TempDir::new().unwrap();
    let target = dir.path().join("made");
    fs::write(&target, "mine").unwrap();
    for force in [false, true] {
        assert_eq!(refusal(&target, force), "TARGET is not a folder, so no results can go there\n  give another folder with --out");
    }
    assert!(refusal(&target.join("below"), false).starts_with("cannot make the folder TARGET: "));
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_stays_a_link() {
    let dir = TempDir::new().unwrap();
    let (target, link) = (dir.path().join("made"), dir.path().join("link"));
    publish(&target, &["summary.csv", "trials.csv"], false);
    std::os::unix::fs::symlink(&target, &link).unwrap();
    publish(&link, &["summary.csv"], false);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(names(&target), ["manifest.json", "summary.csv"]);
}

#[test]
fn the_manifest_lists_the_files_with_their_hashes() {
    let dir = TempDir::new().unwrap();
    let target = dir.path().join("made");
    publish(&target, &["abc"], false);
    let text = fs::read_to_string(target.join("manifest.json")).unwrap();
    let manifest: Manifest = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest.files[0].name, "abc");
    assert_eq!(manifest.files[0].bytes, 3);
    assert_eq!(manifest.files[0].sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert!(text.contains("\"stopped\": \"trials\""), "{text}");
    assert!(text.ends_with("}\n"));
}
