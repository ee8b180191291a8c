//! What the differences of two scenarios do to the answer, together and one at a time, on the same luck.

use crate::compare::{Difference, Measure};
use crate::ensemble::shard::Shard;
use crate::ensemble::{OnProgress, Plan};
use crate::estimate::Estimate;
use crate::scenario::Scenario;
use crate::statistics::cluster_sums::ClusterSums;
use crate::statistics::clusters::Clusters;
use crate::sweep::{Study, Sweep, results};

/// What is asked: two scenarios, and the first with some of the changes, each with its name.
#[derive(Debug)]
pub struct Question<'s> {
    /// The two.
    pub scenarios: [&'s Scenario; 2],
    /// What messages call the second.
    pub name: String,
    /// The first with one change at a time.
    pub alone: Vec<(String, &'s Scenario)>,
    /// How much is computed.
    pub plan: Plan,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Of the first scenario and of the second: size of the opening roster, and mean retained at the horizon.
    pub retained: [(usize, Estimate); 2],
    /// The second less the first.
    pub together: Difference,
    /// Whether that is in people, or in shares of rosters that are not the same people.
    pub measure: Measure,
    /// What each change does alone, less the first scenario.
    pub alone: Vec<Alone>,
    /// What is left of the difference without what the changes do alone; only of two or more of them, and where rosters are the same.
    pub interaction: Option<Difference>,
    /// Trials of each.
    pub trials: u64,
    /// Parameter draws behind them.
    pub draws: u64,
    /// Trials that share a draw.
    pub replications: u64,
    /// How much the draws bear.
    pub clusters: Clusters,
}

/// What one change does alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Alone {
    /// The change: the path of a key, or of several.
    pub name: String,
    /// The first scenario with it, less without.
    pub change: Difference,
    /// In people or in shares.
    pub measure: Measure,
}

impl Question<'_> {
    /// The answer; `None` where `on_progress` broke before all was counted.
    ///
    /// # Errors
    /// In one sentence, why it may not be told.
    pub fn answer(&self, on_progress: &mut OnProgress<'_>) -> Result<Option<Answer>, String> {
        let names: Vec<String> = std::iter::once(&self.name).chain(self.alone.iter().map(|(name, _)| name)).cloned().collect();
        let scenarios = self.scenarios.iter().copied().chain(self.alone.iter().map(|(_, scenario)| *scenario)).collect();
        let study = Study::of(&names, scenarios, &[], self.plan)?;
        let legend = study.legend();
        let mut of_trials: Vec<Vec<u32>> = Vec::new();
        let counts = study.count_each(&legend, Shard::WHOLE, on_progress, &mut |retained| of_trials.push(retained.to_vec()));
        if counts.points.len() < study.points() {
            return Ok(None);
        }
        Ok(results(&legend, counts).and_then(|found| self.of_results(&found, &of_trials)))
    }

    fn of_results(&self, found: &Sweep, of_trials: &[Vec<u32>]) -> Option<Answer> {
        let [second, others @ ..] = &found.points[..] else { return None };
        let arms = [&found.as_it_is.arms[0], &second.arms[0]];
        let together = arms[1].change.as_ref()?;
        let alone = others.iter().zip(&self.alone).filter_map(|(point, (name, _))| {
            let change = point.arms[0].change.as_ref()?;
            Some(Alone { name: name.clone(), change: change.retained, measure: change.measure })
        });
        let alone: Vec<Alone> = alone.collect();
        let are_people = together.measure == Measure::People && alone.iter().all(|one| one.measure == Measure::People);
        let roster = arms[0].estimates.metadata.roster;
        let interaction = (are_people && alone.len() > 1).then(|| interaction(of_trials, found, roster));
        Some(Answer {
            retained: arms.map(|arm| (arm.estimates.metadata.roster, arm.retained())),
            together: together.retained,
            measure: together.measure,
            alone,
            interaction,
            trials: found.trials,
            draws: found.draws,
            replications: found.replications,
            clusters: found.clusters,
        })
    }
}

/// The second scenario less the first, less what each change does alone: trial by trial.
fn interaction(of_trials: &[Vec<u32>], found: &Sweep, roster: usize) -> Difference {
    let mut sums = ClusterSums::default();
    let replications = found.replications as usize;
    let alone = of_trials.len() - 2;
    let of_trial = |trial: usize| {
        let there = |point: usize| i128::from(of_trials[point][trial]);
        let singles: i128 = (2..of_trials.len()).map(|point| there(point) - there(0)).sum();
        there(1) - there(0) - singles
    };
    for first in (0..of_trials[0].len()).step_by(replications) {
        sums.add((first..first + replications).map(of_trial));
    }
    let most = (roster * (alone + 1)) as f64;
    let estimate = found.clusters.of_few(sums.mean(&found.clusters, 1.0));
    Difference::alone(estimate, &found.clusters, [-most, most])
}
