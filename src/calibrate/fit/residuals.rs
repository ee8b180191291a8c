//! Residuals: what the model expects of those who were there, beside what they did.
//!
//! - **Cox-Snell residuals** (Cox & Snell 1968): the total cumulative hazard of each spell, whose Nelson-Aalen curve is the diagonal where
//!   the model is right.
//! - **Curves**: the Nelson-Aalen estimate of each channel, `sum of 1 / Y` over exits, beside what the model expects of it, `sum over
//!   people at risk of the integral of hazard / Y`, which is its compensator; by time since the history began and, where a hazard depends
//!   on it, by tenure.
//! - **Half-years**: exits of each calendar half-year beside the sum of the cumulative hazards of those at risk in it.
//!
//! Each draw has its own hazards and, where dates are coarse, its own dates; means and quantiles are over the draws. The posterior has
//! seen the exits, so that its intervals say how sure the model is of its expectation, not how far exits scatter about it; for that
//! stands the standardised difference, `(observed - expected) / sqrt(expected)`, beyond 2 in about one of twenty where the model is right
//! and expects more than a few.

use crate::calendar::{DAYS_PER_YEAR, Date};
use crate::estimate::Estimate;
use crate::estimate::nelson_aalen::{self, CoxSnell, Step, cox_snell, equal_precision, nelson_aalen};
use crate::math::{self, NORMAL_P975};
use crate::random::{Purpose, Stream};

use super::super::hazards::Hazards;
use super::super::likelihood::Refusal;
use super::super::parallel;
use super::super::study::{Ending, Hired, MOMENT, Spell, Study};
use super::compensator::Compensator;
use super::{Draw, counts, spread};

/// Fewer draws than this have no quantiles that are worth telling.
const FEWEST_DRAWS: usize = 20;
/// The part of the Brownian bridge over which there is a band.
pub const BRIDGE: [f64; 2] = [0.05, 0.95];
/// What a moment is put forward by to be of the day before, where it is midnight [years]: more than the calendar forgives.
const INSTANT: f64 = 1e-6;
/// Tenure beyond this is not broken out [years].
const LONGEST_TENURE: usize = 40;

/// What a model expects of the history that it was fitted to.
#[derive(Clone, Debug, PartialEq)]
pub struct Residuals {
    /// Cumulative hazard of each spell while at risk, `spell * channels + channel`, mean over draws; 0 for those left out.
    pub hazards: Vec<f64>,
    /// The Cox-Snell residuals, and their curve.
    pub cox_snell: Diagonal,
    /// By time since the history began: a curve a channel, then that of all exits.
    pub by_time: Vec<Curve>,
    /// By tenure, of those whose date of hire is known; empty where no hazard depends on tenure.
    pub by_tenure: Vec<Curve>,
    /// By calendar half-year.
    pub half_years: Vec<HalfYear>,
    /// The whole history.
    pub whole: HalfYear,
    /// Exits through unknown channels: in the sums of all channels only.
    pub unknown: usize,
    /// Spells that the likelihood leaves out, and so all of the above.
    pub left_out: usize,
    /// How many draws there were.
    pub draws: usize,
}

/// Cox-Snell residuals against the diagonal.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagonal {
    /// A residual a spell, in the order of the study; the mean over draws.
    pub residuals: Vec<CoxSnell>,
    /// Their Nelson-Aalen curve.
    pub steps: Vec<Step>,
    /// The 95 % band about it; `None` where fewer than two of its steps can have one.
    pub band: Option<Band>,
    /// Where the curve is farthest from the diagonal: residual and curve less residual.
    pub farthest: Option<(f64, f64)>,
}

/// An equal-precision band, over the steps whose bridge time is within [`BRIDGE`]: in the tails no band holds what it promises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Its critical value.
    pub critical: f64,
    /// Steps that it is over.
    pub steps: usize,
    /// Those of them at which the diagonal is outside.
    pub outside: usize,
}

/// The cumulative hazard of a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Index of the channel; `None` for all exits.
    pub channel: Option<usize>,
    /// In order of time.
    pub points: Vec<Point>,
}

/// A point of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Time since the history began, or tenure [years].
    pub time: f64,
    /// The Nelson-Aalen estimate, mean over draws.
    pub observed: f64,
    /// Its 95 % interval at this one time; `None` before the first exit.
    pub interval: Option<[f64; 2]>,
    /// What the model expects of it: the median over draws.
    pub expected: f64,
    /// 5 % and 95 % quantiles over draws, if there are enough.
    pub band: Option<[f64; 2]>,
}

/// Exits of a stretch of the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct HalfYear {
    /// First day.
    pub from: Date,
    /// The day after the last.
    pub until: Date,
    /// By channel.
    pub by_channel: Vec<Exits>,
    /// Of all channels together, unknown ones too.
    pub all: Exits,
}

/// Exits observed and expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exits {
    /// As many as happened: the mean over draws, which differ where dates are coarse.
    pub observed: f64,
    /// Sum of the cumulative hazards of those at risk: the mean over draws, with its error as if they were independent.
    pub expected: Estimate,
    /// 5 % and 95 % quantiles of it over draws, if there are enough.
    pub interval: Option<[f64; 2]>,
}

impl Exits {
    /// `(observed - expected) / sqrt(expected)`; 0 where nothing was expected and nothing happened.
    pub fn standardised(&self) -> f64 {
        let expected = self.expected.value;
        if expected > 0.0 { (self.observed - expected) / math::sqrt(expected) } else { 0.0 }
    }
}

/// What one draw, on one part of the study, adds up to.
#[derive(Clone, Debug)]
struct Tally {
    hazards: Vec<f64>,
    exits: Vec<f64>,
    by_time: Vec<f64>,
    by_tenure: Vec<f64>,
}

/// A clock on which spells are at risk: their entries and ends on it, where they are on it at all.
struct Axis {
    edges: Vec<f64>,
    /// Zero of each spell's time.
    zero: Vec<f64>,
}

/// The integral of one over the number at risk, linear between the times at which that changes.
struct Risk {
    times: Vec<f64>,
    /// The number at risk after each of the times.
    numbers: Vec<f64>,
    integral: Vec<f64>,
}

impl Residuals {
    /// Judges hazards at some draws by the study that they were fitted to. `seed` decides which case of possible shocks each draw takes.
    ///
    /// # Errors
    /// Where the history has no likelihood.
    ///
    /// # Panics
    /// Where there is no draw.
    pub fn new(study: &Study, hazards: &Hazards, draws: &[Draw], seed: u64, threads: usize) -> Result<Self, Refusal> {
        if study.spells.is_empty() {
            return Err(Refusal::Nobody);
        }
        let clock = study.clock;
        let (first, last) = study.span();
        let halves = half_years(clock.date(first), clock.date(last - INSTANT));
        let edges: Vec<f64> = halves.iter().map(|date| clock.years(*date)).collect();
        let mut time_edges: Vec<f64> = quarters(&halves).iter().map(|date| clock.years(*date)).filter(|&t| t > first && t < last).collect();
        time_edges.push(last);
        let compensator = Compensator::new(study, hazards, &time_edges);
        let is_in: Vec<bool> = study.spells.iter().map(|spell| counts(hazards, spell)).collect();
        let counted = |zero: f64, index: usize| if is_in[index] { zero } else { f64::NAN };
        let by_time = Axis { edges: time_edges, zero: (0..study.spells.len()).map(|index| counted(0.0, index)).collect() };
        let hires: Vec<f64> = study.spells.iter().enumerate().map(|(index, spell)| counted(hire(study, spell), index)).collect();
        let has_tenure = hazards.channels.iter().any(|channel| !channel.tenure.is_empty());
        let longest = study.spells.iter().zip(&hires).map(|(spell, hire)| spell.ending.when().latest() - hire).fold(0.0, f64::max);
        let years = if has_tenure { (longest.ceil() as usize).min(LONGEST_TENURE) } else { 0 };
        let by_tenure = Axis { edges: (1..=years).map(|year| year as f64).collect(), zero: hires };

        let channels = hazards.channels.len();
        let all_endings: Vec<Vec<Ending>> = draws.iter().map(|draw| compensator.endings(draw)).collect();
        let case = |index: usize| {
            let uniform = (draws.len() > 1).then(|| Stream::new(seed, Purpose::ShockCase, 0, index as u64, 0).uniform());
            compensator.case_of(&draws[index], uniform)
        };
        let cases = parallel::map(draws.len(), threads, case).into_iter().collect::<Result<Vec<usize>, Refusal>>()?;
        let decisions: Vec<Vec<Ending>> =
            all_endings.iter().zip(&cases).map(|(endings, &case)| compensator.decisions(endings, case)).collect();
        let is_exact = decisions.iter().all(|endings| *endings == decisions[0]);
        let dated = &decisions[..if is_exact { 1 } else { decisions.len() }];
        let risks: Vec<[Risk; 2]> = dated.iter().map(|endings| [&by_time, &by_tenure].map(|axis| Risk::of(study, endings, axis))).collect();
        let parts = compensator.parts();
        let tallies = parallel::map(draws.len() * parts, threads, |work| {
            let (index, part) = (work / parts, work % parts);
            let risk = &risks[if is_exact { 0 } else { index }];
            let mut tally = Tally::new(study.spells.len(), channels, edges.len() - 1, &by_time, &by_tenure);
            compensator.pass(&draws[index], &all_endings[index], cases[index], part, |passage| {
                tally.hazards[passage.spell * channels + passage.channel] += passage.exits;
                let half = half_of(&edges, 0.5 * (passage.from + passage.to));
                tally.exits[half * channels + passage.channel] += passage.exits;
                for (axis, (risk, sums)) in [&by_time, &by_tenure].iter().zip(risk.iter().zip([&mut tally.by_time, &mut tally.by_tenure])) {
                    risk.add(axis, passage.spell, [passage.from, passage.to], passage.exits, |bin, amount| {
                        sums[bin * channels + passage.channel] += amount;
                    });
                }
            });
            tally
        });
        let mut per_draw: Vec<Tally> = Vec::with_capacity(draws.len());
        for (work, tally) in tallies.into_iter().enumerate() {
            if work % parts == 0 {
                per_draw.push(tally);
            } else if let Some(last) = per_draw.last_mut() {
                last.add(&tally);
            }
        }
        let observed: Vec<Vec<f64>> = dated.iter().map(|endings| observed_exits(study, endings, &is_in, &edges, channels)).collect();
        let told = |halves: std::ops::Range<usize>, from: Date, until: Date| HalfYear {
            from,
            until,
            by_channel: (0..channels)
                .map(|channel| {
                    let count = |rows: &[f64], width: usize| halves.clone().map(|half| rows[half * width + channel]).sum::<f64>();
                    exits(
                        &observed.iter().map(|row| count(row, channels + 1)).collect::<Vec<_>>(),
                        per_draw.iter().map(|t| count(&t.exits, channels)).collect(),
                    )
                })
                .collect(),
            all: {
                let count = |rows: &[f64], width: usize| halves.clone().flat_map(|half| &rows[half * width..][..width]).sum::<f64>();
                exits(
                    &observed.iter().map(|row| count(row, channels + 1)).collect::<Vec<_>>(),
                    per_draw.iter().map(|t| count(&t.exits, channels)).collect(),
                )
            },
        };
        let half_years = (0..halves.len() - 1).map(|half| told(half..half + 1, halves[half], halves[half + 1])).collect();
        let whole = told(0..halves.len() - 1, clock.date(first), clock.date(last));
        let hazards_of = mean_hazards(&per_draw);
        let residual = |(index, spell): (usize, &Spell)| CoxSnell {
            residual: hazards_of[index * channels..][..channels].iter().sum(),
            is_exit: spell.exit().is_some(),
        };
        let residuals: Vec<CoxSnell> = study.spells.iter().enumerate().filter(|(index, _)| is_in[*index]).map(residual).collect();
        let curves = |axis: &Axis, expected: &dyn Fn(&Tally) -> &[f64], origin: f64| {
            let names = (0..channels).map(Some).chain([None]);
            names.map(|channel| curve(study, dated, axis, channel, channels, per_draw.iter().map(expected), origin)).collect::<Vec<Curve>>()
        };
        Ok(Self {
            cox_snell: Diagonal::new(residuals),
            by_time: curves(&by_time, &|tally| &tally.by_time, first),
            by_tenure: if years > 0 { curves(&by_tenure, &|tally| &tally.by_tenure, 0.0) } else { Vec::new() },
            half_years,
            whole,
            unknown: unknown_exits(study, &is_in),
            left_out: is_in.iter().filter(|is_in| !**is_in).count(),
            draws: draws.len(),
            hazards: hazards_of,
        })
    }
}

impl Diagonal {
    /// The curve of residuals, and how far it is from the diagonal.
    fn new(residuals: Vec<CoxSnell>) -> Self {
        let steps = cox_snell(&residuals);
        let people = residuals.len();
        let off = |step: &Step| {
            // Just before the step the curve is lower by what it gained there.
            let before = step.hazard - step.exits as f64 / step.at_risk as f64;
            let [below, above] = [before - step.time, step.hazard - step.time];
            (step.time, if below.abs() > above.abs() { below } else { above })
        };
        let farthest = steps.iter().map(off).max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
        let bridge_time = |step: &Step| step.bridge_time(people);
        let within: Vec<&Step> = steps.iter().filter(|step| (BRIDGE[0]..=BRIDGE[1]).contains(&bridge_time(step))).collect();
        let band = match &within[..] {
            [first, .., last] => {
                let critical = equal_precision(bridge_time(first), bridge_time(last), 0.05);
                let is_outside = |step: &&&Step| {
                    let [low, high] = step.interval(critical);
                    step.time < low || step.time > high
                };
                Some(Band { critical, steps: within.len(), outside: within.iter().filter(is_outside).count() })
            }
            _ => None,
        };
        Self { residuals, steps, band, farthest }
    }
}

impl Tally {
    fn new(spells: usize, channels: usize, halves: usize, by_time: &Axis, by_tenure: &Axis) -> Self {
        Self {
            hazards: vec![0.0; spells * channels],
            exits: vec![0.0; halves * channels],
            by_time: vec![0.0; by_time.edges.len() * channels],
            by_tenure: vec![0.0; by_tenure.edges.len() * channels],
        }
    }

    fn add(&mut self, other: &Self) {
        let sums = [&mut self.hazards, &mut self.exits, &mut self.by_time, &mut self.by_tenure];
        for (sum, more) in sums.into_iter().zip([&other.hazards, &other.exits, &other.by_time, &other.by_tenure]) {
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
    }
}

impl Risk {
    /// That of the spells of a study with some endings, those that are on an axis.
    fn of(study: &Study, endings: &[Ending], axis: &Axis) -> Self {
        let mut changes: Vec<(f64, f64)> = Vec::new();
        for spell in at_risk(study, endings, axis) {
            changes.extend([(spell.entry, 1.0), (spell.exit, -1.0)]);
        }
        changes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut risk = Self { times: Vec::new(), numbers: Vec::new(), integral: Vec::new() };
        let (mut number, mut sum) = (0.0_f64, 0.0);
        for (time, change) in changes {
            if let Some(&last) = risk.times.last()
                && number > 0.5
            {
                sum += (time - last) / number;
            }
            number += change;
            risk.times.push(time);
            risk.numbers.push(number);
            risk.integral.push(sum);
        }
        risk
    }

    fn at(&self, time: f64) -> f64 {
        let next = self.times.partition_point(|&other| other <= time);
        if next == 0 {
            return 0.0;
        }
        if next == self.times.len() {
            return self.integral[next - 1];
        }
        let (from, to) = (self.times[next - 1], self.times[next]);
        self.integral[next - 1] + (self.integral[next] - self.integral[next - 1]) * (time - from) / (to - from)
    }

    /// The number at risk just before a time.
    fn before(&self, time: f64) -> f64 {
        match self.times.partition_point(|&other| other < time - MOMENT) {
            0 => 0.0,
            next => self.numbers[next - 1],
        }
    }

    /// Adds, bin by bin of an axis, what a spell's hazard on a stretch of time, or at a moment, comes to over the number at risk.
    fn add(&self, axis: &Axis, spell: usize, [from, to]: [f64; 2], exits: f64, mut act: impl FnMut(usize, f64)) {
        let zero = axis.zero[spell];
        if zero.is_nan() {
            return;
        }
        let (from, to) = (from - zero, to - zero);
        if to <= from {
            let (bin, number) = (axis.edges.partition_point(|&edge| edge < to - MOMENT), self.before(to));
            if bin < axis.edges.len() && number > 0.5 {
                act(bin, exits / number);
            }
            return;
        }
        let mut begin = from;
        let mut bin = axis.edges.partition_point(|&edge| edge <= from + MOMENT);
        while bin < axis.edges.len() && begin < to {
            let end = if axis.edges[bin] < to - MOMENT { axis.edges[bin] } else { to };
            act(bin, exits * (self.at(end) - self.at(begin)) / (to - from));
            begin = end;
            bin += 1;
        }
    }
}

/// How many of the spells that count ended through an unknown channel.
fn unknown_exits(study: &Study, is_in: &[bool]) -> usize {
    let spells = study.spells.iter().zip(is_in).filter(|(_, is_in)| **is_in);
    spells.filter(|(spell, _)| matches!(spell.ending, Ending::Exit(_, None))).count()
}

/// The mean over draws of the cumulative hazards by spell and channel.
fn mean_hazards(per_draw: &[Tally]) -> Vec<f64> {
    let mut means = vec![0.0; per_draw.first().map_or(0, |tally| tally.hazards.len())];
    for tally in per_draw {
        means.iter_mut().zip(&tally.hazards).for_each(|(mean, hazard)| *mean += hazard / per_draw.len() as f64);
    }
    means
}

/// The spells that are on an axis, on its clock.
fn at_risk(study: &Study, endings: &[Ending], axis: &Axis) -> Vec<nelson_aalen::Spell> {
    let spells = study.spells.iter().zip(endings).zip(&axis.zero);
    let spells = spells.filter(|((spell, ending), zero)| !zero.is_nan() && is_seen(spell, **ending));
    spells
        .map(|((spell, ending), zero)| nelson_aalen::Spell {
            entry: spell.entry - zero,
            exit: ending.when().latest() - zero,
            channel: match ending {
                // An unknown channel is none of those that are known.
                Ending::Exit(_, channel) => Some(channel.unwrap_or(usize::MAX)),
                Ending::Censored(_) => None,
            },
        })
        .collect()
}

/// When a spell's tenure began [years]; not a number where that is not known.
fn hire(study: &Study, spell: &Spell) -> f64 {
    match spell.hired {
        Hired::At(time) => time,
        Hired::On(date) => study.clock.years(date),
        Hired::Among(first, days) => study.clock.years(first) + 0.5 * f64::from(days) / DAYS_PER_YEAR,
        Hired::Unknown => f64::NAN,
    }
}

/// Observed and expected exits, over draws.
fn exits(observed: &[f64], expected: Vec<f64>) -> Exits {
    let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / numbers.len() as f64;
    let (n, value) = (expected.len() as f64, mean(&expected));
    let squares: f64 = expected.iter().map(|one| (one - value) * (one - value)).sum();
    let mcse = if n > 1.0 { math::sqrt(squares / (n * (n - 1.0))) } else { 0.0 };
    let interval = (expected.len() >= FEWEST_DRAWS).then(|| spread(expected)).map(|[low, _, high]| [low, high]);
    Exits { observed: mean(observed), expected: Estimate { value, mcse }, interval }
}

/// Whether a spell was at risk at all: under notice the decision can have been before the entry.
fn is_seen(spell: &Spell, ending: Ending) -> bool {
    ending.when().latest() > spell.entry + MOMENT
}

/// The half-year of a moment; one that ends a half-year is part of it, as those at risk are until the exit, included.
fn half_of(edges: &[f64], time: f64) -> usize {
    edges.partition_point(|&edge| edge < time - MOMENT).clamp(1, edges.len() - 1) - 1
}

/// Exits by half-year and channel, unknown ones last.
fn observed_exits(study: &Study, endings: &[Ending], is_in: &[bool], edges: &[f64], channels: usize) -> Vec<f64> {
    let mut counts = vec![0.0; (edges.len() - 1) * (channels + 1)];
    let spells = study.spells.iter().zip(endings).zip(is_in);
    for ((_, ending), _) in spells.filter(|((spell, ending), is_in)| **is_in && is_seen(spell, **ending)) {
        if let Ending::Exit(when, channel) = ending {
            let half = half_of(edges, when.latest());
            counts[half * (channels + 1) + channel.unwrap_or(channels)] += 1.0;
        }
    }
    counts
}

/// The curve of a channel on an axis, or of all.
fn curve<'a>(
    study: &Study,
    dated: &[Vec<Ending>],
    axis: &Axis,
    channel: Option<usize>,
    channels: usize,
    expected: impl Iterator<Item = &'a [f64]>,
    origin: f64,
) -> Curve {
    let steps: Vec<Vec<Step>> = dated.iter().map(|endings| nelson_aalen(&at_risk(study, endings, axis), channel)).collect();
    let mut expected_so_far: Vec<Vec<f64>> = vec![Vec::new(); axis.edges.len()];
    for row in expected {
        let mut sum = 0.0;
        for (bin, by_channel) in row.chunks(channels).enumerate() {
            sum += channel.map_or_else(|| by_channel.iter().sum::<f64>(), |channel| by_channel[channel]);
            expected_so_far[bin].push(sum);
        }
    }
    let point = |(&edge, expected): (&f64, Vec<f64>)| {
        let mut mean = Step { time: edge, at_risk: 0, exits: 0, hazard: 0.0, variance: 0.0 };
        for steps in &steps {
            if let Some(step) = steps[..steps.partition_point(|step| step.time <= edge + MOMENT)].last() {
                mean.hazard += step.hazard / dated.len() as f64;
                mean.variance += step.variance / dated.len() as f64;
            }
        }
        let is_told = expected.len() >= FEWEST_DRAWS;
        let [low, median, high] = spread(expected);
        Point {
            time: edge - origin,
            observed: mean.hazard,
            interval: (mean.hazard > 0.0).then(|| mean.interval(NORMAL_P975)),
            expected: median,
            band: is_told.then_some([low, high]),
        }
    };
    Curve { channel, points: axis.edges.iter().zip(expected_so_far).map(point).collect() }
}

/// The first days of the half-years from that of one date to that after another.
fn half_years(from: Date, to: Date) -> Vec<Date> {
    let first = Date::constant(from.year(), if from.month() <= 6 { 1 } else { 7 }, 1);
    let mut halves = vec![first];
    while let Some(&last) = halves.last()
        && last <= to
    {
        halves.push(last.saturating_add(jiff::Span::new().months(6)));
    }
    halves
}

/// The first days of the quarters of half-years.
fn quarters(halves: &[Date]) -> Vec<Date> {
    halves.iter().flat_map(|half| [*half, half.saturating_add(jiff::Span::new().months(3))]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Duration, Unit};
    use crate::calibrate::frailty::log_marginal;
    use crate::calibrate::jet::Order;
    use crate::calibrate::{Likelihood, PathSteps, Period, Side, When, maximum};
    use crate::parameter::{Distribution, Parameter, Quantity};
    use crate::scenario::{Baseline, Channel, Contagion, Decay, Kind, Pull, Spinouts, TenureBand, TenureEffect, Ties};

    fn channel(name: &str, baseline: Baseline) -> Channel {
        Channel {
            name: name.to_owned(),
            kind: Kind::Other,
            baseline,
            tenure: Vec::new(),
            covariates: Vec::new(),
            unnamed_weight: Quantity::Known(1.0),
            pay_multiple: Quantity::Known(1.0),
        }
    }

    fn hazard(quantity: Quantity) -> Baseline {
        Baseline::Hazard { per_year: quantity }
    }

    fn parameters(count: usize) -> Vec<Parameter> {
        let parameter = |index: usize| Parameter {
            path: format!("p{index}"),
            distribution: Distribution::LogNormal { median: 0.3, p95: 1.0 },
            source: None,
        };
        (0..count).map(parameter).collect()
    }

    fn judge(study: &Study, hazards: &Hazards, parameters: &[f64]) -> Residuals {
        let draw = Draw { parameters: parameters.to_vec(), heat: Vec::new(), ends: vec![f64::NAN; study.spells.len()] };
        Residuals::new(study, hazards, &[draw], 1, 1).unwrap()
    }

    fn left(person: usize, entry: f64, end: f64, channel: Option<usize>) -> Spell {
        Spell::new(person, entry, Ending::Exit(When::At(end), channel))
    }

    fn stayed(person: usize, entry: f64, end: f64) -> Spell {
        Spell::new(person, entry, Ending::Censored(When::At(end)))
    }

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} is not {b}");
    }

    #[test]
    fn a_constant_hazard_has_the_expectations_of_closed_form() {
        let hazards = Hazards {
            channels: vec![channel("a", hazard(Quantity::Known(0.3))), channel("b", hazard(Quantity::Known(0.1)))],
            ..Hazards::default()
        };
        // The clock begins on 1 January 2000; the years are those of the calendar but for leap days.
        let study = Study::new(vec![left(0, 0.1, 0.9, Some(0)), stayed(1, 0.0, 2.0), left(2, 1.0, 1.7, None)]);
        let fit = judge(&study, &hazards, &[]);
        let residuals: Vec<(f64, bool)> = fit.cox_snell.residuals.iter().map(|one| (one.residual, one.is_exit)).collect();
        for ((residual, is_exit), (expected, left)) in residuals.into_iter().zip([(0.32, true), (0.8, false), (0.28, true)]) {
            close(residual, expected);
            assert_eq!(is_exit, left);
        }
        close(fit.hazards[0], 0.24);
        close(fit.hazards[5], 0.07);
        assert_eq!((fit.whole.all.observed, fit.whole.by_channel[0].observed, fit.unknown, fit.left_out), (2.0, 1.0, 1, 0));
        close(fit.whole.all.expected.value, 0.4 * 3.5);
        close(fit.whole.by_channel[1].expected.value, 0.1 * 3.5);
        let halves: f64 = fit.half_years.iter().map(|half| half.all.expected.value).sum();
        close(halves, 0.4 * 3.5);
        assert_eq!(fit.half_years.len(), 4);
        // 182 days of the first half-year of 2000, of which one was there all the time and the other from 0.1 years on.
        close(fit.half_years[0].all.expected.value, 0.4 * (2.0 * 182.0 / DAYS_PER_YEAR - 0.1));
        assert_eq!(fit.half_years[1].from.to_string(), "2000-07-01");
        assert_eq!((fit.half_years[1].by_channel[0].observed, fit.half_years[3].all.observed), (1.0, 1.0));
        close(fit.whole.all.standardised(), (2.0 - 1.4) / 1.4_f64.sqrt());
        // Somebody is always at risk, so that the expected curve is the cumulative hazard itself.
        let all = fit.by_time.last().unwrap();
        assert_eq!((fit.by_time.len(), all.channel), (3, None));
        for point in &all.points {
            close(point.expected, 0.4 * point.time);
        }
        let last = all.points.last().unwrap();
        close(last.time, 2.0);
        close(last.observed, 1.0);
        close(last.interval.unwrap()[0], math::exp(-NORMAL_P975 * 0.5_f64.sqrt()));
        assert_eq!((last.band, fit.by_tenure.len()), (None, 0));
    }

    /// A model with everything that exits and the calendar do, six of whose numbers are learned.
    fn rich() -> (Study, Hazards) {
        let band = |until: f64, number: Quantity| TenureBand {
            until: Duration { count: until, unit: Unit::Years },
            effect: TenureEffect::Ratio(number),
        };
        let tenured = Channel {
            tenure: vec![band(1.0, Quantity::Known(0.5)), band(3.0, Quantity::Uncertain(4))],
            ..channel("a", hazard(Quantity::Uncertain(0)))
        };
        let driven = Channel { covariates: vec![(0, Quantity::Uncertain(2))], ..channel("b", hazard(Quantity::Uncertain(1))) };
        let hazards = Hazards {
            parameters: parameters(5),
            channels: vec![tenured, driven],
            periods: vec![Period::step(vec![0, 1], Quantity::Known(1.7), 1.2, 1.9)],
            contagion: Some(Contagion {
                ratio: Quantity::Uncertain(3),
                decay: Decay::HalfLife(Quantity::Known(0.7)),
                delay: 0.1,
                ties: Ties::Teams { across: Quantity::Known(0.4) },
                cap: None,
                leader: None,
            }),
            ..Hazards::default()
        };
        let mut spells = Vec::new();
        for person in 0..60 {
            let uniform = |name: u64| Stream::new(3, Purpose::Tenure, name, person, 0).uniform();
            let entry = 1.5 * uniform(1);
            let end = entry + 0.05 + 2.5 * uniform(2);
            let ending = match (5.0 * uniform(3)) as usize {
                0 => Ending::Exit(When::At(end), Some(0)),
                1 => Ending::Exit(When::At(end), Some(1)),
                _ => Ending::Censored(When::At(end)),
            };
            spells.push(Spell {
                team: (person % 3) as usize,
                hired: Hired::At(entry - 2.0 * uniform(4)),
                covariates: vec![uniform(5)],
                ..Spell::new(person as usize, entry, ending)
            });
        }
        (Study::new(spells), hazards)
    }

    #[test]
    fn at_the_maximum_as_many_exits_are_expected_as_were_observed() {
        // The score by the log of a free rate is the number of exits less the sum of the cumulative hazards.
        let (study, hazards) = rich();
        let fit = maximum(&Likelihood::new(&study, &hazards).unwrap(), &[0.3, 0.3, 1.0, 1.0, 1.0], &[], false);
        assert!(fit.converged);
        let values: Vec<f64> = fit.estimates.iter().map(|estimate| estimate.value).collect();
        let fit = judge(&study, &hazards, &values);
        for exits in &fit.whole.by_channel {
            assert!(exits.observed > 5.0);
            assert!((exits.expected.value - exits.observed).abs() < 1e-6, "{exits:?}");
        }
        assert!((fit.whole.all.expected.value - fit.whole.all.observed).abs() < 1e-6);
        // Not half-year by half-year.
        assert!(fit.half_years.iter().any(|half| half.all.standardised().abs() > 0.1));
        let sums: f64 = fit.half_years.iter().map(|half| half.by_channel[1].expected.value).sum();
        close(sums, fit.whole.by_channel[1].expected.value);
        // The expected curves end where those of the data would on average; both clocks count the same exits.
        assert_eq!(fit.by_tenure.len(), 3);
        let [time, tenure] = [&fit.by_time, &fit.by_tenure].map(|curves| curves[2].points.last().unwrap().expected);
        assert!(time > 0.5 && tenure > 0.5);
    }

    #[test]
    fn foundings_are_expected_of_team_mates_as_often_as_they_happen() {
        // Founders leave with team-mates, their spin-outs pull and hire; a rate each, and the probability to found together, are learned.
        let (mut study, mut hazards) = rich();
        hazards.parameters = parameters(7);
        hazards.channels[0].kind = Kind::Found;
        hazards.spinouts = Some(Spinouts {
            open: true,
            channel: 1,
            delay: 0.05,
            cofound: Quantity::Uncertain(5),
            pull: Pull {
                per_year: Quantity::Uncertain(6),
                decay: Decay::HalfLife(Quantity::Known(0.8)),
                seats: Some(3),
                across: Quantity::Known(0.2),
            },
        });
        let founders: Vec<usize> =
            (0..60).filter(|&index| matches!(study.spells[index].ending, Ending::Exit(_, Some(0)))).take(6).collect();
        for (number, &founder) in founders.iter().enumerate() {
            let Ending::Exit(when, _) = study.spells[founder].ending else { unreachable!() };
            study.spells[founder].destination = Some(number);
            let is_mate = |spell: &Spell| {
                spell.team == study.spells[founder].team && spell.entry < when.earliest() && spell.ending.when().latest() > when.latest()
            };
            let mates: Vec<usize> = (0..60).filter(|&index| !founders.contains(&index) && is_mate(&study.spells[index])).collect();
            if let Some(&mate) = mates.first().filter(|_| number % 2 == 0) {
                study.spells[mate].ending = Ending::Exit(when, Some(0));
                study.spells[mate].destination = Some(number);
            }
            let mut hires = mates.iter().skip(1).filter(|&&index| matches!(study.spells[index].ending, Ending::Exit(_, Some(1))));
            if let Some(&hire) = hires.next() {
                study.spells[hire].destination = Some(number);
            }
        }
        for frailty in [None, Some(Quantity::Known(0.3))] {
            hazards.frailty = frailty;
            let likelihood = Likelihood::new(&study, &hazards).unwrap();
            let fit = maximum(&likelihood, &[0.3, 0.3, 1.0, 1.0, 1.0, 0.1, 0.3], &[], false);
            assert!(fit.converged);
            let values: Vec<f64> = fit.estimates.iter().map(|estimate| estimate.value).collect();
            assert!(values.iter().all(|&value| value > 1e-3), "{values:?}");
            let fit = judge(&study, &hazards, &values);
            let all = fit.whole.all;
            assert!((all.expected.value - all.observed).abs() < 0.3, "{all:?}");
            if frailty.is_none() {
                for exits in &fit.whole.by_channel {
                    assert!(exits.observed > 5.0 && (exits.expected.value - exits.observed).abs() < 1e-6, "{exits:?}");
                }
                // Mates who stayed were expected to found along too, at the moment.
                let sums: f64 = fit.half_years.iter().map(|half| half.by_channel[0].expected.value).sum();
                close(sums, fit.whole.by_channel[0].expected.value);
            }
        }
    }

    #[test]
    fn parts_that_nothing_ties_give_what_the_whole_gives() {
        let (mut study, mut hazards) = rich();
        let many: Vec<Spell> = (0..20)
            .flat_map(|copy| {
                study
                    .spells
                    .iter()
                    .map(move |spell| Spell { person: spell.person + 60 * copy, team: spell.team + 3 * copy, ..spell.clone() })
                    .collect::<Vec<_>>()
            })
            .collect();
        let values = [0.2, 0.3, 1.5, 1.3, 0.8];
        if let Some(contagion) = &mut hazards.contagion {
            contagion.ties = Ties::Teams { across: Quantity::Known(0.0) };
        }
        let small = judge(&study, &hazards, &values);
        study.spells = many;
        let draw = Draw { parameters: values.to_vec(), heat: Vec::new(), ends: Vec::new() };
        let large = Residuals::new(&study, &hazards, &[draw], 1, 3).unwrap();
        for (index, hazard) in large.hazards.iter().enumerate() {
            close(*hazard, small.hazards[index % small.hazards.len()]);
        }
        close(large.whole.all.expected.value, 20.0 * small.whole.all.expected.value);
    }

    #[test]
    fn frailty_makes_of_a_cumulative_hazard_the_log_of_the_probability_to_stay() {
        let (rate, sd) = (0.8, 0.9);
        let hazards = Hazards {
            channels: vec![channel("a", hazard(Quantity::Known(rate))), channel("b", hazard(Quantity::Known(0.2)))],
            frailty: Some(Quantity::Known(sd)),
            ..Hazards::default()
        };
        // One who stayed, and one who left, came back and stayed.
        let study = Study::new(vec![stayed(0, 0.0, 3.0), left(1, 0.0, 1.5, Some(0)), stayed(1, 2.0, 4.0)]);
        let fit = judge(&study, &hazards, &[]);
        let marginal = |exits: f64, hazard: f64| log_marginal(exits, hazard, sd).value;
        let expected = [-marginal(0.0, 3.0), -marginal(0.0, 1.5), marginal(1.0, 1.5) - marginal(1.0, 3.5)];
        for (residual, expected) in fit.cox_snell.residuals.iter().zip(expected) {
            assert!((residual.residual - expected).abs() < 1e-8, "{} is not {expected}", residual.residual);
        }
        close(fit.hazards[1], 0.2 * fit.cox_snell.residuals[0].residual);
    }

    #[test]
    fn the_residuals_of_those_who_stayed_are_their_likelihood() {
        // With a limit of acceptance, frailty, heat and tenure, on the likelihood's own stretches.
        let offers = Baseline::Offers { per_year: Quantity::Known(2.0), acceptance: Quantity::Known(0.6) };
        let shock = Period { on: Side::Acceptance, ..Period::step(vec![0], Quantity::Known(2.5), 0.7, 1.4) };
        let tenure =
            vec![TenureBand { until: Duration { count: 1.0, unit: Unit::Years }, effect: TenureEffect::Ratio(Quantity::Known(0.3)) }];
        let hazards = Hazards {
            channels: vec![Channel { tenure, ..channel("a", offers) }, channel("b", hazard(Quantity::Known(0.4)))],
            periods: vec![shock],
            path: Some(PathSteps { channels: vec![0, 1], edges: vec![0.0, 0.5, 1.0, 1.5] }),
            frailty: Some(Quantity::Known(0.7)),
            ..Hazards::default()
        };
        let hired = |spell: Spell, time: f64| Spell { hired: Hired::At(time), ..spell };
        let study = Study::new(vec![hired(stayed(0, 0.0, 1.5), -3.0), hired(stayed(1, 0.2, 1.3), 0.0)]);
        let heat = vec![0.3, -0.4, 0.1];
        let likelihood = Likelihood::new(&study, &hazards).unwrap().at(&heat, Order::Gradient).value;
        let draw = Draw { parameters: Vec::new(), heat, ends: Vec::new() };
        let fit = Residuals::new(&study, &hazards, &[draw], 1, 1).unwrap();
        let sum: f64 = fit.cox_snell.residuals.iter().map(|one| one.residual).sum();
        assert!((sum + likelihood).abs() < 5e-5, "{sum} is not {}", -likelihood);
        assert_eq!(fit.cox_snell.band, None);
    }

    #[test]
    fn residuals_lie_on_the_diagonal_where_the_model_is_right_and_off_it_where_it_is_wrong() {
        let driven = Channel { covariates: vec![(0, Quantity::Known(9.0))], ..channel("a", hazard(Quantity::Known(0.2))) };
        let right = Hazards { channels: vec![driven], ..Hazards::default() };
        let mut spells = Vec::new();
        for person in 0..2_000_u64 {
            let covariate = (person % 2) as f64;
            let rate = if person % 2 == 1 { 1.8 } else { 0.2 };
            let uniform = Stream::new(5, Purpose::Patience, 0, person, 0).uniform();
            let time = -math::ln(uniform) / rate;
            let ending = if time < 3.0 { Ending::Exit(When::At(time), Some(0)) } else { Ending::Censored(When::At(3.0)) };
            spells.push(Spell { covariates: vec![covariate], ..Spell::new(person as usize, 0.0, ending) });
        }
        let study = Study::new(spells);
        let farthest = |fit: &Residuals| {
            fit.cox_snell.steps.iter().map(|step| (step.hazard - step.time).abs() / step.variance.sqrt()).fold(0.0, f64::max)
        };
        let fit = judge(&study, &right, &[]);
        assert!(farthest(&fit) < 5.0, "{}", farthest(&fit));
        assert!(fit.cox_snell.band.is_some_and(|band| band.outside == 0 && band.steps > 500), "{:?}", fit.cox_snell.band);
        // A common hazard at the mean of the two.
        let wrong = Hazards { channels: vec![channel("a", hazard(Quantity::Known(0.5)))], ..Hazards::default() };
        let fit = judge(&study, &wrong, &[]);
        assert!(farthest(&fit) > 5.0 && fit.cox_snell.band.is_some_and(|band| band.outside > 100));
    }

    #[test]
    fn tenure_is_the_clock_of_those_whose_hire_is_known() {
        let tenure =
            vec![TenureBand { until: Duration { count: 2.0, unit: Unit::Years }, effect: TenureEffect::Hazard(Quantity::Known(0.1)) }];
        let hazards = Hazards { channels: vec![Channel { tenure, ..channel("a", hazard(Quantity::Known(0.5))) }], ..Hazards::default() };
        let spell = |spell: Spell, hired: f64| Spell { hired: Hired::At(hired), ..spell };
        let unknown = stayed(2, 0.0, 2.0);
        let study = Study::new(vec![spell(stayed(0, 0.0, 3.0), 0.0), spell(left(1, 0.5, 1.0, Some(0)), -2.5), unknown]);
        let fit = judge(&study, &hazards, &[]);
        assert_eq!((fit.left_out, fit.cox_snell.residuals.len()), (1, 2));
        // Tenure 0 to 3 and 3 to 3.5 years: never two at risk at one tenure.
        let curve: Vec<(f64, f64)> = fit.by_tenure[0].points.iter().map(|point| (point.time, point.expected)).collect();
        for ((time, expected), (year, hazard)) in curve.into_iter().zip([(1.0, 0.1), (2.0, 0.2), (3.0, 0.7), (4.0, 0.95)]) {
            close(time, year);
            close(expected, hazard);
        }
        close(fit.by_tenure[0].points[3].observed, 1.0);
    }

    #[test]
    fn a_shock_that_may_have_struck_takes_its_likeliest_case_at_one_point_and_its_share_over_draws() {
        let struck = vec![Period { on: Side::Acceptance, ..Period::step(vec![0], Quantity::Known(1.3), 1.0, 1.1) }];
        let hazards = Hazards {
            channels: vec![channel("a", hazard(Quantity::Known(0.2)))],
            possible: vec![crate::calibrate::Possible { probability: Quantity::Known(0.5), days: vec![struck] }],
            ..Hazards::default()
        };
        let study = Study::new((0..4).map(|person| left(person, 0.0, 1.05, Some(0))).collect());
        let draw = Draw::default();
        let with_shock = 4.0 * (0.2 * 1.05 + 0.2 * 0.3 * 0.05);
        let one = Residuals::new(&study, &hazards, std::slice::from_ref(&draw), 1, 1).unwrap();
        close(one.whole.all.expected.value, with_shock);
        let weights = Likelihood::new(&study, &hazards).unwrap().case_weights(&[]);
        let many = Residuals::new(&study, &hazards, &vec![draw; 4_000], 1, 2).unwrap();
        let mean = weights[0] * 4.0 * 0.2 * 1.05 + weights[1] * with_shock;
        let expected = many.whole.all.expected;
        assert!((expected.value - mean).abs() < 5.0 * expected.mcse.max(1e-9), "{expected:?} is not {mean}");
    }
}
