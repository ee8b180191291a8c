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

/// What is said of a file given as a scenario.
fn said(other: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other");
    std::fs::write(&path, other).unwrap();
    let text = stayput::internals::scenario::read(&path, &[]).unwrap_err().render(false);
    text.replace(&format!("{}/", folder.path().display()), "")
}

/// What is said of one that may be another.
fn refused(what: &str, help: &str) -> String {
    format!(
        "\
error: {what}
 --> other:1:1
  |
1 |
  | ^
  |
  = help: {help}

1 problem in 1 file; nothing was run
"
    )
}

const NO_SCENARIO: &str = "a scenario has `channels`, and a `roster` or `researchers`;
          `stayput new` writes one to begin from; nothing of this file is
          shown here, since it may be another";

#[test]
fn a_scenario() {
    for (other, line) in OTHERS.into_iter().zip([1, 1, 2, 1, 1, 1, 1]) {
        let what = format!("this does not look like a scenario (line {line} is not TOML)");
        assert_eq!(said(other.as_bytes()), refused(&what, NO_SCENARIO), "{other}");
    }
    // One key that many files have, or several that other programs have, too.
    for other in [
        "name = \"svc\"\nkind = \"x\"\npassword = secret\n",
        "name = \"svc\"\nstart = \"/bin/secret\"\npassword = secret\n",
        "name = \"svc\"\nseed = 1\ntrials = 3\n[parameters]\nlr = 0.1\n\nkey = secret\n",
    ] {
        let line = other.lines().count();
        let what = format!("this does not look like a scenario (line {line} is not TOML)");
        assert_eq!(said(other.as_bytes()), refused(&what, NO_SCENARIO), "{other}");
    }
    // The same where it is TOML.
    for other in [
        "name = \"svc\"\npassword = \"secret\"\n[db]\nurl = \"secret\"\n",
        "[package]\nname = \"secret\"\n",
        "roster = 3\nkey = 'secret'\n",
    ] {
        assert_eq!(said(other.as_bytes()), refused("this does not look like a scenario", NO_SCENARIO), "{other}");
    }
}

#[test]
fn a_scenario_that_is_no_text() {
    let help = "save it as UTF-8 (in Excel: \"CSV UTF-8\"); nothing of the file is
          shown here, since it may be another";
    for other in [&b"root:secret:19000\nj\xfcrgen:secret\n"[..], b"secret\xff", b"name = 'svc'\npassword = 's\xfccret'\n"] {
        assert_eq!(said(other), refused("the file is not UTF-8", help));
    }
    let help = "save the file as UTF-8; nothing of the file is shown here, since
          it may be another";
    assert_eq!(said(b"root:secret:19000\nj\0rgen:secret\n"), refused("the file holds a NUL byte", help));
    // A scenario is shown.
    let text = said(b"name = 'Lab'\nhorizon = '1 year'\n[channels.l\xe4b]\n");
    assert!(text.contains("\n3 | [channels.l\u{fffd}b]\n") && text.contains("where this byte is \u{e4};"), "{text}");
    let text = said(b"name = 'Lab'\nhorizon = '1 year'\n[channels.l\0b]\n");
    assert!(text.contains("\n3 | [channels.l\u{2400}b]\n"), "{text}");
}

#[test]
fn a_scenario_that_is_broken_is_shown() {
    for (text, line) in [
        ("name = \"Lab\"\nhorizon = 1 year\n", "2 | horizon = 1 year"),
        ("[channels.lab]\nhazard_per_year = x\n", "2 | hazard_per_year = x"),
        ("[[researchers]]\nid = r-1\n", "2 | id = r-1"),
        ("name = \"Lab\"\nhorizon\n[channels.lab]\n", "2 | horizon"),
        ("name = \"Lab\"\nstart = 2027-01-01\nhorizon\n", "3 | horizon"),
        ("channels = { lab = { hazard_per_year = 0.1 } }\nnmae = \"Lab\"\n", "2 | nmae = \"Lab\""),
    ] {
        let said = said(text.as_bytes());
        assert!(said.contains(&format!("\n{line}\n")), "{said}");
    }
}

#[test]
fn headings_in_other_letters_and_of_ones_own_make_a_roster() {
    sound().roster("ID;Team\na;x\n").remarks("roster.csv:1:1: warning: taken by their headings: `ID` for `id`, `Team` for `team`\n");
    let text = sound().roster("Nummer,x\na\n").with("[roster.columns]\nid = \"Nummer\"\n").read().unwrap_err();
    assert!(text.contains("\n2 | a\n"), "{text}");
}
