//! Runs that take their parameters from a posterior.

use rand::distr::Distribution;
use rand_distr::StandardNormal;
use stayput::internals::calibrate::sampler::{Chain, Draw};
use stayput::internals::ensemble::{self, Plan};
use stayput::internals::estimate::Estimates;
use stayput::internals::random::{Purpose, Stream};
use stayput::internals::report;
use stayput::internals::report::files::csv::Dialect;
use stayput::internals::scenario::Scenario;

use crate::fixtures::{head, people, read_with, run};
use crate::numbers::{SIGMAS, agrees, binomial, mixture};

const PARAMETERS: &str = "[parameters]\nposterior = \"posterior.csv\"\n";
const UNCERTAIN: &str = "{ low = 0.01, high = 2 }";

fn channel(name: &str) -> String {
    format!("[channels.{name}]\nhazard_per_year = {UNCERTAIN}\n")
}

/// Five people whose hazards through one channel are the rows.
fn with_hazards(hazards: &[f64]) -> Scenario {
    let text = head("12 months") + PARAMETERS + &people(5, "") + &channel("other");
    let row = |(draw, hazard): (usize, &f64)| format!("0,{draw},{hazard}\n");
    let rows: String = hazards.iter().enumerate().map(row).collect();
    read_with(&text, &[("posterior.csv", &format!("chain,draw,channels.other.hazard_per_year\n{rows}"))])
}

fn retained(estimates: &Estimates) -> stayput::internals::estimate::Estimate {
    estimates.retained().points.last().unwrap().mean
}

#[test]
fn every_row_is_used_alike_and_retained_is_the_mixture_of_the_rows() {
    let hazards: Vec<f64> = (0..500).map(|i| [0.1, 0.3, 1.0, 1.5][i % 4]).collect();
    let scenario = with_hazards(&hazards);
    for trials in [2_000, 200_000] {
        let estimates = run(&scenario, trials);
        assert_eq!((estimates.draws, estimates.metadata.replications), (500, trials / 500));
        // A year of 365 days.
        let stays = |hazard: f64| (-hazard * 365.0 / 365.25).exp();
        let pmf = mixture([0.1, 0.3, 1.0, 1.5].map(|hazard| (0.25, binomial(5, stays(hazard)))));
        // Each row comes just as often, so that luck alone is left.
        let luck: f64 = [0.1, 0.3, 1.0, 1.5].map(|h| 5.0 * stays(h) * (1.0 - stays(h)) / 4.0).iter().sum();
        let exact = pmf.iter().enumerate().map(|(k, p)| k as f64 * p).sum();
        agrees("mean", retained(&estimates).value, exact, (luck / trials as f64).sqrt());
        assert!(estimates.split.ignorance.value > 5.0 * estimates.split.ignorance.mcse);
    }
}

#[test]
fn what_was_learned_together_stays_together() {
    // Two channels whose hazards add up to the same in every row: nothing of how many stay is ignorance.
    let text = head("12 months") + PARAMETERS + &people(5, "") + &channel("lab") + &channel("other");
    // In an order in which neighbours are not alike.
    let places = || (0..1_000).map(|i| (i, 0.001 * f64::from(617 * i % 1_000)));
    let rows: Vec<String> = places().map(|(i, x)| format!("0,{i},{},{}\n", 0.05 + x, 1.1 - x)).collect();
    let columns = "chain,draw,channels.lab.hazard_per_year,channels.other.hazard_per_year\n";
    let estimates = run(&read_with(&text, &[("posterior.csv", &(columns.to_owned() + &rows.concat()))]), 40_000);
    assert!(estimates.split.ignorance.value < SIGMAS * estimates.split.ignorance.mcse, "{:?}", estimates.split);
    // A posterior of one of the two leaves the other to its prior: now there is much of it.
    let rows: Vec<String> = places().map(|(i, x)| format!("0,{i},{}\n", 0.05 + x)).collect();
    let one = read_with(&text, &[("posterior.csv", &("chain,draw,channels.lab.hazard_per_year\n".to_owned() + &rows.concat()))]);
    let estimates = run(&one, 40_000);
    assert!(estimates.split.ignorance.value > SIGMAS * estimates.split.ignorance.mcse, "{:?}", estimates.split);
}

/// Posteriors of forty independent rows, drawn again and again: the errors of the means, in units of the mcse that the run reports, have
/// the spread of a normal, however often a row is used.
#[test]
fn the_error_of_few_rows_stays_in_the_mcse() {
    let rows = 40;
    for trials in [160, 4_000] {
        let scores: Vec<f64> = (0..400)
            .map(|repetition| {
                let mut random = Stream::new(17, Purpose::Frailty, trials, repetition, 0);
                let hazards: Vec<f64> = (0..rows)
                    .map(|_| {
                        let z: f64 = StandardNormal.sample(&mut random);
                        (-1.0 + 0.5 * z).exp()
                    })
                    .collect();
                let plan = Plan { trials, seed: repetition, threads: 1 };
                let estimates = ensemble::run(&with_hazards(&hazards), &plan, &mut ensemble::to_the_end, None).unwrap();
                let mean = retained(&estimates);
                // E exp(-T exp(-1 + z / 2)) by quadrature over the normal.
                let stays = crate::numbers::integral(
                    |z| (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt() * (-(-1.0 + 0.5 * z).exp() * 365.0 / 365.25).exp(),
                    -9.0,
                    9.0,
                    &[],
                );
                (mean.value - 5.0 * stays) / mean.mcse
            })
            .collect();
        let n = scores.len() as f64;
        let mean = scores.iter().sum::<f64>() / n;
        let variance = scores.iter().map(|x| x * x).sum::<f64>() / n;
        // With 39 degrees of freedom the variance of a t score is 39/37, its fourth moment 3 * 39^2 / (37 * 35).
        let (expected, fourth) = (39.0 / 37.0, 3.0 * 39.0 * 39.0 / (37.0 * 35.0));
        assert!(mean.abs() < SIGMAS * (expected / n).sqrt(), "{trials}: {mean}");
        assert!((variance - expected).abs() < SIGMAS * ((fourth - expected * expected) / n).sqrt(), "{trials}: {variance}");
    }
}

#[test]
fn an_exit_of_the_history_is_dated_by_the_row() {
    let with = |exit: &str, parameters: &str| {
        let text = head("12 months")
            + parameters
            + &people(5, "")
            + "[channels.other]\nhazard_per_year = 0.3\n[contagion]\nratio = 3\nhalf_life = \"2 months\"\n[history]\nfile = \"history.csv\"\n";
        let history = format!("id,entry,exit,channel\ngone,2022-01-01,{exit},other\n");
        // 2022-10-11 is 82 days before the start.
        let posterior = format!("chain,draw,history.gone.exit\n0,0,{}\n0,1,{0}\n", -82.0 / 365.25);
        run(&read_with(&text, &[("history.csv", &history), ("posterior.csv", &posterior)]), 2_000)
    };
    let exact = with("2022-10-11", "");
    let learned = with("2022-10", PARAMETERS);
    assert_eq!(learned.distribution.last().unwrap().iter().map(|p| p.value).collect::<Vec<_>>(), {
        exact.distribution.last().unwrap().iter().map(|p| p.value).collect::<Vec<_>>()
    });
    assert_ne!(retained(&learned).value, retained(&with("2022-10", "")).value);
}

#[test]
fn heat_starts_where_the_row_says() {
    // A path that never leaves where it starts: ln 3 in half of the rows, -1 in the others.
    let text = head("12 months")
        + PARAMETERS
        + &people(5, "")
        + "[channels.other]\nhazard_per_year = 0.3\n[heat]\nvolatility = 0.5\nhalf_life = \"never\"\n[history]\nfile = \"history.csv\"\n";
    let history = "id,entry,observed_until\np-0,2022-01-01,2023-01-01\n";
    let rows: Vec<String> = (0..100).map(|i| format!("0,{i},{}\n", if i % 2 == 0 { 3f64.ln() } else { -1.0 })).collect();
    let posterior = format!("chain,draw,heat.path_at_start\n{}", rows.concat());
    let estimates = run(&read_with(&text, &[("history.csv", history), ("posterior.csv", &posterior)]), 100_000);
    let stays = [3.0, (-1.0f64).exp()].map(|heat: f64| (-0.3 * heat * 365.0 / 365.25).exp());
    let luck: f64 = stays.iter().map(|p| 2.5 * p * (1.0 - p)).sum();
    agrees("mean", retained(&estimates).value, 2.5 * (stays[0] + stays[1]), (luck / 100_000.0).sqrt());
}

#[test]
fn what_is_written_is_read_again() {
    let draw = |x: f64| Draw { row: vec![0.0, x], energy: 0.0, depth: 1, is_divergent: false };
    let values = [0.1 + 0.2, 1.0 / 3.0, 1e-3, 0.7];
    let chain = |values: &[f64]| Chain { draws: values.iter().map(|&x| draw(x)).collect(), step_size: 1.0, scales: vec![1.0] };
    let mut out = Vec::new();
    let columns = [("channels.other.hazard_per_year".to_owned(), 1)];
    report::files::posterior::write(&mut out, "r0", &columns, &[chain(&values[..2]), chain(&values[2..])], Dialect::Standard).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.starts_with("run,chain,draw,channels.other.hazard_per_year\nr0,0,0,") && text.lines().nth(3).unwrap().starts_with("r0,1,0,")
    );
    let scenario = read_with(&(head("12 months") + PARAMETERS + &people(1, "") + &channel("other")), &[("posterior.csv", &text)]);
    let rows = &scenario.posterior.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row[0]).collect::<Vec<_>>(), values);
}

#[test]
fn a_posterior_that_has_seen_the_outcome_makes_a_replay() {
    // A history that ends with the day before the start, on it, and later.
    for (until, hindsight) in [("2022-12-31", false), ("2023-01-01", false), ("2023-01-02", true)] {
        let history = format!("[history]\nfile = \"history.csv\"\nuntil = {until}\n");
        let files =
            [("history.csv", "id,entry,exit\nx,2022-01-01,\n"), ("posterior.csv", "chain,draw,channels.other.hazard_per_year\n0,0,0.2\n")];
        let text = head("12 months") + PARAMETERS + &people(5, "") + &channel("other") + &history;
        let sentence = report::sentence::retained(&run(&read_with(&text, &files), 100));
        assert!(sentence.starts_with(if hindsight { "Replayed with hindsight: of 5, " } else { "Of 5, " }), "{sentence}");
        let prior = read_with(&text.replace(PARAMETERS, ""), &files[..1]);
        assert!(report::sentence::retained(&run(&prior, 100)).starts_with("Of 5, "));
    }
}
