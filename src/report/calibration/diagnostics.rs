//! Whether the chains can be believed: the gates, passed or missed.

use std::mem;

use super::Calibration;
use crate::calibrate::sampler::gates::Miss;
use crate::calibrate::{Marginal, PosteriorSummary, Unknown};
use crate::report::columns::name;
use crate::report::number;
use crate::report::screen::Screen;

/// The worst figures, then what was missed, loudly.
pub(super) fn lines(report: &Calibration<'_>, posterior: &PosteriorSummary, screen: Screen) -> Vec<String> {
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
    let mut lines = screen.wrapped(&sentence);
    if posterior.misses.is_empty() {
        lines.push("All gates passed.".to_owned());
    } else {
        let count = posterior.misses.len();
        let verdict = format!("{count} GATE{} MISSED: do not rely on these draws.", if count == 1 { "" } else { "S" });
        lines.push(screen.strong(&verdict));
        lines.extend(screen.wrapped(&worst_misses(&posterior.misses, draws)));
    }
    lines
}

/// The worst miss of each kind, what to do, and where all of them are.
fn worst_misses(misses: &[Miss], draws: usize) -> String {
    let mut kinds: Vec<&Miss> = Vec::new();
    for miss in misses {
        match kinds.iter_mut().find(|known| mem::discriminant(**known) == mem::discriminant(miss)) {
            Some(known) if miss.severity() > known.severity() => *known = miss,
            Some(_) => {}
            None => kinds.push(miss),
        }
    }
    let worst: Vec<String> = kinds.iter().map(ToString::to_string).collect();
    let [word, all] =
        if misses.len() > kinds.len() { ["The worst: ", " All are in calibration.json, and in --format plain."] } else { ["", ""] };
    // Longer chains mend what is too few; that part of the posterior is hard to reach, they do not.
    let are_few = kinds.iter().any(|miss| matches!(miss, Miss::Rhat { .. } | Miss::EssBulk { .. } | Miss::EssTail { .. }));
    let advice = if are_few {
        // So many draws a chain as the program admits.
        format!("Run again with more draws, such as --draws {}.", (4 * draws).clamp(1_000, 1_000_000))
    } else {
        "More draws may not help: leave fewer numbers uncertain.".to_owned()
    };
    format!("{word}{}. {advice}{all}", worst.join("; "))
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
