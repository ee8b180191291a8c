//! Whether the chains can be believed: the gates, passed or missed.

use super::Calibration;
use crate::calibrate::{Marginal, PosteriorSummary, Unknown};
use crate::report::columns::{PAGE, name, wrapped};
use crate::report::number;
use crate::report::style::Styles;

/// The worst figures, then what was missed, loudly.
pub(super) fn lines(report: &Calibration<'_>, posterior: &PosteriorSummary, styles: &Styles) -> Vec<String> {
    let [rhat, bulk, tail] = worst(posterior);
    let draws = posterior.chains.first().map_or(0, |chain| chain.draws.len());
    let sentence = format!(
        "{} chains of {} draws after {} of warm-up: R-hat at most {:.3} ({}), effective draws at least {} in the bulk ({}) and {} in the tails ({}), {} divergent, E-BFMI at least {:.2}.",
        posterior.chains.len(),
        number::count(draws as u64),
        number::count(posterior.warmup as u64),
        rhat.rhat,
        unknown(report, rhat.unknown),
        number::count(bulk.ess_bulk as u64),
        unknown(report, bulk.unknown),
        number::count(tail.ess_tail as u64),
        unknown(report, tail.unknown),
        posterior.divergences,
        least(&posterior.e_bfmi),
    );
    let mut lines = wrapped(&sentence, PAGE);
    if posterior.misses.is_empty() {
        lines.push("All gates passed.".to_owned());
    } else {
        let count = posterior.misses.len();
        let verdict = format!("{count} GATE{} MISSED: do not rely on these draws.", if count == 1 { "" } else { "S" });
        lines.push(styles.strong(&verdict));
        lines.extend(posterior.misses.iter().flat_map(|miss| wrapped(&format!("MISSED: {miss}."), PAGE)));
    }
    lines
}

/// The same a fact a line.
pub(super) fn facts(report: &Calibration<'_>, posterior: &PosteriorSummary) -> Vec<String> {
    let [rhat, bulk, tail] = worst(posterior);
    let mut facts = vec![
        format!("chains {}", posterior.chains.len()),
        format!("draws {}", posterior.chains.first().map_or(0, |chain| chain.draws.len())),
        format!("warmup {}", posterior.warmup),
        format!("rhat {:.3} {}", rhat.rhat, unknown(report, rhat.unknown)),
        format!("ess_bulk {:.0} {}", bulk.ess_bulk, unknown(report, bulk.unknown)),
        format!("ess_tail {:.0} {}", tail.ess_tail, unknown(report, tail.unknown)),
        format!("divergences {}", posterior.divergences),
        format!("e_bfmi {:.2}", least(&posterior.e_bfmi)),
        format!("gates {}", if posterior.misses.is_empty() { "passed" } else { "missed" }),
    ];
    facts.extend(posterior.misses.iter().map(|miss| format!("missed {miss}")));
    facts
}

/// What an unknown is called.
pub(super) fn unknown(report: &Calibration<'_>, unknown: Unknown) -> String {
    name(&unknown.name(&report.hazards.parameters, report.exit_columns), usize::MAX)
}

/// The unknowns with the largest R-hat, and the fewest effective draws in the bulk and in the tails. What is not a number is the worst.
fn worst(posterior: &PosteriorSummary) -> [&Marginal; 3] {
    let by = |badness: fn(&Marginal) -> f64| {
        let bad = |marginal: &Marginal| if badness(marginal).is_nan() { f64::INFINITY } else { badness(marginal) };
        let mut worst = &posterior.marginals[0];
        for marginal in &posterior.marginals {
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
