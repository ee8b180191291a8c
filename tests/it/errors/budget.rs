//! `[budget]`, and how policies are scaled to it.

use super::sound;

#[test]
fn a_budget_of_nothing() {
    sound().with("[budget]\ntotal = 0\n").says(
        r"
error: `budget.total` is 0; a budget is above 0
  --> team.toml:11:9
   |
11 | total = 0
   |         ^ expected a number, above 0

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_budget_without_a_total() {
    sound().with("[budget]\n").says(
        r"
error: `budget.total` is missing
  --> team.toml:10:1
   |
10 | [budget]
   | ^^^^^^^^ expected `total` in here
   |
   = help: for example: total = 2_000_000

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_dose_without_points_or_source() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\n[policies.p.dose]\npoints = []\n").says(
        r#"
error: `policies.p.dose.source` is missing
  --> team.toml:13:1
   |
13 | [policies.p.dose]
   | ^^^^^^^^^^^^^^^^^ expected `source` in here
   |
   = help: for example: source = "assumption"

error: `policies.p.dose.points` holds no point
  --> team.toml:14:10
   |
14 | points = []
   |          ^^ expected { money = .., effect = .. } in here

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn points_of_a_dose_that_are_not_in_order_or_contradict_the_policy() {
    let dose = "[policies.p]\nkind = \"effect\"\nratio = 0.7\n[policies.p.dose]\nsource = \"s\"\n\
                points = [ { money = 2, effect = 1.5 }, { money = 1, effect = 0.5 } ]\n";
    sound().with(dose).says(
        r"
error: points must be in order, each with more money than the one before
  --> team.toml:15:41
   |
15 | points = [ { money = 2, effect = 1.5 }, { money = 1, effect = 0.5 } ]
   |                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected more money

error: a dose says what a multiple of the money does: for 1 times the money
       that is 1 times the effect
  --> team.toml:15:41
   |
15 | points = [ { money = 2, effect = 1.5 }, { money = 1, effect = 0.5 } ]
   |                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected effect = 1

2 problems in 1 file; nothing was run
",
    );
}

#[test]
fn what_has_no_dose() {
    let dose = "[policies.p.dose]\nsource = \"s\"\npoints = [ { money = 2, effect = 1.5 } ]\n";
    sound().with(&format!("[policies.p]\nkind = \"leader_change\"\nratio = 0.9\n{dose}")).says(
        r"
error: a policy of the kind `leader_change` has no dose: there is one leader,
       not half of one or two
  --> team.toml:13:1
   |
13 | [policies.p.dose]
   | ^^^^^^^^^^^^^^^^^

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn scaled_twice() {
    let dose = "[policies.p.dose]\nsource = \"s\"\npoints = [ { money = 2, effect = 1.5 } ]\n";
    sound().with(&format!("[policies.p]\nkind = \"effect\"\nratio = 0.7\nscaled_by = \"until\"\n{dose}")).says(
        r#"
error: `policies.p.scaled_by` does nothing beside dose
  --> team.toml:13:13
   |
13 | scaled_by = "until"
   |             ^^^^^^^ expected one of the two

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn scaled_by_what_it_has_not() {
    sound()
        .with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nscaled_by = \"amount\"\n[policies.q]\nkind = \"effect\"\nratio = 0.7\nscaled_by = \"top\"\n")
        .says(
        r#"
error: `policies.p.scaled_by` cannot be that: the policy gives no raise and
       no grant
  --> team.toml:13:13
   |
13 | scaled_by = "amount"
   |             ^^^^^^^^ expected "top" or "until"

error: `policies.q.scaled_by` cannot be that: the policy is not for the top
       of a ranking
  --> team.toml:17:13
   |
17 | scaled_by = "top"
   |             ^^^^^ expected a target = { top = 5, by = "tenure" }

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_grant_that_would_end() {
    sound()
        .with("[pay]\nelasticity = 1\nequity_elasticity = 0.2\n[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"2 years\"\nscaled_by = \"until\"\n")
        .says(
        r#"
error: `policies.p.scaled_by` cannot be that: what is granted stays granted
  --> team.toml:17:13
   |
17 | scaled_by = "until"
   |             ^^^^^^^ expected "amount" or "top"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn scaled_by_something_unknown() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nscaled_by = \"tops\"\n").says(
        r#"
error: there is no way to scale a policy `tops`
  --> team.toml:13:13
   |
13 | scaled_by = "tops"
   |             ^^^^^^ unknown way to scale a policy
   |
   = help: did you mean `top`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_currency_of_no_pay() {
    sound()
        .with("[pay]\nelasticity = 1\ncurrency = \"EUR\"\n")
        .remarks("team.toml:12:12: warning: `pay.currency` says nothing: nobody's pay is given, so that money is in years' pay\n");
}
