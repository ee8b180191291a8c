//! What each policy keeps on two dates, one below the other on one scale: does it work, and does it last?
//!
//! Curves of the medians would hide it: a policy keeps a person or two, which is a row of such a chart or none, and what is paired, and known
//! much better than either curve, could not be seen in it.

use crate::calendar::Date;
use crate::report::columns::{left, short, width};
use crate::report::comparison::forest::Scale;
use crate::report::screen::Screen;

/// Widest name of a policy on a page \[columns\].
const WIDEST_NAME: usize = 20;

/// Names are cut where the scale would be narrower than this \[columns\].
const LEAST_SCALE: usize = 24;

/// From so many policies on they stand without empty lines between them.
const MANY: usize = 6;

/// Columns of a date.
const DATE: usize = "2027-01-01".len();

/// What one policy keeps: its name, and on each date how many and the 95 % interval.
pub(in crate::report) struct Effects {
    pub name: String,
    pub kept: [(f64, [f64; 2]); 2],
}

/// Columns of a row beside its name and its scale.
const OTHERS: usize = 2 + 2 + DATE + 2;

/// The chart; nothing where there is nothing to compare.
pub(in crate::report) fn lines(all: &[Effects], dates: [Date; 2], screen: Screen) -> Vec<String> {
    if all.is_empty() {
        return Vec::new();
    }
    let longest = all.iter().map(|effects| width(&effects.name)).max().unwrap_or(0);
    let names = longest.min(screen.grown(WIDEST_NAME)).min(screen.columns() - OTHERS - LEAST_SCALE);
    let columns = screen.columns() - OTHERS - names;
    let intervals: Vec<[f64; 2]> = all.iter().flat_map(|effects| effects.kept.map(|(_, interval)| interval)).collect();
    let scale = Scale::new(&intervals, columns);
    let mut lines = vec![screen.heading(&format!("  {}  {}", left("people kept by", names + 2 + DATE), scale.heading()))];
    for (index, effects) in all.iter().enumerate() {
        if index > 0 && all.len() < MANY {
            lines.push(format!("  {}  {}", " ".repeat(names + 2 + DATE), scale.interval(f64::NAN, [f64::NAN; 2])));
        }
        for (place, (kept, date)) in effects.kept.into_iter().zip(dates).enumerate() {
            let name = if place == 0 { short(&effects.name, names) } else { String::new() };
            lines.push(format!("  {}  {date}  {}", left(&name, names), scale.interval(kept.0, kept.1)));
        }
    }
    lines.extend(screen.legend("● people kept  ├─┤ the 95 % interval  │ as many as without"));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effects(name: &str) -> Effects {
        Effects { name: name.to_owned(), kept: [(2.0, [1.0, 3.0]), (0.5, [-1.0, 2.0])] }
    }

    const DATES: [Date; 2] = [Date::constant(2027, 1, 1), Date::constant(2028, 1, 1)];

    #[test]
    fn both_dates_stand_on_one_scale() {
        let text = lines(&[effects("refresh"), effects("calm")], DATES, Screen::new(64, false));
        assert_eq!(
            text,
            [
                "  people kept by       -1.0      0                           3.0",
                "  refresh  2027-01-01            │         ├─────────●─────────┤",
                "           2028-01-01  ├─────────┼────●──────────────┤",
                "                                 │",
                "  calm     2027-01-01            │         ├─────────●─────────┤",
                "           2028-01-01  ├─────────┼────●──────────────┤",
                "  ● people kept  ├─┤ the 95 % interval  │ as many as without",
            ]
        );
    }

    #[test]
    fn names_are_cut_only_where_there_is_no_room() {
        let long = "a-policy-with-a-name-of-more-than-forty-columns";
        for columns in [60, 80, 100, 160] {
            let text = lines(&[effects(long), effects("研究室".repeat(9).as_str())], DATES, Screen::new(columns, false));
            assert!(text.iter().all(|line| width(line) <= columns), "{text:#?}");
            assert_eq!(text[1].contains(long), columns == 160, "{text:#?}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_drawn() {
        let unknown = Effects { name: "x".to_owned(), kept: [(1.0, [f64::NAN; 2]); 2] };
        assert_eq!(lines(&[unknown], DATES, Screen::PIPE)[1].matches(['●', '├']).count(), 0);
        assert!(lines(&[], DATES, Screen::PIPE).is_empty());
    }
}
