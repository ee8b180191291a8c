//! `[[assert]]`.

use super::sound;

#[test]
fn unknown_metric() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n").but("\"retained\"", "\"retaned\"").says(
        r#"
error: there is no metric `retaned`
  --> team.toml:11:10
   |
11 | metric = "retaned"
   |          ^^^^^^^^^ unknown metric
   |
   = help: did you mean `retained`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn metric_like_no_other() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n").but("\"retained\"", "\"profit\"").says(
        r#"
error: there is no metric `profit`
  --> team.toml:11:10
   |
11 | metric = "profit"
   |          ^^^^^^^^ unknown metric
   |
   = help: there are retained, headcount, exits, retained_voluntary,
           productive_headcount, tenure_kept, capability, capability_lost,
           bus_factor, cost

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_statistic() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n").but("\"p10\"", "\"p1\"").says(
        r#"
error: there is no statistic `p1`
  --> team.toml:12:8
   |
12 | stat = "p1"
   |        ^^^^ unknown statistic
   |
   = help: did you mean `p10`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn statistic_like_no_other() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n").but("\"p10\"", "\"variance\"").says(
        r#"
error: there is no statistic `variance`
  --> team.toml:12:8
   |
12 | stat = "variance"
   |        ^^^^^^^^^^ unknown statistic
   |
   = help: there are mean, sd, p05, p10, p25, p50, p75, p90, p95, luck_share

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_comparison() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n").but("\">=\"", "\"=>\"").says(
        r#"
error: there is no comparison `=>`
  --> team.toml:13:6
   |
13 | op = "=>"
   |      ^^^^ expected "<", "<=", ">" or ">="
   |
   = help: did you mean `>=`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn equality() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n").but("\">=\"", "\"==\"").says(
        r#"
error: there is no comparison `==`
  --> team.toml:13:6
   |
13 | op = "=="
   |      ^^^^ expected "<", "<=", ">" or ">="
   |
   = help: an estimate is never exactly a number: assert two bounds instead

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn missing_keys() {
    sound().with("[[assert]]\n").says(
        r#"
error: `assert.0.metric` is missing
  --> team.toml:10:1
   |
10 | [[assert]]
   | ^^^^^^^^^^ expected `metric` in here
   |
   = help: for example: metric = "retained"

error: `assert.0.stat` is missing
  --> team.toml:10:1
   |
10 | [[assert]]
   | ^^^^^^^^^^ expected `stat` in here
   |
   = help: for example: stat = "p10"

error: `assert.0.op` is missing
  --> team.toml:10:1
   |
10 | [[assert]]
   | ^^^^^^^^^^ expected `op` in here
   |
   = help: for example: op = ">="

error: `assert.0.value` is missing
  --> team.toml:10:1
   |
10 | [[assert]]
   | ^^^^^^^^^^ expected `value` in here
   |
   = help: for example: value = 6

4 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_key() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n").but("value", "valeu").says(
        r"
error: `assert.0` has no key `valeu`
  --> team.toml:14:1
   |
14 | valeu = 1
   | ^^^^^ unknown key
   |
   = help: did you mean `value`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn single_bracket() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n").but("[[assert]]", "[assert]").says(
        r"
error: `assert` must be a list of tables, not a table
  --> team.toml:10:1
   |
10 | [assert]
   | ^^^^^^^^ expected double brackets
   |
   = help: there may be several: write [[assert]], in double brackets, above
           each

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn unknown_policy() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\npolicy = \"refresh\"\n").says(
        r#"
error: there is no policy `refresh`
  --> team.toml:15:10
   |
15 | policy = "refresh"
   |          ^^^^^^^^^ unknown policy
   |
   = help: leave the key out, or write "none", for the run without any
           policy

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn date_between_months() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\nat = 2023-01-15\n").says(
        r"
error: there are no results for 2023-01-15
  --> team.toml:15:6
   |
15 | at = 2023-01-15
   |      ^^^^^^^^^^ expected another date
   |
   = help: results are for the start, each month after it, and the horizon;
           the nearest are 2023-01-01 and 2023-02-01

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn date_before_the_start() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\nat = 2022-12-01\n").says(
        r"
error: 2022-12-01 is before the start, 2023-01-01
  --> team.toml:15:6
   |
15 | at = 2022-12-01
   |      ^^^^^^^^^^ expected a later date

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn date_after_the_horizon() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\nat = \"36 months\"\n").says(
        r#"
error: 2026-01-01 is after the horizon, 2025-01-01
  --> team.toml:15:6
   |
15 | at = "36 months"
   |      ^^^^^^^^^^^ expected an earlier date

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn coarse_date() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\nat = \"2023-06\"\n").says(
        r#"
error: `assert.0.at` must be known to the day
  --> team.toml:15:6
   |
15 | at = "2023-06"
   |      ^^^^^^^^^ expected a date such as 2023-06-30

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn days_from_the_start() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\nat = \"100 days\"\n").says(
        r#"
error: there are no results for 2023-04-11
  --> team.toml:15:6
   |
15 | at = "100 days"
   |      ^^^^^^^^^^ expected another date
   |
   = help: results are for the start, each month after it, and the horizon;
           the nearest are 2023-04-01 and 2023-05-01

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn part_of_a_month() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\nat = \"1.5 months\"\n").says(
        r#"
error: `assert.0.at` must be whole: the calendar has no part of a month
  --> team.toml:15:6
   |
15 | at = "1.5 months"
   |      ^^^^^^^^^^^^ expected a duration such as "6 months"
   |
   = help: write "18 months" for a year and a half

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn value_that_is_no_number() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n").but("value = 1", "value = \"one\"").says(
        r#"
error: `assert.0.value` must be a number, not text
  --> team.toml:14:9
   |
14 | value = "one"
   |         ^^^^^ expected a number

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn value_that_is_a_distribution() {
    sound()
        .with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n")
        .but("value = 1", "value = { low = 1, high = 2 }")
        .says(
            r"
error: `assert.0.value` must be a number, not a distribution
  --> team.toml:14:9
   |
14 | value = { low = 1, high = 2 }
   |         ^^^^^^^^^^^^^^^^^^^^^ expected a number

1 problem in 1 file; nothing was run
",
        );
}

#[test]
fn value_without_end() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n").but("value = 1", "value = inf").says(
        r"
error: `assert.0.value` must be finite
  --> team.toml:14:9
   |
14 | value = inf
   |         ^^^ expected a number

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn value_below_nobody() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n").but("value = 1", "value = -1").says(
        r"
error: `assert.0.value` is -1; no number of people is below 0
  --> team.toml:14:9
   |
14 | value = -1
   |         ^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn share_above_one() {
    sound()
        .with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n")
        .but("\"p10\"", "\"luck_share\"")
        .but("value = 1", "value = 60")
        .says(
            r"
error: `assert.0.value` is 60; a share of the variance is from 0 to 1
  --> team.toml:14:9
   |
14 | value = 60
   |         ^^ expected a number from 0 to 1

1 problem in 1 file; nothing was run
",
        );
}

#[test]
fn more_than_there_are() {
    sound().with("[[assert]]\nmetric = \"retained\"\nstat = \"p10\"\nop = \">=\"\nvalue = 1\n").but("value = 1", "value = 60").remarks(
        r"
team.toml:14:9: warning: the roster opens with 1, so that no more can be retained
",
    );
}

/// An assertion of a metric, in a scenario with a capability.
fn of(metric: &str, more: &str) -> super::Case {
    let capability = "skills = [\"cuda\"]\n[capabilities.training]\nneeds = 1\nskills = [\"cuda\"]\n\n[channels.other]";
    let assertion = format!("[[assert]]\nmetric = \"{metric}\"\nstat = \"mean\"\nop = \">=\"\nvalue = 0.5\n{more}");
    sound().but("\n[channels.other]", capability).with(&assertion)
}

#[test]
fn capability_without_a_name() {
    of("capability", "").says(
        r#"
error: `assert.0.group` is missing
  --> team.toml:14:1
   |
14 | [[assert]]
   | ^^^^^^^^^^ expected `group` in here
   |
   = help: for example: group = "capability:pretraining"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn capability_of_an_unknown_name() {
    of("capability_lost", "group = \"capability:trainin\"\n").says(
        r#"
error: there is no group `capability:trainin`
  --> team.toml:19:9
   |
19 | group = "capability:trainin"
   |         ^^^^^^^^^^^^^^^^^^^^ unknown group
   |
   = help: did you mean `capability:training`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn group_of_another_kind() {
    of("capability", "group = \"team:a\"\n").says(
        r#"
error: there is no group `team:a`
  --> team.toml:19:9
   |
19 | group = "team:a"
   |         ^^^^^^^^ unknown group
   |
   = help: there are capability:training

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn group_of_a_metric_of_everybody() {
    of("retained", "group = \"capability:training\"\n").says(
        r#"
error: the metric is of everybody and has no group
  --> team.toml:19:9
   |
19 | group = "capability:training"
   |         ^^^^^^^^^^^^^^^^^^^^^ unexpected group
   |
   = help: leave the key out; capability and capability_lost have groups

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn bus_factor_without_capabilities() {
    sound().with("[[assert]]\nmetric = \"bus_factor\"\nstat = \"mean\"\nop = \">=\"\nvalue = 1\n").says(
        r#"
error: there are no results for `bus_factor`
  --> team.toml:11:10
   |
11 | metric = "bus_factor"
   |          ^^^^^^^^^^^^ expected another metric
   |
   = help: the scenario has no [capabilities.NAME], so that there is nothing
           to lose

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn productive_headcount_without_hiring() {
    of("productive_headcount", "").says(
        r#"
error: there are no results for `productive_headcount`
  --> team.toml:15:10
   |
15 | metric = "productive_headcount"
   |          ^^^^^^^^^^^^^^^^^^^^^^ expected another metric
   |
   = help: the scenario has no [hiring], so that nobody is new

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn tenure_kept_without_dates_of_hire() {
    of("tenure_kept", "").says(
        r#"
error: there are no results for `tenure_kept`
  --> team.toml:15:10
   |
15 | metric = "tenure_kept"
   |          ^^^^^^^^^^^^^ expected another metric
   |
   = help: it needs a date of hire, `hired`, for everybody, known to the day
           or drawn since a hazard depends on it

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn probability_above_one() {
    of("capability", "group = \"capability:training\"\n").but("value = 0.5", "value = 80").says(
        r"
error: `assert.0.value` is 80; a probability is from 0 to 1
  --> team.toml:18:9
   |
18 | value = 80
   |         ^^ expected a number from 0 to 1

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn share_of_tenure_above_one() {
    of("tenure_kept", "").but("id = \"a\"", "id = \"a\"\nhired = 2020-01-01").but("value = 0.5", "value = 80").says(
        r"
error: `assert.0.value` is 80; a share of tenure is from 0 to 1
  --> team.toml:19:9
   |
19 | value = 80
   |         ^^ expected a number from 0 to 1

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn every_metric_can_be_asserted_where_there_is_one() {
    let group = "group = \"capability:training\"\n";
    let hiring = "[hiring]\nrefill = 1.0\ntime_to_fill = { mean = \"3 months\" }\nramp = \"0 days\"\n";
    for (metric, more) in [
        ("retained_voluntary", ""),
        ("capability", group),
        ("capability_lost", group),
        ("bus_factor", ""),
        ("tenure_kept", ""),
        ("productive_headcount", hiring),
    ] {
        let loaded = of(metric, more).but("id = \"a\"", "id = \"a\"\nhired = 2020-01-01").read().unwrap_or_else(|text| panic!("{text}"));
        assert_eq!(loaded.scenario.assertions.len(), 1, "{metric}");
    }
}
