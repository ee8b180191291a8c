//! Columns under the headings that other systems give them: taken for ours, and said so; and columns that nothing reads.

use super::covariates::{Wanted, is_wanted};
use crate::cells::headings::{Field, field_of, is_heading_of, plain};
use crate::cells::nothing::is_nothing;
use crate::cells::pay::is_of_a_year;
use crate::diagnostic::{Diagnostic, Place, quoted, shown};
use crate::scenario::file::csv::sheet::{IDS, Sheet};
use crate::scenario::file::{Reader, Table};

/// A kind of file, and what of an export its columns are.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct FileOf {
    /// The table of the scenario that names the file.
    pub table: &'static str,
    /// The fields of exports, and the column that each is.
    pub fields: &'static [(Field, &'static str)],
    /// Headings that may mean two things in such a file, so that they are taken for nothing.
    unclear: &'static [&'static str],
}

/// The roster.
pub(in crate::scenario) const ROSTER_FILE: FileOf = FileOf {
    table: "roster",
    fields: &[
        (Field::Id, "id"),
        (Field::Name, "name"),
        (Field::Team, "team"),
        (Field::Role, "role"),
        (Field::Hired, "hired"),
        (Field::Pay, "pay"),
        (Field::Unvested, "unvested"),
    ],
    unclear: &[],
};

/// The history.
pub(in crate::scenario) const HISTORY_FILE: FileOf = FileOf {
    table: "history",
    fields: &[
        (Field::Id, "id"),
        (Field::Name, "name"),
        (Field::Team, "team"),
        (Field::Role, "role"),
        (Field::Hired, "hired"),
        (Field::Exit, "exit"),
        (Field::Reason, "channel"),
    ],
    // The hire or the beginning of observation; the exit or the end of observation.
    unclear: &["since", "until", "start", "started", "begin", "begin date", "began", "beginn", "beginndatum", "debut", "date de debut"],
};

impl FileOf {
    /// A heading that may be that of exits, or of the end of observation.
    pub fn unclear_exit(self, sheet: &Sheet) -> Option<&str> {
        let may_be = |heading: &&str| self.unclear.contains(&plain(heading).as_str()) && is_heading_of(heading, Field::Exit);
        sheet.headings().map(|(heading, _)| heading).find(may_be)
    }

    /// The column that a heading stands for, and how telling it is.
    fn column(self, heading: &str, ours: &[&'static str]) -> Option<(usize, &'static str)> {
        let heading_words = plain(heading);
        let same = ours.iter().find(|own| plain(own) == heading_words).map(|own| (0, *own));
        same.or_else(|| {
            if self.unclear.contains(&heading_words.as_str()) {
                return None;
            }
            let (field, rank) = field_of(heading)?;
            self.fields.iter().find(|(of, _)| *of == field).map(|(_, column)| (1 + rank, *column))
        })
    }
}

impl Reader {
    /// `unread` of the table of a file: columns that nothing is to read.
    pub fn unread(&mut self, table: &Table, sheet: &Sheet) -> Vec<String> {
        let Some(node) = table.get("unread") else { return Vec::new() };
        let names = self.distinct_names(node, "column", "list the headings of columns, or leave the key out");
        let mut unread = Vec::new();
        for (name, place) in names {
            if !sheet.has(name) {
                let diagnostic = Diagnostic::error(format!("the file has no column {}", quoted(name))).at(place);
                let nearest = self.problems.nearest(name, sheet.headings().map(|(heading, _)| heading)).map(str::to_owned);
                self.problems.push(diagnostic.label("expected a heading of the file").suggest(nearest.as_deref()));
            }
            unread.push(name.to_owned());
        }
        unread
    }

    /// Takes columns for ours by the headings that other systems give them, where the file has none of our own, and says so.
    pub fn take_synonyms(&mut self, kind: FileOf, sheet: &mut Sheet, ours: &[&'static str], wanted: &[Wanted], unread: &[String]) {
        let mut found: Vec<(usize, String, &'static str, Place)> = Vec::new();
        for (heading, place) in sheet.headings() {
            if ours.contains(&heading) || is_wanted(wanted, heading) || unread.iter().any(|name| name == heading) {
                continue;
            }
            let Some((rank, column)) = kind.column(heading, ours) else { continue };
            // A team or role is a word: numbers under such a heading (years of service, an area) are something else.
            let is_other = ["team", "role"].contains(&column) && rank > 0 && sheet.is_numeric(heading);
            if column != "name" && !sheet.has(column) && !is_other {
                found.push((rank, heading.to_owned(), column, place.clone()));
            }
        }
        found.sort_by_key(|&(rank, ..)| rank);
        let mut taken: Vec<(String, &'static str, Place)> = Vec::new();
        for (_, heading, column, place) in found {
            // Of several the most telling one is taken.
            if !sheet.has(column) && sheet.rename(&heading, column) {
                taken.push((heading, column, place));
            }
        }
        taken.sort_by_key(|(_, _, place)| place.span().start);
        let Some((first, column, place)) = taken.first() else { return };
        self.refuse_pay_of_a_month(kind, &taken);
        let what: Vec<String> = taken.iter().map(|(heading, column, _)| format!("{} for {}", quoted(heading), quoted(column))).collect();
        let message = format!("taken by their headings: {}", what.join(", "));
        let help = format!(
            "to say so, [{table}.columns] {column} = \"{first}\"; where it is something else, [{table}] unread = [\"{first}\"]",
            table = kind.table
        );
        self.problems.push(Diagnostic::warning(message).at(place).help(help));
    }

    /// Refuses pay that is not a year's by its heading: budgets and costs are in the pay of a year.
    fn refuse_pay_of_a_month(&mut self, kind: FileOf, taken: &[(String, &'static str, Place)]) {
        let Some((heading, _, place)) = taken.iter().find(|(heading, column, _)| *column == "pay" && !is_of_a_year(heading)) else {
            return;
        };
        let message = format!("{} is not the pay of a year by its heading, and `pay` is", quoted(heading));
        let help = format!(
            "multiply it to a year and call the column pay; where it is a year's, [{table}.columns] pay = \"{heading}\"; else [{table}] unread = [\"{heading}\"]",
            table = kind.table,
            heading = shown(heading)
        );
        self.problems.push(Diagnostic::error(message).at(place).label("expected the pay of a year").help(help));
    }

    /// Says which words in the columns that are read are taken for empty cells.
    pub fn tell_nothing(&mut self, sheet: &Sheet, columns: &[&str]) {
        for column in columns.iter().filter(|column| sheet.has(column) && !IDS.contains(column)) {
            for cell in sheet.rows().filter_map(|row| row.written(column)) {
                if is_nothing(&cell.text) {
                    let message = format!("{} is {}, which is read as an empty cell", quoted(column), quoted(&cell.text));
                    self.problems.push(Diagnostic::warning(message).at(&cell.place));
                }
            }
        }
    }

    /// Says which columns nothing reads.
    pub fn tell_unread(&mut self, kind: FileOf, columns: &[(&str, &Place)]) {
        const SHOWN: usize = 8;
        let Some((first, place)) = columns.first() else { return };
        let names: Vec<String> = columns.iter().take(SHOWN).map(|(name, _)| quoted(name)).collect();
        let more = if columns.len() > SHOWN { format!(" and {} more", columns.len() - SHOWN) } else { String::new() };
        let message = format!("nothing reads the column{} {}{more}", if columns.len() == 1 { "" } else { "s" }, names.join(", "));
        let help = format!(
            "a column of numbers counts where a channel weighs it ([channels.NAME.covariates]); to say that it is meant, [{}] unread = \
             [\"{}\"]",
            kind.table, first
        );
        self.problems.push(Diagnostic::warning(message).at(place).help(help));
    }
}

/// The headings that stand for the names of people, of which we know without reading them.
pub(in crate::scenario) fn is_name(heading: &str) -> bool {
    matches!(field_of(heading), Some((Field::Name | Field::FirstName | Field::LastName, _)))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::{FileOf, HISTORY_FILE, ROSTER_FILE};
    use crate::cells::headings::FIELDS;
    use crate::cells::nothing::NOTHING;

    /// The tables of `docs/headings.md`, from what the program knows.
    fn tables() -> String {
        let mut text =
            "| column of a roster | column of a history | `--column` of import | headings that are taken for it |\n|---|---|---|---|\n"
                .to_owned();
        for (field, name, words) in FIELDS {
            let column = |kind: FileOf| kind.fields.iter().find(|(of, _)| *of == field).map_or("", |(_, column)| *column);
            let _ = writeln!(text, "| {} | {} | {name} | {} |", column(ROSTER_FILE), column(HISTORY_FILE), words.join(", "));
        }
        let _ = writeln!(
            text,
            "\nNot taken in a history, where they may be hire and exit, or the beginning and end of observation: {}.",
            HISTORY_FILE.unclear.join(", ")
        );
        let words: Vec<String> = NOTHING.iter().map(|word| format!("`{word}`")).collect();
        text + "\nWords that are read as an empty cell: " + &words.join(", ") + ".\n"
    }

    /// `STAYPUT_RENEW=1 cargo test --lib headings` writes the tables anew.
    #[test]
    fn the_table_of_headings_in_the_documents_is_that_of_the_program() {
        const MARK: &str = "<!-- from the program -->\n";
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/headings.md");
        let text = std::fs::read_to_string(path).unwrap();
        let (before, _) = text.split_once(MARK).expect("the mark stands above the tables");
        let expected = format!("{before}{MARK}{}", tables());
        if std::env::var_os("STAYPUT_RENEW").is_some() {
            std::fs::write(path, &expected).unwrap();
        }
        assert!(std::fs::read_to_string(path).unwrap() == expected, "docs/headings.md is not what the program knows");
    }
}
