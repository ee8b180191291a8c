//! The identity of [`super::identity`] in the world around the team: for each spell of each person, newcomers too, the cumulative hazard
//! by the risk that ended it is the patience, and by no other risk has it reached the patience. The hazard is the definition's,
//! [`World::hazard`], from the events that the trial tells.

use stayput::internals::hazard::frailty;
use stayput::internals::random::Purpose;
use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::trial::luck::Luck;
use stayput::internals::simulate::{Destination, EventKind, Individual, Model, Risk, Simulator, Trajectory, World};

use super::in_order;
use crate::fixtures::{head, person, read_with};
use crate::numbers::refined;

/// Relative error allowed: the simulation's quadrature claims 1e-10.
const TOLERANCE: f64 = 1e-9;

const HISTORY: &str = "id,team,entry,observed_until,exit,channel,destination\n\
                       old-1,a,2020-01-01,,2022-08-01,found,acorn\n\
                       old-2,a,2020-01-01,,2022-11-10,startup,acorn\n\
                       old-3,b,2020-01-01,,2022-12-10,startup,birch\n\
                       p-1,a,2022-02-10,2023-01-01,,,\n\
                       p-6,b,2022-07-10,2023-01-01,,,\n";

/// Nine people in two teams, with dates of hire and a covariate; two of them with a last day, if that is asked for.
fn roster(known: bool) -> String {
    let keys = |index: usize| {
        let team = if index < 5 { "a" } else { "b" };
        let leads = if index == 0 { "leads = \"a\"\n" } else { "" };
        let last = match (known, index) {
            (true, 0) => "last_day = 2023-08-20\nlast_channel = \"found\"\n",
            (true, 6) => "last_day = 2023-03-05\nlast_channel = \"lab\"\n",
            _ => "",
        };
        format!("team = \"{team}\"\n{leads}{last}hired = 2022-{:02}-10\nstar = {}", 1 + index, index % 3)
    };
    (0..9).map(|index| person(&format!("p-{index}"), &keys(index))).collect()
}

const CHANNELS: &str = "[channels.found]\nhazard_per_year = 0.4\n\
                        [channels.startup]\nhazard_per_year = 0.3\ncovariates = { star = 1.4 }\ntenure = [{ until = \"18 months\", ratio = 2.0 }]\n\
                        [channels.lab]\nhazard_per_year = 0.3\n";
const SPINOUTS: &str = "[spinouts]\nchannel = \"startup\"\ndelay = \"2 months\"\npull_per_year = 1.5\nhalf_life = \"5 months\"\n";
const CONTAGION: &str = "[contagion]\nratio = 1.6\nhalf_life = \"3 months\"\nleader_ratio = 2.0\nleader_delay = \"20 days\"\n";
const NOTICE: &str = "[notice]\nlength = \"2 months\"\n";
const RETURNS: &str = "[returns]\nreturn_per_year = 1.5\nhalf_life = \"6 months\"\nratio_after_return = 1.3\n";
const HIRING: &str = "[hiring]\nrefill = 0.8\ntime_to_fill = { median = \"3 months\", p95 = \"8 months\" }\nopen_at_once = 2\n";
const COMPETITORS: &str = "[competitors.acme]\nchannel = \"lab\"\nclosed = 2023-09-10\nredistribute = true\n\
                           [competitors.bolt]\nchannel = \"lab\"\nweight = 2.0\nseats = 2\n\
                           [competitors.birch]\nchannel = \"startup\"\nfounders = [\"old-3\"]\nopened = 2023-03-01\nclosed = 2024-02-10\npull_per_year = 2.0\n\
                           half_life = \"never\"\nseats = 2\n";
const SHOCK: &str = "[[shocks]]\nname = \"s\"\ndate = 2023-05-20\nratio = 1.8\nhalf_life = \"4 months\"\n";
const FRAILTY: &str = "[frailty]\nsd = 0.6\n";
const PAST: &str = "[history]\nfile = \"history.csv\"\n";

fn scenario(parts: &[&str]) -> Scenario {
    let text = head("18 months") + &roster(false) + CHANNELS + &parts.concat();
    read_with(&text, &[("history.csv", HISTORY)])
}

/// The same with known last days: of the leader of a team, who founds, and of one who joins a lab.
fn scenario_of_last_days(parts: &[&str]) -> Scenario {
    let text = head("18 months") + &roster(true) + CHANNELS + &parts.concat();
    read_with(&text, &[("history.csv", HISTORY)])
}

/// One stay: from when to the decision to leave by a risk, or to the horizon.
struct Stay {
    person: usize,
    spell: u16,
    from: f64,
    to: f64,
    by: Option<Risk>,
}

/// The stays of everybody.
fn stays(world: &World<'_>, told: &Trajectory) -> Vec<Stay> {
    let horizon = world.model.horizon();
    let mut stays: Vec<Stay> = Vec::new();
    let people = world.model.names.len() + told.newcomers.len();
    for person in 0..people {
        // Who has a last day is at risk only after a return.
        let is_leaving = world.model.is_leaving.get(person) == Some(&true);
        let mut begin = (person < world.model.names.len() && !is_leaving).then_some(0.0);
        let mut spell = 0;
        for event in told.events.iter().filter(|event| event.person == person) {
            match event.kind {
                EventKind::Hire => begin = Some(event.time),
                EventKind::Return => {
                    begin = Some(event.time);
                    spell += 1;
                }
                kind if world.is_decision(kind) => {
                    let Some(from) = begin.take() else {
                        assert!(is_leaving && spell == 0, "who decides is there");
                        continue;
                    };
                    stays.push(Stay { person, spell, from, to: event.time, by: by(world, told, kind, event.person) });
                }
                _ => {}
            }
        }
        stays.extend(begin.map(|from| Stay { person, spell, from, to: horizon, by: None }));
    }
    stays
}

/// The risk that ended a stay; `None` for co-founding, which ends it by the founder's luck.
fn by(world: &World<'_>, told: &Trajectory, kind: EventKind, person: usize) -> Option<Risk> {
    let (EventKind::Decision { channel, to } | EventKind::Exit { channel, to }) = kind else { unreachable!() };
    match to {
        Destination::Spinout(index) => Some(Risk::Pull(index)),
        Destination::Competitor(listed) if world.model.scenario.competitors[listed].pull.is_some() => {
            let index =
                told.spinouts.iter().position(|spinout| spinout.origin == stayput::internals::hazard::spinout::Origin::Listed(listed));
            Some(Risk::Pull(index.unwrap()))
        }
        Destination::Founded(index) if told.spinouts[index].founders[0].person != Some(person) => None,
        _ => Some(Risk::Channel(channel)),
    }
}

/// Times at which a hazard can jump.
fn jumps(world: &World<'_>, simulator: &Simulator<'_>, told: &Trajectory) -> Vec<f64> {
    let calendar_effects = simulator.calendar_effects(world);
    let mut times: Vec<f64> = (0..calendar_effects.len()).map(|stretch| calendar_effects.end(stretch)).collect();
    for event in &told.events {
        times.push(event.time);
        for effect in world.contagion.iter().flat_map(|strength| [strength.contagion, strength.leader]) {
            times.push(event.time + effect.delay);
        }
    }
    times.extend(told.spinouts.iter().flat_map(|spinout| [spinout.opens, spinout.closes]));
    for channel in 0..world.channels() {
        times.extend(world.competitors.turns(channel));
    }
    for newcomer in &told.newcomers {
        let hired = world.model.scenario.clock.date(newcomer.hired);
        times.extend(world.model.band_ends.iter().flatten().map(|ends| ends.end(hired)));
    }
    let mut levels = Vec::new();
    for person in 0..world.model.names.len() {
        let mut now = 0.0;
        while now < world.model.horizon() {
            now = world.levels(person, world.tenure[person], now, &mut levels);
            times.push(now);
        }
    }
    times.sort_by(f64::total_cmp);
    times
}

/// The same where offers are accepted or not, so that the limit of acceptance binds after some exits.
fn scenario_of_offers(parts: &[&str]) -> Scenario {
    let channels =
        CHANNELS.replace("[channels.startup]\nhazard_per_year = 0.3", "[channels.startup]\noffers_per_year = 1.2\nacceptance = 0.3");
    let text = head("18 months") + &roster(false) + &channels + &parts.concat();
    read_with(&text, &[("history.csv", HISTORY)])
}

/// Checks so many trials; how many stays ended by a channel, by a pull, and how many people came back or were hired.
fn check(name: &str, scenario: &Scenario, trials: u64, tolerance: f64) -> [usize; 4] {
    let model = Model::new(scenario, 5);
    let world = World::new(&model, 0);
    let mut simulator = Simulator::new(&model, &world);
    let mut seen = [0; 4];
    for trial in 0..trials {
        let told = in_order(simulator.run(&world, trial));
        let jumps = jumps(&world, &simulator, &told);
        let luck = Luck::new(model.seed, trial, &model.names);
        for stay in stays(&world, &told) {
            let hash = told
                .newcomer(stay.person, model.names.len())
                .map_or_else(|| model.names[stay.person], |newcomer| luck.newcomer(newcomer.seat, newcomer.filling));
            let ratio = if world.frailty > 0.0 {
                let survived = world.survived.get(stay.person).copied().unwrap_or(0.0);
                frailty::draw(world.frailty, survived, &mut luck.newcomer_stream(Purpose::Frailty, hash))
            } else {
                1.0
            };
            let tenure = world.tenure.get(stay.person).copied().flatten();
            let who = Individual { person: stay.person, frailty: ratio, tenure };
            let risks = (0..world.channels()).map(Risk::Channel).chain((0..told.spinouts.len()).map(Risk::Pull));
            for risk in risks {
                let patience = match risk {
                    Risk::Channel(channel) => luck.channel(&model, channel, hash, stay.spell),
                    Risk::Pull(index) => luck.pull(told.spinouts[index].key, stay.spell)(hash),
                };
                let spent = refined(|t| world.hazard(simulator.calendar_effects(&world), who, risk, t, &told), stay.from, stay.to, &jumps);
                let place = format!("{name}, trial {trial}, person {} spell {} by {risk:?}", stay.person, stay.spell);
                if stay.by == Some(risk) {
                    assert!((spent / patience - 1.0).abs() <= tolerance, "{place}: {spent} of {patience} by the exit at {}", stay.to);
                    seen[usize::from(matches!(risk, Risk::Pull(_)))] += 1;
                } else {
                    assert!(spent <= patience * (1.0 + tolerance), "{place}: {spent} of {patience} and still there at {}", stay.to);
                }
            }
        }
        seen[2] += told.events.iter().filter(|event| event.kind == EventKind::Return).count();
        seen[3] += told.newcomers.len();
    }
    seen
}

/// Each mechanism alone, with a name.
pub(super) fn alone() -> Vec<(&'static str, Scenario)> {
    vec![
        ("spin-outs", scenario(&[SPINOUTS])),
        ("spin-outs between teams", scenario(&[SPINOUTS, "across = 0.3\nseats = 2\ncofound = 0.3\n"])),
        ("spin-outs of the history", scenario(&[SPINOUTS, "seats = 3\n", PAST])),
        ("spin-outs and contagion", scenario(&[SPINOUTS, CONTAGION, SHOCK])),
        ("notice", scenario(&[CONTAGION, NOTICE])),
        ("returns", scenario(&[RETURNS, CONTAGION])),
        ("returns of founders", scenario(&[SPINOUTS, RETURNS])),
        ("hiring", scenario(&[HIRING, CONTAGION, FRAILTY])),
        ("competitors", scenario(&[COMPETITORS, PAST, CONTAGION])),
        ("last days", scenario_of_last_days(&[CONTAGION])),
        ("last days that are heard of before", scenario_of_last_days(&[CONTAGION, NOTICE, SPINOUTS])),
        ("last days of people who come back", scenario_of_last_days(&[CONTAGION, RETURNS, HIRING, COMPETITORS, PAST])),
        ("frailty of those whom spin-outs pulled", scenario(&[SPINOUTS, "across = 0.2\n", FRAILTY, PAST])),
    ]
}

/// All mechanisms together, without and with offers that are accepted or not.
pub(super) fn together() -> Vec<(&'static str, Scenario)> {
    let all =
        [SPINOUTS, "across = 0.2\ncofound = 0.15\nseats = 3\n", CONTAGION, NOTICE, RETURNS, HIRING, COMPETITORS, SHOCK, FRAILTY, PAST];
    vec![("all", scenario(&all)), ("all, with offers", scenario_of_offers(&all)), ("all, with last days", scenario_of_last_days(&all))]
}

#[test]
fn patience_is_spent_on_each_mechanism() {
    for (name, scenario) in alone() {
        let seen = check(name, &scenario, 40, TOLERANCE);
        assert!(seen[0] > 70, "{name}: {seen:?}");
    }
}

#[test]
fn patience_is_spent_on_all_mechanisms_together() {
    let (name, scenario) = together().swap_remove(0);
    let seen = check(name, &scenario, 60, TOLERANCE);
    assert!(seen.iter().all(|&count| count > 20), "{seen:?}");
}

#[test]
fn patience_is_spent_where_offers_and_pull_reach_their_limit() {
    // A kink of the limit next to the edge of a panel hides from the test's own quadrature.
    let seen = check("offers", &scenario_of_offers(&[SPINOUTS, CONTAGION, SHOCK, RETURNS]), 40, 1e-6);
    assert!(seen[..3].iter().all(|&count| count > 20), "{seen:?}");
}
