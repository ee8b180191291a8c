//! What arms cost, which of them nobody should buy, and which is best at what value of a person.

use super::money;
use crate::compare::dominance::Dominated;
use crate::compare::icer::CostPerPersonKept;
use crate::compare::value_of_information::AtValue;
use crate::compare::{Compared, Comparison};
use crate::estimate::Estimate;
use crate::report::columns::{name, short, width};
use crate::report::grid::LEAST_NAME;
use crate::report::screen::Screen;
use crate::report::{amount_of_money, number};

/// Values of a person kept whose best options the terminal shows, as places in the list of all.
pub const SHOWN: [usize; 5] = [3, 4, 6, 9, 11];

/// The place of one mean annual pay in that list.
const MEAN_PAY: usize = 4;

/// What keeping one more person costs: the number, and its interval or why there is none.
pub fn price(arm: &Compared) -> [String; 2] {
    match arm.versus.as_ref().and_then(|versus| versus.price) {
        Some(price) => price_cells(&price),
        None => ["-".to_owned(), "another roster".to_owned()],
    }
}

/// A price as a number, and its interval or why there is none.
pub fn price_cells(price: &CostPerPersonKept) -> [String; 2] {
    let none = |why: &str| ["-".to_owned(), why.to_owned()];
    match *price {
        CostPerPersonKept::Of { value, interval } => {
            let mcse = spread(interval);
            [
                number::estimate(Estimate { value, mcse }),
                number::interval(interval, mcse, [if interval[0] < 0.0 { f64::NEG_INFINITY } else { 0.0 }, f64::INFINITY]),
            ]
        }
        CostPerPersonKept::NotFinite => none("no finite price"),
        CostPerPersonKept::KeepsFewer => none("keeps fewer"),
        CostPerPersonKept::Withheld => none("withheld"),
        CostPerPersonKept::Unpriced => none("costs nothing"),
    }
}

/// The standard error that an interval stands for.
pub fn spread([low, high]: [f64; 2]) -> f64 {
    (high - low) / (2.0 * crate::math::NORMAL_P975)
}

/// Which arms are dominated and by what; nothing where none is.
pub fn dominated(comparison: &Comparison) -> String {
    let known = |index: usize| format!("`{}`", name(&comparison.arms[index].name, usize::MAX));
    let choice = |index: usize| if index == 0 { "doing nothing".to_owned() } else { known(index) };
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for (index, arm) in comparison.arms.iter().enumerate() {
        let by = match arm.dominated {
            Some(Dominated::By(other)) => choice(other),
            Some(Dominated::ByMixture(a, b)) => format!("{} in some cases and {} in the others", choice(a), choice(b)),
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
    let list: Vec<String> =
        all.into_iter().map(|(by, dominated)| format!("{} ({by} costs no more and keeps no fewer)", dominated.join(", "))).collect();
    format!("Dominated, beyond the error: {}.", list.join("; "))
}

/// Whether an arm is a policy whose cost is hidden; under a what-if none is a choice.
pub fn has_no_cost(arm: &Compared) -> bool {
    arm.happens.is_none() && arm.versus.as_ref().is_some_and(|versus| versus.price == Some(CostPerPersonKept::Withheld))
}

/// Which policies are not among those of which one is said to be best, and why; nothing where all are, or where nothing is said to be.
pub fn no_choices(comparison: &Comparison) -> String {
    let why = |what: &str| comparison.withheld.iter().find(|one| one.what == what).map(|one| one.why.as_str());
    let costs = comparison.arms.iter().filter(|arm| has_no_cost(arm)).map(|arm| (&arm.name, why(&format!("the cost of {}", arm.name))));
    let hidden = comparison.hidden_choices.iter().map(|hidden| (hidden, why(hidden)));
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    let told = |why: Option<&str>, what: &str| why.map_or_else(|| what.to_owned(), |why| format!("{what}: {why}"));
    let all = costs.map(|(arm, why)| (arm, told(why, "the cost"))).chain(hidden.map(|(arm, why)| (arm, told(why, "all of it"))));
    for (arm, why) in all {
        match reasons.iter_mut().find(|(other, _)| *other == why) {
            Some((_, names)) => names.push(name(arm, usize::MAX)),
            None => reasons.push((why, vec![name(arm, usize::MAX)])),
        }
    }
    if reasons.is_empty() || comparison.acceptability.is_err() {
        return String::new();
    }
    let list: Vec<String> = reasons.into_iter().map(|(why, names)| format!("{} ({why})", names.join(", "))).collect();
    format!("Not among the choices, since hidden for privacy: {}.", list.join("; "))
}

/// Rows of what is best at some values of a person kept, under a heading; empty where that cannot be said. Options are named that cannot be
/// told from the one which is best most often.
pub fn acceptability(comparison: &Comparison, widest: usize, screen: Screen) -> Vec<[String; 5]> {
    let Ok(values) = &comparison.acceptability else { return Vec::new() };
    let options: Vec<usize> = std::iter::once(0).chain(comparison.options()).collect();
    let chosen = SHOWN.iter().filter_map(|&index| values.get(index)).filter(|at| !at.leaders.is_empty());
    let cells = |at: &AtValue| {
        let best = at.best[at.leaders[0]];
        let percent = Estimate { value: 100.0 * best.estimate.value, mcse: 100.0 * best.estimate.mcse };
        let interval = number::interval(best.interval.map(|end| 100.0 * end), percent.mcse, [0.0, 100.0]);
        // Where pay is money, the value says how many years' pay it is.
        let value = match values.get(MEAN_PAY) {
            Some(pay) if comparison.has_pay && pay.value > 0.0 => {
                format!("{} ({})", number::factor(at.value), amount_of_money(false, None, &number::factor(at.value / pay.value)))
            }
            _ => money(comparison, &number::factor(at.value)),
        };
        // Of several that cannot be told apart, each has a probability of its own.
        let probability = number::percent(best.estimate);
        let is_shared = at.leaders.iter().all(|&leader| number::percent(at.best[leader].estimate) == probability);
        let probability = match (at.leaders.len(), is_shared) {
            (1, _) => probability,
            (_, true) => format!("{probability} each"),
            (_, false) => format!("at most {probability}"),
        };
        [value, String::new(), probability, interval, number::estimate(at.evpi)]
    };
    let mut rows = [
        ["if keeping one", "best", "chance it", "", "most to pay to"].map(str::to_owned),
        ["person is worth", "choice", "is best", "95 %", "find out first"].map(str::to_owned),
    ]
    .to_vec();
    rows.extend(chosen.clone().map(cells));
    let others: usize = [0, 2, 3, 4].map(|column| 2 + rows.iter().map(|row| width(&row[column])).max().unwrap_or(0)).iter().sum();
    let most = screen.columns().saturating_sub(2 + others).min(screen.grown(widest)).max(LEAST_NAME);
    for (row, at) in rows.iter_mut().skip(2).zip(chosen) {
        let names: Vec<String> = at.leaders.iter().map(|&place| name(&comparison.arms[options[place]].name, usize::MAX)).collect();
        row[1] = match &names[..] {
            [one] => short(one, most),
            [one, other] if width(one) + width(other) + 4 <= most => format!("{one} or {other}"),
            several => format!("any of {}", several.len()),
        };
    }
    if rows.len() > 2 { rows } else { Vec::new() }
}
