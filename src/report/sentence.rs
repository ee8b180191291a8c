//! The answer in one sentence, in whole people.
//!
//! # Rule
//! The most likely number is named where the Monte Carlo error can tell it: every number whose probability is not below the highest by
//! more than two standard errors of the difference is still in the running (the standard error of a difference of two shares of the
//! same trials is at most the sum of theirs). One left: "most likely 5"; two neighbours: "most likely 5 or 6"; otherwise, as in a large
//! roster where every single number is rare, the median with the digits that its error supports: "about 5,010".
//!
//! Where the posterior behind the trials has seen some of the time that they simulate, the sentence says first that it is a replay.
//!
//! The range runs from the 10th to the 90th percentile: in 80 % of the trials, and more where whole people make it coarse.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use crate::calendar::Date;
use crate::estimate::run_metadata::{KnownLastDays, RowsLeftOut};
use crate::estimate::{Estimate, Estimates, Probabilities, RunMetadata, Summary};
use crate::math::NORMAL_P975;
use crate::statistics::clusters::Clusters;

use crate::report::columns::{PAGE, name};
use crate::report::{NO_POLICY, Run, number};

/// Standard errors by which the most likely number must be ahead of another, of many draws; of few, as many more as Student's t says.
const LEAD: f64 = 2.0;

/// The answer that opens the report on a run: under which policy, and [`retained`].
pub fn answer(run: &Run<'_>) -> String {
    let sentence = retained(run.estimates);
    let under = under(run.policy);
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) if !under.is_empty() => format!("U{}: {}{}", &under[2..], first.to_lowercase(), letters.as_str()),
        _ => sentence,
    }
}

/// What the answer rests on that a reader must know: rows left out, default priors, known last days. Empty where there is nothing.
pub fn inputs(metadata: &RunMetadata) -> [String; 3] {
    [left_out(metadata), default_priors(metadata), known_last_days(metadata)]
}

/// How many numbers rest on priors that nobody believes.
fn default_priors(metadata: &RunMetadata) -> String {
    match metadata.default_priors.map_or(0, NonZeroUsize::get) {
        0 => String::new(),
        1 => "1 uncertain number has the prior that an import wrote: replace it, or calibrate.".to_owned(),
        count => format!("{count} uncertain numbers have the priors that an import wrote: replace them, or calibrate."),
    }
}

/// How many leave on a day that is known; nothing where nobody does.
fn known_last_days(metadata: &RunMetadata) -> String {
    let Some(KnownLastDays { people, by_horizon }) = metadata.known_last_days else { return String::new() };
    let [people, by_horizon, roster] = [people, by_horizon, metadata.roster].map(|count| number::count(count as u64));
    format!("Known last days: {people} of {roster}, {by_horizon} of them by {}; the same in every trial.", metadata.horizon())
}

/// How many rows of the history are left out, and why; nothing where none is.
fn left_out(metadata: &RunMetadata) -> String {
    let Some(RowsLeftOut { rows, unobserved }) = metadata.left_out else { return String::new() };
    let (count, are) = (number::count(unobserved.total() as u64), if unobserved.total() == 1 { "is" } else { "are" });
    let of = if rows == 1 { "1 row".to_owned() } else { format!("{} rows", number::count(rows as u64)) };
    format!("Of the history {count} of {of} {are} left out: {}.", unobserved.words())
}

/// The rows of the history that are left out, by reason.
pub fn rows_left_out(metadata: &RunMetadata) -> BTreeMap<&'static str, usize> {
    let reasons = metadata.left_out.map(|left_out| left_out.unobserved.reasons());
    reasons.into_iter().flatten().filter(|&(_, count, _)| count > 0).map(|(key, count, _)| (key, count)).collect()
}

/// ` under refresh`; nothing without a policy.
pub fn under(policy: &str) -> String {
    if policy == NO_POLICY { String::new() } else { format!(" under {}", name(policy, PAGE)) }
}

/// How many of the opening roster are still there at the horizon.
pub fn retained(estimates: &Estimates) -> String {
    let (Some(&date), Some(distribution), Some(summary)) =
        (estimates.metadata.dates.last(), estimates.distribution.last(), estimates.retained().points.last())
    else {
        return "Nothing was simulated.".to_owned();
    };
    let sentence = match estimates.metadata.roster {
        0 => format!("Nobody is on the opening roster, so nobody can be retained on {date}."),
        1 => one(date, summary.mean),
        roster => several(date, roster, distribution, summary, lead(&estimates.clusters)),
    };
    if estimates.metadata.hindsight { with_hindsight(&sentence) } else { sentence }
}

/// Standard errors by which a number from so many draws must be ahead of another to be called larger.
pub fn lead(clusters: &Clusters) -> f64 {
    LEAD * clusters.errors(0.025) / NORMAL_P975
}

/// A sentence of a posterior that has seen the outcome.
fn with_hindsight(sentence: &str) -> String {
    let (first, rest) = sentence.split_at(1);
    format!("Replayed with hindsight: {}{rest}", first.to_lowercase())
}

/// A roster of one: the mean is a probability.
fn one(date: Date, mean: Estimate) -> String {
    format!("The one researcher is still there on {date} with probability {}.", number::percent(mean))
}

/// A roster of two or more.
fn several(date: Date, roster: usize, distribution: &Probabilities, summary: &Summary, lead: f64) -> String {
    let total = number::count(roster as u64);
    let still_there = |people: &str, are: &str| format!("{people} {are} still there on {date}");
    if let Some((certain, _)) = distribution.seen().find(|(_, p)| p.value == 1.0 && p.mcse.is_finite()) {
        return format!("Of {total}, {}, in every trial.", still_there(&people(certain, roster), verb(certain)));
    }
    // All with the digits of the least certain, so that the answer lies within its range.
    let [_, low, _, median, _, high, _] = summary.quantiles;
    let mcse = low.mcse.max(median.mcse).max(high.mcse);
    let [low, median, high] = [low, median, high].map(|quantile| Estimate { mcse, ..quantile });
    let answer = match in_the_running(distribution, lead)[..] {
        [one] if low.value == high.value => {
            let probability = number::percent(distribution.of_count(one));
            let answer = still_there(&people(one, roster), verb(one));
            return format!("Of {total}, most likely {answer}, with probability {probability}.");
        }
        [one] => format!("most likely {}", still_there(&people(one, roster), verb(one))),
        [a, b] if b == a + 1 => format!("most likely {}", still_there(&format!("{} or {}", people(a, roster), people(b, roster)), "are")),
        // "About" says what the `~` of an unknown error would say again.
        _ => {
            let mean = number::estimate(summary.mean);
            let about = still_there(number::estimate(median).trim_start_matches('~'), "are");
            return format!("Of {total}, about {about} (median; mean {mean}); 80 % range {}.", number::range(low, high, roster));
        }
    };
    format!("Of {total}, {answer}; 80 % range {}.", number::range(low, high, roster))
}

/// None is, one is, two are.
fn verb(people: usize) -> &'static str {
    if people <= 1 { "is" } else { "are" }
}

/// The numbers of people whose probability the Monte Carlo error cannot tell from the highest, in order.
fn in_the_running(distribution: &Probabilities, lead: f64) -> Vec<usize> {
    let Some((_, top)) = distribution.seen().max_by(|(_, a), (_, b)| a.value.total_cmp(&b.value)) else { return Vec::new() };
    let is_beaten = |p: Estimate| top.value - p.value > lead * (top.mcse + p.mcse);
    distribution.seen().filter(|&(_, p)| p == top || !is_beaten(p)).map(|(retained, _)| retained).collect()
}

/// A number of people in words where a word is clearer.
fn people(retained: usize, roster: usize) -> String {
    match retained {
        0 => "none".to_owned(),
        all if all == roster => format!("all {}", number::count(all as u64)),
        some => number::count(some as u64),
    }
}
