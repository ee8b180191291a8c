//! The arms of a comparison as `comparison.json` tells them, and how their numbers are printed.

use serde_json::Value;

use crate::calendar::Date;
use crate::compare::Measure;
use crate::estimate::Estimate;
use crate::math::NORMAL_P975;
use crate::page::money::Money;
use crate::page::words;
use crate::report::comparison::sentence::may_keep_as_many;
use crate::report::{columns, number};

/// A number with its error and its 95 % interval; what is not known is not a number.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// The number.
    pub estimate: Estimate,
    /// Its 95 % interval.
    pub interval: [f64; 2],
}

/// What is told of a policy.
#[derive(Clone, Debug)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// Whether it is of another file than the reference.
    pub is_other: bool,
    /// Of what its differences are.
    pub measure: Measure,
    /// Kept at the horizon.
    pub kept: Difference,
    /// Kept at twice the horizon.
    pub later: Difference,
    /// What it costs more than doing nothing.
    pub cost: Difference,
    /// Cost per person kept, where there is one.
    pub each: Option<Difference>,
    /// What there is in its place.
    pub price: String,
    /// The 95 % range of what is kept on average over luck, over all that is not known.
    pub expected: [f64; 2],
    /// Exits up to the horizon that are prevented, delayed and caused.
    pub shifts: Option<[Estimate; 3]>,
    /// What dominates it: one other, or a mixture of two.
    pub dominated_by: Vec<String>,
}

/// A comparison.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What doing nothing is called.
    pub reference: String,
    /// The policies, those that keep most first.
    pub arms: Vec<Arm>,
    /// The first date.
    pub horizon: Date,
    /// The second date.
    pub later: Date,
    /// People at the start.
    pub roster: f64,
    /// Mean annual pay, in the unit of money.
    pub annual_pay: f64,
    money: Money,
    /// Others that may keep as many as the first.
    pub rivals: Vec<String>,
    /// What it comes to, in the words of the comparison.
    pub sentence: String,
    /// The money that all policies are expected to spend, in words, where they are at equal money.
    pub budget: Option<String>,
}

impl Compared {
    /// Reads a document; `None` where it tells of no policy.
    pub fn of(document: &Value) -> Option<Self> {
        let told = document["arms"].as_array()?;
        let told_first = told.first()?;
        let date = |key: &str| document[key].as_str()?.parse().ok();
        let annual_pay = document["annual_pay"].as_f64().unwrap_or(1.0);
        let mut compared = Self {
            reference: told.first()?["name"].as_str()?.to_owned(),
            arms: told.iter().filter(|told| told["happens"].is_null()).filter_map(|told| arm(told, &told_first["scenario"])).collect(),
            horizon: date("horizon")?,
            later: date("twice_the_horizon")?,
            roster: document["roster"].as_f64()?,
            annual_pay,
            budget: document["equal_money"]["budget"].as_f64().map(|budget| Money::of(document).amount(&number::factor(budget))),
            money: Money::of(document),
            rivals: document["rivals"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
            sentence: document["sentence"].as_str().unwrap_or_default().trim_end_matches('.').to_owned(),
        };
        let roster = compared.roster;
        compared.arms.sort_by(|a, b| b.on_scale(b.kept.estimate.value, roster).total_cmp(&a.on_scale(a.kept.estimate.value, roster)));
        (!compared.arms.is_empty()).then_some(compared)
    }

    /// Whether money is counted in years' pay.
    pub fn is_in_pay(&self) -> bool {
        self.money.is_in_pay()
    }

    /// The unit of money, under a heading or at an axis.
    pub fn unit(&self) -> &str {
        self.money.unit()
    }

    /// An amount in a sentence: `5.3 years' pay`, `265 (money as in pay)`.
    pub fn money(&self, amount: &str) -> String {
        self.money.amount(amount)
    }

    /// Whether any policy costs anything.
    pub fn has_costs(&self) -> bool {
        self.arms.iter().any(|arm| arm.cost.estimate.value.abs() > 0.0)
    }

    /// What is to be said of others that may keep as many as the first; `None` where there are none.
    pub fn rivals(&self) -> Option<String> {
        may_keep_as_many(&self.rivals.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Those that keep people most cheaply of those told to keep more at a price that is told, the cheapest by the point estimate first: all that
    /// the errors cannot tell from it.
    pub fn cheapest(&self) -> Vec<&Arm> {
        let mut buys: Vec<(&Arm, Difference)> =
            self.arms.iter().filter(|arm| arm.kept.interval[0] > 0.0).filter_map(|arm| Some((arm, arm.each?))).collect();
        buys.sort_by(|a, b| a.1.estimate.value.total_cmp(&b.1.estimate.value));
        let most = buys.first().map_or(f64::NAN, |first| first.1.interval[1]);
        buys.retain(|(_, each)| each.interval[0] <= most);
        buys.into_iter().map(|(arm, _)| arm).collect()
    }

    /// Those told to keep more that cost nothing, or less.
    pub fn free(&self) -> Vec<&Arm> {
        let is_free = |arm: &&Arm| arm.kept.interval[0] > 0.0 && arm.has_price() && arm.cost.estimate.value <= 0.0;
        self.arms.iter().filter(is_free).collect()
    }

    /// Differences of the arms as they stand in one column: each with its interval's ends.
    pub fn shown(&self, pick: fn(&Arm) -> &Difference) -> Vec<[String; 3]> {
        let people = self.arms.iter().filter(|arm| arm.measure == Measure::People).map(|arm| pick(arm).estimate.mcse);
        let mcse = people.filter(|mcse| mcse.is_finite()).fold(0.0, f64::max);
        self.arms.iter().map(|arm| arm.texts(pick(arm), mcse, self.roster)).collect()
    }

    /// How a number of people that was not estimated alone is printed beside what is kept.
    pub fn beside(&self, arm: &Arm, interval: [f64; 2]) -> [String; 2] {
        let people = self.arms.iter().map(|arm| arm.kept.estimate.mcse).filter(|mcse| mcse.is_finite()).fold(0.0, f64::max);
        match arm.measure {
            Measure::People => words::ends(interval, people.max(arm.kept.estimate.mcse), [-self.roster, self.roster]),
            Measure::Share => percent_ends(interval, arm.kept.estimate.mcse),
        }
    }

    /// Costs as they stand in one column.
    pub fn costs(&self) -> Vec<String> {
        let cost = |arm: &Arm| arm.cost.estimate;
        let texts = number::column(&self.arms.iter().map(cost).collect::<Vec<_>>());
        let unknown = |arm: &Arm| if arm.price == "withheld" { "hidden" } else { "-" }.to_owned();
        texts.into_iter().zip(&self.arms).map(|(text, arm)| if arm.has_price() { text } else { unknown(arm) }).collect()
    }
}

impl Arm {
    /// A difference as people of a roster, which a scale can hold beside others.
    pub fn on_scale(&self, value: f64, roster: f64) -> f64 {
        if self.measure == Measure::Share { value * roster } else { value }
    }

    /// Whether its costs can be told and compared with what it keeps.
    pub fn has_price(&self) -> bool {
        self.cost.estimate.value.is_finite() && self.measure == Measure::People
    }

    /// The cost per person kept with the digits that its error supports, and its interval's ends; or why there is none.
    pub fn each(&self) -> Result<[String; 3], &str> {
        let Some(each) = self.each else { return Err(&self.price) };
        let [low, high] =
            words::ends(each.interval, each.estimate.mcse, [if each.interval[0] < 0.0 { f64::NEG_INFINITY } else { 0.0 }, f64::INFINITY]);
        Ok([number::estimate(each.estimate), low, high])
    }

    /// A difference of it and its interval's ends, with the digits of an error that is not smaller than its own.
    fn texts(&self, difference: &Difference, mcse: f64, roster: f64) -> [String; 3] {
        let Difference { estimate, interval } = *difference;
        if self.measure == Measure::Share {
            let [low, high] = percent_ends(interval, estimate.mcse);
            return [number::percent(estimate), low, high];
        }
        let mcse = if estimate.mcse.is_nan() { f64::NAN } else { mcse.max(estimate.mcse) };
        let [low, high] = words::ends(interval, mcse, [-roster, roster]);
        [number::estimate(Estimate { mcse, ..estimate }), low, high]
    }

    /// A difference of it and its interval's ends, with the digits of its own error.
    pub fn texts_alone(&self, difference: &Difference, roster: f64) -> [String; 3] {
        self.texts(difference, 0.0, roster)
    }

    /// What it keeps, in a sentence: `3.05 more`, `0.3 fewer`.
    pub fn amount(&self, difference: &Difference, roster: f64) -> String {
        let size = Difference { estimate: Estimate { value: difference.estimate.value.abs(), ..difference.estimate }, ..*difference };
        let word = if difference.estimate.value < 0.0 { "fewer" } else { "more" };
        format!("{} {word}", self.texts(&size, 0.0, roster)[0])
    }

    /// Its name, safe to print.
    pub fn known(&self) -> String {
        columns::name(&self.name, usize::MAX)
    }
}

impl Difference {
    /// Whether it is told from 0.
    pub fn is_told(&self) -> bool {
        self.interval[0] > 0.0 || self.interval[1] < 0.0
    }
}

fn percent_ends(interval: [f64; 2], mcse: f64) -> [String; 2] {
    words::ends(interval.map(|end| 100.0 * end), 100.0 * mcse, [-100.0, 100.0]).map(|end| if end.is_empty() { end } else { end + " %" })
}

/// An arm that is compared with the reference.
fn arm(told: &Value, reference: &Value) -> Option<Arm> {
    let versus = told["versus"].as_object()?;
    let [.., kept, later] = versus["retained"].as_array()?.as_slice() else { return None };
    let each = |value: &Value| {
        let [low, high] = interval(value);
        Difference {
            estimate: Estimate { value: number(&value["value"]), mcse: (high - low) / (2.0 * NORMAL_P975) },
            interval: [low, high],
        }
    };
    let shifts = |shifts: &Value| ["prevented", "postponed", "induced"].map(|key| estimate(&shifts[key]));
    Some(Arm {
        name: told["name"].as_str()?.to_owned(),
        is_other: told["scenario"] != *reference,
        measure: if versus["measure"] == "share" { Measure::Share } else { Measure::People },
        kept: difference(kept),
        later: difference(later),
        cost: difference(&versus["cost"]),
        each: Some(&versus["cost_per_person_kept"]).filter(|each| each.is_object()).map(each),
        price: versus["price"].as_str().unwrap_or_default().to_owned(),
        expected: [number(&versus["expected"][0]), number(&versus["expected"][1])],
        shifts: Some(&versus["under_shared_patience"]).filter(|shifts| shifts.is_object()).map(shifts),
        dominated_by: told["dominated_by"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
    })
}

/// A number with its error; both are not numbers where they are not known.
pub fn estimate(value: &Value) -> Estimate {
    Estimate { value: number(&value["value"]), mcse: number(&value["mcse"]) }
}

/// The same with its 95 % interval.
pub fn difference(value: &Value) -> Difference {
    Difference { estimate: estimate(value), interval: interval(value) }
}

/// The 95 % interval of a number.
fn interval(value: &Value) -> [f64; 2] {
    [number(&value["low"]), number(&value["high"])]
}

/// A number; not a number where it is not known.
pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// Documents to try figures on.
#[cfg(test)]
pub mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A comparison of some policies: the name of each, what it keeps, the half-width of that, and its cost.
    pub fn document(policies: &[(&str, f64, f64, f64)]) -> Value {
        let paired = |value: f64, half: f64| json!({ "value": value, "mcse": half / 2.0, "low": value - half, "high": value + half });
        let arm = |&(name, kept, half, cost): &(&str, f64, f64, f64)| {
            let each = (kept - half > 0.0 && cost > 0.0)
                .then(|| json!({ "value": cost / kept, "low": cost / (kept + half), "high": cost / (kept - half) }));
            json!({ "name": name, "versus": {
                "measure": "people", "retained": [paired(kept, half), paired(0.5 * kept, half)], "cost": paired(cost, 0.1 * cost),
                "price": if each.is_some() { "finite" } else { "no finite price" }, "cost_per_person_kept": each,
                "under_shared_patience": { "prevented": { "value": 0.5 * kept, "mcse": half }, "postponed": { "value": 0.5 * kept, "mcse": half }, "induced": { "value": 0.0, "mcse": 0.0 } },
                "expected": [kept - 3.0 * half, kept + 3.0 * half]
            } })
        };
        let arms: Vec<Value> = std::iter::once(json!({ "name": "none", "versus": null })).chain(policies.iter().map(arm)).collect();
        json!({ "arms": arms, "horizon": "2026-01-01", "twice_the_horizon": "2028-01-01", "roster": 20, "annual_pay": 1.0, "sentence": "Told.", "rivals": [] })
    }

    #[test]
    fn those_that_keep_most_come_first() {
        let compared = Compared::of(&document(&[("a", 1.0, 0.1, 1.0), ("b", 2.0, 0.1, 1.0)])).unwrap();
        assert_eq!(compared.arms.iter().map(Arm::known).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(compared.shown(|arm| &arm.kept)[0], ["2.0", "1.9", "2.1"]);
        assert!(Compared::of(&document(&[])).is_none());
    }

    #[test]
    fn shares_are_percentages_and_stand_on_the_scale_as_people() {
        let mut document = document(&[("a", 0.1, 0.02, 1.0)]);
        document["arms"][1]["versus"]["measure"] = "share".into();
        let compared = Compared::of(&document).unwrap();
        assert_eq!(compared.shown(|arm| &arm.kept)[0], ["10 %", "8 %", "12 %"]);
        assert!((compared.arms[0].on_scale(0.1, compared.roster) - 2.0).abs() < 1e-12);
        assert!(!compared.arms[0].has_price());
    }

    #[test]
    fn what_is_not_known_is_told_as_unknown() {
        let mut document = document(&[("a", 1.0, 0.1, 1.0)]);
        document["arms"][1]["versus"]["retained"][0] = json!({ "value": 1.0, "mcse": null, "low": null, "high": null });
        let compared = Compared::of(&document).unwrap();
        assert_eq!(compared.shown(|arm| &arm.kept)[0], ["~1", "", ""]);
        assert!(!compared.arms[0].kept.is_told());
    }
}
