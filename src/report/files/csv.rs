//! The result files in CSV: UTF-8, RFC 4180, a header, `.` decimals, ISO dates, one number or one probability a row.
//! Their columns are those of the [`dictionary`].
//!
//! A text that begins like a formula, with `=`, `+`, `-`, `@` or a control character that is skipped, carries a single quote before it,
//! so that no spreadsheet runs what somebody called a channel. Characters that turn the direction of writing stand as `\u202e`, in headings too.
//!
//! Numbers stand in full: the shortest decimal that reads back as the same bits. A number that is not known (the Monte Carlo error of a
//! single parameter draw) is an empty cell, never `NaN`.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::diagnostic::{is_unseen, upright};
use crate::ensemble::paths::Paths;
use crate::estimate::moved_exits::MovedExits;
use crate::estimate::{Estimate, Metric, RunMetadata, Summary, TrialRow};
use crate::report::Run;
use crate::report::files::dictionary::{self, Field, File};
use crate::report::files::large::{Large, LargeForm};
use crate::report::names;

/// Name and writer of every file that a run always has, in the order in which the manifest lists them.
pub const FILES: [(&str, FileWriter); 3] =
    [(dictionary::SUMMARY.name, summary), (dictionary::DISTRIBUTION.name, distribution), (dictionary::DESTINATIONS.name, destinations)];

/// Name and writer of the file that a run has where results speak of single researchers.
pub const RESEARCHERS: (&str, FileWriter) = (dictionary::RESEARCHERS.name, researchers);

/// Writes one file from the runs that a report is made of.
pub type FileWriter = fn(&mut dyn Write, &[Run<'_>], Dialect) -> io::Result<()>;

/// What separates cells and decimals, and what a file begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// A comma; nothing before the header (RFC 4180).
    #[default]
    Standard,
    /// The same after the byte-order mark by which Excel knows UTF-8: for spreadsheets whose decimals have a point.
    Excel,
    /// The byte-order mark, `;` and decimal commas: for spreadsheets whose decimals have a comma, which read 5.913 as 5,913 thousands.
    ExcelEu,
}

impl Dialect {
    /// What separates cells.
    pub fn delimiter(self) -> u8 {
        match self {
            Self::Standard | Self::Excel => b',',
            Self::ExcelEu => b';',
        }
    }

    /// What separates a number's decimals.
    pub fn decimal(self) -> char {
        match self {
            Self::Standard | Self::Excel => '.',
            Self::ExcelEu => ',',
        }
    }

    /// The name of the encoding: with a byte-order mark it is one of its own to most readers.
    pub fn encoding(self) -> &'static str {
        match self {
            Self::Standard => "utf-8",
            Self::Excel | Self::ExcelEu => "utf-8-sig",
        }
    }

    fn byte_order_mark(self) -> &'static [u8] {
        match self {
            Self::Standard => b"",
            Self::Excel | Self::ExcelEu => b"\xef\xbb\xbf",
        }
    }
}

/// `summary.csv`: one number a row.
///
/// # Errors
/// Where the output cannot be written.
pub fn summary(out: &mut dyn Write, runs: &[Run<'_>], dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::SUMMARY, &[], dialect)?;
    for run in runs {
        let metadata = &run.estimates.metadata;
        let of_run = table.text(run.key).text(&metadata.scenario).text(run.policy).take_cells();
        for curve in &run.estimates.curves {
            let group = names::group(metadata, curve.group);
            let of_curve = table.again(&of_run).text(names::metric(curve.metric)).text(&group).take_cells();
            for (date, point) in metadata.dates.iter().zip(curve.points.each()) {
                let of_date = table.again(&of_curve).value(date).take_cells();
                for (stat, estimate) in stats(metadata, curve.metric, &point).filter(|(_, estimate)| estimate.value.is_finite()) {
                    table.again(&of_date).text(stat).number(estimate.value).number(estimate.mcse).end()?;
                }
            }
        }
        for figure in &run.estimates.figures {
            let (metric, group) = (names::metric(figure.metric), names::group(metadata, figure.group));
            let sd = figure.sd.map(|sd| ("sd", sd)).filter(|(_, sd)| sd.value.is_finite());
            for (stat, estimate) in [("mean", figure.estimate)].into_iter().chain(sd) {
                table.again(&of_run).text(metric).text(&group).value(metadata.horizon());
                table.text(stat).number(estimate.value).number(estimate.mcse).end()?;
            }
        }
    }
    table.finish()
}

/// `distribution.csv`: the whole distribution of the number retained, by month; rows of probability zero are omitted.
///
/// # Errors
/// Where the output cannot be written.
pub fn distribution(out: &mut dyn Write, runs: &[Run<'_>], dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::DISTRIBUTION, &[], dialect)?;
    for run in runs {
        for (month, (date, probabilities)) in run.estimates.metadata.dates.iter().zip(&run.estimates.distribution).enumerate() {
            for (retained, probability) in probabilities.seen() {
                table.text(run.key).text(&run.estimates.metadata.scenario).text(run.policy).value(month).value(date);
                table.value(retained).number(probability.value).number(probability.mcse).end()?;
            }
        }
    }
    table.finish()
}

/// `destinations.csv`: the share of the opening roster whose first exit by a date was there; rows of share zero are omitted.
///
/// # Errors
/// Where the output cannot be written.
pub fn destinations(out: &mut dyn Write, runs: &[Run<'_>], dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::DESTINATIONS, &[], dialect)?;
    for run in runs {
        for (month, date) in run.estimates.metadata.dates.iter().enumerate() {
            for destination in &run.estimates.destinations {
                let Some(share) = destination.shares.get(month).filter(|share| share.value > 0.0) else { continue };
                let channel = &run.estimates.metadata.channels[destination.channel];
                table.text(run.key).text(&run.estimates.metadata.scenario).text(run.policy).value(month).value(date);
                table.text(channel).text(&destination.competitor).number(share.value).number(share.mcse).end()?;
            }
        }
    }
    table.finish()
}

/// `researchers.csv`: the probability that each of the opening roster is there, by date.
///
/// # Errors
/// Where the output cannot be written.
pub fn researchers(out: &mut dyn Write, runs: &[Run<'_>], dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::RESEARCHERS, &[], dialect)?;
    for run in runs {
        let metadata = &run.estimates.metadata;
        for (id, presence) in metadata.individuals.iter().zip(&run.estimates.researchers) {
            for (date, there) in metadata.dates.iter().zip(presence) {
                table.text(run.key).text(&metadata.scenario).text(run.policy).text(id).value(date);
                table.number(there.value).number(there.mcse).end()?;
            }
        }
    }
    table.finish()
}

/// `paths.csv`: single futures, by trial and date.
///
/// # Errors
/// Where the output cannot be written.
pub fn paths(out: &mut dyn Write, run: &Run<'_>, paths: &Paths, dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::PATHS, &[], dialect)?;
    let metadata = &run.estimates.metadata;
    for (trial, retained) in (paths.first..).zip(&paths.retained) {
        for (month, (date, there)) in metadata.dates.iter().zip(retained).enumerate() {
            table.text(run.key).text(&metadata.scenario).text(run.policy);
            table.value(trial).value(month).value(date).value(there).end()?;
        }
    }
    table.finish()
}

/// `cascades.csv`: how many exits of one group those of another have brought about; rows of zero are omitted.
///
/// # Errors
/// Where the output cannot be written.
pub fn cascades(out: &mut dyn Write, run: &Run<'_>, moved: &MovedExits, dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::CASCADES, &[], dialect)?;
    for pair in moved.pairs(&run.estimates.clusters) {
        table.text(run.key).text(&run.estimates.metadata.scenario).text(run.policy).text(pair.by).text(pair.from).text(pair.to);
        table.number(pair.exits.value).number(pair.exits.mcse).value(moved.trials).end()?;
    }
    table.finish()
}

/// `trials.csv`: a row a trial, written while the trials run.
pub struct Trials<W: Write + Send> {
    table: Large<W>,
    key: String,
    policy: String,
}

impl<W: Write + Send> Trials<W> {
    /// Writes the header: what every trial has, and what the metadata asks of each. The run is named by its key and its policy.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn new(out: W, (key, policy): (&str, &str), metadata: &RunMetadata, form: LargeForm) -> io::Result<Self> {
        let further: Vec<(&str, Field)> = dictionary::of_trials(metadata).into_iter().map(|field| (field.name, field)).collect();
        let table = Large::new(out, &dictionary::TRIALS, &further, form)?;
        Ok(Self { table, key: key.to_owned(), policy: policy.to_owned() })
    }

    /// Writes one trial.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn row(&mut self, row: &TrialRow) -> io::Result<()> {
        self.table.text(&self.key).text(&self.policy).count(Some(row.trial)).count(Some(row.draw)).count(Some(row.retained.into()));
        self.table.count(row.exits.map(u64::from));
        for &number in &row.further {
            self.table.number(number);
        }
        self.table.end()
    }

    /// Gives the output back, everything written.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn into_inner(self) -> io::Result<W> {
        self.table.into_inner()
    }
}

/// The numbers of one date under their names; no luck share where the count does not vary.
pub(in crate::report) fn stats(metadata: &RunMetadata, metric: Metric, point: &Summary) -> impl Iterator<Item = (&'static str, Estimate)> {
    [("mean", point.mean), ("sd", point.sd)]
        .into_iter()
        .chain(names::quantiles(metadata, metric, point))
        .chain(point.luck_share.map(|share| ("luck_share", share)))
}

/// Whether a spreadsheet might take a text for a formula: it begins with a sign of one, also as wide as an ideograph or small, after
/// whatever cannot be seen.
pub fn begins_formula(text: &str) -> bool {
    const SIGNS: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];
    if text.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return false;
    }
    let seen = text.trim_start_matches(is_unseen);
    seen.starts_with(SIGNS) || text.starts_with(['\t', '\r', '\n'])
}

/// A CSV writer, a cell at a time, without an allocation a cell.
pub(in crate::report) struct Table<W: Write> {
    out: W,
    /// Rows that are not handed on yet, and the cells of the row in hand, each with a delimiter behind it.
    rows: Vec<u8>,
    /// Where the row in hand begins.
    begin: usize,
    cell: String,
    delimiter: u8,
    decimal: char,
}

impl<W: Write> Table<W> {
    /// So many bytes are handed on at once.
    const ROOM: usize = 1 << 13;

    pub fn new(out: W, file: &File, further: &[Field], dialect: Dialect) -> io::Result<Self> {
        Self::with_names(out, file, further.iter().map(|field| field.name), dialect)
    }

    /// Writes the header: the file's own columns, then others.
    pub fn with_names<'a>(out: W, file: &'a File, further: impl Iterator<Item = &'a str>, dialect: Dialect) -> io::Result<Self> {
        let (delimiter, decimal) = (dialect.delimiter(), dialect.decimal());
        let mut table = Self { out, rows: Vec::new(), begin: 0, cell: String::new(), delimiter, decimal };
        table.out.write_all(dialect.byte_order_mark())?;
        for name in file.fields.iter().map(|field| field.name).chain(further) {
            table.field("", &upright(name));
        }
        table.end()?;
        Ok(table)
    }

    /// A text from a file of somebody, defused (OWASP, "CSV Injection"), and with nothing in it that turns the direction of writing.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.field(if begins_formula(text) { "'" } else { "" }, &upright(text));
        self
    }

    pub fn value(&mut self, value: impl std::fmt::Display) -> &mut Self {
        let mut cell = std::mem::take(&mut self.cell);
        cell.clear();
        // Text in memory takes all that is written.
        let _ = write!(cell, "{value}");
        self.field("", &cell);
        self.cell = cell;
        self
    }

    /// The shortest decimal that reads back as the same bits; nothing where the number is not known. A negative zero is a zero.
    pub fn number(&mut self, number: f64) -> &mut Self {
        if !number.is_finite() {
            return self.text("");
        }
        if self.decimal == '.' {
            return self.value(number + 0.0);
        }
        let decimals = (number + 0.0).to_string().replace('.', self.decimal.encode_utf8(&mut [0; 4]));
        self.value(decimals)
    }

    /// The next cell of the row: in quotation marks where it would end a cell otherwise (RFC 4180).
    fn field(&mut self, before: &str, text: &str) {
        let ends_cell = |byte: u8| byte == self.delimiter || matches!(byte, b'"' | b'\r' | b'\n');
        if text.bytes().any(ends_cell) {
            let quoted = format!("\"{before}{}\"", text.replace('"', "\"\""));
            self.rows.extend_from_slice(quoted.as_bytes());
        } else {
            self.rows.extend_from_slice(before.as_bytes());
            self.rows.extend_from_slice(text.as_bytes());
        }
        self.rows.push(self.delimiter);
    }

    /// The cells of the row in hand, which is empty then: for rows that begin alike.
    fn take_cells(&mut self) -> Vec<u8> {
        self.rows.split_off(self.begin)
    }

    /// Cells that were taken of a row.
    fn again(&mut self, cells: &[u8]) -> &mut Self {
        self.rows.extend_from_slice(cells);
        self
    }

    /// Ends the row.
    pub fn end(&mut self) -> io::Result<()> {
        self.rows.pop();
        self.rows.push(b'\n');
        self.begin = self.rows.len();
        if self.begin >= Self::ROOM { self.hand_on() } else { Ok(()) }
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.rows)?;
        self.rows.clear();
        self.begin = 0;
        Ok(())
    }

    /// Gives the output back, everything written.
    pub fn into_inner(mut self) -> io::Result<W> {
        self.hand_on()?;
        Ok(self.out)
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.hand_on()?;
        self.out.flush()
    }
}
