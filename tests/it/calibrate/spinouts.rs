//! Pull, co-founding, notice and shares in the likelihood: closed forms, and recovery from simulated teams.

use std::fmt::Write as _;

use stayput::internals::calibrate::likelihood::derivatives::Order;
use stayput::internals::calibrate::maximum::maximum;
use stayput::internals::calibrate::{CalibrationInputs, Competitor, Ending, Hazards, Likelihood, Spell, SurvivalData, When};
use stayput::internals::hazard::frailty::marginal::log_marginal;
use stayput::internals::parameter::Quantity;
use stayput::internals::scenario::{Channel, Decay, Kind, Pull, Spinouts};
use stayput::internals::simulate::{Destination, Model, Simulator, World};

use super::{channel, parameter};
use crate::fixtures::read_with;

const FOUND: usize = 0;
const STARTUP: usize = 1;

/// Two channels and what founding brings; parameters: found, startup, pull, its half-life, across, cofound.
pub fn hazards() -> Hazards {
    let number = Quantity::Uncertain;
    Hazards {
        parameters: ["found", "startup", "pull", "half-life", "across", "cofound"].map(parameter).to_vec(),
        channels: vec![
            Channel { kind: Kind::Found, ..channel("found", number(0)) },
            Channel { kind: Kind::Startup, ..channel("startup", number(1)) },
        ],
        spinouts: Some(Spinouts {
            open: true,
            channel: STARTUP,
            delay: 0.25,
            cofound: number(5),
            pull: Pull { per_year: number(2), decay: Decay::HalfLife(number(3)), seats: None, across: number(4) },
        }),
        ..Hazards::default()
    }
}

/// One who leaves after an entry at 0.
fn leaves(person: usize, time: f64, channel: usize, destination: Option<usize>) -> Spell {
    Spell { destination, ..Spell::new(person, 0.0, Ending::Exit(When::At(time), Some(channel))) }
}

fn stays(person: usize, time: f64) -> Spell {
    Spell::new(person, 0.0, Ending::Censored(When::At(time)))
}

const TRUTH: [f64; 6] = [0.11, 0.23, 0.7, 0.9, 0.35, 0.2];

fn value_at(spells: Vec<Spell>, hazards: &Hazards, numbers: &[f64]) -> f64 {
    let point: Vec<f64> = numbers.iter().map(|number| number.ln()).collect();
    Likelihood::new(&SurvivalData::new(spells), hazards).unwrap().at(&point, Order::Gradient).value
}

fn value(spells: Vec<Spell>, hazards: &Hazards) -> f64 {
    value_at(spells, hazards, &TRUTH)
}

/// The pull's integral between two ages, and the pull at one.
fn pulled(from: f64, to: f64) -> f64 {
    let left = |age: f64| 2f64.powf(-age / TRUTH[3]);
    TRUTH[2] * TRUTH[3] / 2f64.ln() * (left(from) - left(to))
}

fn pull(age: f64) -> f64 {
    TRUTH[2] * 2f64.powf(-age / TRUTH[3])
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-11 * (1.0 + expected.abs()), "{found} {expected}");
}

#[test]
fn one_founder_pulls_a_team_mate_and_others_across() {
    let [found, startup, _, _, across, cofound] = TRUTH;
    // The founder leaves at 1, the spin-out opens at 1.25; a mate follows at 2.5, another team's is exposed to a part of the pull.
    let spells = vec![leaves(0, 1.0, FOUND, Some(7)), leaves(1, 2.5, STARTUP, Some(7)), Spell { team: 1, ..stays(2, 3.0) }];
    let own = found.ln() - (found + startup) * (1.0 + 2.5 + 3.0);
    let expected = own + (1.0 - cofound).ln() + pull(1.25).ln() - pulled(0.0, 1.25) - across * pulled(0.0, 1.75);
    close(value(spells.clone(), &hazards()), expected);
    // Through the channel to elsewhere, to nobody knows where, by nobody knows which channel.
    let with = |channel: Option<usize>, destination: Option<usize>| {
        let mut spells = spells.clone();
        spells[1].destination = destination;
        spells[1].ending = Ending::Exit(When::At(2.5), channel);
        value(spells, &hazards()) - expected + pull(1.25).ln()
    };
    close(with(Some(STARTUP), Some(8)), startup.ln());
    close(with(Some(STARTUP), None), (startup + pull(1.25)).ln());
    close(with(None, None), (found + startup + pull(1.25)).ln());
    close(with(None, Some(7)), (found + pull(1.25)).ln());
    // Before the opening it is an ordinary exit.
    let mut early = spells.clone();
    early[1] = leaves(1, 1.2, STARTUP, Some(7));
    let own = found.ln() + startup.ln() - (found + startup) * (1.0 + 1.2 + 3.0);
    close(value(early, &hazards()), own + (1.0 - cofound).ln() - across * pulled(0.0, 1.75));
}

#[test]
fn seats_end_a_pull_and_founders_take_none() {
    let [found, startup, _, _, _, cofound] = TRUTH;
    let mut hazards = hazards();
    hazards.spinouts.as_mut().unwrap().pull.seats = Some(1);
    // A second founder follows on a later date, with a hazard of the own; the seat is taken at 2; one who goes there at 2.5 does so by
    // the channel.
    let spells = vec![
        leaves(0, 1.0, FOUND, Some(7)),
        leaves(1, 1.5, FOUND, Some(7)),
        leaves(2, 2.0, STARTUP, Some(7)),
        leaves(3, 2.5, STARTUP, Some(7)),
    ];
    let own = 2.0 * found.ln() - (found + startup) * 7.0 + 5.0 * (1.0 - cofound).ln();
    close(value(spells, &hazards), own + pull(0.75).ln() + startup.ln() - pulled(0.0, 0.25) - 2.0 * pulled(0.0, 0.75));
}

#[test]
fn of_those_who_found_together_one_had_a_hazard() {
    let [found, startup, _, _, _, cofound] = TRUTH;
    let mut hazards = hazards();
    hazards.spinouts.as_mut().unwrap().open = false;
    hazards.parameters.drain(2..5);
    hazards.spinouts.as_mut().unwrap().cofound = Quantity::Uncertain(2);
    let spells = vec![
        leaves(0, 1.0, FOUND, Some(7)),
        leaves(1, 1.0, FOUND, Some(7)),
        // The same day, but another destination, and another team.
        leaves(2, 1.0, FOUND, Some(8)),
        Spell { team: 1, ..leaves(3, 1.0, FOUND, Some(7)) },
        stays(4, 2.0),
        // Joins later, and does not count.
        Spell { entry: 1.5, ..stays(5, 2.0) },
    ];
    // Successes: 1. Failures: two at the first founding, one at the second of that team, none in the other.
    let own = (2.0 * found).ln() + 2.0 * found.ln() - (found + startup) * (4.0 + 2.0 + 0.5);
    let numbers = [found, startup, cofound];
    close(value_at(spells.clone(), &hazards, &numbers), own + cofound.ln() + 3.0 * (1.0 - cofound).ln());
    let fit = maximum(&Likelihood::new(&SurvivalData::new(spells), &hazards).unwrap(), &[0.3, 0.3, 0.3], &[], true);
    assert!((fit.estimates[2].value - 0.25).abs() < 1e-9, "{}", fit.estimates[2].value);
    assert!((fit.estimates[2].log_se.unwrap() - (0.75f64 / (0.25 * 4.0)).sqrt()).abs() < 1e-6);
}

#[test]
fn frailty_belongs_to_the_one_who_was_first() {
    let mut hazards = hazards();
    hazards.spinouts.as_mut().unwrap().open = false;
    hazards.parameters.truncate(2);
    hazards.spinouts.as_mut().unwrap().cofound = Quantity::Known(0.2);
    hazards.frailty = Some(Quantity::Known(0.8));
    let spells = vec![leaves(0, 1.0, FOUND, Some(7)), Spell { entry: 0.4, ..leaves(1, 1.0, FOUND, Some(7)) }];
    let total = TRUTH[0] + TRUTH[1];
    let log = |exits: f64, years: f64| log_marginal(exits, total * years, 0.8).value;
    let sum = (log(1.0, 1.0) + log(0.0, 0.6)).exp() + (log(0.0, 1.0) + log(1.0, 0.6)).exp();
    close(value_at(spells, &hazards, &TRUTH[..2]), sum.ln() + TRUTH[0].ln() + 0.2f64.ln());
}

#[test]
fn notice_ends_risk_at_the_decision() {
    let [found, startup, _, _, _, cofound] = TRUTH;
    let mut hazards = hazards();
    hazards.notice = 0.5;
    // Gone at 2, decided at 1.5; not yet gone at 3, so not decided by 2.5.
    let own = startup.ln() - (found + startup) * (1.5 + 2.5);
    close(value(vec![leaves(0, 2.0, STARTUP, None), stays(1, 3.0)], &hazards), own);
    // Two found together at 2: the first had decided at 1.5, the other was there until 2. The third, gone at 2.2, was under notice. The
    // spin-out opens at 2.25 and pulls the fourth until 2.5.
    let spells = vec![leaves(0, 2.0, FOUND, Some(7)), leaves(1, 2.0, FOUND, Some(7)), leaves(2, 2.2, STARTUP, Some(9)), stays(3, 3.0)];
    let own = (2.0 * found).ln() + startup.ln() - (found + startup) * (1.5 + 2.0 + 1.7 + 2.5);
    close(value(spells, &hazards), own + cofound.ln() + (1.0 - cofound).ln() - pulled(0.0, 0.25));
}

#[test]
fn competitors_share_a_hazard_while_they_hire() {
    let number = Quantity::Uncertain;
    let own = |destination: usize, weight: Quantity, closes: f64, seats: Option<u32>, redistribute: bool| Competitor {
        destination,
        channel: 0,
        opens: f64::NEG_INFINITY,
        closes,
        weight,
        seats,
        redistribute,
        founders: Vec::new(),
        pull: None,
    };
    let mut market = Hazards {
        parameters: ["hazard", "weight"].map(parameter).to_vec(),
        channels: vec![channel("lab", number(0))],
        competitors: vec![own(0, number(1), 1.0, None, false), own(1, Quantity::Known(1.0), 9.0, Some(1), true)],
        ..Hazards::default()
    };
    let spells = vec![leaves(0, 0.5, 0, Some(0)), leaves(1, 2.0, 0, Some(1)), leaves(2, 3.0, 0, Some(5)), stays(3, 4.0)];
    let (h, w) = (0.3f64, 2.0);
    // Shares: w, 1 and 1 of w + 2. The first closes at 1, and its share is lost; the second is full at 2, and its share goes to the
    // unnamed.
    let left = 2.0 / (w + 2.0);
    let exits = (h * w / (w + 2.0)).ln() + (h / (w + 2.0)).ln() + (h * left).ln();
    let exposure = 0.5 + 3.0 * 1.0 + left * (1.0 + 2.0 + 3.0);
    close(value_at(spells.clone(), &market, &[h, w]), exits - h * exposure);
    // Where all organisations are listed an exit to another one has the whole hazard.
    market.channels[0].unnamed_weight = Quantity::Known(0.0);
    market.competitors[1].seats = None;
    let left = 1.0 / (w + 1.0);
    let exits = (h * w / (w + 1.0)).ln() + 2.0 * (h * left).ln();
    close(value_at(spells, &market, &[h, w]), exits - h * (0.5 + 3.0 + left * 6.0));
}

#[test]
fn a_listed_competitor_pulls_from_its_opening_on() {
    let [found, startup, ..] = TRUTH;
    let mut hazards = hazards();
    let own = hazards.spinouts.as_mut().unwrap();
    own.open = false;
    own.cofound = Quantity::Known(0.0);
    hazards.competitors = vec![Competitor {
        destination: 7,
        channel: STARTUP,
        opens: 1.5,
        closes: f64::INFINITY,
        weight: Quantity::Known(0.0),
        seats: None,
        redistribute: false,
        founders: vec![0],
        pull: Some(Pull { seats: None, ..own.pull }),
    }];
    hazards.parameters.truncate(5);
    let spells = vec![leaves(0, 1.0, FOUND, Some(7)), leaves(1, 2.5, STARTUP, Some(7)), leaves(2, 1.2, STARTUP, Some(7))];
    let own = found.ln() + startup.ln() - (found + startup) * (1.0 + 2.5 + 1.2);
    close(value_at(spells, &hazards, &TRUTH[..5]), own + pull(1.0).ln() - pulled(0.0, 1.0));
    // Until it closes, here for one who is pulled at 0.4 after the opening and one who never is.
    hazards.competitors[0].closes = 2.0;
    let spells = vec![leaves(0, 1.0, FOUND, Some(7)), leaves(1, 1.9, STARTUP, Some(7)), leaves(2, 1.2, STARTUP, Some(7)), stays(3, 3.0)];
    let own = found.ln() + startup.ln() - (found + startup) * (1.0 + 1.9 + 1.2 + 3.0);
    close(value_at(spells.clone(), &hazards, &TRUTH[..5]), own + pull(0.4).ln() - pulled(0.0, 0.4) - pulled(0.0, 0.5));
    // Or until its only seat is taken, which neither a founder takes nor one who came before it opened.
    hazards.competitors[0].pull.as_mut().unwrap().seats = Some(1);
    close(value_at(spells, &hazards, &TRUTH[..5]), own + pull(0.4).ln() - 2.0 * pulled(0.0, 0.4));
}

#[test]
fn imputed_dates_open_spin_outs_anew() {
    let mut spells = vec![leaves(0, 1.0, FOUND, Some(7)), leaves(1, 1.0, FOUND, Some(7)), leaves(2, 1.6, STARTUP, Some(7)), stays(3, 3.0)];
    for spell in &mut spells[..3] {
        let Ending::Exit(When::At(time), channel) = spell.ending else { unreachable!() };
        spell.ending = Ending::Exit(When::Within(time - 0.2, time + 0.3), channel);
    }
    let draws = vec![vec![0.9, 1.1, 1.5, 3.0], vec![1.2, 0.85, 1.45, 3.0], vec![0.95, 1.05, 1.15, 3.0]];
    let point: Vec<f64> = TRUTH.iter().map(|number| number.ln()).collect();
    let study = SurvivalData::new(spells.clone());
    assert!(Likelihood::new(&study, &hazards()).is_err(), "dates matter to others");
    let found = Likelihood::imputed(&study, &hazards(), &draws).unwrap().at(&point, Order::Gradient).value;
    let of_draw = |draw: &Vec<f64>| {
        let mut spells = spells.clone();
        for (spell, &time) in spells[..3].iter_mut().zip(draw) {
            let Ending::Exit(_, channel) = spell.ending else { unreachable!() };
            spell.ending = Ending::Exit(When::At(time), channel);
        }
        value(spells, &hazards()).exp() * 0.5f64.powi(3)
    };
    close(found, (draws.iter().map(of_draw).sum::<f64>() / 3.0).ln());
}

#[test]
fn pull_and_co_founding_are_found_again_in_simulated_teams() {
    const TEAMS: usize = 250;
    let text = "name = \"many\"\nstart = 2020-01-01\nhorizon = \"36 months\"\nseed = 3\n[channels.found]\n\
                hazard_per_year = { median = 0.12, p95 = 0.2 }\n[channels.startup]\nhazard_per_year = { median = 0.1, p95 = 0.2 }\n\
                [spinouts]\npull_per_year = { median = 0.9, p95 = 1.5 }\nhalf_life = { median = \"9 months\", p95 = \"15 months\" }\n\
                cofound = { mean = 0.25, sd = 0.05 }\ndelay = \"1 month\"\n[roster]\nfile = \"roster.csv\"\n";
    let people: Vec<(usize, usize)> = (0..TEAMS).flat_map(|team| (0..6).map(move |k| (team, k))).collect();
    let mut roster = String::from("id,team\n");
    let mut history = String::from("id,team,entry,observed_until\n");
    for (team, k) in &people {
        writeln!(roster, "p{team}-{k},t{team}").unwrap();
        writeln!(history, "p{team}-{k},t{team},2020-01-01,2023-01-01").unwrap();
    }
    let scenario = read_with(text, &[("roster.csv", &roster)]);
    let model = Model::new(&scenario, 5);
    let world = World::central(&model);
    let told = Simulator::new(&model, &world).run(&world, 0).clone();
    let text = format!("{text}[history]\nfile = \"history.csv\"\n");
    let with_history = read_with(&text, &[("roster.csv", &roster), ("history.csv", &history)]);
    let mut inputs = CalibrationInputs::new(&with_history).unwrap();
    for event in &told.events {
        let Some((channel, to)) = event.exit() else { continue };
        let spell = &mut inputs.study.spells[event.person];
        spell.ending = Ending::Exit(When::At(event.time), Some(channel));
        spell.destination = Some(match to {
            Destination::Founded(index) | Destination::Spinout(index) => index + 1,
            Destination::Unnamed | Destination::Competitor(_) => 0,
        });
    }
    let likelihood = Likelihood::new(&inputs.study, &inputs.hazards).unwrap();
    let truth: Vec<f64> = likelihood.learned().iter().map(|&p| world.parameters[p]).collect();
    assert_eq!(truth.len(), 5);
    let fit = maximum(&likelihood, &[0.2, 0.2, 0.5, 1.0, 0.4], &[], false);
    assert!(fit.converged);
    for ((estimate, truth), &parameter) in fit.estimates.iter().zip(truth).zip(likelihood.learned()) {
        let path = &scenario.parameters[parameter].path;
        let error = estimate.log_se.unwrap();
        let score = (estimate.value / truth).ln() / error;
        println!("{path}: {truth:.4} found {:.4}, standard error of the log {error:.3}, {score:+.2} off", estimate.value);
        assert!(score.abs() < 5.0 && error < 0.25, "{path}: {truth} {} {error}", estimate.value);
    }
}
