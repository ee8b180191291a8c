//! Frailty: each hazard times `e^z`, `z` normal with mean `-sd^2 / 2`; given that somebody was there through a cumulative hazard `H`
//! before the start, `z` has a density proportional to the normal's times `exp(-e^z H)`.

use crate::lab::{follows, head, people, person, read, read_with};
use crate::numbers::{binomial, normal_mean, poisson_binomial};

/// Probability to stay through a further cumulative hazard, having stayed through one.
fn stay(sd: f64, survived: f64, further: f64) -> f64 {
    let mean = |hazard: f64| normal_mean(|e| (-hazard * (sd * e - 0.5 * sd * sd).exp()).exp());
    mean(survived + further) / mean(survived)
}

#[test]
fn a_mixture_over_the_normal() {
    let text = "[channels.lab]\nhazard_per_year = 0.3\n[channels.other]\nhazard_per_year = 0.1\n[frailty]\nsd = 0.9\n";
    let quiet = "[contagion]\nratio = 1.0\nhalf_life = \"never\"\n";
    for further in ["", quiet] {
        follows(&read(&(head("36 months") + &people(6, "") + text + further)), |time| binomial(6, stay(0.9, 0.0, 0.4 * time)));
    }
}

#[test]
fn one_frailty_for_all_channels() {
    // Of two channels with equal hazards the share gone through each is half of a mixture, not a mixture of each.
    let text = "[channels.lab]\nhazard_per_year = 0.4\n[channels.other]\nhazard_per_year = 0.4\n[frailty]\nsd = 1.5\n";
    let scenario = read(&(head("36 months") + &people(4, "") + text));
    let estimates = follows(&scenario, |time| binomial(4, stay(1.5, 0.0, 0.8 * time)));
    let last = estimates.legend.dates.len() - 1;
    let share = 0.5 * (1.0 - stay(1.5, 0.0, 0.8 * scenario.clock.years(scenario.horizon)));
    for channel in 0..2 {
        let found = estimates.first_exits[channel][last];
        crate::numbers::agrees("share through a channel", found.value, share, found.mcse);
    }
}

#[test]
fn those_who_stayed_tend_to_stay() {
    // Entries three years and one month before, on the start, and not in the history at all.
    let history = "id,entry,observed_until\np-0,2020-01-01,2023-01-01\np-1,2022-12-01,2023-01-01\np-2,2023-01-01,2023-01-01\n";
    let text = "[channels.lab]\nhazard_per_year = 0.5\n[frailty]\nsd = 0.8\n[history]\nfile = \"history.csv\"\n";
    let quiet = "[contagion]\nratio = 1.0\nhalf_life = \"never\"\n";
    for further in ["", quiet] {
        let scenario = read_with(&(head("24 months") + &people(4, "") + text + further), &[("history.csv", history)]);
        follows(&scenario, |time| {
            let days = [1096.0, 31.0, 0.0, 0.0];
            poisson_binomial(&days.map(|d| stay(0.8, 0.5 * d / 365.25, 0.5 * time)))
        });
    }
}

#[test]
fn what_was_survived_goes_by_the_tenure_of_the_time() {
    // Hired four years before the start: one year at 0.2, one at 1.6, then at 0.4. Under observation all the time, from the middle of
    // the second year on, and from the third.
    let days = |from: &str| {
        let date = |text: &str| text.parse::<stayput::calendar::Date>().unwrap();
        f64::from(stayput::calendar::days_between(date("2019-01-01"), date(from))) / 365.25
    };
    let to_start = |from: f64| {
        let (one, two, start) = (days("2020-01-01"), days("2021-01-01"), days("2023-01-01"));
        0.2 * (one - from).max(0.0) + 1.6 * (two - from.max(one)).max(0.0) + 0.4 * (start - from.max(two))
    };
    let entries = ["2019-01-01", "2020-07-01", "2021-05-01"];
    let [first, second, third] = entries;
    let history = format!("id,entry,observed_until\np-0,{first},2023-01-01\np-1,{second},2023-01-01\np-2,{third},2023-01-01\n");
    let text = "[channels.lab]\nhazard_per_year = 0.4\ntenure = [{ until = \"1 year\", ratio = 0.5 }, { until = \"2 years\", ratio = 4.0 }]\n\
                [frailty]\nsd = 0.9\n[history]\nfile = \"history.csv\"\n";
    let scenario = read_with(&(head("24 months") + &people(3, "hired = 2019-01-01") + text), &[("history.csv", &history)]);
    follows(&scenario, |time| poisson_binomial(&entries.map(|entry| stay(0.9, to_start(days(entry)), 0.4 * time))));
}

#[test]
fn what_was_survived_includes_heat_shocks_and_colleagues_exits() {
    // The colleague left 200 days before the start, the effect of 3 lasts for 100 days; the market was at 2 until half a year before;
    // a lasting shock of 1.5 came 50 days before.
    let history = "id,entry,observed_until,exit,channel\np,2022-01-01,2023-01-01,,\ngone,2021-06-01,,2022-06-15,lab\n";
    let text = head("24 months")
        + &person("p", "")
        + "[channels.lab]\nhazard_per_year = 0.3\n[frailty]\nsd = 1.0\n[history]\nfile = \"history.csv\"\n\
           [contagion]\nratio = 3.0\nwindow = \"100 days\"\n\
           [[shocks]]\nname = \"s\"\ndate = 2022-11-12\nratio = 1.5\nhalf_life = \"never\"\n\
           [[heat.series]]\ninterpolation = \"step\"\npoints = [{ at = 2021-01-01, value = 2.0 }, { at = 2022-07-01, value = 1.0 }]\n";
    let day = |text: &str| f64::from(stayput::calendar::days_between("2023-01-01".parse().unwrap(), text.parse().unwrap())) / 365.25;
    let hazard = |t: f64| {
        let contagion = if t >= day("2022-06-15") && t < day("2022-06-15") + 100.0 / 365.25 { 3.0 } else { 1.0 };
        let shock = if t >= day("2022-11-12") { 1.5 } else { 1.0 };
        let market = if t < day("2022-07-01") { 2.0 } else { 1.0 };
        0.3 * contagion * shock * market
    };
    let survived = crate::numbers::integral(
        hazard,
        day("2022-01-01"),
        0.0,
        &[day("2022-06-15"), day("2022-06-15") + 100.0 / 365.25, day("2022-07-01"), day("2022-11-12")],
    );
    follows(&read_with(&text, &[("history.csv", history)]), |time| binomial(1, stay(1.0, survived, 0.45 * time)));
}
