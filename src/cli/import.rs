//! `stayput import`: from an export of an HR system to a scenario that runs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use stayput::internals::calendar::Date;
use stayput::internals::import::{self, Ask, Encoding, Failed, Field, Mark, Order, Written};

use super::options::{date, positive};
use super::output::console::{Console, Failure, print};
use super::output::shell::{command, typed};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput import export.csv lab
  stayput import export.csv lab --as-of 2026-09-30 --leavers-since 2022-01-01
  stayput import export.csv lab --column team=\"Cost Center\" --column pay=
  stayput import export.csv lab --pseudonyms ~/lab.key";

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
    #[arg(long, value_name = "COLUMN=HEADING", value_parser = column, verbatim_doc_comment)]
    pub column: Vec<(Field, String)>,
    /// Encoding of the file, such as windows-1252, if
    /// it is not UTF-8 nor UTF-16
    #[arg(long, value_name = "NAME", value_parser = encoding, verbatim_doc_comment)]
    pub encoding: Option<&'static Encoding>,
    /// A word that says that there is nothing; repeat
    /// for several [known: NA, N/A, NULL, None, -, and
    /// others]
    #[arg(long, value_name = "WORD", allow_hyphen_values = true, verbatim_doc_comment)]
    pub missing: Vec<String>,
    /// Whether those with this status are there: there
    /// or left; repeat for several
    #[arg(long, value_name = "STATUS=WORD", value_parser = status, verbatim_doc_comment)]
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

/// Reads the export, writes the files, says what was taken for what and what comes next.
///
/// # Errors
/// Where the export cannot be read or only the user can tell what it means, or where the files cannot be written.
pub fn import(options: &ImportOptions, console: Console) -> Result<(), Failure> {
    let ask = Ask {
        as_of: options.as_of,
        today: import::today(),
        leavers_since: options.leavers_since,
        dates: options.dates.map(Order::from),
        numbers: options.numbers.map(Mark::from),
        columns: options.column.clone(),
        encoding: options.encoding,
        missing: options.missing.clone(),
        status: options.status.clone(),
        skip: options.skip.iter().map(|line| usize::try_from(*line).unwrap_or(usize::MAX)).collect(),
        as_written: options.as_written,
        key: None,
    };
    let written =
        import::to_folder(&options.export, &options.folder, ask, options.pseudonyms.as_deref()).map_err(|failed| match failed {
            Failed::Problems(problems) => Failure::Problems(console.told(&problems)),
            Failed::Folder(message) => Failure::Plain(message),
        })?;
    print(&format!("{}\n{}", written.report.text(), next(options, &written)))
}

/// The files that were written, and the next commands.
fn next(options: &ImportOptions, written: &Written) -> String {
    let files: Vec<String> = written.files.iter().map(|path| format!("  {}\n", path.display())).collect();
    let scenario = typed(&written.scenario);
    let fit = typed(&options.folder.join("fit"));
    let calibrate = [format!("stayput calibrate {scenario}"), format!("--out {fit}"), "--write".to_owned()];
    let calibrate = if written.has_history { command(&calibrate.each_ref().map(String::as_str)) } else { String::new() };
    let key = options.pseudonyms.as_ref().map_or_else(String::new, |file| format!("\nKey of the pseudonyms: {}\n", file.display()));
    format!("Wrote:\n{}{key}\nNext:\n{calibrate}  stayput run {scenario}\n", files.concat())
}

impl From<OrderOption> for Order {
    fn from(option: OrderOption) -> Self {
        match option {
            OrderOption::Dmy => Self::Dmy,
            OrderOption::Mdy => Self::Mdy,
            OrderOption::Ymd => Self::Ymd,
        }
    }
}

impl From<MarkOption> for Mark {
    fn from(option: MarkOption) -> Self {
        match option {
            MarkOption::Point => Self::Point,
            MarkOption::Comma => Self::Comma,
        }
    }
}

/// `team=Cost Center`: what a heading stands for.
fn column(text: &str) -> Result<(Field, String), String> {
    let (field, heading) = text.split_once('=').ok_or("expected a column such as team=\"Cost Center\"")?;
    Ok((import::field(field)?, heading.trim().to_owned()))
}

/// `windows-1252`: an encoding by any of its names in the Encoding Standard.
fn encoding(name: &str) -> Result<&'static Encoding, String> {
    import::encoding(name)
}

/// `Pending=there`: whether those with a status are there.
fn status(text: &str) -> Result<(String, bool), String> {
    match text.rsplit_once('=') {
        Some((status, "there")) => Ok((status.trim().to_owned(), true)),
        Some((status, "left")) => Ok((status.trim().to_owned(), false)),
        _ => Err("expected a status and whether those who have it are there, such as \"Pending=there\" or \"Closed=left\"".to_owned()),
    }
}
