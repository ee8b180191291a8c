//! What arms cost, which of them nobody should buy, and which is best at what value of a person.

use super::{money, short};
use crate::compare::acceptability::AtValue;
use crate::compare::dominance::Dominated;
use crate::compare::price::Price;
use crate::compare::{Compared, Comparison};
use crate::estimate::Estimate;
use crate::report::columns::name;
use crate::report::number;

/// Values of a person kept whose best options the terminal shows, as places in the list of all.
const SHOWN: [usize; 5] = [3, 4, 6, 9, 11];

/// What keeping one more person costs: the number, and its interval or why there is none.
pub fn price(arm: &Compared) -> [String; 2] {
    match arm.versus.as_ref().and_then(|versus| versus.price) {
        Some(Price::Of { value, interval }) => {
            let mcse = spread(interval);
            [number::estimate(Estimate { value, mcse }), number::interval(interval, mcse)]
        }
        Some(Price::NotFinite) => ["-".to_owned(), "no finite price".to_owned()],
        Some(Price::KeepsFewer) => ["-".to_owned(), "keeps fewer".to_owned()],
        Some(Price::Withheld) => ["-".to_owned(), "withheld".to_owned()],
        Some(Price::Unpriced) => ["-".to_owned(), "costs nothing".to_owned()],
        None => ["-".to_owned(), "another roster".to_owned()],
    }
}

/// The standard error that an interval stands for.
pub fn spread([low, high]: [f64; 2]) -> f64 {
    (high - low) / (2.0 * crate::math::NORMAL_P975)
}

/// Which arms are dominated and by what; nothing where none is.
pub fn dominated(comparison: &Comparison) -> String {
    let known = |index: usize| name(&comparison.arms[index].name, usize::MAX);
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for (index, arm) in comparison.arms.iter().enumerate() {
        let by = match arm.dominated {
            Some(Dominated::By(other)) => known(other),
            Some(Dominated::ByMixture(a, b)) => format!("a mixture of {} and {}", known(a), known(b)),
            None => continue,
        };
        match all.iter_mut().find(|(other, _)| *other == by) {
            Some((_, dominated)) => dominated.push(known(index)),
            None => all.push((by, vec![known(index)])),
        }
    }
    if all.is_empty() {
        return String::new();
    }
    let list: Vec<String> = all.into_iter().map(|(by, dominated)| format!("{} by {by}", dominated.join(", "))).collect();
    format!("Dominated, by the point estimates (another costs no more and keeps no fewer): {}.", list.join("; "))
}

/// Rows of what is best at some values of a person kept, under a heading; empty where that cannot be said.
pub fn acceptability(comparison: &Comparison, widest: usize) -> Vec<[String; 4]> {
    let Ok(values) = &comparison.acceptability else { return Vec::new() };
    let options: Vec<usize> = std::iter::once(0).chain(comparison.options()).collect();
    let chosen: Vec<&AtValue> = SHOWN.iter().filter_map(|&index| values.get(index)).collect();
    let mut rows = vec![["a person kept is worth", "best", "probability", "worth of knowing"].map(str::to_owned)];
    for at in chosen {
        let Some((option, &best)) = at.best.iter().enumerate().max_by(|(i, a), (j, b)| a.value.total_cmp(&b.value).then(j.cmp(i))) else {
            continue;
        };
        let value = money(comparison, &number::factor(at.value));
        rows.push([value, short(&comparison.arms[options[option]].name, widest), number::percent(best), number::estimate(at.evpi)]);
    }
    if rows.len() > 1 { rows } else { Vec::new() }
}
