//! The report without lines and blocks, for screen readers and `grep`: one fact a line, names and values by turns.

use std::fmt::Write as _;
use std::path::Path;

use super::money::{no_choices, price};
use super::table::{notes, plain_interval};
use super::{by_effect, equal_money, hardest, money, sentence, what_if};
use crate::compare::dominance::Dominated;
use crate::compare::{Comparison, Difference, Measure};
use crate::estimate::Estimate;
use crate::report::files::manifest::Manifest;
use crate::report::table::deviation;
use crate::report::{columns, number};

/// The report. `verdicts` are the lines on assertions; `folder` is where the files are.
pub fn render(comparison: &Comparison, verdicts: &[String], manifest: &Manifest, folder: &Path) -> String {
    let mut out = String::new();
    let mut fact = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(out, "{name} {value}");
    };
    let metadata = &comparison.reference().estimates.metadata;
    fact("answer", &sentence::best(comparison));
    fact("stopped", &manifest.stopped.name());
    fact("reference", &columns::name(&metadata.scenario, usize::MAX));
    fact("start", &metadata.start());
    fact("horizon", &metadata.horizon());
    fact("twice_the_horizon", &comparison.later);
    fact("roster", &metadata.roster);
    if let Some(known) = metadata.known_last_days {
        fact("known_last_days", &format!("{} of which {} by_horizon", known.people, known.by_horizon));
    }
    for (reason, count) in crate::report::sentence::rows_left_out(metadata) {
        fact("rows_left_out", &format!("{reason} {count}"));
    }
    if let Some(count) = metadata.default_priors {
        fact("default_priors", &count);
    }
    fact("seed", &manifest.seed);
    fact("trials_asked", &manifest.trials_asked);
    fact("trials", &comparison.trials);
    fact("draws", &comparison.draws);
    fact("effective_draws", &(comparison.clusters.effective() as u64));
    fact("retained", &format!("none {} {}", metadata.horizon(), known(comparison.without())));
    fact("retained", &format!("none {} {}", comparison.later, known(comparison.reference().later)));
    for arm in by_effect(comparison) {
        let Some(versus) = &arm.versus else { continue };
        let of = columns::name(&arm.name, usize::MAX);
        let kept = if versus.measure == Measure::Share { "kept_share" } else { "kept" };
        for (date, difference) in [(metadata.horizon(), arm.kept()), (comparison.later, Some(versus.later))] {
            if let Some(difference) = difference {
                fact(kept, &format!("{of} {date} {}", compared(&difference)));
            }
        }
        fact("months_gained", &format!("{of} {} {}", metadata.horizon(), compared(&versus.months)));
        if let Some(exit_shifts) = versus.exit_shifts {
            for (fate, estimate) in
                [("prevented", exit_shifts.prevented), ("postponed", exit_shifts.postponed), ("induced", exit_shifts.induced)]
            {
                fact(fate, &format!("{of} {} {}", metadata.horizon(), known(estimate)));
            }
        }
        fact("cost", &format!("{of} {} {}", metadata.horizon(), known(versus.cost.estimate)));
        let [value, interval] = price(arm);
        fact("cost_per_person_kept", &format!("{of} {} {interval}", value.replace(',', "")).replace(" - ", " "));
        fact("luck", &format!("{of} {} sd {}", metadata.horizon(), known(deviation(versus.split.luck))));
        fact("ignorance", &format!("{of} {} sd {}", metadata.horizon(), known(deviation(versus.split.ignorance))));
        if let Some(range) = versus.expected {
            let mcse = arm.kept().map_or(f64::NAN, |kept| kept.estimate.mcse);
            let range = number::interval(range, mcse, versus.later.within).replace([',', '~'], "");
            let (low, high) = range.split_once(" to ").unwrap_or((&range, &range));
            fact("expected", &format!("{of} {} low {low} high {high} over all that is not known", metadata.horizon()));
        }
        match arm.dominated {
            Some(Dominated::By(other)) => {
                fact("dominated", &format!("{of} by {}", columns::name(&comparison.arms[other].name, usize::MAX)));
            }
            Some(Dominated::ByMixture(a, b)) => {
                let [a, b] = [a, b].map(|index| columns::name(&comparison.arms[index].name, usize::MAX));
                fact("dominated", &format!("{of} by {a} in some cases and {b} in the others"));
            }
            None => {}
        }
    }
    match &comparison.acceptability {
        Ok(values) => {
            let options: Vec<usize> = std::iter::once(0).chain(comparison.options()).collect();
            for at in values {
                let value = money(comparison, &number::factor(at.value).replace(',', ""));
                for (&option, best) in options.iter().zip(&at.best) {
                    let of = columns::name(&comparison.arms[option].name, usize::MAX);
                    let [low, high] = best.interval.map(|end| number::factor(end).replace(',', ""));
                    fact("probability_best", &format!("{of} at {value} {} low {low} high {high}", known(best.estimate)));
                }
                fact("evpi", &format!("at {value} {}", known(at.evpi)));
            }
        }
        Err(reason) => fact("acceptability", &format!("unknown: {reason}")),
    }
    for (name, line) in said(comparison) {
        fact(name, &line);
    }
    for withheld in &comparison.withheld {
        let what = columns::name(&withheld.what, usize::MAX);
        fact("withheld", &format!("{what}: {}; --individuals shows it", withheld.why));
    }
    for line in verdicts {
        fact("assert", line);
    }
    fact("folder", &columns::path(folder));
    out
}

/// What is said besides the numbers, by name.
fn said(comparison: &Comparison) -> Vec<(&'static str, String)> {
    let named = |name: &'static str, lines: Vec<String>| lines.into_iter().filter(|line| !line.is_empty()).map(move |line| (name, line));
    let mut all = of_equal_money(comparison);
    if comparison.asks_who_is_hardest_to_lose {
        all.extend(named("hardest_to_lose", hardest::rows(comparison)[1..].iter().map(|row| row.join(" ")).collect()));
    }
    all.extend(named("what_if", what_if::paragraphs(comparison).concat()));
    all.extend(named("regret", super::regret::sentences(comparison)));
    all.extend(named("note", std::iter::once(no_choices(comparison)).chain(notes(comparison)).collect()));
    all
}

/// What is said of levels, by name.
fn of_equal_money(comparison: &Comparison) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(solved) = &comparison.solved {
        facts.push(("solved", format!("{} {}", columns::name(&solved.path, usize::MAX), known(solved.value))));
    }
    let Some(all) = &comparison.equal_money else { return facts };
    facts.push(("budget", number::factor(all.budget).replace(',', "")));
    for one in &all.scaled {
        let of = columns::name(&one.name, usize::MAX);
        let level = known(Estimate { value: one.level, mcse: one.level_mcse });
        facts.push(("level", format!("{of} {level} means {}", equal_money::level(one))));
        facts.push(("spent", format!("{of} {}", known(one.point.spent))));
    }
    facts.extend(equal_money::sentences(comparison, all).into_iter().map(|line| ("equal_money", line)));
    facts
}

/// `1.40 mcse 0.03 low 1.34 high 1.46 pairing_gain 6.2`.
pub(in crate::report) fn compared(difference: &Difference) -> String {
    let interval = plain_interval(difference);
    let (low, high) = interval.split_once(" to ").unwrap_or((&interval, &interval));
    let mut text = known(difference.estimate);
    if !interval.is_empty() {
        let _ = write!(text, " low {} high {}", low.replace(',', ""), high.replace(',', ""));
    }
    if difference.pairing_gain.is_finite() {
        let _ = write!(text, " pairing_gain {}", number::significant(difference.pairing_gain, 2).replace(',', ""));
    }
    text
}

/// `5.7 mcse 0.03`.
pub(in crate::report) fn known(estimate: Estimate) -> String {
    let mcse = number::rounded_up(estimate.mcse).map_or_else(|| "unknown".to_owned(), |mcse| mcse.replace(',', ""));
    let value = if estimate.value.is_finite() { number::estimate(estimate).replace([',', '~'], "") } else { "unknown".to_owned() };
    format!("{value} mcse {mcse}")
}
