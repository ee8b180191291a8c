//! A comparison at equal money: the levels of its policies, and the scenario in which they have them.

use std::ops::ControlFlow;

use super::run::{Amount, threads};
use crate::compare::told::{self, Choice};
use crate::compare::{self, Comparison, Source, twice};
use crate::ensemble::{OnProgress, Plan};
use crate::equal_money::frontier::EqualMoney;
use crate::equal_money::scaled::{LeftOut, PARTS, SETTINGS, Scaled, Why, scale};
use crate::equal_money::spending::Spending;
use crate::lab::error::Error;
use crate::report::comparison::equal_money::why;
use crate::report::number;
use crate::scenario::Scenario;
use crate::scenario::policy::NO_POLICY;
use crate::scenario::policy::level::Scaling;

/// A scenario whose policies are at the levels of a budget.
#[derive(Debug)]
pub struct AtBudget {
    /// The scenario.
    pub scenario: Scenario,
    /// The policies that are at their level, by name.
    pub policies: Vec<String>,
    /// The levels, and what is left out.
    pub equal_money: EqualMoney,
}

/// The trials on which levels are searched; all of them then correct what these give.
const SEARCHED: u64 = 4_000;

/// What policies are to spend.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum BudgetChoice {
    /// What the file says, if it says anything and a policy is compared.
    #[default]
    OfFile,
    /// Whatever they spend as they are.
    AsTheyAre,
    /// So much each [unit of pay].
    Of(f64),
}

/// What each policy of a comparison is to spend, of all or of those named: as asked, else as the only file says; nothing where there is none to
/// be brought to a level.
///
/// # Errors
/// Where several files would be compared.
pub fn budget(asked: BudgetChoice, files: &[&Scenario], policies: &[String]) -> Result<Option<f64>, Error> {
    let has_policies =
        policies.iter().any(|name| name != NO_POLICY) || policies.is_empty() && files.iter().any(|scenario| !scenario.policies.is_empty());
    let budget = match asked {
        BudgetChoice::OfFile => files.iter().find_map(|scenario| scenario.budget).filter(|_| has_policies),
        BudgetChoice::AsTheyAre => None,
        BudgetChoice::Of(budget) => Some(budget),
    };
    let Some(budget) = budget else { return Ok(None) };
    if files.len() > 1 {
        return Err(Error::new(
            "policies are compared at equal money in one file, not in several\n  give one FILE, or --budget none to compare them as they are",
        ));
    }
    Ok(Some(budget))
}

/// Finds the level of each policy, named or all, at which it is expected to spend a budget. Breaks where `on_progress` did.
///
/// # Errors
/// Where there is no such policy, or none can be brought to the budget.
pub fn at_budget(
    path: &str,
    scenario: &Scenario,
    policies: &[String],
    budget: f64,
    amount: Amount,
    on_progress: &mut OnProgress<'_>,
) -> Result<ControlFlow<(), AtBudget>, Error> {
    if amount.precision.is_some() {
        return Err(Error::new(
            "levels are found for so many trials, not for a precision\n  give --trials in place of --precision, or --budget none",
        ));
    }
    let asked = compare::arms(&[Source { path, scenario }], policies).map_err(Error::new)?;
    let names: Vec<(usize, String)> = asked.iter().filter_map(|arm| Some((arm.policy?, arm.name()))).collect();
    let Choice { arms, told, .. } = told::choose(asked).map_err(Error::new)?;
    let is_told = |policy: usize| arms.iter().zip(&told).any(|(arm, told)| arm.policy == Some(policy) && told.costs);
    let plan = Plan {
        trials: amount.trials.unwrap_or(scenario.trials),
        seed: amount.seed.unwrap_or(scenario.seed),
        threads: threads(amount.threads),
    };
    let (mut scaled, mut left_out): (Vec<Scaled>, Vec<LeftOut>) = (Vec::new(), Vec::new());
    let later = twice(scenario.clock, scenario.horizon);
    let spending = |trials: u64, settings: u64, on_progress: &mut OnProgress<'_>| {
        Spending::new(scenario, Plan { trials, ..plan }, later, 1, settings * names.len() as u64, on_progress)
    };
    let ControlFlow::Continue(mut search) = spending(plan.trials.min(SEARCHED), SETTINGS[0], on_progress) else {
        return Ok(ControlFlow::Break(()));
    };
    let ControlFlow::Continue(mut whole) = spending(plan.trials, SETTINGS[1], on_progress) else { return Ok(ControlFlow::Break(())) };
    let mut levels: Vec<(usize, f64)> = Vec::new();
    for (policy, name) in names.clone() {
        if !is_told(policy) {
            left_out.push(LeftOut::withheld(name));
            continue;
        }
        let ControlFlow::Continue(found) = scale([&mut search, &mut whole], policy, budget, &PARTS, on_progress) else {
            return Ok(ControlFlow::Break(()));
        };
        match found {
            Ok(mut one) => {
                levels.push((policy, one.level));
                // Two levels that differ by few people would tell of these.
                let is_top = |part: &usize| matches!(scenario.policies[*part].scaling, Scaling::Top(_));
                if scenario.least_group() > 1 && scenario.parts_of(&[policy]).iter().any(is_top) {
                    one.curve.retain(|(level, _)| *level == one.level);
                }
                scaled.push(one);
            }
            Err(one) => left_out.push(one),
        }
    }
    if scenario.least_group() > 1 {
        hide(scenario, &mut left_out, &levels);
    }
    let equal_money = EqualMoney { budget, scaled, left_out, errors: whole.clusters().errors(0.025) };
    if equal_money.scaled.is_empty() {
        let reasons: Vec<String> =
            equal_money.left_out.iter().map(|one| format!("  {}: {}", one.name, why(one, &|amount| number::estimate(amount)))).collect();
        let budget = number::factor(budget);
        let hides = equal_money.left_out.iter().any(|one| one.why == Why::Withheld);
        return Err(Error::new(format!(
            "no policy can be brought to a budget of {budget}:\n{}\n  --budget none compares policies as they are{}",
            reasons.join("\n"),
            if hides { "\n  --individuals shows what is withheld, for your own use" } else { "" }
        )));
    }
    let policies = equal_money.scaled.iter().map(|one| one.name.clone()).collect();
    Ok(ControlFlow::Continue(AtBudget { scenario: scenario.at_levels(&levels), policies, equal_money }))
}

/// Takes out what would tell of few people beside what is told: a policy for the first of a ranking at another level than its own, and,
/// where such a one is told at its level, all that is for others than everybody.
pub fn hide(scenario: &Scenario, left_out: &mut [LeftOut], levels: &[(usize, f64)]) {
    let is_top = |part: &usize| matches!(scenario.policies[*part].scaling, Scaling::Top(_));
    let has_top = |policy: usize| scenario.parts_of(&[policy]).iter().any(is_top);
    let tells_top = levels.iter().any(|(policy, _)| has_top(*policy));
    let everybody = scenario.roster.researchers.len();
    for one in left_out {
        let Some(policy) = scenario.policies.iter().position(|policy| policy.name == one.name) else { continue };
        let is_for_all = scenario.parts_of(&[policy]).iter().all(|&part| scenario.policies[part].target.members.len() == everybody);
        if has_top(policy) && one.level != 1.0 || tells_top && !is_for_all {
            one.point = None;
        }
    }
}

/// Puts the levels beside a comparison; without those of policies that it does not tell of after all, or of whose cost.
pub fn beside(comparison: &mut Comparison, mut equal_money: EqualMoney) {
    let is_told = |one: &Scaled| {
        let arm = comparison.arms.iter().find(|arm| arm.file == 0 && arm.policy == one.name);
        arm.is_some_and(|arm| !arm.cost.value.is_nan())
    };
    let (told, hidden): (Vec<Scaled>, Vec<Scaled>) = equal_money.scaled.into_iter().partition(is_told);
    equal_money.left_out.extend(hidden.into_iter().map(|one| LeftOut::withheld(one.name)));
    equal_money.scaled = told;
    comparison.equal_money = Some(equal_money);
}
