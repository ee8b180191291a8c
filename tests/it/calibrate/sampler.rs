//! The sampler against posteriors that are known: means, spreads and probabilities within four combined Monte Carlo errors.

use std::f64::consts::LN_2;

use stayput::internals::calibrate::LogDensity;
use stayput::internals::calibrate::sampler::gates::{self, Miss};
use stayput::internals::calibrate::sampler::{Chain, Sampling, nothing_between, sample};
use stayput::internals::random::{Field, Purpose};
use stayput::internals::statistics::convergence;

/// A density given by a function of the point and its gradient.
#[derive(Clone)]
struct Density<F>(usize, F);

impl<F: Fn(&[f64], &mut [f64]) -> f64 + Sync> LogDensity for Density<F> {
    fn dimension(&self) -> usize {
        self.0
    }

    fn log_density(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
        self.1(at, gradient)
    }
}

/// A function of the draws, a list a chain.
fn of(sampled: &[Chain], f: impl Fn(&[f64]) -> f64) -> Vec<Vec<f64>> {
    sampled.iter().map(|chain| chain.draws.iter().map(|draw| f(&draw.row)).collect()).collect()
}

/// Compares the mean of a function of the draws with the truth.
fn has_mean(what: &str, sampled: &[Chain], truth: f64, f: impl Fn(&[f64]) -> f64) {
    let draws = of(sampled, f);
    let (mean, error) = (convergence::mean(&draws), convergence::mcse_mean(&draws));
    assert!((mean - truth).abs() < 4.0 * error, "{what}: {mean}, exact {truth}, {:.1} errors", (mean - truth).abs() / error);
    // An error that no draw supports would accept anything.
    assert!(error < 0.1 * convergence::sd(&draws), "{what}: error {error}");
}

/// Standard deviations 1, 10 and 0.1; correlation 0.8 between the first two; means 1, -5 and 0.
fn gaussian(at: &[f64], gradient: &mut [f64]) -> f64 {
    let (x, y, z) = (at[0] - 1.0, (at[1] + 5.0) / 10.0, at[2] / 0.1);
    let scale = 1.0 - 0.64;
    gradient[0] = -(x - 0.8 * y) / scale;
    gradient[1] = -(y - 0.8 * x) / scale / 10.0;
    gradient[2] = -z / 0.1;
    -0.5 * (x * x - 1.6 * x * y + y * y) / scale - 0.5 * z * z
}

#[test]
fn a_correlated_gaussian_has_its_moments() {
    let sampled = sample(&Density(3, gaussian), &[0.0; 3], &Sampling { threads: 2, ..Sampling::default() }, &nothing_between).unwrap();
    has_mean("x", &sampled, 1.0, |row| row[0]);
    has_mean("y", &sampled, -5.0, |row| row[1]);
    has_mean("z", &sampled, 0.0, |row| row[2]);
    has_mean("variance of x", &sampled, 1.0, |row| (row[0] - 1.0) * (row[0] - 1.0));
    has_mean("variance of y", &sampled, 100.0, |row| (row[1] + 5.0) * (row[1] + 5.0));
    has_mean("variance of z", &sampled, 0.01, |row| row[2] * row[2]);
    has_mean("covariance", &sampled, 8.0, |row| (row[0] - 1.0) * (row[1] + 5.0));
    let names = ["x", "y", "z"].map(str::to_owned);
    assert_eq!(gates::missed(&names, &sampled), []);
    for chain in &sampled {
        assert!(chain.draws.iter().all(|draw| draw.depth < 10));
        assert!((0.1..2.0).contains(&chain.step_size), "{}", chain.step_size);
        // The metric has learned the scales to a third.
        for (scale, truth) in chain.scales.iter().zip([1.0, 10.0, 0.1]) {
            assert!((scale / truth - 1.0).abs() < 0.33, "{scale} for {truth}");
        }
    }
}

/// Eleven exits in 36.1 person-years under a gamma prior of shape 4 and rate 20: the posterior is a gamma, the predictive number of
/// exits in three person-years negative binomial.
#[test]
fn a_hazard_has_its_gamma_posterior_and_predictive() {
    let (shape, rate) = (4.0 + 11.0, 20.0 + 36.1);
    let density = Density(1, move |at: &[f64], gradient: &mut [f64]| {
        let hazard = at[0].exp();
        gradient[0] = shape - rate * hazard;
        shape * at[0] - rate * hazard
    });
    let sampled = sample(&density, &[-1.5], &Sampling { seed: 4, threads: 2, ..Sampling::default() }, &nothing_between).unwrap();
    assert_eq!(gates::missed(&["hazard".to_owned()], &sampled), []);
    has_mean("hazard", &sampled, shape / rate, |row| row[0].exp());
    has_mean("its square", &sampled, shape * (shape + 1.0) / (rate * rate), |row| (2.0 * row[0]).exp());
    // Negative binomial with size 15 and probability rate / (rate + 3).
    let p: f64 = rate / (rate + 3.0);
    has_mean("no exit in 3 years", &sampled, p.powi(15), |row| (-3.0 * row[0].exp()).exp());
    has_mean("one exit in 3 years", &sampled, 15.0 * (1.0 - p) * p.powi(15), |row| 3.0 * row[0].exp() * (-3.0 * row[0].exp()).exp());
    // scipy.stats.gamma(15, scale=1/56.1).ppf of 0.05 and 0.95.
    for (probability, truth) in [(0.05, 0.164_818_73), (0.95, 0.390_133_44)] {
        let draws = of(&sampled, |row| row[0].exp());
        let (found, error) = (convergence::quantile(&draws, probability), convergence::mcse_quantile(&draws, probability));
        assert!((found - truth).abs() < 4.0 * error, "quantile {probability}: {found}, exact {truth}, error {error}");
    }
}

/// Neal's funnel: the width of one coordinate is the exponential of another, and no single step size fits both ends.
#[test]
fn a_funnel_misses_a_gate() {
    let funnel = |at: &[f64], gradient: &mut [f64]| {
        let (v, width) = (at[0], (at[0]).exp());
        let squares: f64 = at[1..].iter().map(|x| x * x).sum();
        gradient[0] = -v / 9.0 + 0.5 * squares / width - 0.5 * (at.len() - 1) as f64;
        at[1..].iter().zip(&mut gradient[1..]).for_each(|(x, slope)| *slope = -x / width);
        -v * v / 18.0 - 0.5 * squares / width - 0.5 * (at.len() - 1) as f64 * v
    };
    let sampling = Sampling { target_acceptance: 0.8, threads: 2, ..Sampling::default() };
    let sampled = sample(&Density(6, funnel), &[0.0; 6], &sampling, &nothing_between).unwrap();
    let names: Vec<String> = (0..6).map(|place| format!("p{place}")).collect();
    let missed = gates::missed(&names, &sampled);
    assert!(missed.iter().any(|miss| matches!(miss, Miss::Divergences { count, draws: 4_000 } if *count > 0)), "{missed:?}");
}

#[test]
fn draws_depend_on_the_seed_and_the_chain_and_not_on_threads() {
    let with = |seed, threads| {
        let sampling = Sampling { warmup: 200, draws: 100, seed, threads, ..Sampling::default() };
        sample(&Density(3, gaussian), &[0.0; 3], &sampling, &nothing_between).unwrap()
    };
    let one = with(1, 1);
    assert_eq!(one.len(), 4);
    assert_eq!(one, with(1, 2));
    assert_eq!(one, with(1, 4));
    assert_ne!(one, with(2, 1));
    assert_ne!(one[0].draws, one[1].draws);
}

/// `theta` is normal around `4 ln 2 u` with `u` uniform on (0, 1), and only `theta` has a gradient: `u` is moved between transitions by a
/// Metropolis step. So the mean of `theta` is `2 ln 2`, its variance `1 + (4 ln 2)^2 / 12`.
#[test]
fn what_has_no_gradient_is_drawn_between_transitions() {
    const SLOPE: f64 = 4.0 * LN_2;
    #[derive(Clone)]
    struct Conditional {
        u: f64,
    }
    impl LogDensity for Conditional {
        fn dimension(&self) -> usize {
            1
        }

        fn log_density(&self, at: &[f64], gradient: &mut [f64]) -> f64 {
            let off = at[0] - SLOPE * self.u;
            gradient[0] = -off;
            -0.5 * off * off
        }
    }
    let sampling = Sampling { draws: 4_000, threads: 2, ..Sampling::default() };
    let sampled = sample(&Conditional { u: 0.5 }, &[0.0], &sampling, &|density: &mut Conditional, at, step, row| {
        let field = Field::new(9, Purpose::HistoryExit, step.chain as u64, 0, 0);
        let proposal = Conditional { u: field.uniform(step.iteration as u64, 0) };
        let gain = proposal.log_density(at, &mut [0.0]) - density.log_density(at, &mut [0.0]);
        let is_accepted = field.uniform(step.iteration as u64, 1).ln() < gain;
        if is_accepted {
            *density = proposal;
        }
        row.push(density.u);
        is_accepted
    })
    .unwrap();
    assert_eq!(gates::missed(&["theta".to_owned(), "u".to_owned()], &sampled), []);
    has_mean("theta", &sampled, 0.5 * SLOPE, |row| row[0]);
    has_mean("variance of theta", &sampled, 1.0 + SLOPE * SLOPE / 12.0, |row| (row[0] - 0.5 * SLOPE) * (row[0] - 0.5 * SLOPE));
    has_mean("u", &sampled, 0.5, |row| row[1]);
    has_mean("u squared", &sampled, 1.0 / 3.0, |row| row[1] * row[1]);
    has_mean("covariance", &sampled, SLOPE / 12.0, |row| (row[1] - 0.5) * (row[0] - 0.5 * SLOPE));
}

#[test]
fn a_density_without_a_finite_point_is_an_error() {
    let nowhere = Density(2, |_: &[f64], _: &mut [f64]| f64::NEG_INFINITY);
    assert!(sample(&nowhere, &[0.0; 2], &Sampling::default(), &nothing_between).is_err());
}

#[test]
fn missed_gates_say_their_figures() {
    let says = |miss: Miss| miss.to_string();
    let parameter = || "contagion.ratio".to_owned();
    assert_eq!(
        says(Miss::Rhat { parameter: parameter(), value: 1.034 }),
        "R-hat of contagion.ratio is 1.034, above 1.01: the chains do not agree"
    );
    assert_eq!(
        says(Miss::EssBulk { parameter: parameter(), value: 120.4 }),
        "the bulk of contagion.ratio has 120 effective draws, fewer than 400"
    );
    assert_eq!(
        says(Miss::EssTail { parameter: parameter(), value: 80.0 }),
        "the tails of contagion.ratio have 80 effective draws, fewer than 400"
    );
    assert_eq!(says(Miss::Divergences { count: 3, draws: 4_000 }), "3 of 4000 draws diverged: part of the posterior may be missed");
    assert_eq!(says(Miss::Energy { chain: 2, value: 0.21 }), "E-BFMI of chain 2 is 0.21, below 0.3: the tails may be missed");
}

#[test]
fn every_gate_is_missed_by_chains_that_stand_still() {
    let draw = |row: f64, energy| stayput::internals::calibrate::sampler::Draw { row: vec![row], energy, depth: 1, is_divergent: false };
    let stuck = |value: f64| Chain {
        draws: (0..100).map(|i| draw(value + 1e-3 * f64::from(i), f64::from(i))).collect(),
        step_size: 1.0,
        scales: vec![1.0],
    };
    let missed = gates::missed(&["p".to_owned()], &[stuck(0.0), stuck(1.0)]);
    assert!(matches!(
        missed[..],
        [Miss::Rhat { .. }, Miss::EssBulk { .. }, Miss::EssTail { .. }, Miss::Energy { .. }, Miss::Energy { .. }]
    ));
}
