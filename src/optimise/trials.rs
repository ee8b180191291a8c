//! The trials of mixes: what each keeps and spends, draw by draw, on the same luck.

use std::convert::Infallible;
use std::ops::{ControlFlow, Range};

use super::mixes::Mix;
use crate::Cancellation;
use crate::calendar::Date;
use crate::ensemble::{OnProgress, Progress};
use crate::scenario::Scenario;
use crate::simulate::{Model, Simulator, World};
use crate::threads::{Join, in_order};

/// What is run.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'s> {
    /// The scenario.
    pub scenario: &'s Scenario,
    /// The seed.
    pub seed: u64,
    /// Up to when trials of mixes with grants are simulated, for what they are bound to pay.
    pub later: Date,
    /// Trials that share a draw.
    pub replications: u64,
    /// Threads.
    pub threads: usize,
}

/// A draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The values of the scenario's parameters.
    pub parameters: Vec<f64>,
    /// By mix: people kept and money spent, mean over the replications.
    pub outcomes: Vec<[f64; 2]>,
}

/// Runs some draws of some mixes; each draw goes to the trials of that number. Breaks where `on_progress` did, which hears of draws as if each
/// were a trial of `done` before and `all` together.
pub fn rows(
    setting: &Setting<'_>,
    mixes: &[&Mix],
    draws: Range<u64>,
    (before, all): (u64, u64),
    on_progress: &mut OnProgress<'_>,
) -> ControlFlow<(), Vec<Row>> {
    let scenarios: Vec<Scenario> = mixes.iter().map(|mix| setting.scenario.at_levels(&mix.levels)).collect();
    let policies = |mix: &Mix| mix.levels.iter().map(|level| level.0).collect::<Vec<usize>>();
    let of_mix = |(scenario, mix): (_, &&Mix)| {
        let policies = policies(mix);
        let reach = if setting.scenario.gives_grants(&policies) { setting.later } else { setting.scenario.horizon };
        Model::under(scenario, setting.seed, &policies, reach)
    };
    let without = Model::under(setting.scenario, setting.seed, &[], setting.scenario.horizon);
    let models = std::iter::once(without).chain(scenarios.iter().zip(mixes).map(of_mix)).map(Model::at_horizon);
    let mut models: Vec<Model<'_>> = models.collect();
    for model in &mut models {
        model.replications = setting.replications;
    }
    let each = models.len() as u64 * setting.replications;
    let mut found = Rows(Vec::new());
    let counted = in_order(
        draws,
        setting.threads.max(1) as u64,
        |cancellation| worker(&models, cancellation),
        |counted: Option<Rows>| {
            if let Some(counted) = counted {
                found.join(counted);
            }
            let done = before + found.0.len() as u64 * each;
            Ok::<_, Infallible>(on_progress(&Progress { done, trials: all.max(done), half_width: None }))
        },
    );
    let Ok(flow) = counted;
    flow?;
    ControlFlow::Continue(found.0)
}

struct Rows(Vec<Row>);

impl Join for Rows {
    fn join(&mut self, mut later: Self) {
        self.0.append(&mut later.0);
    }
}

/// What one thread works with.
fn worker<'m>(models: &'m [Model<'m>], cancellation: &Cancellation) -> impl FnMut(Range<u64>) -> Option<Rows> + use<'m> {
    let simulator = |model: &'m Model<'m>| Simulator::new(model, &World::new(model, 0)).heeding(cancellation);
    let mut simulators: Vec<Simulator<'m>> = models.iter().map(simulator).collect();
    move |draws| {
        let mut rows = Vec::new();
        for draw in draws {
            let mut parameters = Vec::new();
            // Of each model: how many have left, and what was spent, over all replications.
            let mut sums: Vec<(i64, f64)> = Vec::with_capacity(models.len());
            for (model, simulator) in models.iter().zip(&mut simulators) {
                let world = World::new(model, draw);
                let (mut exits, mut spent) = (0, 0.0);
                for trial in draw * model.replications..(draw + 1) * model.replications {
                    let trajectory = simulator.run(&world, trial);
                    exits += trajectory.net_exits(&model.joins, model.horizon());
                    spent += if model.policies.is_empty() { 0.0 } else { world.committed(trajectory) };
                    if simulator.is_cancelled() {
                        return None;
                    }
                }
                if sums.is_empty() {
                    parameters = world.parameters;
                }
                sums.push((exits, spent));
            }
            let per_trial = 1.0 / models[0].replications as f64;
            let outcome = |&(exits, spent): &(i64, f64)| [(sums[0].0 - exits) as f64 * per_trial, spent * per_trial];
            rows.push(Row { parameters, outcomes: sums[1..].iter().map(outcome).collect() });
        }
        Some(Rows(rows))
    }
}
