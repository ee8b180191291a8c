//! Headings and words of other systems: understood, and said.

use super::sound;

#[test]
fn headings_of_other_systems_are_taken_and_told() {
    let csv = "Employee ID,department,Hire Date,salary\na,x,2020-01-01,5\nb,y,2021-01-01,6\n";
    let loaded = sound().roster(csv).read().unwrap();
    let roster = &loaded.scenario.roster;
    assert_eq!(roster.teams, ["x", "y"]);
    assert_eq!(roster.researchers.iter().map(|person| person.pay).collect::<Vec<_>>(), [5.0, 6.0]);
    let ours = sound().roster("id,team,hired,pay\na,x,2020-01-01,5\nb,y,2021-01-01,6\n").read().unwrap();
    assert_eq!(*roster, ours.scenario.roster);
    sound().roster(csv).remarks(
        r"
roster.csv:1:1: warning: taken by their headings: `Employee ID` for `id`, `department` for `team`, `Hire Date` for `hired`, `salary` for `pay`
",
    );
}

#[test]
fn what_is_taken_for_a_column_is_checked_like_the_column() {
    sound().roster("id,salary\na,5\nb,\n").remarks(
        r"
roster.csv:1:4: warning: taken by their headings: `salary` for `pay`
roster.csv:3:1: warning: 1 of 2 people has no pay, and counts with a pay of 1
",
    );
    sound().roster("id,department\na,Vision\nb,vision\n").remarks(
        r"
roster.csv:1:4: warning: taken by their headings: `department` for `team`
roster.csv:3:3: warning: the teams `Vision` and `vision` are equal but for case; each counts as another team
",
    );
    let loaded = sound().roster("id,Last_Day\na,2023-02-01\n").read().unwrap();
    let last_day = loaded.scenario.roster.researchers[0].last_day.unwrap();
    assert_eq!(last_day.date.to_string(), "2023-02-01");
}

#[test]
fn headings_that_the_scenario_names_are_not_told() {
    let columns = "file = \"roster.csv\"\n[roster.columns]\nid = \"Employee ID\"\nteam = \"department\"";
    sound().roster("Employee ID,department\na,x\n").but("file = \"roster.csv\"", columns).remarks("\n");
    let unread = "file = \"roster.csv\"\nunread = [\"salary\", \"office\"]";
    let loaded = sound().roster("id,salary,office\na,7,Paris\n").but("file = \"roster.csv\"", unread).read().unwrap();
    assert_eq!(loaded.scenario.roster.researchers[0].pay, 1.0);
    assert!(loaded.remarks.is_empty() && loaded.scenario.roster.covariates.is_empty());
}

#[test]
fn unread_columns_that_are_not_there() {
    sound().roster("id,office\na,Paris\n").but("file = \"roster.csv\"", "file = \"roster.csv\"\nunread = [\"offices\"]").says(
        r#"
error: the file has no column `offices`
 --> team.toml:7:11
  |
7 | unread = ["offices"]
  |           ^^^^^^^^^ expected a heading of the file
  |
  = help: did you mean `office`?

warning: nothing reads the column `office`
 --> roster.csv:1:4
  |
1 | id,office
  |    ^^^^^^
  |
  = help: a column of numbers counts where a channel weighs it
          ([channels.NAME.covariates]); to say that it is meant, [roster]
          unread = ["office"]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn the_first_of_two_headings_for_the_same_is_taken_and_the_other_told() {
    sound().roster("id,Bereich,department\na,x,y\n").remarks(
        r"
roster.csv:1:4: warning: nothing reads the column `Bereich`
roster.csv:1:12: warning: taken by their headings: `department` for `team`
",
    );
}

#[test]
fn numbers_are_no_team() {
    sound().roster("id,service\na,3.5\nb,4\n").remarks(
        r"
roster.csv:1:4: warning: nothing reads the column `service`
",
    );
}

#[test]
fn a_covariate_is_what_the_channel_says() {
    let loaded = sound().roster("id,salary\na,1\n").with("covariates = { salary = 1.1 }\n").read().unwrap();
    assert_eq!(loaded.scenario.roster.covariates, ["salary"]);
    assert!(loaded.remarks.is_empty());
}

#[test]
fn words_for_nothing_are_empty_cells_and_told() {
    let loaded = sound().roster("id,team,pay\nNA,x,N.A.\nb,-,NULL\nc,x,2\n").read().unwrap();
    let roster = &loaded.scenario.roster;
    assert_eq!(roster.researchers.iter().map(|person| person.pay).collect::<Vec<_>>(), [1.0, 1.0, 2.0]);
    assert_eq!((roster.researchers[0].id.as_str(), roster.teams.clone()), ("NA", vec!["x".to_owned(), "all".to_owned()]));
    sound().roster("id,team,pay\nNA,x,N.A.\nb,-,NULL\nc,x,2\n").remarks(
        r"
roster.csv:2:1: warning: `id` is `NA`, which is read as a name
roster.csv:2:1: warning: 2 of 3 people have no pay (lines 2 and 3), and count with a pay of 1
roster.csv:2:6: warning: `pay` is `N.A.`, which is read as an empty cell (and 1 more: line 3)
roster.csv:3:3: warning: `team` is `-`, which is read as an empty cell
",
    );
}

#[test]
fn midnight_is_left_out_of_dates_and_told() {
    let csv = "id,hired\na,2020-03-01 00:00:00\nb,2020-03-02T00:00:00Z\nc,2020-03-03T00:00\n";
    let loaded = sound().roster(csv).read().unwrap();
    let plain = sound().roster("id,hired\na,2020-03-01\nb,2020-03-02\nc,2020-03-03\n").read().unwrap();
    assert_eq!(loaded.scenario.roster, plain.scenario.roster);
    sound().roster(csv).remarks(
        r"
roster.csv:2:3: warning: the time of day in `hired`, midnight, is left out: `2020-03-01 00:00:00` (and 2 more: lines 3, 4)
",
    );
    sound().roster("id,hired\na,2022-06-30 09:30:00\n").says(
        r"
error: `hired` is not a date: `2022-06-30 09:30:00`
 --> roster.csv:2:3
  |
2 | a,2022-06-30 09:30:00
  |   ^^^^^^^^^^^^^^^^^^^ expected 2023-06-30, or only 2023-06 or 2023
  |
  = help: leave out the time of day: 2022-06-30

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn lines_above_the_header_are_one_problem() {
    let rows = (0..13).fold("Team report,,\nas of 2026,,\n\nid,team,hired\n".to_owned(), |text, k| text + &format!("p{k},x,2020\n"));
    sound().roster(rows).says(
        r#"
error: the header of `roster.csv` is line 4, not the first
 --> team.toml:6:8
  |
6 | file = "roster.csv"
  |        ^^^^^^^^^^^^ relative to the folder of this file
  |
  = help: take out the lines above it: a title, a date or blanks; `stayput
          import` leaves them out by itself

1 problem in 1 file; nothing was run
"#,
    );
}
