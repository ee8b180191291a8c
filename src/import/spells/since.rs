//! From when on all leavers are listed.
//!
//! Exports often list only recent leavers. Observation is taken to begin on the day of the first exit that is listed; who left on that day
//! is not counted, since the day was chosen by that exit, and counting from it on is then unbiased. That is right only if all leavers are
//! listed from that day on. Where one gap between exits is too long for chance, nobody but the user can tell.
//!
//! # Formula
//! Of `n` gaps between exits, measured in person-years of those listed (S in all), the longest is `g` or longer with a probability of at
//! most `n (1 - g / S)^(n - 1)` if the hazard is constant (gaps are uniform spacings; Bonferroni). Below 1 in 100 the date is asked for, if the gap
//! is also a tenth of all: among many exits, short gaps are improbable for other reasons, and do not matter. Those who leave on one day leave
//! together, and count once; of fewer than five such days nothing is too long, since exits come in clusters.

use crate::calendar::{DAYS_PER_YEAR, Date, days_between};
use crate::import::spells::{End, Spell};

/// Below this probability a gap is no chance.
const UNLIKELY: f64 = 0.01;
/// A gap of a smaller share of all the time does not matter.
const SHORT: f64 = 0.1;
/// Of exits on fewer days than this no gap is too long.
const LEAST: usize = 5;
/// Of more exits than this no gap is looked for: it would take long, and none of so many is too long by itself.
const MOST: usize = 3_000;

/// What the exits say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::import) enum Since {
    /// Nobody left.
    Nobody,
    /// All since this day, it seems.
    Day(Date),
    /// A long gap: listed since the first day, or only since the last.
    Gap(Date, Date, Date),
}

/// Whether several left, all of them on this day, but for those who came back.
pub(in crate::import) fn are_all_on(spells: &[Spell], date: Date) -> bool {
    let left = spells.iter().filter(|spell| !spell.comes_back);
    let mut exits = left.filter_map(|spell| if let End::Left(exit) = spell.end { Some(exit) } else { None });
    exits.clone().count() > 1 && exits.all(|exit| exit.latest <= date)
}

/// The day by which the first exit was: of one of which only the month or the year is known its last day, and so on with exits that may have
/// been before that.
fn end_of_first(spells: &[Spell], first: Date) -> Date {
    let exits = || spells.iter().filter_map(|spell| if let End::Left(exit) = spell.end { Some(exit) } else { None });
    let mut day = first;
    while let Some(exit) = exits().find(|exit| exit.earliest <= day && exit.latest > day && exit.earliest >= first) {
        day = exit.latest;
    }
    day
}

/// From when on all leavers seem to be listed.
pub(in crate::import) fn since(spells: &[Spell], as_of: Date) -> Since {
    // Who came back is listed for that: the exit before says nothing of the other leavers of its time.
    let exit_of = |spell: &Spell| if let End::Left(exit) = spell.end { Some(exit.earliest) } else { None };
    let mut exits: Vec<Date> = spells.iter().filter(|spell| !spell.comes_back).filter_map(exit_of).collect();
    if exits.is_empty() {
        exits = spells.iter().filter_map(exit_of).collect();
    }
    exits.sort_unstable();
    exits.dedup();
    let Some(&first) = exits.first() else { return Since::Nobody };
    let chosen = Since::Day(end_of_first(spells, first));
    if !(LEAST..=MOST).contains(&exits.len()) {
        return chosen;
    }
    let earliest = spells.iter().filter_map(|spell| spell.hired).map(|hired| hired.earliest).min().unwrap_or(first);
    let at_risk = |from: Date, to: Date| -> f64 {
        spells
            .iter()
            .map(|spell| {
                let begin = spell.since.or(spell.hired.map(|hired| hired.earliest)).unwrap_or(earliest).max(from);
                let end = match spell.end {
                    End::Present => as_of,
                    End::Left(exit) => exit.earliest,
                    End::Moved(date) => date,
                };
                f64::from(days_between(begin, end.min(to)).max(0)) / DAYS_PER_YEAR
            })
            .sum()
    };
    let gaps: Vec<f64> = exits.windows(2).map(|pair| at_risk(pair[0], pair[1])).collect();
    let total: f64 = gaps.iter().sum();
    let Some((at, &longest)) = gaps.iter().enumerate().max_by(|one, other| one.1.total_cmp(other.1)) else { return chosen };
    let count = gaps.len() as f64;
    let chance = count * crate::math::exp((count - 1.0) * crate::math::ln((1.0 - longest / total).max(f64::MIN_POSITIVE)));
    if chance < UNLIKELY && longest > SHORT * total { Since::Gap(first, exits[at], exits[at + 1]) } else { chosen }
}
