//! What leaves the machine or never reaches the disk: labs and parts as JSON, files in memory.

use std::fs;
use std::path::{Path, PathBuf};

use stayput::{Error, Files, Lab, SweepPart};

fn new_lab() -> Lab {
    stayput::read("scenarios/new-lab.toml").unwrap()
}

/// A copy of the example's folder, to be changed and removed.
fn copied() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("new-lab")).unwrap();
    for file in ["new-lab.toml", "new-lab/roster.csv"] {
        fs::copy(Path::new("scenarios").join(file), folder.path().join(file)).unwrap();
    }
    let scenario = folder.path().join("new-lab.toml");
    (folder, scenario)
}

/// What a lab's run says at the horizon.
fn said(lab: &Lab) -> Vec<(&'static str, String, stayput::Point)> {
    let run = lab.simulate().trials(100).run().unwrap();
    run.curves().map(|curve| (curve.metric(), curve.group(), curve.at_horizon())).collect()
}

#[test]
fn a_lab_that_was_sent_needs_no_file_and_says_the_same() {
    let (folder, scenario) = copied();
    let lab = stayput::read(scenario).unwrap().with_individuals().set("contagion.ratio", "1.1").unwrap();
    let json = lab.to_json().unwrap();
    let expected = said(&lab);
    let run = lab.simulate().trials(10).run().unwrap();
    assert!(run.files().unwrap().get("researchers.csv").is_some(), "individuals stay asked for");
    drop(folder);
    let there = Lab::from_json(&json).unwrap();
    assert_eq!(said(&there), expected);
    assert_eq!(there.to_json().unwrap(), json);
    // It can still be set, here and there, since it holds what it was read from.
    assert_eq!(said(&lab.set("contagion.ratio", "1.2").unwrap()), said(&there.set("contagion.ratio", "1.2").unwrap()));
}

#[test]
fn a_posterior_goes_along_with_its_manifest() {
    let lab = stayput::read("scenarios/llama.toml").unwrap();
    let there = Lab::from_json(&lab.to_json().unwrap()).unwrap();
    assert_eq!((there.remarks(), said(&there)), (lab.remarks(), said(&lab)));
}

#[test]
fn a_text_is_sent_with_files_whose_names_have_other_forms() {
    let folder = tempfile::tempdir().unwrap();
    // The name as some disks keep it, in decomposed form; with a byte-order mark, as some spreadsheets save it.
    fs::write(folder.path().join("ro\u{302}ster.csv"), "\u{feff}id,team\nzoë,core\nada,core\n").unwrap();
    let roster = folder.path().join("r\u{f4}ster.csv");
    let text = format!(
        "name = \"Two\"\nstart = 2027-01-01\nhorizon = \"12 months\"\n[roster]\nfile = '{}'\n[channels.lab]\nhazard_per_year = 0.2\n",
        roster.display()
    );
    let lab = stayput::read_str("two.toml", &text).unwrap();
    let json = lab.to_json().unwrap();
    drop(folder);
    let there = Lab::from_json(&json).unwrap();
    assert_eq!((there.people(), said(&there)), (2, said(&lab)));
}

#[test]
fn only_the_files_of_a_lab_are_sent() {
    let (folder, scenario) = copied();
    fs::write(folder.path().join("other.csv"), "id,hired\nsomebody-else,2020-01-01\n").unwrap();
    let lab = stayput::read(scenario).unwrap();
    let other = lab.set("roster.file", "\"other.csv\"");
    assert!(!lab.to_json().unwrap().contains("somebody-else"));
    let message = Lab::from_json(&lab.to_json().unwrap()).unwrap().set("roster.file", "\"other.csv\"").unwrap_err().to_string();
    assert!(message.contains("there is no file `other.csv` among those that were sent"), "{message}");
    assert!(message.contains("a lab goes with the files that it was read from, and no others"), "{message}");
    drop(other);
}

#[test]
fn what_is_no_lab_of_ours_is_refused() {
    let json = new_lab().to_json().unwrap();
    let refused = |json: &str| Lab::from_json(json).unwrap_err().to_string();
    for wrong in ["", "{}", "[1]", &json[..json.len() / 2], &json.replace("stayput-lab/1", "stayput-lab/2")] {
        assert_eq!(refused(wrong), "it is not a lab that was sent (stayput-lab/1)");
    }
    let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(json.contains(&version));
    assert_eq!(
        refused(&json.replace(&version, "\"version\":\"0.0.9\"")),
        format!("the lab was sent by stayput 0.0.9, and this is {}\n  have the same version on all machines", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn numbers_that_are_sound_only_together_are_set_together() {
    let text = "name = \"Four\"\nstart = 2027-01-01\nhorizon = 2028-01-01\n[roster.generate]\nteams = 1\nteam_size = 4\n[channels.lab]\nhazard_per_year = 0.2\n";
    let lab = stayput::read_str("four.toml", text).unwrap();
    let both = [("start", "2029-01-01"), ("horizon", "2030-01-01")];
    assert!(lab.set("start", "2029-01-01").is_err());
    assert_eq!(lab.set_all(both).unwrap().simulate().trials(10).run().unwrap().retained().at_horizon().date.to_string(), "2030-01-01");
}

#[test]
fn parts_of_a_sweep_add_up_to_it() {
    let lab = new_lab();
    let sweep = || lab.sweep().over("contagion.ratio", [1.0, 1.5]).policy("match").trials(60);
    let part = |index: u64, count: u64| SweepPart::from_json(&sweep().run_part(index, count).unwrap().to_json().unwrap()).unwrap();
    let content = |files: Files| -> Vec<(String, Vec<u8>)> {
        let results = files.iter().filter(|(name, _)| *name != "manifest.json");
        results.map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect()
    };
    let whole = content(sweep().run().unwrap().files().unwrap());
    for count in [1, 3, 40] {
        let parts: Vec<SweepPart> = (1..=count).rev().map(|index| part(index, count)).collect();
        assert_eq!(content(stayput::merge_sweep(&parts).unwrap().files().unwrap()), whole, "{count}");
    }
    let refused = |parts: &[SweepPart]| stayput::merge_sweep(parts).unwrap_err().to_string();
    assert_eq!(refused(&[]), "cannot merge: there is no shard to merge");
    assert_eq!(refused(&[part(1, 3), part(3, 3)]), "cannot merge: shard 2 of 3 is missing");
    assert_eq!(refused(&[part(1, 2), part(1, 2)]), "cannot merge: shard 1 of 2 is there twice: part 1 and part 1");
    let other = lab.sweep().over("contagion.ratio", [1.0, 1.6]).policy("match").trials(60).run_part(2, 2).unwrap();
    assert_eq!(refused(&[part(1, 2), other]), "cannot merge: part 2 belongs to another run than part 1: another grid");
    assert_eq!(sweep().run_part(0, 3).unwrap_err().to_string(), "there is no part 0 of 3: parts count from 1 to 3");
}

/// Checks that files in memory are those on the disk.
fn check(name: &str, files: Result<Files, Error>, write: impl FnOnce(&Path) -> Result<PathBuf, Error>) {
    let folder = tempfile::tempdir().unwrap();
    let place = write(&folder.path().join("results")).unwrap();
    let (files, mut count) = (files.unwrap(), 0);
    for (file, bytes) in files.iter() {
        assert!(fs::read(place.join(file)).unwrap() == bytes, "{name}: {file}");
        count += 1;
    }
    assert_eq!(fs::read_dir(&place).unwrap().count(), count, "{name}");
    let figures = |page: &str| page.matches("<figure").count();
    assert_eq!(figures(&files.page().unwrap()), figures(&stayput::report(&[place]).unwrap()), "{name}");
    let charts = files.charts().unwrap();
    assert!(charts.iter().any(|(_, content)| content.starts_with("<svg")), "{name}");
    assert!(files.get("no-such-file").is_none());
}

#[test]
fn files_in_memory_are_those_that_are_written() {
    let lab = new_lab();
    let run = lab.simulate().trials(40).run().unwrap();
    check("run", run.files(), |folder| run.write(folder));
    let compared = lab.compare().policy("match").trials(40).run().unwrap();
    check("compare", compared.files(), |folder| compared.write(folder));
    let swept = lab.sweep().over("contagion.ratio", [1.0, 1.5]).trials(40).run().unwrap();
    check("sweep", swept.files(), |folder| swept.write(folder));
    let found = lab.sensitivity().trials(400).run().unwrap();
    check("sensitivity", found.files(), |folder| found.write(folder));
    let discovered = lab.discover("retained < 20").draws(200).replications(4).run().unwrap();
    check("discover", discovered.files(), |folder| discovered.write(folder));
    let fit = stayput::read("scenarios/llama.toml").unwrap().calibrate().draws(20).without_comparison().run().unwrap();
    check("calibrate", fit.files(), |folder| fit.write(folder));
}
