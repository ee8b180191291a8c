//! Residuals: what the model expects of those who were there, beside what they did.
//!
//! - **Cox-Snell residuals** (Cox & Snell 1968): the total cumulative hazard of each spell, whose Nelson-Aalen curve is the diagonal where
//!   the model is right.
//! - **Curves**: the Nelson-Aalen estimate of each channel, `sum of 1 / Y` over exits, beside what the model expects of it, `sum over
//!   people at risk of the integral of hazard / Y`, which is its compensator; by time since the history began and, where a hazard depends
//!   on it, by tenure.
//! - **Half-years**: exits of each calendar half-year beside the sum of the cumulative hazards of those at risk in it. An exit belongs to
//!   the half-year of its date, that of 1 January to the first half of its year. Those who leave on that day are at risk up to the
//!   midnight at which it begins, and a moment adds nothing to a cumulative hazard: what is expected is that of the half-year's days.
//!
//! Each draw has its own hazards and, where dates are coarse, its own dates; means and quantiles are over the draws. The posterior has
//! seen the exits, so that its intervals say how sure the model is of its expectation, not how far exits scatter about it; for that
//! stands the standardised difference, `(observed - expected) / sqrt(expected)`, beyond 2 in about one of twenty where the model is right
//! and expects more than a few.

use crate::calendar::{DAYS_PER_YEAR, Date};
use crate::math;
use crate::random::{Purpose, Stream};
use crate::statistics::Estimate;
use crate::statistics::nelson_aalen::CoxSnell;

use super::compensator::Compensator;
use super::cox_snell::CoxSnellPlot;
use super::curves::{Axis, Curve, Risk, curve, is_seen, numbers_at_risk};
use super::{Draw, FEWEST_DRAWS, spread};
use crate::calibrate::likelihood::Refusal;
use crate::calibrate::likelihood::exposure::lexis::counts;
use crate::calibrate::likelihood::hazards::Hazards;
use crate::calibrate::likelihood::survival_data::{Ending, Hired, MOMENT, Spell, SurvivalData};
use crate::threads;

/// What a moment is put forward by to be of the day before, where it is midnight \[years\]: more than the calendar forgives.
const INSTANT: f64 = 1e-6;
/// Tenure beyond this is not broken out \[years\].
const LONGEST_TENURE: usize = 40;

/// What a model expects of the history that it was fitted to.
#[derive(Clone, Debug, PartialEq)]
pub struct Residuals {
    /// Cumulative hazard of each spell while at risk, `spell * channels + channel`, mean over draws; 0 for those left out.
    pub hazards: Vec<f64>,
    /// The Cox-Snell residuals, and their curve.
    pub cox_snell: CoxSnellPlot,
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
    /// `(observed - expected) / sqrt(expected)`; 0 where nothing was expected and nothing happened, infinite where something did: of a
    /// half-year whose first midnight ends the observation, that says nothing of the model.
    pub fn standardised(&self) -> f64 {
        let expected = self.expected.value;
        let off = self.observed - expected;
        if off == 0.0 { 0.0 } else { off / math::sqrt(expected) }
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

impl Residuals {
    /// Judges hazards at some draws by the study that they were fitted to. `seed` decides which case of possible shocks each draw takes.
    ///
    /// # Errors
    /// Where the history has no likelihood.
    ///
    /// # Panics
    /// Where there is no draw.
    #[expect(clippy::too_many_lines, reason = "one walk over the draws, of which every statistic is taken")]
    pub fn new(study: &SurvivalData, hazards: &Hazards, draws: &[Draw], seed: u64, threads: usize) -> Result<Self, Refusal> {
        if study.spells.is_empty() {
            return Err(Refusal::Nobody);
        }
        let clock = study.clock;
        let (first, last) = study.span();
        let halves = half_years(clock.date(first), clock.date(last_under_observation(study)));
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
        let cases = threads::map(draws.len(), threads, case).into_iter().collect::<Result<Vec<usize>, Refusal>>()?;
        let decisions: Vec<Vec<Ending>> =
            all_endings.iter().zip(&cases).map(|(endings, &case)| compensator.decisions(endings, case)).collect();
        let is_exact = decisions.iter().all(|endings| *endings == decisions[0]);
        let dated = &decisions[..if is_exact { 1 } else { decisions.len() }];
        let risks: Vec<[Risk; 2]> = dated.iter().map(|endings| [&by_time, &by_tenure].map(|axis| Risk::of(study, endings, axis))).collect();
        let parts = compensator.parts();
        let tallies = threads::map(draws.len() * parts, threads, |work| {
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
            let at_risk = numbers_at_risk(study, dated, axis);
            names
                .map(|channel| curve(study, dated, axis, &at_risk, channel, channels, per_draw.iter().map(expected), origin))
                .collect::<Vec<Curve>>()
        };
        Ok(Self {
            cox_snell: CoxSnellPlot::new(residuals),
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

/// How many of the spells that count ended through an unknown channel.
fn unknown_exits(study: &SurvivalData, is_in: &[bool]) -> usize {
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

/// When a spell's tenure began \[years\]; not a number where that is not known.
fn hire(study: &SurvivalData, spell: &Spell) -> f64 {
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

/// The half-year of a moment: from its first midnight up to that of the next, which is no part of it.
fn half_of(edges: &[f64], time: f64) -> usize {
    edges.partition_point(|&edge| edge <= time + MOMENT).clamp(1, edges.len() - 1) - 1
}

/// Exits by half-year and channel, unknown ones last.
fn observed_exits(study: &SurvivalData, endings: &[Ending], is_in: &[bool], edges: &[f64], channels: usize) -> Vec<f64> {
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

/// The last moment that a table by period needs a period for: of the last day only the midnight is under observation, which begins no
/// period of its own unless somebody leaves at it.
fn last_under_observation(study: &SurvivalData) -> f64 {
    let (_, last) = study.span();
    let leaves = |spell: &Spell| spell.exit().is_some_and(|when| when.latest() > last - MOMENT);
    if study.spells.iter().any(leaves) { last } else { last - INSTANT }
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
mod tests;
