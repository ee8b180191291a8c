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

/// Searches for the best mix of some policies within a budget, by at most so many observations of each. `design` is by how much more the
/// variance of a mean over draws is than that of independent ones. Breaks where `on_progress` did.
pub fn search(
    setting: &Setting<'_>,
    pieces: &[Piece],
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
    let all = (5 + PARTS.len() as u64) * first * all_of(tried.len());
    let mut run = |of: &[&Mix], draws: Range<u64>, on_progress: &mut OnProgress<'_>| {
        let found = rows(setting, of, draws.clone(), (done, all), on_progress)?;
        done += (draws.end - draws.start) * all_of(of.len());
        ControlFlow::Continue(found)
    };
    // What a mix spends is no straight line of its level: some steps bring it near, and what is then over the budget is none.
    let mut to_budget = |mut tried: Vec<Mix>, budget: f64, (draws, steps, over): (u64, u32, f64), on_progress: &mut OnProgress<'_>| {
        let mut found = run(&tried.iter().collect::<Vec<_>>(), 0..draws, on_progress)?;
        for _ in 0..steps {
            let spent = mean(&found, SPENT);
            let fixed = |mix: &Mix| tried.iter().position(|other| mix.is_without_scaled(other)).map_or(0.0, |place| spent[place]);
            tried = tried.iter().zip(&spent).map(|(mix, spent)| mix.for_budget(budget, *spent, fixed(mix))).collect();
            found = run(&tried.iter().collect::<Vec<_>>(), 0..draws, on_progress)?;
        }
        let (spent, kept) = (mean(&found, SPENT), mean(&found, KEPT));
        let all = tried.into_iter().zip(spent.into_iter().zip(kept));
        // What cannot be scaled is brought no nearer later.
        let is_within = |(mix, (spent, _)): &(Mix, (f64, f64))| {
            let over = if mix.is_scaled.contains(&true) { over } else { MOST_OVER };
            *spent <= (1.0 + over) * budget
        };
        ControlFlow::Continue(all.filter(is_within).collect::<Vec<_>>())
    };
    let mut frontier = Vec::new();
    for part in PARTS {
        // Half the draws and one step: which mix is best is told roughly, and what is told of it comes from other trials.
        let tried = mixes(setting.scenario, pieces, part * budget).0;
        let of_part = to_budget(tried, part * budget, (first.div_ceil(2), 1, MOST_OVER_PART), on_progress)?;
        // The least of those that keep as many.
        let best = of_part.into_iter().rev().max_by(|(_, (_, a)), (_, (_, b))| a.total_cmp(b));
        frontier.push((part * budget, best.map(|(mix, _)| mix).unwrap_or_default()));
    }
    let looked_at = tried.len();
    let (tried, spent): (Vec<Mix>, Vec<f64>) =
        to_budget(tried, budget, (first, 2, MOST_OVER), on_progress)?.into_iter().map(|(mix, (spent, _))| (mix, spent)).unzip();
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

/// People kept, in an outcome.
const KEPT: usize = 0;
/// Money spent.
const SPENT: usize = 1;

/// The means over draws of what each mix comes to.
fn mean(rows: &[Row], which: usize) -> Vec<f64> {
    let mixes = rows.first().map_or(0, |row| row.outcomes.len());
    (0..mixes).map(|mix| rows.iter().map(|row| row.outcomes[mix][which]).sum::<f64>() / rows.len() as f64).collect()
}
