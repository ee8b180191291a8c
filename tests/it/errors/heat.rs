//! Heat.

use super::sound;

#[test]
fn volatility_without_half_life() {
    sound().with("[heat]\nvolatility = 0.4\n").says(
        r#"
error: `heat.half_life` is missing
  --> team.toml:10:1
   |
10 | [heat]
   | ^^^^^^ expected `half_life` in here
   |
   = help: for example: half_life = "12 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn half_life_without_volatility() {
    sound().with("[heat]\nhalf_life = \"12 months\"\n").says(
        r"
error: `heat.volatility` is missing
  --> team.toml:10:1
   |
10 | [heat]
   | ^^^^^^ expected `volatility` in here
   |
   = help: for example: volatility = 0.4

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn series_without_points() {
    sound().with("[[heat.series]]\nchannels = [\"other\"]\n").says(
        r"
error: `heat.series.0.points` is missing
  --> team.toml:10:1
   |
10 | [[heat.series]]
   | ^^^^^^^^^^^^^^^ expected `points` in here
   |
   = help: for example: points = [ { at = 2023-02-24, value = 1.0 } ]

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn series_with_an_empty_list() {
    sound().with("[[heat.series]]\npoints = []\n").says(
        r"
error: `heat.series.0.points` holds no point
  --> team.toml:11:10
   |
11 | points = []
   |          ^^ expected { at = .., value = .. } in here

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn unknown_interpolation() {
    sound().with("[[heat.series]]\ninterpolation = \"liner\"\npoints = [ { at = 2023-02-24, value = 1.0 } ]\n").says(
        r#"
error: there is no interpolation `liner`
  --> team.toml:11:17
   |
11 | interpolation = "liner"
   |                 ^^^^^^^ expected "linear" or "step"
   |
   = help: did you mean `linear`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn point_without_date() {
    sound().with("[[heat.series]]\npoints = [ { value = 1.0 } ]\n").says(
        r#"
error: `heat.series.0.points.0.at` is missing
  --> team.toml:11:12
   |
11 | points = [ { value = 1.0 } ]
   |            ^^^^^^^^^^^^^^^ expected `at` in here
   |
   = help: for example: at = 2023-02-24, or "12 months" from the start

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn point_without_value() {
    sound().with("[[heat.series]]\npoints = [ { at = \"1 month\" } ]\n").says(
        r#"
error: `heat.series.0.points.0.value` is missing
  --> team.toml:11:12
   |
11 | points = [ { at = "1 month" } ]
   |            ^^^^^^^^^^^^^^^^^^ expected `value` in here
   |
   = help: for example: value = 1.0

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn point_of_zero() {
    sound().with("[[heat.series]]\npoints = [ { at = \"1 month\", value = 0 } ]\n").says(
        r#"
error: `heat.series.0.points.0.value` is 0; a multiplier of the market is
       above 0
  --> team.toml:11:38
   |
11 | points = [ { at = "1 month", value = 0 } ]
   |                                      ^ expected a number, above 0

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn points_out_of_order() {
    sound().with("[[heat.series]]\npoints = [ { at = \"12 months\", value = 1 }, { at = 2023-02-24, value = 2 } ]\n").says(
        r"
error: points must be in order, each after the one before
  --> team.toml:11:52
   |
11 | ...lue = 1 }, { at = 2023-02-24, value = 2 } ]
   |                      ^^^^^^^^^^ expected a later date

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn date_that_is_a_flag() {
    sound().with("[[heat.series]]\npoints = [ { at = true, value = 1 } ]\n").says(
        r#"
error: `heat.series.0.points.0.at` must be a date, or a time from the start,
       not true or false
  --> team.toml:11:19
   |
11 | points = [ { at = true, value = 1 } ]
   |                   ^^^^ expected 2025-06-01 or "29 months"

1 problem in 1 file; nothing was run
"#,
    );
}
