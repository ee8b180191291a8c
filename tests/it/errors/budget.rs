//! `[budget]`, and how policies are scaled to it.

use super::sound;

#[test]
fn a_budget_of_nothing() {
    sound().with("[budget]\ntotal = 0\n").says("");
}

#[test]
fn a_budget_without_a_total() {
    sound().with("[budget]\n").says("");
}

#[test]
fn a_dose_without_points_or_source() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\n[policies.p.dose]\npoints = []\n").says("");
}

#[test]
fn points_of_a_dose_that_are_not_in_order_or_contradict_the_policy() {
    let dose = "[policies.p]\nkind = \"effect\"\nratio = 0.7\n[policies.p.dose]\nsource = \"s\"\n\
                points = [ { money = 2, effect = 1.5 }, { money = 1, effect = 0.5 } ]\n";
    sound().with(dose).says("");
}

#[test]
fn what_has_no_dose() {
    let dose = "[policies.p.dose]\nsource = \"s\"\npoints = [ { money = 2, effect = 1.5 } ]\n";
    sound().with(&format!("[policies.p]\nkind = \"leader_change\"\nratio = 0.9\n{dose}")).says("");
}

#[test]
fn scaled_twice() {
    let dose = "[policies.p.dose]\nsource = \"s\"\npoints = [ { money = 2, effect = 1.5 } ]\n";
    sound().with(&format!("[policies.p]\nkind = \"effect\"\nratio = 0.7\nscaled_by = \"until\"\n{dose}")).says("");
}

#[test]
fn scaled_by_what_it_has_not() {
    sound()
        .with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nscaled_by = \"amount\"\n[policies.q]\nkind = \"effect\"\nratio = 0.7\nscaled_by = \"top\"\n")
        .says("");
}

#[test]
fn a_grant_that_would_end() {
    sound()
        .with("[pay]\nelasticity = 1\nequity_elasticity = 0.2\n[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"2 years\"\nscaled_by = \"until\"\n")
        .says("");
}

#[test]
fn scaled_by_something_unknown() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nscaled_by = \"tops\"\n").says("");
}

#[test]
fn a_currency_of_no_pay() {
    sound().with("[pay]\nelasticity = 1\ncurrency = \"EUR\"\n").says("");
}
