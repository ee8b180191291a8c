//! Returns: two states, there and gone, and what is kept of one who comes back.

use stayput::internals::simulate::{EventKind, Trajectory};

use crate::fixtures::{counts, head, people, person, read, read_with, trajectories};
use crate::numbers::{Chain, agrees, binomial, flow, integral};

/// How many of the first `n` are there.
fn there(n: usize) -> impl Fn(&Trajectory, f64) -> usize {
    move |trajectory, time| (0..n).filter(|&person| !trajectory.is_out(person, time)).count()
}

fn returns(per_year: f64, further: &str) -> String {
    format!("[returns]\nreturn_per_year = {per_year}\nhalf_life = \"never\"\n{further}\n")
}

#[test]
fn there_and_gone() {
    // With hazards h out and r back, P(there) = (r + h exp(-(h + r) t)) / (h + r).
    let (h, r) = (0.9, 1.7);
    let text = head("24 months") + &people(3, "") + "[channels.lab]\nhazard_per_year = 0.6\n[channels.dismissed]\nhazard_per_year = 0.3\n";
    let p = |time: f64| (r + h * (-(h + r) * time).exp()) / (h + r);
    counts(&read(&(text + &returns(r, ""))), there(3), |time| binomial(3, p(time)));
}

#[test]
fn one_who_has_returned_leaves_at_another_hazard() {
    // The ratio acts once, however often somebody comes back, on every channel and nobody else.
    for (ratio, r) in [(2.5, 1.2), (0.2, 3.0)] {
        let text = head("24 months")
            + &people(2, "")
            + "[channels.lab]\nhazard_per_year = 0.5\n[channels.other]\noffers_per_year = 3\nacceptance = 0.1\n"
            + &returns(r, &format!("ratio_after_return = {ratio}"));
        // Gone, and how often so far, the count up to six; odd numbers of changes are states of one who is gone.
        let chain = Chain::new(0, |&changes: &usize| {
            let next = if changes == 12 { 11 } else { changes + 1 };
            vec![(next, if changes % 2 == 1 { r } else { 0.8 * if changes == 0 { 1.0 } else { ratio } })]
        });
        let is_there = |time| chain.distribution(&chain.after(time, &chain.start()), |changes| 1 - changes % 2)[1];
        counts(&read(&text), there(2), |time| binomial(2, is_there(time)));
        let exits =
            |trajectory: &Trajectory, time: f64| trajectory.exits().filter(|&(at, person, _)| person == 0 && at <= time).count().min(4);
        let pmf = |time| chain.distribution(&chain.after(time, &chain.start()), |changes| changes.div_ceil(2).min(4));
        counts(&read(&text), exits, pmf);
    }
}

#[test]
fn returns_become_rarer_with_time() {
    // Gone at s, back by t with probability 1 - exp(-R(t - s)), R(u) = r (1 - 2^(-u / half_life)) half_life / ln 2: some never. Once back, the
    // hazard is a billionth.
    let (h, r, half_life) = (0.8, 2.0, 7.0 / 12.0);
    let text = head("24 months")
        + &people(2, "")
        + "[channels.lab]\nhazard_per_year = 0.8\n[returns]\nreturn_per_year = 2\nhalf_life = \"7 months\"\nratio_after_return = 1e-9\n";
    let back = |time: f64| 1.0 - (-r * (1.0 - (-time / half_life).exp2()) * half_life / std::f64::consts::LN_2).exp();
    let p = |time: f64| (-h * time).exp() + integral(|s| h * (-h * s).exp() * back(time - s), 0.0, time, &[]);
    counts(&read(&text), there(2), |time| binomial(2, p(time)));
}

#[test]
fn what_an_exit_caused_is_not_undone() {
    // Each of two has the hazard 0.4 times 1.6 for each exit of the other, up to a cap after three; own exits move nobody who comes back.
    let text = head("24 months")
        + &people(2, "")
        + "[channels.lab]\nhazard_per_year = 0.4\n[contagion]\nratio = 1.6\nhalf_life = \"never\"\ncap = 4.096\n"
        + &returns(1.1, "ratio_after_return = 1.4");
    // For each of the two: gone or not, and the number of exits up to three.
    let chain = Chain::new([[0, 0], [0, 0]], |&state: &[[usize; 2]; 2]| {
        let change = |who: usize| {
            let [gone, exits] = state[who];
            let mut to = state;
            to[who] = if gone == 1 { [0, exits] } else { [1, (exits + 1).min(3)] };
            let ratio = 1.6f64.powf(state[1 - who][1] as f64) * if exits > 0 { 1.4 } else { 1.0 };
            (to, if gone == 1 { 1.1 } else { 0.4 * ratio })
        };
        vec![change(0), change(1)]
    });
    let value = |[[a, i], [b, j]]: [[usize; 2]; 2]| a + 2 * (b + 2 * (i + 4 * j));
    let count = |trajectory: &Trajectory, time: f64| {
        let one = |person: usize| {
            let exits = trajectory.exits().filter(|&(at, who, _)| who == person && at <= time).count().min(3);
            [usize::from(trajectory.is_out(person, time)), exits]
        };
        value([one(0), one(1)])
    };
    let pmf = |time| {
        let mut pmf = chain.distribution(&chain.after(time, &chain.start()), |&state| value(state));
        pmf.resize(64, 0.0);
        pmf
    };
    counts(&read(&text), count, pmf);
}

#[test]
fn an_effect_goes_on_fading_for_one_who_comes_back() {
    // `other` left 20 days before the start, which multiplies the hazard by 5^(2^(-u / 6 months)) from 50 days on. An own exit changes
    // nothing, nor does being away, so that P(there) is one linear equation.
    let history = ("history.csv", "id,team,entry,exit,channel\nother,all,2020-01-01,2022-12-12,lab\n");
    let text = head("18 months")
        + &person("one", "")
        + "[channels.lab]\nhazard_per_year = 0.7\n[history]\nfile = \"history.csv\"\n\
           [contagion]\nratio = 5\nhalf_life = \"6 months\"\ndelay = \"50 days\"\n"
        + &returns(1.5, "");
    let begin = 30.0 / 365.25;
    let there_at = |time: f64| {
        let slope = |ratio: f64, p: f64| vec![1.5 * (1.0 - p) - 0.7 * ratio * p];
        let before = flow(0.0, begin, 100, &[1.0], |_, p| slope(1.0, p[0]));
        flow(begin, time, 2_000, &before, |t, p| slope(5f64.powf((-(t - begin) * 2.0).exp2()), p[0]))[0]
    };
    counts(&read_with(&text, &[history]), there(1), |time| binomial(1, there_at(time)));
}

#[test]
fn somebody_who_returns_has_a_new_patience() {
    // Times between return and the next exit are exponential with the hazard, apart from the horizon: those within the first half year
    // after a return, of returns before the last half year.
    let text = head("24 months") + &people(3, "") + "[channels.lab]\nhazard_per_year = 1.5\n" + &returns(2.0, "");
    let (mut returned, mut left) = (0u32, 0u32);
    let scenario = read(&text);
    let latest = scenario.clock.years(scenario.horizon) - 0.5;
    trajectories(&scenario, 50_000, |trajectory| {
        for (place, event) in
            trajectory.events.iter().enumerate().filter(|(_, event)| event.kind == EventKind::Return && event.time < latest)
        {
            returned += 1;
            let next = trajectory.events[place + 1..].iter().find(|next| next.person == event.person);
            left += u32::from(next.is_some_and(|next| next.time <= event.time + 0.5));
        }
    });
    let p = 1.0 - (-0.75f64).exp();
    agrees("leaves again", f64::from(left) / f64::from(returned), p, (p * (1.0 - p) / f64::from(returned)).sqrt());
}
