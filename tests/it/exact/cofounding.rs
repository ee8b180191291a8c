//! Co-founding: at a founding each team-mate who is there leaves at once with the founder, so that the number gone jumps by a binomial.

use stayput::internals::simulate::{Destination, EventKind, Trajectory};

use crate::fixtures::{counts, exits_to, head, people, person, read, trajectories};
use crate::numbers::{Chain, binomial, integral};

const FOUND: f64 = 0.35;
const JOIN: f64 = 0.2;

/// Hazards of everybody, and the probability to come along.
fn market(cofound: f64, pull: f64) -> String {
    format!(
        "[channels.found]\nhazard_per_year = {FOUND}\n[channels.startup]\nhazard_per_year = {JOIN}\n\
         [spinouts]\ncofound = {cofound}\npull_per_year = {pull}\nhalf_life = \"never\"\n"
    )
}

/// The chain of one team: who is there, and how many founded or came along.
fn team(n: usize, cofound: f64) -> Chain<[usize; 2]> {
    Chain::new([n, 0], move |&[there, founders]: &[usize; 2]| {
        if there == 0 {
            return Vec::new();
        }
        let along = binomial(there - 1, cofound).into_iter().enumerate();
        along
            .map(|(mates, p)| ([there - 1 - mates, founders + 1 + mates], there as f64 * FOUND * p))
            .chain([([there - 1, founders], there as f64 * JOIN)])
            .collect()
    })
}

fn founders(trajectory: &Trajectory, time: f64) -> usize {
    exits_to(trajectory, time, |to| matches!(to, Destination::Founded(_)))
}

#[test]
fn a_team_that_founds() {
    let n = 6;
    let chain = team(n, 0.3);
    let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |&[there, founders]| (n - there) * (n + 1) + founders);
    let count = |trajectory: &Trajectory, time: f64| exits_to(trajectory, time, |_| true) * (n + 1) + founders(trajectory, time);
    counts(&read(&(head("24 months") + &people(n, "") + &market(0.3, 0.0))), count, pmf);
}

#[test]
fn teams_that_know_nothing_of_each_other() {
    let (sizes, cofound) = ([4, 2, 1], 0.6);
    let people: String = sizes
        .iter()
        .enumerate()
        .flat_map(|(team, &size)| (0..size).map(move |i| person(&format!("{team}-{i}"), &format!("team = \"{team}\""))))
        .collect();
    let chains = sizes.map(|size| team(size, cofound));
    let pmf = |time| {
        let gone = |team: usize| {
            let chain = &chains[team];
            chain.distribution(&chain.after(time, &chain.start()), |&[there, _]| sizes[team] - there)
        };
        let mut pmf = vec![0.0; 5 * 3 * 2];
        for (a, p) in gone(0).into_iter().enumerate() {
            for (b, q) in gone(1).into_iter().enumerate() {
                for (c, r) in gone(2).into_iter().enumerate() {
                    pmf[(a * 3 + b) * 2 + c] += p * q * r;
                }
            }
        }
        pmf
    };
    let count = |trajectory: &Trajectory, time: f64| {
        let gone = |people: std::ops::Range<usize>| people.filter(|&person| trajectory.is_out(person, time)).count();
        (gone(0..4) * 3 + gone(4..6)) * 2 + gone(6..7)
    };
    counts(&read(&(head("24 months") + &people + &market(cofound, 0.0))), count, pmf);
}

#[test]
fn those_who_came_along_pull_nobody_on_their_own() {
    // Without a tie across teams and without limits of seats there is one spin-out a founding, whoever came along: states are those who
    // are there and the number of spin-outs.
    let n = 5;
    let chain = Chain::new([n, 0], |&[there, open]: &[usize; 2]| {
        if there == 0 {
            return Vec::new();
        }
        let hazard = there as f64;
        let along = binomial(there - 1, 0.25).into_iter().enumerate();
        along
            .map(|(mates, p)| ([there - 1 - mates, open + 1], hazard * FOUND * p))
            .chain([([there - 1, open], hazard * (JOIN + 0.7 * open as f64))])
            .collect()
    });
    let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |&[there, open]| (n - there) * (n + 1) + open);
    let count = |trajectory: &Trajectory, time: f64| {
        let openings = trajectory.events.iter().filter(|event| event.time <= time && matches!(event.kind, EventKind::Opening(_))).count();
        exits_to(trajectory, time, |_| true) * (n + 1) + openings
    };
    counts(&read(&(head("24 months") + &people(n, "") + &market(0.25, 0.7))), count, pmf);
}

#[test]
fn it_acts_where_no_spinout_opens() {
    let n = 4;
    let chain = team(n, 0.5);
    let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |&[there, _]| n - there);
    let text = head("24 months") + &people(n, "") + &market(0.5, 3.0) + "open = false\n";
    counts(&read(&text), |trajectory, time| exits_to(trajectory, time, |_| true), pmf);
}

#[test]
fn exits_along_with_the_founder_move_those_who_stay() {
    let (n, ratio) = (5, 1.5f64);
    let chain = Chain::new(n, |&there: &usize| {
        if there == 0 {
            return Vec::new();
        }
        let hazard = there as f64 * ratio.powf((n - there) as f64);
        let along = binomial(there - 1, 0.4).into_iter().enumerate();
        along.map(|(mates, p)| (there - 1 - mates, hazard * FOUND * p)).chain([(there - 1, hazard * JOIN)]).collect()
    });
    let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |there| n - there);
    let text = head("24 months") + &people(n, "") + &market(0.4, 0.0) + "[contagion]\nratio = 1.5\nhalf_life = \"never\"\n";
    counts(&read(&text), |trajectory, time| exits_to(trajectory, time, |_| true), pmf);
}

#[test]
fn under_notice_only_those_come_along_who_have_not_decided() {
    // Only the first may found; all join with hazard 0.9. The founder is gone half a year after the decision; of those who by then have
    // not decided, each comes along with probability 0.4, on that day.
    let (n, notice, join) = (5, 0.5, 0.9);
    let text = head("24 months")
        + &person("founder", "hired = 2000-01-01")
        + &people(n, "hired = 2022-01-01")
        + &format!(
            "[channels.found]\nhazard_per_year = {FOUND}\ntenure = [{{ until = \"10 years\", hazard_per_year = 0 }}]\n[channels.startup]\nhazard_per_year = {join}\n"
        )
        + "[spinouts]\ncofound = 0.4\npull_per_year = 0\nhalf_life = \"never\"\n[notice]\nlength = \"6 months\"\n";
    let pmf = |time: f64| {
        let founded = |s: f64| FOUND * (-(FOUND + join) * s).exp();
        let along = |s: f64| binomial(n, 0.4 * (-join * (s + notice)).exp());
        let mut pmf: Vec<f64> = (0..=n).map(|mates| integral(|s| founded(s) * along(s)[mates], 0.0, time - notice, &[])).collect();
        pmf.insert(0, 1.0 - pmf.iter().sum::<f64>());
        pmf
    };
    let scenario = read(&text);
    counts(&scenario, founders, pmf);
    // They leave at the founder's exit, decided on that day.
    trajectories(&scenario, 5_000, |trajectory| {
        let exits: Vec<_> = trajectory.events.iter().filter(|event| matches!(event.exit(), Some((_, Destination::Founded(_))))).collect();
        for event in &exits {
            assert_eq!(event.time, exits[0].time);
            let decisions: Vec<_> =
                trajectory.events.iter().filter(|e| e.person == event.person && matches!(e.kind, EventKind::Decision { .. })).collect();
            assert_eq!(decisions.len(), 1);
            assert!((event.time - decisions[0].time - if event.person == 0 { notice } else { 0.0 }).abs() < 1e-12);
        }
    });
}
