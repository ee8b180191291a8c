//! The Nelson-Aalen estimator against lifelines, its band against first passage times, Cox-Snell residuals against the diagonal.

use serde_json::Value;
use stayput::internals::math::NORMAL_P975;
use stayput::internals::random::{Field, Purpose};
use stayput::internals::statistics::nelson_aalen::{CoxSnell, Spell, Step, cox_snell, equal_precision, nelson_aalen};

use crate::numbers::SIGMAS;

fn reference() -> Value {
    serde_json::from_str(include_str!("../data/cumulative-hazard.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn spells(reference: &Value, exits: &[f64]) -> Vec<Spell> {
    let channels = numbers(&reference["channel"]);
    let rows = numbers(&reference["entry"]).into_iter().zip(exits).zip(channels);
    rows.map(|((entry, &exit), channel)| Spell { entry, exit, channel: (channel >= 0.0).then_some(channel as usize) }).collect()
}

/// Compares one column of the steps with the reference.
fn are(what: &str, steps: &[Step], expected: &Value, of: impl Fn(&Step) -> f64) {
    let expected = numbers(expected);
    assert_eq!(steps.len(), expected.len(), "{what}");
    for (step, expected) in steps.iter().zip(expected) {
        assert!((of(step) - expected).abs() < 1e-10, "{what} at {}: {}, not {expected}", step.time, of(step));
    }
}

#[test]
fn channels_under_left_truncation_are_those_of_lifelines() {
    let reference = reference();
    let spells = spells(&reference, &numbers(&reference["exit"]));
    for curve in reference["curves"].as_array().unwrap() {
        let steps = nelson_aalen(&spells, curve["channel"].as_u64().map(|channel| channel as usize));
        are("time", &steps, &curve["time"], |step| step.time);
        are("at risk", &steps, &curve["at_risk"], |step| step.at_risk as f64);
        are("exits", &steps, &curve["exits"], |step| step.exits as f64);
        are("hazard", &steps, &curve["hazard"], |step| step.hazard);
    }
    let untied = &reference["untied"];
    let steps = nelson_aalen(&self::spells(&reference, &numbers(&untied["exit"])), None);
    are("low", &steps, &untied["low"], |step| step.interval(NORMAL_P975)[0]);
    are("high", &steps, &untied["high"], |step| step.interval(NORMAL_P975)[1]);
}

/// The tail formula of the band is an approximation: two digits of the critical value, to be compared with 1.96 at one time.
#[test]
fn critical_values_of_bands_are_first_passages() {
    for band in reference()["bands"].as_array().unwrap() {
        let [from, to, alpha, exact] = numbers(band)[..] else { panic!("{band}") };
        let found = equal_precision(from, to, alpha);
        assert!((found - exact).abs() < 0.01, "{from} to {to} at {alpha}: {found}, not {exact}");
    }
}

#[test]
fn nobody_entered_at_an_exit_is_at_risk_of_it() {
    let spell = |entry, exit, channel| Spell { entry, exit, channel };
    let steps = nelson_aalen(&[spell(0.0, 1.0, Some(0)), spell(1.0, 2.0, None), spell(0.5, 1.5, Some(1)), spell(0.0, 1.0, None)], None);
    let found: Vec<_> = steps.iter().map(|step| (step.time, step.at_risk, step.hazard)).collect();
    assert_eq!(found, [(1.0, 3, 1.0 / 3.0), (1.5, 2, 1.0 / 3.0 + 0.5)]);
    assert_eq!(nelson_aalen(&[spell(0.0, 1.0, None)], None), []);
}

/// Exponential times censored at 1.5 mean lives: the unit exponential residuals of the right model lie on the diagonal; those of a model
/// with half the hazard do not.
#[test]
fn residuals_of_the_right_model_lie_on_the_diagonal() {
    let field = Field::new(5, Purpose::Patience, 1, 0, 0);
    let curve = |factor: f64| {
        let residual = |i: u64| {
            let life = field.exponential(i, 0);
            CoxSnell { residual: factor * life.min(1.5), is_exit: life < 1.5 }
        };
        cox_snell(&(0..20_000).map(residual).collect::<Vec<_>>())
    };
    let off = |step: &Step| (step.hazard - step.time).abs() / step.variance.sqrt();
    for quarter in [2_000, 8_000, 14_000] {
        assert!(off(&curve(1.0)[quarter]) < SIGMAS);
        assert!(off(&curve(0.5)[quarter]) > SIGMAS);
    }
}
