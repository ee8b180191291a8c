//! Spin-outs.

use super::{Case, sound};

/// Channels through which people found and join startups, and lines about spin-outs.
fn spinouts(lines: &str) -> Case {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[channels.startup]\nhazard_per_year = 0.1\n[spinouts]\n").with(lines)
}

#[test]
fn no_pull_and_no_half_life() {
    spinouts("").says(
        r#"
error: `spinouts.pull_per_year` is missing
  --> team.toml:14:1
   |
14 | [spinouts]
   | ^^^^^^^^^^ expected `pull_per_year` in here
   |
   = help: for example: pull_per_year = 1.0

error: `spinouts.half_life` is missing
  --> team.toml:14:1
   |
14 | [spinouts]
   | ^^^^^^^^^^ expected `half_life` in here
   |
   = help: for example: half_life = "12 months", or "never"

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_startup_to_join() {
    sound().with("[channels.found]\nhazard_per_year = 0.1\n[spinouts]\npull_per_year = 1.0\nhalf_life = \"12 months\"\n").says(
        r"
error: no channel is of the kind `startup`, and so there is none that pull
       could be part of
  --> team.toml:12:1
   |
12 | [spinouts]
   | ^^^^^^^^^^ expected `channel` in here
   |
   = help: add [channels.startup] with its hazard: who is pulled leaves
           through it

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn two_channels_that_may_be_meant() {
    spinouts("pull_per_year = 1.0\nhalf_life = \"12 months\"\n[channels.biotech]\nkind = \"startup\"\nhazard_per_year = 0.1\n").says(
        r#"
error: several channels are of the kind `startup`: `startup` and `biotech`
  --> team.toml:14:1
   |
14 | [spinouts]
   | ^^^^^^^^^^ expected `channel` in here
   |
   = help: say which one pull is part of: channel = "startup"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn three_channels_that_may_be_meant() {
    spinouts("pull_per_year = 1.0\nhalf_life = \"12 months\"\n[channels.biotech]\nkind = \"startup\"\nhazard_per_year = 0.1\n[channels.robotics]\nkind = \"startup\"\nhazard_per_year = 0.1\n").says(r#"
error: several channels are of the kind `startup`: `startup` and `biotech`
       and 1 more
  --> team.toml:14:1
   |
14 | [spinouts]
   | ^^^^^^^^^^ expected `channel` in here
   |
   = help: say which one pull is part of: channel = "startup"

1 problem in 1 file; nothing was run
"#);
}

#[test]
fn unknown_channel() {
    spinouts("pull_per_year = 1.0\nhalf_life = \"12 months\"\nchannel = \"startups\"\n").says(
        r#"
error: there is no channel `startups`
  --> team.toml:17:11
   |
17 | channel = "startups"
   |           ^^^^^^^^^^ unknown channel
   |
   = help: did you mean `startup`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn channel_of_another_kind() {
    spinouts("pull_per_year = 1.0\nhalf_life = \"12 months\"\nchannel = \"other\"\n").says(
        r#"
error: the channel `other` is not of the kind `startup`
  --> team.toml:17:11
   |
17 | channel = "other"
   |           ^^^^^^^ expected another channel
   |
   = help: did you mean `startup`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_channel_of_the_right_kind() {
    sound()
        .with("[channels.found]\nhazard_per_year = 0.1\n[spinouts]\nchannel = \"other\"\npull_per_year = 1.0\nhalf_life = \"12 months\"\n")
        .says(
            r#"
error: the channel `other` is not of the kind `startup`
  --> team.toml:13:11
   |
13 | channel = "other"
   |           ^^^^^^^ expected another channel
   |
   = help: who is pulled joins a startup, the founder's

1 problem in 1 file; nothing was run
"#,
        );
}

#[test]
fn channels_of_unknown_kinds_are_not_missed() {
    sound().with("[channels.strtup]\nhazard_per_year = 0.1\n[spinouts]\npull_per_year = 1.0\nhalf_life = \"12 months\"\n").says(
        r"
error: the channel `strtup` needs a kind
  --> team.toml:10:11
   |
10 | [channels.strtup]
   |           ^^^^^^ no kind has this name
   |
   = help: did you mean `startup`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn nobody_founds_anything() {
    sound().with("[channels.startup]\nhazard_per_year = 0.1\n[spinouts]\npull_per_year = 1.0\nhalf_life = \"12 months\"\n").remarks(
        r"
team.toml:12:1: warning: nobody founds anything: no channel is of the kind `found`, and no competitor has founders
",
    );
}

#[test]
fn cofound_as_a_percentage() {
    spinouts("pull_per_year = 1.0\nhalf_life = \"12 months\"\ncofound = 30\n").says(
        r"
error: `spinouts.cofound` is 30; a probability is from 0 to 1
  --> team.toml:17:11
   |
17 | cofound = 30
   |           ^^ expected a number, from 0 to 1
   |
   = help: if 30 is a percentage, write 0.3

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn pull_a_month() {
    spinouts("pull_per_month = 0.02\nhalf_life = \"never\"\n").says(
        r"
error: `spinouts` has no key `pull_per_month`
  --> team.toml:15:1
   |
15 | pull_per_month = 0.02
   | ^^^^^^^^^^^^^^ unknown key
   |
   = help: rates are per person-year: 0.02 a month is pull_per_year = 0.24

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn pull_in_words() {
    spinouts("pull_per_year = \"2 % a month\"\nhalf_life = \"never\"\n").says(
        r#"
error: `spinouts.pull_per_year` must be a number, not text
  --> team.toml:15:17
   |
15 | pull_per_year = "2 % a month"
   |                 ^^^^^^^^^^^^^ expected a number, or a distribution
   |
   = help: rates are per person-year: 0.02 a month is 0.24

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn negative_pull() {
    spinouts("pull_per_year = -1\nhalf_life = \"never\"\n").says(
        r"
error: `spinouts.pull_per_year` is -1; a pull is 0 or more
  --> team.toml:15:17
   |
15 | pull_per_year = -1
   |                 ^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn absurd_pull() {
    spinouts("pull_per_year = 24\nhalf_life = \"never\"\n").says(
        r"
error: `spinouts.pull_per_year` is 24, which is absurdly large
  --> team.toml:15:17
   |
15 | pull_per_year = 24
   |                 ^^ expected at most 12
   |
   = help: pull is per year and team-mate of the founders: 24 a year is more
           than one a month; a rate a month is 12 times as much a year, so
           0.02 a month is 0.24

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn half_life_of_no_length() {
    spinouts("pull_per_year = 1\nhalf_life = \"0 days\"\n").says(
        r#"
error: `spinouts.half_life` is 0 years; a length of time is above 0
  --> team.toml:16:13
   |
16 | half_life = "0 days"
   |             ^^^^^^^^ expected a duration, above 0

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_seats() {
    spinouts("pull_per_year = 1.0\nhalf_life = \"12 months\"\nseats = 0\n").says(
        r"
error: `spinouts.seats` must be a whole number from 1 to 1000000
  --> team.toml:17:9
   |
17 | seats = 0
   |         ^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn flag_as_a_number() {
    spinouts("pull_per_year = 1.0\nhalf_life = \"12 months\"\nopen = 1\n").says(
        r"
error: `spinouts.open` must be true or false, not a number
  --> team.toml:17:8
   |
17 | open = 1
   |        ^ expected true or false, without quotes

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn delay_longer_than_the_scenario() {
    spinouts("pull_per_year = 1.0\nhalf_life = \"12 months\"\ndelay = \"25 months\"\n").remarks(
        r"
team.toml:17:9: warning: `spinouts.delay` is longer than the scenario: no spin-out of the simulation opens by the horizon, 2025-01-01
",
    );
}

#[test]
fn negative_across() {
    spinouts("pull_per_year = 1.0\nhalf_life = \"12 months\"\nacross = -0.1\n").says(
        r"
error: `spinouts.across` is -0.1; a share is from 0 to 1
  --> team.toml:17:10
   |
17 | across = -0.1
   |          ^^^^ expected a number, from 0 to 1

1 problem in 1 file; nothing was run
",
    );
}
