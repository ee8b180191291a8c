//! What moves the answer, and what to find out first.
//!
//! The answer is how many of the opening roster are expected to be there at the horizon; with policies also how many more each keeps, and
//! what keeping one more person costs. What moves it are the uncertain numbers of the scenario. Luck is no part of this: every question here
//! is about the expectation given the numbers.
//!
//! - [`tornado`]: the answer with one number at its 5 % and at its 95 %, all others as they are believed.
//! - [`shares`]: how much of what is not known each number is.
//! - [`worth`]: what it is worth to know a number before choosing a policy, and where the best choice changes with it.
//! - [`records`]: what it is worth to see some months of exits before.
//!
//! All settings of a draw share its luck, so that what a number does not touch cancels in a difference.

mod conditional;
pub mod numbers;
pub mod records;
pub mod results;
pub mod shares;
pub mod tornado;
mod trials;
mod workers;
pub mod worth;

use std::io;
use std::ops::ControlFlow;

use self::numbers::{Group, LeftOut, Number};
use self::records::Recording;
use self::results::Sensitivity;
use self::workers::Workers;
use crate::compare::told::Choice;
use crate::compare::{Arm, money_unit};
use crate::ensemble::count::run_metadata::metadata;
use crate::ensemble::{OnProgress, Plan, Progress};
use crate::estimate::RunMetadata;
use crate::scenario::Scenario;
use crate::simulate::Model;
use crate::simulate::model::published::Withheld;
use crate::statistics::clusters::Clusters;

pub use self::workers::Row;

/// What gets every parameter draw in order.
pub type OnDraw<'a> = dyn FnMut(&Row) -> io::Result<()> + 'a;

/// What is asked: of which arms, about which numbers.
#[derive(Debug)]
pub struct Study<'s> {
    /// The scenario without policies, then with each policy that is asked about.
    pub arms: Vec<Arm<'s>>,
    /// The model of each, simulated up to the horizon.
    models: Vec<Model<'s>>,
    /// What is recorded under each, where policies are asked about.
    recordings: Vec<Recording<'s>>,
    /// For how many months.
    months: Vec<u32>,
    /// What the trials are about.
    pub metadata: RunMetadata,
    /// The uncertain numbers that act in some arm.
    pub numbers: Vec<Number>,
    /// Numbers of one table of the scenario.
    pub groups: Vec<Group>,
    /// How many uncertain numbers act in no arm.
    pub left_out: LeftOut,
    /// What is not told, and why.
    pub withheld: Vec<Withheld>,
    /// One unit in which money is counted [unit of pay].
    unit: f64,
}

impl<'s> Study<'s> {
    /// Lays out a scenario without policies, and the arms of those that are asked about, for so many trials of each setting; with policies
    /// also records of so many `months` each.
    ///
    /// # Errors
    /// Where no number is uncertain that acts.
    pub fn new(scenario: &'s Scenario, choice: Option<Choice<'s>>, (seed, trials): (u64, u64), months: &[u32]) -> Result<Self, String> {
        let alone = || Arm { file: 0, scenario, label: scenario.name.clone(), policy: None };
        let (arms, told, withheld) =
            choice.map_or_else(|| (vec![alone()], Vec::new(), Vec::new()), |choice| (choice.arms, choice.told, choice.withheld));
        // Nothing is told of groups here, so that nothing need be said of those that are withheld.
        let withheld = withheld.into_iter().filter(|one| is_of_policy(scenario, &one.what)).collect();
        let model =
            |arm: &Arm<'s>| Model::under(scenario, seed, &arm.policy.into_iter().collect::<Vec<_>>(), scenario.horizon).for_trials(trials);
        let mut models: Vec<Model<'s>> = arms.iter().map(model).collect();
        for (model, told) in models.iter_mut().zip(told) {
            model.tell(told);
        }
        let in_force: Vec<Vec<usize>> = arms.iter().map(|arm| scenario.parts_of(&arm.policy.into_iter().collect::<Vec<_>>())).collect();
        let (numbers, left_out) = numbers::numbers(scenario, &in_force);
        if numbers.is_empty() {
            return Err(nothing_uncertain(scenario, left_out));
        }
        let metadata = metadata(&models[0]);
        let unit = money_unit(&arms[0], &models);
        let is_asked = arms.len() > 1 && !months.is_empty();
        let mut months = if is_asked { months.to_vec() } else { Vec::new() };
        months.sort_unstable();
        months.dedup();
        let recordings = if is_asked { arms.iter().map(|arm| Recording::new(arm, seed, &months)).collect() } else { Vec::new() };
        let groups = numbers::groups(&numbers);
        Ok(Self { arms, models, recordings, months, metadata, numbers, groups, left_out, withheld, unit })
    }

    /// Trials that share a draw.
    pub fn replications(&self) -> u64 {
        self.models[0].replications
    }

    /// So many draws behind a number.
    pub fn clusters(&self, draws: u64) -> Clusters {
        self.metadata.clusters(draws)
    }

    /// The months of records that are asked about.
    pub fn months(&self) -> &[u32] {
        &self.months
    }

    /// Whether what an arm costs may be told.
    pub fn tells_cost(&self, arm: usize) -> bool {
        self.models[arm].told().costs
    }
}

/// Asks what moves the answer. `on_draw` gets each parameter draw with what its trials came to.
///
/// When `on_progress` breaks, the blocks in hand are broken off and do not count; what was not begun is not told.
///
/// # Errors
/// The first error of `on_draw`, after which nothing more is run.
pub fn run(study: &Study<'_>, plan: &Plan, on_progress: &mut OnProgress<'_>, on_draw: Option<&mut OnDraw<'_>>) -> io::Result<Sensitivity> {
    let draws = plan.trials.div_ceil(study.replications());
    let design = shares::rows(study, plan);
    let rows = if let Ok(Some(design)) = &design { design.rows() } else { 0 };
    let first = draws * study.tornado_trials() * study.replications();
    let trials = first + rows * study.settings_of_row() * study.replications();
    let mut workers = Workers::new(study, plan.threads, on_draw);
    let mut half_width = None;
    let mut flow = workers.run(draws, &mut |progress| {
        half_width = progress.half_width;
        on_progress(&Progress { trials, ..*progress })
    })?;
    let mut found = Vec::new();
    if flow.is_continue() {
        let mut after = |progress: &Progress| on_progress(&Progress { done: first + progress.done, trials, half_width });
        match shares::find(study, &design, &workers.counts, plan.threads, &mut after) {
            ControlFlow::Continue(shares) => found = shares,
            ControlFlow::Break(()) => flow = ControlFlow::Break(()),
        }
    }
    Ok(results::sensitivity(study, &workers.counts, found, plan.threads, flow.is_break()))
}

/// Whether something that is withheld is a policy, or what it costs.
fn is_of_policy(scenario: &Scenario, what: &str) -> bool {
    scenario.policies.iter().any(|policy| what == policy.name || what == format!("the cost of {}", policy.name))
}

/// Why nothing can be asked.
fn nothing_uncertain(scenario: &Scenario, left_out: LeftOut) -> String {
    if left_out.of_policies > 0 {
        let of = if left_out.of_what_ifs > 0 { "policies and of what-ifs" } else { "policies" };
        let names: Vec<&str> = scenario.policies.iter().map(|policy| policy.name.as_str()).collect();
        return format!(
            "nothing can move the answer: only numbers of {of} are uncertain\n  ask about a policy by --policy NAME; there are {}",
            names.join(", ")
        );
    }
    if left_out.of_what_ifs > 0 {
        return "nothing can move the answer: only numbers of what-ifs are uncertain, and nothing of them happens here\n  \
                stayput compare asks what happens under them"
            .to_owned();
    }
    "nothing can move the answer: no number of the scenario is uncertain\n  \
     give one as a distribution, such as { median = 0.1, p95 = 0.3 }"
        .to_owned()
}
