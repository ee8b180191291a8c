//! Checks: statistics of the history beside their distribution in its replications, and how many exits the model expects by when.
//!
//! The two-sided tail share of a statistic is twice the smaller of the shares of replications at least and at most as large as what
//! happened, at most 1: a posterior predictive p-value (Meng 1994). It uses the data twice, so that it is nearer to the middle than a
//! p-value would be: a small one speaks against the model, a large one hardly for it.
//!
//! A coarse exit counts by the last day that it can have been in what is counted by date, and has the date of each draw in the statistics
//! of distances between exits. Monte Carlo errors are clustered by draw, and take draws as independent.

use crate::calendar::{Clock, DAYS_PER_YEAR, Date};
use crate::math;
use crate::statistics::Estimate;

use super::replicate::{Exit, Replications};
use super::{Draw, quantile};
use crate::calibrate::likelihood::exposure::lexis::counts;
use crate::calibrate::likelihood::hazards::Hazards;
use crate::calibrate::likelihood::survival_data::{Ending, MOMENT, SurvivalData, When};

/// Days of the window in which exits are counted together.
pub const WINDOW: f64 = 90.0;

/// A statistic of a history.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// Exits.
    Exits,
    /// Exits of a calendar year.
    InYear(i16),
    /// Exits up to the end of a day.
    By(Date),
    /// The longest time without an exit, from the beginning of observation to its end \[days\].
    LongestGap,
    /// The most exits within [`WINDOW`] days.
    MostTogether,
    /// Share of a channel, by its index, in the exits through known channels; of a history with none there is no share.
    Share(usize),
}

/// A statistic observed, and as the model predicts it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Check {
    /// What it is.
    pub statistic: Statistic,
    /// As it happened: the median over draws, where it depends on coarse dates; `None` where there is none.
    pub observed: Option<f64>,
    /// Its median in the replications.
    pub median: Estimate,
    /// The 5 % and 95 % quantiles.
    pub interval: [Estimate; 2],
    /// The two-sided tail share.
    pub tail: Option<Estimate>,
}

/// How many exits there are up to the end of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// The day.
    pub date: Date,
    /// As many as happened.
    pub observed: usize,
    /// The median.
    pub median: Estimate,
    /// The 5 % and 95 % quantiles.
    pub interval: [Estimate; 2],
    /// The probability of each number from 0 on.
    pub probabilities: Vec<Estimate>,
    /// The probability of as many as happened or more.
    pub at_least_observed: Estimate,
}

/// What the replications of a history say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Checks {
    /// Draws and replications of each.
    pub trials: (usize, usize),
    /// Observed exits whose dates are coarse.
    pub coarse: usize,
    /// Statistics of the history.
    pub statistics: Vec<Check>,
    /// The number of exits by the end of each calendar year, and by that of observation.
    pub counts: Vec<Count>,
}

impl Checks {
    /// Sets the history beside its replications, made of the same draws.
    ///
    /// # Panics
    /// Where there are no replications.
    pub fn new(study: &SurvivalData, hazards: &Hazards, draws: &[Draw], replications: &Replications) -> Self {
        let clock = study.clock;
        let is_in: Vec<bool> = study.spells.iter().map(|spell| counts(hazards, spell)).collect();
        let by_last_day = history(study, &is_in, |_, to| to - 1.0 / DAYS_PER_YEAR);
        let of_draws: Vec<Vec<Exit>> = draws.iter().map(|draw| history(study, &is_in, |index, _| draw.ends[index])).collect();
        let span = (clock.years(replications.from), clock.years(replications.until));
        // Of the last day only the midnight is under observation, which begins no year of its own.
        let is_over = |exits: &Vec<Exit>| exits.last().is_none_or(|exit| exit.time < span.1 - MOMENT);
        let is_new_year = replications.until.day_of_year() == 1 && of_draws.iter().all(is_over);
        let until = if is_new_year { replications.until.yesterday().unwrap_or(replications.until) } else { replications.until };
        let years = replications.from.year()..=until.year();
        let mut statistics = vec![Statistic::Exits];
        statistics.extend(years.clone().map(Statistic::InYear));
        statistics.extend([Statistic::LongestGap, Statistic::MostTogether]);
        statistics.extend((0..hazards.channels.len()).map(Statistic::Share));
        let mut dates: Vec<Date> = years.map(|year| Date::constant(year, 12, 31)).filter(|&date| date < until).collect();
        dates.push(until);
        let size = replications.replications;
        let check = |statistic: Statistic| {
            let is_of_distance = matches!(statistic, Statistic::LongestGap | Statistic::MostTogether);
            let observed: Vec<Option<f64>> = if is_of_distance {
                of_draws.iter().map(|exits| statistic.of(exits, clock, span)).collect()
            } else {
                vec![statistic.of(&by_last_day, clock, span)]
            };
            let replicated: Vec<Option<f64>> = replications.histories.iter().map(|exits| statistic.of(exits, clock, span)).collect();
            compare(statistic, &observed, &replicated, size)
        };
        let count = |date: Date| {
            let number = |exits: &[Exit]| Statistic::By(date).of(exits, clock, span).unwrap_or(0.0) as usize;
            let numbers: Vec<usize> = replications.histories.iter().map(|exits| number(exits)).collect();
            let observed = number(&by_last_day);
            let most = numbers.iter().copied().chain([observed]).max().unwrap_or(0);
            let probability = |k: usize| mean_of_clusters(&numbers, size, |&number| Some(f64::from(u8::from(number == k))));
            let at_least_observed = mean_of_clusters(&numbers, size, |&number| Some(f64::from(u8::from(number >= observed))));
            let [low, median, high] = quantiles(&numbers.iter().map(|&number| Some(number as f64)).collect::<Vec<_>>(), size);
            let interval = [low, high];
            Count { date, observed, median, interval, probabilities: (0..=most).map(probability).collect(), at_least_observed }
        };
        let coarse = study.spells.iter().filter(|spell| matches!(spell.ending, Ending::Exit(When::Within(..), _))).count();
        Self {
            trials: (replications.histories.len() / size, size),
            coarse,
            statistics: statistics.into_iter().map(check).collect(),
            counts: dates.into_iter().map(count).collect(),
        }
    }
}

impl Statistic {
    /// The statistic of a history's exits in order of time, on a clock, observed over a span \[years\].
    fn of(self, exits: &[Exit], clock: Clock, (from, until): (f64, f64)) -> Option<f64> {
        // A day ends at the next midnight, which is no more part of it.
        let up_to = |date: Date| {
            let end = clock.years(date) + 1.0 / DAYS_PER_YEAR - MOMENT;
            exits.partition_point(|exit| exit.time < end) as f64
        };
        match self {
            Self::Exits => Some(exits.len() as f64),
            Self::By(date) => Some(up_to(date)),
            Self::InYear(year) => Some(up_to(Date::constant(year, 12, 31)) - up_to(Date::constant(year - 1, 12, 31))),
            Self::LongestGap => {
                let times = [from].into_iter().chain(exits.iter().map(|exit| exit.time)).chain([until]);
                let ends = exits.iter().map(|exit| exit.time).chain([until]);
                let longest = times.zip(ends).map(|(from, to)| to - from).fold(0.0, f64::max);
                Some(longest * DAYS_PER_YEAR)
            }
            Self::MostTogether => {
                let within = |first: usize| {
                    let end = exits[first].time + WINDOW / DAYS_PER_YEAR + MOMENT;
                    exits.partition_point(|exit| exit.time <= end) - first
                };
                Some((0..exits.len()).map(within).max().unwrap_or(0) as f64)
            }
            Self::Share(channel) => {
                let known = exits.iter().filter(|exit| exit.channel.is_some()).count();
                let through = exits.iter().filter(|exit| exit.channel == Some(channel)).count();
                (known > 0).then(|| through as f64 / known as f64)
            }
        }
    }
}

/// The exits of a study in order of time, the coarse ones where `moment` puts them by spell and end of their interval \[years\].
fn history(study: &SurvivalData, is_in: &[bool], moment: impl Fn(usize, f64) -> f64) -> Vec<Exit> {
    let mut exits = Vec::new();
    for (index, spell) in study.spells.iter().enumerate().filter(|(index, _)| is_in[*index]) {
        if let Ending::Exit(when, channel) = spell.ending {
            let time = match when {
                When::At(time) => time,
                When::Within(_, to) => moment(index, to),
            };
            exits.push(Exit { time, channel });
        }
    }
    exits.sort_by(|a, b| a.time.total_cmp(&b.time));
    exits
}

/// What a statistic was, against its replications, `size` of them a draw. `observed` has one value, or one a draw.
fn compare(statistic: Statistic, observed: &[Option<f64>], replicated: &[Option<f64>], size: usize) -> Check {
    let of_draw = |draw: usize| observed[draw.min(observed.len() - 1)];
    let sides = |at_least: bool| {
        let numbered: Vec<(usize, Option<f64>)> = replicated.iter().copied().enumerate().collect();
        mean_of_clusters(&numbered, size, |&(number, value)| {
            let (value, observed) = (value?, of_draw(number / size)?);
            // Equal but for rounding is equal.
            let is_beyond = if at_least { value >= observed - MOMENT } else { value <= observed + MOMENT };
            Some(f64::from(u8::from(is_beyond)))
        })
    };
    let [above, below] = [sides(true), sides(false)];
    let smaller = if above.value <= below.value { above } else { below };
    let tail = Estimate { value: math::least(2.0 * smaller.value, 1.0), mcse: 2.0 * smaller.mcse };
    let [low, median, high] = quantiles(replicated, size);
    let mut happened: Vec<f64> = observed.iter().flatten().copied().collect();
    happened.sort_by(f64::total_cmp);
    let observed = (!happened.is_empty()).then(|| quantile(&happened, 0.5));
    Check { statistic, observed, median, interval: [low, high], tail: observed.map(|_| tail).filter(|tail| tail.value.is_finite()) }
}

/// The 5 %, 50 % and 95 % quantiles of something over replications, where it exists.
fn quantiles(replicated: &[Option<f64>], size: usize) -> [Estimate; 3] {
    let mut sorted: Vec<f64> = replicated.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        if sorted.is_empty() {
            return Estimate { value: f64::NAN, mcse: f64::NAN };
        }
        let value = quantile(&sorted, share);
        let error = mean_of_clusters(replicated, size, |value_of| value_of.map(|other| f64::from(u8::from(other <= value)))).mcse;
        if !error.is_finite() {
            return Estimate { value, mcse: f64::NAN };
        }
        // One standard error of the share to either side, on the scale of the statistic.
        let [low, high] = [share - error, share + error].map(|share| quantile(&sorted, share.clamp(0.0, 1.0)));
        Estimate { value, mcse: 0.5 * (high - low) }
    };
    [0.05, 0.5, 0.95].map(at)
}

/// The mean of something over replications, where it exists, with its error: clusters are draws of `size` replications, or with a single
/// draw the replications.
fn mean_of_clusters<T>(items: &[T], size: usize, value: impl Fn(&T) -> Option<f64>) -> Estimate {
    let size = if items.len() == size { 1 } else { size };
    let (mut sum, mut count, mut clusters) = (0.0, 0.0, Vec::with_capacity(items.len() / size));
    for cluster in items.chunks(size) {
        let values = cluster.iter().filter_map(&value);
        let (total, number) = values.fold((0.0, 0.0), |(total, number), value| (total + value, number + 1.0));
        clusters.push((total, number));
        sum += total;
        count += number;
    }
    let mean = sum / count;
    // A ratio of sums: the error of its linearisation.
    let squares: f64 = clusters.iter().map(|(total, number)| (total - mean * number) * (total - mean * number)).sum();
    let n = clusters.len() as f64;
    let mcse = if n > 1.0 { math::sqrt(squares * n / (n - 1.0)) / count } else { f64::NAN };
    Estimate { value: mean, mcse }
}
