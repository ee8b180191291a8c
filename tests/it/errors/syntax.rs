//! Files that are no TOML.

use super::sound;

#[test]
fn unquoted_text() {
    sound().but("\"24 months\"", "24 months").says(
        r"
error: this is not TOML: string values must be quoted
 --> team.toml:3:11
  |
3 | horizon = 24 months
  |           ^^^^^^^^^ expected a number, true, false, or a text in quotes

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn no_such_day() {
    sound().but("2023-01-01", "2023-02-30").says(
        r"
error: this is not TOML: invalid date
 --> team.toml:2:9
  |
2 | start = 2023-02-30
  |         ^^^^^^^^^^ expected day between 01 and 28

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn key_without_value() {
    sound().but("horizon = \"24 months\"", "horizon").says(
        r"
error: this is not TOML: key with no value
 --> team.toml:3:8
  |
3 | horizon
  |        ^ expected `=`

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn key_twice() {
    sound().but("horizon", "start = 2024-01-01\nhorizon").says(
        r"
error: this is not TOML: duplicate key
 --> team.toml:3:1
  |
3 | start = 2024-01-01
  | ^^^^^ this key has a value already

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn bracket_that_is_never_closed() {
    sound().with("tenure = [ { until = \"1 year\", ratio = 0.7 }\n[frailty]\nsd = 0.5\n").says(
        r#"
error: this bracket is never closed
  --> team.toml:10:10
   |
10 | tenure = [ { until = "1 year", ratio = 0.7 }
   |          ^ expected its other half further on

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn bracket_that_is_never_closed_after_another_mistake() {
    sound().but("2023-01-01", "2023-02-30").with("tenure = [ { until = \"1 year\", ratio = 0.7 ]\n").says(
        r#"
error: this is not TOML: invalid date
 --> team.toml:2:9
  |
2 | start = 2023-02-30
  |         ^^^^^^^^^^ expected day between 01 and 28

error: this bracket is never closed
  --> team.toml:10:10
   |
10 | tenure = [ { until = "1 year", ratio = 0.7 ]
   |          ^ expected its other half further on

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn number_beyond_any() {
    sound().but("horizon", "seed = 99999999999999999999999999999999999999999999\nhorizon").says(
        r"
error: `seed` must be a whole number from 0 to 18446744073709551615
 --> team.toml:3:8
  |
3 | seed = 99999999999999999999999999999999999999999999
  |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn nesting_without_end() {
    sound().but("0.1", &"[".repeat(100_000)).says(
        r"
error: this bracket is never closed
 --> team.toml:9:19
  |
 ::: 
9 | hazard_per_year = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[...
  |                   ^ expected its other half further on

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn dots_without_end() {
    sound().but("hazard_per_year", &"a.".repeat(100_000)).says(
        r#"
error: this is not TOML: recursion limit
 --> team.toml:1:1
  |
1 | name = "Team"
  | ^

error: this is not TOML: unquoted keys cannot be empty
 --> team.toml:9:200002
  |
 ::: 
9 | .a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a. = 0.1
  |                                                             ^ expected letters, numbers, `-`, `_`

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn huge_line() {
    sound().but("\"Team\"", &format!("[{}]", "1, ".repeat(100_000))).says(
        r"
error: `name` must be text, not a list
 --> team.toml:1:8
  |
 ::: 
1 | name = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  |        ^^^^^^^^^^^^^^^^^^^^ expected a text in quotes

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn nesting() {
    sound().but("0.1", "[[[[[1]]]]]").says(
        r"
error: `channels.other.hazard_per_year` must be a number, not a list
 --> team.toml:9:19
  |
9 | hazard_per_year = [[[[[1]]]]]
  |                   ^^^^^^^^^^^ expected a number, or a distribution

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn control_character() {
    sound().but("\"Team\"", "\"Te\\u0007am\"").says(
        r#"
error: `name` holds a control character
 --> team.toml:1:8
  |
1 | name = "Te\u0007am"
  |        ^^^^^^^^^^^^ expected a text on one line

1 problem in 1 file; nothing was run
"#,
    );
}
