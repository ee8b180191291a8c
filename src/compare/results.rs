//! What a comparison says: of each arm what a run says, and its differences from the reference.

use std::sync::Arc;

use super::arms::Arm;
use super::dominance::{Choice, Dominated, dominated, tail};
use super::grants::{Unvested, unvested};
use super::icer::CostPerPersonKept;
use super::joint::{Means, Told};
use super::paired_outcomes::{MONTH_UNITS, Measure, SHARE_UNITS};
use super::paired_sums::{ArmSums, PairSums};
use super::regression::{Known, OfShares, Share, Surrogate};
use super::regret::{self, OverCases};
use super::value_of_information::{AtValue, LEAST_DRAWS, VALUES, with_regret};
use super::workers::{Counts, Row, Study};
use crate::calendar::{DAYS_PER_YEAR, Date, days_between};
use crate::equal_money::frontier::EqualMoney;
use crate::equal_money::wanted::Solved;
use crate::estimate::costs::COARSE;
use crate::estimate::tally::Tally;
use crate::estimate::variance_components::VarianceComponents;
use crate::estimate::{Estimate, Estimates, Figure, Group, Metric, Split};
use crate::scenario::Unknown;
use crate::scenario::policy::Policy;
use crate::simulate::model::published::Withheld;
use crate::simulate::world::expected::Alone;
use crate::statistics::cluster_sums::ClusterSums;
use crate::statistics::clusters::Clusters;

/// What is not known, or not told.
const UNKNOWN: Estimate = Estimate { value: f64::NAN, mcse: f64::NAN };

/// All that a comparison says.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The arms, the reference first, the others in the order of the files.
    pub arms: Vec<Compared>,
    /// Twice the horizon.
    pub later: Date,
    /// Trials of each arm.
    pub trials: u64,
    /// Parameter draws behind them.
    pub draws: u64,
    /// Trials that share a draw.
    pub replications: u64,
    /// How much the draws bear, for a number that rests on all arms.
    pub clusters: Clusters,
    /// Mean annual pay of the reference's opening roster [unit of pay].
    pub annual_pay: f64,
    /// Whether pay stands for money: false where all of it is 1, so that costs are in years' pay.
    pub has_pay: bool,
    /// What the unit of pay is called, where the scenario says so.
    pub currency: Option<String>,
    /// The levels of policies, where each spends the same.
    pub equal_money: Option<EqualMoney>,
    /// Whether it asks who would be hardest to lose: the what-ifs are then the exits of one after another.
    pub asks_who_is_hardest_to_lose: bool,
    /// The number that was set so that a policy comes to what is wanted of it, if one was.
    pub solved: Option<Solved>,
    /// What is not told, and why.
    pub withheld: Vec<Withheld>,
    /// The names of what was asked for and is not told of at all.
    pub hidden: Vec<String>,
    /// Those of them that are policies, which one could have chosen.
    pub hidden_choices: Vec<String>,
    /// Differences that assertions ask for besides those from the reference: which arm less which.
    pub further: Vec<([usize; 2], Versus)>,
    /// The arms that cannot be told from the one that keeps most at the horizon by the point estimates, in order of effect.
    pub rivals: Vec<usize>,
    /// Which option is best at each value of a person kept, or why that cannot be said. Options are the reference and all arms of
    /// [`Comparison::options`].
    pub acceptability: Result<Vec<AtValue>, String>,
    /// Regret over the scenarios compared; nothing where there is one, or no policy in all.
    pub over_cases: Option<OverCases>,
    /// Whether regret is told.
    pub tells_regret: bool,
}

/// An arm, and how it compares.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// What tells it from the others.
    pub name: String,
    /// The policy's name, or `none`.
    pub policy: String,
    /// The kind of the policy, if there is one.
    pub kind: Option<&'static str>,
    /// The file, by its place among those compared.
    pub file: usize,
    /// The what-if that comes about, where one does.
    pub happens: Option<String>,
    /// What happens in it, in words.
    pub event: Option<String>,
    /// What a run of it says; the scenario's name is unique among the files compared.
    pub estimates: Estimates,
    /// Retained at twice the horizon.
    pub later: Estimate,
    /// What each item costs up to the horizon [unit of pay]: its name, and the mean of a trial.
    pub items: Vec<(String, Estimate)>,
    /// What they cost together.
    pub cost: Estimate,
    /// Standard deviation of that from trial to trial.
    pub cost_sd: Estimate,
    /// Share of trials in which a policy that waits for a condition has begun by the horizon; `None` where none waits.
    pub begun: Option<Estimate>,
    /// Share of trials in which a budget could not pay, by the horizon, for something that was then not done or paused; `None` without a
    /// budget.
    pub spent: Option<Estimate>,
    /// Time a person is there up to the horizon \[months\].
    pub months: Estimate,
    /// How it compares with the reference; `None` for the reference itself.
    pub versus: Option<Versus>,
    /// Why nobody should buy it, by the indices of other arms; never for what is no option to choose.
    pub dominated: Option<Dominated>,
    /// Its grants that still vest at the horizon.
    pub unvested: Vec<Unvested>,
}

/// How an arm compares with the reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Versus {
    /// Whether retained is compared in people or in shares of the opening roster.
    pub measure: Measure,
    /// Retained on each date of the metadata.
    pub retained: Vec<Difference>,
    /// Retained at twice the horizon.
    pub later: Difference,
    /// Luck and ignorance of the difference at the horizon.
    pub split: Split,
    /// The 95 % range, over all that is not known, of what is expected to be kept at the horizon, luck averaged out by regression on the
    /// parameters; `None` where nothing is uncertain or draws are too few.
    pub expected: Option<[f64; 2]>,
    /// Luck's share of the difference's variance; `None` where it does not vary.
    pub luck_share: Option<Estimate>,
    /// Restricted mean time gained up to the horizon [months a person of the opening roster].
    pub months: Difference,
    /// Cost up to the horizon [unit of pay].
    pub cost: Difference,
    /// What keeping one more person costs; under a what-if compared with doing nothing under it; `None` where rosters differ.
    pub price: Option<CostPerPersonKept>,
    /// What becomes of exits where both futures share patience; `None` where rosters differ.
    pub exit_shifts: Option<ExitShifts>,
    /// What becomes of the others, where a what-if lets some leave.
    pub others: Option<Others>,
}

/// What becomes of those whom a what-if does not let leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Others {
    /// How many it lets leave.
    pub removed: usize,
    /// How many more of the others have left at the horizon.
    pub leave: Difference,
    /// The 95 % range of that, over all that is not known, luck averaged out by regression on the parameters; `None` where nothing is
    /// uncertain or draws are too few.
    pub expected: Option<[f64; 2]>,
    /// In which share of trials, on average over those it lets leave, they were there until then and had not given notice.
    pub happens: Estimate,
}

/// A mean difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The mean over trials and its error, paired, clustered by draw.
    pub estimate: Estimate,
    /// Variance of the difference of two independent runs over that of the paired one; not a number where either is 0.
    pub pairing_gain: f64,
    /// Standard errors from the mean to either end of the 95 % interval.
    pub errors: f64,
    /// What the mean lies within, whatever it is.
    pub within: [f64; 2],
}

impl Difference {
    /// A number that is no difference, from some draws: its pairing gains nothing.
    pub fn alone(estimate: Estimate, clusters: &Clusters, within: [f64; 2]) -> Self {
        Self { estimate, pairing_gain: f64::NAN, errors: clusters.errors(0.025), within }
    }

    /// The 95 % Monte Carlo interval.
    pub fn interval(&self) -> [f64; 2] {
        let half = if self.estimate.mcse == 0.0 { 0.0 } else { self.errors * self.estimate.mcse };
        self.estimate.interval(half, self.within)
    }
}

/// Exits of the opening roster by the horizon, where both futures share patience. People kept at the horizon are
/// prevented + postponed - induced, exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExitShifts {
    /// Gone at the horizon without; there with it, and at twice the horizon too.
    pub prevented: Estimate,
    /// Gone at the horizon without; there with it, but gone at twice the horizon.
    pub postponed: Estimate,
    /// There at the horizon without; gone with it.
    pub induced: Estimate,
}

impl Compared {
    /// The difference of retained at the horizon.
    pub fn kept(&self) -> Option<Difference> {
        self.versus.as_ref().and_then(|versus| versus.retained.last().copied())
    }
}

impl Comparison {
    /// The reference.
    pub fn reference(&self) -> &Compared {
        &self.arms[0]
    }

    /// How a policy under a what-if compares with doing nothing under it, and the index of that arm; `None` for all others.
    pub fn beside(&self, index: usize) -> Option<(usize, &Versus)> {
        let arm = &self.arms[index];
        let is_beside = |other: &Compared| other.happens == arm.happens && other.policy == crate::scenario::policy::NO_POLICY;
        arm.happens.as_ref()?;
        self.further
            .iter()
            .find(|([with, without], _)| *with == index && is_beside(&self.arms[*without]))
            .map(|([_, without], versus)| (*without, versus))
    }

    /// The indices of the arms that one can choose to buy: policies on the reference's roster.
    pub fn options(&self) -> Vec<usize> {
        let is_option = |arm: &Compared| {
            let can_be_bought = |versus: &Versus| versus.measure == Measure::People && versus.price != Some(CostPerPersonKept::Withheld);
            arm.happens.is_none() && arm.policy != crate::scenario::policy::NO_POLICY && arm.versus.as_ref().is_some_and(can_be_bought)
        };
        (0..self.arms.len()).filter(|&index| is_option(&self.arms[index])).collect()
    }

    /// The indices of all arms but the reference and those under a what-if, by effect: those that keep most first.
    pub fn by_effect(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (1..self.arms.len()).filter(|&index| self.arms[index].happens.is_none()).collect();
        let effect = |index: usize| {
            let scale = match self.arms[index].versus.as_ref().map(|versus| versus.measure) {
                Some(Measure::Share) => self.reference().estimates.metadata.roster as f64,
                _ => 1.0,
            };
            self.arms[index].kept().map_or(f64::NAN, |kept| kept.estimate.value * scale)
        };
        order.sort_by(|&a, &b| effect(b).total_cmp(&effect(a)));
        order
    }
}

/// What is said of counts.
pub(super) fn comparison(study: &Study<'_>, mut counts: Counts) -> Comparison {
    let tallies: Vec<Arc<Tally>> = std::mem::take(&mut counts.blocks).into_iter().map(|block| Arc::new(block.into_tally())).collect();
    let counts = &counts;
    let (draws, replications) = (counts.draws, study.replications());
    let arms = (0..study.arms.len()).map(|index| compared(study, counts, &tallies, index)).collect();
    let scenario = study.arms[0].scenario;
    let pay: f64 = scenario.opening().map(|person| scenario.roster.researchers[person].pay).sum();
    let mut comparison = Comparison {
        arms,
        later: study.models[0].reach,
        trials: draws * replications,
        draws,
        replications,
        clusters: study.clusters(&(0..study.arms.len()).collect::<Vec<_>>(), draws),
        annual_pay: pay / study.roster().max(1) as f64,
        has_pay: scenario.has_pay(),
        currency: study.arms[0].scenario.currency.clone(),
        equal_money: None,
        asks_who_is_hardest_to_lose: false,
        solved: None,
        withheld: study.withheld.clone(),
        hidden: Vec::new(),
        hidden_choices: Vec::new(),
        further: further(study, counts, &tallies),
        rivals: Vec::new(),
        acceptability: Ok(Vec::new()),
        over_cases: None,
        tells_regret: false,
    };
    for index in 1..comparison.arms.len() {
        let price = comparison.beside(index).map(|(_, versus)| versus.price);
        if let (Some(price), Some(versus)) = (price, &mut comparison.arms[index].versus) {
            versus.price = price;
        }
    }
    let options = comparison.options();
    let indices: Vec<usize> = std::iter::once(0).chain(options.iter().copied()).collect();
    let means = means(study, counts);
    let choices: Vec<Choice> = indices.iter().map(|index| index.checked_sub(1).map(|place| [2 * place, 2 * place + 1])).collect();
    let sure = Means { errors: comparison.clusters.errors(tail(choices.len())), ..means.clone() };
    // What is the same in all of a few draws may be otherwise in others.
    let found = if comparison.clusters.are_few() { Vec::new() } else { dominated(&choices, &sure) };
    for (place, found) in found.into_iter().enumerate() {
        comparison.arms[indices[place]].dominated = found.map(|why| match why {
            Dominated::By(other) => Dominated::By(indices[other]),
            Dominated::ByMixture(a, b) => Dominated::ByMixture(indices[a], indices[b]),
        });
    }
    if let [first, others @ ..] = &comparison.by_effect()[..] {
        let is_rival = |other: &usize| means.told(&[(2 * (first - 1), 1.0), (2 * (other - 1), -1.0)]) != Told::Positive;
        comparison.rivals = others.iter().copied().filter(is_rival).collect();
    }
    explain(study, &counts.rows, &mut comparison, &options);
    let values = VALUES.map(|value| value * comparison.annual_pay);
    comparison.over_cases = regret::over_cases(&comparison, &means, &values);
    comparison
}

/// People kept at the horizon (of the reference's roster, where shares are compared) and cost of all arms but the reference, by turns.
fn means(study: &Study<'_>, counts: &Counts) -> Means {
    let all: Vec<usize> = (0..study.arms.len()).collect();
    let people = |pair: &PairSums| if pair.measure() == Measure::Share { pair.units() / study.roster() as f64 } else { pair.units() };
    let units = counts.of_pairs.iter().take(study.arms.len() - 1).flat_map(|pair| [people(pair), 1.0 / study.unit]);
    counts.joint.means(&study.clusters(&all, counts.draws), &units.collect::<Vec<f64>>())
}

/// What is said of the pairs that only assertions ask for.
fn further(study: &Study<'_>, counts: &Counts, tallies: &[Arc<Tally>]) -> Vec<([usize; 2], Versus)> {
    let pairs = study.pairs.iter().zip(&counts.of_pairs).skip(study.arms.len() - 1);
    pairs.map(|(&pair, sums)| (pair, versus(study, counts, tallies, sums, pair))).collect()
}

/// What is said of one arm.
fn compared(study: &Study<'_>, counts: &Counts, tallies: &[Arc<Tally>], index: usize) -> Compared {
    let clusters = study.clusters(&[index], counts.draws);
    let (arm, sums) = (&study.arms[index], &counts.of_arms[index]);
    let mut estimates = study.metadata_of[index].estimates(Arc::clone(&tallies[index]));
    estimates.metadata.scenario.clone_from(&arm.label);
    let cost_sd = VarianceComponents::new(&sums.spread, &clusters).sd();
    let coarse = 1.0 / study.unit / COARSE as f64;
    let is_told = study.models[index].told().costs;
    let spread = if is_told { Estimate { value: cost_sd.value / coarse, mcse: cost_sd.mcse / coarse } } else { UNKNOWN };
    let cost = if is_told { sums.cost.mean(&clusters, 1.0 / study.unit) } else { UNKNOWN };
    if arm.policy.is_some() && is_told {
        estimates.figures.push(Figure { metric: Metric::Cost, group: Group::All, estimate: cost, sd: Some(spread) });
    }
    let money = 1.0 / study.unit;
    let items = study.models[index].cost_items();
    let item = |(item, moments): (crate::simulate::policies::costs::Item, &ClusterSums)| {
        let part = &arm.scenario.policies[item.policy].name;
        let name = if Some(item.policy) == arm.policy { item.what.name().to_owned() } else { format!("{part}.{}", item.what.name()) };
        (name, moments.mean(&clusters, money))
    };
    let in_force = || study.models[index].policies.iter().map(|&policy| &arm.scenario.policies[policy]);
    let waits = in_force().any(|policy| policy.condition.is_some());
    let is_limited = |policy: &Policy| policy.budget.total.is_some() || policy.budget.per_year.is_some();
    let has_budget = in_force().any(is_limited);
    let [begun, spent] = sums.turns.each_ref().map(|turns| turns.mean(&clusters, 1.0));
    let later = |of: &ArmSums| VarianceComponents::new(&of.later, &clusters).mean();
    Compared {
        name: arm.name(),
        policy: arm.policy_name().to_owned(),
        kind: arm.policy.map(|policy| arm.scenario.policies[policy].kind),
        file: arm.file,
        happens: arm.scenario.happens.clone(),
        event: arm.scenario.event(),
        later: later(sums),
        items: items.into_iter().zip(&sums.items).filter(|_| is_told).map(item).collect(),
        cost,
        cost_sd: spread,
        begun: waits.then_some(begun),
        spent: has_budget.then_some(spent),
        months: sums.months.mean(&clusters, MONTH_UNITS),
        versus: index.checked_sub(1).map(|pair| versus(study, counts, tallies, &counts.of_pairs[pair], [index, 0])),
        dominated: None,
        unvested: unvested(arm),
        estimates,
    }
}

/// How an arm compares with the reference.
fn versus(study: &Study<'_>, counts: &Counts, tallies: &[Arc<Tally>], pair: &PairSums, indices: [usize; 2]) -> Versus {
    let (clusters, money) = (study.clusters(&indices, counts.draws), 1.0 / study.unit);
    let errors = clusters.errors(0.025);
    let rosters = indices.map(|index| study.metadata_of[index].roster as f64);
    // Means of the two alone, in the units of the difference.
    let alone = |means: [Estimate; 2]| match pair.measure() {
        Measure::People => means.map(|mean| mean.mcse),
        Measure::Share => [means[0].mcse / rosters[0], means[1].mcse / rosters[1]],
    };
    let difference = |estimate: Estimate, [arm, reference]: [f64; 2], within: [f64; 2]| {
        let gain = (arm * arm + reference * reference) / (estimate.mcse * estimate.mcse);
        Difference { estimate, pairing_gain: if gain.is_finite() && gain > 0.0 { gain } else { f64::NAN }, errors, within }
    };
    let most = if pair.measure() == Measure::People { rosters[0] } else { 1.0 };
    let of_retained = |estimate: Estimate, alone: [f64; 2]| difference(estimate, alone, [-most, most]);
    let dates = study.metadata_of[0].dates.len();
    let components = |date: usize| VarianceComponents::new(&pair.retained[date], &clusters);
    let scaled = |estimate: Estimate| Estimate { value: estimate.value / pair.units(), mcse: estimate.mcse / pair.units() };
    let on = |date: usize| {
        let column = |index: usize| VarianceComponents::new(&tallies[index].columns[date].powers(), &clusters);
        let mean = scaled(components(date).mean());
        of_retained(if date > 0 { clusters.of_few(mean) } else { mean }, alone(indices.map(|index| column(index).mean())))
    };
    let retained: Vec<Difference> = (0..dates).map(on).collect();
    let later = indices.map(|index| VarianceComponents::new(&counts.of_arms[index].later, &clusters).mean());
    let horizon = components(dates - 1);
    let split = horizon.split();
    let squared = |estimate: Estimate| scaled(scaled(estimate));
    let months = indices.map(|index| counts.of_arms[index].months.mean(&clusters, MONTH_UNITS).mcse);
    let metadata = &study.metadata_of[0];
    let all_months = f64::from(days_between(metadata.dates[0], metadata.horizon())) / DAYS_PER_YEAR * 12.0;
    let costs = indices.map(|index| counts.of_arms[index].cost.mean(&clusters, money).mcse);
    let is_withheld = indices.iter().any(|&index| !study.models[index].told().costs);
    // Nothing costs less than nothing.
    let least = if study.arms[indices[1]].policy.is_none() { 0.0 } else { f64::NEG_INFINITY };
    let cost = difference(if is_withheld { UNKNOWN } else { pair.cost.mean(&clusters, money) }, costs, [least, f64::INFINITY]);
    let covariance = pair.covariance(&clusters, study.unit);
    let in_people = pair.measure() == Measure::People;
    let [prevented, postponed, induced] = pair.exit_shifts.each_ref().map(|fate| fate.mean(&clusters, 1.0));
    Versus {
        measure: pair.measure(),
        later: of_retained(clusters.of_few(scaled(components(dates).mean())), alone(later)),
        split: Split { luck: squared(split.luck), ignorance: squared(split.ignorance) },
        expected: None,
        luck_share: horizon.luck_share(),
        months: difference(clusters.of_few(pair.months.mean(&clusters, MONTH_UNITS)), months, [-all_months, all_months]),
        price: in_people.then(|| {
            let price = || CostPerPersonKept::new(cost.estimate, retained[dates - 1].estimate, covariance, errors).at_least(least);
            if is_withheld { CostPerPersonKept::Withheld } else { price() }
        }),
        cost,
        exit_shifts: in_people.then_some(ExitShifts { prevented, postponed, induced }),
        others: (pair.removed() > 0).then(|| {
            let (kept, as_set) = (pair.others.mean(&clusters, 1.0), pair.as_set.mean(&clusters, pair.removed() as f64));
            let most = rosters[0] - pair.removed() as f64;
            let leave = Estimate { value: 0.0 - kept.value, ..kept };
            let of_few = clusters.of_few(leave);
            Others {
                removed: pair.removed(),
                leave: Difference { estimate: of_few, pairing_gain: f64::NAN, errors, within: [-most, most] },
                expected: None,
                happens: as_set,
            }
        }),
        retained,
    }
}

/// What regression on the parameters tells: which option is best, where there is anything to choose, and over which range of expectations
/// each arm keeps people; where anything is uncertain and draws are enough.
fn explain(study: &Study<'_>, rows: &[Row], comparison: &mut Comparison, options: &[usize]) {
    comparison.acceptability = refused(study, rows, options).map_or(Ok(Vec::new()), Err);
    if !study.is_uncertain() || rows.len() < LEAST_DRAWS {
        return;
    }
    let per_trial = |units: f64| units / study.replications() as f64;
    let response = |arm: usize, which: usize, units: f64| {
        rows.iter().map(|row| row.differences[arm - 1][which] as f64 * per_trial(units)).collect::<Vec<f64>>()
    };
    let in_shares = |arm: &Compared| arm.versus.as_ref().is_some_and(|versus| versus.measure == Measure::Share);
    let units = |arm: &Compared| if in_shares(arm) { 1.0 / SHARE_UNITS as f64 } else { 1.0 };
    // People kept by all arms but the reference, then what the options cost.
    let kept = comparison.arms.iter().enumerate().skip(1).map(|(index, arm)| response(index, 0, units(arm)));
    let cost = options.iter().map(|&option| response(option, 1, study.unit));
    let responses: Vec<Vec<f64>> = kept.chain(cost).collect();
    let arms = comparison.arms.len() - 1;
    let roster = study.roster().max(1) as f64;
    let people: Vec<f64> = comparison.arms.iter().skip(1).map(|arm| if in_shares(arm) { 1.0 } else { roster }).collect();
    let without: Vec<f64> = rows.iter().map(|row| per_trial(row.retained as f64) / roster).collect();
    let with = |(kept, people): (&Vec<f64>, &f64)| without.iter().zip(kept).map(|(without, kept)| without + kept / people).collect();
    let found = std::iter::once(without.clone()).chain(responses.iter().zip(&people).map(with));
    let alone = |arm: usize, of: fn(&Alone) -> f64| rows.iter().map(|row| of(&row.alone[arm])).collect::<Vec<f64>>();
    let shares: Vec<Share> = found.enumerate().map(|(arm, found)| Share { found, expected: alone(arm, |alone| alone.retained) }).collect();
    let differences = people.iter().enumerate().map(|(index, &people)| Known::Shares(OfShares { of: [index + 1, 0], people }));
    let costs = options.iter().map(|&option| Known::Expected(alone(option, |alone| alone.cost)));
    let surrogate = Surrogate::with_known(
        &unknowns(study, rows),
        &responses.iter().map(Vec::as_slice).collect::<Vec<_>>(),
        &shares,
        differences.chain(costs).collect(),
    );
    for (index, arm) in comparison.arms.iter_mut().skip(1).enumerate() {
        if let Some(versus) = &mut arm.versus {
            let [least, most] = versus.later.within;
            versus.expected = Some(middle(surrogate.fitted(index)).map(|end| end.clamp(least, most)));
        }
    }
    expect_of_others(study, rows, comparison);
    if comparison.acceptability.is_ok() {
        let pairs: Vec<[usize; 2]> = options.iter().enumerate().map(|(place, &option)| [option - 1, arms + place]).collect();
        let all: Vec<usize> = std::iter::once(0).chain(options.iter().copied()).collect();
        let design = study.clusters(&all, rows.len() as u64).design();
        comparison.acceptability = Ok(with_regret(&surrogate, &pairs, comparison.annual_pay, design));
    }
}

/// Over which range of expectations more of the others leave, under each what-if that lets some leave.
fn expect_of_others(study: &Study<'_>, rows: &[Row], comparison: &mut Comparison) {
    let per_trial = 1.0 / study.replications() as f64;
    let asked = comparison.arms.iter_mut().enumerate().filter_map(|(index, arm)| Some((index, arm.versus.as_mut()?.others.as_mut()?)));
    for (index, others) in asked {
        let more: Vec<f64> = rows.iter().map(|row| -(row.others[index - 1] as f64) * per_trial).collect();
        let range = middle(Surrogate::new(&unknowns(study, rows), &[&more]).fitted(0));
        others.expected = Some(range.map(|end| end.clamp(others.leave.within[0], others.leave.within[1])));
    }
}

/// Whether an arm is a policy whose costs are withheld.
fn is_priceless(arm: &Arm<'_>, tells_costs: bool) -> bool {
    arm.policy.is_some() && arm.scenario.happens.is_none() && !tells_costs
}

/// Why it cannot be said which option is best, if it cannot.
fn refused(study: &Study<'_>, rows: &[Row], options: &[usize]) -> Option<String> {
    if options.is_empty() && study.arms.iter().zip(&study.models).any(|(arm, model)| is_priceless(arm, model.told().costs)) {
        return Some("the costs of all policies compared are hidden for privacy, so that it cannot be said which is best".to_owned());
    }
    if options.is_empty() {
        return Some("no policy is compared, so that there is nothing to choose".to_owned());
    }
    if !study.is_uncertain() {
        return Some("one option is best for certain, since no number of the scenario is a distribution".to_owned());
    }
    (rows.len() < LEAST_DRAWS).then(|| {
        // Plain digits: what is printed here is typed again.
        let needed = LEAST_DRAWS as u64 * study.replications();
        format!("too few parameter draws ({}) to say which policy is best; use --trials {needed}", rows.len())
    })
}

/// From the 2.5th percentile of some values to the 97.5th.
fn middle(mut values: Vec<f64>) -> [f64; 2] {
    values.sort_unstable_by(f64::total_cmp);
    let outside = values.len() / 40;
    [values[outside], values[values.len() - 1 - outside]]
}

/// The values over the draws of everything uncertain that a draw settles: the parameters of each file, and where heat's path starts. What
/// two files share stands there once.
fn unknowns(study: &Study<'_>, rows: &[Row]) -> Vec<Vec<f64>> {
    let mut all: Vec<Vec<f64>> = Vec::new();
    let mut push = |values: Vec<f64>| {
        if !all.contains(&values) {
            all.push(values);
        }
    };
    for (index, arm) in study.arms.iter().enumerate().filter(|(_, arm): &(usize, &Arm<'_>)| arm.policy.is_none()) {
        for parameter in 0..arm.scenario.parameters.len() {
            push(rows.iter().map(|row| row.parameters[index][parameter]).collect());
        }
        let posterior = arm.scenario.posterior.as_ref();
        let path = |row: &Row| posterior.and_then(|posterior| posterior.value(Unknown::PathAtStart, study.models[index].seed, row.draw));
        push(rows.iter().filter_map(path).collect());
    }
    all.retain(|values| values.len() == rows.len());
    all
}

impl Comparison {
    /// Retained at the horizon without policies.
    pub fn without(&self) -> Estimate {
        self.reference().estimates.retained().points.last().map_or(Estimate { value: f64::NAN, mcse: f64::NAN }, |point| point.mean)
    }
}
