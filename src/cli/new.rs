//! `stayput new`: an example scenario with its data, to begin from.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use stayput::internals::example;

use super::output::console::{Failure, print};
use super::output::shell::typed;

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput new lab
  stayput new --from llama llama";

/// What `stayput new` takes.
#[derive(Debug, Args)]
pub struct NewOptions {
    /// Folder to write into; made where it is absent
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Example: new-lab, llama, llama-foresight,
    /// llama-stayers or large-org [default: new-lab]
    #[arg(long, value_name = "NAME", default_value = example::ALL[0].name, hide_default_value = true, verbatim_doc_comment)]
    #[arg(value_parser = PossibleValuesParser::new(example::ALL.map(|example| example.name)), hide_possible_values = true)]
    pub from: String,
}

/// Writes it and says what to try next.
///
/// # Errors
/// Where a file is there already, or cannot be written.
pub fn new(options: &NewOptions) -> Result<(), Failure> {
    // The command line admits only names of examples.
    let example = example::ALL.iter().find(|example| example.name == options.from).unwrap_or(&example::ALL[0]);
    let written = example.write(&options.folder).map_err(|error| Failure::Plain(error.to_string()))?;
    let files: Vec<String> = written.iter().map(|path| format!("  {}", path.display())).collect();
    let files = files.join("\n");
    let scenario = typed(&options.folder.join(example.scenario()));
    print(&format!("{}\n\nWrote:\n{files}\n\nNext:\n  stayput check {scenario}\n  stayput run {scenario}\n", example.about))
}
