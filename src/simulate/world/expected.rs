//! What is expected of people who do not move each other: in closed form, without luck.
//!
//! One who meets the cumulative hazard `H(t)` by the channels is there at `t` with probability `exp(-H(t - notice))`, on average over
//! frailty ([`frailty::nodes`]). `H` has everything that a parameter draw settles: level, tenure, certain heat and shocks, pay, equity and
//! the policies that do not wait for anything. It has none of what depends on who leaves, or on a trial: contagion, pull, full seats,
//! returns, counter-offers, newcomers, the random path of heat, shocks that may not come.
//!
//! A comparison regresses what trials gave on this first, and on parameters only as far as it departs from it.

use crate::calendar::DAYS_PER_YEAR;
use crate::hazard::baseline::ChannelLevel;
use crate::hazard::frailty::{self, Nodes};
use crate::math;
use crate::people::Hire;

use crate::simulate::model::Model;
use crate::simulate::policies::level_steps::LevelSteps;
use crate::simulate::policies::{DrawnMeasure, DrawnPolicy};
use crate::simulate::world::World;

/// The most people that are looked at.
const MOST_PEOPLE: usize = 200;

/// What is expected of people who do not move each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alone {
    /// The share of the opening roster that is there at the horizon.
    pub retained: f64,
    /// What the policies in force cost up to the horizon, discounted [unit of pay].
    pub cost: f64,
}

/// What one goes through.
struct Course {
    /// Times \[years\], from joining to the horizon.
    times: Vec<f64>,
    /// The cumulative hazard by each, of those for whom an exit then has come after all notice.
    hazard: Vec<f64>,
    frailty: Nodes,
    /// The last day, where it is known.
    leaves: f64,
}

impl Model<'_> {
    /// The people of the roster that stand for all: everybody, or of many every n-th, in the order of what policies do for them.
    pub fn representatives(&self) -> Vec<usize> {
        let mut people: Vec<usize> = (0..self.names.len()).collect();
        people.sort_by_key(|&person| self.class_of[person]);
        let step = people.len().div_ceil(MOST_PEOPLE).max(1);
        people.into_iter().skip(step / 2).step_by(step).collect()
    }

    /// Days of tenure at the start of one whose tenure each trial draws: the centre.
    pub fn middle_tenure(&self, person: usize) -> Option<usize> {
        match &self.scenario.roster.researchers[person].hired {
            Some(Hire::Before(tenure)) => Some((tenure.centre() * DAYS_PER_YEAR) as usize),
            _ => None,
        }
    }
}

impl World<'_> {
    /// What is expected of some people who do not move each other.
    pub fn alone(&self, people: &[usize]) -> Alone {
        let (model, horizon) = (self.model, self.model.horizon());
        let (mut opening, mut retained, mut cost) = (0.0, 0.0, 0.0);
        for &person in people {
            let course = self.course(person, horizon);
            if model.joins[person] == 0.0 {
                opening += 1.0;
                retained += course.there(horizon);
            }
            cost += self.policies.iter().enumerate().map(|(policy, terms)| self.cost_of(policy, terms, person, &course)).sum::<f64>();
        }
        let once = |terms: &&DrawnPolicy| !terms.waits() && terms.from <= horizon && terms.from < terms.until;
        let once: f64 = self.policies.iter().filter(once).map(|terms| terms.once * math::exp(-self.discount() * terms.from)).sum();
        let everybody = model.names.len() as f64 / people.len().max(1) as f64;
        Alone { retained: if opening > 0.0 { retained / opening } else { 1.0 }, cost: once + everybody * cost }
    }

    fn discount(&self) -> f64 {
        math::ln_1p(self.model.scenario.discount_rate)
    }

    /// What a policy costs for one person.
    fn cost_of(&self, policy: usize, terms: &DrawnPolicy, person: usize, course: &Course) -> f64 {
        let (model, horizon) = (self.model, self.model.horizon());
        if terms.waits() || !model.covers[policy][person] || self.passes_over(policy, person) {
            return 0.0;
        }
        let (joins, end) = (model.joins[person], terms.until.min(horizon));
        let mut cost = 0.0;
        if terms.per_person_year != 0.0 {
            cost += terms.per_person_year * course.years(terms.from.max(joins), end, self.discount());
        }
        if joins > terms.from || terms.from > horizon {
            return cost;
        }
        let pay = model.scenario.roster.researchers[person].pay;
        for act in &terms.measures {
            match act {
                DrawnMeasure::Raise(share) => cost += share * pay * course.years(terms.from, end, self.discount()),
                DrawnMeasure::Grant(grant) => {
                    let dates = grant.own_dates().iter().enumerate().filter(|(_, date)| **date <= horizon);
                    let vested = dates.map(|(n, &date)| grant.parts_at(n) * course.there(date) * math::exp(-self.discount() * date));
                    cost += grant.amount * pay / f64::from(grant.vesting.parts) * vested.sum::<f64>();
                }
                _ => {}
            }
        }
        cost
    }

    /// What one goes through up to the horizon.
    fn course(&self, person: usize, horizon: f64) -> Course {
        let model = self.model;
        let (joins, notice) = (model.joins[person], model.scenario.notice);
        let frailty = frailty::nodes(self.frailty, self.survived(person));
        let leaves = model.known_exits.iter().find(|exit| exit.person == person).map_or(f64::INFINITY, |exit| exit.leaves);
        if model.is_leaving[person] {
            return Course { times: vec![joins], hazard: vec![0.0], frailty, leaves };
        }
        let tenure = self.tenure[person].or_else(|| model.middle_tenure(person));
        let steps = self.level_steps.get(model.class_of[person]);
        // In times of decisions, a notice before the exits.
        let ends = |(channel, bands): (usize, usize)| (0..bands).map(move |band| self.band_end(channel, band, person, tenure));
        let bands = self.channel_levels.iter().map(ChannelLevel::bands).enumerate().flat_map(ends);
        let paid =
            self.policies.iter().flat_map(|terms| [terms.from, terms.until].into_iter().chain(terms.vests())).map(|date| date - notice);
        let last = joins.max(horizon - notice);
        let turns = steps.into_iter().flat_map(LevelSteps::from).copied();
        let mut times: Vec<f64> = [joins, last].into_iter().chain(turns).chain(bands).chain(paid).collect();
        times.retain(|time| joins <= *time && *time <= last);
        times.sort_unstable_by(f64::total_cmp);
        times.dedup();
        let mut sum = 0.0;
        let mut hazard = vec![0.0; times.len()];
        for (pair, hazard) in times.windows(2).zip(&mut hazard[1..]) {
            sum += self.between(person, tenure, steps, [pair[0], pair[1]]);
            *hazard = sum;
        }
        Course { times: times.into_iter().map(|time| time + notice).collect(), hazard, frailty, leaves }
    }

    /// The cumulative hazard of somebody between two times at which nothing of the own changes.
    fn between(&self, person: usize, tenure: Option<usize>, steps: Option<&LevelSteps>, [from, to]: [f64; 2]) -> f64 {
        let channels = self.channels();
        let step = steps.map(|steps| (steps, steps.at(from)));
        let of = |(channel, base): (usize, &ChannelLevel)| {
            let band = (0..base.bands()).filter(|&band| self.band_end(channel, band, person, tenure) <= from).count();
            let [ratio, offers] = step.map_or([1.0; 2], |(steps, step)| [steps.ratio(step)[channel], steps.offers(step)[channel]]);
            let level = base.in_band(band) * self.covariate_factors[person * channels + channel] * ratio;
            offers * self.calendar_model.certain().cumulative(channel, level, base.acceptance_limit, [from, to])
        };
        self.channel_levels.iter().enumerate().map(of).sum()
    }
}

impl Course {
    /// The probability of being there at a time, after having joined.
    fn there(&self, time: f64) -> f64 {
        if time >= self.leaves { 0.0 } else { self.frailty.mean(|ratio| math::exp(-ratio * self.hazard_by(time))) }
    }

    /// The cumulative hazard by a time: exact at those of the course, along lines between them.
    fn hazard_by(&self, time: f64) -> f64 {
        let after = self.times.partition_point(|&known| known < time);
        match (after.checked_sub(1), self.times.get(after)) {
            (Some(before), Some(&to)) => {
                let from = self.times[before];
                self.hazard[before] + (self.hazard[after] - self.hazard[before]) * (time - from) / (to - from)
            }
            (None, _) => 0.0,
            (Some(before), None) => self.hazard[before],
        }
    }

    /// The expected time there between two times, discounted \[years\].
    fn years(&self, from: f64, to: f64, discount: f64) -> f64 {
        let to = to.min(self.leaves);
        if to <= from {
            return 0.0;
        }
        let inner = self.times.iter().copied().filter(|&time| from < time && time < to);
        let edges: Vec<f64> = std::iter::once(from).chain(inner).chain([to]).collect();
        let stretch = |pair: &[f64]| {
            let hazards = [self.hazard_by(pair[0]), self.hazard_by(pair[1])];
            let length = pair[1] - pair[0];
            let rate = (hazards[1] - hazards[0]) / length;
            let there = |ratio: f64| math::exp(-ratio * hazards[0]) * sum_of_falling(ratio * rate + discount, length);
            math::exp(-discount * pair[0]) * self.frailty.mean(there)
        };
        edges.windows(2).map(stretch).sum()
    }
}

/// What falls at a rate [a year] from 1 a year adds up to over so many years.
fn sum_of_falling(rate: f64, years: f64) -> f64 {
    if rate == 0.0 { years } else { -math::exp_m1(-rate * years) / rate }
}
