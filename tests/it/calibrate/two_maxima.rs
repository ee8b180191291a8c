//! Likelihoods with two maxima: the search for limits comes to the higher one where all starts climb to the lower.

use stayput::internals::calibrate::maximum::{Standing, maximum, maximum_within};
use stayput::internals::calibrate::{Ending, Hazards, Likelihood, Period, Possible, Side, Spell, SurvivalData, When};
use stayput::internals::parameter::Quantity;

use super::{channel, parameter};

/// Half the square of 1.96: what a 95 % profile interval may lose of log-likelihood.
const LOSS: f64 = 0.5 * stayput::internals::math::NORMAL_P975 * stayput::internals::math::NORMAL_P975;
/// Exits a year without the shock.
const HAZARD: f64 = 0.3;
/// When four left; six others were seen for five years.
const EXITS: [f64; 4] = [1.02, 1.05, 1.08, 3.0];
/// The shock multiplied hazards in one of these stretches, nobody knows which: three of the four left in the first, which was short, and
/// one in the second, which was long.
const STRETCHES: [(f64, f64); 2] = [(1.0, 1.1), (2.0, 4.0)];

fn likelihood() -> Likelihood {
    let ends = EXITS.map(|time| Ending::Exit(When::At(time), Some(0))).into_iter().chain([Ending::Censored(When::At(5.0)); 6]);
    let study = SurvivalData::new(ends.enumerate().map(|(person, ending)| Spell::new(person, 0.0, ending)).collect());
    let number = Quantity::Uncertain(0);
    let stretch = |(from, until): (f64, f64)| {
        vec![Period { channels: vec![0], from, until, number, weight: 1.0, fading: None, on: Side::Acceptance }]
    };
    let possible = vec![Possible { probability: Quantity::Known(1.0), days: STRETCHES.map(stretch).to_vec() }];
    let channels = vec![channel("any", Quantity::Known(HAZARD))];
    let hazards = Hazards { parameters: vec![parameter("ratio")], channels, possible, ..Hazards::default() };
    Likelihood::new(&study, &hazards).unwrap()
}

/// The log-likelihood by the log of the ratio: the mean over both stretches of `h^4 r^n e^(-h (T - t) - h r t)`, with `n` exits in `t` of all
/// `T` person-years.
fn by_formula(log_ratio: f64) -> f64 {
    let ends = || EXITS.into_iter().chain([5.0; 6]);
    let years: f64 = ends().sum();
    let of = |(from, until): (f64, f64)| {
        let exits = EXITS.iter().filter(|&&time| from < time && time <= until).count() as f64;
        let within: f64 = ends().map(|end| end.min(until) - end.min(from)).sum();
        (exits * log_ratio - HAZARD * (years - within) - HAZARD * log_ratio.exp() * within).exp()
    };
    4.0 * HAZARD.ln() + (STRETCHES.map(of).iter().sum::<f64>() / 2.0).ln()
}

/// The largest value of the formula in a range in which it has one maximum.
fn summit(mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if by_formula(a) < by_formula(b) { low = a } else { high = b }
    }
    0.5 * (low + high)
}

#[test]
fn where_limits_come_to_a_higher_point_the_search_goes_on_there() {
    let likelihood = likelihood();
    let (lower, higher) = (summit(-3.0, -0.5), summit(1.0, 4.0));
    // Without limits nothing comes to the other maximum.
    let stopped = maximum(&likelihood, &[0.1], &[], false);
    assert!((stopped.log_likelihood - by_formula(lower)).abs() < 1e-9 && stopped.starts == (5, 5), "{stopped:#?}");
    let found = maximum(&likelihood, &[0.1], &[], true);
    assert!(found.converged && found.higher == 0.0 && found.starts == (5, 0), "{found:#?}");
    let estimate = &found.estimates[0];
    assert_eq!(estimate.standing, Standing::Estimated);
    assert!((found.log_likelihood - by_formula(higher)).abs() < 1e-9 && found.log_likelihood > stopped.log_likelihood + 3.0);
    assert!((estimate.value.ln() - higher).abs() < 1e-6, "{} {higher}", estimate.value.ln());
    let (low, high) = estimate.profile.unwrap();
    assert!(low < estimate.value && estimate.value < high);
    for limit in [low, high] {
        let loss = by_formula(higher) - by_formula(limit.ln());
        assert!((loss - LOSS).abs() < 1e-6, "{limit}: {loss}");
    }
}

#[test]
fn a_maximum_below_another_point_is_none() {
    let found = maximum_within(&likelihood(), &[0.1], &[], true, 0);
    let most = by_formula(summit(1.0, 4.0)) - by_formula(summit(-3.0, -0.5));
    assert!(!found.converged && found.higher > 1e-6 && found.higher <= most, "{found:#?}");
    // What is no maximum has no limits.
    assert_eq!(found.estimates[0].profile, None);
}
