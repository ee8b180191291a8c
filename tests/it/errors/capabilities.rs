//! Capabilities.

use super::{Case, sound};

/// A roster of two with skills, and lines about a capability.
fn training(lines: &str) -> Case {
    sound().roster("id,skills\na,pretraining; data\nb,pretraining\n").with("[capabilities.training]\n").with(lines)
}

#[test]
fn neither_skills_nor_researchers() {
    training("needs = 2\n").says(
        r#"
error: `capabilities.training.skills` is missing
  --> team.toml:10:1
   |
10 | [capabilities.training]
   | ^^^^^^^^^^^^^^^^^^^^^^^ expected `skills` in here
   |
   = help: for example: skills = ["pretraining"], or researchers = ["p-01",
           "p-02"]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn skills_and_researchers() {
    training("needs = 2\nskills = [\"pretraining\"]\nresearchers = [\"a\"]\n").says(
        r#"
error: `capabilities.training.skills` and `researchers` exclude each other
  --> team.toml:13:1
   |
13 | researchers = ["a"]
   | ^^^^^^^^^^^ not beside skills
   |
   = help: those who know how are all with a skill, or these very people

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_number() {
    training("skills = [\"pretraining\"]\n").says(
        r"
error: `capabilities.training.needs` is missing
  --> team.toml:10:1
   |
10 | [capabilities.training]
   | ^^^^^^^^^^^^^^^^^^^^^^^ expected `needs` in here
   |
   = help: for example: needs = 2

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_need_of_0() {
    training("needs = 0\nskills = [\"pretraining\"]\n").says(
        r"
error: `capabilities.training.needs` must be a whole number from 1 to 1000000
  --> team.toml:11:9
   |
11 | needs = 0
   |         ^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn misspelled_skill() {
    training("needs = 1\nskills = [\"pretraning\"]\n").says(
        r#"
error: there is no skill `pretraning`
  --> team.toml:12:11
   |
12 | skills = ["pretraning"]
   |           ^^^^^^^^^^^^ unknown skill
   |
   = help: did you mean `pretraining`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_skill() {
    training("needs = 1\nskills = [\"pretraining\", \"chess\"]\n").says(
        r#"
error: there is no skill `chess`
  --> team.toml:12:26
   |
12 | skills = ["pretraining", "chess"]
   |                          ^^^^^^^ unknown skill

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn roster_without_skills() {
    sound().with("[capabilities.training]\nneeds = 1\nskills = [\"pretraining\"]\n").says(
        r#"
error: nobody on the roster has a skill
  --> team.toml:12:11
   |
12 | skills = ["pretraining"]
   |           ^^^^^^^^^^^^^ unknown skill
   |
   = help: fill the roster's column skills, or list the researchers who know
           how

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_researcher() {
    training("needs = 1\nresearchers = [\"a\", \"c\"]\n").says(
        r#"
error: there is no researcher `c`
  --> team.toml:12:21
   |
12 | researchers = ["a", "c"]
   |                     ^^^ unknown researcher
   |
   = help: did you mean `a`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn skill_twice() {
    training("needs = 1\nskills = [\"data\", \"data\"]\n").says(
        r#"
error: the skill `data` is listed twice
  --> team.toml:12:19
   |
12 | skills = ["data", "data"]
   |                   ^^^^^^ expected another skill

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_skill_in_the_list() {
    training("needs = 1\nskills = []\n").says(
        r"
error: `capabilities.training.skills` names no skill
  --> team.toml:12:10
   |
12 | skills = []
   |          ^^ expected names in here
   |
   = help: name skills of the roster

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn skills_that_are_no_list() {
    training("needs = 1\nskills = \"data\"\n").says(
        r#"
error: `capabilities.training.skills` must be a list, not text
  --> team.toml:12:10
   |
12 | skills = "data"
   |          ^^^^^^ expected a list in [ ]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn more_than_know_how() {
    training("needs = 3\nskills = [\"pretraining\", \"data\"]\n").remarks(
        r"
team.toml:11:9: warning: `capabilities.training.needs` is 3, and the number of those who know how only 2: it is never covered
",
    );
}

#[test]
fn more_than_are_listed() {
    training("needs = 2\nresearchers = [\"b\"]\n").remarks(
        r"
team.toml:11:9: warning: `capabilities.training.needs` is 2, and the number of those who know how only 1: it is never covered
",
    );
}

#[test]
fn as_many_as_know_how() {
    training("needs = 2\nskills = [\"pretraining\"]\n").remarks(
        r"
",
    );
}

#[test]
fn name_with_a_colon() {
    sound().with("[capabilities.\"a:b\"]\nneeds = 1\nresearchers = [\"a\"]\n").says(
        r#"
error: `a:b` cannot name a capability
  --> team.toml:10:15
   |
10 | [capabilities."a:b"]
   |               ^^^^^
   |
   = help: names are free of . = : , quotes and outer spaces, and are not
           only digits: they stand in paths and in results

1 problem in 1 file; nothing was run
"#,
    );
}
