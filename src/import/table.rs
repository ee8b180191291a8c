//! The table within an export: where its header is, which rows are people, and which are a banner, a total, a repeated header or blank.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::Ask;
use crate::diagnostic::{Diagnostic, Place, Problems, Source, quoted};
use crate::headings::{Field, field_of, plain};
use crate::nothing::is_nothing;
use crate::scenario::{lines, text_file, unquoted};

/// How the first cell of a total begins, as [`plain`] has it.
const TOTALS: [&str; 16] = [
    "total",
    "grand total",
    "subtotal",
    "sub total",
    "sum",
    "count",
    "average",
    "headcount",
    "summe",
    "gesamt",
    "gesamtsumme",
    "anzahl",
    "somme",
    "suma",
    "totale",
    "المجموع",
];
/// The header is looked for in so many lines.
const SEARCHED: usize = 60;

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
    /// Nothing in it.
    Blank,
    /// The same as an earlier row in every cell.
    Double,
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
    pub notes: Vec<(usize, String)>,
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

    fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }

    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }

    fn first(&self) -> &str {
        self.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str)
    }
}

impl Table {
    /// Takes a file apart.
    pub fn read(path: &Path, ask: &Ask) -> Result<Self, Problems> {
        let source = text_file(path, |text| {
            let (rows, _) = rows(&Source::file(0, "", text));
            header(&rows, ask).is_some()
        })?;
        let (mut rows, problems) = rows(&source);
        if !problems.is_empty() {
            // Where no header is known, it may be any file.
            return Err(if header(&rows, ask).is_some() { problems } else { one(no_header(&source, false)) });
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
        };
        table.others.push((head.line, Fate::Header));
        for row in rows {
            table.set_aside(&row, Fate::Banner);
        }
        table.sort_out(below)?;
        table.others.sort_unstable_by_key(|(line, _)| *line);
        Ok(table)
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
            let is_total = TOTALS
                .iter()
                .any(|total| plain(row.first()).strip_prefix(total).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')));
            if row.cells == self.headings {
                self.set_aside(&row, Fate::RepeatedHeader);
            } else if is_total && 2 * row.filled() <= columns {
                self.set_aside(&row, Fate::Total);
            } else if row.filled() == 1 && columns > 2 {
                self.set_aside(&row, Fate::Note);
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
        if fate != Fate::Double && fate != Fate::RepeatedHeader {
            self.notes.extend(row.cells.iter().filter(|cell| !cell.is_empty()).map(|cell| (row.line, cell.clone())));
        }
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

/// Problems of one.
pub(super) fn one(diagnostic: Diagnostic) -> Problems {
    let mut problems = Problems::default();
    problems.push(diagnostic);
    problems
}

/// All rows that can be told apart, their cells apart by the mark that gives the most rows the same number of cells; and what is wrong.
fn rows(source: &Arc<Source>) -> (Vec<Row>, Problems) {
    let mut best: Option<(usize, usize, (Vec<Row>, Problems))> = None;
    for separator in [b',', b';', b'\t', b'|'] {
        let found = rows_by(source, separator);
        // With a mark by which rows are broken, none count.
        let whole = if found.1.is_empty() { &found.0[..] } else { &[] };
        let mut counts: Vec<usize> = whole.iter().map(|row| row.cells.len()).filter(|count| *count > 1).collect();
        counts.sort_unstable();
        let runs = counts.chunk_by(|one, other| one == other).map(|run| (run.len(), run[0]));
        let (rows, cells) = runs.max().unwrap_or_default();
        if best.as_ref().is_none_or(|(most, width, _)| (rows, cells) > (*most, *width)) {
            best = Some((rows, cells, found));
        }
    }
    best.map_or_else(Default::default, |(.., found)| found)
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
    text.trim().to_owned()
}

/// The header: of the first rows the one with the most headings that are known, at least two.
fn header(rows: &[Row], ask: &Ask) -> Option<usize> {
    let known = |row: &Row| {
        let is_known = |cell: &&String| field_of(cell).is_some() || ask.columns.iter().any(|(_, heading)| heading == *cell);
        row.cells.iter().filter(|cell| !cell.is_empty()).filter(is_known).count()
    };
    let counts = rows.iter().take(SEARCHED).map(known).enumerate();
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
}

impl Columns {
    /// Takes for each field the column with the most telling heading, or the one that was asked for.
    pub fn of(table: &Table, ask: &Ask) -> Result<Self, Problems> {
        let mut columns = Self { taken: Vec::new(), second: Vec::new() };
        for (field, heading) in &ask.columns {
            if heading.is_empty() {
                continue;
            }
            let Some(column) = table.headings.iter().position(|known| known == heading) else {
                let diagnostic = Diagnostic::error(format!("the file has no column {}", quoted(heading))).at(&table.head());
                let near = crate::diagnostic::nearest(heading, table.headings.iter().map(String::as_str));
                return Err(one(diagnostic.label(format!("asked for as --column {}=", field.name())).suggest(near)));
            };
            columns.taken.push((*field, column));
        }
        let is_asked = |field: Field| ask.columns.iter().any(|(asked, _)| *asked == field);
        let mut known: Vec<(usize, usize, Field)> = Vec::new();
        for (column, heading) in table.headings.iter().enumerate().filter(|(column, _)| !columns.is_taken(*column)) {
            known.extend(field_of(heading).map(|(field, rank)| (rank, column, field)));
        }
        known.sort_by_cached_key(|&(rank, column, _)| (table.is_blank(column), rank, column));
        for (_, column, field) in known {
            if columns.get(field).is_some() || is_asked(field) {
                columns.second.push((column, field));
            } else {
                columns.taken.push((field, column));
            }
        }
        Ok(columns)
    }

    /// The column of a field.
    pub fn get(&self, field: Field) -> Option<usize> {
        self.taken.iter().find(|(taken, _)| *taken == field).map(|&(_, column)| column)
    }

    /// What a column is taken for.
    pub fn field(&self, column: usize) -> Option<Field> {
        self.taken.iter().find(|&&(_, taken)| taken == column).map(|&(field, _)| field)
    }

    fn is_taken(&self, column: usize) -> bool {
        self.field(column).is_some()
    }
}
