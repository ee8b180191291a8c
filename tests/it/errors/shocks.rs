//! Shocks.

use super::sound;

#[test]
fn no_name() {
    sound().with("[[shocks]]\ndate = 2023-03-14\nratio = 1.3\nhalf_life = \"never\"\n").says(
        r#"
error: `shocks.0.name` is missing
  --> team.toml:10:1
   |
10 | [[shocks]]
   | ^^^^^^^^^^ expected `name` in here
   |
   = help: for example: name = "layoffs"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn same_name_twice() {
    sound().with("[[shocks]]\nname = \"layoffs\"\ndate = 2023-03-14\nratio = 1.3\nhalf_life = \"never\"\n[[shocks]]\nname = \"layoffs\"\ndate = 2023-03-14\nratio = 1.3\nhalf_life = \"never\"\n").says(r#"
error: two shocks are called `layoffs`
  --> team.toml:16:8
   |
16 | name = "layoffs"
   |        ^^^^^^^^^ expected another name

1 problem in 1 file; nothing was run
"#);
}

#[test]
fn name_of_digits() {
    sound().with("[[shocks]]\nname = \"1\"\ndate = 2023-03-14\nratio = 1.3\nhalf_life = \"never\"\n").says(
        r#"
error: `1` cannot name a shock
  --> team.toml:11:8
   |
11 | name = "1"
   |        ^^^
   |
   = help: names are free of . = : , quotes and outer spaces, and are not
           only digits: they stand in paths and in results

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_date() {
    sound().with("[[shocks]]\nname = \"layoffs\"\nratio = 1.3\nhalf_life = \"never\"\n").says(
        r"
error: `shocks.layoffs.date` is missing
  --> team.toml:10:1
   |
10 | [[shocks]]
   | ^^^^^^^^^^ expected `date` in here
   |
   = help: for example: date = 2023-03-14, or between = [2023-03-01,
           2023-09-01]

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn date_and_between() {
    sound()
        .with("[[shocks]]\nname = \"layoffs\"\ndate = 2023-03-14\nbetween = [2023-03-01, 2023-09-01]\nratio = 1.3\nhalf_life = \"never\"\n")
        .says(
            r"
error: `shocks.layoffs.date` and `between` exclude each other
  --> team.toml:13:1
   |
13 | between = [2023-03-01, 2023-09-01]
   | ^^^^^^^ not beside date
   |
   = help: a shock is on a date, or on some day between two

1 problem in 1 file; nothing was run
",
        );
}

#[test]
fn between_one_date() {
    sound().with("[[shocks]]\nname = \"layoffs\"\nbetween = [2023-03-01]\nratio = 1.3\nhalf_life = \"never\"\n").says(
        r"
error: `shocks.layoffs.between` must be two dates
  --> team.toml:12:11
   |
12 | between = [2023-03-01]
   |           ^^^^^^^^^^^^ expected [2023-03-01, 2023-09-01]

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn between_backwards() {
    sound().with("[[shocks]]\nname = \"layoffs\"\nbetween = [2023-09-01, 2023-03-01]\nratio = 1.3\nhalf_life = \"never\"\n").says(
        r"
error: `shocks.layoffs.between` ends before it begins
  --> team.toml:12:24
   |
12 | between = [2023-09-01, 2023-03-01]
   |                        ^^^^^^^^^^ expected a later date

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn no_ratio() {
    sound().with("[[shocks]]\nname = \"layoffs\"\ndate = 2023-03-14\nhalf_life = \"never\"\n").says(
        r"
error: `shocks.layoffs.ratio` is missing
  --> team.toml:10:1
   |
10 | [[shocks]]
   | ^^^^^^^^^^ expected `ratio` in here
   |
   = help: for example: ratio = 1.3

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn no_half_life() {
    sound().with("[[shocks]]\nname = \"layoffs\"\ndate = 2023-03-14\nratio = 1.3\n").says(
        r#"
error: `shocks.layoffs.half_life` is missing
  --> team.toml:10:1
   |
10 | [[shocks]]
   | ^^^^^^^^^^ expected `half_life` in here
   |
   = help: for example: half_life = "6 months", or "never"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn window() {
    sound().with("[[shocks]]\nname = \"layoffs\"\ndate = 2023-03-14\nratio = 1.3\nhalf_life = \"never\"\nwindow = \"3 days\"\n").says(
        r#"
error: `shocks.layoffs` has no key `window`
  --> team.toml:15:1
   |
15 | window = "3 days"
   | ^^^^^^ unknown key
   |
   = help: its keys are name, date, between, probability, ratio, half_life,
           channels

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_channel() {
    sound().with("[[shocks]]\nname = \"layoffs\"\ndate = 2023-03-14\nratio = 1.3\nhalf_life = \"never\"\nchannels = [\"otter\"]\n").says(
        r#"
error: there is no channel `otter`
  --> team.toml:15:13
   |
15 | channels = ["otter"]
   |             ^^^^^^^ unknown channel
   |
   = help: did you mean `other`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_channel() {
    sound().with("[[shocks]]\nname = \"layoffs\"\ndate = 2023-03-14\nratio = 1.3\nhalf_life = \"never\"\nchannels = []\n").says(
        r"
error: `shocks.layoffs.channels` names no channel
  --> team.toml:15:12
   |
15 | channels = []
   |            ^^ expected names in here
   |
   = help: leave it out for all channels

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn channel_twice() {
    sound()
        .with("[[shocks]]\nname = \"layoffs\"\ndate = 2023-03-14\nratio = 1.3\nhalf_life = \"never\"\nchannels = [\"other\", \"other\"]\n")
        .says(
            r#"
error: the channel `other` is listed twice
  --> team.toml:15:22
   |
15 | channels = ["other", "other"]
   |                      ^^^^^^^ expected another channel

1 problem in 1 file; nothing was run
"#,
        );
}

#[test]
fn channels_that_are_no_list() {
    sound().with("[[shocks]]\nname = \"layoffs\"\ndate = 2023-03-14\nratio = 1.3\nhalf_life = \"never\"\nchannels = \"other\"\n").says(
        r#"
error: `shocks.layoffs.channels` must be a list, not text
  --> team.toml:15:12
   |
15 | channels = "other"
   |            ^^^^^^^ expected a list in [ ]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn shocks_in_one_table() {
    sound().with("[shocks]\nname = \"layoffs\"\n").says(
        r"
error: `shocks` must be a list of tables, not a table
  --> team.toml:10:1
   |
10 | [shocks]
   | ^^^^^^^^ expected double brackets
   |
   = help: there may be several: write [[shocks]], in double brackets, above
           each

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn after_the_horizon() {
    sound().with("[[shocks]]\nname = \"layoffs\"\ndate = 2025-03-14\nratio = 1.3\nhalf_life = \"never\"\n").remarks(
        r"
team.toml:12:8: warning: the shock comes after the horizon, 2025-01-01, and does nothing
",
    );
}
