//! Names that were probably meant to be one.

use super::sound;

#[test]
fn one_person_under_two_ids_in_two_files() {
    sound().roster("id\n7\n").history("id,entry,exit,channel\n0007,2021-01-01,,\n").remarks(
        r"
history.csv:2:1: warning: the ids `7` and `0007` are equal but for leading zeros; each counts as another person
",
    );
}

#[test]
fn how_it_is_shown() {
    let shown = |case: super::Case| {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in &case.files {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        std::fs::write(folder.path().join("team.toml"), &case.scenario).unwrap();
        let loaded = stayput::internals::scenario::read(&folder.path().join("team.toml"), &[]).unwrap();
        loaded.remarks.render(false).replace(&format!("{}/", folder.path().display()), "")
    };
    let one = sound().roster("id\n7\n").history("id,entry,exit,channel\n0007,2021-01-01,,\n");
    assert_eq!(
        shown(one),
        "\
warning: the ids `7` and `0007` are equal but for leading zeros; each counts as
         another person
 --> history.csv:2:1
  |
2 | 0007,2021-01-01,,
  | ^^^^ first in line 2 of roster.csv
  |
  = help: if one person is meant, write the name in one way
"
    );
    let four = sound()
        .roster("id\n1\n2\n3\n4\n")
        .history("id,entry,exit,channel\n01,2021-01-01,,\n02,2021-01-01,,\n03,2021-01-01,,\n04,2021-01-01,,\n");
    // Where the lines break depends on where the files are.
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        words(&shown(four)),
        "warning: 4 ids are equal to another but for leading zeros; each counts as another person --> history.csv:2:1 | 2 | 01,2021-01-01,, \
         | ^^ first in line 2 of roster.csv | = help: `1` (line 2 of roster.csv) and `01` (line 2), `2` (line 3 of roster.csv) and `02` \
         (line 3), `3` (line 4 of roster.csv) and `03` (line 4), ...; if one person is meant, write the name in one way"
    );
}

#[test]
fn names_of_all_kinds_within_and_between_files() {
    sound()
        .roster("id,team,role,skills\na,Vision,engineer,RL\nb,vision,Engineer,rl\n7.0,rl,scientist,\n")
        .history("id,entry,exit,channel,team,destination\n7,2021-01-01,,,vision ,\nx,2021-01-01,2022-05-01,other,R L,Newco\n")
        .with("[competitors.newco]\nchannel = \"other\"\n")
        .remarks(
            r"
team.toml:13:14: warning: the destinations `Newco` and `newco` are equal but for case; each counts as another organisation
roster.csv:3:3: warning: 2 teams are equal to another but for their form; each counts as another team
roster.csv:3:10: warning: the roles `engineer` and `Engineer` are equal but for case; each counts as another role
roster.csv:3:19: warning: the skills `RL` and `rl` are equal but for case; each counts as another skill
history.csv:2:1: warning: the ids `7.0` and `7` are equal but for a final .0; each counts as another person
",
        );
}

#[test]
fn an_unknown_id_that_is_like_a_known_one() {
    sound()
        .with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n")
        .roster("id\n7\nxxxx\n")
        .file("ties.csv", "from,to,weight\n0007,xxxx,1\n")
        .says(
            r"
error: there is no researcher `0007`
 --> ties.csv:2:1
  |
2 | 0007,xxxx,1
  | ^^^^ unknown researcher
  |
  = help: did you mean `7`?

1 problem in 1 file; nothing was run
",
        );
}

/// An `ü` of one character and one of two are one name, whoever wrote the files.
#[test]
fn letters_with_accents_are_read_in_one_form() {
    let edges = "[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n";
    let loaded = sound()
        .roster("id,team\nju\u{308}rgen,Zu\u{308}rich\nb,Z\u{fc}rich\n")
        .with(edges)
        .file("ties.csv", "from,to,weight\nj\u{fc}rgen,b,1\n")
        .read()
        .unwrap();
    assert_eq!(loaded.remarks.lines(), [] as [&str; 0]);
    assert_eq!(loaded.scenario.roster.teams, ["Z\u{fc}rich"]);
    assert_eq!(loaded.scenario.roster.researchers[0].id, "j\u{fc}rgen");
}

/// A disk keeps the name of a file as it was made, a scenario is read in composed form.
#[test]
fn a_file_is_found_whatever_the_form_of_its_name() {
    let scenario = |name: &str| sound().but("[[researchers]]\nid = \"a\"", &format!("[roster]\nfile = \"{name}.csv\""));
    for name in ["e\u{301}quipe", "\u{e9}quipe"] {
        for (there, content) in [("e\u{301}quipe.csv", "id\na\n"), ("\u{e9}quipe.csv", "id\na\n")] {
            assert_eq!(scenario(name).file(there, content).read().unwrap().scenario.roster.researchers.len(), 1);
        }
    }
}

#[test]
fn skills_that_are_separated_by_something_else() {
    sound().roster("id,skills\na,\"rl, data\"\nb,rl|infra\nc,rl; data\n").remarks(
        r"
roster.csv:2:3: warning: 2 texts count as one skill each, such as `rl, data` (lines 2 and 3)
",
    );
    sound().but("id = \"a\"", "id = \"a\"\nskills = [\"rl, data\"]").remarks(
        r"
team.toml:7:11: warning: `rl, data` counts as one skill
",
    );
}
