//! The tornado: how far each number moves the answer from its 5 % to its 95 %, all others as they are believed.
//!
//! A number that is independent of all others is put at its ends in every draw, all else as drawn, on the same luck; the error is that of
//! the differences draw by draw. One that was learned together with others is read from the draws ([`super::conditional`]). Both are the same
//! quantity: the expectation of the answer given that number.
//!
//! **Ranks.** Numbers stand in the order of the size of their effect. One is told to move the answer more than another where the difference
//! of the sizes is told from 0 at 95 %, paired as they are; the rank of a number is the range from one more than how many are told to move
//! more, up to how many are not told to move less.

mod scalar;

use self::scalar::{Of, Scalar, Scale};
use super::Study;
use super::conditional::Conditional;
use super::numbers::{Number, Way};
use super::workers::{Counts, Places};
use crate::compare::icer::CostPerPersonKept;
use crate::compare::joint::Means;
use crate::estimate::Estimate;

/// What an answer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// How many of the opening roster are there at the horizon, without policies.
    Retained,
    /// How many more a policy keeps there, by its arm.
    Kept(usize),
    /// What keeping one more person by a policy costs, by its arm.
    Price(usize),
}

/// An answer, and what moves it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What it is about.
    pub what: What,
    /// The answer itself, all numbers as they are believed.
    pub base: Estimate,
    /// Its 95 % interval.
    pub interval: [f64; 2],
    /// What moves it, that which moves it most first.
    pub bars: Vec<Bar>,
    /// Numbers at an end of which the answer is not defined: no price is finite there.
    pub undefined: Vec<usize>,
    /// What a difference of two answers lies within.
    pub within: [f64; 2],
}

/// How far a number moves an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Which number, by its place in [`Study::numbers`].
    pub number: usize,
    /// The answer with it at its 5 % and at its 95 %.
    pub at: [Estimate; 2],
    /// The second less the first.
    pub effect: Estimate,
    /// The 95 % interval of that.
    pub interval: [f64; 2],
    /// The first and the last place that it may have, from 1.
    pub rank: [usize; 2],
}

impl Bar {
    /// Whether the number is told to move the answer at all.
    pub fn is_told(&self) -> bool {
        self.interval[0] > 0.0 || self.interval[1] < 0.0
    }
}

/// The answers: retained, then of each policy people kept, and what that costs a person where it may be told.
pub fn answers(study: &Study<'_>, counts: &Counts, conditionals: &[Option<Conditional>]) -> Vec<Answer> {
    let clusters = study.clusters(counts.draws);
    let scale = Scale { errors: clusters.errors(0.025), are_few: clusters.are_few() };
    let roster = study.metadata.roster as f64;
    let mut answers = Vec::new();
    for (arm, places) in study.places().iter().enumerate() {
        let units: Vec<f64> = (0..places.count).map(|index| if index % places.size == 0 { 1.0 } else { 1.0 / study.unit }).collect();
        let means = counts.joints[arm].means(&clusters, &units);
        let of_arm = OfArm { arm, places, means: &means, conditionals, numbers: &study.numbers };
        let within = if arm == 0 { [0.0, roster] } else { [-roster, roster] };
        let what = if arm == 0 { What::Retained } else { What::Kept(arm) };
        answers.push(of_arm.people(what, scale, within));
        if arm > 0 && study.tells_cost(arm) {
            answers.extend(of_arm.price(scale));
        }
    }
    answers
}

/// What was found of one arm.
struct OfArm<'a> {
    arm: usize,
    places: &'a Places,
    means: &'a Means,
    conditionals: &'a [Option<Conditional>],
    numbers: &'a [Number],
}

impl OfArm<'_> {
    /// The numbers that act here.
    fn acting(&self) -> impl Iterator<Item = usize> {
        (0..self.numbers.len()).filter(|&number| self.numbers[number].acts[self.arm] || self.arm > 0 && self.numbers[number].acts[0])
    }

    /// What is found with a number at an end: of people (0), or of cost (1).
    fn at(&self, number: usize, end: usize, what: usize) -> Option<Scalar> {
        match self.numbers[number].way {
            Way::Moved(_) => self.places.of(number, end, what).map(|place| self.sum(place)),
            Way::Learned => {
                let outcome = (2 * self.arm).saturating_sub(1) + what;
                let found = self.conditionals[number].as_ref()?;
                Some(Scalar { value: found.at[outcome][end], of: Of::Open(found.open[outcome][end].clone()) })
            }
        }
    }

    fn sum(&self, place: usize) -> Scalar {
        Scalar { value: self.means.values[place], of: Of::Sums(vec![(place, 1.0)]) }
    }

    /// What moves a number of people.
    fn people(&self, what: What, scale: Scale, within: [f64; 2]) -> Answer {
        let base = scale.estimate(&self.sum(0), self.means);
        let most = within[1];
        let ends = |number: usize| Some((number, [self.at(number, 0, 0)?, self.at(number, 1, 0)?]));
        let found: Vec<(usize, [Scalar; 2])> = self.acting().filter_map(ends).collect();
        let bars = bars(&found, self.means, scale, [-most, most]);
        Answer { what, interval: scale.interval(base, within), base, bars, undefined: Vec::new(), within: [-most, most] }
    }

    /// What moves the price of a person kept; nothing where there is no finite price as it is.
    fn price(&self, scale: Scale) -> Option<Answer> {
        let price = |kept: &Scalar, cost: &Scalar| {
            let [kept_alone, cost_alone] = [kept, cost].map(|one| scale.estimate(one, self.means));
            let both = scale.estimate(&kept.plus(1.0, cost), self.means);
            let variance = |one: Estimate| one.mcse * one.mcse;
            let covariance = 0.5 * (variance(both) - variance(kept_alone) - variance(cost_alone));
            let price = CostPerPersonKept::new(cost_alone, kept_alone, covariance, scale.errors).at_least(0.0);
            let CostPerPersonKept::Of { value, interval } = price else { return None };
            // To first order, d(C / R) = dC / R - C dR / R^2.
            let per_person = 1.0 / kept.value;
            let moved = cost.times(per_person).plus(-value * per_person, kept);
            Some((Scalar { value, of: moved.of }, interval))
        };
        let (base, interval) = price(&self.sum(0), &self.sum(1))?;
        let at = |number: usize, end: usize| {
            let (price, _) = price(&self.at(number, end, 0)?, &self.at(number, end, 1)?)?;
            Some(price)
        };
        let mut undefined = Vec::new();
        let mut found = Vec::new();
        for number in self.acting() {
            match (at(number, 0), at(number, 1)) {
                (Some(low), Some(high)) => found.push((number, [low, high])),
                _ => undefined.push(number),
            }
        }
        let within = [f64::NEG_INFINITY, f64::INFINITY];
        let bars = bars(&found, self.means, scale, within);
        Some(Answer { what: What::Price(self.arm), base: scale.estimate(&base, self.means), interval, bars, undefined, within })
    }
}

/// The bars of some numbers, ranked.
fn bars(found: &[(usize, [Scalar; 2])], means: &Means, scale: Scale, within: [f64; 2]) -> Vec<Bar> {
    let effects: Vec<Scalar> = found.iter().map(|(_, [low, high])| high.plus(-1.0, low)).collect();
    // Each turned so that it is positive.
    let sizes: Vec<Scalar> = effects.iter().map(|effect| effect.times(if effect.value < 0.0 { -1.0 } else { 1.0 })).collect();
    // What has no error of its own is told from nothing.
    let is_known: Vec<bool> = sizes.iter().map(|size| scale.estimate(size, means).mcse.is_finite()).collect();
    let is_more = |one: usize, other: usize| {
        let value = sizes[one].value - sizes[other].value;
        let error = scale.error_of_difference(&sizes[one], &sizes[other], means);
        is_known[one] && is_known[other] && value > 0.0 && value > scale.errors * error
    };
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|&a, &b| sizes[b].value.total_cmp(&sizes[a].value).then(a.cmp(&b)));
    let bar = |&index: &usize| {
        let (number, at) = &found[index];
        let more = (0..found.len()).filter(|&other| is_more(other, index)).count();
        let less = (0..found.len()).filter(|&other| is_more(index, other)).count();
        let effect = scale.estimate(&effects[index], means);
        Bar {
            number: *number,
            at: at.each_ref().map(|one| scale.estimate(one, means)),
            effect,
            interval: scale.interval(effect, within),
            rank: [more + 1, found.len() - less],
        }
    };
    order.iter().map(bar).collect()
}
