//! The level of each policy at which it is expected to spend a budget.

use std::ops::ControlFlow;

use super::root::{self, Known, Root};
use super::spending::{Point, Spending};
use crate::calendar::Date;
use crate::ensemble::OnProgress;
use crate::parameter::Quantity;
use crate::scenario::Scenario;
use crate::scenario::policy::Measure;
use crate::scenario::policy::level::Scaling;
use crate::statistics::Estimate;

/// How many settings are run of a policy, about: for the progress that is told.
pub const SETTINGS: u64 = 8;

/// The parts of its level at which a policy is run besides, for what is kept for less money.
const PARTS: [f64; 4] = [0.2, 0.4, 0.6, 0.8];

/// Growing a level ends where that many times as much of it spends no more.
const IDLE: f64 = 4.0;

/// A policy at the level at which it is expected to spend the budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaled {
    /// Its name.
    pub name: String,
    /// So many times as much of it as the file says.
    pub level: f64,
    /// The Monte Carlo error of that.
    pub level_mcse: f64,
    /// What that is.
    pub meaning: Meaning,
    /// What it comes to.
    pub point: Point,
    /// What it comes to at other levels, in order of what is spent; the level of the budget is the last.
    pub curve: Vec<(f64, Point)>,
}

/// What a level is in the words of the policy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meaning {
    /// A raise of this share of pay.
    Raise(f64),
    /// A grant of so many years' pay.
    Grant(f64),
    /// For so many people.
    People(usize),
    /// Until this day.
    Until(Date),
    /// So many times what the file says.
    Times(f64),
}

/// A policy that cannot be compared at equal money.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: Why,
    /// What it comes to as it is, or at its largest level where that is what cannot spend the budget; nothing where that is withheld.
    pub point: Option<Point>,
}

/// Why a policy cannot be compared at equal money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Why {
    /// Nothing says what more or less of it would do.
    Unknown,
    /// It costs nothing.
    Free,
    /// The least of it, or what of a bundle stays as it is, spends more.
    TooDear,
    /// The most of it spends less.
    TooCheap,
    /// What it costs is withheld.
    Withheld,
}

/// Finds the level of a policy at which it is expected to spend a budget. Breaks where `on_progress` did.
pub fn scale(
    spending: &mut Spending<'_>,
    policy: usize,
    budget: f64,
    on_progress: &mut OnProgress<'_>,
) -> ControlFlow<(), Result<Scaled, LeftOut>> {
    let scenario = spending.scenario();
    let name = &scenario.policies[policy].name;
    let left_out = |why: Why, point: Point| ControlFlow::Continue(Err(LeftOut { name: name.clone(), why, point: Some(point) }));
    let Some(most) = scenario.most_of(policy) else {
        let as_it_is = spending.at(policy, 1.0, on_progress)?;
        return left_out(if as_it_is.spent.value == 0.0 { Why::Free } else { Why::Unknown }, as_it_is);
    };
    let mut curve: Vec<(f64, Point)> = Vec::new();
    let first = most.min(1.0);
    let mut point = spending.at(policy, first, on_progress)?;
    curve.push((first, point));
    if point.spent.value == 0.0 {
        return left_out(Why::Free, point);
    }
    let mut below: Known = (0.0, Estimate { value: 0.0, mcse: 0.0 });
    if point.spent.value >= budget && !scenario.policies[policy].parts.is_empty() {
        let least = spending.at(policy, 0.0, on_progress)?;
        if least.spent.value >= budget {
            return left_out(Why::TooDear, least);
        }
        curve.push((0.0, least));
        below.1 = least.spent;
    }
    let mut above: Known = (first, point.spent);
    let mut spent_before = (first, point.spent.value);
    while above.1.value < budget {
        let is_idle = above.0 >= IDLE * spent_before.0 && above.1.value <= spent_before.1 * 1.001;
        if above.0 >= most || is_idle {
            return left_out(Why::TooCheap, point);
        }
        if above.1.value > spent_before.1 * 1.001 {
            spent_before = (above.0, above.1.value);
        }
        below = above;
        let times = (1.02 * budget / above.1.value).clamp(1.2, IDLE);
        let level = (above.0 * times).min(most);
        point = spending.at(policy, level, on_progress)?;
        curve.push((level, point));
        above = (level, point.spent);
    }
    let step = step(scenario, policy);
    let Root { at: level, mcse: level_mcse, value: _ } = root::within([below, above], budget, step, &mut |level| {
        let point = spending.at(policy, level, on_progress)?;
        curve.push((level, point));
        ControlFlow::Continue(point.spent)
    })?;
    let known = |level: f64, curve: &[(f64, Point)]| curve.iter().find(|(at, _)| *at == level).map(|&(_, point)| point);
    if step.is_some_and(|step| level < 0.5 * step) {
        let least = spending.at(policy, step.unwrap_or(level), on_progress)?;
        return left_out(Why::TooDear, least);
    }
    let mut point_at = |level: f64, curve: &mut Vec<(f64, Point)>| {
        if let Some(point) = known(level, curve) {
            return ControlFlow::Continue(point);
        }
        let point = spending.at(policy, level, on_progress)?;
        curve.push((level, point));
        ControlFlow::Continue(point)
    };
    let point = point_at(level, &mut curve)?;
    for part in PARTS {
        let at = step.map_or(part * level, |step| (part * level / step).round() * step);
        point_at(at, &mut curve)?;
    }
    curve.retain(|(at, _)| *at <= level);
    curve.sort_by(|a, b| a.0.total_cmp(&b.0));
    ControlFlow::Continue(Ok(Scaled { name: name.clone(), level, level_mcse, meaning: meaning(scenario, policy, level), point, curve }))
}

/// The step of levels of a policy that is scaled by people or days.
fn step(scenario: &Scenario, policy: usize) -> Option<f64> {
    let policy = &scenario.policies[policy];
    match policy.scaling {
        Scaling::Top(_) => Some(1.0 / policy.target.members.len().max(1) as f64),
        Scaling::Until => Some(1.0 / f64::from(policy.days(scenario.horizon))),
        _ => None,
    }
}

/// What a level of a policy is.
pub fn meaning(scenario: &Scenario, policy: usize, level: f64) -> Meaning {
    let scaled = scenario.policies[policy].at(level, scenario.horizon);
    let amounts: Vec<Meaning> = scaled
        .measures
        .iter()
        .filter_map(|measure| match measure {
            Measure::Raise { share: Quantity::Known(share) } => Some(Meaning::Raise(share * scaled.strength.amount)),
            Measure::Grant { amount: Quantity::Known(amount), .. } => Some(Meaning::Grant(amount * scaled.strength.amount)),
            _ => None,
        })
        .collect();
    match (&scaled.scaling, &amounts[..], scaled.until) {
        (Scaling::Amount, [amount], _) => *amount,
        (Scaling::Top(_), ..) => Meaning::People(scaled.target.members.len()),
        (Scaling::Until, _, Some(until)) => Meaning::Until(until),
        (Scaling::Until, _, None) => Meaning::Until(scenario.horizon),
        _ => Meaning::Times(level),
    }
}
