//! Dates as spreadsheets and other countries write them: understood well enough to say what to write, and not read.

use super::super::csv::cells::Oddity;
use super::time::YEARS;
use crate::calendar::{Date, Duration, Unit};
use crate::cells::dates::is_never;

/// The first three letters of the months, as English and German spreadsheets write them.
const MONTHS: [&str; 15] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mär", "mai", "okt"];

/// What is meant by something that is no date, if it can be guessed.
pub(in crate::scenario) fn date_help(text: &str) -> Option<String> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(oddity @ (Oddity::Formula | Oddity::ErrorValue | Oddity::Nothing)) = Oddity::of(text) {
        return Some(oddity.help().to_owned());
    }
    if says_never(text) {
        return Some("leave the cell empty where there is no such date".to_owned());
    }
    let days = text.split_once(['.', ',']).filter(|(_, hours)| is_number(hours)).map_or(text, |(days, _)| days);
    if is_number(days) && days.len() == 5 {
        let date = days.parse().ok().and_then(spreadsheet_date)?;
        return Some(format!("this looks like a spreadsheet's day number, here {date}; write the column as text, year-month-day"));
    }
    if is_number(text) && text.len() == 8 {
        let date = date(&text[..4], &text[4..6], &text[6..])?;
        return Some(format!("write {date}"));
    }
    if is_of_absurd_year(text) {
        return Some(format!("dates are from {} to {}", YEARS.start(), YEARS.end()));
    }
    if let Some(date) = text.split(['T', ' ']).next().filter(|date| date.len() == 10 && text.len() > 10) {
        return super::time::interval(date).map(|_| format!("leave out the time of day: {date}"));
    }
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let is_dotted = text.matches('.').count() == 2 && !text.contains(['-', '/']);
    impossible_day(text).or_else(|| if is_dotted { dotted(&parts) } else { None }).or_else(|| reordered(&parts)).or_else(|| {
        let has_month = parts.iter().any(|part| {
            let start: String = part.chars().take(3).flat_map(char::to_lowercase).collect();
            MONTHS.contains(&start.as_str())
        });
        (has_month || text.contains(['/', '.'])).then(|| "dates are year-month-day: 2023-06-30".to_owned())
    })
}

/// Whether a text stands for no date: `present`, `31.12.9999`, `0000-00-00`.
fn says_never(text: &str) -> bool {
    let is_far = text.contains("9999") || text.contains(|c: char| c.is_ascii_digit()) && !text.contains(|c: char| matches!(c, '1'..='9'));
    is_never(text) && (is_far || !text.contains(|c: char| c.is_ascii_digit()))
}

/// A date of the numbers of a text.
fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|date| YEARS.contains(&date.year()))
}

/// What is impossible about a date in our own form.
fn impossible_day(text: &str) -> Option<String> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-').map_or((rest, None), |(month, day)| (month, Some(day)));
    let has_form = year.len() == 4 && month.len() == 2 && day.is_none_or(|day| day.len() == 2);
    let (year, month): (i16, i8) = (year.parse().ok()?, month.parse().ok()?);
    let day: Option<i8> = day.map(str::parse).transpose().ok()?;
    if !has_form || year < 0 {
        return None;
    }
    let Ok(first) = Date::new(year, month, 1) else { return Some("a year has months 01 to 12".to_owned()) };
    day.filter(|&day| day < 1 || day > first.days_in_month()).map(|_| format!("that month has days 01 to {}", first.days_in_month()))
}

/// The date of three numbers with points between them, which are day, month and year.
fn dotted(parts: &[&str]) -> Option<String> {
    let [day, month, year] = parts[..] else { return None };
    (year.len() == 4).then(|| date(year, month, day)).flatten().map(|date| format!("write {date}"))
}

/// The date of three numbers in another order or with fewer digits, where only one order is possible.
fn reordered(parts: &[&str]) -> Option<String> {
    let [first, second, third] = parts[..] else { return None };
    if first.len() == 4 {
        return date(first, second, third).map(|date| format!("write {date}"));
    }
    let (day_first, month_first) = (date(third, second, first), date(third, first, second));
    match (day_first, month_first) {
        _ if third.len() != 4 => None,
        (Some(one), Some(other)) if one != other => Some(format!("dates are year-month-day: is this {one} or {other}?")),
        (Some(date), _) | (None, Some(date)) => Some(format!("write {date}")),
        (None, None) => None,
    }
}

/// Whether a text is a date of an absurd year.
fn is_of_absurd_year(text: &str) -> bool {
    let year: Option<i16> = text.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit())).and_then(|year| year.parse().ok());
    year.is_some_and(|year| !YEARS.contains(&year)) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// The date that a spreadsheet means by a day number.
fn spreadsheet_date(days: i32) -> Option<Date> {
    let origin = Date::new(1899, 12, 30).ok()?;
    Duration { count: f64::from(days), unit: Unit::Days }.after(origin)
}

#[cfg(test)]
mod tests {
    use super::date_help;

    #[test]
    fn what_is_meant_is_said() {
        let number = "this looks like a spreadsheet's day number, here 2023-01-01; write the column as text, year-month-day";
        for (text, help) in [
            ("44927", number),
            ("44927.5", number),
            ("20230630", "write 2023-06-30"),
            ("2023-6-3", "write 2023-06-03"),
            ("2023/06/30", "write 2023-06-30"),
            ("30.06.2023", "write 2023-06-30"),
            ("06/30/2023", "write 2023-06-30"),
            ("03/04/2023", "dates are year-month-day: is this 2023-04-03 or 2023-03-04?"),
            ("04.04.2023", "write 2023-04-04"),
            ("3.4.23", "dates are year-month-day: 2023-06-30"),
            ("30 June 2023", "dates are year-month-day: 2023-06-30"),
            ("Jun-23", "dates are year-month-day: 2023-06-30"),
            ("2023-06-30T12:00:00", "leave out the time of day: 2023-06-30"),
            ("2023-06-30 00:00", "leave out the time of day: 2023-06-30"),
            ("2023-02-30", "that month has days 01 to 28"),
            ("2023-13-01", "a year has months 01 to 12"),
            ("2023-13", "a year has months 01 to 12"),
            ("1523-01-01", "dates are from 1900 to 2300"),
            ("=TODAY()", "put its result in its place: copy the column, paste it as values, save again"),
            ("n/a", "leave the cell empty where there is nothing"),
        ] {
            assert_eq!(date_help(text).as_deref(), Some(help), "{text}");
        }
        for text in ["", "soon", "44927b", "1-2", "é-é-é", "-", "--"] {
            assert_eq!(date_help(text).filter(|help| !help.starts_with("leave the cell")), None, "{text}");
        }
    }
}
