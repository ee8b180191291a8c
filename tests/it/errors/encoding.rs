//! Files that are no text, or text of another kind.

use super::sound;

#[test]
fn workbook() {
    sound().roster(b"PK\x03\x04\x14\0").says(
        r#"
error: the file is an Excel workbook or another zip archive, not text
 --> roster.csv:1:1
  |
1 |
  | ^
  |
  = help: save the table as CSV (in Excel: "CSV UTF-8") and name that file

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn old_workbook() {
    sound().roster(b"\xd0\xcf\x11\xe0\xa1").says(
        r#"
error: the file is an old Excel workbook or another Office document, not text
 --> roster.csv:1:1
  |
1 |
  | ^
  |
  = help: save the table as CSV (in Excel: "CSV UTF-8") and name that file

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn web_page() {
    sound().roster("\n<!DOCTYPE html><html>").says(
        r"
error: the file is a web page, not text
 --> roster.csv:1:1
  |
1 |
  | ^
  |
  = help: what was downloaded is the page about the file, perhaps one to
          log in; download the file itself

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn compressed() {
    sound().roster(b"\x1f\x8b\x08").says(
        r"
error: the file is compressed (gzip), not text
 --> roster.csv:1:1
  |
1 |
  | ^
  |
  = help: unpack it first

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn utf16_without_mark() {
    sound().roster(b"i\0d\0\n\0a\0\n\0").says(
        r"
error: the file holds a NUL byte
 --> roster.csv:1:2
  |
1 | i␀d␀
  |  ^ this byte is no text
  |
  = help: it seems to be UTF-16 or UTF-32; save it as UTF-8

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn utf16_with_mark() {
    sound().roster(b"\xfe\xff\0i\0d").says(
        r#"
error: the file is not UTF-8
 --> roster.csv:1:1
  |
1 | ��␀i␀d
  | ^ byte 0xfe
  |
  = help: it seems to be UTF-16; save it as UTF-8 (in Excel: "CSV UTF-8")

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn carriage_returns_alone() {
    sound().roster("id,team\ra,x\r").says(
        r"
error: the lines end with carriage returns alone
 --> roster.csv:1:1
  |
1 | id,team␍a,x
  | ^^^^^^^^^^^ expected line feeds
  |
  = help: save the file with the line ends of Unix or Windows

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn hint_for_a_spreadsheet() {
    sound().roster("sep=;\nid;team\na;x\n").says(
        r"
error: the first line is a hint for a spreadsheet, not the header
 --> roster.csv:1:1
  |
1 | sep=;
  | ^^^^^ expected the headings
  |
  = help: take it out

1 problem in 1 file; nothing was run
",
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
fn comment() {
    sound().roster("id,team\n# people\na,x\n").says(
        r"
error: this row has 1 cell, the header 2 cells
 --> roster.csv:2:1
  |
2 | # people
  | ^^^^^^^^ expected 2 cells
  |
  = help: CSV has no comments: take the line out

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn control_characters() {
    sound().roster("id,team\na\u{1b}[31m,x\u{9b}\n").says(
        r"
error: the id `a\u001b[31m` holds a control character
 --> roster.csv:2:1
  |
2 | a␛[31m,x\u009b
  | ^^^^^^ expected an id on one line

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn direction_of_writing() {
    sound().with("nam\u{202e}e = 1\n\"na\u{202e}me\" = 1\n").says(
        r#"
error: this is not TOML: invalid unquoted key
  --> team.toml:10:4
   |
10 | nam\u202ee = 1
   |    ^^^^^^ expected letters, numbers, `-`, `_`

error: `channels.other` has no key `na\u202eme`
  --> team.toml:11:1
   |
11 | "na\u202eme" = 1
   | ^^^^^^^^^^^^ unknown key
   |
   = help: its keys are kind, offers_per_year, acceptance, hazard_per_year,
           pay_multiple, tenure, covariates, unnamed_weight

2 problems in 1 file; nothing was run
"#,
    );
}
