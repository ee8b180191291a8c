//! The report without lines and blocks, for screen readers and `grep`: one fact a line, names and values by turns.

use std::fmt::Write as _;
use std::path::Path;

use super::table::remarks;
use super::{metric, policy, rank, sentence, values};
use crate::estimate::Estimate;
use crate::report::files::manifest::Manifest;
use crate::report::{columns, number};
use crate::sensitivity::results::Sensitivity;

/// The report; `folder` is where the files are.
pub fn render(found: &Sensitivity, manifest: &Manifest, folder: &Path) -> String {
    let mut out = String::new();
    let mut fact = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(out, "{name} {value}");
    };
    for line in sentence::answers(found) {
        fact("answer", &line);
    }
    fact("stopped", &manifest.stopped.name());
    fact("scenario", &columns::name(&found.metadata.scenario, usize::MAX));
    fact("start", &found.metadata.start());
    fact("horizon", &found.metadata.horizon());
    fact("roster", &found.metadata.roster);
    fact("seed", &manifest.seed);
    fact("trials_asked", &manifest.trials_asked);
    fact("trials", &found.trials);
    fact("draws", &found.draws);
    fact("effective_draws", &(found.clusters.effective() as u64));
    for asked in &found.numbers {
        fact("number", &format!("{} from {}", columns::name(&asked.number.path, usize::MAX), values(asked.ends)));
    }
    for answer in &found.answers {
        let of = format!("{} {}", metric(answer.what), columns::name(policy(found, answer.what), usize::MAX));
        fact("answer_to", &format!("{of} {} {}", known(answer.base), ends(answer.interval, answer.base.mcse)));
        for bar in &answer.bars {
            let path = columns::name(&found.numbers[bar.number].number.path, usize::MAX);
            let [low, high] = bar.at.map(known);
            fact("at_5_percent", &format!("{of} {path} {low}"));
            fact("at_95_percent", &format!("{of} {path} {high}"));
            fact("effect", &format!("{of} {path} {} {} place {}", known(bar.effect), ends(bar.interval, bar.effect.mcse), rank(bar.rank)));
        }
        for &number in &answer.undefined {
            fact("no_finite_price", &format!("{of} {}", columns::name(&found.numbers[number].number.path, usize::MAX)));
        }
    }
    for (what, shares) in &found.shares {
        let of = format!("{} {}", metric(*what), columns::name(policy(found, *what), usize::MAX));
        match shares {
            Ok(shares) => {
                for (path, shares) in super::shares::ranked(found, shares).concat() {
                    let total = shares.total.map(|total| ("share_with_others", total));
                    for (what, part) in [("share_by_itself", shares.first)].into_iter().chain(total) {
                        let path = columns::name(path, usize::MAX);
                        fact(what, &format!("{of} {path} {} {}", known(part.estimate), ends(part.interval, part.estimate.mcse)));
                    }
                }
            }
            Err(why) => fact("shares", &format!("{of} unknown: {why}")),
        }
    }
    match &found.worth {
        Some(Ok(worth)) => {
            for (path, all) in super::worth::named(found, worth) {
                for (&value, &one) in worth.values.iter().zip(all) {
                    let value = number::factor(value).replace(',', "");
                    fact("evppi", &format!("{} at {value} {}", columns::name(path, usize::MAX), known(one)));
                }
            }
            for one in &worth.records {
                let of = format!("{} {}", super::records::path(one.months), columns::name(&found.policies[one.arm], usize::MAX));
                for (&value, &worth) in worth.values.iter().zip(&one.worth) {
                    fact("evsi", &format!("{of} at {} {}", number::factor(value).replace(',', ""), known(worth)));
                }
            }
            for change in &worth.changes {
                fact("best_choice", &super::worth::of_change(found, change));
            }
        }
        Some(Err(why)) => fact("evppi", &format!("unknown: {why}")),
        None => {}
    }
    for line in remarks(found) {
        fact("note", &line);
    }
    fact("folder", &columns::path(folder));
    out
}

/// `5.7 mcse 0.03`.
pub(super) fn known(estimate: Estimate) -> String {
    let mcse = number::rounded_up(estimate.mcse).map_or_else(|| "unknown".to_owned(), |mcse| mcse.replace(',', ""));
    let value = if estimate.value.is_finite() { number::estimate(estimate).replace([',', '~'], "") } else { "unknown".to_owned() };
    format!("{value} mcse {mcse}")
}

/// `low 1.2 high 1.9`; nothing where it is not known.
pub(super) fn ends(interval: [f64; 2], mcse: f64) -> String {
    if !mcse.is_finite() {
        return "low unknown high unknown".to_owned();
    }
    let text = number::interval(interval, mcse, [f64::NEG_INFINITY, f64::INFINITY]).replace(',', "");
    let (low, high) = text.split_once(" to ").unwrap_or((&text, &text));
    format!("low {low} high {high}")
}
