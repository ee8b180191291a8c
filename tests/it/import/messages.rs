//! Every message of an import, verbatim.

use stayput::internals::calendar::Date;
use stayput::internals::import::{Ask, Field, Mark, Order};

use super::{as_of, file, imported};

#[track_caller]
fn says(text: &str, ask: &Ask, expected: &str) {
    let said = imported(text, ask).expect_err("there is something wrong");
    assert!(said == expected.trim_start_matches('\n'), "\n{said}\n--- but expected ---\n{expected}");
}

const HEAD: &str = "ID,Hire Date,Termination Date,Status\n";

#[test]
fn a_workbook() {
    says(
        "PK\u{3}\u{4}xyz",
        &Ask::default(),
        r#"
error: the file is an Excel workbook or another zip archive, not text
 --> export.csv:1:1
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
fn nothing_is_shown_of_what_may_be_another_file() {
    let says_of = |bytes: &[u8]| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.csv");
        std::fs::write(&path, bytes).unwrap();
        let Err(said) = stayput::internals::import::import(&path, "lab", &Ask::default()) else { panic!("it is an export") };
        said.render(false).replace(&format!("{}/", folder.path().display()), "")
    };
    for (bytes, what, help) in [
        (
            &b"root:secret:19000\nj\xfcrgen:secret\n"[..],
            "the file is not UTF-8",
            "--encoding windows-1252 reads it so, or save it as UTF-8; nothing\n          of the file is shown here, since it may be another",
        ),
        (
            b"root:secret:19000\nj\0rgen:secret\n",
            "the file holds a NUL byte",
            "save the file as UTF-8; nothing of the file is shown here, since\n          it may be another",
        ),
    ] {
        let expected =
            format!("error: {what}\n --> export.csv:1:1\n  |\n1 |\n  | ^\n  |\n  = help: {help}\n\n1 problem in 1 file; nothing was run\n");
        assert_eq!(says_of(bytes), expected);
    }
    for other in ["a,\"secret\nsecret,b\n", "\"secret", "secret \"x\" \"y\"\n\"secret\" x\n"] {
        let said = says_of(other.as_bytes());
        let start =
            "error: `export.csv` has no row with two headings that are\n       known, such as `Employee ID` and `Hire Date`\n |\n = help: ";
        assert!(said.starts_with(start) && !said.contains("secret"), "{said}");
    }
    // An export is shown, whatever separates its cells.
    for bytes in [&b"ID;Hire Date\nj\xfcrgen;2020-01-01\n"[..], b"ID\tHire Date\nj\0rgen\t2020-01-01\n", b"ID,Hire Date\n\"j,rgen\n"] {
        assert!(says_of(bytes).contains("\n2 | "), "{}", says_of(bytes));
    }
}

#[test]
fn a_row_of_values_is_no_header_though_some_of_its_words_are_headings() {
    let said =
        imported("PERNR,STELL,BEGDA,ENDDA,MASSG\n7,Manager,20190101,20240505,End of contract\n", &Ask::default()).expect_err("no header");
    assert!(said.starts_with("error: `export.csv` has no row with two headings") && !said.contains("Manager"), "{said}");
}

#[test]
fn no_header() {
    says(
        "a,b\nc,d\n",
        &Ask::default(),
        r#"
error: `export.csv` has no row with two headings that are
       known, such as `Employee ID` and `Hire Date`
 |
 = help: say which headings stand for what: --column id="Their number"
         --column hired="Their start"; nothing of the file is shown here,
         since it may be another

1 problem; nothing was run
"#,
    );
}

#[test]
fn nothing_at_all() {
    says(
        "\n\n",
        &Ask::default(),
        r"
error: the file is empty; it needs a header at least
 --> export.csv:1:1
  |
1 |
  | ^

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn nobody() {
    says(
        HEAD,
        &Ask::default(),
        r"
error: nobody stands below the header
 --> export.csv:1:1
  |
1 | ID,Hire Date,Termination Date,Status
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn nobody_says_who() {
    says(
        "Hire Date,Status\n2020-01-01,Active\n",
        &Ask::default(),
        r#"
error: no column says who each row is
 --> export.csv:1:1
  |
1 | Hire Date,Status
  | ^^^^^^^^^^^^^^^^ expected an id or a name
  |
  = help: say which heading it has: --column id="Their number"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn an_id_is_missing() {
    says(
        &format!("{HEAD},2020-01-01,,Active\n7,2020-01-01,,Active\n-,2020-02-01,,Active\n"),
        &Ask::default(),
        r"
error: nothing says who this is (lines 2, 4)
 --> export.csv:2:1
  |
2 | ,2020-01-01,,Active
  | ^ expected an id
  |
  = help: fill the id, or leave the row out: --skip 2

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn day_or_month() {
    says(
        &format!("{HEAD}7,01/02/2020,,\n8,03/03/2020,,\n"),
        &Ask::default(),
        r"
error: nothing tells which number of `01/02/2020` is the day (line 2)
 --> export.csv:2:3
  |
2 | 7,01/02/2020,,
  |   ^^^^^^^^^^ no number in this column is above 12 where the other is not
  |
  = help: say which comes first: --dates dmy or --dates mdy

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn day_and_month_change_places() {
    says(
        &format!("{HEAD}7,13/02/2020,,\n8,03/14/2020,,\n9,03/04/2020,,\n"),
        &Ask::default(),
        r"
error: `13/02/2020` has the day first and `03/14/2020` the month (lines 2-3)
 --> export.csv:2:3
  |
2 | 7,13/02/2020,,
  |   ^^^^^^^^^^ the order changes in this column
  |
  = help: say which comes first: --dates dmy or --dates mdy

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn no_date() {
    says(
        &format!("{HEAD}7,soon,,\n8,2020-01-01,,\n9,soon,,\n"),
        &Ask::default(),
        r#"
error: `Hire Date` holds what is no date: `soon` (lines 2, 4)
 --> export.csv:2:3
  |
2 | 7,soon,,
  |   ^^^^ expected a date
  |
  = help: --missing "soon" if it says that there is none; --skip leaves a
          row out

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn thousands_or_decimals() {
    says(
        "ID,Hire Date,Salary\n7,2020-01-01,\"142,000\"\n",
        &Ask::default(),
        r#"
error: `Salary` holds `142,000`, which can be 142000 or 142 (line 2)
 --> export.csv:2:14
  |
2 | 7,2020-01-01,"142,000"
  |              ^^^^^^^^^ either mark would do for the whole column
  |
  = help: say which mark stands before the decimals: --numbers point for
          142000, --numbers comma for 142

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn two_marks() {
    says(
        "ID;Hire Date;Salary\n7;2020-01-01;142,5\n8;2020-01-01;142.5\n",
        &Ask::default(),
        r"
error: `Salary` holds numbers with a decimal point and others with a decimal
       comma (lines 2-3)
 --> export.csv:2:14
  |
2 | 7;2020-01-01;142,5
  |              ^^^^^ the mark changes in this column
  |
  = help: make them one: --skip leaves a row out

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn no_number() {
    says(
        "ID,Hire Date,Salary\n7,2020-01-01,142000\n8,2020-01-01,secret\n",
        &Ask::default(),
        r"
error: `Salary` holds what is no number: `secret` (line 3)
 --> export.csv:3:14
  |
3 | 8,2020-01-01,secret
  |              ^^^^^^ expected a number
  |
  = help: a currency, k, M and a year (`p.a.`) may stand beside a number,
          nothing else, such as another time; --column pay= leaves the
          column out; --missing if it says that there is none

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn two_rows_at_once() {
    says(
        &format!("{HEAD}7,2020-01-01,2022-01-01,\n8,2020-01-01,,\n7,2021-01-01,,\n"),
        &Ask::default(),
        r"
error: lines 2 and 4 are both of `7` and overlap
 --> export.csv:4:1
  |
4 | 7,2021-01-01,,
  | ^^^^^^^^^^^^^^ overlaps line 2
  |
  = help: one person is there once at a time: --skip 2 or --skip 4 leaves
          one of them out

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn two_rows_at_once_where_another_column_may_end_them() {
    let table = "ID,Hire Date,End,Assignment End\n7,2020-01-01,,2021-01-01\n8,2020-01-01,2022-01-01,\n7,2021-01-01,,\n";
    let refused = imported(table, &as_of()).unwrap_err();
    let help = "\
  = help: one person is there once at a time: where `Assignment End` says
          when each ended: --column exit=\"Assignment End\"; --skip 2 or
          --skip 4 leaves one of them out
";
    assert!(refused.contains(help), "{refused}");
    let columns = vec![(Field::Exit, "Assignment End".to_owned())];
    assert!(imported(table, &Ask { columns, ..as_of() }).is_ok());
}

#[test]
fn exit_before_hire() {
    says(
        &format!("{HEAD}7,2020-01-01,2019-01-01,\n8,2020-01-01,,\n"),
        &Ask::default(),
        r"
error: line 2: the exit is before the hire
 --> export.csv:2:1
  |
2 | 7,2020-01-01,2019-01-01,
  | ^
  |
  = help: correct the export, or leave the row out: --skip 2

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn there_and_gone() {
    says(
        &format!("As of 2026-01-01,,,\n{HEAD}7,2020-01-01,2022-01-01,Active\n8,2020-01-01,2025-01-01,Active\n9,2020-01-01,,Active\n"),
        &Ask::default(),
        r"
error: the status is `Active` and the exit not after the date of the export,
       2026-01-01 (lines 3-4)
 --> export.csv:3:1
  |
3 | 7,2020-01-01,2022-01-01,Active
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ there or not?
  |
  = help: --as-of says when the export was made; --column status= lets the
          dates decide, --column exit= the status; --skip 3 leaves the row
          out

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_row_too_wide() {
    says(
        &format!("{HEAD}7,2020-01-01,,Active,x\n8,2020-01-01,,\n"),
        &Ask::default(),
        r"
error: this row has 5 cells, the header 4
 --> export.csv:2:1
  |
2 | 7,2020-01-01,,Active,x
  | ^^^^^^^^^^^^^^^^^^^^^^ expected 4 cells
  |
  = help: a cell that holds the mark between cells stands in double quotes;
          --skip 2 leaves the row out

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_column_that_is_not_there() {
    says(
        &format!("{HEAD}7,2020-01-01,,Active\n"),
        &Ask { columns: vec![(Field::Hired, "Hire Dat".to_owned())], ..Ask::default() },
        r"
error: the file has no column `Hire Dat`
 --> export.csv:1:1
  |
1 | ID,Hire Date,Termination Date,Status
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ asked for as --column hired=
  |
  = help: did you mean `Hire Date`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_line_that_is_not_there() {
    says(
        &format!("{HEAD}7,2020-01-01,,Active\n"),
        &Ask { skip: vec![9], ..Ask::default() },
        r"
error: --skip 9: the file has no row that begins in line 9

1 problem; nothing was run
",
    );
}

#[test]
fn a_long_gap() {
    let mut text = format!("As of 2026-01-01,,,\n{HEAD}1,2000-01-01,2001-01-01,\n");
    text.extend((2..10).map(|k| format!("{k},2000-01-01,2025-0{k}-01,\n")));
    text.extend((10..40).map(|k| format!("{k},2000-01-01,,\n")));
    says(
        &text,
        &Ask::default(),
        r"
error: no exit is listed between 2001-01-01 (line 3) and 2025-02-01 (line 4):
       so long a time is no chance, if as many leave at all times
 --> export.csv:2:1
  |
2 | ID,Hire Date,Termination Date,Status
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: since when are all leavers listed? --leavers-since 2025-02-02 if
          the export has only later ones in full, --leavers-since
          2001-01-02 if really nobody left in between (the exit of the day
          before chose the day, and does not count)

1 problem in 1 file; nothing was run
",
    );
    let ask = Ask { leavers_since: Some(Date::new(2025, 1, 1).unwrap()), ..Ask::default() };
    assert!(file(&imported(&text, &ask).unwrap(), "lab.toml").contains("\nfrom = 2024-12-31 "));
    let ask = Ask { leavers_since: Some(Date::new(2026, 1, 1).unwrap()), ..Ask::default() };
    says(
        &text,
        &ask,
        "error: --leavers-since 2026-01-01 is not before the last day on which exits\n       count, 2026-01-01\n\n1 problem; nothing was run\n",
    );
}

#[test]
fn no_date_of_the_export() {
    says(
        "ID,Name\n7,Ada\n",
        &Ask::default(),
        r#"
error: no column is known as one of dates
 --> export.csv:1:1
  |
1 | ID,Name
  | ^^^^^^^
  |
  = help: say when the export was made: --as-of 2026-09-30; and which
          heading the date of hire has: --column hired="Their start"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn what_is_asked_for_is_taken() {
    let text = "ID,Hire Date,Termination Date,Salary\n7,01/02/2020,,\"142,000\"\n8,03/04/2020,13/05/2021,\"5,913\"\n9,TBD,03/03/2022,1\n";
    let missing = vec!["tbd".to_owned()];
    let ask = Ask { dates: Some(Order::Mdy), numbers: Some(Mark::Comma), missing, ..Ask::default() };
    let import = imported(text, &ask).unwrap();
    assert_eq!(file(&import, "roster.csv"), "ID,Hire Date,Salary\n7,2020-01-02,142\n");
    assert_eq!(
        file(&import, "history.csv"),
        "ID,Hire Date,Termination Date,channel\n7,2020-01-02,,\n8,2020-03-04,2021-05-13,unknown\n9,,2022-03-03,unknown\n"
    );
    let turned = "`Termination Date` holds dates that are only possible in another order than the rest, and are read so: line 3.";
    assert!(import.report.remarks.iter().any(|remark| remark == turned), "{:?}", import.report.remarks);
}

#[test]
fn nobody_is_there() {
    says(
        &format!("{HEAD}7,2020-01-01,2021-01-01,\n8,2020-01-01,2022-01-01,\n"),
        &Ask::default(),
        r"
error: nobody in the export is still there on 2022-01-01
 --> export.csv:1:1
  |
1 | ID,Hire Date,Termination Date,Status
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: an export lists those there and the leavers; --as-of says when it
          was made

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_century_apart() {
    says(
        &format!("{HEAD}7,1950-01-01,,\n8,60000,,\n"),
        &Ask::default(),
        r"
error: the dates are from 1950-01-01 (line 2) to 2064-04-08, the date of the
       export
 --> export.csv:2:1
  |
2 | 7,1950-01-01,,
  | ^^^^^^^^^^^^^^ 100 years before or more
  |
  = help: --as-of says when it was made; --skip 2 leaves the row out

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn formulas_and_their_errors() {
    says(
        "ID,Hire Date,Termination Date,Team\n=A1,2020-01-01,,x\nb,2020-02-01,,#REF!\n=A2,2020-03-01,,x\n",
        &Ask::default(),
        r"
error: `ID` holds a formula, not a text: `=A1` (lines 2, 4)
 --> export.csv:2:1
  |
2 | =A1,2020-01-01,,x
  | ^^^ expected a text
  |
  = help: put its result in its place: copy the column, paste it as values,
          save again

error: `Team` holds the error of a spreadsheet: `#REF!` (line 3)
 --> export.csv:3:15
  |
3 | b,2020-02-01,,#REF!
  |               ^^^^^ expected a text
  |
  = help: repair the formula in the spreadsheet, then save again

2 problems in 1 file; nothing was run
",
    );
}

#[test]
fn two_tables() {
    says(
        "Staff,,\nID,Hire Date,Team\n1,2019-01-01,a\nLeavers,,\nID,Hire Date,Team,End\n2,2019-01-01,a,2024-05-05\n",
        &Ask::default(),
        r"
error: two tables in one file: lines 2 and 5 are both headers
 --> export.csv:5:1
  |
5 | ID,Hire Date,Team,End
  | ^^^^^^^^^^^^^^^^^^^^^ expected one header
  |
  = help: put everybody under one header: those there and the leavers, a
          row each, the date of exit empty for who is there; --skip 2
          leaves out a line that is no header

1 problem in 1 file; nothing was run
",
    );
    says(
        "ID,Hire Date,Team\n1,2019-01-01,a\nTeam,ID,Hire Date\na,2,2019-01-01\n",
        &Ask::default(),
        r"
error: two tables in one file: lines 1 and 3 are both headers, with the same
       headings in another order
 --> export.csv:3:1
  |
3 | Team,ID,Hire Date
  | ^^^^^^^^^^^^^^^^^ expected one header
  |
  = help: put everybody under one header: those there and the leavers, a
          row each, the date of exit empty for who is there; --skip 3
          leaves out a line that is no header

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn people_above_the_header() {
    says(
        &format!("What,Whence,Where\nx,2019-01-01,a\ny,2019-02-01,a\n{HEAD}7,2020-01-01,,\n"),
        &Ask::default(),
        r"
error: 2 rows above the header look like people (lines 2-3)
 --> export.csv:2:1
  |
2 | x,2019-01-01,a
  | ^^^^^^^^^^^^^^ expected a note above the header
  |
  = help: put everybody under one header; --skip 2 leaves a row out

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_row_that_may_be_a_person() {
    let table = "Name,Team,Hire Date\nAnn,a,2019-01-01\nBob,a,2020-01-01\nVision all,3,\n";
    says(
        table,
        &Ask::default(),
        r"
error: neither a date nor a status says that this is a person (line 4)
 --> export.csv:4:1
  |
4 | Vision all,3,
  | ^^^^^^^^^^^^^ a person?
  |
  = help: fill the date of hire, or leave the row out: --skip 4

1 problem in 1 file; nothing was run
",
    );
    let id_alone = imported("ID,Team,Hire Date\n1,a,2019-01-01\n2,,\n", &Ask::default()).expect_err("is asked");
    assert!(id_alone.starts_with("error: neither a date nor a status says that this is a person (line 3)\n"), "{id_alone}");
}

#[test]
fn dates_that_nothing_reads() {
    says(
        "ID,Hire Date,Gone on,Date of birth\n1,2019-01-01,,1980-01-01\n2,2019-01-01,2024-05-05,1981-01-01\n",
        &Ask::default(),
        r#"
error: nothing is known as the date of exit, and nothing reads the dates in
       `Gone on`
 --> export.csv:1:1
  |
1 | ID,Hire Date,Gone on,Date of birth
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected a date of exit
  |
  = help: where it is that date: --column exit="Gone on"; where the export
          has no date of exit: --column exit=

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_date_of_the_export_that_is_another() {
    says(
        &format!("As of 2018-01-01,,,\n{HEAD}7,2020-01-01,,\n8,2020-01-01,2024-01-01,\n"),
        &Ask::default(),
        r"
error: most hires and exits are after 2018-01-01, the date of the export
       (line 1 says so)
 --> export.csv:2:1
  |
2 | ID,Hire Date,Termination Date,Status
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: say when the export was made: --as-of 2026-09-30; --skip 1 leaves
          the row out

1 problem in 1 file; nothing was run
",
    );
    says(
        &format!("As of 04/05/2026,,,\n{HEAD}7,2020-01-01,,\n8,2020-01-01,2024-01-01,\n"),
        &Ask::default(),
        r"
error: nothing tells which number of `04/05/2026` is the day, in line 1
 --> export.csv:2:1
  |
2 | ID,Hire Date,Termination Date,Status
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: it may be the date of the export; say which comes first: --dates
          dmy or --dates mdy; or say it: --as-of 2026-09-30

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn all_exits_on_one_day_and_no_date_of_the_export() {
    says(
        &format!("{HEAD}7,2020-01-01,,\n8,2020-01-01,2024-01-01,\n"),
        &Ask::default(),
        r"
error: nothing tells for how long exits were listed: all are of 2024-01-01
       (line 3)
 --> export.csv:1:1
  |
1 | ID,Hire Date,Termination Date,Status
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: say when the export was made: --as-of 2026-09-30; and since when
          all leavers are listed: --leavers-since 2020-01-01

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_status_that_nobody_knows() {
    let table = format!("As of 2026-01-01,,,\n{HEAD}7,2020-01-01,,Somewhere\n8,2020-01-01,2024-01-01,Somewhere\n9,2020-01-01,,Active\n");
    says(
        &table,
        &Ask::default(),
        r#"
error: the status `Somewhere` is not known, and no exit says whether they are
       there (line 3)
 --> export.csv:3:1
  |
3 | 7,2020-01-01,,Somewhere
  | ^^^^^^^^^^^^^^^^^^^^^^^ there or not?
  |
  = help: say it: --status "Somewhere=there" or --status "Somewhere=left";
          --column status= lets the dates decide for all

1 problem in 1 file; nothing was run
"#,
    );
    let said = |is_there| Ask { status: vec![("somewhere".to_owned(), is_there)], ..Ask::default() };
    let gone = imported(&table, &said(false)).unwrap();
    assert!(gone.report.sentence.starts_with("1 person there and 1 exit, as of 2026-01-01"), "{}", gone.report.sentence);
    assert!(gone.report.text().contains("Left on a day that nobody knows"), "{}", gone.report.text());
    let there = imported(&table.replace("2024-01-01,Somewhere", "2024-01-01,Left"), &said(true)).unwrap();
    assert!(there.report.sentence.starts_with("2 people there and 1 exit, as of 2026-01-01"), "{}", there.report.sentence);
}

#[test]
fn one_id_of_two_people() {
    says(
        "ID,Name,Hire Date,End\n1,Ann Ash,2019-01-01,\n1,Bob Elm,2015-01-01,2018-01-01\n",
        &Ask::default(),
        r"
error: lines 2 and 3 have one id, `1`, and two names, `Ann Ash` and `Bob Elm`
 --> export.csv:3:1
  |
3 | 1,Bob Elm,2015-01-01,2018-01-01
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ another person?
  |
  = help: give each person an id; where it is one person: --column name=;
          --skip 3 leaves a row out

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn carriage_returns_alone() {
    says(
        "ID,Hire Date\r1,2019-01-01\r",
        &Ask::default(),
        r"
error: the lines of `export.csv` end in carriage returns
       alone, as old programs write them
 |
 = help: save it as CSV again, with the line ends of Windows or Unix

1 problem; nothing was run
",
    );
}

/// It may be a leave, a raise, or a note that somebody stays.
#[test]
fn a_reason_without_a_date_of_exit_or_a_status() {
    says(
        "ID,Hire Date,Termination Date,Action Reason\n1,2019-03-01,,Merit increase\n2,2019-03-01,2024-05-05,Resigned\n\
         3,2019-03-01,,Parental leave\n4,2019-03-01,,Merit increase\n",
        &as_of(),
        r#"
error: `Action Reason` says `Merit increase`, `Parental leave`, and neither a
       date of exit nor a status says who left (lines 2, 4-5)
 --> export.csv:2:1
  |
2 | 1,2019-03-01,,Merit increase
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ there or not?
  |
  = help: say it, word by word: --status "Merit increase=there" or --status
          "Merit increase=left"; where the column is no reason of leaving:
          --column reason=

1 problem in 1 file; nothing was run
"#,
    );
}

/// What follows a known status may be the news.
#[test]
fn a_status_with_more_behind_it() {
    says(
        &format!("{HEAD}7,2019-03-01,,Active\n8,2019-03-01,,Active until 2026-12-31\n"),
        &as_of(),
        r#"
error: the status `Active until 2026-12-31` is not known, and no exit says
       whether they are there (line 3)
 --> export.csv:3:1
  |
3 | 8,2019-03-01,,Active until 2026-12-31
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ there or not?
  |
  = help: say it: --status "Active until 2026-12-31=there" or --status
          "Active until 2026-12-31=left"; --column status= lets the dates
          decide for all

1 problem in 1 file; nothing was run
"#,
    );
}

/// Another column does not tell which order each row of a column has that holds both.
#[test]
fn day_and_month_change_places_though_another_column_has_one_order() {
    says(
        &format!("{HEAD}7,13/02/2020,04/30/2024,\n8,02/25/2020,,\n9,03/01/2020,,\n"),
        &Ask::default(),
        r"
error: `13/02/2020` has the day first and `02/25/2020` the month (lines 2-3)
 --> export.csv:2:3
  |
2 | 7,13/02/2020,04/30/2024,
  |   ^^^^^^^^^^ the order changes in this column
  |
  = help: say which comes first: --dates dmy or --dates mdy

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_quoted_cell_that_holds_rows() {
    says(
        "ID,Hire Date,End,Notes\n1,2019-03-01,,\"needs a screen\n2,2019-03-01,2023-05-05,\n3,2019-03-01,,has one\"\n4,2019-03-01,,\n",
        &as_of(),
        r#"
error: a quoted cell that begins in line 2 holds 2 lines that look like rows
       of their own, lines 3 to 4
 --> export.csv:3:1
  |
3 | 2,2019-03-01,2023-05-05,
  | ^^^^^^^^^^^^^^^^^^^^^^^^ a row?
  |
  = help: a quote `"` is missing, or one too many, in line 2 or before; a
          quote within a quoted cell is written twice; --skip 2 leaves all
          of it out

1 problem in 1 file; nothing was run
"#,
    );
    // A note of several lines is one.
    let note = "ID,Hire Date,End,Notes\n1,2019-03-01,,\"Dear all,\nplease note, with thanks,\nthat this is one\"\n2,2019-03-01,,\n";
    assert!(imported(note, &as_of()).is_ok());
}

#[test]
fn a_quote_that_is_never_closed_in_an_export_with_semicolons() {
    says(
        "ID;Hire Date;End;Salary\n1;\"01.03.2019;;50.000,00\n2;13.03.2019;;50.000,00\n3;13.03.2019;;50.000,00\n",
        &as_of(),
        r#"
error: this quote is never closed
 --> export.csv:2:3
  |
2 | 1;"01.03.2019;;50.000,00
  |   ^ expected a closing quote further on

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn dates_of_a_further_spell_in_one_row() {
    let table = "ID,Hire Date 1,Termination Date 1,Hire Date 2,Termination Date 2\n1,2015-01-01,2018-05-31,2020-01-01,\n\
        2,2019-01-01,2024-05-31,,\n3,2019-01-01,,,\n";
    let columns = [(Field::Hired, "Hire Date 1"), (Field::Exit, "Termination Date 1")].map(|(field, heading)| (field, heading.to_owned()));
    let mut ask = Ask { columns: columns.to_vec(), ..as_of() };
    says(
        table,
        &ask,
        r#"
error: `Hire Date 2` seems to be of a further spell, and nothing reads it
       (line 2)
 --> export.csv:2:1
  |
2 | 1,2015-01-01,2018-05-31,2020-01-01,
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ left and came back?
  |
  = help: where it is the day on which they came back: --column
          rehired="Hire Date 2"; else give each spell a row of its own

1 problem in 1 file; nothing was run
"#,
    );
    ask.columns.push((Field::Rehired, "Hire Date 2".to_owned()));
    let import = imported(table, &ask).unwrap_or_else(|problems| panic!("\n{problems}"));
    assert!(import.report.sentence.starts_with("2 people there and 2 exits"), "{}", import.report.sentence);
    says(
        &table.replace("2020-01-01,\n", "2020-01-01,2024-01-01\n"),
        &ask,
        r"
error: `Termination Date 2` seems to be of a further spell, and nothing reads
       it (line 2)
 --> export.csv:2:1
  |
2 | 1,2015-01-01,2018-05-31,2020-01-01,2024-01-01
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ left and came back?
  |
  = help: give each spell a row of its own, with the same id; --skip 2
          leaves the row out

1 problem in 1 file; nothing was run
",
    );
}

/// The files would hold rows of an id alone, which are refused there.
#[test]
fn a_person_of_whom_nothing_is_known() {
    says(
        "ID,Team,Hire Date,Status\n1,a,2019-03-01,Active\n2,a,2019-03-01,Active\n3,,,Active\n",
        &as_of(),
        r"
error: nothing is known of this person but an id and a status (line 4)
 --> export.csv:4:1
  |
4 | 3,,,Active
  | ^^^^^^^^^^ a person?
  |
  = help: fill the team, the role or the date of hire, or leave the row
          out: --skip 4

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn no_among_dates_of_exit_is_no_exit_and_yes_is_asked() {
    let table = "Employee,Started,Left\nAnn,2019-03-01,No\nBea,2019-03-01,2024-05-05\nCem,2019-03-01,No\nDan,2019-03-01,2025-05-05\n";
    let import = imported(table, &as_of()).unwrap();
    assert_eq!(file(&import, "roster.csv"), "Employee,Started\nAnn,2019-03-01\nCem,2019-03-01\n");
    let said = import.report.text();
    assert!(said.contains("- `Left` says no among dates, which says that they have not left: lines 2, 4.\n"), "{said}");
    says(
        &table.replace("2025-05-05", "Yes"),
        &as_of(),
        r"
error: `Left` holds what is no date: `Yes` (line 5)
 --> export.csv:5:16
  |
5 | Dan,2019-03-01,Yes
  |                ^^^ expected a date
  |
  = help: write the date in its place; --skip leaves a row out, and the
          person with it

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn yes_under_left_is_never_there() {
    let table = "Employee,Started,Left,Left on\nAnn,2019-03-01,No,\nBea,2019-03-01,Yes,2024-05-05\nCem,2019-03-01,No,\n\
        Dan,2019-03-01,Yes - startup,2025-05-05\n";
    for left in [vec![], vec![("Yes - startup".to_owned(), false)]] {
        let columns = vec![(Field::Status, "Left".to_owned()), (Field::Exit, "Left on".to_owned())];
        let import = imported(table, &Ask { columns, status: left, ..as_of() }).unwrap();
        assert_eq!(file(&import, "roster.csv"), "Employee,Started\nAnn,2019-03-01\nCem,2019-03-01\n");
    }
}

#[test]
fn present_and_zero_under_a_reason_are_no_exit() {
    let table = "ID,Hire Date,Termination Date,Reason\n1,2019-03-01,,Present\n2,2019-03-01,2024-05-05,Resigned\n3,2020-03-01,,0\n";
    let import = imported(table, &as_of()).unwrap();
    assert_eq!(file(&import, "roster.csv"), "ID,Hire Date\n1,2019-03-01\n3,2020-03-01\n");
}
