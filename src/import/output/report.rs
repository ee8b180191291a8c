//! What an import took for what, in words: every column, every row, every choice.

use std::fmt::Write as _;

use crate::cells::headings::Field;
use crate::import::table::{Columns, Fate, Table, lines};
use crate::report::columns::{PAGE, left, many, short, width, wrapped};

/// Everything that is said of an export.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Headings, what they were taken for, and how they were read.
    pub columns: Vec<(String, Option<Field>, String)>,
    /// Lines of the file, from 1, and why no person stands there.
    pub others: Vec<(usize, Fate)>,
    /// Lines in which people stand.
    pub people: Vec<usize>,
    /// What is to be known, a sentence each.
    pub remarks: Vec<String>,
    /// Reasons, the channels proposed for them, and how many left for them.
    pub reasons: Vec<(String, &'static str, usize)>,
    /// The answer in a sentence.
    pub sentence: String,
}

impl Fate {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 10] = [
        Self::Banner,
        Self::Header,
        Self::RepeatedHeader,
        Self::Total,
        Self::Stranger,
        Self::Team,
        Self::Note,
        Self::Blank,
        Self::Double,
        Self::Skipped,
    ];

    /// What reports call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Banner => "above the header",
            Self::Header => "header",
            Self::RepeatedHeader => "the header once more",
            Self::Total => "total",
            Self::Note => "note",
            Self::Team => "the team of those below it",
            Self::Blank => "blank",
            Self::Double => "the same as an earlier row",
            Self::Stranger => "no date, no status, and an id unlike the others'",
            Self::Skipped => "left out by --skip",
        }
    }
}

impl Report {
    /// The columns of a table: what each was taken for, and how it was read.
    pub(in crate::import) fn of_columns(table: &Table, columns: &Columns, how: &[(Field, String)]) -> Vec<(String, Option<Field>, String)> {
        let one = |column: usize| {
            let heading = &table.headings[column];
            let heading = if heading.is_empty() { format!("(column {})", column + 1) } else { heading.clone() };
            let field = columns.field(column);
            let read = match field {
                Some(Field::Name | Field::FirstName | Field::LastName) if columns.get(Field::Id).is_none() => {
                    "stands for the id".to_owned()
                }
                Some(Field::Name | Field::FirstName | Field::LastName) => "read only to tell who is who".to_owned(),
                Some(Field::OriginalHire) => "read only where an exit is before the hire".to_owned(),
                Some(Field::Fte) => "noted, not used".to_owned(),
                Some(field) => how.iter().filter(|(known, _)| *known == field).map(|(_, how)| how.as_str()).collect::<Vec<_>>().join("; "),
                None => match columns.second.iter().find(|(second, _)| *second == column) {
                    Some((_, field)) if columns.standing_in.contains(&column) => format!("stands for {} where that is blank", field.name()),
                    Some((_, field)) => format!("not used; would do as {}", field.name()),
                    None if table.is_blank(column) => "blank".to_owned(),
                    None => "not used".to_owned(),
                },
            };
            (heading, field, read)
        };
        (0..table.headings.len()).map(one).collect()
    }

    /// The text for a terminal.
    pub fn text(&self) -> String {
        let mut text = wrapped(&self.sentence, PAGE).join("\n") + "\n\n";
        let texts =
            self.columns.iter().map(|(heading, ..)| heading.as_str()).chain(self.reasons.iter().map(|(reason, ..)| reason.as_str()));
        let heading_width = texts.map(width).max().unwrap_or(0).clamp(8, 34);
        let row = |text: &mut String, heading: &str, field: &str, how: &str| {
            let start = format!("  {}  {}", left(&short(heading, heading_width), heading_width), left(field, 13));
            let room = PAGE - width(&start) - 1;
            for (k, line) in wrapped(how, room).iter().enumerate() {
                let start = if k == 0 { start.clone() } else { " ".repeat(width(&start)) };
                let _ = writeln!(text, "{}", format!("{start} {line}").trim_end());
            }
        };
        row(&mut text, "column", "taken for", "how");
        for (heading, field, how) in &self.columns {
            row(&mut text, heading, field.map_or("-", Field::name), how);
        }
        if !self.reasons.is_empty() {
            text += "\n";
            row(&mut text, "reason", "channel", "leavers");
            for (reason, channel, count) in &self.reasons {
                row(&mut text, reason, channel, &count.to_string());
            }
        }
        text += "\nRows that are no people\n";
        for fate in Fate::ALL {
            let of: Vec<usize> = self.others.iter().filter(|(_, known)| *known == fate).map(|(line, _)| *line).collect();
            if !of.is_empty() {
                for (k, line) in wrapped(&format!("{}: {}", fate.words(), lines(&of)), PAGE - 4).iter().enumerate() {
                    let _ = writeln!(text, "  {}{line}", if k == 0 { "" } else { "  " });
                }
            }
        }
        text += "\n";
        for remark in &self.remarks {
            for (k, line) in wrapped(remark, PAGE - 2).iter().enumerate() {
                let _ = writeln!(text, "{}{line}", if k == 0 { "- " } else { "  " });
            }
        }
        text
    }
}

/// `35 people`.
pub(in crate::import) fn people(count: usize) -> String {
    many(count, "person", "people")
}
