//! Two columns that would do for one field: the second stands in where the first is blank; where both are filled and differ, it is said or
//! asked.

use stayput::internals::import::{Ask, Field};

use super::{as_of, file, imported};

#[track_caller]
fn text(table: &str, ask: &Ask) -> String {
    imported(table, ask).unwrap_or_else(|problems| panic!("\n{problems}")).report.text().replace("\n  ", " ")
}

#[test]
fn a_second_column_stands_in_where_the_first_is_blank() {
    let table = "ID,Team,Start,Last day,Left\n1,a,2019-03-01,,\n2,a,2019-03-01,,2023-05-05\n3,a,2019-03-01,,2024-05-05\n\
        4,a,2019-03-01,2026-12-31,\n5,a,2019-03-01,9999-12-31,2025-05-05\n";
    let said = text(table, &as_of());
    assert!(said.starts_with("2 people there (1 with a known last day) and 3 exits, as of 2026-01-01"), "{said}");
    assert!(said.contains(" Left               -             stands for exit where that is blank\n"), "{said}");
    assert!(said.contains("- `Left` stands for exit where `Last day` is blank: lines 3-4, 6.\n"), "{said}");
    // Which was asked for is read alone, and the rest is named.
    let ask = Ask { columns: vec![(Field::Exit, "Last day".to_owned())], ..as_of() };
    let said = text(table, &ask);
    assert!(said.starts_with("5 people there (1 with a known last day) and 0 exits"), "{said}");
    assert!(said.contains("- `Left` is filled where `Last day`, which was asked for, is not, and is not read: lines 3-4, 6.\n"), "{said}");
}

#[test]
fn hires_reasons_statuses_and_teams_likewise() {
    let table = "ID,Team,Department,Hire Date,Start Date,Original Hire Date,End,Reason,Leaving Reason,Status,Worker Status\n\
        1,,Vision,,2019-03-01,,,,,Active,\n2,NLP,Research,2019-03-01,,,2023-05-05,Retirement,,,Terminated\n\
        3,NLP,Research,,,2018-01-01,2024-05-05,,Redundancy,Terminated,\n";
    let import = imported(table, &as_of()).unwrap();
    let said = import.report.text().replace("\n  ", " ");
    for says in [
        "- `Start Date` stands for hired where `Hire Date` is blank: line 2.",
        "- `Original Hire Date` stands for hired where `Hire Date` is blank: line 4.",
        "- `Worker Status` stands for status where `Status` is blank: line 3.",
        "- `Reason` stands for reason where `Leaving Reason` is blank: line 3.",
        "- `Department` stands for team where `Team` is blank: line 2.",
    ] {
        assert!(said.contains(says), "{says}\n{said}");
    }
    assert_eq!(file(&import, "roster.csv"), "ID,Team,Hire Date\n1,Vision,2019-03-01\n");
    assert!(said.contains(" Redundancy ") && said.contains(" Retirement "), "{said}");
}

#[test]
fn a_column_of_yes_and_no_is_no_date() {
    let table = "ID,Hire Date,Termination Date,Terminated\n1,2019-03-01,,No\n2,2019-03-01,2023-05-05,Yes\n3,2019-03-01,2024-05-05,Yes\n";
    let said = text(table, &as_of());
    assert!(said.starts_with("1 person there and 2 exits") && !said.contains("stands for exit"), "{said}");
}

const TWO: &str = "ID,Hire Date,Last Working Day,Termination Date\n1,2019-03-01,,\n2,2019-03-01,2023-05-05,2023-05-31\n";

#[test]
fn where_both_are_filled_the_first_counts_and_that_is_said() {
    let said = text(TWO, &as_of());
    assert!(said.contains("- `Last Working Day` differs from `Termination Date`, which counts as exit: line 3.\n"), "{said}");
}

#[test]
fn where_they_do_not_agree_on_who_is_there_it_is_asked() {
    let table = format!("{TWO}3,2019-03-01,2025-12-15,2026-01-31\n");
    let said = imported(&table, &as_of()).expect_err("it is not clear who is there");
    let expected = r#"
error: `Termination Date` and `Last Working Day` do not agree on who is there
       on 2026-01-01 (line 4)
 --> export.csv:4:1
  |
4 | 3,2019-03-01,2025-12-15,2026-01-31
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ there or not?
  |
  = help: say which counts: --column exit="Termination Date" or --column
          exit="Last Working Day"

1 problem in 1 file; nothing was run
"#;
    assert!(said == expected.trim_start(), "\n{said}");
    for (heading, start) in [("Termination Date", "2 people there"), ("Last Working Day", "1 person there")] {
        let ask = Ask { columns: vec![(Field::Exit, heading.to_owned())], ..as_of() };
        assert!(text(&table, &ask).starts_with(start), "{heading}");
    }
    // A status says who is there.
    let table = "ID,Hire Date,Status,Employment Status\n1,2019-03-01,Active,Active\n2,2019-03-01,Terminated,Active\n";
    let said = imported(table, &as_of()).expect_err("it is not clear who is there");
    assert!(said.starts_with("error: `Employment Status` and `Status` do not agree on who is there (line 3)\n"), "{said}");
}

#[test]
fn each_column_is_read_in_its_own_order_of_day_and_month() {
    let table = "ID,Hire Date,Termination Date,Date of Exit\n1,2018-03-01,,\n2,2018-03-01,01/02/2024,01/02/2024\n\
        3,2022-03-01,25/03/2025,03/25/2025\n4,2023-03-01,,04/05/2025\n";
    let import = imported(table, &as_of()).unwrap();
    let said = import.report.text().replace("\n  ", " ");
    let stands = "- `Date of Exit` stands for exit where `Termination Date` is blank, read as month/day/year: line 5.\n";
    assert!(said.contains(stands), "{said}");
    assert!(said.contains("- `Date of Exit` differs from `Termination Date`, which counts as exit: line 3.\n"), "{said}");
    assert!(file(&import, "history.csv").contains("\n4,2023-03-01,2025-04-05,"), "{}", file(&import, "history.csv"));
}

#[test]
fn the_day_of_notice_is_no_exit() {
    let table = "ID,Hire Date,Termination Date,Resignation Date\n1,2018-03-01,,\n2,2018-03-01,2024-01-01,2023-10-01\n\
        3,2022-03-01,2025-01-01,2024-10-01\n4,2023-03-01,,2025-12-20\n";
    let said = text(table, &as_of());
    assert!(said.starts_with("2 people there and 2 exits"), "{said}");
    let notice = "- `Resignation Date` is when notice was given, and does not stand for exit where `Termination Date` is blank: line 5.\n";
    assert!(said.contains(notice), "{said}");
}

#[test]
fn a_kind_of_employment_is_no_status() {
    let rows =
        "1,2019-03-01,,Active,Full-time\n2,2019-03-01,2023-05-05,Terminated,Full-time\n3,2019-03-01,2024-05-05,Terminated,Part-time\n";
    let said = text(&format!("ID,Hire Date,Termination Date,Status,Employment Status\n{rows}"), &as_of());
    assert!(said.starts_with("1 person there and 2 exits"), "{said}");
    // Alone it leaves it to the dates who is there, even where it is asked for.
    let rows = "1,2019-03-01,,Full-time\n2,2019-03-01,2023-05-05,Vollzeit\n3,2019-03-01,2024-05-05,CDI\n";
    let table = format!("ID,Hire Date,Termination Date,Employment Status\n{rows}");
    let asked = Ask { columns: vec![(Field::Status, "Employment Status".to_owned())], ..as_of() };
    for ask in [as_of(), asked] {
        let said = text(&table, &ask);
        assert!(said.starts_with("1 person there and 2 exits"), "{said}");
    }
    // Beside words of leaving it says that they are there.
    let said = text(&table.replace("Vollzeit", "Ausgeschieden").replace("CDI", "Terminated"), &as_of());
    assert!(said.starts_with("1 person there and 2 exits") && said.contains(" Employment Status  status\n"), "{said}");
}
