//! A setting that a sweep changes: the path of a number, and the values that it takes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{composed, quoted};

/// What a range looks like, and a list.
const FORMS: &str = "give a range with so many points, ends included, such as 1:1.6:5, or a list such as 0.05,0.1,0.2";

/// Decimals beyond which only binary arithmetic sees digits.
const DECIMALS: usize = 12;

/// More points than any grid has: of a range not one of them is made.
const MOST: u64 = 1_000_000;

/// A path, and its values as `--set` takes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Axis {
    /// Path of the number: `channels.lab.hazard_per_year`.
    pub path: String,
    /// Its values, in the order in which they were given.
    pub values: Vec<String>,
}

impl Axis {
    /// Reads `path=values`, where the values are a range `1:1.6:5` or a list `0.05,0.1,0.2`.
    ///
    /// # Errors
    /// In one sentence, what is wrong, and what to write.
    ///
    /// # Example
    /// ```
    /// use stayput::internals::sweep::Axis;
    ///
    /// assert_eq!(Axis::parse("contagion.ratio=1.0:1.6:4").unwrap().values, ["1", "1.2", "1.4", "1.6"]);
    /// assert_eq!(Axis::parse("contagion.window=3 months,6 months").unwrap().values, ["3 months", "6 months"]);
    /// assert_eq!(Axis::parse("contagion.ratio=1,{ low = 1, high = 2 }").unwrap().values, ["1", "{ low = 1, high = 2 }"]);
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some((path, values)) =
            text.split_once('=').map(|(path, values)| (path.trim(), values.trim())).filter(|(path, _)| !path.is_empty())
        else {
            return Err(format!("{} is not of the form path=values, such as contagion.ratio=1:1.6:5\n  {FORMS}", quoted(text)));
        };
        if values.is_empty() {
            return Err(format!("{} has no values\n  {FORMS}", quoted(path)));
        }
        let pieces = split(values, ':');
        let values = if pieces.len() == 1 || split(values, ',').len() > 1 {
            split(values, ',').into_iter().map(|value| value.trim().to_owned()).collect()
        } else {
            range(path, &pieces)?
        };
        Self::new(path, &values)
    }

    /// A path and its values.
    ///
    /// # Errors
    /// In one sentence, what is wrong: there is none, one is empty, or one is there twice.
    pub fn new(path: &str, values: &[String]) -> Result<Self, String> {
        let path = composed(path.trim()).into_owned();
        let values: Vec<String> = values.iter().map(|value| composed(value.trim()).into_owned()).collect();
        if values.is_empty() {
            return Err(format!("{} has no values\n  {FORMS}", quoted(&path)));
        }
        if values.iter().any(String::is_empty) {
            return Err(format!("one of the values of {} is empty\n  {FORMS}", quoted(&path)));
        }
        for (place, value) in values.iter().enumerate() {
            if values[..place].iter().any(|other| is_same(value, other)) {
                return Err(format!("{} has the value {} twice\n  give each value once", quoted(&path), quoted(value)));
            }
        }
        Ok(Self { path, values })
    }

    /// Its values as numbers, where each is one.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        self.values.iter().map(|value| number(value)).collect()
    }
}

/// The points of a range.
fn range(path: &str, pieces: &[&str]) -> Result<Vec<String>, String> {
    let path = quoted(path);
    let [low, high, points] = pieces else {
        return Err(format!("the range of {path} is not of the form LOW:HIGH:POINTS\n  {FORMS}"));
    };
    let (Some(low), Some(high)) = (number(low), number(high)) else {
        return Err(format!(
            "the ends of the range of {path} are not two numbers\n  a range is of numbers; give dates and durations as a list"
        ));
    };
    let Some(points) = points.trim().parse::<u64>().ok().filter(|points| *points <= MOST) else {
        return Err(format!("the number of points of {path} is {}, not a whole number up to a million\n  {FORMS}", quoted(points.trim())));
    };
    if points < 2 {
        return Err(format!(
            "a range has at least 2 points, its ends, and that of {path} has {points}\n  for a single value give the value alone, such as \
             {}={}",
            path.trim_matches('`'),
            shown(low)
        ));
    }
    if low == high {
        return Err(format!("the range of {path} begins and ends at {}\n  give two ends that differ", shown(low)));
    }
    let steps = (points - 1) as f64;
    Ok((0..points).map(|point| shown(if point == points - 1 { high } else { low + (high - low) * (point as f64 / steps) })).collect())
}

/// A number as it is written in a scenario.
fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace('_', "");
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    text.parse().ok().filter(|number: &f64| is_number && number.is_finite())
}

/// A number without the digits that only binary arithmetic sees.
fn shown(value: f64) -> String {
    let rounded: f64 = format!("{value:.DECIMALS$}").parse().unwrap_or(value);
    // What is too small to be seen so stands in full.
    if rounded == 0.0 && value != 0.0 { value.to_string() } else { (rounded + 0.0).to_string() }
}

/// Whether two values say the same: the same number, or the same text.
fn is_same(one: &str, other: &str) -> bool {
    one == other || number(one).is_some_and(|value| number(other) == Some(value))
}

/// The pieces of a text between separators that are not in quotation marks, braces or brackets.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut pieces, mut begin, mut depth, mut quote, mut is_escaped) = (Vec::new(), 0, 0u32, None, false);
    for (at, letter) in text.char_indices() {
        match quote {
            Some(_) if is_escaped => is_escaped = false,
            Some('"') if letter == '\\' => is_escaped = true,
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None => match letter {
                '"' | '\'' => quote = Some(letter),
                '{' | '[' => depth += 1,
                '}' | ']' => depth = depth.saturating_sub(1),
                _ if letter == separator && depth == 0 => {
                    pieces.push(&text[begin..at]);
                    begin = at + letter.len_utf8();
                }
                _ => {}
            },
        }
    }
    pieces.push(&text[begin..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        Axis::parse(text).unwrap().values
    }

    #[test]
    fn a_range_has_its_ends_and_no_binary_digits() {
        assert_eq!(values("a.b=1.0:1.6:5"), ["1", "1.15", "1.3", "1.45", "1.6"]);
        assert_eq!(values("a=0:0.3:4"), ["0", "0.1", "0.2", "0.3"]);
        assert_eq!(values("a=3:1:3"), ["3", "2", "1"]);
        assert_eq!(values("a=-1:1:3"), ["-1", "0", "1"]);
        assert_eq!(values("a=1e-14:3e-14:2"), ["0.00000000000001", "0.00000000000003"]);
    }

    #[test]
    fn a_list_is_split_where_nothing_is_quoted() {
        assert_eq!(values("a = 0.05, 0.1 ,0.2"), ["0.05", "0.1", "0.2"]);
        assert_eq!(values("a=2027-01-01,2027-07-01"), ["2027-01-01", "2027-07-01"]);
        assert_eq!(values(r#"a="6 months","a, b:c",'x,"y'"#), [r#""6 months""#, r#""a, b:c""#, r#"'x,"y'"#]);
        assert_eq!(values("a={ values = [1, 2] },3"), ["{ values = [1, 2] }", "3"]);
        assert_eq!(values("a=true"), ["true"]);
        assert_eq!(values(r#"a="\",",1"#), [r#""\",""#, "1"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let forms = "\n  give a range with so many points, ends included, such as 1:1.6:5, or a list such as 0.05,0.1,0.2";
        for (text, message) in [
            ("a.b", "`a.b` is not of the form path=values, such as contagion.ratio=1:1.6:5"),
            ("=1", "`=1` is not of the form path=values, such as contagion.ratio=1:1.6:5"),
            ("a.b=", "`a.b` has no values"),
            ("a.b=1,,2", "one of the values of `a.b` is empty"),
            ("a.b=1:2", "the range of `a.b` is not of the form LOW:HIGH:POINTS"),
            ("a.b=1:2:3:4", "the range of `a.b` is not of the form LOW:HIGH:POINTS"),
            ("a.b=1:2:many", "the number of points of `a.b` is `many`, not a whole number up to a million"),
            ("a.b=1:2:-3", "the number of points of `a.b` is `-3`, not a whole number up to a million"),
        ] {
            assert_eq!(Axis::parse(text), Err(format!("{message}{forms}")));
        }
        for (text, message) in [
            (
                "a.b=1:2:1",
                "a range has at least 2 points, its ends, and that of `a.b` has 1\n  for a single value give the value alone, such as a.b=1",
            ),
            ("a.b=1:1:3", "the range of `a.b` begins and ends at 1\n  give two ends that differ"),
            (
                "a.b=1 month:1 year:3",
                "the ends of the range of `a.b` are not two numbers\n  a range is of numbers; give dates and durations as a list",
            ),
            ("a.b=0.1,0.2,0.10", "`a.b` has the value `0.10` twice\n  give each value once"),
        ] {
            assert_eq!(Axis::parse(text), Err(message.to_owned()));
        }
    }
}
