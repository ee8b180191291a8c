//! Competitors: the organisations behind the channels.

use super::{Case, sound};

/// A sound competitor behind a channel of its own, and more lines of it.
pub fn newco(lines: &str) -> Case {
    sound().with("[channels.startup]\nhazard_per_year = 0.1\n[competitors.newco]\nchannel = \"startup\"\n").with(lines)
}

#[test]
fn no_channel() {
    sound().with("[competitors.newco]\nweight = 2.0\n").says(
        r#"
error: `competitors.newco.channel` is missing
  --> team.toml:10:1
   |
10 | [competitors.newco]
   | ^^^^^^^^^^^^^^^^^^^ expected `channel` in here
   |
   = help: for example: channel = "startup"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_channel() {
    sound().with("[competitors.newco]\nchannel = \"otter\"\n").says(
        r#"
error: there is no channel `otter`
  --> team.toml:11:11
   |
11 | channel = "otter"
   |           ^^^^^^^ unknown channel
   |
   = help: did you mean `other`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn channel_of_founders() {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[competitors.newco]\nchannel = \"found\"\n").says(
        r#"
error: no competitor can be behind the channel `found`
  --> team.toml:13:11
   |
13 | channel = "found"
   |           ^^^^^^^ expected another channel
   |
   = help: who founds goes to an organisation of their own: give the channel
           through which others join this one

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn channel_of_the_dismissed() {
    sound().with("[channels.dismissed]\nhazard_per_year = 0.1\n[competitors.newco]\nchannel = \"dismissed\"\n").says(
        r#"
error: no competitor can be behind the channel `dismissed`
  --> team.toml:13:11
   |
13 | channel = "dismissed"
   |           ^^^^^^^^^^^ expected another channel
   |
   = help: who is dismissed is not hired away: give the channel through
           which people join this one

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn name_with_a_comma() {
    sound().with("[competitors.\"New, Co\"]\nchannel = \"other\"\n").says(
        r#"
error: `New, Co` cannot name a competitor
  --> team.toml:10:14
   |
10 | [competitors."New, Co"]
   |              ^^^^^^^^^
   |
   = help: names are free of . = : , quotes and outer spaces, and are not
           only digits: they stand in paths and in results

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn competitor_that_is_no_table() {
    sound().with("[competitors]\nnewco = \"other\"\n").says(
        r#"
error: `competitors.newco` must be a table, not text
  --> team.toml:11:9
   |
11 | newco = "other"
   |         ^^^^^^^ expected a table

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn two_tables_of_a_name() {
    newco("[competitors.newco]\nchannel = \"startup\"\n").says(
        r#"
error: this is not TOML: duplicate key
  --> team.toml:14:14
   |
14 | [competitors.newco]
   |              ^^^^^ this key has a value already

error: this is not TOML: duplicate key
  --> team.toml:15:1
   |
15 | channel = "startup"
   | ^^^^^^^ this key has a value already

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn misspelled_key() {
    newco("foundres = [\"p-17\"]\n").says(
        r#"
error: `competitors.newco` has no key `foundres`
  --> team.toml:14:1
   |
14 | foundres = ["p-17"]
   | ^^^^^^^^ unknown key
   |
   = help: did you mean `founders`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_seats() {
    newco("seats = 0\n").says(
        r"
error: `competitors.newco.seats` must be a whole number from 1 to 1000000
  --> team.toml:14:9
   |
14 | seats = 0
   |         ^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn part_of_a_seat() {
    newco("seats = 2.5\n").says(
        r"
error: `competitors.newco.seats` must be a whole number from 1 to 1000000
  --> team.toml:14:9
   |
14 | seats = 2.5
   |         ^^^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn flag_in_quotes() {
    newco("redistribute = \"yes\"\n").says(
        r#"
error: `competitors.newco.redistribute` must be true or false, not text
  --> team.toml:14:16
   |
14 | redistribute = "yes"
   |                ^^^^^ expected true or false, without quotes

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn coarse_opening() {
    newco("opened = \"2023-05\"\n").says(
        r#"
error: `competitors.newco.opened` must be known to the day
  --> team.toml:14:10
   |
14 | opened = "2023-05"
   |          ^^^^^^^^^ expected a date such as 2023-06-30

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn closed_before_it_opens() {
    newco("opened = 2023-05-01\nclosed = 2023-04-01\n").says(
        r"
error: `competitors.newco.closed` is 2023-04-01, not after the opening,
       2023-05-01
  --> team.toml:15:10
   |
15 | closed = 2023-04-01
   |          ^^^^^^^^^^ expected a later date

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn closed_on_the_day_it_opens() {
    newco("opened = 2023-05-01\nclosed = 2023-05-01\n").says(
        r"
error: `competitors.newco.closed` is 2023-05-01, not after the opening,
       2023-05-01
  --> team.toml:15:10
   |
15 | closed = 2023-05-01
   |          ^^^^^^^^^^ expected a later date

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn opened_after_the_horizon() {
    newco("opened = 2025-01-01\n").remarks(
        r"
team.toml:14:10: warning: the competitor opens after the horizon, 2025-01-01, and hires nobody
",
    );
}

#[test]
fn closed_before_the_start() {
    newco("opened = 2020-01-01\nclosed = 2023-01-01\n").remarks(
        r"
team.toml:15:10: warning: the competitor closed before the start, 2023-01-01, and hires nobody
",
    );
}

#[test]
fn another_channel_in_the_history() {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[channels.startup]\nhazard_per_year = 0.1\n[competitors.newco]\nchannel = \"startup\"\n").history("id,entry,exit,channel,destination\nx-01,2021-01-01,2022-06-01,found,newco\nx-02,2021-01-01,2022-07-01,unknown,newco\nx-03,2021-01-01,2022-08-01,other,newco\n").remarks(r"
team.toml:14:14: warning: `x-01` founded `newco` in the history, and is not listed as its founder
team.toml:15:11: warning: `newco` is behind the channel `startup` here, but `x-03` went there through `other` in the history
");
}

#[test]
fn founders_join_through_no_other_channel() {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[channels.startup]\nhazard_per_year = 0.1\n[competitors.newco]\nchannel = \"startup\"\n").history("id,entry,exit,channel,destination\nx-01,2021-01-01,2022-06-01,found,newco\nx-02,2021-01-01,2022-07-01,unknown,newco\n").remarks(r"
team.toml:14:14: warning: `x-01` founded `newco` in the history, and is not listed as its founder
");
}

/// A competitor beside a history of somebody who founded it, and came back if on the roster; and an error, so that warnings are shown
/// with what helps.
fn founded_by(id: &str) -> Case {
    let back = if id == "a" { "a,2022-09-01,,2024-01-01,,\n" } else { "" };
    let history = format!("id,entry,exit,observed_until,channel,destination\n{id},2021-01-01,2022-06-01,,found,newco\n{back}");
    newco("").with("[channels.found]\nhazard_per_year = 0.1\n").history(&history).with("[frailty]\nsd = -1\n")
}

#[test]
fn founder_who_is_not_listed() {
    founded_by("x-01").says(
        r#"
warning: `x-01` founded `newco` in the history, and is not listed as its
         founder
  --> team.toml:12:14
   |
12 | [competitors.newco]
   |              ^^^^^ expected `founders` in here
   |
   = help: list who founded it, so that they pull: founders = ["x-01"]

error: `frailty.sd` is -1; a standard deviation is 0 or more
  --> team.toml:20:6
   |
20 | sd = -1
   |      ^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn founder_on_the_roster_who_cannot_be_listed() {
    founded_by("a").says(
        r"
warning: `a` founded `newco` in the history, and is not listed as its founder
  --> team.toml:12:14
   |
12 | [competitors.newco]
   |              ^^^^^ expected `founders` in here
   |
   = help: nobody on the roster can be: take `newco` out, and the exit opens
           a spin-out of that name, by [spinouts]

error: `frailty.sd` is -1; a standard deviation is 0 or more
  --> team.toml:20:6
   |
20 | sd = -1
   |      ^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn founder_who_is_listed() {
    let founders = "founders = [\"x-01\"]\nopened = 2022-07-01\npull_per_year = 1.0\nhalf_life = \"never\"\n";
    let history = "id,entry,exit,channel,destination\nx-01,2021-01-01,2022-06-01,found,newco\n";
    newco(founders).with("[channels.found]\nhazard_per_year = 0.1\n").history(history).remarks("\n");
}
