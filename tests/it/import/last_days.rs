//! Exports with last days that are still to come.

use stayput::internals::import::Ask;

use super::{file, imported, loaded};

const EXPORT: &str = "Employee ID,Department,Hire Date,Termination Date,Termination Reason,Contract End,Status\n\
    1,a,2018-03-01,,,,Active\n\
    2,a,2019-03-01,2027-01-31,New job: competitor,,Active\n\
    3,a,2020-03-01,2027-02-28,Retirement,,On notice\n\
    4,b,2021-03-01,,,2027-06-30,Active\n\
    5,b,2021-04-01,,,2026-03-31,Active\n\
    6,b,2021-05-01,2026-12-01,Transfer,,Active\n\
    7,b,2021-06-01,,,2028-07,Active\n\
    8,a,2016-03-01,2024-05-31,Retirement,,Terminated\n\
    9,b,2017-03-01,2025-02-28,Redundancy,,Terminated\n\
    10,b,2017-03-01,2026-07-31,Retirement,2026-12-31,Terminated\n";

#[test]
fn last_days_to_come_are_known_and_the_history_ends_with_the_export() {
    let ask = Ask { as_of: "2026-09-30".parse().ok(), leavers_since: "2024-01-01".parse().ok(), ..Ask::default() };
    let import = imported(EXPORT, &ask).unwrap();
    let text = import.report.text().replace("\n  ", " ");
    for told in [
        "7 people there (3 with a known last day) and 3 exits",
        "- The last day is known, after 2026-09-30: there until then, and gone on it in every trial: lines 3-4.",
        "- A fixed term ends after 2026-09-30: there until then, and gone on that day in every trial; with --column term-end= they may leave before, or stay: line 5.",
        "- The last day or the end of the term is not known to the day, and not used: line 8.",
        "- A fixed term ended by 2026-09-30, and they are still there: taken as extended, without a last day: line 6.",
        "- To be transferred after 2026-09-30: there, and the transfer is not used: line 7.",
    ] {
        assert!(text.contains(told), "{told}\n{text}");
    }
    let rows: Vec<&str> = file(&import, "roster.csv").lines().collect();
    assert_eq!(rows[0], "Employee ID,Department,Hire Date,last_day,last_channel");
    assert_eq!(
        rows[1..5],
        ["1,a,2018-03-01,,", "2,a,2019-03-01,2027-01-31,lab", "3,a,2020-03-01,2027-02-28,", "4,b,2021-03-01,2027-06-30,"]
    );
    assert!(file(&import, "history.csv").contains("\n2,a,2019-03-01,,\n"), "{}", file(&import, "history.csv"));
    // Nobody left for a lab so far, but somebody will.
    assert!(file(&import, "lab.toml").contains("\n[channels.lab]\n"), "{}", file(&import, "lab.toml"));
    let (loaded, _folder) = loaded(&import);
    let last = |id: usize| loaded.scenario.roster.researchers[id].last_day.map(|last| (last.date.to_string(), last.channel));
    let channel = |name: &str| loaded.scenario.channels.iter().position(|channel| channel.name == name).unwrap();
    assert_eq!(
        [0, 1, 2, 3, 4].map(last),
        [
            None,
            Some(("2027-01-31".to_owned(), channel("lab"))),
            Some(("2027-02-28".to_owned(), channel("other"))),
            Some(("2027-06-30".to_owned(), channel("other"))),
            None,
        ]
    );
}

#[test]
fn leavers_without_a_day_are_told_with_what_to_do() {
    let ask = Ask { as_of: "2026-09-30".parse().ok(), leavers_since: "2024-01-01".parse().ok(), ..Ask::default() };
    let told = "- Left on a day that nobody knows, so that neither file has them, and every hazard is too low by them; give the month or the year of the exit where it is known: line 12.";
    let text = imported(&format!("{EXPORT}11,a,2019-02-01,,,,Terminated\n"), &ask).unwrap().report.text().replace("\n  ", " ");
    assert!(text.contains(told), "{text}");
    // The year will do.
    let text = imported(&format!("{EXPORT}11,a,2019-02-01,2025,,,Terminated\n"), &ask).unwrap().report.text();
    assert!(text.contains(" and 4 exits") && !text.contains("nobody knows"), "{text}");
}

#[test]
fn a_term_that_is_no_last_day_is_left_out_when_asked() {
    let ask = Ask {
        as_of: "2026-09-30".parse().ok(),
        leavers_since: "2024-01-01".parse().ok(),
        columns: vec![(stayput::internals::import::Field::TermEnd, String::new())],
        ..Ask::default()
    };
    let import = imported(EXPORT, &ask).unwrap();
    assert!(import.report.text().contains("7 people there (2 with a known last day)"), "{}", import.report.text());
}
