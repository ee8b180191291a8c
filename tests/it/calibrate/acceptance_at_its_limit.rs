//! Maximum likelihood where a channel is offers times acceptance, and covariates are far from 0: an acceptance of 1 is an end of the range
//! that maxima and limits come to. The truth is computed here, from sums over people and searches along one number.

use stayput::internals::calibrate::maximum::{Limits, Maximum, Standing, maximum};
use stayput::internals::calibrate::{Ending, Hazards, Likelihood, Spell, SurvivalData, When};
use stayput::internals::parameter::Quantity;
use stayput::internals::scenario::{Baseline, Channel};

use super::{channel, parameter};

/// Half the square of 1.96: what a 95 % profile interval may lose of log-likelihood.
const LOSS: f64 = 0.5 * stayput::internals::math::NORMAL_P975 * stayput::internals::math::NORMAL_P975;
/// Offers a person-year.
const OFFERS: f64 = 2.0;

/// A channel of offers with a ratio of the first covariate.
fn offers(name: &str, acceptance: usize, ratio: usize) -> Channel {
    Channel {
        baseline: Baseline::Offers { per_year: Quantity::Known(OFFERS), acceptance: Quantity::Uncertain(acceptance) },
        covariates: vec![(0, Quantity::Uncertain(ratio))],
        ..channel(name, Quantity::Known(0.0))
    }
}

fn hazards(names: &[&str], channels: Vec<Channel>) -> Hazards {
    Hazards { parameters: names.iter().map(|name| parameter(name)).collect(), channels, ..Hazards::default() }
}

fn fit(study: &SurvivalData, hazards: &Hazards) -> Maximum {
    let mut centres = vec![0.1; hazards.parameters.len()];
    *centres.last_mut().unwrap() = 1.0;
    let found = maximum(&Likelihood::new(study, hazards).unwrap(), &centres, &[], true);
    assert!(found.converged && found.higher == 0.0, "{found:#?}");
    found
}

/// People born from 1985 to 2014, whose log hazard of 0.25 changes by `slope` a year about 2000, three years each; of every third exit the
/// second channel is the way, where there are two.
fn by_year(people: usize, slope: f64, channels: usize) -> SurvivalData {
    let mut exits = 0;
    let spell = |person: usize| {
        let year = 1985.0 + (person % 30) as f64;
        let uniform = ((person as f64 + 0.5) * 0.618_033_988_749_895).fract();
        let time = -uniform.ln() / (0.25 * (slope * (year - 2000.0)).exp());
        exits += usize::from(time < 3.0);
        let through = usize::from(channels == 2 && exits % 3 == 0);
        let ending = if time < 3.0 { Ending::Exit(When::At(time), Some(through)) } else { Ending::Censored(When::At(3.0)) };
        Spell { covariates: vec![year], ..Spell::new(person, 0.0, ending) }
    };
    SurvivalData::new((0..people).map(spell).collect())
}

/// The log-likelihood by the logs of the acceptances and of the ratio.
fn by_formula(study: &SurvivalData, acceptances: &[f64], ratio: f64) -> f64 {
    let of = |spell: &Spell| {
        let log = |channel: usize| OFFERS.ln() + (acceptances[channel] + spell.covariates[0] * ratio).min(0.0);
        let (When::At(time), through) = (match spell.ending {
            Ending::Exit(when, through) => (when, through),
            Ending::Censored(when) => (when, None),
        }) else {
            panic!("no date is coarse")
        };
        through.map_or(0.0, log) - (0..acceptances.len()).map(|channel| log(channel).exp() * time).sum::<f64>()
    };
    study.spells.iter().map(of).sum()
}

/// The largest value of a function with one maximum in a range, and where.
fn summit(function: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> (f64, f64) {
    for _ in 0..120 {
        let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if function(a) < function(b) { low = a } else { high = b }
    }
    let at = 0.5 * (low + high);
    (function(at), at)
}

#[test]
fn limits_of_an_acceptance_and_of_its_covariate_end_where_everybody_accepts() {
    for people in [30, 300] {
        let study = by_year(people, 0.01, 1);
        let found = fit(&study, &hazards(&["acceptance", "year"], vec![offers("lab", 0, 1)]));
        let [acceptance, ratio] = &found.estimates[..] else { panic!() };
        assert_eq!((acceptance.standing, ratio.standing), (Standing::Estimated, Standing::Estimated));
        // In the log acceptance of the year 2000, v, that of the year 0 is v - 2000 ln r, which is no more than 0.
        let at_ratio = |log: f64| summit(|v| by_formula(&study, &[v - 2000.0 * log], log), -8.0, (2000.0 * log).min(1.0)).0;
        let at_acceptance = |log: f64| summit(|v| by_formula(&study, &[log], (v - log) / 2000.0), -8.0, 1.0).0;
        let (most, best) = summit(at_ratio, -0.003, 0.05);
        assert!((found.log_likelihood - most).abs() < 1e-8 && (ratio.value.ln() - best).abs() < 1e-5, "{people}");
        for limit in [ratio.profile.unwrap().0, ratio.profile.unwrap().1] {
            let loss = most - at_ratio(limit.ln());
            assert!((loss - LOSS).abs() < 1e-5, "{people}: {limit} {loss}");
        }
        let (low, high) = acceptance.profile.unwrap();
        assert!((most - at_acceptance(low.ln()) - LOSS).abs() < 1e-5, "{low}");
        let loss = most - at_acceptance(0.0);
        assert!(high == 1.0 && loss < LOSS, "{high} {loss}");
        // Wald's are symmetric in the logit.
        let (lowest, highest) = acceptance.wald.unwrap();
        let logit = |p: f64| p.ln() - (-p).ln_1p();
        assert!((logit(lowest) + logit(highest) - 2.0 * logit(acceptance.value)).abs() < 1e-6 || highest == 1.0);
    }
}

#[test]
fn an_acceptance_is_1_where_the_likelihood_rises_to_there() {
    let study = by_year(300, -0.02, 1);
    let found = fit(&study, &hazards(&["acceptance", "year"], vec![offers("lab", 0, 1)]));
    let [acceptance, ratio] = &found.estimates[..] else { panic!() };
    // Beyond 1 the likelihood would go on rising: ratios that fall by 2 % a year make 1 in 2000 years far more than 1.
    let (most, best) = summit(|log| by_formula(&study, &[0.0], log), -0.005, 0.0);
    assert!(summit(|log| by_formula(&study, &[-1.0], log), -0.005, 0.0).0 < most);
    assert_eq!((acceptance.standing, acceptance.value, acceptance.limits), (Standing::AtUpper, 1.0, Limits::Profile));
    assert!((found.log_likelihood - most).abs() < 1e-8 && (ratio.value.ln() - best).abs() < 1e-8);
    let (low, high) = acceptance.profile.unwrap();
    let at = |log: f64| summit(|v| by_formula(&study, &[log], (v - log) / 2000.0), -8.0, 1.0).0;
    assert!(high == 1.0 && (most - at(low.ln()) - LOSS).abs() < 1e-5, "{low}");
    assert!((found.free, found.gradient_norm < 1e-6) == (1, true));
}

#[test]
fn of_two_channels_with_one_ratio_one_comes_to_1() {
    let study = by_year(300, -0.02, 2);
    let found = fit(&study, &hazards(&["first", "second", "year"], vec![offers("lab", 0, 2), offers("other", 1, 2)]));
    let [first, second, ratio] = &found.estimates[..] else { panic!() };
    let other = |log: f64| summit(|other| by_formula(&study, &[0.0, other], log), -5.0, 0.0);
    let (most, best) = summit(|log| other(log).0, -0.005, 0.0);
    assert_eq!((first.standing, second.standing, ratio.standing), (Standing::AtUpper, Standing::Estimated, Standing::Estimated));
    assert!((found.log_likelihood - most).abs() < 1e-8 && (ratio.value.ln() - best).abs() < 1e-7);
    assert!((second.value.ln() - other(best).1).abs() < 1e-5, "{}", second.value);
}

#[test]
fn a_constant_covariate_of_an_acceptance_is_not_told_apart() {
    let mut study = by_year(25, 0.0, 1);
    study.spells.iter_mut().for_each(|spell| spell.covariates = vec![7.5]);
    let found = fit(&study, &hazards(&["acceptance", "star"], vec![offers("lab", 0, 1)]));
    assert!(found.estimates.iter().all(|estimate| estimate.standing == Standing::Collinear), "{:#?}", found.estimates);
    let exits = study.spells.iter().filter(|spell| matches!(spell.ending, Ending::Exit(..))).count() as f64;
    let years: f64 = study.spells.iter().map(|spell| spell.ending.when().latest()).sum();
    assert!((found.log_likelihood - (exits * (exits / years).ln() - exits)).abs() < 1e-9 && found.free == 1);
}

#[test]
fn an_acceptance_of_which_nobody_left_has_the_limit_of_a_count_of_0() {
    // Five with the covariate leave sooner than offers come, none of twenty without it: more of a ratio than makes all accept is not told.
    let spell = |person: usize| {
        let ending = if person < 5 { Ending::Exit(When::At(0.1 * (person + 1) as f64), Some(0)) } else { Ending::Censored(When::At(3.0)) };
        Spell { covariates: vec![f64::from(u8::from(person < 5))], ..Spell::new(person, 0.0, ending) }
    };
    let study = SurvivalData::new((0..25).map(spell).collect());
    let found = fit(&study, &hazards(&["acceptance", "star"], vec![offers("lab", 0, 1)]));
    let [acceptance, ratio] = &found.estimates[..] else { panic!() };
    assert_eq!((acceptance.standing, acceptance.limits, ratio.standing), (Standing::AtLower, Limits::Exact, Standing::AtUpper));
    let (low, high) = acceptance.profile.unwrap();
    assert!(low == 0.0 && (high / (-0.025_f64.ln() / (OFFERS * 60.0)) - 1.0).abs() < 1e-5, "{high}");
    assert!((found.log_likelihood - (5.0 * OFFERS.ln() - OFFERS * 1.5)).abs() < 1e-9, "{}", found.log_likelihood);
}
