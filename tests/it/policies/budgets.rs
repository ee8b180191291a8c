//! Budgets are never exceeded and are spent in order of time.

use stayput::internals::simulate::trajectory::PolicyEventKind;

use super::{exits, mean_is, trials};
use crate::fixtures::{head, people, person, read};

const MODEL: &str = "[channels.lab]\nhazard_per_year = 0.6\n[pay]\nelasticity = 0.5\nequity_elasticity = 0.5\n";

#[test]
fn nothing_costs_more_than_its_budget() {
    let policies = [
        "kind = \"counter_offer\"\nsuccess = 0.6\nraise = 0.3\nratio_after = 1.4\nhalf_life = \"6 months\"\ncost_per_event = 0.05",
        "kind = \"effect\"\nratio = 0.6\ncost_per_person_year = 0.3\ncost_once = 0.2",
        "kind = \"raise\"\nraise = 0.25\nfrom = 2023-03-01",
        "kind = \"retention_grant\"\namount = 0.4\nvesting = \"18 months\"\nfrom = 2023-05-01",
    ];
    for keys in policies {
        for (budget, of_year) in [("budget = 1.6", false), ("budget_per_year = 0.8", true)] {
            let text = head("36 months") + &people(12, "pay = 1.5") + MODEL + &format!("[policies.p]\n{keys}\n{budget}\n");
            let scenario = read(&text);
            let years: Vec<f64> = (1..=3).map(|year| scenario.clock.years(scenario.clock.month_boundary(12 * year))).collect();
            let (mut least, mut most) = (f64::INFINITY, 0.0f64);
            trials(&scenario, "p", 2_000, |world, trajectory| {
                let spent: Vec<f64> = years.iter().map(|&time| world.costs(trajectory, time).iter().sum()).collect();
                if of_year {
                    let each = [spent[0], spent[1] - spent[0], spent[2] - spent[1]];
                    assert!(each.iter().all(|&year| year <= 0.8 + 1e-6), "{keys}: {each:?}");
                    most = each.iter().fold(most, |most, &year| most.max(year));
                } else {
                    assert!(spent[2] <= 1.6 + 1e-6, "{keys}: {spent:?}");
                    most = most.max(spent[2]);
                }
                least = least.min(spent[2]);
            });
            assert!(most > 0.3 && least < most, "{keys}, {budget}: {least} to {most}");
        }
    }
}

/// A policy that begins on the first day of a year spends that year's money, not that of the year before.
#[test]
fn a_year_s_budget_pays_from_its_first_day_on() {
    // Two grants of 1 take the whole budget of 2024; what is metered gets the money of 2025 only.
    let text = head("36 months")
        + &people(2, "")
        + "[channels.lab]\nhazard_per_year = 0.000001\n[pay]\nelasticity = 0\nequity_elasticity = 0\n[policies.p]\nkind = \"retention_grant\"\n\
           amount = 1.0\nvesting = \"6 months\"\nfrom = 2024-01-01\ncost_per_person_year = 0.25\nbudget_per_year = 2.0\n";
    let scenario = read(&text);
    let years: Vec<f64> = (1..=3).map(|year| scenario.clock.years(scenario.clock.month_boundary(12 * year))).collect();
    trials(&scenario, "p", 20, |world, trajectory| {
        let spent: Vec<f64> = years.iter().map(|&time| world.costs(trajectory, time).iter().sum()).collect();
        let expected = [0.0, 2.0, 2.0 + 2.0 * 0.25 * (years[2] - years[1])];
        assert!(spent.iter().zip(expected).all(|(spent, expected)| (spent - expected).abs() < 1e-6), "{spent:?} {expected:?}");
    });
}

#[test]
fn what_is_metered_pauses_when_the_money_is_spent() {
    // Nobody leaves by the policy's doing or otherwise: ten people use a budget of 1 a year up in 0.4 years, each year anew.
    let text = head("36 months")
        + &people(10, "")
        + "[channels.lab]\nhazard_per_year = 0.000001\n[policies.p]\nkind = \"effect\"\nratio = 0.5\ncost_per_person_year = 0.25\nbudget_per_year = 1.0\n";
    let scenario = read(&text);
    trials(&scenario, "p", 20, |world, trajectory| {
        let turns: Vec<(f64, bool)> = trajectory
            .policy_events
            .iter()
            .filter(|event| matches!(event.kind, PolicyEventKind::Pause | PolicyEventKind::Resume))
            .map(|event| (event.time, event.kind == PolicyEventKind::Pause))
            .collect();
        let expected: Vec<(f64, bool)> = (0..3)
            .flat_map(|year| {
                let begin = scenario.clock.years(scenario.clock.month_boundary(12 * year));
                [(begin, false), (begin + 0.4, true)]
            })
            .skip(1)
            .collect();
        assert_eq!(turns.len(), expected.len());
        for (found, expected) in turns.iter().zip(&expected) {
            assert!((found.0 - expected.0).abs() < 1e-6 && found.1 == expected.1, "{turns:?}");
        }
        let cost: f64 = world.costs(trajectory, world.model.horizon()).iter().sum();
        assert!((cost - 3.0).abs() < 1e-6);
    });
}

#[test]
fn a_pause_lets_the_hazard_go_back() {
    let text = head("12 months")
        + &people(1, "")
        + "[channels.lab]\nhazard_per_year = 0.8\n[policies.p]\nkind = \"effect\"\nratio = 0.25\ncost_per_person_year = 1.0\nbudget = 0.5\n";
    let scenario = read(&text);
    let end = scenario.clock.years(scenario.horizon);
    // One person pays for half a year.
    let hazard = 0.8 * (0.25 * 0.5 + (end - 0.5));
    mean_is("exits with half a year's budget", &scenario, "p", -(-hazard).exp_m1(), |_, trajectory| exits(trajectory, end));
}

#[test]
fn grants_go_in_the_order_of_the_target() {
    let roster: String = (0..5).map(|i| person(&format!("p-{i}"), &format!("pay = {}.0", i + 1))).collect();
    let text = head("12 months")
        + &roster
        + MODEL
        + "[policies.p]\nkind = \"retention_grant\"\namount = 1.0\nvesting = \"1 year\"\nbudget = 9.5\ntarget = { top = 5, by = \"pay\" }\n";
    let scenario = read(&text);
    trials(&scenario, "p", 50, |_, trajectory| {
        let given: Vec<usize> = trajectory
            .policy_events
            .iter()
            .filter_map(|event| if let PolicyEventKind::Award(person) = event.kind { Some(person) } else { None })
            .collect();
        // Five and four are paid; three, two and one are passed over, and half a unit is left.
        assert_eq!(given, [4, 3]);
    });
}

#[test]
fn without_money_no_answer_is_made() {
    let text = head("36 months")
        + &people(8, "")
        + "[channels.lab]\nhazard_per_year = 0.5\n[policies.p]\nkind = \"counter_offer\"\nsuccess = 1.0\ncost_per_event = 1.0\nbudget = 2.0\n";
    let scenario = read(&text);
    trials(&scenario, "p", 500, |_, trajectory| {
        let answers: Vec<f64> = trajectory
            .policy_events
            .iter()
            .filter(|event| matches!(event.kind, PolicyEventKind::CounterOffer { .. }))
            .map(|event| event.time)
            .collect();
        assert!(answers.len() <= 2);
        // The first two to be about to leave are met, nobody after.
        if let Some((first, ..)) = trajectory.exits().next() {
            assert!(answers.len() == 2 && answers.iter().all(|&answer| answer <= first));
        }
    });
}

#[test]
fn those_who_come_back_cost_no_more_than_the_budget() {
    let returns = "[returns]\nreturn_per_year = 0.5\nhalf_life = \"3 years\"\n";
    let alumni = |budget: &str| format!("[policies.p]\nkind = \"alumni\"\nratio = 4\ncost_per_event = 0.5\n{budget}\n");
    for (budget, most) in [("budget = 1.2", [f64::INFINITY, 1.2]), ("budget_per_year = 0.7", [0.7, f64::INFINITY])] {
        let scenario = read(&(head("36 months") + &people(12, "") + MODEL + returns + &alumni(budget)));
        let years: Vec<f64> = (1..=3).map(|year| scenario.clock.years(scenario.clock.month_boundary(12 * year))).collect();
        let mut dearest: f64 = 0.0;
        trials(&scenario, "p", 2_000, |world, trajectory| {
            let spent: Vec<f64> = years.iter().map(|&time| world.costs(trajectory, time).iter().sum()).collect();
            let each = [spent[0], spent[1] - spent[0], spent[2] - spent[1]];
            assert!(spent[2] <= most[1] + 1e-9 && each.iter().all(|&year| year <= most[0] + 1e-9), "{budget}: {spent:?}");
            dearest = dearest.max(spent[2]);
        });
        assert!(dearest > 0.9, "{budget}: {dearest}");
    }
}
