//! The head: name, start, horizon, trials, seed, parameters.

use super::sound;

#[test]
fn no_name() {
    sound().but("name = \"Team\"\n", "").says(
        r#"
error: `name` is missing
 --> team.toml:1:1
  |
1 | start = 2023-01-01
  | ^ expected `name` in here
  |
  = help: for example: name = "Our team"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn empty_name() {
    sound().but("\"Team\"", "\" \"").says(
        r#"
error: `name` is empty
 --> team.toml:1:8
  |
1 | name = " "
  |        ^^^ expected a text

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn name_that_is_no_text() {
    sound().but("\"Team\"", "5").says(
        r"
error: `name` must be text, not a number
 --> team.toml:1:8
  |
1 | name = 5
  |        ^ expected a text in quotes

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn no_start() {
    sound().but("start = 2023-01-01\n", "").says(
        r#"
error: `start` is missing
 --> team.toml:1:1
  |
1 | name = "Team"
  | ^ expected `start` in here
  |
  = help: for example: start = 2023-01-01

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_horizon() {
    sound().but("horizon = \"24 months\"\n", "").says(
        r#"
error: `horizon` is missing
 --> team.toml:1:1
  |
1 | name = "Team"
  | ^ expected `horizon` in here
  |
  = help: for example: horizon = "24 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn coarse_start() {
    sound().but("2023-01-01", "\"2023-01\"").says(
        r#"
error: `start` must be known to the day
 --> team.toml:2:9
  |
2 | start = "2023-01"
  |         ^^^^^^^^^ expected a date such as 2023-06-30

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn start_with_a_time_of_day() {
    sound().but("2023-01-01", "2023-01-01T08:00:00").says(
        r"
error: `start` must be a date without a time of day
 --> team.toml:2:9
  |
2 | start = 2023-01-01T08:00:00
  |         ^^^^^^^^^^^^^^^^^^^ expected a date such as 2023-06-30

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn start_that_is_no_date() {
    sound().but("2023-01-01", "\"1 January 2023\"").says(
        r#"
error: `start` is not a date: `1 January 2023`
 --> team.toml:2:9
  |
2 | start = "1 January 2023"
  |         ^^^^^^^^^^^^^^^^ expected a date such as 2023-06-30
  |
  = help: dates are year-month-day: 2023-06-30

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn start_with_slashes() {
    sound().but("2023-01-01", "\"01/01/2023\"").says(
        r#"
error: `start` is not a date: `01/01/2023`
 --> team.toml:2:9
  |
2 | start = "01/01/2023"
  |         ^^^^^^^^^^^^ expected a date such as 2023-06-30
  |
  = help: write 2023-01-01

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn start_that_is_a_number() {
    sound().but("2023-01-01", "2023").says(
        r"
error: `start` must be a date, not a number
 --> team.toml:2:9
  |
2 | start = 2023
  |         ^^^^ expected a date such as 2023-06-30

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn start_in_an_absurd_year() {
    sound().but("2023-01-01", "0203-01-01").says(
        r"
error: `start` is not a date: `0203-01-01`
 --> team.toml:2:9
  |
2 | start = 0203-01-01
  |         ^^^^^^^^^^ expected a date such as 2023-06-30
  |
  = help: dates are from 1900 to 2300

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn horizon_before_start() {
    sound().but("\"24 months\"", "2022-12-31").says(
        r"
error: the horizon 2022-12-31 is not after the start 2023-01-01
 --> team.toml:3:11
  |
3 | horizon = 2022-12-31
  |           ^^^^^^^^^^ expected a later date

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn horizon_of_no_length() {
    sound().but("\"24 months\"", "\"0 months\"").says(
        r#"
error: the horizon 2023-01-01 is not after the start 2023-01-01
 --> team.toml:3:11
  |
3 | horizon = "0 months"
  |           ^^^^^^^^^^ expected a later date

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn horizon_without_unit() {
    sound().but("\"24 months\"", "24").says(
        r#"
error: `horizon` must be a date, or a time from the start, not a number
 --> team.toml:3:11
  |
3 | horizon = 24
  |           ^^ expected 2025-06-01 or "29 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn horizon_with_an_unknown_unit() {
    sound().but("\"24 months\"", "\"24 moths\"").says(
        r#"
error: `horizon` must be a duration
 --> team.toml:3:11
  |
3 | horizon = "24 moths"
  |           ^^^^^^^^^^ expected a duration such as "6 months"
  |
  = help: did you mean `months`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn horizon_that_is_no_whole_number() {
    sound().but("\"24 months\"", "\"1.5 years\"").says(
        r#"
error: `horizon` must be whole: the calendar has no part of a year
 --> team.toml:3:11
  |
3 | horizon = "1.5 years"
  |           ^^^^^^^^^^^ expected a duration such as "6 months"
  |
  = help: write "18 months" for a year and a half

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn horizon_beyond_a_century() {
    sound().but("\"24 months\"", "\"101 years\"").says(
        r#"
error: the horizon 2124-01-01 is more than 100 years after the start
 --> team.toml:3:11
  |
3 | horizon = "101 years"
  |           ^^^^^^^^^^^ expected an earlier date

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn horizon_beyond_a_millennium() {
    sound().but("\"24 months\"", "\"2000 years\"").says(
        r#"
error: `horizon` is longer than a thousand years
 --> team.toml:3:11
  |
3 | horizon = "2000 years"
  |           ^^^^^^^^^^^^ expected a duration such as "6 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_trials() {
    sound().but("horizon", "trials = 0\nhorizon").says(
        r"
error: `trials` must be a whole number from 1 to 1000000000000
 --> team.toml:3:10
  |
3 | trials = 0
  |          ^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn half_a_trial() {
    sound().but("horizon", "trials = 0.5\nhorizon").says(
        r"
error: `trials` must be a whole number from 1 to 1000000000000
 --> team.toml:3:10
  |
3 | trials = 0.5
  |          ^^^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn trials_in_words() {
    sound().but("horizon", "trials = \"many\"\nhorizon").says(
        r#"
error: `trials` must be a whole number, not text
 --> team.toml:3:10
  |
3 | trials = "many"
  |          ^^^^^^ expected a whole number

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn negative_seed() {
    sound().but("horizon", "seed = -1\nhorizon").says(
        r"
error: `seed` must be a whole number from 0 to 18446744073709551615
 --> team.toml:3:8
  |
3 | seed = -1
  |        ^^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn one_replication() {
    sound().with("[parameters]\nreplications = 1\n").says(
        r"
error: `parameters.replications` must be a whole number from 2 to 1000
  --> team.toml:11:16
   |
11 | replications = 1
   |                ^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn unknown_key() {
    sound().with("[frailty]\nsd = 0.5\nsdd = 1\n").says(
        r"
error: `frailty` has no key `sdd`
  --> team.toml:12:1
   |
12 | sdd = 1
   | ^^^ unknown key
   |
   = help: did you mean `sd`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn unknown_key_like_a_known_one() {
    sound().but("horizon", "horizont").says(
        r#"
error: a scenario has no key `horizont`
 --> team.toml:3:1
  |
3 | horizont = "24 months"
  | ^^^^^^^^ unknown key
  |
  = help: did you mean `horizon`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_key_like_no_other() {
    sound().with("[salaries]\nx = 1\n").says(
        r"
error: a scenario has no key `salaries`
  --> team.toml:10:2
   |
10 | [salaries]
   |  ^^^^^^^^ unknown key
   |
   = help: its keys are name, start, horizon, trials, seed, roster,
           researchers, history, parameters, channels, contagion,
           competitors, spinouts, notice, returns, hiring, capabilities,
           shocks, heat, frailty, pay, policies, budget, what_if,
           discount_rate, assert, privacy

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn table_that_is_a_number() {
    sound().but("start", "frailty = 0.5\nstart").says(
        r"
error: `frailty` must be a table, not a number
 --> team.toml:2:11
  |
2 | frailty = 0.5
  |           ^^^ expected a table

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn frailty_without_sd() {
    sound().with("[frailty]\n").says(
        r"
error: `frailty.sd` is missing
  --> team.toml:10:1
   |
10 | [frailty]
   | ^^^^^^^^^ expected `sd` in here
   |
   = help: for example: sd = 0.5

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn more_replications_than_trials() {
    sound().but("horizon", "trials = 100\nhorizon").with("[parameters]\nreplications = 1000\n").remarks(
        r"
team.toml:12:16: warning: 1000 trials share one draw of what is uncertain, and there are only 100
",
    );
}
