//! What roster and history say of the same people.

use super::sound;

#[test]
fn people_of_the_history_who_are_not_on_the_roster() {
    let history = "id,entry,exit,channel\na,2020-01-01,,\nb,2020-01-01,,\nc,2020-01-01,2023-05-01,other\nd,2020-01-01,2022-05-01,other\n\
        e,2023-02-01,,\nf,2020-01-01,2022-12-01,censored\n";
    sound().history(history).remarks(
        r"
history.csv:3:1: warning: 2 people are there at the start by the history, and not on the roster (lines 3 and 4): `b` is there at the start by the history, and not on the roster
",
    );
    // Nothing is known of them a month after the history ends.
    let ended = sound().with("[history]\nfile = \"history.csv\"\nuntil = 2022-11-01\n").file("history.csv", history);
    ended.remarks(
        r"
history.csv:4:14: warning: 2 exits are after the end of observation: these people count as still there then (lines 4 and 7)
history.csv:6:1: warning: observation ends before it begins: the row is left out
",
    );
}

#[test]
fn nobody_of_a_history_is_on_the_roster() {
    let rows = |count: usize| (0..count).fold("id,entry,exit,channel\n".to_owned(), |text, k| text + &format!("e{k},2020-01-01,,\n"));
    sound().history(&rows(9)).remarks("");
    sound().history(&rows(10)).remarks(
        r"
history.csv:2:1: warning: nobody of the history is on the roster, though 10 people are there at the start by the history
",
    );
    let generated = sound().but("[[researchers]]\nid = \"a\"", "[roster.generate]\nteams = 2\nteam_size = 5");
    generated.history(&rows(10)).remarks("");
}

#[test]
fn another_team_or_date_of_hire() {
    let roster = "id,team,hired\na,vision,2019-05-01\nb,rl,2020-02\nc,rl,2018-01-01\nd,,2018-01-01\n";
    let history = "id,entry,team,hired,exit,channel\na,2020-01-01,rl,2019-06-01,,\nb,2020-03-01,data,2020-02-15,,\n\
        c,2020-01-01,vision,2018-01-01,2021-01-01,censored\nc,2021-01-01,rl,2018-01-01,,\nd,2020-01-01,rl,2018,,\n";
    sound().roster(roster).history(history).remarks(
        r"
history.csv:2:1: warning: 2 people are in another team in the history than on the roster (lines 2 and 3): `a` is in team `rl` in the history, in `vision` on the roster (line 2 of roster.csv)
history.csv:2:1: warning: `a` was hired on 2019-06-01 by the history, on 2019-05-01 by the roster (line 2 of roster.csv)
history.csv:6:1: warning: `d` is in team `rl` in the history, and in none on the roster (line 5 of roster.csv)
",
    );
}

#[test]
fn an_exit_on_the_start_itself() {
    sound().history("id,entry,exit,channel\na,2020-01-01,2023-01-01,other\n").remarks(
        r"
history.csv:2:14: warning: `a` leaves on the start itself, 2023-01-01, and is on the roster: the forecast keeps `a` at the start
",
    );
}

/// Without the roster's dates these people would be at risk since the beginning of observation.
#[test]
fn a_date_of_hire_that_the_roster_alone_has() {
    let roster = "id,team,hired\na,x,2021-05-01\nb,x,2021-06\nc,x,2016-01-01\nd,x,2022-02-01\n";
    let history =
        "id,team,hired,exit,channel\na,x,,,\nb,x,,,\nc,x,,,\nd,x,,2021-03-01,other\nd,x,2022-02-01,,\ne,x,2019-01-01,2022-05-01,other\n";
    let lines = "[history]\nfile = \"history.csv\"\nfrom = 2018-01-01\nuntil = 2023-01-01\n";
    let case = || sound().roster(roster).with(lines);
    case().file("history.csv", history).remarks(
        r"
history.csv:2:5: warning: the history has no date of hire of 2 people, and that of the roster counts (lines 2 and 3): the first was hired on 2021-05-01 (line 2 of roster.csv)
history.csv:5:5: warning: nothing says when this person was hired: taken to be there since 2018-01-01
",
    );
    let loaded = case().file("history.csv", history).read().unwrap();
    let entries: Vec<String> = loaded.scenario.history.unwrap().rows.iter().map(|row| row.entry.to_string()).collect();
    // The first spell of `d` ended before the hire that the roster has.
    assert_eq!(entries, ["2021-05-01", "2021-06-16", "2018-01-01", "2018-01-01", "2022-02-01", "2019-01-01"]);
    // Without the column likewise; an entry of one's own is after the hire, or is wrong.
    case().file("history.csv", "id,team,exit,channel\na,x,,\n").remarks(
        r"
history.csv:2:1: warning: the history has no date of hire of this person, and that of the roster counts: hired on 2021-05-01 (line 2 of roster.csv)
",
    );
    let own = "[history]\nfile = \"history.csv\"\nuntil = 2023-01-01\n";
    let own = sound().roster(roster).with(own);
    own.file("history.csv", "id,team,entry,exit,channel\na,x,2021-06-01,,\nc,x,2018-01-01,,\n").remarks("");
}

#[test]
fn a_team_that_one_of_the_files_has() {
    let history = "id,team,entry,exit,channel\na,x,2020-01-01,,\nb,x,2020-01-01,,\nc,,2020-01-01,,\n";
    sound().roster("id,team\na,x\nb,\nc,y\n").history(history).remarks(
        r"
history.csv:3:1: warning: 2 people have a team in one of the history and the roster, and none in the other (lines 3 and 4): `b` is in team `x` in the history, and in none on the roster (line 3 of roster.csv)
",
    );
    // A file without teams says nothing of anybody's.
    sound().roster("id\na\nb\nc\n").history(history).remarks("");
    sound().roster("id,team\na,x\nb,\n").history("id,entry,exit,channel\na,2020-01-01,,\n").remarks("");
}
