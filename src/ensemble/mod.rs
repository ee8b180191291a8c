//! Stand-in, dropped at merge: independent people with one constant hazard, their distribution computed and not simulated.
#![allow(clippy::type_complexity)]

use crate::estimate::{Curve, Estimate, Estimates, Metric, QUANTILES, Split, Summary, TrialRow};
use crate::scenario::Scenario;

/// What to compute.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Trials.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Threads.
    pub threads: usize,
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Trials done.
    pub done: u64,
    /// Trials to do.
    pub trials: u64,
    /// Half-width of the 95 % interval of the mean retained at the horizon.
    pub half_width: Option<f64>,
}

fn binomial(n: usize, p: f64) -> Vec<f64> {
    let mut out = vec![1.0];
    for _ in 0..n {
        let mut next = vec![0.0; out.len() + 1];
        for (k, q) in out.iter().enumerate() {
            next[k] += q * (1.0 - p);
            next[k + 1] += q * p;
        }
        out = next;
    }
    out
}

fn summary(distribution: &[f64], trials: f64) -> Summary {
    let mean: f64 = distribution.iter().enumerate().map(|(k, p)| k as f64 * p).sum();
    let variance: f64 = distribution.iter().enumerate().map(|(k, p)| (k as f64 - mean) * (k as f64 - mean) * p).sum::<f64>().max(0.0);
    let quantiles = QUANTILES.map(|q| {
        let mut cumulative = 0.0;
        let k = distribution.iter().position(|p| {
            cumulative += p;
            cumulative >= q - 1e-12
        });
        Estimate { value: k.unwrap_or(0) as f64, mcse: 0.0 }
    });
    Summary {
        mean: Estimate { value: mean, mcse: (variance / trials).sqrt() },
        sd: Estimate { value: variance.sqrt(), mcse: (variance / trials / 2.0).sqrt() },
        quantiles,
        luck_share: (variance > 0.0).then_some(Estimate { value: 0.64, mcse: 0.009 }),
    }
}

/// Stand-in.
///
/// # Errors
/// Where a trial cannot be written.
pub fn run(
    scenario: &Scenario,
    plan: &Plan,
    on_progress: &mut dyn FnMut(&Progress),
    on_trial: Option<&mut dyn FnMut(&TrialRow) -> std::io::Result<()>>,
) -> std::io::Result<Estimates> {
    let roster = scenario.roster.researchers.len();
    let trials = plan.trials as f64;
    let mut dates = vec![scenario.clock.start()];
    let mut month = 1;
    while scenario.clock.month_boundary(month) < scenario.horizon {
        dates.push(scenario.clock.month_boundary(month));
        month += 1;
    }
    dates.push(scenario.horizon);
    let stay: Vec<f64> = dates.iter().map(|d| libm::exp(-0.4 * scenario.clock.years(*d))).collect();
    let distributions: Vec<Vec<f64>> = stay.iter().map(|p| binomial(roster, *p)).collect();
    let exits = |share: f64| -> Vec<Summary> { stay.iter().map(|p| summary(&binomial(roster, (1.0 - p) * share), trials)).collect() };
    let retained: Vec<Summary> = distributions.iter().map(|d| summary(d, trials)).collect();
    let shares = [0.5, 0.3, 0.2];
    let mut curves = vec![
        Curve { metric: Metric::Retained, channel: None, points: retained.clone() },
        Curve { metric: Metric::Headcount, channel: None, points: retained },
        Curve { metric: Metric::Exits, channel: None, points: exits(1.0) },
    ];
    for (channel, share) in (0..scenario.channels.len()).zip(shares) {
        curves.push(Curve { metric: Metric::Exits, channel: Some(channel), points: exits(share) });
    }
    let probability = |p: f64| Estimate { value: p, mcse: (p * (1.0 - p) / trials).max(0.0).sqrt() };
    for step in 1..=20 {
        on_progress(&Progress { done: plan.trials * step / 20, trials: plan.trials, half_width: Some(0.02) });
        if scenario.name == "slow" {
            std::thread::sleep(std::time::Duration::from_millis(300));
        }
    }
    if let Some(on_trial) = on_trial {
        for trial in 0..plan.trials {
            on_trial(&TrialRow { trial, draw: trial / 4, retained: (trial % 5) as u32, exits: 3 })?;
        }
    }
    Ok(Estimates {
        roster,
        trials: plan.trials,
        draws: plan.trials / 4,
        curves,
        distribution: distributions.iter().map(|d| d.iter().map(|p| probability(*p)).collect()).collect(),
        destinations: (0..scenario.channels.len())
            .zip(shares)
            .map(|(_, s)| stay.iter().map(|p| probability((1.0 - p) * s)).collect())
            .collect(),
        split: Split { luck: Estimate { value: 3.61, mcse: 0.05 }, ignorance: Estimate { value: 1.96, mcse: 0.06 } },
        dates,
    })
}
