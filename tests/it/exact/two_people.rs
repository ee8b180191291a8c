//! Two people, the effect of one's exit on the other fading, late, or ending: one quadrature in another.
//!
//! With hazards `a` and `b` while both are there and a hazard ratio `r(u)` a time `u` after the other's exit,
//! `P(both) = exp(-(a + b) t)` and `P(only the second) = integral over s of a exp(-(a + b) s) exp(-b integral of r from 0 to t - s)`.

use crate::fixtures::{by_time, data, follows, head, person, read, same};
use crate::numbers::integral;

/// The hazard ratio a time after the other's exit.
pub struct Effect<'a> {
    pub ratio: Box<dyn Fn(f64) -> f64 + 'a>,
    /// Where it jumps or bends.
    pub kinks: Vec<f64>,
}

impl<'a> Effect<'a> {
    pub fn new(ratio: impl Fn(f64) -> f64 + 'a, kinks: &[f64]) -> Self {
        Self { ratio: Box::new(ratio), kinks: kinks.to_vec() }
    }

    /// No effect.
    pub fn none() -> Self {
        Self::new(|_| 1.0, &[])
    }

    /// `ratio^(2^(-(u - delay) / half_life))` from the delay on, 1 before.
    pub fn fading(ratio: f64, half_life: f64, delay: f64) -> Self {
        Self::new(move |u| if u < delay { 1.0 } else { ratio.powf((-(u - delay) / half_life).exp2()) }, &[delay])
    }

    /// `ratio` for a while from the delay on, 1 before and after.
    pub fn window(ratio: f64, length: f64, delay: f64) -> Self {
        Self::new(move |u| if u < delay || u >= delay + length { 1.0 } else { ratio }, &[delay, delay + length])
    }

    pub fn at(&self, age: f64) -> f64 {
        (self.ratio)(age)
    }

    /// Both at once.
    pub fn times(self, other: Self) -> Self {
        let kinks = [&self.kinks[..], &other.kinks].concat();
        Self::new(move |u| self.at(u) * other.at(u), &kinks)
    }

    /// The effect up to a limit, which it passes below at some ages.
    pub fn up_to(self, limit: f64, passes: &[f64]) -> Self {
        let kinks = [&self.kinks[..], passes].concat();
        Self::new(move |u| self.at(u).min(limit), &kinks)
    }

    /// `integral of the ratio over ages`.
    pub fn felt(&self, from: f64, to: f64) -> f64 {
        integral(|u| self.at(u), from, to, &self.kinks)
    }
}

/// The age at which `ratio^(2^(-(u - delay) / half_life))` has come down to a value.
pub fn passing(ratio: f64, half_life: f64, delay: f64, value: f64) -> f64 {
    delay + half_life * (ratio.ln() / value.ln()).log2()
}

/// One of the two: hazard and what the other's exit does to it.
pub struct One<'a> {
    pub hazard: f64,
    pub effect: &'a Effect<'a>,
}

/// The distribution of the number retained of two.
pub fn retained(first: &One<'_>, second: &One<'_>, time: f64) -> Vec<f64> {
    let total = first.hazard + second.hazard;
    let both = (-total * time).exp();
    let only = |stays: &One<'_>, leaves: &One<'_>| {
        let kinks: Vec<f64> = stays.effect.kinks.iter().map(|kink| time - kink).collect();
        integral(|s| leaves.hazard * (-total * s).exp() * (-stays.hazard * stays.effect.felt(0.0, time - s)).exp(), 0.0, time, &kinks)
    };
    let one = only(first, second) + only(second, first);
    vec![1.0 - one - both, one, both]
}

#[test]
fn the_reference_is_that_of_another_package() {
    let reference = data("two-people.json");
    let number = |key: &str| reference[key].as_f64().unwrap();
    let fades = Effect::fading(number("ratio"), std::f64::consts::LN_2 / number("beta"), 0.0);
    let ends = Effect::window(number("ratio"), number("window_years"), 0.0);
    for (key, effect) in [("decaying", &fades), ("window", &ends)] {
        for (time, at) in by_time(&reference[key]) {
            let one = One { hazard: number("h"), effect };
            let expected = ["none", "one_stays", "two_stay"].map(|state| at[state].as_f64().unwrap());
            same(key, &retained(&one, &one, time), &expected);
        }
    }
}

/// Two people with hazards 0.3 and 0.3 * 2 under a contagion, and its effect.
fn check(contagion: &str, effect: &Effect<'_>) {
    let text = head("30 months")
        + &person("a", "x = 0")
        + &person("b", "x = 1")
        + "[channels.lab]\nhazard_per_year = 0.3\ncovariates = { x = 2.0 }\n[contagion]\n"
        + contagion;
    let (a, b) = (One { hazard: 0.3, effect }, One { hazard: 0.6, effect });
    follows(&read(&text), |time| retained(&a, &b, time));
}

#[test]
fn fading_effects() {
    check("ratio = 4.0\nhalf_life = \"7 months\"", &Effect::fading(4.0, 7.0 / 12.0, 0.0));
    check("ratio = 20.0\nhalf_life = \"20 days\"", &Effect::fading(20.0, 20.0 / 365.25, 0.0));
    check("ratio = 0.2\nhalf_life = \"7 months\"", &Effect::fading(0.2, 7.0 / 12.0, 0.0));
}

#[test]
fn late_effects() {
    check("ratio = 4.0\nhalf_life = \"7 months\"\ndelay = \"10 weeks\"", &Effect::fading(4.0, 7.0 / 12.0, 70.0 / 365.25));
    check("ratio = 4.0\nhalf_life = \"never\"\ndelay = \"5 months\"", &Effect::fading(4.0, f64::INFINITY, 5.0 / 12.0));
}

#[test]
fn effects_that_end() {
    check("ratio = 4.0\nwindow = \"135 days\"", &Effect::window(4.0, 135.0 / 365.25, 0.0));
    check("ratio = 4.0\nwindow = \"135 days\"\ndelay = \"45 days\"", &Effect::window(4.0, 135.0 / 365.25, 45.0 / 365.25));
}

#[test]
fn capped_effects() {
    let effect = Effect::fading(8.0, 7.0 / 12.0, 0.1).up_to(3.0, &[passing(8.0, 7.0 / 12.0, 0.1, 3.0)]);
    check("ratio = 8.0\nhalf_life = \"7 months\"\ndelay = \"36.525 days\"\ncap = 3.0", &effect);
}

#[test]
fn several_channels_feel_the_same() {
    let text = head("30 months")
        + &person("a", "")
        + &person("b", "")
        + "[channels.lab]\nhazard_per_year = 0.3\n[channels.other]\nhazard_per_year = 0.1\n\
           [contagion]\nratio = 4.0\nhalf_life = \"7 months\"\n";
    let one = One { hazard: 0.4, effect: &Effect::fading(4.0, 7.0 / 12.0, 0.0) };
    let scenario = read(&text);
    let estimates = follows(&scenario, |time| retained(&one, &one, time));
    // Proportional hazards: every exit is the lab's with probability 3/4.
    let last = estimates.metadata.dates.len() - 1;
    let (exits, lab) = (&estimates.curves[2].points[last], &estimates.curves[3].points[last]);
    let error = (exits.mean.value * 0.75 * 0.25 / crate::fixtures::TRIALS as f64).sqrt();
    crate::numbers::agrees("exits to labs", lab.mean.value, 0.75 * exits.mean.value, error);
}

#[test]
fn a_tie_across_teams_and_an_edge() {
    let text = |ties: &str, ratio: &str| {
        head("30 months")
            + &person("a", "team = \"a\"")
            + &person("b", "team = \"b\"")
            + &format!("[channels.lab]\nhazard_per_year = 0.4\n[contagion]\nratio = {ratio}\nhalf_life = \"7 months\"\n{ties}\n")
    };
    let one = One { hazard: 0.4, effect: &Effect::fading(4.0, 7.0 / 12.0, 0.0) };
    follows(&read(&text("across = 0.5", "16.0")), |time| retained(&one, &one, time));
    let unmoved = One { hazard: 0.4, effect: &Effect::none() };
    let scenario = crate::fixtures::read_with(&text("edges = \"e.csv\"", "2.0"), &[("e.csv", "from,to,weight\na,b,2\n")]);
    follows(&scenario, |time| retained(&unmoved, &one, time));
}
