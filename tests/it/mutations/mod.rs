//! Whatever the files hold: reading them ends, every problem has its place, and what is accepted can be simulated.
//!
//! `STAYPUT_CASES=1000000 cargo test --release chaos -- --nocapture --test-threads 1` does as many cases and says how long they took; with
//! `TMPDIR` in memory it does not wait for a disk.

mod mutation;
mod sound_files;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use stayput::internals::diagnostic::Problems;
use stayput::internals::ensemble::{self, Plan};
use stayput::internals::estimate::Metric;
use stayput::internals::scenario::{Loaded, Scenario, read};

use self::mutation::{Mutation, mutations};
use self::sound_files::{Base, Role, bases};

/// The cases of a property where the environment does not say otherwise: a few seconds.
const CASES: u32 = 400;
/// The longest that one case may take.
const LIMIT: Duration = Duration::from_mins(1);
/// Larger rosters are read and not simulated.
const MOST_SIMULATED: usize = 400;
/// Longer scenarios are read and not simulated [years].
const LONGEST_SIMULATED: f64 = 30.0;

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Refused,
    Accepted,
    Simulated,
}

/// Reads a scenario and does with it what its user would, within the time limit. The text of a panic or of a broken promise on error.
fn fate(scenario: &Path) -> Result<Fate, String> {
    let (send, receive) = mpsc::channel();
    let path = scenario.to_owned();
    let case = thread::spawn(move || {
        let fate = read_and_simulate(&path);
        let _ = send.send(());
        fate
    });
    if receive.recv_timeout(LIMIT) == Err(mpsc::RecvTimeoutError::Timeout) {
        return Err(format!("no end after {LIMIT:?}"));
    }
    case.join().unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panic: {}", text.unwrap_or_default()))
    })
}

fn read_and_simulate(path: &Path) -> Result<Fate, String> {
    match read(path, &[]) {
        Err(problems) => {
            check_problems(&problems)?;
            if problems.errors() == 0 { Err("refused without an error".to_owned()) } else { Ok(Fate::Refused) }
        }
        Ok(loaded) => {
            check_problems(&loaded.remarks)?;
            if loaded.remarks.errors() > 0 {
                return Err("accepted with an error".to_owned());
            }
            simulate(&loaded)
        }
    }
}

/// Every place lies in its text, which is that of the file, and the text for a terminal does nothing but tell.
fn check_problems(problems: &Problems) -> Result<(), String> {
    for place in problems.iter().filter_map(stayput::internals::diagnostic::Diagnostic::place) {
        let (text, span) = (place.source().text(), place.span());
        if text.get(span.clone()).is_none() {
            return Err(format!("{span:?} is no place in {} bytes of {}", text.len(), place.source().name()));
        }
        let (line, column) = place.line_and_column();
        let width = text.split('\n').nth(line - 1).map(|line| line.chars().count());
        if width.is_none_or(|width| column > width + 1) {
            return Err(format!("{}:{line}:{column} is behind the end of the file", place.source().name()));
        }
    }
    let shown = problems.render(false);
    let acts = |c: char| c != '\n' && stayput::internals::diagnostic::is_unseen(c);
    if let Some(c) = shown.chars().find(|&c| acts(c)) {
        return Err(format!("the text for a terminal holds {c:?}:\n{shown:?}"));
    }
    if problems.errors() > 0 && !shown.contains("nothing was run") {
        return Err(format!("the text for a terminal does not say that nothing was run:\n{shown}"));
    }
    Ok(())
}

/// Four trials, whose numbers are possible.
fn simulate(loaded: &Loaded) -> Result<Fate, String> {
    let scenario = &loaded.scenario;
    let size = scenario.roster.researchers.len();
    if size > MOST_SIMULATED || scenario.clock.years(scenario.horizon) > LONGEST_SIMULATED {
        return Ok(Fate::Accepted);
    }
    // A run makes the trials up to a whole draw, of as many replications as the file says.
    let scenario = Scenario { replications: 2, ..scenario.clone() };
    let plan = Plan { trials: 4, seed: scenario.seed, threads: 1 };
    let estimates = ensemble::run(&scenario, &plan, &mut ensemble::to_the_end, None).map_err(|error| error.to_string())?;
    for curve in &estimates.curves {
        let most = match curve.metric {
            Metric::Capability | Metric::CapabilityLost | Metric::TenureKept => 1.0,
            // Who comes back or is hired may leave again, and is a head more.
            Metric::Exits | Metric::Headcount | Metric::ProductiveHeadcount | Metric::BusFactor
                if scenario.returns.is_some() || scenario.hiring.is_some() =>
            {
                f64::INFINITY
            }
            _ => size as f64,
        };
        for point in &curve.points {
            if !(0.0..=most).contains(&point.mean.value) {
                return Err(format!("{:?} of {size} people is {} on average", curve.metric, point.mean.value));
            }
        }
    }
    Ok(Fate::Simulated)
}

/// A runner of as many cases as the environment says, the same every time.
fn runner(part: u32) -> TestRunner {
    let cases: u32 = env::var("STAYPUT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let seed: u8 = env::var("STAYPUT_CASE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let config = Config { cases: (cases / part).max(1), failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

/// Runs a property and says what became of its cases.
fn holds<S: Strategy>(name: &str, part: u32, strategy: &S, property: impl Fn(S::Value) -> Result<Fate, String>) {
    let began = Instant::now();
    let counts = Mutex::new([0_u32; 3]);
    let result = runner(part).run(strategy, |value| match property(value) {
        Ok(fate) => {
            counts.lock().expect("no case panics while it counts")[fate as usize] += 1;
            Ok(())
        }
        Err(why) => Err(TestCaseError::fail(why)),
    });
    let [refused, accepted, simulated] = counts.into_inner().expect("no case panics while it counts");
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{name}: {} cases in {seconds:.1} s: {refused} refused, {simulated} accepted and simulated, {accepted} accepted only",
        refused + accepted + simulated
    );
    if let Err(error) = result {
        panic!("{name}: {error}");
    }
}

/// The files of all bases in a folder of their own, each base in its subfolder.
struct Shelf {
    folder: tempfile::TempDir,
    bases: Vec<Base>,
}

impl Shelf {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let bases = bases();
        for (number, base) in bases.iter().enumerate() {
            for (name, content) in &base.files {
                let path = folder.path().join(number.to_string()).join(name);
                fs::create_dir_all(path.parent().expect("it is in a folder")).expect("folders can be made");
                fs::write(path, content).expect("files can be written");
            }
        }
        Self { folder, bases }
    }

    fn path(&self, base: usize, name: &str) -> PathBuf {
        self.folder.path().join(base.to_string()).join(name)
    }

    /// What becomes of a base in which the file of a role holds these bytes.
    fn fate(&self, base: usize, name: &str, bytes: &[u8]) -> Result<Fate, String> {
        fs::write(self.path(base, name), bytes).map_err(|error| error.to_string())?;
        let fate = fate(&self.path(base, self.bases[base].scenario()));
        fs::write(self.path(base, name), self.bases[base].content(name)).map_err(|error| error.to_string())?;
        fate.map_err(|why| format!("{why}\n--- {name}\n{}", String::from_utf8_lossy(bytes)))
    }
}

#[test]
fn the_bases_are_sound() {
    let shelf = Shelf::new();
    for (number, base) in shelf.bases.iter().enumerate() {
        assert_eq!(fate(&shelf.path(number, base.scenario())), Ok(Fate::Simulated), "{}", base.scenario());
    }
}

#[test]
fn mutated_files() {
    let shelf = Shelf::new();
    let strategy = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), mutations());
    holds("mutated files", 1, &strategy, |(base, file, mutations): (_, _, Vec<Mutation>)| {
        let base = base.index(shelf.bases.len());
        let files = &shelf.bases[base].files;
        // Half of the cases spoil the scenario, the other half any of its files.
        let (name, content) = &files[file.index(2 * files.len()).saturating_sub(files.len())];
        let bytes = mutations.iter().fold(content.clone(), |bytes, mutation| mutation.apply(bytes, &shelf.bases));
        shelf.fate(base, name, &bytes)
    });
}

#[test]
fn arbitrary_bytes() {
    let shelf = Shelf::new();
    let whole = shelf.bases.iter().position(|base| Role::ALL.iter().all(|&role| base.name(role).is_some())).expect("one has all roles");
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..400),
        prop::collection::vec(prop::sample::select(b"[]{}=.,;\"'\n\r\t #-+0123456789eaid\0\xef\xbb\xbf\xff".to_vec()), 0..400),
    ];
    holds("arbitrary bytes", 4, &(prop::sample::select(Role::ALL.to_vec()), bytes), |(role, bytes)| {
        shelf.fate(whole, shelf.bases[whole].name(role).expect("it has all roles"), &bytes)
    });
}
