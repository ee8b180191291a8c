//! Gradients and Hessians by differences, of what foundings add to the likelihood.

use stayput::internals::calibrate::{Competitor, Ending, Hazards, Spell, SurvivalData, When};
use stayput::internals::parameter::Quantity;
use stayput::internals::scenario::{Baseline, Channel, Decay, Kind, LeaderExit, Pull, Spinouts, TenureBand, TenureEffect, Ties};

use super::derivatives::check;
use super::{channel, contagion, parameter};

/// Logs of: found, acceptance, band, covariate, contagion, half-life, cap, leader, its half-life, pull, half-life, across, cofound, sd,
/// two weights.
const LOGS: [f64; 16] = [-1.0, -1.3, 0.3, 0.2, 0.5, -0.6, 0.77, 0.4, -1.1, -0.2, -0.4, -0.8, -1.2, -0.7, 0.4, -0.5];

/// Three teams: foundings alone and together, in and across teams, hires, and others; one came back to found again.
fn study() -> SurvivalData {
    let spell = |person: usize, team: usize, entry: f64, end: f64, channel: Option<usize>, destination: Option<usize>| Spell {
        team,
        leads: (person == 2).then_some(1).into_iter().collect(),
        covariates: vec![(person % 4) as f64 - 1.3],
        hired: stayput::internals::calibrate::Hired::At(entry - 0.4 * (person % 3) as f64),
        destination,
        ..Spell::new(person, entry, channel.map_or(Ending::Censored(When::At(end)), |c| Ending::Exit(When::At(end), Some(c))))
    };
    let mut spells = vec![
        spell(0, 0, 0.0, 1.0, Some(0), Some(7)),
        spell(1, 0, 0.2, 1.0, Some(0), Some(7)),
        spell(2, 1, 0.0, 1.0, Some(0), Some(7)),
        spell(3, 0, 0.0, 2.1, Some(1), Some(7)),
        spell(4, 0, 0.0, 2.6, Some(1), None),
        spell(5, 1, 0.3, 2.3, Some(1), Some(3)),
        spell(6, 1, 0.0, 1.7, Some(0), None),
        spell(7, 2, 0.0, 2.9, Some(1), Some(4)),
        spell(8, 2, 0.5, 3.0, None, None),
        spell(9, 1, 0.0, 3.0, None, None),
        spell(0, 0, 1.9, 2.7, Some(0), Some(8)),
        spell(10, 0, 0.0, 2.7, Some(0), Some(8)),
        spell(11, 0, 0.0, 3.2, None, None),
    ];
    spells[4].ending = Ending::Exit(When::At(2.6), None);
    SurvivalData::new(spells)
}

fn hazards() -> Hazards {
    let number = Quantity::Uncertain;
    let mut startup = Channel { kind: Kind::Startup, ..channel("startup", number(1)) };
    startup.baseline = Baseline::Offers { per_year: Quantity::Known(1.4), acceptance: number(1) };
    startup.tenure = vec![TenureBand {
        until: stayput::internals::calendar::Duration::parse("1 year").unwrap(),
        effect: TenureEffect::Ratio(number(2)),
    }];
    startup.covariates = vec![(0, number(3))];
    let pull = Pull { per_year: number(9), decay: Decay::HalfLife(number(10)), seats: Some(3), across: number(11) };
    let listed = |destination: usize, weight: Quantity, closes: f64, redistribute: bool| Competitor {
        destination,
        channel: 1,
        opens: f64::NEG_INFINITY,
        closes,
        weight,
        seats: None,
        redistribute,
        founders: Vec::new(),
        pull: None,
    };
    let mut own = contagion(number(4), Decay::HalfLife(number(5)));
    own.ties = Ties::Teams { across: Quantity::Known(0.3) };
    own.leader = Some(LeaderExit { ratio: number(7), delay: 0.1, decay: Decay::HalfLife(number(8)) });
    own.cap = Some(number(6));
    Hazards {
        parameters: (0..16).map(|k| parameter(&format!("p{k}"))).collect(),
        channels: vec![Channel { kind: Kind::Found, ..channel("found", number(0)) }, startup],
        spinouts: Some(Spinouts { open: true, channel: 1, delay: 0.1, cofound: number(12), pull }),
        competitors: vec![listed(3, number(14), 2.4, true), listed(4, number(15), 9.0, false), listed(5, Quantity::Known(0.7), 1.5, true)],
        contagion: Some(own),
        ..Hazards::default()
    }
}

#[test]
fn with_contagion_and_a_limit_of_acceptance() {
    check("free", &study(), &hazards(), &LOGS);
    let mut logs = LOGS;
    for acceptance in [-0.7, -0.3, 0.4] {
        logs[1] = acceptance;
        check(&format!("limit {acceptance}"), &study(), &hazards(), &logs);
    }
    logs[7] = -0.8;
    check("turn", &study(), &hazards(), &logs);
}

#[test]
fn without_contagion_and_with_a_hazard_for_a_channel() {
    let mut hazards = hazards();
    hazards.contagion = None;
    check("still", &study(), &hazards, &LOGS);
    hazards.channels[1].baseline = Baseline::Hazard { per_year: Quantity::Uncertain(1) };
    check("plain", &study(), &hazards, &LOGS);
    hazards.channels[1].tenure[0].effect = TenureEffect::Hazard(Quantity::Uncertain(2));
    check("bands of hazards", &study(), &hazards, &LOGS);
    // Nothing that fades but the pull; and nothing at all.
    hazards.contagion = Some(contagion(Quantity::Uncertain(4), Decay::Window(0.6)));
    check("window", &study(), &hazards, &LOGS);
    hazards.spinouts.as_mut().unwrap().pull.decay = Decay::Never;
    check("lasting", &study(), &hazards, &LOGS);
}

#[test]
fn with_frailty() {
    let mut frail = hazards();
    frail.frailty = Some(Quantity::Uncertain(13));
    check("frail", &study(), &frail, &LOGS);
    let mut logs = LOGS;
    (logs[1], logs[13]) = (-0.6, -1.6);
    check("frail limit", &study(), &frail, &logs);
    frail.contagion = None;
    frail.channels[1].baseline = Baseline::Hazard { per_year: Quantity::Uncertain(1) };
    check("frail products", &study(), &frail, &LOGS);
}

#[test]
fn with_notice() {
    let mut hazards = hazards();
    hazards.notice = 0.17;
    check("notice", &study(), &hazards, &LOGS);
    hazards.frailty = Some(Quantity::Uncertain(13));
    check("frail notice", &study(), &hazards, &LOGS);
}
