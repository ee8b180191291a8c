//! Known last days: a certain exit, whose effects on others are those of any exit; each against a closed form.

use stayput::internals::simulate::{Destination, EventKind, Trajectory};

use super::two_people::Effect;
use crate::fixtures::{counts, exits_to, follows, head, people, person, read, trajectories};
use crate::numbers::{Chain, binomial};

/// The time of 2023-07-11 [years]: no month boundary.
const LEAVES: f64 = 191.0 / 365.25;

const LEAVER: &str = "last_day = 2023-07-11\nlast_channel = \"lab\"";

/// The exits of so many who move each other for good, with one more exit from some time on.
fn chain(n: usize, hazard: f64, ratio: f64, joins: f64, time: f64) -> Vec<f64> {
    let moves = |before: usize| {
        Chain::new(0, move |&gone: &usize| vec![((gone + 1).min(n), (n - gone) as f64 * hazard * ratio.powf((gone + before) as f64))])
    };
    let (first, then) = (moves(0), moves(1));
    let early = first.after(time.clamp(0.0, joins), &first.start());
    then.distribution(&then.after((time - joins).max(0.0), &early), |gone| *gone)
}

#[test]
fn others_are_moved_from_the_last_day_on() {
    let n = 4;
    let text = head("24 months")
        + &people(n, "")
        + &person("q", LEAVER)
        + "[channels.lab]\nhazard_per_year = 0.25\n[contagion]\nratio = 1.8\nhalf_life = \"never\"\n";
    follows(&read(&text), |time| {
        let mut there = vec![0.0; n + 2];
        let own = usize::from(time < LEAVES);
        chain(n, 0.25, 1.8, LEAVES, time).into_iter().enumerate().for_each(|(gone, p)| there[n - gone + own] += p);
        there
    });
}

#[test]
fn others_hear_of_it_the_notice_before_and_at_the_start_at_the_latest() {
    let (n, notice) = (3, 92.0 / 365.25);
    for (day, leaves) in [("2023-07-11", LEAVES), ("2023-02-10", 40.0 / 365.25)] {
        let text = head("18 months")
            + &people(n, "")
            + &person("q", &format!("last_day = {day}"))
            + "[channels.lab]\nhazard_per_year = 0.4\n[contagion]\nratio = 2.2\nhalf_life = \"never\"\n[notice]\nlength = \"92 days\"\n";
        let scenario = read(&text);
        follows(&scenario, |time| {
            let mut there = vec![0.0; n + 2];
            let own = usize::from(time < leaves);
            let heard = (leaves - notice).max(0.0);
            let decided = chain(n, 0.4, 2.2, heard, (time - notice).max(0.0));
            decided.into_iter().enumerate().for_each(|(gone, p)| there[n - gone + own] += p);
            there
        });
        trajectories(&scenario, 100, |trajectory| {
            let own: Vec<_> = trajectory.events.iter().filter(|event| event.person == n).collect();
            let [decision, exit] = own[..] else { panic!("{own:?}") };
            assert!(matches!(decision.kind, EventKind::Decision { .. }) && decision.time == (leaves - notice).max(0.0));
            assert!(exit.exit() == Some((1, Destination::Unnamed)) && exit.time == leaves);
        });
    }
}

#[test]
fn the_exit_of_a_leader_fades_from_the_last_day_on() {
    let text = head("24 months")
        + &people(2, "team = \"a\"")
        + &person("q", &format!("team = \"b\"\nleads = \"a\"\n{LEAVER}"))
        + "[channels.lab]\nhazard_per_year = 0.5\n[contagion]\nratio = 1\nhalf_life = \"never\"\nleader_ratio = 5\nleader_half_life = \"4 months\"\nleader_delay = \"20 days\"\n";
    let effect = Effect::fading(5.0, 4.0 / 12.0, 20.0 / 365.25);
    follows(&read(&text), |time| {
        let stay = (-0.5 * (time.min(LEAVES) + effect.felt(0.0, (time - LEAVES).max(0.0)))).exp();
        let mut there = binomial(2, stay);
        there.insert(usize::from(time >= LEAVES) * 3, 0.0);
        there
    });
}

#[test]
fn the_exit_of_one_who_leads_two_teams_moves_both() {
    for leads in ["[\"a\", \"b\"]", "\"b; a\""] {
        let text = head("24 months")
            + &person("in-a", "team = \"a\"")
            + &person("in-b", "team = \"b\"")
            + &person("in-c", "team = \"c\"")
            + &person("q", &format!("team = \"c\"\nleads = {leads}\n{LEAVER}"))
            + "[channels.lab]\nhazard_per_year = 0.5\n[contagion]\nratio = 1\nhalf_life = \"never\"\nleader_ratio = 4\n";
        follows(&read(&text), |time| {
            let moved = binomial(2, (-0.5 * (time.min(LEAVES) + 4.0 * (time - LEAVES).max(0.0))).exp());
            let alone = (-0.5 * time).exp();
            let mut there = vec![0.0; 4];
            for (count, p) in moved.into_iter().enumerate() {
                there[count] += p * (1.0 - alone);
                there[count + 1] += p * alone;
            }
            there.insert(usize::from(time >= LEAVES) * 4, 0.0);
            there
        });
    }
}

#[test]
fn a_founder_pulls_and_is_followed_at_once() {
    let (n, join, pull, cofound, delay) = (3, 0.2, 1.5, 0.3, 31.0 / 365.25);
    let text = head("24 months")
        + &people(n, "")
        + &person("q", "last_day = 2023-07-11\nlast_channel = \"found\"")
        + &format!("[channels.found]\nhazard_per_year = 0\n[channels.startup]\nhazard_per_year = {join}\n")
        + &format!("[spinouts]\npull_per_year = {pull}\nhalf_life = \"never\"\ndelay = \"31 days\"\ncofound = {cofound}\n");
    let scenario = read(&text);
    let stay = |time: f64| {
        let stays = if time >= LEAVES { 1.0 - cofound } else { 1.0 };
        stays * (-join * time - pull * (time - LEAVES - delay).max(0.0)).exp()
    };
    follows(&scenario, |time| {
        let mut there = binomial(n, stay(time));
        there.insert(usize::from(time >= LEAVES) * (n + 1), 0.0);
        there
    });
    // Founders: the one whose day it is, and who goes along.
    let founders = |trajectory: &Trajectory, time: f64| exits_to(trajectory, time, |to| matches!(to, Destination::Founded(_)));
    counts(&scenario, founders, |time| {
        let mut founders = vec![0.0; n + 2];
        let co = if time >= LEAVES { cofound * (-join * LEAVES).exp() } else { 0.0 };
        binomial(n, co).into_iter().enumerate().for_each(|(count, p)| founders[count + usize::from(time >= LEAVES)] += p);
        founders
    });
}

#[test]
fn a_seat_is_taken_on_the_last_day() {
    // The only seat: before, all who leave go there if first; after, nobody leaves by the channel any more.
    let text = head("24 months")
        + &people(1, "")
        + &person("q", LEAVER)
        + "[channels.lab]\nhazard_per_year = 0.9\nunnamed_weight = 0\n[competitors.acme]\nchannel = \"lab\"\nseats = 1\n";
    follows(&read(&text), |time| {
        let stay = (-0.9 * time.min(LEAVES)).exp();
        if time < LEAVES { vec![0.0, 1.0 - stay, stay] } else { vec![1.0 - stay, stay, 0.0] }
    });
}

#[test]
fn nothing_else_happens_to_who_has_a_last_day_and_the_luck_of_others_is_the_same() {
    let with = |keys: &str| {
        let text = head("12 months")
            + &people(6, "")
            + &person("q", keys)
            + &person("r", &(keys.replace("2023-07-11", "2025-03-01") + "\nhired = 2023-05-01"))
            + "[channels.lab]\nhazard_per_year = 3\n[channels.startup]\noffers_per_year = 9\nacceptance = 0.1\n[frailty]\nsd = 0.5\n";
        read(&text)
    };
    let (mut plain, mut gone) = (Vec::new(), Vec::new());
    let others = |trajectory: &Trajectory| {
        let mut exits: Vec<_> = trajectory.exits().filter(|&(_, person, _)| person < 6).collect();
        exits.sort_by(|a, b| a.0.total_cmp(&b.0));
        exits
    };
    trajectories(&with(""), 500, |trajectory| plain.push(others(trajectory)));
    trajectories(&with(LEAVER), 500, |trajectory| {
        gone.push(others(trajectory));
        let own: Vec<_> = trajectory.exits().filter(|&(_, person, _)| person >= 6).collect();
        assert_eq!(own, [(LEAVES, 6, 0)]);
    });
    for (plain, gone) in plain.iter().zip(&gone) {
        assert_eq!(plain.len(), gone.len());
        assert!(plain.iter().zip(gone).all(|(a, b)| (a.1, a.2) == (b.1, b.2) && (a.0 - b.0).abs() < 1e-12));
    }
}
