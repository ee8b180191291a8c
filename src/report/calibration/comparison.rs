//! The report on what a history says of its model's terms: evidence, leave-future-out prediction, and conditional pointwise densities.

use std::fmt::Write as _;

use serde::Serialize;

use super::columns::{PAGE, left, right, wrapped};
use crate::calendar::{Clock, Date};
use crate::calibrate::comparison::{Comparison, Strength, Variant};
use crate::calibrate::evidence::Difference;
use crate::calibrate::model::Term;
use crate::calibrate::psis::{GOOD_K, Loo};
use crate::math;

/// Widths of the columns: terms, evidence, Bayes factor, prediction [columns].
const WIDTHS: [usize; 4] = [20, 14, 13, 13];
/// More digits of a log are of no interest, however small the error.
const MOST_DECIMALS: usize = 2;

/// What is reported.
#[derive(Clone, Copy, Debug)]
pub struct ModelComparison<'a> {
    /// The model against itself without each of its terms.
    pub comparison: &'a Comparison,
    /// Conditional pointwise densities, a point a person, where they were computed.
    pub loo: Option<&'a Loo>,
    /// The clock of the history.
    pub clock: Clock,
}

/// A row of the comparison, for a file or JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The terms that are switched off; none for the whole model.
    pub without: Vec<&'static str>,
    /// Log of the marginal likelihood, of the time unit years.
    pub log_evidence: f64,
    /// Its Monte Carlo standard error.
    pub log_evidence_error: f64,
    /// Pareto shape of its importance weights; believed up to 0.7.
    pub pareto_k: f64,
    /// Log of the Bayes factor of the whole model against this.
    pub log_bayes_factor: Option<f64>,
    /// Its Monte Carlo standard error.
    pub log_bayes_factor_error: Option<f64>,
    /// Log predictive density of what came after the first stretch: of the whole model, or by how much it predicts better than this.
    pub ahead: Option<f64>,
    /// Its Monte Carlo standard error.
    pub ahead_error: Option<f64>,
    /// What the history says, in words; empty for the whole model.
    pub verdict: &'static str,
}

#[derive(Serialize)]
struct Document {
    comparison: Vec<Row>,
    leave_future_out: Vec<Stretch>,
    loo_conditional: Option<Pointwise>,
}

#[derive(Serialize)]
struct Stretch {
    #[serde(with = "crate::calendar::iso")]
    until: Date,
    exits: usize,
    log_predictive_density: f64,
    error: f64,
    pareto_k: f64,
}

#[derive(Serialize)]
struct Pointwise {
    people: usize,
    elpd: f64,
    se: f64,
    effective_parameters: f64,
    pareto_k_above_0_7: usize,
}

impl ModelComparison<'_> {
    /// The section of the report, within 80 columns.
    pub fn render(&self) -> String {
        let mut out = String::new();
        if self.comparison.ahead.stretches.len() > 1 {
            self.render_ahead(&mut out);
            out.push('\n');
        }
        if !self.comparison.variants.is_empty() {
            self.render_variants(&mut out);
            out.push('\n');
        }
        if let Some(loo) = self.loo {
            paragraph(&mut out, &pointwise_sentence(loo));
        }
        while out.ends_with("\n\n") {
            out.pop();
        }
        out
    }

    /// Prediction, stretch by stretch.
    fn render_ahead(&self, out: &mut String) {
        let ahead = &self.comparison.ahead;
        paragraph(out, "What came next, each stretch predicted from all that had happened before it:");
        let _ = writeln!(out, "{}{}{}", left("up to", 14), right("exits", 7), right("log density", 18));
        for (number, stretch) in ahead.stretches.iter().enumerate() {
            let note = if number == 0 { "  from the priors alone" } else { "" };
            let _ = writeln!(
                out,
                "{}{}{}{note}",
                left(&self.day(stretch.until).to_string(), 14),
                right(&stretch.exits.to_string(), 7),
                right(&measured(stretch.log, stretch.error), 18)
            );
        }
        let _ = writeln!(out, "{}{}", left("after the first", 21), right(&measured(ahead.after_first.log, ahead.after_first.error), 18));
    }

    /// The model without its terms.
    fn render_variants(&self, out: &mut String) {
        let [terms, evidence, factor, ahead] = WIDTHS;
        let comparison = self.comparison;
        let mut line = |cells: [&str; 5]| {
            let text = format!(
                "{}{}{}{}  {}",
                left(cells[0], terms),
                right(cells[1], evidence),
                right(cells[2], factor),
                right(cells[3], ahead),
                cells[4]
            );
            let _ = writeln!(out, "{}", text.trim_end());
        };
        line(["Switched off", "ln evidence", "ln Bayes", "ahead", "the history speaks"]);
        line(["nothing", &measured(comparison.evidence.log, comparison.evidence.error), "", "", ""]);
        for variant in &comparison.variants {
            let difference = |difference: Difference| measured(difference.log, difference.error);
            line([
                &label(variant, comparison),
                &measured(variant.evidence.log, variant.evidence.error),
                &difference(variant.bayes_factor),
                &variant.ahead.map_or_else(String::new, difference),
                verdict(variant),
            ]);
        }
        paragraph(
            out,
            "\"ln Bayes\" is the log of the Bayes factor for what is switched off, with the priors that it has; \"ahead\", by how much it helps to predict what came after the first stretch. ± is the error of the computation, not of the history.",
        );
        if comparison.variants.iter().any(|variant| variant.without == [Term::Spinouts]) {
            paragraph(out, "Where those who left went is not used here, founders excepted, since a model without pull says nothing of it.");
        }
        paragraph(out, &self.conclusion());
    }

    /// What the history says of the terms, in words.
    fn conclusion(&self) -> String {
        let single = || self.comparison.variants.iter().filter(|variant| variant.without.len() == 1);
        let names = |wanted: &dyn Fn(&Variant) -> bool| -> Vec<&'static str> {
            single().filter(|variant| wanted(variant)).map(|variant| word(variant.without[0])).collect()
        };
        let is_told = |variant: &Variant| variant.bayes_factor.is_reliable() && Strength::of(variant.bayes_factor.log) > Strength::None;
        let untold = names(&|variant| variant.bayes_factor.is_reliable() && !is_told(variant));
        let needed = names(&|variant| is_told(variant) && variant.bayes_factor.log > 0.0);
        let harmful = names(&|variant| is_told(variant) && variant.bayes_factor.log < 0.0);
        let unknown = names(&|variant| !variant.bayes_factor.is_reliable());
        let mut sentences = Vec::new();
        if !untold.is_empty() {
            sentences.push(format!(
                "On {} the data cannot tell: {} below 3 either way, not worth more than a bare mention (Kass & Raftery 1995).",
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
            sentences.push(format!(
                "The integral is not to be believed for {}: a few draws carry it (Pareto k above 0.7).",
                list(&unknown, "and")
            ));
        }
        if let Some(all) = self.comparison.variants.iter().find(|variant| variant.without.len() > 1 && variant.bayes_factor.is_reliable()) {
            let factor = all.bayes_factor;
            let side = if factor.log > 0.0 { "for" } else { "against" };
            let size = factor_of(factor);
            sentences.push(format!(
                "All of these together: a Bayes factor of {size} {side} them.{}",
                match Strength::of(factor.log) {
                    Strength::None => " The data cannot tell.",
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
        sentences.join(" ")
    }

    /// The rows of the comparison, the whole model first.
    pub fn rows(&self) -> Vec<Row> {
        let comparison = self.comparison;
        let ahead = (comparison.ahead.stretches.len() > 1).then_some(comparison.ahead.after_first);
        let whole = Row {
            without: Vec::new(),
            log_evidence: comparison.evidence.log,
            log_evidence_error: comparison.evidence.error,
            pareto_k: comparison.evidence.shape,
            log_bayes_factor: None,
            log_bayes_factor_error: None,
            ahead: ahead.map(|ahead| ahead.log),
            ahead_error: ahead.map(|ahead| ahead.error),
            verdict: "",
        };
        let row = |variant: &Variant| Row {
            without: variant.without.iter().map(|&term| word(term)).collect(),
            log_evidence: variant.evidence.log,
            log_evidence_error: variant.evidence.error,
            pareto_k: variant.evidence.shape,
            log_bayes_factor: Some(variant.bayes_factor.log),
            log_bayes_factor_error: Some(variant.bayes_factor.error),
            ahead: variant.ahead.map(|ahead| ahead.log),
            ahead_error: variant.ahead.map(|ahead| ahead.error),
            verdict: verdict(variant),
        };
        std::iter::once(whole).chain(comparison.variants.iter().map(row)).collect()
    }

    /// Everything in full, for `calibration.json`: `comparison`, `leave_future_out`, `loo_conditional`.
    ///
    /// # Errors
    /// None that a number or name here can cause.
    pub fn json(&self) -> serde_json::Result<serde_json::Value> {
        let stretch = |stretch: &crate::calibrate::ahead::Stretch| Stretch {
            until: self.day(stretch.until),
            exits: stretch.exits,
            log_predictive_density: stretch.log,
            error: stretch.error,
            pareto_k: stretch.shape,
        };
        serde_json::to_value(Document {
            comparison: self.rows(),
            leave_future_out: self.comparison.ahead.stretches.iter().map(stretch).collect(),
            loo_conditional: self.loo.map(|loo| Pointwise {
                people: loo.pointwise.len(),
                elpd: loo.elpd,
                se: loo.se,
                effective_parameters: loo.parameters,
                pareto_k_above_0_7: loo.doubtful().count(),
            }),
        })
    }

    fn day(&self, time: f64) -> Date {
        self.clock.date(time)
    }
}

/// Leave-one-out, in a sentence.
fn pointwise_sentence(loo: &Loo) -> String {
    let doubtful = loo.doubtful().count();
    let believed = match doubtful {
        0 => format!("Pareto k is at most {GOOD_K} for all of them"),
        1 => format!("Pareto k is above {GOOD_K} for 1 of them, whose part is not to be believed"),
        _ => format!("Pareto k is above {GOOD_K} for {doubtful} of them, whose parts are not to be believed"),
    };
    format!(
        "Pointwise, conditional on everybody else's exits: elpd_loo {} over {} people, {:.1} effective parameters; {believed}. That is no prediction where exits act on exits: what others did because somebody left stays known.",
        measured(loo.elpd, loo.se),
        loo.pointwise.len(),
        loo.parameters
    )
}

/// What the history says of what a variant switches off.
fn verdict(variant: &Variant) -> &'static str {
    if !variant.bayes_factor.is_reliable() {
        return "(not computed)";
    }
    match (Strength::of(variant.bayes_factor.log), variant.bayes_factor.log > 0.0) {
        (Strength::None, _) => "cannot tell",
        (Strength::Positive, true) => "for it",
        (Strength::Positive, false) => "against it",
        (Strength::Strong, true) => "strongly for",
        (Strength::Strong, false) => "strongly against",
        (Strength::VeryStrong, true) => "decisively for",
        (Strength::VeryStrong, false) => "decisively against",
    }
}

/// What a variant switches off.
fn label(variant: &Variant, comparison: &Comparison) -> String {
    match variant.without[..] {
        [Term::Contagion] if comparison.variants.iter().any(|other| other.without == [Term::Leader]) => "contagion and leader".to_owned(),
        [term] => word(term).to_owned(),
        _ => "all of these".to_owned(),
    }
}

/// The name of a term.
fn word(term: Term) -> &'static str {
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
fn factor_of(factor: Difference) -> String {
    let size = math::exp(factor.log.abs());
    match size {
        size if size > 1000.0 => "more than 1000".to_owned(),
        size if size < 10.0 && factor.error < 0.1 => format!("{size:.1}"),
        size => format!("about {size:.0}"),
    }
}

/// A list in a sentence.
fn list(names: &[&str], last: &str) -> String {
    match names {
        [] => String::new(),
        [name] => (*name).to_owned(),
        [others @ .., name] => format!("{} {last} {name}", others.join(", ")),
    }
}

/// A number with an error, to the digit that the error's first digit is in, at most two after the point.
fn measured(value: f64, error: f64) -> String {
    if !value.is_finite() {
        return "impossible".to_owned();
    }
    let decimals = [0.95, 0.095].iter().position(|&least| error >= least).unwrap_or(MOST_DECIMALS);
    // An error that is smaller than the last digit shown is no more than that.
    let least = if decimals == MOST_DECIMALS && error > 0.0 { error.max(0.01) } else { error };
    let text = format!("{value:.decimals$}");
    let text = if text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) { text } else { text.trim_start_matches('-').to_owned() };
    format!("{text} ± {least:.decimals$}")
}

fn paragraph(out: &mut String, text: &str) {
    for line in wrapped(text, PAGE) {
        let _ = writeln!(out, "{line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::ahead::{Ahead, Stretch};
    use crate::calibrate::evidence::Evidence;

    fn evidence(log: f64, error: f64, shape: f64) -> Evidence {
        Evidence { log, error, shape, effective: 100.0 }
    }

    fn comparison() -> Comparison {
        let whole = evidence(-52.134, 0.043, 0.2);
        let variant = |without: &[Term], own: Evidence, ahead: f64| Variant {
            without: without.to_vec(),
            evidence: own,
            bayes_factor: whole.over(&own),
            ahead: Some(Difference { log: ahead, error: 0.12, shape: 0.3 }),
        };
        let stretch = |until: f64, exits, log, error| Stretch { until, exits, log, error, shape: 0.2 };
        Comparison {
            evidence: whole,
            ahead: Ahead {
                stretches: vec![stretch(0.5, 7, -30.118, 0.021), stretch(1.0, 1, -6.84, 0.3), stretch(2.4, 3, -15.176, 2.4)],
                after_first: Difference { log: -22.016, error: 0.048, shape: 0.2 },
            },
            variants: vec![
                variant(&[Term::Contagion], evidence(-55.6, 0.03, 0.1), 0.41),
                variant(&[Term::Leader], evidence(-52.3, 0.003, 0.1), 0.01),
                variant(&[Term::Shocks], evidence(-50.4, 0.6, 0.1), -0.02),
                variant(&[Term::Heat], evidence(-52.0, 0.3, 0.9), 0.3),
                variant(&[Term::Frailty], evidence(-52.131, 0.03, 0.1), 0.0),
                variant(&[Term::Contagion, Term::Shocks], evidence(-60.0, 0.3, 0.1), 12.25),
            ],
        }
    }

    fn clock() -> Clock {
        Clock::new(Date::constant(2023, 1, 1))
    }

    #[test]
    fn the_section_reads_as_it_should() {
        let comparison = comparison();
        let loo = Loo { elpd: -48.31, se: 5.2, parameters: 2.345, pointwise: vec![-24.1, -24.2], shapes: vec![0.9, 0.1] };
        let text = ModelComparison { comparison: &comparison, loo: Some(&loo), clock: clock() }.render();
        assert!(text.lines().all(|line| super::super::columns::width(line) <= PAGE), "{text}");
        assert_eq!(
            text,
            "\
What came next, each stretch predicted from all that had happened before it:
up to           exits       log density
2023-07-02          7     -30.12 ± 0.02  from the priors alone
2024-01-01          1        -6.8 ± 0.3
2025-05-26          3           -15 ± 2
after the first           -22.02 ± 0.05

Switched off           ln evidence     ln Bayes        ahead  the history speaks
nothing              -52.13 ± 0.04
contagion and leader -55.60 ± 0.03  3.47 ± 0.05    0.4 ± 0.1  strongly for
leader's exits       -52.30 ± 0.01  0.17 ± 0.04    0.0 ± 0.1  cannot tell
shocks                 -50.4 ± 0.6   -1.7 ± 0.6    0.0 ± 0.1  against it
random heat            -52.0 ± 0.3   -0.1 ± 0.3    0.3 ± 0.1  (not computed)
frailty              -52.13 ± 0.03  0.00 ± 0.05    0.0 ± 0.1  cannot tell
all of these           -60.0 ± 0.3    7.9 ± 0.3   12.2 ± 0.1  decisively for
\"ln Bayes\" is the log of the Bayes factor for what is switched off, with the
priors that it has; \"ahead\", by how much it helps to predict what came after the
first stretch. ± is the error of the computation, not of the history.
On leader's exits and frailty the data cannot tell: each Bayes factor is below 3
either way, not worth more than a bare mention (Kass & Raftery 1995). The
history speaks for contagion. The history speaks against shocks as the priors
have it. The integral is not to be believed for random heat: a few draws carry
it (Pareto k above 0.7). All of these together: a Bayes factor of more than 1000
for them. These imitate each other: each makes exits come in clusters, so that
what is switched off alone can be made up for by the others.

Pointwise, conditional on everybody else's exits: elpd_loo -48 ± 5 over 2
people, 2.3 effective parameters; Pareto k is above 0.7 for 1 of them, whose
part is not to be believed. That is no prediction where exits act on exits: what
others did because somebody left stays known.
"
        );
    }

    #[test]
    fn numbers_have_the_digits_that_their_errors_support() {
        let cases = [
            ((-52.134, 0.043), "-52.13 ± 0.04"),
            ((-52.134, 0.0004), "-52.13 ± 0.01"),
            ((-52.134, 0.0), "-52.13 ± 0.00"),
            ((-52.134, 0.096), "-52.1 ± 0.1"),
            ((-52.134, 0.6), "-52.1 ± 0.6"),
            ((-52.134, 2.4), "-52 ± 2"),
            ((-0.001, 0.03), "0.00 ± 0.03"),
            ((f64::NEG_INFINITY, 0.0), "impossible"),
        ];
        for ((value, error), expected) in cases {
            assert_eq!(measured(value, error), expected);
        }
    }

    #[test]
    fn a_model_without_terms_has_its_predictions_only() {
        let mut comparison = comparison();
        comparison.variants.clear();
        let text = ModelComparison { comparison: &comparison, loo: None, clock: clock() }.render();
        assert!(text.starts_with("What came next") && text.ends_with("after the first           -22.02 ± 0.05\n"), "{text}");
        comparison.ahead.stretches.truncate(1);
        assert_eq!(ModelComparison { comparison: &comparison, loo: None, clock: clock() }.render(), "");
    }

    #[test]
    fn the_json_has_everything_in_full() {
        let comparison = comparison();
        let loo = Loo { elpd: -48.31, se: 5.2, parameters: 2.345, pointwise: vec![-24.1, -24.2], shapes: vec![0.9, f64::INFINITY] };
        let json = ModelComparison { comparison: &comparison, loo: Some(&loo), clock: clock() }.json().unwrap();
        assert_eq!(json["comparison"][0]["log_evidence"], -52.134);
        assert_eq!(json["comparison"][0]["ahead"], -22.016);
        assert_eq!(json["comparison"][6]["without"], serde_json::json!(["contagion", "shocks"]));
        assert_eq!(json["comparison"][1]["verdict"], "strongly for");
        assert_eq!(json["leave_future_out"][1]["until"], "2024-01-01");
        assert_eq!(json["leave_future_out"][2]["exits"], 3);
        assert_eq!(json["loo_conditional"]["pareto_k_above_0_7"], 2);
        assert_eq!(json["loo_conditional"].as_object().unwrap().len(), 5, "nobody is named");
    }
}
