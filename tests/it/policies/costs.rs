//! Costs in closed form, where nobody moves anybody.

use stayput::internals::scenario::Scenario;

use super::{mean_is, under};
use crate::fixtures::{head, people, read};

const LEAVE: f64 = 0.4;

fn lab(keys: &str, rest: &str) -> Scenario {
    let text = head("36 months") + keys + &people(10, "pay = 2.0") + &format!("[channels.lab]\nhazard_per_year = {LEAVE}\n") + rest;
    read(&text)
}

fn at(scenario: &Scenario, date: &str) -> f64 {
    scenario.clock.years(date.parse().unwrap())
}

/// The mean cost of a policy by the horizon, all items together.
fn costs(what: &str, scenario: &Scenario, policy: &str, exact: f64) {
    let horizon = scenario.clock.years(scenario.horizon);
    mean_is(what, scenario, policy, exact, |world, trajectory| world.costs(trajectory, horizon).iter().sum());
}

#[test]
fn person_years_cost_while_people_are_there_and_the_policy_is_in_force() {
    let policy = "[policies.calm]\nkind = \"effect\"\nratio = 0.5\nfrom = 2023-07-01\nuntil = 2025-01-01\ncost_once = 3.0\ncost_per_person_year = 0.2\ntarget = { ids = [\"p-1\", \"p-2\", \"p-3\"] }\n";
    let scenario = lab("", policy);
    let (from, until) = (at(&scenario, "2023-07-01"), at(&scenario, "2025-01-01"));
    // Three who survive to the beginning, then at half the hazard.
    let years = (-LEAVE * from).exp() * -(-0.5 * LEAVE * (until - from)).exp_m1() / (0.5 * LEAVE);
    costs("an effect", &scenario, "calm", 3.0 + 0.2 * 3.0 * years);
    // Discounted at 8 % a year: the same with the rate added to the hazard.
    let scenario = lab("discount_rate = 0.08\n", policy);
    let rate = 1.08f64.ln();
    let pace = 0.5 * LEAVE + rate;
    let years = (-(LEAVE + rate) * from).exp() * -(-pace * (until - from)).exp_m1() / pace;
    costs("an effect, discounted", &scenario, "calm", 3.0 * (-rate * from).exp() + 0.2 * 3.0 * years);
}

#[test]
fn a_raise_costs_its_share_of_pay_to_those_there_at_its_beginning() {
    let scenario = lab("", "[pay]\nelasticity = 0.5\n[policies.more]\nkind = \"raise\"\nraise = 0.3\nfrom = 2024-01-01\n");
    let (from, end) = (at(&scenario, "2024-01-01"), at(&scenario, "2026-01-01"));
    let pace = LEAVE * 1.3f64.powf(-0.5);
    let years = (-LEAVE * from).exp() * -(-pace * (end - from)).exp_m1() / pace;
    costs("a raise", &scenario, "more", 10.0 * 2.0 * 0.3 * years);
}

#[test]
fn a_grant_costs_what_vests_less_what_is_clawed_back() {
    let policy = |clawback: &str| {
        format!(
            "[pay]\nelasticity = 0\nequity_elasticity = 0.5\n[policies.refresh]\nkind = \"retention_grant\"\namount = 1.2\nvesting = \"24 months\"\ncliff = \"12 months\"\nevery = \"12 months\"\n{clawback}"
        )
    };
    let scenario = lab("", &policy(""));
    let (first, second, end) = (at(&scenario, "2024-01-01"), at(&scenario, "2025-01-01"), at(&scenario, "2026-01-01"));
    let hazard = |unvested: f64| LEAVE * (-0.5 * unvested).exp();
    let alive = [(-hazard(1.2) * first).exp(), (-hazard(1.2) * first - hazard(0.6) * (second - first)).exp()];
    let vests = 10.0 * 2.0 * 0.6 * (alive[0] + alive[1]);
    costs("a grant", &scenario, "refresh", vests);
    // Who leaves within a hundred days of a vesting date pays that part back.
    let scenario = lab("", &policy("clawback = \"100 days\"\n"));
    let days = 100.0 / 365.25;
    let repaid = 10.0 * 2.0 * 0.6 * (alive[0] * -(-hazard(0.6) * days).exp_m1() + alive[1] * -(-LEAVE * days).exp_m1());
    assert!(second + days < end);
    costs("a grant with clawback", &scenario, "refresh", vests - repaid);
}

#[test]
fn a_counter_offer_costs_its_event_and_the_raises_of_those_who_stay() {
    // Success always and the same hazard after it: exits are a Poisson process that nobody leaves by.
    let scenario =
        lab("", "[policies.match]\nkind = \"counter_offer\"\nsuccess = 1.0\nraise = 0.1\ncost_per_event = 0.05\n[pay]\nelasticity = 0\n");
    let end = at(&scenario, "2026-01-01");
    // Own pay grows by e^(0.1 LEAVE t) on average: the excess over pay at the start is what raises cost.
    let growth = 0.1 * LEAVE;
    let excess = (growth * end).exp_m1() / growth - end;
    costs("a counter-offer", &scenario, "match", 10.0 * (2.0 * excess + 0.05 * LEAVE * end));
}

#[test]
fn founders_on_leave_are_paid() {
    let text = "[channels.found]\nhazard_per_year = 0.2\n[channels.startup]\nhazard_per_year = 0\n[spinouts]\npull_per_year = 0\nhalf_life = \"never\"\n[policies.garden]\nkind = \"garden_leave\"\nlength = \"6 months\"\ncost_per_event = 0.1\n";
    let scenario = lab("", text);
    let end = at(&scenario, "2026-01-01");
    let founders = 10.0 * 0.2 / (0.2 + LEAVE) * -(-(0.2 + LEAVE) * end).exp_m1();
    costs("a garden leave", &scenario, "garden", founders * (2.0 * 0.5 + 0.1));
}

#[test]
fn items_are_those_that_a_policy_can_cost() {
    let text = "[pay]\nelasticity = 1\nequity_elasticity = 0.5\n[policies.a]\nkind = \"retention_grant\"\namount = 1\nvesting = \"1 year\"\ncost_once = 2\n[policies.b]\nkind = \"counter_offer\"\nsuccess = 0.1\nraise = 0.1\n[policies.c]\nkind = \"bundle\"\npolicies = [\"a\", \"b\"]\n";
    let scenario = lab("", text);
    let names = |policy: &str| -> Vec<String> {
        let items = under(&scenario, policy).cost_items();
        items.iter().map(|item| format!("{}.{}", scenario.policies[item.policy].name, item.what.name())).collect()
    };
    assert_eq!(names("a"), ["a.once", "a.grants"]);
    assert_eq!(names("c"), ["a.once", "a.grants", "b.raises"]);
    assert!(names("none").is_empty());
}
