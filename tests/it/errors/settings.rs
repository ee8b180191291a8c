//! Settings of the command line.

use super::sound;

#[test]
fn path_that_leads_nowhere() {
    sound().set("channels.lab.hazard_per_year=0.1").says(
        r"
error: the scenario has no `channels.lab`
 --> --set:1:1
  |
1 | channels.lab.hazard_per_year=0.1
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this path leads nowhere
  |
  = help: a path names tables by key and items of a list by name, or by
          position from 0

1 problem; nothing was run
",
    );
}

#[test]
fn unknown_key() {
    sound().set("channels.other.hazard=0.1").says(
        r"
error: `channels.other` has no key `hazard`
 --> --set:1:1
  |
1 | channels.other.hazard=0.1
  | ^^^^^^^^^^^^^^^^^^^^^ unknown key
  |
  = help: its keys are kind, offers_per_year, acceptance, hazard_per_year,
          pay_multiple, tenure, covariates, unnamed_weight

1 problem; nothing was run
",
    );
}

#[test]
fn value_that_is_no_number() {
    sound().set("channels.other.hazard_per_year=[1]").says(
        r"
error: a setting gives a number, a date, a duration or a distribution
 --> --set:1:32
  |
1 | channels.other.hazard_per_year=[1]
  |                                ^^^ this is a list

1 problem; nothing was run
",
    );
}

#[test]
fn text_for_a_number() {
    sound().set("channels.other.hazard_per_year=a lot").says(
        r"
error: this is not TOML: string values must be quoted
 --> --set:1:32
  |
1 | channels.other.hazard_per_year=a lot
  |                                ^^^^^ expected a number, true, false, or a text in quotes

1 problem; nothing was run
",
    );
}

#[test]
fn number_out_of_range() {
    sound().set("channels.other.hazard_per_year=-1").says(
        r"
error: `channels.other.hazard_per_year` is -1; a hazard is 0 or more
 --> --set:1:32
  |
1 | channels.other.hazard_per_year=-1
  |                                ^^ expected a number, 0 or more

1 problem; nothing was run
",
    );
}

#[test]
fn name() {
    sound().set("name=5").says(
        r"
error: `name` is text; only numbers can be set
 --> --set:1:1
  |
1 | name=5
  | ^^^^

1 problem; nothing was run
",
    );
}

#[test]
fn number_in_a_missing_table() {
    sound().set("frailty.sd=0.5").says(
        r"
error: the scenario has no `frailty`
 --> --set:1:1
  |
1 | frailty.sd=0.5
  | ^^^^^^^^^^ this path leads nowhere
  |
  = help: a path names tables by key and items of a list by name, or by
          position from 0

1 problem; nothing was run
",
    );
}

#[test]
fn text_that_is_no_time() {
    sound().set("horizon=\"long\"").says(
        r#"
error: a setting gives a number, a date, a duration or a distribution
 --> --set:1:9
  |
1 | horizon="long"
  |         ^^^^^^ this is text

1 problem; nothing was run
"#,
    );
}

#[test]
fn table() {
    sound().set("channels.other=5").says(
        r"
error: `channels.other` is a table; only numbers can be set
 --> --set:1:1
  |
1 | channels.other=5
  | ^^^^^^^^^^^^^^

1 problem; nothing was run
",
    );
}

#[test]
fn coarse_date_where_a_day_is_needed() {
    sound().set("start=2023-06").says(
        r"
error: `start` must be known to the day
 --> --set:1:7
  |
1 | start=2023-06
  |       ^^^^^^^ expected a date such as 2023-06-30

1 problem; nothing was run
",
    );
}

#[test]
fn a_percentage_for_a_number() {
    sound().set("channels.other.hazard_per_year=10%").says(
        r"
error: this is not TOML: 10% is no number
 --> --set:1:32
  |
1 | channels.other.hazard_per_year=10%
  |                                ^^^ expected a number without %
  |
  = help: write a share of 10 % as 0.1; a ratio multiplies, so that 10 %
          more is 1.1

1 problem; nothing was run
",
    );
}
