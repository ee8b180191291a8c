//! The patient rule induction method (Friedman & Fisher 1999) on parameter draws: a region is a lower and an upper limit for each number.
//!
//! - **Peeling.** From all draws on, a small share of those left is cut off at one end of one number, again and again, until few are left:
//!   always where the share of trials that meet the condition rises most for each draw that is given up (Kwakkel & Jaxa-Rozen 2016: equal to
//!   the original criterion, but for numbers with few values, of which a cut takes more). A limit stands halfway between the draws on both
//!   sides of it.
//! - **Choice.** Of the regions on the way the one that tells most apart: with the largest share of what meets the condition less share of
//!   what does not (Youden 1950; that times a constant is the weighted relative accuracy of Lavrac et al. 1999). Or the first in which at
//!   least so much meets it as was asked for.
//! - **Adjusting.** The way of the cuts is a greedy one, and few draws are noisy: the limits of one number after another are put where, given all
//!   other limits, the region tells most apart, until none can be improved. Not where a least share was asked for.
//! - **Needless limits.** As Bryant & Lempert (2010) do, a number is let go where the region without its limits holds nearly as much: where
//!   as many hits as the region has are no rarer than 5 % in as many trials as it has at the rate of the region without (their quasi-p). The most
//!   likely of them first.
//! - **Pasting.** Draws beside a limit are taken back in, as many as a cut takes, as long as the share that meets the condition does not fall.
//!
//! Draws that are alike are one: who meets the condition is counted by draw, and errors allow for it ([`super::share`]).

use super::share::Share;
use crate::statistics::binomial;
use crate::statistics::clusters::Clusters;

/// The quasi-p above which a limit is needless.
pub const NEEDLESS: f64 = 0.05;

/// What is searched: draws with their numbers and hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// By number: its value in each draw.
    pub columns: Vec<Vec<f64>>,
    /// By draw: how many of its trials meet the condition.
    pub hits: Vec<u64>,
    /// Trials of each draw.
    pub each: u64,
    /// How much draws bear.
    pub clusters: Clusters,
}

/// How a region is searched for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// The share of the draws left that a cut takes.
    pub peel: f64,
    /// The fewest draws of a region.
    pub least: usize,
    /// The least share that shall meet the condition; `None` for the region that tells most apart.
    pub density: Option<f64>,
}

/// An end of a number's range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The lower.
    Low,
    /// The upper.
    High,
}

/// A region: by number its lower and upper limit, infinite where there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The limits.
    pub limits: Vec<[f64; 2]>,
}

/// How many draws, trials and hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Draws.
    pub draws: u64,
    /// Their trials.
    pub trials: u64,
    /// Those that meet the condition.
    pub hits: u64,
}

/// What a step of a search does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Everything.
    Start,
    /// A cut.
    Peel,
    /// A number's limits are put where they tell most apart.
    Adjust,
    /// A number's limits are let go.
    Drop,
    /// Draws are taken back in.
    Paste,
    /// A limit is rounded.
    Round,
}

/// A step of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it does.
    pub stage: Stage,
    /// To which number and at which end; no end where both limits are let go.
    pub at: Option<(usize, Option<Side>)>,
    /// The region after it.
    pub region: Region,
}

/// A search: its steps, and the one that was chosen on the way of the cuts.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// The steps: the start, the cuts, then what was done to the region chosen.
    pub steps: Vec<Step>,
    /// Which of them was chosen; `None` where none meets the condition as often as was asked for.
    pub chosen: Option<usize>,
}

impl Side {
    fn index(self) -> usize {
        match self {
            Self::Low => 0,
            Self::High => 1,
        }
    }
}

impl Count {
    /// The share of the trials that meet the condition.
    pub fn density(&self) -> f64 {
        self.hits as f64 / self.trials as f64
    }
}

impl Region {
    /// Everything.
    pub fn whole(numbers: usize) -> Self {
        Self { limits: vec![[f64::NEG_INFINITY, f64::INFINITY]; numbers] }
    }

    /// Whether a draw is in it.
    pub fn holds(&self, points: &Points, draw: usize) -> bool {
        self.limits.iter().zip(&points.columns).all(|([low, high], column)| (low..=high).contains(&&column[draw]))
    }

    /// The same with another limit.
    #[must_use]
    pub fn with(&self, number: usize, side: Side, limit: f64) -> Self {
        let mut region = self.clone();
        region.limits[number][side.index()] = limit;
        region
    }

    /// The same without limits of a number.
    #[must_use]
    pub fn without(&self, number: usize) -> Self {
        self.with(number, Side::Low, f64::NEG_INFINITY).with(number, Side::High, f64::INFINITY)
    }

    /// The numbers that have limits.
    pub fn limited(&self) -> impl Iterator<Item = usize> + '_ {
        self.limits.iter().enumerate().filter(|(_, limits)| limits.iter().any(|limit| limit.is_finite())).map(|(number, _)| number)
    }

    /// Those of some draws that are in it.
    pub fn of(&self, points: &Points, draws: &[usize]) -> Vec<usize> {
        draws.iter().copied().filter(|&draw| self.holds(points, draw)).collect()
    }
}

impl Points {
    /// Draws, trials and hits of some draws.
    pub fn count(&self, draws: &[usize]) -> Count {
        let hits = draws.iter().map(|&draw| self.hits[draw]).sum();
        Count { draws: draws.len() as u64, trials: draws.len() as u64 * self.each, hits }
    }

    /// The share of the trials of some draws that meet the condition.
    pub fn density(&self, draws: &[usize]) -> Share {
        Share::of(draws.iter().map(|&draw| [self.hits[draw], self.each]), &self.clusters)
    }

    /// How likely as many hits as a region has would be at the rate of the region without the limits of a number: Bryant & Lempert's quasi-p.
    pub fn quasi_p(&self, among: &[usize], region: &Region, number: usize) -> f64 {
        let wide = self.count(&region.without(number).of(self, among));
        let share = self.density(&region.of(self, among));
        if wide.trials == 0 { 1.0 } else { binomial::at_least(share.value * share.among, share.among, wide.density()) }
    }

    /// Searches among some draws.
    pub fn search(&self, among: &[usize], search: &Search) -> Trajectory {
        let mut steps = self.peel(among, search);
        let Some(chosen) = self.choose(among, &steps, search) else { return Trajectory { steps, chosen: None } };
        let mut region = steps[chosen].region.clone();
        let mut add = |stage, at, region: &Region| steps.push(Step { stage, at: Some(at), region: region.clone() });
        if search.density.is_none() {
            while let Some((number, moved)) = self.adjusted(among, &region, search) {
                region = moved;
                add(Stage::Adjust, (number, None), &region);
            }
        }
        while let Some(number) = self.needless(among, &region) {
            region = region.without(number);
            add(Stage::Drop, (number, None), &region);
        }
        while let Some((number, side, wider)) = self.paste(among, &region, search) {
            region = wider;
            add(Stage::Paste, (number, Some(side)), &region);
        }
        for number in 0..region.limits.len() {
            for side in [Side::Low, Side::High] {
                let limit = region.limits[number][side.index()];
                let rounded = rounded(limit, &self.columns[number]);
                if limit.is_finite() && rounded != limit {
                    region = region.with(number, side, rounded);
                    add(Stage::Round, (number, Some(side)), &region);
                }
            }
        }
        Trajectory { steps, chosen: Some(chosen) }
    }

    /// All cuts, from everything on.
    fn peel(&self, among: &[usize], search: &Search) -> Vec<Step> {
        let mut region = Region::whole(self.columns.len());
        let mut steps = vec![Step { stage: Stage::Start, at: None, region: region.clone() }];
        // By number the draws in the order of its values.
        let mut orders: Vec<Vec<usize>> = self.columns.iter().map(|column| sorted(column, among)).collect();
        let mut inside = self.count(among);
        while inside.hits < inside.trials && inside.hits > 0 {
            let Some(cut) = self.best_cut(&orders, inside, search) else { break };
            region = region.with(cut.number, cut.side, cut.limit);
            steps.push(Step { stage: Stage::Peel, at: Some((cut.number, Some(cut.side))), region: region.clone() });
            for order in &mut orders {
                order.retain(|&draw| {
                    (region.limits[cut.number][0]..=region.limits[cut.number][1]).contains(&self.columns[cut.number][draw])
                });
            }
            inside = self.count(orders.first().map_or(&[], Vec::as_slice));
        }
        steps
    }

    /// The cut after which most meets the condition for each draw given up; the first of those that are equal.
    fn best_cut(&self, orders: &[Vec<usize>], inside: Count, search: &Search) -> Option<Cut> {
        let mut best: Option<(f64, Cut)> = None;
        for (number, order) in orders.iter().enumerate() {
            for side in [Side::Low, Side::High] {
                let Some((gone, limit)) = self.cut(number, order, side, search) else { continue };
                let gone = self.count(gone);
                let left = Count { draws: inside.draws - gone.draws, trials: inside.trials - gone.trials, hits: inside.hits - gone.hits };
                let gain = (left.density() - inside.density()) / gone.draws as f64;
                if best.as_ref().is_none_or(|(most, _)| gain > *most) {
                    best = Some((gain, Cut { number, side, limit }));
                }
            }
        }
        best.map(|(_, cut)| cut)
    }

    /// Which draws a cut at an end of a number takes, and the limit that it sets; nothing where all values are alike, or too few would be left.
    fn cut<'o>(&self, number: usize, order: &'o [usize], side: Side, search: &Search) -> Option<(&'o [usize], f64)> {
        let (column, count) = (&self.columns[number], order.len());
        let wanted = ((search.peel * count as f64) as usize).clamp(1, count.checked_sub(1)?);
        let value = |place: usize| column[order[place]];
        let (gone, kept, inner, outer) = match side {
            Side::Low => {
                let least = value(wanted);
                let below = order.partition_point(|&draw| column[draw] < least);
                // Where the draws at the end are alike, all of them.
                let gone = if below > 0 { below } else { order.partition_point(|&draw| column[draw] <= least) };
                (&order[..gone], count - gone, gone, gone.checked_sub(1)?)
            }
            Side::High => {
                let most = value(count - 1 - wanted);
                let up_to = order.partition_point(|&draw| column[draw] <= most);
                let kept = if up_to < count { up_to } else { order.partition_point(|&draw| column[draw] < most) };
                (&order[kept..], kept, kept.checked_sub(1)?, kept)
            }
        };
        (kept >= search.least.max(1)).then(|| (gone, between(value(inner), value(outer))))
    }

    /// The step of the cuts that is chosen.
    fn choose(&self, among: &[usize], steps: &[Step], search: &Search) -> Option<usize> {
        let all = self.count(among);
        let counts = steps.iter().map(|step| self.count(&step.region.of(self, among)));
        if let Some(density) = search.density {
            return counts.into_iter().position(|count| count.density() >= density);
        }
        let apart = |count: Count| {
            let others = |count: Count| (count.trials - count.hits) as f64;
            count.hits as f64 / all.hits as f64 - others(count) / others(all)
        };
        let mut best = (0, f64::NEG_INFINITY);
        for (step, count) in counts.enumerate() {
            if apart(count) > best.1 {
                best = (step, apart(count));
            }
        }
        Some(best.0)
    }

    /// The number whose limits can be put where the region tells more apart, and that region: the first by which it gains most; nothing where
    /// none can.
    ///
    /// Of the draws that meet all other limits, in the order of the number's values, it is the run that has most of what meets the condition
    /// less of what does not: the greatest sum of consecutive terms, which one pass finds (Bentley 1984, after Kadane).
    fn adjusted(&self, among: &[usize], region: &Region, search: &Search) -> Option<(usize, Region)> {
        let all = self.count(among);
        // Whole numbers, so that what is no gain is none: hits count as all others do together, and these as all hits.
        let [hits, others] = [all.hits, all.trials - all.hits].map(i128::from);
        let worth = |draw: usize| i128::from(self.hits[draw]) * others - i128::from(self.each - self.hits[draw]) * hits;
        let now: i128 = region.of(self, among).into_iter().map(worth).sum();
        let mut best: Option<(i128, (usize, Region))> = None;
        for number in region.limited() {
            let column = &self.columns[number];
            let order = sorted(column, &region.without(number).of(self, among));
            let Some((sum, first, end)) = greatest_run(&order, column, worth) else { continue };
            if sum <= best.as_ref().map_or(now, |best| best.0) || end - first < search.least {
                continue;
            }
            let value = |place: usize| column[order[place]];
            let low = if first == 0 { f64::NEG_INFINITY } else { between(value(first), value(first - 1)) };
            let high = if end == order.len() { f64::INFINITY } else { between(value(end - 1), value(end)) };
            best = Some((sum, (number, region.with(number, Side::Low, low).with(number, Side::High, high))));
        }
        best.map(|(_, found)| found)
    }

    /// The number whose limits are the most needless; nothing where none is needless.
    fn needless(&self, among: &[usize], region: &Region) -> Option<usize> {
        let all = region.limited().map(|number| (number, self.quasi_p(among, region, number)));
        let most =
            all.fold(None, |most: Option<(usize, f64)>, one| if most.is_none_or(|most| one.1 > most.1) { Some(one) } else { most })?;
        (most.1 > NEEDLESS).then_some(most.0)
    }

    /// Where draws can be taken back in, and the wider region: where most of it meets the condition then; nothing where that would fall.
    fn paste(&self, among: &[usize], region: &Region, search: &Search) -> Option<(usize, Side, Region)> {
        let inside = region.of(self, among);
        let now = self.count(&inside);
        let wanted = ((search.peel * inside.len() as f64) as usize).max(1);
        let mut best: Option<(f64, (usize, Side, Region))> = None;
        for number in region.limited() {
            let beside = sorted(&self.columns[number], &region.without(number).of(self, among));
            let column = &self.columns[number];
            let [low, high] = region.limits[number];
            for side in [Side::Low, Side::High] {
                // Draws beyond the limit, the nearest first.
                let beyond: Vec<usize> = match side {
                    Side::Low => beside.iter().rev().copied().filter(|&draw| column[draw] < low).collect(),
                    Side::High => beside.iter().copied().filter(|&draw| column[draw] > high).collect(),
                };
                if beyond.is_empty() {
                    continue;
                }
                let last = column[beyond[wanted.min(beyond.len()) - 1]];
                let next = beyond.iter().map(|&draw| column[draw]).find(|value| match side {
                    Side::Low => *value < last,
                    Side::High => *value > last,
                });
                let open = if side == Side::Low { f64::NEG_INFINITY } else { f64::INFINITY };
                let wider = region.with(number, side, next.map_or(open, |next| between(last, next)));
                let density = self.count(&wider.of(self, among)).density();
                if density >= now.density() && best.as_ref().is_none_or(|(most, _)| density > *most) {
                    best = Some((density, (number, side, wider)));
                }
            }
        }
        best.map(|(_, found)| found)
    }
}

/// A cut.
struct Cut {
    number: usize,
    side: Side,
    limit: f64,
}

/// The consecutive draws with the greatest sum, by places of their order, and that sum; draws of one value are one. Of equal sums the first and
/// shortest.
fn greatest_run(order: &[usize], column: &[f64], worth: impl Fn(usize) -> i128) -> Option<(i128, usize, usize)> {
    let mut best: Option<(i128, usize, usize)> = None;
    let (mut sum, mut first, mut place) = (0, 0, 0);
    while place < order.len() {
        let end = place + order[place..].partition_point(|&draw| column[draw] <= column[order[place]]);
        if sum <= 0 {
            (sum, first) = (0, place);
        }
        sum += order[place..end].iter().map(|&draw| worth(draw)).sum::<i128>();
        if best.is_none_or(|best| sum > best.0) {
            best = Some((sum, first, end));
        }
        place = end;
    }
    best
}

/// Draws in the order of the values of a number; those alike in their own order.
fn sorted(column: &[f64], draws: &[usize]) -> Vec<usize> {
    let mut order = draws.to_vec();
    order.sort_by(|&a, &b| column[a].total_cmp(&column[b]).then(a.cmp(&b)));
    order
}

/// A limit between the last value that is in and the first that is out: halfway, unless there is no number between them.
fn between(last: f64, out: f64) -> f64 {
    let middle = 0.5 * last + 0.5 * out;
    if middle == out { last } else { middle }
}

/// A limit with no more digits than tell the values of its number apart: two of the distance from the least to the greatest.
fn rounded(limit: f64, column: &[f64]) -> f64 {
    let (low, high) = (column.iter().copied().fold(f64::INFINITY, f64::min), column.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    let distances = low.abs().max(high.abs()) / (high - low);
    let digits = 2 + if distances.is_finite() { libm::log10(distances.max(1.0)).ceil() as usize } else { 0 };
    format!("{limit:.*e}", digits.min(15) - 1).parse().unwrap_or(limit)
}
