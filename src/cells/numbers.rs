//! Numbers as exports have them: which mark stands before the decimals is inferred from the whole column.

use std::borrow::Cow;

/// The mark before the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// 85,000.50
    Point,
    /// 85.000,50
    Comma,
}

/// How the numbers of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inference {
    /// Either mark gives the same.
    Any,
    /// Only one will do.
    Sure(Mark),
    /// Both will do, and give different numbers; the row that shows it.
    Unclear(usize),
    /// Two rows of which each will do with one mark only.
    Mixed(usize, usize),
}

/// Signs and words of currencies.
const CURRENCIES: [&str; 62] = [
    "$", "€", "£", "¥", "₹", "₩", "₪", "US$", "C$", "A$", "CA$", "AU$", "S$", "HK$", "R$", "USD", "EUR", "GBP", "JPY", "CNY", "RMB", "INR",
    "KRW", "ILS", "CHF", "SFr", "Fr", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "SEK", "NOK", "DKK", "kr", "ISK", "PLN", "zł", "CZK", "Kč",
    "HUF", "Ft", "RON", "BGN", "TRY", "TL", "AED", "SAR", "QAR", "EGP", "MAD", "ZAR", "BRL", "MXN", "ARS", "CLP", "COP", "Euro", "Euros",
    "Rs",
];
/// Letters behind a number and what they multiply it by.
const SCALES: [(&str, f64); 7] = [("k", 1e3), ("tsd", 1e3), ("thousand", 1e3), ("m", 1e6), ("mn", 1e6), ("mio", 1e6), ("million", 1e6)];

/// A number taken apart.
struct Parts {
    /// Its digits and marks, without blanks and apostrophes between thousands.
    bare: String,
    scale: f64,
    currency: Option<&'static str>,
    /// The mark of decimals that a dash stands for: `85.000,-` has a comma.
    mark: Option<Mark>,
}

/// The currency that a text is, if it is one.
fn currency_of(text: &str) -> Option<&'static str> {
    let text = text.trim_end_matches('.').to_lowercase();
    let same = |known: &&&str| if known.is_ascii() { known.eq_ignore_ascii_case(&text) } else { known.to_lowercase() == text };
    CURRENCIES.iter().find(same).copied()
}

/// The code of a currency of which the sign is that of one: `€` is EUR. Where several have a sign (`$`), it is one by itself, or USD.
pub(crate) fn code(text: &str) -> &str {
    match currency_of(text).unwrap_or(text) {
        "$" | "US$" => "USD",
        "€" | "Euro" | "Euros" => "EUR",
        "£" => "GBP",
        "₹" | "Rs" => "INR",
        "₩" => "KRW",
        "₪" => "ILS",
        "SFr" | "Fr" => "CHF",
        "C$" | "CA$" => "CAD",
        "A$" | "AU$" => "AUD",
        "S$" => "SGD",
        "HK$" => "HKD",
        "R$" => "BRL",
        "zł" => "PLN",
        "Kč" => "CZK",
        "Ft" => "HUF",
        "TL" => "TRY",
        other => other,
    }
}

/// What a word behind a number multiplies it by, and the currency in the same word, if any: `k`, `k€`.
fn scale_of(word: &str) -> Option<(f64, Option<&'static str>)> {
    if currency_of(word).is_some() {
        return None;
    }
    let word = word.trim_end_matches('.').to_lowercase();
    let rests = SCALES.iter().filter_map(|(known, scale)| Some((word.strip_prefix(known)?, *scale)));
    let mut found = rests.map(|(rest, scale)| (scale, currency_of(rest), rest.is_empty()));
    found.find(|(_, currency, is_alone)| *is_alone || currency.is_some()).map(|(scale, currency, _)| (scale, currency))
}

/// A text with the digits and marks of numbers that Arabic and Persian have, as others write them.
pub(crate) fn western(text: &str) -> Cow<'_, str> {
    let mark = |c: char| match c {
        '\u{660}'..='\u{669}' => char::from_digit(c as u32 - 0x660, 10).unwrap_or(c),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(c as u32 - 0x6f0, 10).unwrap_or(c),
        '\u{66b}' => '.',
        '\u{66c}' => ',',
        _ => c,
    };
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.chars().map(mark).collect()) }
}

/// A text without the words behind a number that say that it is a year's: `£85,000 pa`, `85000/yr`.
fn without_year(text: &str) -> &str {
    const YEAR: [&str; 14] = [
        "pa",
        "p.a.",
        "p.a",
        "per annum",
        "per year",
        "a year",
        "/yr",
        "/ yr",
        "/year",
        "/ year",
        "pro jahr",
        "par an",
        "al ano",
        "al año",
    ];
    let has_end = |end: &&&str| {
        let at = text.len().checked_sub(end.len()).filter(|&at| text.is_char_boundary(at));
        at.is_some_and(|at| at > 0 && text[at..].eq_ignore_ascii_case(end) && !text[..at].ends_with(char::is_alphabetic))
    };
    YEAR.iter().find(has_end).map_or(text, |end| text[..text.len() - end.len()].trim_end())
}

/// Takes a number apart; nothing where it is none, or words stand beside it that are neither a currency nor a scale.
fn parts(text: &str) -> Option<Parts> {
    let text = without_year(&western(text)).to_owned();
    let text = text.as_str();
    let is_digit = |c: char| c.is_ascii_digit();
    let (first, last) = (text.find(is_digit)?, text.rfind(is_digit)?);
    let before = text[..first].trim_end_matches(['-', '.', ',']);
    // The point of `Rs.85` is that of the word.
    let start = if before.ends_with(char::is_alphabetic) && !text[..first].ends_with('-') { first } else { before.len() };
    let (before, inner, after) = (text[..start].trim_end_matches('.').trim(), &text[start..=last], text[last + 1..].trim());
    let dashes = [(".-", Mark::Point), (",-", Mark::Comma)].into_iter().find_map(|(dash, mark)| Some((after.strip_prefix(dash)?, mark)));
    let (after, mark) = dashes.map_or((after, None), |(after, mark)| (after.trim(), Some(mark)));
    let (word, rest) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
    let (scale, own, behind) = scale_of(word).map_or((1.0, None, after), |(scale, currency)| (scale, currency, rest));
    let mut currency = own;
    for word in [before, behind.trim()].into_iter().filter(|word| !word.is_empty()) {
        let found = currency_of(word)?;
        if currency.is_some_and(|known| code(known) != code(found)) {
            return None;
        }
        currency = Some(found);
    }
    let bare: String = inner.chars().filter(|c| !c.is_whitespace() && !"'\u{2019}_".contains(*c)).collect();
    let is_number = bare.chars().enumerate().all(|(k, c)| c.is_ascii_digit() || ".,".contains(c) || k == 0 && c == '-');
    is_number.then_some(Parts { bare, scale, currency, mark })
}

/// The currency that stands beside a number.
pub(crate) fn currency(text: &str) -> Option<&'static str> {
    parts(text)?.currency
}

/// Whether a letter or a word behind a number multiplies it.
pub(crate) fn is_scaled(text: &str) -> bool {
    parts(text).is_some_and(|parts| parts.scale > 1.0)
}

/// The number that a text is, by the mark before its decimals.
pub(crate) fn number(text: &str, mark: Mark) -> Option<f64> {
    /// Nobody has so much: then the letter is something else.
    const MOST: f64 = 1e9;
    let parts = parts(text).filter(|parts| parts.mark.is_none_or(|own| own == mark))?;
    let number = unscaled(&parts.bare, mark)?;
    if parts.scale == 1.0 {
        return Some(number);
    }
    // To the hundredth, so that 0.29 million is 290000.
    let number = (number * parts.scale * 100.0).round() / 100.0;
    (number.abs() < MOST).then_some(number)
}

fn unscaled(bare: &str, mark: Mark) -> Option<f64> {
    let (decimal, thousands) = match mark {
        Mark::Point => ('.', ','),
        Mark::Comma => (',', '.'),
    };
    let (whole, fraction) = bare.split_once(decimal).unwrap_or((bare, ""));
    let groups: Vec<&str> = whole.trim_start_matches('-').split(thousands).collect();
    let are_groups = groups.len() == 1 || groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
    if !are_groups || fraction.contains([',', '.']) {
        return None;
    }
    format!("{}.{fraction}0", whole.replace(thousands, "")).parse().ok()
}

impl Inference {
    /// What the rows of a column say.
    pub fn of(column: &[Option<&str>]) -> Self {
        let (mut point, mut comma, mut unclear, mut three) = (None, None, None, 0);
        let mut is_grouped = true;
        for (row, text) in column.iter().enumerate() {
            let Some(text) = text else { continue };
            match (number(text, Mark::Point), number(text, Mark::Comma)) {
                (Some(one), Some(other)) if one == other => is_grouped &= one.abs() < 1000.0 || is_scaled(text),
                (Some(_), Some(_)) => {
                    unclear.get_or_insert(row);
                    three += 1;
                }
                (Some(_), None) => {
                    point.get_or_insert(row);
                }
                (None, Some(_)) => {
                    comma.get_or_insert(row);
                }
                (None, None) => {}
            }
        }
        match (point, comma, unclear) {
            (Some(one), Some(other), _) => Self::Mixed(one, other),
            (Some(_), None, _) => Self::Sure(Mark::Point),
            (None, Some(_), _) => Self::Sure(Mark::Comma),
            (None, None, None) => Self::Any,
            // Three digits behind every mark, and no number from a thousand on without one: the mark is one of thousands.
            (None, None, Some(row)) if three >= 3 && is_grouped => {
                let has_comma = column[row].is_some_and(|text| text.contains(','));
                let is_same = column.iter().flatten().all(|text| !text.contains(if has_comma { '.' } else { ',' }));
                if is_same { Self::Sure(if has_comma { Mark::Point } else { Mark::Comma }) } else { Self::Unclear(row) }
            }
            (None, None, Some(row)) => Self::Unclear(row),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_their_mark() {
        for (text, point, comma) in [
            ("142000", Some(142_000.0), Some(142_000.0)),
            ("$142,000.50", Some(142_000.5), None),
            ("142.000,50 €", None, Some(142_000.5)),
            ("EUR 85 000", Some(85_000.0), Some(85_000.0)),
            ("CHF 1'142'000", Some(1_142_000.0), Some(1_142_000.0)),
            ("5,913", Some(5_913.0), Some(5.913)),
            ("85,5", None, Some(85.5)),
            ("-", None, None),
            ("12,34,567", None, None),
            ("5%", None, None),
            ("95k", Some(95_000.0), Some(95_000.0)),
            ("0.2M", Some(200_000.0), None),
            ("90 k€", Some(90_000.0), Some(90_000.0)),
            ("€ 1,2 Mio.", None, Some(1_200_000.0)),
            ("85.000,-", None, Some(85_000.0)),
            ("85'000.- CHF", Some(85_000.0), None),
            ("5000 monthly", None, None),
            ("45/h", None, None),
            ("5000 m", None, None),
            ("$100 EUR", None, None),
            ("60000 kr", Some(60_000.0), Some(60_000.0)),
            ("Rs. 85,000", Some(85_000.0), Some(85.0)),
            ("٢٠٧٬٢٥٠", Some(207_250.0), Some(207.25)),
            ("£85,000 pa", Some(85_000.0), Some(85.0)),
            ("85000/yr", Some(85_000.0), Some(85_000.0)),
            ("85k€ p.a.", Some(85_000.0), Some(85_000.0)),
            ("5000 pm", None, None),
            ("pa", None, None),
            ("n/a", None, None),
        ] {
            assert_eq!((number(text, Mark::Point), number(text, Mark::Comma)), (point, comma), "{text}");
        }
    }

    #[test]
    fn the_column_tells_which_mark_it_is() {
        let of = |texts: &[&str]| Inference::of(&texts.iter().map(|text| Some(*text)).collect::<Vec<_>>());
        assert_eq!(of(&["142,000", "85,000.50"]), Inference::Sure(Mark::Point));
        assert_eq!(of(&["142.000", "85.000,50"]), Inference::Sure(Mark::Comma));
        assert_eq!(of(&["142,000", "85,000", "90,500", "900"]), Inference::Sure(Mark::Point));
        assert_eq!(of(&["142.000", "85.000", "90.500"]), Inference::Sure(Mark::Comma));
        assert_eq!(of(&["142.000", "85.000", "9000", "8.100"]), Inference::Unclear(0));
        assert_eq!(of(&["142,000"]), Inference::Unclear(0));
        assert_eq!(of(&["1,5", "1.5"]), Inference::Mixed(1, 0));
        assert_eq!(of(&["142000", "9"]), Inference::Any);
    }
}
