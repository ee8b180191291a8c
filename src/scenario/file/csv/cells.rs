//! What cells hold that was meant to be something else: what spreadsheets, other countries and other encodings leave in them.

use super::super::numbers::ranges::{hundredth, short};
use super::super::reader::Reader;
use super::sheet::Sheet;
use crate::cells::nothing::is_nothing;
use crate::diagnostic::{Diagnostic, Place, Severity, quoted};

/// The errors that spreadsheets show in place of a result.
const ERROR_VALUES: [&str; 9] = ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"];

/// Something that a cell seems to be by mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// A formula of a spreadsheet.
    Formula,
    /// Text that a spreadsheet would take for one.
    Signed,
    /// The error of a formula.
    ErrorValue,
    /// A word for nothing.
    Nothing,
    /// UTF-8 that was read as another encoding and saved, or a character that was lost that way.
    Mangled,
    /// A character that cannot be seen.
    Unseen(char),
}

/// All kinds of [`Oddity`], for counting.
const KINDS: usize = 6;

impl Oddity {
    /// What is odd about a text, if anything is.
    pub fn of(text: &str) -> Option<Self> {
        if text.starts_with('=') {
            Some(Self::Formula)
        } else if is_error_value(text) {
            Some(Self::ErrorValue)
        } else if is_nothing(text) {
            Some(Self::Nothing)
        } else if text.starts_with(['+', '@']) {
            Some(Self::Signed)
        } else if is_mangled(text) {
            Some(Self::Mangled)
        } else {
            text.chars().find(|&c| is_unseen(c)).map(Self::Unseen)
        }
    }

    fn kind(self) -> usize {
        match self {
            Self::Formula => 0,
            Self::Signed => 1,
            Self::ErrorValue => 2,
            Self::Nothing => 3,
            Self::Mangled => 4,
            Self::Unseen(_) => 5,
        }
    }

    /// Whether such a text can stand for a name nevertheless.
    fn severity(self) -> Severity {
        match self {
            Self::Formula | Self::ErrorValue => Severity::Error,
            _ => Severity::Warning,
        }
    }

    /// Whether no name can be meant: a formula or its error.
    pub fn is_error(self) -> bool {
        matches!(self.severity(), Severity::Error)
    }

    /// What is wrong with a text of a column.
    pub fn message(self, column: &str, text: &str) -> String {
        let (column, text) = (quoted(column), quoted(text));
        match self {
            Self::Formula => format!("{column} holds a formula, not a text: {text}"),
            Self::Signed => format!("{column} begins like a formula: {text}"),
            Self::ErrorValue => format!("{column} holds the error of a spreadsheet: {text}"),
            Self::Nothing => format!("{column} is {text}, which is read as a name"),
            Self::Mangled => format!("{column} was read in the wrong encoding: {text}"),
            Self::Unseen(c) => format!("{column} holds a character that cannot be seen, U+{:04X}", u32::from(c)),
        }
    }

    /// What to do about it.
    pub fn help(self) -> &'static str {
        match self {
            Self::Formula => "put its result in its place: copy the column, paste it as values, save again",
            Self::Signed => "spreadsheets run such cells when they open the file; begin it with a letter or a digit",
            Self::ErrorValue => "repair the formula in the spreadsheet, then save again",
            Self::Nothing => "leave the cell empty where there is nothing",
            Self::Mangled => "open the original as UTF-8 and save it again",
            Self::Unseen(_) => "two names that look the same may differ by it; type the name again",
        }
    }
}

fn is_error_value(text: &str) -> bool {
    ERROR_VALUES.iter().any(|value| value.eq_ignore_ascii_case(text))
}

/// Whether a text holds the mark of a lost character, or two that are the two bytes of one in UTF-8.
fn is_mangled(text: &str) -> bool {
    let pairs = || text.chars().zip(text.chars().skip(1));
    text.contains('\u{fffd}') || pairs().any(|(first, second)| matches!(first, 'Ã' | 'Â') && ('\u{80}'..='\u{bf}').contains(&second))
}

/// Whether a character takes no room, or is a space that no keyboard's space bar gives.
pub(in crate::scenario) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// What is meant by a text that is no number, if it can be guessed.
pub(in crate::scenario) fn number_help(text: &str) -> Option<String> {
    let is_number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
    if let Some(oddity @ (Oddity::Formula | Oddity::ErrorValue | Oddity::Nothing)) = Oddity::of(text) {
        return Some(oddity.help().to_owned());
    }
    if ["inf", "infinity"].contains(&text.trim_start_matches(['+', '-']).to_lowercase().as_str()) {
        return Some("leave the cell empty where there is no number".to_owned());
    }
    if let Some(share) = text.strip_suffix('%').map(str::trim_end).and_then(|share| share.replace(',', ".").parse::<f64>().ok()) {
        return Some(format!("write it without the sign: {share} % is {} of one", hundredth(share)));
    }
    let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '_')).collect();
    let bare = bare.trim_matches(['$', '€', '£', '¥']);
    if let Some(whole) = ungrouped(bare) {
        return Some(format!("write it without separators of thousands, {whole}, and decimals with a point"));
    }
    let pointed = text.replace(',', ".");
    if is_number(&pointed) {
        return Some(format!("write decimals with a point: {pointed}"));
    }
    if let Some(thousands) = bare.strip_suffix(['k', 'K']).and_then(|count| count.parse::<f64>().ok()) {
        return Some(format!("write it out: {}", thousands * 1000.0));
    }
    (bare != text && is_number(bare)).then(|| format!("write the number alone: {bare}"))
}

/// A number without the commas (or points) that set its thousands apart, if that is what they do.
fn ungrouped(text: &str) -> Option<String> {
    for (separator, point) in [(',', '.'), ('.', ',')] {
        let (whole, fraction) = text.split_once(point).map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
        let mut groups = whole.split(separator);
        let first = groups.next()?;
        let rest: Vec<&str> = groups.collect();
        let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_grouped = !rest.is_empty() && first.len() <= 3 && are_digits(first) && first != "0";
        // One group of three behind a point is a decimal number.
        let is_certain = separator == ',' || rest.len() > 1 || fraction.is_some();
        if is_grouped && is_certain && rest.iter().all(|group| group.len() == 3 && are_digits(group)) && fraction.is_none_or(are_digits) {
            let fraction = fraction.map_or(String::new(), |fraction| format!(".{fraction}"));
            return Some(format!("{first}{}{fraction}", rest.concat()));
        }
    }
    None
}

impl Reader {
    /// A finite number from a text at a place.
    pub fn number_text(&mut self, what: &str, text: &str, place: &Place) -> Option<f64> {
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            let diagnostic =
                Diagnostic::error(format!("{} is not a number: {}", quoted(what), quoted(text))).at(place).label("expected a number");
            self.problems.push(match number_help(text) {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            });
        }
        number
    }

    /// A number that must not be negative, or must be positive.
    pub fn at_least(&mut self, what: &str, value: f64, is_positive: bool, place: &Place) -> Option<f64> {
        if value > 0.0 || value == 0.0 && !is_positive {
            return Some(value);
        }
        let range = if is_positive { "above 0" } else { "0 or more" };
        let message = format!("{} is {}; it must be {range}", quoted(what), short(value));
        self.problems.push(Diagnostic::error(message).at(place).label(format!("expected a number {range}")));
        None
    }

    /// Says what is odd about the texts of the columns: of each column and kind the first, and how many there are.
    pub fn check_texts(&mut self, sheet: &Sheet, columns: &[&str]) {
        for column in columns.iter().filter(|column| sheet.has(column)) {
            let mut found = [const { None }; KINDS];
            for cell in sheet.rows().filter_map(|row| row.get(column)) {
                if let Some(oddity) = Oddity::of(&cell.text) {
                    let (_, _, count) = found[oddity.kind()].get_or_insert((oddity, cell, 0_usize));
                    *count += 1;
                }
            }
            for (oddity, cell, count) in found.into_iter().flatten() {
                let message = oddity.message(column, &cell.text);
                let diagnostic = match oddity.severity() {
                    Severity::Error => Diagnostic::error(message),
                    _ => Diagnostic::warning(message),
                };
                let diagnostic = diagnostic.at(&cell.place).help(oddity.help());
                self.problems.push(if count > 1 { diagnostic.label(format!("the first of {count}")) } else { diagnostic });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Oddity, number_help};

    #[test]
    fn what_is_odd_is_seen() {
        for (text, oddity) in [
            ("=A1", Oddity::Formula),
            ("@ada", Oddity::Signed),
            ("+1", Oddity::Signed),
            ("#n/a", Oddity::ErrorValue),
            ("N/A", Oddity::Nothing),
            ("-", Oddity::Nothing),
            ("ZÃ¼rich", Oddity::Mangled),
            ("Z\u{fffd}rich", Oddity::Mangled),
            ("a\u{200b}b", Oddity::Unseen('\u{200b}')),
        ] {
            assert_eq!(Oddity::of(text), Some(oddity), "{text}");
        }
        for text in ["a", "Zürich", "a-b", "Ångström", "SÃO", "#1", "研究"] {
            assert_eq!(Oddity::of(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_other_countries_are_understood_and_not_read() {
        for (text, help) in [
            ("1,5", "write decimals with a point: 1.5"),
            ("0,5", "write decimals with a point: 0.5"),
            ("12,000", "write it without separators of thousands, 12000, and decimals with a point"),
            ("1.234,5", "write it without separators of thousands, 1234.5, and decimals with a point"),
            ("$1,234,567.89", "write it without separators of thousands, 1234567.89, and decimals with a point"),
            ("12 000", "write the number alone: 12000"),
            ("€12", "write the number alone: 12"),
            ("120k", "write it out: 120000"),
            ("5%", "write it without the sign: 5 % is 0.05 of one"),
            ("=1+1", "put its result in its place: copy the column, paste it as values, save again"),
            ("NaN", "leave the cell empty where there is nothing"),
            ("inf", "leave the cell empty where there is no number"),
        ] {
            assert_eq!(number_help(text).as_deref(), Some(help), "{text}");
        }
        for text in ["", "x", "1.2.3", "0,000", "12,00,0", "k"] {
            assert_ne!(number_help(text).is_some(), text != "0,000", "{text}");
        }
    }
}
