//! The same problem in many rows is one message: the first row, how many more, and their lines.

use super::sound;

#[test]
fn the_same_problem_in_many_rows_is_told_once() {
    let rows = (1..13).fold("id,hired,pay\n".to_owned(), |text, k| text + &format!("p{k},2020-01-01,\"{k}0,000\"\n"));
    sound().roster(rows + "q,1.2.2020,1\nr,,x\n").says(
        r#"
error: `pay` is not a number: `10,000` (and 11 more: lines 3, 4, 5, 6, 7,
       ..., 13)
 --> roster.csv:2:15
  |
2 | p1,2020-01-01,"10,000"
  |               ^^^^^^^^ expected a number
  |
  = help: write it without separators of thousands, 10000, and decimals
          with a point

error: `hired` is not a date: `1.2.2020`
  --> roster.csv:14:3
   |
14 | q,1.2.2020,1
   |   ^^^^^^^^ expected 2023-06-30, or only 2023-06 or 2023
   |
   = help: write 2020-02-01

error: `pay` is not a number: `x`
  --> roster.csv:15:4
   |
15 | r,,x
   |    ^ expected a number

3 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn rows_of_another_length_are_one_problem() {
    sound().roster("id,team\na,x,1\nb,x,2\nc,y,3\n").says(
        r"
error: this row has 3 cells, the header 2 cells (and 2 more: lines 3, 4)
 --> roster.csv:2:1
  |
2 | a,x,1
  | ^^^^^ expected 2 cells
  |
  = help: a cell that holds a comma, such as a number with a decimal comma,
          stands in double quotes

1 problem in 1 file; nothing was run
",
    );
}

/// Two names that are meant to be the same one are one problem, two others are not.
#[test]
fn names_are_alike_where_the_same_is_meant() {
    sound().roster("id,team,leads\na,vision,vison\nb,vision,visio\nc,vision,robots\n").says(
        r"
error: there is no team `vison` (and 1 more: line 3)
 --> roster.csv:2:10
  |
2 | a,vision,vison
  |          ^^^^^ unknown team
  |
  = help: did you mean `vision`?

error: there is no team `robots`
 --> roster.csv:4:10
  |
4 | c,vision,robots
  |          ^^^^^^ unknown team

2 problems in 1 file; nothing was run
",
    );
}
