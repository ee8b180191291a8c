//! The same bytes from any number of threads, and from any version that did not mean to change them.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use sha2::{Digest, Sha256};
use stayput::internals::ensemble::{self, Plan};
use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::{Model, Simulator, World};

use crate::fixtures::{head, people, person, read, without_key};

/// A command a line, after the SHA-256 of what it answers: of its CSV files, one after another in order of their names (dashes for none), and
/// of its stdout.
///
/// A change of these is a change of results: everybody who repeats a run of an earlier version gets other numbers (CSV) or other
/// words (stdout). Where the model changed on purpose (or arithmetic, for speed, in the last digits), renew them with
/// `STAYPUT_RENEW=1 cargo test --test it golden`, and say so in the changelog.
const GOLDEN: &str = "tests/data/golden/hashes.txt";

/// Where results go is no part of them.
const OUT: &str = "OUT";

/// Runs a command of the program; the content of all its CSV files, in order of their names, and last its answer on stdout.
fn answer(command: &str, threads: &str) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut program = Command::new(env!("CARGO_BIN_EXE_stayput"));
    program.args(command.split(' ')).arg("-q");
    if !command.starts_with("explain") && !command.contains("--trial ") {
        program.args(["--threads", threads, "--out"]).arg(&out);
    }
    let done = program.output().unwrap();
    assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(&out)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    let stdout = String::from_utf8(done.stdout).unwrap().replace(&*out.to_string_lossy(), OUT);
    files.push(("stdout".to_owned(), stdout.into_bytes()));
    files
}

/// Runs a scenario with the program; the content of all its CSV files.
fn csv_files(scenario: &str, trials: &str, threads: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = answer(&format!("run scenarios/{scenario}.toml --trials {trials} --per-trial"), threads);
    files.pop();
    assert_eq!(
        files.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "cascades.csv").collect::<Vec<_>>(),
        ["destinations.csv", "distribution.csv", "paths.csv", "summary.csv", "trials.csv"]
    );
    files
}

fn hash(files: &[(String, Vec<u8>)]) -> String {
    let mut hasher = Sha256::new();
    for (_, content) in files {
        hasher.update(content);
    }
    hasher.finalize().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    // More trials than a block holds, so that threads share them.
    for (scenario, trials) in [("llama", "2003"), ("new-lab", "2003"), ("large-org", "4")] {
        let one = csv_files(scenario, trials, "1");
        for threads in ["2", "5"] {
            for (a, b) in one.iter().zip(csv_files(scenario, trials, threads)) {
                assert!(*a == b, "{scenario}: {} differs at {threads} threads", a.0);
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_estimate() {
    let text = std::fs::read_to_string("scenarios/new-lab.toml").unwrap();
    let scenario = stayput::internals::scenario::read_str("new-lab.toml", &text, Path::new("scenarios"), &[]).unwrap().scenario;
    let run = |threads| ensemble::run(&scenario, &Plan { trials: 3_000, seed: 4, threads }, &mut ensemble::to_the_end, None).unwrap();
    let one = run(1);
    assert!(one == run(2) && one == run(5));
}

/// Everything that can happen around a team, in a few lines.
const EVERYTHING: &str = "[channels.found]\nhazard_per_year = 0.5\n[channels.startup]\noffers_per_year = 3\nacceptance = 0.3\n\
                          [channels.lab]\nhazard_per_year = { median = 0.5, p95 = 0.8 }\n\
                          [competitors.a]\nchannel = \"lab\"\nseats = 2\nredistribute = true\n[competitors.b]\nchannel = \"lab\"\nclosed = 2024-06-01\n\
                          [spinouts]\ncofound = 0.3\npull_per_year = 3\nhalf_life = \"8 months\"\ndelay = \"2 months\"\nseats = 3\nacross = 0.3\n\
                          [contagion]\nratio = 1.5\nhalf_life = \"4 months\"\nacross = 0.2\n[notice]\nlength = \"1 month\"\n\
                          [frailty]\nsd = 0.7\n[heat]\nvolatility = 0.5\nhalf_life = \"6 months\"\n";

/// Somebody who leaves on a known day, with all that an exit does.
const LEAVING: &str = "last_day = 2023-09-10\nlast_channel = \"lab\"";

const COMING: &str = "[returns]\nreturn_per_year = 1\nhalf_life = \"1 year\"\nratio_after_return = 1.5\n\
                      [hiring]\nrefill = 0.9\ntime_to_fill = \"3 months\"\nopen_at_once = 3\n";

/// Teams each of which every exit moves, at rates and for times that nobody knows.
const TIED: &str = "[roster.generate]\nteams = 7\nteam_size = 5\ntenure = { median = \"2 years\", p95 = \"6 years\" }\n\
                    [channels.lab]\nhazard_per_year = { median = 0.5, p95 = 0.8 }\ntenure = [ { until = \"2 years\", ratio = 2.0 } ]\n\
                    [contagion]\nratio = { median = 1.5, p95 = 2.5 }\nhalf_life = { median = \"4 months\", p95 = \"1 year\" }\ncap = 4.0\n\
                    across = { low = 0.05, high = 0.4 }\n";

fn everything() -> Scenario {
    read(&(head("18 months") + &people(8, "") + &person("p-8", LEAVING) + EVERYTHING + COMING))
}

fn no_thread_changes_an_estimate(scenario: &Scenario) {
    let run = |threads| ensemble::run(scenario, &Plan { trials: 2_000, seed: 4, threads }, &mut ensemble::to_the_end, None).unwrap();
    let one = run(1);
    assert!(one == run(2) && one == run(5));
}

#[test]
fn the_number_of_threads_changes_no_estimate_where_everything_happens() {
    no_thread_changes_an_estimate(&everything());
}

#[test]
fn the_number_of_threads_changes_no_estimate_where_each_exit_moves_all_teams() {
    no_thread_changes_an_estimate(&read(&(head("18 months") + TIED)));
}

/// Any trial can be computed alone and is what it was among others, in any order: no state survives from trial to trial.
#[test]
fn a_trial_alone_is_the_same_where_everything_happens() {
    a_trial_alone_is_the_same(&everything());
}

#[test]
fn a_trial_alone_is_the_same_where_each_exit_moves_all_teams() {
    a_trial_alone_is_the_same(&read(&(head("18 months") + TIED)));
}

fn a_trial_alone_is_the_same(scenario: &Scenario) {
    let model = Model::new(scenario, 4);
    let worlds: Vec<World<'_>> = (0..20).map(|draw| World::new(&model, draw)).collect();
    let world = |trial: u64| &worlds[(trial / model.replications) as usize];
    let trials = 20 * model.replications;
    let mut simulator = Simulator::new(&model, &worlds[0]);
    for trial in (0..trials).rev() {
        let together = simulator.run(world(trial), trial).clone();
        assert!(together == *Simulator::new(&model, world(trial)).run(world(trial), trial), "trial {trial}");
    }
}

#[test]
fn golden_results() {
    let expected = std::fs::read_to_string(GOLDEN).unwrap();
    let found: Vec<String> = expected
        .lines()
        .map(|line| {
            let command = &line[2 * 65..];
            let mut files = answer(command, "2");
            let stdout = files.split_off(files.len() - 1);
            for (_, content) in &mut files {
                *content = without_key(std::str::from_utf8(content).unwrap()).into_bytes();
            }
            let csv = if files.is_empty() { "-".repeat(64) } else { hash(&files) };
            format!("{csv} {} {command}", hash(&stdout))
        })
        .collect();
    if std::env::var_os("STAYPUT_RENEW").is_some() {
        std::fs::write(GOLDEN, found.join("\n") + "\n").unwrap();
        return;
    }
    let changed: Vec<String> = found.into_iter().filter(|line| !expected.lines().any(|other| other == line)).collect();
    assert!(changed.is_empty(), "results changed, of CSV or stdout:\n{}\nsee GOLDEN for what to do", changed.join("\n"));
}
