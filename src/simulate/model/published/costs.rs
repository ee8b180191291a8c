//! What results tell of what policies cost.
//!
//! A cost is a sum over those whom the policy pays for, of what each is paid while there. Its weights are what each would be paid who stays:
//! pay for all the time in which it can be paid, not pay alone, since of who comes on the day before the horizon next to nothing is paid.

use super::{Telling, few};
use crate::calendar::Date;
use crate::math;
use crate::parameter::Quantity;
use crate::people::disclosure::Release;
use crate::scenario::policy::{Measure, Policy};
use crate::simulate::policies::costs::worth_over;

/// Whether a sum is mostly of one person, whatever else is told.
fn is_too_much(weights: &[f64], least: usize) -> bool {
    let most = weights.iter().fold(0.0, |most: f64, weight| most.max(weight.abs()));
    most * least as f64 > weights.iter().map(|weight| weight.abs()).sum::<f64>()
}

impl Telling<'_> {
    /// Tells what some policies cost, if their people are enough, and nobody's part is most of it.
    ///
    /// # Errors
    /// Why not.
    pub fn costs(&self, policies: &[usize], release: &mut Release) -> Result<(), String> {
        release.turn_to(&self.seen);
        let mut perhaps = release.clone();
        for &policy in policies {
            let policy = &self.scenario.policies[policy];
            for people in [policy.target.members.clone(), self.paid(policy, release.least())?, self.in_teams(policy)] {
                let opening: Vec<usize> = people.into_iter().filter(|&person| self.is_opening[person]).collect();
                if !perhaps.may_count(&self.places(&opening)) {
                    return Err(few("acts on", opening.len(), release.least()));
                }
            }
        }
        for &policy in policies {
            for weights in self.parts_of_cost(&self.scenario.policies[policy]) {
                self.weigh(&weights, &mut perhaps)?;
            }
        }
        *release = perhaps;
        Ok(())
    }

    /// Tells a sum of so much a researcher.
    fn weigh(&self, weights: &[f64], release: &mut Release) -> Result<(), String> {
        let at = |is_part: &dyn Fn(usize) -> bool| {
            let mut all = release.weights();
            let parts = weights.iter().enumerate().filter(|&(person, _)| is_part(person));
            parts.for_each(|(person, weight)| all[self.place[person]] = *weight);
            all
        };
        let (all, of_opening) = (at(&|_| true), at(&|person| self.is_opening[person]));
        if release.may_weigh(&all) {
            return Ok(());
        }
        Err(if release.may_weigh(&of_opening) {
            let joiners = (0..weights.len()).filter(|&person| weights[person] != 0.0 && !self.is_opening[person]).count();
            few("also pays for", joiners, release.least())
        } else if is_too_much(weights, release.least()) {
            "the pay of one person is too much of it".to_owned()
        } else {
            "less other results, the pay of one person is too much of it".to_owned()
        })
    }

    /// What each researcher would be paid who stays, for each way in which a policy pays.
    fn parts_of_cost(&self, policy: &Policy) -> Vec<Vec<f64>> {
        let is_paid = |price: Quantity| price != Quantity::Known(0.0);
        let (clock, researchers) = (self.scenario.clock, &self.scenario.roster.researchers);
        let discount = math::ln_1p(self.scenario.discount_rate);
        let until = policy.until.map_or(self.scenario.horizon, |until| until.min(self.scenario.horizon));
        // The years in which somebody can be paid; what is given when the policy begins is given to those who are there.
        let years = |person: usize| worth_over(discount, (clock.years(policy.from.max(self.joins(person))), clock.years(until)));
        let given = |person: usize| if policy.condition.is_some() || self.joins(person) <= policy.from { years(person) } else { 0.0 };
        let pay = |person: usize| researchers[person].pay;
        let mut parts = Vec::new();
        let mut add = |weight: &dyn Fn(usize) -> f64| {
            let mut weights = vec![0.0; researchers.len()];
            policy.target.members.iter().for_each(|&person| weights[person] = weight(person));
            parts.push(weights);
        };
        if is_paid(policy.price.per_person_year) || is_paid(policy.price.per_event) {
            add(&years);
        }
        for measure in &policy.measures {
            match measure {
                Measure::Raise { .. } => add(&|person| pay(person) * given(person)),
                // All of it vests in time, or the same part for all.
                Measure::Grant { .. } => add(&|person| if given(person) > 0.0 { pay(person) } else { 0.0 }),
                // From the counter-offer on, which is in the middle of these years.
                Measure::CounterOffer { raise, .. } if is_paid(*raise) => add(&|person| pay(person) * years(person) * years(person)),
                Measure::GardenLeave { .. } => add(&|person| pay(person) * years(person)),
                _ => {}
            }
        }
        parts
    }

    /// From when on a researcher is there; the horizon for who comes too late.
    fn joins(&self, person: usize) -> Date {
        self.seen.from[self.place[person]].unwrap_or(self.scenario.horizon)
    }

    /// Whom of its target a policy pays, where a budget pays raises and grants to one after another: those whom the money reaches.
    ///
    /// # Errors
    /// Why its results are not told, where these are few, or where the scenario leaves open who they are.
    pub(super) fn paid(&self, policy: &Policy, least: usize) -> Result<Vec<usize>, String> {
        let all = self.may_be_given(policy);
        if least <= 1 || policy.budget.total.is_none() && policy.budget.per_year.is_none() {
            return Ok(all);
        }
        let paid = self.reached(policy, 1.0);
        let amounts = policy.measures.iter().filter_map(|measure| match measure {
            Measure::Raise { share } => Some(*share),
            Measure::Grant { amount, .. } => Some(*amount),
            _ => None,
        });
        let limits = [policy.budget.total, policy.budget.per_year].into_iter().flatten();
        let is_known = policy.condition.is_none() && amounts.chain(limits).all(|number| matches!(number, Quantity::Known(_)));
        if is_known {
            return if paid.len() < least && paid.len() < all.len() { Err(few("has a budget for", paid.len(), least)) } else { Ok(paid) };
        }
        // What is uncertain may well be four times what it is in the middle.
        if self.reached(policy, 4.0).len() < all.len() {
            return Err(format!("has a budget that may be for fewer than {least}"));
        }
        Ok(paid)
    }

    /// Whom of its target a policy can give something to: who comes after the beginning gets no raise and no grant.
    fn may_be_given(&self, policy: &Policy) -> Vec<usize> {
        let is_gift = |measure: &Measure| matches!(measure, Measure::Raise { .. } | Measure::Grant { .. });
        let is_for_all = policy.condition.is_some() || !policy.measures.iter().all(is_gift);
        policy.target.members.iter().copied().filter(|&person| is_for_all || self.joins(person) <= policy.from).collect()
    }

    /// Whom the money of a policy reaches if everybody gets so many times what the numbers say at their centres.
    fn reached(&self, policy: &Policy, times: f64) -> Vec<usize> {
        let value = |quantity: Quantity| match quantity {
            Quantity::Known(value) => value,
            Quantity::Uncertain(index) => self.scenario.parameters[index].distribution.centre(),
        };
        let [mut left, mut of_year] = [policy.budget.total, policy.budget.per_year].map(|limit| limit.map_or(f64::INFINITY, value));
        let until = policy.until.map_or(self.scenario.horizon, |until| until.min(self.scenario.horizon));
        let years = (self.scenario.clock.years(until) - self.scenario.clock.years(policy.from)).max(0.0);
        let mut reaches = |&person: &usize| {
            let pay = times * self.scenario.roster.researchers[person].pay;
            let (mut whole, mut yearly) = (0.0, 0.0);
            for measure in &policy.measures {
                match measure {
                    Measure::Raise { share } => (whole, yearly) = (whole + value(*share) * pay * years, yearly + value(*share) * pay),
                    Measure::Grant { amount, .. } => (whole, yearly) = (whole + value(*amount) * pay, yearly + value(*amount) * pay),
                    _ => {}
                }
            }
            let fits = whole <= left && yearly <= of_year;
            if fits {
                (left, of_year) = (left - whole, of_year - yearly);
            }
            fits
        };
        let is_passed_over = |person: &usize| self.scenario.roster.researchers[*person].last_day.is_some();
        self.may_be_given(policy).into_iter().filter(|person| is_passed_over(person) || reaches(person)).collect()
    }
}
