//! `stayput report`: one page of results, to be shown.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use stayput::internals::page::document::{self, Options};
use stayput::internals::page::results::Results;

use super::output::console::{Console, Failure, print};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput report results/lab/run
  stayput report results/lab/run results/lab/compare --out board.html";

/// What `stayput report` takes.
#[derive(Debug, Args)]
pub struct ReportOptions {
    /// Folders that run, compare or calibrate wrote
    #[arg(value_name = "DIR", required = true)]
    pub folders: Vec<PathBuf>,
    /// The page
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    pub out: PathBuf,
    /// Show single people too, by their pseudonyms
    #[arg(long)]
    pub individuals: bool,
}

/// Reads the folders, writes the page.
///
/// # Errors
/// Where a folder holds no results, or the page cannot be written.
pub fn report(options: &ReportOptions, _console: Console) -> Result<(), Failure> {
    let read = options.folders.iter().map(|folder| Results::read(folder));
    let all = read.collect::<Result<Vec<_>, _>>().map_err(|error| Failure::Plain(error.to_string()))?;
    let page = document::render(&all, Options { individuals: options.individuals });
    fs::write(&options.out, page).map_err(|error| Failure::Plain(format!("cannot write {}: {error}", options.out.display())))?;
    print(&format!("Open it in a browser: {}\n", options.out.display()))
}
