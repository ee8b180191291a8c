//! The command line: what can be typed. What it means is in a file a command.

pub mod adopt;
pub mod calibrate;
pub mod check;
pub mod compare;
pub mod completions;
pub mod console;
pub mod events;
pub mod explain;
pub mod help;
pub mod import;
pub mod interrupt;
pub mod man;
pub mod merge;
pub mod new;
pub mod place;
pub mod progress;
pub mod reading;
pub mod results;
pub mod run;
pub mod schema;
pub mod story;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use stayput::internals::calendar::Date;
use stayput::internals::ensemble::shard::Shard;
use stayput::internals::example;
use stayput::internals::import::{Encoding, Field};
use stayput::internals::report::files::csv::Dialect;
use stayput::internals::scenario::Override;

pub use console::Console;

/// Exit code for a wrong usage, file or data.
pub const MISUSE: u8 = 2;

/// Exit code where an assertion failed.
pub const FAILED: u8 = 1;

/// Exit code where an assertion could not be decided.
pub const UNDECIDED: u8 = 3;

/// Exit code after Ctrl-C, by the custom of shells: 128 and the number of the signal.
pub const INTERRUPTED: u8 = 130;

/// How help reads: what a command does, examples of it (`before_help`), how it is used.
const HELP: &str = "\
{about-with-newline}
{before-help}{usage-heading} {usage}

{all-args}{after-help}";

const EXAMPLES: &str = "\
A Monte Carlo simulation of who leaves a research team: offers reach
researchers, who accept or decline; every exit changes what the others face.

Examples:
  stayput new lab
  stayput check lab/new-lab.toml
  stayput run lab/new-lab.toml";

const NEW_EXAMPLES: &str = "\
Examples:
  stayput new lab
  stayput new --from llama llama";

const IMPORT_EXAMPLES: &str = "\
Examples:
  stayput import export.csv lab
  stayput import export.csv lab --as-of 2026-09-30 --leavers-since 2022-01-01
  stayput import export.csv lab --column team=\"Cost Center\" --column pay=
  stayput import export.csv lab --pseudonyms ~/lab.key";

const CHECK_EXAMPLES: &str = "\
Examples:
  stayput check scenarios/llama.toml
  stayput check scenarios/*.toml && echo all fine";

const RUN_EXAMPLES: &str = "\
Examples:
  stayput run scenarios/llama.toml
  stayput run lab.toml --trials 100_000 --out long
  stayput run lab.toml --set contagion.ratio=1.3 --set heat.volatility=0.2
  stayput run lab.toml --policy refresh
  stayput run lab.toml --per-trial -q | head -n 1
  stayput run lab.toml --format plain | grep ^retained
  stayput run lab.toml --format json | jq -r .sentence
  stayput run lab.toml --precision 0.05
  stayput run lab.toml --trial 17";

const COMPARE_EXAMPLES: &str = "\
Examples:
  stayput compare scenarios/llama.toml
  stayput compare lab.toml --policy refresh --policy calm
  stayput compare lab.toml lab-with-a-new-office.toml
  stayput compare lab.toml --precision 0.05 --format json | jq -r .sentence";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  stayput explain scenarios/llama.toml --researcher p-03 --at 2023-07-01
  stayput explain lab.toml --researcher p-03 --at 2027-07-01 --trial 17
  stayput explain lab.toml --researcher p-03 --at 2027-07-01 --format json";

const CALIBRATE_EXAMPLES: &str = "\
Examples:
  stayput calibrate scenarios/llama.toml
  stayput calibrate lab.toml --out fit
  stayput calibrate lab.toml --set contagion.ratio=1 --draws 4000
  stayput calibrate large-org.toml --method mle --format json | jq .estimates";

const CALIBRATE_CODES: &str = "\
Exit codes: 0 done; 1 chains missed a gate (files are written all the same) or
the search for the maximum did not converge; 2 wrong usage, file or data;
101 a bug; 130 interrupted.";

const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 an assertion failed; 2 wrong usage, file or data;
3 an assertion could not be decided; 101 a bug; 130 interrupted.";

const MERGE_EXAMPLES: &str = "\
Examples:
  stayput merge part-1 part-2 part-3 --out merged
  stayput merge part-* --out merged
 after, on one machine or on three:
  for i in 1 2 3; do stayput run lab.toml --shard $i/3 --out part-$i; done";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  stayput schema > scenario.schema.json
A first line `#:schema ./scenario.schema.json` in a scenario then makes
editors complete its keys and mark what is wrong (with taplo, or an
extension that uses it).";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  stayput completions bash > ~/.local/share/bash-completion/completions/stayput
  stayput completions zsh > ~/.zfunc/_stayput
  stayput completions fish > ~/.config/fish/completions/stayput.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  stayput man > ~/.local/share/man/man1/stayput.1
  stayput man | man -l -";

const HELP_EXAMPLES: &str = "\
Examples:
  stayput help run
  stayput help patience
  stayput help words";

// Every help text is one or two lines that keep within 80 columns beside the names, so that `-h` and `--help` are one page and no
// wrapping to the terminal's width is needed; the tests below hold them to it.

/// Who will still be here, and what would change it?
#[derive(Debug, Parser)]
#[command(name = "stayput", version, arg_required_else_help = true, help_template = HELP, before_help = EXAMPLES)]
#[command(after_help = EXIT_CODES, disable_help_subcommand = true)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
    /// How to speak.
    #[command(flatten)]
    pub console: Console,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write an example scenario with its data into a folder
    #[command(help_template = HELP, before_help = NEW_EXAMPLES)]
    New(NewOptions),
    /// Make a scenario with its data of one export of an HR system
    #[command(help_template = HELP, before_help = IMPORT_EXAMPLES)]
    Import(ImportOptions),
    /// Show every problem of scenario files at once; run nothing
    #[command(help_template = HELP, before_help = CHECK_EXAMPLES)]
    Check(CheckOptions),
    /// Simulate a scenario: table on stdout, files in a folder
    #[command(help_template = HELP, before_help = RUN_EXAMPLES)]
    Run(RunOptions),
    /// Compare policies and scenarios on the same luck
    #[command(help_template = HELP, before_help = COMPARE_EXAMPLES)]
    Compare(CompareOptions),
    /// Show every term of a researcher's hazards on a date
    #[command(help_template = HELP, before_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainOptions),
    /// Fit a scenario's uncertain numbers to its history
    #[command(help_template = HELP, before_help = CALIBRATE_EXAMPLES, after_help = CALIBRATE_CODES)]
    Calibrate(CalibrateOptions),
    /// Join the shards of a run into what one run would have given
    #[command(help_template = HELP, before_help = MERGE_EXAMPLES)]
    Merge(MergeOptions),
    /// Print the JSON Schema of scenario files, for editors
    #[command(help_template = HELP, before_help = SCHEMA_EXAMPLES)]
    Schema,
    /// Print a script that completes commands in a shell
    #[command(help_template = HELP, before_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsOptions),
    /// Print the man page
    #[command(help_template = HELP, before_help = MAN_EXAMPLES)]
    Man,
    /// Explain a command, or a word that reports use
    #[command(help_template = HELP, before_help = HELP_EXAMPLES)]
    Help(HelpOptions),
}

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

/// What `stayput import` takes.
#[derive(Debug, Args)]
pub struct ImportOptions {
    /// Export of an HR system (CSV): those there and
    /// the leavers, a row each, under the headings
    /// that it has
    #[arg(value_name = "EXPORT", verbatim_doc_comment)]
    pub export: PathBuf,
    /// Folder to write into; made where it is absent
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Date of the export [default: what a line above
    /// or below the table says, else the latest date
    /// in it]
    #[arg(long, value_name = "DATE", value_parser = date, verbatim_doc_comment)]
    pub as_of: Option<Date>,
    /// First day from which on all leavers are listed;
    /// exits count from it on [default: the day after
    /// the first exit, unless unclear]
    #[arg(long, value_name = "DATE", value_parser = date, verbatim_doc_comment)]
    pub leavers_since: Option<Date>,
    /// Order of day, month and year: dmy, mdy or ymd
    /// [default: what the columns tell]
    #[arg(long, value_enum, value_name = "ORDER", hide_possible_values = true, verbatim_doc_comment)]
    pub dates: Option<OrderOption>,
    /// Mark before decimals: point or comma [default:
    /// what each column tells]
    #[arg(long, value_enum, value_name = "MARK", hide_possible_values = true, verbatim_doc_comment)]
    pub numbers: Option<MarkOption>,
    /// Take this heading for that column; none where
    /// it is empty; repeat for several
    #[arg(long, value_name = "COLUMN=HEADING", value_parser = import::column, verbatim_doc_comment)]
    pub column: Vec<(Field, String)>,
    /// Encoding of the file, such as windows-1252, if
    /// it is not UTF-8 nor UTF-16
    #[arg(long, value_name = "NAME", value_parser = import::encoding, verbatim_doc_comment)]
    pub encoding: Option<&'static Encoding>,
    /// A word that says that there is nothing; repeat
    /// for several [known: NA, N/A, NULL, None, -, and
    /// others]
    #[arg(long, value_name = "WORD", allow_hyphen_values = true, verbatim_doc_comment)]
    pub missing: Vec<String>,
    /// Whether those with this status are there: there
    /// or left; repeat for several
    #[arg(long, value_name = "STATUS=WORD", value_parser = import::status, verbatim_doc_comment)]
    pub status: Vec<(String, bool)>,
    /// Leave out the row that begins in this line;
    /// repeat for several
    #[arg(long, value_name = "LINE", value_parser = positive, allow_negative_numbers = true, verbatim_doc_comment)]
    pub skip: Vec<u64>,
    /// Keep teams and roles apart that are equal but
    /// for case, blanks and the like
    #[arg(long, verbatim_doc_comment)]
    pub as_written: bool,
    /// Put pseudonyms in place of ids, by the key in
    /// FILE; made where it is absent, and not within
    /// DIR
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub pseudonyms: Option<PathBuf>,
}

/// The order of the numbers of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OrderOption {
    // Documented in the help of the option.
    Dmy,
    Mdy,
    Ymd,
}

/// The mark before decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MarkOption {
    // Documented in the help of the option.
    Point,
    Comma,
}

/// What `stayput completions` takes.
#[derive(Debug, Args)]
pub struct CompletionsOptions {
    /// Shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// What `stayput help` takes.
#[derive(Debug, Args)]
pub struct HelpOptions {
    /// Command, or word, such as patience [default: the
    /// list of commands; words for the list of words]
    #[arg(value_name = "WORD", verbatim_doc_comment)]
    pub word: Vec<String>,
}

/// What `stayput check` takes.
#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Scenario files (TOML)
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
}

/// What `stayput run` takes.
#[derive(Debug, Args)]
pub struct RunOptions {
    /// Scenario file (TOML)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Put this policy of the scenario in force
    #[arg(long, value_name = "NAME")]
    pub policy: Option<String>,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// How much to compute.
    #[command(flatten)]
    pub effort: Effort,
    /// Tell trial K (from 0) alone as a story: who left, when,
    /// and what made it likely; nothing else is run or written
    #[arg(long, value_name = "K", value_parser = whole, allow_negative_numbers = true, verbatim_doc_comment, help_heading = "Simulation")]
    #[arg(conflicts_with_all = ["trials", "precision", "shard", "out", "force", "per_trial", "events", "individuals", "csv"])]
    pub trial: Option<u64>,
    /// Where to write.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// What `stayput compare` takes.
#[derive(Debug, Args)]
pub struct CompareOptions {
    /// Scenario files (TOML); the first without policies is
    /// what all is compared with
    #[arg(value_name = "FILE", required = true, verbatim_doc_comment)]
    pub files: Vec<PathBuf>,
    /// Compare this policy; repeat to compare several
    /// [default: all of each file]
    #[arg(long = "policy", value_name = "NAME", verbatim_doc_comment)]
    pub policies: Vec<String>,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// How much to compute.
    #[command(flatten)]
    pub effort: ComparedEffort,
    /// Where to write.
    #[command(flatten)]
    pub output: ComparedOutput,
}

/// How much a comparison computes, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Simulation")]
pub struct ComparedEffort {
    /// Trials of each, made up to whole parameter draws
    /// [default: the scenarios']
    #[arg(long, value_name = "N", value_parser = trials, allow_negative_numbers = true, verbatim_doc_comment)]
    pub trials: Option<u64>,
    /// Seed of all randomness [default: the scenarios']
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Threads; any number gives the same results
    /// [default: what the machine has]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true, verbatim_doc_comment)]
    pub threads: Option<u64>,
    /// Go on until the half-widths of the 95 % Monte Carlo
    /// intervals of all differences of retained at the horizon
    /// are below X people, at most --trials [default: 100
    /// times the scenarios']
    #[arg(long, value_name = "X", value_parser = people, allow_negative_numbers = true, verbatim_doc_comment)]
    pub precision: Option<f64>,
}

/// Where the files of a comparison go, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct ComparedOutput {
    /// Folder for the files; earlier results are replaced
    /// [default: results/<first FILE without .toml>/compare]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,
    /// Write into DIR even if other files are in it
    #[arg(long)]
    pub force: bool,
    /// Show what policies for few people do too, and groups
    /// however small
    #[arg(long, verbatim_doc_comment)]
    pub individuals: bool,
    /// What goes to stdout: table, json or plain
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// How the CSV files are written: standard, excel, or
    /// excel-eu, for spreadsheets that write 0,5
    #[arg(long, value_enum, value_name = "DIALECT", default_value_t = CsvOption::Standard)]
    #[arg(hide_possible_values = true, hide_default_value = true, verbatim_doc_comment)]
    pub csv: CsvOption,
}

/// What `stayput explain` takes.
#[derive(Debug, Args)]
pub struct ExplainOptions {
    /// Scenario file (TOML)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Whose hazards: an id of the roster; with --trial a
    /// newcomer's too, such as p-03+1, first in p-03's seat
    #[arg(long, value_name = "ID", verbatim_doc_comment)]
    pub researcher: String,
    /// The date, from the start to the horizon
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub at: Date,
    /// In trial K (from 0), with what happened before
    /// [default: as known at the start, at the centre]
    #[arg(long, value_name = "K", value_parser = whole, allow_negative_numbers = true, verbatim_doc_comment)]
    pub trial: Option<u64>,
    /// Seed of the trial [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Put this policy of the scenario in force
    #[arg(long, value_name = "NAME")]
    pub policy: Option<String>,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// What goes to stdout: table, json or plain
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// Numbers of the scenario that the command line changes.
#[derive(Debug, Args)]
pub struct Changes {
    /// Change a number of the scenario, by its path;
    /// repeat to change several
    #[arg(long, value_name = "PATH=VALUE", value_parser = Override::parse, verbatim_doc_comment)]
    pub set: Vec<Override>,
}

/// How much to compute, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Simulation")]
pub struct Effort {
    /// Trials to run, made up to whole parameter draws
    /// [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = trials, allow_negative_numbers = true, verbatim_doc_comment)]
    pub trials: Option<u64>,
    /// Seed of all randomness [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Threads; any number gives the same results
    /// [default: what the machine has]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true, verbatim_doc_comment)]
    pub threads: Option<u64>,
    /// Go on until the half-width of the 95 % Monte Carlo
    /// interval of retained at the horizon is below X people,
    /// at most --trials [default: 100 times the scenario's]
    #[arg(long, value_name = "X", value_parser = people, allow_negative_numbers = true, verbatim_doc_comment, conflicts_with = "shard")]
    pub precision: Option<f64>,
    /// Run one part of N, such as 2/5, into a folder for
    /// `merge`; auto reads Slurm arrays and Kubernetes jobs
    #[arg(long, value_name = "I/N", value_parser = shard, verbatim_doc_comment)]
    pub shard: Option<Shard>,
}

/// What `stayput calibrate` takes.
#[derive(Debug, Args)]
pub struct CalibrateOptions {
    /// Scenario file (TOML) with a history
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// posterior: draws from it; or mle: maximum likelihood,
    /// priors not used [default: posterior to 2,000 rows]
    #[arg(long, value_enum, value_name = "METHOD", hide_possible_values = true, verbatim_doc_comment)]
    pub method: Option<MethodOption>,
    /// Draws of the posterior kept of each of four chains
    /// [default: 1,000]
    #[arg(long, value_name = "N", value_parser = draws, allow_negative_numbers = true, verbatim_doc_comment)]
    pub draws: Option<u64>,
    /// Draws to compare the model with itself without each of
    /// its terms; 0: no comparison [default: 1,500]
    #[arg(long, value_name = "N", value_parser = comparing, allow_negative_numbers = true, verbatim_doc_comment)]
    pub compare: Option<u64>,
    /// Seed of all randomness [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Threads; any number gives the same results
    /// [default: what the machine has]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true, verbatim_doc_comment)]
    pub threads: Option<u64>,
    /// Folder for the files; earlier results are replaced
    /// [default: results/<FILE without .toml>/calibrate]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,
    /// Write into DIR even if other files are in it
    #[arg(long)]
    pub force: bool,
    /// Write the line into FILE by which it draws from what
    /// was learned; all else in it stays as it is
    #[arg(long, conflicts_with = "set", verbatim_doc_comment)]
    pub write: bool,
    /// What goes to stdout: table, json or plain
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// How the CSV files are written: standard, excel, or
    /// excel-eu, for spreadsheets that write 0,5
    #[arg(long, value_enum, value_name = "DIALECT", default_value_t = CsvOption::Standard)]
    #[arg(hide_possible_values = true, hide_default_value = true, verbatim_doc_comment)]
    pub csv: CsvOption,
}

/// How to calibrate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MethodOption {
    // Documented in the help of the option.
    Posterior,
    Mle,
}

/// What `stayput merge` takes.
#[derive(Debug, Args)]
pub struct MergeOptions {
    /// Folders of all shards of a run, in any order
    #[arg(value_name = "DIR", required = true)]
    pub folders: Vec<PathBuf>,
    /// Where to write.
    #[command(flatten)]
    pub output: MergedOutput,
}

/// Where merged files go, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct MergedOutput {
    /// Folder for the files; earlier results are replaced
    #[arg(long, value_name = "DIR", required = true)]
    pub out: PathBuf,
    /// Write into DIR even if other files are in it
    #[arg(long)]
    pub force: bool,
    /// What goes to stdout: table, json or plain
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// How the CSV files are written: standard, excel, or
    /// excel-eu, for spreadsheets that write 0,5
    #[arg(long, value_enum, value_name = "DIALECT", default_value_t = CsvOption::Standard)]
    #[arg(hide_possible_values = true, hide_default_value = true, verbatim_doc_comment)]
    pub csv: CsvOption,
}

/// Where the files go, and which.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputOptions {
    /// Folder for the files; earlier results are replaced
    /// [default: results/<FILE without .toml>/run, run-POLICY
    /// or shard-I-of-N]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,
    /// Write into DIR even if other files are in it
    #[arg(long)]
    pub force: bool,
    /// Write trials.csv too: a row a trial
    #[arg(long)]
    pub per_trial: bool,
    /// Write events.csv too: what happened in the first N trials
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true)]
    pub events: Option<u64>,
    /// Speak of single researchers too, in researchers.csv, and
    /// of groups however small
    #[arg(long, verbatim_doc_comment)]
    pub individuals: bool,
    /// What goes to stdout: table; json, one document with
    /// everything; or plain, one fact a line without lines and
    /// blocks, for screen readers and grep
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true, verbatim_doc_comment)]
    pub format: Format,
    /// How the CSV files are written: standard; excel, with a
    /// byte-order mark; or excel-eu, for spreadsheets that write
    /// 0,5: with `;` between cells and decimal commas
    #[arg(long, value_enum, value_name = "DIALECT", default_value_t = CsvOption::Standard)]
    #[arg(hide_possible_values = true, hide_default_value = true, verbatim_doc_comment)]
    pub csv: CsvOption,
}

/// What goes to stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    // Documented in the help of the option, as `Color` is.
    Table,
    Json,
    Plain,
}

/// How the CSV files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CsvOption {
    Standard,
    Excel,
    ExcelEu,
}

impl From<CsvOption> for Dialect {
    fn from(option: CsvOption) -> Self {
        match option {
            CsvOption::Standard => Self::Standard,
            CsvOption::Excel => Self::Excel,
            CsvOption::ExcelEu => Self::ExcelEu,
        }
    }
}

/// A whole number; `_` may separate its digits, as in a scenario file.
fn whole(text: &str) -> Result<u64, String> {
    const EXPECTED: &str = "expected a whole number such as 20000 or 20_000";
    let well_placed = text.split('_').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !well_placed {
        return Err(EXPECTED.to_owned());
    }
    text.replace('_', "").parse().map_err(|_| format!("too large; at most {}", u64::MAX))
}

/// A half-width of people: positive, and finite.
fn people(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(people) if people > 0.0 && people < f64::INFINITY => Ok(people),
        _ => Err("expected a positive number of people such as 0.05".to_owned()),
    }
}

/// A day of the calendar.
fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date such as 2023-07-01".to_owned())
}

/// A shard, typed or from the environment.
fn shard(text: &str) -> Result<Shard, String> {
    Shard::parse(text, |name| std::env::var(name).ok())
}

/// A number of trials: more than a trillion would take years, and is a slip of the keyboard.
fn trials(text: &str) -> Result<u64, String> {
    const MOST: u64 = 1_000_000_000_000;
    positive(text).and_then(|count| if count > MOST { Err("more than a trillion trials would take years".to_owned()) } else { Ok(count) })
}

/// Draws of a chain: of fewer than four nothing can be said, and a million take a day.
fn draws(text: &str) -> Result<u64, String> {
    match whole(text)? {
        0..4 => Err("expected at least 4".to_owned()),
        1_000_001.. => Err("more than a million draws a chain would take days".to_owned()),
        count => Ok(count),
    }
}

/// Draws of a comparison.
fn comparing(text: &str) -> Result<u64, String> {
    match whole(text)? {
        1..100 => Err("expected 0 or at least 100".to_owned()),
        1_000_001.. => Err("more than a million draws would take days".to_owned()),
        count => Ok(count),
    }
}

/// A whole number from 1.
fn positive(text: &str) -> Result<u64, String> {
    whole(text).and_then(|count| if count == 0 { Err("expected at least 1".to_owned()) } else { Ok(count) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn numbers_may_carry_underscores_between_digits() {
        assert_eq!(whole("20_000"), Ok(20_000));
        assert_eq!(whole("18446744073709551615"), Ok(u64::MAX));
        for wrong in ["", "_1", "1_", "1__0", "-1", "+1", "1.5", "2e4", "ten"] {
            assert_eq!(whole(wrong), Err("expected a whole number such as 20000 or 20_000".to_owned()), "{wrong:?}");
        }
        assert_eq!(whole("18446744073709551616"), Err("too large; at most 18446744073709551615".to_owned()));
        assert_eq!(positive("0"), Err("expected at least 1".to_owned()));
        assert_eq!(trials("1_000_000_000_001"), Err("more than a trillion trials would take years".to_owned()));
    }

    #[test]
    fn help_keeps_within_80_columns() {
        let mut commands = vec![Cli::command()];
        commands.extend(Cli::command().get_subcommands().cloned());
        for mut command in commands {
            let (short, long) = (command.render_help().to_string(), command.render_long_help().to_string());
            for line in short.lines().chain(long.lines()) {
                assert!(line.chars().count() <= 80, "{line}");
            }
        }
    }
}
