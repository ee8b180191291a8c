//! Channels.

use super::sound;

#[test]
fn no_channels() {
    sound().but("[channels.other]\nhazard_per_year = 0.1\n", "").says(
        r#"
error: `channels` is missing
 --> team.toml:1:1
  |
1 | name = "Team"
  | ^ expected `channels` in here
  |
  = help: for example: [channels.other] hazard_per_year = 0.1

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn empty_channels() {
    sound().but("[channels.other]\nhazard_per_year = 0.1\n", "[channels]\n").says(
        r"
error: there are no channels, and so no way to leave
 --> team.toml:8:1
  |
8 | [channels]
  | ^^^^^^^^^^ expected a channel in here

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn channel_that_is_no_table() {
    sound().but("[channels.other]\nhazard_per_year = 0.1\n", "[channels]\nother = 0.1\n").says(
        r"
error: `channels.other` must be a table, not a number
 --> team.toml:9:9
  |
9 | other = 0.1
  |         ^^^ expected a table

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn misspelled_channel() {
    sound().with("[channels.labb]\nhazard_per_year = 0.1\n").says(
        r"
error: the channel `labb` needs a kind
  --> team.toml:10:11
   |
10 | [channels.labb]
   |           ^^^^ no kind has this name
   |
   = help: did you mean `lab`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn channel_without_kind() {
    sound().with("[channels.academia]\nhazard_per_year = 0.1\n").says(
        r#"
error: the channel `academia` needs a kind
  --> team.toml:10:11
   |
10 | [channels.academia]
   |           ^^^^^^^^ no kind has this name
   |
   = help: add kind = "found", "startup", "lab", "other" or "dismissed"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_kind() {
    sound().with("[channels.academia]\nkind = \"university\"\nhazard_per_year = 0.1\n").says(
        r#"
error: there is no kind `university`
  --> team.toml:11:8
   |
11 | kind = "university"
   |        ^^^^^^^^^^^^ unknown kind
   |
   = help: the kinds are found, startup, lab, other and dismissed

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn misspelled_kind() {
    sound().with("[channels.academia]\nkind = \"othr\"\nhazard_per_year = 0.1\n").says(
        r#"
error: there is no kind `othr`
  --> team.toml:11:8
   |
11 | kind = "othr"
   |        ^^^^^^ unknown kind
   |
   = help: did you mean `other`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn ready_name_of_another_kind() {
    sound().with("[channels.lab]\nkind = \"startup\"\nhazard_per_year = 0.1\n").says(
        r#"
error: the channel `lab` cannot be of the kind `startup`
  --> team.toml:11:8
   |
11 | kind = "startup"
   |        ^^^^^^^^^ its name is that of another kind
   |
   = help: give the channel another name

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn reserved_name() {
    sound().with("[channels.unknown]\nkind = \"other\"\nhazard_per_year = 0.1\n").says(
        r"
error: `unknown` cannot name a channel
  --> team.toml:10:11
   |
10 | [channels.unknown]
   |           ^^^^^^^
   |
   = help: it means something else in a history

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn name_with_a_dot() {
    sound().with("[channels.\"a.b\"]\nkind = \"other\"\nhazard_per_year = 0.1\n").says(
        r#"
error: `a.b` cannot name a channel
  --> team.toml:10:11
   |
10 | [channels."a.b"]
   |           ^^^^^
   |
   = help: names are free of . = : , quotes and outer spaces, and are not
           only digits: they stand in paths and in results

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn both_forms() {
    sound().but("hazard_per_year = 0.1", "hazard_per_year = 0.1\noffers_per_year = 2\nacceptance = 0.05").says(
        r"
error: `channels.other.hazard_per_year` and `offers_per_year` exclude each
       other
  --> team.toml:10:1
   |
10 | offers_per_year = 2
   | ^^^^^^^^^^^^^^^ not beside hazard_per_year
   |
   = help: give offers_per_year with acceptance, or hazard_per_year alone
           where only the product is known

error: `channels.other.hazard_per_year` and `acceptance` exclude each other
  --> team.toml:11:1
   |
11 | acceptance = 0.05
   | ^^^^^^^^^^ not beside hazard_per_year
   |
   = help: give offers_per_year with acceptance, or hazard_per_year alone
           where only the product is known

2 problems in 1 file; nothing was run
",
    );
}

#[test]
fn neither_form() {
    sound().but("hazard_per_year = 0.1\n", "").says(
        r"
error: `channels.other` has no hazard
 --> team.toml:8:1
  |
8 | [channels.other]
  | ^^^^^^^^^^^^^^^^ expected `hazard_per_year` in here
  |
  = help: give offers_per_year with acceptance, or hazard_per_year alone
          where only the product is known

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn offers_without_acceptance() {
    sound().but("hazard_per_year = 0.1", "offers_per_year = 2").says(
        r"
error: `channels.other.acceptance` is missing
 --> team.toml:8:1
  |
8 | [channels.other]
  | ^^^^^^^^^^^^^^^^ expected `acceptance` in here
  |
  = help: for example: acceptance = 0.05

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn acceptance_without_offers() {
    sound().but("hazard_per_year = 0.1", "acceptance = 0.1").says(
        r"
error: `channels.other.offers_per_year` is missing
 --> team.toml:8:1
  |
8 | [channels.other]
  | ^^^^^^^^^^^^^^^^ expected `offers_per_year` in here
  |
  = help: for example: offers_per_year = 2.0

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn tenure_without_dates_of_hire() {
    sound().with("tenure = [ { until = \"1 year\", ratio = 0.7 } ]\n").says(
        r#"
error: bands of tenure need a date of hire for everybody; 1 of 1 have none
  --> team.toml:10:1
   |
10 | tenure = [ { until = "1 year", ratio = 0.7 } ]
   | ^^^^^^
   |
   = help: without one: `a`

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn tenure_without_many_dates_of_hire() {
    sound().roster("id,hired\na,2020\nb,\nc,\nd,\ne,\nf,\ng,\n").with("tenure = [ { until = \"1 year\", ratio = 0.7 } ]\n").says(
        r#"
error: bands of tenure need a date of hire for everybody; 6 of 7 have none
  --> team.toml:10:1
   |
10 | tenure = [ { until = "1 year", ratio = 0.7 } ]
   | ^^^^^^
   |
   = help: without one: `b`, `c`, `d`, `e`, `f` and 1 more

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn tenure_that_is_no_list() {
    sound().roster("id,hired\na,2020\n").with("tenure = 0.7\n").says(
        r"
error: `channels.other.tenure` must be a list, not a number
  --> team.toml:10:10
   |
10 | tenure = 0.7
   |          ^^^ expected a list in [ ]

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn bands_out_of_order() {
    sound()
        .roster("id,hired\na,2020\n")
        .with("tenure = [ { until = \"2 years\", ratio = 0.7 }, { until = \"12 months\", ratio = 0.7 } ]\n")
        .says(
            r#"
error: bands of tenure must be in order, each ending after the one before
  --> team.toml:10:58
   |
10 | ...0.7 }, { until = "12 months", ratio = 0.7 } ]
   |                     ^^^^^^^^^^^ expected a longer time

1 problem in 1 file; nothing was run
"#,
        );
}

#[test]
fn band_of_no_length() {
    sound().roster("id,hired\na,2020\n").with("tenure = [ { until = \"0 years\", ratio = 0.7 } ]\n").says(
        r#"
error: bands of tenure must be in order, each ending after the one before
  --> team.toml:10:22
   |
10 | tenure = [ { until = "0 years", ratio = 0.7 } ]
   |                      ^^^^^^^^^ expected a longer time

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn band_without_end() {
    sound().roster("id,hired\na,2020\n").with("tenure = [ { ratio = 0.7 } ]\n").says(
        r#"
error: `channels.other.tenure.0.until` is missing
  --> team.toml:10:12
   |
10 | tenure = [ { ratio = 0.7 } ]
   |            ^^^^^^^^^^^^^^^ expected `until` in here
   |
   = help: for example: until = "1 year"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn band_without_effect() {
    sound().roster("id,hired\na,2020\n").with("tenure = [ { until = \"1 year\" } ]\n").says(
        r#"
error: `channels.other.tenure.0.ratio` is missing
  --> team.toml:10:12
   |
10 | tenure = [ { until = "1 year" } ]
   |            ^^^^^^^^^^^^^^^^^^^^ expected `ratio` in here
   |
   = help: for example: ratio = 0.7

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn band_of_a_fraction() {
    sound().roster("id,hired\na,2020\n").with("tenure = [ { until = \"1.5 years\", ratio = 0.7 } ]\n").says(
        r#"
error: `channels.other.tenure.0.until` must be whole: the calendar has no
       part of a year
  --> team.toml:10:22
   |
10 | tenure = [ { until = "1.5 years", ratio = 0.7 } ]
   |                      ^^^^^^^^^^^ expected a duration such as "6 months"
   |
   = help: write "18 months" for a year and a half

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn band_with_two_effects() {
    sound().roster("id,hired\na,2020\n").with("tenure = [ { until = \"1 year\", ratio = 0.7, hazard_per_year = 0.1 } ]\n").says(
        r#"
error: `channels.other.tenure.0.ratio` and `hazard_per_year` exclude each
       other
  --> team.toml:10:45
   |
10 | tenure = [ { until = "1 year", ratio = 0.7, hazard_per_year = 0.1 } ]
   |                                             ^^^^^^^^^^^^^^^ not beside ratio
   |
   = help: a band multiplies the channel's hazard or replaces it

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn band_with_a_hazard_beside_offers() {
    sound()
        .roster("id,hired\na,2020\n")
        .but("hazard_per_year = 0.1", "offers_per_year = 1\nacceptance = 0.1")
        .with("tenure = [ { until = \"1 year\", hazard_per_year = 0.1 } ]\n")
        .says(
            r#"
error: a band gives a hazard, its channel offers and acceptance
  --> team.toml:11:32
   |
11 | tenure = [ { until = "1 year", hazard_per_year = 0.1 } ]
   |                                ^^^^^^^^^^^^^^^ expected ratio
   |
   = help: or give the channel hazard_per_year

1 problem in 1 file; nothing was run
"#,
        );
}

#[test]
fn covariate_that_nobody_has() {
    sound().roster("id,stars\na,1\n").with("covariates = { star = 1.3 }\n").says(
        r#"
error: the roster has no numeric column `star`
  --> team.toml:10:16
   |
10 | covariates = { star = 1.3 }
   |                ^^^^ expected the name of a column
   |
   = help: did you mean `stars`?

warning: nothing reads the column `stars`
 --> roster.csv:1:4
  |
1 | id,stars
  |    ^^^^^
  |
  = help: a column of numbers counts where a channel weighs it
          ([channels.NAME.covariates]); to say that it is meant, [roster]
          unread = ["stars"]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn covariate_of_generated_people() {
    sound().but("[[researchers]]\nid = \"a\"", "[roster.generate]\nteams = 1\nteam_size = 2").with("covariates = { star = 1.3 }\n").says(
        r"
error: generated researchers have no covariate `star`
  --> team.toml:11:16
   |
11 | covariates = { star = 1.3 }
   |                ^^^^ nobody generated has it

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn covariate_without_a_value() {
    sound().roster("id,star\na,1\nb,\n").with("covariates = { star = 1.3 }\n").says(
        r"
error: the covariate `star` needs a value for everybody
 --> roster.csv:3:3
  |
3 | b,
  |   ^ expected a number
  |
  = help: a channel uses it

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn covariate_that_is_no_number() {
    sound().roster("id,star\na,1\nb,yes\n").with("covariates = { star = 1.3 }\n").says(
        r"
error: `star` is not a number: `yes`
 --> roster.csv:3:3
  |
3 | b,yes
  |   ^^^ expected a number

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn covariate_of_some_inline() {
    sound().but("id = \"a\"", "id = \"a\"\nstar = 1\n[[researchers]]\nid = \"b\"").with("covariates = { star = 1.3 }\n").says(
        r"
error: the covariate `star` needs a value for everybody
 --> team.toml:8:1
  |
8 | [[researchers]]
  | ^^^^^^^^^^^^^^^ expected a number
  |
  = help: a channel uses it

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn covariate_that_is_not_in_the_file() {
    sound()
        .but("id = \"a\"", "id = \"a\"\nstar = 1\n[roster]\nfile = \"roster.csv\"")
        .file("roster.csv", "id\nb\n")
        .with("covariates = { star = 1.3 }\n")
        .says(
            r"
error: the covariate `star` needs a value for everybody
 --> roster.csv:1:1
  |
1 | id
  | ^^ expected a number
  |
  = help: a channel uses it

1 problem in 1 file; nothing was run
",
        );
}
