//! What a history says of its model's terms: a section of the report on a calibration.

mod json;
mod plain;
mod terminal;
mod wording;

use super::Section;
use crate::calendar::{Clock, Date};
use crate::calibrate::selection::ModelSelection;
use crate::report::screen::Screen;

/// Evidence, leave-future-out prediction, and conditional pointwise densities.
#[derive(Clone, Copy, Debug)]
pub struct ModelComparison<'a> {
    /// What the history says of the model and its terms.
    pub selection: &'a ModelSelection,
    /// The clock of the history.
    pub clock: Clock,
}

pub(super) use json::Document;

/// The key of the section in `calibration.json`.
pub(super) const KEY: &str = "comparison";

impl Section for ModelComparison<'_> {
    fn key(&self) -> &'static str {
        KEY
    }

    fn lines(&self, screen: Screen) -> Vec<String> {
        terminal::lines(self, screen)
    }

    fn facts(&self) -> Vec<String> {
        plain::facts(self)
    }

    fn json(&self) -> serde_json::Value {
        json::document(self)
    }
}

impl ModelComparison<'_> {
    fn day(&self, time: f64) -> Date {
        self.clock.date(time)
    }
}

#[cfg(test)]
mod tests {
    use super::wording::measured;
    use super::*;
    use crate::calibrate::selection::leave_future_out::Stretch;
    use crate::calibrate::selection::psis::Loo;
    use crate::calibrate::selection::{Difference, Evidence, LeaveFutureOut, Term, TermComparison, Variant};
    use crate::report::columns::{PAGE, width};

    fn evidence(log: f64, error: f64, shape: f64) -> Evidence {
        Evidence { log, error, shape, effective: 100.0 }
    }

    fn comparison() -> TermComparison {
        let whole = evidence(-52.134, 0.043, 0.2);
        let variant = |without: &[Term], own: Evidence, ahead: f64| Variant {
            without: without.to_vec(),
            evidence: own,
            bayes_factor: whole.over(&own),
            leave_future_out: Some(Difference { log: ahead, error: 0.12, shape: 0.3 }),
        };
        let stretch = |until: f64, exits, log, error| Stretch { until, exits, log, error, shape: 0.2 };
        TermComparison {
            evidence: whole,
            leave_future_out: LeaveFutureOut {
                stretches: vec![stretch(0.5, 7, -30.118, 0.021), stretch(1.0, 1, -6.84, 0.3), stretch(2.4, 3, -15.176, 2.4)],
                after_first: Difference { log: -22.016, error: 0.048, shape: 0.2 },
            },
            variants: vec![
                variant(&[Term::Contagion], evidence(-55.6, 0.03, 0.1), 0.41),
                variant(&[Term::Leader], evidence(-52.3, 0.003, 0.1), 0.01),
                variant(&[Term::Shocks], evidence(-50.4, 0.2, 0.1), -0.02),
                variant(&[Term::Heat], evidence(-52.0, 0.3, 0.9), 0.3),
                variant(&[Term::Frailty], evidence(-52.131, 0.03, 0.1), 0.0),
                variant(&[Term::Contagion, Term::Shocks], evidence(-60.0, 0.3, 0.1), 12.25),
            ],
        }
    }

    fn told<T>(comparison: TermComparison, loo: Option<Loo>, act: impl Fn(ModelComparison<'_>) -> T) -> T {
        act(ModelComparison { selection: &ModelSelection { comparison, loo }, clock: Clock::new(Date::constant(2023, 1, 1)) })
    }

    #[test]
    fn the_section_reads_as_it_should() {
        let loo = Loo { elpd: -48.31, se: 5.2, parameters: 2.345, pointwise: vec![-24.1, -24.2], shapes: vec![0.9, 0.1] };
        let text = told(comparison(), Some(loo), |told| told.lines(Screen::PIPE).join("\n") + "\n");
        assert!(text.lines().all(|line| width(line) <= PAGE), "{text}");
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
shocks                 -50.4 ± 0.2   -1.7 ± 0.2    0.0 ± 0.1  against it
random heat            -52.0 ± 0.3   -0.1 ± 0.3    0.3 ± 0.1  (not computed)
frailty              -52.13 ± 0.03  0.00 ± 0.05    0.0 ± 0.1  cannot tell
all of these           -60.0 ± 0.3    7.9 ± 0.3   12.2 ± 0.1  decisively for
\"ln Bayes\" is the log of the Bayes factor for what is switched off, with the
priors that it has; \"ahead\", by how much it helps to predict what came after the
first stretch. ± is the error of the computation, not of the history; ? is not
computed well enough to be told.
On leader's exits and frailty the data cannot tell: each Bayes factor is below 3
either way, or not beyond it by two errors, and not worth more than a bare
mention (Kass & Raftery 1995). The history speaks for contagion. The history
speaks against shocks as the priors have it. The integral is not to be believed
for random heat: a few draws carry it (Pareto k above 0.7). All of these
together: a Bayes factor of more than 1000 for them. These imitate each other:
each makes exits come in clusters, so that what is switched off alone can be
made up for by the others. A larger number for --compare makes the errors
smaller.

Pointwise, conditional on everybody else's exits: elpd_loo -48 ± 5 over 2
people, 2.3 effective parameters; Pareto k is above 0.7 for 1 of them, whose
part is not to be believed. That is no prediction where exits act on exits: what
others did because a person left stays known.
"
        );
    }

    #[test]
    fn a_narrow_screen_has_what_the_history_says_below_the_numbers() {
        let mut comparison = comparison();
        comparison.leave_future_out.stretches[1].shape = 0.8;
        for columns in [60, 80, 100, 160] {
            let text = told(comparison.clone(), None, |told| told.lines(Screen::new(columns, false)).join("\n"));
            assert!(text.lines().all(|line| width(line) <= columns), "{text}");
        }
        let text = told(comparison, None, |told| told.lines(Screen::new(60, false)).join("\n"));
        assert!(text.contains("\ncontagion and leader -55.60 ± 0.03  3.47 ± 0.05    0.4 ± 0.1\n    strongly for\n"), "{text}");
        assert!(text.contains("\n2024-01-01          1        -6.8 ± 0.3  not to be believed\n"), "{text}");
    }

    #[test]
    fn what_is_impossible_or_doubtful_is_said() {
        let mut comparison = comparison();
        comparison.variants[0].evidence = Evidence::IMPOSSIBLE;
        comparison.variants[0].bayes_factor = comparison.evidence.over(&Evidence::IMPOSSIBLE);
        comparison.variants[0].leave_future_out = Some(Difference { log: f64::NAN, error: 0.1, shape: 0.2 });
        comparison.variants[1].leave_future_out = Some(Difference { log: 0.3, error: 0.1, shape: 0.9 });
        comparison.variants[2].evidence = evidence(-3_984.86, 0.04, 0.1);
        comparison.variants[2].bayes_factor = comparison.evidence.over(&comparison.variants[2].evidence);
        comparison.leave_future_out.stretches[1].shape = 0.8;
        comparison.leave_future_out.after_first.shape = 0.8;
        let loo = Loo { elpd: -3.31, se: 0.0, parameters: 0.3, pointwise: vec![-3.31], shapes: vec![0.1] };
        let [text, plain] = told(comparison, Some(loo), |told| [told.lines(Screen::PIPE).join("\n"), told.facts().join("\n")]);
        assert!(text.lines().all(|line| width(line) <= PAGE), "{text}");
        for line in [
            "2024-01-01          1        -6.8 ± 0.3  not to be believed (Pareto k above 0.7)",
            "after the first           -22.02 ± 0.05  not to be believed (Pareto k above 0.7)",
            "contagion and leader    impossible     infinite            ?  impossible without",
            "leader's exits       -52.30 ± 0.01  0.17 ± 0.04            ?  cannot tell",
            "shocks               -3984.9 ± 0.1 3932.7 ± 0.1    0.0 ± 0.1  decisively for",
        ] {
            assert!(text.lines().any(|other| other == line), "{line}\n{text}");
        }
        assert!(text.contains("elpd_loo -3.31 over 1 person,"), "{text}");
        assert!(plain.contains("up to 2024-01-01 exits 1 log_density -6.8 ± 0.3 pareto_k above 0.7\n"), "{plain}");
        assert!(plain.contains("without leader's exits: ln_bayes 0.17 ± 0.04 cannot tell\n"), "{plain}");
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
        let text = told(comparison.clone(), None, |told| told.lines(Screen::PIPE).join("\n"));
        assert!(text.starts_with("What came next") && text.ends_with("after the first           -22.02 ± 0.05"), "{text}");
        comparison.leave_future_out.stretches.truncate(1);
        assert_eq!(told(comparison.clone(), None, |told| told.lines(Screen::PIPE).join("\n")), "");
    }

    #[test]
    fn the_json_has_everything_in_full() {
        let loo = Loo { elpd: -48.31, se: 5.2, parameters: 2.345, pointwise: vec![-24.1, -24.2], shapes: vec![0.9, f64::INFINITY] };
        let json = told(comparison(), Some(loo), |told| told.json());
        assert_eq!(json["models"][0]["log_evidence"], -52.134);
        assert_eq!(json["models"][0]["ahead"], -22.016);
        assert_eq!(json["models"][6]["without"], serde_json::json!(["contagion", "shocks"]));
        assert_eq!(json["models"][1]["verdict"], "strongly for");
        assert_eq!(json["leave_future_out"][1]["until"], "2024-01-01");
        assert_eq!(json["leave_future_out"][2]["exits"], 3);
        assert_eq!(json["loo_conditional"]["pareto_k_above_0_7"], 2);
        assert_eq!(json["loo_conditional"].as_object().unwrap().len(), 5, "nobody is named");
    }
}
