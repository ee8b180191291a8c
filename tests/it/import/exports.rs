//! Made-up exports in the styles of five HR systems and one more: each is read as it was meant, and runs.

use std::path::Path;

use stayput::internals::import::{Ask, Import, import};
use stayput::internals::people::Outcome;

use super::{file, loaded};

fn export(name: &str) -> Import {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/exports").join(name);
    import(&path, "lab", &Ask::default()).unwrap_or_else(|problems| panic!("\n{problems}"))
}

/// People on the roster, rows of the history, exits, those of them through no known channel, spells that ended in a transfer.
fn counts(import: &Import) -> [usize; 5] {
    let (loaded, _folder) = loaded(import);
    let history = loaded.scenario.history.expect("there is a history");
    let count = |is: fn(&Outcome) -> bool| history.rows.iter().filter(|row| is(&row.outcome)).count();
    [
        loaded.scenario.roster.researchers.len(),
        history.rows.len(),
        count(|outcome| matches!(outcome, Outcome::Exit { .. })),
        count(|outcome| matches!(outcome, Outcome::Exit { channel: None, .. })),
        count(|outcome| matches!(outcome, Outcome::Censored(_))),
    ]
}

#[test]
fn each_export_gives_who_is_there_and_who_left() {
    // The first exit of each chose the day from which exits count, and does not count itself.
    assert_eq!(counts(&export("thirty-five.csv")), [35, 47, 11, 1, 1]);
    assert_eq!(counts(&export("semicolons-german.csv")), [15, 19, 4, 0, 0]);
    assert_eq!(counts(&export("zero-dates.csv")), [14, 17, 3, 1, 0]);
    // No line says when these were made: their last exits chose the end, and do not count either.
    assert_eq!(counts(&export("tabs-french.csv")), [12, 15, 2, 0, 0]);
    assert_eq!(counts(&export("numbers-as-text.csv")), [13, 17, 3, 1, 0]);
}

/// What an import of an export says and writes, beside it; `STAYPUT_RENEW=1` writes it anew.
fn expected(name: &str, now: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/exports/expected").join(name);
    if std::env::var_os("STAYPUT_RENEW").is_some() {
        std::fs::write(&path, now).expect("files can be written");
    }
    std::fs::read_to_string(path).expect("the file is shipped")
}

#[test]
fn each_export_is_told_column_by_column_and_row_by_row() {
    for name in ["thirty-five", "semicolons-german", "tabs-french", "zero-dates", "numbers-as-text"] {
        let import = export(&format!("{name}.csv"));
        let text = import.report.text();
        let expected = expected(&format!("{name}.txt"), &text);
        assert!(text == expected, "{name}\n{text}\n--- but expected ---\n{expected}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
}

#[test]
fn the_files_of_the_thirty_five_can_be_edited() {
    let import = export("thirty-five.csv");
    for name in ["lab.toml", "roster.csv", "history.csv"] {
        let text = file(&import, name);
        let expected = expected(name, text);
        assert!(text == expected, "{name}\n{text}\n--- but expected ---\n{expected}");
    }
}
