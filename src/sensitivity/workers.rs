//! Threads that run draws as they are, and with each number that can be moved alone at its ends.

use std::io;
use std::ops::{ControlFlow, Range};

use super::numbers::{Number, Way};
use super::trials::{Outcome, Runner};
use super::{OnDraw, Study};
use crate::Cancellation;
use crate::compare::MOST_ROWS;
use crate::compare::joint::Joint;
use crate::ensemble::{OnProgress, Progress};
use crate::statistics::cluster_sums::ClusterSums;
use crate::threads::{Join, in_order};

/// A parameter draw, and what its trials came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which.
    pub draw: u64,
    /// The values of all parameters of the scenario.
    pub parameters: Vec<f64>,
    /// Retained at the horizon without policies, then for each policy people kept and what it costs [unit of pay]: mean over the
    /// replications, and the variance of one trial by luck.
    pub outcomes: Vec<[f64; 2]>,
    /// By arm and months of records: the counts in them; empty where none are kept.
    pub records: Vec<Vec<u16>>,
}

/// The places of what is summed up of an arm: each number as drawn, and with each number that moves it at its ends.
#[derive(Clone, Debug)]
pub struct Places {
    /// How many numbers of the arm there are: 1 of the arm without policies, else people kept and cost.
    pub size: usize,
    /// By number: how many settings stand before its lower end; nothing where it cannot be moved, or does nothing here.
    settings: Vec<Option<usize>>,
    /// How many there are.
    pub count: usize,
}

impl Places {
    /// Of an arm.
    pub fn new(numbers: &[Number], arm: usize) -> Self {
        let mut before = 1;
        let place = |number: &Number| {
            let acts = number.acts[arm] || arm > 0 && number.acts[0];
            (acts && matches!(number.way, Way::Moved(_))).then(|| {
                before += 2;
                before - 2
            })
        };
        let settings = numbers.iter().map(place).collect();
        let size = if arm == 0 { 1 } else { 2 };
        Self { size, settings, count: size * before }
    }

    /// Where something stands of a number at its lower or upper end.
    pub fn of(&self, number: usize, end: usize, what: usize) -> Option<usize> {
        Some((self.settings[number]? + end) * self.size + what)
    }
}

/// What was counted.
#[derive(Debug)]
pub struct Counts {
    /// Draws.
    pub draws: u64,
    /// By arm: its sums, in the order of [`Places`].
    pub joints: Vec<Joint>,
    /// Draws one by one, the first of them.
    pub rows: Vec<Row>,
    /// Of retained at the horizon without policies.
    retained: ClusterSums,
}

impl Join for Counts {
    fn join(&mut self, later: Self) {
        self.draws += later.draws;
        self.joints.iter_mut().zip(&later.joints).for_each(|(a, b)| *a += b);
        self.rows.extend(later.rows);
        self.retained += &later.retained;
    }
}

/// Threads, and what they have counted so far.
pub struct Workers<'a, 'd, 's> {
    study: &'a Study<'s>,
    threads: u64,
    on_draw: Option<&'a mut OnDraw<'d>>,
    /// The counts.
    pub counts: Counts,
}

impl<'a, 'd, 's> Workers<'a, 'd, 's> {
    /// Workers that have counted nothing yet.
    pub fn new(study: &'a Study<'s>, threads: usize, on_draw: Option<&'a mut OnDraw<'d>>) -> Self {
        Self { study, threads: threads.max(1) as u64, on_draw, counts: counts(study) }
    }

    /// Runs so many draws; breaks where `on_progress` did, which is asked at least ten times a second.
    ///
    /// # Errors
    /// The first error of `on_draw`, after which nothing more is run.
    pub fn run(&mut self, draws: u64, on_progress: &mut OnProgress<'_>) -> io::Result<ControlFlow<()>> {
        let Self { study, threads, on_draw, counts } = self;
        let trials = study.tornado_trials() * study.replications();
        in_order(
            0..draws,
            *threads,
            |cancellation| worker(study, cancellation),
            |counted: Option<Counts>| {
                if let Some(mut counted) = counted {
                    if let Some(on_draw) = on_draw {
                        counted.rows.iter().try_for_each(&mut *on_draw)?;
                    }
                    counted.rows.retain(|row| row.draw < MOST_ROWS);
                    counts.join(counted);
                }
                let clusters = study.clusters(counts.draws);
                let half_width = (counts.draws > 1).then(|| clusters.half_width(counts.retained.mean(&clusters, 1.0)));
                Ok(on_progress(&Progress { done: counts.draws * trials, trials: draws * trials, half_width }))
            },
        )
    }
}

impl Study<'_> {
    /// How many settings of all arms a draw is run in.
    pub fn tornado_trials(&self) -> u64 {
        let moved = |number: &&Number| matches!(number.way, Way::Moved(_));
        let of = |number: &Number| 2 * number.acts.iter().filter(|acts| **acts).count() as u64;
        self.arms.len() as u64 + self.numbers.iter().filter(moved).map(of).sum::<u64>()
    }

    /// The places of what is summed up, by arm.
    pub fn places(&self) -> Vec<Places> {
        (0..self.arms.len()).map(|arm| Places::new(&self.numbers, arm)).collect()
    }
}

fn counts(study: &Study<'_>) -> Counts {
    let joints = study.places().iter().map(|places| Joint::new(places.count)).collect();
    Counts { draws: 0, joints, rows: Vec::new(), retained: ClusterSums::default() }
}

/// What one thread works with: counts block after block, but for one that is broken off.
fn worker<'w, 's: 'w>(study: &'w Study<'s>, cancellation: &Cancellation) -> impl FnMut(Range<u64>) -> Option<Counts> + use<'w, 's> {
    let mut runner = Runner::new(study, cancellation);
    move |draws| {
        let mut counts = counts(study);
        for draw in draws {
            add_draw(study, &mut runner, draw, &mut counts)?;
        }
        Some(counts)
    }
}

/// Runs a draw in all its settings; nothing where it is broken off.
fn add_draw(study: &Study<'_>, runner: &mut Runner<'_>, draw: u64, counts: &mut Counts) -> Option<()> {
    let drawn = runner.parameters(draw);
    let arms = 0..study.arms.len();
    let as_drawn: Vec<Outcome> = arms.clone().map(|arm| runner.run(arm, &drawn, draw)).collect::<Option<_>>()?;
    let mut values: Vec<Vec<Vec<i128>>> = arms.clone().map(|arm| of_arm(arm, &as_drawn)).collect();
    let outcomes = values.iter().flatten().enumerate().map(|(index, values)| summed(values, if is_cost(index) { study.unit } else { 1.0 }));
    let outcomes = outcomes.collect();
    let records = if draw < MOST_ROWS { runner.records(&drawn, draw)? } else { Vec::new() };
    counts.rows.push(Row { draw, parameters: drawn.clone(), outcomes, records });
    counts.retained.add(as_drawn[0].retained.iter().copied());
    for number in &study.numbers {
        let Way::Moved(ends) = number.way else { continue };
        for end in ends {
            let mut moved = drawn.clone();
            moved[number.parameter] = end;
            let outcome = |arm: usize| {
                if number.acts[arm] { runner.run(arm, &moved, draw) } else { Some(as_drawn[arm].clone()) }
            };
            let outcomes: Vec<Outcome> = arms.clone().map(outcome).collect::<Option<_>>()?;
            for arm in arms.clone().filter(|&arm| number.acts[arm] || arm > 0 && number.acts[0]) {
                values[arm].extend(of_arm(arm, &outcomes));
            }
        }
    }
    counts.joints.iter_mut().zip(&values).for_each(|(joint, values)| joint.add(values));
    counts.draws += 1;
    Some(())
}

/// Whether an outcome of a [`Row`] is a cost.
fn is_cost(index: usize) -> bool {
    index > 0 && index.is_multiple_of(2)
}

/// Retained without policies; of a policy people kept and cost.
fn of_arm(arm: usize, outcomes: &[Outcome]) -> Vec<Vec<i128>> {
    if arm == 0 {
        return vec![outcomes[0].retained.clone()];
    }
    let kept = outcomes[arm].retained.iter().zip(&outcomes[0].retained).map(|(with, without)| with - without).collect();
    vec![kept, outcomes[arm].cost.clone()]
}

/// The mean and the variance of some values that are counted in units of so much.
fn summed(values: &[i128], unit: f64) -> [f64; 2] {
    let count = values.len() as f64;
    let sum: i128 = values.iter().sum();
    let squares: i128 = values.iter().map(|value| value * value).sum();
    let within = (squares * values.len() as i128 - sum * sum) as f64 / (count * (count - 1.0));
    [sum as f64 / count * unit, within * unit * unit]
}
