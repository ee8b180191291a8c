//! Frailty: each hazard times `e^z`, `z` normal with mean `-sd^2 / 2`; given that somebody was there through a cumulative hazard `H`
//! before the start, `z` has a density proportional to the normal's times `exp(-e^z H)`.

use crate::fixtures::{follows, head, people, person, read, read_with};
use crate::numbers::{binomial, integral, normal_mean, poisson_binomial};

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
    let last = estimates.metadata.dates.len() - 1;
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
        let date = |text: &str| text.parse::<stayput::internals::calendar::Date>().unwrap();
        f64::from(stayput::internals::calendar::days_between(date("2019-01-01"), date(from))) / 365.25
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
    let day =
        |text: &str| f64::from(stayput::internals::calendar::days_between("2023-01-01".parse().unwrap(), text.parse().unwrap())) / 365.25;
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

#[test]
fn what_was_survived_includes_pull() {
    // Alone with a pull of 2 a year for three years, and with nothing else.
    let history =
        "id,team,entry,exit,observed_until,channel,destination\nf,a,2019-01-01,2020-01-01,,found,newco\np,a,2020-01-01,,2023-01-01,,\n";
    let text = head("24 months")
        + &person("p", "team = \"a\"")
        + "[channels.found]\nhazard_per_year = 0\n[channels.startup]\nhazard_per_year = 0\n[history]\nfile = \"history.csv\"\n\
           [frailty]\nsd = 1\n[spinouts]\npull_per_year = 2\nhalf_life = \"never\"\n";
    let survived = 2.0 * 1096.0 / 365.25;
    let scenario = read_with(&text, &[("history.csv", history)]);
    let estimates = follows(&scenario, |time| binomial(1, stay(1.0, survived, 2.0 * time)));
    let year = estimates.curves[0].points[12].mean;
    crate::numbers::agrees("there after a year", year.value, stay(1.0, survived, 2.0 * 365.0 / 365.25), year.mcse);
}

#[test]
fn the_pull_that_was_survived_goes_by_founders_seats_and_level() {
    // `f` founded newco, which opened 30 days later; `g` of another team founded it too, a year on; its two seats were taken in March
    // 2022, and one seat by somebody before it opened does not count. `h` founded nextco, came back for half a year, and left again.
    // `d` founded a listed one. Tenure, covariate and a shock of the channel count for pulls too; the market does not.
    let history = "id,team,entry,exit,observed_until,channel,destination\n\
                   f,a,2019-01-01,2020-06-01,,found,newco\ng,b,2019-01-01,2021-06-01,,found,newco\n\
                   e,a,2019-01-01,2020-06-15,,startup,newco\ns,b,2019-01-01,2021-01-10,,startup,newco\nt,c,2019-01-01,2022-03-01,,startup,newco\n\
                   h,a,2019-01-01,2021-02-01,,found,nextco\nh,c,2021-09-01,2022-03-05,,lab,\n\
                   d,b,2019-01-01,2019-05-05,,found,oldco\n\
                   p,a,2020-01-01,,2023-01-01,,\nq,b,2021-01-01,,2023-01-01,,\nr,c,2021-03-01,,2023-01-01,,\n";
    let text = head("24 months")
        + &person("p", "team = \"a\"\nhired = 2020-01-01\nx = 1")
        + &person("q", "team = \"b\"\nhired = 2020-01-01\nx = 0")
        + &person("r", "team = \"c\"\nhired = 2020-01-01\nx = 0")
        + "[channels.found]\nhazard_per_year = 0\n[channels.lab]\nhazard_per_year = 0.05\n\
           [channels.startup]\nhazard_per_year = 0.1\ncovariates = { x = 1.5 }\ntenure = [{ until = \"2 years\", ratio = 2.0 }]\n\
           [history]\nfile = \"history.csv\"\n[frailty]\nsd = 0.9\n\
           [spinouts]\npull_per_year = 1.4\nhalf_life = \"20 months\"\ndelay = \"30 days\"\nacross = 0.3\nseats = 2\n\
           [competitors.oldco]\nchannel = \"startup\"\nfounders = [\"d\"]\nopened = 2020-05-01\npull_per_year = 0.8\nhalf_life = \"never\"\n\
           across = 0.1\n\
           [[shocks]]\nname = \"s\"\ndate = 2022-07-04\nchannels = [\"startup\"]\nratio = 1.3\nhalf_life = \"never\"\n\
           [[heat.series]]\nchannels = [\"startup\"]\npoints = [{ at = 2019-01-01, value = 1.2 }]\n";
    let scenario = read_with(&text, &[("history.csv", history)]);
    let day = |text: &str| scenario.clock.years(text.parse().unwrap());
    let newco = [day("2020-06-01") + 30.0 / 365.25, day("2022-03-01")];
    let nextco = day("2021-02-01") + 30.0 / 365.25;
    let (g, back, again) = (day("2021-06-01"), day("2021-09-01"), day("2022-03-05"));
    let (oldco, bands, shock) = (day("2020-05-01"), day("2022-01-01"), day("2022-07-04"));
    let kinks = [newco[0], newco[1], nextco, g, back, again, oldco, bands, shock];
    let fade = |opened: f64, t: f64| 1.4 * (-(t - opened) * 12.0 / 20.0).exp2();
    let tie = |is_tied: bool, across: f64| if is_tied { 1.0 } else { across };
    let hazard = |team: &str, t: f64| {
        let mut pull = 0.0;
        if t >= newco[0] && t < newco[1] {
            pull += fade(newco[0], t) * tie(team == "a" || (team == "b" && t >= g), 0.3);
        }
        if t >= nextco {
            pull += fade(nextco, t) * tie(team == "a" && !(back..again).contains(&t), 0.3);
        }
        if t >= oldco {
            pull += 0.8 * tie(team == "b", 0.1);
        }
        let eta = if t < bands { 2.0 } else { 1.0 } * if t < shock { 1.0 } else { 1.3 } * if team == "a" { 1.5 } else { 1.0 };
        eta * (0.12 + pull) + 0.05
    };
    let people = [("a", "2020-01-01"), ("b", "2021-01-01"), ("c", "2021-03-01")];
    follows(&scenario, |time| {
        let of = |(team, entry): (&str, &str)| {
            let felt = |from: f64, to: f64| integral(|t| hazard(team, t), from, to, &kinks);
            stay(0.9, felt(day(entry), 0.0), felt(0.0, time))
        };
        poisson_binomial(&people.map(of))
    });
}
