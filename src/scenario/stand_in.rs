//! Stand-in, dropped at merge: a reader that knows two lines of a file.

use std::path::{Path, PathBuf};

use super::{Baseline, Channel, Heat, Kind, Scenario};
use crate::calendar::{Clock, Date};
use crate::parameter::{Distribution, Parameter, Quantity};
use crate::people::{Researcher, Roster};

/// A setting.
#[derive(Clone, Debug)]
pub struct Setting(pub String);

impl Setting {
    /// Parses `path=value`.
    ///
    /// # Errors
    /// Where there is no `=`.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.contains('=') { Ok(Self(text.to_owned())) } else { Err("expected path.to.key=value".to_owned()) }
    }
}

/// Problems.
#[derive(Debug)]
pub struct Problems(String);

impl Problems {
    /// Text.
    pub fn render(&self, _color: bool) -> String {
        self.0.clone()
    }
}

/// An input.
#[derive(Debug)]
pub struct Input {
    /// Path.
    pub path: PathBuf,
    /// Hash.
    pub sha256: String,
}

/// Loaded.
#[derive(Debug)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Inputs.
    pub inputs: Vec<Input>,
    /// Remarks.
    pub remarks: Problems,
}

/// Reads.
///
/// # Errors
/// Where the file cannot be read or says `wrong`.
pub fn read(path: &Path, _settings: &[Setting]) -> Result<Loaded, Problems> {
    let text = std::fs::read_to_string(path).map_err(|e| Problems(format!("error: cannot read {}: {e}", path.display())))?;
    if text.contains("wrong") {
        return Err(Problems(format!("error: unknown key `wrong`\n --> {}:1:1", path.display())));
    }
    let people = text.lines().find_map(|l| l.strip_prefix("# people ")).and_then(|n| n.parse().ok()).unwrap_or(14);
    let researcher = |id: usize| Researcher {
        id: format!("p-{id}"),
        team: 0,
        role: None,
        hired: None,
        pay: 1.0,
        unvested: 0.0,
        vests_by: None,
        leads: None,
        skills: vec![],
        covariates: vec![],
    };
    let channel = |name: &str, kind| Channel {
        name: name.to_owned(),
        kind,
        baseline: Baseline::Hazard { per_year: Quantity::Uncertain(0) },
        tenure: vec![],
        covariates: vec![],
    };
    let start = Date::constant(2023, 1, 1);
    let scenario = Scenario {
        name: if text.contains("slow") { "slow".to_owned() } else { "Llama team".to_owned() },
        clock: Clock::new(start),
        horizon: Date::constant(2025, 6, 1),
        trials: 20_000,
        seed: 1,
        replications: 4,
        roster: Roster { researchers: (0..people).map(researcher).collect(), teams: vec!["all".to_owned()], covariates: vec![] },
        channels: vec![channel("found", Kind::Found), channel("startup", Kind::Startup), channel("lab", Kind::Lab)],
        contagion: None,
        shocks: vec![],
        heat: Heat::default(),
        frailty: None,
        history: None,
        parameters: vec![Parameter {
            path: "channels.lab.hazard_per_year".to_owned(),
            distribution: Distribution::Uniform { low: 0.1, high: 0.2 },
            source: None,
        }],
    };
    let remarks = Problems(if text.contains("remark") { "warning: something to know".to_owned() } else { String::new() });
    Ok(Loaded { scenario, inputs: vec![Input { path: path.to_path_buf(), sha256: "00".repeat(32) }], remarks })
}
