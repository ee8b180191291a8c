//! Paths that lead to files of another kind: nothing of what stands there is shown.

use super::sound;

/// Files that are none of a scenario's.
const OTHERS: [&str; 7] = [
    "root:x:0:0:root:/root:/bin/secret\n",
    "name,password\nann,secret\n",
    "[default]\naws_secret_access_key = secret\n",
    "-----BEGIN SECRET KEY-----\nsecret==\n",
    "secret,,\"secret\n",
    "\"secret\nsecret",
    "p-01,secret,2022-01-01\np-02,secret,2022-01-01\n",
];

#[test]
fn a_roster() {
    for other in OTHERS {
        sound().roster(other).says(
            r#"
error: `roster.csv` has no heading of a roster
 --> team.toml:6:8
  |
6 | file = "roster.csv"
  |        ^^^^^^^^^^^^ relative to the folder of this file
  |
  = help: its first line has to name its columns, with the heading `id`;
          nothing of the file is shown here, since it may be another

1 problem in 1 file; nothing was run
"#,
        );
    }
}

#[test]
fn a_history() {
    for other in OTHERS {
        sound().history(other).says(
            r#"
error: `history.csv` has no heading of a history
  --> team.toml:11:8
   |
11 | file = "history.csv"
   |        ^^^^^^^^^^^^^ relative to the folder of this file
   |
   = help: its first line has to name its columns, with the headings `id`
           and `entry`; nothing of the file is shown here, since it may be
           another

1 problem in 1 file; nothing was run
"#,
        );
    }
}

#[test]
fn edges_and_a_posterior() {
    for other in OTHERS {
        sound()
            .with("[contagion]\nratio = { median = 1.1, p95 = 1.3 }\nhalf_life = \"never\"\nedges = \"ties.csv\"\n")
            .file("ties.csv", other)
            .says(
                r#"
error: `ties.csv` has no heading of a list of edges
  --> team.toml:13:9
   |
13 | edges = "ties.csv"
   |         ^^^^^^^^^^ relative to the folder of this file
   |
   = help: its first line has to name its columns, with the headings `from`
           and `to`; nothing of the file is shown here, since it may be
           another

1 problem in 1 file; nothing was run
"#,
            );
        sound().with("[parameters]\nposterior = \"posterior.csv\"\n").file("posterior.csv", other).says(
            r#"
error: `posterior.csv` has no heading of a posterior
  --> team.toml:11:13
   |
11 | posterior = "posterior.csv"
   |             ^^^^^^^^^^^^^^^ relative to the folder of this file
   |
   = help: its first line has to name its columns, with the headings `chain`
           and `draw`; nothing of the file is shown here, since it may be
           another

1 problem in 1 file; nothing was run
"#,
        );
    }
}

#[test]
fn latin_1_and_control_characters() {
    for other in [&b"root:p\xe4ssword:secret\n"[..], b"root:secret\0:0\n", b"root:secret\x1b[2J\n"] {
        let text = sound().roster(other).read().unwrap_err();
        assert!(text.starts_with("error: `roster.csv` has no heading of a roster\n"), "{text}");
        assert!(!text.contains("secret") && !text.contains("root"), "{text}");
    }
}

#[test]
fn a_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other");
    for other in OTHERS {
        std::fs::write(&path, other).unwrap();
        let text = stayput::scenario::read(&path, &[]).unwrap_err().render(false);
        let expected = "\
error: this is not a scenario: no key in it is one of a scenario's
 --> other:1:1
  |
1 |
  | ^
  |
  = help: `stayput new` writes one to begin from; nothing of this file is
          shown here, since it may be another

1 problem in 1 file; nothing was run
";
        assert_eq!(text.replace(&format!("{}/", folder.path().display()), ""), expected);
    }
}

#[test]
fn headings_in_other_letters_and_of_ones_own_make_a_roster() {
    sound().roster("ID;Team\na;x\n").remarks("roster.csv:1:1: warning: taken by their headings: `ID` for `id`, `Team` for `team`\n");
    let text = sound().roster("Nummer,x\na\n").with("[roster.columns]\nid = \"Nummer\"\n").read().unwrap_err();
    assert!(text.contains("\n2 | a\n"), "{text}");
}
