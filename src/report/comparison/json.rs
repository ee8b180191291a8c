//! Everything in one JSON document, for programs: `--format json`. And `comparison.json`, the same without the folder and the list of its files.
//!
//! Numbers stand in full; one that is not known is `null`. Nothing in it depends on the machine, the number of threads or the time.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use serde::Serialize;

use super::table::{notes, remarks};
use super::what_if::{self, Asked};
use super::{equal_money, hardest, money, sentence, unit};
use crate::calendar::Date;
use crate::compare::dominance::Dominated;
use crate::compare::icer::CostPerPersonKept;
use crate::compare::value_of_information::Probability;
use crate::compare::verdict::Judged;
use crate::compare::{Compared, Comparison, Difference, Measure, Versus};
use crate::diagnostic::escaped;
use crate::equal_money::frontier::{Cheapest, EqualMoney};
use crate::equal_money::scaled::{LeftOut, Scaled};
use crate::equal_money::spending::Point;
use crate::estimate::Estimate;
use crate::estimate::run_metadata::{Assumption, KnownLastDays};
use crate::estimate::verdict::Judgement;
use crate::report::files::manifest::{Input, Listed, Manifest, Precision};
use crate::report::verdicts;
use crate::simulate::model::published::Withheld;

/// Name and version of the document's form: keys may be added to it; where one changes or goes, the number grows.
pub const FORMAT: &str = "stayput-compare/1";

/// The file in the folder of a comparison.
pub const NAME: &str = "comparison.json";

/// Name and version of its form, by the same rule.
pub const FILE_FORMAT: &str = "stayput-compare-file/1";

/// The document, ending in a line feed. `folder` is where the files are.
pub fn render(comparison: &Comparison, judged: &[Judged], manifest: &Manifest, folder: &Path) -> String {
    let folder = Some(folder.to_string_lossy().into_owned());
    text(&Document { format: FORMAT, folder, files: Some(&manifest.files), ..alone(comparison, judged, manifest) })
}

/// Writes `comparison.json`: the document without the folder and the list of its files.
///
/// # Errors
/// Where the output cannot be written.
pub fn write(out: &mut dyn Write, comparison: &Comparison, judged: &[Judged], manifest: &Manifest) -> io::Result<()> {
    out.write_all(escaped(&text(&alone(comparison, judged, manifest))).as_bytes())
}

/// What does not depend on where the files are.
fn alone<'a>(comparison: &'a Comparison, judged: &'a [Judged], manifest: &'a Manifest) -> Document<'a> {
    let metadata = &comparison.reference().estimates.metadata;
    let (acceptability, refused) = match &comparison.acceptability {
        Ok(values) => (Some(values.iter().map(|at| acceptable(comparison, at)).collect()), None),
        Err(reason) => (None, Some(reason.as_str())),
    };
    Document {
        format: FILE_FORMAT,
        version: &manifest.version,
        reference: &metadata.scenario,
        start: metadata.start().to_string(),
        horizon: metadata.horizon().to_string(),
        twice_the_horizon: comparison.later.to_string(),
        roster: metadata.roster,
        known_last_days: metadata.known_last_days,
        rows_left_out: crate::report::sentence::rows_left_out(metadata),
        default_priors: metadata.default_priors,
        assumptions: &metadata.assumptions,
        inputs: &manifest.inputs,
        seed: manifest.seed,
        trials_asked: manifest.trials_asked,
        trials: comparison.trials,
        draws: comparison.draws,
        effective_draws: comparison.clusters.effective(),
        replications: comparison.replications,
        stopped: manifest.stopped.name(),
        hindsight: metadata.hindsight,
        sentence: sentence::best(comparison),
        rivals: comparison.rivals.iter().map(|&index| comparison.arms[index].name.as_str()).collect(),
        money: unit(comparison),
        annual_pay: comparison.annual_pay,
        arms: comparison.arms.iter().map(|arm| described(comparison, arm)).collect(),
        acceptability,
        acceptability_refused: refused,
        solved: comparison.solved.as_ref().map(|one| SolvedFor {
            path: &one.path,
            value: number(one.value),
            policy: &one.policy,
            wanted: one.wanted.name(),
            of: one.wanted.value(),
            sentence: equal_money::solved(comparison, one),
        }),
        equal_money: comparison.equal_money.as_ref().map(|all| at_equal_money(comparison, all)),
        regret: super::regret::document(comparison),
        rests_on: crate::report::sentence::inputs(metadata).into_iter().filter(|line| !line.is_empty()).collect(),
        what_ifs: what_if::all(comparison).iter().map(|asked| asked_about(comparison, asked)).collect(),
        hardest_to_lose: hardest::documents(comparison),
        notes: notes(comparison),
        remarks: remarks(comparison, manifest),
        withheld: &comparison.withheld,
        hidden_policies: &comparison.hidden,
        precision: manifest.precision,
        assertions: judged.iter().map(asserted).collect(),
        folder: None,
        files: None,
    }
}

fn text(document: &Document<'_>) -> String {
    // Neither map keys that are no text nor anything else that could fail is in the document.
    serde_json::to_string_pretty(document).map_or_else(|_| String::new(), |json| json + "\n")
}

fn asserted(judged: &Judged) -> Asserted<'_> {
    let Judgement { verdict, estimate, interval: [low, high] } = judged.judgement;
    let value = estimate.map_or(f64::NAN, |estimate| estimate.value);
    Asserted { claim: &judged.claim, verdict: verdicts::word(verdict), value, low, high, line: judged.line() }
}

fn described<'a>(comparison: &'a Comparison, arm: &'a Compared) -> Arm<'a> {
    let points = &arm.estimates.retained().points;
    let dated = |(date, point): (&Date, &crate::estimate::Summary)| Dated { date: date.to_string(), number: number(point.mean) };
    let later = Dated { date: comparison.later.to_string(), number: number(arm.later) };
    Arm {
        name: &arm.name,
        scenario: &arm.estimates.metadata.scenario,
        policy: &arm.policy,
        kind: arm.kind,
        happens: arm.happens.as_deref(),
        retained: arm.estimates.metadata.dates.iter().zip(points).map(dated).chain([later]).collect(),
        cost: number(arm.cost),
        cost_sd: number(arm.cost_sd),
        begun: arm.begun.map(number),
        budget_spent: arm.spent.map(number),
        items: arm.items.iter().map(|(item, cost)| Item { item, cost: number(*cost) }).collect(),
        versus: arm.versus.as_ref().map(|versus| against(comparison, arm, versus)),
        dominated_by: match arm.dominated {
            Some(Dominated::By(other)) => vec![&comparison.arms[other].name],
            Some(Dominated::ByMixture(a, b)) => vec![&comparison.arms[a].name, &comparison.arms[b].name],
            None => Vec::new(),
        },
        vests_until: arm.unvested.iter().map(|grant| grant.last.to_string()).max(),
    }
}

fn against(comparison: &Comparison, arm: &Compared, versus: &Versus) -> Against {
    let dates = arm.estimates.metadata.dates.iter().zip(&versus.retained).chain([(&comparison.later, &versus.later)]);
    Against {
        measure: match versus.measure {
            Measure::People => "people",
            Measure::Share => "share",
        },
        retained: dates.map(|(date, difference)| On { date: date.to_string(), difference: paired(difference) }).collect(),
        months_gained: paired(&versus.months),
        cost: paired(&versus.cost),
        cost_per_person_kept: each(versus.price),
        price: price(versus.price),
        under_shared_patience: versus.exit_shifts.map(|exit_shifts| ExitShifts {
            prevented: number(exit_shifts.prevented),
            postponed: number(exit_shifts.postponed),
            induced: number(exit_shifts.induced),
        }),
        luck: Variance { variance: number(versus.split.luck) },
        ignorance: Variance { variance: number(versus.split.ignorance) },
        luck_share: versus.luck_share.map(number),
        expected: versus.expected,
    }
}

/// What keeping one more person costs, where that is finite.
fn each(price: Option<CostPerPersonKept>) -> Option<Each> {
    match price {
        Some(CostPerPersonKept::Of { value, interval: [low, high] }) => Some(Each { value, low, high }),
        _ => None,
    }
}

/// What is known of that in a word or two.
fn price(price: Option<CostPerPersonKept>) -> &'static str {
    match price {
        Some(CostPerPersonKept::Of { .. }) => "finite",
        Some(CostPerPersonKept::NotFinite) => "no finite price",
        Some(CostPerPersonKept::KeepsFewer) => "keeps fewer",
        Some(CostPerPersonKept::Unpriced) => "costs nothing",
        Some(CostPerPersonKept::Withheld) => "withheld",
        None => "another roster",
    }
}

fn acceptable<'a>(comparison: &'a Comparison, at: &crate::compare::value_of_information::AtValue) -> AtValue<'a> {
    let options = std::iter::once(0).chain(comparison.options());
    let one = |(option, best): (usize, &Probability)| {
        let (Estimate { value, mcse }, [low, high]) = (best.estimate, best.interval);
        Best { name: &comparison.arms[option].name, probability: Within { value, mcse, low, high } }
    };
    AtValue { value_per_person: at.value, best: options.zip(&at.best).map(one).collect(), evpi: number(at.evpi) }
}

fn at_equal_money<'a>(comparison: &Comparison, all: &'a EqualMoney) -> AtEqualMoney<'a> {
    let amount = |amount: Estimate| money(comparison, &crate::report::number::estimate(amount));
    let at = |times: Option<f64>, point: &Point| AtPoint {
        times,
        spent: number(point.spent),
        cost: number(point.cost),
        kept: number(point.kept),
    };
    let level = |one: &'a Scaled| AtLevel {
        name: &one.name,
        level: Number { value: one.level, mcse: one.level_mcse },
        means: equal_money::level(one),
        curve: one.curve.iter().map(|(level, point)| at(Some(*level), point)).collect(),
        point: AtPoint { kept: number(one.kept()), ..at(None, &one.point) },
    };
    let left_out = |one: &'a LeftOut| NotAtLevel {
        name: &one.name,
        why: equal_money::why(one, &amount),
        point: one.point.as_ref().map(|point| at(None, point)),
    };
    let cheapest =
        |one: Cheapest<'a>| CheapestWay { more_people: one.people, policy: one.policy, as_it_is: !one.is_level, spent: number(one.money) };
    AtEqualMoney {
        budget: all.budget,
        policies: all.scaled.iter().map(level).collect(),
        left_out: all.left_out.iter().map(left_out).collect(),
        cheapest: all.cheapest().into_iter().map(cheapest).collect(),
        sentences: equal_money::sentences(comparison, all),
    }
}

fn number(Estimate { value, mcse }: Estimate) -> Number {
    Number { value, mcse }
}

fn paired(difference: &Difference) -> Paired {
    let [low, high] = difference.interval();
    let Estimate { value, mcse } = difference.estimate;
    Paired { value, mcse, low, high, pairing_gain: difference.pairing_gain }
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: &'a str,
    reference: &'a str,
    start: String,
    horizon: String,
    twice_the_horizon: String,
    roster: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    known_last_days: Option<KnownLastDays>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    rows_left_out: BTreeMap<&'static str, usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_priors: Option<NonZeroUsize>,
    #[serde(skip_serializing_if = "<[Assumption]>::is_empty")]
    assumptions: &'a [Assumption],
    inputs: &'a [Input],
    seed: u64,
    trials_asked: u64,
    trials: u64,
    draws: u64,
    effective_draws: f64,
    replications: u64,
    stopped: &'static str,
    hindsight: bool,
    sentence: String,
    rivals: Vec<&'a str>,
    money: String,
    annual_pay: f64,
    arms: Vec<Arm<'a>>,
    acceptability: Option<Vec<AtValue<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acceptability_refused: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    solved: Option<SolvedFor<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    equal_money: Option<AtEqualMoney<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    regret: Option<super::regret::Document<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rests_on: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    what_ifs: Vec<WhatIf<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hardest_to_lose: Vec<hardest::Document<'a>>,
    notes: Vec<String>,
    remarks: Vec<String>,
    #[serde(skip_serializing_if = "<[Withheld]>::is_empty")]
    withheld: &'a [Withheld],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    hidden_policies: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<Precision>,
    assertions: Vec<Asserted<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'a [Listed]>,
}

/// The number that was set so that a policy comes to what is wanted of it: its cost, or people kept, of so much.
#[derive(Serialize)]
struct SolvedFor<'a> {
    path: &'a str,
    value: Number,
    policy: &'a str,
    wanted: &'static str,
    of: f64,
    sentence: String,
}

/// Policies at equal money: the level at which each is expected to spend the budget.
#[derive(Serialize)]
struct AtEqualMoney<'a> {
    budget: f64,
    policies: Vec<AtLevel<'a>>,
    left_out: Vec<NotAtLevel<'a>>,
    cheapest: Vec<CheapestWay<'a>>,
    sentences: Vec<String>,
}

#[derive(Serialize)]
struct AtLevel<'a> {
    name: &'a str,
    level: Number,
    means: String,
    curve: Vec<AtPoint>,
    #[serde(flatten)]
    point: AtPoint,
}

#[derive(Serialize)]
struct AtPoint {
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<f64>,
    spent: Number,
    cost: Number,
    kept: Number,
}

#[derive(Serialize)]
struct NotAtLevel<'a> {
    name: &'a str,
    why: String,
    #[serde(flatten)]
    point: Option<AtPoint>,
}

#[derive(Serialize)]
struct CheapestWay<'a> {
    more_people: u32,
    policy: &'a str,
    as_it_is: bool,
    spent: Number,
}

/// What is said of a what-if. Retained: how many more are still there at the horizon than without it. More leave: of those whom it does not let leave, up to the horizon. It happens in the share of trials in
/// which those who are to leave were still there and had not given notice. Expected is the range, over all that is not known, of how many
/// more leave where it lets some leave, and of retained elsewhere.
#[derive(Serialize)]
struct WhatIf<'a> {
    name: &'a str,
    description: Option<&'a str>,
    sentence: String,
    retained: Option<Paired>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leaving: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    more_leave: Option<Paired>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<[f64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    happens: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rests_on: Option<&'static str>,
    policies: Vec<PolicyThen<'a>>,
}

/// What a policy keeps under a what-if and costs, compared with doing nothing under it.
#[derive(Serialize)]
struct PolicyThen<'a> {
    policy: &'a str,
    kept: Option<Paired>,
    cost: Paired,
    price: &'static str,
    cost_per_person_kept: Option<Each>,
    sentence: String,
}

fn asked_about<'a>(comparison: &'a Comparison, asked: &Asked<'a>) -> WhatIf<'a> {
    let others = asked.others();
    let then = |(arm, versus): &(&'a Compared, &'a Versus)| PolicyThen {
        policy: &arm.policy,
        kept: versus.retained.last().map(paired),
        cost: paired(&versus.cost),
        price: price(versus.price),
        cost_per_person_kept: each(versus.price),
        sentence: what_if::policy(arm, versus),
    };
    WhatIf {
        name: asked.name,
        description: asked.arm.event.as_deref(),
        sentence: asked.sentence(comparison),
        retained: asked.arm.kept().as_ref().map(paired),
        leaving: others.map(|others| others.removed),
        more_leave: others.map(|others| paired(&others.leave)),
        expected: others.map_or_else(|| asked.arm.versus.as_ref().and_then(|versus| versus.expected), |others| others.expected),
        happens: others.map(|others| number(others.happens)),
        rests_on: others.map(|_| what_if::RESTS_ON),
        policies: asked.policies.iter().map(then).collect(),
    }
}

#[derive(Serialize)]
struct Asserted<'a> {
    claim: &'a str,
    verdict: &'static str,
    value: f64,
    low: f64,
    high: f64,
    line: String,
}

#[derive(Serialize)]
struct Arm<'a> {
    name: &'a str,
    scenario: &'a str,
    policy: &'a str,
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    happens: Option<&'a str>,
    retained: Vec<Dated>,
    cost: Number,
    cost_sd: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    begun: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget_spent: Option<Number>,
    items: Vec<Item<'a>>,
    versus: Option<Against>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dominated_by: Vec<&'a String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vests_until: Option<String>,
}

#[derive(Serialize)]
struct Item<'a> {
    item: &'a str,
    cost: Number,
}

#[derive(Serialize)]
struct Dated {
    date: String,
    #[serde(flatten)]
    number: Number,
}

#[derive(Serialize)]
struct Against {
    measure: &'static str,
    retained: Vec<On>,
    months_gained: Paired,
    cost: Paired,
    price: &'static str,
    cost_per_person_kept: Option<Each>,
    under_shared_patience: Option<ExitShifts>,
    luck: Variance,
    ignorance: Variance,
    luck_share: Option<Number>,
    expected: Option<[f64; 2]>,
}

#[derive(Serialize)]
struct On {
    date: String,
    #[serde(flatten)]
    difference: Paired,
}

/// A difference with its error, its 95 % interval, and what pairing gained.
#[derive(Serialize)]
struct Paired {
    value: f64,
    mcse: f64,
    low: f64,
    high: f64,
    pairing_gain: f64,
}

/// A number with its error and its 95 % interval.
#[derive(Serialize)]
struct Within {
    value: f64,
    mcse: f64,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct Each {
    value: f64,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct ExitShifts {
    prevented: Number,
    postponed: Number,
    induced: Number,
}

#[derive(Serialize)]
struct Variance {
    variance: Number,
}

#[derive(Serialize)]
struct AtValue<'a> {
    value_per_person: f64,
    best: Vec<Best<'a>>,
    evpi: Number,
}

#[derive(Serialize)]
struct Best<'a> {
    name: &'a str,
    probability: Within,
}

/// A number with its Monte Carlo standard error.
#[derive(Serialize)]
struct Number {
    value: f64,
    mcse: f64,
}
