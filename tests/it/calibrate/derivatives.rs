//! Gradients against differences of the likelihood, Hessians against differences of gradients, over every term of the hazard.

use stayput::internals::calibrate::likelihood::contagion;
use stayput::internals::calibrate::likelihood::derivatives::Order;
use stayput::internals::calibrate::{
    Ending, Hazards, Hired, Likelihood, LogDensity, PathSteps, Period, Possible, Posterior, Side, Spell, SurvivalData, When,
};
use stayput::internals::parameter::Quantity;
use stayput::internals::scenario::{Baseline, Decay, HeatPath, LeaderExit, TenureBand, TenureEffect, Ties};

use super::{channel, contagion, parameter};

/// Twelve people in three teams, with entries, exits and censorings all over six years; two of them came back.
fn study() -> SurvivalData {
    let mut spells = Vec::new();
    for k in 0..14_usize {
        let person = if k >= 12 { k - 12 } else { k };
        let entry = 0.37 * (k % 5) as f64 + if k >= 12 { 4.2 } else { 0.0 };
        let end = entry + 0.7 + 1.37 * ((k * 7) % 4) as f64 / if k >= 12 { 6.0 } else { 2.0 };
        let ending = match k % 4 {
            0 | 1 => Ending::Exit(When::At(end), Some(k % 2)),
            2 => Ending::Exit(When::At(end), if k == 6 { None } else { Some(0) }),
            _ => Ending::Censored(When::At(end)),
        };
        spells.push(Spell {
            team: person % 3,
            leads: (k == 1).then_some(1).into_iter().collect(),
            hired: Hired::At(entry - 0.9 * (k % 3) as f64),
            covariates: vec![(k % 4) as f64 - 1.3],
            ..Spell::new(person, entry, ending)
        });
    }
    SurvivalData::new(spells)
}

/// Two channels, one of offers and one of a hazard, with a band, a covariate and a shock that fades.
fn hazards(acceptance_parameter: usize) -> Hazards {
    let number = Quantity::Uncertain;
    let mut offers = channel("offers", number(0));
    offers.baseline = Baseline::Offers { per_year: Quantity::Known(1.5), acceptance: number(acceptance_parameter) };
    offers.tenure = vec![TenureBand {
        until: stayput::internals::calendar::Duration::parse("1 year").unwrap(),
        effect: TenureEffect::Ratio(number(1)),
    }];
    let mut plain = channel("plain", number(0));
    plain.covariates = vec![(0, number(3))];
    let month = |k: usize| Period {
        channels: vec![0, 1],
        from: 2.0 + 0.1 * k as f64,
        until: if k == 9 { f64::INFINITY } else { 2.1 + 0.1 * k as f64 },
        number: number(4),
        weight: 1.0,
        fading: Some((number(5), 0.05 + 0.1 * k as f64)),
        on: Side::Acceptance,
    };
    Hazards {
        parameters: (0..14).map(|k| parameter(&format!("p{k}"))).collect(),
        channels: vec![offers, plain],
        periods: (0..10).map(month).collect(),
        ..Hazards::default()
    }
}

/// Compares the derivatives at a point with central differences.
pub fn check(what: &str, study: &SurvivalData, hazards: &Hazards, logs: &[f64]) {
    check_likelihood(what, &Likelihood::new(study, hazards).unwrap(), logs);
}

fn check_likelihood(what: &str, likelihood: &Likelihood, logs: &[f64]) {
    let n = likelihood.dimension();
    let learned = likelihood.learned();
    let at: Vec<f64> = (0..n).map(|k| learned.get(k).map_or(0.1 * (k % 3) as f64 - 0.15, |&p| logs[p])).collect();
    let here = likelihood.at(&at, Order::Hessian);
    assert!(here.value.is_finite(), "{what}: {}", here.value);
    // Alone, the gradient may be formed backwards, in another order of additions.
    for (alone, with_hessian) in likelihood.at(&at, Order::Gradient).gradient.iter().zip(&here.gradient) {
        assert!((alone - with_hessian).abs() < 1e-12 * (1.0 + with_hessian.abs()), "{what}: {alone} {with_hessian}");
    }
    let h = 1e-5;
    // Along some directions, each of which moves all parameters, up or down by the bits of their numbers: as telling as each alone, and much
    // less to compute.
    let bits = (0..n).map(|k| usize::BITS - k.leading_zeros()).max().unwrap_or(0);
    for bit in 0..=bits {
        let direction: Vec<f64> = (0..n).map(|k| if k >> bit & 1 == 1 { -1.0 } else { 1.0 }).collect();
        let shifted = |by: f64| {
            let point: Vec<f64> = at.iter().zip(&direction).map(|(at, way)| at + by * way).collect();
            likelihood.at(&point, Order::Gradient)
        };
        let (plus, minus) = (shifted(h), shifted(-h));
        let along = |row: &[f64]| row.iter().zip(&direction).map(|(own, way)| own * way).sum::<f64>();
        let (slope, found) = ((plus.value - minus.value) / (2.0 * h), along(&here.gradient));
        assert!((slope - found).abs() < 1e-7 * (1.0 + found.abs()), "{what}: slope {bit}: {found} {slope}");
        for j in 0..n {
            let bend = (plus.gradient[j] - minus.gradient[j]) / (2.0 * h);
            let found = along(&here.hessian[j * n..][..n]);
            assert!((bend - found).abs() < 1e-6 * (1.0 + found.abs()), "{what}: bend {j} along {bit}: {found} {bend}");
        }
    }
}

/// Logs of all parameters: rate, band, acceptance, covariate, shock, its half-life, contagion, across, half-life, cap, leader, its
/// half-life, frailty, probability.
const LOGS: [f64; 14] = [-1.2, 0.3, -1.1, 0.2, 0.6, -0.5, 0.4, -1.0, -0.7, 0.75, 0.5, -1.5, -0.4, -0.9];

#[test]
fn without_contagion() {
    check("plain", &study(), &hazards(2), &LOGS);
    let mut frail = hazards(2);
    frail.channels.remove(0);
    for period in &mut frail.periods {
        period.channels = vec![0];
    }
    let mut study = study();
    for spell in &mut study.spells {
        if let Ending::Exit(when, Some(_)) = spell.ending {
            spell.ending = Ending::Exit(when, Some(0));
        }
    }
    frail.frailty = Some(Quantity::Uncertain(12));
    check("frailty of products", &study, &frail, &LOGS);
}

#[test]
fn every_kernel_of_contagion() {
    let number = Quantity::Uncertain;
    for decay in [Decay::Never, Decay::Window(0.6), Decay::HalfLife(number(8))] {
        for leader_decay in [Decay::Never, Decay::HalfLife(number(11))] {
            let mut hazards = hazards(2);
            let mut own = contagion(number(6), decay);
            own.delay = 0.05;
            own.ties = Ties::Teams { across: number(7) };
            own.leader = Some(LeaderExit { ratio: number(10), delay: 0.1, decay: leader_decay });
            hazards.contagion = Some(own.clone());
            check(&format!("{decay:?} {leader_decay:?}"), &study(), &hazards, &LOGS);
            own.cap = Some(number(9));
            hazards.contagion = Some(own);
            check(&format!("capped {decay:?} {leader_decay:?}"), &study(), &hazards, &LOGS);
            hazards.frailty = Some(number(12));
            check(&format!("frail {decay:?} {leader_decay:?}"), &study(), &hazards, &LOGS);
        }
    }
}

#[test]
fn the_limit_of_acceptance_where_it_binds_now_and_then() {
    let number = Quantity::Uncertain;
    for (decay, acceptance) in [(Decay::HalfLife(number(8)), -0.5), (Decay::Window(0.6), -0.37), (Decay::Never, 0.2)] {
        let mut hazards = hazards(2);
        let mut own = contagion(number(6), decay);
        own.ties = Ties::Teams { across: number(7) };
        own.leader = Some(LeaderExit { ratio: number(10), delay: 0.1, decay: Decay::HalfLife(number(11)) });
        own.cap = Some(number(9));
        hazards.contagion = Some(own);
        let mut logs = LOGS;
        logs[2] = acceptance;
        check(&format!("limit {decay:?}"), &study(), &hazards, &logs);
        // A leader whose exit calms: the two parts pull in opposite directions, and their sum turns.
        logs[10] = -0.8;
        check(&format!("turn {decay:?}"), &study(), &hazards, &logs);
        hazards.frailty = Some(number(12));
        logs[12] = -1.6;
        check(&format!("frail limit {decay:?}"), &study(), &hazards, &logs);
    }
}

#[test]
fn coarse_dates_with_and_without_frailty() {
    let mut study = study();
    for (k, spell) in study.spells.iter_mut().enumerate() {
        match spell.ending {
            Ending::Exit(When::At(end), channel) if k % 3 == 0 => {
                spell.ending = Ending::Exit(When::Within((end - 0.6).max(spell.entry), end), channel);
            }
            Ending::Censored(When::At(end)) if k % 3 == 1 => spell.ending = Ending::Censored(When::Within(end - 0.3, end)),
            _ => {}
        }
        if k == 5 {
            spell.hired = Hired::Among("1998-06-01".parse().unwrap(), 365);
        }
    }
    let mut hazards = hazards(2);
    check("coarse", &study, &hazards, &LOGS);
    hazards.frailty = Some(Quantity::Uncertain(12));
    check("coarse and frail", &study, &hazards, &LOGS);
    // Where exits act, their moments are imputed.
    hazards.contagion = Some(contagion(Quantity::Uncertain(6), Decay::HalfLife(Quantity::Uncertain(8))));
    let moment = |spell: &Spell, share: f64| spell.ending.when().earliest() * (1.0 - share) + spell.ending.when().latest() * share;
    let imputation = |share: f64| study.spells.iter().map(|spell| moment(spell, share)).collect();
    let imputations: Vec<Vec<f64>> = [0.2, 0.7, 0.9].into_iter().map(imputation).collect();
    check_likelihood("imputed", &Likelihood::imputed(&study, &hazards, &imputations).unwrap(), &LOGS);
}

#[test]
fn possible_shocks_and_heat_by_month() {
    let number = Quantity::Uncertain;
    let mut hazards = hazards(2);
    let day = |from: f64| {
        vec![Period { channels: vec![1], from, until: f64::INFINITY, number: number(10), weight: 1.0, fading: None, on: Side::Acceptance }]
    };
    hazards.possible = vec![Possible { probability: number(13), days: vec![day(1.0), day(1.5), day(2.5)] }];
    hazards.path = Some(PathSteps { channels: vec![0], edges: (0..=20).map(|k| f64::from(k) * 0.25 + 0.3).collect() });
    check("possible", &study(), &hazards, &LOGS);
}

#[test]
fn the_posterior_with_its_path_of_heat() {
    let mut hazards = hazards(2);
    hazards.path = Some(PathSteps { channels: vec![0, 1], edges: (0..=24).map(|k| f64::from(k) * 0.25).collect() });
    let path = HeatPath { channels: vec![0, 1], volatility: Quantity::Uncertain(10), half_life: Quantity::Uncertain(11) };
    let posterior = Posterior::new(Likelihood::new(&study(), &hazards).unwrap(), Some(&path)).unwrap();
    let n = posterior.dimension();
    let at: Vec<f64> = (0..n).map(|k| 0.3 * ((k * 5) % 7) as f64 - 1.1).collect();
    let mut gradient = vec![0.0; n];
    posterior.log_density(&at, &mut gradient);
    let mut unused = vec![0.0; n];
    for k in 0..n {
        let mut shifted = |by: f64| {
            let mut point = at.clone();
            point[k] += by;
            posterior.log_density(&point, &mut unused)
        };
        let slope = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
        assert!((slope - gradient[k]).abs() < 1e-7 * (1.0 + slope.abs()), "{k}: {} {slope}", gradient[k]);
    }
    let here = posterior.derivatives(&at, Order::Hessian);
    for k in 0..n {
        let shifted = |by: f64| {
            let mut point = at.clone();
            point[k] += by;
            posterior.derivatives(&point, Order::Gradient).gradient
        };
        for ((j, plus), minus) in shifted(1e-5).into_iter().enumerate().zip(shifted(-1e-5)) {
            let (bend, found) = ((plus - minus) / 2e-5, here.hessian[j * n + k]);
            assert!((bend - found).abs() < 1e-6 * (1.0 + found.abs()), "bend {j} {k}: {found} {bend}");
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let mut study = study();
    for copy in 0..3_000_usize {
        let spell = Spell { person: 100 + copy, covariates: vec![copy as f64 * 1e-4], ..study.spells[copy % 12].clone() };
        study.spells.push(spell);
    }
    let mut hazards = hazards(2);
    hazards.frailty = Some(Quantity::Uncertain(12));
    let one = Likelihood::new(&study, &hazards).unwrap();
    let at: Vec<f64> = one.learned().iter().map(|&p| LOGS[p]).collect();
    assert_eq!(one.at(&at, Order::Hessian), one.clone().with_threads(3).at(&at, Order::Hessian));
    assert_eq!(contagion::DIRECTIONS, 8);
}
