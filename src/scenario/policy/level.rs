//! Levels: how a policy is made larger or smaller, and what that does to it. Level 1 is what the file says.
//!
//! Money must not invent an effect. A raise and a grant grow by their amount, since what pay does to hazards is part of the model. What
//! another kind of policy would do with more money is known only where somebody says so: along the points of a dose, or by more or fewer
//! people of a ranking, or by an earlier or later end, at the strength that it has.

use super::Policy;
use super::kinds::{GRANT, RAISE};
use super::measure::Measure;
use crate::calendar::{Date, days_between};
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::scenario::Scenario;
use crate::scenario::file::numbers::ranges::{MULTIPLIER, NumberRange, Support};
use crate::scenario::file::section::words;
use crate::scenario::file::{Form, Key, Keys, Node, Reader, Section, Table};
use jiff::Span;

/// The largest multiple of an amount.
const MOST: f64 = 1_000.0;

/// What money makes of a policy.
#[derive(Clone, Debug, PartialEq)]
pub enum Scaling {
    /// Raises and grants are a multiple of their amounts.
    Amount,
    /// Costs are a multiple, effects what the points say of it.
    Dose(Dose),
    /// It is for more or fewer people of its ranking, all of whom stand here in order.
    Top(Vec<usize>),
    /// It ends sooner or later.
    Until,
    /// Its parts are scaled by one level.
    Parts,
    /// Nobody says what more or less of it would do.
    Unknown,
}

/// What a policy does for a multiple of its money: points between which effects go along lines, from nothing for nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Dose {
    /// Multiples of its costs, each with the multiple of its effect (of the logarithm of a ratio, of a probability); in order of money.
    pub points: Vec<[f64; 2]>,
    /// Where that comes from.
    pub source: String,
}

/// At which strength a policy is in force: multiples of what the file says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// Of the amounts of raises and grants.
    pub amount: f64,
    /// Of the logarithms of ratios, and of probabilities that an exit is prevented.
    pub effect: f64,
    /// Of prices, and of the raises of those who are kept.
    pub price: f64,
}

impl Default for Strength {
    /// As the file says.
    fn default() -> Self {
        Self { amount: 1.0, effect: 1.0, price: 1.0 }
    }
}

impl Dose {
    /// The multiple of the effect for a multiple of the money; along lines between the points, from nothing for nothing.
    pub fn effect(&self, money: f64) -> f64 {
        let mut before = [0.0, 0.0];
        for &point in &self.points {
            if money <= point[0] {
                return before[1] + (point[1] - before[1]) * (money - before[0]) / (point[0] - before[0]);
            }
            before = point;
        }
        before[1]
    }
}

/// What a file can say that money changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScaledBy {
    Amount,
    Top,
    Until,
}

const SCALED_BYS: [(&str, &str, ScaledBy); 3] = [
    ("amount", "the amount of the raise or grant", ScaledBy::Amount),
    ("top", "how many of a ranking it is for", ScaledBy::Top),
    ("until", "the day on which it ends", ScaledBy::Until),
];

/// `scaled_by`.
pub(super) const SCALED_BY: Key = Key::new(
    "scaled_by",
    Form::Choice(&words(&SCALED_BYS)),
    "What more or less money changes, where policies are compared at equal money: raises and grants by amount if absent, others by dose only.",
)
.example("\"until\"");

/// `dose`.
pub(super) const DOSE_KEY: Key = Key::new(
    "dose",
    Form::Table(&DOSE),
    "What it does for more or less money, where policies are compared at equal money; nobody knows if absent.",
);

/// `[policies.*] dose`.
static DOSE: Section = Section::new(
    "What a policy does for more or less money: its effect as a multiple, along lines between points, from nothing for nothing.",
    &[
        Key::new(
            "points",
            Form::Tables(&POINT),
            "Points in order of money, at least one. The policy as written is one: money 1, effect 1.",
        )
        .required()
        .hint("points = [ { money = 2, effect = 1.5 } ]"),
        Key::new("source", Form::Text, "Where the points come from.")
            .required()
            .example("\"pilot of 2026\"")
            .hint("source = \"assumption\""),
    ],
);

/// A point of a dose.
static POINT: Section = Section::new(
    "What it does for some money.",
    &[
        Key::new("money", Form::Number(Some(Support::Positive)), "Multiple of what the policy costs.").required().example("2"),
        Key::new(
            "effect",
            Form::Number(Some(Support::NotNegative)),
            "Multiple of what it does: of the logarithm of a ratio, of the probability that somebody stays.",
        )
        .required()
        .example("1.5"),
    ],
);

const MONEY_MULTIPLE: NumberRange = NumberRange { name: "a multiple of money", ..MULTIPLIER };
const EFFECT_MULTIPLE: NumberRange = NumberRange { name: "a multiple of an effect", support: Support::NotNegative, ..MULTIPLIER };

impl Reader {
    /// How a policy is scaled. `ranked` are all of its ranking, if it has one; `common` the keys that all policies share.
    pub fn scaling(&mut self, common: Keys<'_>, kind: &str, measures: &[Measure], ranked: Option<Vec<usize>>) -> Scaling {
        let is_amount = |measure: &Measure| matches!(measure, Measure::Raise { .. } | Measure::Grant { .. });
        let default = if measures.iter().any(is_amount) { Scaling::Amount } else { Scaling::Unknown };
        if let Some(node) = common.get("dose") {
            if let Some(other) = common.get("scaled_by") {
                let message = format!("{} does nothing beside dose", quoted(&other.path));
                self.problems.push(Diagnostic::error(message).at(&other.place).label("expected one of the two"));
            }
            let dose = self.table(node).and_then(|table| self.dose(table));
            if let Some(why) = measures.iter().find_map(no_dose) {
                let message = format!("a policy of the kind {} has no dose: {why}", quoted(kind));
                self.problems.push(Diagnostic::error(message).at(&node.place));
            }
            return dose.map_or(default, Scaling::Dose);
        }
        let Some(node) = common.get("scaled_by") else { return default };
        let Some(asked) = self.one_of(node, "way to scale a policy", &SCALED_BYS) else { return default };
        let mut refuse = |why: &str, expected: &str| {
            let message = format!("{} cannot be that: {why}", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label(expected.to_owned()));
            Scaling::Unknown
        };
        match (asked, ranked) {
            (ScaledBy::Amount, _) if default == Scaling::Amount => default,
            (ScaledBy::Amount, _) => refuse("the policy gives no raise and no grant", "expected \"top\" or \"until\""),
            (ScaledBy::Top, Some(ranked)) => Scaling::Top(ranked),
            (ScaledBy::Top, None) => {
                refuse("the policy is not for the top of a ranking", "expected a target = { top = 5, by = \"tenure\" }")
            }
            (ScaledBy::Until, _) if measures.iter().any(|measure| matches!(measure, Measure::Grant { .. })) => {
                refuse("what is granted stays granted", "expected \"amount\" or \"top\"")
            }
            (ScaledBy::Until, _) => Scaling::Until,
        }
    }

    fn dose(&mut self, table: &Table) -> Option<Dose> {
        let errors = self.problems.errors();
        let keys = self.keys(table, &DOSE);
        let source = self.required(keys, "source").and_then(|node| self.text(node)).map(str::to_owned);
        let node = self.required(keys, "points")?;
        let items = self.list(node)?;
        let mut points: Vec<[f64; 2]> = Vec::with_capacity(items.len() + 1);
        for item in items {
            points.extend(self.dose_point(item, points.last().copied()));
        }
        if items.is_empty() {
            let message = format!("{} holds no point", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected { money = .., effect = .. } in here"));
        }
        if self.problems.errors() > errors {
            return None;
        }
        // The policy as written.
        if points.iter().all(|point| point[0] != 1.0) {
            points.push([1.0, 1.0]);
            points.sort_by(|a, b| a[0].total_cmp(&b[0]));
        }
        source.map(|source| Dose { points, source })
    }

    fn dose_point(&mut self, item: &Node, last: Option<[f64; 2]>) -> Option<[f64; 2]> {
        let table = self.table(item)?;
        let keys = self.keys(table, &POINT);
        let [money, effect] = [("money", &MONEY_MULTIPLE), ("effect", &EFFECT_MULTIPLE)].map(|(key, range)| {
            let node = self.required(keys, key)?;
            self.given_number(node).and_then(|_| self.plain_number(node, range))
        });
        let point = [money?, effect?];
        if last.is_some_and(|last| point[0] <= last[0]) {
            let message = "points must be in order, each with more money than the one before";
            self.problems.push(Diagnostic::error(message).at(&item.place).label("expected more money"));
        }
        if point[0] == 1.0 && point[1] != 1.0 {
            let message = "a dose says what a multiple of the money does: for 1 times the money that is 1 times the effect";
            self.problems.push(Diagnostic::error(message).at(&item.place).label("expected effect = 1"));
        }
        Some(point)
    }
}

/// Why a measure has no dose, if it has none.
fn no_dose(measure: &Measure) -> Option<&'static str> {
    match measure {
        Measure::Ratio { .. }
        | Measure::Fading { .. }
        | Measure::Offers { .. }
        | Measure::CounterOffer { .. }
        | Measure::ReturnRate { .. } => None,
        Measure::Raise { .. } | Measure::Grant { .. } => Some("its amount says how much it is"),
        Measure::GardenLeave { .. } => Some("its length says how much it is"),
        Measure::NewLeader => Some("there is one leader, not half of one or two"),
        Measure::Refill { .. } => Some("its refill and time_ratio say how much it is"),
    }
}

/// The largest level at which an amount is none that a file could not give.
fn most_of_amount(measure: &Measure) -> f64 {
    match measure {
        Measure::Raise { share: Quantity::Known(share) } if *share > 0.0 => RAISE.most / share,
        Measure::Grant { amount: Quantity::Known(amount), .. } if *amount > 0.0 => GRANT.most / amount,
        _ => MOST,
    }
}

impl Policy {
    /// The largest level that it can have, in a scenario up to a horizon; nothing where it cannot be scaled.
    pub fn most(&self, horizon: Date) -> Option<f64> {
        match &self.scaling {
            Scaling::Amount => Some(self.measures.iter().map(most_of_amount).fold(MOST, f64::min)),
            Scaling::Dose(dose) => dose.points.last().map(|point| point[0] / self.strength.price),
            Scaling::Top(ranked) => Some(ranked.len() as f64 / self.target.members.len().max(1) as f64),
            Scaling::Until => {
                let all = f64::from(days_between(self.from, horizon).max(1));
                Some(all / f64::from(self.days(horizon)))
            }
            Scaling::Parts | Scaling::Unknown => None,
        }
    }

    /// How many days it is in force up to a horizon, at least one.
    pub fn days(&self, horizon: Date) -> i32 {
        days_between(self.from, self.until.map_or(horizon, |until| until.min(horizon))).max(1)
    }

    /// The same policy at a level up to the largest: so many times as much of it as it is, rounded down to people and days.
    pub fn at(&self, level: f64, horizon: Date) -> Self {
        let mut policy = self.clone();
        let level = self.most(horizon).map_or(1.0, |most| level.min(most));
        // What is a whole number but for rounding is meant as one.
        let whole = |count: f64| (count * (1.0 + 1e-12)).floor();
        match &self.scaling {
            Scaling::Amount => policy.strength.amount = level * self.strength.amount,
            Scaling::Dose(dose) => {
                let money = level * self.strength.price;
                (policy.strength.price, policy.strength.effect) = (money, dose.effect(money));
            }
            Scaling::Top(ranked) => {
                let count = whole(level * self.target.members.len() as f64) as usize;
                policy.target.members = ranked[..count.min(ranked.len())].to_vec();
            }
            Scaling::Until if level < 1.0 || self.until.is_some_and(|until| until < horizon) => {
                let days = whole(level * f64::from(self.days(horizon))) as i32;
                policy.until = self.from.checked_add(Span::new().days(days)).ok().map(|until| until.min(horizon));
            }
            Scaling::Until | Scaling::Parts | Scaling::Unknown => {}
        }
        policy
    }
}

impl Scenario {
    /// The largest level of a policy; nothing where it cannot be scaled. A bundle can where one of its parts can: all that can have one
    /// level, the others stay as they are.
    pub fn most_of(&self, policy: usize) -> Option<f64> {
        let parts = self.parts_of(&[policy]);
        parts.iter().filter_map(|&part| self.policies[part].most(self.horizon)).reduce(f64::max)
    }

    /// The same scenario with policies (indices) at other levels. A bundle gets parts of its own, which nothing else has.
    pub fn at_levels(&self, levels: &[(usize, f64)]) -> Self {
        let mut scenario = self.clone();
        for &(index, level) in levels {
            if self.policies[index].parts.is_empty() {
                scenario.policies[index] = self.policies[index].at(level, self.horizon);
                continue;
            }
            let own = |part: usize| Policy { is_of_bundle: true, ..self.policies[part].at(level, self.horizon) };
            let first = scenario.policies.len();
            scenario.policies.extend(self.parts_of(&[index]).into_iter().map(own));
            scenario.policies[index].parts = (first..scenario.policies.len()).collect();
        }
        scenario
    }
}

#[cfg(test)]
mod tests {
    use super::Dose;

    #[test]
    fn a_dose_goes_along_lines_from_nothing_for_nothing() {
        let dose = Dose { points: vec![[0.5, 0.8], [1.0, 1.0], [2.0, 1.2]], source: String::new() };
        let effects = [0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0].map(|money| dose.effect(money));
        let expected = [0.0, 0.4, 0.8, 0.9, 1.0, 1.1, 1.2, 1.2];
        assert!(effects.iter().zip(expected).all(|(effect, expected)| (effect - expected).abs() < 1e-15), "{effects:?}");
    }
}
