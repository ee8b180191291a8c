//! Notice: who decides at `t` is gone at `t + notice`, and moves others from `t` on.

use stayput::internals::simulate::{Destination, EventKind, Trajectory};

use super::two_people::{Effect, One, retained};
use crate::fixtures::{counts, exits_to, follows, head, people, person, read, read_with, trajectories};
use crate::numbers::{Chain, binomial, integral};

#[test]
fn exits_are_decisions_so_much_later() {
    // 45 days: no month boundary lies that far from another.
    let text = head("12 months") + &people(4, "") + "[channels.lab]\nhazard_per_year = 0.7\n[notice]\nlength = \"45 days\"\n";
    follows(&read(&text), |time| binomial(4, (-0.7 * (time - 45.0 / 365.25)).exp()));
}

#[test]
fn nobody_is_gone_before_the_first_notice_ends() {
    let text = head("12 months") + &people(4, "") + "[channels.lab]\nhazard_per_year = 5\n[notice]\nlength = \"8 months\"\n";
    let notice = 8.0 / 12.0;
    follows(&read(&text), |time| binomial(4, (-5.0 * (time - notice).max(0.0)).exp()));
}

#[test]
fn colleagues_hear_of_the_decision() {
    // Permanent contagion, a team of five: decisions are the chain of exits without notice.
    let (n, ratio) = (5, 1.9f64);
    let text = head("24 months")
        + &people(n, "")
        + "[channels.lab]\nhazard_per_year = 0.2\n[contagion]\nratio = 1.9\nhalf_life = \"never\"\n[notice]\nlength = \"3 months\"\n";
    let chain = Chain::new(0, |&gone: &usize| vec![((gone + 1).min(n), (n - gone) as f64 * 0.2 * ratio.powf(gone as f64))]);
    let left = |time: f64| chain.distribution(&chain.after(time - 0.25, &chain.start()), |gone| n - gone);
    follows(&read(&text), left);
    // An effect that comes late and fades does so from the decision on as well.
    let fading = head("24 months")
        + &people(2, "")
        + "[channels.lab]\nhazard_per_year = 0.5\n[contagion]\nratio = 6\nhalf_life = \"5 months\"\ndelay = \"20 days\"\n[notice]\nlength = \"2 months\"\n";
    let effect = Effect::fading(6.0, 5.0 / 12.0, 20.0 / 365.25);
    let one = One { hazard: 0.5, effect: &effect };
    follows(&read(&fading), |time| retained(&one, &one, time - 2.0 / 12.0));
}

#[test]
fn decisions_and_exits_of_everybody() {
    // Every exit follows its own decision by the notice, by the same way to the same place; those without an exit decided too late.
    let text = head("24 months")
        + &people(5, "")
        + "[channels.found]\nhazard_per_year = 0.2\n[channels.startup]\nhazard_per_year = 0.4\n[channels.lab]\nhazard_per_year = 0.3\n\
           [competitors.a]\nchannel = \"lab\"\n[competitors.b]\nchannel = \"lab\"\n[spinouts]\npull_per_year = 1\nhalf_life = \"1 year\"\n\
           [contagion]\nratio = 1.5\nhalf_life = \"4 months\"\n[notice]\nlength = \"100 days\"\n";
    let scenario = read(&text);
    let (notice, horizon) = (100.0 / 365.25, scenario.clock.years(scenario.horizon));
    let mut pulled = 0;
    trajectories(&scenario, 20_000, |trajectory| {
        for person in 0..5 {
            let own = |event: &&stayput::internals::simulate::Event| event.person == person && !matches!(event.kind, EventKind::Opening(_));
            let events: Vec<_> = trajectory.events.iter().filter(own).collect();
            match events[..] {
                [] => {}
                [decision] => assert!(decision.time + notice > horizon && matches!(decision.kind, EventKind::Decision { .. })),
                [decision, exit] => {
                    assert!((exit.time - decision.time - notice).abs() < 1e-12);
                    let (EventKind::Decision { channel, to }, Some((way, place))) = (decision.kind, exit.exit()) else {
                        panic!("{decision:?}, {exit:?}")
                    };
                    // Where a founder goes is known once it is founded.
                    assert!(channel == way && (to == place || matches!(place, Destination::Founded(_))));
                    pulled += u32::from(matches!(place, Destination::Spinout(_)));
                }
                _ => panic!("{events:?}"),
            }
        }
    });
    assert!(pulled > 1_000, "those who are pulled give notice too");
}

#[test]
fn pull_begins_at_the_exit() {
    // Only the first may found, all may join; the pull on two others begins when the founder is gone, and they too go later.
    let (n, notice, found, join, pull) = (2, 0.25, 0.6, 0.1, 1.5);
    let text = head("24 months")
        + &person("founder", "hired = 2000-01-01")
        + &people(n, "hired = 2022-01-01")
        + &format!(
            "[channels.found]\nhazard_per_year = {found}\ntenure = [{{ until = \"10 years\", hazard_per_year = 0 }}]\n[channels.startup]\nhazard_per_year = {join}\n"
        )
        + &format!("[spinouts]\npull_per_year = {pull}\nhalf_life = \"never\"\n[notice]\nlength = \"3 months\"\n");
    let pmf = |time: f64| {
        let end = time - notice;
        // The founder may also decide to join somebody first, and then nobody pulls.
        let founding = |s: f64| found * (-(found + join) * s).exp();
        let alone = 1.0 - integral(founding, 0.0, end, &[]);
        let stay = |s: f64| (-join * end - pull * (end - s - notice).max(0.0)).exp();
        let mut pmf: Vec<f64> = binomial(n, 1.0 - (-join * end).exp()).into_iter().map(|p| alone * p).collect();
        for (gone, p) in pmf.iter_mut().enumerate() {
            *p += integral(|s| founding(s) * binomial(n, 1.0 - stay(s))[gone], 0.0, end, &[end - notice]);
        }
        pmf
    };
    let count = |trajectory: &Trajectory, time: f64| (1..=n).filter(|&person| trajectory.is_out(person, time)).count();
    counts(&read(&text), count, pmf);
}

#[test]
fn seats_are_taken_at_the_exit() {
    // One seat: others still decide for it until somebody is gone there. Everything else of the channel leads elsewhere.
    let text = head("24 months")
        + &people(6, "")
        + "[channels.lab]\nhazard_per_year = 0.8\nunnamed_weight = 1\n[competitors.a]\nchannel = \"lab\"\nseats = 1\nredistribute = true\n\
           [notice]\nlength = \"2 months\"\n";
    let scenario = read(&text);
    let mut overbooked = 0;
    trajectories(&scenario, 20_000, |trajectory| {
        let to_a = |event: &&stayput::internals::simulate::Event, is_exit: bool| match event.kind {
            EventKind::Exit { to, .. } => is_exit && to == Destination::Competitor(0),
            EventKind::Decision { to, .. } => !is_exit && to == Destination::Competitor(0),
            _ => false,
        };
        let first = trajectory.events.iter().find(|event| to_a(event, true)).map_or(f64::INFINITY, |event| event.time);
        assert!(trajectory.events.iter().filter(|event| to_a(event, false)).all(|event| event.time <= first));
        overbooked += usize::from(exits_to(trajectory, 9.0, |to| to == Destination::Competitor(0)) > 1);
    });
    assert!(overbooked > 1_000);
    // All in all the share goes to the others: nobody's hazard changes.
    follows(&scenario, |time| binomial(6, (-0.8 * (time - 2.0 / 12.0)).exp()));
}

#[test]
fn an_exit_of_the_history_was_decided_before() {
    // Gone on 2 December 2022, decided 30 days earlier: a window of 100 days ends 40 days after the start.
    let history = ("history.csv", "id,team,entry,exit,channel\nx,a,2020-01-01,2022-12-02,lab\n");
    let text = head("12 months")
        + &person("p", "team = \"a\"")
        + "[channels.lab]\nhazard_per_year = 0.5\n[contagion]\nratio = 3\nwindow = \"100 days\"\n[history]\nfile = \"history.csv\"\n\
           [notice]\nlength = \"30 days\"\n";
    follows(&read_with(&text, &[history]), |time| {
        let end = time - 30.0 / 365.25;
        let stay = (-0.5 * (end + 2.0 * end.min(40.0 / 365.25))).exp();
        vec![1.0 - stay, stay]
    });
}
