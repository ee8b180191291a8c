//! Maxima that no point has: empty bands, separation, ends of ranges; and covariates far from 0. The truth is computed here, from closed
//! forms and sums over people.

use stayput::internals::calendar::{Duration, Unit};
use stayput::internals::calibrate::maximum::{Limits, Maximum, Standing, maximum};
use stayput::internals::calibrate::{Ending, Hazards, Hired, Likelihood, Spell, SurvivalData, When};
use stayput::internals::parameter::Quantity;
use stayput::internals::scenario::{Channel, TenureBand, TenureEffect};

use super::{channel, parameter};

/// `-ln 0.025`: the exits that a Poisson count of 0 allows, two-sided 95 %.
const NOBODY: f64 = 3.688_879_454_113_936;

fn fit(study: &SurvivalData, hazards: &Hazards) -> Maximum {
    let likelihood = Likelihood::new(study, hazards).unwrap();
    let mut centres = vec![1.0; hazards.parameters.len()];
    centres[0] = 0.3;
    let found = maximum(&likelihood, &centres, &[], true);
    assert!(found.converged, "{found:#?}");
    found
}

fn is_close(found: f64, expected: f64) -> bool {
    (found / expected - 1.0).abs() < 1e-5
}

/// A channel whose hazard is multiplied until a tenure.
fn with_band(until: f64) -> Channel {
    let band = TenureBand { until: Duration { count: until, unit: Unit::Years }, effect: TenureEffect::Ratio(Quantity::Uncertain(1)) };
    Channel { tenure: vec![band], ..channel("lab", Quantity::Uncertain(0)) }
}

fn hazards(names: &[&str], channels: Vec<Channel>) -> Hazards {
    Hazards { parameters: names.iter().map(|name| parameter(name)).collect(), channels, ..Hazards::default() }
}

/// Hired at 0; five leave in the first year, three stay beyond it.
fn first_year() -> SurvivalData {
    let left = [0.2, 0.28, 0.36, 0.44, 0.53].map(|time| Ending::Exit(When::At(time), Some(0)));
    let stayed = [2.08; 3].map(|time| Ending::Censored(When::At(time)));
    let spell = |(person, ending)| Spell { hired: Hired::At(0.0), ..Spell::new(person, 0.0, ending) };
    SurvivalData::new(left.into_iter().chain(stayed).enumerate().map(spell).collect())
}

#[test]
fn a_hazard_after_which_nobody_left_is_0_with_the_limit_of_a_count_of_0() {
    let found = fit(&first_year(), &hazards(&["hazard", "newcomers"], vec![with_band(1.0)]));
    let (within, after) = (0.2 + 0.28 + 0.36 + 0.44 + 0.53 + 3.0, 3.0 * 1.08);
    let [hazard, ratio] = &found.estimates[..] else { panic!() };
    assert_eq!((hazard.standing, hazard.value, hazard.limits), (Standing::AtLower, 0.0, Limits::Exact));
    let (low, high) = hazard.profile.unwrap();
    assert!(low == 0.0 && is_close(high, NOBODY / after), "{high}");
    assert_eq!((ratio.standing, ratio.value), (Standing::AtUpper, f64::INFINITY));
    // At a finite ratio r the hazard is 5 / (r within + after), and 5 ln(1 + after / (r within)) is lost.
    let (low, high) = ratio.profile.unwrap();
    assert!(is_close(low, after / within / ((NOBODY / 5.0).exp() - 1.0)) && high == f64::INFINITY, "{low}");
    assert_eq!(ratio.limits, Limits::Nobody);
    assert!((found.log_likelihood - (5.0 * (5.0 / within).ln() - 5.0)).abs() < 1e-9);
    assert!(is_close(hazard.stand_in * ratio.stand_in, 5.0 / within) && hazard.stand_in < 1e-6);
    assert_eq!((found.free, hazard.se, ratio.se), (1, None, None));
}

#[test]
fn a_covariate_that_separates_has_an_open_interval() {
    // All of five with the covariate leave, none of twenty without it.
    let spell = |person: usize| {
        let time = if person < 5 { 0.1 * (person + 1) as f64 } else { 2.0 };
        let ending = if person < 5 { Ending::Exit(When::At(time), Some(0)) } else { Ending::Censored(When::At(time)) };
        Spell { covariates: vec![f64::from(u8::from(person < 5))], ..Spell::new(person, 0.0, ending) }
    };
    let study = SurvivalData::new((0..25).map(spell).collect());
    let lab = Channel { covariates: vec![(0, Quantity::Uncertain(1))], ..channel("lab", Quantity::Uncertain(0)) };
    let found = fit(&study, &hazards(&["hazard", "star"], vec![lab]));
    let (with, without) = (1.5, 40.0);
    let [hazard, ratio] = &found.estimates[..] else { panic!() };
    assert_eq!((hazard.standing, hazard.value, hazard.limits), (Standing::AtLower, 0.0, Limits::Exact));
    assert!(is_close(hazard.profile.unwrap().1, NOBODY / without));
    let (low, high) = ratio.profile.unwrap();
    assert!(is_close(low, without / with / ((NOBODY / 5.0).exp() - 1.0)) && high == f64::INFINITY, "{low}");
    assert_eq!((ratio.standing, found.free), (Standing::AtUpper, 1));
}

/// People with a calendar year as covariate, whose log hazard falls by `slope` a year about 2000, in order of an even sequence.
fn by_year(people: usize, slope: f64) -> SurvivalData {
    let spell = |person: usize| {
        let year = 1985.0 + (person % 30) as f64;
        let uniform = ((person as f64 + 0.5) * 0.618_033_988_749_895).fract();
        let time = -uniform.ln() / (0.25 * (slope * (year - 2000.0)).exp());
        let ending = if time < 3.0 { Ending::Exit(When::At(time), Some(0)) } else { Ending::Censored(When::At(3.0)) };
        Spell { covariates: vec![year, year - 2000.0], ..Spell::new(person, 0.0, ending) }
    };
    SurvivalData::new((0..people).map(spell).collect())
}

#[test]
fn a_covariate_far_from_0_is_fitted_as_the_centred_one() {
    for people in [30, 3_000] {
        let study = by_year(people, -0.02);
        let of = |covariate: usize| {
            let lab = Channel { covariates: vec![(covariate, Quantity::Uncertain(1))], ..channel("lab", Quantity::Uncertain(0)) };
            fit(&study, &hazards(&["hazard", "year"], vec![lab]))
        };
        let (far, near) = (of(0), of(1));
        assert!((far.log_likelihood - near.log_likelihood).abs() < 1e-8);
        let [[hazard, ratio], [middle, other]] = [&far.estimates[..], &near.estimates[..]] else { panic!() };
        for (found, expected) in [(ratio.value, other.value), (ratio.se.unwrap(), other.se.unwrap())] {
            assert!(is_close(found, expected), "{found} {expected}");
        }
        for (found, expected) in [(ratio.wald, other.wald), (ratio.profile, other.profile)] {
            let ((low, high), (lowest, highest)) = (found.unwrap(), expected.unwrap());
            assert!(is_close(low, lowest) && is_close(high, highest), "{low} {lowest} {high} {highest}");
        }
        // In the file's own terms the hazard is that of the year 0.
        let log = middle.value.ln() - 2000.0 * other.value.ln();
        assert!((hazard.value.ln() - log).abs() < 1e-6, "{} {log}", hazard.value.ln());
        let c = |j: usize, k: usize| near.log_covariance[2 * j + k];
        let variance = c(0, 0) - 2.0 * 2000.0 * c(0, 1) + 2000.0 * 2000.0 * c(1, 1);
        assert!(is_close(hazard.log_se.unwrap(), variance.sqrt()));
        assert!((far.log_covariance[0] / variance - 1.0).abs() < 1e-6 && far.gradient_norm < 1e-8);
        let (low, high) = hazard.profile.unwrap();
        assert!(low < hazard.value && hazard.value < high, "{hazard:?}");
    }
}

#[test]
fn a_ratio_of_those_of_whom_nobody_left_has_the_limit_of_a_binomial_count_of_0() {
    // Six of ten without the covariate leave, none of eight with it.
    let spell = |person: usize| {
        let time = if person < 6 { 0.2 * (person + 1) as f64 } else { 2.0 };
        let ending = if person < 6 { Ending::Exit(When::At(time), Some(0)) } else { Ending::Censored(When::At(time)) };
        Spell { covariates: vec![f64::from(u8::from(person >= 10))], ..Spell::new(person, 0.0, ending) }
    };
    let study = SurvivalData::new((0..18).map(spell).collect());
    let lab = Channel { covariates: vec![(0, Quantity::Uncertain(1))], ..channel("lab", Quantity::Uncertain(0)) };
    let found = fit(&study, &hazards(&["hazard", "star"], vec![lab]));
    let (without, with) = (4.2 + 8.0, 16.0);
    let [hazard, ratio] = &found.estimates[..] else { panic!() };
    assert!(is_close(hazard.value, 6.0 / without) && hazard.standing == Standing::Estimated);
    assert_eq!((ratio.standing, ratio.value, ratio.limits), (Standing::AtLower, 0.0, Limits::Nobody));
    // At ratio r each of the six had the covariate with probability q = r with / (r with + without): none had it with (1 - q)^6.
    let (low, high) = ratio.profile.unwrap();
    let q = high * with / (high * with + without);
    assert!(low == 0.0 && ((1.0 - q).powi(6) - 0.025).abs() < 1e-6, "{high}");
    // The same people with the covariate turned round: the ratio is infinite, and at least the inverse of that limit.
    let turned = study.spells.iter().map(|spell| Spell { covariates: vec![1.0 - spell.covariates[0]], ..spell.clone() });
    let lab = Channel { covariates: vec![(0, Quantity::Uncertain(1))], ..channel("lab", Quantity::Uncertain(0)) };
    let turned = fit(&SurvivalData::new(turned.collect()), &hazards(&["hazard", "star"], vec![lab]));
    let [hazard, ratio] = &turned.estimates[..] else { panic!() };
    assert_eq!((hazard.standing, hazard.limits), (Standing::AtLower, Limits::Exact));
    assert_eq!((ratio.standing, ratio.limits), (Standing::AtUpper, Limits::Nobody));
    let (lowest, highest) = ratio.profile.unwrap();
    assert!(is_close(lowest, 1.0 / high) && highest == f64::INFINITY, "{lowest} {high}");
}

#[test]
fn all_team_mates_who_founded_too_have_the_limit_of_a_binomial_count() {
    for mates in [1, 3, 8] {
        let founds = |person| Spell { destination: Some(7), ..Spell::new(person, 0.0, Ending::Exit(When::At(1.0), Some(0))) };
        let study = SurvivalData::new((0..=mates).map(founds).collect());
        let likelihood = Likelihood::new(&study, &super::spinouts::hazards()).unwrap();
        let found = maximum(&likelihood, &[0.1, 0.2, 0.7, 0.9, 0.3, 0.2], &[], true);
        let cofound = &found.estimates[5];
        assert!(found.converged);
        assert_eq!((cofound.standing, cofound.value, cofound.limits), (Standing::AtUpper, 1.0, Limits::Exact));
        // Clopper and Pearson: of n all, p^n is 2.5 %.
        let (low, high) = cofound.profile.unwrap();
        assert!(is_close(low, 0.025_f64.powf(1.0 / mates as f64)) && high == 1.0, "{mates}: {low}");
    }
}

#[test]
fn of_nobody_a_covariate_and_frailty_say_nothing() {
    // Ten people for three years, nobody left: some 0, 1 and 2 of the covariate.
    let spell = |person: usize| Spell { covariates: vec![(person % 3) as f64], ..Spell::new(person, 0.0, Ending::Censored(When::At(3.0))) };
    let study = SurvivalData::new((0..10).map(spell).collect());
    let lab = || Channel { covariates: vec![(0, Quantity::Uncertain(1))], ..channel("lab", Quantity::Uncertain(0)) };
    for others in [vec![], vec![channel("other", Quantity::Uncertain(3))]] {
        let channels: Vec<Channel> = [lab()].into_iter().chain(others).collect();
        let names = &["hazard", "x", "sd", "other"][..2 + channels.len()];
        let frail = Hazards { frailty: Some(Quantity::Uncertain(2)), ..hazards(names, channels) };
        let found = fit(&study, &frail);
        let standings: Vec<Standing> = found.estimates.iter().map(|estimate| estimate.standing).collect();
        assert_eq!(standings[..3], [Standing::AtLower, Standing::Collinear, Standing::Collinear]);
        assert!(standings[3..].iter().all(|standing| *standing == Standing::AtLower) && found.free == 0);
        // Whatever the ratio, four whose covariate is 0 stayed; frailty may be as large as a file may say.
        let high = found.estimates[0].profile.unwrap().1;
        let alone = 4.0 * stayput::internals::hazard::frailty::marginal::log_marginal(0.0, 3.0 * high, 5.0).value;
        assert!((alone + NOBODY).abs() < 1e-5, "{high} {alone}");
    }
}

#[test]
fn frailty_ends_where_that_of_a_file_does() {
    // One of six leaves on the fifth day: the log-likelihood rises with the spread beyond 5.
    let spell = |person: usize| {
        let ending = if person == 0 { Ending::Exit(When::At(5.0 / 365.25), Some(0)) } else { Ending::Censored(When::At(3.0)) };
        Spell::new(person, 0.0, ending)
    };
    let study = SurvivalData::new((0..6).map(spell).collect());
    let with = |sd: Quantity| {
        fit(&study, &Hazards { frailty: Some(sd), ..hazards(&["hazard", "sd"], vec![channel("lab", Quantity::Uncertain(0))]) })
    };
    let free = with(Quantity::Uncertain(1));
    for sd in [4.0, 4.6, 4.8, 5.0] {
        let known = {
            let lab = vec![channel("lab", Quantity::Uncertain(0))];
            fit(&study, &Hazards { frailty: Some(Quantity::Known(sd)), ..hazards(&["hazard"], lab) })
        };
        let at = |ln_hazard: f64| {
            let hazard = ln_hazard.exp();
            let of = |exits: f64, years: f64| exits * ln_hazard + by_fine_sum(exits, hazard * years, sd);
            of(1.0, 5.0 / 365.25) + 5.0 * of(0.0, 3.0)
        };
        let (mut low, mut high) = (0.0, 12.0);
        for _ in 0..60 {
            let (a, b) = (low + (high - low) / 3.0_f64, high - (high - low) / 3.0);
            if at(a) < at(b) { low = a } else { high = b }
        }
        assert!((known.log_likelihood - at(low)).abs() < 1e-9, "{sd}: {} {}", known.log_likelihood, at(low));
        assert!((known.estimates[0].value.ln() - low).abs() < 1e-5, "{sd}: {} {}", known.estimates[0].value, low.exp());
        if sd == 5.0 {
            let spread = &free.estimates[1];
            assert_eq!((spread.standing, spread.value, spread.limits), (Standing::AtUpper, 5.0, Limits::Profile));
            assert!((free.log_likelihood - known.log_likelihood).abs() < 1e-9);
            assert!(spread.profile.unwrap().0 > 0.5 && spread.profile.unwrap().1 == 5.0);
        }
    }
}

/// `ln E[e^(exits z - cumulative e^z)]` over `z ~ Normal(-sd^2 / 2, sd)`, by a sum at 20,000 places.
fn by_fine_sum(exits: f64, cumulative: f64, sd: f64) -> f64 {
    let step = 1.5e-3;
    let term = |k: i32| {
        let e = f64::from(k) * step;
        let z = sd * e - 0.5 * sd * sd;
        (exits * z - cumulative * z.exp() - 0.5 * e * e).exp()
    };
    ((-10_000..10_000).map(term).sum::<f64>() * step / (2.0 * std::f64::consts::PI).sqrt()).ln()
}

#[test]
fn of_a_channel_through_which_nobody_left_a_covariate_says_nothing() {
    let spell = |person: usize| {
        let ending = if person < 5 { Ending::Exit(When::At(1.0), Some(0)) } else { Ending::Censored(When::At(1.0)) };
        Spell { covariates: vec![(person % 3) as f64], ..Spell::new(person, 0.0, ending) }
    };
    let study = SurvivalData::new((0..15).map(spell).collect());
    let with =
        |name: &str, k: usize| Channel { covariates: vec![(0, Quantity::Uncertain(k + 1))], ..channel(name, Quantity::Uncertain(k)) };
    let found = fit(&study, &hazards(&["lab", "lab x", "other", "other x"], vec![with("lab", 0), with("other", 2)]));
    let standings: Vec<Standing> = found.estimates.iter().map(|estimate| estimate.standing).collect();
    assert_eq!(standings, [Standing::Estimated, Standing::Estimated, Standing::AtLower, Standing::Collinear]);
    // However small the ratio, five person-years are of those whose covariate is 0.
    assert!(is_close(found.estimates[2].profile.unwrap().1, NOBODY / 5.0) && found.estimates[2].limits == Limits::Exact);
    assert_eq!(found.free, 2);
}

#[test]
fn the_largest_value_of_a_covariate_alone_separates() {
    // Only the one whose covariate is largest leaves: the ratio is infinite, and what remains is the hazard of that one.
    let spell = |person: usize| {
        let ending = if person == 19 { Ending::Exit(When::At(1.0), Some(0)) } else { Ending::Censored(When::At(3.0)) };
        Spell { covariates: vec![0.5 * person as f64], ..Spell::new(person, 0.0, ending) }
    };
    let study = SurvivalData::new((0..20).map(spell).collect());
    let lab = Channel { covariates: vec![(0, Quantity::Uncertain(1))], ..channel("lab", Quantity::Uncertain(0)) };
    let found = fit(&study, &hazards(&["hazard", "age"], vec![lab]));
    assert_eq!((found.estimates[0].standing, found.estimates[1].standing), (Standing::AtLower, Standing::AtUpper));
    // Alone, one exit in one person-year has a log-likelihood of ln 1 - 1.
    assert!((found.log_likelihood + 1.0).abs() < 1e-9 && found.free == 1, "{}", found.log_likelihood);
    // At a ratio r the best hazard makes 1 exit expected: -1 - ln(1 + sum of 3 r^-x over the distances x of the others).
    let low = found.estimates[1].profile.unwrap().0;
    let others: f64 = (1..20).map(|k| 3.0 * low.powf(-0.5 * f64::from(k))).sum();
    assert!(((1.0 + others).ln() - NOBODY).abs() < 1e-6, "{low}");
}

#[test]
fn what_varies_by_little_or_with_another_is_fitted_all_the_same() {
    let of = |covariates: &dyn Fn(usize) -> Vec<f64>, ratios: usize| {
        let mut study = by_year(60, 0.0);
        for (person, spell) in study.spells.iter_mut().enumerate() {
            spell.covariates = covariates(person);
        }
        let names = ["hazard", "first", "second"];
        let listed = (0..ratios).map(|k| (k, Quantity::Uncertain(k + 1))).collect();
        let lab = Channel { covariates: listed, ..channel("lab", Quantity::Uncertain(0)) };
        fit(&study, &hazards(&names[..=ratios], vec![lab]))
    };
    let x = |person: usize| ((person * 7) % 11) as f64;
    let y = |person: usize| ((person * 5) % 13) as f64;
    let plain = of(&|person| vec![x(person)], 1);
    for scale in [1e-3, 1e6] {
        let scaled = of(&|person| vec![scale * x(person)], 1);
        assert!((scaled.log_likelihood - plain.log_likelihood).abs() < 1e-9);
        let [found, expected] = [&scaled, &plain].map(|fit| fit.estimates[1].log_se.unwrap());
        assert!(is_close(found * scale, expected) && is_close(scaled.estimates[1].value.ln() * scale, plain.estimates[1].value.ln()));
    }
    // Another that is nearly the first: the sum of the logs is that of the first, the second's that of the small rest.
    let both = of(&|person| vec![x(person), y(person)], 2);
    let near = of(&|person| vec![x(person), x(person) + 0.01 * y(person)], 2);
    assert!((near.log_likelihood - both.log_likelihood).abs() < 1e-9);
    let logs = |fit: &Maximum| [1, 2].map(|k| fit.estimates[k].value.ln());
    let ([first, second], [apart, rest]) = (logs(&near), logs(&both));
    assert!((0.01 * second - rest).abs() < 1e-8 && (first + second - apart).abs() < 1e-6);
    // A multiple is no second covariate.
    let twice = of(&|person| vec![x(person), 3.0 - 2.0 * x(person)], 2);
    assert!(twice.estimates.iter().all(|estimate| estimate.standing == Standing::Collinear));
    assert!((twice.log_likelihood - plain.log_likelihood).abs() < 1e-9 && twice.free == 2);
}

#[test]
fn frailty_of_no_spread_is_a_maximum_with_an_upper_limit() {
    // Nobody leaves in the first two years, and a third in the last: frailty would make them fewer and fewer.
    let spell = |person: usize| {
        let ending =
            if person < 20 { Ending::Exit(When::At(2.0 + 0.04 * person as f64), Some(0)) } else { Ending::Censored(When::At(3.0)) };
        Spell::new(person, 0.0, ending)
    };
    let study = SurvivalData::new((0..60).map(spell).collect());
    let frail =
        Hazards { frailty: Some(Quantity::Uncertain(1)), ..hazards(&["hazard", "sd"], vec![channel("lab", Quantity::Uncertain(0))]) };
    let found = fit(&study, &frail);
    let plain = fit(&study, &hazards(&["hazard"], vec![channel("lab", Quantity::Uncertain(0))]));
    let sd = &found.estimates[1];
    assert_eq!((sd.standing, sd.value, sd.limits), (Standing::AtLower, 0.0, Limits::Profile));
    let (low, high) = sd.profile.unwrap();
    assert!(low == 0.0 && high > 0.1 && high < 5.0, "{high}");
    assert!((found.log_likelihood - plain.log_likelihood).abs() < 1e-6 && is_close(found.estimates[0].value, plain.estimates[0].value));
}
