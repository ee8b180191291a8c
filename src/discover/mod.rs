//! In which futures a condition holds: scenario discovery (Bryant & Lempert 2010).
//!
//! A condition such as `retained < 7` is met by some parameter draws and not by others: by those in which the mean over a draw's trials meets
//! it, or by each trial for itself ([`By`]). What tells them apart is said as regions of the uncertain numbers, each a lower and an upper limit
//! for few numbers ([`prim`]).
//!
//! Draws of even number are searched. Draws of odd number, which the search has not seen, say how much of a region meets the condition, how
//! much of what meets it is in the region, and whether it is more than chance gives ([`judge`]): what was chosen among many for being high is
//! less so on other draws.

pub mod condition;
pub mod judge;
pub mod prim;
pub mod results;
pub mod share;
#[cfg(test)]
mod tests;
mod trials;

use self::condition::{Condition, What};
use self::results::Discovery;
use crate::compare::told::{self, Choice};
use crate::compare::{Arm, Source};
use crate::ensemble::OnProgress;
use crate::ensemble::count::run_metadata::metadata;
use crate::estimate::{Group, Metric, RunMetadata};
use crate::scenario::Scenario;
use crate::sensitivity::numbers::{self, LeftOut, Number};
use crate::simulate::Model;

pub use self::trials::Row;

/// The fewest draws of which something can be said: a half of them is searched.
pub const LEAST_DRAWS: u64 = 100;

/// What meets the condition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// A draw, by the mean over its trials.
    #[default]
    Draws,
    /// Each trial.
    Trials,
}

/// How much is run, and how it is searched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// What meets the condition.
    pub by: By,
    /// Parameter draws.
    pub draws: u64,
    /// Trials of each.
    pub replications: u64,
    /// The most regions.
    pub regions: usize,
    /// The share of the draws left that a cut takes.
    pub peel: f64,
    /// The smallest region, as a share of the draws searched.
    pub least: f64,
    /// The least share of a region that shall meet the condition; `None` for the regions that tell most apart.
    pub density: Option<f64>,
}

impl Default for Settings {
    /// By draws; so many of so many trials that few stand on the wrong side of the condition by luck.
    fn default() -> Self {
        Self { by: By::Draws, draws: 2_000, replications: 50, regions: 3, peel: 0.05, least: 0.05, density: None }
    }
}

impl Settings {
    /// Refuses what cannot be searched.
    ///
    /// # Errors
    /// What it is.
    pub fn check(&self) -> Result<(), String> {
        let shares = [("peel", self.peel, 0.5), ("least", self.least, 0.5), ("density", self.density.unwrap_or(0.5), 1.0)];
        if let Some((name, share, most)) = shares.into_iter().find(|(_, share, most)| !(*share > 0.0 && share <= most)) {
            return Err(format!("{name} is {share}; expected a share above 0, at most {most}"));
        }
        if self.draws < LEAST_DRAWS {
            return Err(format!(
                "{} parameter draws are too few\n  expected at least {LEAST_DRAWS}: half are searched, half judge",
                self.draws
            ));
        }
        if self.draws.saturating_mul(self.replications) > MOST_TRIALS || self.draws > MOST_DRAWS {
            return Err(format!("so many trials would take years, and so many draws the memory\n  expected at most {MOST_DRAWS} draws"));
        }
        if self.replications == 0 || self.regions == 0 {
            return Err("at least 1 trial of each draw and 1 region are needed".to_owned());
        }
        Ok(())
    }
}

/// More trials than anybody has time for.
const MOST_TRIALS: u64 = 1_000_000_000_000;

/// Draws that are kept one by one.
const MOST_DRAWS: u64 = 1_000_000;

/// What is asked: of which condition, about which numbers.
#[derive(Debug)]
pub struct Study<'s> {
    /// The condition.
    pub condition: Condition,
    /// How it is searched.
    pub settings: Settings,
    /// The model of which the condition is; where it is about what a policy keeps, also the model without.
    models: Vec<Model<'s>>,
    /// What the trials are about.
    pub metadata: RunMetadata,
    /// The column that is counted; `None` for what the policy costs.
    column: Option<usize>,
    /// In how many units one is counted.
    units: f64,
    /// Of whom the condition is.
    pub group: Group,
    /// The uncertain numbers that act.
    pub numbers: Vec<Number>,
    /// How many uncertain numbers act nowhere: those of policies that are not in force.
    pub left_out: LeftOut,
    /// Whether pay stands for money: false where all of it is 1, so that costs are in years' pay.
    pub has_pay: bool,
    /// The currency, where the scenario names it.
    pub currency: Option<String>,
    /// The seed.
    pub seed: u64,
}

impl<'s> Study<'s> {
    /// Lays out what is asked of a scenario, with the path that messages call it by.
    ///
    /// # Errors
    /// Where there are no such results, they would tell of few people, or no number is uncertain that acts.
    pub fn new(path: &'s str, scenario: &'s Scenario, condition: Condition, settings: Settings, seed: u64) -> Result<Self, String> {
        settings.check()?;
        condition.check_by(settings.by, scenario)?;
        let mut models = models(path, scenario, &condition, seed)?;
        for model in &mut models {
            model.replications = settings.replications;
        }
        let trials = settings.draws * settings.replications;
        let mut models: Vec<Model<'s>> = models.into_iter().map(|model| model.for_trials(trials)).collect();
        if condition.at == scenario.horizon {
            models = models.into_iter().map(Model::at_horizon).collect();
        }
        let metadata = metadata(&models[0]);
        let (column, group) = column(&metadata, &condition)?;
        let in_force: Vec<Vec<usize>> = models.iter().map(|model| model.policies.clone()).collect();
        let (numbers, left_out) = numbers::numbers(scenario, &in_force);
        if numbers.is_empty() {
            return Err(nothing_uncertain(scenario, left_out));
        }
        let units = if let What::Metric(metric) = condition.what { metadata.units(metric) } else { 1.0 };
        let has_pay = scenario.has_pay();
        Ok(Self {
            condition,
            settings,
            models,
            metadata,
            column,
            units,
            group,
            numbers,
            left_out,
            has_pay,
            currency: scenario.currency.clone(),
            seed,
        })
    }

    /// How many parameter draws there are: fewer than asked for where a posterior has no more.
    pub fn draws(&self) -> u64 {
        (self.settings.draws * self.settings.replications).div_ceil(self.metadata.replications)
    }
}

/// Asks in which futures the condition holds.
///
/// When `on_progress` breaks, the draws in hand are broken off and do not count.
pub fn run(study: &Study<'_>, threads: usize, on_progress: &mut OnProgress<'_>) -> Discovery {
    let (rows, flow) = trials::run(study, study.draws(), threads, on_progress);
    results::discovery(study, &rows, threads, flow.is_break())
}

/// The model that a condition is about, and where it is about a difference the one without policies.
fn models<'s>(path: &'s str, scenario: &'s Scenario, condition: &Condition, seed: u64) -> Result<Vec<Model<'s>>, String> {
    let Some(policy) = &condition.policy else { return Ok(vec![Model::new(scenario, seed)]) };
    let arms = crate::compare::arms(&[Source { path, scenario }], std::slice::from_ref(policy))?;
    let Choice { arms, told, withheld } = told::choose(arms)?;
    let model = |(arm, told): (&Arm<'s>, _)| {
        let mut model = Model::under(scenario, seed, &arm.policy.into_iter().collect::<Vec<_>>(), scenario.horizon);
        model.tell(told);
        model
    };
    let mut models: Vec<Model<'s>> = arms.iter().zip(told).map(model).collect();
    if condition.what == What::Metric(Metric::Cost) && !models[1].told().costs {
        let why = withheld.iter().find(|one| one.what == format!("the cost of {policy}")).map_or("", |one| one.why.as_str());
        return Err(format!("the cost of {policy} is withheld: {why}\n  run with --individuals, which tells of single researchers too"));
    }
    models.swap(0, 1);
    models.truncate(if condition.what == What::Kept { 2 } else { 1 });
    Ok(models)
}

/// The column of a tally that a condition is about, and of whom it is.
fn column(metadata: &RunMetadata, condition: &Condition) -> Result<(Option<usize>, Group), String> {
    let metric = match condition.what {
        What::Kept => Metric::Retained,
        What::Metric(metric) => metric,
    };
    let all = metadata.published();
    let named = |group: Group| match group {
        Group::Channel(channel) => format!("channel:{}", metadata.channels[channel]),
        Group::Part(part) => metadata.parts[part].clone(),
        Group::Capability(capability) => format!("capability:{}", metadata.capabilities[capability].name),
        Group::All | Group::Holders(_) => "all".to_owned(),
    };
    if metric == Metric::Cost && condition.is_of_all() {
        return Ok((None, Group::All));
    }
    let Some(&(_, group, curve)) = all.iter().find(|(known, group, _)| *known == metric && named(*group) == condition.group) else {
        let name = condition.metric();
        let groups: Vec<String> = all.iter().filter(|(known, ..)| *known == metric).map(|(_, group, _)| named(*group)).collect();
        if let Some(why) = no_results(metadata, metric, &condition.group, groups.is_empty()) {
            return Err(format!("there are no results for {name}: {why}"));
        }
        let groups = if metric == Metric::Cost { "all".to_owned() } else { groups.join(", ") };
        return Err(format!("there are no results for {name} of {}\n  there are results for {name} of {groups}", condition.group));
    };
    // A condition's date has been found to be one of them.
    let date = metadata.dates.iter().position(|date| *date == condition.at).unwrap_or(metadata.dates.len() - 1);
    Ok((Some(curve * metadata.dates.len() + date), group))
}

/// Why there are no results for a metric of a group, where that is withheld or the scenario has nothing of the kind.
fn no_results(metadata: &RunMetadata, metric: Metric, group: &str, is_of_none: bool) -> Option<String> {
    let (what, help) = match metric {
        Metric::Headcount | Metric::Exits => ("headcount and exits".to_owned(), ""),
        Metric::ProductiveHeadcount => ("headcount and exits".to_owned(), "the scenario has no [hiring], so that nobody is new"),
        Metric::TenureKept => ("tenure_kept".to_owned(), "it needs a date of hire, `hired`, for everybody"),
        Metric::BusFactor => ("the bus factor".to_owned(), "the scenario has no [capabilities.NAME], so that there is nothing to lose"),
        Metric::Capability | Metric::CapabilityLost => (
            format!("the capability {}", group.strip_prefix("capability:").unwrap_or(group)),
            "the scenario has no [capabilities.NAME], or so few hold each that nothing is told",
        ),
        _ => return None,
    };
    if let Some(one) = metadata.withheld.iter().find(|one| one.what == what) {
        return Some(format!("withheld for privacy ({})\n  run with --individuals, which tells of single researchers too", one.why));
    }
    is_of_none.then(|| help.to_owned())
}

/// Why nothing can be asked.
fn nothing_uncertain(scenario: &Scenario, left_out: LeftOut) -> String {
    if left_out.of_policies > 0 {
        let names: Vec<&str> = scenario.policies.iter().map(|policy| policy.name.as_str()).collect();
        return format!(
            "nothing tells futures apart: only numbers of policies are uncertain\n  ask about a policy: \"... with NAME\"; there are {}",
            names.join(", ")
        );
    }
    "nothing tells futures apart: no number of the scenario is uncertain\n  \
     give one as a distribution, such as { median = 0.1, p95 = 0.3 }"
        .to_owned()
}
