//! Regret: what each option falls short of the best, over parameter draws and over the scenarios compared. `regret.csv`, and what the terminal
//! shows where it is asked for.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::money::SHOWN;
use super::unit;
use crate::compare::Comparison;
use crate::compare::regret::AtValue;
use crate::estimate::Estimate;
use crate::report::columns::{name, short};
use crate::report::files::csv::{Dialect, Table};
use crate::report::files::dictionary;
use crate::report::grid::{self, Names};
use crate::report::number;
use crate::report::screen::Screen;
use crate::report::table::{paragraph, push};

/// Options, in the first column.
const OPTIONS: Names = Names { count: 1, widest: 28, cut: short };

/// `regret.csv`: one number a row.
///
/// # Errors
/// Where the output cannot be written.
pub fn csv(out: &mut dyn Write, key: &str, comparison: &Comparison, dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::REGRET, &[], dialect)?;
    let mut row = |over: &str, scenario: &str, policy: &str, value: f64, stat: &str, Estimate { value: number, mcse }: Estimate| {
        table.text(key).text(over).text(scenario).text(policy).number(value).text(stat).number(number).number(mcse).end()
    };
    for (place, option) in options(comparison).into_iter().enumerate() {
        for at in comparison.acceptability.iter().flatten() {
            let regret = at.regret[place];
            let arm = &comparison.arms[option];
            let (scenario, policy) = (&arm.estimates.metadata.scenario, &arm.policy);
            row("draws", scenario, policy, at.value, "mean", regret.mean)?;
            row("draws", scenario, policy, at.value, "p95", regret.p95)?;
            row("draws", scenario, policy, at.value, "max", Estimate { value: regret.greatest, mcse: f64::NAN })?;
            row("draws", scenario, policy, at.value, "best", at.best[place].estimate)?;
        }
    }
    if let Some(over) = &comparison.over_cases {
        for (option, policy) in over.options.iter().enumerate() {
            for at in &over.values {
                for (case, regret) in over.cases.iter().zip(&at.regret[option]) {
                    row("scenarios", case, policy, at.value, "regret", *regret)?;
                }
                row("scenarios", &over.cases[at.worst[option]], policy, at.value, "max", at.greatest(option))?;
            }
        }
    }
    table.finish()
}

/// The options of which regret over draws is told: doing nothing, and the policies that one can choose to buy.
fn options(comparison: &Comparison) -> Vec<usize> {
    std::iter::once(0).chain(comparison.options()).collect()
}

/// What the terminal shows of it; nothing where it is not asked for.
pub fn section(out: &mut String, comparison: &Comparison, screen: Screen) {
    if !comparison.tells_regret {
        return;
    }
    let acceptable = comparison.acceptability.as_deref().unwrap_or_default();
    let shown = || SHOWN.iter().filter_map(|&place| acceptable.get(place));
    let options = options(comparison);
    let names: Vec<String> = options.iter().map(|&option| name(&comparison.arms[option].name, usize::MAX)).collect();
    if shown().next().is_some() {
        let values: Vec<f64> = shown().map(|at| at.value).collect();
        let of = |get: fn(&crate::compare::regret::OverDraws) -> Estimate| -> Vec<Vec<Estimate>> {
            (0..options.len()).map(|option| shown().map(|at| get(&at.regret[option])).collect()).collect()
        };
        table(out, "mean regret over draws", &names, &values, &of(|regret| regret.mean), screen);
        out.push('\n');
        table(out, "95 % of draws, at most", &names, &values, &of(|regret| regret.p95), screen);
        out.push('\n');
    }
    if let Some(over) = &comparison.over_cases {
        let at = || SHOWN.iter().filter_map(|&place| over.values.get(place));
        let values: Vec<f64> = at().map(|at| at.value).collect();
        let greatest: Vec<Vec<Estimate>> = (0..over.options.len()).map(|option| at().map(|at| at.greatest(option)).collect()).collect();
        table(out, &format!("greatest over {} scenarios", over.cases.len()), &over.options, &values, &greatest, screen);
        out.push('\n');
    }
    for line in sentences(comparison) {
        paragraph(out, screen, &line);
    }
    out.push('\n');
}

/// Regret by option and value.
fn table(out: &mut String, title: &str, options: &[String], values: &[f64], regret: &[Vec<Estimate>], screen: Screen) {
    let mut rows =
        vec![std::iter::once(title.to_owned()).chain(values.iter().map(|value| number::factor(*value))).collect::<Vec<String>>()];
    let columns: Vec<Vec<String>> =
        (0..values.len()).map(|place| number::column(&regret.iter().map(|of| of[place]).collect::<Vec<_>>())).collect();
    for (index, option) in options.iter().enumerate() {
        rows.push(std::iter::once(name(option, usize::MAX)).chain(columns.iter().map(|column| column[index].clone())).collect());
    }
    for line in grid::lines_of(1, rows, OPTIONS, screen) {
        push(out, &line);
    }
}

/// What regret is, which option has the least greatest of it, and why some of it is not told; nothing where it is not asked for.
pub fn sentences(comparison: &Comparison) -> Vec<String> {
    if !comparison.tells_regret {
        return Vec::new();
    }
    let mut lines = vec![format!(
        "Regret: how much less the option is worth than the one that is best in the same draw or scenario. Each column: if keeping one person is worth so much; \
         all in {}.",
        unit(comparison)
    )];
    if let Err(why) = &comparison.acceptability {
        lines.push(format!("No regret over draws: {why}."));
    }
    match &comparison.over_cases {
        Some(over) => {
            let least: Vec<(String, String)> = SHOWN
                .iter()
                .filter_map(|&place| over.values.get(place))
                .map(|at| (number::factor(at.value), least(&over.options, at)))
                .collect();
            let mut runs: Vec<(Vec<String>, String)> = Vec::new();
            for (value, names) in least {
                match runs.last_mut().filter(|(_, last)| *last == names) {
                    Some((values, _)) => values.push(value),
                    None => runs.push((vec![value], names)),
                }
            }
            let told: Vec<String> = runs.into_iter().map(|(values, names)| format!("{names} at {}", values.join(", "))).collect();
            lines.push(format!(
                "The greatest regret over the scenarios ({}) is least with {} (minimax regret; those named together cannot be told apart).",
                over.cases.iter().map(|case| name(case, usize::MAX)).collect::<Vec<_>>().join("; "),
                told.join("; ")
            ));
        }
        None => lines.push(
            "No regret over scenarios: that needs a second file or a what-if, on the same roster, with the same policies.".to_owned(),
        ),
    }
    lines
}

/// The options with the least greatest regret.
fn least(options: &[String], at: &AtValue) -> String {
    at.least.iter().map(|&option| name(&options[option], usize::MAX)).collect::<Vec<_>>().join(" or ")
}

/// How much less each choice is worth than the one that would have been best. What a choice is worth is what it keeps, at a value a person,
/// less what it costs.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Regret")]
pub struct Document<'a> {
    /// Regret over all that is not known: a row for each choice and value a person; doing nothing first.
    over_draws: Vec<OfOption<'a>>,
    /// What is compared besides: files and what-ifs; empty where there is only one.
    scenarios: &'a [String],
    /// Regret over those: a row for each choice and value a person.
    over_scenarios: Vec<OfCase<'a>>,
    /// The choices whose greatest regret over them is least, a row for each value a person.
    minimax: Vec<Minimax<'a>>,
    /// The same in sentences.
    sentences: Vec<String>,
}

/// The regret of a choice over parameter draws.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RegretOverDraws")]
struct OfOption<'a> {
    /// The name of the policy; `none` for doing nothing.
    policy: &'a str,
    /// What keeping one person is worth [unit of `money`].
    value_per_person: f64,
    /// The mean over draws [unit of `money`].
    mean: f64,
    /// Its Monte Carlo standard error [unit of `money`]; null where it is not known.
    #[schemars(with = "Option<f64>", range(min = 0))]
    mean_mcse: f64,
    /// Regret that 95 % of the draws do not exceed [unit of `money`].
    p95: f64,
    /// Its Monte Carlo standard error [unit of `money`]; null where it is not known.
    #[schemars(with = "Option<f64>", range(min = 0))]
    p95_mcse: f64,
    /// The greatest of all draws [unit of `money`]; more draws would have a greater.
    max: f64,
    /// The probability that it is best.
    #[schemars(range(min = 0, max = 1))]
    probability_best: f64,
}

/// The regret of a choice in each scenario.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RegretOverScenarios")]
struct OfCase<'a> {
    /// The name of the policy; `none` for doing nothing.
    policy: &'a str,
    /// What keeping one person is worth [unit of `money`].
    value_per_person: f64,
    /// Its regret, in the order of `scenarios` [unit of `money`].
    regret: Vec<f64>,
    /// The Monte Carlo standard error of each [unit of `money`]; null where it is not known.
    #[schemars(with = "Vec<Option<f64>>")]
    mcse: Vec<f64>,
}

/// What minimax regret chooses.
#[derive(Serialize, JsonSchema)]
struct Minimax<'a> {
    /// What keeping one person is worth [unit of `money`].
    value_per_person: f64,
    /// The names of the policies whose greatest regret is least: several where they cannot be told apart; `none` for doing nothing.
    options: Vec<&'a str>,
}

/// The document; nothing where it is not asked for.
pub fn document<'a>(comparison: &'a Comparison) -> Option<Document<'a>> {
    if !comparison.tells_regret {
        return None;
    }
    let options = options(comparison);
    let of_option = |(place, &option): (usize, &usize)| {
        let policy = comparison.arms[option].policy.as_str();
        let all = comparison.acceptability.iter().flatten();
        all.map(|at| {
            let regret = at.regret[place];
            OfOption {
                policy,
                value_per_person: at.value,
                mean: regret.mean.value,
                mean_mcse: regret.mean.mcse,
                p95: regret.p95.value,
                p95_mcse: regret.p95.mcse,
                max: regret.greatest,
                probability_best: at.best[place].estimate.value,
            }
        })
        .collect::<Vec<_>>()
    };
    let over = comparison.over_cases.as_ref();
    let of_case = over.map_or_else(Vec::new, |over| {
        let of = |(option, policy): (usize, &'a str)| {
            over.values.iter().map(move |at: &AtValue| OfCase {
                policy,
                value_per_person: at.value,
                regret: at.regret[option].iter().map(|regret| regret.value).collect(),
                mcse: at.regret[option].iter().map(|regret| regret.mcse).collect(),
            })
        };
        over.options.iter().map(String::as_str).enumerate().flat_map(of).collect()
    });
    let minimax = over.map_or_else(Vec::new, |over| {
        let of = |at: &AtValue| Minimax {
            value_per_person: at.value,
            options: at.least.iter().map(|&option| over.options[option].as_str()).collect(),
        };
        over.values.iter().map(of).collect()
    });
    Some(Document {
        over_draws: options.iter().enumerate().flat_map(of_option).collect(),
        scenarios: over.map_or(&[], |over| &over.cases),
        over_scenarios: of_case,
        minimax,
        sentences: sentences(comparison),
    })
}
