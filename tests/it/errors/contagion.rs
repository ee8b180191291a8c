//! Contagion and leader exit.

use super::sound;

#[test]
fn neither_window_nor_half_life() {
    sound().with("[contagion]\nratio = 1.1\n").says(
        r#"
error: `contagion.half_life` is missing
  --> team.toml:10:1
   |
10 | [contagion]
   | ^^^^^^^^^^^ expected `half_life` in here
   |
   = help: for example: half_life = "70 days", or window = "135 days", or
           half_life = "never"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn window_and_half_life() {
    sound().with("[contagion]\nratio = 1.1\nwindow = \"135 days\"\nhalf_life = \"70 days\"\n").says(
        r#"
error: `contagion.window` and `half_life` exclude each other
  --> team.toml:13:1
   |
13 | half_life = "70 days"
   | ^^^^^^^^^ not beside window
   |
   = help: an effect is whole for a window, or fades by a half-life

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_ratio() {
    sound().with("[contagion]\nwindow = \"135 days\"\n").says(
        r"
error: `contagion.ratio` is missing
  --> team.toml:10:1
   |
10 | [contagion]
   | ^^^^^^^^^^^ expected `ratio` in here
   |
   = help: for example: ratio = 1.09

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn window_of_no_length() {
    sound().with("[contagion]\nratio = 1.1\nwindow = \"0 days\"\n").says(
        r#"
error: `contagion.window` must be longer than nothing
  --> team.toml:12:10
   |
12 | window = "0 days"
   |          ^^^^^^^^ expected a duration such as "6 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn window_that_never_ends() {
    sound().with("[contagion]\nratio = 1.1\nwindow = \"never\"\n").says(
        r#"
error: `contagion.window` must be a duration
  --> team.toml:12:10
   |
12 | window = "never"
   |          ^^^^^^^ expected a duration such as "6 months"
   |
   = help: only a half_life may be "never"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn half_life_without_unit() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = 70\n").says(
        r#"
error: `contagion.half_life` must be a duration
  --> team.toml:12:13
   |
12 | half_life = 70
   |             ^^ expected a duration such as "6 months"
   |
   = help: a duration has a unit: days, weeks, months or years

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn half_life_of_no_length() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"0 days\"\n").says(
        r#"
error: `contagion.half_life` is 0 years; a length of time is above 0
  --> team.toml:12:13
   |
12 | half_life = "0 days"
   |             ^^^^^^^^ expected a duration, above 0

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn half_life_in_an_unknown_unit() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"3 quarters\"\n").says(
        r#"
error: `contagion.half_life` must be a duration
  --> team.toml:12:13
   |
12 | half_life = "3 quarters"
   |             ^^^^^^^^^^^^ expected a duration such as "6 months"
   |
   = help: write "9 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn misspelled_never() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"nevr\"\n").says(
        r#"
error: `contagion.half_life` must be a duration
  --> team.toml:12:13
   |
12 | half_life = "nevr"
   |             ^^^^^^ expected a duration such as "6 months"
   |
   = help: did you mean `never`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn distribution_of_numbers_for_a_time() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = { median = 6, p95 = 18 }\n").says(
        r#"
error: `contagion.half_life.median` must be a duration
  --> team.toml:12:24
   |
12 | half_life = { median = 6, p95 = 18 }
   |                        ^ expected a duration such as "6 months"
   |
   = help: a duration has a unit: days, weeks, months or years

error: `contagion.half_life.p95` must be a duration
  --> team.toml:12:33
   |
12 | half_life = { median = 6, p95 = 18 }
   |                                 ^^ expected a duration such as "6 months"
   |
   = help: a duration has a unit: days, weeks, months or years

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn negative_delay() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\ndelay = \"-3 days\"\n").says(
        r#"
error: `contagion.delay` must be a duration
  --> team.toml:13:9
   |
13 | delay = "-3 days"
   |         ^^^^^^^^^ expected a duration such as "6 months"
   |
   = help: a duration is never negative

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn leader_delay_without_ratio() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nleader_delay = \"3 days\"\n").says(
        r#"
error: `contagion.leader_delay` does nothing without leader_ratio
  --> team.toml:13:1
   |
13 | leader_delay = "3 days"
   | ^^^^^^^^^^^^ expected leader_ratio too

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn leader_half_life_without_ratio() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nleader_half_life = \"3 days\"\n").says(
        r#"
error: `contagion.leader_half_life` does nothing without leader_ratio
  --> team.toml:13:1
   |
13 | leader_half_life = "3 days"
   | ^^^^^^^^^^^^^^^^ expected leader_ratio too

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn edges_and_across() {
    sound()
        .with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nacross = 0.2\nedges = \"ties.csv\"\n")
        .file("ties.csv", "from,to\n")
        .says(
            r"
error: `contagion.edges` and `across` exclude each other
  --> team.toml:13:1
   |
13 | across = 0.2
   | ^^^^^^ not beside edges
   |
   = help: edges stand in place of teams

1 problem in 1 file; nothing was run
",
        );
}

#[test]
fn a_leaders_exit_where_nobody_leads() {
    let contagion = "[contagion]\nratio = 1.1\nhalf_life = \"never\"\nleader_ratio = 2\n";
    sound().with(contagion).remarks("team.toml:13:1: warning: `contagion.leader_ratio` does nothing: nobody leads a team\n");
    sound().with(contagion).but("id = \"a\"", "id = \"a\"\nteam = \"x\"\nleads = \"x\"").remarks("");
    sound().with(contagion).history("id,entry,team,leads,exit,channel\na,2020-01-01,x,,,\nb,2020-01-01,x,x,2022-01-01,other\n").remarks("");
}
