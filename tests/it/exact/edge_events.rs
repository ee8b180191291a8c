//! Numbers at the edge for what happens besides exits: no endless run, no panic, and what must hold of any trial.

use stayput::internals::parameter::Quantity;
use stayput::internals::scenario::{Baseline, Decay, Scenario};
use stayput::internals::simulate::{Destination, EventKind, Trajectory};

use crate::fixtures::{head, people, person, read, trajectories};
use crate::numbers::agrees;

/// Fails unless a trial makes sense: time goes on, everybody leaves only when there and comes back only when gone, and nothing lies beyond
/// the horizon.
fn makes_sense(scenario: &Scenario, trajectory: &Trajectory) {
    let roster = scenario.roster.researchers.len();
    let horizon = scenario.clock.years(scenario.horizon);
    let mut is_there = vec![true; roster];
    is_there.resize(roster + trajectory.newcomers.len(), false);
    let mut has_decided = vec![false; is_there.len()];
    for pair in trajectory.events.windows(2) {
        assert!(pair[0].time <= pair[1].time + 1e-12, "{pair:?}");
    }
    for event in &trajectory.events {
        assert!((0.0..=horizon).contains(&event.time), "{event:?}");
        match event.kind {
            EventKind::Decision { .. } => {
                assert!(is_there[event.person] && !has_decided[event.person], "{event:?}");
                has_decided[event.person] = true;
            }
            EventKind::Exit { .. } => {
                assert!(is_there[event.person] && has_decided[event.person] == (scenario.notice > 0.0), "{event:?}");
                (is_there[event.person], has_decided[event.person]) = (false, false);
            }
            EventKind::Return | EventKind::Hire => {
                assert!(!is_there[event.person], "{event:?}");
                is_there[event.person] = true;
            }
            EventKind::Opening(_) => {}
        }
    }
}

fn run(scenario: &Scenario, trials: u64) {
    trajectories(scenario, trials, |trajectory| makes_sense(scenario, trajectory));
}

#[test]
fn everybody_comes_and_goes_every_week() {
    let text = head("10 years")
        + &people(5, "")
        + "[channels.lab]\nhazard_per_year = 12\n[returns]\nreturn_per_year = 12\nhalf_life = \"never\"\n\
           [contagion]\nratio = 1.2\nhalf_life = \"1 month\"\ncap = 10\n";
    let mut scenario = read(&text);
    run(&scenario, 3);
    // Files that say so are refused; a scenario made by a program may still hold it.
    scenario.contagion = None;
    scenario.returns.as_mut().unwrap().per_year = Quantity::Known(50.0);
    scenario.channels[0].baseline = Baseline::Hazard { per_year: Quantity::Known(50.0) };
    let mut exits = 0;
    trajectories(&scenario, 20, |trajectory| {
        makes_sense(&scenario, trajectory);
        exits += trajectory.exits().count();
    });
    // An alternating renewal process with cycles of mean 1/25 and variance 2/2500: 25 exits a year, a variance of half the mean.
    let mean = 25.0 * 20.0 * 5.0 * scenario.clock.years(scenario.horizon);
    agrees("exits", exits as f64, mean + 0.25 * 100.0, (0.5 * mean).sqrt());
}

#[test]
fn a_pull_that_empties_a_team_on_the_spot() {
    let text = head("24 months")
        + &people(30, "")
        + "[channels.found]\nhazard_per_year = 0.2\n[channels.startup]\nhazard_per_year = 0.1\n\
           [spinouts]\npull_per_year = 12\nhalf_life = \"never\"\n";
    let mut scenario = read(&text);
    scenario.spinouts.as_mut().unwrap().pull.per_year = Quantity::Known(1e3);
    trajectories(&scenario, 50, |trajectory| {
        makes_sense(&scenario, trajectory);
        let founding = trajectory.events.iter().find(|event| matches!(event.exit(), Some((_, Destination::Founded(_)))));
        let horizon = scenario.clock.years(scenario.horizon);
        if founding.is_some_and(|event| event.time < horizon - 0.1) {
            assert_eq!(trajectory.exits().count(), 30, "a tenth of a year is a hundred mean waits");
        }
    });
    // So strong that the clock cannot tell them apart, with one seat each: whoever is pulled takes it.
    let pull = &mut scenario.spinouts.as_mut().unwrap().pull;
    (pull.per_year, pull.seats) = (Quantity::Known(1e300), Some(1));
    trajectories(&scenario, 50, |trajectory| {
        makes_sense(&scenario, trajectory);
        for (index, spinout) in trajectory.spinouts.iter().enumerate() {
            let hires = trajectory.events.iter().filter(|e| matches!(e.exit(), Some((_, Destination::Spinout(to))) if to == index)).count();
            assert!(hires == spinout.hires as usize && hires <= 1);
        }
    });
}

#[test]
fn a_pull_of_a_day() {
    let text = head("24 months")
        + &people(30, "")
        + "[channels.found]\nhazard_per_year = 0.2\n[channels.startup]\nhazard_per_year = 0.1\n\
           [spinouts]\npull_per_year = 12\nhalf_life = \"1 day\"\n[returns]\nreturn_per_year = 12\nhalf_life = \"1 day\"\n";
    run(&read(&text), 200);
    run(&read(&text.replace("1 day", "0.000000000001 days")), 200);
}

#[test]
fn everybody_founds_at_once() {
    let text = head("24 months")
        + &people(40, "")
        + "[channels.found]\nhazard_per_year = 12\n[channels.startup]\nhazard_per_year = 12\n\
           [spinouts]\ncofound = 1\npull_per_year = 12\nhalf_life = \"1 year\"\nseats = 1\n";
    trajectories(&read(&text), 500, |trajectory| {
        // The first founding takes all who are still there.
        let exits: Vec<_> = trajectory.events.iter().filter_map(|event| Some((event.time, event.exit()?.1))).collect();
        assert_eq!(exits.len(), 40);
        let founding = exits.iter().find(|(_, to)| matches!(to, Destination::Founded(_))).map_or(f64::INFINITY, |exit| exit.0);
        assert!(exits.iter().all(|exit| exit.0 <= founding));
        assert_eq!(trajectory.spinouts.len(), usize::from(founding < f64::INFINITY));
    });
    // All come back at once and found again, with newcomers for everybody: as many spin-outs as foundings.
    let further = "[returns]\nreturn_per_year = 12\nhalf_life = \"never\"\n[hiring]\ntime_to_fill = \"1 month\"\n";
    let few = text.replace("24 months", "6 months").replace(&people(40, ""), &people(4, ""));
    run(&read(&(few + further)), 3);
}

#[test]
fn seats_filled_within_a_day_for_twenty_years() {
    let text = head("20 years")
        + &people(4, "")
        + "[channels.lab]\nhazard_per_year = 12\n[hiring]\nrefill = 1\ntime_to_fill = { mean = \"1 day\" }\nramp = \"1 day\"\n";
    let scenario = read(&text);
    let mut hires = 0;
    let mut exits = 0;
    trajectories(&scenario, 20, |trajectory| {
        makes_sense(&scenario, trajectory);
        hires += trajectory.newcomers.len();
        exits += trajectory.exits().count();
    });
    // Each seat is a renewal process with cycles of mean m = 1/12 + 1/365.25, variance 1/144 + 1/365.25^2.
    let (cycle, variance) = (1.0 / 12.0 + 1.0 / 365.25, 1.0f64 / 144.0 + 1.0 / 365.25f64.powi(2));
    let mean = 80.0 * scenario.clock.years(scenario.horizon) / cycle;
    agrees("hires", hires as f64, mean, (mean * variance / cycle.powi(2)).sqrt());
    assert!(exits >= hires && exits <= hires + 80);
}

#[test]
fn a_notice_longer_than_the_horizon() {
    let text = head("12 months")
        + &people(6, "")
        + "[channels.found]\nhazard_per_year = 2\n[channels.startup]\nhazard_per_year = 2\n[notice]\nlength = \"10 years\"\n\
           [spinouts]\ncofound = 1\npull_per_year = 5\nhalf_life = \"1 year\"\n[contagion]\nratio = 3\nhalf_life = \"never\"\n\
           [returns]\nreturn_per_year = 5\nhalf_life = \"never\"\n[hiring]\ntime_to_fill = \"1 month\"\n";
    let scenario = read(&text);
    trajectories(&scenario, 500, |trajectory| {
        makes_sense(&scenario, trajectory);
        assert!(trajectory.events.iter().all(|event| matches!(event.kind, EventKind::Decision { .. })));
    });
}

#[test]
fn everything_at_once() {
    let text = head("36 months")
        + &(0..12)
            .map(|i| person(&format!("p-{i}"), &format!("team = \"t-{}\"\nhired = 20{:02}-03-01", i % 3, 20 + i % 5)))
            .collect::<String>()
        + "[channels.found]\nhazard_per_year = 0.5\n[channels.startup]\noffers_per_year = 3\nacceptance = 0.4\n\
           tenure = [{ until = \"1 year\", ratio = 2 }]\n[channels.lab]\nhazard_per_year = 0.5\n[channels.dismissed]\nhazard_per_year = 0.1\n\
           [competitors.a]\nchannel = \"lab\"\nseats = 2\nredistribute = true\n[competitors.b]\nchannel = \"lab\"\nopened = 2023-06-01\nclosed = 2024-06-01\n\
           [spinouts]\ncofound = 0.3\npull_per_year = 3\nhalf_life = \"8 months\"\ndelay = \"2 months\"\nseats = 3\nacross = 0.3\n\
           [contagion]\nratio = 1.5\nhalf_life = \"4 months\"\nacross = 0.2\nleader_ratio = 1.5\ncap = 8\n\
           [notice]\nlength = \"1 month\"\n[returns]\nreturn_per_year = 1\nhalf_life = \"1 year\"\nratio_after_return = 1.5\n\
           [hiring]\nrefill = 0.9\ntime_to_fill = { median = \"3 months\", p95 = \"12 months\" }\nopen_at_once = 3\n\
           [frailty]\nsd = 0.7\n[heat]\nvolatility = 0.5\nhalf_life = \"6 months\"\n";
    for text in [text.clone(), text.replace("half_life = \"8 months\"", "half_life = \"never\""), text.replace("redistribute = true", "")] {
        let mut scenario = read(&text);
        // Before they join, those hired after the start are not there; all others make sense.
        let start = scenario.clock.start();
        scenario.roster.researchers.iter_mut().for_each(|researcher| {
            if let Some(stayput::internals::people::Hire::On(date)) = &mut researcher.hired {
                *date = (*date).min(start);
            }
        });
        run(&scenario, 60);
    }
    let mut lasting = read(&text);
    lasting.returns.as_mut().unwrap().decay = Decay::Never;
    run(&lasting, 60);
}
