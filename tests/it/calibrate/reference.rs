//! Numbers from other packages; the data and where they come from are in `tests/data/calibrate/`.

use stayput::internals::calendar::{Clock, Date};
use stayput::internals::calibrate::likelihood::derivatives::Order;
use stayput::internals::calibrate::maximum::{Maximum, maximum};
use stayput::internals::calibrate::{Ending, Hazards, Hired, Likelihood, LogDensity, Period, Posterior, Spell, SurvivalData, When};
use stayput::internals::parameter::{Distribution, Quantity};
use stayput::internals::scenario::Decay;

use super::{banded, channel, contagion, parameter, rows, with_prior};

fn uncertain(count: usize) -> Vec<Quantity> {
    (0..count).map(Quantity::Uncertain).collect()
}

fn fit(study: &SurvivalData, hazards: &Hazards) -> Maximum {
    let likelihood = Likelihood::new(study, hazards).unwrap();
    let maximum = maximum(&likelihood, &vec![0.3; hazards.parameters.len()], &[], false);
    assert!(maximum.converged && maximum.gradient_norm < 1e-8, "{maximum:?}");
    assert_eq!(maximum.starts.0, maximum.starts.1, "every start comes to the same maximum");
    maximum
}

/// Logs of the estimates and their standard errors, to one in a million.
fn agrees(maximum: &Maximum, logs: &[f64], errors: &[f64], log_likelihood: f64) {
    assert!((maximum.log_likelihood - log_likelihood).abs() < 1e-6, "{} {log_likelihood}", maximum.log_likelihood);
    for ((estimate, log), error) in maximum.estimates.iter().zip(logs).zip(errors) {
        assert!((estimate.value.ln() - log).abs() < 1e-6, "{estimate:?} {log}");
        assert!((estimate.log_se.unwrap() / error - 1.0).abs() < 1e-6, "{estimate:?} {error}");
    }
}

/// People with dates, on a clock of days / 365.25 from 2019.
fn tenure_and_calendar() -> (SurvivalData, Clock) {
    let clock = Clock::new(Date::constant(2019, 1, 1));
    let years = |date: &str| clock.years(date.parse().unwrap());
    let spells = rows(include_str!("../../data/calibrate/tenure-and-calendar.csv")).into_iter().enumerate().map(|(person, row)| {
        let when = When::At(years(row[3]));
        Spell {
            hired: Hired::At(years(row[1])),
            covariates: vec![row[7].parse().unwrap()],
            ..Spell::new(person, years(row[2]), if row[6] == "1" { Ending::Exit(when, Some(0)) } else { Ending::Censored(when) })
        }
    });
    (SurvivalData::new(spells.collect()), clock)
}

#[test]
fn a_constant_hazard_with_a_covariate_under_left_truncation() {
    let (study, _) = tenure_and_calendar();
    let mut exits = channel("exit", Quantity::Uncertain(0));
    exits.covariates = vec![(0, Quantity::Uncertain(1))];
    let hazards = Hazards { parameters: vec![parameter("rate"), parameter("senior")], channels: vec![exits], ..Hazards::default() };
    let maximum = fit(&study, &hazards);
    agrees(
        &maximum,
        &[-1.623_900_197_110_347_7, 0.603_303_948_426_878_5],
        &[0.156_173_761_888_606_1, 0.226_753_767_178_113_4],
        -182.341_969_282_812_6,
    );
    assert!((maximum.aic() - 368.683_938_565_625).abs() < 1e-6 && (maximum.bic(133) - 374.464_636_822_069).abs() < 1e-6);
    assert!((maximum.log_covariance[1] + 0.024_390_243_902_439_03).abs() < 1e-9);
}

#[test]
fn bands_of_tenure_and_a_step_of_the_calendar() {
    let (study, clock) = tenure_and_calendar();
    let mut exits = banded("exit", &[1.0, 3.0], &uncertain(3));
    exits.covariates = vec![(0, Quantity::Uncertain(4))];
    let day = |year, month| clock.years(Date::constant(year, month, 1));
    let hazards = Hazards {
        parameters: ["first", "second", "third", "shock", "senior"].map(parameter).to_vec(),
        channels: vec![exits],
        periods: vec![Period::step(vec![0], Quantity::Uncertain(3), day(2021, 6), day(2022, 6))],
        ..Hazards::default()
    };
    let likelihood = Likelihood::new(&study, &hazards).unwrap();
    let maximum = maximum(&likelihood, &[0.3; 5], &[], true);
    // The coefficients are a GLM's, which stops at a relative change of the deviance, so their last digits are its own.
    let expected = [-2.088_904_467_133_03, -1.610_267_507_339_28, -2.027_899_431_623_58, 0.725_770_976_564_14, 0.631_158_476_600_717];
    let errors = [0.282_018_148_221_079, 0.205_797_932_975_297, 0.268_548_033_898_696, 0.237_022_363_190_482, 0.227_358_026_527_403];
    agrees(&maximum, &expected, &errors, -176.476_886_432_131);
    // Profile intervals of R's `confint`, which interpolates a spline to about 1e-4.
    let profiles = [
        (-2.674_690_701_376_13, -1.565_495_066_251_9),
        (-2.032_649_820_408_98, -1.224_788_978_651_36),
        (-2.587_775_950_632_38, -1.531_643_232_870_19),
        (0.249_071_204_979_141, 1.182_391_245_881_84),
        (0.182_008_099_540_219, 1.076_888_889_388_5),
    ];
    for (estimate, (low, high)) in maximum.estimates.iter().zip(profiles) {
        let (found_low, found_high) = estimate.profile.unwrap();
        assert!((found_low.ln() - low).abs() < 2e-4 && (found_high.ln() - high).abs() < 2e-4, "{estimate:?}");
    }
}

#[test]
fn coarse_dates_of_exit_under_left_truncation() {
    let number = |text: &str| text.parse::<f64>().unwrap();
    let spells = rows(include_str!("../../data/calibrate/coarse-dates.csv")).into_iter().enumerate().map(|(person, row)| {
        let (entry, lower) = (number(row[1]), number(row[2]));
        let ending = match row[4] {
            "1" if row[2] == row[3] => Ending::Exit(When::At(lower), Some(0)),
            "1" => Ending::Exit(When::Within(lower, number(row[3])), Some(0)),
            _ => Ending::Censored(When::At(lower)),
        };
        (Spell::new(person, entry, ending), Spell::new(person, 0.0, ending))
    });
    let (truncated, from_hire): (Vec<_>, Vec<_>) = spells.unzip();
    let hazards =
        Hazards { parameters: vec![parameter("rate")], channels: vec![channel("exit", Quantity::Uncertain(0))], ..Hazards::default() };
    agrees(&fit(&SurvivalData::new(truncated), &hazards), &[-1.430_435_432_369_601_6], &[0.114_775_310_793_449_05], -253.288_689_834_575_4);
    agrees(&fit(&SurvivalData::new(from_hire), &hazards), &[-1.606_881_648_632_382_5], &[0.114_755_282_824_045_42], -266.685_321_569_701_3);
}

#[test]
fn contagion_that_fades() {
    let number = |text: &str| text.parse::<f64>().unwrap();
    let spells = rows(include_str!("../../data/calibrate/fading-contagion.csv")).into_iter().enumerate().map(|(person, row)| {
        let when = When::At(number(row[4]));
        Spell {
            team: row[1].parse().unwrap(),
            covariates: vec![number(row[8])],
            ..Spell::new(person, number(row[3]), if row[7] == "0" { Ending::Censored(when) } else { Ending::Exit(when, Some(0)) })
        }
    });
    let study = SurvivalData::new(spells.collect());
    let mut exits = channel("exit", Quantity::Uncertain(0));
    exits.covariates = vec![(0, Quantity::Uncertain(1))];
    let hazards = Hazards {
        parameters: ["rate", "star", "ratio"].map(parameter).to_vec(),
        channels: vec![exits],
        contagion: Some(contagion(Quantity::Uncertain(2), Decay::HalfLife(Quantity::Known(std::f64::consts::LN_2 / 4.0)))),
        ..Hazards::default()
    };
    let expected = [-1.388_686_755_342_333_9, 0.079_924_328_474_770_63, 1.013_178_071_235_320_2];
    let errors = [0.157_516_225_346_966_85, 0.213_380_439_627_107_76, 0.098_146_638_165_044_96];
    agrees(&fit(&study, &hazards), &expected, &errors, -134.598_790_110_327_74);
}

/// Fourteen people; exits of the last half year count.
pub(super) fn fourteen() -> (SurvivalData, Hazards) {
    let number = |text: &str| text.parse::<f64>().unwrap();
    let spells = rows(include_str!("../../data/calibrate/fourteen.csv")).into_iter().enumerate().map(|(person, row)| {
        let when = When::At(number(row[5]));
        Spell {
            hired: Hired::At(number(row[1])),
            covariates: vec![number(row[9])],
            ..Spell::new(person, number(row[4]), if row[8] == "0" { Ending::Censored(when) } else { Ending::Exit(when, Some(0)) })
        }
    });
    let rate = Distribution::LogNormal { median: 0.2, p95: 0.2 * (0.6 * stayput::internals::math::NORMAL_P95).exp() };
    let ratio =
        |mean: f64, sd: f64| Distribution::LogNormal { median: mean.exp(), p95: (mean + sd * stayput::internals::math::NORMAL_P95).exp() };
    let mut exits = banded("exit", &[1.5, 3.0], &uncertain(3));
    exits.covariates = vec![(0, Quantity::Uncertain(3))];
    let priors = [rate.clone(), rate.clone(), rate, ratio(0.0, 0.5), ratio(0.3, 0.4)];
    let names = ["first", "second", "third", "senior", "ratio"];
    let hazards = Hazards {
        parameters: names.into_iter().zip(priors).map(|(name, prior)| with_prior(name, prior)).collect(),
        channels: vec![exits],
        contagion: Some(contagion(Quantity::Uncertain(4), Decay::Window(0.5))),
        ..Hazards::default()
    };
    (SurvivalData::new(spells.collect()), hazards)
}

#[test]
fn the_posterior_of_fourteen_people_is_flat_at_its_mode() {
    let (study, hazards) = fourteen();
    let posterior = Posterior::new(Likelihood::new(&study, &hazards).unwrap(), None).unwrap();
    let mode =
        [-2.141_194_392_995_380_3, -1.040_965_011_764_825_3, -1.376_340_512_708_996, 0.046_629_318_779_538_464, 0.245_564_128_361_952_68];
    let mut gradient = [0.0; 5];
    let top = posterior.log_density(&mode, &mut gradient);
    // The mode comes from a search that stops at a gradient of 1e-9 by differences.
    assert!(gradient.iter().all(|slope| slope.abs() < 1e-5), "{gradient:?}");
    // An independent computation from the episodes of the reference, by hand: sum of d eta - e^eta exposure, and the normal priors.
    let expected = by_episodes(&mode);
    assert!((top - expected).abs() < 1e-10, "{top} {expected}");
    let elsewhere = [-1.9, -1.2, -0.7, 0.4, -0.3];
    assert!((posterior.log_density(&elsewhere, &mut gradient) - by_episodes(&elsewhere)).abs() < 1e-10);
    let hessian = posterior.derivatives(&mode, Order::Hessian).hessian;
    for k in 0..5 {
        let shifted = |by: f64| {
            let mut at = mode;
            at[k] += by;
            by_episodes(&at)
        };
        let difference = (shifted(1e-4) - 2.0 * shifted(0.0) + shifted(-1e-4)) / 1e-8;
        assert!((hessian[k * 6] - difference).abs() < 1e-5, "{k}: {} {difference}", hessian[k * 6]);
    }
}

/// The log posterior density of the fourteen from scratch, person by person and exit by exit, in the logs of the numbers.
fn by_episodes(at: &[f64; 5]) -> f64 {
    let people: Vec<Vec<f64>> = rows(include_str!("../../data/calibrate/fourteen.csv"))
        .into_iter()
        .map(|row| [1, 4, 5, 8, 9].map(|column| row[column].parse().unwrap()).to_vec())
        .collect();
    let normal = |x: f64, mean: f64, sd: f64| -0.5 * ((x - mean) / sd).powi(2) - sd.ln() - 0.5 * (2.0 * std::f64::consts::PI).ln();
    let mut sum: f64 = at[..3].iter().map(|&x| normal(x, 0.2f64.ln(), 0.6)).sum();
    sum += normal(at[3], 0.0, 0.5) + normal(at[4], 0.3, 0.4);
    for (i, person) in people.iter().enumerate() {
        let [hire, entry, exit, event, senior] = person[..] else { panic!() };
        let others: Vec<f64> =
            people.iter().enumerate().filter(|&(j, other)| j != i && other[3] > 0.0).map(|(_, other)| other[2]).collect();
        let mut cuts = vec![entry, exit, hire + 1.5, hire + 3.0];
        cuts.extend(others.iter().flat_map(|&exit| [exit, exit + 0.5]));
        cuts.retain(|&cut| cut >= entry - 1e-9 && cut <= exit + 1e-9);
        cuts.sort_by(f64::total_cmp);
        cuts.dedup_by(|a, b| *a - *b < 1e-9);
        for pair in cuts.windows(2) {
            let middle = 0.5 * (pair[0] + pair[1]);
            let band = usize::from(middle - hire > 1.5) + usize::from(middle - hire > 3.0);
            let recent = others.iter().filter(|&&exit| exit < middle && middle <= exit + 0.5).count() as f64;
            let eta = at[band] + at[3] * senior + at[4] * recent;
            sum -= eta.exp() * (pair[1] - pair[0]);
            if event > 0.0 && (pair[1] - exit).abs() < 1e-9 {
                sum += eta;
            }
        }
    }
    sum
}
