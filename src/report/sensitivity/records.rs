//! What it is worth to see some months of exits before a policy is chosen.

use super::money;
use super::table::NUMBERS;
use super::worth::{SHOWN, is_told};
use crate::estimate::Estimate;
use crate::math::NORMAL_P975;
use crate::report::columns::{many, name};
use crate::report::screen::Screen;
use crate::report::table::{paragraph, push};
use crate::report::{grid, number};
use crate::sensitivity::results::Sensitivity;
use crate::sensitivity::worth::Worth;

/// What such records are called in files.
pub fn path(months: u32) -> String {
    format!("records.{months}_months")
}

/// `12 months`.
fn months(months: u32) -> String {
    many(months as usize, "month", "months")
}

/// That some records end when what is asked about is over.
fn after_horizon(found: &Sensitivity, worth: &Worth) -> String {
    let horizon = found.metadata.horizon();
    let mut long: Vec<u32> = worth.records.iter().filter(|one| one.is_late).map(|one| one.months).collect();
    long.sort_unstable();
    long.dedup();
    let or_more = if long.len() > 1 { " or more" } else { "" };
    long.first().map_or_else(String::new, |&least| {
        format!(" Records of {}{or_more} end after {horizon}: whoever watches that long decides after it is over.", months(least))
    })
}

/// The table; nothing where none are asked about.
pub fn table(out: &mut String, found: &Sensitivity, worth: &Worth, screen: Screen) {
    if worth.records.is_empty() {
        return;
    }
    let shown: Vec<usize> = SHOWN.into_iter().filter(|&place| place < worth.values.len()).collect();
    let is_any_told = |all: &[Estimate]| shown.iter().any(|&place| is_told(&all[place]));
    let of_people =
        format!("who leaves, by channel, of {} such people and of those hired after them", number::count(found.metadata.roster as u64));
    let ends = |all: &[Estimate]| shown.iter().map(|&place| all[place].value + NORMAL_P975 * all[place].mcse).fold(0.0, f64::max);
    let amounts = money(found);
    if !worth.records.iter().any(|one| is_any_told(&one.worth)) {
        let most = worth.records.iter().map(|one| one.months).max().unwrap_or(0);
        let up_to = if worth.records.iter().any(|one| one.months != most) { "up to " } else { "" };
        paragraph(
            out,
            screen,
            &format!(
                "To watch {up_to}{} of exits first, with a policy or without, is not told to be worth anything: at most {} {amounts} (95 %), \
                 whatever a person is worth up to {}. Counted: {of_people}.{}",
                months(most),
                number::rounded_up(worth.records.iter().map(|one| ends(&one.worth)).fold(0.0, f64::max)).unwrap_or_else(|| "?".to_owned()),
                shown.last().map_or_else(String::new, |&place| number::factor(worth.values[place])),
                after_horizon(found, worth)
            ),
        );
        out.push('\n');
        return;
    }
    let title = |place: &usize| number::factor(worth.values[*place]);
    let mut rows = vec![std::iter::once("most to pay to watch first".to_owned()).chain(shown.iter().map(title)).collect::<Vec<String>>()];
    let (told, others): (Vec<_>, Vec<_>) = worth.records.iter().partition(|one| is_any_told(&one.worth));
    for one in &told {
        let under =
            if one.arm == 0 { "without a policy".to_owned() } else { format!("with {}", name(&found.policies[one.arm], usize::MAX)) };
        let cell = |&place: &usize| if is_told(&one.worth[place]) { number::estimate(one.worth[place]) } else { "-".to_owned() };
        let cells = shown.iter().map(cell);
        rows.push(std::iter::once(format!("{} {under}", months(one.months))).chain(cells).collect());
    }
    for line in grid::lines_of(1, rows, NUMBERS, screen) {
        push(out, &line);
    }
    let widest = told.iter().flat_map(|one| shown.iter().map(|&place| NORMAL_P975 * one.worth[place].mcse)).fold(0.0, f64::max);
    let known = number::rounded_up(widest).unwrap_or_else(|| "?".to_owned());
    let rest = match others.len() {
        0 => "",
        1 => " The other records are not told to be worth anything.",
        _ => " All other records are not told to be worth anything.",
    };
    paragraph(
        out,
        screen,
        &format!(
            "In {amounts}, known to ± {known} or better (95 %); -: not told from 0. Counted: {of_people}; with a policy from when it begins.{rest}{}",
            after_horizon(found, worth)
        ),
    );
    out.push('\n');
}
