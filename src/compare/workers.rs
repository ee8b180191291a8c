//! The workers of a comparison: threads that take blocks of draws and run every arm on each, the reference first.
//!
//! An arm's trial `k` has the luck of the reference's trial `k`: luck is keyed by seed, trial and names, never by a policy.

use std::convert::Infallible;
use std::ops::{ControlFlow, Range};

use super::arms::{Arm, twice};
use super::joint::Joint;
use super::paired_outcomes::{MOST_ROWS, PairedOutcomes, measure, money_unit, removed};
use super::paired_sums::{ArmSums, PairSums};
use crate::Cancellation;
use crate::ensemble::block::Block;
use crate::ensemble::count::run_metadata::metadata;
use crate::ensemble::worker::Worker;
use crate::ensemble::{OnProgress, Progress};
use crate::estimate::{Estimate, RunMetadata};
use crate::simulate::Model;
use crate::simulate::model::published::Withheld;
use crate::simulate::world::expected::Alone;
use crate::statistics::cluster_sums::ClusterSums;
use crate::statistics::clusters::Clusters;
use crate::threads::{Join, in_order};

/// What is simulated.
#[derive(Debug)]
pub struct Study<'s> {
    /// The arms, the reference first.
    pub arms: &'s [Arm<'s>],
    /// The model of each, simulated up to twice the horizon.
    pub models: Vec<Model<'s>>,
    /// What the counts of each are about.
    pub metadata_of: Vec<RunMetadata>,
    /// Which arms are subtracted from which: each but the reference less the reference, then what assertions ask for.
    pub pairs: Vec<[usize; 2]>,
    /// One unit in which money is counted [unit of pay].
    pub unit: f64,
    /// What is not told, and why.
    pub withheld: Vec<Withheld>,
}

impl<'s> Study<'s> {
    /// Lays out the arms under a seed, for so many trials of each, or, where a precision decides, up to so many.
    pub fn new(arms: &'s [Arm<'s>], seed: u64, trials: u64, is_precise: bool) -> Self {
        let mut pairs: Vec<[usize; 2]> = (1..arms.len()).map(|arm| [arm, 0]).collect();
        for pair in asserted(arms).into_iter().chain(under_what_ifs(arms)) {
            if !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
        let model = |arm: &Arm<'s>| {
            let policies: Vec<usize> = arm.policy.into_iter().collect();
            let later = twice(arm.scenario.clock, arm.scenario.horizon);
            let model = Model::under(arm.scenario, seed, &policies, later);
            if is_precise { model } else { model.for_trials(trials) }
        };
        let mut models: Vec<Model<'s>> = arms.iter().map(model).collect();
        // Trials that share a draw share it in all arms.
        let replications = models.iter().map(|model| model.replications).max().unwrap_or(1);
        for model in &mut models {
            model.replications = replications;
        }
        let (_, told, withheld) = super::told::tell(arms);
        for (model, told) in models.iter_mut().zip(told) {
            model.tell(told);
        }
        let metadata_of = models.iter().map(metadata).collect();
        let unit = arms.first().map_or(1.0, |reference| money_unit(reference, &models));
        Self { arms, models, metadata_of, pairs, unit, withheld }
    }

    /// Trials that share a draw.
    pub fn replications(&self) -> u64 {
        self.models.first().map_or(1, |model| model.replications)
    }

    /// The draws that can be told apart: rows of the shortest posterior.
    pub fn rows(&self) -> u64 {
        self.models.iter().map(Model::rows).min().unwrap_or(u64::MAX)
    }

    /// So many draws behind a number that rests on all of some arms.
    pub fn clusters(&self, arms: &[usize], draws: u64) -> Clusters {
        let independent = Clusters::new(draws, self.replications(), None);
        arms.iter().fold(independent, |clusters, &arm| clusters.and(self.metadata_of[arm].clusters(draws)))
    }

    /// Whether anything is not known that an arm depends on.
    pub fn is_uncertain(&self) -> bool {
        self.arms.iter().any(|arm| arm.scenario.is_uncertain())
    }

    /// Size of the reference's opening roster.
    pub fn roster(&self) -> usize {
        self.metadata_of.first().map_or(0, |metadata| metadata.roster)
    }

    /// Counts of nothing.
    fn counts(&self) -> Counts {
        let pair = |&pair: &[usize; 2]| {
            let [arm, other] = pair.map(|index| &self.arms[index]);
            PairSums::new(
                measure(arm, other),
                removed(arm, other),
                pair.map(|index| self.metadata_of[index].roster as u32),
                self.metadata_of[0].dates.len(),
            )
        };
        Counts {
            draws: 0,
            blocks: self.metadata_of.iter().map(Block::new).collect(),
            of_arms: vec![ArmSums::default(); self.arms.len()],
            of_pairs: self.pairs.iter().map(pair).collect(),
            joint: Joint::new(2 * (self.arms.len() - 1)),
            rows: Vec::new(),
        }
    }
}

/// The pairs of arms of one file, the second with a policy or none, whose difference an assertion of the file is about.
fn asserted(arms: &[Arm<'_>]) -> Vec<[usize; 2]> {
    let mut pairs = Vec::new();
    for (index, arm) in arms.iter().enumerate() {
        for assertion in arm.scenario.assertions.iter().filter(|assertion| assertion.policy == arm.policy_name()) {
            let is_other = |other: &Arm<'_>| other.file == arm.file && assertion.than.as_deref() == Some(other.policy_name());
            pairs.extend(arms.iter().position(is_other).map(|other| [index, other]));
        }
    }
    pairs
}

/// Under each what-if, each policy and none: what the policy does there.
fn under_what_ifs(arms: &[Arm<'_>]) -> Vec<[usize; 2]> {
    let of_policies = arms.iter().enumerate().filter(|(_, arm)| arm.scenario.happens.is_some() && arm.policy.is_some());
    let pair = |(index, arm): (usize, &Arm<'_>)| {
        let without = arms.iter().position(|other| other.file == arm.file && other.policy.is_none());
        without.map(|without| [index, without])
    };
    of_policies.filter_map(pair).collect()
}

/// What was counted.
#[derive(Debug)]
pub struct Counts {
    /// Draws counted.
    pub draws: u64,
    /// By arm: what a run counts.
    pub blocks: Vec<Block>,
    /// By arm.
    pub of_arms: Vec<ArmSums>,
    /// By pair of the study.
    pub of_pairs: Vec<PairSums>,
    /// Of all arms but the reference, less the reference, at the horizon: retained and cost of each by turns.
    pub joint: Joint,
    /// Draws one by one, the first of them.
    pub rows: Vec<Row>,
}

/// A draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which.
    pub draw: u64,
    /// By arm: the values of its scenario's parameters. Empty but for the first arm of each file.
    pub parameters: Vec<Vec<f64>>,
    /// Retained at the horizon in the reference, summed over replications.
    pub retained: u64,
    /// By arm but for the reference, summed over replications: difference of retained at the horizon, and of cost \[units\].
    pub differences: Vec<[i128; 2]>,
    /// By arm but for the reference, summed over replications: how many more are there of those whom no what-if lets leave. Empty where
    /// nothing is asked about.
    pub others: Vec<i128>,
    /// By arm: what its parameters let expect of people who do not move each other.
    pub alone: Vec<Alone>,
}

impl Join for Counts {
    fn join(&mut self, other: Self) {
        self.draws += other.draws;
        self.blocks.iter_mut().zip(other.blocks).for_each(|(a, b)| a.join(b));
        self.of_arms.iter_mut().zip(&other.of_arms).for_each(|(a, b)| *a += b);
        self.of_pairs.iter_mut().zip(&other.of_pairs).for_each(|(a, b)| *a += b);
        self.joint += &other.joint;
        self.rows.extend(other.rows);
    }

    fn columns(&self) -> usize {
        self.blocks.iter().map(Block::columns).sum()
    }
}

/// Threads, and what they have counted so far.
pub struct Workers<'a, 's> {
    study: &'a Study<'s>,
    threads: u64,
    /// The counts.
    pub counts: Counts,
    so_far: RunningTotals,
}

impl<'a, 's> Workers<'a, 's> {
    /// Workers that have counted nothing yet.
    pub fn new(study: &'a Study<'s>, threads: usize) -> Self {
        let so_far = RunningTotals { done: 0, draws: 0, kept: vec![ClusterSums::default(); study.arms.len() - 1] };
        Self { study, threads: threads.max(1) as u64, counts: study.counts(), so_far }
    }

    /// Runs some draws of all arms and adds them to the counts; breaks where `on_progress` did, which is asked at least ten times a second.
    /// Trials are counted once for all arms.
    pub fn run(&mut self, draws: Range<u64>, on_progress: &mut OnProgress<'_>) -> ControlFlow<()> {
        let Self { study, threads, counts, so_far } = self;
        let trials = so_far.done + (draws.end - draws.start) * study.replications();
        let counted = in_order(
            draws,
            *threads,
            |cancellation| worker(study, cancellation),
            |counted: Option<Counted>| {
                if let Some(counted) = counted {
                    so_far.add(&counted, study);
                    counts.join(counted.counts);
                    for block in &mut counts.blocks {
                        block.count();
                    }
                }
                Ok::<_, Infallible>(on_progress(&so_far.progress(trials, study)))
            },
        );
        let Ok(flow) = counted;
        flow
    }

    /// The mean differences of retained at the horizon so far, in people of the reference's roster, by arm but for the reference.
    pub fn kept(&self) -> Vec<Estimate> {
        let of = |(pair, &arms): (&PairSums, &[usize; 2])| {
            in_people(self.study, pair, pair.kept(&self.study.clusters(&arms, self.counts.draws)))
        };
        self.counts.of_pairs.iter().zip(&self.study.pairs).take(self.study.arms.len() - 1).map(of).collect()
    }
}

/// A difference as one of people of the reference's roster.
fn in_people(study: &Study<'_>, pair: &PairSums, kept: Estimate) -> Estimate {
    let scale = if pair.units() == 1.0 { 1.0 } else { study.roster() as f64 };
    Estimate { value: kept.value * scale, mcse: kept.mcse * scale }
}

/// What was counted in a block.
struct Counted {
    counts: Counts,
    /// By arm but for the reference: the difference of retained at the horizon.
    kept: Vec<ClusterSums>,
}

impl Join for Counted {
    fn join(&mut self, later: Self) {
        self.counts.join(later.counts);
        self.kept.iter_mut().zip(&later.kept).for_each(|(a, b)| *a += b);
    }

    fn columns(&self) -> usize {
        self.counts.columns()
    }
}

/// What one thread works with: counts block after block, but for one that is broken off.
fn worker<'w, 's>(study: &'w Study<'s>, cancellation: &Cancellation) -> impl FnMut(Range<u64>) -> Option<Counted> + use<'w, 's> {
    let models = || study.models.iter().zip(&study.metadata_of);
    let mut workers: Vec<Worker<'_>> = models().map(|(model, metadata)| Worker::new(model, metadata, cancellation)).collect();
    let keeps_rows = study.is_uncertain();
    let outcome = |(arm, model): (&Arm<'_>, &Model<'_>)| PairedOutcomes::new(arm, &study.arms[0], model, study.unit, keeps_rows);
    let mut outcomes: Vec<PairedOutcomes> = study.arms.iter().zip(&study.models).map(outcome).collect();
    move |draws| {
        let mut counted = Counted { counts: study.counts(), kept: vec![ClusterSums::default(); study.arms.len() - 1] };
        let counts = &mut counted.counts;
        for draw in draws {
            for (worker, outcome) in workers.iter_mut().zip(&mut outcomes) {
                if worker.run_draw(draw, |counted| outcome.note(counted)).is_break() {
                    return None;
                }
            }
            counts.of_arms.iter_mut().zip(&outcomes).for_each(|(sums, outcome)| sums.add(outcome));
            let others = counts.of_pairs.iter().zip(&outcomes[1..]);
            counts.joint.add(&others.flat_map(|(pair, outcome)| pair.horizon(outcome, &outcomes[0])).collect::<Vec<_>>());
            let pairs = counts.of_pairs.iter_mut().zip(&study.pairs);
            let added: Vec<([i128; 2], ClusterSums)> =
                pairs.map(|(pair, &[arm, other])| pair.add(&outcomes[arm], &outcomes[other])).collect();
            counted.kept.iter_mut().zip(&added).for_each(|(kept, (_, of_draw))| *kept += of_draw);
            let asks = study.arms.iter().any(|arm| arm.scenario.happens.is_some());
            let others =
                || counts.of_pairs.iter().zip(&outcomes[1..]).map(|(pair, outcome)| pair.others(outcome, &outcomes[0]).iter().sum());
            let others: Vec<i128> = if asks { others().collect() } else { Vec::new() };
            let differences = added.into_iter().take(study.arms.len() - 1).map(|(difference, _)| difference).collect();
            counts.draws += 1;
            if keeps_rows && draw < MOST_ROWS {
                let of_file = |(arm, outcome): (&Arm<'_>, &PairedOutcomes)| {
                    if arm.policy.is_none() { outcome.parameters.clone() } else { Vec::new() }
                };
                let parameters = study.arms.iter().zip(&outcomes).map(of_file).collect();
                let alone = outcomes.iter().filter_map(|outcome| outcome.alone).collect();
                counts.rows.push(Row { draw, parameters, retained: outcomes[0].at_horizon(), differences, others, alone });
            }
        }
        counts.blocks = workers.iter_mut().map(Worker::take_counts).collect();
        Some(counted)
    }
}

/// What has been counted so far, from the first draw on.
struct RunningTotals {
    done: u64,
    draws: u64,
    kept: Vec<ClusterSums>,
}

impl RunningTotals {
    fn add(&mut self, counted: &Counted, study: &Study<'_>) {
        self.draws += counted.counts.draws;
        self.done += counted.counts.draws * study.replications();
        self.kept.iter_mut().zip(&counted.kept).for_each(|(a, b)| *a += b);
    }

    /// How far that is on the way to so many trials.
    fn progress(&self, trials: u64, study: &Study<'_>) -> Progress {
        let units = |arm: &Arm<'_>| PairSums::new(measure(arm, &study.arms[0]), Vec::new(), [1, 1], 1);
        let half_width = |(moments, arm): (&ClusterSums, usize)| {
            let (pair, clusters) = (units(&study.arms[arm]), study.clusters(&[arm, 0], self.draws));
            clusters.half_width(in_people(study, &pair, moments.mean(&clusters, pair.units())))
        };
        let widest = self.kept.iter().zip(1..).map(half_width).fold(0.0, f64::max);
        Progress { done: self.done, trials, half_width: (self.draws > 1).then_some(widest) }
    }
}
