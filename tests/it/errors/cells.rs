//! Cells that hold something else than was meant.

use super::sound;

#[test]
fn formula() {
    sound().roster("id,team\na,=B1\nb,=B2\n").says(
        r"
error: `team` holds a formula, not a text: `=B1`
 --> roster.csv:2:3
  |
2 | a,=B1
  |   ^^^ the first of 2
  |
  = help: put its result in its place: copy the column, paste it as values,
          save again

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn error_of_a_formula() {
    sound().roster("id,team\na,#REF!\n").says(
        r"
error: `team` holds the error of a spreadsheet: `#REF!`
 --> roster.csv:2:3
  |
2 | a,#REF!
  |   ^^^^^
  |
  = help: repair the formula in the spreadsheet, then save again

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn formula_for_a_number() {
    sound().roster("id,pay\na,=1+1\n").says(
        r"
error: `pay` is not a number: `=1+1`
 --> roster.csv:2:3
  |
2 | a,=1+1
  |   ^^^^ expected a number
  |
  = help: put its result in its place: copy the column, paste it as values,
          save again

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn formula_for_a_date() {
    sound().roster("id,hired\na,=TODAY()\n").says(
        r"
error: `hired` is not a date: `=TODAY()`
 --> roster.csv:2:3
  |
2 | a,=TODAY()
  |   ^^^^^^^^ expected 2023-06-30, or only 2023-06 or 2023
  |
  = help: put its result in its place: copy the column, paste it as values,
          save again

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn text_like_a_formula() {
    sound().roster("id,role\na,@lead\nb,+1\n").remarks(
        r"
roster.csv:2:3: warning: `role` begins like a formula: `@lead`
",
    );
}

#[test]
fn word_for_nothing() {
    sound().roster("id,team\na,NA\nb,-\n").remarks(
        r"
roster.csv:2:3: warning: `team` is `NA`, which is read as an empty cell (and 1 more: line 3)
",
    );
}

#[test]
fn word_for_no_number() {
    sound().roster("id,pay\na,NA\n").remarks(
        r"
roster.csv:2:3: warning: `pay` is `NA`, which is read as an empty cell
",
    );
}

#[test]
fn nan() {
    sound().roster("id,pay\na,NaN\n").remarks(
        r"
roster.csv:2:3: warning: `pay` is `NaN`, which is read as an empty cell
",
    );
}

#[test]
fn mangled_text() {
    sound().roster("id,team\na,ZÃ¼rich\n").remarks(
        r"
roster.csv:2:3: warning: `team` was read in the wrong encoding: `ZÃ¼rich`
",
    );
}

#[test]
fn unseen_character() {
    sound().roster("id,team\na,x\u{200b}y\n").remarks(
        r"
roster.csv:2:3: warning: `team` holds a character that cannot be seen, U+200B
",
    );
}

#[test]
fn thousands() {
    sound().roster("id,pay\na,\"120,000\"\n").says(
        r#"
error: `pay` is not a number: `120,000`
 --> roster.csv:2:3
  |
2 | a,"120,000"
  |   ^^^^^^^^^ expected a number
  |
  = help: write it without separators of thousands, 120000, and decimals
          with a point

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn currency() {
    sound().roster("id,pay\na,$120000\n").says(
        r"
error: `pay` is not a number: `$120000`
 --> roster.csv:2:3
  |
2 | a,$120000
  |   ^^^^^^^ expected a number
  |
  = help: write the number alone: 120000

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn percentage() {
    sound().roster("id,star\na,5%\n").with("covariates = { star = 1.2 }\n").says(
        r"
error: `star` is not a number: `5%`
 --> roster.csv:2:3
  |
2 | a,5%
  |   ^^ expected a number
  |
  = help: write it without the sign: 5 % is 0.05 of one

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn stray_cell() {
    sound().roster("id,star\na,1\nb,2\nc,\"0,5\"\n").remarks(
        r"
roster.csv:4:3: warning: the column `star` is ignored, since this is not a number: `0,5`
",
    );
}

#[test]
fn column_of_decimal_commas() {
    sound().roster("id,star\na,\"1,5\"\nb,\"2,5\"\n").remarks(
        r"
roster.csv:2:3: warning: the column `star` is ignored, since this is not a number: `1,5`
",
    );
}

#[test]
fn covariate_in_the_wrong_unit() {
    sound().roster("id,salary\na,120000\n").with("covariates = { salary = 1.1 }\n").says(
        r"
error: `salary` is as much as 120000 on the roster, too much for a ratio of
       1.1 a unit
  --> team.toml:10:25
   |
10 | covariates = { salary = 1.1 }
   |                         ^^^ a ratio for each unit
   |
   = help: the ratio is taken to the power of the covariate: give the column
           in larger units (thousands, decades) or as the difference from a
           usual value, and the ratio for one of those

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn day_number_with_hours() {
    sound().roster("id,hired\na,44927.5\n").says(
        r"
error: `hired` is not a date: `44927.5`
 --> roster.csv:2:3
  |
2 | a,44927.5
  |   ^^^^^^^ expected 2023-06-30, or only 2023-06 or 2023
  |
  = help: this looks like a spreadsheet's day number, here 2023-01-01;
          write the column as text, year-month-day

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn date_that_could_be_two() {
    sound().roster("id,hired\na,03/04/2022\n").says(
        r"
error: `hired` is not a date: `03/04/2022`
 --> roster.csv:2:3
  |
2 | a,03/04/2022
  |   ^^^^^^^^^^ expected 2023-06-30, or only 2023-06 or 2023
  |
  = help: dates are year-month-day: is this 2022-04-03 or 2022-03-04?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn date_with_a_time() {
    sound().roster("id,hired\na,2022-06-30 00:00:00\n").remarks(
        r"
roster.csv:2:3: warning: the time of day in `hired`, midnight, is left out: `2022-06-30 00:00:00`
",
    );
}

#[test]
fn date_of_eight_digits() {
    sound().roster("id,hired\na,20220630\n").says(
        r"
error: `hired` is not a date: `20220630`
 --> roster.csv:2:3
  |
2 | a,20220630
  |   ^^^^^^^^ expected 2023-06-30, or only 2023-06 or 2023
  |
  = help: write 2022-06-30

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn date_in_words() {
    sound().roster("id,hired\na,Jun-22\n").says(
        r"
error: `hired` is not a date: `Jun-22`
 --> roster.csv:2:3
  |
2 | a,Jun-22
  |   ^^^^^^ expected 2023-06-30, or only 2023-06 or 2023
  |
  = help: dates are year-month-day: 2023-06-30

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn day_that_the_month_does_not_have() {
    sound().roster("id,hired\na,2022-06-31\n").says(
        r"
error: `hired` is not a date: `2022-06-31`
 --> roster.csv:2:3
  |
2 | a,2022-06-31
  |   ^^^^^^^^^^ expected 2023-06-30, or only 2023-06 or 2023
  |
  = help: that month has days 01 to 30

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn month_that_the_year_does_not_have() {
    sound().roster("id,hired\na,2022-13\n").says(
        r"
error: `hired` is not a date: `2022-13`
 --> roster.csv:2:3
  |
2 | a,2022-13
  |   ^^^^^^^ expected 2023-06-30, or only 2023-06 or 2023
  |
  = help: a year has months 01 to 12

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn formula_for_an_end_of_an_edge() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n").file("ties.csv", "from,to\n=A1,a\n").says(
        r"
error: there is no researcher `=A1`
 --> ties.csv:2:1
  |
2 | =A1,a
  | ^^^ unknown researcher
  |
  = help: put its result in its place: copy the column, paste it as values,
          save again

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn history_without_rows() {
    sound().history("id,entry,exit\n").says(
        r"
error: the history has a header and no row
 --> history.csv:1:1
  |
1 | id,entry,exit
  | ^^^^^^^^^^^^^ expected rows below

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn covariate_whose_prior_is_too_wide_for_it() {
    let wide = "covariates = { star = { median = 1.02, p95 = 1.3 } }\n";
    sound().roster("id,star\na,65\nb,30\n").with(wide).remarks(
        r"
team.toml:10:23: warning: `star` is as much as 65 on the roster, too much for a ratio of 0.800 a unit, the 5 % end of its prior
",
    );
    let narrow = wide.replace("1.3", "1.2");
    sound().roster("id,star\na,65\nb,30\n").with(&narrow).remarks("");
    // In another unit in the history alone.
    let history = "id,entry,exit,channel,star\na,2020-01-01,,,23741\n";
    sound().roster("id,star\na,65\n").with(&narrow).history(history).says(
        r"
error: `star` is as much as 23741 in the history, too much for a ratio of
       1.02 a unit
  --> team.toml:10:23
   |
10 | covariates = { star = { median = 1.02, p95 = 1.2 } }
   |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a ratio for each unit
   |
   = help: the ratio is taken to the power of the covariate: give the column
           in larger units (thousands, decades) or as the difference from a
           usual value, and the ratio for one of those

1 problem in 1 file; nothing was run
",
    );
}
