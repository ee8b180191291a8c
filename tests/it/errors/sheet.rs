//! CSV files, whatever they hold.

use super::sound;

#[test]
fn semicolons() {
    sound()
        .roster(
            r"id;team
a;x
",
        )
        .says(r"
error: the cells are separated by semicolons
 --> roster.csv:1:1
  |
1 | id;team
  | ^^^^^^^ expected commas
  |
  = help: save the file as CSV with commas and decimal points

1 problem in 1 file; nothing was run
");
}

#[test]
fn tabs() {
    sound()
        .roster(
            r"id	team
a	x
",
        )
        .says(r"
error: the cells are separated by tabs
 --> roster.csv:1:1
  |
1 | id    team
  | ^^^^^^^^^^ expected commas
  |
  = help: save the file as CSV with commas and decimal points

1 problem in 1 file; nothing was run
");
}

#[test]
fn empty_file() {
    sound().roster("").says(r"
error: the file is empty; it needs a header at least
 --> roster.csv:1:1
  |
1 |
  | ^

1 problem in 1 file; nothing was run
");
}

#[test]
fn short_and_long_rows() {
    sound()
        .roster(
            r"id,team
a
b,x,1
",
        )
        .says(r#"
error: the roster is empty
 --> team.toml:5:2
  |
5 | [roster]
  |  ^^^^^^ expected somebody in here
  |
  = help: give [roster] file = "roster.csv", or [[researchers]], or
          [roster.generate]

error: this row has 1 cell, the header 2 cells
 --> roster.csv:2:1
  |
2 | a
  | ^ expected 2 cells

error: this row has 3 cells, the header 2 cells
 --> roster.csv:3:1
  |
3 | b,x,1
  | ^^^^^ expected 2 cells
  |
  = help: a cell that holds a comma, such as a number with a decimal comma,
          stands in double quotes

3 problems in 2 files; nothing was run
"#);
}

#[test]
fn quote_that_is_never_closed() {
    sound()
        .roster(
            r#"id,team
a,"x
"#,
        )
        .says(r#"
error: the roster is empty
 --> team.toml:5:2
  |
5 | [roster]
  |  ^^^^^^ expected somebody in here
  |
  = help: give [roster] file = "roster.csv", or [[researchers]], or
          [roster.generate]

error: this quote is never closed
 --> roster.csv:2:3
  |
2 | a,"x
  |   ^ expected a closing quote further on

2 problems in 2 files; nothing was run
"#);
}

#[test]
fn text_after_a_quote() {
    sound()
        .roster(
            r#"id,team
a,"x" y
"#,
        )
        .says(r#"
error: the roster is empty
 --> team.toml:5:2
  |
5 | [roster]
  |  ^^^^^^ expected somebody in here
  |
  = help: give [roster] file = "roster.csv", or [[researchers]], or
          [roster.generate]

error: a text follows the closing quote of a cell
 --> roster.csv:2:6
  |
2 | a,"x" y
  |      ^^ expected a comma or the end of the line
  |
  = help: a quote within a quoted cell is written twice

2 problems in 2 files; nothing was run
"#);
}

#[test]
fn heading_twice() {
    sound()
        .roster(
            r"id,team,team
a,x,y
",
        )
        .says(r"
error: two columns have this heading
 --> roster.csv:1:9
  |
1 | id,team,team
  |         ^^^^ expected another name

1 problem in 1 file; nothing was run
");
}

#[test]
fn no_heading() {
    sound()
        .roster(
            r"id,
a,x
",
        )
        .says(r"
error: a column has no heading
 --> roster.csv:1:4
  |
1 | id,
  |    ^ expected a name

note: columns of text are ignored: ``
 --> roster.csv:1:4
  |
1 | id,
  |    ^

1 problem in 1 file; nothing was run
");
}

#[test]
fn not_utf8() {
    sound().roster(b"id,team\na,Z\xfcrich\n").says(r#"
error: the file is not UTF-8
 --> roster.csv:2:4
  |
2 | a,Z�rich
  |    ^ byte 0xfc
  |
  = help: save it as UTF-8 (spreadsheets: "CSV UTF-8")

1 problem in 1 file; nothing was run
"#);
}

#[test]
fn utf16() {
    sound().roster(b"\xff\xfei\0d\0").says(r"
error: the file is not UTF-8
 --> roster.csv:1:1
  |
1 | ��i␀d␀
  | ^ byte 0xff
  |
  = help: it seems to be UTF-16; save it as UTF-8

1 problem in 1 file; nothing was run
");
}

#[test]
fn nul_byte() {
    sound().roster(b"id,team\na,x\0y\n").says(r"
error: the file holds a NUL byte
 --> roster.csv:2:4
  |
2 | a,x␀y
  |    ^ this byte is no text
  |
  = help: save the file as UTF-8

1 problem in 1 file; nothing was run
");
}
