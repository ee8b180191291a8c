//! People whom nobody moves, with hazards of their own: the Poisson-binomial distribution, by convolution.

use crate::fixtures::{by_time, data, floats, follows, head, person, read, same};
use crate::numbers::{moments, poisson_binomial};

/// Number retained at a time where each stays with probability `exp(-hazard t)`.
fn retained(hazards: &[f64], time: f64) -> Vec<f64> {
    poisson_binomial(&hazards.iter().map(|h| (-h * time).exp()).collect::<Vec<_>>())
}

#[test]
fn the_reference_is_that_of_another_package() {
    let reference = data("independent.json");
    let hazards = floats(&reference["hazards"]);
    for (time, at) in by_time(&reference["at"]) {
        let pmf = retained(&hazards, time);
        let (mean, variance, _) = moments(&pmf);
        same("pmf", &pmf, &floats(&at["pmf"]));
        same("moments", &[mean, variance], &[at["mean"].as_f64().unwrap(), at["var"].as_f64().unwrap()]);
    }
}

#[test]
fn each_with_a_hazard_by_covariates() {
    let hazards = floats(&data("independent.json")["hazards"]);
    // Hazard 0.1 * 2^x * 0.7^y with y = 1 and 2 in turn: x makes up the hazard wanted.
    let people: String = hazards
        .iter()
        .enumerate()
        .map(|(i, h)| {
            let y = (i % 2 + 1) as f64;
            person(&format!("p-{i}"), &format!("x = {:?}\ny = {y:?}", (h / 0.1).log2() - y * 0.7f64.log2()))
        })
        .collect();
    let channel = "[channels.lab]\nhazard_per_year = 0.1\ncovariates = { x = 2.0, y = 0.7 }\n";
    follows(&read(&(head("36 months") + &people + channel)), |time| retained(&hazards, time));
}

#[test]
fn a_horizon_that_ends_within_a_month() {
    let people: String = (0..5).map(|i| person(&format!("p-{i}"), &format!("x = {i}"))).collect();
    let channel = "[channels.lab]\nhazard_per_year = 0.2\ncovariates = { x = 1.5 }\n";
    let hazards: Vec<f64> = (0..5).map(|i| 0.2 * 1.5f64.powi(i)).collect();
    follows(&read(&(head("500 days") + &people + channel)), |time| retained(&hazards, time));
}

#[test]
fn terms_without_effect_change_nothing() {
    // Contagion of ratio 1 goes the way of people who move each other.
    let people: String = (0..5).map(|i| person(&format!("p-{i}"), &format!("x = {i}"))).collect();
    let channel = "[channels.lab]\nhazard_per_year = 0.2\ncovariates = { x = 1.5 }\n[contagion]\nratio = 1.0\nhalf_life = \"3 months\"\n";
    let hazards: Vec<f64> = (0..5).map(|i| 0.2 * 1.5f64.powi(i)).collect();
    follows(&read(&(head("500 days") + &people + channel)), |time| retained(&hazards, time));
}
