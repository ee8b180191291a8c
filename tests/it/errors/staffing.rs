//! Notice, returns and hiring.

use super::sound;

#[test]
fn no_length_of_notice() {
    sound().with("[notice]\n").says(
        r#"
error: `notice.length` is missing
  --> team.toml:10:1
   |
10 | [notice]
   | ^^^^^^^^ expected `length` in here
   |
   = help: for example: length = "2 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn notice_without_a_unit() {
    sound().with("[notice]\nlength = 2\n").says(
        r#"
error: `notice.length` must be a duration
  --> team.toml:11:10
   |
11 | length = 2
   |          ^ expected a duration such as "6 months"
   |
   = help: a duration has a unit: days, weeks, months or years

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn notice_that_never_ends() {
    sound().with("[notice]\nlength = \"never\"\n").says(
        r#"
error: `notice.length` must be a duration
  --> team.toml:11:10
   |
11 | length = "never"
   |          ^^^^^^^ expected a duration such as "6 months"
   |
   = help: only a half_life may be "never"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn notice_as_a_distribution() {
    sound().with("[notice]\nlength = { low = \"1 month\", high = \"3 months\" }\n").says(
        r#"
error: `notice.length` must be a duration
  --> team.toml:11:10
   |
11 | length = { low = "1 month", high = "3 months" }
   |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected a duration such as "6 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn notice_longer_than_the_scenario() {
    sound().with("[notice]\nlength = \"3 years\"\n").remarks(
        r"
team.toml:11:10: warning: `notice.length` is longer than the scenario: nobody who decides to leave is gone by the horizon, 2025-01-01
",
    );
}

#[test]
fn empty_returns() {
    sound().with("[returns]\n").says(
        r#"
error: `returns.return_per_year` is missing
  --> team.toml:10:1
   |
10 | [returns]
   | ^^^^^^^^^ expected `return_per_year` in here
   |
   = help: for example: return_per_year = 0.05

error: `returns.half_life` is missing
  --> team.toml:10:1
   |
10 | [returns]
   | ^^^^^^^^^ expected `half_life` in here
   |
   = help: for example: half_life = "18 months", or "never"

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn returns_a_month() {
    sound().with("[returns]\nreturn_per_month = 0.01\nhalf_life = \"18 months\"\n").says(
        r"
error: `returns` has no key `return_per_month`
  --> team.toml:11:1
   |
11 | return_per_month = 0.01
   | ^^^^^^^^^^^^^^^^ unknown key
   |
   = help: rates are per person-year: 0.01 a month is return_per_year = 0.12

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn absurd_returns() {
    sound().with("[returns]\nreturn_per_year = 40\nhalf_life = \"18 months\"\n").says(
        r"
error: `returns.return_per_year` is 40, which is absurdly large
  --> team.toml:11:19
   |
11 | return_per_year = 40
   |                   ^^ expected at most 12
   |
   = help: returns are per person-year: 40 a year means that half are back
           in 6 days; a rate a month is 12 times as much a year, so 0.02 a
           month is 0.24

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn returns_whose_half_life_has_no_length() {
    sound().with("[returns]\nreturn_per_year = 0.05\nhalf_life = \"0 months\"\n").says(
        r#"
error: `returns.half_life` is 0 years; a length of time is above 0
  --> team.toml:12:13
   |
12 | half_life = "0 months"
   |             ^^^^^^^^^^ expected a duration, above 0

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn ratio_of_0_after_a_return() {
    sound().with("[returns]\nreturn_per_year = 0.05\nhalf_life = \"never\"\nratio_after_return = 0\n").says(
        r"
error: `returns.ratio_after_return` is 0; a hazard ratio is above 0
  --> team.toml:13:22
   |
13 | ratio_after_return = 0
   |                      ^ expected a number, above 0

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn no_time_to_fill() {
    sound().with("[hiring]\nrefill = 0.8\n").says(
        r#"
error: `hiring.time_to_fill` is missing
  --> team.toml:10:1
   |
10 | [hiring]
   | ^^^^^^^^ expected `time_to_fill` in here
   |
   = help: for example: time_to_fill = { median = "5 months", p95 = "12
           months" }

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn time_to_fill_without_a_unit() {
    sound().with("[hiring]\ntime_to_fill = { median = 5, p95 = 12 }\n").says(
        r#"
error: `hiring.time_to_fill.median` must be a duration
  --> team.toml:11:27
   |
11 | time_to_fill = { median = 5, p95 = 12 }
   |                           ^ expected a duration such as "6 months"
   |
   = help: a duration has a unit: days, weeks, months or years

error: `hiring.time_to_fill.p95` must be a duration
  --> team.toml:11:36
   |
11 | time_to_fill = { median = 5, p95 = 12 }
   |                                    ^^ expected a duration such as "6 months"
   |
   = help: a duration has a unit: days, weeks, months or years

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn time_to_fill_of_no_length() {
    sound().with("[hiring]\ntime_to_fill = \"0 days\"\n").says(
        r#"
error: `hiring.time_to_fill` is 0 years; a length of time is above 0
  --> team.toml:11:16
   |
11 | time_to_fill = "0 days"
   |                ^^^^^^^^ expected a duration, above 0

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn p95_below_the_median() {
    sound().with("[hiring]\ntime_to_fill = { median = \"5 months\", p95 = \"4 months\" }\n").says(
        r#"
error: `hiring.time_to_fill.p95`: the 95th percentile must be above the
       median
  --> team.toml:11:45
   |
11 | time_to_fill = { median = "5 months", p95 = "4 months" }
   |                                             ^^^^^^^^^^ expected more than the median

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn time_to_fill_longer_than_the_scenario() {
    sound().with("[hiring]\ntime_to_fill = { mean = \"3 years\" }\n").remarks(
        r"
team.toml:11:16: warning: `hiring.time_to_fill` is longer than the scenario: hardly any seat is filled by the horizon, 2025-01-01
",
    );
}

#[test]
fn refill_as_a_percentage() {
    sound().with("[hiring]\ntime_to_fill = \"5 months\"\nrefill = 30\n").says(
        r"
error: `hiring.refill` is 30; a probability is from 0 to 1
  --> team.toml:12:10
   |
12 | refill = 30
   |          ^^ expected a number, from 0 to 1
   |
   = help: if 30 is a percentage, write 0.3

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn ramp_that_never_ends() {
    sound().with("[hiring]\ntime_to_fill = \"5 months\"\nramp = \"never\"\n").says(
        r#"
error: `hiring.ramp` must be a duration
  --> team.toml:12:8
   |
12 | ramp = "never"
   |        ^^^^^^^ expected a duration such as "6 months"
   |
   = help: only a half_life may be "never"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn ramp_longer_than_the_scenario() {
    sound().with("[hiring]\ntime_to_fill = \"5 months\"\nramp = \"25 months\"\n").remarks(
        r"
team.toml:12:8: warning: `hiring.ramp` is longer than the scenario: no newcomer is fully productive by the horizon, 2025-01-01
",
    );
}

#[test]
fn no_seat_open_at_once() {
    sound().with("[hiring]\ntime_to_fill = \"5 months\"\nopen_at_once = 0\n").says(
        r"
error: `hiring.open_at_once` must be a whole number from 1 to 1000000
  --> team.toml:12:16
   |
12 | open_at_once = 0
   |                ^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}
