//! Conditions: policies that begin when enough people have left.

use stayput::internals::simulate::trajectory::PolicyEventKind;

use super::{mean_is, trials, under};
use crate::fixtures::{head, people, person, read, read_with};
use crate::numbers::Chain;

#[test]
fn a_policy_begins_at_the_exit_that_meets_its_condition() {
    // With a window longer than the horizon, the second exit begins it: a pure death chain whose hazard changes there.
    let n = 6;
    let text = head("24 months")
        + &people(n, "")
        + "[channels.lab]\nhazard_per_year = 0.5\n[policies.alarm]\nkind = \"effect\"\nratio = 0.3\nwhen = { exits = 2, within = \"10 years\", of = \"lab\" }\n";
    let scenario = read(&text);
    let end = scenario.clock.years(scenario.horizon);
    let chain = Chain::new(0usize, |&gone: &usize| {
        let hazard = if gone >= 2 { 0.15 } else { 0.5 };
        if gone == n { vec![] } else { vec![(gone + 1, hazard * (n - gone) as f64)] }
    });
    let pmf = chain.distribution(&chain.after(end, &chain.start()), |&gone| gone);
    let mean: f64 = pmf.iter().enumerate().map(|(gone, p)| gone as f64 * p).sum();
    mean_is("exits under a conditional effect", &scenario, "alarm", mean, |_, trajectory| trajectory.exits_until(end) as f64);
}

#[test]
fn a_window_counts_what_falls_into_it_and_teams_count_apart() {
    let roster: String = (0..8).map(|i| person(&format!("p-{i}"), &format!("team = \"{}\"", if i < 4 { "a" } else { "b" }))).collect();
    let text = head("36 months")
        + &roster
        + "[channels.lab]\nhazard_per_year = 0.5\n[policies.alarm]\nkind = \"effect\"\nratio = 0.5\nfrom = 2023-06-01\nwhen = { exits = 2, within = \"90 days\" }\n";
    let scenario = read(&text);
    let from = scenario.clock.years("2023-06-01".parse().unwrap());
    let within = 90.0 / 365.25;
    let mut begun = [0, 0];
    trials(&scenario, "alarm", 2_000, |_, trajectory| {
        for team in 0..2 {
            let exits: Vec<f64> = trajectory.exits().filter(|&(_, person, _)| (person / 4) == team).map(|(time, ..)| time).collect();
            let met = exits.windows(2).find(|pair| pair[1] - pair[0] < within).map(|pair| pair[1].max(from));
            let found =
                trajectory.policy_events.iter().find(|event| event.kind == PolicyEventKind::Begin(Some(team))).map(|event| event.time);
            assert_eq!(found, met.filter(|&time| time <= 3.0), "{exits:?}");
            begun[usize::from(found == Some(from))] += usize::from(found.is_some());
        }
    });
    assert!(begun.iter().all(|&count| count > 50), "{begun:?}");
}

#[test]
fn exits_of_the_history_count() {
    let history = "id,team,entry,exit,channel\nq-1,all,2020-01-01,2022-12-01,lab\np-0,all,2020-01-01,,\n";
    let text = head("24 months")
        + &people(3, "")
        + "[history]\nfile = \"history.csv\"\nuntil = 2023-01-01\n[channels.lab]\nhazard_per_year = 0.3\n[contagion]\nratio = 1.0\nhalf_life = \"never\"\n[policies.alarm]\nkind = \"effect\"\nratio = 0.5\nwhen = { exits = 1, within = \"60 days\" }\n";
    let scenario = read_with(&text, &[("history.csv", history)]);
    trials(&scenario, "alarm", 20, |_, trajectory| {
        assert_eq!((trajectory.policy_events[0].time, trajectory.policy_events[0].kind), (0.0, PolicyEventKind::Begin(Some(0))));
    });
}

#[test]
fn only_the_team_where_it_began_feels_it() {
    let roster: String = (0..6).map(|i| person(&format!("p-{i}"), &format!("team = \"{}\"", if i < 3 { "a" } else { "b" }))).collect();
    let text = head("24 months")
        + &roster
        + "[channels.lab]\nhazard_per_year = 0.5\n[policies.alarm]\nkind = \"effect\"\nratio = 0.00001\nwhen = { exits = 1, within = \"10 years\" }\n";
    let scenario = read(&text);
    let end = scenario.clock.years(scenario.horizon);
    // One exit a team, then hardly any: in each team the first of three.
    let expected = 2.0 * -(-1.5 * end).exp_m1();
    mean_is("exits", &scenario, "alarm", expected, |_, trajectory| trajectory.exits_until(end) as f64);
    assert_eq!(under(&scenario, "alarm").circles.len(), 2, "teams that nothing ties run apart");
}
