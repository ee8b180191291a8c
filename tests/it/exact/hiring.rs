//! Hiring: seats that are filled after exponential times are a birth-and-death chain, the machine-repair model.

use stayput::internals::simulate::{EventKind, Trajectory};

use crate::fixtures::{counts, head, people, person, read, read_with, trajectories};
use crate::numbers::Chain;

const LEAVE: f64 = 0.8;
const REFILL: f64 = 0.8;
/// Hires a year of one seat that is looked after.
const FILL: f64 = 2.0;

fn hiring(open_at_once: Option<usize>) -> String {
    format!("[hiring]\nrefill = {REFILL}\ntime_to_fill = {{ mean = \"6 months\" }}\n")
        + &open_at_once.map_or(String::new(), |seats| format!("open_at_once = {seats}\n"))
}

/// How many are there of `n` at the start, and how many hires there were up to `most`, as one number.
fn headcount(n: usize, most: usize) -> impl Fn(&Trajectory, f64) -> usize {
    move |trajectory, time| {
        let so_far = || trajectory.events.iter().filter(|event| event.time <= time);
        let hires = so_far().filter(|event| event.kind == EventKind::Hire).count();
        let exits = so_far().filter(|event| event.exit().is_some()).count();
        (n + hires - exits) * (most + 1) + hires.min(most)
    }
}

/// The chain of those who are there, the seats that are open, and the hires so far (up to `most`), with a hazard for each.
fn repair(n: usize, most: usize, at_once: usize, hazard: impl Fn(usize) -> f64) -> impl Fn(f64) -> Vec<f64> {
    let chain = Chain::new([n, 0, 0], |&[there, open, hires]: &[usize; 3]| {
        let leave = there as f64 * hazard(there);
        vec![
            ([there.saturating_sub(1), open + 1, hires], REFILL * leave),
            ([there.saturating_sub(1), open, hires], (1.0 - REFILL) * leave),
            ([there + 1, open.saturating_sub(1), (hires + 1).min(most)], FILL * open.min(at_once) as f64),
        ]
    });
    move |time| {
        let value = |&[there, _, hires]: &[usize; 3]| there * (most + 1) + hires;
        let mut pmf = chain.distribution(&chain.after(time, &chain.start()), value);
        pmf.resize((n + 1) * (most + 1), 0.0);
        pmf
    }
}

#[test]
fn seats_that_are_filled_again() {
    let n = 4;
    for at_once in [None, Some(1), Some(2)] {
        let text = head("24 months") + &people(n, "") + &format!("[channels.lab]\nhazard_per_year = {LEAVE}\n") + &hiring(at_once);
        counts(&read(&text), headcount(n, 5), repair(n, 5, at_once.unwrap_or(n), |_| LEAVE));
    }
}

#[test]
fn teams_wait_for_those_who_look_for_newcomers() {
    let n = 4;
    let text = head("24 months")
        + &(0..n).map(|i| person(&format!("p-{i}"), &format!("team = \"t-{i}\""))).collect::<String>()
        + &format!("[channels.lab]\nhazard_per_year = {LEAVE}\n");
    for at_once in [None, Some(1)] {
        counts(&read(&(text.clone() + &hiring(at_once))), headcount(n, 5), repair(n, 5, at_once.unwrap_or(n), |_| LEAVE));
    }
}

#[test]
fn newcomers_leave_where_ties_are_edges_or_somebody_came_back_before() {
    // Newcomers stand in no list of edges; one who left before the start and came back is moved apart from the team.
    let n = 3;
    let text = head("24 months") + &people(n, "team = \"a\"") + &format!("[channels.lab]\nhazard_per_year = {LEAVE}\n") + &hiring(None);
    let exact = repair(n, 4, n, |_| LEAVE);
    let edges = text.clone() + "[contagion]\nratio = 1\nhalf_life = \"never\"\nedges = \"edges.csv\"\n";
    counts(&read_with(&edges, &[("edges.csv", "from,to,weight\np-0,p-1,1\n")]), headcount(n, 4), &exact);
    let back = text + "[history]\nfile = \"history.csv\"\n";
    let history = "id,team,entry,exit,channel,observed_until\np-1,a,2020-01-01,2022-06-01,lab,\np-1,a,2022-09-01,,,2023-01-01\n";
    counts(&read_with(&back, &[("history.csv", history)]), headcount(n, 4), &exact);
}

#[test]
fn newcomers_move_and_are_moved() {
    // Each exit multiplies the hazard of all who are there or come later by 1.3, up to a cap after four: the number of exits is
    // n + hires - there.
    let (n, most) = (3, 12);
    let text = head("18 months")
        + &people(n, "")
        + "[channels.lab]\nhazard_per_year = 0.5\n[contagion]\nratio = 1.3\nhalf_life = \"never\"\ncap = 2.8561\n"
        + &hiring(None);
    let chain = Chain::new([n, 0, 0], |&[there, open, exits]: &[usize; 3]| {
        let leave = there as f64 * 0.5 * 1.3f64.powf(exits.min(4) as f64);
        let exits_then = (exits + 1).min(most);
        vec![
            ([there.saturating_sub(1), open + 1, exits_then], REFILL * leave),
            ([there.saturating_sub(1), open, exits_then], (1.0 - REFILL) * leave),
            ([there + 1, open.saturating_sub(1), exits], FILL * open as f64),
        ]
    });
    let value = |there: usize, exits: usize| there * (most + 1) + exits.min(most);
    let pmf = |time| {
        let mut pmf = chain.distribution(&chain.after(time, &chain.start()), |&[there, _, exits]| value(there, exits));
        pmf.resize((n + 1) * (most + 1), 0.0);
        pmf
    };
    let count = |trajectory: &Trajectory, time: f64| {
        let exits = trajectory.exits().filter(|&(at, ..)| at <= time).count();
        let hires = trajectory.newcomers.iter().filter(|newcomer| newcomer.hired <= time).count();
        value(n + hires - exits, exits)
    };
    counts(&read(&text), count, pmf);
}

#[test]
fn newcomers_have_the_tenure_of_newcomers_and_what_their_seat_is() {
    // Nobody leaves in the first year after hire; after it, x = 1 leaves at once and x = 0 never.
    let text = head("60 months")
        + &person("quick", "x = 1\nteam = \"a\"\nhired = 2020-05-05")
        + &person("slow", "x = 0\nteam = \"b\"\nhired = 2020-05-05")
        + "[channels.lab]\nhazard_per_year = 0.01\ncovariates = { x = 1000 }\ntenure = [{ until = \"1 year\", hazard_per_year = 0 }]\n\
           [hiring]\ntime_to_fill = { mean = \"1 month\" }\n";
    let scenario = read(&text);
    let mut spells = 0;
    trajectories(&scenario, 5_000, |trajectory| {
        for newcomer in &trajectory.newcomers {
            assert!(newcomer.hired > 0.0 && newcomer.seat < 2);
        }
        for (time, person, _) in trajectory.exits() {
            if let Some(newcomer) = trajectory.newcomer(person, 2).filter(|newcomer| newcomer.seat == 0) {
                let hired = scenario.clock.date(newcomer.hired);
                let end = scenario.clock.years(hired.saturating_add(jiff::Span::new().years(1)));
                assert!(time >= end && time < end + 3.0, "hired {}, gone {time}", newcomer.hired);
                spells += 1;
            }
        }
    });
    assert!(spells > 5_000);
}

#[test]
fn fillings_of_a_seat_are_counted() {
    let text =
        head("60 months") + &people(2, "") + "[channels.lab]\nhazard_per_year = 2\n[hiring]\ntime_to_fill = { mean = \"1 month\" }\n";
    trajectories(&read(&text), 500, |trajectory| {
        for seat in 0..2 {
            let fillings: Vec<u32> =
                trajectory.newcomers.iter().filter(|newcomer| newcomer.seat == seat).map(|newcomer| newcomer.filling).collect();
            // One holder at a time: a seat opens when the newcomer before has gone.
            assert_eq!(fillings, (1..=fillings.len() as u32).collect::<Vec<_>>());
        }
    });
}
