//! How well the calibrated model fits its history: sections of the table, and their values for `calibration.json`.

use std::fmt::Write as _;

use serde::Serialize;

use super::super::columns::{PAGE, left, name, right, wrapped};
use super::super::number;
use crate::calendar::Date;
use crate::calibrate::fit::checks::{Statistic, WINDOW};
use crate::calibrate::fit::residuals::{Band, Curve, Exits, HalfYear, Point};
use crate::calibrate::fit::{Check, Checks, Count, Residuals};
use crate::estimate::Estimate;

/// Widest name of a row [columns].
const WIDEST_NAME: usize = 24;
/// Beyond so many half-years only whole years are told, and beyond twice as many none.
const MOST_HALVES: usize = 12;
/// Beyond so many exits their distribution is not told number by number.
const MOST_NUMBERS: usize = 24;
/// Dates whose distributions fit beside each other.
const MOST_DATES: usize = 4;
/// No cumulative hazard or number of exits is told to more than this error supports, however exact.
const FINEST: f64 = 0.05;

/// What is told of the fit to a history.
#[derive(Clone, Copy, Debug)]
pub struct Fit<'a> {
    /// Names of the channels.
    pub channels: &'a [String],
    /// What the model expects of those who were there.
    pub residuals: &'a Residuals,
    /// Where a scenario simulates the history again.
    pub checks: Option<&'a Checks>,
}

impl Fit<'_> {
    /// The sections of the table, each with an empty line before it.
    pub fn render(&self) -> String {
        let mut out = String::new();
        self.exits(&mut out);
        self.curves(&mut out);
        self.diagonal(&mut out);
        if let Some(checks) = self.checks {
            self.statistics(&mut out, checks);
            counts(&mut out, checks);
        }
        out
    }

    fn channel(&self, channel: Option<usize>) -> String {
        channel.map_or_else(|| "all".to_owned(), |channel| name(&self.channels[channel], WIDEST_NAME))
    }

    /// Exits observed and expected, by half-year and channel.
    fn exits(&self, out: &mut String) {
        let residuals = self.residuals;
        line(out, "");
        paragraph(out, "Fit to the history, which the model has seen: exits expected of those at risk, given all that had happened.");
        let over = if residuals.whole.all.interval.is_some() { "90 % of draws" } else { "" };
        line(
            out,
            &format!(
                "  {}{}{}{}{}",
                left("exits", WIDEST_NAME),
                right("observed", 10),
                right("expected", 10),
                right(over, 18),
                right("difference", 14)
            ),
        );
        let row = |out: &mut String, label: &str, exits: &Exits| {
            let interval = exits.interval.map_or_else(String::new, |[low, high]| format!("{} to {}", tenths(low), tenths(high)));
            let difference = format!("{:+.1} sd", exits.standardised() + 0.0);
            line(
                out,
                &format!(
                    "  {}{}{}{}{}",
                    left(label, WIDEST_NAME),
                    right(&tenths(exits.observed), 10),
                    right(&expected(exits.expected), 10),
                    right(&interval, 18),
                    right(&difference, 14)
                ),
            );
        };
        if residuals.half_years.len() <= MOST_HALVES {
            for half in &residuals.half_years {
                row(out, &half_name(half), &half.all);
            }
        }
        for (channel, exits) in residuals.whole.by_channel.iter().enumerate() {
            row(out, &self.channel(Some(channel)), exits);
        }
        row(out, "all", &residuals.whole.all);
        if residuals.unknown > 0 {
            let exits = if residuals.unknown == 1 { "1 exit".to_owned() } else { format!("{} exits", residuals.unknown) };
            paragraph(out, &format!("{exits} through an unknown channel: among all, in no channel's row."));
        }
        if residuals.left_out > 0 {
            let rows = if residuals.left_out == 1 {
                "1 row of the history is".to_owned()
            } else {
                format!("{} rows of the history are", residuals.left_out)
            };
            paragraph(out, &format!("{rows} left out of this and what follows: the date of hire or a covariate is not known."));
        }
    }

    /// The last point of each channel's cumulative hazard, by both clocks.
    fn curves(&self, out: &mut String) {
        for (curves, heading) in [(&self.residuals.by_time, "cumulative hazard, end"), (&self.residuals.by_tenure, "by tenure, at the end")]
        {
            let Some(first) = curves.first().and_then(|curve| curve.points.last()) else { continue };
            line(out, "");
            let over = if first.band.is_some() { "90 % of draws" } else { "" };
            line(
                out,
                &format!(
                    "  {}{}{}{}{}",
                    left(heading, WIDEST_NAME),
                    right("Nelson-Aalen", 14),
                    right("95 %", 14),
                    right("model", 8),
                    right(over, 16)
                ),
            );
            for curve in curves {
                if let Some(point) = curve.points.last() {
                    let range = |range: Option<[f64; 2]>| range.map_or_else(String::new, |[low, high]| format!("{low:.2} to {high:.2}"));
                    line(
                        out,
                        &format!(
                            "  {}{}{}{}{}",
                            left(&self.channel(curve.channel), WIDEST_NAME),
                            right(&format!("{:.2}", point.observed), 14),
                            right(&range(point.interval), 14),
                            right(&format!("{:.2}", point.expected), 8),
                            right(&range(point.band), 16)
                        ),
                    );
                }
            }
        }
    }

    /// The Cox-Snell residuals.
    fn diagonal(&self, out: &mut String) {
        let diagonal = &self.residuals.cox_snell;
        let Some((residual, off)) = diagonal.farthest else { return };
        let band = match diagonal.band {
            None => "too few exits for a band".to_owned(),
            Some(Band { outside: 0, .. }) => "the 95 % band holds it throughout".to_owned(),
            Some(Band { outside, steps, .. }) => format!("it leaves the 95 % band at {outside} of {steps} exits"),
        };
        line(out, "");
        paragraph(
            out,
            &format!(
                "Cox-Snell residuals: their cumulative hazard should be the diagonal; it is farthest from it at {residual:.2}, by {off:+.2}, and {band}."
            ),
        );
    }

    /// The statistics of the history beside those of its replications.
    fn statistics(&self, out: &mut String, checks: &Checks) {
        let (draws, size) = checks.trials;
        line(out, "");
        let of = if draws == 1 { "1 draw".to_owned() } else { format!("{} draws", number::count(draws as u64)) };
        paragraph(
            out,
            &format!(
                "The same people begun anew, {} histories of each of {of}, with new luck and a new path of the market. This uses the data twice: it is no forecast, and only a small share in the tail speaks, against the model.",
                number::count(size as u64)
            ),
        );
        line(
            out,
            &format!(
                "  {}{}{}{}{}",
                left("statistic", WIDEST_NAME + 6),
                right("observed", 10),
                right("median", 10),
                right("90 %", 14),
                right("in tail", 10)
            ),
        );
        for check in &checks.statistics {
            let shown = |estimate: Estimate| match check.statistic {
                Statistic::Share(_) => number::percent(Estimate { mcse: estimate.mcse.max(0.01), ..estimate }),
                _ => number::estimate(Estimate { mcse: estimate.mcse.max(1.0), ..estimate }),
            };
            let observed = check.observed.map_or_else(|| "none".to_owned(), |value| shown(Estimate { value, mcse: 0.01 }));
            let [low, high] = check.interval.map(&shown);
            line(
                out,
                &format!(
                    "  {}{}{}{}{}",
                    left(&self.statistic(check.statistic), WIDEST_NAME + 6),
                    right(&observed, 10),
                    right(&shown(check.median), 10),
                    right(&format!("{} to {}", low.trim_end_matches(" %"), high), 14),
                    right(&check.tail.map_or_else(String::new, number::percent), 10)
                ),
            );
        }
        if checks.coarse > 0 {
            let coarse = if checks.coarse == 1 {
                "1 exit has a coarse date".to_owned()
            } else {
                format!("{} exits have coarse dates", checks.coarse)
            };
            paragraph(
                out,
                &format!(
                    "{coarse}: counted by their last day, in distances between exits by the dates of each draw (observed: their median)."
                ),
            );
        }
    }

    fn statistic(&self, statistic: Statistic) -> String {
        match statistic {
            Statistic::Exits => "exits".to_owned(),
            Statistic::InYear(year) => format!("exits in {year}"),
            Statistic::By(date) => format!("exits by {date}"),
            Statistic::LongestGap => "longest gap [days]".to_owned(),
            Statistic::MostTogether => format!("most within {WINDOW} days"),
            Statistic::Share(channel) => format!("share of {}", self.channel(Some(channel))),
        }
    }

    /// The values, for a JSON document.
    pub fn document(&self) -> Document {
        let names = self.channels;
        let residuals = self.residuals;
        Document {
            draws: residuals.draws,
            left_out: residuals.left_out,
            exits_unknown: residuals.unknown,
            half_years: residuals.half_years.iter().map(|half| told_half(half, names)).collect(),
            whole: told_half(&residuals.whole, names),
            nelson_aalen: residuals.by_time.iter().map(|curve| told_curve(curve, names)).collect(),
            nelson_aalen_by_tenure: residuals.by_tenure.iter().map(|curve| told_curve(curve, names)).collect(),
            cox_snell: ToldDiagonal {
                residuals: residuals.cox_snell.residuals.iter().map(|one| (one.residual, one.is_exit)).collect(),
                curve: residuals.cox_snell.steps.iter().map(|step| [step.time, step.hazard]).collect(),
                farthest: residuals.cox_snell.farthest,
                band_critical_value: residuals.cox_snell.band.map(|band| band.critical),
                exits_outside_band: residuals.cox_snell.band.map(|band| band.outside),
            },
            replications: self.checks.map(|checks| ToldChecks {
                note: "the model has seen this history: the data are used twice, and this is no forecast",
                draws: checks.trials.0,
                histories_a_draw: checks.trials.1,
                coarse_exits: checks.coarse,
                statistics: checks.statistics.iter().map(|check| self.told_check(check)).collect(),
                exits_by_date: checks.counts.iter().map(told_count).collect(),
            }),
        }
    }

    fn told_check(&self, check: &Check) -> ToldCheck {
        let number = |value: f64| Some(value).filter(|value| value.is_finite());
        ToldCheck {
            statistic: self.statistic(check.statistic),
            observed: check.observed,
            p05: number(check.interval[0].value),
            median: number(check.median.value),
            p95: number(check.interval[1].value),
            tail_share: check.tail.map(|tail| tail.value),
            tail_share_mcse: check.tail.and_then(|tail| number(tail.mcse)),
        }
    }
}

/// The distributions of the number of exits by some dates, as many as happened marked.
fn counts(out: &mut String, checks: &Checks) {
    let shown: Vec<&Count> = checks.counts.iter().rev().take(MOST_DATES).rev().collect();
    let most = shown.iter().map(|count| count.probabilities.len()).max().unwrap_or(0);
    if most > MOST_NUMBERS + 1 {
        return;
    }
    line(out, "");
    let heading = shown.iter().fold(format!("  {}", left("exits by", 10)), |line, count| line + &right(&count.date.to_string(), 14));
    line(out, &format!("{heading}   (* happened)"));
    let columns: Vec<Vec<String>> = shown.iter().map(|count| number::percents(&count.probabilities)).collect();
    for k in 0..most {
        let mut row = format!("  {}", left(&k.to_string(), 10));
        for (count, column) in shown.iter().zip(&columns) {
            let mark = if count.observed == k { " *" } else { "  " };
            let is_told = count.probabilities.get(k).is_some_and(|probability| probability.value > 0.0 || count.observed == k);
            let cell = if is_told { column[k].as_str() } else { "" };
            row += &right(&format!("{cell}{mark}"), 14);
        }
        line(out, row.trim_end());
    }
    let reach: Vec<String> = shown
        .iter()
        .map(|count| format!("{} or more by {}: {}", count.observed, count.date, number::percent(count.at_least_observed)))
        .collect();
    paragraph(out, &format!("Probability of as many as happened, or more: {}.", reach.join("; ")));
}

/// A number of exits with one decimal, if it has any.
fn tenths(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 { format!("{:.0}", value.round() + 0.0) } else { format!("{value:.1}") }
}

/// An expectation with the digits that the draws support, at most one decimal.
fn expected(estimate: Estimate) -> String {
    number::estimate(Estimate { mcse: estimate.mcse.max(FINEST), ..estimate })
}

fn half_name(half: &HalfYear) -> String {
    let part = if half.from.month() <= 6 { "first" } else { "second" };
    format!("{}, {part} half", half.from.year())
}

fn line(out: &mut String, text: &str) {
    let _ = writeln!(out, "{}", text.trim_end());
}

fn paragraph(out: &mut String, text: &str) {
    for text in wrapped(text, PAGE) {
        line(out, &text);
    }
}

fn told_half(half: &HalfYear, names: &[String]) -> ToldHalf {
    let told = |channel: &str, exits: &Exits| ToldExits {
        channel: channel.to_owned(),
        observed: exits.observed,
        expected: exits.expected.value,
        p05: exits.interval.map(|interval| interval[0]),
        p95: exits.interval.map(|interval| interval[1]),
        standardised: exits.standardised(),
    };
    let by_channel = names.iter().zip(&half.by_channel).map(|(name, exits)| told(name, exits));
    ToldHalf { from: half.from, until: half.until, exits: by_channel.chain([told("", &half.all)]).collect() }
}

fn told_curve(curve: &Curve, names: &[String]) -> ToldCurve {
    let told = |point: &Point| ToldPoint {
        years: point.time,
        observed: point.observed,
        observed_p025: point.interval.map(|interval| interval[0]),
        observed_p975: point.interval.map(|interval| interval[1]),
        expected: point.expected,
        expected_p05: point.band.map(|band| band[0]),
        expected_p95: point.band.map(|band| band[1]),
    };
    ToldCurve {
        channel: curve.channel.map_or_else(String::new, |channel| names[channel].clone()),
        points: curve.points.iter().map(told).collect(),
    }
}

fn told_count(count: &Count) -> ToldCount {
    let probabilities = count.probabilities.iter().enumerate().filter(|(_, probability)| probability.value > 0.0);
    ToldCount {
        date: count.date,
        observed: count.observed,
        probabilities: probabilities
            .map(|(exits, probability)| (exits, probability.value, Some(probability.mcse).filter(|e| e.is_finite())))
            .collect(),
        at_least_observed: count.at_least_observed.value,
    }
}

/// What `calibration.json` says of the fit. A channel without a name is all of them.
#[derive(Debug, Serialize)]
pub struct Document {
    draws: usize,
    left_out: usize,
    exits_unknown: usize,
    half_years: Vec<ToldHalf>,
    whole: ToldHalf,
    nelson_aalen: Vec<ToldCurve>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nelson_aalen_by_tenure: Vec<ToldCurve>,
    cox_snell: ToldDiagonal,
    replications: Option<ToldChecks>,
}

#[derive(Debug, Serialize)]
struct ToldHalf {
    #[serde(serialize_with = "crate::calendar::iso::serialize")]
    from: Date,
    #[serde(serialize_with = "crate::calendar::iso::serialize")]
    until: Date,
    exits: Vec<ToldExits>,
}

#[derive(Debug, Serialize)]
struct ToldExits {
    channel: String,
    observed: f64,
    expected: f64,
    p05: Option<f64>,
    p95: Option<f64>,
    standardised: f64,
}

#[derive(Debug, Serialize)]
struct ToldCurve {
    channel: String,
    points: Vec<ToldPoint>,
}

#[derive(Debug, Serialize)]
struct ToldPoint {
    years: f64,
    observed: f64,
    observed_p025: Option<f64>,
    observed_p975: Option<f64>,
    expected: f64,
    expected_p05: Option<f64>,
    expected_p95: Option<f64>,
}

#[derive(Debug, Serialize)]
struct ToldDiagonal {
    residuals: Vec<(f64, bool)>,
    curve: Vec<[f64; 2]>,
    farthest: Option<(f64, f64)>,
    band_critical_value: Option<f64>,
    exits_outside_band: Option<usize>,
}

#[derive(Debug, Serialize)]
struct ToldChecks {
    note: &'static str,
    draws: usize,
    histories_a_draw: usize,
    coarse_exits: usize,
    statistics: Vec<ToldCheck>,
    exits_by_date: Vec<ToldCount>,
}

#[derive(Debug, Serialize)]
struct ToldCheck {
    statistic: String,
    observed: Option<f64>,
    p05: Option<f64>,
    median: Option<f64>,
    p95: Option<f64>,
    tail_share: Option<f64>,
    tail_share_mcse: Option<f64>,
}

#[derive(Debug, Serialize)]
struct ToldCount {
    #[serde(serialize_with = "crate::calendar::iso::serialize")]
    date: Date,
    observed: usize,
    probabilities: Vec<(usize, f64, Option<f64>)>,
    at_least_observed: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::fit::replicate::Exit;
    use crate::calibrate::fit::{Draw, Replications};
    use crate::calibrate::{Ending, Hazards, Spell, Study, When};
    use crate::parameter::Quantity;
    use crate::scenario::{Baseline, Channel, Kind};

    const NAMES: [&str; 2] = ["lab", "other"];

    fn told() -> (Residuals, Checks) {
        let channel = |(name, per_year): (&str, f64)| Channel {
            name: name.to_owned(),
            kind: Kind::Other,
            baseline: Baseline::Hazard { per_year: Quantity::Known(per_year) },
            tenure: Vec::new(),
            covariates: Vec::new(),
            unnamed_weight: Quantity::Known(1.0),
        };
        let hazards = Hazards { channels: NAMES.into_iter().zip([0.6, 0.2]).map(channel).collect(), ..Hazards::default() };
        let spell = |person: usize, ending: Ending| Spell::new(person, 0.0, ending);
        let left = |time: f64, channel: Option<usize>| Ending::Exit(When::At(time), channel);
        let study = Study::new(vec![
            spell(0, left(0.3, Some(0))),
            spell(1, left(0.6, Some(0))),
            spell(2, Ending::Exit(When::Within(0.7, 0.8), None)),
            spell(3, Ending::Censored(When::At(1.25))),
        ]);
        let draws = vec![Draw { ends: vec![0.0, 0.0, 0.75, 0.0], ..Draw::default() }; 2];
        let residuals = Residuals::new(&study, &hazards, &draws, 1, 1).unwrap();
        let at = |times: &[f64]| times.iter().map(|&time| Exit { time, channel: Some(usize::from(time > 1.0)) }).collect::<Vec<_>>();
        let histories = vec![at(&[0.2, 0.4]), at(&[]), at(&[0.1, 0.6, 0.7, 1.1]), at(&[0.5, 1.2])];
        let (from, until) = (Date::constant(2000, 1, 1), Date::constant(2001, 4, 1));
        let checks = Checks::new(&study, &hazards, &draws, &Replications { histories, replications: 2, from, until });
        (residuals, checks)
    }

    #[test]
    fn a_small_case_is_told_in_full() {
        let (residuals, checks) = told();
        let names = NAMES.map(str::to_owned);
        let text = Fit { channels: &names, residuals: &residuals, checks: Some(&checks) }.render();
        assert_eq!(text, include_str!("fit.txt"), "{text}");
        assert!(text.lines().all(|line| super::super::super::columns::width(line) <= PAGE));
    }

    #[test]
    fn the_document_has_what_the_table_rounds() {
        let (residuals, checks) = told();
        let names = NAMES.map(str::to_owned);
        let value = serde_json::to_value(Fit { channels: &names, residuals: &residuals, checks: Some(&checks) }.document()).unwrap();
        let whole = &value["whole"]["exits"][0];
        assert_eq!((whole["channel"].as_str(), whole["observed"].as_f64()), (Some("lab"), Some(2.0)));
        let expected = 0.6 * (0.3 + 0.6 + 0.75 + 1.25);
        assert!((whole["expected"].as_f64().unwrap() - expected).abs() < 1e-12);
        assert_eq!(value["whole"]["exits"][2]["channel"].as_str(), Some(""));
        let count = &value["replications"]["exits_by_date"][0];
        assert_eq!((count["date"].as_str(), count["observed"].as_u64()), (Some("2000-12-31"), Some(3)));
        // Of 2, 0, 3 and 1 exits one in four is each.
        assert_eq!(count["probabilities"][3][0].as_u64(), Some(3));
        assert_eq!(count["probabilities"][3][1].as_f64(), Some(0.25));
        assert_eq!(count["at_least_observed"].as_f64(), Some(0.25));
        assert!(value.get("nelson_aalen_by_tenure").is_none());
    }
}
