//! The report on the best use of a budget: what is on the terminal, its plain and JSON forms, `optimise.json`, `mixes.csv`.

pub mod csv;
pub mod json;
pub mod plain;
pub mod sentence;
pub mod table;

use super::comparison::equal_money::meaning;
use crate::compare::{Compared, Difference};
use crate::optimise::mixes::Mix;
use crate::optimise::results::{Optimum, ToldMix};
use crate::report::columns::name;
use crate::report::number;

/// What a mix is made of: `match as it is, and raise (a raise of 21 %)`.
pub fn words(mix: &ToldMix) -> String {
    let part = |(policy, level): &(String, Option<crate::equal_money::scaled::Meaning>)| {
        let policy = name(policy, usize::MAX);
        level.map_or_else(|| format!("{policy} as it is"), |level| format!("{policy} ({})", meaning(level, 0.0)))
    };
    match &mix.parts.iter().map(part).collect::<Vec<String>>()[..] {
        [] => "doing nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The same of one that was only looked at, in short: `match 1 + raise 0.84`.
fn short_words(optimum: &Optimum, mix: &Mix) -> String {
    let level = |(policy, level): &(usize, f64)| format!("{} {}", name(&optimum.names[*policy], usize::MAX), number::factor(*level));
    if mix.is_empty() { "none".to_owned() } else { mix.levels.iter().map(level).collect::<Vec<_>>().join(" + ") }
}

/// The arm of a mix in the comparison, and how many more it keeps.
fn arm<'o>(optimum: &'o Optimum, mix: &ToldMix) -> Option<(&'o Compared, Difference)> {
    let arm = optimum.comparison.arms.iter().find(|arm| arm.name == mix.arm)?;
    Some((arm, arm.kept()?))
}
