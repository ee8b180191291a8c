//! CSV files, whatever they hold.

use super::sound;

#[test]
fn semicolons_and_tabs_stand_for_commas_where_the_header_has_none() {
    let by_commas = sound().roster("id,team,star\nb,x,0.5\n\"c, d\",,2\n").read().unwrap().scenario.roster;
    for text in [
        "id;team;star\nb;x;0.5\nc, d;;2\n",
        "\u{feff}id;team;star\r\n\"b\"; x ;0.5\r\n\r\n\"c, d\";;2",
        "id\tteam\tstar\nb\tx\t0.5\nc, d\t\t2\n",
    ] {
        let roster = sound().roster(text).read().unwrap().scenario.roster;
        assert_eq!(roster, by_commas, "{text}");
    }
    sound().roster("id;team\n\"b\"c;x\n").says(
        r#"
error: a text follows the closing quote of a cell
 --> roster.csv:2:4
  |
2 | "b"c;x
  |    ^ expected a semicolon or the end of the line
  |
  = help: a quote within a quoted cell is written twice

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn vertical_bars() {
    sound().roster("id|team\na|x\n").says(
        r"
error: the cells are separated by vertical bars
 --> roster.csv:1:1
  |
1 | id|team
  | ^^^^^^^ expected commas
  |
  = help: save the file as CSV with commas and decimal points

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn empty_file() {
    sound().roster("").says(
        r"
error: the file is empty; it needs a header at least
 --> roster.csv:1:1
  |
1 |
  | ^

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn short_and_long_rows() {
    sound().roster("id,team\na\nb,x,1\n").says(
        r"
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

2 problems in 1 file; nothing was run
",
    );
}

#[test]
fn quote_that_is_never_closed() {
    sound().roster("id,team\na,\"x\n").says(
        r#"
error: this quote is never closed
 --> roster.csv:2:3
  |
2 | a,"x
  |   ^ expected a closing quote further on

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn text_after_a_quote() {
    sound().roster("id,team\na,\"x\" y\n").says(
        r#"
error: a text follows the closing quote of a cell
 --> roster.csv:2:6
  |
2 | a,"x" y
  |      ^^ expected a comma or the end of the line
  |
  = help: a quote within a quoted cell is written twice

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn heading_twice() {
    sound().roster("id,team,team\na,x,y\n").says(
        r"
error: two columns have this heading
 --> roster.csv:1:9
  |
1 | id,team,team
  |         ^^^^ expected another name

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn no_heading() {
    sound().roster("id,\na,x\n").says(
        r"
error: a column has no heading
 --> roster.csv:1:4
  |
1 | id,
  |    ^ expected a name

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn not_utf8() {
    sound().roster(b"id,team\na,Z\xfcrich\n").says(
        r#"
error: the file is not UTF-8
 --> roster.csv:2:4
  |
2 | a,Z�rich
  |    ^ byte 0xfc
  |
  = help: it seems to be Latin-1 or Windows-1252, where this byte is ü;
          save it as UTF-8 (in Excel: "CSV UTF-8")

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn utf16() {
    sound().roster(b"\xff\xfei\0d\0").says(
        r#"
error: the file is not UTF-8
 --> roster.csv:1:1
  |
1 | ��i␀d␀
  | ^ byte 0xff
  |
  = help: it seems to be UTF-16; save it as UTF-8 (in Excel: "CSV UTF-8")

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn nul_byte() {
    sound().roster(b"id,team\na,x\0y\n").says(
        r"
error: the file holds a NUL byte
 --> roster.csv:2:4
  |
2 | a,x␀y
  |    ^ this byte is no text
  |
  = help: save the file as UTF-8

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn too_many_columns() {
    sound().roster("id,".repeat(1001)).says(
        r"
error: the file has more than 1000 columns
 --> roster.csv:1:1
  |
 ::: 
1 | id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,
  | ^^^^^^^^^^^^^^^^^^^^

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn header_that_cannot_be_read() {
    sound().roster("id,\"team\" x\na,b\n").says(
        r#"
error: a text follows the closing quote of a cell
 --> roster.csv:1:10
  |
1 | id,"team" x
  |          ^^ expected a comma or the end of the line
  |
  = help: a quote within a quoted cell is written twice

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn blank_rows_and_columns_behind_the_table_say_nothing() {
    let loaded = sound().roster("id,team,,\na,x,,\n,,,\nb,y,,\n,,,\n").read().unwrap();
    assert_eq!(loaded.scenario.roster.researchers.len(), 2);
}

/// A quote that is missing takes people into a note.
#[test]
fn a_cell_that_holds_other_rows() {
    sound().roster("id,team,hired,role\na,x,2020-01-01,\"eng\nb,x,2020-01-01,eng\nc,x,2020-01-01,eng\"\nd,x,2020-01-01,eng\n").says(
        r#"
error: a quoted cell that begins in line 2 holds 2 lines that look like rows
       of their own, lines 3 to 4
 --> roster.csv:3:1
  |
3 | b,x,2020-01-01,eng
  | ^^^^^^^^^^^^^^^^^^ a row?
  |
  = help: a quote `"` is missing, or one too many, in line 2 or before; a
          quote within a quoted cell is written twice

1 problem in 1 file; nothing was run
"#,
    );
    // Lines of a text that have as many commas may be one.
    sound().roster("id,team,role\na,x,\"eng\nb,x,eng\"\nd,x,\"eng, and more\nlines\"\n").remarks(
        r"
roster.csv:3:1: warning: a quoted cell that begins in line 2 holds line 3, which looks like a row of its own
",
    );
}
