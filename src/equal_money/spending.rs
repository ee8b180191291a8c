//! What policies are expected to spend, and what they keep for it, at any level: each on the luck of the scenario without policies.

use std::convert::Infallible;
use std::ops::{ControlFlow, Range};

use crate::Cancellation;
use crate::calendar::Date;
use crate::ensemble::count::run_metadata::metadata;
use crate::ensemble::{OnProgress, Plan, Progress};
use crate::scenario::Scenario;
use crate::simulate::{Model, Simulator, World};
use crate::statistics::Estimate;
use crate::statistics::cluster_sums::{ClusterSums, covariance, products};
use crate::statistics::clusters::Clusters;
use crate::threads::{Join, in_order};

/// The most units of money that one trial may cost: their squares must add up.
const MOST_UNITS: f64 = (1u64 << 50) as f64;

/// What a policy comes to at a level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// What is expected to be spent up to the horizon, grants to the last date on which they vest [unit of pay].
    pub spent: Estimate,
    /// What of it is spent by the horizon [unit of pay].
    pub cost: Estimate,
    /// How many more of the opening roster are there at the horizon than without a policy.
    pub kept: Estimate,
    /// Covariance of the errors of what is spent and of how many are kept.
    pub covariance: f64,
}

impl Point {
    /// How many are kept for as much money as is spent here, where one unit more of it keeps `slope` more: the money is an estimate, too, so
    /// that the error is that of `kept - slope * spent`.
    pub fn kept_for_money(&self, slope: f64) -> Estimate {
        let (kept, spent) = (self.kept.mcse, self.spent.mcse);
        let variance = kept * kept - 2.0 * slope * self.covariance + slope * slope * spent * spent;
        // Rounding may leave a little less than nothing.
        Estimate { mcse: if variance.is_nan() { kept } else { variance.max(0.0).sqrt() }, ..self.kept }
    }
}

/// The trials of a scenario, with and without policies.
#[derive(Debug)]
pub struct Spending<'s> {
    scenario: &'s Scenario,
    plan: Plan,
    /// Up to when trials of grants are simulated.
    later: Date,
    replications: u64,
    clusters: Clusters,
    /// One unit in which money is counted [unit of pay].
    unit: f64,
    /// Retained at the horizon without policies, trial by trial.
    without: Vec<u32>,
    /// Trials that were run so far, and how many those are that are still to be run, about.
    done: u64,
    ahead: u64,
}

impl<'s> Spending<'s> {
    /// Runs the scenario without policies; trials with grants go on to `later`. At least `replications` trials share a draw. `ahead` settings,
    /// about, will be run after it. Breaks where `on_progress` did.
    pub fn new(
        scenario: &'s Scenario,
        plan: Plan,
        later: Date,
        replications: u64,
        ahead: u64,
        on_progress: &mut OnProgress<'_>,
    ) -> ControlFlow<(), Self> {
        let model = Model::new(scenario, plan.seed).for_trials(plan.trials);
        let replications = model.replications.max(replications);
        let draws = plan.trials.div_ceil(replications);
        let mut of_start = metadata(&model);
        of_start.replications = replications;
        let pay: f64 = scenario.opening().map(|person| scenario.roster.researchers[person].pay).sum();
        let mut unit = 1.0;
        while unit < pay && unit < 1e300 {
            unit *= 2.0;
        }
        while unit * 0.5 >= pay && unit > 1e-300 {
            unit *= 0.5;
        }
        let mut spending = Self {
            scenario,
            plan,
            later,
            replications,
            clusters: of_start.clusters(draws),
            unit: unit / f64::from(1 << 30),
            without: Vec::new(),
            done: 0,
            ahead,
        };
        spending.without = spending.run(scenario, &[], on_progress)?.retained;
        ControlFlow::Continue(spending)
    }

    /// The scenario.
    pub fn scenario(&self) -> &'s Scenario {
        self.scenario
    }

    /// The draws behind each number.
    pub fn clusters(&self) -> &Clusters {
        &self.clusters
    }

    /// What a policy comes to at a level; breaks where `on_progress` did.
    pub fn at(&mut self, policy: usize, level: f64, on_progress: &mut OnProgress<'_>) -> ControlFlow<(), Point> {
        self.of(&self.scenario.at_levels(&[(policy, level)]), policy, on_progress)
    }

    /// What a policy comes to in another form of the scenario, with the same people.
    pub fn of(&mut self, scenario: &Scenario, policy: usize, on_progress: &mut OnProgress<'_>) -> ControlFlow<(), Point> {
        let sums = self.run(scenario, &[policy], on_progress)?;
        let money = 1.0 / self.unit;
        let [between, luck] = covariance([&sums.spent, &sums.kept], sums.products[0], sums.products[1], &self.clusters);
        let replications = self.replications as f64;
        ControlFlow::Continue(Point {
            covariance: self.clusters.of_covariance(between, luck) / (replications * replications * money),
            spent: sums.spent.mean(&self.clusters, money),
            cost: sums.cost.mean(&self.clusters, money),
            kept: self.clusters.of_few(sums.kept.mean(&self.clusters, 1.0)),
        })
    }

    fn run(&mut self, scenario: &Scenario, policies: &[usize], on_progress: &mut OnProgress<'_>) -> ControlFlow<(), Sums> {
        let reach = if scenario.gives_grants(policies) { self.later } else { scenario.horizon };
        let mut model = Model::under(scenario, self.plan.seed, policies, reach).at_horizon();
        model.replications = self.replications;
        let draws = self.plan.trials.div_ceil(self.replications);
        let trials = draws * self.replications;
        self.ahead = self.ahead.saturating_sub(1);
        let (done, all) = (self.done, self.done + (1 + self.ahead) * trials);
        let mut sums = Sums::default();
        let job = Job { model: &model, without: &self.without, unit: self.unit };
        let counted = in_order(
            0..draws,
            self.plan.threads.max(1) as u64,
            |cancellation| job.worker(cancellation),
            |counted: Option<Sums>| {
                if let Some(counted) = counted {
                    sums.join(counted);
                }
                Ok::<_, Infallible>(on_progress(&Progress { done: done + sums.draws * self.replications, trials: all, half_width: None }))
            },
        );
        let Ok(flow) = counted;
        flow?;
        self.done += trials;
        ControlFlow::Continue(sums)
    }
}

/// What was counted.
#[derive(Debug, Default)]
struct Sums {
    draws: u64,
    spent: ClusterSums,
    cost: ClusterSums,
    kept: ClusterSums,
    /// Of what is spent and kept: the sum over draws of the products of sums, and of those within.
    products: [i128; 2],
    /// Retained at the horizon, trial by trial; only of the scenario without policies.
    retained: Vec<u32>,
}

impl Join for Sums {
    fn join(&mut self, mut later: Self) {
        self.draws += later.draws;
        self.spent += &later.spent;
        self.cost += &later.cost;
        self.kept += &later.kept;
        self.products = [0, 1].map(|which| self.products[which].saturating_add(later.products[which]));
        self.retained.append(&mut later.retained);
    }
}

/// What threads share.
struct Job<'j, 's> {
    model: &'j Model<'s>,
    without: &'j [u32],
    unit: f64,
}

impl<'j, 's> Job<'j, 's> {
    fn worker(&'j self, cancellation: &Cancellation) -> impl FnMut(Range<u64>) -> Option<Sums> + use<'j, 's> {
        let model = self.model;
        let mut simulator = Simulator::new(model, &World::new(model, 0)).heeding(cancellation);
        let roster: i64 = model.joins.iter().map(|&joins| i64::from(joins == 0.0)).sum();
        move |draws| {
            let mut sums = Sums::default();
            for draw in draws {
                let world = World::new(model, draw);
                let mut outcomes: Vec<[i128; 3]> = Vec::with_capacity(model.replications as usize);
                for trial in draw * model.replications..(draw + 1) * model.replications {
                    let trajectory = simulator.run(&world, trial);
                    let retained = roster - trajectory.net_exits(&model.joins, model.horizon());
                    if model.policies.is_empty() {
                        sums.retained.push(u32::try_from(retained).unwrap_or(0));
                    } else {
                        let in_units = |cost: f64| (cost / self.unit).clamp(-MOST_UNITS, MOST_UNITS).round() as i128;
                        let cost: f64 = world.costs(trajectory, model.horizon()).into_iter().sum();
                        let kept = retained - i64::from(self.without[trial as usize]);
                        outcomes.push([in_units(world.committed(trajectory)), in_units(cost), i128::from(kept)]);
                    }
                    if simulator.is_cancelled() {
                        return None;
                    }
                }
                for (which, sum) in [&mut sums.spent, &mut sums.cost, &mut sums.kept].into_iter().enumerate() {
                    sum.add(outcomes.iter().map(|outcome| outcome[which]));
                }
                let (_, outer, within) = products(outcomes.iter().map(|&[spent, _, kept]| [spent, kept]));
                sums.products = [sums.products[0].saturating_add(outer), sums.products[1].saturating_add(within)];
                sums.draws += 1;
            }
            Some(sums)
        }
    }
}
