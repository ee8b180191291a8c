//! What the history's founders opened before the start goes on to pull: integrated hazards, and chains of the seats that are left.

use stayput::internals::simulate::{Destination, Trajectory};

use crate::fixtures::{counts, exits_to, follows, head, people, person, read_with};
use crate::numbers::{Chain, integral, poisson_binomial};

const CHANNELS: &str = "[channels.found]\nhazard_per_year = 0\n[channels.startup]\nhazard_per_year = 0.1\n[channels.lab]\nhazard_per_year = 0.05\n\
                        [history]\nfile = \"history.csv\"\n";

/// Days from the start of 2023 [years].
fn day(days: f64) -> f64 {
    days / 365.25
}

#[test]
fn a_founding_before_the_start_pulls_from_its_opening() {
    // Founded 1 September 2022 (-122 days), opened 30 days later; another founded on 12 December (-20 days) opens 10 days after the start.
    // The founder of the second came from team b, and was followed by one from team a two years before there was anything to follow.
    let history = "id,team,entry,exit,channel,destination\nf,a,2020-01-01,2022-09-01,found,newco\ng,b,2020-01-01,2022-12-12,found,nextco\n\
                   e,a,2018-01-01,2020-12-12,lab,nextco\nlater,b,2020-01-01,2023-02-01,found,third\n";
    let text = head("24 months")
        + &person("p", "team = \"a\"")
        + &person("q", "team = \"b\"")
        + &person("r", "team = \"c\"")
        + CHANNELS
        + "[spinouts]\ndelay = \"30 days\"\npull_per_year = 1.2\nhalf_life = \"7 months\"\nacross = 0.3\n";
    let fade = |opened: f64, t: f64| if t < opened { 0.0 } else { 1.2 * (-(t - opened) * 12.0 / 7.0).exp2() };
    follows(&read_with(&text, &[("history.csv", history)]), |time| {
        let stay = |first: f64, second: f64| {
            let hazard = |t: f64| 0.15 + first * fade(day(-92.0), t) + second * fade(day(10.0), t);
            (-integral(hazard, 0.0, time, &[day(10.0)])).exp()
        };
        poisson_binomial(&[stay(1.0, 0.3), stay(0.3, 1.0), stay(0.3, 0.3)])
    });
}

#[test]
fn later_exits_to_it_have_taken_its_seats() {
    // Founded in January 2022 by two, of whom the second only came later; one went there before it opened, which takes no seat; one more
    // after that, another was dismissed. Of three seats two are left, for all who are there.
    let history = "id,team,entry,exit,channel,destination\nf,a,2020-01-01,2022-01-10,found,newco\nh,a,2020-01-01,2022-01-20,startup,newco\n\
                   i,b,2020-01-01,2022-05-01,startup,newco\ng,b,2020-01-01,2022-06-01,found,newco\nd,a,2020-01-01,2022-07-01,dismissed,\n";
    let (n, pull) = (4, 0.9);
    let text = head("24 months")
        + &(0..n).map(|i| person(&format!("p-{i}"), if i < 2 { "team = \"a\"" } else { "team = \"b\"" })).collect::<String>()
        + CHANNELS
        + "[channels.dismissed]\nhazard_per_year = 0\n\
           [spinouts]\ndelay = \"1 month\"\npull_per_year = 0.9\nhalf_life = \"never\"\nseats = 3\n";
    let chain = Chain::new([n, 2], |&[there, seats]: &[usize; 2]| {
        let there_now = there as f64;
        vec![
            ([there.saturating_sub(1), seats], there_now * 0.15),
            ([there.saturating_sub(1), seats.saturating_sub(1)], if seats > 0 { there_now * pull } else { 0.0 }),
        ]
    });
    let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |&[there, seats]| (n - there) * 3 + 2 - seats);
    let count = |trajectory: &Trajectory, time: f64| {
        exits_to(trajectory, time, |_| true) * 3 + exits_to(trajectory, time, |to| to == Destination::Spinout(0))
    };
    counts(&read_with(&text, &[("history.csv", history)]), count, pmf);
}

#[test]
fn a_listed_competitor_is_the_destination_of_its_name() {
    // It has founders of its own and two seats, of which one was taken before the start; its founder's exit opens nothing besides, and
    // takes no seat.
    let history =
        "id,team,entry,exit,channel,destination\nf,a,2020-01-01,2022-01-10,found,newco\ni,a,2020-01-01,2022-06-01,startup,newco\n";
    let n = 4;
    let text = head("24 months")
        + &people(n, "team = \"a\"")
        + CHANNELS
        + "[spinouts]\npull_per_year = 0.9\nhalf_life = \"never\"\nseats = 2\n\
           [competitors.newco]\nchannel = \"startup\"\nopened = 2022-02-01\nfounders = [\"f\"]\n";
    let chain = Chain::new([n, 1], |&[there, seats]: &[usize; 2]| {
        let there_now = there as f64;
        vec![
            ([there.saturating_sub(1), seats], there_now * 0.15),
            ([there.saturating_sub(1), 0], if seats > 0 { there_now * 0.9 } else { 0.0 }),
        ]
    });
    let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |&[there, seats]| (n - there) * 2 + 1 - seats);
    let count = |trajectory: &Trajectory, time: f64| {
        assert_eq!(trajectory.spinouts.len(), 1);
        exits_to(trajectory, time, |_| true) * 2 + exits_to(trajectory, time, |to| trajectory.listed(to) == Some(0))
    };
    counts(&read_with(&text, &[("history.csv", history)]), count, pmf);
}

#[test]
fn only_those_who_join_an_open_competitor_take_its_seats() {
    // Of two seats one was taken in August: `f` founded it, `e` went there before it opened. Once as a listed competitor without
    // founders, whose whole share is lost when it is full; once with `f` as a founder without a pull to speak of.
    let history = "id,team,entry,exit,channel,destination\nf,a,2020-01-01,2022-05-10,found,newco\ne,a,2020-01-01,2022-06-01,startup,newco\n\
                   g,a,2020-01-01,2022-08-01,startup,newco\n";
    for founders in ["", "founders = [\"f\"]\nweight = 1\npull_per_year = 0\nhalf_life = \"never\"\n"] {
        let n = 4;
        let text = head("24 months")
            + &people(n, "team = \"a\"")
            + "[channels.found]\nhazard_per_year = 0\n[channels.startup]\nhazard_per_year = 0.6\n[history]\nfile = \"history.csv\"\n\
               [competitors.newco]\nchannel = \"startup\"\nopened = 2022-07-01\nseats = 2\n"
            + founders;
        // The first of the four takes the last seat, and nobody else leaves.
        follows(&read_with(&text, &[("history.csv", history)]), |time| {
            let all = (-0.6 * n as f64 * time).exp();
            vec![0.0, 0.0, 0.0, 1.0 - all, all]
        });
    }
}

#[test]
fn weight_and_pull_share_the_seats_of_a_competitor() {
    // With a weight of 1 beside one that is unnamed, a founders' competitor hires half of those who leave through its channel, besides
    // those whom it pulls: two seats for both.
    let history = "id,team,entry,exit,channel,destination\nf,a,2020-01-01,2022-01-10,found,newco\n";
    let n = 4;
    let text = head("24 months")
        + &people(n, "team = \"a\"")
        + "[channels.found]\nhazard_per_year = 0\n[channels.startup]\nhazard_per_year = 0.6\nunnamed_weight = 1\n[history]\nfile = \"history.csv\"\n\
           [competitors.newco]\nchannel = \"startup\"\nopened = 2022-02-01\nfounders = [\"f\"]\nweight = 1\nseats = 2\n\
           pull_per_year = 0.4\nhalf_life = \"never\"\n";
    let chain = Chain::new([n, 2], |&[there, seats]: &[usize; 2]| {
        let there_now = there as f64;
        vec![
            ([there.saturating_sub(1), seats], there_now * 0.3),
            ([there.saturating_sub(1), seats.saturating_sub(1)], if seats > 0 { there_now * (0.3 + 0.4) } else { 0.0 }),
        ]
    });
    let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |&[there, seats]| (n - there) * 3 + 2 - seats);
    let count = |trajectory: &Trajectory, time: f64| {
        exits_to(trajectory, time, |_| true) * 3 + exits_to(trajectory, time, |to| trajectory.listed(to) == Some(0))
    };
    counts(&read_with(&text, &[("history.csv", history)]), count, pmf);
}

#[test]
fn a_founder_who_came_back_pulls_once_gone_again() {
    // `f` founded, came back, and leaves through the lab only; the mate is pulled while `f` is out.
    let history =
        "id,team,entry,exit,channel,destination,observed_until\nf,a,2020-01-01,2022-01-10,found,newco,\nf,a,2022-09-01,,,,2023-01-01\n";
    let text = head("24 months")
        + &person("f", "team = \"a\"")
        + &person("mate", "team = \"a\"")
        + "[channels.found]\nhazard_per_year = 0\n[channels.startup]\nhazard_per_year = 0\n[channels.lab]\nhazard_per_year = 0.5\n\
           [history]\nfile = \"history.csv\"\n[spinouts]\npull_per_year = 1.3\nhalf_life = \"11 months\"\n";
    let opened = day(-356.0);
    let fade = |t: f64| 1.3 * (-(t - opened) * 12.0 / 11.0).exp2();
    follows(&read_with(&text, &[("history.csv", history)]), |time| {
        let both = (-time).exp();
        let only_f = (1.0 - (-0.5 * time).exp()) * (-0.5 * time).exp();
        let only_mate = integral(|s| 0.5 * (-s).exp() * (-0.5 * (time - s) - integral(fade, s, time, &[])).exp(), 0.0, time, &[]);
        vec![1.0 - both - only_f - only_mate, only_f + only_mate, both]
    });
}

#[test]
fn a_founder_who_came_back_into_another_team_pulls_the_old_one() {
    // As above, but `f` is in team b since the return; the mate of the old team is pulled, the one of the new team is not. Whoever stands
    // first in the roster.
    let history =
        "id,team,entry,exit,channel,destination,observed_until\nf,a,2020-01-01,2022-01-10,found,newco,\nf,b,2022-09-01,,,,2023-01-01\n";
    let people = [person("f", "team = \"b\""), person("mate", "team = \"a\""), person("other", "team = \"b\"")];
    let opened = day(-356.0);
    let fade = |t: f64| 1.3 * (-(t - opened) * 12.0 / 11.0).exp2();
    for order in [[0, 1, 2], [1, 2, 0], [2, 1, 0]] {
        let text = head("24 months")
            + &order.map(|index| people[index].clone()).concat()
            + "[channels.found]\nhazard_per_year = 0\n[channels.startup]\nhazard_per_year = 0\n[channels.lab]\nhazard_per_year = 0.5\n\
               [history]\nfile = \"history.csv\"\n[spinouts]\npull_per_year = 1.3\nhalf_life = \"11 months\"\n";
        let both = |time: f64| {
            let both = (-time).exp();
            let only_f = (1.0 - (-0.5 * time).exp()) * (-0.5 * time).exp();
            let only_mate = integral(|s| 0.5 * (-s).exp() * (-0.5 * (time - s) - integral(fade, s, time, &[])).exp(), 0.0, time, &[]);
            [1.0 - both - only_f - only_mate, only_f + only_mate, both]
        };
        follows(&read_with(&text, &[("history.csv", history)]), |time| {
            let (of_two, stays) = (both(time), (-0.5 * time).exp());
            (0..4).map(|k| of_two.get(k).map_or(0.0, |p| p * (1.0 - stays)) + if k > 0 { of_two[k - 1] * stays } else { 0.0 }).collect()
        });
    }
}
