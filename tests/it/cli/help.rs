//! `stayput help`: commands and the words of reports.

use super::commands::{Place, stderr, stdout};

fn told(words: &[&str]) -> String {
    let output = Place::new().run(&[&["help"], words].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output).to_owned()
}

#[test]
fn a_word_of_a_report_is_explained() {
    assert_eq!(
        told(&["patience"]),
        "patience: how much hazard a person bears before leaving: a unit-exponential\nnumber for each person and channel, which two compared futures \
         share.\nIn textbooks: threshold of Sellke's construction; common random numbers.\n"
    );
    assert_eq!(told(&["Monte", "Carlo", "error"]), told(&["mcse"]));
    // A plural is the word; a range is its number.
    assert_eq!(told(&["horizons"]), told(&["horizon"]));
    assert_eq!(told(&["95"]), told(&["95", "%"]));
    let words = told(&["words"]);
    let all: Vec<&str> = words.lines().filter(|line| !line.starts_with(' ')).collect();
    assert!(all.is_sorted_by_key(|line| line.split(':').next()), "{words}");
    assert!(all.contains(&"bus factor: the fewest exits that lose a capability."), "{words}");
}

#[test]
fn a_word_is_found_by_its_name_in_textbooks_and_by_its_beginning() {
    for (asked, word) in [
        ("EVPI", "most to pay to find out first"),
        ("Sellke", "patience"),
        ("sellke's construction", "patience"),
        ("replication", "trial"),
        ("regression", "expected"),
        ("pairing", "pairing gain"),
        ("dismiss", "dismissed"),
    ] {
        assert_eq!(told(&[asked]), told(&[word]), "{asked}");
    }
    for word in ["retained", "exits", "exit", "policy", "policies", "reference", "ratio", "cap", "dismissed"] {
        let text = told(&[word]);
        assert!(!text.contains("\n\n"), "{word} is one word: {text}");
    }
    // All that textbooks call so.
    let text = told(&["risk"]);
    assert!(text.contains("channel: ") && text.contains("\n\nhazard ratio, ratio: "), "{text}");
}

#[test]
fn who_asks_for_events_is_told_where_they_are() {
    let output = Place::new().run(&["events"]);
    assert_eq!(output.status.code(), Some(2));
    let hint = "\nThe events of trials: stayput run FILE --events N\nThe events of one trial: stayput run FILE --trial K\n";
    assert!(stderr(&output).ends_with(hint), "{}", stderr(&output));
}

#[test]
fn a_command_is_explained_as_by_its_own_help() {
    let own = Place::new().run(&["merge", "--help"]);
    assert_eq!(told(&["merge"]), stdout(&own));
    let all = Place::new().run(&["--help"]);
    assert_eq!(told(&[]), stdout(&all));
}

#[test]
fn what_is_not_known_gets_the_nearest() {
    let output = Place::new().run(&["help", "pacience"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr(&output), "error: there is no command and no word `pacience`\n  did you mean `patience`?\n");
    let output = Place::new().run(&["help", "quux"]);
    assert_eq!(
        stderr(&output),
        "error: there is no command and no word `quux`\n  stayput help lists the commands, stayput help words the words\n"
    );
}
