//! Every message of the reader of scenarios, verbatim: a text in, the text of the terminal out.

mod agreement;
mod amounts;
mod assertions;
mod budget;
mod capabilities;
mod cells;
mod channels;
mod competitors;
mod contagion;
mod durations;
mod edges;
mod encoding;
mod entries;
mod files;
mod founders;
mod head;
mod headings;
mod heat;
mod hints;
mod history;
mod huge;
mod last_days;
mod leavers;
mod many_rows;
mod numbers;
mod other_files;
mod pay;
mod policies;
mod posterior;
mod privacy;
mod roster;
mod settings;
mod sheet;
mod shocks;
mod spellings;
mod spinouts;
mod staffing;
mod syntax;
mod thousands;
mod together;
mod totals;
mod units;
mod weights;
mod what_ifs;

use std::fs;

use stayput::internals::scenario::{Loaded, Override, read};

/// A scenario that nothing is wrong with.
const SOUND: &str = r#"name = "Team"
start = 2023-01-01
horizon = "24 months"

[[researchers]]
id = "a"

[channels.other]
hazard_per_year = 0.1
"#;

/// A scenario with its files, to be spoiled and read.
struct Case {
    scenario: String,
    files: Vec<(&'static str, Vec<u8>)>,
    overrides: Vec<Override>,
}

/// The sound scenario.
fn sound() -> Case {
    Case { scenario: SOUND.to_owned(), files: Vec::new(), overrides: Vec::new() }
}

impl Case {
    /// Adds lines at the end.
    fn with(mut self, lines: &str) -> Self {
        self.scenario += lines;
        self
    }

    /// Puts other words in the place of some that are there.
    fn but(mut self, old: &str, new: &str) -> Self {
        assert!(self.scenario.contains(old), "the scenario has no {old}");
        self.scenario = self.scenario.replacen(old, new, 1);
        self
    }

    /// Adds a file.
    fn file(mut self, name: &'static str, content: impl AsRef<[u8]>) -> Self {
        self.files.push((name, content.as_ref().to_vec()));
        self
    }

    /// Takes the roster from a file.
    fn roster(self, csv: impl AsRef<[u8]>) -> Self {
        self.but("[[researchers]]\nid = \"a\"", "[roster]\nfile = \"roster.csv\"").file("roster.csv", csv)
    }

    /// Adds a history, observed until the first of 2024.
    fn history(self, csv: &str) -> Self {
        self.with("[history]\nfile = \"history.csv\"\nuntil = 2024-01-01\n").file("history.csv", csv)
    }

    /// Adds a setting.
    fn set(mut self, setting: &str) -> Self {
        self.overrides.push(Override::parse(setting).expect("the test gives path=value"));
        self
    }

    /// Writes the files and reads them: the scenario, or what the terminal would show.
    fn read(self) -> Result<Loaded, String> {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let here = format!("{}/", folder.path().display());
        for (name, content) in &self.files {
            fs::write(folder.path().join(name), content).expect("files can be written");
        }
        let scenario = folder.path().join("team.toml");
        fs::write(&scenario, &self.scenario).expect("files can be written");
        read(&scenario, &self.overrides).map_err(|problems| problems.render(false).replace(&here, ""))
    }

    /// Reads the files, which must be wrong, and compares the text of the terminal.
    #[track_caller]
    fn says(self, expected: &str) {
        let text = self.read().expect_err("there is something wrong");
        assert!(text == expected.trim_start_matches('\n'), "\n{text}\n--- but expected ---\n{expected}");
    }

    /// Reads the files, which must be right, and compares the warnings and notes.
    #[track_caller]
    fn remarks(self, expected: &str) {
        let loaded = self.read().unwrap_or_else(|text| panic!("\n{text}"));
        let here = format!("{}/", loaded.inputs[0].path.parent().expect("a file is in a folder").display());
        let text = loaded.remarks.lines().iter().fold(String::new(), |text, line| text + &line.replace(&here, "") + "\n");
        assert!(text == expected.trim_start_matches('\n'), "\n{text}\n--- but expected ---\n{expected}");
    }
}
