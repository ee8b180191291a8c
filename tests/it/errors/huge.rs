//! Large and deep files: an answer within seconds, whatever they hold.

use std::time::{Duration, Instant};

use super::{Case, sound};

/// Far beyond what an answer takes on a slow and busy machine, and far below what it would take if the time grew with the square of a file.
const LIMIT: Duration = Duration::from_mins(5);

/// Reads a case in time. The last line of what is said about it; nothing where it is sound.
fn in_time(case: Case) -> String {
    let began = Instant::now();
    let said = match case.read() {
        Err(text) => text.lines().last().unwrap_or_default().to_owned(),
        Ok(_) => String::new(),
    };
    assert!(began.elapsed() < LIMIT, "took {:?}", began.elapsed());
    said
}

fn rows(header: &str, count: usize, row: impl Fn(usize) -> String) -> String {
    (0..count).fold(format!("{header}\n"), |text, number| text + &row(number) + "\n")
}

#[test]
fn many_rows_each_wrong_in_every_cell() {
    let roster = rows("id,hired,pay,leads,star", 200_000, |number| format!("p{},44927,1.0.0,t{number},x", number % 1000));
    assert_eq!(in_time(sound().roster(roster)), "4 problems in 1 file; nothing was run");
}

#[test]
fn many_unknown_names() {
    let ties = rows("from,to", 200_000, |number| format!("x{number},y{number}"));
    let roster = rows("id", 20_000, |number| format!("p{number}"));
    let contagion = "[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n";
    let said = in_time(sound().roster(roster).with(contagion).file("ties.csv", ties));
    assert_eq!(said, "25 problems in 1 file; nothing was run");
}

#[test]
fn many_people_with_a_history_of_coarse_exits() {
    let roster = rows("id", 100_000, |number| format!("p{number}"));
    let history =
        rows("id,entry,exit_earliest,exit_latest,channel", 100_000, |number| format!("p{number},2020-01-01,2022-12-01,2023-02-01,other"));
    let contagion = "[contagion]\nratio = 1.1\nhalf_life = \"never\"\n";
    let began = Instant::now();
    let loaded = sound().roster(roster).with(contagion).history(&history).read().expect("it is sound");
    assert!(!loaded.scenario.is_uncertain(), "exits of those on the roster come after the start");
    assert!(began.elapsed() < LIMIT, "took {:?}", began.elapsed());
}

#[test]
fn one_endless_line() {
    assert_eq!(in_time(sound().roster("a".repeat(20_000_000))), "1 problem in 1 file; nothing was run");
    assert_eq!(in_time(sound().roster(",".repeat(20_000_000))), "1 problem in 1 file; nothing was run");
    assert_eq!(in_time(sound().roster("\"".repeat(20_000_001))), "1 problem in 1 file; nothing was run");
}

#[test]
fn many_columns() {
    let header: Vec<_> = (0..1000).map(|number| format!("c{number}")).collect();
    let roster = rows(&format!("id,{}", header[1..].join(",")), 5_000, |number| format!("p{number}{}", ",1".repeat(999)));
    assert_eq!(in_time(sound().roster(roster)), "");
}

#[test]
fn deep_nesting_closed_and_open() {
    for depth in [100, 10_000, 1_000_000] {
        for (open, close) in [("[", "]"), ("{ a = ", " }"), ("[ { a = ", " } ]")] {
            let closed = sound().but("0.1", &format!("{}1{}", open.repeat(depth), close.repeat(depth)));
            assert!(in_time(closed).ends_with("nothing was run"), "{open} {depth}");
            let opened = sound().but("0.1", &open.repeat(depth));
            assert!(in_time(opened).ends_with("nothing was run"), "{open} {depth}");
        }
    }
}

#[test]
fn many_tables() {
    let shocks: String = (0..20_000).fold(String::new(), |text, number| {
        text + &format!("[[shocks]]\nname = \"s{number}\"\ndate = 2023-02-01\nratio = 1.0\nhalf_life = \"1 day\"\n")
    });
    assert_eq!(in_time(sound().with(&shocks)), "");
    let competitors = (0..20_000).fold(String::new(), |text, number| text + &format!("[competitors.c{number}]\nchannel = \"other\"\n"));
    assert_eq!(in_time(sound().with(&competitors)), "");
    let keys: String = (0..100_000).fold(String::new(), |text, number| text + &format!("k{number} = 1\n"));
    assert_eq!(in_time(sound().with(&keys)), "100000 problems in 1 file, of which 50 are shown; nothing was run");
}
