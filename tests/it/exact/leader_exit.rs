//! The exit of a leader: besides ordinary contagion, with half-life and delay of its own, outside the cap.

use super::two_people::{Effect, One, passing, retained};
use crate::fixtures::{follows, head, person, read};
use crate::numbers::{integral, mixture, poisson_binomial};

const CHANNEL: &str = "[channels.lab]\nhazard_per_year = 0.4\n";

#[test]
fn of_two_one_leads() {
    let text = head("30 months")
        + &person("leader", "leads = \"all\"")
        + &person("b", "")
        + CHANNEL
        + "[contagion]\nratio = 6.0\nhalf_life = \"7 months\"\ncap = 3.0\n\
           leader_ratio = 2.5\nleader_delay = \"30 days\"\nleader_half_life = \"2 months\"\n";
    let own = || Effect::fading(6.0, 7.0 / 12.0, 0.0).up_to(3.0, &[passing(6.0, 7.0 / 12.0, 0.0, 3.0)]);
    let of_leader = own();
    let of_other = own().times(Effect::fading(2.5, 2.0 / 12.0, 30.0 / 365.25));
    let (a, b) = (One { hazard: 0.4, effect: &of_leader }, One { hazard: 0.4, effect: &of_other });
    follows(&read(&text), |time| retained(&a, &b, time));
}

#[test]
fn half_life_and_window_are_the_contagions_by_default_the_delay_is_not() {
    let fading: fn(f64, f64) -> Effect<'static> = |ratio, delay| Effect::fading(ratio, 7.0 / 12.0, delay);
    let window: fn(f64, f64) -> Effect<'static> = |ratio, delay| Effect::window(ratio, 90.0 / 365.25, delay);
    for (decay, effect) in [("half_life = \"7 months\"", fading), ("window = \"90 days\"", window)] {
        let text = head("30 months")
            + &person("leader", "leads = \"all\"")
            + &person("b", "")
            + CHANNEL
            + &format!("[contagion]\nratio = 2.0\n{decay}\ndelay = \"36.525 days\"\nleader_ratio = 3.0\n");
        let (of_leader, of_other) = (effect(2.0, 0.1), effect(2.0, 0.1).times(effect(3.0, 0.0)));
        let (a, b) = (One { hazard: 0.4, effect: &of_leader }, One { hazard: 0.4, effect: &of_other });
        follows(&read(&text), |time| retained(&a, &b, time));
    }
}

/// Three people who move each other only by the leader's exit: given that at `s`, the others are independent.
fn three(leader: &str, team: &str) {
    let text = head("24 months")
        + &person("leader", leader)
        + &[0, 1].map(|x| person(&format!("p-{x}"), &format!("team = \"{team}\"\nx = {x}"))).concat()
        + "[channels.lab]\nhazard_per_year = 0.5\ncovariates = { x = 0.6 }\n\
           [contagion]\nratio = 1.0\nhalf_life = \"never\"\nleader_ratio = 4.0\nleader_delay = \"2 months\"\nleader_half_life = \"6 months\"\n";
    let lead = Effect::fading(4.0, 0.5, 2.0 / 12.0);
    let (h, others) = (0.5, [0.5, 0.3]);
    let given = |s: f64, time: f64| {
        let felt = s + lead.felt(0.0, time - s);
        poisson_binomial(&others.map(|b| (-b * felt).exp()))
    };
    follows(&read(&text), |time| {
        let stays = (-h * time).exp();
        let gone =
            (0..3).map(|k| integral(|s| h * (-h * s).exp() * given(s, time)[k], 0.0, time, &[time - 2.0 / 12.0])).collect::<Vec<_>>();
        let both = given(time, time);
        mixture([(1.0, [&gone[..], &[0.0]].concat()), (stays, [&[0.0], &both[..]].concat())])
    });
}

#[test]
fn of_three_one_leads() {
    three("team = \"a\"\nleads = \"a\"\nx = 0", "a");
}

#[test]
fn one_who_leads_another_team_than_the_own() {
    three("team = \"board\"\nleads = \"a\"\nx = 0", "a");
}
