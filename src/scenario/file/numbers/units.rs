//! Units that are not the model's: rates a month, percentages, durations of another language, and what they are in ours.

use super::super::tree::{Entry, Value};
use super::ranges::hundredth;
use crate::calendar::DAYS_PER_YEAR;

/// Units of time as people write them, how many there are in a year, and what ours are called.
const UNITS: [(&[&str], f64, &str); 5] = [
    (&["day", "days", "d", "daily"], DAYS_PER_YEAR, "days"),
    (&["week", "weeks", "wk", "wks", "w", "weekly"], DAYS_PER_YEAR / 7.0, "weeks"),
    (&["month", "months", "mo", "mos", "mon", "m", "monthly"], 12.0, "months"),
    (&["quarter", "quarters", "q", "quarterly"], 4.0, "quarters"),
    (&["year", "years", "yr", "yrs", "y", "a", "annum", "annual", "annually", "yearly"], 1.0, "years"),
];

/// How many of a unit there are in a year, and what we call it.
fn unit(word: &str) -> Option<(f64, &'static str)> {
    let word = word.to_lowercase();
    UNITS.iter().find(|(words, ..)| words.contains(&word.as_str())).map(|&(_, per_year, ours)| (per_year, ours))
}

/// What to write for a key such as `hazard_per_month`, where the one a year is known.
pub(in crate::scenario) fn key_per_year(entry: &Entry, known: &[&str]) -> Option<String> {
    // hazard_per_month, hazard_monthly, monthly_hazard
    let at_end = entry.key.rsplit_once('_').and_then(|(stem, word)| Some((stem.strip_suffix("_per").unwrap_or(stem), unit(word)?)));
    let at_start = || entry.key.split_once('_').and_then(|(word, stem)| Some((stem, unit(word)?)));
    let (stem, (per_year, ours)) = at_end.or_else(at_start)?;
    let key = known.iter().find(|key| key.strip_suffix("_per_year") == Some(stem))?;
    let rate = match entry.node.value {
        Value::Integer(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    };
    let singular = ours.trim_end_matches('s');
    Some(match rate.filter(|rate| rate.is_finite()) {
        Some(rate) => format!("rates are per person-year: {rate} a {singular} is {key} = {}", rounded(rate * per_year)),
        None => format!("rates are per person-year: give {key}, {} times the rate a {singular}", rounded(per_year)),
    })
}

/// What to write for a percentage where a ratio is wanted: `"50%"`.
pub(in crate::scenario) fn ratio_meant(text: &str) -> Option<String> {
    let number = text.trim().strip_suffix('%')?.trim_end();
    let percentage: f64 = number.replace(',', ".").parse().ok().filter(|percentage: &f64| percentage.is_finite())?;
    let share = hundredth(percentage);
    Some(format!("a ratio multiplies: {number} % more is {}, {number} % of it is {share}", rounded(1.0 + share)))
}

/// What to write for a text where a number is wanted: `"2 % a month"`, `"5%"`, `"0,5"`.
pub(in crate::scenario) fn number_meant(text: &str, is_rate: bool) -> Option<String> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '-' | '+')).unwrap_or(text.len());
    let number: f64 = text[..end].replace(',', ".").parse().ok()?;
    let rest = text[end..].trim_start();
    let (share, rest) = match rest.strip_prefix('%') {
        Some(rest) => (hundredth(number), rest.trim_start()),
        None => (number, rest),
    };
    if rest.is_empty() {
        return Some(if share == number { format!("write it without quotes: {share}") } else { format!("write {share}") });
    }
    let word = ["per ", "a ", "an ", "each ", "/"].iter().find_map(|prefix| rest.strip_prefix(prefix)).unwrap_or(rest);
    let (per_year, ours) = unit(word.trim())?;
    let singular = ours.trim_end_matches('s');
    is_rate.then(|| {
        let rate = rounded(share * per_year);
        if per_year == 1.0 {
            format!("rates are per person-year: write {rate}")
        } else {
            format!("rates are per person-year: {share} a {singular} is {rate}")
        }
    })
}

/// What to write for a text that is no duration: `"6 mo"`, `"1,5 years"`, `"2 quarters"`, `"-3 months"`.
pub(in crate::scenario) fn duration_meant(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('-') {
        return rest.starts_with(|c: char| c.is_ascii_digit()).then(|| "a duration is never negative".to_owned());
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(text.len());
    let (count, word) = (text[..end].replace(',', "."), text[end..].trim());
    let number: f64 = count.parse().ok()?;
    if word.is_empty() {
        return Some(format!("a duration has a unit: \"{count} days\", \"{count} weeks\", \"{count} months\" or \"{count} years\""));
    }
    match unit(word)? {
        (_, "quarters") => Some(format!("write \"{} months\"", 3.0 * number)),
        (_, ours) => Some(format!("write \"{count} {ours}\"")),
    }
}

/// A number without the digits that only binary arithmetic sees.
fn rounded(number: f64) -> f64 {
    format!("{number:.9}").parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::{duration_meant, number_meant, ratio_meant};

    #[test]
    fn a_rate_a_month_is_told_a_year() {
        for (text, meant) in [
            ("2% a month", "rates are per person-year: 0.02 a month is 0.24"),
            ("0.02 per month", "rates are per person-year: 0.02 a month is 0.24"),
            ("0,02/month", "rates are per person-year: 0.02 a month is 0.24"),
            ("10 % per year", "rates are per person-year: write 0.1"),
            ("5%", "write 0.05"),
            ("0.3", "write it without quotes: 0.3"),
        ] {
            assert_eq!(number_meant(text, true).as_deref(), Some(meant), "{text}");
        }
        for text in ["", "many", "%", "0.3 apples"] {
            assert_eq!(number_meant(text, true), None, "{text}");
        }
        assert_eq!(number_meant("0.3 a month", false), None);
    }

    #[test]
    fn a_percentage_is_told_as_a_ratio_in_both_ways() {
        let meant = |text| ratio_meant(text);
        assert_eq!(meant("50%").as_deref(), Some("a ratio multiplies: 50 % more is 1.5, 50 % of it is 0.5"));
        assert_eq!(meant("1,3 %").as_deref(), Some("a ratio multiplies: 1,3 % more is 1.013, 1,3 % of it is 0.013"));
        assert_eq!((meant("0.5"), meant("%"), meant("half")), (None, None, None));
    }

    #[test]
    fn durations_of_other_words_are_told_in_ours() {
        for (text, meant) in [
            ("6 mo", "write \"6 months\""),
            ("6m", "write \"6 months\""),
            ("18 Months", "write \"18 months\""),
            ("1,5 years", "write \"1.5 years\""),
            ("2 quarters", "write \"6 months\""),
            ("-3 months", "a duration is never negative"),
            ("6", "a duration has a unit: \"6 days\", \"6 weeks\", \"6 months\" or \"6 years\""),
        ] {
            assert_eq!(duration_meant(text).as_deref(), Some(meant), "{text}");
        }
        for text in ["", "soon", "- 3 months", "6 moons", "1.2.3 years"] {
            assert_eq!(duration_meant(text), None, "{text}");
        }
    }
}
