//! The columns of an export: which field each is, by its heading or as asked.

use std::collections::HashSet;

use super::header::is_called;
use super::{Row, Table, lines, one};
use crate::cells::dates::{Value, Written, is_coarse_date, is_date, written};
use crate::cells::headings::{Field, field_of, plain};
use crate::cells::words::is_yes_or_no;
use crate::diagnostic::{Diagnostic, Problems, quoted};
use crate::import::Ask;

/// Which column each field is read from, and what else there is.
pub(in crate::import) struct Columns {
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
            let message = format!("{} seems to be of a further spell, and nothing reads it ({})", quoted(heading), lines(&of));
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
