//! A condition and a region in words.

use super::limit;
use crate::discover::By;
use crate::discover::condition::What;
use crate::discover::judge::Limit;
use crate::discover::results::Discovery;
use crate::estimate::{Group, Metric};
use crate::report::NO_POLICY;
use crate::report::columns::name;
use crate::report::number;
use crate::report::sentence::under;
use crate::scenario::Comparison;

/// A condition as a clause: `fewer than 7 are expected to be still there on 2025-06-01`.
pub fn clause(found: &Discovery) -> String {
    let condition = &found.condition;
    let is_expected = found.settings.by == By::Draws;
    let (date, value) = (condition.at, number::factor(condition.value));
    let policy = condition.policy.as_deref().map_or_else(String::new, |policy| name(policy, usize::MAX));
    let under = under(condition.policy.as_deref().unwrap_or(NO_POLICY));
    let people = format!("{} {value}", count(condition.comparison));
    let amount = format!("{} {value}", size(condition.comparison));
    let expected = if is_expected { "expected " } else { "" };
    let metric = match condition.what {
        What::Kept => {
            let keeps = if is_expected { "is expected to keep" } else { "keeps" };
            return format!("{policy} {keeps} {people} more on {date}");
        }
        What::Metric(metric) => metric,
    };
    let of = match found.group {
        Group::Part(part) => format!("of {} ", name(&found.metadata.parts[part], usize::MAX)),
        _ => String::new(),
    };
    let are = if is_expected { "are expected to be" } else { "are" };
    match metric {
        Metric::Retained => format!("{of}{people} {are} still there on {date}{under}"),
        Metric::RetainedVoluntary => format!("{people} {are} still there or dismissed on {date}{under}"),
        Metric::Headcount => format!("{expected}headcount on {date} is {amount}{under}"),
        Metric::ProductiveHeadcount => format!("{expected}productive headcount on {date} is {amount}{under}"),
        Metric::Exits => {
            let through = match found.group {
                Group::Channel(channel) => format!(" through {}", name(&found.metadata.channels[channel], usize::MAX)),
                _ => String::new(),
            };
            format!("{expected}exits{through} up to {date} are {amount}{under}")
        }
        Metric::TenureKept => format!("the {expected}share of tenure that is there on {date} is {amount}{under}"),
        Metric::Capability => capability(found, "is covered on", "is not covered on", &amount) + &under,
        Metric::CapabilityLost => capability(found, "has been lost by", "has not been lost by", &amount) + &under,
        Metric::BusFactor => format!("the {expected}bus factor on {date} is {amount}{under}"),
        Metric::Cost => {
            let costs = if is_expected { "is expected to cost" } else { "costs" };
            format!("{policy} {costs} {amount} {} up to {date}", crate::report::unit_of_money(found.has_pay, found.currency.as_deref()))
        }
        // No condition is about these.
        Metric::CascadeShare | Metric::FurtherExits | Metric::Pivotal => String::new(),
    }
}

/// Of a capability: its probability, or of a trial whether it is so.
fn capability(found: &Discovery, is: &str, is_not: &str, amount: &str) -> String {
    let Group::Capability(index) = found.group else { return String::new() };
    let (capability, date) = (name(&found.metadata.capabilities[index].name, usize::MAX), found.condition.at);
    match (found.settings.by, found.condition.is_met(0.0), found.condition.is_met(1.0)) {
        (By::Trials, true, false) => format!("{capability} {is_not} {date}"),
        (By::Trials, false, true) => format!("{capability} {is} {date}"),
        (By::Trials, ..) => format!("whether {capability} {is} {date}, as 1 or 0, is {amount}"),
        (By::Draws, ..) => format!("the probability that {capability} {is} {date} is {amount}"),
    }
}

/// Of people.
fn count(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Below => "fewer than",
        Comparison::AtMost => "at most",
        Comparison::Above => "more than",
        Comparison::AtLeast => "at least",
    }
}

/// Of anything else.
fn size(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Below => "below",
        Comparison::AtMost => "at most",
        Comparison::Above => "above",
        Comparison::AtLeast => "at least",
    }
}

/// `contagion.ratio is above 1.4 and frailty.sd is from 0.2 to 0.5`.
pub fn when(found: &Discovery, limits: &[Limit]) -> String {
    let of = |limit: &Limit| format!("{} is {}", path(found, limit), range(limit.limits));
    let mut all: Vec<String> = limits.iter().map(of).collect();
    let last = all.pop().unwrap_or_default();
    if all.is_empty() { last } else { format!("{} and {last}", all.join(", ")) }
}

/// The path of a number.
pub fn path(found: &Discovery, limit: &Limit) -> String {
    name(&found.numbers[limit.number].number.path, usize::MAX)
}

/// `above 1.4`, `below 0.2`, `from 0.2 to 0.5`.
pub fn range([low, high]: [f64; 2]) -> String {
    match (low.is_finite(), high.is_finite()) {
        (true, true) => format!("from {} to {}", limit(low), limit(high)),
        (true, false) => format!("above {}", limit(low)),
        (false, true) => format!("below {}", limit(high)),
        (false, false) => "anything".to_owned(),
    }
}

/// A condition as a clause that begins a sentence: with a capital, unless a name begins it.
pub fn opening(found: &Discovery) -> String {
    let text = clause(found);
    let is_of_capability = matches!(found.group, Group::Capability(_));
    let is_named = match found.condition.what {
        What::Kept | What::Metric(Metric::Cost) => true,
        What::Metric(_) => is_of_capability && found.settings.by == By::Trials && !text.starts_with("whether"),
    };
    let mut letters = text.chars();
    if is_named { text } else { letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect()) }
}
