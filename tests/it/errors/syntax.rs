//! Files that are no TOML.

use super::sound;

#[test]
fn unquoted_text() {
    sound().but(r#""24 months""#, "24 months").says(r"
error: this is not TOML: string values must be quoted
 --> team.toml:3:11
  |
3 | horizon = 24 months
  |           ^^^^^^^^^ expected literal string

1 problem in 1 file; nothing was run
");
}

#[test]
fn no_such_day() {
    sound().but("2023-01-01", "2023-02-30").says(r"
error: this is not TOML: invalid date
 --> team.toml:2:9
  |
2 | start = 2023-02-30
  |         ^^^^^^^^^^ expected day between 01 and 28

1 problem in 1 file; nothing was run
");
}

#[test]
fn key_without_value() {
    sound().but(r#"horizon = "24 months""#, "horizon").says(r"
error: this is not TOML: key with no value
 --> team.toml:3:8
  |
3 | horizon
  |        ^ expected `=`

1 problem in 1 file; nothing was run
");
}

#[test]
fn key_twice() {
    sound()
        .but(
            "horizon",
            r"start = 2024-01-01
horizon",
        )
        .says(r"
error: this is not TOML: duplicate key
 --> team.toml:3:1
  |
3 | start = 2024-01-01
  | ^^^^^

1 problem in 1 file; nothing was run
");
}

#[test]
fn bracket_that_is_never_closed() {
    sound()
        .with(
            r#"tenure = [ { until = "1 year", ratio = 0.7 }
[frailty]
sd = 0.5
"#,
        )
        .says(r#"
error: bands of tenure need a date of hire for everybody; 1 of 1 have none
  --> team.toml:10:1
   |
10 | tenure = [ { until = "1 year", ratio = 0.7 }
   | ^^^^^^
   |
   = help: without one: `a`

error: this is not TOML: invalid boolean
  --> team.toml:11:2
   |
11 | [frailty]
   |  ^^^^^^^ expected `false`

error: this is not TOML: string values must be quoted
  --> team.toml:12:1
   |
12 | sd = 0.5
   | ^^ expected literal string

error: this is not TOML: unclosed array
  --> team.toml:12:9
   |
12 | sd = 0.5
   |         ^ expected `]`

4 problems in 1 file; nothing was run
"#);
}

#[test]
fn number_beyond_any() {
    sound()
        .but(
            "horizon",
            r"seed = 99999999999999999999999999999999999999999999
horizon",
        )
        .says(r"
error: `seed` must be a whole number from 0 to 18446744073709551615
 --> team.toml:3:8
  |
3 | seed = 99999999999999999999999999999999999999999999
  |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected a whole number within

1 problem in 1 file; nothing was run
");
}

#[test]
fn nesting() {
    sound().but("0.1", "[[[[[1]]]]]").says(r"
error: `channels.other.hazard_per_year` must be a number, not a list
 --> team.toml:9:19
  |
9 | hazard_per_year = [[[[[1]]]]]
  |                   ^^^^^^^^^^^ expected a number, or a distribution

1 problem in 1 file; nothing was run
");
}

#[test]
fn control_character() {
    sound().but(r#""Team""#, r#""Te\u0007am""#).says("FILL");
}
