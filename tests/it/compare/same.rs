//! What must be the same: the same file twice, any number of threads, a run beside a comparison, an early end.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use stayput::internals::compare::{self, Comparison, Source};
use stayput::internals::ensemble::stopping::Precision;
use stayput::internals::ensemble::{self, Plan};
use stayput::internals::scenario::Scenario;

use crate::fixtures::{head, people, read, run};

/// A comparison of scenarios, by the paths `0.toml`, `1.toml`...
pub fn compared(scenarios: &[&Scenario], trials: u64, threads: usize) -> Comparison {
    let paths: Vec<String> = (0..scenarios.len()).map(|index| format!("{index}.toml")).collect();
    let sources: Vec<Source<'_>> = scenarios.iter().zip(&paths).map(|(scenario, path)| Source { path, scenario }).collect();
    let arms = compare::arms(&sources, &[]).unwrap();
    compare::run(&arms, &Plan { trials, seed: scenarios[0].seed, threads }, &mut ensemble::to_the_end)
}

/// A lab in which much happens, with one number changed.
fn lab(ratio: &str) -> Scenario {
    read(
        &(head("18 months")
            + &people(8, "")
            + "[channels.found]\nhazard_per_year = 0.3\n[channels.startup]\nhazard_per_year = 0.2\n[channels.lab]\nhazard_per_year = { median = 0.5, p95 = 0.8 }\n\
               [spinouts]\ncofound = 0.3\npull_per_year = 1\nhalf_life = \"8 months\"\n[notice]\nlength = \"1 month\"\n\
               [returns]\nreturn_per_year = 1\nhalf_life = \"1 year\"\n[frailty]\nsd = 0.7\n\
               [heat]\nvolatility = 0.5\nhalf_life = \"6 months\"\n[contagion]\nhalf_life = \"4 months\"\nratio = "
            + ratio),
    )
}

#[test]
fn the_same_file_twice_differs_in_no_trial() {
    let scenario = lab("1.5");
    let comparison = compared(&[&scenario, &scenario], 2_000, 2);
    let versus = comparison.arms[1].versus.as_ref().unwrap();
    for difference in versus.retained.iter().chain([&versus.later, &versus.months, &versus.cost]) {
        assert_eq!((difference.estimate.value, difference.estimate.mcse), (0.0, 0.0));
    }
    let exit_shifts = versus.exit_shifts.unwrap();
    assert!([exit_shifts.prevented, exit_shifts.postponed, exit_shifts.induced].iter().all(|fate| fate.value == 0.0));
    assert_eq!(comparison.arms[0].later, comparison.arms[1].later);
}

#[test]
fn any_number_of_threads_gives_the_same_comparison() {
    let (a, b) = (lab("1.5"), lab("1.2"));
    let text = |threads| format!("{:?}", compared(&[&a, &b], 3_000, threads));
    let one = text(1);
    assert!(one == text(2) && one == text(5));
}

#[test]
fn the_reference_is_what_a_run_says() {
    let (a, b) = (lab("1.5"), lab("1.2"));
    let comparison = compared(&[&a, &b], 2_000, 2);
    for (arm, scenario) in comparison.arms.iter().zip([&a, &b]) {
        let alone = run(scenario, 2_000);
        for (together, alone) in arm.estimates.curves.iter().zip(&alone.curves) {
            assert_eq!(together, alone);
        }
        assert_eq!(arm.estimates.figures, alone.figures);
    }
}

#[test]
fn what_is_kept_is_the_difference_of_the_means_and_the_sum_of_fates() {
    let (a, b) = (lab("1.5"), lab("1.2"));
    let comparison = compared(&[&a, &b], 2_000, 2);
    let [without, with] = [0, 1].map(|arm: usize| comparison.arms[arm].estimates.retained().points.last().unwrap().mean.value);
    let (kept, exit_shifts) =
        (comparison.arms[1].kept().unwrap().estimate.value, comparison.arms[1].versus.as_ref().unwrap().exit_shifts.unwrap());
    assert!((kept - (with - without)).abs() < 1e-12);
    assert!((kept - (exit_shifts.prevented.value + exit_shifts.postponed.value - exit_shifts.induced.value)).abs() < 1e-12);
    assert!(exit_shifts.prevented.value > 0.0 && exit_shifts.postponed.value > 0.0 && exit_shifts.induced.value > 0.0, "{exit_shifts:?}");
}

#[test]
fn an_early_end_is_a_shorter_comparison() {
    let (a, b) = (lab("1.5"), lab("1.2"));
    let sources = [Source { path: "a", scenario: &a }, Source { path: "b", scenario: &b }];
    let arms = compare::arms(&sources, &[]).unwrap();
    let plan = |trials| Plan { trials, seed: a.seed, threads: 2 };
    let mut until = |progress: &ensemble::Progress| if progress.done >= 600 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let short = compare::run(&arms, &plan(100_000), &mut until);
    assert!((600..100_000).contains(&short.trials));
    let meant = compare::run(&arms, &plan(short.trials), &mut ensemble::to_the_end);
    assert_eq!(format!("{short:?}"), format!("{meant:?}"));
}

#[test]
fn precision_goes_by_the_least_certain_difference() {
    let scenarios = [lab("1.5"), lab("1.2"), lab("2.5")];
    let sources: Vec<Source<'_>> = scenarios.iter().map(|scenario| Source { path: "x", scenario }).collect();
    let arms = compare::arms(&sources, &[]).unwrap();
    let plan = Plan { trials: 1_000_000, seed: 1, threads: 2 };
    let (comparison, look) = compare::run_to_precision(&arms, &plan, Precision { half_width: 0.1 }, &mut ensemble::to_the_end);
    assert!(look.is_enough() && look.half_width < 0.1 && comparison.trials < 1_000_000);
    let widest = comparison.arms.iter().filter_map(|arm| Some(arm.kept()?.estimate.mcse)).fold(0.0, f64::max);
    assert!(look.half_width >= look.critical_value(&comparison.clusters) * widest - 1e-12);
    let few = compare::run_to_precision(&arms, &Plan { trials: 3_000, ..plan }, Precision { half_width: 1e-3 }, &mut ensemble::to_the_end);
    assert!(!few.1.is_enough() && few.0.trials == 3_000);
}

#[test]
fn without_money_nothing_is_bought_before_the_horizon_or_after() {
    // Of a lab where everything that a policy can pay for happens.
    let policies = [
        ("match", "kind = \"counter_offer\"\nsuccess = 0.9\nraise = 0.5"),
        ("priced-match", "kind = \"counter_offer\"\nsuccess = 0.9\ncost_per_event = 0.1"),
        ("raise", "kind = \"raise\"\nraise = 0.5"),
        ("late-raise", "kind = \"raise\"\nraise = 0.5\nwhen = { exits = 1, within = \"1 year\", of = \"lab\" }"),
        ("grant", "kind = \"retention_grant\"\namount = 1\nvesting = \"2 years\""),
        ("calm", "kind = \"effect\"\nratio = 0.3\ncost_per_person_year = 0.2"),
        ("once", "kind = \"effect\"\nratio = 0.3\ncost_once = 1"),
        ("alumni", "kind = \"alumni\"\nratio = 5\ncost_per_event = 0.1"),
        ("backfill", "kind = \"backfill\"\nrefill = 1\ntime_ratio = 0.2\ncost_per_event = 0.1"),
        ("leave", "kind = \"garden_leave\"\nlength = \"1 year\""),
    ];
    let mut text = head("18 months")
        + &people(8, "")
        + "[channels.found]\nhazard_per_year = 0.3\n[channels.startup]\nhazard_per_year = 0.2\n[channels.lab]\nhazard_per_year = 0.5\n\
           [spinouts]\ncofound = 0.1\npull_per_year = 1\nhalf_life = \"8 months\"\n[returns]\nreturn_per_year = 0.5\nhalf_life = \"1 year\"\n\
           [hiring]\nrefill = 0.5\ntime_to_fill = \"3 months\"\n[contagion]\nratio = 1.3\nhalf_life = \"4 months\"\n\
           [pay]\nelasticity = 0.5\nequity_elasticity = 0.5\n";
    for (name, keys) in policies {
        writeln!(text, "[policies.{name}]\n{keys}\nbudget = 0").unwrap();
    }
    let scenario = read(&text);
    let comparison = compared(&[&scenario], 2_000, 2);
    assert_eq!(comparison.arms.len(), policies.len() + 1);
    for arm in &comparison.arms[1..] {
        let versus = arm.versus.as_ref().unwrap();
        for difference in versus.retained.iter().chain([&versus.later, &versus.months, &versus.cost]) {
            assert_eq!((difference.estimate.value, difference.estimate.mcse), (0.0, 0.0), "{}", arm.name);
        }
        // Where there was something to buy, that is told.
        let share = arm.spent.unwrap().value;
        assert!(if arm.name == "alumni" { share > 0.1 } else { share > 0.9 }, "{}: {share}", arm.name);
    }
}
