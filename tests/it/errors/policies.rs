//! `[policies.*]`: what all kinds have in common, and each kind's own.

use super::sound;

/// Two people, one of whom has no role.
const ROSTER: &str = "id,team,role,hired\na,core,engineer,2020-01-01\nb,core,,2021-01-01\n";
/// The same, of whom one has no stars.
const STARS: &str = "id,team,role,hired,stars\na,core,engineer,2020-01-01,3\nb,core,,2021-01-01,\n";

#[test]
fn missing_kind() {
    sound().with("[policies.p]\nratio = 0.7\n").says(
        r#"
error: `policies.p.kind` is missing
  --> team.toml:10:1
   |
10 | [policies.p]
   | ^^^^^^^^^^^^ expected `kind` in here
   |
   = help: for example: kind = "effect"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_kind() {
    sound().with("[policies.p]\nkind = \"efect\"\nratio = 0.7\n").says(
        r#"
error: there is no kind of policy `efect`
  --> team.toml:11:8
   |
11 | kind = "efect"
   |        ^^^^^^^ unknown kind
   |
   = help: did you mean `effect`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn kind_like_no_other() {
    sound().with("[policies.p]\nkind = \"magic\"\nratio = 0.7\n").says(
        r#"
error: there is no kind of policy `magic`
  --> team.toml:11:8
   |
11 | kind = "magic"
   |        ^^^^^^^ unknown kind
   |
   = help: the kinds are effect, raise, retention_grant, counter_offer,
           visibility, incubator, garden_leave, leader_change, backfill,
           alumni, bundle

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn the_name_of_none() {
    sound().with("[policies.none]\nkind = \"effect\"\nratio = 0.7\n").says(
        r"
error: `none` cannot name a policy
  --> team.toml:10:11
   |
10 | [policies.none]
   |           ^^^^
   |
   = help: it is what results call a run without any

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn unknown_key() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nraito = 0.7\n").says(
        r"
error: `policies.p` has no key `raito`
  --> team.toml:13:1
   |
13 | raito = 0.7
   | ^^^^^ unknown key
   |
   = help: did you mean `ratio`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn key_of_another_kind() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nraise = 0.7\n").says(
        r"
error: `policies.p` has no key `raise`
  --> team.toml:13:1
   |
13 | raise = 0.7
   | ^^^^^ unknown key
   |
   = help: its keys are kind, from, until, target, when, cost_once,
           cost_per_person_year, cost_per_event, scaled_by, dose, budget,
           budget_per_year, ratio, channels

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn missing_number() {
    sound().with("[policies.p]\nkind = \"effect\"\n").says(
        r"
error: `policies.p.ratio` is missing
  --> team.toml:10:1
   |
10 | [policies.p]
   | ^^^^^^^^^^^^ expected `ratio` in here
   |
   = help: for example: ratio = 0.7

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_number_out_of_range() {
    sound().with("[policies.p]\nkind = \"counter_offer\"\nsuccess = 30\n").says(
        r"
error: `policies.p.success` is 30; a probability is from 0 to 1
  --> team.toml:12:11
   |
12 | success = 30
   |           ^^ expected a number, from 0 to 1
   |
   = help: if 30 is a percentage, write 0.3

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_negative_price() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ncost_once = -1\n").says(
        r"
error: `policies.p.cost_once` is -1; an amount of money is 0 or more
  --> team.toml:13:13
   |
13 | cost_once = -1
   |             ^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn unknown_channel() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nchannels = [\"othr\"]\n").says(
        r#"
error: there is no channel `othr`
  --> team.toml:13:13
   |
13 | channels = ["othr"]
   |             ^^^^^^ unknown channel
   |
   = help: did you mean `other`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn begins_before_the_start() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nfrom = 2022-12-01\n").says(
        r"
error: `policies.p.from` is 2022-12-01, before the start, 2023-01-01
  --> team.toml:13:8
   |
13 | from = 2022-12-01
   |        ^^^^^^^^^^ expected a later date

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn begins_after_the_horizon() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nfrom = 2025-02-01\n").remarks(
        r"
team.toml:13:8: warning: the policy does not begin before the horizon, 2025-01-01, and does nothing by then
",
    );
}

#[test]
fn ends_before_it_begins() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nfrom = 2023-06-01\nuntil = \"3 months\"\n").says(
        r#"
error: `policies.p.until` is 2023-04-01, not after the policy begins,
       2023-06-01
  --> team.toml:14:9
   |
14 | until = "3 months"
   |         ^^^^^^^^^^ expected a later date

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_grant_has_no_end() {
    sound().with("[pay]\nelasticity = 1.2\nequity_elasticity = 0.5\n[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"4 years\"\nuntil = 2024-01-01\n").says(
        r"
error: `policies.p` has no key `until`
  --> team.toml:17:1
   |
17 | until = 2024-01-01
   | ^^^^^ unknown key
   |
   = help: its keys are kind, from, target, when, cost_once,
           cost_per_person_year, cost_per_event, scaled_by, dose, budget,
           budget_per_year, amount, vesting, every, cliff, clawback

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn condition_without_keys() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nwhen = {}\n").says(
        r#"
error: `policies.p.when.exits` is missing
  --> team.toml:13:8
   |
13 | when = {}
   |        ^^ expected `exits` in here
   |
   = help: for example: exits = 2

error: `policies.p.when.within` is missing
  --> team.toml:13:8
   |
13 | when = {}
   |        ^^ expected `within` in here
   |
   = help: for example: within = "90 days"

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_scope() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nwhen = { exits = 2, within = \"90 days\", of = \"labs\" }\n").says(
        r#"
error: there is no scope `labs`
  --> team.toml:13:46
   |
13 | when = { exits = 2, within = "90 days", of = "labs" }
   |                                              ^^^^^^ unknown scope
   |
   = help: did you mean `lab`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn scope_like_no_other() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nwhen = { exits = 2, within = \"90 days\", of = \"world\" }\n").says(
        r#"
error: there is no scope `world`
  --> team.toml:13:46
   |
13 | when = { exits = 2, within = "90 days", of = "world" }
   |                                              ^^^^^^^ unknown scope
   |
   = help: there are team, lab

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn target_is_the_name_of_a_team() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = \"core\"\n").says(
        r#"
error: `policies.p.target` is `core`, not "all" or a table
  --> team.toml:13:10
   |
13 | target = "core"
   |          ^^^^^^ unknown target
   |
   = help: write { team = "core" }

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn target_is_the_name_of_a_role() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = \"engineer\"\n").says(
        r#"
error: `policies.p.target` is `engineer`, not "all" or a table
  --> team.toml:13:10
   |
13 | target = "engineer"
   |          ^^^^^^^^^^ unknown target
   |
   = help: write { role = "engineer" }

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn target_is_an_id() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = \"a\"\n").says(
        r#"
error: `policies.p.target` is `a`, not "all" or a table
  --> team.toml:13:10
   |
13 | target = "a"
   |          ^^^ unknown target
   |
   = help: write { ids = ["a"] }

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn target_is_another_word() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = \"everyone\"\n").says(
        r#"
error: `policies.p.target` is `everyone`, not "all" or a table
  --> team.toml:13:10
   |
13 | target = "everyone"
   |          ^^^^^^^^^^ unknown target
   |
   = help: a target is "all", { team = .. }, { role = .. }, { ids = [..] }
           or { top = .., by = .. }

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn target_is_a_number() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = 5\n").says(
        r#"
error: `policies.p.target` must be "all" or a table, not a number
  --> team.toml:13:10
   |
13 | target = 5
   |          ^ expected "all", or { team = "a" }

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn target_without_keys() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = {}\n").says(
        r#"
error: `policies.p.target` has no key
  --> team.toml:13:10
   |
13 | target = {}
   |          ^^ expected team, role, ids, or top and by
   |
   = help: for everybody leave it out, or write "all"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_key_of_a_target() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { teams = \"core\" }\n").says(
        r#"
error: `policies.p.target` has no key `teams`
  --> team.toml:13:12
   |
13 | target = { teams = "core" }
   |            ^^^^^ unknown key
   |
   = help: did you mean `team`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_team() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { team = \"cor\" }\n").says(
        r#"
error: there is no team `cor`
  --> team.toml:13:19
   |
13 | target = { team = "cor" }
   |                   ^^^^^ unknown team
   |
   = help: did you mean `core`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_role() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { role = \"enginer\" }\n").says(
        r#"
error: there is no role `enginer`
  --> team.toml:13:19
   |
13 | target = { role = "enginer" }
   |                   ^^^^^^^^^ unknown role
   |
   = help: did you mean `engineer`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn nobody_has_a_role() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { role = \"engineer\" }\n").says(
        r#"
error: nobody on the roster has a role
  --> team.toml:13:19
   |
13 | target = { role = "engineer" }
   |                   ^^^^^^^^^^ unknown role

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_researcher() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { ids = [\"a\", \"c\"] }\n").says(
        r#"
error: there is no researcher `c`
  --> team.toml:13:24
   |
13 | target = { ids = ["a", "c"] }
   |                        ^^^ unknown researcher
   |
   = help: did you mean `a`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_researcher_twice() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { ids = [\"a\", \"a\"] }\n").says(
        r#"
error: the researcher `a` is listed twice
  --> team.toml:13:24
   |
13 | target = { ids = ["a", "a"] }
   |                        ^^^ expected another researcher

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_researcher() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { ids = [] }\n").says(
        r"
error: `policies.p.target.ids` names no researcher
  --> team.toml:13:18
   |
13 | target = { ids = [] }
   |                  ^^ expected names in here
   |
   = help: name those whom it is for, by id

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn top_by_nothing() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { top = 1 }\n").says(
        r#"
error: `policies.p.target.by` is missing
  --> team.toml:13:10
   |
13 | target = { top = 1 }
   |          ^^^^^^^^^^^ expected `by` in here
   |
   = help: for example: by = "tenure"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn by_without_top() {
    sound().roster(STARS).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { by = \"stars\" }\n").says(
        r#"
error: `policies.p.target.top` is missing
  --> team.toml:13:10
   |
13 | target = { by = "stars" }
   |          ^^^^^^^^^^^^^^^^ expected `top` in here
   |
   = help: for example: top = 5

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_column() {
    sound().roster(STARS).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { top = 1, by = \"star\" }\n").says(
        r#"
error: the roster has no numeric column `star`
  --> team.toml:13:26
   |
13 | target = { top = 1, by = "star" }
   |                          ^^^^^^ expected the name of a column
   |
   = help: did you mean `stars`?

warning: nothing reads the column `stars`
 --> roster.csv:1:20
  |
1 | id,team,role,hired,stars
  |                    ^^^^^
  |
  = help: a column of numbers counts where a channel weighs it
          ([channels.NAME.covariates]); to say that it is meant, [roster]
          unread = ["stars"]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn column_like_no_other() {
    sound().roster(STARS).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { top = 1, by = \"importance\" }\n").says(
        r#"
error: the roster has no numeric column `importance`
  --> team.toml:13:26
   |
13 | target = { top = 1, by = "importance" }
   |                          ^^^^^^^^^^^^ expected the name of a column
   |
   = help: people can be ranked by stars, pay, unvested, tenure

warning: nothing reads the column `stars`
 --> roster.csv:1:20
  |
1 | id,team,role,hired,stars
  |                    ^^^^^
  |
  = help: a column of numbers counts where a channel weighs it
          ([channels.NAME.covariates]); to say that it is meant, [roster]
          unread = ["stars"]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn some_do_not_rank() {
    sound().roster(STARS).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { top = 1, by = \"stars\" }\n").remarks(
        r"
team.toml:13:26: warning: 1 of 2 have no known `stars`, and rank last
",
    );
}

#[test]
fn more_are_at_the_top_than_there_are() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { top = 3, by = \"tenure\" }\n").remarks(
        r"
team.toml:13:18: warning: `policies.p.target.top` is 3, and only 2 are there: the policy is for all of them
",
    );
}

#[test]
fn a_raise_like_a_percentage() {
    for keys in ["kind = \"raise\"", "kind = \"counter_offer\"\nsuccess = 0.3"] {
        let text = format!("[pay]\nelasticity = 1\n[policies.p]\n{keys}\nraise = 10\n");
        let line = 13 + keys.lines().count();
        sound().with(&text).remarks(&format!("\nteam.toml:{line}:9: warning: `policies.p.raise` is 10: pay is multiplied by 11\n"));
    }
    // That a raise doubles pay is not too unlikely.
    sound().with("[pay]\nelasticity = 1\n[policies.p]\nkind = \"raise\"\nraise = 1\n").remarks("");
}

#[test]
fn nobody_is_in_it() {
    sound().roster(ROSTER).with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ntarget = { ids = [\"b\"], role = \"engineer\" }\n").remarks(
        r"
team.toml:13:10: warning: nobody is in `policies.p.target`: the policy does nothing
",
    );
}

#[test]
fn bundle_of_nothing() {
    sound().with("[policies.p]\nkind = \"bundle\"\n").says(
        r#"
error: `policies.p.policies` is missing
  --> team.toml:10:1
   |
10 | [policies.p]
   | ^^^^^^^^^^^^ expected `policies` in here
   |
   = help: for example: policies = ["a", "b"]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn bundle_of_none() {
    sound().with("[policies.p]\nkind = \"bundle\"\npolicies = []\n").says(
        r"
error: `policies.p.policies` names no policy
  --> team.toml:12:12
   |
12 | policies = []
   |            ^^ expected names in here
   |
   = help: name the policies that it puts together

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn bundle_of_what_is_not_there() {
    sound().with("[policies.calm]\nkind = \"effect\"\nratio = 0.7\n[policies.p]\nkind = \"bundle\"\npolicies = [\"clam\"]\n").says(
        r#"
error: there is no policy `clam`
  --> team.toml:15:13
   |
15 | policies = ["clam"]
   |             ^^^^^^ unknown policy
   |
   = help: did you mean `calm`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn bundle_of_itself() {
    sound().with("[policies.p]\nkind = \"bundle\"\npolicies = [\"p\"]\n").says(
        r#"
error: the bundle `p` is part of itself: `p` has `p`
  --> team.toml:12:12
   |
12 | policies = ["p"]
   |            ^^^^^ expected other policies

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn bundle_of_bundles() {
    sound().with("[policies.q]\nkind = \"bundle\"\npolicies = [\"p\"]\n[policies.p]\nkind = \"bundle\"\npolicies = [\"q\"]\n").says(
        r#"
error: the bundle `q` is part of itself: `q` has `p` has `q`
  --> team.toml:12:12
   |
12 | policies = ["p"]
   |            ^^^^^ expected other policies

error: the bundle `p` is part of itself: `p` has `q` has `p`
  --> team.toml:15:12
   |
15 | policies = ["q"]
   |            ^^^^^ expected other policies

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn bundle_with_keys_of_others() {
    sound()
        .with(
            "[policies.calm]\nkind = \"effect\"\nratio = 0.7\n[policies.p]\nkind = \"bundle\"\npolicies = [\"calm\"]\nfrom = 2023-06-01\n",
        )
        .says(
            r"
error: `policies.p` has no key `from`
  --> team.toml:16:1
   |
16 | from = 2023-06-01
   | ^^^^ unknown key
   |
   = help: its keys are kind, policies

1 problem in 1 file; nothing was run
",
        );
}

#[test]
fn after_effects_that_fade_differently() {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[policies.match]\nkind = \"counter_offer\"\nsuccess = 0.3\nratio_after = 1.5\nhalf_life = \"12 months\"\n[policies.project]\nkind = \"incubator\"\nshare = 0.5\nratio_after = 1.2\nhalf_life = \"6 months\"\n[policies.p]\nkind = \"bundle\"\npolicies = [\"match\", \"project\"]\n").says(
        r#"
error: the bundle `p` has `match` and `project`, and their ratio_after fade
       differently
  --> team.toml:24:12
   |
24 | policies = ["match", "project"]
   |            ^^^^^^^^^^^^^^^^^^^^ expected one half_life
   |
   = help: give both one half_life: of one who has stayed, whatever was
           answered, there is one ratio_after that fades

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_price_of_events_that_do_not_happen() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\ncost_per_event = 1\n").remarks(
        r"
team.toml:13:1: warning: `policies.p.cost_per_event` does nothing: there are no events in a policy of the kind `effect`
",
    );
}

#[test]
fn a_budget_of_nothing() {
    sound().with("[policies.p]\nkind = \"effect\"\nratio = 0.7\nbudget = 1\nbudget_per_year = 1\n").remarks(
        r"
team.toml:13:1: warning: `policies.p.budget` does nothing: the policy costs nothing
team.toml:14:1: warning: `policies.p.budget_per_year` does nothing: the policy costs nothing
",
    );
}

#[test]
fn nobody_answers_a_dismissal() {
    sound().with("[channels.dismissed]\nhazard_per_year = 0.1\n[policies.p]\nkind = \"counter_offer\"\nsuccess = 0.3\nchannels = [\"dismissed\"]\n").says(
        r#"
error: only an effect acts on a channel of the kind `dismissed`
  --> team.toml:15:13
   |
15 | channels = ["dismissed"]
   |             ^^^^^^^^^^^ expected another channel
   |
   = help: who is dismissed has no choice; kind = "effect" says how many
           more or fewer are

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn an_after_effect_that_does_not_fade() {
    sound().with("[policies.p]\nkind = \"counter_offer\"\nsuccess = 0.3\nratio_after = 1.5\n").says(
        r#"
error: `policies.p.half_life` is missing
  --> team.toml:10:1
   |
10 | [policies.p]
   | ^^^^^^^^^^^^ expected `half_life` in here
   |
   = help: for example: half_life = "12 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_half_life_of_nothing() {
    sound().with("[policies.p]\nkind = \"counter_offer\"\nsuccess = 0.3\nhalf_life = \"1 year\"\n").says(
        r"
error: `policies.p.ratio_after` is missing
  --> team.toml:10:1
   |
10 | [policies.p]
   | ^^^^^^^^^^^^ expected `ratio_after` in here
   |
   = help: for example: ratio_after = 1.5

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_raise_without_pay() {
    sound().with("[policies.p]\nkind = \"raise\"\nraise = 0.2\n").says(
        r#"
error: a policy of the kind `raise` does nothing without [pay]
  --> team.toml:11:8
   |
11 | kind = "raise"
   |        ^^^^^^^
   |
   = help: say how hazards answer to pay: [pay] elasticity = 1.2

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_grant_without_pay() {
    sound().with("[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"4 years\"\n").says(
        r#"
error: a policy of the kind `retention_grant` does nothing without [pay]
       equity_elasticity
  --> team.toml:11:8
   |
11 | kind = "retention_grant"
   |        ^^^^^^^^^^^^^^^^^
   |
   = help: say how hazards answer to unvested equity: [pay]
           equity_elasticity = 0.5

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn alumni_without_returns() {
    sound().with("[policies.p]\nkind = \"alumni\"\nratio = 2\n").says(
        r#"
error: a policy of the kind `alumni` does nothing without [returns]
  --> team.toml:11:8
   |
11 | kind = "alumni"
   |        ^^^^^^^^
   |
   = help: say how people come back: [returns] return_per_year = 0.05,
           half_life = "18 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn backfill_without_hiring() {
    sound().with("[policies.p]\nkind = \"backfill\"\nrefill = 1\n").says(
        r#"
error: a policy of the kind `backfill` does nothing without [hiring]
  --> team.toml:11:8
   |
11 | kind = "backfill"
   |        ^^^^^^^^^^
   |
   = help: say how seats are filled: [hiring] time_to_fill = "5 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn backfill_of_nothing() {
    sound().with("[hiring]\ntime_to_fill = \"5 months\"\n[policies.p]\nkind = \"backfill\"\n").says(
        r"
error: `policies.p.refill` is missing
  --> team.toml:12:1
   |
12 | [policies.p]
   | ^^^^^^^^^^^^ expected `refill` in here
   |
   = help: for example: refill = 1.0, or time_ratio = 0.5, or both

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn garden_leave_without_spinouts() {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[policies.p]\nkind = \"garden_leave\"\nlength = \"6 months\"\n").says(
        r#"
error: a policy of the kind `garden_leave` does nothing without [spinouts]
  --> team.toml:13:8
   |
13 | kind = "garden_leave"
   |        ^^^^^^^^^^^^^^
   |
   = help: say what founders open: [spinouts] pull_per_year = 1.0, half_life
           = "12 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn garden_leave_where_nothing_opens() {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[channels.startup]\nhazard_per_year = 0.1\n[spinouts]\nopen = false\npull_per_year = 1.0\nhalf_life = \"12 months\"\n[policies.p]\nkind = \"garden_leave\"\nlength = \"6 months\"\n").says(
        r#"
error: a policy of the kind `garden_leave` does nothing without [spinouts]
       open = true
  --> team.toml:19:8
   |
19 | kind = "garden_leave"
   |        ^^^^^^^^^^^^^^
   |
   = help: exits to found open nothing here that a leave could delay

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn garden_leave_without_length() {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[channels.startup]\nhazard_per_year = 0.1\n[spinouts]\npull_per_year = 1.0\nhalf_life = \"12 months\"\n[policies.p]\nkind = \"garden_leave\"\n").says(
        r#"
error: `policies.p.length` is missing
  --> team.toml:17:1
   |
17 | [policies.p]
   | ^^^^^^^^^^^^ expected `length` in here
   |
   = help: for example: length = "6 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn an_incubator_where_nobody_founds() {
    sound().with("[policies.p]\nkind = \"incubator\"\nshare = 0.3\n").says(
        r#"
error: a policy of the kind `incubator` does nothing without a channel of the
       kind found
  --> team.toml:11:8
   |
11 | kind = "incubator"
   |        ^^^^^^^^^^^
   |
   = help: add [channels.found] with its hazard

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_leader_change_without_leaders() {
    sound().with("[policies.p]\nkind = \"leader_change\"\n").says(
        r#"
error: a policy of the kind `leader_change` does nothing without [contagion]
       leader_ratio
  --> team.toml:11:8
   |
11 | kind = "leader_change"
   |        ^^^^^^^^^^^^^^^
   |
   = help: or give it a ratio of its own, what is lasting under the new
           leader

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_disruption_that_does_not_fade() {
    sound().with("[policies.p]\nkind = \"leader_change\"\ndisruption = 1.5\n").says(
        r#"
error: `policies.p.half_life` is missing
  --> team.toml:10:1
   |
10 | [policies.p]
   | ^^^^^^^^^^^^ expected `half_life` in here
   |
   = help: for example: half_life = "3 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn vesting_by_other_units() {
    sound().with("[pay]\nelasticity = 1.2\nequity_elasticity = 0.5\n[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"400 days\"\n").says(
        r#"
error: `policies.p.vesting` is 400 days, no multiple of every, 1 month
  --> team.toml:16:11
   |
16 | vesting = "400 days"
   |           ^^^^^^^^^^ expected a multiple of 1 month
   |
   = help: equal parts vest every so often, a month if not said; days and
           weeks are no parts of months and years

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_cliff_between_dates_of_vesting() {
    sound().with("[pay]\nelasticity = 1.2\nequity_elasticity = 0.5\n[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"4 years\"\nevery = \"2 months\"\ncliff = \"3 months\"\n").says(
        r#"
error: `policies.p.cliff` is 3 months, no multiple of every, 2 months
  --> team.toml:18:9
   |
18 | cliff = "3 months"
   |         ^^^^^^^^^^ expected a multiple of 2 months
   |
   = help: equal parts vest every so often, a month if not said; days and
           weeks are no parts of months and years

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_cliff_after_the_end() {
    sound().with("[pay]\nelasticity = 1.2\nequity_elasticity = 0.5\n[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"12 months\"\ncliff = \"2 years\"\n").says(
        r#"
error: `policies.p.cliff` is longer than the vesting, 12 months
  --> team.toml:17:9
   |
17 | cliff = "2 years"
   |         ^^^^^^^^^ expected a shorter time
   |
   = help: at the cliff comes what would have vested so far; a cliff as long
           as the vesting lets all come at once

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn vesting_of_no_time() {
    sound().with("[pay]\nelasticity = 1.2\nequity_elasticity = 0.5\n[policies.p]\nkind = \"retention_grant\"\namount = 1\nvesting = \"0 months\"\n").says(
        r#"
error: `policies.p.vesting` must be longer than nothing
  --> team.toml:16:11
   |
16 | vesting = "0 months"
   |           ^^^^^^^^^^ expected a duration such as "6 months"

1 problem in 1 file; nothing was run
"#,
    );
}
