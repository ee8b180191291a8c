//! Trials with spin-outs, co-founding, competitors and notice as histories: their likelihood is that of the simulation's own hazards.

use stayput::internals::calibrate::likelihood::derivatives::Order;
use stayput::internals::calibrate::{CalibrationInputs, Ending, Likelihood, When};
use stayput::internals::hazard::calendar_effects::CalendarEffects;
use stayput::internals::hazard::spinout::Origin;
use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::risk::Risk;
use stayput::internals::simulate::{Destination, Event, EventKind, Individual, Model, Simulator, Trajectory, World};

use crate::fixtures::read_with;

const PEOPLE: usize = 9;

/// Everything that follows from an exit. Two who left before the start founded a listed competitor and another one.
const EVERYTHING: &str = r#"
name = "all"
start = 2023-01-01
horizon = "24 months"
seed = 5
[channels.found]
hazard_per_year = { median = 0.35, p95 = 0.5 }
[channels.startup]
offers_per_year = { median = 1.5, p95 = 1.6 }
acceptance = { mean = 0.2, sd = 0.05 }
tenure = [ { until = "18 months", ratio = { median = 0.7, p95 = 0.8 } } ]
unnamed_weight = 2
[channels.lab]
hazard_per_year = { median = 0.4, p95 = 0.5 }
unnamed_weight = { median = 0.5, p95 = 0.6 }
covariates = { star = { median = 1.4, p95 = 1.5 } }
[spinouts]
pull_per_year = { median = 1.2, p95 = 1.5 }
half_life = { median = "8 months", p95 = "12 months" }
across = { mean = 0.4, sd = 0.1 }
cofound = { mean = 0.4, sd = 0.1 }
delay = "20 days"
seats = 2
[competitors.mistral]
channel = "startup"
founders = ["old"]
opened = 2022-11-01
weight = 1
[competitors.big]
channel = "lab"
weight = { median = 2.0, p95 = 3.0 }
seats = 1
redistribute = true
[competitors.small]
channel = "lab"
closed = 2024-03-05
[contagion]
ratio = { median = 1.5, p95 = 1.7 }
half_life = { median = "4 months", p95 = "5 months" }
delay = "10 days"
across = { mean = 0.3, sd = 0.1 }
cap = { low = 3.0, high = 4.0 }
[[shocks]]
name = "layoffs"
date = 2023-05-11
ratio = { median = 1.5, p95 = 1.6 }
half_life = { median = "6 months", p95 = "7 months" }
[heat]
[[heat.series]]
interpolation = "step"
points = [ { at = 2023-01-01, value = 1.1 }, { at = 2024-02-05, value = { median = 0.8, p95 = 0.9 } } ]
[roster]
file = "roster.csv"
[history]
file = "history.csv"
"#;

const ROSTER: &str = "id,team,hired,star
p1,a,2019-02-28,0.5
p2,a,2021-10-31,-1
p3,a,2022-04-01,1
p4,a,2022-12-31,0
p5,a,2021-07-01,0.2
p6,b,2020-01-01,2
p7,b,2022-06-15,0
p8,b,2021-12-05,0.3
p9,b,2021-12-06,-0.3
";

/// Two who left before.
const PAST: &str = "old,a,2020-01-01,0,2022-01-01,,2022-10-01,found,mistral\nolder,b,2020-01-01,0,2022-01-01,,2022-06-10,found,acme\n";

const HEADER: &str = "id,team,hired,star,entry,observed_until,exit,channel,destination\n";

#[test]
fn the_log_likelihood_of_a_simulated_history_is_that_of_the_simulations_own_hazards() {
    for (notice, draws) in [(0.0, 3), (2.0 / 12.0, 4)] {
        let text = if notice > 0.0 { format!("{EVERYTHING}[notice]\nlength = \"2 months\"\n") } else { EVERYTHING.to_owned() };
        let scenario = read_with(&text, &[("roster.csv", ROSTER), ("history.csv", &format!("{HEADER}{PAST}"))]);
        let model = Model::new(&scenario, 3);
        let (mut pulled, mut together, mut shared, mut exits) = (0, 0, 0, 0);
        for draw in 0..draws {
            let world = World::new(&model, draw);
            let mut told = Simulator::new(&model, &world).run(&world, draw).clone();
            // Who decided and has not left by the horizon looks like one who stayed.
            let gone: Vec<usize> = told.exits().map(|(_, person, _)| person).collect();
            told.events.retain(|event| gone.contains(&event.person));
            let expected = by_the_simulation(&world, &told, notice);
            let found = by_the_likelihood(&scenario, &text, &world, &told);
            assert!((found - expected).abs() < 3e-7 * (1.0 + expected.abs()), "notice {notice}, draw {draw}: {found} {expected}");
            exits += gone.len();
            let to = |is: &dyn Fn(Destination) -> bool| told.events.iter().filter_map(Event::exit).filter(|exit| is(exit.1)).count();
            pulled += to(&|to| matches!(to, Destination::Spinout(_)));
            shared += to(&|to| matches!(to, Destination::Competitor(_)));
            together += foundings(&told).iter().filter(|founding| founding.len() > 1).count();
        }
        println!("notice {notice}: {exits} exits, {pulled} pulled, {shared} to competitors, {together} foundings together");
        assert!(pulled >= 2 && together >= 1 && shared >= 2, "{pulled} {together} {shared}");
    }
}

/// Who founded what, by spin-outs of the trial; the one who was first stands first.
fn foundings(told: &Trajectory) -> Vec<Vec<(f64, usize)>> {
    let of = |index: usize| {
        let founders = told.events.iter().filter(|event| event.exit().is_some_and(|(_, to)| to == Destination::Founded(index)));
        founders.map(|event| (event.time, event.person)).collect::<Vec<_>>()
    };
    (0..told.spinouts.len()).map(of).filter(|founders| !founders.is_empty()).collect()
}

/// The log of the sum, over who can have been first in each founding, of the likelihood of the trial had that been so.
fn by_the_simulation(world: &World<'_>, told: &Trajectory, notice: f64) -> f64 {
    let foundings = foundings(told);
    let mut ways: Vec<Vec<usize>> = vec![Vec::new()];
    for founding in &foundings {
        ways = ways.iter().flat_map(|way| founding.iter().map(|&(_, first)| [&way[..], &[first]].concat()).collect::<Vec<_>>()).collect();
    }
    let logs: Vec<f64> = ways.iter().map(|firsts| of_one_way(world, told, notice, &foundings, firsts)).collect();
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    most + logs.iter().map(|log| (log - most).exp()).sum::<f64>().ln()
}

/// From the definition: `World::hazard` at each decision and integrated by small steps, and a coin for each team-mate at each founding.
fn of_one_way(world: &World<'_>, told: &Trajectory, notice: f64, foundings: &[Vec<(f64, usize)>], firsts: &[usize]) -> f64 {
    let calendar_effects: &CalendarEffects = world.calendar_model.certain();
    let horizon = world.model.horizon();
    let follows = |person: usize| foundings.iter().flatten().any(|founder| founder.1 == person) && !firsts.contains(&person);
    let lag = |person: usize| if follows(person) { 0.0 } else { notice };
    let mut way = told.clone();
    way.events.clear();
    for event in &told.events {
        let Some((channel, to)) = event.exit() else { continue };
        if notice > 0.0 {
            way.events.push(Event { time: event.time - lag(event.person), kind: EventKind::Decision { channel, to }, ..*event });
        }
        way.events.push(*event);
    }
    way.events.sort_by(|a, b| a.time.total_cmp(&b.time));
    let exit_of = |person: usize| way.events.iter().filter(|event| event.person == person).find_map(|e| Some((e.time, e.exit()?)));
    let until = |person: usize| exit_of(person).map_or(horizon - notice, |(time, _)| time - lag(person));
    let risks: Vec<Risk> = (0..3).map(Risk::Channel).chain((0..way.spinouts.len()).map(Risk::Pull)).collect();
    let mut sum = 0.0;
    for person in 0..PEOPLE {
        let who = Individual { person, frailty: 1.0, tenure: world.tenure[person] };
        let end = until(person);
        let hazard = |risk: Risk, time: f64| world.hazard(calendar_effects, who, risk, time, &way);
        let mut cuts: Vec<f64> = (0..calendar_effects.len()).map(|stretch| calendar_effects.end(stretch)).collect();
        cuts.extend(way.events.iter().flat_map(|event| [event.time, event.time + 10.0 / 365.25]));
        cuts.extend(way.spinouts.iter().map(|spinout| spinout.opens));
        cuts.extend([0.0, end, world.band_end(1, 0, person, world.tenure[person])]);
        cuts.retain(|&cut| cut >= 0.0 && cut <= end);
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.windows(2).filter(|pair| pair[1] - pair[0] > 1e-12) {
            // The midpoint rule: caps and limits bend the integrand inside.
            let steps = 300;
            let width = (pair[1] - pair[0]) / f64::from(steps);
            let total = |time: f64| risks.iter().map(|&risk| hazard(risk, time)).sum::<f64>();
            sum -= (0..steps).map(|k| total(pair[0] + (f64::from(k) + 0.5) * width)).sum::<f64>() * width;
        }
        let Some((_, (channel, to))) = exit_of(person).filter(|_| !follows(person)) else { continue };
        let share = |to: Option<usize>| {
            let mut hires = world.hires.clone();
            for event in way.events.iter().filter(|event| event.time < end) {
                if let Some(listed) = event.exit().and_then(|(_, to)| way.listed(to)) {
                    hires[listed] += 1;
                }
            }
            let shares: Vec<(Option<usize>, f64)> = world.competitors.shares(channel, end, &hires).collect();
            let total: f64 = shares.iter().map(|share| share.1).sum();
            shares.iter().filter(|share| share.0 == to).map(|share| share.1).sum::<f64>() / total
        };
        // A listed competitor that pulls hires by its share, too.
        let by_channel = |to: Option<usize>| hazard(Risk::Channel(channel), end) * share(to);
        sum += match to {
            Destination::Unnamed => by_channel(None),
            Destination::Founded(_) => hazard(Risk::Channel(channel), end),
            Destination::Competitor(listed) => {
                let pull = way.spinouts.iter().position(|spinout| spinout.origin == Origin::Listed(listed));
                by_channel(Some(listed)) + pull.map_or(0.0, |pull| hazard(Risk::Pull(pull), end))
            }
            Destination::Spinout(index) => {
                let listed = way.listed(to).map_or(0.0, |listed| by_channel(Some(listed)));
                listed + hazard(Risk::Pull(index), end)
            }
        }
        .ln();
    }
    for founding in foundings {
        let team = |person: usize| world.model.scenario.roster.researchers[person].team;
        for mate in (0..PEOPLE).filter(|&mate| team(mate) == team(founding[0].1)) {
            let time = founding[0].0;
            if founding.iter().any(|founder| founder.1 == mate) {
                sum += if firsts.contains(&mate) { 0.0 } else { world.cofound.ln() };
            } else if until(mate) >= time {
                sum += (1.0 - world.cofound).ln();
            }
        }
    }
    sum
}

/// The same trial as a history, by the likelihood at the same numbers.
fn by_the_likelihood(scenario: &Scenario, text: &str, world: &World<'_>, told: &Trajectory) -> f64 {
    let mut history = format!("{HEADER}{PAST}");
    history.extend(ROSTER.lines().skip(1).map(|line| format!("{line},2023-01-01,2025-01-01,,,\n")));
    let with_history = read_with(text, &[("roster.csv", ROSTER), ("history.csv", &history)]);
    assert_eq!(with_history.parameters, scenario.parameters);
    let mut inputs = CalibrationInputs::new(&with_history).unwrap();
    let past = inputs.study.spells.len() - PEOPLE;
    // Those of before act, and were not under observation.
    for spell in &mut inputs.study.spells[..past] {
        spell.entry = spell.ending.when().latest();
    }
    for event in &told.events {
        let Some((channel, to)) = event.exit() else { continue };
        let of_spinout = |index: usize| match told.spinouts[index].origin {
            Origin::Listed(listed) => listed,
            Origin::History(row) => inputs.study.spells[row].destination.unwrap(),
            Origin::Trial(_) => 100 + index,
        };
        let destination = match to {
            Destination::Unnamed => 99,
            Destination::Competitor(listed) => listed,
            Destination::Founded(index) | Destination::Spinout(index) => of_spinout(index),
        };
        let spell = &mut inputs.study.spells[past + event.person];
        spell.ending = Ending::Exit(When::At(event.time), Some(channel));
        spell.destination = Some(destination);
    }
    let likelihood = Likelihood::new(&inputs.study, &inputs.hazards).unwrap();
    assert_eq!(likelihood.learned().len(), world.parameters.len(), "the likelihood contains every number");
    let point: Vec<f64> = likelihood.learned().iter().map(|&p| world.parameters[p].ln()).collect();
    likelihood.at(&point, Order::Gradient).value
}
