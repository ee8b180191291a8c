//! What a comparison says, in words.

use crate::calibrate::selection::psis::{GOOD_K, Loo};
use crate::calibrate::selection::{Difference, StrengthOfEvidence, Term, TermComparison, Variant};
use crate::math;

/// More digits of a log are of no interest, however small the error.
const MOST_DECIMALS: usize = 2;
/// Errors of the log of a Bayes factor beyond this call for more draws.
const COARSE: f64 = 0.1;

/// What the history says of the terms, in words.
pub(super) fn conclusion(comparison: &TermComparison) -> String {
    let single = || comparison.variants.iter().filter(|variant| variant.without.len() == 1);
    let names = |wanted: &dyn Fn(&Variant) -> bool| -> Vec<&'static str> {
        single().filter(|variant| wanted(variant)).map(|variant| word(variant.without[0])).collect()
    };
    let is_told =
        |variant: &Variant| variant.bayes_factor.is_reliable() && StrengthOfEvidence::of(&variant.bayes_factor) > StrengthOfEvidence::None;
    let untold = names(&|variant| variant.bayes_factor.is_reliable() && !is_told(variant));
    let needed = names(&|variant| is_told(variant) && variant.bayes_factor.log > 0.0);
    let harmful = names(&|variant| is_told(variant) && variant.bayes_factor.log < 0.0);
    let unknown = names(&|variant| !variant.bayes_factor.is_reliable());
    let mut sentences = Vec::new();
    if !untold.is_empty() {
        sentences.push(format!(
            "On {} the data cannot tell: {} below 3 either way, or not beyond it by two errors, and not worth more than a bare mention (Kass & Raftery 1995).",
            list(&untold, "and"),
            if untold.len() == 1 { "the Bayes factor is" } else { "each Bayes factor is" }
        ));
    }
    if !needed.is_empty() {
        sentences.push(format!("The history speaks for {}.", list(&needed, "and")));
    }
    if !harmful.is_empty() {
        sentences.push(format!("The history speaks against {} as the priors have it.", list(&harmful, "and")));
    }
    if !unknown.is_empty() {
        sentences
            .push(format!("The integral is not to be believed for {}: a few draws carry it (Pareto k above 0.7).", list(&unknown, "and")));
    }
    if let Some(all) = comparison.variants.iter().find(|variant| variant.without.len() > 1 && variant.bayes_factor.is_reliable()) {
        let factor = all.bayes_factor;
        let side = if factor.log > 0.0 { "for" } else { "against" };
        let size = factor_of(factor);
        sentences.push(format!(
            "All of these together: a Bayes factor of {size} {side} them.{}",
            match StrengthOfEvidence::of(&factor) {
                StrengthOfEvidence::None => " The data cannot tell.",
                _ => "",
            }
        ));
    }
    if single().count() > 1 {
        sentences.push(
            "These imitate each other: each makes exits come in clusters, so that what is switched off alone can be made up for by the others."
                .to_owned(),
        );
    }
    let is_coarse = |variant: &Variant| variant.bayes_factor.error > COARSE || !variant.bayes_factor.is_reliable();
    if comparison.variants.iter().any(is_coarse) {
        sentences.push("A larger number for --compare makes the errors smaller.".to_owned());
    }
    sentences.join(" ")
}

/// Leave-one-out, in a sentence.
pub(super) fn pointwise(loo: &Loo) -> String {
    let doubtful = loo.doubtful().count();
    let believed = match doubtful {
        0 => format!("Pareto k is at most {GOOD_K} for all of them"),
        1 => format!("Pareto k is above {GOOD_K} for 1 of them, whose part is not to be believed"),
        _ => format!("Pareto k is above {GOOD_K} for {doubtful} of them, whose parts are not to be believed"),
    };
    let of = match loo.pointwise.len() {
        // One point says nothing of how points differ.
        1 => format!("{:.2} over 1 person", loo.elpd),
        people => format!("{} over {people} people", measured(loo.elpd, loo.se)),
    };
    format!(
        "Pointwise, conditional on everybody else's exits: elpd_loo {of}, {:.1} effective parameters; {believed}. That is no prediction where exits act on exits: what others did because a person left stays known.",
        loo.parameters
    )
}

/// What can be said of a variant, and of the whole model.
pub(super) const VERDICTS: [&str; 10] = [
    "",
    "(not computed)",
    "impossible without",
    "cannot tell",
    "for it",
    "against it",
    "strongly for",
    "strongly against",
    "decisively for",
    "decisively against",
];

/// What the history says of what a variant switches off.
pub(super) fn verdict(variant: &Variant) -> &'static str {
    if !variant.bayes_factor.is_reliable() {
        return "(not computed)";
    }
    if variant.bayes_factor.log == f64::INFINITY {
        return "impossible without";
    }
    match (StrengthOfEvidence::of(&variant.bayes_factor), variant.bayes_factor.log > 0.0) {
        (StrengthOfEvidence::None, _) => "cannot tell",
        (StrengthOfEvidence::Positive, true) => "for it",
        (StrengthOfEvidence::Positive, false) => "against it",
        (StrengthOfEvidence::Strong, true) => "strongly for",
        (StrengthOfEvidence::Strong, false) => "strongly against",
        (StrengthOfEvidence::VeryStrong, true) => "decisively for",
        (StrengthOfEvidence::VeryStrong, false) => "decisively against",
    }
}

/// What a variant switches off.
pub(super) fn label(variant: &Variant, comparison: &TermComparison) -> String {
    match variant.without[..] {
        [Term::Contagion] if comparison.variants.iter().any(|other| other.without == [Term::Leader]) => "contagion and leader".to_owned(),
        [term] => word(term).to_owned(),
        _ => "all of these".to_owned(),
    }
}

/// What terms can be called.
pub(super) const WORDS: [&str; 6] = ["contagion", "leader's exits", "pull of spin-outs", "shocks", "random heat", "frailty"];

/// The name of a term.
pub(super) fn word(term: Term) -> &'static str {
    match term {
        Term::Contagion => "contagion",
        Term::Leader => "leader's exits",
        Term::Spinouts => "pull of spin-outs",
        Term::Shocks => "shocks",
        Term::Heat => "random heat",
        Term::Frailty => "frailty",
    }
}

/// The size of a Bayes factor, whichever way it points.
pub(super) fn factor_of(factor: Difference) -> String {
    let size = math::exp(factor.log.abs());
    match size {
        size if size > 1000.0 => "more than 1000".to_owned(),
        size if size < 10.0 && factor.error < 0.1 => format!("{size:.1}"),
        size => format!("about {size:.0}"),
    }
}

/// A list in a sentence.
pub(super) fn list(names: &[&str], last: &str) -> String {
    match names {
        [] => String::new(),
        [name] => (*name).to_owned(),
        [others @ .., name] => format!("{} {last} {name}", others.join(", ")),
    }
}

/// A number with an error, to the digit that the error's first digit is in, at most two after the point.
pub(super) fn measured(value: f64, error: f64) -> String {
    if !value.is_finite() {
        return if value > 0.0 { "infinite".to_owned() } else { "impossible".to_owned() };
    }
    let most = if value.abs() < 100.0 { MOST_DECIMALS } else { 1 };
    let decimals = [0.95, 0.095].iter().position(|&least| error >= least).unwrap_or(MOST_DECIMALS).min(most);
    // An error that is smaller than the last digit shown is no more than that.
    let least = if decimals == most && error > 0.0 { error.max([1.0, 0.1, 0.01][decimals]) } else { error };
    let text = format!("{value:.decimals$}");
    let text = if text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) { text } else { text.trim_start_matches('-').to_owned() };
    format!("{text} ± {least:.decimals$}")
}
