//! The sound files that are spoiled: the shipped scenarios, and one that uses whatever a scenario can say.

use std::fs;
use std::path::Path;

/// What a file is to a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Scenario,
    Roster,
    History,
    Edges,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Scenario, Self::Roster, Self::History, Self::Edges];
}

/// The files of a scenario, itself the first, with their names.
pub struct Base {
    pub files: Vec<(String, Vec<u8>)>,
}

impl Base {
    fn new(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(name, content)| ((*name).to_owned(), content.as_bytes().to_vec())).collect() }
    }

    pub fn scenario(&self) -> &str {
        &self.files[0].0
    }

    /// The name of the file of a role, if the scenario has one.
    pub fn name(&self, role: Role) -> Option<&str> {
        let word = match role {
            Role::Scenario => ".toml",
            Role::Roster => "roster",
            Role::History => "history",
            Role::Edges => "ties",
        };
        self.files.iter().map(|(name, _)| name.as_str()).find(|name| name.contains(word))
    }

    pub fn content(&self, name: &str) -> &[u8] {
        self.files.iter().find(|(known, _)| known == name).map_or(&[], |(_, content)| content)
    }
}

/// All bases.
pub fn bases() -> Vec<Base> {
    let shipped = |name: &str| {
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)).expect("the scenario is shipped")
    };
    // The comments of shipped scenarios are most of their bytes, and nothing to spoil.
    let code = |name: &str| {
        let lines: Vec<_> = shipped(name).lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
        lines.concat()
    };
    // Forty rows are as good as thousands.
    let posterior: String = shipped("llama/posterior.csv").split_inclusive('\n').take(41).collect();
    vec![
        Base::new(&[
            ("llama.toml", &code("llama.toml")),
            ("llama/roster.csv", &shipped("llama/roster.csv")),
            ("llama/history.csv", &shipped("llama/history.csv")),
            ("llama/posterior.csv", &posterior),
        ]),
        Base::new(&[("new-lab.toml", &code("new-lab.toml")), ("new-lab/roster.csv", &shipped("new-lab/roster.csv"))]),
        Base::new(&[("large-org.toml", &code("large-org.toml").replace("teams = 500", "teams = 5"))]),
        Base::new(&[
            ("everything.toml", include_str!("everything/everything.toml")),
            ("roster.csv", include_str!("everything/roster.csv")),
            ("history.csv", include_str!("everything/history.csv")),
            ("ties.csv", include_str!("everything/ties.csv")),
        ]),
    ]
}
