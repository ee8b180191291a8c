//! Numbers as exports have them: which mark stands before the decimals is inferred from the whole column.

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
pub(super) enum Inference {
    /// Either mark gives the same.
    Any,
    /// Only one will do.
    Sure(Mark),
    /// Both will do, and give different numbers; the row that shows it.
    Unclear(usize),
    /// Two rows of which each will do with one mark only.
    Mixed(usize, usize),
}

/// Digits and marks of a number: without currency, blanks and apostrophes between thousands. Nothing where it is no number.
fn bare(text: &str) -> Option<String> {
    let is_currency = |c: char| "$€£¥₹₩₪".contains(c) || c.is_alphabetic();
    let text: String = text
        .trim_matches(|c: char| is_currency(c) || c.is_whitespace())
        .chars()
        .filter(|c| !c.is_whitespace() && !"'\u{2019}_".contains(*c))
        .collect();
    let text = text.trim_end_matches(".-").to_owned();
    (text.contains(|c: char| c.is_ascii_digit())
        && text.starts_with(|c: char| c.is_ascii_digit() || "-.,".contains(c))
        && text.chars().skip(1).all(|c| c.is_ascii_digit() || ".,".contains(c)))
    .then_some(text)
}

/// The number that a text is, by the mark before its decimals.
pub(super) fn number(text: &str, mark: Mark) -> Option<f64> {
    let (decimal, thousands) = match mark {
        Mark::Point => ('.', ','),
        Mark::Comma => (',', '.'),
    };
    let bare = bare(text)?;
    let (whole, fraction) = bare.split_once(decimal).unwrap_or((&bare, ""));
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
                (Some(one), Some(other)) if one == other => is_grouped &= one.abs() < 1000.0,
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
