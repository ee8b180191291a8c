//! What the figures read from the files of a run.

use std::collections::BTreeMap;

use crate::calendar::Date;
use crate::estimate::Estimate;
use crate::page::results::{Results, Row};
use crate::statistics::clusters::Clusters;

/// A number on each date, in order.
pub type Series = BTreeMap<Date, Estimate>;

/// The policy whose numbers a run's figures show: its only one.
pub fn policy(results: &Results) -> Option<&str> {
    results.manifest.policies.first().map(String::as_str)
}

/// The number in a column with its Monte Carlo error, which is not a number where it is unknown.
pub fn estimate(row: &Row<'_>, column: &str) -> Option<Estimate> {
    Some(Estimate { value: row.number(column)?, mcse: row.number("mcse").unwrap_or(f64::NAN) })
}

/// A statistic of a metric over a group, by date.
pub fn series(results: &Results, metric: &str, group: &str, stat: &str) -> Series {
    let Some(policy) = policy(results) else { return Series::new() };
    let with = [("policy", policy), ("metric", metric), ("group", group), ("stat", stat)];
    results.rows("summary.csv", &with).filter_map(|row| Some((row.date("date")?, estimate(&row, "value")?))).collect()
}

/// A statistic of a metric over all groups that begin with a word, by date, in the order of the file.
pub fn by_group(results: &Results, metric: &str, prefix: &str, stat: &str) -> Vec<(String, Series)> {
    let Some(policy) = policy(results) else { return Vec::new() };
    let with = [("policy", policy), ("metric", metric), ("stat", stat)];
    let mut found: Vec<(String, Series)> = Vec::new();
    for row in results.rows("summary.csv", &with) {
        let (Some(date), Some(value), Some(name)) = (row.date("date"), estimate(&row, "value"), row.text("group").strip_prefix(prefix))
        else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| known == name) {
            Some((_, series)) => _ = series.insert(date, value),
            None => found.push((name.to_owned(), Series::from([(date, value)]))),
        }
    }
    found
}

/// How many Monte Carlo standard errors a number must be ahead of another to be called larger: two, and more where draws are few.
pub fn lead(results: &Results) -> f64 {
    let draws = results.document.get("effective_draws").and_then(serde_json::Value::as_f64).unwrap_or(results.manifest.draws as f64);
    crate::report::sentence::lead(&Clusters::new(draws.max(1.0) as u64, 1, None))
}

/// The places of the numbers that the Monte Carlo error cannot tell from the largest, in order.
pub fn largest(numbers: &[Estimate], lead: f64) -> Vec<usize> {
    let Some(top) = numbers.iter().max_by(|a, b| a.value.total_cmp(&b.value)) else { return Vec::new() };
    let is_beaten = |number: &Estimate| top.value - number.value > lead * (top.mcse + number.mcse);
    (0..numbers.len()).filter(|&place| numbers[place] == *top || !is_beaten(&numbers[place])).collect()
}

/// A sum of numbers of the same trials: its error is at most the sum of theirs.
pub fn sum(numbers: impl IntoIterator<Item = Estimate>) -> Estimate {
    let add = |a: Estimate, b: Estimate| Estimate { value: a.value + b.value, mcse: a.mcse + b.mcse };
    numbers.into_iter().fold(Estimate { value: 0.0, mcse: 0.0 }, add)
}

/// A number times a known one.
pub fn times(number: Estimate, factor: f64) -> Estimate {
    Estimate { value: number.value * factor, mcse: number.mcse * factor }
}
