//! What a comparison comes to, in one sentence: the arm that keeps most, at what price, and what is left of it later.

use super::{equal_money, hardest, money, shown_as, what_if};
use crate::calendar::Date;
use crate::compare::icer::CostPerPersonKept;
use crate::compare::{Comparison, Difference, Measure, Versus};
use crate::estimate::Estimate;
use crate::report::columns::name;
use crate::report::number;

/// The sentence.
pub fn best(comparison: &Comparison) -> String {
    if comparison.asks_who_is_hardest_to_lose {
        return hardest::sentence(comparison);
    }
    let opening = comparison.equal_money.as_ref().map_or_else(String::new, |all| equal_money::opening(comparison, all));
    let best = best_of_arms(comparison);
    // In the midst of a sentence.
    let best = if opening.is_empty() { best } else { best.strip_prefix("Doing").map_or(best.clone(), |rest| format!("doing{rest}")) };
    opening + &best
}

fn best_of_arms(comparison: &Comparison) -> String {
    let first = comparison.by_effect().first().map(|&index| &comparison.arms[index]);
    let Some((arm, versus)) = first.and_then(|arm| Some((arm, arm.versus.as_ref()?))) else {
        let asked = what_if::all(comparison);
        return match &asked[..] {
            [] => "Nothing was compared.".to_owned(),
            [one] => one.sentence(comparison),
            several => several.iter().map(|asked| format!("{}.", asked.effect(comparison))).collect::<Vec<_>>().join(" "),
        };
    };
    let Some(&kept) = versus.retained.last() else { return "Nothing was compared.".to_owned() };
    let horizon = comparison.reference().estimates.metadata.horizon();
    let policy = arm.policy.clone();
    let (arm, of) = (name(&arm.name, usize::MAX), number::count(comparison.reference().estimates.metadata.roster as u64));
    let [low, high] = kept.interval();
    if !low.is_finite() {
        return format!("What {arm} changes cannot be told from so few parameter draws; give more trials.");
    }
    let [_, interval] = shown_as(&kept, versus.measure);
    if kept.estimate.value == 0.0 && kept.estimate.mcse == 0.0 {
        return format!("{arm} keeps as many as {} in every trial{}.", comparison.reference().policy, rivals(comparison));
    }
    if low <= 0.0 && high >= 0.0 {
        let is_told = |difference: &Difference| difference.interval()[0] > 0.0 || difference.interval()[1] < 0.0;
        let others = comparison.arms.iter().filter_map(|arm| arm.versus.as_ref()?.retained.last());
        let subject = match comparison.arms.len() {
            ..=2 => arm,
            _ if others.into_iter().any(is_told) => format!("{arm}, the first by the point estimate,"),
            _ => format!("None can be told from doing nothing: {arm}, the first by the point estimate,"),
        };
        let amount = amount(&kept, versus.measure);
        return format!("{subject} keeps {amount} of {of} on {horizon}, {interval}: it may change nothing.");
    }
    let at_level = comparison.equal_money.as_ref().and_then(|_| equal_money::each(comparison, &policy));
    let price = match versus.price {
        _ if at_level.is_some() => format!(" at {} each", at_level.unwrap_or_default()),
        Some(CostPerPersonKept::Of { value, interval }) if kept.estimate.value > 0.0 => {
            let each = number::estimate(Estimate { value, mcse: 0.25 * (interval[1] - interval[0]) });
            format!(
                " at a cost of {} each",
                if comparison.has_pay && comparison.currency.is_none() {
                    format!("{each} (money as in pay)")
                } else {
                    money(comparison, &each)
                }
            )
        }
        _ => String::new(),
    };
    let amount = amount(&kept, versus.measure);
    let interval = versus.expected.map_or_else(
        || interval.clone(),
        |range| format!("{interval}; {} over all that is not known", expected(range, &kept, versus.measure)),
    );
    if high < 0.0 && versus.measure == Measure::People {
        // Whatever keeps fewest fewer keeps fewer than nothing does.
        let the_others = if comparison.arms.len() > 2 { ", the best of the others," } else { "" };
        return format!(
            "Doing nothing keeps most: {arm}{the_others} keeps {amount} of {of} on {horizon} ({interval}); {}{}.",
            afterwards(versus, comparison.later, &kept),
            rivals(comparison)
        );
    }
    let subject = match versus.measure {
        Measure::People => format!("{arm} keeps {amount} of {of} on {horizon} ({interval}){price}"),
        Measure::Share => format!("{arm} keeps {amount} of its own roster on {horizon} ({interval})"),
    };
    format!("{subject}; {}{}.", afterwards(versus, comparison.later, &kept), rivals(comparison))
}

/// Which others may keep as many as the first, if any: nothing that is within the error is called most.
fn rivals(comparison: &Comparison) -> String {
    let names: Vec<&str> = comparison.rivals.iter().map(|&index| comparison.arms[index].name.as_str()).collect();
    may_keep_as_many(&names).map_or_else(String::new, |words| format!("; {words}"))
}

/// `a and b may keep as many`, of those of some names; `None` where there are none.
pub fn may_keep_as_many(names: &[&str]) -> Option<String> {
    let safe: Vec<String> = names.iter().map(|one| name(one, usize::MAX)).collect();
    Some(match &safe[..] {
        [] => return None,
        [one] => format!("{one} may keep as many"),
        [first, second] => format!("{first} and {second} may keep as many"),
        [first, second, others @ ..] => {
            format!("{first}, {second} and {} other{} may keep as many", others.len(), if others.len() == 1 { "" } else { "s" })
        }
    })
}

/// `1.4 more`, `0.3 fewer`, `12 % more`.
fn amount(kept: &Difference, measure: Measure) -> String {
    let size = Difference { estimate: Estimate { value: kept.estimate.value.abs(), ..kept.estimate }, ..*kept };
    let word = if kept.estimate.value < 0.0 { "fewer" } else { "more" };
    format!("{} {word}", shown_as(&size, measure)[0])
}

/// A range of expectations, with the digits of what is kept.
fn expected(range: [f64; 2], kept: &Difference, measure: Measure) -> String {
    let mcse = kept.estimate.mcse;
    match measure {
        Measure::People => number::interval(range, mcse, kept.within),
        Measure::Share => {
            format!("{} %", number::interval(range.map(|end| 100.0 * end), 100.0 * mcse, kept.within.map(|end| 100.0 * end)))
        }
    }
}

/// What is left at twice the horizon.
fn afterwards(versus: &Versus, later: Date, kept: &Difference) -> String {
    let difference = &versus.later;
    let [low, high] = difference.interval();
    let [size, _] = shown_as(
        &Difference { estimate: Estimate { value: difference.estimate.value.abs(), ..difference.estimate }, ..*difference },
        versus.measure,
    );
    let (same_side, value) = (kept.estimate.value * difference.estimate.value > 0.0, difference.estimate.value.abs());
    if low <= 0.0 && high >= 0.0 {
        format!("by {later} nothing is left of it that could be told from 0")
    } else if same_side && kept.estimate.value > 0.0 && value <= kept.estimate.value {
        format!("by {later} {size} of them remain")
    } else {
        let word = if difference.estimate.value < 0.0 { "fewer" } else { "more" };
        format!("by {later} it is {size} {word}")
    }
}
