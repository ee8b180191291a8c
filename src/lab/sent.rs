//! A lab as it travels between machines: the scenario, and all files that it names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Lab;
use super::error::Error;
use crate::report::files::manifest::NAME as MANIFEST;
use crate::scenario::{Origin, Override, Template};

/// The layout.
const FORMAT: &str = "stayput-lab/1";

/// A lab with its files.
#[derive(Serialize, Deserialize)]
struct Sent {
    format: String,
    /// Another version may give other numbers.
    version: String,
    origin: Scenario,
    files: Vec<SentFile>,
    /// What was set, `path=value`.
    settings: Vec<String>,
    individuals: bool,
}

/// Where the scenario stands.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Scenario {
    File(PathBuf),
    Text { name: String, text: String },
}

#[derive(Serialize, Deserialize)]
struct SentFile {
    path: PathBuf,
    content: String,
}

impl Lab {
    /// The lab as JSON, to be sent to another machine: its scenario, what was set, and all files that it names, as they were when it was read.
    /// Whoever has it has the roster.
    ///
    /// # Errors
    /// Where the path of a file is no text.
    pub fn to_json(&self) -> Result<String, Error> {
        let origin = match self.template.origin().clone() {
            Origin::File(path) => Scenario::File(path),
            Origin::Text { name, text } => Scenario::Text { name, text },
        };
        // Whatever a scenario was read from is text; a manifest that is none says nothing.
        let file = |(path, bytes): (PathBuf, Arc<Vec<u8>>)| Some(SentFile { path, content: String::from_utf8(bytes.to_vec()).ok()? });
        let sent = Sent {
            format: FORMAT.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            origin,
            files: self.template.files().into_iter().filter(|(path, _)| self.was_read_from(path)).filter_map(file).collect(),
            settings: self.settings.iter().map(|set| format!("{}={}", set.path, set.value)).collect(),
            individuals: self.loaded.scenario.individuals,
        };
        serde_json::to_string(&sent).map_err(|error| Error::new(format!("the lab cannot be sent: {error}")))
    }

    /// Whether a file is one of this lab's, or the manifest beside its posterior: other labs of the same scenario may have others.
    fn was_read_from(&self, path: &Path) -> bool {
        let mut inputs = self.loaded.inputs.iter().map(|input| input.path.as_path());
        inputs.any(|input| path == input || path.file_name() == Some(MANIFEST.as_ref()) && path.parent() == input.parent())
    }

    /// A lab that was sent. Nothing is read from this machine's disk, and results are the same to the byte.
    ///
    /// # Errors
    /// Where it is none; where this version reads its files otherwise, all problems of them.
    ///
    /// # Example
    /// ```
    /// let lab = stayput::read("scenarios/llama.toml")?.set("contagion.ratio", "1")?;
    /// let there = stayput::Lab::from_json(&lab.to_json()?)?;
    /// let retained = |lab: &stayput::Lab| lab.simulate().trials(100).run().map(|run| run.retained().at_horizon());
    /// assert_eq!(retained(&there)?, retained(&lab)?);
    /// # Ok::<(), stayput::Error>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let sent: Option<Sent> = serde_json::from_str(json).ok().filter(|sent: &Sent| sent.format == FORMAT);
        let sent = sent.ok_or_else(|| Error::new(format!("it is not a lab that was sent ({FORMAT})")))?;
        let ours = env!("CARGO_PKG_VERSION");
        if sent.version != ours {
            let message =
                format!("the lab was sent by stayput {}, and this is {ours}\n  have the same version on all machines", sent.version);
            return Err(Error::new(message));
        }
        let origin = match sent.origin {
            Scenario::File(path) => Origin::File(path),
            Scenario::Text { name, text } => Origin::Text { name, text },
        };
        let template = Template::of_files(origin, sent.files.into_iter().map(|file| (file.path, file.content.into_bytes())));
        let settings: Result<Vec<Override>, String> = sent.settings.iter().map(|setting| Override::parse(setting)).collect();
        let lab = Self::new(template, settings.map_err(Error::new)?)?;
        Ok(if sent.individuals { lab.with_individuals() } else { lab })
    }
}
