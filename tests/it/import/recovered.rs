//! The hazards of simulated people come back from exports that list only recent leavers.

use std::fmt::Write as _;

use stayput::internals::calendar::{DAYS_PER_YEAR, Date};
use stayput::internals::import::Ask;

use super::{imported, loaded};

/// Exits a person-year for another lab, and for another reason.
const HAZARDS: [f64; 2] = [0.12, 0.06];

/// Uniform numbers from a seed (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// An export of the end of June 2026 that lists those there, and those who left since 2022.
fn export(seed: u64) -> String {
    let mut numbers = Numbers(seed);
    let day = |days: f64| Date::new(2012, 1, 1).unwrap().saturating_add(jiff::Span::new().days(days as i64));
    let (since, until) = (Date::new(2022, 1, 1).unwrap(), Date::new(2026, 6, 30).unwrap());
    let mut text = "As of,06/30/2026,,\nEmployee ID,Start Date,Last Day,Reason\n".to_owned();
    for k in 0..900 {
        let hired = numbers.next() * 14.4 * DAYS_PER_YEAR;
        let stays = -numbers.next().ln() / (HAZARDS[0] + HAZARDS[1]) * DAYS_PER_YEAR;
        let reason = if numbers.next() * (HAZARDS[0] + HAZARDS[1]) < HAZARDS[0] { "New job: competitor" } else { "Retirement" };
        let (hired, exit) = (day(hired), day(hired + stays));
        let us = |date: Date| format!("{}/{}/{}", date.month(), date.day(), date.year());
        if exit > until {
            let _ = writeln!(text, "{k},{},,", us(hired));
        } else if exit >= since {
            let _ = writeln!(text, "{k},{},{},{reason}", us(hired), us(exit));
        }
    }
    text
}

/// How many standard errors the estimates by maximum likelihood are from the truth.
fn errors(text: &str, ask: &Ask) -> [f64; 2] {
    let import = imported(text, ask).unwrap_or_else(|problems| panic!("\n{problems}"));
    let (_loaded, folder) = loaded(&import);
    let out = folder.path().join("fit");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_stayput"))
        .args(["calibrate", "lab.toml", "--method", "mle", "-q", "--out"])
        .arg(&out)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let estimates = std::fs::read_to_string(out.join("estimates.csv")).unwrap();
    let rows: Vec<Vec<&str>> = estimates.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0][5..7], ["estimate", "se"]);
    let error = |channel: &str, truth: f64| {
        let row = rows.iter().find(|row| row[1] == format!("channels.{channel}.hazard_per_year")).unwrap();
        (row[5].parse::<f64>().unwrap() - truth) / row[6].parse::<f64>().unwrap()
    };
    [error("lab", HAZARDS[0]), error("other", HAZARDS[1])]
}

#[test]
fn the_hazards_come_back_though_earlier_leavers_are_not_listed() {
    let seeds = 6;
    let all: Vec<f64> = (1..=seeds).flat_map(|seed| errors(&export(seed), &Ask::default())).collect();
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    assert!(mean.abs() * (all.len() as f64).sqrt() < 5.0, "{all:?}");
    assert!(all.iter().all(|error| error.abs() < 5.0), "{all:?}");
}

#[test]
fn the_day_since_which_leavers_are_listed_matters() {
    let since = |year| Ask { leavers_since: Some(Date::new(year, 1, 1).unwrap()), ..Ask::default() };
    assert!(errors(&export(1), &since(2022)).iter().all(|error| error.abs() < 5.0));
    // As if nobody had left in the ten years before.
    assert!(errors(&export(1), &since(2012)).iter().all(|error| *error < -5.0));
}

/// Exits, person-years and the exits that a window would count too many if it ended with the last of them, of a small export without a date.
fn small(seed: u64) -> Option<(f64, f64)> {
    const HAZARD: f64 = 0.1;
    let mut numbers = Numbers(1_000_000 * seed);
    let day = |days: f64| Date::new(2015, 1, 1).unwrap().saturating_add(jiff::Span::new().days(days as i64));
    let (since, until) = (Date::new(2020, 1, 1).unwrap(), Date::new(2026, 9, 30).unwrap());
    let mut text = "Employee ID,Start Date,Last Day\n".to_owned();
    for k in 0..25 {
        let hired = numbers.next() * 1800.0;
        let (hired, exit) = (day(hired), day(hired - numbers.next().ln() / HAZARD * DAYS_PER_YEAR));
        if exit > until {
            let _ = writeln!(text, "{k},{hired},");
        } else if exit >= since {
            let _ = writeln!(text, "{k},{hired},{exit}");
        }
    }
    // Where a gap is too long by chance, or nobody is left, the import asks.
    let import = imported(&text, &Ask::default()).ok()?;
    let (loaded, _folder) = loaded(&import);
    let (mut exits, mut years) = (0.0, 0.0);
    for row in &loaded.scenario.history?.rows {
        let end = match &row.outcome {
            stayput::internals::people::Outcome::Exit { date, .. } => {
                exits += 1.0;
                date.earliest
            }
            outcome => outcome.last_day(),
        };
        years += f64::from(stayput::internals::calendar::days_between(row.entry, end)) / DAYS_PER_YEAR;
    }
    Some((exits - HAZARD * years, exits))
}

#[test]
fn an_export_without_a_date_does_not_raise_the_hazard() {
    let exports = 300;
    let found: Vec<(f64, f64)> = (1..=exports).filter_map(small).collect();
    assert!(found.len() as f64 > 0.98 * exports as f64, "{}", found.len());
    let (error, exits) = found.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    // The variance of exits less what is expected of them is their number.
    let sigma = f64::sqrt(exits);
    println!(
        "hazard {:.4}, with the last exits {:.4}",
        0.1 * exits / (exits - error),
        0.1 * (exits + found.len() as f64) / (exits - error)
    );
    assert!(error.abs() < 5.0 * sigma, "{error} of {exits}");
    // To count the last exit of each would be seen.
    assert!(error + found.len() as f64 > 5.0 * sigma, "{error} of {exits}");
}
