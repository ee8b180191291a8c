//! The pull of spin-outs: Markov chains where it never fades, Kolmogorov's equations given the founding where it does, and the integrated
//! hazard where the founders left before the start.

use stayput::internals::simulate::{Destination, Trajectory};

use super::two_people::{Effect, passing};
use crate::fixtures::{counts, exits_to, follows, head, people, person, read, read_with};
use crate::numbers::{Chain, binomial, flow, integral, normal_mean, poisson_binomial};

const FOUND: f64 = 0.3;
const JOIN: f64 = 0.1;
const PULL: f64 = 0.8;

/// Everybody may found and join, and pull never fades.
fn lasting(further: &str) -> String {
    format!(
        "[channels.found]\nhazard_per_year = {FOUND}\n[channels.startup]\nhazard_per_year = {JOIN}\n\
         [spinouts]\npull_per_year = {PULL}\nhalf_life = \"never\"\n{further}\n"
    )
}

/// How many of `n` have left, and how many of those by pull, as one number.
fn gone_and_pulled(n: usize) -> impl Fn(&Trajectory, f64) -> usize {
    move |trajectory, time| {
        let pulled = exits_to(trajectory, time, |to| matches!(to, Destination::Spinout(_)));
        exits_to(trajectory, time, |_| true) * (n + 1) + pulled
    }
}

/// A team of `n` in which everybody may found, with so many seats a spin-out (0: no limit) and a permanent contagion.
fn check_seats(n: usize, seats: usize, ratio: f64) {
    let text = match seats {
        0 => lasting(""),
        _ => lasting(&format!("seats = {seats}")),
    };
    let contagion = if ratio == 1.0 { String::new() } else { format!("[contagion]\nratio = {ratio}\nhalf_life = \"never\"\n") };
    let scenario = read(&(head("24 months") + &people(n, "") + &text + &contagion));
    // Who is there, spin-outs without and with one hire, who was pulled.
    let chain = Chain::new([n, 0, 0, 0], |&[there, fresh, used, pulled]| {
        if there == 0 {
            return Vec::new();
        }
        let hazard = there as f64 * ratio.powf((n - there) as f64);
        let hired = match seats {
            0 => [there - 1, fresh, used, pulled + 1],
            1 => [there - 1, fresh.saturating_sub(1), used, pulled + 1],
            _ => [there - 1, fresh.saturating_sub(1), used + 1, pulled + 1],
        };
        vec![
            ([there - 1, fresh + 1, used, pulled], hazard * FOUND),
            ([there - 1, fresh, used, pulled], hazard * JOIN),
            (hired, hazard * PULL * fresh as f64),
            ([there - 1, fresh, used.saturating_sub(1), pulled + 1], hazard * PULL * used as f64),
        ]
    });
    let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |&[there, _, _, pulled]| (n - there) * (n + 1) + pulled);
    counts(&scenario, gone_and_pulled(n), pmf);
}

#[test]
fn seats_of_spinouts() {
    for seats in [0, 1, 2] {
        check_seats(5, seats, 1.0);
    }
}

#[test]
fn exits_move_those_who_are_pulled() {
    check_seats(5, 0, 1.4);
    check_seats(5, 2, 0.6);
}

#[test]
fn teams_that_found_nothing_together() {
    // Three and two, with one seat a spin-out: who is there and which spin-outs have their seat, by team.
    let text = lasting("seats = 1\nacross = 0.4");
    let team =
        |name: &str, count: usize| (0..count).map(|i| person(&format!("{name}-{i}"), &format!("team = \"{name}\""))).collect::<String>();
    let scenario = read(&(head("24 months") + &team("a", 3) + &team("b", 2) + &text));
    let chain = Chain::new(([3, 2], [0, 0], 0), |&(there, open, pulled): &([usize; 2], [usize; 2], usize)| {
        let mut moves = Vec::new();
        for own in [0, 1] {
            if there[own] == 0 {
                continue;
            }
            let count = there[own] as f64;
            let mut left = there;
            left[own] -= 1;
            let with = |team: usize, change: isize| {
                let mut open = open;
                open[team] = open[team].saturating_add_signed(change);
                open
            };
            moves.push(((left, with(own, 1), pulled), count * FOUND));
            moves.push(((left, open, pulled), count * JOIN));
            for other in [0, 1] {
                let tie = if own == other { 1.0 } else { 0.4 };
                moves.push(((left, with(other, -1), pulled + 1), count * PULL * tie * open[other] as f64));
            }
        }
        moves
    });
    let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |&([a, b], _, pulled)| (5 - a - b) * 6 + pulled);
    counts(&scenario, gone_and_pulled(5), pmf);
}

/// People of whom only the first, here for long, may found, with a hazard `FOUND`; all may join with `JOIN`.
fn one_founder(others: usize) -> String {
    person("founder", "hired = 2000-01-01")
        + &people(others, "hired = 2022-01-01")
        + &format!(
            "[channels.found]\nhazard_per_year = {FOUND}\ntenure = [{{ until = \"10 years\", hazard_per_year = 0 }}]\n[channels.startup]\nhazard_per_year = {JOIN}\n"
        )
}

/// One may found, and pulls four others from `delay` on, with a half-life.
fn check_fading(seats: Option<usize>) {
    let (n, pull, delay, half_life) = (4, 2.5, 70.0 / 365.25, 5.0 / 12.0);
    let mut text = head("24 months")
        + &one_founder(n)
        + &format!("[spinouts]\npull_per_year = {pull}\nhalf_life = \"5 months\"\ndelay = \"10 weeks\"\n");
    text += &seats.map_or(String::new(), |seats| format!("seats = {seats}\n"));
    let most = seats.unwrap_or(n);
    let state = |gone: usize, pulled: usize| gone * (n + 2) + pulled;
    // Given the founding: those who have left on their own before the opening, then Kolmogorov's forward equations.
    let given = |founding: f64, time: f64| -> Vec<f64> {
        let opens = (founding + delay).min(time);
        let mut start = vec![0.0; (n + 1) * (n + 2)];
        for (gone, p) in binomial(n, 1.0 - (-JOIN * opens).exp()).into_iter().enumerate() {
            start[state(gone, 0)] = p;
        }
        flow(opens, time, 60, &start, |t, p| {
            let pull = pull * (-(t - opens) / half_life).exp2();
            let mut slope = vec![0.0; p.len()];
            for gone in 0..n {
                for pulled in 0..=gone {
                    let there = (n - gone) as f64 * p[state(gone, pulled)];
                    let mut go = |pulled_then: usize, flow: f64| {
                        slope[state(gone, pulled)] -= flow;
                        slope[state(gone + 1, pulled_then)] += flow;
                    };
                    go(pulled, there * JOIN);
                    if pulled < most {
                        go(pulled + 1, there * pull);
                    }
                }
            }
            slope
        })
    };
    let exact = |time: f64| {
        // The founder is there, or has joined somebody, and nobody pulls.
        let mut pmf = vec![0.0; (n + 2) * (n + 2)];
        let stays = (-(FOUND + JOIN) * time).exp();
        for (gone, p) in binomial(n, 1.0 - (-JOIN * time).exp()).into_iter().enumerate() {
            pmf[state(gone, 0)] += stays * p;
            pmf[state(gone + 1, 0)] += (1.0 - stays) * JOIN / (FOUND + JOIN) * p;
        }
        // The founding by Simpson's rule, on both sides of the kink where the opening passes the time.
        for (from, to, panels) in [(0.0, time - delay, 100), (time - delay, time, 10)] {
            let width = (to - from) / f64::from(panels);
            for k in 0..=2 * panels {
                let share = if k == 0 || k == 2 * panels { 1.0 } else { 2.0 + 2.0 * f64::from(k % 2) };
                let founding = from + 0.5 * width * f64::from(k);
                let weight = width / 6.0 * share * FOUND * (-(FOUND + JOIN) * founding).exp();
                for (others, p) in given(founding, time).into_iter().enumerate() {
                    pmf[others + n + 2] += weight * p;
                }
            }
        }
        pmf
    };
    counts(&read(&text), gone_and_pulled(n + 1), exact);
}

#[test]
fn a_pull_that_fades_and_comes_late() {
    check_fading(None);
}

#[test]
fn seats_under_a_pull_that_fades() {
    check_fading(Some(1));
    check_fading(Some(2));
}

/// The founder `f` of the listed `newco` left team `a` before the start; `c` left it later, for elsewhere.
const HISTORY: (&str, &str) =
    ("history.csv", "id,team,entry,exit,channel,destination\nf,a,2020-01-01,2022-06-01,found,newco\nc,a,2020-01-01,2022-11-02,lab,\n");

#[test]
fn a_listed_competitor_of_founders_who_are_out() {
    // The pull has a half-life of 8 months and began 153 days before the start: a hazard that everybody can integrate. Market heat and
    // the channel's own hazard are not part of it; covariates, tenure, shocks and frailty of its channel are.
    let text = head("24 months")
        + &person("p", "team = \"a\"\nhired = 2022-10-01\nx = 1")
        + &person("q", "team = \"b\"\nhired = 2022-10-01\nx = 1")
        + "[channels.found]\nhazard_per_year = 0\n\
           [channels.startup]\nhazard_per_year = 0.1\ncovariates = { x = 1.5 }\ntenure = [{ until = \"1 year\", hazard_per_year = 0.2 }]\n\
           [channels.lab]\nhazard_per_year = 0.05\n\
           [competitors.newco]\nchannel = \"startup\"\nopened = 2022-08-01\nfounders = [\"f\"]\npull_per_year = 0.9\n\
           half_life = \"8 months\"\nacross = 0.25\n\
           [[shocks]]\nname = \"s\"\ndate = 2023-04-01\nchannels = [\"startup\"]\nratio = 2\nhalf_life = \"never\"\n\
           [[heat.series]]\npoints = [{ at = 2023-01-01, value = 1.3 }]\n[frailty]\nsd = 0.6\n[history]\nfile = \"history.csv\"\n";
    let scenario = read_with(&text, &[HISTORY]);
    let day = |text: &str| scenario.clock.years(text.parse().unwrap());
    let (opened, shock, year) = (day("2022-08-01"), day("2023-04-01"), day("2023-10-01"));
    follows(&scenario, |time| {
        let eta = |t: f64| 1.5 * if t < year { 2.0 } else { 1.0 } * if t < shock { 1.0 } else { 2.0 };
        let pull = |t: f64| 0.9 * (-(t - opened) * 12.0 / 8.0).exp2();
        let hazard = |tie: f64, t: f64| eta(t) * (0.1 * 1.3 + tie * pull(t)) + 0.05 * 1.3;
        let felt = [1.0, 0.25].map(|tie| integral(|t| hazard(tie, t), 0.0, time, &[shock, year]));
        let stay = felt.map(|felt| normal_mean(|e| (-felt * (0.6 * e - 0.18).exp()).exp()));
        poisson_binomial(&stay)
    });
}

#[test]
fn a_pull_that_gives_offers() {
    // Of 0.7 offers a year two fifths are accepted, and of the pull's as well; a colleague's exit 60 days before the start multiplies
    // that by up to 4, where all are accepted for a while; a shock on 1 April by 1.5.
    let text = head("18 months")
        + &person("p", "team = \"a\"")
        + "[channels.found]\nhazard_per_year = 0\n[channels.lab]\nhazard_per_year = 0\n\
           [channels.startup]\noffers_per_year = 0.7\nacceptance = 0.4\n\
           [competitors.newco]\nchannel = \"startup\"\nopened = 2022-08-01\nfounders = [\"f\"]\npull_per_year = 1.1\nhalf_life = \"8 months\"\n\
           [[shocks]]\nname = \"s\"\ndate = 2023-04-01\nratio = 1.5\nhalf_life = \"never\"\n\
           [contagion]\nratio = 4\nhalf_life = \"9 months\"\n[history]\nfile = \"history.csv\"\n";
    let scenario = read_with(&text, &[HISTORY]);
    let day = |text: &str| scenario.clock.years(text.parse().unwrap());
    let (opened, shock) = (day("2022-08-01"), day("2023-04-01"));
    let exits = [day("2022-06-01"), day("2022-11-02")];
    let half_life = 9.0 / 12.0;
    let effect = Effect::fading(4.0, half_life, 0.0);
    // The two sums of one half-life are one effect with a larger ratio: where it passes 1 / 0.4 and 1 / 0.6, counted from the start.
    let together: f64 = exits.iter().map(|exit| (exit / half_life).exp2()).sum();
    let passes = [1.0 / 0.4, 1.0 / 0.6].map(|value| passing(4f64.powf(together), half_life, 0.0, value));
    follows(&scenario, |time| {
        let accepted = |t: f64| {
            let ratio = effect.at(t - exits[0]) * effect.at(t - exits[1]) * if t < shock { 1.0 } else { 1.5 };
            (0.4 * ratio).min(1.0)
        };
        let offers = |t: f64| 0.7 + 1.1 * (-(t - opened) * 12.0 / 8.0).exp2();
        let stay = (-integral(|t| offers(t) * accepted(t), 0.0, time, &[passes[0], passes[1], shock])).exp();
        vec![1.0 - stay, stay]
    });
}

#[test]
fn a_limit_of_acceptance_among_many_who_are_pulled() {
    // One offer a year and one by the pull, of which 0.4 are accepted at first and all after two exits: chain of those who are gone.
    let text = head("18 months")
        + &people(6, "team = \"a\"")
        + "[channels.found]\nhazard_per_year = 0\n[channels.startup]\noffers_per_year = 1\nacceptance = 0.4\n\
           [competitors.newco]\nchannel = \"startup\"\nopened = 2022-08-01\nfounders = [\"f\"]\npull_per_year = 1\nhalf_life = \"never\"\n\
           seats = 2\n[contagion]\nratio = 1.8\nhalf_life = \"never\"\n[history]\nfile = \"history.csv\"\n";
    let history = "id,team,entry,exit,channel,destination\nf,a,2020-01-01,2022-06-01,found,newco\n";
    let chain = Chain::new([6, 0], |&[there, pulled]: &[usize; 2]| {
        if there == 0 {
            return Vec::new();
        }
        // The founder's own exit counts too.
        let accepted = there as f64 * (0.4 * 1.8f64.powf((7 - there) as f64)).min(1.0);
        vec![([there - 1, pulled], accepted), ([there - 1, pulled + 1], if pulled < 2 { accepted } else { 0.0 })]
    });
    let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |&[there, pulled]| (6 - there) * 7 + pulled);
    let count = |trajectory: &Trajectory, time: f64| {
        exits_to(trajectory, time, |_| true) * 7 + exits_to(trajectory, time, |to| trajectory.listed(to) == Some(0))
    };
    counts(&read_with(&text, &[("history.csv", history)]), count, pmf);
}

#[test]
fn the_pull_ends_while_the_founder_is_back() {
    // Everybody comes back at 0.9 a year. Each founding opens one more spin-out, and all of them pull the three others while the only
    // founder is out, for whatever reason. States: foundings up to 9, whether the founder is out, how many of the others are there.
    let n = 3;
    let text = head("24 months")
        + &one_founder(n)
        + "[spinouts]\npull_per_year = 0.7\nhalf_life = \"never\"\n[returns]\nreturn_per_year = 0.9\nhalf_life = \"never\"\n";
    let chain = Chain::new([0, 0, n], |&[foundings, out, there]: &[usize; 3]| {
        let (pull, come) = (0.7 * (out * foundings) as f64, 0.9);
        let founders = match out {
            0 => vec![([(foundings + 1).min(9), 1, there], FOUND), ([foundings, 1, there], JOIN)],
            _ => vec![([foundings, 0, there], come)],
        };
        let others = [
            ([foundings, out, there.saturating_sub(1)], there as f64 * (JOIN + pull)),
            ([foundings, out, there + 1], (n - there) as f64 * come),
        ];
        founders.into_iter().chain(others).collect()
    });
    let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |&[_, out, there]| 2 * there + out);
    let count = |trajectory: &Trajectory, time: f64| {
        2 * (1..=n).filter(|&person| !trajectory.is_out(person, time)).count() + usize::from(trajectory.is_out(0, time))
    };
    counts(&read(&text), count, pmf);
}

#[test]
fn the_pull_ends_when_the_competitor_closes() {
    // It opens a month after the start and closes seven months later; another closed on the last day before the start.
    let competitor = |name: &str, opened: &str, closed: &str| {
        format!(
            "[competitors.{name}]\nchannel = \"startup\"\nopened = {opened}\nclosed = {closed}\nfounders = [\"f\"]\npull_per_year = 1.1\n\
             half_life = \"8 months\"\nacross = 0.5\n"
        )
    };
    for further in ["", "[contagion]\nratio = 1\nhalf_life = \"never\"\n"] {
        let text = head("18 months")
            + &person("p", "team = \"a\"")
            + &person("q", "team = \"b\"")
            + "[channels.found]\nhazard_per_year = 0\n[channels.lab]\nhazard_per_year = 0\n[channels.startup]\nhazard_per_year = 0.1\n"
            + &competitor("newco", "2023-02-01", "2023-09-10")
            + &competitor("oldco", "2022-08-01", "2022-12-31")
            + "[history]\nfile = \"history.csv\"\n"
            + further;
        let scenario = read_with(&text, &[HISTORY]);
        let day = |text: &str| scenario.clock.years(text.parse().unwrap());
        let (opens, closes) = (day("2023-02-01"), day("2023-09-10"));
        follows(&scenario, |time| {
            let pull = |t: f64| if t < opens || t >= closes { 0.0 } else { 1.1 * (-(t - opens) * 12.0 / 8.0).exp2() };
            poisson_binomial(&[1.0, 0.5].map(|tie| (-0.1 * time - tie * integral(pull, 0.0, time, &[opens, closes])).exp()))
        });
    }
}
