//! What is found: one region after another, each among the draws that are in no earlier one.

use super::condition::Condition;
use super::judge::{Judged, Limit};
use super::prim::{Points, Region, Search, Step};
use super::share::Share;
use super::{By, Row, Settings, Study};
use crate::estimate::{Group, RunMetadata};
use crate::sensitivity::numbers::{LeftOut, Number};
use crate::statistics::clusters::Clusters;

/// The draws that meet a condition, and those that do not, of which a half needs at least so many.
pub const LEAST_OF_A_KIND: usize = 10;

/// The probability below which a region is told from chance.
pub const CHANCE: f64 = 0.05;

/// In which futures a condition holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    /// The condition.
    pub condition: Condition,
    /// Of whom it is.
    pub group: Group,
    /// How it was searched.
    pub settings: Settings,
    /// What the trials are about.
    pub metadata: RunMetadata,
    /// The numbers that may tell futures apart.
    pub numbers: Vec<Ranged>,
    /// How many uncertain numbers act nowhere: those of policies that are not in force.
    pub left_out: LeftOut,
    /// Parameter draws.
    pub draws: u64,
    /// Trials of each.
    pub replications: u64,
    /// How much the draws bear.
    pub clusters: Clusters,
    /// Whether it ended before all was run.
    pub is_partial: bool,
    /// The share of all draws, or trials, that meet the condition.
    pub met: Share,
    /// How well the mean of a draw is known: by luck, its standard error, of a typical draw.
    pub luck: f64,
    /// The share of draws that may stand on the wrong side of the condition by luck; not a number where each trial is asked.
    pub doubtful: f64,
    /// The searches, one after another.
    pub rounds: Vec<Round>,
    /// Why there is no further search.
    pub ended: Ended,
    /// Whether pay stands for money.
    pub has_pay: bool,
    /// The currency, where the scenario names it.
    pub currency: Option<String>,
}

/// A number that may tell futures apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranged {
    /// Which.
    pub number: Number,
    /// The values that 5 % and 95 % of the draws are at or below; not a number where there are none.
    pub ends: [f64; 2],
}

/// One search.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// Its steps, and what both halves of the draws say of each: searched, judging.
    pub steps: Vec<(Step, [Judged; 2])>,
    /// The step of the cuts that was chosen.
    pub chosen: Option<usize>,
    /// The region, where one was chosen.
    pub found: Option<Found>,
}

/// A region that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its limits.
    pub limits: Vec<Limit>,
    /// What the draws say of it that were searched.
    pub searched: Judged,
    /// What the others say.
    pub judged: Judged,
    /// Whether it is told from chance, and meets the condition more often than all draws do.
    pub is_told: bool,
}

/// Why there is no further search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// As many regions as were asked for.
    Enough,
    /// Nothing was run.
    Nothing,
    /// Too few draws meet the condition, of those that are in no region.
    FewMeet,
    /// Too few do not.
    FewFail,
    /// What was found is no more than chance gives.
    Chance,
    /// What was found meets it no more often than all draws do, those in earlier regions too.
    Sparse,
    /// No region meets it as often as was asked for.
    NotDense,
}

impl Discovery {
    /// The regions that are told from chance.
    pub fn regions(&self) -> impl Iterator<Item = &Found> {
        self.rounds.iter().filter_map(|round| round.found.as_ref()).filter(|found| found.is_told)
    }

    /// The region that the last search found, where it is not told.
    pub fn not_told(&self) -> Option<&Found> {
        self.rounds.last().and_then(|round| round.found.as_ref()).filter(|found| !found.is_told)
    }
}

/// What is found in some draws.
pub(super) fn discovery(study: &Study<'_>, rows: &[Row], threads: usize, is_partial: bool) -> Discovery {
    let (draws, replications) = (rows.len() as u64, study.metadata.replications);
    let by = study.settings.by;
    let clusters = study.metadata.clusters(draws);
    let points = points(study, rows, by, clusters);
    let everyone: Vec<usize> = (0..rows.len()).collect();
    let (rounds, ended) = search(&points, &study.settings, study.seed, threads);
    let luck = rows.iter().map(|row| row.luck).sum::<f64>() / (draws.max(1) * replications) as f64;
    Discovery {
        condition: study.condition.clone(),
        group: study.group,
        settings: study.settings,
        metadata: study.metadata.clone(),
        numbers: study
            .numbers
            .iter()
            .zip(&points.columns)
            .map(|(number, column)| Ranged { number: number.clone(), ends: ends(column) })
            .collect(),
        left_out: study.left_out,
        draws,
        replications,
        clusters,
        is_partial,
        met: points.density(&everyone),
        luck: luck.sqrt(),
        doubtful: if by == By::Draws { doubtful(rows, study.condition.value, replications) } else { f64::NAN },
        rounds,
        ended,
        has_pay: study.has_pay,
        currency: study.currency.clone(),
    }
}

/// What is searched.
fn points(study: &Study<'_>, rows: &[Row], by: By, clusters: Clusters) -> Points {
    let column = |number: &Number| rows.iter().map(|row| row.parameters[number.parameter]).collect();
    let hits = |row: &Row| match by {
        By::Draws => u64::from(study.condition.is_met(row.mean)),
        By::Trials => row.met,
    };
    Points {
        columns: study.numbers.iter().map(column).collect(),
        hits: rows.iter().map(hits).collect(),
        each: if by == By::Draws { 1 } else { study.metadata.replications },
        clusters,
    }
}

/// One search after another: even draws are searched, odd draws judge.
pub fn search(points: &Points, settings: &Settings, seed: u64, threads: usize) -> (Vec<Round>, Ended) {
    let halves = [0, 1].map(|half| (half..points.hits.len()).step_by(2).collect::<Vec<usize>>());
    let mut left = halves.clone();
    let least = (settings.least * halves[0].len() as f64).ceil() as usize;
    let search = Search { peel: settings.peel, least: least.max(1), density: settings.density };
    let mut rounds = Vec::new();
    if halves[1].is_empty() {
        return (rounds, Ended::Nothing);
    }
    while rounds.len() < settings.regions {
        for draws in &left {
            let [meet, fail] = [false, true].map(|failing| {
                let is_such = |&&draw: &&usize| if failing { points.hits[draw] < points.each } else { points.hits[draw] > 0 };
                draws.iter().filter(is_such).count()
            });
            if meet < LEAST_OF_A_KIND || fail < LEAST_OF_A_KIND {
                return (rounds, if meet < LEAST_OF_A_KIND { Ended::FewMeet } else { Ended::FewFail });
            }
        }
        let trajectory = points.search(&left[0], &search);
        let judge = |half: usize, region: &Region| points.judge(&halves[half], &left[half], region);
        let both = |step: Step| {
            let judged = [0, 1].map(|half| judge(half, &step.region));
            (step, judged)
        };
        let region = trajectory.chosen.and_then(|_| trajectory.steps.last()).map(|step| step.region.clone());
        let steps: Vec<(Step, [Judged; 2])> = trajectory.steps.into_iter().map(both).collect();
        let Some(region) = region else {
            rounds.push(Round { steps, chosen: None, found: None });
            return (rounds, Ended::NotDense);
        };
        let again = points.repeats(&left[0], &search, seed, threads);
        let [searched, judged] = [0, 1].map(|half| judge(half, &region));
        let limits = points.limits(&left[0], &left[1], &region, &again);
        // A later region is among the rest, which meets it less: that it does so more often than everywhere must be told too.
        let is_sparse = !rounds.is_empty() && judged.density.interval()[0] <= points.count(&halves[1]).density();
        let is_more = !limits.is_empty() && judged.p < CHANCE;
        let is_told = is_more && !is_sparse;
        rounds.push(Round { steps, chosen: trajectory.chosen, found: Some(Found { limits, searched, judged, is_told }) });
        if !is_told {
            return (rounds, if is_more { Ended::Sparse } else { Ended::Chance });
        }
        for draws in &mut left {
            draws.retain(|&draw| !region.holds(points, draw));
        }
    }
    (rounds, Ended::Enough)
}

/// The values that 5 % and 95 % of the draws are at or below.
fn ends(column: &[f64]) -> [f64; 2] {
    let mut sorted = column.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    [0.05, 0.95].map(|end| sorted.get(((end * sorted.len() as f64).ceil() as usize).saturating_sub(1)).copied().unwrap_or(f64::NAN))
}

/// The share of draws that may stand on the wrong side of a value by luck: the mean probability that a draw's expectation is on the other side
/// than the mean over its trials, each normal with its own standard error.
fn doubtful(rows: &[Row], value: f64, replications: u64) -> f64 {
    if replications < 2 || rows.is_empty() {
        return f64::NAN;
    }
    let wrong = |row: &Row| {
        let error = (row.luck / replications as f64).sqrt();
        let off = (row.mean - value).abs();
        if error > 0.0 { 0.5 * libm::erfc(off / error / std::f64::consts::SQRT_2) } else { 0.0 }
    };
    rows.iter().map(wrong).sum::<f64>() / rows.len() as f64
}
