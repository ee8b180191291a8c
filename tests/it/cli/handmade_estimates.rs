//! A scenario and estimates made by hand: independent people with one hazard, so that every number is a binomial's and known.

use stayput::internals::calendar::{Clock, Date};
use stayput::internals::ensemble;
use stayput::internals::estimate::{Curve, Destination, Estimate, Estimates, Group, Metric, QUANTILES, Split, Summary};
use stayput::internals::parameter::{Distribution, Parameter, Quantity};
use stayput::internals::people::{Researcher, Roster};
use stayput::internals::report::files::manifest::{Manifest, Stopped};
use stayput::internals::scenario::{Baseline, Channel, Heat, Kind, Scenario};
use stayput::internals::statistics::clusters::Clusters;

/// Trials that the made-up estimates claim.
pub const TRIALS: u64 = 20_000;

/// Shares of the exits by channel, in the order of [`scenario`]'s channels.
const SHARES: [f64; 2] = [0.75, 0.25];

/// People who all stay with the same probability each month, from the start of 2023, over so many months and five days more.
pub fn scenario(roster: usize, months: i32) -> Scenario {
    let clock = Clock::new(Date::constant(2023, 1, 1));
    let researcher = |index: usize| Researcher {
        id: format!("r-{index}"),
        team: 0,
        role: None,
        hired: None,
        pay: 1.0,
        unvested: 0.0,
        vests_by: None,
        leads: Box::default(),
        last_day: None,
        skills: Box::default(),
        covariates: Box::default(),
    };
    let channel = |name: &str, kind| Channel {
        name: name.to_owned(),
        kind,
        baseline: Baseline::Hazard { per_year: Quantity::Uncertain(0) },
        tenure: Vec::new(),
        covariates: Vec::new(),
        unnamed_weight: Quantity::Known(1.0),
        pay_multiple: Quantity::Known(1.0),
    };
    let hazard = Parameter {
        path: "channels.lab.hazard_per_year".to_owned(),
        distribution: Distribution::Uniform { low: 0.1, high: 0.2 },
        is_share: false,
        source: None,
    };
    Scenario {
        name: "Made, by hand".to_owned(),
        clock,
        horizon: clock.month_boundary(months).saturating_add(jiff::Span::new().days(5)),
        trials: TRIALS,
        seed: 1,
        replications: 4,
        roster: Roster { researchers: (0..roster).map(researcher).collect(), teams: vec!["all".to_owned()], covariates: Vec::new() },
        channels: vec![channel("lab", Kind::Lab), channel("startup", Kind::Startup)],
        competitors: Vec::new(),
        contagion: None,
        spinouts: None,
        notice: 0.0,
        returns: None,
        hiring: None,
        capabilities: Vec::new(),
        shocks: Vec::new(),
        heat: Heat::default(),
        frailty: None,
        pay: None,
        policies: Vec::new(),
        budget: None,
        currency: None,
        what_ifs: Vec::new(),
        happens: None,
        set_exits: Vec::new(),
        discount_rate: 0.0,
        history: None,
        posterior: None,
        parameters: vec![hazard],
        assertions: Vec::new(),
        min_group_reason: None,
        min_group: 5,
        individuals: false,
    }
}

/// The estimates of a [`scenario`], each person staying each month with probability `stay`.
pub fn estimates(scenario: &Scenario, stay: f64) -> Estimates {
    let roster = scenario.roster.researchers.len();
    let metadata = ensemble::metadata(scenario, 1);
    let there: Vec<f64> = std::iter::successors(Some(1.0), |there| Some(there * stay)).take(metadata.dates.len()).collect();
    let curve = |metric, group, probability: &dyn Fn(f64) -> f64| {
        let points = there.iter().map(|&there| summary(&binomial(roster, probability(there)))).collect();
        Curve { metric, group, points }
    };
    let curves = vec![
        curve(Metric::Retained, Group::All, &|there| there),
        curve(Metric::Headcount, Group::All, &|there| there),
        curve(Metric::Exits, Group::All, &|there| 1.0 - there),
        curve(Metric::Exits, Group::Channel(0), &|there| (1.0 - there) * SHARES[0]),
        curve(Metric::Exits, Group::Channel(1), &|there| (1.0 - there) * SHARES[1]),
    ];
    let shares = |share: f64| -> Vec<Estimate> { there.iter().map(|&there| probability((1.0 - there) * share, roster as f64)).collect() };
    let destination = |(channel, share)| Destination { channel, competitor: String::new(), shares: shares(share) };
    Estimates {
        metadata,
        trials: TRIALS,
        draws: TRIALS / 4,
        clusters: Clusters::new(TRIALS / 4, 4, None),
        curves,
        distribution: there.iter().map(|&there| binomial(roster, there).into_iter().map(|p| probability(p, 1.0)).collect()).collect(),
        figures: Vec::new(),
        first_exits: SHARES.map(shares).to_vec(),
        destinations: SHARES.into_iter().enumerate().map(destination).collect(),
        researchers: Vec::new(),
        split: Split { luck: Estimate { value: 3.61, mcse: 0.05 }, ignorance: Estimate { value: 1.96, mcse: 0.06 } },
    }
}

/// The manifest of a run that wrote no file yet.
pub fn manifest() -> Manifest {
    Manifest {
        program: "stayput".to_owned(),
        version: "0.1.0".to_owned(),
        command_line: vec!["stayput".to_owned(), "run".to_owned(), "made.toml".to_owned()],
        settings: Vec::new(),
        scenario: "Made".to_owned(),
        run: "r0".to_owned(),
        policies: vec!["none".to_owned()],
        start: "2023-01-01".to_owned(),
        horizon: "2025-06-01".to_owned(),
        roster: 14,
        inputs: Vec::new(),
        seed: 1,
        trials_asked: 20_000,
        trials: 20_000,
        draws: 5_000,
        replications: 4,
        stopped: Stopped::Trials,
        precision: None,
        fitted_to: None,
        privacy: stayput::internals::report::files::manifest::Privacy::default(),
        shards: None,
        wall_time_seconds: 0.5,
        threads: 2,
        files: Vec::new(),
    }
}

/// A probability estimated from so many people a trial.
fn probability(value: f64, people: f64) -> Estimate {
    Estimate { value, mcse: (value * (1.0 - value) / people / TRIALS as f64).max(0.0).sqrt() }
}

/// The binomial distribution, from its mode outwards by the ratio of neighbours.
fn binomial(people: usize, p: f64) -> Vec<f64> {
    let mode = (((people + 1) as f64 * p) as usize).min(people);
    let mut weights = vec![0.0; people + 1];
    weights[mode] = 1.0;
    for count in mode..people {
        weights[count + 1] = weights[count] * (people - count) as f64 / (count + 1) as f64 * p / (1.0 - p);
    }
    for count in (0..mode).rev() {
        weights[count] = weights[count + 1] * (count + 1) as f64 / (people - count) as f64 * (1.0 - p) / p;
    }
    let total: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / total).collect()
}

/// Mean, spread and quantiles of a distribution.
fn summary(distribution: &[f64]) -> Summary {
    let mean: f64 = distribution.iter().enumerate().map(|(count, p)| count as f64 * p).sum();
    let variance: f64 = distribution.iter().enumerate().map(|(count, p)| (count as f64 - mean) * (count as f64 - mean) * p).sum();
    let quantile = |q: f64| {
        let mut below = 0.0;
        let reached = distribution.iter().position(|p| {
            below += p;
            below >= q - 1e-9
        });
        Estimate { value: reached.unwrap_or(0) as f64, mcse: 0.0 }
    };
    Summary {
        mean: Estimate { value: mean, mcse: (variance / TRIALS as f64).sqrt() },
        sd: Estimate { value: variance.sqrt(), mcse: (variance / TRIALS as f64 / 2.0).sqrt() },
        quantiles: QUANTILES.map(quantile),
        quantile_intervals: QUANTILES.map(|q| [quantile(q).value; 2]),
        luck_share: (variance > 0.0).then_some(Estimate { value: 0.648, mcse: 0.009 }),
    }
}
