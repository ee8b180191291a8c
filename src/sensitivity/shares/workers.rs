//! Threads that run the rows of a design.

use std::convert::Infallible;
use std::ops::{ControlFlow, Range};

use super::saltelli::{Design, Sums};
use crate::Cancellation;
use crate::ensemble::{OnProgress, Progress};
use crate::sensitivity::Study;
use crate::sensitivity::trials::{Outcome, Runner};
use crate::threads::{Join, in_order};

/// What was counted: by arm and scrambling.
struct Counts {
    rows: u64,
    sums: Vec<Vec<Sums>>,
}

impl Join for Counts {
    fn join(&mut self, later: Self) {
        self.rows += later.rows;
        for (mine, others) in self.sums.iter_mut().flatten().zip(later.sums.iter().flatten()) {
            *mine += others;
        }
    }
}

/// Which numbers are taken from `B` at the point of a factor: each number, then each group.
fn factors(study: &Study<'_>) -> Vec<Vec<usize>> {
    let numbers = (0..study.numbers.len()).map(|number| vec![number]);
    numbers.chain(study.groups.iter().map(|group| group.numbers.clone())).collect()
}

impl Study<'_> {
    /// How many settings of all arms a row of a design is run in.
    pub fn settings_of_row(&self) -> u64 {
        let of =
            |factor: &Vec<usize>| (0..self.arms.len()).filter(|&arm| factor.iter().any(|&number| self.numbers[number].acts[arm])).count();
        2 * self.arms.len() as u64 + factors(self).iter().map(of).sum::<usize>() as u64
    }
}

/// Runs the rows; by arm the sums of each scrambling, of retained or of people kept.
pub fn run(study: &Study<'_>, design: &Design, threads: usize, on_progress: &mut OnProgress<'_>) -> ControlFlow<(), Vec<Vec<Sums>>> {
    let factors = factors(study);
    let mut counts = nothing(study, design, factors.len());
    let trials = study.settings_of_row() * study.replications();
    let flow = in_order(
        0..design.rows(),
        threads.max(1) as u64,
        |cancellation| worker(study, design, &factors, cancellation),
        |counted: Option<Counts>| {
            if let Some(counted) = counted {
                counts.join(counted);
            }
            let progress = Progress { done: counts.rows * trials, trials: design.rows() * trials, half_width: None };
            Ok::<_, Infallible>(on_progress(&progress))
        },
    );
    let Ok(flow) = flow;
    flow?;
    ControlFlow::Continue(counts.sums)
}

fn nothing(study: &Study<'_>, design: &Design, factors: usize) -> Counts {
    Counts { rows: 0, sums: vec![vec![Sums::new(factors); design.scramblings()]; study.arms.len()] }
}

/// What one thread works with: counts block after block, but for one that is broken off.
fn worker<'w, 's: 'w>(
    study: &'w Study<'s>,
    design: &'w Design,
    factors: &'w [Vec<usize>],
    cancellation: &Cancellation,
) -> impl FnMut(Range<u64>) -> Option<Counts> + use<'w, 's> {
    let mut runner = Runner::new(study, cancellation);
    move |rows| {
        let mut counts = nothing(study, design, factors.len());
        for row in rows {
            let scrambling = design.scrambling(row);
            add_row(study, &mut runner, (row, design.points(row)), factors, |arm, a, b, moved| {
                counts.sums[arm][scrambling].add(a, b, moved);
            })?;
            counts.rows += 1;
        }
        Some(counts)
    }
}

/// Runs a row in all its settings; nothing where it is broken off.
fn add_row(
    study: &Study<'_>,
    runner: &mut Runner<'_>,
    (row, [a, b]): (u64, [Vec<f64>; 2]),
    factors: &[Vec<usize>],
    mut add: impl FnMut(usize, &[i128], &[i128], &[&[i128]]),
) -> Option<()> {
    let drawn = runner.parameters(row);
    let at = |probabilities: &[f64]| {
        let mut parameters = drawn.clone();
        for (number, &probability) in study.numbers.iter().zip(probabilities) {
            parameters[number.parameter] = study.arms[0].scenario.parameters[number.parameter].distribution.quantile(probability);
        }
        parameters
    };
    let [at_a, at_b] = [at(&a), at(&b)];
    let arms = 0..study.arms.len();
    let mut run = |parameters: &[f64]| arms.clone().map(|arm| runner.run(arm, parameters, row)).collect::<Option<Vec<Outcome>>>();
    let (of_a, of_b) = (run(&at_a)?, run(&at_b)?);
    let mut moved = Vec::new();
    for factor in factors {
        let mut parameters = at_a.clone();
        for &number in factor {
            let place = study.numbers[number].parameter;
            parameters[place] = at_b[place];
        }
        let outcome = |arm: usize| {
            let acts = factor.iter().any(|&number| study.numbers[number].acts[arm]);
            if acts { runner.run(arm, &parameters, row) } else { Some(of_a[arm].clone()) }
        };
        moved.push(arms.clone().map(outcome).collect::<Option<Vec<Outcome>>>()?);
    }
    for arm in arms {
        let [a, b] = [&of_a, &of_b].map(|outcomes| people(arm, outcomes));
        let moved: Vec<Vec<i128>> = moved.iter().map(|outcomes| people(arm, outcomes)).collect();
        add(arm, &a, &b, &moved.iter().map(Vec::as_slice).collect::<Vec<_>>());
    }
    Some(())
}

/// Retained without policies; of a policy how many more.
fn people(arm: usize, outcomes: &[Outcome]) -> Vec<i128> {
    if arm == 0 {
        return outcomes[0].retained.clone();
    }
    outcomes[arm].retained.iter().zip(&outcomes[0].retained).map(|(with, without)| with - without).collect()
}
