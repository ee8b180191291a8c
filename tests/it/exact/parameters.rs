//! Parameters that are not known: one value for everybody in a trial, so that the number retained is a mixture of binomials.
//!
//! With `p` the probability to stay given the parameters: mean `n E[p]`, luck `n E[p (1 - p)]`, ignorance `n^2 Var(p)`.

use stayput::internals::scenario::Scenario;

use crate::fixtures::{TRIALS, checkpoints, head, people, read, run};
use crate::numbers::{agrees, binomial, integral, normal_mean};

const PEOPLE: usize = 14;

/// Compares mean, variance, the split and the distribution with a mixture; `mean(f)` is the expectation of `f` of the cumulative
/// hazard at a time. Errors are the estimates' own, which are clustered by draw.
fn check(scenario: &Scenario, mean: impl Fn(&dyn Fn(f64) -> f64, f64) -> f64) {
    let n = PEOPLE as f64;
    let estimates = run(scenario, TRIALS);
    assert_eq!(estimates.draws * u64::from(scenario.replications), estimates.trials);
    for (date, time) in checkpoints(scenario, &estimates) {
        let first = mean(&|h| (-h).exp(), time);
        let second = mean(&|h| (-2.0 * h).exp(), time);
        let (luck, ignorance) = (n * (first - second), n * n * (second - first * first));
        let point = &estimates.retained().points[date];
        agrees("mean", point.mean.value, n * first, point.mean.mcse);
        agrees("sd", point.sd.value, (luck + ignorance).sqrt(), point.sd.mcse);
        let share = point.luck_share.unwrap();
        agrees("luck's share", share.value, luck / (luck + ignorance), share.mcse);
        // The variance of a draw's mean over r replications is ignorance + luck / r: the error of the mean is known.
        let error = ((ignorance + luck / f64::from(scenario.replications)) / estimates.draws as f64).sqrt();
        agrees("standard error of the mean", point.mean.mcse / error, 1.0, 0.01);
        if date == estimates.metadata.dates.len() - 1 {
            agrees("luck", estimates.split.luck.value, luck, estimates.split.luck.mcse);
            agrees("ignorance", estimates.split.ignorance.value, ignorance, estimates.split.ignorance.mcse);
        }
        for (count, found) in estimates.distribution[date].iter().enumerate() {
            let p = mean(&|h| binomial(PEOPLE, (-h).exp())[count], time);
            agrees(&format!("probability of {count}"), found.value, p, found.mcse.max((p / TRIALS as f64).sqrt()));
        }
    }
}

fn scenario(hazard: &str, replications: u32) -> Scenario {
    let text = format!("[channels.lab]\nhazard_per_year = {hazard}\n[parameters]\nreplications = {replications}\n");
    read(&(head("36 months") + &people(PEOPLE, "") + &text))
}

#[test]
fn a_gamma_hazard() {
    // Shape 4, scale 0.075: the density of the hazard is x^3 e^(-x / 0.075) / (6 * 0.075^4).
    for replications in [2, 4, 25] {
        check(&scenario("{ mean = 0.3, sd = 0.15 }", replications), |f, time| {
            integral(|x| x.powi(3) * (-x / 0.075).exp() / (6.0 * 0.075f64.powi(4)) * f(x * time), 0.0, 5.0, &[])
        });
    }
    // In closed form: E[exp(-x t)] = (1 + 0.075 t)^-4.
    let mean = integral(|x: f64| x.powi(3) * (-x / 0.075).exp() / (6.0 * 0.075f64.powi(4)) * (-3.0 * x).exp(), 0.0, 5.0, &[]);
    assert!((mean - 1.225f64.powi(-4)).abs() < 1e-12);
}

#[test]
fn a_log_normal_hazard() {
    let sd = 2f64.ln() / 1.644_853_626_951_472_7;
    check(&scenario("{ median = 0.25, p95 = 0.5 }", 4), |f, time| normal_mean(|e| f(0.25 * (sd * e).exp() * time)));
}

#[test]
fn a_uniform_hazard_and_listed_values() {
    check(&scenario("{ low = 0.1, high = 0.5 }", 4), |f, time| integral(|x| f(x * time), 0.1, 0.5, &[]) / 0.4);
    check(&scenario("{ values = [0.1, 0.2, 0.6] }", 4), |f, time| [0.1, 0.2, 0.6].iter().map(|x| f(x * time)).sum::<f64>() / 3.0);
}

#[test]
fn two_parameters_of_a_product() {
    // Offers uniform on (1, 3), acceptance 0.1 or 0.2: independent.
    let text = "[channels.lab]\noffers_per_year = { low = 1, high = 3 }\nacceptance = { values = [0.1, 0.2] }\n";
    check(&read(&(head("24 months") + &people(PEOPLE, "") + text)), |f, time| {
        [0.1, 0.2].iter().map(|a| integral(|x| f(x * a * time), 1.0, 3.0, &[]) / 4.0).sum()
    });
}

#[test]
fn a_cap_that_is_not_known() {
    // Two people: an exit multiplies the other's hazard by nine, or by the cap's 2 or 5.
    let text = "[channels.lab]\nhazard_per_year = 0.3\n[contagion]\nratio = 9\nhalf_life = \"never\"\ncap = { values = [2, 5] }\n";
    let scenario = read(&(head("24 months") + &people(2, "") + text));
    let estimates = run(&scenario, TRIALS);
    for (date, time) in checkpoints(&scenario, &estimates) {
        let both = (-0.6 * time).exp();
        let one = |cap: f64| 0.6 / (0.6 - 0.3 * cap) * ((-0.3 * cap * time).exp() - both);
        let exact = 2.0 * both + 0.5 * (0.6 * time * both + one(5.0));
        let mean = estimates.retained().points[date].mean;
        agrees("retained", mean.value, exact, mean.mcse);
    }
}

#[test]
fn nothing_uncertain_is_all_luck() {
    let estimates = run(&scenario("0.3", 4), 1_000);
    assert_eq!(estimates.draws, 1_000);
    assert_eq!(estimates.split.ignorance.value, 0.0);
    assert_eq!(estimates.curves[0].points.last().unwrap().luck_share.unwrap().value, 1.0);
}
