//! The library as a program uses it: results are those of the command line.

use std::fs;
use std::time::{Duration, Instant};

use stayput::{Cancellation, Lab};

fn new_lab() -> Lab {
    stayput::read("scenarios/new-lab.toml").unwrap()
}

#[test]
fn a_run_writes_the_files_of_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let [ours, theirs] = ["ours", "theirs"].map(|name| folder.path().join(name));
    let place = new_lab().simulate().trials(600).seed(5).policy("match").run().unwrap().write(&ours).unwrap();
    assert_eq!(place, ours);
    let typed = ["run", "scenarios/new-lab.toml", "--trials", "600", "--seed", "5", "--policy", "match", "-q", "--out"];
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_stayput")).args(typed).arg(&theirs).output().unwrap();
    assert!(done.status.success());
    for file in ["summary.csv", "distribution.csv", "destinations.csv", "paths.csv", "run.json", "datapackage.json"] {
        assert_eq!(fs::read(ours.join(file)).unwrap(), fs::read(theirs.join(file)).unwrap(), "{file}");
    }
}

#[test]
fn a_comparison_writes_the_files_of_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let [ours, theirs] = ["ours", "theirs"].map(|name| folder.path().join(name));
    new_lab().compare().trials(200).run().unwrap().write(&ours).unwrap();
    let typed = ["compare", "scenarios/new-lab.toml", "--trials", "200", "-q", "--out"];
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_stayput")).args(typed).arg(&theirs).output().unwrap();
    assert!(done.status.success());
    for file in ["summary.csv", "comparison.csv", "comparison.json", "costs.csv", "datapackage.json"] {
        assert_eq!(fs::read(ours.join(file)).unwrap(), fs::read(theirs.join(file)).unwrap(), "{file}");
    }
}

#[test]
fn parts_add_up_to_the_run_and_travel_as_json() {
    let lab = new_lab();
    let part = |index| lab.simulate().trials(600).run_part(index, 3).unwrap();
    let sent: Vec<String> = [3, 1, 2].map(|index| part(index).to_json().unwrap()).to_vec();
    let parts: Vec<_> = sent.iter().map(|json| stayput::Part::from_json(json).unwrap()).collect();
    let (merged, whole) = (stayput::merge(&parts).unwrap(), lab.simulate().trials(600).run().unwrap());
    assert!(merged.curves().zip(whole.curves()).all(|(a, b)| a.points().eq(b.points())));
    assert_eq!(stayput::merge(&parts[..2]).unwrap_err().to_string(), "cannot merge: shard 2 of 3 is missing");
    assert_eq!(lab.simulate().run_part(4, 3).unwrap_err().to_string(), "there is no part 4 of 3: parts count from 1 to 3");
}

#[test]
fn a_word_breaks_a_run_off_and_what_is_done_counts() {
    let lab = new_lab();
    let cancellation = Cancellation::default();
    let mut heard = 0;
    let word = cancellation.clone();
    let run = lab.simulate().trials(10_000_000).cancellation(&cancellation).on_progress(|progress| {
        heard += 1;
        if progress.done > 0 {
            word.cancel();
        }
    });
    let run = run.run().unwrap();
    assert!(!run.is_complete() && run.trials() > 0 && run.trials() < 10_000_000, "{}", run.trials());
    let same = lab.simulate().trials(run.trials()).run().unwrap();
    let all = |run: &stayput::Run| format!("{:?}", run.curves().map(|curve| curve.points().collect::<Vec<_>>()).collect::<Vec<_>>());
    assert_eq!(all(&run), all(&same), "it is a run of the first trials");
    assert!(heard > 0);
    let stopped = stayput::read("scenarios/llama.toml").unwrap().calibrate().cancellation(&cancellation).run();
    assert_eq!(stopped.err().unwrap().to_string(), "cancelled");
}

/// Fifteen hundred people in teams of ten, many of whom leave on an unknown day of a month: with contagion, minutes of sampling.
fn long_history() -> (tempfile::TempDir, Lab) {
    let folder = tempfile::tempdir().unwrap();
    let row = |k: usize| {
        let leaves = if k.is_multiple_of(3) { format!("{}-{:02},lab", 2021 + k % 3, 1 + k % 12) } else { ",".to_owned() };
        format!("p-{k},t-{},2020-01-01,{leaves}\n", k / 10)
    };
    let rows: String = (0..1_500).map(row).collect();
    fs::write(folder.path().join("history.csv"), format!("id,team,entry,exit,channel\n{rows}")).unwrap();
    let text = "name = \"long\"\nstart = 2024-01-01\nhorizon = \"12 months\"\nresearchers = [ { id = \"a\" }, { id = \"b\" } ]\n\
                [history]\nfile = \"history.csv\"\nuntil = 2024-01-01\n\
                [channels.lab]\nhazard_per_year = { median = 0.2, p95 = 0.5 }\n\
                [contagion]\nratio = { median = 1.5, p95 = 3 }\nhalf_life = \"6 months\"\n";
    fs::write(folder.path().join("long.toml"), text).unwrap();
    let lab = stayput::read(folder.path().join("long.toml")).unwrap();
    (folder, lab)
}

#[test]
fn a_cancelled_calibration_of_a_long_history_ends_soon() {
    let (_folder, lab) = long_history();
    let cancellation = Cancellation::default();
    let word = cancellation.clone();
    let mut cancelled_at = None;
    let mut draws = 0;
    let run = lab.calibrate().draws(1_000).cancellation(&cancellation).on_progress(|progress| {
        draws = progress.draws;
        if progress.done > 0 && cancelled_at.is_none() {
            word.cancel();
            cancelled_at = Some(Instant::now());
        }
    });
    let error = run.run().err().unwrap();
    assert_eq!((error.to_string().as_str(), draws), ("cancelled", 4 * (300 + 1_000)));
    let took = cancelled_at.unwrap().elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn what_cannot_be_is_an_error_in_words() {
    let lab = new_lab();
    let error = |result: Result<stayput::Run, stayput::Error>| result.unwrap_err().to_string();
    assert_eq!(error(lab.simulate().policy("mach").run()), "there is no policy `mach`\n  did you mean `match`?");
    assert_eq!(error(lab.simulate().trials(0).run()), "at least 1 trial is needed");
    assert_eq!(error(lab.simulate().trials(u64::MAX).run()), "more than a trillion trials would take years");
    assert_eq!(error(lab.simulate().precision(f64::NAN).run()), "a precision is a positive number of people, not NaN");
    assert_eq!(lab.trial(u64::MAX).unwrap_err().to_string(), "there are no more than a trillion trials");
    assert_eq!(lab.calibrate().run().err().unwrap().to_string(), "scenarios/new-lab.toml has no history: give [history] file");
    assert_eq!(lab.calibrate().draws(3).run().err().unwrap().to_string(), "a chain has from 4 to 1,000,000 draws");
    let error = lab.set("contagion.ration", "1").unwrap_err();
    let problem = &error.problems()[0];
    assert_eq!((problem.message.as_str(), problem.help.as_deref()), ("`contagion` has no key `ration`", Some("did you mean `ratio`?")));
    assert_eq!(stayput::read("no/such.toml").unwrap_err().problems().len(), 1);
}

#[test]
fn a_trial_is_the_same_story_each_time() {
    let lab = stayput::read("scenarios/llama.toml").unwrap();
    let trial = lab.trial(17).unwrap();
    assert_eq!(trial, lab.trial(17).unwrap());
    let gone = trial.events().iter().filter(|event| event.kind == "exit").count();
    assert!(gone >= 14 - trial.retained().len(), "each of the fourteen is retained or has left");
    assert!(trial.events().iter().all(|event| event.to_string().starts_with(&event.date.to_string())));
}

#[test]
fn what_differs_in_a_text_or_a_setting_is_another_run() {
    let text = |hazard: f64| {
        format!(
            "name = \"x\"\nstart = 2027-01-01\nhorizon = \"12 months\"\n[roster.generate]\nteams = 1\nteam_size = 9\n\
             [channels.lab]\nhazard_per_year = {hazard}\n"
        )
    };
    let [low, high] = [0.1, 0.4].map(|hazard| stayput::read_str("x.toml", &text(hazard)).unwrap());
    let parts = [low.simulate().trials(60).run_part(1, 2).unwrap(), high.simulate().trials(60).run_part(2, 2).unwrap()];
    assert_eq!(
        stayput::merge(&parts).unwrap_err().to_string().split_once(": ").unwrap().1,
        "part 2 belongs to another run than part 1: the scenario or a file that it names is another"
    );
    let folder = tempfile::tempdir().unwrap();
    let key = |name: &str, hazard: &str| {
        let other = low.set("channels.lab.hazard_per_year", hazard).unwrap();
        let place = low.compare().with(&other).trials(60).run().unwrap().write(folder.path().join(name)).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&fs::read(place.join("manifest.json")).unwrap()).unwrap();
        manifest["run"].as_str().unwrap().to_owned()
    };
    assert_ne!(key("a", "0.2"), key("b", "0.3"));
}
