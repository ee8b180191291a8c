//! The table of shares: how much of what is not known each number is.

use super::heading;
use super::table::NUMBERS;
use crate::estimate::Estimate;
use crate::report::columns::{many, name};
use crate::report::grid;
use crate::report::number;
use crate::report::screen::Screen;
use crate::report::table::{legend, paragraph, push};
use crate::sensitivity::results::Sensitivity;
use crate::sensitivity::shares::{OfAnswer, Part, Shares};
use crate::sensitivity::tornado::What;

/// Numbers that stand in a table whether or not their shares are told from 0.
const LEAST: usize = 3;

/// The tables, one an answer, or why there are none.
pub fn tables(out: &mut String, found: &Sensitivity, screen: Screen) {
    let mut refused: Vec<&str> = Vec::new();
    for (what, shares) in &found.shares {
        match shares {
            Ok(shares) => table(out, found, *what, shares, screen),
            Err(why) if !refused.contains(&why.as_str()) => {
                refused.push(why);
                paragraph(out, screen, &format!("Shares of what is not known ({}): {why}.", heading(found, *what)));
                out.push('\n');
            }
            Err(_) => {}
        }
    }
}

/// Names and shares, the largest first; numbers, then groups.
pub fn ranked<'a>(found: &'a Sensitivity, shares: &'a OfAnswer) -> [Vec<(&'a str, &'a Shares)>; 2] {
    let of_numbers = found.numbers.iter().map(|asked| asked.number.path.as_str()).zip(&shares.numbers);
    let of_groups = found.groups.iter().map(|group| group.name.as_str()).zip(&shares.groups);
    let largest_first = |mut all: Vec<(&'a str, &'a Shares)>| {
        let size = |shares: &Shares| shares.total.unwrap_or(shares.first).estimate.value.max(shares.first.estimate.value);
        all.sort_by(|a, b| size(b.1).total_cmp(&size(a.1)));
        all
    };
    [largest_first(of_numbers.collect()), largest_first(of_groups.collect())]
}

fn table(out: &mut String, found: &Sensitivity, what: What, shares: &OfAnswer, screen: Screen) {
    let [numbers, groups] = ranked(found, shares);
    let has_totals = shares.numbers.iter().any(|shares| shares.total.is_some());
    let title = format!("of ignorance, {}", heading(found, what));
    let mut headings = vec![title, "by itself".to_owned(), "95 %".to_owned()];
    if has_totals {
        headings.extend(["with others", "95 %"].map(str::to_owned));
    }
    let mut rows = vec![headings];
    let row = |&(path, shares): &(&str, &Shares)| {
        let parts = std::iter::once(shares.first).chain(shares.total);
        std::iter::once(name(path, usize::MAX)).chain(parts.flat_map(shown)).collect::<Vec<String>>()
    };
    let is_told = |shares: &Shares| std::iter::once(shares.first).chain(shares.total).any(|part| part.interval[0] > 0.0);
    let last = numbers.iter().rposition(|(_, shares)| is_told(shares)).map_or(0, |place| place + 1).max(LEAST).min(numbers.len());
    rows.extend(numbers[..last].iter().chain(groups.iter().filter(|(_, shares)| is_told(shares))).map(row));
    for line in grid::lines_of(1, rows, NUMBERS, screen) {
        push(out, &line);
    }
    let hidden = groups.iter().filter(|(_, shares)| !is_told(shares));
    let rest: Vec<&(&str, &Shares)> = numbers[last..].iter().chain(hidden).collect();
    if !rest.is_empty() {
        let most = rest.iter().map(|&&(_, shares)| shares.total.unwrap_or(shares.first).interval[1]).fold(0.0, f64::max);
        let most = number::outwards([0.0, 100.0 * most], 0.5)[1].min(100.0);
        paragraph(
            out,
            screen,
            &format!(
                "{} more, not told from 0: each {} % at most (95 %).",
                many(rest.len(), "number or group", "numbers and groups"),
                number::factor(most)
            ),
        );
    }
    let signs = "by itself: what would be gone, on average, were it known";
    let others = "  with others: what would be left, on average, were all others known";
    legend(out, screen, &format!("{signs}{}", if has_totals { others } else { "" }));
    out.push('\n');
}

/// A share and its interval, as percentages.
fn shown(part: Part) -> [String; 2] {
    let Estimate { value, mcse } = part.estimate;
    let hundredfold = Estimate { value: 100.0 * value, mcse: 100.0 * mcse };
    let interval = number::interval(part.interval.map(|end| 100.0 * end), hundredfold.mcse, [0.0, 100.0]);
    [format!("{} %", number::estimate(hundredfold)), format!("{interval} %")]
}
