//! Founders of competitors, and how these pull.

use super::competitors::newco;
use super::{Case, sound};

/// A competitor beside a history of `p-17`, who left, and `p-18`, who did not.
fn founded(lines: &str) -> Case {
    let history = "id,entry,exit,channel,destination\np-17,2021-01-01,2022-06-01,startup,\np-18,2021-01-01,,,\n";
    let competitor = "[competitors.newco]\nchannel = \"startup\"\n";
    sound().with("[channels.startup]\nhazard_per_year = 0.1\n").history(history).with(competitor).with(lines)
}

#[test]
fn founders_without_an_opening() {
    founded("founders = [\"p-17\"]\npull_per_year = 1.0\nhalf_life = \"12 months\"\n").says(
        r"
error: `competitors.newco.opened` is missing
  --> team.toml:15:1
   |
15 | [competitors.newco]
   | ^^^^^^^^^^^^^^^^^^^ expected `opened` in here
   |
   = help: for example: opened = 2023-05-01; from then on its founders pull

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn founder_on_the_roster() {
    founded("founders = [\"a\"]\nopened = 2022-07-01\npull_per_year = 1.0\nhalf_life = \"12 months\"\n").says(
        r#"
error: `a` is on the roster, and so has not left to found anything
  --> team.toml:17:13
   |
17 | founders = ["a"]
   |             ^^^ expected a person of the history
   |
   = help: take the person off the roster if that is over; what people on
           the roster found opens in the simulation, by [spinouts]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn founder_whom_the_history_nearly_knows() {
    founded("founders = [\"p17\"]\nopened = 2022-07-01\npull_per_year = 1.0\nhalf_life = \"12 months\"\n").says(
        r#"
error: the history does not know `p17`
  --> team.toml:17:13
   |
17 | founders = ["p17"]
   |             ^^^^^ unknown founder
   |
   = help: did you mean `p-17`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn founder_whom_the_history_does_not_know() {
    founded("founders = [\"somebody\"]\nopened = 2022-07-01\npull_per_year = 1.0\nhalf_life = \"12 months\"\n").says(
        r#"
error: the history does not know `somebody`
  --> team.toml:17:13
   |
17 | founders = ["somebody"]
   |             ^^^^^^^^^^ unknown founder
   |
   = help: a founder has a row in the history, with the exit

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn founders_without_a_history() {
    newco("founders = [\"p-17\"]\nopened = 2022-07-01\npull_per_year = 1.0\nhalf_life = \"12 months\"\n").says(
        r#"
error: there is no history that knows `p-17`
  --> team.toml:14:13
   |
14 | founders = ["p-17"]
   |             ^^^^^^ expected no founders
   |
   = help: give [history] file: founders are people who were in our teams
           and left

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn nobody_among_the_founders() {
    founded("founders = []\nopened = 2022-07-01\npull_per_year = 1.0\nhalf_life = \"12 months\"\n").says(
        r"
error: `competitors.newco.founders` names no founder
  --> team.toml:17:12
   |
17 | founders = []
   |            ^^ expected names in here
   |
   = help: leave it out for one that nobody of ours founded

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn founder_twice() {
    founded("founders = [\"p-17\", \"p-17\"]\nopened = 2022-07-01\npull_per_year = 1.0\nhalf_life = \"12 months\"\n").says(
        r#"
error: the founder `p-17` is listed twice
  --> team.toml:17:21
   |
17 | founders = ["p-17", "p-17"]
   |                     ^^^^^^ expected another founder

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn founder_who_is_still_there() {
    founded("founders = [\"p-18\"]\nopened = 2022-07-01\npull_per_year = 1.0\nhalf_life = \"12 months\"\n").remarks(
        r"
team.toml:17:13: warning: the history does not know that `p-18` left
",
    );
}

#[test]
fn founders_who_are_no_list() {
    founded("founders = \"p-17\"\nopened = 2022-07-01\npull_per_year = 1.0\nhalf_life = \"12 months\"\n").says(
        r#"
error: `competitors.newco.founders` must be a list, not text
  --> team.toml:17:12
   |
17 | founders = "p-17"
   |            ^^^^^^ expected a list in [ ]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn founders_without_a_pull() {
    founded("founders = [\"p-17\"]\nopened = 2022-07-01\n").says(
        r#"
error: `competitors.newco` has founders, and nothing says how they pull
  --> team.toml:17:1
   |
17 | founders = ["p-17"]
   | ^^^^^^^^ expected pull_per_year too
   |
   = help: give pull_per_year and half_life, here or for all in [spinouts]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn pull_without_a_half_life() {
    founded("founders = [\"p-17\"]\nopened = 2022-07-01\npull_per_year = 1.0\n").says(
        r#"
error: `competitors.newco.half_life` is missing
  --> team.toml:15:1
   |
15 | [competitors.newco]
   | ^^^^^^^^^^^^^^^^^^^ expected `half_life` in here
   |
   = help: for example: half_life = "12 months", or "never"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn half_life_without_a_pull() {
    founded("founders = [\"p-17\"]\nopened = 2022-07-01\nhalf_life = \"12 months\"\n").says(
        r"
error: `competitors.newco.pull_per_year` is missing
  --> team.toml:15:1
   |
15 | [competitors.newco]
   | ^^^^^^^^^^^^^^^^^^^ expected `pull_per_year` in here
   |
   = help: for example: pull_per_year = 1.0

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn pull_without_founders() {
    newco("pull_per_year = 1.0\nhalf_life = \"12 months\"\nacross = 0.1\n").says(
        r#"
error: `competitors.newco.pull_per_year` does nothing without founders
  --> team.toml:14:1
   |
14 | pull_per_year = 1.0
   | ^^^^^^^^^^^^^ expected founders too
   |
   = help: list who founded it, by their ids in the history: founders =
           ["p-17"]

error: `competitors.newco.half_life` does nothing without founders
  --> team.toml:15:1
   |
15 | half_life = "12 months"
   | ^^^^^^^^^ expected founders too
   |
   = help: list who founded it, by their ids in the history: founders =
           ["p-17"]

error: `competitors.newco.across` does nothing without founders
  --> team.toml:16:1
   |
16 | across = 0.1
   | ^^^^^^ expected founders too
   |
   = help: list who founded it, by their ids in the history: founders =
           ["p-17"]

3 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn pull_a_month() {
    founded("founders = [\"p-17\"]\nopened = 2022-07-01\npull_per_month = 0.1\nhalf_life = \"12 months\"\n").says(
        r"
error: `competitors.newco` has no key `pull_per_month`
  --> team.toml:19:1
   |
19 | pull_per_month = 0.1
   | ^^^^^^^^^^^^^^ unknown key
   |
   = help: rates are per person-year: 0.1 a month is pull_per_year = 1.2

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn absurd_pull() {
    founded("founders = [\"p-17\"]\nopened = 2022-07-01\npull_per_year = 30\nhalf_life = \"12 months\"\n").says(
        r"
error: `competitors.newco.pull_per_year` is 30, which is absurdly large
  --> team.toml:19:17
   |
19 | pull_per_year = 30
   |                 ^^ expected at most 12
   |
   = help: pull is per year and team-mate of the founders: 30 a year is more
           than one a month; a rate a month is 12 times as much a year, so
           0.02 a month is 0.24

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn half_life_of_no_length() {
    founded("founders = [\"p-17\"]\nopened = 2022-07-01\npull_per_year = 1.0\nhalf_life = \"0 months\"\n").says(
        r#"
error: `competitors.newco.half_life` is 0 years; a length of time is above 0
  --> team.toml:20:13
   |
20 | half_life = "0 months"
   |             ^^^^^^^^^^ expected a duration, above 0

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn percentage_across() {
    founded("founders = [\"p-17\"]\nopened = 2022-07-01\npull_per_year = 1.0\nhalf_life = \"12 months\"\nacross = 30\n").says(
        r"
error: `competitors.newco.across` is 30; a share is from 0 to 1
  --> team.toml:21:10
   |
21 | across = 30
   |          ^^ expected a number, from 0 to 1
   |
   = help: it is a share of the weight within a team, not a count; if 30 is
           a percentage, write 0.3

1 problem in 1 file; nothing was run
",
    );
}
