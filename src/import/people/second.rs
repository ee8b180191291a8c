//! Columns that would do for a field which another one is taken for: they stand in where that one is blank, row by row. Where both are
//! filled, the first counts; where they do not agree on who is there, it is asked.

use crate::calendar::{Date, DateInterval};
use crate::cells::dates::{Inference, Order, Value, Written, written};
use crate::cells::headings::{Field, plain};
use crate::cells::words::is_yes_or_no;
use crate::diagnostic::{Diagnostic, Problems, quoted, shown};
use crate::import::Ask;
use crate::import::people::Entry;
use crate::import::table::{Columns, Row, Table, lines};

/// Fields of which a second column may fill gaps. Amounts of two columns are of two kinds, and ids of two systems.
const FILLED: [Field; 9] =
    [Field::Hired, Field::Exit, Field::TermEnd, Field::Status, Field::ExitType, Field::Reason, Field::Team, Field::Role, Field::Manager];
/// Those of them that are dates.
const DATES: [Field; 3] = [Field::Hired, Field::Exit, Field::TermEnd];

/// The columns that would do for a field, the most telling first; the first hire is the hire of who has no other.
fn seconds(columns: &Columns, field: Field) -> Vec<usize> {
    let original = if field == Field::Hired { columns.get(Field::OriginalHire) } else { None };
    columns.second.iter().filter(|(_, of)| *of == field).map(|&(column, _)| column).chain(original).collect()
}

/// Whether a cell says something of a field: a date, where it is one of dates.
fn says(row: &Row, column: usize, field: Field, ask: &Ask) -> bool {
    row.get(column, ask)
        .is_some_and(|text| !DATES.contains(&field) || matches!(written(text), Written::Sure(Value::On(_)) | Written::Numbers(_)))
}

/// Whether a cell leaves a field open: blank, or for a date a word or a sign that there is none.
fn is_open(row: &Row, column: usize, field: Field, ask: &Ask) -> bool {
    row.get(column, ask).is_none_or(|text| DATES.contains(&field) && matches!(written(text), Written::Sure(Value::Never | Value::Lost)))
}

/// Whether a heading is that of the day on which notice is given, which is before the exit.
fn is_of_notice(heading: &str) -> bool {
    plain(heading).split(' ').any(|word| ["resignation", "notice", "resigned", "kundigung", "kundigungsdatum"].contains(&word))
}

/// Fills blank cells of each field from the other columns that would do, and says so.
pub(in crate::import) fn fill(table: &mut Table, columns: &mut Columns, ask: &Ask) -> Vec<String> {
    let mut remarks = Vec::new();
    for field in FILLED {
        let Some(first) = columns.get(field) else { continue };
        for second in seconds(columns, field) {
            let is_gap = |row: &&mut Row| is_open(row, first, field, ask) && says(row, second, field, ask);
            // A column of yes and no is none of dates or of words.
            let [other, heading] = [second, first].map(|column| quoted(&table.headings[column]));
            let is_answered = field != Field::Status && table.rows.iter().filter_map(|row| row.get(second, ask)).all(is_yes_or_no);
            let order = own_order(table, second, ask).filter(|_| DATES.contains(&field));
            let gaps: Vec<&mut Row> = table.rows.iter_mut().filter(is_gap).collect();
            if gaps.is_empty() || is_answered {
                continue;
            }
            let of = lines(&gaps.iter().map(|row| row.line).collect::<Vec<_>>());
            if ask.has_column(field) {
                remarks.push(format!("{other} is filled where {heading}, which was asked for, is not, and is not read: {of}."));
                continue;
            }
            if field == Field::Exit && is_of_notice(&table.headings[second]) && !is_of_notice(&table.headings[first]) {
                remarks.push(format!("{other} is when notice was given, and does not stand for exit where {heading} is blank: {of}."));
                continue;
            }
            columns.standing_in.push(second);
            let mut is_of_numbers = false;
            for row in gaps {
                let mut text = row.get(second, ask).unwrap_or_default().to_owned();
                // A date of numbers is one by the order of its own column.
                if let (Some(order), Written::Numbers(numbers)) = (order, written(&text))
                    && let Some(Value::On(date)) = order.date(numbers)
                    && let Some(date) = date.exact()
                {
                    text = date.to_string();
                    is_of_numbers = true;
                }
                row.fill(first, &text);
            }
            let order = order.filter(|_| is_of_numbers).map_or_else(String::new, |order| format!(", read as {}", order.words()));
            remarks.push(format!("{other} stands for {} where {heading} is blank{order}: {of}.", field.name()));
        }
    }
    remarks
}

/// The order of day and month that the cells of a column tell, where the user says none.
fn own_order(table: &Table, column: usize, ask: &Ask) -> Option<Order> {
    let read: Vec<Option<Written>> = table.rows.iter().map(|row| row.get(column, ask).map(written)).collect();
    Inference::of(&read, None, false).order().filter(|_| ask.dates.is_none())
}

/// The dates of a column by its own order, or else by that of the others.
fn dates(table: &Table, column: usize, order: Option<Order>, ask: &Ask) -> Vec<Option<DateInterval>> {
    let read: Vec<Option<Written>> = table.rows.iter().map(|row| row.get(column, ask).map(written)).collect();
    let order = ask.dates.or(own_order(table, column, ask)).or(order);
    let on = |value: Value| if let Value::On(date) = value { Some(date) } else { None };
    let of = |written: &Option<Written>| match written {
        Some(Written::Sure(value)) => on(*value),
        Some(Written::Numbers(numbers)) => order.and_then(|order| order.date(*numbers)).and_then(on),
        None | Some(Written::Strange) => None,
    };
    read.iter().map(of).collect()
}

/// Says where two columns that would do for one field differ; refuses them where they do not agree on who is there.
pub(in crate::import) fn check(
    table: &Table,
    columns: &Columns,
    entries: &[Entry],
    order: Option<Order>,
    as_of: Date,
    ask: &Ask,
) -> Result<Vec<String>, Problems> {
    let (mut remarks, mut problems) = (Vec::new(), Problems::default());
    for (field, of) in [(Field::Hired, (|entry| entry.hired) as fn(&Entry) -> Option<DateInterval>), (Field::Exit, |entry| entry.exit)] {
        let Some(first) = columns.get(field) else { continue };
        for second in columns.second.iter().filter(|(_, of)| *of == field).map(|&(column, _)| column) {
            let dates = dates(table, second, order, ask);
            let both = entries.iter().filter_map(|entry| Some((entry, of(entry)?, dates[entry.row]?)));
            let differ: Vec<_> = both.filter(|(_, one, other)| one.latest < other.earliest || other.latest < one.earliest).collect();
            let is_to_come = |date: &DateInterval| date.earliest > as_of;
            let decides =
                |entry: &&Entry, one: &DateInterval, other: &DateInterval| entry.is_there.is_none() && is_to_come(one) != is_to_come(other);
            let asked: Vec<&Entry> =
                differ.iter().filter(|(entry, one, other)| decides(entry, one, other)).map(|(entry, ..)| *entry).collect();
            let is_asked = !ask.has_column(field) && !is_of_notice(&table.headings[second]);
            if let Some(entry) = asked.first().filter(|_| is_asked) {
                let of: Vec<usize> = asked.iter().map(|entry| entry.line).collect();
                problems.push(disagreement(table, [first, second], field, &format!(" on {as_of}"), entry, &of));
            } else if !differ.is_empty() {
                let of: Vec<usize> = differ.iter().map(|(entry, ..)| entry.line).collect();
                let [heading, other] = [first, second].map(|column| quoted(&table.headings[column]));
                remarks.push(format!("{other} differs from {heading}, which counts as {}: {}.", field.name(), lines(&of)));
            }
        }
    }
    if let Some(first) = columns.get(Field::Status).filter(|_| !ask.has_column(Field::Status)) {
        for second in columns.second.iter().filter(|(_, of)| *of == Field::Status).map(|&(column, _)| column) {
            let meant = |entry: &Entry, column: usize| table.rows[entry.row].get(column, ask).and_then(|status| ask.is_there(status));
            let differs = |entry: &&Entry| meant(entry, first).zip(meant(entry, second)).is_some_and(|(one, other)| one != other);
            let asked: Vec<&Entry> = entries.iter().filter(differs).collect();
            if let Some(entry) = asked.first() {
                let of: Vec<usize> = asked.iter().map(|entry| entry.line).collect();
                problems.push(disagreement(table, [first, second], Field::Status, "", entry, &of));
            }
        }
    }
    if problems.is_empty() { Ok(remarks) } else { Err(problems) }
}

/// That two columns do not agree on who is there.
fn disagreement(table: &Table, columns: [usize; 2], field: Field, when: &str, entry: &Entry, of: &[usize]) -> Diagnostic {
    let [first, second] = columns.map(|column| table.headings[column].as_str());
    let message = format!("{} and {} do not agree on who is there{when} ({})", quoted(first), quoted(second), lines(of));
    let name = field.name();
    let help = format!("say which counts: --column {name}=\"{}\" or --column {name}=\"{}\"", shown(first), shown(second));
    Diagnostic::error(message).at(&table.whole(&table.rows[entry.row])).label("there or not?").help(help)
}
