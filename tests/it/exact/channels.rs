//! Competing channels whose hazards change with tenure: survival and cumulative incidence, closed form.
//!
//! On a piece of length `d` with hazards `h_c`, total `h`, of those there at its beginning `h_c / h (1 - exp(-h d))` leave through `c`.

use crate::fixtures::{TRIALS, by_time, checkpoints, data, floats, head, is_distributed, people, person, read, run, same};
use crate::numbers::{agrees, binomial, poisson_binomial};

/// Hazards by piece and channel, of `tests/data/tenure-pieces.json`.
fn rates() -> Vec<Vec<f64>> {
    data("tenure-pieces.json")["rates"].as_array().unwrap().iter().map(floats).collect()
}

/// Survival and cumulative incidence by channel from one time since hire to another, pieces ending at `cuts`.
fn incidence(rates: &[Vec<f64>], cuts: &[f64], from: f64, to: f64) -> (f64, Vec<f64>) {
    let mut stay = 1.0;
    let mut left = vec![0.0; rates[0].len()];
    for (piece, hazards) in rates.iter().enumerate() {
        let begin = if piece == 0 { from } else { from.max(cuts[piece - 1]) };
        let end = cuts.get(piece).map_or(to, |&cut| to.min(cut));
        if end > begin {
            let total: f64 = hazards.iter().sum();
            let gone = 1.0 - (-total * (end - begin)).exp();
            left.iter_mut().zip(hazards).for_each(|(sum, h)| *sum += stay * h / total * gone);
            stay *= 1.0 - gone;
        }
    }
    (stay, left)
}

/// Four channels in the file's pieces; `ratio`s in three of them, hazards in one.
fn channels(rates: &[Vec<f64>]) -> String {
    let channel = |(c, name): (usize, &str)| {
        let base = rates[2][c];
        let bands: Vec<String> = [(0, "1 year"), (1, "3 years")]
            .iter()
            .map(|&(piece, until)| match name {
                "lab" => format!("{{ until = \"{until}\", hazard_per_year = {} }}", rates[piece][c]),
                _ => format!("{{ until = \"{until}\", ratio = {} }}", rates[piece][c] / base),
            })
            .collect();
        format!("[channels.{name}]\nhazard_per_year = {base}\ntenure = [{}]\n", bands.join(", "))
    };
    ["found", "startup", "lab", "other"].into_iter().enumerate().map(channel).collect()
}

#[test]
fn the_reference_is_that_of_another_package() {
    let reference = data("tenure-pieces.json");
    let cuts = floats(&reference["cuts"]);
    for (key, from) in [("from_hire", 0.0), ("from_tenure_2", 2.0)] {
        for (time, at) in by_time(&reference[key]) {
            let (stay, left) = incidence(&rates(), &cuts, from, time);
            same("survival", &[stay], &[at["surv"].as_f64().unwrap()]);
            same("incidence", &left, &floats(&at["cif"]));
        }
    }
}

/// Fails unless people all hired on a date leave as they should, with and without the code for people who move each other.
fn check(hired: &str, cuts: [&str; 2], further: &str) {
    const PEOPLE: usize = 6;
    let text = head("60 months") + &people(PEOPLE, &format!("hired = {hired}")) + &channels(&rates()) + further;
    let scenario = read(&text);
    let time = |date: &str| scenario.clock.years(date.parse().unwrap());
    let cuts = cuts.map(time);
    let estimates = run(&scenario, TRIALS);
    for (date, now) in checkpoints(&scenario, &estimates) {
        let (stay, left) = incidence(&rates(), &cuts, 0.0, now);
        is_distributed(&estimates, date, &binomial(PEOPLE, stay));
        for (c, &share) in left.iter().enumerate() {
            let found = estimates.first_exits[c][date];
            let error = (share * (1.0 - share) / PEOPLE as f64 / TRIALS as f64).sqrt();
            agrees(&format!("share gone through channel {c}"), found.value, share, error);
            agrees("its standard error", found.mcse / error, 1.0, 0.01);
            let exits = &estimates.curves[3 + c].points[date];
            agrees("exits through the channel", exits.mean.value, share * PEOPLE as f64, error * PEOPLE as f64);
        }
    }
}

const QUIET: &str = "[contagion]\nratio = 1.0\nhalf_life = \"never\"\n";

#[test]
fn incidence_by_channel_from_hire() {
    check("2023-01-01", ["2024-01-01", "2026-01-01"], "");
    check("2023-01-01", ["2024-01-01", "2026-01-01"], QUIET);
}

#[test]
fn incidence_by_channel_of_those_there_for_long() {
    // The first band ended before the start, the second ends on an anniversary within a month.
    check("2021-02-17", ["2022-02-17", "2024-02-17"], "");
    check("2021-02-17", ["2022-02-17", "2024-02-17"], QUIET);
    // Nobody has an anniversary on 29 February: the 28th stands in.
    check("2020-02-29", ["2021-02-28", "2023-02-28"], "");
}

#[test]
fn a_coarse_date_of_hire_is_any_day_of_its_interval() {
    let bands = "[channels.lab]\nhazard_per_year = 0.1\ntenure = [{ until = \"1 year\", ratio = 8.0 }]\n";
    for further in ["", QUIET] {
        let scenario = read(&(head("12 months") + &person("p", "hired = \"2022-06\"") + bands + further));
        let estimates = run(&scenario, TRIALS);
        let horizon = scenario.clock.years(scenario.horizon);
        // The band ends on the same day of June 2023: 30 of them, from day 151 on.
        let stay = |day: u32| (-0.1 * (7.0 * f64::from(151 + day) / 365.25 + horizon)).exp();
        let p = (0..30).map(stay).sum::<f64>() / 30.0;
        let last = estimates.metadata.dates.len() - 1;
        let mean = estimates.curves[0].points[last].mean;
        agrees("retained", mean.value, p, mean.mcse);
        let ignorance = (0..30).map(|day| (stay(day) - p).powi(2)).sum::<f64>() / 30.0;
        agrees("ignorance", estimates.split.ignorance.value, ignorance, estimates.split.ignorance.mcse);
    }
}

#[test]
fn each_by_tenure_of_their_own() {
    let hires = ["2022-12-31", "2022-07-15", "2021-11-30", "2019-01-01"];
    let people: String = hires.iter().enumerate().map(|(i, date)| person(&format!("p-{i}"), &format!("hired = {date}"))).collect();
    let scenario = read(&(head("24 months") + &people + &channels(&rates())));
    let estimates = run(&scenario, TRIALS);
    for (date, now) in checkpoints(&scenario, &estimates) {
        let stay = |hired: &&str| {
            let hired: stayput::internals::calendar::Date = hired.parse().unwrap();
            let cuts = [1, 3].map(|years| scenario.clock.years(hired.saturating_add(jiff::Span::new().years(years))));
            incidence(&rates(), &cuts, 0.0, now).0
        };
        is_distributed(&estimates, date, &poisson_binomial(&hires.iter().map(stay).collect::<Vec<_>>()));
    }
}
