//! Offers that are accepted or not: the limit of one on acceptance, wherever it comes from.

use super::two_people::{Effect, One, passing, retained};
use crate::fixtures::{follows, head, people, person, read};
use crate::numbers::{binomial, poisson_binomial};

#[test]
fn rate_times_acceptance() {
    let text = head("24 months") + &people(6, "") + "[channels.lab]\noffers_per_year = 3.0\nacceptance = 0.2\n";
    follows(&read(&text), |time| binomial(6, (-0.6 * time).exp()));
}

#[test]
fn covariates_and_shocks_take_acceptance_to_its_limit() {
    // Acceptances 0.3, 0.6 and 1 (not 1.2) before the shock, then 0.75, 1 and 1. Without and with the code for cascades.
    let text = head("24 months")
        + &[0, 1, 2].map(|x| person(&format!("p-{x}"), &format!("x = {x}"))).concat()
        + "[channels.lab]\noffers_per_year = 0.7\nacceptance = 0.3\ncovariates = { x = 2.0 }\n\
           [[shocks]]\nname = \"s\"\ndate = 2023-06-18\nratio = 2.5\nhalf_life = \"never\"\n";
    for contagion in ["", "[contagion]\nratio = 1.0\nhalf_life = \"1 month\"\n"] {
        let scenario = read(&(text.clone() + contagion));
        let shock = scenario.clock.years(scenario.shocks[0].date.earliest);
        follows(&scenario, |time| {
            let stay = |level: f64| (-0.7 * (level.min(1.0) * time.min(shock) + (2.5 * level).min(1.0) * (time - shock).max(0.0))).exp();
            poisson_binomial(&[stay(0.3), stay(0.6), stay(1.2)])
        });
    }
}

#[test]
fn contagion_takes_acceptance_to_its_limit_for_a_while() {
    for (acceptance, contagion, delay) in [(0.4, "", 0.0), (0.05, "delay = \"73.05 days\"\n", 0.2)] {
        let text = head("30 months")
            + &people(2, "")
            + &format!(
                "[channels.lab]\noffers_per_year = 1.2\nacceptance = {acceptance}\n\
                 [contagion]\nratio = 40.0\nhalf_life = \"3 months\"\n{contagion}"
            );
        let passes = passing(40.0, 0.25, delay, 1.0 / acceptance);
        let effect = Effect::fading(40.0, 0.25, delay).up_to(1.0 / acceptance, &[passes]);
        let one = One { hazard: 1.2 * acceptance, effect: &effect };
        follows(&read(&text), |time| retained(&one, &one, time));
    }
}

#[test]
fn cap_and_limit_bind_one_after_the_other() {
    // The cap of 4 lets acceptance go to 0.8; a leader's exit, outside the cap, to 1.
    let text = head("30 months")
        + &person("leader", "leads = \"all\"")
        + &person("b", "")
        + "[channels.lab]\noffers_per_year = 1.2\nacceptance = 0.2\n\
           [contagion]\nratio = 30.0\nhalf_life = \"5 months\"\ncap = 4.0\nleader_ratio = 3.0\nleader_half_life = \"2 months\"\n";
    let own = || Effect::fading(30.0, 5.0 / 12.0, 0.0).up_to(4.0, &[passing(30.0, 5.0 / 12.0, 0.0, 4.0)]);
    let of_leader = own();
    // 0.2 * 4 * 3^(2^(-u / 2 months)) comes down to 1.
    let of_other = own().times(Effect::fading(3.0, 2.0 / 12.0, 0.0)).up_to(5.0, &[passing(3.0, 2.0 / 12.0, 0.0, 1.25)]);
    let (a, b) = (One { hazard: 0.24, effect: &of_leader }, One { hazard: 0.24, effect: &of_other });
    follows(&read(&text), |time| retained(&a, &b, time));
}
