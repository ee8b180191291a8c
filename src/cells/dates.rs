//! Dates as exports have them: the order of day and month is inferred from the whole column.
//!
//! A date with a point between its numbers is day.month.year; of others with the year behind, one number above 12 in the column tells
//! which is the day. With years of two digits the year may be in front, too. Day numbers of spreadsheets count from 30 December 1899.
//! Years from 2099 on and zeros say that there is none, years up to 1901 that nobody knows.

use super::numbers::western;
use crate::calendar::{Date, DateInterval, Duration, Unit};
use crate::cells::headings::plain;

/// The order of the numbers of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day, with a year of two digits.
    Ymd,
}

/// A date that is read, or what stands in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// There is none, such as 9999-12-31 or 0000-00-00.
    Never,
    /// Not known, such as 1900-01-01.
    Lost,
    /// A day, a month or a year.
    On(DateInterval),
}

/// What a text can be before the order is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// It needs no order.
    Sure(Value),
    /// Three numbers in an order that the column tells.
    Numbers([i16; 3]),
    /// No date.
    Strange,
}

/// Years from this on say that there is no end.
const NEVER: i16 = 2099;
/// Words that say that there is no end, as [`plain`] has them.
const UNLIMITED: [&str; 13] = [
    "present",
    "current",
    "ongoing",
    "permanent",
    "indefinite",
    "unlimited",
    "open ended",
    "unbefristet",
    "aktuell",
    "indetermine",
    "en cours",
    "indefinido",
    "حتى الآن",
];
/// Years up to this one say that nobody knows.
const LOST: i16 = 1901;
/// The starts of the names of months, without accents; longer ones first.
const MONTHS: [(&str, i8); 26] = [
    ("juin", 6),
    ("juil", 7),
    ("jan", 1),
    ("ene", 1),
    ("feb", 2),
    ("fev", 2),
    ("mar", 3),
    ("mrz", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("aou", 8),
    ("ago", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
    ("dic", 12),
    ("maerz", 3),
];

impl Order {
    /// What reports call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Dmy => "day/month/year",
            Self::Mdy => "month/day/year",
            Self::Ymd => "year/month/day",
        }
    }

    /// The date of three numbers in this order; years below 100 have two digits.
    pub(crate) fn date(self, [a, b, c]: [i16; 3]) -> Option<Value> {
        let of_two = |year: i16| if year < 100 { century(year, "00") } else { year };
        match self {
            Self::Dmy => value(of_two(c), b, a),
            Self::Mdy => value(of_two(c), a, b),
            Self::Ymd => value(of_two(a), b, c),
        }
    }
}

/// What a text says.
pub(crate) fn written(text: &str) -> Written {
    if UNLIMITED.contains(&plain(text).as_str()) {
        return Written::Sure(Value::Never);
    }
    let text = &western(text);
    if let Some((date, hour)) = utc_hour(text.trim()) {
        let Written::Sure(Value::On(day)) = written(date) else { return Written::Strange };
        let begun = if hour < 12 { day.exact() } else { day.exact().and_then(|day| day.tomorrow().ok()) };
        return begun.map_or(Written::Strange, |day| Written::Sure(of_interval(DateInterval::exactly(day))));
    }
    let text = without_time(text.trim());
    if let Some(written) = digits_alone(text) {
        return written;
    }
    let is_dotted = text.contains('.') && !text.contains(['/', '-']);
    let parts: Vec<&str> =
        text.split(|c: char| "-/., ".contains(c) || c.is_whitespace()).filter(|part| !part.is_empty() && *part != "de").collect();
    if let Some(at) = parts.iter().position(|part| month(part).is_some()) {
        return named(&parts, at);
    }
    let Some(numbers) = parts.iter().map(|part| number(part)).collect::<Option<Vec<i16>>>() else { return Written::Strange };
    let sure = |value: Option<Value>| value.map_or(Written::Strange, Written::Sure);
    match (numbers[..].as_ref(), parts.first().map_or(0, |part| part.len())) {
        (&[year, month, day], 4) => sure(value(year, month, day)),
        (&[day, month, year], _) if is_dotted => sure(value(century(year, parts[2]), month, day)),
        (&[a, b, c], _) if matches!(parts[2].len(), 2 | 4) => Written::Numbers([a, b, c]),
        (&[year, month], 4) | (&[month, year], _) if parts.iter().any(|part| part.len() == 4) => {
            sure(i8::try_from(month).ok().and_then(|month| DateInterval::month(year, month)).map(of_interval))
        }
        _ => Written::Strange,
    }
}

/// Whether a text says that there is no date, in whatever order of its numbers.
pub(crate) fn is_never(text: &str) -> bool {
    match written(text) {
        Written::Sure(value) => value == Value::Never,
        Written::Numbers(numbers) => [Order::Dmy, Order::Mdy].iter().any(|order| order.date(numbers) == Some(Value::Never)),
        Written::Strange => false,
    }
}

/// The hour in UTC at which a text says that a day began elsewhere: `2017-11-11T23:00:00.000Z` is the twelfth an hour east of it.
pub(crate) fn utc_hour(text: &str) -> Option<(&str, u8)> {
    let (date, time) = text.split_once('T')?;
    let time = time.strip_suffix('Z').or_else(|| time.strip_suffix("+00:00"))?;
    let (hour, rest) = time.split_once(':')?;
    let hour = hour.parse().ok().filter(|hour| (1..=23).contains(hour) && *hour != 12)?;
    rest.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.')).then_some((date, hour))
}

/// A text without a time of day behind the date.
fn without_time(text: &str) -> &str {
    if let Some((date, time)) = text.split_once('T')
        && date.ends_with(|c: char| c.is_ascii_digit())
        && time.contains(':')
    {
        // Elsewhere it may be another day.
        let is_midnight =
            time.bytes().take_while(|byte| !matches!(byte, b'Z' | b'+' | b'-')).all(|byte| matches!(byte, b'0' | b':' | b'.'));
        let has_zone = time.contains(['Z', 'z', '+', '-']);
        return if has_zone && !is_midnight { text } else { date };
    }
    match text.find(':') {
        Some(colon) => text[..colon].rfind(' ').map_or(text, |blank| text[..blank].trim_end()),
        None => text,
    }
}

/// What digits alone say: a year, a day number, year, month and day in one.
fn digits_alone(text: &str) -> Option<Written> {
    // A day number has a time of day behind its point or comma; `1,2` is none.
    let mark = if text.find(',') == Some(5) { ',' } else { '.' };
    let (whole, fraction) = text.split_once(mark).unwrap_or((text, "0"));
    // `10.2014` is a month.
    if whole.len() <= 2 && fraction.len() == 4 {
        return None;
    }
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    let value = match (whole.len(), text.contains(mark)) {
        (8, false) => value(number(&whole[..4])?, number(&whole[4..6])?, number(&whole[6..])?),
        (4, false) => number(whole).and_then(DateInterval::year).map(of_interval),
        (5 | 7, _) => whole.parse().ok().and_then(day_number).map(|date| of_interval(DateInterval::exactly(date))),
        (1, _) if whole == "0" => Some(Value::Never),
        (1, _) => Some(Value::Lost),
        _ => None,
    };
    Some(value.map_or(Written::Strange, Written::Sure))
}

/// The date that a spreadsheet means by a day number.
fn day_number(days: i32) -> Option<Date> {
    Duration { count: f64::from(days), unit: Unit::Days }.after(Date::new(1899, 12, 30).ok()?)
}

/// A date whose month is a word, the `at`-th of the parts.
fn named(parts: &[&str], at: usize) -> Written {
    let Some(month) = month(parts[at]) else { return Written::Strange };
    // A weekday may stand before.
    let rest: Vec<&str> = parts
        .iter()
        .enumerate()
        .filter(|(k, part)| *k != at && part.starts_with(|c: char| c.is_ascii_digit()))
        .map(|(_, part)| *part)
        .collect();
    let day = |text: &str| number(text.trim_end_matches(|c: char| c.is_ascii_alphabetic()));
    let value = match rest[..] {
        [year] if year.len() == 4 || year.len() == 2 && parts.get(at + 1) == Some(&year) => {
            number(year).and_then(|number| DateInterval::month(century(number, year), month)).map(of_interval)
        }
        [year, date] if year.len() == 4 && number(year).is_some() => {
            number(year).zip(day(date)).and_then(|(year, date)| value(year, i16::from(month), date))
        }
        [date, year] => number(year).zip(day(date)).and_then(|(number, date)| value(century(number, year), i16::from(month), date)),
        _ => None,
    };
    value.map_or(Written::Strange, Written::Sure)
}

/// The month of a word.
fn month(word: &str) -> Option<i8> {
    if !word.starts_with(char::is_alphabetic) {
        return None;
    }
    let word = plain(word);
    MONTHS.iter().find(|(start, _)| word.starts_with(start)).map(|&(_, month)| month)
}

/// A number of up to four digits.
fn number(text: &str) -> Option<i16> {
    (text.len() <= 4 && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// A year of two digits is from 1950 to 2049.
fn century(year: i16, text: &str) -> i16 {
    match (text.len(), year) {
        (1 | 2, 0..=49) => 2000 + year,
        (1 | 2, _) => 1900 + year,
        _ => year,
    }
}

/// The day of three numbers.
fn value(year: i16, month: i16, day: i16) -> Option<Value> {
    if (year, month, day) == (0, 0, 0) {
        return Some(Value::Never);
    }
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(of_interval(DateInterval::exactly(date)))
}

/// What an interval means, its year being a sign perhaps.
fn of_interval(interval: DateInterval) -> Value {
    match interval.earliest.year() {
        NEVER.. => Value::Never,
        ..=LOST => Value::Lost,
        _ => Value::On(interval),
    }
}

/// How the dates of a column are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inference {
    /// The first row in which only one order is possible, for each of them.
    pub day_first: Option<usize>,
    pub month_first: Option<usize>,
    pub year_first: Option<usize>,
    /// Every row may have the year first.
    pub may_be_year_first: bool,
    /// The first row of which the order makes a difference.
    pub unclear: Option<usize>,
    /// Whether there are numbers that need an order at all.
    pub has_numbers: bool,
}

impl Inference {
    /// What the rows of a column say of the order, where no date is later than the end of a year, if that is known; a year may be in front
    /// where the numbers are written so.
    pub fn of(column: &[Option<Written>], latest: Option<i16>, may_be_year_first: bool) -> Self {
        let is_early = |value: Option<Value>| match value {
            Some(Value::On(date)) => latest.is_none_or(|latest| date.earliest.year() <= latest),
            _ => false,
        };
        let numbers = || {
            column
                .iter()
                .enumerate()
                .filter_map(|(row, written)| if let Some(Written::Numbers(numbers)) = written { Some((row, *numbers)) } else { None })
        };
        let is_possible = |order: Order, numbers: [i16; 3]| is_early(order.date(numbers));
        let mut found = Self {
            may_be_year_first: may_be_year_first && numbers().all(|(_, numbers)| numbers[2] < 100 && is_possible(Order::Ymd, numbers)),
            ..Self::default()
        };
        for (row, numbers) in numbers() {
            found.has_numbers = true;
            if found.may_be_year_first {
                let others = [Order::Dmy, Order::Mdy].map(|order| is_possible(order, numbers));
                let rows = if others == [false; 2] { &mut found.year_first } else { &mut found.unclear };
                rows.get_or_insert(row);
                continue;
            }
            let rows = match (Order::Dmy.date(numbers), Order::Mdy.date(numbers)) {
                (Some(one), Some(other)) if one == other => continue,
                (Some(_), Some(_)) => &mut found.unclear,
                (Some(_), None) => &mut found.day_first,
                (None, Some(_)) => &mut found.month_first,
                (None, None) => continue,
            };
            rows.get_or_insert(row);
        }
        found
    }

    /// The order, where the column tells one.
    pub fn order(&self) -> Option<Order> {
        match (self.day_first, self.month_first, self.year_first) {
            (Some(_), None, None) => Some(Order::Dmy),
            (None, Some(_), None) => Some(Order::Mdy),
            (None, None, Some(_)) => Some(Order::Ymd),
            _ => None,
        }
    }
}

/// Whether a cell is a date to the day, and not merely a number.
pub(crate) fn is_date(cell: &str) -> bool {
    let is_day = |value| matches!(value, Value::On(date) if date.exact().is_some());
    match written(cell) {
        Written::Sure(value) => is_day(value) && cell.contains(|c: char| !c.is_ascii_digit() && c != '.' && c != ',') || is_dotted(cell),
        Written::Numbers(_) => true,
        Written::Strange => false,
    }
}

/// Whether a cell is a month, or a year that may be one of a hire or exit: `Mar 2021`, `2021-03`, `03/2021`, `2021`.
pub(crate) fn is_coarse_date(cell: &str) -> bool {
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

/// Whether a cell is a number or a date.
pub(crate) fn is_value(cell: &str) -> bool {
    cell.parse::<f64>().is_ok() || is_date(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Written {
        Written::Sure(Value::On(DateInterval::exactly(Date::new(year, month, day).expect("is a date"))))
    }

    #[test]
    fn every_form_of_the_fourth_of_october_is_read() {
        for text in [
            "2018-10-04",
            "2018/10/4",
            "20181004",
            "4.10.2018",
            "04.10.18",
            "04 Oct 2018",
            "4-Oct-18",
            "Oct 4, 2018",
            "October 4th, 2018",
            "Thu, 04 Oct 2018",
            "4. Oktober 2018",
            "4 octobre 2018",
            "4 de octubre de 2018",
            "43377",
            "43377.5",
            "43377,5",
            "2018-10-04 00:00:00",
            "2018-10-04T00:00:00Z",
            "4th Oct 2018",
            "4.10.2018 08:15",
            "2018-10-03T22:00:00.000Z",
            "2018-10-04T05:00:00Z",
        ] {
            assert_eq!(written(text), day(2018, 10, 4), "{text}");
        }
        for text in ["10/04/2018", "10/04/18", "10/04/2018 12:00:00 AM", "10-04-2018"] {
            let numbers = if let Written::Numbers(numbers) = written(text) { Order::Mdy.date(numbers) } else { None };
            assert_eq!(numbers.map(Written::Sure), Some(day(2018, 10, 4)), "{text}");
        }
    }

    #[test]
    fn signs_are_no_dates_and_coarse_dates_are() {
        for text in ["9999-12-31", "31.12.9999", "2958465", "31 Dec 9999", "4712-12-31", "2099-12-31", "0", "0000-00-00"] {
            assert_eq!(written(text), Written::Sure(Value::Never), "{text}");
        }
        for text in ["1900-01-01", "01.01.1900", "1"] {
            assert_eq!(written(text), Written::Sure(Value::Lost), "{text}");
        }
        assert_eq!(Order::Mdy.date([12, 31, 9999]), Some(Value::Never));
        let october = Written::Sure(Value::On(DateInterval::month(2018, 10).expect("is a month")));
        for text in ["2018-10", "10/2018", "Oct 2018", "Oct-18"] {
            assert_eq!(written(text), october, "{text}");
        }
        for text in ["2018-10-04T12:00:00Z", "2018-10-04T08:15:00Z", "soon", "TBD", "2018-13-01", "123456", "", "12", "1/2", "04 Oct"] {
            assert_eq!(written(text), Written::Strange, "{text}");
        }
    }

    #[test]
    fn one_number_above_twelve_tells_the_order_of_the_column() {
        let of = |texts: &[&str]| Inference::of(&texts.iter().map(|text| Some(written(text))).collect::<Vec<_>>(), Some(2027), true);
        assert_eq!(of(&["10/04/2018", "24/10/2018"]).order(), Some(Order::Dmy));
        assert_eq!(of(&["10/04/2018", "10/24/2018"]).order(), Some(Order::Mdy));
        assert_eq!(of(&["10/24/2018", "24/10/2018"]).order(), None);
        let unclear = of(&["04/04/2018", "10/04/2018"]);
        assert_eq!((unclear.order(), unclear.unclear, unclear.has_numbers), (None, Some(1), true));
        // Years of two digits: in front where the last number cannot be one; asked for where either can.
        assert_eq!(of(&["17-11-12", "15-04-29"]).order(), Some(Order::Ymd));
        assert_eq!(of(&["17-11-12", "29-04-15"]).order(), Some(Order::Dmy));
        assert_eq!(of(&["11-17-12", "11-29-15"]).order(), Some(Order::Mdy));
        let unclear = of(&["17-11-12", "15-04-25"]);
        assert_eq!((unclear.order(), unclear.unclear, unclear.may_be_year_first), (None, Some(0), true));
    }
}
