//! Posteriors drawn from histories: against quadrature, closed forms, importance sampling and other samplers.

use stayput::internals::calibrate::sampler::Sampling;
use stayput::internals::calibrate::{
    AugmentedPosterior, Ending, Hazards, NoPosterior, PathSteps, PosteriorSummary, Spell, SurvivalData, Unknown, When,
};
use stayput::internals::math::{self, NORMAL_P95};
use stayput::internals::parameter::{Distribution, Quantity};
use stayput::internals::random::name_hash;
use stayput::internals::scenario::{Channel, Decay, HeatPath};
use stayput::internals::statistics::convergence;

use super::reference::fourteen;
use super::{channel, contagion, with_prior};
use crate::numbers::SIGMAS;

/// Draws from the posterior, and holds the chains to their gates.
fn learn(study: &SurvivalData, hazards: &Hazards, path: Option<&HeatPath>, sampling: &Sampling) -> PosteriorSummary {
    let density = AugmentedPosterior::new(study, hazards, path).unwrap();
    let names: Vec<u64> = (0..study.spells.len()).map(|spell| name_hash(&format!("p-{spell}"))).collect();
    let chains = density.draw(&names, sampling, &|| ()).unwrap();
    let columns: Vec<String> = (0..study.spells.len()).map(|spell| format!("history.p-{spell}.exit")).collect();
    let posterior = PosteriorSummary::new(&density, &chains, sampling, &|unknown| unknown.name(&hazards.parameters, &columns));
    assert_eq!(posterior.misses, []);
    posterior
}

fn sampling(draws: usize) -> Sampling<'static> {
    Sampling { draws, threads: 2, ..Sampling::default() }
}

/// Compares the mean of a function of the rows with the truth, known within an error of its own.
fn has_mean(what: &str, posterior: &PosteriorSummary, truth: f64, error: f64, f: impl Fn(&[f64]) -> f64) {
    let draws: Vec<Vec<f64>> = posterior.chains.iter().map(|chain| chain.draws.iter().map(|draw| f(&draw.row)).collect()).collect();
    let (mean, mcse) = (convergence::mean(&draws), convergence::mcse_mean(&draws));
    let off = (mean - truth).abs() / mcse.hypot(error);
    assert!(off < SIGMAS, "{what}: {mean}, truth {truth}, {off:.1} errors");
    // An error that no draw supports would accept anything.
    assert!(mcse < 0.1 * convergence::sd(&draws), "{what}: error {mcse}");
}

/// Ten exits in 30 person-years under a gamma prior: the posterior is a gamma.
#[test]
fn a_hazard_has_its_gamma_posterior() {
    let spell =
        |person| Spell::new(person, 0.0, if person < 10 { Ending::Exit(When::At(1.5), Some(0)) } else { Ending::Censored(When::At(1.5)) });
    let study = SurvivalData::new((0..20).map(spell).collect());
    let (mean, sd) = (0.2, 0.1);
    let hazards = Hazards {
        parameters: vec![with_prior("hazard", Distribution::Gamma { mean, sd })],
        channels: vec![channel("exit", Quantity::Uncertain(0))],
        ..Hazards::default()
    };
    let posterior = learn(&study, &hazards, None, &sampling(4_000));
    let (shape, rate) = (4.0 + 10.0, 20.0 + 30.0);
    has_mean("hazard", &posterior, shape / rate, 0.0, |row| row[0]);
    has_mean("square", &posterior, shape * (shape + 1.0) / (rate * rate), 0.0, |row| row[0] * row[0]);
    let marginal = posterior.parameter(0).unwrap();
    let contraction = marginal.contraction.unwrap();
    // The variance of the logarithm of a gamma of whole shape n is pi^2 / 6 - 1 - 1 / 4 - ... - 1 / (n - 1)^2.
    let variance = |shape: i32| std::f64::consts::PI.powi(2) / 6.0 - (1..shape).map(|k| 1.0 / f64::from(k * k)).sum::<f64>();
    assert!((contraction.value - (1.0 - variance(14) / variance(4))).abs() < SIGMAS * contraction.mcse);
    // scipy.stats.gamma(14, scale=1/50).ppf of 0.05, 0.5 and 0.95.
    for (found, truth) in marginal.quantiles.iter().zip([0.169_278_75, 0.273_362_29, 0.413_371_38]) {
        assert!((found.value - truth).abs() < SIGMAS * found.mcse, "{found:?} {truth}");
    }
}

/// The same history under a uniform prior so wide that it ends where nothing can be: the posterior is a gamma of shape 11, and the variance of
/// the logarithm was 1.
#[test]
fn what_is_learned_of_a_hazard_is_on_the_logarithms_under_a_uniform_prior_too() {
    let spell =
        |person| Spell::new(person, 0.0, if person < 10 { Ending::Exit(When::At(1.5), Some(0)) } else { Ending::Censored(When::At(1.5)) });
    let study = SurvivalData::new((0..20).map(spell).collect());
    let hazards = Hazards {
        parameters: vec![with_prior("hazard", Distribution::Uniform { low: 0.0, high: 5.0 })],
        channels: vec![channel("exit", Quantity::Uncertain(0))],
        ..Hazards::default()
    };
    let posterior = learn(&study, &hazards, None, &sampling(4_000));
    has_mean("hazard", &posterior, 11.0 / 30.0, 0.0, |row| row[0]);
    let contraction = posterior.parameter(0).unwrap().contraction.unwrap();
    let variance = std::f64::consts::PI.powi(2) / 6.0 - (1..11).map(|k| 1.0 / f64::from(k * k)).sum::<f64>();
    assert!((contraction.value - (1.0 - variance)).abs() < SIGMAS * contraction.mcse, "{contraction:?} {variance}");
}

/// Bands of tenure, a covariate and contagion under independent priors: 3 million weighted draws say the same (effective 2.4 million).
#[test]
fn fourteen_people_have_the_posterior_that_importance_sampling_finds() {
    let (study, hazards) = fourteen();
    let posterior = learn(&study, &hazards, None, &sampling(4_000));
    let expected = [
        (0.124_745_786_942_985_74, 0.057_225_815_886_897_86, 3.351_291_2e-5),
        (0.369_446_598_483_342_1, 0.145_442_203_540_392_03, 8.669_079_6e-5),
        (0.274_107_137_171_523_96, 0.135_577_951_932_704_3, 7.951_993_8e-5),
        (0.011_217_517_689_963_116, 0.381_179_413_521_126_1, 2.335_304_3e-4),
        (0.205_925_267_011_081_83, 0.199_744_595_221_833_77, 1.271_716_7e-4),
    ];
    for (k, (mean, sd, error)) in expected.into_iter().enumerate() {
        // The covariate and contagion are known by their logs.
        let of = |row: &[f64]| if k < 3 { row[k] } else { row[k].ln() };
        has_mean(&format!("mean of {k}"), &posterior, mean, error, of);
        has_mean(&format!("variance of {k}"), &posterior, sd * sd, 3.0 * sd * error, |row| (of(row) - mean) * (of(row) - mean));
    }
}

/// A leaves at a time within (0.2, 0.8), B at 0.6, C is there until 1; every exit of the last 0.3 years multiplies the hazard 1.5.
/// The date of A and the ratio, whose prior is log-normal, have a joint density on a grid.
#[test]
fn a_date_and_a_ratio_have_the_density_of_a_quadrature() {
    const HAZARD: f64 = 1.5;
    const WINDOW: f64 = 0.3;
    const B: f64 = 0.6;
    const PRIOR: (f64, f64) = (0.5, 0.8);
    let ratio = Distribution::LogNormal { median: PRIOR.0.exp(), p95: (PRIOR.0 + PRIOR.1 * NORMAL_P95).exp() };
    let hazards = Hazards {
        parameters: vec![with_prior("ratio", ratio)],
        channels: vec![channel("exit", Quantity::Known(HAZARD))],
        contagion: Some(contagion(Quantity::Uncertain(0), Decay::Window(WINDOW))),
        ..Hazards::default()
    };
    let study = SurvivalData::new(vec![
        Spell::new(0, 0.0, Ending::Exit(When::Within(0.2, 0.8), Some(0))),
        Spell::new(1, 0.0, Ending::Exit(When::At(B), Some(0))),
        Spell::new(2, 0.0, Ending::Censored(When::At(1.0))),
    ]);
    let posterior = learn(&study, &hazards, None, &sampling(10_000));
    assert_eq!(posterior.marginals[1].unknown, Unknown::Exit(0));

    let overlap = |from: f64, to: f64, low: f64, high: f64| (to.min(high) - from.max(low)).max(0.0);
    let log_density = |a: f64, log_ratio: f64| {
        let more = log_ratio.exp() - 1.0;
        let of_a = a + more * overlap(B, B + WINDOW, 0.0, a);
        let of_b = B + more * overlap(a, a + WINDOW, 0.0, B);
        let both = overlap(a, a + WINDOW, B, (B + WINDOW).min(1.0));
        let of_c = 1.0 + more * (overlap(a, a + WINDOW, 0.0, 1.0) + overlap(B, B + WINDOW, 0.0, 1.0)) + more * more * both;
        let moved = f64::from(u8::from(a > B && a <= B + WINDOW)) + f64::from(u8::from(B > a && B <= a + WINDOW));
        log_ratio * moved - HAZARD * (of_a + of_b + of_c) - 0.5 * ((log_ratio - PRIOR.0) / PRIOR.1).powi(2)
    };
    let functions: [fn(&[f64]) -> f64; 6] = [
        |row| row[0].ln(),
        |row| row[0].ln().powi(2),
        |row| row[1],
        |row| row[1] * row[1],
        |row| f64::from(u8::from(row[1] < 0.3)),
        |row| row[0].ln() * row[1],
    ];
    let (mut total, mut sums) = (0.0, [0.0; 6]);
    for i in 0..1_200 {
        let a = 0.2 + 0.6 * (f64::from(i) + 0.5) / 1_200.0;
        for j in 0..600 {
            let log_ratio = PRIOR.0 + PRIOR.1 * 6.0 * ((f64::from(j) + 0.5) / 300.0 - 1.0);
            let density = log_density(a, log_ratio).exp();
            total += density;
            for (sum, f) in sums.iter_mut().zip(functions) {
                *sum += density * f(&[log_ratio.exp(), a]);
            }
        }
    }
    for (k, (sum, f)) in sums.into_iter().zip(functions).enumerate() {
        has_mean(&format!("function {k}"), &posterior, sum / total, 0.0, f);
    }
    // The history says something: before 0.3, the exit of A cannot have moved B, and a uniform date would be there with probability 1/6.
    assert!((sums[4] / total - 1.0 / 6.0).abs() > 0.02, "{}", sums[4] / total);
}

/// Where no exit acts, a coarse exit is a probability in closed form, and no date is drawn: `(e^(-h) - e^(-2 h))` for one who left in the
/// second year, with a uniform prior.
#[test]
fn a_coarse_exit_that_moves_nobody_needs_no_date() {
    let hazards = Hazards {
        parameters: vec![with_prior("hazard", Distribution::Uniform { low: 0.0, high: 2.0 })],
        channels: vec![channel("exit", Quantity::Uncertain(0))],
        ..Hazards::default()
    };
    let study = SurvivalData::new(vec![Spell::new(0, 0.0, Ending::Exit(When::Within(1.0, 2.0), Some(0)))]);
    let posterior = learn(&study, &hazards, None, &sampling(4_000));
    assert_eq!(posterior.marginals.len(), 1);
    let (mut total, mut first) = (0.0, 0.0);
    for k in 0..100_000 {
        let h = 2.0 * (f64::from(k) + 0.5) / 100_000.0;
        let density = (-h).exp() - (-2.0 * h).exp();
        total += density;
        first += h * density;
    }
    has_mean("hazard", &posterior, first / total, 0.0, |row| row[0]);
}

/// One month under observation with seven exits where three were to be expected: the log of heat has a density on a line.
#[test]
fn the_path_of_heat_is_learned() {
    const HAZARD: f64 = 2.0;
    let (volatility, edges) = (0.7, vec![0.0, 0.25]);
    let hazards = Hazards {
        parameters: Vec::new(),
        channels: vec![channel("exit", Quantity::Known(HAZARD))],
        path: Some(PathSteps { channels: vec![0], edges }),
        ..Hazards::default()
    };
    let path = HeatPath { channels: vec![0], volatility: Quantity::Known(volatility), half_life: Quantity::Known(1.0) };
    let spell =
        |person| Spell::new(person, 0.0, if person < 7 { Ending::Exit(When::At(0.25), Some(0)) } else { Ending::Censored(When::At(0.25)) });
    let study = SurvivalData::new((0..12).map(spell).collect());
    let posterior = learn(&study, &hazards, Some(&path), &sampling(4_000));
    assert_eq!(posterior.marginals[0].unknown, Unknown::Month(0));
    let (mut total, mut sums) = (0.0, [0.0; 2]);
    for k in 0..20_000 {
        let step = -8.0 + 16.0 * (f64::from(k) + 0.5) / 20_000.0;
        let heat: f64 = -0.5 * volatility * volatility + volatility * step;
        let density = (7.0 * heat - HAZARD * 3.0 * heat.exp() - 0.5 * step * step).exp();
        total += density;
        sums[0] += heat * density;
        sums[1] += heat * heat * density;
    }
    has_mean("log of heat", &posterior, sums[0] / total, 0.0, |row| row[0]);
    has_mean("its square", &posterior, sums[1] / total, 0.0, |row| row[0] * row[0]);
}

#[test]
fn draws_do_not_depend_on_threads() {
    let (mut study, hazards) = fourteen();
    study.spells[0].ending = Ending::Exit(When::Within(2020.9, 2021.2), Some(0));
    let names: Vec<u64> = (0..14).collect();
    let with = |threads, seed| {
        let sampling = Sampling { warmup: 60, draws: 40, threads, seed, ..Sampling::default() };
        AugmentedPosterior::new(&study, &hazards, None).unwrap().draw(&names, &sampling, &|| ()).unwrap()
    };
    let one = with(1, 1);
    assert_eq!(one, with(3, 1));
    assert_ne!(one, with(1, 2));
    let dates: Vec<f64> = one.iter().flat_map(|chain| chain.draws.iter().map(|draw| draw.row[5])).collect();
    assert!(dates.iter().all(|date| (2020.9..2021.2).contains(date)) && dates.windows(2).any(|pair| pair[0] != pair[1]));
}

#[test]
fn what_cannot_be_conditioned_is_an_error() {
    let says = |hazards: &Hazards| AugmentedPosterior::new(&fourteen().0, hazards, None).unwrap_err().to_string();
    let (study, mut hazards) = fourteen();
    hazards.parameters[0].distribution = Distribution::Values(vec![0.1, 0.2]);
    assert_eq!(
        says(&hazards),
        "first is one of a list of values, which cannot be conditioned on a history: give median and p95, or low and high"
    );
    // Somebody left, though nobody could.
    let (_, mut hazards) = fourteen();
    hazards.channels[0].tenure.clear();
    hazards.channels[0].baseline = channel("exit", Quantity::Known(0.0)).baseline;
    let unable: NoPosterior =
        AugmentedPosterior::new(&study, &hazards, None).unwrap().draw(&[0; 14], &Sampling::default(), &|| ()).unwrap_err();
    assert_eq!(
        unable.to_string(),
        "no start was found for the chains: under these priors, what happened in the history cannot have happened"
    );
}

/// People with a covariate of about 90,000, of which the hazard of somebody without any says nothing: quadrature over the hazard of the
/// average person and the ratio says the same.
#[test]
fn a_covariate_far_from_0_has_the_posterior_that_quadrature_finds() {
    const CENTRE: f64 = 90_000.0;
    let person = |person: usize| {
        let pay = 20_000.0 * ((person as f64 + 0.5) * 0.618_033_988_749_895).fract() - 10_000.0;
        let uniform = ((person as f64 + 0.5) * 0.754_877_666_246_693).fract();
        (pay, -math::ln(uniform) / (0.3 * math::exp(-5e-5 * pay)))
    };
    let people: Vec<(f64, f64)> = (0..120).map(person).collect();
    let spell = |(index, &(pay, time)): (usize, &(f64, f64))| {
        let ending = if time < 3.0 { Ending::Exit(When::At(time), Some(0)) } else { Ending::Censored(When::At(3.0)) };
        Spell { covariates: vec![CENTRE + pay], ..Spell::new(index, 0.0, ending) }
    };
    let study = SurvivalData::new(people.iter().enumerate().map(spell).collect());
    let lab = Channel { covariates: vec![(0, Quantity::Uncertain(1))], ..channel("lab", Quantity::Uncertain(0)) };
    let sigma: f64 = 2.0;
    let hazard = with_prior("hazard", Distribution::LogNormal { median: 0.3, p95: 0.3 * math::exp(NORMAL_P95 * sigma) });
    for (ratio, sd) in [
        (Distribution::LogNormal { median: 1.0, p95: math::exp(NORMAL_P95 * 3e-5) }, Some(3e-5)),
        (Distribution::Uniform { low: 1.0 - 1e-4, high: 1.0 + 1e-4 }, None),
    ] {
        let hazards =
            Hazards { parameters: vec![hazard.clone(), with_prior("pay", ratio)], channels: vec![lab.clone()], ..Hazards::default() };
        let posterior = learn(&study, &hazards, None, &sampling(2_000));
        // Moments of the log ratio, in 1e-5, over a grid of it and of the log hazard of the average person.
        let mut sums = [0.0; 3];
        for step in -200..=200 {
            let slope = 1e-4 * f64::from(step) / 200.0;
            let exits = people.iter().filter(|one| one.1 < 3.0).count() as f64;
            let pays: f64 = people.iter().filter(|one| one.1 < 3.0).map(|one| one.0).sum();
            let exposure: f64 = people.iter().map(|one| one.1.min(3.0) * math::exp(slope * one.0)).sum();
            for level in 0..400 {
                let log_hazard = -2.5 + 2.5 * f64::from(level) / 400.0;
                let off = (log_hazard - CENTRE * slope - math::ln(0.3)) / sigma;
                // The logs have these densities: normal, or that of a uniform ratio.
                let prior = -0.5 * off * off + sd.map_or(slope, |sd| -0.5 * (slope / sd).powi(2));
                let weight = math::exp(exits * log_hazard + slope * pays - math::exp(log_hazard) * exposure + prior + 150.0);
                for (sum, power) in sums.iter_mut().zip(0..) {
                    *sum += weight * (1e5 * slope).powi(power);
                }
            }
        }
        let truth = |power: usize| sums[power] / sums[0];
        has_mean("log ratio", &posterior, truth(1), 0.0, |row| 1e5 * math::ln(row[1]));
        has_mean("its square", &posterior, truth(2), 0.0, |row| (1e5 * math::ln(row[1])).powi(2));
    }
}
