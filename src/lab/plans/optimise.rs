//! The best use of a budget, that is settled: searched for on trials of its own, and told by others.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::comparison::ComparisonPlan;
use super::equal_money::hide;
use super::form::{Form, finish};
use super::run::{Amount, threads};
use crate::compare::regression::Surrogate;
use crate::compare::told::{self, Choice};
use crate::compare::value_of_information::LEAST_DRAWS;
use crate::compare::{self, Source, twice};
use crate::ensemble::{OnProgress, Plan};
use crate::equal_money::scaled::{self, LeftOut, Why, meaning, scale};
use crate::equal_money::spending::Spending;
use crate::lab::error::Error;
use crate::optimise::mixes::{MOST_PIECES, Mix, Piece};
use crate::optimise::results::{BEST, NEXT, Optimum, Regret, ToldMix};
use crate::optimise::selection::Rule;
use crate::optimise::trials::{Setting, rows};
use crate::optimise::{FIRST, MOST_OVER, PARTS, batch, search};
use crate::report;
use crate::report::comparison::csv as differences;
use crate::report::files::folder::Folder;
use crate::report::files::key::key_of;
use crate::report::files::manifest::Manifest;
use crate::report::files::{datapackage, dictionary};
use crate::report::optimise::{csv, json};
use crate::scenario::policy::Policy;
use crate::scenario::policy::level::Scaling;
use crate::scenario::{Input, Override, Scenario};

/// The probability that the guarantee of the selection fails.
pub const ERROR: f64 = 0.05;

/// The trials of a policy alone, on which levels are found.
const TRIALS_ALONE: u64 = 1_000;

/// The part of its level at which a mix is run besides, so that no single exit bends the slope from there.
const NEAR: f64 = 0.8;

/// What the search's seed differs by from the scenario's, so that it meets other trials.
const OTHER_LUCK: u64 = 0x5EA2_C4ED_0F0A_11CE;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The policies that are named; all but bundles where none is.
    pub policies: &'a [String],
    /// What may be spent [unit of pay].
    pub budget: f64,
    /// A difference of people kept that does not matter.
    pub indifference: f64,
    /// How much is computed: of each mix in the search at most, and of what is told.
    pub amount: Amount,
}

/// Finds the best mix. Breaks where `on_progress` did.
///
/// # Errors
/// Where there is no such policy, or none can be in a mix.
pub fn optimise(
    path: &str,
    scenario: &Scenario,
    asked: Asked<'_>,
    (inputs, settings): (&[Input], &[Override]),
    on_progress: &mut OnProgress<'_>,
) -> Result<ControlFlow<(), (Optimum, Manifest)>, Error> {
    let began = std::time::Instant::now();
    let Asked { budget, amount, .. } = asked;
    let plan = Plan {
        trials: amount.trials.unwrap_or(scenario.trials),
        seed: amount.seed.unwrap_or(scenario.seed),
        threads: threads(amount.threads),
    };
    let ControlFlow::Continue(Pieces { whole: pieces, parts, left_out }) = pieces(path, scenario, asked, plan, on_progress)? else {
        return Ok(ControlFlow::Break(()));
    };
    let [scaled, fixed] = [true, false].map(|is_scaled| pieces.iter().filter(|piece| piece.is_scaled == is_scaled).count());
    if scaled > MOST_PIECES[0] || fixed > MOST_PIECES[1] {
        return Err(Error::new(format!(
            "too many policies to mix: {scaled} that can be scaled, and {fixed} that cannot\n  name at most {} and {} by --policy",
            MOST_PIECES[0], MOST_PIECES[1]
        )));
    }
    if pieces.is_empty() {
        return Err(Error::new(nothing_to_mix(scenario, asked, &left_out)));
    }
    let later = twice(scenario.clock, scenario.horizon);
    let model = crate::simulate::Model::new(scenario, plan.seed).for_trials(plan.trials);
    let replications = model.replications;
    let draws = plan.trials.div_ceil(replications);
    let design = crate::ensemble::metadata(scenario, plan.seed).clusters(draws).design();
    let setting = Setting { scenario, seed: plan.seed ^ OTHER_LUCK, later, replications, threads: plan.threads };
    let rule = Rule { indifference: asked.indifference, error: ERROR, first: FIRST };
    // No row of a posterior serves twice.
    let most = (draws.min(model.rows()) / batch(&setting)).saturating_sub(FIRST).max(FIRST);
    let (is_told, design) = if design.is_finite() { (true, design) } else { (false, 1.0) };
    let ControlFlow::Continue(mut found) = search(&setting, (&pieces, &parts), budget, (rule, most, design), on_progress) else {
        return Ok(ControlFlow::Break(()));
    };
    found.selected.is_sure &= is_told;
    let mut chosen: Vec<(f64, Mix)> = vec![(budget, found.mixes[found.selected.best].clone())];
    chosen.extend(found.selected.next.map(|next| (budget, found.mixes[next].clone())));
    chosen.extend(found.frontier.iter().cloned());
    let Some((with_mixes, mut told)) = settled(scenario, &mut chosen, plan, on_progress) else { return Ok(ControlFlow::Break(())) };
    // What could not be brought to a part of the budget is not told for it.
    let is_within = |mix: &ToldMix| mix.point.is_none_or(|point| point.spent.value <= (1.0 + MOST_OVER) * mix.budget);
    told.retain(|mix| mix.budget == budget || is_within(mix));
    let names: Vec<String> = told.iter().filter(|mix| !mix.parts.is_empty()).map(|mix| mix.arm.clone()).collect();
    let comparison = if names.is_empty() { None } else { Some(ComparisonPlan::new(&[(path, &with_mixes)], &names, amount)?) };
    let Some(comparison_plan) = comparison else {
        return Err(Error::new(format!(
            "doing nothing is best: no mix of the policies keeps {} more within the budget",
            asked.indifference
        )));
    };
    let (comparison, look) = comparison_plan.count(on_progress);
    if comparison.trials < plan.trials {
        return Ok(ControlFlow::Break(()));
    }
    told.retain(|mix| mix.parts.is_empty() || comparison.arms.iter().any(|arm| arm.name == mix.arm && !arm.cost.value.is_nan()));
    if told.first().is_none_or(|mix| mix.budget != budget || mix.arm != BEST) {
        return Err(Error::new(
            "the best mix would tell of few people (privacy.min_group)\n  run with --individuals, which tells of single researchers too",
        ));
    }
    // Nothing is told of a mix that is withheld, nor what it would mean to choose it.
    let asked_about = if told.iter().any(|mix| mix.arm == NEXT) { &chosen[..] } else { &[] };
    let ControlFlow::Continue(regret) = regret(scenario, asked_about, Setting { seed: plan.seed, ..setting }, draws, on_progress) else {
        return Ok(ControlFlow::Break(()));
    };
    let mut manifest = comparison_plan.manifest(inputs, settings, (&comparison, look), false, began);
    let mut lines = vec![format!("budget {budget}"), format!("indifference {}", asked.indifference)];
    lines.extend(asked.policies.iter().map(|name| format!("policy {name}")));
    lines.extend(amount.key_lines(&plan, scenario.individuals));
    manifest.run = key_of("optimise", inputs, settings, lines);
    let names = scenario.policies.iter().map(|policy| policy.name.clone()).collect();
    let is_for_all = |piece: &Piece| scenario.policies[piece.policy].target.members.len() == scenario.roster.researchers.len();
    let tells_mixes = scenario.least_group() <= 1 || pieces.iter().all(is_for_all);
    let bundles = scenario.policies.iter().filter(|policy| !policy.parts.is_empty()).count();
    let optimum = Optimum { budget, rule, found, tells_mixes, bundles, names, left_out, told, regret, comparison };
    Ok(ControlFlow::Continue((optimum, manifest)))
}

/// That no policy can be in a mix, and why none of them can.
fn nothing_to_mix(scenario: &Scenario, asked: Asked<'_>, left_out: &[LeftOut]) -> String {
    let money = |amount: &str| report::amount_of_money(scenario.has_pay(), scenario.currency.as_deref(), amount);
    let amount = |amount: crate::estimate::Estimate| money(&report::number::estimate(amount));
    let why = |one: &LeftOut| format!("{}: {}", one.name, report::comparison::equal_money::why(one, &amount));
    let mut all: Vec<String> = left_out.iter().map(why).collect();
    if all.is_empty() {
        all.push("bundles are in none, but their parts: name these".to_owned());
    }
    let budget = money(&report::number::factor(asked.budget));
    let more = if left_out.iter().any(|one| one.point.is_some()) { "\n  give more by --budget" } else { "" };
    format!("no policy can be in a mix for {budget}\n  {}{more}", all.join("\n  "))
}

/// The policies that can be in a mix, with what each spends, and those that cannot.
#[derive(Default)]
struct Pieces {
    /// Of the whole budget.
    whole: Vec<Piece>,
    /// Of the parts of it: where the budget is more than the most of a policy spends, a part of it may be less.
    parts: [Vec<Piece>; PARTS.len()],
    left_out: Vec<LeftOut>,
}

fn pieces(
    path: &str,
    scenario: &Scenario,
    asked: Asked<'_>,
    plan: Plan,
    on_progress: &mut OnProgress<'_>,
) -> Result<ControlFlow<(), Pieces>, Error> {
    let arms = compare::arms(&[Source { path, scenario }], asked.policies).map_err(Error::new)?;
    let wanted: Vec<usize> = arms.iter().filter_map(|arm| arm.policy).collect();
    let Choice { arms, told, .. } = told::choose(arms).map_err(Error::new)?;
    let is_told = |policy: usize| arms.iter().zip(&told).any(|(arm, told)| arm.policy == Some(policy) && told.costs);
    let alone = Plan { trials: plan.trials.min(TRIALS_ALONE), seed: plan.seed ^ OTHER_LUCK, ..plan };
    let later = twice(scenario.clock, scenario.horizon);
    let spending = |on_progress: &mut OnProgress<'_>| Spending::new(scenario, alone, later, 1, 8 * wanted.len() as u64, on_progress);
    let (ControlFlow::Continue(mut search), ControlFlow::Continue(mut whole)) = (spending(on_progress), spending(on_progress)) else {
        return Ok(ControlFlow::Break(()));
    };
    let mut found = Pieces::default();
    for &policy in wanted.iter().filter(|&&policy| scenario.policies[policy].parts.is_empty()) {
        if !is_told(policy) {
            found.left_out.push(LeftOut::withheld(scenario.policies[policy].name.clone()));
            continue;
        }
        let mut piece = |budget: f64, on_progress: &mut OnProgress<'_>| {
            let one = scale([&mut search, &mut whole], policy, budget, &scaled::PARTS, on_progress)?;
            ControlFlow::Continue(one.map_or_else(
                // As it is, or the most of it, where the budget pays for that.
                |one| match one {
                    LeftOut { why: Why::Unknown | Why::Free | Why::Limited | Why::TooCheap, point: Some(point), level, .. }
                        if point.spent.value <= budget =>
                    {
                        Ok((Piece { policy, spent: vec![(level, point.spent.value)], is_scaled: false }, one.why == Why::TooCheap))
                    }
                    one => Err(one),
                },
                |one| {
                    let spent = one.curve.iter().map(|(level, point)| (*level, point.spent.value)).collect();
                    Ok((Piece { policy, spent, is_scaled: true }, false))
                },
            ))
        };
        let ControlFlow::Continue(of_whole) = piece(asked.budget, on_progress) else { return Ok(ControlFlow::Break(())) };
        match of_whole {
            Ok((one, is_most)) => {
                for (part, of_part) in PARTS.iter().zip(&mut found.parts) {
                    let budget = part * asked.budget;
                    if !is_most || one.spent[0].1 <= budget {
                        of_part.push(one.clone());
                        continue;
                    }
                    let ControlFlow::Continue(less) = piece(budget, on_progress) else { return Ok(ControlFlow::Break(())) };
                    of_part.extend(less.ok().map(|(one, _)| one));
                }
                found.whole.push(one);
            }
            Err(one) => found.left_out.push(one),
        }
    }
    if scenario.least_group() > 1 {
        hide(scenario, &mut found.left_out, &[]);
    }
    Ok(ControlFlow::Continue(found))
}

/// The scenario with a bundle for each mix, those of the whole budget brought to it; and what each is. Nothing where `on_progress` broke.
fn settled(
    scenario: &Scenario,
    chosen: &mut [(f64, Mix)],
    plan: Plan,
    on_progress: &mut OnProgress<'_>,
) -> Option<(Scenario, Vec<ToldMix>)> {
    let mut with_mixes = scenario.clone();
    let names: Vec<String> = (0..chosen.len()).map(|place| arm_name(place, chosen[place].0)).collect();
    let mut bundles = Vec::new();
    for ((_, mix), name) in chosen.iter().zip(&names) {
        let own = |(&(policy, level), &is_scaled): (&(usize, f64), &bool)| {
            let part = scenario.policies[policy].at(level, scenario.horizon);
            // What is in a mix as it is stays so.
            let scaling = if is_scaled { part.scaling.clone() } else { Scaling::Unknown };
            Policy { scaling, is_of_bundle: true, ..part }
        };
        let first = with_mixes.policies.len();
        with_mixes.policies.extend(mix.levels.iter().zip(&mix.is_scaled).map(own));
        let parts = (first..with_mixes.policies.len()).collect();
        bundles.push((!mix.is_empty()).then_some(with_mixes.policies.len()));
        if !mix.is_empty() {
            with_mixes.policies.push(bundle(scenario, name, parts));
        }
    }
    let later = twice(scenario.clock, scenario.horizon);
    let trials = plan.trials.min(4 * TRIALS_ALONE);
    let ahead = 2 * chosen.len() as u64;
    let base = with_mixes.clone();
    // The search has brought levels near: few trials tell the slope there, and a step along it is made on all.
    let few = Plan { trials: plan.trials.min(TRIALS_ALONE), ..plan };
    let mut search = Spending::new(&base, few, later, 1, 2 * ahead, on_progress).continue_value()?;
    let mut whole = Spending::new(&base, plan, later, 1, ahead, on_progress).continue_value()?;
    let mut again = Spending::new(&base, Plan { trials, ..plan }, later, 1, ahead, on_progress).continue_value()?;
    let mut told = Vec::new();
    for (((budget, mix), name), bundle) in chosen.iter_mut().zip(&names).zip(&bundles) {
        // Of what is for a part of the budget some trials tell enough.
        let whole = if [BEST, NEXT].contains(&&name[..]) { &mut whole } else { &mut again };
        let mut point = None;
        let mut level = 1.0;
        if let Some(bundle) = *bundle {
            if mix.is_scaled.contains(&true)
                && let Ok(one) = scale([&mut search, &mut *whole], bundle, *budget, &[NEAR], on_progress).continue_value()?
            {
                (level, point) = (one.level, Some(one.point));
                with_mixes = with_mixes.at_levels(&[(bundle, level)]);
            } else {
                point = Some(whole.at(bundle, 1.0, on_progress).continue_value()?);
            }
        }
        let part = |(&(policy, at), &is_scaled): (&(usize, f64), &bool)| {
            let is_as_written = !is_scaled && at == 1.0;
            let times = if is_scaled { level } else { 1.0 };
            (scenario.policies[policy].name.clone(), (!is_as_written).then(|| meaning(scenario, policy, at * times)))
        };
        let parts = mix.levels.iter().zip(&mix.is_scaled).map(part).collect();
        for (own, &is_scaled) in mix.levels.iter_mut().zip(&mix.is_scaled) {
            own.1 *= if is_scaled { level } else { 1.0 };
        }
        told.push(ToldMix { arm: name.clone(), parts, budget: *budget, point });
    }
    Some((with_mixes, told))
}

/// What the arm of a mix is called.
fn arm_name(place: usize, budget: f64) -> String {
    match place {
        0 => BEST.to_owned(),
        1 => NEXT.to_owned(),
        _ => format!("best for {}", crate::report::number::factor(budget)),
    }
}

fn bundle(scenario: &Scenario, name: &str, parts: Vec<usize>) -> Policy {
    Policy {
        name: name.to_owned(),
        kind: "bundle",
        from: scenario.clock.start(),
        until: None,
        target: crate::scenario::policy::Target { members: Vec::new(), newcomers: false },
        condition: None,
        budget: crate::scenario::policy::Budget::default(),
        price: crate::scenario::policy::Price::default(),
        measures: Vec::new(),
        parts,
        scaling: Scaling::Parts,
        strength: crate::scenario::policy::level::Strength::default(),
        is_of_bundle: false,
    }
}

/// The regret of the runner-up, where it can be told. Breaks where `on_progress` did.
fn regret(
    scenario: &Scenario,
    chosen: &[(f64, Mix)],
    setting: Setting<'_>,
    draws: u64,
    on_progress: &mut OnProgress<'_>,
) -> ControlFlow<(), Option<Regret>> {
    let [(_, best), (_, next), ..] = chosen else { return ControlFlow::Continue(None) };
    if !scenario.is_uncertain() || (draws as usize) < LEAST_DRAWS {
        return ControlFlow::Continue(None);
    }
    let draws = draws.min(crate::compare::MOST_ROWS);
    let found = rows(&setting, &[best, next], 0..draws, (0, 3 * draws * setting.replications), on_progress)?;
    let unknowns: Vec<Vec<f64>> =
        (0..scenario.parameters.len()).map(|parameter| found.iter().map(|row| row.parameters[parameter]).collect()).collect();
    let difference: Vec<f64> = found.iter().map(|row| row.outcomes[0][0] - row.outcomes[1][0]).collect();
    let mut fitted = Surrogate::new(&unknowns, &[&difference]).fitted(0);
    let better = fitted.iter().filter(|fewer| **fewer < 0.0).count() as f64 / fitted.len() as f64;
    for fewer in &mut fitted {
        *fewer = fewer.max(0.0);
    }
    let mean = fitted.iter().sum::<f64>() / fitted.len() as f64;
    fitted.sort_unstable_by(f64::total_cmp);
    ControlFlow::Continue(Some(Regret { better, mean, p95: fitted[fitted.len() * 19 / 20] }))
}

/// Writes the files and what describes them, and makes the folder appear; says where.
///
/// # Errors
/// Where a file cannot be written.
pub fn publish(
    mut folder: Folder,
    optimum: &Optimum,
    manifest: Manifest,
    form: Form,
) -> Result<(Manifest, PathBuf), report::files::folder::Error> {
    let (key, comparison, dialect) = (manifest.run.clone(), &optimum.comparison, form.dialect);
    folder.write(dictionary::MIXES.name, |out| csv::mixes(out, &key, optimum, dialect))?;
    folder.write(dictionary::COMPARISON.name, |out| differences::differences(out, &key, comparison, dialect))?;
    folder.write(dictionary::COSTS.name, |out| differences::costs(out, &key, comparison, dialect))?;
    folder.write(json::NAME, |out| json::write(out, optimum, &manifest))?;
    let listed = folder.files().to_vec();
    let title = comparison.reference().estimates.metadata.scenario.clone();
    folder.write(datapackage::NAME, |out| datapackage::write(out, &title, &[], &listed, dialect))?;
    finish(folder, manifest, form, false)
}
