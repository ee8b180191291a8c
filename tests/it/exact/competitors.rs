//! Competitors behind a channel: their shares of its hazard in closed form, and their seats as Markov chains.

use stayput::internals::simulate::{Destination, Trajectory};

use crate::fixtures::{
    TRAJECTORIES, TRIALS, checkpoints, counts, exits_to, head, is_distributed, people, read, read_with, run, trajectories,
};
use crate::numbers::{Chain, agrees, binomial};

/// For those who move each other by a hazard ratio of 1: the code for cascades.
const QUIET: &str = "[contagion]\nratio = 1.0\nhalf_life = \"never\"\n";

/// A competitor of 0.6 exits a year: weight, opening and closing [years], whether its share goes to the others.
struct Firm {
    weight: f64,
    from: f64,
    until: f64,
    redistribute: bool,
}

/// Cumulative incidence of the unnamed (first) and each of the listed, from shares that are constant between cuts.
fn incidence(hazard: f64, unnamed: f64, firms: &[Firm], time: f64) -> Vec<f64> {
    let mut cuts: Vec<f64> = firms.iter().flat_map(|firm| [firm.from, firm.until]).filter(|&cut| 0.0 < cut && cut < time).collect();
    cuts.extend([0.0, time]);
    cuts.sort_by(f64::total_cmp);
    let total = unnamed + firms.iter().map(|firm| firm.weight).sum::<f64>();
    let mut stay = 1.0;
    let mut left = vec![0.0; firms.len() + 1];
    for pair in cuts.windows(2) {
        let is_open = |firm: &&Firm| firm.from <= pair[0] && pair[0] < firm.until;
        let open = unnamed + firms.iter().filter(is_open).map(|firm| firm.weight).sum::<f64>();
        let given: f64 = firms.iter().filter(|firm| !is_open(firm) && firm.redistribute).map(|firm| firm.weight).sum();
        let share = |weight: f64| if open == 0.0 { 0.0 } else { weight / total * (1.0 + given / open) };
        let shares: Vec<f64> =
            std::iter::once(share(unnamed)).chain(firms.iter().map(|firm| if is_open(&firm) { share(firm.weight) } else { 0.0 })).collect();
        let sum = hazard * shares.iter().sum::<f64>();
        let gone = stay * (1.0 - (-sum * (pair[1] - pair[0])).exp());
        for (left, share) in left.iter_mut().zip(&shares).filter(|(_, share)| **share > 0.0) {
            *left += gone * hazard * share / sum;
        }
        stay -= gone;
    }
    left
}

/// Compares the number retained and where people went with the answer for a set of competitors.
fn check(unnamed: Option<f64>, keys: &str, firms: &[Firm]) {
    const PEOPLE: usize = 3;
    let key = unnamed.map_or(String::new(), |weight| format!("unnamed_weight = {weight}\n"));
    for further in ["", QUIET] {
        let text = head("24 months") + &people(PEOPLE, "") + "[channels.lab]\nhazard_per_year = 0.6\n" + &key + keys + further;
        let scenario = read(&text);
        let exact = |time: f64| incidence(0.6, unnamed.unwrap_or(0.0), firms, time);
        let estimates = run(&scenario, TRIALS);
        for (date, time) in checkpoints(&scenario, &estimates) {
            is_distributed(&estimates, date, &binomial(PEOPLE, 1.0 - exact(time).iter().sum::<f64>()));
        }
        let horizon = scenario.clock.years(scenario.horizon);
        let times = [0.4 * horizon, horizon];
        let mut found = vec![vec![0u64; firms.len() + 1]; 2];
        trajectories(&scenario, TRAJECTORIES, |trajectory| {
            for (time, found) in times.iter().zip(&mut found) {
                found[0] += exits_to(trajectory, *time, |to| to == Destination::Unnamed) as u64;
                for (firm, found) in found[1..].iter_mut().enumerate() {
                    *found += exits_to(trajectory, *time, |to| to == Destination::Competitor(firm)) as u64;
                }
            }
        });
        let n = (PEOPLE as u64 * TRAJECTORIES) as f64;
        for (time, found) in times.iter().zip(&found) {
            for (firm, (&found, p)) in found.iter().zip(exact(*time)).enumerate() {
                agrees(&format!("share gone to {firm} at {time}"), found as f64 / n, p, (p * (1.0 - p) / n).sqrt());
            }
        }
    }
}

/// Days from the start of 2023 [years].
fn day(days: f64) -> f64 {
    days / 365.25
}

#[test]
fn shares_of_the_listed_and_the_unnamed() {
    let always = |weight: f64| Firm { weight, from: f64::NEG_INFINITY, until: f64::INFINITY, redistribute: false };
    let keys = "[competitors.a]\nchannel = \"lab\"\nweight = 2.5\n[competitors.b]\nchannel = \"lab\"\n";
    // Beside listed ones that have a weight nobody is unnamed, unless the channel says so.
    check(None, keys, &[always(2.5), always(1.0)]);
    check(Some(1.5), keys, &[always(2.5), always(1.0)]);
}

#[test]
fn those_who_open_and_close() {
    let firms = |redistribute: bool| {
        [
            Firm { weight: 3.0, from: f64::NEG_INFINITY, until: day(181.0), redistribute },
            Firm { weight: 1.0, from: day(365.0), until: f64::INFINITY, redistribute: false },
            Firm { weight: 2.0, from: day(-200.0), until: day(500.0), redistribute },
        ]
    };
    let keys = |redistribute: bool| {
        let key = format!("redistribute = {redistribute}\n");
        "[competitors.a]\nchannel = \"lab\"\nweight = 3\nclosed = 2023-07-01\n".to_owned()
            + &key
            + "[competitors.b]\nchannel = \"lab\"\nopened = 2024-01-01\n[competitors.c]\nchannel = \"lab\"\nweight = 2\n\
               opened = 2022-06-15\nclosed = 2024-05-15\n"
            + &key
    };
    for redistribute in [false, true] {
        check(Some(0.5), &keys(redistribute), &firms(redistribute));
        // With nobody unnamed, what is left is divided among few.
        check(None, &keys(redistribute), &firms(redistribute));
    }
}

#[test]
fn nobody_hires_before_the_first_opens() {
    let firm = Firm { weight: 1.0, from: day(243.0), until: day(365.0), redistribute: true };
    check(None, "[competitors.a]\nchannel = \"lab\"\nopened = 2023-09-01\nclosed = 2024-01-01\nredistribute = true\n", &[firm]);
}

/// A chain of those who are gone to the unnamed and to a competitor with weight 2 of 3, with hazard 0.9 and seats; hires before the start.
fn check_seats(seats: usize, before: usize, redistribute: bool) {
    const PEOPLE: usize = 5;
    let text = head("24 months")
        + &people(PEOPLE, "")
        + "[channels.lab]\nhazard_per_year = 0.9\nunnamed_weight = 1\n[history]\nfile = \"history.csv\"\n\
           [competitors.a]\nchannel = \"lab\"\nweight = 2\n"
        + &format!("seats = {seats}\nredistribute = {redistribute}\n");
    let hires = ["x,2020-01-01,2022-01-01,lab,a\n", "y,2020-01-01,2022-02-01,lab,a\n", "z,2020-01-01,2022-03-01,lab,a\n"];
    let history = "id,entry,exit,channel,destination\nw,2020-01-01,2022-03-01,lab,b\n".to_owned() + &hires[..before].concat();
    let scenario = read_with(&text, &[("history.csv", &history)]);
    let chain = Chain::new([0, 0], |&[unnamed, hired]: &[usize; 2]| {
        let hazard = 0.9 * (PEOPLE - unnamed - hired) as f64;
        let is_full = hired + before >= seats;
        let rest = if is_full && redistribute { 1.0 } else { 1.0 / 3.0 };
        vec![([unnamed + 1, hired], hazard * rest), ([unnamed, hired + 1], if is_full { 0.0 } else { hazard * 2.0 / 3.0 })]
    });
    let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |&[unnamed, hired]| unnamed * (PEOPLE + 1) + hired);
    let count = |trajectory: &Trajectory, time: f64| {
        exits_to(trajectory, time, |to| to == Destination::Unnamed) * (PEOPLE + 1)
            + exits_to(trajectory, time, |to| to == Destination::Competitor(0))
    };
    counts(&scenario, count, pmf);
}

#[test]
fn seats_of_a_competitor() {
    check_seats(1, 0, false);
    check_seats(2, 0, true);
    check_seats(4, 2, true);
    // Full before the start.
    check_seats(2, 2, true);
    check_seats(2, 3, false);
}

#[test]
fn seats_of_several_teams_and_channels() {
    // Two teams that nothing but the seats of `a` ties; `b`, behind the same channel, closes in July 2023 and gives its share to the
    // others; the other channel knows nothing of all that. States: gone to a, to b, by the other channel.
    let team =
        |name: &str| (0..2).map(|i| crate::fixtures::person(&format!("{name}-{i}"), &format!("team = \"{name}\""))).collect::<String>();
    let text = head("24 months")
        + &team("x")
        + &team("y")
        + "[channels.lab]\nhazard_per_year = 0.8\n[channels.other]\nhazard_per_year = 0.2\n\
           [competitors.a]\nchannel = \"lab\"\nweight = 2\nseats = 2\nredistribute = true\n\
           [competitors.b]\nchannel = \"lab\"\nweight = 1\nclosed = 2023-07-01\nredistribute = true\n\
           [competitors.c]\nchannel = \"lab\"\nweight = 1\n";
    // Both that may be shut give their share away, in proportion: those that are open have everything.
    let moves = |[a, b, c, other]: [usize; 4], is_closed: bool| {
        let there = (4 - a - b - c - other) as f64;
        let weights = [if a < 2 { 2.0 } else { 0.0 }, if is_closed { 0.0 } else { 1.0 }, 1.0];
        let rate = |firm: usize| there * 0.8 * weights[firm] / weights.iter().sum::<f64>();
        vec![
            ([a + 1, b, c, other], rate(0)),
            ([a, b + 1, c, other], rate(1)),
            ([a, b, c + 1, other], rate(2)),
            ([a, b, c, other + 1], there * 0.2),
        ]
    };
    let value = |&[a, b, c, other]: &[usize; 4]| a + 3 * (b + 5 * (c + 5 * other));
    let closing = day(181.0);
    let before = Chain::new([0; 4], |&state| moves(state, false));
    let at_closing = before.distribution(&before.after(closing, &before.start()), value);
    let count = |trajectory: &Trajectory, time: f64| {
        let to = |firm: usize| exits_to(trajectory, time, |to| to == Destination::Competitor(firm));
        value(&[to(0), to(1), to(2), exits_to(trajectory, time, |to| to == Destination::Unnamed)])
    };
    counts(&read(&text), count, |time| {
        let mut pmf = vec![0.0; value(&[2, 4, 4, 4]) + 1];
        for (code, p) in at_closing.iter().enumerate().filter(|(_, p)| **p > 0.0) {
            let after = Chain::new([code % 3, code / 3 % 5, code / 15 % 5, code / 75], |&state| moves(state, true));
            let rest = after.distribution(&after.after(time - closing, &after.start()), value);
            rest.iter().enumerate().for_each(|(code, q)| pmf[code] += p * q);
        }
        pmf
    });
}
