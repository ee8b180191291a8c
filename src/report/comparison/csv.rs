//! `comparison.csv`, `costs.csv`, `acceptability.csv`.

use std::io::{self, Write};

use crate::calendar::Date;
use crate::compare::icer::CostPerPersonKept;
use crate::compare::value_of_information::Probability;
use crate::compare::{Compared, Comparison, Difference, Versus};
use crate::equal_money::frontier::EqualMoney;
use crate::equal_money::scaled::Why;
use crate::equal_money::spending::Point;
use crate::estimate::Estimate;
use crate::report::NO_POLICY;
use crate::report::files::csv::{Dialect, Table};
use crate::report::files::dictionary;

/// `comparison.csv`: a difference a row, from the reference, and of policies under a what-if from doing nothing under it too.
///
/// # Errors
/// Where the output cannot be written.
pub fn differences(out: &mut dyn Write, key: &str, comparison: &Comparison, dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::COMPARISON, &[], dialect)?;
    for (index, arm) in comparison.arms.iter().enumerate() {
        let Some(versus) = &arm.versus else { continue };
        compared(&mut table, key, comparison, (arm, NO_POLICY, versus))?;
        if let Some((without, versus)) = comparison.beside(index) {
            compared(&mut table, key, comparison, (arm, &comparison.arms[without].name, versus))?;
        }
    }
    table.finish()
}

/// The rows of an arm and what it is compared with, called by its name.
fn compared(
    table: &mut Table<&mut dyn Write>,
    key: &str,
    comparison: &Comparison,
    (arm, reference, versus): (&Compared, &str, &Versus),
) -> io::Result<()> {
    let metadata = &arm.estimates.metadata;
    let mut row = |metric: &str, date: Date, difference: &Difference| {
        let [low, high] = difference.interval();
        table.text(key).text(&metadata.scenario).text(&arm.policy).text(reference).text(metric).value(date);
        table.number(difference.estimate.value).number(difference.estimate.mcse).number(low).number(high);
        table.number(difference.pairing_gain).end()
    };
    let retained = match versus.measure {
        crate::compare::Measure::People => "retained",
        crate::compare::Measure::Share => "retained_share",
    };
    for (&date, difference) in metadata.dates.iter().zip(&versus.retained) {
        row(retained, date, difference)?;
    }
    row(retained, comparison.later, &versus.later)?;
    row("months_gained", metadata.horizon(), &versus.months)?;
    if !versus.cost.estimate.value.is_nan() {
        row("cost", metadata.horizon(), &versus.cost)?;
    }
    if let Some(others) = &versus.others {
        row("others_leave", metadata.horizon(), &others.leave)?;
    }
    if let Some(exit_shifts) = versus.exit_shifts {
        for (metric, estimate) in
            [("prevented", exit_shifts.prevented), ("postponed", exit_shifts.postponed), ("induced", exit_shifts.induced)]
        {
            row(metric, metadata.horizon(), &Difference::alone(estimate, &arm.estimates.clusters, [0.0, metadata.roster as f64]))?;
        }
    }
    Ok(())
}

/// `costs.csv`: what each item costs a row, then all of them, then one more person kept with its interval.
///
/// # Errors
/// Where the output cannot be written.
pub fn costs(out: &mut dyn Write, key: &str, comparison: &Comparison, dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::COSTS, &[], dialect)?;
    for arm in &comparison.arms {
        let scenario = &arm.estimates.metadata.scenario;
        let mut row = |item: &str, Estimate { value, mcse }: Estimate, [low, high]: [f64; 2]| {
            table.text(key).text(scenario).text(&arm.policy).text(item).number(value).number(mcse).number(low).number(high).end()
        };
        for (item, cost) in arm
            .items
            .iter()
            .map(|(item, cost)| (item.as_str(), *cost))
            .chain([("total", arm.cost)])
            .filter(|(_, cost)| !cost.value.is_nan())
        {
            row(item, cost, Difference::alone(cost, &arm.estimates.clusters, [0.0, f64::INFINITY]).interval())?;
        }
        if let Some(CostPerPersonKept::Of { value, interval }) = arm.versus.as_ref().and_then(|versus| versus.price) {
            row("per_extra_person", Estimate { value, mcse: f64::NAN }, interval)?;
        }
    }
    table.finish()
}

/// `budget.csv`: a level of a policy a row.
///
/// # Errors
/// Where the output cannot be written.
pub fn budget(out: &mut dyn Write, key: &str, comparison: &Comparison, equal_money: &EqualMoney, dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::BUDGET, &[], dialect)?;
    let scenario = &comparison.reference().estimates.metadata.scenario;
    let most = comparison.reference().estimates.metadata.roster as f64;
    let mut row = |policy: &str, at: &str, level: f64, level_mcse: f64, Point { spent, cost, kept, .. }: Point| {
        table.text(key).text(scenario).text(policy).text(at).number(level).number(level_mcse);
        table.number(spent.value).number(spent.mcse).number(cost.value).number(cost.mcse).number(kept.value).number(kept.mcse);
        let half = if kept.mcse == 0.0 { 0.0 } else { equal_money.errors * kept.mcse };
        let [low, high] = kept.interval(half, [-most, most]);
        table.number(low).number(high).end()
    };
    for one in &equal_money.scaled {
        for &(level, point) in &one.curve {
            let is_budget = level == one.level;
            let point = if is_budget { Point { kept: one.kept(), ..point } } else { point };
            row(&one.name, if is_budget { "budget" } else { "other" }, level, if is_budget { one.level_mcse } else { f64::NAN }, point)?;
        }
    }
    for (one, point) in equal_money.left_out.iter().filter_map(|one| Some((one, one.point?))) {
        let at = match one.why {
            Why::TooCheap => "most",
            Why::TooDear => "least",
            Why::Unknown | Why::Free | Why::Limited | Why::Withheld => "as_it_is",
        };
        row(&one.name, at, one.level, f64::NAN, point)?;
    }
    table.finish()
}

/// `acceptability.csv`: an option at a value of a person kept a row.
///
/// # Errors
/// Where the output cannot be written.
pub fn acceptability(out: &mut dyn Write, key: &str, comparison: &Comparison, dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::ACCEPTABILITY, &[], dialect)?;
    let Ok(values) = &comparison.acceptability else { return table.finish() };
    for option in std::iter::once(0).chain(comparison.options()).enumerate() {
        let (place, arm) = (option.0, &comparison.arms[option.1]);
        for at in values {
            let Probability { estimate: best, interval: [low, high] } = at.best[place];
            table.text(key).text(&arm.estimates.metadata.scenario).text(&arm.policy).number(at.value).number(best.value);
            table.number(at.evpi.value).number(best.mcse).number(at.evpi.mcse);
            table.number(low).number(high).end()?;
        }
    }
    table.finish()
}
