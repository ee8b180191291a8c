//! Cumulative hazards on a clock: the Nelson-Aalen estimate of a channel, and what a model expects of it.

use crate::math::NORMAL_P975;
use crate::statistics::nelson_aalen::{self, Step, nelson_aalen};

use super::{FEWEST_DRAWS, spread};
use crate::calibrate::likelihood::survival_data::{Ending, MOMENT, Spell, SurvivalData};

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
    /// Time since the history began, or tenure \[years\].
    pub time: f64,
    /// People at risk just before it, mean over draws.
    pub at_risk: f64,
    /// The Nelson-Aalen estimate, mean over draws.
    pub observed: f64,
    /// Its 95 % interval at this one time; `None` before the first exit.
    pub interval: Option<[f64; 2]>,
    /// What the model expects of it: the median over draws.
    pub expected: f64,
    /// 5 % and 95 % quantiles over draws, if there are enough.
    pub band: Option<[f64; 2]>,
}

/// A clock on which spells are at risk: their entries and ends on it, where they are on it at all.
pub(super) struct Axis {
    pub edges: Vec<f64>,
    /// Zero of each spell's time.
    pub zero: Vec<f64>,
}

/// The integral of one over the number at risk, linear between the times at which that changes.
pub(super) struct Risk {
    times: Vec<f64>,
    /// The number at risk after each of the times.
    numbers: Vec<f64>,
    integral: Vec<f64>,
}

impl Risk {
    /// That of the spells of a study with some endings, those that are on an axis.
    pub fn of(study: &SurvivalData, endings: &[Ending], axis: &Axis) -> Self {
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
    pub fn add(&self, axis: &Axis, spell: usize, [from, to]: [f64; 2], exits: f64, mut act: impl FnMut(usize, f64)) {
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

/// The spells that are on an axis, on its clock.
fn at_risk(study: &SurvivalData, endings: &[Ending], axis: &Axis) -> Vec<nelson_aalen::Spell> {
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

/// Whether a spell was at risk at all: under notice the decision can have been before the entry.
pub(super) fn is_seen(spell: &Spell, ending: Ending) -> bool {
    ending.when().latest() > spell.entry + MOMENT
}

/// How many are at risk just before each edge of an axis, mean over draws.
pub(super) fn numbers_at_risk(study: &SurvivalData, dated: &[Vec<Ending>], axis: &Axis) -> Vec<f64> {
    let mut numbers = vec![0.0; axis.edges.len()];
    for endings in dated {
        let risk = Risk::of(study, endings, axis);
        for (number, &edge) in numbers.iter_mut().zip(&axis.edges) {
            *number += risk.before(edge) / dated.len() as f64;
        }
    }
    numbers
}

/// The curve of a channel on an axis, or of all.
#[expect(clippy::too_many_arguments, reason = "what is observed, what is expected, and the axis of both")]
pub(super) fn curve<'a>(
    study: &SurvivalData,
    dated: &[Vec<Ending>],
    axis: &Axis,
    numbers: &[f64],
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
    let point = |((&edge, &at_risk), expected): ((&f64, &f64), Vec<f64>)| {
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
            at_risk,
            observed: mean.hazard,
            interval: (mean.hazard > 0.0).then(|| mean.interval(NORMAL_P975)),
            expected: median,
            band: is_told.then_some([low, high]),
        }
    };
    Curve { channel, points: axis.edges.iter().zip(numbers).zip(expected_so_far).map(point).collect() }
}
