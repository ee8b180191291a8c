//! Everything in one JSON document, for programs: `--format json`. And `comparison.json`, the same without the folder and the list of its files.
//!
//! Numbers stand in full; one that is not known is `null`. Nothing in it depends on the machine, the number of threads or the time.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::table::{notes, remarks};
use super::what_if::{self, Asked};
use super::{equal_money, hardest, money, sentence, unit};
use crate::calendar::Date;
use crate::compare::dominance::Dominated;
use crate::compare::icer::CostPerPersonKept;
use crate::compare::value_of_information::Probability;
use crate::compare::verdict::Judged;
use crate::compare::{Compared, Comparison, Measure, Versus};
use crate::diagnostic::escaped;
use crate::equal_money::frontier::{Cheapest, EqualMoney};
use crate::equal_money::scaled::{LeftOut, Scaled};
use crate::equal_money::spending::Point;
use crate::equal_money::wanted::Wanted;
use crate::estimate::Estimate;
use crate::estimate::run_metadata::{Assumption, KnownLastDays};
use crate::estimate::verdict::Judgement;
use crate::report::files::manifest::{Input, Listed, Manifest, Precision, Stopped};
use crate::report::json::Variance;
use crate::report::json_number::{Each, Number, PRICES, Paired, RowsLeftOutByReason, Within, price_word};
use crate::report::json_schema::{Day, Form};
use crate::report::verdicts::{self, VERDICTS};
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
        stopped: manifest.stopped,
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
            value: one.value.into(),
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
    let dated = |(date, point): (&Date, &crate::estimate::Summary)| Dated { date: date.to_string(), number: point.mean.into() };
    let later = Dated { date: comparison.later.to_string(), number: arm.later.into() };
    Arm {
        name: &arm.name,
        scenario: &arm.estimates.metadata.scenario,
        policy: &arm.policy,
        kind: arm.kind,
        happens: arm.happens.as_deref(),
        retained: arm.estimates.metadata.dates.iter().zip(points).map(dated).chain([later]).collect(),
        cost: arm.cost.into(),
        cost_sd: arm.cost_sd.into(),
        begun: arm.begun.map(Number::from),
        budget_spent: arm.spent.map(Number::from),
        items: arm.items.iter().map(|(item, cost)| Item { item, cost: (*cost).into() }).collect(),
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
        measure: versus.measure,
        retained: dates.map(|(date, difference)| On { date: date.to_string(), difference: Paired::from(difference) }).collect(),
        months_gained: Paired::from(&versus.months),
        cost: Paired::from(&versus.cost),
        cost_per_person_kept: versus.price.and_then(Each::of),
        price: price(versus.price),
        under_shared_patience: versus.exit_shifts.map(|exit_shifts| ExitShifts {
            prevented: exit_shifts.prevented.into(),
            postponed: exit_shifts.postponed.into(),
            induced: exit_shifts.induced.into(),
        }),
        luck: versus.split.luck.into(),
        ignorance: versus.split.ignorance.into(),
        luck_share: versus.luck_share.map(Number::from),
        expected: versus.expected,
    }
}

/// What is known of a price in a word or two: one of [`PRICES`], or that rosters differ.
fn price(price: Option<CostPerPersonKept>) -> &'static str {
    price.map_or(ANOTHER_ROSTER, price_word)
}

/// What is said of a price where rosters differ.
const ANOTHER_ROSTER: &str = "another roster";

/// All that can be said of a price.
fn prices() -> Vec<&'static str> {
    PRICES.into_iter().chain([ANOTHER_ROSTER]).collect()
}

fn acceptable<'a>(comparison: &'a Comparison, at: &crate::compare::value_of_information::AtValue) -> AtValue<'a> {
    let options = std::iter::once(0).chain(comparison.options());
    let one = |(option, best): (usize, &Probability)| Best {
        name: &comparison.arms[option].name,
        probability: Within::new(best.estimate, best.interval),
    };
    AtValue { value_per_person: at.value, best: options.zip(&at.best).map(one).collect(), evpi: at.evpi.into() }
}

fn at_equal_money<'a>(comparison: &Comparison, all: &'a EqualMoney) -> AtEqualMoney<'a> {
    let amount = |amount: Estimate| money(comparison, &crate::report::number::estimate(amount));
    let at = |point: &Point| AtPoint { spent: point.spent.into(), cost: point.cost.into(), kept: point.kept.into() };
    // At the level of the budget that is an estimate, too.
    let on_curve = |one: &Scaled, times: f64, point: &Point| {
        if times == one.level { AtPoint { kept: one.kept().into(), ..at(point) } } else { at(point) }
    };
    let level = |one: &'a Scaled| AtLevel {
        name: &one.name,
        level: Estimate { value: one.level, mcse: one.level_mcse }.into(),
        means: equal_money::level(one),
        curve: one.curve.iter().map(|(times, point)| AtTimes { times: *times, point: on_curve(one, *times, point) }).collect(),
        point: AtPoint { kept: one.kept().into(), ..at(&one.point) },
    };
    let left_out =
        |one: &'a LeftOut| NotAtLevel { name: &one.name, why: equal_money::why(one, &amount), point: one.point.as_ref().map(at) };
    let cheapest =
        |one: Cheapest<'a>| CheapestWay { more_people: one.people, policy: one.policy, as_it_is: !one.is_level, spent: one.money.into() };
    AtEqualMoney {
        budget: all.budget,
        policies: all.scaled.iter().map(level).collect(),
        left_out: all.left_out.iter().map(left_out).collect(),
        cheapest: all.cheapest().into_iter().map(cheapest).collect(),
        sentences: equal_money::sentences(comparison, all),
    }
}

/// The document, as `--format json` prints it and as it stands in the folder.
#[derive(Serialize, JsonSchema)]
struct Document<'a> {
    /// Name and version of the form of this document. Keys may be added to it; where one changes or goes, the number grows.
    format: &'static str,
    /// The version of the program.
    version: &'a str,
    /// The name of the scenario that the others are compared with: the first file, without policies.
    reference: &'a str,
    /// The first date of the simulated time.
    #[schemars(with = "Day")]
    start: String,
    /// The horizon: the date at which arms are compared.
    #[schemars(with = "Day")]
    horizon: String,
    /// The date at twice the horizon, up to which trials go on, so that what is only postponed is seen.
    #[schemars(with = "Day")]
    twice_the_horizon: String,
    /// How many researchers are on the opening roster of the reference.
    roster: usize,
    /// Those of the opening roster whose last day is known from the start on; left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    known_last_days: Option<KnownLastDays>,
    /// Rows of the history of which nobody was under observation, by reason; left out where there are none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "RowsLeftOutByReason")]
    rows_left_out: BTreeMap<&'static str, usize>,
    /// How many numbers are drawn from priors that `stayput import` wrote, to be replaced; left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    default_priors: Option<NonZeroUsize>,
    /// The numbers of the reference that are not known, in the order of the scenario; left out where there are none.
    #[serde(skip_serializing_if = "<[Assumption]>::is_empty")]
    assumptions: &'a [Assumption],
    /// The files that were read: the scenarios and what they name.
    inputs: &'a [Input],
    /// The seed of all randomness: a whole number of up to 64 bits.
    seed: u64,
    /// How many trials of each arm were asked for.
    trials_asked: u64,
    /// How many trials of each arm were counted: as many as asked for, made up to whole parameter draws, unless it was stopped or precise
    /// enough before.
    trials: u64,
    /// The parameter draws behind them; as many as trials where nothing is uncertain.
    draws: u64,
    /// As many independent draws would tell as much: fewer than `draws` where rows of a posterior are alike.
    #[schemars(range(min = 0))]
    effective_draws: f64,
    /// How many trials share a parameter draw.
    replications: u64,
    /// Why no further trial was run.
    stopped: Stopped,
    /// Whether a posterior has seen some of what is simulated: then this is a replay, not a forecast.
    hindsight: bool,
    /// The answer: which arm keeps most, or that this cannot be told.
    sentence: String,
    /// The names of the arms that cannot be told from the one that keeps most, in order of effect.
    rivals: Vec<&'a str>,
    /// The unit of all amounts of money: the currency where the scenario names it, `money as in pay`, or `years' pay` where no pay is given.
    money: String,
    /// The mean annual pay of the opening roster of the reference [unit of `money`].
    annual_pay: f64,
    /// What was compared: the reference first, then policies, files and what-ifs in the order in which they were given.
    arms: Vec<Arm<'a>>,
    /// How probably each choice is best, by what keeping a person is worth; null where that cannot be told.
    acceptability: Option<Vec<AtValue<'a>>>,
    /// Why that cannot be told; left out where it is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    acceptability_refused: Option<&'a str>,
    /// The number that was set so that a policy comes to what is wanted of it; with `--solve` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    solved: Option<SolvedFor<'a>>,
    /// The level at which each policy is expected to spend the budget; with a budget only.
    #[serde(skip_serializing_if = "Option::is_none")]
    equal_money: Option<AtEqualMoney<'a>>,
    /// How much less each choice is worth than the best; with `--regret` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    regret: Option<super::regret::Document<'a>>,
    /// What the answer rests on, in sentences; left out where there is nothing to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rests_on: Vec<String>,
    /// What follows from each what-if of the scenario; left out where none is asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    what_ifs: Vec<WhatIf<'a>>,
    /// Who would be hardest to lose, the hardest first; with `--hardest-to-lose` only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hardest_to_lose: Vec<hardest::Document<'a>>,
    /// Notes on single policies.
    notes: Vec<String>,
    /// The sentences that the table has below it.
    remarks: Vec<String>,
    /// What is not told for privacy, and why; left out where all is told.
    #[serde(skip_serializing_if = "<[Withheld]>::is_empty")]
    withheld: &'a [Withheld],
    /// The names of what was asked for and is not told of at all; left out where there are none.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    hidden_policies: &'a [String],
    /// What was asked of the Monte Carlo interval, and what came of it; with `--precision` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<Precision>,
    /// The assertions of the scenarios, and what the results say of them.
    assertions: Vec<Asserted<'a>>,
    /// The folder in which the files are.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    /// The files in the folder beside the manifest, in the order in which they were written.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'a [Listed]>,
}

/// Keys that are printed only.
const PRINTED_ONLY: &[&str] = &["folder", "files"];

/// What `stayput schema --output` knows of it.
pub const FORMS: [Form; 2] = [
    Form::new::<Document<'_>>("compare", "What `stayput compare --format json` prints.", Some(FORMAT)).printed(PRINTED_ONLY),
    Form::new::<Document<'_>>("compare-file", "`comparison.json`, in the folder of a comparison.", Some(FILE_FORMAT))
        .in_folder(PRINTED_ONLY),
];

/// The number that was set so that a policy comes to what is wanted of it.
#[derive(Serialize, JsonSchema)]
struct SolvedFor<'a> {
    /// Where the number stands in the scenario: `policies.refresh.amount`.
    path: &'a str,
    /// The value that was found, in the unit of the number.
    value: Number,
    /// The policy of which something is wanted.
    policy: &'a str,
    /// What is wanted: what it costs, or how many more it keeps.
    #[schemars(extend("enum" = Wanted::NAMES))]
    wanted: &'static str,
    /// How much of that [unit of `money`, or researchers].
    of: f64,
    /// The same in a sentence.
    sentence: String,
}

/// Policies at equal money: the level at which each is expected to spend the budget.
#[derive(Serialize, JsonSchema)]
struct AtEqualMoney<'a> {
    /// The budget [unit of `money`].
    budget: f64,
    /// The policies that were brought to it, in the order of the file.
    policies: Vec<AtLevel<'a>>,
    /// The policies that could not be brought to it, and why.
    left_out: Vec<NotAtLevel<'a>>,
    /// The cheapest way to keep one more, two more and so on, as far as the budget goes.
    cheapest: Vec<CheapestWay<'a>>,
    /// The same in sentences.
    sentences: Vec<String>,
}

/// A policy at the level at which it is expected to spend the budget.
#[derive(Serialize, JsonSchema)]
struct AtLevel<'a> {
    /// The name of the policy.
    name: &'a str,
    /// The level: so many times as much of it as the file says.
    level: Number,
    /// What that is, in words: `a raise of 23 %`.
    means: String,
    /// What it comes to at other levels, in order of what is spent; the level of the budget is the last.
    curve: Vec<AtTimes>,
    #[serde(flatten)]
    point: AtPoint,
}

/// What a policy comes to at a level.
#[derive(Serialize, JsonSchema)]
struct AtTimes {
    /// The level: so many times as much of it as the file says.
    times: f64,
    #[serde(flatten)]
    point: AtPoint,
}

/// What a policy comes to.
#[derive(Serialize, JsonSchema)]
struct AtPoint {
    /// What it is expected to spend up to the horizon, grants up to the last date on which they vest [unit of `money`].
    spent: Number,
    /// What of that is spent by the horizon [unit of `money`].
    cost: Number,
    /// How many more of the opening roster are there at the horizon than without a policy \[researchers\].
    kept: Number,
}

/// A policy that cannot be brought to the budget. What it comes to as it is, or at its largest or least level, stands there where it is told.
#[derive(Serialize, JsonSchema)]
struct NotAtLevel<'a> {
    /// The name of the policy.
    name: &'a str,
    /// Why it cannot.
    why: String,
    #[serde(flatten)]
    point: Option<AtPoint>,
}

/// The cheapest way to keep so many more.
#[derive(Serialize, JsonSchema)]
struct CheapestWay<'a> {
    /// How many more are kept at the horizon \[researchers\].
    more_people: u32,
    /// By which policy.
    policy: &'a str,
    /// Whether that is the policy as the file has it, which cannot be scaled and may keep more; otherwise a level of it.
    as_it_is: bool,
    /// For how much money [unit of `money`].
    spent: Number,
}

/// What follows from a what-if.
#[derive(Serialize, JsonSchema)]
struct WhatIf<'a> {
    /// The name that the scenario gives it.
    name: &'a str,
    /// What happens in it, in words; null where nothing is said of it.
    description: Option<&'a str>,
    /// What follows, in a sentence.
    sentence: String,
    /// How many more are still there at the horizon than without it \[researchers\]; null where that is not told.
    retained: Option<Paired>,
    /// How many it lets leave; left out where it lets none leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    leaving: Option<usize>,
    /// How many more of the others leave by the horizon \[researchers\]; left out where it lets none leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    more_leave: Option<Paired>,
    /// The 95 % range, over all that is not known, of how many more are expected to leave where it lets some leave, else of `retained`; luck is
    /// averaged out. Left out where nothing is uncertain or draws are too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<[f64; 2]>,
    /// The share of trials in which those who are to leave were still there and had not given notice; left out where it lets none leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    happens: Option<Number>,
    /// What the number of others who leave rests on; left out where it lets none leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    rests_on: Option<String>,
    /// What each policy that is in force as well does under it.
    policies: Vec<PolicyThen<'a>>,
}

/// What a policy keeps under a what-if and costs, compared with doing nothing under it.
#[derive(Serialize, JsonSchema)]
struct PolicyThen<'a> {
    /// The name of the policy.
    policy: &'a str,
    /// How many more are there at the horizon \[researchers\]; null where that is not told.
    kept: Option<Paired>,
    /// What it costs up to the horizon [unit of `money`].
    cost: Paired,
    /// What is known of the cost of one more person kept.
    #[schemars(extend("enum" = PRICES))]
    price: &'static str,
    /// That cost; null where it is not finite.
    cost_per_person_kept: Option<Each>,
    /// The same in a sentence.
    sentence: String,
}

fn asked_about<'a>(comparison: &'a Comparison, asked: &Asked<'a>) -> WhatIf<'a> {
    let others = asked.others();
    let then = |(arm, versus): &(&'a Compared, &'a Versus)| PolicyThen {
        policy: &arm.policy,
        kept: versus.retained.last().map(Paired::from),
        cost: Paired::from(&versus.cost),
        price: price(versus.price),
        cost_per_person_kept: versus.price.and_then(Each::of),
        sentence: what_if::policy(arm, versus),
    };
    WhatIf {
        name: asked.name,
        description: asked.arm.event.as_deref(),
        sentence: asked.sentence(comparison),
        retained: asked.arm.kept().as_ref().map(Paired::from),
        leaving: others.map(|others| others.removed),
        more_leave: others.map(|others| Paired::from(&others.leave)),
        expected: others.map_or_else(|| asked.arm.versus.as_ref().and_then(|versus| versus.expected), |others| others.expected),
        happens: others.map(|others| others.happens.into()),
        rests_on: others.map(|others| what_if::rests_on(others.expected.is_some())),
        policies: asked.policies.iter().map(then).collect(),
    }
}

/// An assertion and what the results say of it.
#[derive(Serialize, JsonSchema)]
struct Asserted<'a> {
    /// What it says: policy, metric, group, statistic, date, operator and value.
    claim: &'a str,
    /// Whether it holds, by the 99 % Monte Carlo interval.
    #[schemars(extend("enum" = VERDICTS))]
    verdict: &'static str,
    /// The number that it is about; null where it is not defined.
    #[schemars(with = "Option<f64>")]
    value: f64,
    /// The lower end of the number's 99 % Monte Carlo interval; null where it is not known.
    #[schemars(with = "Option<f64>")]
    low: f64,
    /// The upper end of the number's 99 % Monte Carlo interval; null where it is not known, or has no end.
    #[schemars(with = "Option<f64>")]
    high: f64,
    /// Verdict, claim and what was found, in one line.
    line: String,
}

/// One of the futures that are compared.
#[derive(Serialize, JsonSchema)]
struct Arm<'a> {
    /// What tells it from the others.
    name: &'a str,
    /// The name of its scenario.
    scenario: &'a str,
    /// The name of its policy; `none` without one.
    policy: &'a str,
    /// The kind of that policy, as in scenario files; null without one.
    kind: Option<&'static str>,
    /// The name of the what-if that comes about in it; left out where none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    happens: Option<&'a str>,
    /// How many of the opening roster are there on each date, the last at twice the horizon: means \[researchers\].
    retained: Vec<Dated>,
    /// What its policy costs up to the horizon: the mean [unit of `money`].
    cost: Number,
    /// The standard deviation of that from trial to trial [unit of `money`].
    cost_sd: Number,
    /// The share of trials in which a policy that waits for a condition has begun by the horizon; left out where none waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    begun: Option<Number>,
    /// The share of trials in which a budget could not pay, by the horizon, for something that was then not done or paused; left out without a
    /// budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    budget_spent: Option<Number>,
    /// What each item of the policy costs up to the horizon.
    items: Vec<Item<'a>>,
    /// How it compares with the reference; null for the reference itself.
    versus: Option<Against>,
    /// The arm that keeps as many for less, or the two of which a mixture does; left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1, max = 2))]
    dominated_by: Vec<&'a String>,
    /// The last date on which one of its grants vests, where that is after the horizon; left out elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Day>")]
    vests_until: Option<String>,
}

/// An item of a policy's cost.
#[derive(Serialize, JsonSchema)]
struct Item<'a> {
    /// What it is.
    item: &'a str,
    /// What it costs up to the horizon: the mean [unit of `money`].
    cost: Number,
}

/// A number on a date.
#[derive(Serialize, JsonSchema)]
struct Dated {
    /// The date.
    #[schemars(with = "Day")]
    date: String,
    #[serde(flatten)]
    number: Number,
}

/// How an arm compares with the reference: the arm less the reference, on the same luck.
#[derive(Serialize, JsonSchema)]
struct Against {
    /// Whether `retained` is compared in people, or in shares of opening rosters that are not the same people.
    measure: Measure,
    /// The difference of the number retained on each date, the last at twice the horizon [researchers, or share].
    retained: Vec<On>,
    /// The time gained up to the horizon [months a person of the opening roster].
    months_gained: Paired,
    /// The difference of what is spent up to the horizon [unit of `money`].
    cost: Paired,
    /// What is known of the cost of one more person kept.
    #[schemars(extend("enum" = prices()))]
    price: &'static str,
    /// That cost; null where it is not finite.
    cost_per_person_kept: Option<Each>,
    /// What becomes of exits where both futures share the patience of each person; null where rosters differ.
    under_shared_patience: Option<ExitShifts>,
    /// How far luck alone moves the difference at the horizon: its variance within parameter draws.
    luck: Variance,
    /// How far what is not known moves it: the variance between the expectations of parameter draws.
    ignorance: Variance,
    /// The share of the variance that is luck; null where the difference does not vary.
    luck_share: Option<Number>,
    /// The 95 % range, over all that is not known, of what is expected to be kept at the horizon, luck averaged out; null where nothing is
    /// uncertain or draws are too few.
    expected: Option<[f64; 2]>,
}

/// A difference on a date.
#[derive(Serialize, JsonSchema)]
struct On {
    /// The date.
    #[schemars(with = "Day")]
    date: String,
    #[serde(flatten)]
    difference: Paired,
}

/// Exits of the opening roster by the horizon where both futures share patience. People kept are prevented + postponed - induced \[researchers\].
#[derive(Serialize, JsonSchema)]
struct ExitShifts {
    /// Gone at the horizon without the policy; there with it, and at twice the horizon too.
    prevented: Number,
    /// Gone at the horizon without the policy; there with it, but gone at twice the horizon.
    postponed: Number,
    /// There at the horizon without the policy; gone with it.
    induced: Number,
}

/// Which choice is best at one value of a person kept.
#[derive(Serialize, JsonSchema)]
struct AtValue<'a> {
    /// What keeping one person is worth [unit of `money`].
    value_per_person: f64,
    /// How probably each choice is best: doing nothing first, then the policies.
    best: Vec<Best<'a>>,
    /// What knowing all that is not known would be worth before choosing: the expected value of perfect information [unit of `money`].
    evpi: Number,
}

/// How probably a choice is best.
#[derive(Serialize, JsonSchema)]
struct Best<'a> {
    /// The name of the arm.
    name: &'a str,
    /// The probability that it is best.
    probability: Within,
}
