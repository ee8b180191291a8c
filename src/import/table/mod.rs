//! The table within an export: where its header is, which rows are people, and which are a banner, a total, a repeated header or blank.

mod columns;
mod header;
mod line_numbers;
pub(super) mod lines_above;
mod rows;

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

pub(super) use self::columns::Columns;
use self::header::{header, no_header};
pub(super) use self::line_numbers::lines;
pub(super) use self::rows::Row;
use self::rows::{SEPARATORS, rows, rows_by};
use crate::cells::dates::is_date;
use crate::cells::headings::{Field, plain};
use crate::cells::totals::{is_only_total, is_total};
use crate::cells::words::is_kind;
use crate::diagnostic::{Diagnostic, Place, Problems, Source, quoted};
use crate::import::Ask;
use crate::scenario::file::csv::swallowed::Swallowed;
use crate::scenario::text_file;

/// Why a row is no person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Above the header.
    Banner,
    /// The header.
    Header,
    /// The header once more.
    RepeatedHeader,
    /// A total.
    Total,
    /// A note among or below the people.
    Note,
    /// The team of the people below it.
    Team,
    /// Nothing in it.
    Blank,
    /// The same as an earlier row in every cell.
    Double,
    /// No date, no status, and an id unlike everybody's.
    Stranger,
    /// Left out by `--skip`.
    Skipped,
}

/// An export taken apart.
pub(in crate::import) struct Table {
    source: Arc<Source>,
    /// The headings, empty where a column has none.
    pub headings: Vec<String>,
    /// The rows that are people.
    pub rows: Vec<Row>,
    /// The lines of the other rows.
    pub others: Vec<(usize, Fate)>,
    /// The texts above, among and below the people, which may name the date of the export, and their lines.
    pub notes: Vec<(usize, Vec<String>)>,
    /// What is to be said of how the file is written.
    pub told: Vec<String>,
    /// Those of one cell below the header.
    singles: Vec<Row>,
    header: Range<usize>,
}

impl Table {
    /// Takes a file apart.
    pub fn read(path: &Path, ask: &Ask) -> Result<Self, Problems> {
        let source = text_file(path, ask.encoding, |text| {
            let (rows, ..) = rows(&Source::file(0, "", text));
            header(&rows, ask).is_some()
        })?;
        if source.text().contains('\r') && !source.text().contains('\n') {
            let message = format!("the lines of {} end in carriage returns alone, as old programs write them", quoted(source.name()));
            return Err(one(Diagnostic::error(message).help("save it as CSV again, with the line ends of Windows or Unix")));
        }
        let (mut rows, problems, separator) = rows(&source);
        if !problems.is_empty() {
            // Where no header is known, it may be any file.
            return Err(if header(&rows, ask).is_some() { problems } else { one(no_header(&source, false)) });
        }
        // By another mark it may be an export with a quote that is never closed.
        if header(&rows, ask).is_none() {
            let broken = SEPARATORS.map(|separator| rows_by(&source, separator));
            let broken = broken.into_iter().find(|(rows, problems)| !problems.is_empty() && header(rows, ask).is_some());
            if let Some((_, problems)) = broken {
                return Err(problems);
            }
        }
        let mut others = Vec::new();
        rows.retain(|row| {
            let fate = if row.is_blank() { Some(Fate::Blank) } else { ask.skip.contains(&row.line).then_some(Fate::Skipped) };
            others.extend(fate.map(|fate| (row.line, fate)));
            fate.is_none()
        });
        if let Some(line) = ask.skip.iter().find(|line| !others.contains(&(**line, Fate::Skipped))) {
            return Err(one(Diagnostic::error(format!("--skip {line}: the file has no row that begins in line {line}"))));
        }
        let Some(at) = header(&rows, ask) else { return Err(one(no_header(&source, rows.is_empty()))) };
        let below = rows.split_off(at + 1);
        let head = rows.pop().expect("the header is one of the rows");
        let mut table = Self {
            header: head.places.first().map_or(0, |cell| cell.start as usize)..head.places.last().map_or(0, |cell| cell.end as usize),
            source,
            headings: head.cells,
            rows: Vec::new(),
            others,
            notes: Vec::new(),
            told: Vec::new(),
            singles: Vec::new(),
        };
        table.others.push((head.line, Fate::Header));
        table.check_quotes(&below, separator)?;
        table.check_headers(head.line, rows.iter().chain(&below))?;
        table.check_banner(&rows)?;
        for row in rows {
            table.set_aside(&row, Fate::Banner);
        }
        table.sort_out(below)?;
        table.others.sort_unstable_by_key(|(line, _)| *line);
        Ok(table)
    }

    /// Whether a column has only kinds of employment, such as `Full-time`, of which the user says nothing.
    pub fn is_of_kinds(&self, column: usize, ask: &Ask) -> bool {
        let mut cells = self.rows.iter().filter_map(|row| row.get(column, ask)).peekable();
        let is_said = |cell: &str| ask.status.iter().any(|(word, _)| plain(word) == plain(cell));
        cells.peek().is_some() && cells.all(|cell| is_kind(cell) && !is_said(cell))
    }

    /// Keeps the rows that are people.
    fn sort_out(&mut self, rows: Vec<Row>) -> Result<(), Problems> {
        let columns = self.headings.len();
        let mut problems = Problems::default();
        let mut seen = HashSet::new();
        for mut row in rows {
            while row.cells.len() > columns && row.cells.last().is_some_and(String::is_empty) {
                row.cells.pop();
            }
            if self.repeats_header(&row) {
                self.set_aside(&row, Fate::RepeatedHeader);
            } else if is_total(row.first(), true) && 2 * row.filled() <= columns {
                self.set_aside(&row, Fate::Total);
            } else if row.filled() == 1 && columns > 2 {
                self.set_aside(&row, Fate::Note);
                self.singles.push(row);
            } else if row.cells.len() > columns {
                let message = format!("this row has {} cells, the header {columns}", row.cells.len());
                let help =
                    format!("a cell that holds the mark between cells stands in double quotes; --skip {} leaves the row out", row.line);
                problems.push(Diagnostic::error(message).at(&self.whole(&row)).label(format!("expected {columns} cells")).help(help));
            } else if !seen.insert(row.cells.clone()) {
                self.set_aside(&row, Fate::Double);
            } else {
                self.rows.push(row);
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn set_aside(&mut self, row: &Row, fate: Fate) {
        self.others.push((row.line, fate));
        // Below the header a date alone is anybody's.
        let is_note = fate == Fate::Banner || row.cells.iter().any(|cell| !cell.is_empty() && !is_date(cell));
        if !matches!(fate, Fate::Double | Fate::RepeatedHeader | Fate::Stranger | Fate::Total) && is_note {
            self.notes.push((row.line, row.cells.iter().filter(|cell| !cell.is_empty()).cloned().collect()));
        }
    }

    /// Whether a row is the header once more, but for case and blank cells behind it.
    fn repeats_header(&self, row: &Row) -> bool {
        let plain_of = |cells: &[String]| {
            let mut words: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
            while words.last().is_some_and(String::is_empty) {
                words.pop();
            }
            words
        };
        row.cells == self.headings || row.is_header() && plain_of(&row.cells) == plain_of(&self.headings)
    }

    /// Refuses rows that hold others in a quoted cell, or says so where they may be lines of a note.
    fn check_quotes(&mut self, rows: &[Row], separator: u8) -> Result<(), Problems> {
        let mut problems = Problems::default();
        for row in rows {
            let Some(found) = Swallowed::of(self.source.text(), &row.places, separator, self.headings.len()) else { continue };
            let (message, help) = found.message();
            if found.is_certain {
                let place = Place::new(&self.source, found.place.clone());
                let help = format!("{help}; --skip {} leaves all of it out", row.line);
                problems.push(Diagnostic::error(message).at(&place).label("a row?").help(help));
            } else {
                let first = message[..1].to_uppercase();
                self.told.push(format!("{first}{}: read as one cell.", &message[1..]));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Refuses a second table under a header of its own.
    fn check_headers<'r>(&self, line: usize, mut rows: impl Iterator<Item = &'r Row>) -> Result<(), Problems> {
        let Some(row) = rows.find(|row| row.is_header() && !self.repeats_header(row)) else { return Ok(()) };
        let sorted = |cells: &[String]| {
            let mut words: Vec<String> = cells.iter().map(|cell| plain(cell)).filter(|word| !word.is_empty()).collect();
            words.sort_unstable();
            words
        };
        let (first, second) = (line.min(row.line), line.max(row.line));
        let is_same = sorted(&row.cells) == sorted(&self.headings);
        let how = if is_same { ", with the same headings in another order" } else { "" };
        let message = format!("two tables in one file: lines {first} and {second} are both headers{how}");
        let place = if row.line == second { self.whole(row) } else { self.head() };
        let help = format!(
            "put everybody under one header: those there and the leavers, a row each, the date of exit empty for who is there; --skip \
             {} leaves out a line that is no header",
            row.line
        );
        Err(one(Diagnostic::error(message).at(&place).label("expected one header").help(help)))
    }

    /// Refuses what looks like people above the header.
    fn check_banner(&self, rows: &[Row]) -> Result<(), Problems> {
        let people: Vec<&Row> = rows.iter().filter(|row| row.filled() >= 3 && row.cells.iter().any(|cell| is_date(cell))).collect();
        let [first, _, ..] = people[..] else { return Ok(()) };
        let of: Vec<usize> = people.iter().map(|row| row.line).collect();
        let message = format!("{} rows above the header look like people ({})", of.len(), lines(&of));
        let help = format!("put everybody under one header; --skip {} leaves a row out", of[0]);
        Err(one(Diagnostic::error(message).at(&self.whole(first)).label("expected a note above the header").help(help)))
    }

    /// Sets aside the rows that have neither a date nor a status, and of which the id is none; asks where it may be one.
    pub fn set_strangers_aside(&mut self, columns: &Columns, ask: &Ask) -> Result<(), Problems> {
        use Field::{AsOf, Exit, FirstName, Hired, Id, LastName, Name, OriginalHire, Rehired, Status, TermEnd};
        let get = |row: &Row, field: Field| columns.get(field).and_then(|column| row.get(column, ask)).map(str::to_owned);
        let is_dated = |row: &Row| [Hired, Rehired, OriginalHire, Exit, TermEnd, Status].iter().any(|field| get(row, *field).is_some());
        let who = |row: &Row| [Id, Name, FirstName, LastName].iter().find_map(|field| get(row, *field)).unwrap_or_default();
        let forms: HashSet<String> = self.rows.iter().filter(|row| is_dated(row)).map(|row| form(&who(row))).collect();
        if forms.is_empty() || columns.get(Hired).is_none() {
            return Ok(());
        }
        let (mut kept, mut asked) = (Vec::new(), Vec::new());
        for row in std::mem::take(&mut self.rows) {
            let is_alone = !row.cells.iter().enumerate().any(|(column, cell)| {
                let is_it = matches!(columns.field(column), Some(Id | Name | FirstName | LastName | AsOf));
                !is_it && !cell.is_empty()
            });
            let who = who(&row);
            // A person may be called so.
            let says_total = |name: Option<String>| name.is_some_and(|name| is_only_total(&name));
            let is_named_total = says_total(get(&row, Id)) || !is_dated(&row) && says_total(get(&row, Name));
            if !is_named_total && (is_dated(&row) || who.is_empty()) {
                kept.push(row);
            } else if is_named_total || is_total(row.first(), false) || is_total(&who, false) {
                self.set_aside(&row, Fate::Total);
            } else if get(&row, Id).is_some() && !forms.contains(&form(&who)) {
                self.set_aside(&row, Fate::Stranger);
            } else {
                if is_alone || !who.contains(|c: char| c.is_ascii_digit()) {
                    asked.push(row.line);
                }
                kept.push(row);
            }
        }
        self.rows = kept;
        self.others.sort_unstable_by_key(|(line, _)| *line);
        // An id alone is no note.
        let is_id = |id: &str| id.contains(|c: char| c.is_ascii_digit()) && forms.contains(&form(id));
        asked.extend(self.singles.iter().filter(|row| get(row, Id).is_some_and(|id| is_id(&id))).map(|row| row.line));
        asked.sort_unstable();
        let Some(first) = self.rows.iter().chain(&self.singles).find(|row| asked.first() == Some(&row.line)) else { return Ok(()) };
        let message = format!("neither a date nor a status says that this is a person ({})", lines(&asked));
        let help = format!("fill the date of hire, or leave the row out: --skip {}", first.line);
        Err(one(Diagnostic::error(message).at(&self.whole(first)).label("a person?").help(help)))
    }

    /// Refuses rows that end early: what stands behind a cell that was lost would be read as another column. Where many do, the export
    /// leaves out empty cells at the end; says which.
    pub fn check_short(&self) -> Result<Option<String>, Problems> {
        let last = self.headings.iter().rposition(|heading| !heading.is_empty()).unwrap_or(0);
        let short: Vec<&Row> = self.rows.iter().filter(|row| row.cells.len() <= last).collect();
        let Some(first) = short.first() else { return Ok(None) };
        let of: Vec<usize> = short.iter().map(|row| row.line).collect();
        if 3 * short.len() >= self.rows.len() && short.len() > 1 {
            return Ok(Some(format!("Rows end before the last column, and are taken to have nothing in it: {}.", lines(&of))));
        }
        let message = if of.len() == 1 {
            format!("this row has {} cells, the header {}", first.cells.len(), last + 1)
        } else {
            format!("rows have fewer cells than the header, {} ({})", last + 1, lines(&of))
        };
        let help = format!("give it its empty cells; --skip {} leaves the row out", of[0]);
        Err(one(Diagnostic::error(message).at(&self.whole(first)).label(format!("expected {} cells", last + 1)).help(help)))
    }

    /// The words of cells that say that there is nothing, in the order of the file, and how often each stands there.
    pub fn words_for_nothing(&self, ask: &Ask) -> Vec<(&str, usize)> {
        let mut words: Vec<(&str, usize)> = Vec::new();
        for row in &self.rows {
            let nothing = (0..row.cells.len()).filter(|&column| row.get(column, ask).is_none()).map(|column| row.cells[column].as_str());
            for word in nothing.filter(|word| !word.is_empty()) {
                match words.iter_mut().find(|(known, _)| *known == word) {
                    Some((_, count)) => *count += 1,
                    None => words.push((word, 1)),
                }
            }
        }
        words
    }

    /// Whether a column has no cell that is filled.
    pub fn is_blank(&self, column: usize) -> bool {
        self.rows.iter().all(|row| row.cells.get(column).is_none_or(String::is_empty))
    }

    /// Whether all cells of a column that are filled are numbers, and any is.
    pub fn is_of_numbers(&self, column: usize, ask: &Ask) -> bool {
        let mut cells = self.rows.iter().filter_map(|row| row.get(column, ask)).map(|cell| cell.replace(',', ".").parse::<f64>().is_ok());
        let mut any = false;
        cells.all(|is_number| {
            any = true;
            is_number
        }) && any
    }

    /// The place of a cell, or of the row where it has no such cell.
    pub fn place(&self, row: &Row, column: usize) -> Place {
        match row.places.get(column) {
            Some(cell) => Place::new(&self.source, cell.start as usize..cell.end as usize),
            None => self.whole(row),
        }
    }

    /// The place of a row.
    pub fn whole(&self, row: &Row) -> Place {
        let end = row.places.last().map_or(0, |cell| cell.end as usize);
        Place::new(&self.source, row.places.first().map_or(end, |cell| cell.start as usize)..end)
    }

    /// The place of the header.
    pub fn head(&self) -> Place {
        Place::new(&self.source, self.header.clone())
    }
}

/// An id with its digits and letters each as one: `P-17` and `P-9` are of one form.
fn form(id: &str) -> String {
    let mut form: Vec<char> = id
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                '9'
            } else if c.is_alphabetic() {
                'a'
            } else {
                c
            }
        })
        .collect();
    form.dedup();
    form.into_iter().collect()
}

/// Problems of one.
pub(in crate::import) fn one(diagnostic: Diagnostic) -> Problems {
    let mut problems = Problems::default();
    problems.push(diagnostic);
    problems
}
