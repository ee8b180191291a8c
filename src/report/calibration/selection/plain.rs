//! The comparison a fact a line.

use super::ModelComparison;
use super::wording::{measured, verdict, word};
use crate::calibrate::selection::psis::GOOD_K;
use crate::calibrate::selection::{Difference, Variant};

pub(super) fn facts(told: &ModelComparison<'_>) -> Vec<String> {
    let comparison = &told.selection.comparison;
    let mut facts = vec![format!("evidence {}", measured(comparison.evidence.log, comparison.evidence.error))];
    let variant = |variant: &Variant| {
        let names: Vec<&str> = variant.without.iter().map(|&term| word(term)).collect();
        let told = |difference: Difference| measured(difference.log, difference.error);
        let is_told = |ahead: &Difference| ahead.is_reliable() && !ahead.log.is_nan();
        let ahead = variant.leave_future_out.filter(is_told).map_or_else(String::new, |ahead| format!(" ahead {}", told(ahead)));
        format!("without {}: ln_bayes {}{ahead} {}", names.join(", "), told(variant.bayes_factor), verdict(variant))
    };
    facts.extend(comparison.variants.iter().map(variant));
    let ahead = &comparison.leave_future_out;
    if ahead.stretches.len() > 1 {
        for stretch in &ahead.stretches {
            let log = measured(stretch.log, stretch.error);
            let doubt = if stretch.shape > GOOD_K { " pareto_k above 0.7" } else { "" };
            facts.push(format!("leave_future_out up to {} exits {} log_density {log}{doubt}", told.day(stretch.until), stretch.exits));
        }
        facts.push(format!("leave_future_out after the first log_density {}", measured(ahead.after_first.log, ahead.after_first.error)));
    }
    if let Some(loo) = &told.selection.loo {
        let (elpd, doubtful) = (measured(loo.elpd, loo.se), loo.doubtful().count());
        facts.push(format!("loo_conditional elpd {elpd} people {} pareto_k_above_0.7 {doubtful}", loo.pointwise.len()));
    }
    facts
}
