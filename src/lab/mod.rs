//! A lab: a scenario that was read, and what can be asked of it.

pub mod calibration;
pub mod comparison;
pub mod discover;
pub mod error;
mod files;
mod import;
mod page;
pub mod plans;
pub mod run;
pub mod sensitivity;
mod sent;
pub mod shard;
pub mod simulation;
pub mod sweep;
pub mod trial;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;
use crate::scenario::{Input, Loaded, Origin, Override, Settings, Template};

pub use self::calibration::{Calibrate, Calibration, CalibrationProgress, Learned, MaximumLikelihood, Posterior};
pub use self::comparison::{Compare, Compared, Comparison, Difference};
pub use self::discover::{Discover, Discovery, Limit, Region, Share};
pub use self::error::{Error, Problem};
pub use self::files::Files;
pub use self::import::{ImportExport, Imported, import_export};
pub use self::page::report;
pub use self::run::{Curve, Point, Run};
pub use self::sensitivity::{Ask, Effect, Sensitivity};
pub use self::shard::{Part, merge};
pub use self::simulation::Simulation;
pub use self::sweep::{Sweep, SweepPart, Swept, SweptPoint, merge_sweep};
pub use self::trial::{Event, Trial};

/// A scenario that was read, with the files that it names, and found sound.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/new-lab.toml")?;
/// assert_eq!(lab.people(), 38);
/// assert!(lab.policies().contains(&"match"));
/// # Ok::<(), stayput::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Lab {
    template: Template,
    settings: Vec<Override>,
    pub(crate) loaded: Loaded,
}

/// Reads a scenario file (TOML) and the files that it names.
///
/// # Errors
/// All problems of all files at once.
///
/// # Example
/// ```
/// let lab = stayput::read("scenarios/llama.toml")?;
/// println!("{}: {} people", lab.name(), lab.people());
/// # Ok::<(), stayput::Error>(())
/// ```
pub fn read(path: impl AsRef<Path>) -> Result<Lab, Error> {
    Lab::new(Template::of_file(path.as_ref()), Vec::new())
}

/// Reads a scenario from a text, which messages call `name`; the files that it names count from the current folder.
///
/// # Errors
/// All problems of the text and of the files at once.
///
/// # Example
/// ```
/// let lab = stayput::read_str("four.toml", r#"
///     name = "Four friends"
///     start = 2027-01-01
///     horizon = "24 months"
///     [roster.generate]
///     teams = 1
///     team_size = 4
///     [channels.lab]
///     hazard_per_year = 0.2
/// "#)?;
/// assert_eq!(lab.people(), 4);
/// # Ok::<(), stayput::Error>(())
/// ```
pub fn read_str(name: &str, text: &str) -> Result<Lab, Error> {
    Lab::new(Template::of_text(name, text), Vec::new())
}

/// What was read, of which a text is the first of the inputs as the file of a scenario is: keys of runs and their parts go by it.
fn with_text(origin: &Origin, mut loaded: Loaded) -> Loaded {
    if let Origin::Text { name, text } = origin {
        let sha256 = hexadecimal(&Sha256::digest(text));
        loaded.inputs.insert(0, Input { path: PathBuf::from(name), bytes: text.len() as u64, sha256 });
    }
    loaded
}

impl Lab {
    fn new(template: Template, settings: Vec<Override>) -> Result<Self, Error> {
        let loaded = with_text(template.origin(), template.read(Settings::set(&settings))?);
        Ok(Self { template, settings, loaded })
    }

    /// The same lab without the posterior that it names: for the calibration that makes one.
    fn with_priors(&self) -> Result<Loaded, Error> {
        Ok(with_text(self.template.origin(), self.template.read_priors(Settings::set(&self.settings))?))
    }

    /// The same lab with another number, date or distribution at a path of the scenario, written as in its file. The files are as they were
    /// when the lab was read.
    ///
    /// # Errors
    /// Where there is no such path, or the scenario is unsound with the value.
    ///
    /// # Example
    /// ```
    /// let lab = stayput::read("scenarios/llama.toml")?;
    /// let calm = lab.set("contagion.ratio", "1")?;
    /// let error = lab.set("contagion.ration", "1").unwrap_err();
    /// assert!(error.to_string().contains("did you mean `ratio`?"));
    /// # Ok::<(), stayput::Error>(())
    /// ```
    pub fn set(&self, path: &str, value: &str) -> Result<Self, Error> {
        self.set_all([(path, value)])
    }

    /// The same with several paths and values at once: it need be sound only with all of them.
    ///
    /// # Errors
    /// As of [`Lab::set`].
    ///
    /// # Example
    /// ```
    /// let lab = stayput::read("scenarios/new-lab.toml")?;
    /// let calm = lab.set_all([("contagion.ratio", "1"), ("horizon", "24 months")])?;
    /// assert_eq!(calm.people(), lab.people());
    /// # Ok::<(), stayput::Error>(())
    /// ```
    pub fn set_all<'v>(&self, changes: impl IntoIterator<Item = (&'v str, &'v str)>) -> Result<Self, Error> {
        let mut settings = self.settings.clone();
        for (path, value) in changes {
            settings.push(Override::parse(&format!("{path}={value}")).map_err(Error::new)?);
        }
        let lab = Self::new(self.template.clone(), settings)?;
        Ok(if self.loaded.scenario.individuals { lab.with_individuals() } else { lab })
    }

    /// The same lab, whose results may speak of single people and of groups however small. They do not unless this is asked for.
    #[must_use]
    pub fn with_individuals(mut self) -> Self {
        self.loaded.scenario.individuals = true;
        self
    }

    /// Where it was read, as messages call it.
    fn place(&self) -> String {
        match self.template.origin() {
            Origin::File(path) => path.display().to_string(),
            Origin::Text { name, .. } => name.clone(),
        }
    }

    /// The scenario's name.
    pub fn name(&self) -> &str {
        &self.loaded.scenario.name
    }

    /// How many people are there at the start.
    pub fn people(&self) -> usize {
        self.loaded.scenario.opening().count()
    }

    /// The names of the scenario's policies.
    pub fn policies(&self) -> Vec<&str> {
        self.loaded.scenario.policies.iter().map(|policy| policy.name.as_str()).collect()
    }

    /// Warnings and notes about the files, which do not forbid to run.
    pub fn remarks(&self) -> Vec<Problem> {
        Problem::all(&self.loaded.remarks)
    }

    /// A simulation of many trials, to be configured and run.
    pub fn simulate(&self) -> Simulation<'_> {
        Simulation::new(self)
    }

    /// A comparison of the lab's policies on the same luck, to be configured and run.
    pub fn compare(&self) -> Compare<'_> {
        Compare::new(vec![self])
    }

    /// A sweep of settings of the lab on the same luck, to be configured and run.
    pub fn sweep(&self) -> Sweep<'_> {
        Sweep::new(self)
    }

    /// A question what moves the answer, and what to find out first, to be configured and run.
    pub fn sensitivity(&self) -> Ask<'_> {
        Ask::new(self)
    }

    /// A question in which futures a condition such as `retained < 7` holds, to be configured and run.
    pub fn discover(&self, condition: &str) -> Discover<'_> {
        Discover::new(self, condition)
    }

    /// A calibration of the uncertain numbers to the lab's history, to be configured and run.
    pub fn calibrate(&self) -> Calibrate<'_> {
        Calibrate::new(self)
    }

    /// One trial alone, from 0 on: what happened in it, event by event. It is one of many possible futures.
    ///
    /// # Errors
    /// Where its number is beyond a trillion.
    ///
    /// # Example
    /// ```
    /// let lab = stayput::read("scenarios/new-lab.toml")?;
    /// for event in lab.trial(17)?.events() {
    ///     println!("{event}");
    /// }
    /// # Ok::<(), stayput::Error>(())
    /// ```
    pub fn trial(&self, trial: u64) -> Result<Trial, Error> {
        if trial >= plans::run::MOST_TRIALS {
            return Err(Error::new("there are no more than a trillion trials"));
        }
        Ok(Trial::new(&self.loaded.scenario, trial))
    }
}
