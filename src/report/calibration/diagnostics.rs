//! Whether the chains can be believed: the gates, passed or missed.

use super::Calibration;
use crate::calibrate::{About, Learned, Marginal};
use crate::report::columns::{PAGE, name, wrapped};
use crate::report::number;
use crate::report::style::Styles;

/// The worst figures, then what was missed, loudly.
pub(super) fn lines(report: &Calibration<'_>, learned: &Learned, styles: &Styles) -> Vec<String> {
    let [rhat, bulk, tail] = worst(learned);
    let draws = learned.chains.first().map_or(0, |chain| chain.draws.len());
    let sentence = format!(
        "{} chains of {} draws after {} of warm-up: R-hat at most {:.3} ({}), effective draws at least {} in the bulk ({}) and {} in the tails ({}), {} divergent, E-BFMI at least {:.2}.",
        learned.chains.len(),
        number::count(draws as u64),
        number::count(learned.warmup as u64),
        rhat.rhat,
        unknown(report, rhat.about),
        number::count(bulk.ess_bulk as u64),
        unknown(report, bulk.about),
        number::count(tail.ess_tail as u64),
        unknown(report, tail.about),
        learned.divergences,
        least(&learned.e_bfmi),
    );
    let mut lines = wrapped(&sentence, PAGE);
    if learned.misses.is_empty() {
        lines.push("All gates passed.".to_owned());
    } else {
        let count = learned.misses.len();
        let verdict = format!("{count} GATE{} MISSED: do not rely on these draws.", if count == 1 { "" } else { "S" });
        lines.push(styles.strong(&verdict));
        lines.extend(learned.misses.iter().flat_map(|miss| wrapped(&format!("MISSED: {miss}."), PAGE)));
    }
    lines
}

/// The same a fact a line.
pub(super) fn facts(report: &Calibration<'_>, learned: &Learned) -> Vec<String> {
    let [rhat, bulk, tail] = worst(learned);
    let mut facts = vec![
        format!("chains {}", learned.chains.len()),
        format!("draws {}", learned.chains.first().map_or(0, |chain| chain.draws.len())),
        format!("warmup {}", learned.warmup),
        format!("rhat {:.3} {}", rhat.rhat, unknown(report, rhat.about)),
        format!("ess_bulk {:.0} {}", bulk.ess_bulk, unknown(report, bulk.about)),
        format!("ess_tail {:.0} {}", tail.ess_tail, unknown(report, tail.about)),
        format!("divergences {}", learned.divergences),
        format!("e_bfmi {:.2}", least(&learned.e_bfmi)),
        format!("gates {}", if learned.misses.is_empty() { "passed" } else { "missed" }),
    ];
    facts.extend(learned.misses.iter().map(|miss| format!("missed {miss}")));
    facts
}

/// What an unknown is called.
pub(super) fn unknown(report: &Calibration<'_>, about: About) -> String {
    name(&about.name(&report.hazards.parameters, report.exit_columns), usize::MAX)
}

/// The unknowns with the largest R-hat, and the fewest effective draws in the bulk and in the tails. What is not a number is the worst.
fn worst(learned: &Learned) -> [&Marginal; 3] {
    let by = |badness: fn(&Marginal) -> f64| {
        let bad = |marginal: &Marginal| if badness(marginal).is_nan() { f64::INFINITY } else { badness(marginal) };
        let mut worst = &learned.marginals[0];
        for marginal in &learned.marginals {
            if bad(marginal) > bad(worst) {
                worst = marginal;
            }
        }
        worst
    };
    [by(|marginal| marginal.rhat), by(|marginal| -marginal.ess_bulk), by(|marginal| -marginal.ess_tail)]
}

fn least(numbers: &[f64]) -> f64 {
    numbers.iter().copied().fold(f64::INFINITY, |least, number| if number.is_nan() || number < least { number } else { least })
}
