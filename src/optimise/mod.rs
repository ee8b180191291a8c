//! The best use of a budget: which policies together, each at which level.
//!
//! 1. **Mixes.** Policies that can be scaled share out, in parts, what the others leave of the budget ([`mod@mixes`]). Policies of a mix are
//!    simulated together, not added up: what they do together may be less than the sum.
//! 2. **Levels.** The first trials tell what each mix spends; its levels are then brought to the budget.
//! 3. **Selection.** Mixes fall one after another, by differences on the same luck, until one is left or what is left does not matter
//!    ([`selection`]).
//!
//! What was selected looks better than it is: its own numbers are then to be taken from trials that the search has not used.

pub mod mixes;
pub mod results;
pub mod selection;
pub mod trials;

use std::ops::{ControlFlow, Range};

use self::mixes::{Mix, Piece, mixes};
use self::selection::{Rule, Selected, select};
use self::trials::{Row, Setting, rows};
use crate::ensemble::OnProgress;

/// Trials and parameter draws in an observation, at least: so many that their mean is about normal.
const LEAST: [u64; 2] = [20, 10];

/// Observations from which variances are taken, and from which what a mix spends is.
pub const FIRST: u64 = 20;

/// Observations that are run at once.
const AT_ONCE: u64 = 10;

/// How much more than the budget a mix may be expected to spend by the first trials \[share\].
pub const MOST_OVER: f64 = 0.01;

/// The same for parts of the budget, which are told roughly.
const MOST_OVER_PART: f64 = 0.05;

/// The parts of the budget for which the best mix is looked for too.
pub const PARTS: [f64; 3] = [0.25, 0.5, 0.75];

/// A look at mixes: before the next their levels are brought nearer to the budget.
struct Look {
    /// It takes one in so many of the first draws.
    part: u64,
    /// One in so many of the mixes, the best, goes on to the next look.
    keeps: usize,
}

/// So many mixes go on to the next look in any case.
const LEAST_KEPT: usize = 8;

/// The looks at mixes of the whole budget: a rough one brings levels near.
const LOOKS: [Look; 3] = [Look { part: 4, keeps: 1 }, Look { part: 1, keeps: 1 }, Look { part: 1, keeps: 1 }];

/// Those at mixes of a part of the budget: which is best is told roughly, and what is told of it comes from other trials.
const LOOKS_AT_PART: [Look; 3] = [Look { part: 8, keeps: 1 }, Look { part: 4, keeps: 4 }, Look { part: 2, keeps: 1 }];

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// All mixes that were looked at, doing nothing first, at the levels of the budget.
    pub mixes: Vec<Mix>,
    /// What each is expected to spend, by the first trials \[unit of pay\].
    pub spent: Vec<f64>,
    /// How many others could not be brought to the budget.
    pub over: usize,
    /// Which was selected.
    pub selected: Selected,
    /// For parts of the budget the best mix by the first trials.
    pub frontier: Vec<(f64, Mix)>,
    /// Into how many parts money was shared out.
    pub parts: usize,
    /// Trials in an observation.
    pub trials: u64,
}

/// Draws in an observation.
pub fn batch(setting: &Setting<'_>) -> u64 {
    let least = if setting.scenario.is_uncertain() { LEAST[1] } else { 1 };
    LEAST[0].div_ceil(setting.replications).max(least)
}

/// Searches for the best mix of some policies within a budget, by at most so many observations of each, and roughly for each of [`PARTS`] of it,
/// with the pieces of that. `design` is by how much more the variance of a mean over draws is than that of independent ones. Breaks where
/// `on_progress` did.
pub fn search(
    setting: &Setting<'_>,
    (pieces, of_parts): (&[Piece], &[Vec<Piece>; PARTS.len()]),
    budget: f64,
    (rule, most, design): (Rule, u64, f64),
    on_progress: &mut OnProgress<'_>,
) -> ControlFlow<(), Found> {
    let batch = batch(setting);
    let first = FIRST * batch;
    let (tried, parts) = mixes(setting.scenario, pieces, budget);
    let all_of = |count: usize| (count + 1) as u64 * setting.replications;
    let mut done = 0;
    // A guess: most mixes fall soon.
    let all = 6 * first * all_of(tried.len());
    let mut run = |of: &[&Mix], draws: Range<u64>, on_progress: &mut OnProgress<'_>| {
        let found = rows(setting, of, draws.clone(), (done, all), on_progress)?;
        done += (draws.end - draws.start) * all_of(of.len());
        ControlFlow::Continue(found)
    };
    // What a mix spends is no straight line of its level: some steps bring it near, and what is then over the budget is none.
    let mut to_budget = |mut tried: Vec<Mix>, budget: f64, looks: &[Look], over: f64, on_progress: &mut OnProgress<'_>| {
        let mut told: Vec<(f64, f64)> = Vec::new();
        for (place, look) in looks.iter().enumerate() {
            if place > 0 {
                tried = nearer(&tried, &told, budget);
            }
            let found = run(&tried.iter().collect::<Vec<_>>(), 0..first.div_ceil(look.part), on_progress)?;
            told = mean(&found, SPENT).into_iter().zip(mean(&found, KEPT)).collect();
            if look.keeps > 1 {
                (tried, told) = best_of(tried, &told, budget, look.keeps);
            }
        }
        // What cannot be scaled is brought no nearer later.
        let is_within = |(mix, (spent, _)): &(Mix, (f64, f64))| {
            let over = if mix.is_scaled.contains(&true) { over } else { MOST_OVER };
            *spent <= (1.0 + over) * budget
        };
        ControlFlow::Continue(tried.into_iter().zip(told).filter(is_within).collect::<Vec<_>>())
    };
    let mut frontier = Vec::new();
    for (part, pieces) in PARTS.iter().zip(of_parts) {
        let tried = mixes(setting.scenario, pieces, part * budget).0;
        let of_part = to_budget(tried, part * budget, &LOOKS_AT_PART, MOST_OVER_PART, on_progress)?;
        // The least of those that keep as many.
        let best = of_part.into_iter().rev().max_by(|(_, (_, a)), (_, (_, b))| a.total_cmp(b));
        frontier.push((part * budget, best.map(|(mix, _)| mix).unwrap_or_default()));
    }
    let looked_at = tried.len();
    let (tried, spent): (Vec<Mix>, Vec<f64>) =
        to_budget(tried, budget, &LOOKS, MOST_OVER, on_progress)?.into_iter().map(|(mix, (spent, _))| (mix, spent)).unzip();
    // Observations of those that stood when they were run, from which those that still stand are taken.
    let mut held: (u64, Vec<usize>, Vec<Vec<f64>>) = (0, Vec::new(), Vec::new());
    let mut observe = |standing: &[usize], observations: Range<u64>| {
        let mut taken = Vec::new();
        for observation in observations {
            if observation >= held.0 + held.2.len() as u64 || held.2.is_empty() {
                let count = if held.2.is_empty() { rule.first } else { AT_ONCE.min(most.saturating_sub(observation)).max(1) };
                let from = first + observation * batch;
                let of: Vec<&Mix> = standing.iter().map(|&option| &tried[option]).collect();
                let found = run(&of, from..from + count * batch, on_progress)?;
                held = (observation, standing.to_vec(), found.chunks(batch as usize).map(|rows| mean(rows, KEPT)).collect());
            }
            let of_observation = &held.2[(observation - held.0) as usize];
            let place = |option: &usize| held.1.iter().position(|held| held == option).unwrap_or_default();
            taken.push(standing.iter().map(|option| of_observation[place(option)]).collect());
        }
        ControlFlow::Continue(taken)
    };
    let selected = select(tried.len(), rule, most.max(rule.first), design, &mut observe)?;
    ControlFlow::Continue(Found {
        over: looked_at - tried.len(),
        mixes: tried,
        spent,
        selected,
        frontier,
        parts,
        trials: batch * setting.replications,
    })
}

/// Mixes with their levels brought nearer to a budget, by what each spends. `told` is what each spends and keeps.
fn nearer(tried: &[Mix], told: &[(f64, f64)], budget: f64) -> Vec<Mix> {
    let fixed = |mix: &Mix| tried.iter().position(|other| mix.is_without_scaled(other)).map_or(0.0, |place| told[place].0);
    tried.iter().zip(told).map(|(mix, (spent, _))| mix.for_budget(budget, *spent, fixed(mix))).collect()
}

/// Those that keep most for the money, one in so many, in their order; with what each spends and keeps. What is over the budget counts for the part
/// that the budget pays for. Mixes with nothing that is scaled go on besides: from them the others know what their fixed part spends.
fn best_of(tried: Vec<Mix>, told: &[(f64, f64)], budget: f64, of: usize) -> (Vec<Mix>, Vec<(f64, f64)>) {
    let is_scaled = |mix: &Mix| mix.is_scaled.contains(&true);
    let for_money = |(spent, kept): (f64, f64)| if spent > budget { kept * budget / spent } else { kept };
    let mut order: Vec<usize> = (0..tried.len()).filter(|&place| is_scaled(&tried[place])).collect();
    order.sort_by(|&a, &b| for_money(told[b]).total_cmp(&for_money(told[a])));
    order.truncate(order.len().div_ceil(of).max(LEAST_KEPT));
    let goes_on = |(place, (mix, _)): &(usize, (Mix, (f64, f64)))| order.contains(place) || !is_scaled(mix);
    tried.into_iter().zip(told.iter().copied()).enumerate().filter(goes_on).map(|(_, one)| one).unzip()
}

/// People kept, in an outcome.
const KEPT: usize = 0;
/// Money spent.
const SPENT: usize = 1;

/// The means over draws of what each mix comes to.
fn mean(rows: &[Row], which: usize) -> Vec<f64> {
    let mixes = rows.first().map_or(0, |row| row.outcomes.len());
    (0..mixes).map(|mix| rows.iter().map(|row| row.outcomes[mix][which]).sum::<f64>() / rows.len() as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_for_the_money_go_on_and_what_is_not_scaled() {
        // Nothing, one as it is, and forty scaled ones, of which the last five spend twice the budget.
        let mix = |policy: usize, is_scaled: bool| Mix { levels: vec![(policy, 1.0)], is_scaled: vec![is_scaled] };
        let tried: Vec<Mix> = [Mix::default(), mix(0, false)].into_iter().chain((1..41).map(|policy| mix(policy, true))).collect();
        let kept = |place: usize| if place < 2 { 0.0 } else { place as f64 };
        let told: Vec<(f64, f64)> = (0..42).map(|place| (if place < 37 { 1.0 } else { 2.0 }, kept(place))).collect();
        let (best, told) = best_of(tried, &told, 1.0, 4);
        let policies: Vec<usize> = best.iter().filter_map(|mix| Some(mix.levels.first()?.0)).collect();
        // Of the scaled ones ten, those that keep most for the budget: 27 to 36, since 37 to 41 count half.
        assert!(best[0].is_empty() && policies[0] == 0, "{best:?}");
        assert_eq!(policies[1..], (26..36).collect::<Vec<_>>());
        assert_eq!(told.len(), 12);
        // Few go on all.
        let few: Vec<Mix> = (0..5).map(|policy| mix(policy, true)).collect();
        assert_eq!(best_of(few, &[(1.0, 0.0); 5], 1.0, 4).0.len(), 5);
    }
}
