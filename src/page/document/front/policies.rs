//! Policies as a director weighs them: how many more they keep, how sure that is, and at what price.

use serde_json::Value;

use super::Card;
use crate::compare::Measure;
use crate::estimate::Estimate;
use crate::page::compared::{Arm, Compared};
use crate::page::money::NO_CURRENCY;
use crate::page::results::Results;
use crate::page::words;
use crate::report::{columns, number};

/// The policies of a comparison, the one that keeps most first.
pub struct Policies {
    compared: Compared,
    /// What each does, in a few words.
    what: Vec<String>,
    /// The names of those that are hidden, since they act on few people.
    pub hidden: Vec<String>,
    /// Those whose cost is hidden, each with the reason.
    pub hidden_costs: Vec<String>,
    /// At equal money: what is better as it is, where something is, in the words of the command.
    pub better: Option<String>,
    /// Whether policies were left out, since they cannot be brought to a budget.
    leaves_out: bool,
}

/// One policy against doing nothing.
#[derive(Clone, Copy)]
pub struct Policy<'p> {
    policies: &'p Policies,
    /// All numbers of it.
    pub arm: &'p Arm,
    /// What it does, in a few words.
    pub what: &'p str,
}

/// A policy in the table: as printed beside the others.
pub struct Row<'p> {
    /// The policy.
    pub policy: Policy<'p>,
    /// What it keeps.
    pub kept: String,
    /// What it costs in all; why not, where that is not known.
    pub cost: String,
    /// What each person kept costs; why not, where that is not known.
    pub each: String,
}

impl Policies {
    /// Those of a comparison.
    pub fn of(results: &Results) -> Option<Self> {
        let compared = Compared::of(&results.document)?;
        let arms = results.document.get("arms")?.as_array()?;
        let told = |arm: &Arm| arms.iter().find(|told| told["name"] == arm.name.as_str());
        let levels = || results.document["equal_money"]["policies"].as_array().into_iter().flatten();
        // At equal money a policy is not as it is written: its level says what it is.
        let level = |arm: &Arm| {
            let own = levels().find(|level| level["name"] == arm.name.as_str());
            own.and_then(|level| level["means"].as_str()).map_or_else(String::new, |means| format!(", {}", words::spoken(means)))
        };
        let what = compared.arms.iter().map(|arm| told(arm).map_or_else(String::new, what) + &level(arm)).collect();
        let hidden = results.document.get("hidden_policies").and_then(Value::as_array).into_iter().flatten();
        let hidden = hidden.filter_map(Value::as_str).map(|name| columns::name(name, usize::MAX)).collect();
        let withheld = || results.document.get("withheld").and_then(Value::as_array).into_iter().flatten();
        let why = |name: &str| withheld().find(|one| one["what"] == format!("the cost of {name}"))?["why"].as_str();
        let of_cost = |arm: &Arm| match why(&arm.name) {
            Some(why) => format!("{} ({})", quoted(arm), columns::name(why, usize::MAX)),
            None => quoted(arm),
        };
        let hidden_costs = compared.arms.iter().filter(|arm| arm.price == "withheld").map(of_cost).collect();
        let left_out = results.document["equal_money"]["left_out"].as_array();
        let sentence = results.document.get("sentence").and_then(Value::as_str).unwrap_or_default();
        let better = sentence.strip_prefix("Best is ").and_then(|rest| rest.split_once(". With ")).map(|(better, _)| words::spoken(better));
        let leaves_out = left_out.is_some_and(|left_out| !left_out.is_empty());
        Some(Self { compared, what, hidden, hidden_costs, better, leaves_out })
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = Policy<'_>> {
        self.compared.arms.iter().zip(&self.what).map(|(arm, what)| Policy { policies: self, arm, what })
    }

    /// The one that keeps most of those that the simulation can tell to keep more than doing nothing.
    pub fn best(&self) -> Option<Policy<'_>> {
        self.all().find(|policy| policy.arm.kept.interval[0] > 0.0 && !policy.arm.is_other)
    }

    /// What is to be said of others that may keep as many as the best, or more; empty where there are none.
    pub fn rivals(&self) -> String {
        match self.before_best() {
            Some(first) => format!(" ({} may keep more, or nothing)", quoted(first)),
            None => self.compared.rivals().map_or_else(String::new, |rivals| format!(" ({rivals})")),
        }
    }

    /// The first by the point estimate, where that is another than the best.
    fn before_best(&self) -> Option<&Arm> {
        let first = self.compared.arms.iter().find(|arm| !arm.is_other)?;
        self.best().filter(|best| best.arm.name != first.name).map(|_| first)
    }

    /// The rows of the table.
    pub fn rows(&self) -> Vec<Row<'_>> {
        let kept = self.compared.shown(|arm| &arm.kept).into_iter().map(|[kept, ..]| kept);
        let printed = self.all().zip(kept).zip(self.compared.costs());
        printed.map(|((policy, kept), cost)| Row { policy, kept, cost, each: policy.each() }).collect()
    }

    /// An amount with the digits that its error supports, and what it is counted in.
    fn money(&self, amount: Estimate) -> String {
        self.compared.money(number::estimate(amount).trim_start_matches('~'))
    }

    /// What money is counted in, as a sentence.
    pub fn unit(&self) -> String {
        match self.compared.unit() {
            _ if self.compared.is_in_pay() => "Money is in years' pay: 1 is what a person is paid in a year.".to_owned(),
            NO_CURRENCY => "Money is counted as pay is in the scenario.".to_owned(),
            currency => format!("Money is in {currency}."),
        }
    }

    /// From which value of a person on anything is worth its price, of what has a price that is told.
    pub fn worth(&self) -> Option<String> {
        let free: Vec<String> = self.compared.free().into_iter().map(quoted).collect();
        if !free.is_empty() {
            return Some(format!("{} {} people at no cost.", words::list(&free), if free.len() == 1 { "keeps" } else { "keep" }));
        }
        let cheapest = self.compared.cheapest();
        let (first, each) = cheapest.first().and_then(|first| Some((first, first.each?.estimate)))?;
        if each.value <= 0.0 {
            return None;
        }
        let whole = self.hidden.is_empty() && self.hidden_costs.is_empty() && !self.leaves_out;
        let which = match &cheapest[..] {
            [_] if whole => format!("{} costs that for each, the least of all", quoted(first)),
            [_] => format!("{} costs that for each, the least of those shown", quoted(first)),
            several => {
                format!("which of {} costs least cannot be told", words::list(&several.iter().map(|arm| quoted(arm)).collect::<Vec<_>>()))
            }
        };
        let of = if whole { "" } else { "Of what is shown: " };
        let doing = if whole { "Doing" } else { "doing" };
        Some(format!("{of}{doing} nothing is best where keeping a person is worth less than about {}; {which}.", self.money(each)))
    }

    /// What the first page shows large of them.
    pub fn cards(&self) -> Vec<Card> {
        self.best().map_or_else(|| self.cards_of_none(), |best| self.cards_of(&best))
    }

    /// Where none can be told to keep more.
    fn cards_of_none(&self) -> Vec<Card> {
        let sure = self.all().next().map_or_else(String::new, |first| {
            let amount = first.arm.amount(&first.arm.kept, self.compared.roster);
            format!("{} comes first, with {amount}. {}.", quoted(first.arm), first.sure())
        });
        let mut cards = vec![Card {
            big: "No".to_owned(),
            unit: "policy".to_owned(),
            what: "of those compared is sure to keep more people".to_owned(),
            sure,
        }];
        let costs: Vec<f64> = self.all().filter(|policy| policy.arm.has_price()).map(|policy| policy.arm.cost.estimate.value).collect();
        let least = costs.iter().copied().reduce(f64::min);
        if let (Some(least), Some(most)) = (least, costs.iter().copied().reduce(f64::max)) {
            let [low, high] = [least, most].map(|cost| number::significant(cost, 2));
            let big = if low == high { low } else { format!("{low} to {high}") };
            let unit = self.compared.unit().to_owned();
            cards.push(Card { big, unit, what: "is what the policies cost in all".to_owned(), sure: String::new() });
        }
        cards
    }

    fn cards_of(&self, best: &Policy<'_>) -> Vec<Card> {
        let (arm, name) = (best.arm, &best.arm.known());
        let [kept, ..] = arm.texts_alone(&arm.kept, self.compared.roster);
        if self.compared.roster == 1.0 {
            let points = Estimate { value: 100.0 * arm.kept.estimate.value, mcse: 100.0 * arm.kept.estimate.mcse };
            let [low, high] = words::ends(arm.kept.interval.map(|end| 100.0 * end), points.mcse, [-100.0, 100.0]);
            let sure = if low.is_empty() { String::new() } else { format!("{low} to {high} by computing error.") };
            let what = format!("the chance, by “{name}”");
            return vec![Card { big: format!("+{}", number::estimate(points)), unit: "points".to_owned(), what, sure }];
        }
        let (kept, unit) = match arm.measure {
            Measure::People => (kept, "people"),
            Measure::Share => (kept, "of its people"),
        };
        let count = self.compared.arms.len();
        let most = match (count, self.compared.rivals.is_empty() && self.before_best().is_none()) {
            (1, _) => "",
            (_, true) => ", the most of those compared",
            (_, false) => ", though others may keep as many",
        };
        let mut cards =
            vec![Card {
                big: format!("+{kept}"), unit: unit.to_owned(), what: format!("kept by “{name}”{most}"), sure: best.sure() + "."
            }];
        let cost = self.rows().into_iter().find(|row| row.policy.arm.name == best.arm.name).map_or_else(String::new, |row| row.cost);
        let unit = self.compared.unit().to_owned();
        let on = words::day(self.compared.horizon);
        if let Ok([each, low, high]) = arm.each() {
            let sure = format!("On average; {low} to {high} by computing error. It costs {cost} in all, up to {on}.");
            cards.push(Card { big: each, unit, what: format!("for each person that “{name}” keeps"), sure });
        } else if arm.has_price() {
            let [low, high] = words::ends(arm.cost.interval, arm.cost.estimate.mcse, [f64::NEG_INFINITY, f64::INFINITY]);
            let sure = if low == high { format!("Up to {on}.") } else { format!("Up to {on}; {low} to {high} by computing error.") };
            cards.push(Card { big: cost, unit, what: format!("is what “{name}” costs"), sure });
        }
        cards
    }
}

impl Policy<'_> {
    /// What it does for people: `keep about 3 more`; of one person, `raise the chance by 4 points`.
    pub fn does(&self, verb: [&str; 2]) -> String {
        let [keep, raise] = verb;
        let kept = self.arm.kept.estimate;
        if self.policies.compared.roster == 1.0 {
            let points = Estimate { value: 100.0 * kept.value, mcse: 100.0 * kept.mcse };
            return format!("{raise} the chance by {} points", number::estimate(points).trim_start_matches('~'));
        }
        // In a sentence a tenth of a person is enough.
        let rough = Estimate { mcse: kept.mcse.max(0.05), ..kept };
        format!("{keep} {} more", number::estimate(rough).trim_start_matches('~'))
    }

    /// What each person kept costs with its unit, as the end of a sentence: `, at 5.3 years' pay for each of them`.
    pub fn at_a_price(&self, of_whom: &str) -> String {
        let each = self.arm.each.filter(|_| self.policies.compared.roster > 1.0);
        each.map_or_else(String::new, |each| format!(", at {} {of_whom}", self.policies.money(each.estimate)))
    }

    /// What it keeps in 95 of 100 cases, over all that is not known.
    pub fn range(&self) -> String {
        let compared = &self.policies.compared;
        let joined = |[low, high]: [String; 2]| match (low.is_empty(), low == high) {
            (true, _) => None,
            (_, true) => Some(low),
            (_, false) => Some(format!("{low} to {high}")),
        };
        joined(compared.beside(self.arm, self.arm.expected)).unwrap_or_else(|| "not known".to_owned())
    }

    /// How sure what it keeps is, in a sentence.
    fn sure(&self) -> String {
        if self.arm.expected.iter().all(|end| end.is_finite()) {
            format!("On average. From {} in 95 of 100 cases, over all that is not known about the team and the policy", self.range())
        } else {
            let [_, low, high] = self.arm.texts_alone(&self.arm.kept, self.policies.compared.roster);
            if low.is_empty() { "On average".to_owned() } else { format!("On average; {low} to {high} by computing error") }
        }
    }

    /// What each person kept costs, or why that has no answer.
    fn each(&self) -> String {
        match self.arm.each() {
            Ok([each, ..]) => each,
            Err("withheld") => "hidden".to_owned(),
            Err("costs nothing") => "nothing".to_owned(),
            Err("another roster") => "-".to_owned(),
            Err(_) => "no price".to_owned(),
        }
    }

    /// What is to be said of it in a few words.
    pub fn remark(&self) -> String {
        let ([low, high], [expected, _]) = (self.arm.kept.interval, self.arm.expected);
        if !low.is_finite() {
            "too few draws to tell".to_owned()
        } else if low <= 0.0 && high >= 0.0 {
            "may change nothing".to_owned()
        } else if low > 0.0 && expected < 0.0 {
            "might keep fewer".to_owned()
        } else if high < 0.0 {
            "keeps fewer".to_owned()
        } else if !self.arm.dominated_by.is_empty() {
            match &self.arm.dominated_by.iter().map(|name| called(name)).collect::<Vec<_>>()[..] {
                [one] => format!("{one} keeps as many and costs no more"),
                several => format!("{} in turns keep as many and cost no more", words::list(several)),
            }
        } else {
            String::new()
        }
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
        "" => "another file".to_owned(),
        kind => kind.replace('_', " "),
    }
}

/// A choice as the page calls it.
fn called(name: &str) -> String {
    if name == crate::report::NO_POLICY { "doing nothing".to_owned() } else { columns::name(name, usize::MAX) }
}

/// The name of a policy in a sentence.
fn quoted(arm: &Arm) -> String {
    format!("“{}”", arm.known())
}
