//! The workers of a sweep: threads that take blocks of draws of one point after another.
//!
//! Trial `k` of a point has the luck of trial `k` of every other point, of the scenario as it is too: luck is keyed by seed, trial and names,
//! never by a setting or a policy.
//!
//! Memory: of the scenario as it is what each trial came to, twelve bytes a policy; of points their counts.

use std::convert::Infallible;
use std::ops::{ControlFlow, Range};

use super::axis::Axis;
use super::counts::{ArmCounts, Counts, Differences, Outcome, PointCounts};
use super::grid::Grid;
use super::legend::{Legend, PointLegend};
use crate::Cancellation;
use crate::compare::{self, Measure, SHARE_UNITS, told};
use crate::ensemble::block::Block;
use crate::ensemble::count::run_metadata::metadata;
use crate::ensemble::shard::Shard;
use crate::ensemble::worker::{Counted as Trial, Worker};
use crate::ensemble::{OnProgress, Plan, Progress};
use crate::estimate::layout::Layout;
use crate::estimate::{RunMetadata, costs};
use crate::scenario::Scenario;
use crate::scenario::policy::NO_POLICY;
use crate::simulate::Model;
use crate::simulate::model::published::{Told, Withheld};
use crate::simulate::policies::costs::dearest;
use crate::threads::{Join, in_order};

/// The most trials of a point in one process: what each came to in the scenario as it is is kept.
pub const MOST_TRIALS: u64 = 10_000_000;

/// What is simulated.
#[derive(Debug)]
pub struct Study<'s> {
    /// The settings of a grid; none where the points are no grid.
    axes: Vec<Axis>,
    /// The scenario as it is, then those of the points.
    scenarios: Vec<&'s Scenario>,
    /// The policy of each arm, as an index into the scenarios'; none of the first.
    policies: Vec<Option<usize>>,
    /// By scenario and arm.
    told: Vec<Vec<Told>>,
    withheld: Vec<Withheld>,
    plan: Plan,
    replications: u64,
    /// The unit in which differences of cost are counted, as a power of two.
    money: i32,
}

impl<'s> Study<'s> {
    /// Lays out a scenario, the scenarios of the points of a grid, and policies of theirs (indices) that are in force at every point.
    ///
    /// # Errors
    /// As [`Study::of`].
    pub fn new(grid: &Grid, scenarios: Vec<&'s Scenario>, policies: &[usize], plan: Plan) -> Result<Self, String> {
        let names: Vec<String> = (0..grid.points()).map(|point| grid.name(point)).collect();
        let study = Self::of(&names, scenarios, policies, plan).map_err(|why| why.replace("the first file", "the scenario as it is"))?;
        Ok(Self { axes: grid.axes.clone(), ..study })
    }

    /// Lays out a scenario, others that are no grid, with what messages call these, and policies of theirs.
    ///
    /// # Errors
    /// In one sentence, where a point or a policy would tell of too few people.
    pub fn of(names: &[String], scenarios: Vec<&'s Scenario>, policies: &[usize], plan: Plan) -> Result<Self, String> {
        let policies: Vec<Option<usize>> = std::iter::once(None).chain(policies.iter().copied().map(Some)).collect();
        let label = |file: usize| file.checked_sub(1).map_or_else(|| scenarios[0].name.clone(), |point| names[point].clone());
        let arm = |file: usize| {
            let scenario = scenarios[file];
            policies.iter().map(move |&policy| (file, scenario, policy))
        };
        let named = |(file, scenario, policy)| compare::Arm { file, scenario, label: label(file), policy };
        let arms: Vec<compare::Arm<'s>> = (0..scenarios.len()).flat_map(arm).map(named).collect();
        let (is_told, told, withheld) = told::tell(&arms);
        if let Some(hidden) = arms.iter().zip(is_told).find(|(_, is_told)| !is_told).map(|(arm, _)| arm) {
            let least = scenarios[0].least_group();
            let whole = withheld.iter().find(|one| one.what == hidden.name() || one.what == hidden.label);
            let why = whole.map_or_else(String::new, |one| format!(": {}", one.why));
            return Err(format!(
                "what is found at {} would tell of fewer than {least} people (privacy.min_group){why}\n  run with --individuals, which tells \
                 of single researchers too",
                hidden.name()
            ));
        }
        let told = told.chunks(policies.len()).map(<[Told]>::to_vec).collect();
        let of_draws = |scenario: &&Scenario| if scenario.is_uncertain() { u64::from(scenario.replications) } else { 1 };
        let rows =
            |scenario: &&Scenario| scenario.posterior.as_ref().map_or(1, |posterior| plan.trials.div_ceil(posterior.rows.len() as u64));
        let replications = scenarios.iter().map(|scenario| of_draws(scenario).max(rows(scenario))).max().unwrap_or(1);
        let mut study = Self { axes: Vec::new(), scenarios, policies, told, withheld, plan, replications, money: 0 };
        study.money = study.money();
        Ok(study)
    }

    /// The unit of differences of cost: fine enough for what the policies cost in the scenario as it is, and for a year's pay of all.
    fn money(&self) -> i32 {
        let pay: f64 = self.scenarios[0].opening().map(|person| self.scenarios[0].roster.researchers[person].pay).sum();
        let of_arm = |arm: usize| dearest(&self.model(0, arm));
        costs::exponent((1..self.policies.len()).map(of_arm).fold(pay, f64::max))
    }

    /// How many points there are, the scenario as it is among them.
    pub fn points(&self) -> usize {
        self.scenarios.len()
    }

    /// The model of a point and an arm, which counts at the start and at the horizon.
    fn model(&self, point: usize, arm: usize) -> Model<'s> {
        let scenario = self.scenarios[point];
        let policies: Vec<usize> = self.policies[arm].into_iter().collect();
        let mut model = Model::under(scenario, self.plan.seed, &policies, scenario.horizon).at_horizon();
        model.replications = self.replications;
        model.tell(self.told[point][arm].clone());
        model
    }

    /// What the counts are about.
    pub fn legend(&self) -> Legend {
        let first = self.scenarios[0];
        Legend {
            axes: self.axes.clone(),
            policies: self
                .policies
                .iter()
                .map(|policy| policy.map_or(NO_POLICY, |policy| &first.policies[policy].name).to_owned())
                .collect(),
            money: self.money,
            has_pay: first.has_pay(),
            currency: first.currency.clone(),
            replications: self.replications,
            points: (0..self.points()).map(|point| self.legend_of(point)).collect(),
            withheld: self.withheld.clone(),
        }
    }

    fn legend_of(&self, point: usize) -> PointLegend {
        let arm = |file: usize| compare::Arm { file, scenario: self.scenarios[file], label: String::new(), policy: None };
        let is_share = compare::measure(&arm(point), &arm(0)) == Measure::Share;
        PointLegend { is_share, arms: (0..self.policies.len()).map(|index| legend_of_arm(&self.model(point, index))).collect() }
    }

    /// Runs a shard of the trials of each point, one point after another, the scenario as it is first, until `on_progress` breaks: then what
    /// is counted are the points before the one in hand.
    pub fn count(&self, legend: &Legend, shard: Shard, on_progress: &mut OnProgress<'_>) -> Counts {
        self.count_each(legend, shard, on_progress, &mut |_| {})
    }

    /// The same; `each` gets, point by point, how many are retained in each trial without a policy.
    pub fn count_each(&self, legend: &Legend, shard: Shard, on_progress: &mut OnProgress<'_>, each: &mut dyn FnMut(&[u32])) -> Counts {
        let draws = shard.range(self.plan.trials.div_ceil(self.replications));
        let trials = (draws.end - draws.start) * self.replications;
        let (mut counts, mut kept) = (Counts::default(), Vec::new());
        for point in 0..self.points() {
            let models: Vec<Model<'s>> = (0..self.policies.len()).map(|arm| self.model(point, arm)).collect();
            let rosters = [point, 0].map(|point| self.scenarios[point].opening().count());
            let as_it_is = (point > 0).then_some(&kept);
            let job = Job { study: self, legend: &legend.points[point], models: &models, first: draws.start, rosters, as_it_is };
            let before = point as u64 * trials;
            let mut hear = |done: u64| {
                let progress = Progress { done: before + done, trials: self.points() as u64 * trials, half_width: None };
                on_progress(&progress)
            };
            let Some((counted, outcomes)) = job.run(draws.clone(), self.plan.threads, &mut hear) else { break };
            if let Some(without) = outcomes.first() {
                each(&without.retained);
            }
            if point == 0 {
                kept = outcomes;
            }
            counts.points.push(counted);
        }
        counts
    }

    /// Trials that share a draw.
    pub fn replications(&self) -> u64 {
        self.replications
    }
}

/// What an arm of a point is counted as.
fn legend_of_arm(model: &Model<'_>) -> RunMetadata {
    let money = (!model.policies.is_empty() && model.told().costs).then(|| costs::exponent(dearest(model)));
    RunMetadata { money, ..metadata(model) }
}

/// What the threads share at one point.
struct Job<'j, 's> {
    study: &'j Study<'s>,
    legend: &'j PointLegend,
    models: &'j [Model<'s>],
    /// The first draw of the shard.
    first: u64,
    /// Sizes of the opening rosters, that of the scenario as it is last.
    rosters: [usize; 2],
    /// What each trial came to in the scenario as it is, by arm; nothing while that is run.
    as_it_is: Option<&'j Vec<Outcomes>>,
}

/// What trials came to, in order.
#[derive(Debug, Default)]
struct Outcomes {
    retained: Vec<u32>,
    /// Empty where no policy is in force.
    cost: Vec<i64>,
}

impl Outcomes {
    fn push(&mut self, [retained, cost]: Outcome, is_priced: bool) {
        self.retained.push(u32::try_from(retained).unwrap_or(u32::MAX));
        self.cost.extend(is_priced.then_some(cost));
    }

    fn get(&self, trial: usize) -> Outcome {
        [i64::from(self.retained[trial]), self.cost.get(trial).copied().unwrap_or(0)]
    }
}

/// What was counted in a block.
struct Counted {
    draws: u64,
    /// By arm.
    arms: Vec<(Block, Differences, Differences)>,
    /// By arm.
    outcomes: Vec<Outcomes>,
}

impl Join for Counted {
    fn join(&mut self, later: Self) {
        self.draws += later.draws;
        for (arm, (block, change, effect)) in self.arms.iter_mut().zip(later.arms) {
            arm.0.join(block);
            arm.1 += &change;
            arm.2 += &effect;
        }
        for (ours, mut theirs) in self.outcomes.iter_mut().zip(later.outcomes) {
            ours.retained.append(&mut theirs.retained);
            ours.cost.append(&mut theirs.cost);
        }
    }

    fn columns(&self) -> usize {
        self.arms.iter().map(|(block, ..)| block.columns()).sum()
    }
}

impl<'s> Job<'_, 's> {
    /// Runs some draws of the point; nothing where somebody broke it off.
    fn run(&self, draws: Range<u64>, threads: usize, hear: &mut dyn FnMut(u64) -> ControlFlow<()>) -> Option<(PointCounts, Vec<Outcomes>)> {
        let mut whole = self.nothing();
        let asked = draws.end - draws.start;
        let counted = in_order(
            draws,
            threads.max(1) as u64,
            |cancellation| self.worker(cancellation),
            |counted: Option<Counted>| {
                if let Some(counted) = counted {
                    whole.join(counted);
                    for (block, ..) in &mut whole.arms {
                        block.count();
                    }
                }
                Ok::<_, Infallible>(hear(whole.draws * self.study.replications))
            },
        );
        let Ok(_) = counted;
        if whole.draws < asked {
            return None;
        }
        let arm = |(block, change, effect): (Block, Differences, Differences)| ArmCounts { tally: block.into_tally(), change, effect };
        Some((PointCounts { arms: whole.arms.into_iter().map(arm).collect() }, whole.outcomes))
    }

    fn nothing(&self) -> Counted {
        let arm = |metadata: &RunMetadata| (Block::new(metadata), Differences::default(), Differences::default());
        let arms: Vec<_> = self.legend.arms.iter().map(arm).collect();
        let outcomes = arms.iter().map(|_| Outcomes::default()).collect();
        Counted { draws: 0, arms, outcomes }
    }

    /// What one thread works with: counts block after block, but for one that is broken off.
    fn worker<'w>(&'w self, cancellation: &Cancellation) -> impl FnMut(Range<u64>) -> Option<Counted> + use<'w, 's> {
        let arms = self.models.iter().zip(&self.legend.arms);
        let mut workers: Vec<Worker<'w>> = arms.map(|(model, metadata)| Worker::new(model, metadata, cancellation)).collect();
        let mut outcomes: Vec<Vec<Outcome>> = vec![Vec::new(); workers.len()];
        move |draws| {
            let mut counted = self.nothing();
            for draw in draws {
                for (worker, outcomes) in workers.iter_mut().zip(&mut outcomes) {
                    outcomes.clear();
                    worker.run_draw(draw, |trial| outcomes.push(self.outcome(trial))).continue_value()?;
                }
                self.add(draw, &outcomes, &mut counted);
            }
            for (arm, worker) in counted.arms.iter_mut().zip(&mut workers) {
                arm.0 = worker.take_counts();
            }
            Some(counted)
        }
    }

    /// What a trial came to.
    fn outcome(&self, trial: &Trial<'_, '_>) -> Outcome {
        let dates = trial.world.model.dates.len();
        let retained = trial.values[Layout::RETAINED * dates..][dates - 1];
        let unit = costs::unit(self.study.money);
        let cost = trial.world.costs(trial.simulator.trajectory(), trial.world.model.horizon());
        [i64::from(retained), cost.into_iter().map(|cost| costs::in_units(cost, unit)).sum()]
    }

    /// Adds what the trials of a draw came to, by arm.
    fn add(&self, draw: u64, outcomes: &[Vec<Outcome>], counted: &mut Counted) {
        let first = ((draw - self.first) * self.study.replications) as usize;
        for (index, of_arm) in outcomes.iter().enumerate() {
            let (_, change, effect) = &mut counted.arms[index];
            if index > 0 {
                effect.add(of_arm.iter().zip(&outcomes[0]).map(|(ours, none)| [ours[0] - none[0], ours[1] - none[1]]));
            }
            let Some(as_it_is) = self.as_it_is else { continue };
            let theirs = |replication: usize| as_it_is[index].get(first + replication);
            let [ours, other] = self.rosters;
            let difference = |(replication, ours_now): (usize, &Outcome)| {
                let theirs = theirs(replication);
                let retained =
                    if self.legend.is_share { share(ours_now[0], ours) - share(theirs[0], other) } else { ours_now[0] - theirs[0] };
                [retained, ours_now[1] - theirs[1]]
            };
            change.add(of_arm.iter().enumerate().map(difference));
        }
        for (kept, (index, of_arm)) in counted.outcomes.iter_mut().zip(outcomes.iter().enumerate()) {
            for &outcome in of_arm {
                kept.push(outcome, index > 0);
            }
        }
        counted.draws += 1;
    }
}

/// A share of a roster in its units, rounded to the nearest.
fn share(count: i64, of: usize) -> i64 {
    let of = i64::try_from(of.max(1)).unwrap_or(i64::MAX >> 24);
    (2 * SHARE_UNITS * count + of) / (2 * of)
}
