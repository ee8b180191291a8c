//! Equal money: levels against closed forms where nobody moves anybody, and what cannot be scaled.

use std::ops::ControlFlow;

use stayput::internals::compare::{self, Source};
use stayput::internals::ensemble::{self, Plan};
use stayput::internals::equal_money::frontier::EqualMoney;
use stayput::internals::equal_money::scaled::{Meaning, Scaled, Why};
use stayput::internals::lab::plans::equal_money::{AtBudget, at_budget};
use stayput::internals::lab::plans::run::Amount;
use stayput::internals::scenario::Scenario;

use crate::fixtures::{head, people, read};

const PEOPLE: usize = 10;
const HAZARD: f64 = 0.3;
/// Days to the first, second and so on of January after the start.
const YEARS: [f64; 5] = [0.0, 365.0 / 365.25, 731.0 / 365.25, 1096.0 / 365.25, 1461.0 / 365.25];

/// Ten people whose hazard answers to pay, and some policies.
fn lab(pay: &str, policies: &str) -> Scenario {
    let channels = format!("[channels.lab]\nhazard_per_year = {HAZARD}\n[pay]\n{pay}\n");
    read(&(head("24 months") + &channels + policies + &people(PEOPLE, "team = \"a\"")))
}

fn at(scenario: &Scenario, budget: f64, trials: u64, threads: u64) -> AtBudget {
    let amount = Amount { trials: Some(trials), seed: Some(5), threads: Some(threads), precision: None };
    let found = at_budget("x.toml", scenario, &[], budget, amount, &mut ensemble::to_the_end).unwrap();
    let ControlFlow::Continue(found) = found else { panic!("nobody breaks") };
    found
}

fn all(scenario: &Scenario, budget: f64) -> EqualMoney {
    at(scenario, budget, 20_000, 2).equal_money
}

fn one(all: &EqualMoney) -> &Scaled {
    let [one] = &all.scaled[..] else { panic!("{all:?}") };
    one
}

/// The time that one is there of whom the hazard is so much, up to a time.
fn there(hazard: f64, time: f64) -> f64 {
    -(-hazard * time).exp_m1() / hazard
}

/// The root of a rising function.
fn root(function: impl Fn(f64) -> f64, wanted: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1000.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if function(middle) < wanted { low = middle } else { high = middle }
    }
    low
}

#[test]
fn a_raise_is_as_large_as_its_cost_says() {
    let scenario = lab("elasticity = 1.5", "[policies.raise]\nkind = \"raise\"\nraise = 0.1\n");
    let cost = |level: f64| {
        let hazard = HAZARD * (1.0 + 0.1 * level).powf(-1.5);
        0.1 * level * PEOPLE as f64 * there(hazard, YEARS[2])
    };
    for budget in [0.3, 1.2, 4.0] {
        let all = all(&scenario, budget);
        let (found, expected) = (one(&all), root(cost, budget));
        assert!((found.level - expected).abs() < 5.0 * found.level_mcse, "{budget}: {} {expected} {}", found.level, found.level_mcse);
        assert!(found.level_mcse < 0.02 * expected, "an error of two per cent would hide anything");
        assert_eq!(found.meaning, Meaning::Raise(0.1 * found.level));
        assert!((found.point.spent.value - budget).abs() <= 1e-4 * budget, "on this luck it spends the budget");
        assert_eq!(found.point.spent, found.point.cost, "a raise is paid as time goes by");
    }
}

#[test]
fn a_grant_counts_to_its_last_vesting() {
    let grant = "[policies.grant]\nkind = \"retention_grant\"\namount = 0.5\nvesting = \"48 months\"\nevery = \"12 months\"\n";
    let scenario = lab("elasticity = 0\nequity_elasticity = 0", grant);
    let stays = |year: usize| (-HAZARD * YEARS[year]).exp();
    let each: f64 = (1..=4).map(stays).sum::<f64>() / 4.0;
    let by_horizon: f64 = (1..=2).map(stays).sum::<f64>() / 4.0;
    let all_money = all(&scenario, 3.0);
    let found = one(&all_money);
    let expected = 3.0 / (0.5 * PEOPLE as f64 * each);
    assert!((found.level - expected).abs() < 5.0 * found.level_mcse, "{} {expected} {}", found.level, found.level_mcse);
    let cost = 0.5 * found.level * PEOPLE as f64 * by_horizon;
    assert!((found.point.cost.value - cost).abs() < 5.0 * found.point.cost.mcse, "{:?} {cost}", found.point.cost);
    // What vests after twice the horizon counts for those who are there then.
    let long = grant.replace("48 months", "60 months");
    let all_money = all(&lab("elasticity = 0\nequity_elasticity = 0", &long), 3.0);
    let found = one(&all_money);
    let each = ((1..=4).map(stays).sum::<f64>() + stays(4)) / 5.0;
    let expected = 3.0 / (0.5 * PEOPLE as f64 * each);
    assert!((found.level - expected).abs() < 5.0 * found.level_mcse, "{} {expected} {}", found.level, found.level_mcse);
}

#[test]
fn a_dose_costs_and_does_what_its_points_say() {
    let effect = "[policies.calm]\nkind = \"effect\"\nratio = 0.5\ncost_per_person_year = 0.1\n\
                  [policies.calm.dose]\nsource = \"made up\"\npoints = [ { money = 3, effect = 1.8 } ]\n";
    let scenario = lab("elasticity = 0", effect);
    let hazard = |level: f64| {
        let effect = if level <= 1.0 { level } else { 1.0 + 0.8 * (level - 1.0) / 2.0 };
        HAZARD * 0.5f64.powf(effect)
    };
    let cost = |level: f64| 0.1 * level * PEOPLE as f64 * there(hazard(level), YEARS[2]);
    for budget in [0.8, 3.0] {
        let all = all(&scenario, budget);
        let (found, expected) = (one(&all), root(cost, budget));
        assert!((found.level - expected).abs() < 5.0 * found.level_mcse, "{budget}: {} {expected} {}", found.level, found.level_mcse);
        let kept = PEOPLE as f64 * ((-hazard(found.level) * YEARS[2]).exp() - (-HAZARD * YEARS[2]).exp());
        assert!((found.point.kept.value - kept).abs() < 5.0 * found.point.kept.mcse, "{:?} {kept}", found.point.kept);
    }
    let amount = Amount { trials: Some(2_000), seed: Some(5), threads: Some(1), precision: None };
    let error = at_budget("x.toml", &scenario, &[], 50.0, amount, &mut ensemble::to_the_end).unwrap_err().to_string();
    assert!(
        error.starts_with("no policy can be brought to a budget of 50:\n  calm: the most of it spends 5.50, and keeps 2.95")
            && error.ends_with(" more\n  --budget none compares policies as they are"),
        "{error}"
    );
}

#[test]
fn people_and_days_are_whole_and_spend_no_more() {
    let policies = "[policies.few]\nkind = \"raise\"\nraise = 0.2\nscaled_by = \"top\"\ntarget = { top = 4, by = \"pay\" }\n\
                    [policies.brief]\nkind = \"effect\"\nratio = 1.0\ncost_per_person_year = 0.1\nscaled_by = \"until\"\n";
    let scenario = lab("elasticity = 0", policies);
    let all = all(&scenario, 1.2);
    let [few, brief] = &all.scaled[..] else { panic!("{all:?}") };
    // Each person costs 0.2 times the time there.
    let each = 0.2 * there(HAZARD, YEARS[2]);
    assert_eq!(few.meaning, Meaning::People((1.2 / each) as usize));
    assert!(few.point.spent.value <= 1.2 && few.point.spent.value > 1.2 - 1.1 * each);
    let until = root(|time| 0.1 * PEOPLE as f64 * there(HAZARD, time), 1.2) * 365.25;
    let Meaning::Until(date) = brief.meaning else { panic!("{brief:?}") };
    let days = f64::from(stayput::internals::calendar::days_between("2023-01-01".parse().unwrap(), date));
    let days_mcse = brief.level_mcse * 731.0;
    assert!((days - until).abs() < 1.0 + 5.0 * days_mcse, "{days} {until} {days_mcse}");
    assert!(brief.point.spent.value <= 1.2);
}

#[test]
fn nobody_invents_what_more_of_a_policy_would_do() {
    let policies = "[policies.match]\nkind = \"counter_offer\"\nsuccess = 0.3\nraise = 0.2\n\
                    [policies.free]\nkind = \"effect\"\nratio = 0.9\n\
                    [policies.raise]\nkind = \"raise\"\nraise = 0.1\n\
                    [policies.both]\nkind = \"bundle\"\npolicies = [\"match\", \"raise\"]\n\
                    [policies.dear]\nkind = \"effect\"\nratio = 0.9\ncost_once = 5\n\
                    [policies.all]\nkind = \"bundle\"\npolicies = [\"dear\", \"raise\"]\n";
    let all = all(&lab("elasticity = 1", policies), 2.0);
    let scaled: Vec<&str> = all.scaled.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(scaled, ["raise", "both"]);
    let left_out: Vec<(&str, Why)> = all.left_out.iter().map(|one| (one.name.as_str(), one.why)).collect();
    assert_eq!(left_out, [("match", Why::Unknown), ("free", Why::Free), ("dear", Why::Unknown), ("all", Why::TooDear)]);
    // The bundle's counter-offers stay as they are: what they spend is not there for its raise.
    let [raise, both] = [0, 1].map(|index| &all.scaled[index]);
    assert!(both.level < 0.9 * raise.level && both.meaning == Meaning::TimesOfSome(both.level), "{both:?}");
    assert!((both.point.spent.value - 2.0).abs() < 2e-4);
}

#[test]
fn a_bundle_at_its_level_leaves_its_parts_as_they_are() {
    let policies = "[policies.raise]\nkind = \"raise\"\nraise = 0.1\n\
                    [policies.grant]\nkind = \"retention_grant\"\namount = 1\nvesting = \"12 months\"\n\
                    [policies.both]\nkind = \"bundle\"\npolicies = [\"grant\", \"raise\"]\n";
    let scenario = lab("elasticity = 1\nequity_elasticity = 0.3", policies);
    let run = |scenario: &Scenario| {
        let arms = compare::arms(&[Source { path: "x", scenario }], &[]).unwrap();
        assert_eq!(arms.len(), 4, "copies are no arms");
        let comparison = compare::run(&arms, &Plan { trials: 500, seed: 3, threads: 1 }, &mut ensemble::to_the_end);
        comparison.arms.iter().map(|arm| (arm.cost.value, arm.items.clone(), arm.later.value)).collect::<Vec<_>>()
    };
    assert_eq!(run(&scenario), run(&scenario.at_levels(&[(0, 1.0), (1, 1.0), (2, 1.0)])), "level 1 is what the file says");
    let twice = run(&scenario.at_levels(&[(2, 2.0)]));
    for (one, other) in twice[1..3].iter().zip(&run(&scenario)[1..3]) {
        // Money is counted in larger units where more is spent.
        assert!((one.0 - other.0).abs() < 1e-8 * other.0 && one.2 == other.2, "raise and grant alone are as they were");
    }
    assert!(twice[3].0 > 1.9 * run(&scenario)[3].0);
}

#[test]
fn levels_do_not_depend_on_the_number_of_threads() {
    let policies = "[policies.raise]\nkind = \"raise\"\nraise = { median = 0.1, p95 = 0.2 }\n";
    let scenario = lab("elasticity = { median = 1, p95 = 2 }", policies);
    let [one, three] = [1, 3].map(|threads| at(&scenario, 2.0, 2_000, threads).equal_money);
    assert_eq!(one, three);
    assert!(matches!(one.scaled[0].meaning, Meaning::Times(_)), "an uncertain raise has no one size");
}
