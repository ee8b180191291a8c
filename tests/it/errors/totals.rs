//! Totals below the people of a roster or history.

use super::sound;

#[test]
fn totals_of_a_roster_are_one_message() {
    let rows =
        "id,team,hired,pay\na,x,2020-01-01,90000\nb,y,2021-01-01,80000\nVision Total,,,90000\n,Summe,2,170000\nGrand total,,,\"170,000\"\n";
    sound().roster(rows).says(
        r"
error: this row is a total, not a person (and 2 more: lines 5, 6)
 --> roster.csv:4:1
  |
4 | Vision Total,,,90000
  | ^^^^^^^^^^^^^^^^^^^^ expected a person
  |
  = help: take the row out; where a person is called so, give the row a
          team, a role or a date of hire

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_total_where_nothing_but_pay_is_known() {
    sound().roster("id,pay\na,90000\nTotal,90000\n").says(
        r"
error: this row is a total, not a person
 --> roster.csv:3:1
  |
3 | Total,90000
  | ^^^^^^^^^^^ expected a person
  |
  = help: take the row out; where a person is called so, give the row a
          team, a role or a date of hire

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_total_of_a_history() {
    sound().history("id,entry,exit,channel\nb,2020-01-01,2021-01-01,other\nc,2020-01-01,,\nCount: 2,,1,\n").says(
        r"
error: this row is a total, not a person
 --> history.csv:4:1
  |
4 | Count: 2,,1,
  | ^^^^^^^^^^^^ expected a person
  |
  = help: take the row out; where a person is called so, give the row a
          team, a role or a date of hire

1 problem in 1 file; nothing was run
",
    );
}

/// With `[history] from` a total would be somebody who is still there.
#[test]
fn a_total_of_a_history_from_a_date_on() {
    let lines = "[history]\nfile = \"history.csv\"\nfrom = 2018-01-01\nuntil = 2024-01-01\n";
    sound().with(lines).file("history.csv", "id,exit,channel\nb,2021-01-01,other\nAnzahl,1,\n").says(
        r"
error: this row is a total, not a person
 --> history.csv:3:1
  |
3 | Anzahl,1,
  | ^^^^^^^^^ expected a person
  |
  = help: take the row out; where a person is called so, give the row a
          team, a role or a date of hire

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_total_of_fewer_cells() {
    sound().roster("id,team,pay\na,x,9\nTotal: 9\n").says(
        r"
error: this row has 1 cell, the header 3 cells
 --> roster.csv:3:1
  |
3 | Total: 9
  | ^^^^^^^^ expected 3 cells
  |
  = help: it seems to be a total: take the row out

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn people_who_are_called_like_totals_are_people() {
    let rows = "id,team,hired,pay\nSum Li,x,,\nTotal,,2020-01-01,\nTom Totalis,,,\nMean,all,,\na,x,2020-01-01,\n";
    let loaded = sound().roster(rows).read().unwrap();
    let ids: Vec<&str> = loaded.scenario.roster.researchers.iter().map(|person| person.id.as_str()).collect();
    assert_eq!(ids, ["Sum Li", "Total", "Tom Totalis", "Mean", "a"]);
    // Where nothing else is known of anybody, a word beside others is a name.
    let loaded = sound().roster("id\nSum Li\nBob Mean\n").read().unwrap();
    assert_eq!(loaded.scenario.roster.researchers.len(), 2);
}

#[test]
fn a_header_among_people() {
    sound().roster("id,\"team\"\na,x\nid,team\nb,y\nid,team\n").says(
        r"
error: this row is the header once more, not a person (and 1 more: line 5)
 --> roster.csv:3:1
  |
3 | id,team
  | ^^^^^^^ expected a person
  |
  = help: take the row out

1 problem in 1 file; nothing was run
",
    );
}

/// The heading of a team, a count and a note, each in the first column.
#[test]
fn lines_of_a_roster_that_hold_nothing_but_an_id() {
    let rows = "id,team,role,hired,pay\nVision,,,,\nann,vision,eng,2020-01-01,9\nbea,vision,eng,2020-01-01,9\n2,,,,18\n\
        Updated by HR 2022-09-30,,,,\nRobots,,,,\ncem,robots,eng,2020-01-01,9\n";
    sound().roster(rows).says(
        r"
error: this row has nothing of a person but an id (and 3 more: lines 5, 6, 7)
 --> roster.csv:2:1
  |
2 | Vision,,,,
  | ^^^^^^^^^^ expected a person
  |
  = help: headings, totals and notes are no people: take the row out; where
          it is a person, give the row a team, a role or a date of hire

1 problem in 1 file; nothing was run
",
    );
}

/// Those still there may have nothing but an id, where the others have no more than an exit.
#[test]
fn lines_of_a_history_that_hold_nothing_but_an_id() {
    let lines = "[history]\nfile = \"history.csv\"\nfrom = 2018-01-01\nuntil = 2023-01-01\n";
    let case = |csv: &str| sound().with(lines).file("history.csv", csv);
    case("id,exit,channel\na,,\nb,2021-01-01,other\nc,2022-01-01,other\n").remarks("");
    case("id,team,hired,exit,channel\na,x,2017-01-01,,\nLeavers,,,,\nb,x,2017-01-01,2021-01-01,other\n").says(
        r"
error: this row has nothing of a person but an id
 --> history.csv:3:1
  |
3 | Leavers,,,,
  | ^^^^^^^^^^^ expected a person
  |
  = help: headings, totals and notes are no people: take the row out; where
          it is a person, give the row a team, a role or a date of hire

1 problem in 1 file; nothing was run
",
    );
}

/// A person without a team is one, unless it is called as a team is.
#[test]
fn an_id_alone_beside_teams() {
    assert!(sound().roster("id,team\na,x\nb,\nc,x\n").read().is_ok());
    assert!(sound().roster("id,team,role,hired\na,x,e,2020-01-01\nb,,,\n").read().is_ok());
    let said = sound().roster("id,team\nx,\na,x\nb,x\n").read().expect_err("x is a team");
    assert!(said.starts_with("error: this row has nothing of a person but an id\n --> roster.csv:2:1"), "{said}");
}
