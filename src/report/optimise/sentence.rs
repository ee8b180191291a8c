//! The best use of a budget in sentences.

use super::{arm, words};
use crate::equal_money::scaled::Why;
use crate::estimate::Estimate;
use crate::optimise::results::{NEXT, Optimum};
use crate::report::comparison::{money, shown_as};
use crate::report::number;

/// The answer.
pub fn answer(optimum: &Optimum) -> String {
    let comparison = &optimum.comparison;
    let budget = money(comparison, &number::factor(optimum.budget));
    let hides = optimum.left_out.iter().any(|one| one.why == Why::Withheld);
    let budget = if hides { format!("{budget}, of what is not hidden for privacy") } else { budget };
    let Some(best) = optimum.told.first() else { return "Nothing was found.".to_owned() };
    let Some((compared, kept)) = arm(optimum, best) else {
        return format!("Best for {budget}: doing nothing. No mix that was looked at keeps more.");
    };
    let metadata = &comparison.reference().estimates.metadata;
    let [size, interval] = shown_as(&kept, compared.versus.as_ref().map_or(crate::compare::Measure::People, |versus| versus.measure));
    let range = compared.versus.as_ref().and_then(|versus| versus.expected);
    let range = range.map_or_else(String::new, |range| {
        format!("; {} over all that is not known", number::interval(range, kept.estimate.mcse, kept.within))
    });
    if kept.interval()[0] <= 0.0 {
        return format!(
            "Best for {budget} by the point estimate: {}. It may keep no more than doing nothing: {size} more of {} on {} ({interval}{range}).",
            words(best),
            number::count(metadata.roster as u64),
            metadata.horizon()
        );
    }
    format!(
        "Best for {budget}: {}. It keeps {size} more of {} on {} ({interval}{range}).",
        words(best),
        number::count(metadata.roster as u64),
        metadata.horizon()
    )
}

/// What the search guarantees.
pub fn guarantee(optimum: &Optimum) -> String {
    let (found, count) = (&optimum.found, number::count(optimum.found.mixes.len() as u64));
    let zone = number::factor(optimum.rule.indifference);
    let sure = number::factor(100.0 * (1.0 - optimum.rule.error));
    let observed = found.selected.observed.iter().copied().max().unwrap_or(0);
    let trials = number::count(observed * found.trials);
    if found.selected.means.iter().all(|mean| *mean < optimum.rule.indifference) {
        return format!(
            "None of the {count} mixes that were looked at keeps {zone} people more than doing nothing, by {trials} trials of each or fewer: \
             which of them is best hardly matters."
        );
    }
    if found.selected.is_sure {
        format!(
            "If one of the {count} mixes that were looked at keeps at least {zone} people more than all others, it is this one with {sure} % \
             probability (Kim and Nelson's procedure; up to {trials} trials of each, none of which is in the numbers here)."
        )
    } else {
        let standing = found.selected.has_fallen.iter().filter(|has_fallen| !**has_fallen).count();
        format!(
            "{} of the {count} mixes that were looked at could not be told apart by {zone} people after {trials} trials of each: the best is the \
             first of these by the point estimate. Give more with --trials, or a larger --indifference.",
            number::count(standing as u64)
        )
    }
}

/// The runner-up, and what it would mean to choose it.
pub fn runner_up(optimum: &Optimum) -> String {
    let Some(next) = optimum.told.iter().find(|mix| mix.arm == NEXT) else { return String::new() };
    let kept = arm(optimum, next).map(|(_, kept)| format!(", which keeps {} more", number::estimate(kept.estimate))).unwrap_or_default();
    let regret = optimum.regret.as_ref().map_or_else(String::new, |regret| {
        let draws = optimum.comparison.draws as f64;
        let better = Estimate { value: regret.better, mcse: (regret.better * (1.0 - regret.better) / draws).sqrt() };
        format!(
            " Over all that is not known it would keep more in {}; choosing it loses {} people on average, and more than {} in one case of twenty.",
            number::percent(better),
            number::significant(regret.mean, 2),
            number::significant(regret.p95, 2)
        )
    });
    format!("Runner-up: {}{kept}.{regret}", words(next))
}

/// Policies that no mix has.
pub fn left_out(optimum: &Optimum) -> Vec<String> {
    let amount = |amount: Estimate| money(&optimum.comparison, &number::estimate(amount));
    let one = |one: &crate::equal_money::scaled::LeftOut| {
        let why = crate::report::comparison::equal_money::why(one, &amount);
        format!("In no mix: {}: {why}.", crate::report::columns::name(&one.name, usize::MAX))
    };
    optimum.left_out.iter().map(one).collect()
}

/// What the search did, and what mixes are.
pub fn method(optimum: &Optimum) -> String {
    let over = match optimum.found.over {
        0 => String::new(),
        count => format!(" {} mixes could not be brought to the budget.", number::count(count as u64)),
    };
    let bundles = if optimum.bundles > 0 { " Bundles are in none, but their parts are." } else { "" };
    format!(
        "Mixes: policies that cannot be scaled are in as they are or not at all; the others share out the rest of the money in {} parts. What \
         they do together is simulated, not added up.{bundles}{over} For less money the best is that of the first trials.",
        optimum.found.parts
    )
}

/// How many draws are behind it.
pub fn error(optimum: &Optimum) -> String {
    let comparison = &optimum.comparison;
    format!(
        "After {} trials of each, {} parameter draws x {}, on the same luck.",
        number::count(comparison.trials),
        number::count(comparison.draws),
        number::count(comparison.replications)
    )
}
