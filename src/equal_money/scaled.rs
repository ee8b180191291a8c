//! The level of each policy at which it is expected to spend a budget.

use std::ops::ControlFlow;

use super::frontier::kept_at;
use super::root::{self, CLOSE, Known, Root};
use super::spending::{Point, Spending};
use crate::calendar::Date;
use crate::ensemble::OnProgress;
use crate::parameter::Quantity;
use crate::scenario::Scenario;
use crate::scenario::policy::level::Scaling;
use crate::scenario::policy::{Budget, Measure};
use crate::statistics::Estimate;

/// How many settings are run of a policy, about, on the first trials and on all: for the progress that is told.
pub const SETTINGS: [u64; 2] = [8, 2];

/// Most steps on all trials from the level that the first ones gave.
const MOST_CORRECTIONS: usize = 3;

/// The parts of its level at which a policy is run besides, for what is kept for less money.
pub const PARTS: [f64; 4] = [0.2, 0.4, 0.6, 0.8];

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

impl Scaled {
    /// How many it keeps for the budget. That the level is an estimate, too, is in the error; where it goes by whole people or days the number
    /// is of so many of them.
    pub fn kept(&self) -> Estimate {
        match self.meaning {
            Meaning::People(_) | Meaning::Until(_) => self.point.kept,
            _ => kept_at(&self.curve, self.point.spent.value).unwrap_or(self.point.kept),
        }
    }
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
    /// So many times what can be scaled of a bundle, of which some cannot.
    TimesOfSome(f64),
}

/// A policy that cannot be compared at equal money.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: Why,
    /// The level at which it was run: 1 as it is, else its largest or its least.
    pub level: f64,
    /// What it comes to there; nothing where that is withheld.
    pub point: Option<Point>,
}

impl LeftOut {
    /// A policy of which nothing is told.
    pub fn withheld(name: String) -> Self {
        Self { name, why: Why::Withheld, level: 1.0, point: None }
    }
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
    /// It, or a part of it, has a budget of its own, beyond which it does nothing.
    Limited,
    /// What it costs is withheld.
    Withheld,
}

/// Finds the level of a policy at which it is expected to spend a budget: on the first trials (`search`), then on all of them (`whole`), on
/// which a step along the slope found before is left to make. It is run at some `parts` of the level too. Breaks where `on_progress` did.
pub fn scale(
    [search, whole]: [&mut Spending<'_>; 2],
    policy: usize,
    budget: f64,
    parts: &[f64],
    on_progress: &mut OnProgress<'_>,
) -> ControlFlow<(), Result<Scaled, LeftOut>> {
    let scenario = whole.scenario();
    let name = &scenario.policies[policy].name;
    let mut left_out = |why: Why, level: f64, on_progress: &mut OnProgress<'_>| {
        let point = whole.at(policy, level, on_progress)?;
        ControlFlow::Continue(Err(LeftOut { name: name.clone(), why, level, point: Some(point) }))
    };
    let mut curve: Vec<(f64, Point)> = Vec::new();
    let mut at = |level: f64, curve: &mut Vec<(f64, Point)>, on_progress: &mut OnProgress<'_>| {
        let point = search.at(policy, level, on_progress)?;
        curve.push((level, point));
        ControlFlow::Continue(point.spent)
    };
    let is_limited = |&part: &usize| scenario.policies[part].budget != Budget::default();
    if scenario.parts_of(&[policy]).iter().any(is_limited) {
        return left_out(Why::Limited, 1.0, on_progress);
    }
    let Some(most) = scenario.most_of(policy) else {
        let is_free = at(1.0, &mut curve, on_progress)?.value == 0.0;
        return left_out(if is_free { Why::Free } else { Why::Unknown }, 1.0, on_progress);
    };
    let first = most.min(1.0);
    let mut above: Known = (first, at(first, &mut curve, on_progress)?);
    if above.1.value == 0.0 {
        return left_out(Why::Free, first, on_progress);
    }
    // What is spent whatever the level: the price of a raise or grant besides its amount, the parts of a bundle that stay as they are.
    let is_free_of_itself = step(scenario, policy).is_some() || !has_fixed_cost(scenario, policy);
    let mut below: Known = (0.0, Estimate { value: 0.0, mcse: 0.0 });
    if !is_free_of_itself {
        below.1 = at(0.0, &mut curve, on_progress)?;
        if below.1.value >= budget {
            return left_out(Why::TooDear, 0.0, on_progress);
        }
    }
    let mut before = above;
    while above.1.value < budget {
        let spends_more = above.1.value > before.1.value * 1.001;
        if above.0 >= most || !spends_more && above.0 >= IDLE * before.0 {
            return left_out(Why::TooCheap, above.0, on_progress);
        }
        if spends_more {
            before = above;
        }
        below = above;
        let level = (above.0 * (1.02 * budget / above.1.value).clamp(1.2, IDLE)).min(most);
        above = (level, at(level, &mut curve, on_progress)?);
    }
    let step = step(scenario, policy);
    let root = root::within([below, above], budget, step, &mut |level| at(level, &mut curve, on_progress))?;
    if step.is_some_and(|step| root.at < 0.5 * step) {
        return left_out(Why::TooDear, step.unwrap_or_default(), on_progress);
    }
    // Of the levels on the way only those are told that are apart.
    curve.retain(|(level, _)| *level == 0.0);
    for part in parts {
        let level = step.map_or(part * root.at, |step| (part * root.at / step).round() * step);
        if level > 0.0 && level < root.at && curve.iter().all(|(known, _)| *known != level) {
            at(level, &mut curve, on_progress)?;
        }
    }
    // Over a fifth of the level, so that no single exit bends it.
    let slope = match curve.last() {
        Some((level, point)) if *level < root.at => (root.value.value - point.spent.value) / (root.at - level),
        _ => root.slope,
    };
    let root = Root { slope, ..root };
    let (level, point) = settle(whole, policy, [budget, most], step, &root, on_progress)?;
    if step.is_some() && point.spent.value > budget {
        return ControlFlow::Continue(Err(LeftOut { name: name.clone(), why: Why::TooDear, level, point: Some(point) }));
    }
    curve.retain(|(at, known)| *at < level && known.spent.value < point.spent.value);
    curve.push((level, point));
    let level_mcse = (point.spent.mcse / root.slope).abs();
    ControlFlow::Continue(Ok(Scaled { name: name.clone(), level, level_mcse, meaning: meaning(scenario, policy, level), point, curve }))
}

/// Whether a policy costs something that its level does not change.
fn has_fixed_cost(scenario: &Scenario, policy: usize) -> bool {
    let policy = &scenario.policies[policy];
    let price = policy.price;
    let has_price = [price.once, price.per_person_year, price.per_event].iter().any(|price| *price != Quantity::Known(0.0));
    !policy.parts.is_empty() || policy.scaling == Scaling::Amount && has_price
}

/// The level on all trials, from the root on the first of them: a step along the slope, or whole steps down to the budget.
fn settle(
    whole: &mut Spending<'_>,
    policy: usize,
    [budget, most]: [f64; 2],
    step: Option<f64>,
    root: &Root,
    on_progress: &mut OnProgress<'_>,
) -> ControlFlow<(), (f64, Point)> {
    let mut level = root.at;
    let mut point = whole.at(policy, level, on_progress)?;
    if let Some(step) = step {
        while point.spent.value > budget && level > 1.5 * step {
            level = ((level / step).round() - 1.0) * step;
            point = whole.at(policy, level, on_progress)?;
        }
        while point.spent.value <= budget && level + 0.5 * step < most {
            let next = ((level / step).round() + 1.0) * step;
            let at_next = whole.at(policy, next, on_progress)?;
            if at_next.spent.value > budget {
                break;
            }
            (level, point) = (next, at_next);
        }
        return ControlFlow::Continue((level, point));
    }
    for _ in 0..MOST_CORRECTIONS {
        let off = point.spent.value - budget;
        if off.abs() <= CLOSE * budget {
            break;
        }
        let corrected = (level - off / root.slope).clamp(0.0, most);
        let at_corrected = whole.at(policy, corrected, on_progress)?;
        // Where spending jumps, a step may miss.
        if (at_corrected.spent.value - budget).abs() >= off.abs() {
            break;
        }
        (level, point) = (corrected, at_corrected);
    }
    ControlFlow::Continue((level, point))
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
        (Scaling::Parts, ..) if scenario.parts_of(&[policy]).iter().any(|&part| scenario.policies[part].scaling == Scaling::Unknown) => {
            Meaning::TimesOfSome(level)
        }
        _ => Meaning::Times(level),
    }
}
