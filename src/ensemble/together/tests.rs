//! Trials that are run together give the counts of trials that are run one by one.

use std::ops::ControlFlow;

use super::*;
use crate::ensemble::shard::Shard;
use crate::ensemble::{Plan, Progress, run_shard};
use crate::scenario::{self, Scenario};

const HEAD: &str = "name = \"Together\"\nstart = 2025-03-01\nhorizon = \"30 months\"\n";
const CHANNELS: &str = "[channels.found]\nhazard_per_year = 0.15\n[channels.startup]\nhazard_per_year = 0.3\n";

/// People with dates of hire before the start and after it, in two teams.
fn hired() -> String {
    let person = |index: u32| {
        let (year, month) = (2021 + index % 6, 1 + index * 5 % 12);
        let team = ["a", "b"][index as usize % 2];
        format!("[[researchers]]\nid = \"p-{index}\"\nteam = \"{team}\"\nhired = {year}-{month:02}-17\n")
    };
    (0..23).map(person).collect()
}

fn read(text: &str) -> Scenario {
    scenario::read_str("together.toml", text, ".".as_ref(), &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario
}

/// The scenarios whose trials can be run together.
fn scenarios() -> Vec<Scenario> {
    let generated = "[roster.generate]\nteams = 3\nteam_size = 6\n";
    let bands = "[channels.lab]\nhazard_per_year = 0.2\ntenure = [ { until = \"1 year\", ratio = 0.3 }, { until = \"30 months\", ratio = 3.0 } ]\n\
        [channels.dismissed]\nhazard_per_year = 0.05\n";
    let offers = "[channels.lab]\noffers_per_year = 2.0\nacceptance = 0.3\n";
    let calendar = "[[heat.series]]\nchannels = [\"found\"]\ninterpolation = \"step\"\n\
        points = [ { at = 2025-03-01, value = 1.0 }, { at = 2025-09-13, value = 2.0 }, { at = 2026-05-01, value = 0.1 } ]\n\
        [[heat.series]]\nchannels = [\"startup\"]\ninterpolation = \"linear\"\npoints = [ { at = 2025-03-01, value = 1.0 }, { at = 2027-03-01, value = 3.0 } ]\n\
        [[shocks]]\nname = \"layoffs\"\ndate = 2025-11-09\nratio = 4.0\nhalf_life = \"6 months\"\n";
    let competitors = "[competitors.rival]\nchannel = \"startup\"\nweight = 2.0\n\
        [competitors.newco]\nchannel = \"startup\"\nopened = 2026-01-20\nclosed = 2026-11-03\n";
    let never = "[channels.never]\nkind = \"other\"\nhazard_per_year = 0.0\n[channels.soon]\nkind = \"other\"\nhazard_per_year = 12.0\n";
    let told = "[privacy]\nmin_group = 1\n";
    [
        format!("{HEAD}{generated}{CHANNELS}"),
        format!("{HEAD}{}{CHANNELS}{bands}{told}", hired()),
        format!("{HEAD}{}{CHANNELS}{bands}", hired()),
        format!("{HEAD}{generated}{CHANNELS}{offers}{calendar}{told}"),
        format!("{HEAD}{}{CHANNELS}{bands}{calendar}{competitors}{told}", hired()),
        format!("{HEAD}{generated}{CHANNELS}{never}"),
    ]
    .map(|text| read(&text))
    .into()
}

/// Whether the trials of a model can be run together, and whether they can be counted together.
fn can_be_together(model: &Model<'_>) -> [bool; 2] {
    let world = World::new(model, 0);
    let metadata = crate::ensemble::count::run_metadata::metadata(model);
    [Batches::new(&world).is_some(), Ranks::new(model, &metadata, &world.tenure).is_some()]
}

/// The counts of a run, and how well retained is known in the end; trials that somebody sees are run one by one.
fn run(model: Model<'_>, trials: u64, threads: usize, are_seen: bool) -> (Tally, Option<f64>) {
    let mut half_width = None;
    let mut on_progress = |progress: &Progress| {
        half_width = progress.half_width;
        ControlFlow::Continue(())
    };
    let mut see = |_: &crate::estimate::TrialRow| Ok(());
    let on_trial: Option<&mut crate::ensemble::OnTrial<'_>> = if are_seen { Some(&mut see) } else { None };
    let plan = Plan { trials, seed: model.seed, threads };
    let (_, tally) = run_shard(model, &plan, Shard::WHOLE, &mut on_progress, on_trial).expect("nothing is written");
    (tally, half_width)
}

fn give_the_same_counts(scenario: &Scenario, text: &str) {
    let expected = run(Model::new(scenario, 7), 5_001, 1, true);
    for threads in [1, 3] {
        assert!(run(Model::new(scenario, 7), 5_001, threads, false) == expected, "{text} on {threads} threads");
    }
}

#[test]
fn trials_that_are_run_together_give_the_counts_of_trials_one_by_one() {
    for (index, scenario) in scenarios().iter().enumerate() {
        assert_eq!(can_be_together(&Model::new(scenario, 7)), [true; 2], "{index}");
        give_the_same_counts(scenario, &index.to_string());
    }
}

#[test]
fn trials_that_are_counted_together_give_the_counts_of_trials_one_by_one() {
    let generated = format!("{HEAD}[roster.generate]\nteams = 3\nteam_size = 6\n{CHANNELS}");
    let hired = format!("{HEAD}{}{CHANNELS}", hired());
    let contagion = "[contagion]\nratio = 1.3\nwindow = \"6 months\"\n";
    let further = [
        "[heat]\nvolatility = 0.4\nhalf_life = \"12 months\"\n",
        "[frailty]\nsd = 0.5\n",
        "[notice]\nlength = \"2 months\"\n",
        "[spinouts]\ndelay = \"2 months\"\npull_per_year = 1.0\nhalf_life = \"1 year\"\n",
        "[competitors.rival]\nchannel = \"startup\"\nseats = 2\n",
    ];
    for people in [generated, hired] {
        for further in further {
            let text = format!("{people}{contagion}{further}");
            let scenario = read(&text);
            assert_eq!(can_be_together(&Model::new(&scenario, 7)), [false, true], "{text}");
            give_the_same_counts(&scenario, &text);
        }
    }
}

/// With so many exits a date that cells are counted date by date.
#[test]
fn large_teams_give_the_counts_of_trials_one_by_one() {
    let text = format!("{HEAD}[roster.generate]\nteams = 3\nteam_size = 90\n{CHANNELS}");
    let scenario = read(&text);
    assert_eq!(can_be_together(&Model::new(&scenario, 7)), [true; 2]);
    assert!(run(Model::new(&scenario, 7), 1_001, 2, false) == run(Model::new(&scenario, 7), 1_001, 1, true));
}

#[test]
fn people_can_be_lost_from_sight() {
    let scenario = &scenarios()[0];
    let stays: Vec<(f64, f64)> = (0..18).map(|person| (f64::from(person % 3) * 0.11, 0.2 + f64::from(person) * 0.1)).collect();
    let model = || Model::new(scenario, 7).under_observation(&stays);
    assert!(run(model(), 3_000, 1, false) == run(model(), 3_000, 1, true));
}

#[test]
fn what_is_more_than_exits_is_counted_trial_by_trial() {
    let generated = format!("{HEAD}[roster.generate]\nteams = 3\nteam_size = 6\n{CHANNELS}");
    let alone = [
        "[returns]\nreturn_per_year = 0.1\nhalf_life = \"1 year\"\n",
        "[hiring]\ntime_to_fill = \"5 months\"\nrefill = 0.9\n",
        "[channels.lab]\nhazard_per_year = { median = 0.1, p95 = 0.2, source = \"assumption\" }\n",
    ];
    for further in alone {
        let scenario = read(&format!("{generated}{further}"));
        assert!(!can_be_together(&Model::new(&scenario, 7))[1], "{further}");
    }
}
