//! `manifest.json`: what a run was made of, so that it can be repeated and its files checked.
//!
//! Wall time and threads stand here and nowhere else: all other files are the same bytes on every machine.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::estimate::RunMetadata;
use crate::report::json_schema::{Day, Form};
use crate::scenario::{self, Override, Scenario};
use crate::simulate::model::published::Withheld;

/// The file's name.
pub const NAME: &str = "manifest.json";

/// What `stayput schema --output` knows of it.
pub const FORM: Form = Form::new::<Manifest>("manifest", "`manifest.json`, in every folder of results.", None);

/// The most that is read of one \[bytes\].
pub(in crate::report) const LARGEST: u64 = 16 << 20;

/// The value of [`Manifest::program`] by which a folder of results is known as ours.
pub const PROGRAM: &str = "stayput";

/// What a run was made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// Always `stayput`: by this a folder of results is known as the program's.
    #[schemars(extend("const" = PROGRAM))]
    pub program: String,
    /// The version of the program.
    pub version: String,
    /// What was typed, word by word; empty where a library made the files.
    pub command_line: Vec<String>,
    /// The numbers that were set otherwise than the file of the scenario has them, `path=value`; left out where none was. Where scenarios with
    /// other ones are compared, the number of each, from 0, stands before its paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<String>,
    /// The name of the scenario.
    pub scenario: String,
    /// The key of the run, in the first column of every CSV file beside this.
    #[serde(default)]
    pub run: String,
    /// The policies, in the order of the files.
    pub policies: Vec<String>,
    /// The first date of the simulated time.
    #[schemars(with = "Day")]
    pub start: String,
    /// The last date of the simulated time.
    #[schemars(with = "Day")]
    pub horizon: String,
    /// How many researchers are on the opening roster.
    pub roster: usize,
    /// The files that were read: the scenario first, then what it names.
    pub inputs: Vec<Input>,
    /// The seed of all randomness: a whole number of up to 64 bits.
    pub seed: u64,
    /// How many trials were asked for; 0 of a calibration.
    pub trials_asked: u64,
    /// How many trials were counted: as many as asked for, made up to whole parameter draws, unless it was stopped or precise enough before.
    pub trials: u64,
    /// The parameter draws behind them; as many as trials where nothing is uncertain.
    pub draws: u64,
    /// How many trials share a parameter draw.
    pub replications: u64,
    /// Why no further trial was run.
    pub stopped: Stopped,
    /// What was asked of the Monte Carlo interval, and what came of it; with `--precision` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<Precision>,
    /// Which shard of how many this is (`2/5`), or of how many it was merged (`5`); left out of a whole run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shards: Option<String>,
    /// Where a posterior is beside this, the fingerprint of the scenario that it was fitted to; left out elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fitted_to: Option<String>,
    /// What of single people the files may tell.
    #[serde(default)]
    pub privacy: Privacy,
    /// The time from the first look at the scenario to the last file \[seconds\].
    pub wall_time_seconds: f64,
    /// How many threads ran trials.
    pub threads: usize,
    /// The files beside this one, in the order in which they were written.
    pub files: Vec<Listed>,
}

impl Manifest {
    /// That of a scenario of which nothing was simulated yet: policies and files read, no trials; without a command line.
    pub fn new(scenario: &Scenario, inputs: &[scenario::Input], run: String, policies: Vec<String>) -> Self {
        let mut read: Vec<Input> = Vec::new();
        for input in inputs {
            let input = Input { path: input.path.to_string_lossy().into_owned(), sha256: input.sha256.clone() };
            if !read.contains(&input) {
                read.push(input);
            }
        }
        let of_scenario = [scenario.name.clone(), scenario.clock.start().to_string(), scenario.horizon.to_string()];
        Self { roster: scenario.roster.researchers.len(), seed: scenario.seed, ..Self::of(of_scenario, read, run, policies) }
    }

    /// The same for what a run says, whose scenario is not at hand.
    pub fn of_run(metadata: &RunMetadata, inputs: Vec<Input>, run: String, policies: Vec<String>) -> Self {
        let of_scenario = [metadata.scenario.clone(), metadata.start().to_string(), metadata.horizon().to_string()];
        Self { roster: metadata.roster, ..Self::of(of_scenario, inputs, run, policies) }
    }

    /// The same with what was set.
    #[must_use]
    pub fn with_settings(self, settings: &[Override]) -> Self {
        Self { settings: settings.iter().map(|setting| format!("{}={}", setting.path, setting.value)).collect(), ..self }
    }

    /// The files that were read.
    pub fn read_files(&self) -> Vec<PathBuf> {
        self.inputs.iter().map(|input| PathBuf::from(&input.path)).collect()
    }

    fn of([scenario, start, horizon]: [String; 3], inputs: Vec<Input>, run: String, policies: Vec<String>) -> Self {
        Self {
            program: PROGRAM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command_line: Vec::new(),
            settings: Vec::new(),
            scenario,
            run,
            policies,
            start,
            horizon,
            roster: 0,
            inputs,
            seed: 0,
            trials_asked: 0,
            trials: 0,
            draws: 0,
            replications: 1,
            stopped: Stopped::Trials,
            precision: None,
            shards: None,
            fitted_to: None,
            privacy: Privacy::default(),
            wall_time_seconds: 0.0,
            threads: 1,
            files: Vec::new(),
        }
    }
}

/// What of single people the files may tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Privacy {
    /// The smallest number of people whom a result may be about; 1 where single people are told of.
    pub min_group: usize,
    /// Why it is that; left out where the scenario does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is not told for it, and why.
    pub withheld: Vec<Withheld>,
}

impl Privacy {
    /// That of a run.
    pub fn of(metadata: &RunMetadata) -> Self {
        Self { min_group: metadata.least_group, reason: metadata.least_group_reason.clone(), withheld: metadata.withheld.clone() }
    }
}

/// A Monte Carlo interval that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Precision {
    /// The half-width asked for \[researchers\], of the 95 % Monte Carlo interval.
    pub asked: f64,
    /// The half-width at the last look \[researchers\]; all looks together cover 95 %. Null where it is not known.
    #[schemars(with = "Option<f64>")]
    pub half_width: f64,
    /// How often the trials so far were looked at.
    pub looks: u32,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// Where it was read, as typed or as the scenario names it.
    pub path: String,
    /// SHA-256 of its bytes, hexadecimal.
    #[schemars(length(equal = 64))]
    pub sha256: String,
}

/// A file of results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Listed {
    /// Its name in the folder.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    #[schemars(length(equal = 64))]
    pub sha256: String,
    /// Its length \[bytes\].
    pub bytes: u64,
}

/// Why no further trial was run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stopped {
    /// The number of trials asked for was reached.
    Trials,
    /// The Monte Carlo interval was as narrow as asked for.
    Precision,
    /// Nothing was simulated: a history was calibrated.
    Calibrated,
    /// It was interrupted (Ctrl-C): the results are partial.
    Interrupted,
}

impl Stopped {
    /// As it stands in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trials => "trials",
            Self::Precision => "precision",
            Self::Calibrated => "calibrated",
            Self::Interrupted => "interrupted",
        }
    }
}

/// The little that says whether a folder is ours, of whatever version: the program, and the files it may hold.
#[derive(Debug, Deserialize)]
pub(in crate::report) struct Mark {
    program: String,
    /// The files, as they were written.
    pub(in crate::report) files: Vec<Listed>,
    stopped: Option<String>,
    /// The run's key, which 0.1.0 did not write.
    run: Option<String>,
}

impl Mark {
    /// Reads a manifest of any version; `None` where it is not one of ours.
    pub(in crate::report) fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok().filter(|mark: &Self| mark.program == PROGRAM)
    }

    /// Whether the run was not interrupted.
    pub(in crate::report) fn is_whole(&self) -> bool {
        self.stopped.as_deref() != Some(Stopped::Interrupted.name())
    }

    /// Whether it is of 0.1.0, which put the results of all commands into one folder.
    pub(in crate::report) fn is_of_0_1_0(&self) -> bool {
        self.run.is_none()
    }
}
