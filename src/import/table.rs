//! The table within an export: where its header is, which rows are people, and which are a banner, a total, a repeated header or blank.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::Ask;
use super::dates::{Value, Written, written};
use super::people::lines as in_lines;
use super::words::{is_kind, is_yes_or_no};
use crate::diagnostic::{Diagnostic, Place, Problems, Source, quoted};
use crate::headings::{Field, field_of, plain};
use crate::nothing::is_nothing;
use crate::scenario::{Swallowed, lines, text_file, unquoted};
use crate::totals::{is_only_total, is_total};

/// The header is looked for in so many lines.
const SEARCHED: usize = 60;

/// The marks that may stand between cells.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

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
pub(super) struct Table {
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

/// A row.
pub(super) struct Row {
    /// Its line in the file, from 1.
    pub line: usize,
    cells: Vec<String>,
    places: Vec<Range<u32>>,
}

impl Row {
    /// The text of a cell, unless it says that there is nothing.
    pub fn get(&self, column: usize, ask: &Ask) -> Option<&str> {
        let cell = self.cells.get(column)?;
        let is_missing = |word: &str| word.eq_ignore_ascii_case(cell);
        let is_nothing = cell.is_empty() || is_nothing(cell) || is_missing("#n/a") || ask.missing.iter().any(|word| is_missing(word));
        (!is_nothing).then_some(cell.as_str())
    }

    /// Writes a cell.
    pub fn fill(&mut self, column: usize, text: &str) {
        self.cells.resize(self.cells.len().max(column + 1), String::new());
        text.clone_into(&mut self.cells[column]);
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }

    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }

    fn first(&self) -> &str {
        self.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str)
    }

    /// Whether it is a header as far as its cells tell: two or more headings that are known, one of them that of an id or a name, not many
    /// others, and neither a number nor a date.
    fn is_header(&self) -> bool {
        let known: Vec<Field> = self.cells.iter().filter_map(|cell| field_of(cell)).map(|(field, _)| field).collect();
        let says_who = known.iter().any(|field| matches!(field, Field::Id | Field::Name | Field::FirstName | Field::LastName));
        known.len() >= 2 && says_who && 2 * known.len() >= self.filled() && !self.cells.iter().any(|cell| is_value(cell))
    }
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
            return Err(one(Diagnostic::error(message).help("save it as CSV anew, with the line ends of Windows or Unix")));
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
        let message = format!("{} rows above the header look like people ({})", of.len(), in_lines(&of));
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
        let message = format!("neither a date nor a status says that this is a person ({})", in_lines(&asked));
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
            return Ok(Some(format!("Rows end before the last column, and are taken to have nothing in it: {}.", in_lines(&of))));
        }
        let message = if of.len() == 1 {
            format!("this row has {} cells, the header {}", first.cells.len(), last + 1)
        } else {
            format!("rows have fewer cells than the header, {} ({})", last + 1, in_lines(&of))
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
    fn is_of_numbers(&self, column: usize, ask: &Ask) -> bool {
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

/// Whether a cell is a date to the day, and not merely a number.
fn is_date(cell: &str) -> bool {
    let is_day = |value| matches!(value, Value::On(date) if date.exact().is_some());
    match written(cell) {
        Written::Sure(value) => is_day(value) && cell.contains(|c: char| !c.is_ascii_digit() && c != '.' && c != ',') || is_dotted(cell),
        Written::Numbers(_) => true,
        Written::Strange => false,
    }
}

/// Whether a cell is a month, or a year that may be one of a hire or exit: `Mar 2021`, `2021-03`, `03/2021`, `2021`.
fn is_coarse_date(cell: &str) -> bool {
    /// Nobody who is there was hired before.
    const EARLIEST: i16 = 1970;
    match written(cell) {
        Written::Sure(Value::On(date)) => date.exact().is_none() && date.earliest.year() >= EARLIEST,
        _ => false,
    }
}

/// `4.10.2018`.
fn is_dotted(cell: &str) -> bool {
    cell.matches('.').count() == 2
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
pub(super) fn one(diagnostic: Diagnostic) -> Problems {
    let mut problems = Problems::default();
    problems.push(diagnostic);
    problems
}

/// All rows that can be told apart, their cells apart by the mark that gives the most rows the same number of cells; and what is wrong.
fn rows(source: &Arc<Source>) -> (Vec<Row>, Problems, u8) {
    let by_each = SEPARATORS.map(|separator| {
        let (found, problems) = rows_by(source, separator);
        let mut counts: Vec<usize> = found.iter().map(|row| row.cells.len()).filter(|count| *count > 1).collect();
        counts.sort_unstable();
        let runs = counts.chunk_by(|one, other| one == other).map(|run| (run.len(), run[0]));
        let (rows, cells) = runs.max().unwrap_or_default();
        // A mark by which rows are broken counts only where they are by all.
        ((problems.is_empty() && rows > 0, rows, cells), (found, problems, separator))
    });
    let best = by_each.into_iter().reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or_else(|| (Vec::new(), Problems::default(), b','), |(_, found)| found)
}

fn rows_by(source: &Arc<Source>, separator: u8) -> (Vec<Row>, Problems) {
    let text = source.text();
    let mut lines = lines::Lines::separated_by(source, separator);
    let (mut rows, mut problems) = (Vec::new(), Problems::default());
    let (mut line, mut counted) = (1, 0);
    while let Some(record) = lines.next() {
        match record {
            Ok(places) => {
                let start = places.first().map_or(counted, |cell| cell.start as usize);
                line += text[counted..start].bytes().filter(|byte| *byte == b'\n').count();
                counted = start;
                let cells = places.iter().map(|cell| content(&text[cell.start as usize..cell.end as usize])).collect();
                rows.push(Row { line, cells, places });
            }
            Err(diagnostic) => problems.push(*diagnostic),
        }
    }
    (rows, problems)
}

/// The text of a cell: without its quotes, and without the sign by which exports keep a number from being read as one (`="007"`).
fn content(cell: &str) -> String {
    let text = unquoted(cell);
    let text = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(&text);
    // Byte-order marks are left within a file that was put together of several; marks of the direction of writing cannot be seen.
    let is_unseen = |c: char| matches!(c, '\u{feff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace(is_unseen, "").trim().to_owned()
}

/// Whether a heading is meant by an option: as it is, or as a help shows it, with a break of a line as `\n`.
fn is_called(heading: &str, asked: &str) -> bool {
    heading == asked || crate::diagnostic::shown(heading) == asked
}

/// Whether a cell is a number or a date.
pub(crate) fn is_value(cell: &str) -> bool {
    cell.parse::<f64>().is_ok() || is_date(cell)
}

/// The header: of the first rows the one with the most headings that are known, at least two. A row with two numbers or dates is none, though
/// some of its words may be headings, too (`Manager`, `End of contract`).
fn header(rows: &[Row], ask: &Ask) -> Option<usize> {
    let known = |row: &Row| {
        let is_known = |cell: &&String| field_of(cell).is_some() || ask.columns.iter().any(|(_, heading)| is_called(cell, heading));
        row.cells.iter().filter(|cell| !cell.is_empty()).filter(is_known).count()
    };
    let may_be = |row: &Row| row.cells.iter().filter(|cell| is_value(cell)).count() < 2;
    let counts = rows.iter().take(SEARCHED).map(|row| if may_be(row) { known(row) } else { 0 }).enumerate();
    counts.filter(|(_, known)| *known >= 2).max_by_key(|&(at, known)| (known, std::cmp::Reverse(at))).map(|(at, _)| at)
}

fn no_header(source: &Arc<Source>, is_empty: bool) -> Diagnostic {
    if is_empty {
        return Diagnostic::error("the file is empty; it needs a header at least").at(&Place::new(source, 0..0));
    }
    let (name, id, hired) = (quoted(source.name()), quoted("Employee ID"), quoted("Hire Date"));
    let message = format!("{name} has no row with two headings that are known, such as {id} and {hired}");
    let help = "say which headings stand for what: --column id=\"Their number\" --column hired=\"Their start\"; nothing of the file is shown here, since it may be another";
    Diagnostic::error(message).help(help)
}

/// Which column each field is read from, and what else there is.
pub(super) struct Columns {
    taken: Vec<(Field, usize)>,
    /// Columns that would do for a field that another one is taken for.
    pub second: Vec<(usize, Field)>,
    /// Those of them that stand for it where it is blank.
    pub standing_in: Vec<usize>,
}

impl Columns {
    /// Takes for each field the column with the most telling heading, or the one that was asked for.
    pub fn of(table: &Table, ask: &Ask) -> Result<Self, Problems> {
        let mut columns = Self { taken: Vec::new(), second: Vec::new(), standing_in: Vec::new() };
        for (field, heading) in &ask.columns {
            if heading.is_empty() {
                continue;
            }
            let Some(column) = table.headings.iter().position(|known| is_called(known, heading)) else {
                let diagnostic = Diagnostic::error(format!("the file has no column {}", quoted(heading))).at(&table.head());
                let near = crate::diagnostic::nearest(heading, table.headings.iter().map(String::as_str));
                return Err(one(diagnostic.label(format!("asked for as --column {}=", field.name())).suggest(near)));
            };
            columns.taken.push((*field, column));
        }
        let mut known: Vec<(usize, usize, Field)> = Vec::new();
        for (column, heading) in table.headings.iter().enumerate().filter(|(column, _)| !columns.is_taken(*column)) {
            // A team or a role is a word: numbers under such a heading (years of service, an area) are something else.
            let is_other = |field: Field| {
                let may_be_number = ["service", "area", "position", "base"].contains(&plain(heading).as_str());
                matches!(field, Field::Team | Field::Role) && may_be_number && table.is_of_numbers(column, ask)
                    || field == Field::Status && table.is_of_kinds(column, ask)
            };
            known.extend(field_of(heading).filter(|(field, _)| !is_other(*field)).map(|(field, rank)| (rank, column, field)));
        }
        known.sort_by_cached_key(|&(rank, column, _)| (table.is_blank(column), rank, column));
        for (_, column, field) in known {
            if columns.get(field).is_some() || ask.has_column(field) {
                columns.second.push((column, field));
            } else {
                columns.taken.push((field, column));
            }
        }
        columns.find_hire(table, ask);
        columns.find_status(table, ask);
        Ok(columns)
    }

    /// Takes for the status what is answered by yes and no under a heading of the exit.
    fn find_status(&mut self, table: &Table, ask: &Ask) {
        let cells = |column: usize| table.rows.iter().filter_map(move |row| row.get(column, ask));
        let is_answered = |column: usize| cells(column).next().is_some() && cells(column).all(is_yes_or_no);
        if let Some(column) = self.get(Field::Exit).filter(|&column| !ask.has_column(Field::Exit) && is_answered(column)) {
            self.taken.retain(|(field, _)| *field != Field::Exit);
            let other = self.second.iter().position(|&(other, field)| field == Field::Exit && !is_answered(other));
            self.taken.extend(other.map(|at| (Field::Exit, self.second.remove(at).0)));
            self.second.push((column, Field::Exit));
        }
        if self.get(Field::Status).is_some() || ask.has_column(Field::Status) {
            return;
        }
        let found = self.second.iter().find(|&&(column, field)| field == Field::Exit && is_answered(column)).map(|&(column, _)| column);
        self.second.retain(|(column, _)| Some(*column) != found);
        self.taken.extend(found.map(|column| (Field::Status, column)));
    }

    /// Where no column is that of the hire, the first hire is it, or else the latest.
    fn find_hire(&mut self, table: &Table, ask: &Ask) {
        if ask.has_column(Field::Hired) || self.get(Field::Hired).is_some_and(|column| !table.is_blank(column)) {
            return;
        }
        let is_filled = |field: &Field| !ask.has_column(*field) && self.get(*field).is_some_and(|column| !table.is_blank(column));
        let Some(field) = [Field::OriginalHire, Field::Rehired].into_iter().find(is_filled) else { return };
        self.taken.retain(|(taken, _)| *taken != Field::Hired);
        self.taken.iter_mut().filter(|(taken, _)| *taken == field).for_each(|(taken, _)| *taken = Field::Hired);
    }

    /// Refuses dates of a further spell in the same row, `Hire Date 2` beside `Hire Date 1`, which nothing reads.
    pub fn check_numbered(&self, table: &Table, ask: &Ask) -> Result<(), Problems> {
        let base = |heading: &str| plain(heading).trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').to_owned();
        let unread = self.unread_dates(table, ask);
        for field in [Field::Hired, Field::Exit] {
            let Some(taken) = self.get(field).map(|column| table.headings[column].as_str()) else { continue };
            let is_sibling = |heading: &str| {
                let (own, other) = (plain(taken), plain(heading));
                own != other
                    && base(taken) == base(heading)
                    && [own, other].iter().any(|words| words.ends_with(|c: char| c.is_ascii_digit()))
            };
            let Some(&other) = unread.iter().find(|&&column| is_sibling(&table.headings[column])) else { continue };
            let of: Vec<&Row> = table.rows.iter().filter(|row| row.get(other, ask).is_some()).collect();
            let Some(first) = of.first() else { continue };
            let of: Vec<usize> = of.iter().map(|row| row.line).collect();
            let heading = &table.headings[other];
            let message = format!("{} seems to be of a further spell, and nothing reads it ({})", quoted(heading), in_lines(&of));
            let help = if field == Field::Hired && self.get(Field::Rehired).is_none() {
                format!(
                    "where it is the day on which they came back: --column rehired=\"{}\"; else give each spell a row of its own",
                    crate::diagnostic::shown(heading)
                )
            } else {
                format!("give each spell a row of its own, with the same id; --skip {} leaves the row out", of[0])
            };
            return Err(one(Diagnostic::error(message).at(&table.whole(first)).label("left and came back?").help(help)));
        }
        Ok(())
    }

    /// Takes a column for a field that has none.
    pub fn take(&mut self, field: Field, column: usize) {
        self.taken.push((field, column));
    }

    /// The column of a field.
    pub fn get(&self, field: Field) -> Option<usize> {
        self.taken.iter().find(|(taken, _)| *taken == field).map(|&(_, column)| column)
    }

    /// The columns of dates that nothing is read from, but those of births.
    pub fn unread_dates(&self, table: &Table, ask: &Ask) -> Vec<usize> {
        // Some cells are dates, and the others of a word or two (`9999-12-31`, `present`), or fewer. Where the heading says that it is a
        // date, day numbers are dates, too.
        let is_of_dates = |column: usize| {
            let heading = plain(&table.headings[column]);
            let says_date = heading.split(' ').any(|word| ["date", "datum", "fecha", "تاريخ"].contains(&word));
            let is_date =
                |cell: &&str| is_date(cell) || is_coarse_date(cell) || says_date && matches!(written(cell), Written::Sure(Value::On(_)));
            let (dates, others): (Vec<&str>, Vec<&str>) = table.rows.iter().filter_map(|row| row.get(column, ask)).partition(is_date);
            let kinds: HashSet<&str> = others.iter().copied().collect();
            !dates.is_empty() && (kinds.len() <= 2 || others.len() < dates.len())
        };
        let is_other = |heading: &str| {
            let words = plain(heading);
            ["birth", "dob", "geburt", "naissance", "nacimiento"].iter().any(|known| words.contains(known))
        };
        (0..table.headings.len())
            .filter(|&column| !self.is_taken(column) && !is_other(&table.headings[column]) && is_of_dates(column))
            .collect()
    }

    /// Refuses to leave dates unread where nothing is taken for the date of hire, or of exit.
    pub fn check_unread_dates(&self, table: &Table, ask: &Ask) -> Result<(), Problems> {
        let lacking = [(Field::Hired, "hire"), (Field::Exit, "exit")]
            .into_iter()
            .find(|(field, _)| self.get(*field).is_none() && !ask.has_column(*field));
        let Some((field, what)) = lacking else { return Ok(()) };
        let found = self.unread_dates(table, ask);
        let Some(&first) = found.first() else { return Ok(()) };
        let names: Vec<String> = found.iter().map(|&column| quoted(&table.headings[column])).collect();
        let message = format!("nothing is known as the date of {what}, and nothing reads the dates in {}", names.join(", "));
        let name = field.name();
        let help = format!(
            "where it is that date: --column {name}=\"{}\"; where the export has no date of {what}: --column {name}=",
            crate::diagnostic::shown(&table.headings[first])
        );
        Err(one(Diagnostic::error(message).at(&table.head()).label(format!("expected a date of {what}")).help(help)))
    }

    /// What a column is taken for.
    pub fn field(&self, column: usize) -> Option<Field> {
        self.taken.iter().find(|&&(_, taken)| taken == column).map(|&(field, _)| field)
    }

    fn is_taken(&self, column: usize) -> bool {
        self.field(column).is_some()
    }
}
