//! Entries, hires and exits that are close to each other.

use super::sound;

/// A history whose leavers are known from 2020 on.
fn since(rows: &str) -> super::Case {
    let lines = "[history]\nfile = \"history.csv\"\nfrom = 2020-01-01\nuntil = 2022-12-31\n";
    sound().with(lines).file("history.csv", format!("id,hired,exit,channel\n{rows}"))
}

/// The rows: id, entry, days of the exit.
fn told(case: super::Case) -> Vec<String> {
    let loaded = case.read().unwrap();
    assert_eq!(loaded.remarks.lines(), [] as [&str; 0]);
    let history = loaded.scenario.history.unwrap();
    let exit = |row: &stayput::internals::people::HistoryRow| {
        row.exit().map_or(String::new(), |exit| format!("{} {}", exit.earliest, exit.latest))
    };
    history.rows.iter().map(|row| format!("{} {} {}", row.id, row.entry, exit(row))).collect()
}

#[test]
fn exits_before_the_hire_are_mistakes() {
    since("b,2021-05-01,2021-04-30,other\nc,2021-05,2021-04,other\nd,2021-05-01,,\n").says(
        r"
error: 2 exits are before their hires (lines 2 and 3)
 --> history.csv:2:14
  |
2 | b,2021-05-01,2021-04-30,other
  |              ^^^^^^^^^^ expected an exit after the hire
  |
  = help: correct the date of exit or of hire; a spell that began with a
          return has the date of the return

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn an_exit_on_the_day_of_hire_counts() {
    assert_eq!(told(since("b,2021-05-01,2021-05-01,other\n")), ["b 2021-05-01 2021-05-01 2021-05-01"]);
    // Also where the entry is a column of its own, and the hire.
    let own = sound().history("id,entry,hired,exit,channel\nb,2021-05-01,2021-05-01,2021-05-01,other\n");
    assert_eq!(told(own), ["b 2021-05-01 2021-05-01 2021-05-01"]);
}

#[test]
fn a_hire_and_an_exit_in_one_month_or_year_are_in_order() {
    let rows = "b,2021-06,2021-06,other\nc,2021,2021,other\nd,2021,,\ne,2021-06-10,2021-06,other\nf,2021,2021-01-31,other\n";
    let expected = [
        "b 2021-06-11 2021-06-11 2021-06-30",
        "c 2021-05-02 2021-05-02 2021-12-31",
        "d 2021-07-02 ",
        "e 2021-06-10 2021-06-10 2021-06-30",
        "f 2021-01-16 2021-01-31 2021-01-31",
    ];
    assert_eq!(told(since(rows)), expected);
}

#[test]
fn an_exit_by_the_day_on_which_observation_begins_is_truncated() {
    since("b,2019-05-01,2020-01-01,other\nc,2019-05-01,2019-12,other\nd,2019,2020-01-02,other\n").remarks(
        r"
history.csv:2:14: note: 2 exits are on or before the day since which leavers are listed ([history] from): the rows are left out (lines 2 and 3)
",
    );
}

#[test]
fn a_coarse_hire_that_contains_the_start_is_by_then() {
    let case = || sound().roster("id,hired\na,2023\nb,2022-12\n").but("start = 2023-01-01", "start = 2023-03-01");
    let loaded = case().read().unwrap();
    let days = |from: &str, to: &str| {
        stayput::internals::people::Hire::Within(stayput::internals::calendar::DateInterval {
            earliest: from.parse().unwrap(),
            latest: to.parse().unwrap(),
        })
    };
    assert_eq!(loaded.scenario.roster.researchers[0].hired, Some(days("2023-01-01", "2023-03-01")));
    assert_eq!(loaded.scenario.roster.researchers[1].hired, Some(days("2022-12-01", "2022-12-31")));
    case().remarks("roster.csv:2:3: warning: a coarse date of hire contains the start, 2023-03-01: the person counts as hired by then\n");
    sound().roster("id,hired\na,2023\nb,2023-01\n").remarks(
        "roster.csv:2:3: warning: 2 coarse dates of hire contain the start, 2023-01-01: these people count as hired by then (lines 2 and 3)\n",
    );
}
