//! Lines of their own above people: teams, titles, notes, leavers.

use stayput::internals::import::{Ask, Fate, Field};

use super::{as_of, file, imported};

/// The teams of the roster, in order; empty where it has none.
#[track_caller]
fn teams(table: &str, ask: &Ask) -> Vec<String> {
    let import = imported(table, ask).unwrap_or_else(|problems| panic!("\n{problems}"));
    let roster = file(&import, "roster.csv");
    let mut rows = roster.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let heading = rows.next().unwrap();
    let Some(column) = heading.iter().position(|heading| heading == "Team" || heading == "Group") else { return Vec::new() };
    rows.map(|row| row[column].clone()).collect()
}

const BLOCKS: &str = "\
Staff list
ID,Name,Hire Date,End
Vision
1,Ann,2019-01-01,
2,Bob,2019-02-01,2024-05-05

Department: Language and Speech
3,Cem,2020-02-01,
Total,3,,
";

#[test]
fn a_line_above_each_block_of_people_is_their_team() {
    assert_eq!(teams(BLOCKS, &as_of()), ["Vision", "Language and Speech"]);
    let import = imported(BLOCKS, &as_of()).unwrap();
    let of_kind = |fate| import.report.others.iter().filter(|(_, of)| *of == fate).map(|(line, _)| *line).collect::<Vec<_>>();
    assert_eq!((of_kind(Fate::Team), of_kind(Fate::Banner)), (vec![3, 7], vec![1]));
    let text = import.report.text();
    assert!(text.contains("  the team of those below it: lines 3, 7\n"), "{text}");
    let how = text.split_once("\n  Team ").unwrap().1.split_once("\n\n").unwrap().0;
    let how = how.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(how, "team the lines above their people, since no column has teams; --column team= says that they are none");
    assert!(!text.contains("taken for team"), "{text}");
    assert!(file(&import, "history.csv").contains("\n2,Vision,"), "{}", file(&import, "history.csv"));
}

#[test]
fn a_blank_column_of_teams_is_filled_from_the_lines_above() {
    let table = "ID,Group,Hire Date,End\nVision,,,\n1,,2019-01-01,\nSpeech,,,\n3,,2020-02-01,\n4,,2020-02-01,2022-01-01\n";
    assert_eq!(teams(table, &as_of()), ["Vision", "Speech"]);
}

#[test]
fn a_line_above_each_header_is_the_team_of_those_below_it() {
    let table = "Vision\nID,Hire Date,End\n1,2019-01-01,\n2,2019-02-01,2024-05-05\nSpeech\nID,Hire Date,End\n3,2020-02-01,\n";
    assert_eq!(teams(table, &as_of()), ["Vision", "Speech"]);
}

#[test]
fn other_lines_are_no_teams() {
    let none = Vec::<String>::new();
    // A title and a note.
    let table = "Staff of the lab\nID,Hire Date,End\n1,2019-01-01,\n2,2019-02-01,2024-05-05\nback soon\n3,2020-02-01,\n";
    assert_eq!(teams(table, &as_of()), none);
    // Notes among people, none above the first.
    let table = "ID,Hire Date,End\n1,2019-01-01,\nback soon\n2,2019-02-01,2024-05-05\nback later\n3,2020-02-01,\n";
    assert_eq!(teams(table, &as_of()), none);
    for page in ["Page 1 of 2", "Staff of Acme"] {
        let table =
            format!("ID,Hire Date,End\n{page}\n1,2019-01-01,\n3,2020-02-01,\n{}\n2,2019-02-01,2024-05-05\n", page.replace('1', "2"));
        assert_eq!(teams(&table, &as_of()), none, "{page}");
    }
    // What has another heading, and what says who is there.
    for (one, other) in [("Location: Paris", "Location: Rome"), ("Current staff", "Leavers"), ("Active employees", "Former employees")] {
        let table = format!("ID,Hire Date,End\n{one}\n1,2019-01-01,\n3,2020-02-01,\n{other}\n2,2019-02-01,2024-05-05\n");
        assert_eq!(teams(&table, &as_of()), none, "{one}");
    }
    // A column has teams, or the user says that nothing does.
    let table = BLOCKS.replace("ID,Name", "ID,Team").replace(",Ann,", ",a,").replace(",Cem,", ",b,");
    assert_eq!(teams(&table, &as_of()), ["a", "b"]);
    assert_eq!(teams(BLOCKS, &Ask { columns: vec![(Field::Team, String::new())], ..as_of() }), none);
}

#[test]
fn people_below_leavers_have_a_date_of_exit_or_are_asked_about() {
    let table = "ID,Hire Date,End\nCurrent staff\n1,2019-01-01,\nLeavers\n2,2019-02-01,2024-05-05\n3,2020-02-01,\n";
    assert_eq!(
        imported(table, &as_of()).unwrap_err(),
        "\
error: line 4 says `Leavers` above people without a date of exit (line 6)
 --> export.csv:6:1
  |
6 | 3,2020-02-01,
  | ^^^^^^^^^^^^^ there or not?
  |
  = help: fill the date of exit; --skip 4 leaves the line out, where they
          are there

1 problem in 1 file; nothing was run
"
    );
    let there = imported(table, &Ask { skip: vec![4], ..as_of() }).unwrap();
    assert!(there.report.sentence.starts_with("2 people there and 1 exit"), "{}", there.report.sentence);
}
