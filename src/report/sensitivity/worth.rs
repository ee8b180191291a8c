//! What to find out first: what numbers are worth, and where the best choice changes with them.

use super::table::NUMBERS;
use super::{money, records};
use crate::estimate::Estimate;
use crate::math::NORMAL_P975;
use crate::report::columns::name;
use crate::report::screen::Screen;
use crate::report::table::{paragraph, push};
use crate::report::{grid, number};
use crate::sensitivity::results::Sensitivity;
use crate::sensitivity::worth::{Change, Worth};

/// The values that stand in the table: as those of a comparison do.
pub const SHOWN: [usize; 5] = [3, 4, 6, 9, 11];

/// The most lines on where the best choice changes.
pub const MOST_CHANGES: usize = 6;

/// The table and the lines; nothing where no policy is asked about.
pub fn section(out: &mut String, found: &Sensitivity, screen: Screen) {
    match &found.worth {
        None => {}
        Some(Err(why)) => {
            paragraph(out, screen, &format!("{}.", capitalised(why)));
            out.push('\n');
        }
        Some(Ok(worth)) => {
            table(out, found, worth, screen);
            for line in changes(found, worth) {
                paragraph(out, screen, &line);
            }
            out.push('\n');
            records::table(out, found, worth, screen);
        }
    }
}

/// By number, then by group, its name and what it is worth by value of a person.
pub fn named<'a>(found: &'a Sensitivity, worth: &'a Worth) -> impl Iterator<Item = (&'a str, &'a [Estimate])> {
    let numbers = found.numbers.iter().map(|asked| asked.number.path.as_str()).zip(&worth.numbers);
    let groups = found.groups.iter().map(|group| group.name.as_str()).zip(&worth.groups);
    numbers.chain(groups).map(|(name, worth)| (name, worth.as_slice()))
}

/// Whether something is told to be worth more than nothing.
pub fn is_told(worth: &Estimate) -> bool {
    worth.value > NORMAL_P975 * worth.mcse && worth.value > 0.0
}

fn table(out: &mut String, found: &Sensitivity, worth: &Worth, screen: Screen) {
    let shown: Vec<usize> = SHOWN.into_iter().filter(|&place| place < worth.values.len()).collect();
    let mut told: Vec<(&str, &[Estimate])> =
        named(found, worth).filter(|(_, all)| shown.iter().any(|&place| is_told(&all[place]))).collect();
    let most =
        |all: &[Estimate]| shown.iter().map(|&place| all[place].value / worth.values[place].max(f64::MIN_POSITIVE)).fold(0.0, f64::max);
    told.sort_by(|a, b| most(b.1).total_cmp(&most(a.1)));
    let others = named(found, worth).count() - told.len();
    if told.is_empty() {
        paragraph(out, screen, "No number is told to be worth finding out before choosing a policy, at any value of a person kept.");
        return;
    }
    let heading = "most to pay to find out first";
    let title = |place: &usize| number::factor(worth.values[*place]);
    let mut rows = vec![std::iter::once(heading.to_owned()).chain(shown.iter().map(title)).collect::<Vec<String>>()];
    let cell = |all: &[Estimate], place: &usize| number::estimate(all[*place]);
    rows.extend(
        told.iter().map(|(path, all)| std::iter::once(name(path, usize::MAX)).chain(shown.iter().map(|place| cell(all, place))).collect()),
    );
    for line in grid::lines_of(1, rows, NUMBERS, screen) {
        push(out, &line);
    }
    let widest = told.iter().flat_map(|(_, all)| shown.iter().map(|&place| NORMAL_P975 * all[place].mcse)).fold(0.0, f64::max);
    let known = number::rounded_up(widest).unwrap_or_else(|| "?".to_owned());
    let rest = match others {
        0 => String::new(),
        1 => " The other number is not told to be worth anything.".to_owned(),
        others => format!(" The other {others} are not told to be worth anything."),
    };
    paragraph(
        out,
        screen,
        &format!(
            "Each column: if keeping one person is worth so much; all in {}, known to ± {known} or better (95 %).{rest}",
            money(found)
        ),
    );
}

/// Where the best choice changes, in the order of the values that are shown.
fn changes(found: &Sensitivity, worth: &Worth) -> Vec<String> {
    let is_shown = |change: &&Change| SHOWN.iter().any(|&place| worth.values.get(place) == Some(&change.value));
    let mut shown: Vec<&Change> = worth.changes.iter().filter(is_shown).collect();
    shown.sort_by(|a, b| a.value.total_cmp(&b.value));
    let rest = shown.len().saturating_sub(MOST_CHANGES);
    let mut lines: Vec<String> = shown.into_iter().take(MOST_CHANGES).map(|change| of_change(found, change)).collect();
    if rest > 0 {
        lines.push(format!("{rest} more such changes are in sensitivity.csv."));
    }
    lines
}

/// Where the best choice changes along one number.
pub fn of_change(found: &Sensitivity, change: &Change) -> String {
    let option = |arm: usize| if arm == 0 { "doing nothing".to_owned() } else { name(&found.policies[arm], usize::MAX) };
    let path = name(&found.numbers[change.number].number.path, usize::MAX);
    let value = number::factor(change.value);
    let value = if found.has_pay && found.currency.is_none() { value } else { format!("{value} {}", money(found)) };
    let shown = |at: f64| number::significant(at, 2);
    let [low, high] = change.interval.map(shown);
    format!(
        "At {value} a person {} is best while {path} is below {} ({low} to {high}, 95 %), {} from there on.",
        option(change.below),
        shown(change.at),
        option(change.above)
    )
}

/// What to find out first, in one sentence; nothing where no number is told to be worth anything.
pub fn sentence(found: &Sensitivity) -> Option<String> {
    let Some(Ok(worth)) = &found.worth else { return None };
    let numbers = || found.numbers.iter().zip(&worth.numbers);
    let tried = SHOWN.into_iter().filter(|&place| place < worth.values.len());
    let best = tried
        .flat_map(|place| numbers().map(move |(asked, all)| (place, asked, all[place])))
        .filter(|(_, _, one)| is_told(one))
        .max_by(|a, b| (a.2.value / worth.values[a.0]).total_cmp(&(b.2.value / worth.values[b.0])))?;
    let (place, asked, one) = best;
    // Another is as good where the difference of two is within their errors, taken as independent.
    let is_rival = |other: &Estimate| one.value - other.value <= NORMAL_P975 * (one.mcse * one.mcse + other.mcse * other.mcse).sqrt();
    let rivals: Vec<&str> = numbers()
        .filter(|(other, all)| other.number.path != asked.number.path && is_rival(&all[place]) && is_told(&all[place]))
        .map(|(other, _)| other.number.path.as_str())
        .collect();
    let value = number::factor(worth.values[place]);
    let also = match &rivals[..] {
        [] => String::new(),
        [one] => format!("; {} may be worth as much", name(one, usize::MAX)),
        several => format!("; {} others may be worth as much", several.len()),
    };
    Some(format!(
        "Find out first: {}, worth up to {} ({}) if keeping one person is worth {value}{also}.",
        name(&asked.number.path, usize::MAX),
        number::estimate(one),
        money(found)
    ))
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
