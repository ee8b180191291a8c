//! Equal money in words: the level of each policy, what is left out and why, and the cheapest way to keep so many.

use super::{money, unit};
use crate::compare::Comparison;
use crate::equal_money::frontier::{Cheapest, EqualMoney, PARTS};
use crate::equal_money::scaled::{LeftOut, Meaning, Scaled, Why};
use crate::equal_money::wanted::{Solved, Wanted};
use crate::estimate::Estimate;
use crate::report::columns::name;
use crate::report::number;

/// Nobody decides on a level to more digits than an error of this share supports.
const LEAST_SHARE: f64 = 0.005;

/// Most ways to keep people that sentences tell.
const MOST_TOLD: usize = 4;

/// What the level of a policy is: `a raise of 23 %`.
pub fn level(one: &Scaled) -> String {
    meaning(one.meaning, one.level_mcse / one.level)
}

/// The same of a level whose error is such a share of it.
pub fn meaning(meaning: Meaning, share: f64) -> String {
    let of = |value: f64| Estimate { value, mcse: share.max(LEAST_SHARE) * value };
    match meaning {
        Meaning::Raise(share) => format!("a raise of {}", number::percent(of(share))),
        Meaning::Grant(years) => {
            let years = number::estimate(of(years));
            format!("{years} {} pay each", if years == "1" { "year's" } else { "years'" })
        }
        Meaning::People(1) => "for 1 person".to_owned(),
        Meaning::People(count) => format!("for {} people", number::count(count as u64)),
        Meaning::Until(until) => format!("until {until}"),
        Meaning::TimesOfSome(times) => format!("{} times what is scaled", number::estimate(of(times))),
        Meaning::Times(times) => format!("{} times as written", number::estimate(of(times))),
    }
}

/// Rows of the levels under a heading: policy, level, what is spent, and what of it by the horizon.
pub fn levels(comparison: &Comparison, equal_money: &EqualMoney) -> Vec<[String; 4]> {
    let by = format!("by {}", comparison.reference().estimates.metadata.horizon());
    let mut rows = vec![["policy", "level", "spends", by.as_str()].map(str::to_owned)];
    let spent = number::column(&equal_money.scaled.iter().map(|one| one.point.spent).collect::<Vec<_>>());
    let cost = number::column(&equal_money.scaled.iter().map(|one| one.point.cost).collect::<Vec<_>>());
    for ((one, spent), cost) in equal_money.scaled.iter().zip(spent).zip(cost) {
        rows.push([name(&one.name, usize::MAX), level(one), spent, cost]);
    }
    let kept = |row: &[String; 4]| {
        let arm = comparison.by_effect().into_iter().position(|index| name(&comparison.arms[index].name, usize::MAX) == row[0]);
        arm.unwrap_or(usize::MAX)
    };
    rows[1..].sort_by_key(kept);
    rows
}

/// Rows of what is kept for parts of the money, under a heading.
pub fn kept(comparison: &Comparison, equal_money: &EqualMoney) -> Vec<Vec<String>> {
    let amounts: Vec<f64> = PARTS.iter().map(|part| part * equal_money.budget).collect();
    let heading = if comparison.has_pay { "people kept for" } else { "kept for years' pay" };
    let mut rows =
        vec![std::iter::once(heading.to_owned()).chain(amounts.iter().map(|amount| number::factor(*amount))).collect::<Vec<_>>()];
    let columns: Vec<Vec<Option<Estimate>>> = amounts.iter().map(|&amount| equal_money.kept_for(amount)).collect();
    for (index, option) in equal_money.options().into_iter().enumerate() {
        let cell = |column: &Vec<Option<Estimate>>| column[index].map_or_else(|| "-".to_owned(), number::estimate);
        rows.push(std::iter::once(name(option, usize::MAX)).chain(columns.iter().map(cell)).collect());
    }
    rows
}

/// What is said besides: who is left out, and the cheapest ways to keep people.
pub fn sentences(comparison: &Comparison, equal_money: &EqualMoney) -> Vec<String> {
    let mut lines = Vec::new();
    let ways = equal_money.cheapest();
    // A policy as it is that keeps three more keeps one and two as well.
    let ways = ways.chunk_by(|one, next| !one.is_level && !next.is_level && one.policy == next.policy);
    let cheapest: Vec<String> = ways.take(MOST_TOLD).map(|same| way(comparison, equal_money, same)).collect();
    if cheapest.is_empty() {
        let budget = money(comparison, &number::factor(equal_money.budget));
        lines.push(format!("No policy keeps one person more for {budget}."));
    } else {
        lines.push(format!("The cheapest way to keep {}.", cheapest.join("; ")));
    }
    let unknown: Vec<String> =
        equal_money.left_out.iter().filter(|one| one.why == Why::Unknown).map(|one| as_it_is(comparison, one)).collect();
    if !unknown.is_empty() {
        lines.push(format!("Not at equal money, since nothing says what more or less would do (scaled_by, dose): {}.", unknown.join("; ")));
    }
    if comparison.arms.iter().any(|arm| arm.happens.is_some()) {
        lines.push("Under what may happen the levels are the same, so that what is spent may be more or less.".to_owned());
    }
    if comparison.acceptability.is_ok() && no_choice(comparison).is_none() && !equal_money.left_out.is_empty() {
        let names: Vec<String> = equal_money.left_out.iter().map(|one| name(&one.name, usize::MAX)).collect();
        lines.push(format!("Not among the choices above, nor what they are compared with: {}.", names.join(", ")));
    }
    let amount = |amount: Estimate| money(comparison, &number::estimate(amount));
    for one in equal_money.left_out.iter().filter(|one| one.why != Why::Unknown) {
        lines.push(format!("Not at equal money: {}: {}.", name(&one.name, usize::MAX), why(one, &amount)));
    }
    lines
}

/// `match, which as it is spends 0.72 years' pay and keeps 1.3 more`.
fn as_it_is(comparison: &Comparison, one: &LeftOut) -> String {
    let Some(point) = one.point else { return name(&one.name, usize::MAX) };
    let (spent, kept) = (money(comparison, &number::estimate(point.spent)), more(point.kept));
    format!("{}, which {} spends {spent} and keeps {kept}", name(&one.name, usize::MAX), at_its(one))
}

/// `1.3 more`, `0.2 fewer`.
fn more(kept: Estimate) -> String {
    let size = number::estimate(Estimate { value: kept.value.abs(), ..kept });
    format!("{size} {}", if kept.value < 0.0 { "fewer" } else { "more" })
}

/// At which level a policy is that is left out.
fn at_its(one: &LeftOut) -> &'static str {
    match one.why {
        Why::TooCheap => "at its most",
        Why::TooDear => "at its least",
        Why::Unknown | Why::Free | Why::Limited | Why::Withheld => "as it is",
    }
}

/// The policy that keeps most as it is, for no more money, where that is more than any at the level of the budget keeps: beyond the errors
/// of both.
fn better_as_it_is<'e>(comparison: &Comparison, equal_money: &'e EqualMoney) -> Option<&'e LeftOut> {
    let best = comparison.by_effect().first().and_then(|&index| comparison.arms[index].kept())?;
    let affordable = equal_money.left_out.iter().filter_map(|one| Some((one, one.point?)));
    let affordable = affordable.filter(|(_, point)| point.spent.value <= equal_money.budget);
    let (one, point) = affordable.max_by(|a, b| a.1.kept.value.total_cmp(&b.1.kept.value))?;
    let half = equal_money.errors * point.kept.mcse.hypot(best.estimate.mcse);
    (point.kept.value - best.estimate.value > half).then_some(one)
}

/// Why it is not told which is the best choice for what a person is worth; nothing where that can be told.
pub fn no_choice(comparison: &Comparison) -> Option<String> {
    let better = better_as_it_is(comparison, comparison.equal_money.as_ref()?)?;
    Some(format!(
        "What is best if keeping a person is worth so much is not told here, since {}, which is not at equal money, keeps more: --budget none \
         compares all as they are.",
        name(&better.name, usize::MAX)
    ))
}

/// What goes before the closing sentence: at which money it holds, and what is better as it is.
pub fn opening(comparison: &Comparison, equal_money: &EqualMoney) -> String {
    let budget = money(comparison, &number::factor(equal_money.budget));
    let better = better_as_it_is(comparison, equal_money).map(|one| format!("Best is {}. ", as_it_is(comparison, one)));
    format!("{}With {budget}: ", better.unwrap_or_default())
}

/// What one person kept is expected to cost of a policy at its level, grants to the last date on which they vest; where it keeps anybody.
pub fn each(comparison: &Comparison, policy: &str) -> Option<String> {
    let one = comparison.equal_money.as_ref()?.scaled.iter().find(|one| one.name == policy)?;
    let (spent, kept) = (one.point.spent, one.point.kept);
    let value = spent.value / kept.value;
    // Of a ratio of two numbers on the same luck.
    let [of_spent, of_kept] = [spent.mcse / spent.value, kept.mcse / kept.value];
    let together = one.point.covariance / (spent.value * kept.value);
    let variance = of_spent * of_spent + of_kept * of_kept - 2.0 * together;
    let mcse = if variance.is_nan() { f64::NAN } else { value.abs() * variance.max(0.0).sqrt() };
    (kept.value > 0.0).then(|| money(comparison, &number::estimate(Estimate { value, mcse })))
}

/// `1 more: match, about 0.6 years' pay (0.5 to 0.7)`; `1 to 3 more` where the same is the cheapest for each.
fn way(comparison: &Comparison, equal_money: &EqualMoney, same: &[Cheapest<'_>]) -> String {
    let (one, last) = (&same[0], &same[same.len() - 1]);
    let people = number::count(u64::from(one.people));
    let people = if one.people == last.people { people } else { format!("{people} to {}", number::count(u64::from(last.people))) };
    let half = equal_money.errors * one.money.mcse;
    let interval = number::interval(one.money.interval(half, [0.0, f64::INFINITY]), one.money.mcse, [0.0, f64::INFINITY]);
    let left_out = equal_money.left_out.iter().find(|other| other.name == one.policy);
    let as_it_is = left_out.filter(|_| !one.is_level).map_or_else(String::new, |other| format!(" {}", at_its(other)));
    format!("{people} more: {}{as_it_is}, {} ({interval})", name(one.policy, usize::MAX), money(comparison, &number::estimate(one.money)))
}

/// Why a policy is left out; `money` says an amount.
pub fn why(one: &LeftOut, money: &dyn Fn(Estimate) -> String) -> String {
    let Some(point) = one.point else {
        return match one.why {
            Why::TooDear => "the least of it spends more".to_owned(),
            Why::TooCheap => "the most of it spends less".to_owned(),
            Why::Unknown | Why::Free | Why::Limited | Why::Withheld => "its cost is withheld (privacy.min_group)".to_owned(),
        };
    };
    let (spent, kept) = (money(point.spent), more(point.kept));
    match one.why {
        Why::Unknown => {
            format!("nothing says what more or less of it would do (scaled_by, dose); as it is it spends {spent} and keeps {kept}")
        }
        Why::Limited => format!("it has a budget of its own; as it is it spends {spent} and keeps {kept}"),
        Why::Free => format!("it costs nothing; it keeps {kept}"),
        Why::TooDear => format!("the least of it spends {spent}"),
        Why::TooCheap => format!("the most of it spends {spent}, and keeps {kept}"),
        Why::Withheld => "its cost is withheld (privacy.min_group)".to_owned(),
    }
}

/// How well what is kept for parts of the money is known.
pub fn kept_legend(equal_money: &EqualMoney) -> String {
    let amounts = PARTS.iter().flat_map(|part| equal_money.kept_for(part * equal_money.budget)).flatten();
    let widest = amounts.map(|kept| kept.mcse).fold(0.0, f64::max);
    let error = number::rounded_up(equal_money.errors * widest).map_or_else(String::new, |half| format!("± {half} or better (95 %); "));
    format!("{error}between levels that were simulated along lines")
}

/// The number that was set so that a policy comes to what is wanted of it.
pub fn solved(comparison: &Comparison, one: &Solved) -> String {
    let half = one.errors * one.value.mcse;
    let within = [f64::NEG_INFINITY, f64::INFINITY];
    let interval = number::interval(one.value.interval(half, within), one.value.mcse, within);
    let (path, policy) = (name(&one.path, usize::MAX), name(&one.policy, usize::MAX));
    let comes_to = match one.wanted {
        Wanted::Cost(amount) => {
            format!("is expected to spend {}, grants to the last date on which they vest", money(comparison, &number::factor(amount)))
        }
        Wanted::Kept(people) => format!("keeps {} more", number::factor(people)),
    };
    let certain = if one.was_uncertain { " What was not known of that number no longer counts." } else { "" };
    format!("With {path} = {} ({interval}) {policy} {comes_to}.{certain}", number::estimate(one.value))
}

/// What the rows of the levels are in.
pub fn legend(comparison: &Comparison) -> String {
    format!("in {}, as expected; grants to the last date on which they vest", unit(comparison))
}
