//! The people of an export, row by row: their cells read as dates, numbers and words, and what could not be read told.

pub(super) mod alike;
pub(super) mod leaders;
pub(super) mod money;
pub(super) mod second;

use crate::calendar::{Date, DateInterval};
use crate::cells::dates::{Inference as DateInference, Order, Value, Written, utc_hour, written};
use crate::cells::headings::{Field, field_of};
use crate::cells::numbers::{Inference as NumberInference, Mark, is_scaled, number};
use crate::cells::words::{is_no, is_there, is_yes_or_no, says_there};
use crate::diagnostic::{Diagnostic, Problems, quoted};
use crate::import::Ask;
use crate::import::table::{Columns, Table, lines};
use crate::scenario::file::csv::cells::Oddity;

/// A row.
pub(in crate::import) struct Entry {
    /// Its place among the rows of the table.
    pub row: usize,
    pub line: usize,
    pub id: String,
    pub name: Option<String>,
    pub team: Option<String>,
    pub role: Option<String>,
    pub manager: Option<String>,
    pub hired: Option<DateInterval>,
    pub rehired: Option<DateInterval>,
    /// The first hire of somebody who came back.
    pub original_hire: Option<DateInterval>,
    pub exit: Option<DateInterval>,
    /// The end of a fixed term.
    pub term_end: Option<DateInterval>,
    /// There is a date of exit that nobody knows, such as 1900-01-01.
    pub exit_is_lost: bool,
    pub status: Option<String>,
    /// What the status says, where its word is known.
    pub is_there: Option<bool>,
    /// Why the person left.
    pub reason: Option<String>,
    /// What the words under a reason say of whether the person is there, where no status does.
    pub reason_says: Option<bool>,
    pub pay: Option<f64>,
    pub unvested: Option<f64>,
}

/// All rows, and how their columns were read.
pub(in crate::import) struct Gathered {
    pub entries: Vec<Entry>,
    /// How each column of dates or numbers was read, in words.
    pub how: Vec<(Field, String)>,
    /// What else is to be said.
    pub remarks: Vec<String>,
    /// The order of the dates, where there is one.
    pub order: Option<Order>,
    /// The date of the export, where a column has it in every row.
    pub as_of: Option<Date>,
}

/// Reads the rows of a table.
pub(in crate::import) fn entries(table: &Table, columns: &Columns, ask: &Ask) -> Result<Gathered, Problems> {
    let mut reading = Reading { table, columns, ask, problems: Problems::default(), how: Vec::new(), remarks: Vec::new(), order: None };
    let [hired, rehired, exit, term_end, original_hire] =
        reading.dates([Field::Hired, Field::Rehired, Field::Exit, Field::TermEnd, Field::OriginalHire]);
    let (as_of, order) = (reading.as_of_column(), reading.order);
    let pay = reading.numbers(Field::Pay);
    let unvested = reading.numbers(Field::Unvested);
    let texts = |field| reading.column(field);
    let [id, name, first, last] = [Field::Id, Field::Name, Field::FirstName, Field::LastName].map(texts);
    let [team, role, manager, status] = [Field::Team, Field::Role, Field::Manager, Field::Status].map(texts);
    let [kind, reason] = [Field::ExitType, Field::Reason].map(texts);
    let who: &[Field] = if columns.get(Field::Id).is_some() { &[Field::Id] } else { &[Field::Name, Field::FirstName, Field::LastName] };
    reading.check_texts(who);
    reading.check_texts(&[Field::Team, Field::Role, Field::ExitType, Field::Reason]);
    // `Terminated: Yes`; what the user says of yes or no may be the other way round.
    let is_turned = |(word, said): &(String, bool)| is_yes_or_no(word) && is_there(word) == Some(*said);
    let asks_whether_left = !ask.status.iter().any(is_turned)
        && columns.get(Field::Status).is_some_and(|column| {
            let heading = &table.headings[column];
            says_there(heading) == Some(false) || matches!(field_of(heading), Some((Field::Exit, _)))
        });
    // A kind of employment says nothing of whether somebody is there, so that the date decides.
    let is_of_kinds = columns.get(Field::Status).is_some_and(|column| table.is_of_kinds(column, ask));
    let says = |status: &str, has_exit: bool| match () {
        () if is_of_kinds && has_exit => None,
        () if asks_whether_left && is_yes_or_no(status) => is_there(status).map(|is_there| !is_there),
        () => ask.is_there(status),
    };
    let on = |value: Option<Value>| if let Some(Value::On(date)) = value { Some(date) } else { None };
    let join = |one: Option<&str>, other: Option<&str>, by: &str| match (one, other) {
        (Some(one), Some(other)) if one != other => Some(format!("{}{by}{}", clean(one), clean(other))),
        (one, other) => one.or(other).map(clean),
    };
    let mut entries = Vec::with_capacity(table.rows.len());
    let mut without_id = Vec::new();
    for (row, record) in table.rows.iter().enumerate() {
        let name = name[row].map(clean).or_else(|| join(first[row], last[row], " "));
        // Where there is no column of ids, names stand for them.
        let Some(id) = (if columns.get(Field::Id).is_some() { id[row].map(clean) } else { name.clone() }) else {
            without_id.push(row);
            continue;
        };
        let reason = join(kind[row], reason[row], " / ");
        entries.push(Entry {
            row,
            line: record.line,
            id,
            name,
            team: team[row].map(clean),
            role: role[row].map(clean),
            manager: manager[row].map(clean),
            hired: on(hired[row]),
            rehired: on(rehired[row]),
            original_hire: on(original_hire[row]),
            exit: on(exit[row]),
            term_end: on(term_end[row]),
            exit_is_lost: exit[row] == Some(Value::Lost),
            status: status[row].map(clean),
            is_there: status[row].and_then(|status| says(status, exit[row].is_some())),
            reason_says: reason.as_deref().filter(|_| status[row].is_none()).and_then(|reason| ask.says_there(reason)),
            reason,
            pay: pay[row],
            unvested: unvested[row],
        });
    }
    let nothing: Vec<String> = table.words_for_nothing(ask).iter().map(|(word, count)| format!("{} ({count})", quoted(word))).collect();
    if !nothing.is_empty() {
        reading.remarks.push(format!("Read as nothing, with how often: {}.", nothing.join(", ")));
    }
    if let Some(&first) = without_id.first() {
        let of: Vec<usize> = without_id.iter().map(|&row| table.rows[row].line).collect();
        let message = format!("nothing says who this is ({})", lines(&of));
        let column = columns.get(Field::Id).or(columns.get(Field::Name)).unwrap_or(0);
        let place = table.place(&table.rows[first], column);
        let help = format!("fill the id, or leave the row out: --skip {}", of[0]);
        reading.problems.push(Diagnostic::error(message).at(&place).label("expected an id").help(help));
    }
    let Reading { problems, how, remarks, .. } = reading;
    if problems.is_empty() { Ok(Gathered { entries, how, remarks, order, as_of }) } else { Err(problems) }
}

/// A text with single blanks and no control characters.
fn clean(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The state of reading.
struct Reading<'t> {
    table: &'t Table,
    columns: &'t Columns,
    ask: &'t Ask,
    problems: Problems,
    how: Vec<(Field, String)>,
    remarks: Vec<String>,
    order: Option<Order>,
}

impl<'t> Reading<'t> {
    /// The cells of a field.
    fn column(&self, field: Field) -> Vec<Option<&'t str>> {
        let column = self.columns.get(field);
        self.table.rows.iter().map(|row| row.get(column?, self.ask)).collect()
    }

    fn line(&self, row: usize) -> usize {
        self.table.rows[row].line
    }

    /// Says what is wrong in rows of a field's column, at the first of them.
    fn push(&mut self, field: Field, rows: &[usize], message: &str, label: &str, help: &str) {
        let of: Vec<usize> = rows.iter().map(|&row| self.line(row)).collect();
        let place = self.table.place(&self.table.rows[rows[0]], self.columns.get(field).unwrap_or(0));
        let message = format!("{message} ({})", lines(&of));
        self.problems.push(Diagnostic::error(message).at(&place).label(label).help(help));
    }

    /// Refuses formulas and their errors in texts that the files will hold, as the reader of the files does.
    fn check_texts(&mut self, fields: &[Field]) {
        for &field in fields {
            let odd = |text: &str| Oddity::of(&clean(text)).filter(|oddity| oddity.is_error());
            let found: Vec<(usize, &str, Oddity)> = self
                .column(field)
                .into_iter()
                .enumerate()
                .filter_map(|(row, text)| text.and_then(|text| odd(text).map(|oddity| (row, text, oddity))))
                .collect();
            for kind in [Oddity::Formula, Oddity::ErrorValue] {
                let of: Vec<_> = found.iter().filter(|(.., oddity)| *oddity == kind).collect();
                if let Some((_, text, _)) = of.first() {
                    let rows: Vec<usize> = of.iter().map(|(row, ..)| *row).collect();
                    let heading = &self.table.headings[self.columns.get(field).unwrap_or(0)];
                    self.push(field, &rows, &kind.message(heading, text), "expected a text", kind.help());
                }
            }
        }
    }

    /// The dates of some fields: each column by the order that it tells, else by that of the others, else as asked for.
    fn dates<const N: usize>(&mut self, fields: [Field; N]) -> [Vec<Option<Value>>; N] {
        // Exits may be known some years ahead, and ends of terms many.
        const AHEAD: i16 = 2;
        let texts = fields.map(|field| self.column(field));
        let read: Vec<Vec<Option<Written>>> = texts.iter().map(|column| column.iter().map(|text| text.map(written)).collect()).collect();
        let latest = self.ask.today.or(self.ask.as_of).map(|day| day.year() + AHEAD);
        let infer = |k: usize| {
            let latest = latest.filter(|_| fields[k] != Field::TermEnd);
            DateInference::of(&read[k], latest, texts[k].iter().flatten().all(|text| !text.contains('/')))
        };
        let found: Vec<DateInference> = (0..N).map(infer).collect();
        let told: Vec<Order> = found.iter().filter_map(DateInference::order).collect();
        let of_others = told.first().copied().filter(|first| told.iter().all(|order| order == first));
        self.order = self.ask.dates.or(of_others);
        let mut out = [const { Vec::new() }; N];
        for (k, field) in fields.into_iter().enumerate() {
            // Of a column that holds both orders, no other one tells which of the two its unclear dates have.
            let is_mixed = found[k].day_first.is_some() && found[k].month_first.is_some();
            let order = self.ask.dates.or(found[k].order()).or(of_others.filter(|_| !is_mixed));
            if order.is_none() && !self.ask_for_order(field, &found[k], &texts[k]) {
                continue;
            }
            out[k] = self.column_of_dates(field, &read[k], &texts[k], order);
            self.tell_order(field, &found[k], &texts[k], order);
            self.tell_day_numbers(field, &texts[k]);
        }
        out.map(|column| if column.is_empty() { vec![None; self.table.rows.len()] } else { column })
    }

    /// The date that a column has in every row, if it has one; says what else it has.
    fn as_of_column(&mut self) -> Option<Date> {
        let texts = self.column(Field::AsOf);
        let mut cells: Vec<&str> = texts.iter().flatten().copied().collect();
        let count = cells.len();
        cells.dedup();
        let said = match cells[..] {
            [] => return None,
            [text] if count == self.table.rows.len() => match written(text) {
                Written::Sure(Value::On(date)) => date.exact(),
                Written::Numbers(numbers) => match self.order.and_then(|order| order.date(numbers)) {
                    Some(Value::On(date)) => date.exact(),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        };
        if said.is_none() {
            self.how.push((Field::AsOf, "not used: not one date in every row".to_owned()));
        }
        said
    }

    /// Whether the order of a column does not matter; asks for it where it does.
    fn ask_for_order(&mut self, field: Field, found: &DateInference, texts: &[Option<&str>]) -> bool {
        const HELP: &str = "say which comes first: --dates dmy or --dates mdy";
        const WITH_YEARS: &str = "say which comes first: --dates dmy, --dates mdy or --dates ymd";
        match (found.day_first, found.month_first, found.unclear) {
            (Some(day), Some(month), _) => {
                let [one, other] = [day, month].map(|row| quoted(texts[row].unwrap_or_default()));
                let message = format!("{one} has the day first and {other} the month");
                self.push(field, &[day.min(month), day.max(month)], &message, "the order changes in this column", HELP);
                false
            }
            (_, _, Some(row)) => {
                let text = quoted(texts[row].unwrap_or_default());
                if found.may_be_year_first {
                    self.push(
                        field,
                        &[row],
                        &format!("nothing tells which number of {text} is the year"),
                        "the first, or the last",
                        WITH_YEARS,
                    );
                    return false;
                }
                let message = format!("nothing tells which number of {text} is the day");
                self.push(field, &[row], &message, "no number in this column is above 12 where the other is not", HELP);
                false
            }
            _ => true,
        }
    }

    fn column_of_dates(
        &mut self,
        field: Field,
        read: &[Option<Written>],
        texts: &[Option<&str>],
        order: Option<Order>,
    ) -> Vec<Option<Value>> {
        let order = order.unwrap_or(Order::Dmy);
        let other = if order == Order::Mdy { Order::Dmy } else { Order::Mdy };
        let (mut strange, mut turned, mut never, mut lost) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let has_dates = read.iter().flatten().any(|written| matches!(written, Written::Sure(Value::On(_)) | Written::Numbers(_)));
        // `Left`: a date, or no.
        let says_no = |row: usize| field == Field::Exit && has_dates && texts[row].is_some_and(is_no);
        let mut noes = Vec::new();
        let mut values = Vec::with_capacity(read.len());
        for (row, written) in read.iter().enumerate() {
            let value = match written {
                Some(Written::Sure(value)) => Some(*value),
                Some(Written::Numbers(numbers)) => order.date(*numbers).or_else(|| {
                    let value = other.date(*numbers);
                    turned.extend(value.map(|_| self.line(row)));
                    value
                }),
                None | Some(Written::Strange) => None,
            };
            match value {
                None if says_no(row) => noes.push(self.line(row)),
                None if written.is_some() => strange.push(row),
                Some(Value::Never) => never.push(self.line(row)),
                Some(Value::Lost) => lost.push(self.line(row)),
                _ => {}
            }
            values.push(value);
        }
        let heading = quoted(&self.table.headings[self.columns.get(field).unwrap_or(0)]);
        self.tell_utc_hours(field, texts, &heading);
        if let Some(&first) = strange.first() {
            let text = texts[first].unwrap_or_default();
            let message = format!("{heading} holds what is no date: {}", quoted(text));
            let name = field.name();
            let has_digits = text.bytes().filter(u8::is_ascii_digit).count() >= 4;
            let help = match () {
                () if is_yes_or_no(text) && has_dates => {
                    "write the date in its place; --skip leaves a row out, and the person with it".to_owned()
                }
                () if is_yes_or_no(text) => {
                    let heading = crate::diagnostic::shown(&self.table.headings[self.columns.get(field).unwrap_or(0)]);
                    // Another column has the dates.
                    let has_other = self.columns.second.iter().any(|(_, of)| *of == field);
                    let none = if has_other { String::new() } else { format!("--column {name}= ") };
                    let missing = if is_no(text) { format!("; --missing \"{text}\" if it says that there is none") } else { String::new() };
                    format!("where it says whether they left: {none}--column status=\"{heading}\"{missing}")
                }
                // A date with something beside it would be lost with it.
                () if has_digits => "write the date alone; --skip leaves a row out".to_owned(),
                () => format!("--missing \"{}\" if it says that there is none; --skip leaves a row out", crate::diagnostic::shown(text)),
            };
            self.push(field, &strange, &message, "expected a date", &help);
        }
        for (rows, what) in [
            (noes, "says no among dates, which says that they have not left"),
            (never, "holds a date far ahead or of zeros, or a word, which says that there is none"),
            (lost, "holds a date of long ago, which says that nobody knows it"),
            (turned, "holds dates that are only possible in another order than the rest, and are read so"),
        ] {
            if !rows.is_empty() {
                self.remarks.push(format!("{heading} {what}: {}.", lines(&rows)));
            }
        }
        values
    }

    fn tell_order(&mut self, field: Field, found: &DateInference, texts: &[Option<&str>], order: Option<Order>) {
        let Some(order) = order.filter(|_| found.has_numbers) else { return };
        let shows = match order {
            Order::Dmy => found.day_first,
            Order::Mdy => found.month_first,
            Order::Ymd => found.year_first,
        };
        let why = match shows {
            _ if self.ask.dates.is_some() => "as asked for".to_owned(),
            Some(row) => format!("since line {} has {}", self.line(row), texts[row].unwrap_or_default()),
            None => "as in the other columns".to_owned(),
        };
        self.how.push((field, format!("{}, {why}", order.words())));
    }

    /// Says that times in UTC are read as the beginning of days elsewhere; refuses them where they are not one, or two for summer and winter.
    fn tell_utc_hours(&mut self, field: Field, texts: &[Option<&str>], heading: &str) {
        let found: Vec<(usize, u8)> =
            texts.iter().enumerate().filter_map(|(row, text)| utc_hour((*text)?).map(|(_, hour)| (row, hour))).collect();
        let mut hours: Vec<u8> = found.iter().map(|(_, hour)| *hour).collect();
        hours.sort_unstable();
        hours.dedup();
        let rows: Vec<usize> = found.iter().map(|(row, _)| *row).collect();
        let is_one_place = matches!(hours[..], [_]) || matches!(hours[..], [one, other] if other == one + 1);
        if is_one_place {
            self.remarks.push(format!("{heading} has times in UTC, and is read as the days that began then elsewhere."));
        } else if !hours.is_empty() {
            let message = format!("{heading} has times in UTC at several hours: which day each is cannot be told");
            self.push(field, &rows, &message, "a day elsewhere?", "export dates without times, or all as of one place");
        }
    }

    /// Says that some dates are day numbers of a spreadsheet.
    fn tell_day_numbers(&mut self, field: Field, texts: &[Option<&str>]) {
        let is_number = |text: &&&str| text.split(['.', ',']).next().is_some_and(|days| days.len() == 5 && days.parse::<u32>().is_ok());
        let count = texts.iter().flatten().filter(is_number).count();
        if count > 0 {
            self.how.push((field, format!("{count} as day numbers of a spreadsheet")));
        }
    }

    /// The numbers of a field.
    fn numbers(&mut self, field: Field) -> Vec<Option<f64>> {
        let texts = self.column(field);
        let Some(column) = self.columns.get(field) else { return vec![None; texts.len()] };
        let heading = quoted(&self.table.headings[column]);
        let found = NumberInference::of(&texts);
        let mark = match (self.ask.numbers, found) {
            (Some(mark), _) | (None, NumberInference::Sure(mark)) => mark,
            (None, NumberInference::Any) => Mark::Point,
            (None, NumberInference::Unclear(row)) => {
                let text = texts[row].unwrap_or_default();
                let [point, comma] = [Mark::Point, Mark::Comma].map(|mark| number(text, mark).unwrap_or_default());
                let message = format!("{heading} holds {}, which can be {point} or {comma}", quoted(text));
                let help = format!("say which mark stands before the decimals: --numbers point for {point}, --numbers comma for {comma}");
                self.push(field, &[row], &message, "either mark would do for the whole column", &help);
                return vec![None; texts.len()];
            }
            (None, NumberInference::Mixed(one, other)) => {
                let message = format!("{heading} holds numbers with a decimal point and others with a decimal comma");
                self.push(
                    field,
                    &[one.min(other), one.max(other)],
                    &message,
                    "the mark changes in this column",
                    "make them one: --skip leaves a row out",
                );
                return vec![None; texts.len()];
            }
        };
        let scaled = texts.iter().flatten().filter(|text| is_scaled(text)).count();
        if scaled > 0 {
            self.how.push((field, format!("{scaled} in thousands or millions (k, M)")));
        }
        if found != NumberInference::Any {
            let why = if self.ask.numbers.is_some() { ", as asked for" } else { "" };
            let decimals = if mark == Mark::Point { "decimal point" } else { "decimal comma" };
            self.how.push((field, format!("{decimals}{why}")));
        }
        let values: Vec<Option<f64>> = texts.iter().map(|text| text.and_then(|text| number(text, mark))).collect();
        let strange: Vec<usize> = (0..values.len()).filter(|&row| texts[row].is_some() && values[row].is_none()).collect();
        if let Some(&first) = strange.first() {
            let message = format!("{heading} holds what is no number: {}", quoted(texts[first].unwrap_or_default()));
            let help = format!(
                "a currency, k, M and a year (`p.a.`) may stand beside a number, nothing else, such as another time; --column {}= leaves the \
                 column out; --missing if it says that there is none",
                field.name()
            );
            self.push(field, &strange, &message, "expected a number", &help);
        }
        values
    }
}
