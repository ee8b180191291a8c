//! `[privacy]`, and names of protected traits.

use super::sound;

#[test]
fn min_group_of_nobody() {
    sound().with("[privacy]\nmin_group = 0\n").says(
        r"
error: `privacy.min_group` must be a whole number from 1 to 1000000
  --> team.toml:11:13
   |
11 | min_group = 0
   |             ^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn min_group_that_is_a_part() {
    sound().with("[privacy]\nmin_group = 2.5\n").says(
        r"
error: `privacy.min_group` must be a whole number from 1 to 1000000
  --> team.toml:11:13
   |
11 | min_group = 2.5
   |             ^^^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn unknown_key() {
    sound().with("[privacy]\nmin_groups = 5\n").says(
        r"
error: `privacy` has no key `min_groups`
  --> team.toml:11:1
   |
11 | min_groups = 5
   | ^^^^^^^^^^ unknown key
   |
   = help: did you mean `min_group`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn protected_column() {
    sound().roster("id,age_years,stage\na,40,1\n").remarks(
        r"
roster.csv:1:4: warning: `age_years` seems to hold a protected trait: age
roster.csv:1:4: warning: nothing reads the columns `age_years`, `stage`
",
    );
}

#[test]
fn protected_column_of_the_history() {
    sound().history("id,entry,is_female,exit\na,2022-01-01,1,\n").remarks(
        r"
history.csv:1:10: warning: `is_female` seems to hold a protected trait: sex
history.csv:1:10: warning: nothing reads the column `is_female`
",
    );
}

#[test]
fn protected_key() {
    sound().but("id = \"a\"", "id = \"a\"\nAge = 40\n[[researchers]]\nid = \"b\"\nAge = 30").remarks(
        r"
team.toml:7:1: warning: `Age` seems to hold a protected trait: age
",
    );
}

#[test]
fn protected_covariate() {
    sound().but("id = \"a\"", "id = \"a\"\nunion_member = 1").with("covariates = { union_member = 1.2 }\n").remarks(
        r"
team.toml:7:1: warning: `union_member` seems to hold a protected trait: union membership
team.toml:11:16: warning: exits are made to depend on what seems a protected trait: union membership
",
    );
}

#[test]
fn protected_covariate_beside_an_error() {
    sound().roster("id,Nationality\na,1\n").with("covariates = { Nationality = 1.2 }\ncovariate = 1\n").says(
        r"
warning: exits are made to depend on what seems a protected trait: nationality
  --> team.toml:10:16
   |
10 | covariates = { Nationality = 1.2 }
   |                ^^^^^^^^^^^
   |
   = help: who keeps or lets go people by such a forecast treats them by
           their group, which is discrimination in many countries; take it
           out, or use it only to look for unfairness, never to decide

error: `channels.other` has no key `covariate`
  --> team.toml:11:1
   |
11 | covariate = 1
   | ^^^^^^^^^ unknown key
   |
   = help: did you mean `covariates`?

warning: `Nationality` seems to hold a protected trait: nationality
 --> roster.csv:1:4
  |
1 | id,Nationality
  |    ^^^^^^^^^^^
  |
  = help: take it out unless you need it: data on such traits is personal
          and in many countries may not be used to decide about people; if
          the name means something else, change it

1 problem in 1 file; nothing was run
",
    );
}
