//! Policies as a director weighs them: how many more they keep, how sure that is, and at what price.

use serde_json::Value;

use super::Card;
use crate::estimate::Estimate;
use crate::page::document::words;
use crate::page::results::Results;
use crate::report::number;

/// The policies of a comparison, the one that keeps most first.
pub struct Policies {
    /// Those that results tell of.
    pub all: Vec<Policy>,
    money: String,
    horizon: String,
}

/// One policy against doing nothing.
pub struct Policy {
    /// Its name.
    pub name: String,
    /// People more than without it.
    pub kept: Estimate,
    /// The same as printed.
    pub kept_shown: String,
    /// The 95 % interval as printed.
    pub interval: String,
    /// Its ends.
    ends: [f64; 2],
    /// The interval over all that is not known, as printed.
    expected: Option<String>,
    /// Its ends.
    expected_ends: Option<[f64; 2]>,
    /// What it does, in a few words.
    pub what: String,
    /// What it costs in all.
    pub cost: Estimate,
    /// The same as printed, with as many digits as the least certain of all.
    pub cost_shown: String,
    /// What each person kept costs, and its 95 % interval as printed, where it has a price.
    pub price: Option<(Estimate, String)>,
    /// What is better at no more cost.
    dominated_by: Vec<String>,
}

impl Policies {
    /// Those of a comparison.
    pub fn of(results: &Results) -> Option<Self> {
        let document = &results.document;
        let horizon = results.manifest.horizon.clone();
        let arms = document.get("arms")?.as_array()?;
        let mut all: Vec<Policy> = arms.iter().filter_map(|arm| Policy::of(arm, &horizon)).collect();
        all.sort_by(|a, b| b.kept.value.total_cmp(&a.kept.value));
        let costs = number::column(&all.iter().map(|policy| policy.cost).collect::<Vec<_>>());
        for (policy, cost) in all.iter_mut().zip(costs) {
            policy.cost_shown = cost;
        }
        let money = document.get("money").and_then(Value::as_str).unwrap_or("years' pay").to_owned();
        Some(Self { all, money, horizon })
    }

    /// The one that keeps most of those that the simulation can tell to keep more than doing nothing.
    pub fn best(&self) -> Option<&Policy> {
        self.all.iter().find(|policy| policy.ends[0] > 0.0)
    }

    /// An amount in two digits with what it is counted in.
    pub fn roughly(&self, amount: &Estimate) -> String {
        let amount = words::roughly(amount.value);
        if self.is_in_years() { words::years_pay(&amount) } else { format!("{amount} ({})", self.money) }
    }

    /// What money is counted in, as a sentence.
    pub fn unit(&self) -> String {
        if self.is_in_years() {
            "Money is in years' pay: 1 is what a person is paid in a year.".to_owned()
        } else {
            "Money is counted as pay is in the scenario.".to_owned()
        }
    }

    fn is_in_years(&self) -> bool {
        self.money == "years' pay"
    }

    /// From which value of a person on anything is worth its price.
    pub fn worth(&self) -> Option<String> {
        let priced = self.all.iter().filter(|policy| policy.ends[0] > 0.0).filter_map(|policy| Some((policy, policy.price.as_ref()?.0)));
        let (cheapest, each) = priced.min_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
        (each.value > 0.0).then(|| {
            format!(
                "Doing nothing is best where keeping a person is worth less than about {}: “{}” costs that for each, the least of all.",
                self.roughly(&each),
                cheapest.name
            )
        })
    }

    /// What the first page shows large of them.
    pub fn cards(&self) -> Vec<Card> {
        let on = words::iso(&self.horizon);
        let Some(best) = self.best() else {
            let first = self.all.first();
            let sure = first.map_or_else(String::new, |first| {
                format!("“{}” comes first, with {} more: {} in 95 of 100 cases.", first.name, first.kept_shown, first.range())
            });
            let costs: Vec<f64> = self.all.iter().map(|policy| policy.cost.value).collect();
            let [least, most] = [f64::min as fn(f64, f64) -> f64, f64::max].map(|pick| costs.iter().copied().reduce(pick).unwrap_or(0.0));
            let range = if least == most {
                number::significant(least, 2)
            } else {
                format!("{} to {}", number::significant(least, 2), number::significant(most, 2))
            };
            return vec![
                Card {
                    big: "No".to_owned(),
                    unit: "policy".to_owned(),
                    what: "of those compared can be told to keep more people".to_owned(),
                    sure,
                },
                Card { big: range, unit: self.money.clone(), what: "is what the policies cost in all".to_owned(), sure: String::new() },
            ];
        };
        let sure = match &best.expected {
            Some(range) => {
                format!("On average. From {range} in 95 of 100 cases, over all that is not known about the team and the policy.")
            }
            None => format!("On average, computed to within {}.", best.interval),
        };
        let mut cards = vec![Card {
            big: format!("+{}", best.kept_shown),
            unit: "people".to_owned(),
            what: if self.all.len() == 1 {
                format!("kept by “{}”", best.name)
            } else {
                format!("kept by “{}”, the most of {} policies", best.name, self.all.len())
            },
            sure,
        }];
        cards.push(match &best.price {
            Some((each, interval)) => Card {
                big: number::estimate(*each),
                unit: self.money.clone(),
                what: format!("for each person that “{}” keeps", best.name),
                sure: format!("On average, computed to within {interval}. It costs {} in all, up to {on}.", best.cost_shown),
            },
            None => Card {
                big: best.cost_shown.clone(),
                unit: self.money.clone(),
                what: format!("is what “{}” costs", best.name),
                sure: String::new(),
            },
        });
        cards
    }
}

impl Policy {
    /// What it keeps in 95 of 100 cases, over all that is not known; where that is not told, as far as the simulation knows it.
    pub fn range(&self) -> &str {
        self.expected.as_ref().unwrap_or(&self.interval)
    }

    /// What is to be said of it in a few words.
    pub fn remark(&self) -> String {
        let [low, high] = self.ends;
        if low <= 0.0 && high >= 0.0 {
            "may change nothing".to_owned()
        } else if low > 0.0 && self.expected_ends.is_some_and(|[low, _]| low < 0.0) {
            "might keep fewer".to_owned()
        } else if high < 0.0 {
            "keeps fewer".to_owned()
        } else if !self.dominated_by.is_empty() {
            format!("{} keeps as many and costs no more", self.dominated_by.join(" with "))
        } else {
            String::new()
        }
    }

    /// That of one arm; nothing for doing nothing, and where its roster is another.
    fn of(arm: &Value, horizon: &str) -> Option<Self> {
        let versus = arm.get("versus")?;
        if versus.get("measure")?.as_str()? != "people" {
            return None;
        }
        let on = |point: &&Value| point.get("date").is_some_and(|date| date == horizon);
        let kept = versus.get("retained")?.as_array()?.iter().find(on)?;
        let (_, interval) = words::within(kept, [f64::NEG_INFINITY, f64::INFINITY])?;
        let ends = ["low", "high"].map(|key| kept.get(key).and_then(Value::as_f64).unwrap_or(f64::NAN));
        let kept = words::estimate(kept)?;
        let expected_ends =
            versus.get("expected").and_then(Value::as_array).and_then(|ends| Some([ends.first()?.as_f64()?, ends.get(1)?.as_f64()?]));
        let expected = expected_ends.map(|ends| number::interval(ends, kept.mcse, [f64::NEG_INFINITY, f64::INFINITY]));
        let dominated = arm.get("dominated_by").and_then(Value::as_array).into_iter().flatten();
        Some(Self {
            name: arm.get("name")?.as_str()?.to_owned(),
            kept,
            kept_shown: number::estimate(kept),
            interval,
            ends,
            expected,
            expected_ends,
            what: what(arm),
            cost: words::estimate(versus.get("cost")?)?,
            cost_shown: String::new(),
            price: versus.get("cost_per_person_kept").and_then(|each| words::within(each, [0.0, f64::INFINITY])),
            dominated_by: dominated.filter_map(|by| by.as_str().map(called)).collect(),
        })
    }
}

/// What the policy of an arm does, by its kind; of several together their names.
fn what(arm: &Value) -> String {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    match text(arm, "kind").as_str() {
        "bundle" => {
            let items = arm.get("items").and_then(Value::as_array).into_iter().flatten();
            let mut parts: Vec<String> = Vec::new();
            for item in items.map(|item| text(item, "item")) {
                let part = item.split('.').next().unwrap_or_default().to_owned();
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            if parts.is_empty() { "several together".to_owned() } else { format!("together: {}", parts.join(", ")) }
        }
        "effect" => "an assumed effect".to_owned(),
        kind => kind.replace('_', " "),
    }
}

/// A choice as the page calls it.
fn called(name: &str) -> String {
    if name == crate::report::NO_POLICY { "doing nothing".to_owned() } else { name.to_owned() }
}
