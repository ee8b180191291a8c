//! What-ifs that cannot come about, or say nothing.

use super::{Case, sound};

/// The sound scenario with an engineer whose last day is known.
fn two() -> Case {
    sound().with("[[researchers]]\nid = \"b\"\nrole = \"engineer\"\nlast_day = 2023-06-01\n")
}

#[test]
fn nothing_that_may_happen() {
    two().with("[what_if.x]\n").says(
        r"
error: `what_if.x` says nothing that may happen
  --> team.toml:14:1
   |
14 | [what_if.x]
   | ^^^^^^^^^^^ expected leaves, rival, shock or hiring_freeze

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn an_unknown_person() {
    two().with("[what_if.x]\nleaves = { id = \"c\", on = 2023-06-01, to = \"other\" }\n").says(
        r#"
error: there is no researcher `c`
  --> team.toml:15:17
   |
15 | leaves = { id = "c", on = 2023-06-01, to = "other" }
   |                 ^^^ unknown researcher
   |
   = help: did you mean `a`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn who_leaves_is_said_twice_or_not_at_all() {
    two().with("[what_if.x]\nleaves = { id = \"a\", role = \"engineer\", on = 2023-06-01, to = \"other\" }\n[what_if.y]\nleaves = { on = 2023-03-01 }\n").says(
        r#"
error: `what_if.x.leaves.role` says twice who leaves
  --> team.toml:15:29
   |
15 | leaves = { id = "a", role = "engineer", on = 2023-06-01, to = "other" }
   |                             ^^^^^^^^^^ expected one of id, role and team

error: `what_if.y.leaves.to` is missing
  --> team.toml:17:10
   |
17 | leaves = { on = 2023-03-01 }
   |          ^^^^^^^^^^^^^^^^^^^ expected `to` in here
   |
   = help: for example: to = "lab"

error: `what_if.y.leaves.id` is missing
  --> team.toml:17:10
   |
17 | leaves = { on = 2023-03-01 }
   |          ^^^^^^^^^^^^^^^^^^^ expected `id` in here
   |
   = help: for example: id = "E1003", or a role, or a team

3 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_day_that_is_none_of_the_scenario_and_an_unknown_channel() {
    two().with("[what_if.x]\nleaves = { id = \"a\", on = 2026-06-01, to = \"lab\" }\n").says(
        r#"
error: `what_if.x.leaves.on` is 2026-06-01, not between the start,
       2023-01-01, and the horizon, 2025-01-01
  --> team.toml:15:27
   |
15 | leaves = { id = "a", on = 2026-06-01, to = "lab" }
   |                           ^^^^^^^^^^ expected a day of the scenario

error: there is no channel `lab`
  --> team.toml:15:44
   |
15 | leaves = { id = "a", on = 2026-06-01, to = "lab" }
   |                                            ^^^^^ unknown channel

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn one_who_leaves_anyhow() {
    two().with("[what_if.x]\nleaves = { role = \"engineer\", on = 2023-03-01, to = \"other\" }\n").says(
        r#"
error: `what_if.x.leaves.role` cannot leave on 2023-03-01: one who is meant
       leaves on a known day anyhow
  --> team.toml:15:19
   |
15 | leaves = { role = "engineer", on = 2023-03-01, to = "other" }
   |                   ^^^^^^^^^^ expected people who are there, without a last day

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_freeze_where_nobody_is_hired() {
    two().with("[what_if.x]\nhiring_freeze = { until = \"6 months\" }\n").says(
        r#"
error: `what_if.x.hiring_freeze` does nothing: nobody is hired
  --> team.toml:15:17
   |
15 | hiring_freeze = { until = "6 months" }
   |                 ^^^^^^^^^^^^^^^^^^^^^^ expected a [hiring] table in the file

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_ratio_below_zero_and_an_unknown_key() {
    two().with("[what_if.x]\nrival = { channel = \"other\", on = 2023-03-01, ratio = -1 }\nshok = 1\n").says(
        r#"
error: `what_if.x.rival.ratio` is -1; a hazard ratio is above 0
  --> team.toml:15:55
   |
15 | rival = { channel = "other", on = 2023-03-01, ratio = -1 }
   |                                                       ^^ expected a number, above 0

error: `what_if.x` has no key `shok`
  --> team.toml:16:1
   |
16 | shok = 1
   | ^^^^ unknown key
   |
   = help: did you mean `shock`?

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn an_unknown_role() {
    two().with("[what_if.x]\nleaves = { role = \"engineers\", on = 2023-03-01, to = \"other\" }\n").says(
        r#"
error: there is no role `engineers`
  --> team.toml:15:19
   |
15 | leaves = { role = "engineers", on = 2023-03-01, to = "other" }
   |                   ^^^^^^^^^^^ unknown role
   |
   = help: did you mean `engineer`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_percentage_for_a_ratio() {
    two().with("[what_if.x]\nrival = { channel = \"other\", on = 2023-03-01, ratio = \"50%\" }\n").says(
        r#"
error: `what_if.x.rival.ratio` must be a number, not text
  --> team.toml:15:55
   |
15 | rival = { channel = "other", on = 2023-03-01, ratio = "50%" }
   |                                                       ^^^^^ expected a number, or a distribution
   |
   = help: a ratio multiplies: 50 % more is 1.5, 50 % of it is 0.5

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_rival_with_whom_fewer_leave_is_warned_of() {
    for ratio in ["0.5", "{ median = 0.8, p95 = 1.2 }"] {
        two()
            .with(&format!("[what_if.x]\nrival = {{ channel = \"other\", on = 2023-03-01, ratio = {ratio} }}\n"))
            .remarks("team.toml:15:55: warning: `what_if.x.rival.ratio` is below 1: with this rival fewer leave\n");
    }
    two().with("[what_if.x]\nshock = { on = 2023-03-01, ratio = 0.5, half_life = \"never\" }\n").remarks("");
    two().with("[what_if.x]\nrival = { channel = \"other\", on = 2023-03-01, ratio = 1.5 }\n").remarks("");
}

#[test]
fn the_name_that_asks_about_none() {
    two().with("[what_if.none]\nrival = { channel = \"other\", on = 2023-03-01, ratio = 2 }\n").says(
        r"
error: `none` cannot name a what-if
  --> team.toml:14:10
   |
14 | [what_if.none]
   |          ^^^^
   |
   = help: it is what asks about none of them

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_rival_of_whom_too_much_or_too_little_is_said() {
    sound()
        .with("[what_if.x]\nrival = { channel = \"other\", on = 2023-06-01, ratio = 2, weight = 1 }\n[what_if.y]\nrival = { channel = \"other\", on = 2023-06-01 }\n")
        .says(
            r#"
error: `what_if.x.rival.weight` says twice how much more leave
  --> team.toml:11:67
   |
11 | rival = { channel = "other", on = 2023-06-01, ratio = 2, weight = 1 }
   |                                                                   ^ expected one of ratio and weight

error: `what_if.y.rival.ratio` is missing
  --> team.toml:13:9
   |
13 | rival = { channel = "other", on = 2023-06-01 }
   |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected `ratio` in here
   |
   = help: for example: ratio = 1.5, or a weight

2 problems in 1 file; nothing was run
"#,
        );
}

#[test]
fn a_rival_that_pays_where_nobody_answers_to_pay() {
    sound().with("[what_if.x]\nrival = { channel = \"other\", on = 2023-06-01, weight = 1, pay_multiple = 1.3 }\n").says(
        r"
error: `what_if.x.rival.pay_multiple` does nothing without [pay]
  --> team.toml:11:74
   |
11 | ...6-01, weight = 1, pay_multiple = 1.3 }
   |                                     ^^^
   |
   = help: say how hazards answer to pay: [pay] elasticity = 1.2

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_rival_that_pays_where_all_offers_have_one_acceptance() {
    sound()
        .with(
            "[pay]\nelasticity = 1\n[channels.lab]\noffers_per_year = 1\nacceptance = 0.2\n\
             [what_if.x]\nrival = { channel = \"lab\", on = 2023-06-01, ratio = 2, pay_multiple = 1.3 }\n",
        )
        .says(
            r#"
error: the channel `lab` has one acceptance for all offers, whoever makes
       them
  --> team.toml:16:71
   |
16 | rival = { channel = "lab", on = 2023-06-01, ratio = 2, pay_multiple = 1.3 }
   |                                                                       ^^^ no pay of its own
   |
   = help: make a channel of its own for who pays otherwise, with its offers
           and its pay_multiple

1 problem in 1 file; nothing was run
"#,
        );
}

#[test]
fn a_rival_beside_one_that_is_full_some_day() {
    sound()
        .with(
            "[channels.lab]\nhazard_per_year = 0.1\n[competitors.there]\nchannel = \"lab\"\nseats = 3\n\
             [what_if.x]\nrival = { channel = \"lab\", on = 2023-06-01, weight = 1 }\n",
        )
        .says(
            r#"
error: `what_if.x.rival.weight` is told only beside competitors that always
       hire, at the channel's pay
  --> team.toml:16:54
   |
16 | rival = { channel = "lab", on = 2023-06-01, weight = 1 }
   |                                                      ^ expected a ratio
   |
   = help: `there` has seats: say how many times as many leave, ratio = 1.5

1 problem in 1 file; nothing was run
"#,
        );
}

#[test]
fn the_name_of_a_policy() {
    sound()
        .with(
            "[policies.calm]\nkind = \"effect\"\nratio = 0.5\n\
             [what_if.calm]\nrival = { channel = \"other\", on = 2023-06-01, ratio = 2 }\n",
        )
        .says(
            r"
error: `calm` is a policy already
  --> team.toml:13:10
   |
13 | [what_if.calm]
   |          ^^^^ expected another name

1 problem in 1 file; nothing was run
",
        );
}
