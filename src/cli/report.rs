//! `stayput report`: one page of results, to be shown.

mod missing;
mod write;

use std::path::{Path, PathBuf};

use clap::Args;
use stayput::internals::page::document::{self, Options};
use stayput::internals::page::{charts, results::Results};

use super::output::console::{Console, Failure, print};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput report scenarios/llama.toml
  stayput report results/lab/* --out board.html
  stayput report results/lab/run --charts charts";

/// What `stayput report` takes.
#[derive(Debug, Args)]
pub struct ReportOptions {
    /// Folders of results: of run, compare, calibrate, and of
    /// sensitivity, sweep, discover and optimise, which take
    /// long and are shown where their folders are given; or
    /// scenario files (TOML), of which a run, a comparison and a
    /// calibration are computed first where they are missing
    #[arg(value_name = "FILE_OR_DIR", required = true, verbatim_doc_comment)]
    pub what: Vec<PathBuf>,
    /// The page; an earlier one there is replaced
    /// [default: report.html]
    #[arg(long, value_name = "FILE", default_value = "report.html", hide_default_value = true, verbatim_doc_comment)]
    pub out: PathBuf,
    /// Write each figure into this folder too: SVG, and
    /// Vega-Lite with its data
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub charts: Option<PathBuf>,
    /// Show results that were made with --individuals, which
    /// speak of single people
    #[arg(long, verbatim_doc_comment)]
    pub individuals: bool,
    /// Replace files that are not ours
    #[arg(long)]
    pub force: bool,
}

/// Computes what is missing, reads the folders, writes the page.
///
/// # Errors
/// Where a folder holds no results, a scenario has problems, or a file cannot be written.
pub fn report(options: &ReportOptions, console: Console) -> Result<(), Failure> {
    let mut folders = Vec::new();
    for what in &options.what {
        if what.is_dir() || is_gone(what) {
            folders.push(what.clone());
        } else {
            folders.extend(missing::results_of(what, console)?);
        }
    }
    let mut all: Vec<Results> = Vec::new();
    for folder in &folders {
        let results = Results::read(folder).map_err(|error| Failure::Plain(error.to_string()))?;
        if results.speaks_of_individuals() && !options.individuals {
            return Err(Failure::Plain(format!(
                "{} speaks of single people: it was made with --individuals\n  add --individuals to show it, or make the results again without",
                folder.display()
            )));
        }
        all.push(results);
    }
    for warning in document::warnings(&all) {
        console.note(&format!("warning: {warning}\n"));
    }
    let page = document::render(&all, Options { individuals: options.individuals });
    let charts = options.charts.as_ref().map(|folder| (folder, charts::files(&all, options.individuals)));
    let mut files = vec![(options.out.clone(), page)];
    if let Some((folder, named)) = charts {
        files.extend(named.into_iter().map(|(name, content)| (folder.join(name), content)));
    }
    write::all(&files, options.force)?;
    if let Some(folder) = &options.charts {
        let count = (files.len() - 1) / 2;
        print(&format!("Charts: {count} in {}, each as SVG and as Vega-Lite\n", folder.display()))?;
    }
    print(&how_to_open(&options.out))
}

/// The last line: how to see a page.
pub fn how_to_open(page: &Path) -> String {
    format!("Open in a browser: {}\n", page.display())
}

/// A path without an ending that is not there was meant to be a folder.
fn is_gone(path: &Path) -> bool {
    !path.exists() && path.extension().is_none()
}
