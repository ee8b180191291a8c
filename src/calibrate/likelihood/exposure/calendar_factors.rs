//! What acts on everybody in a channel, or in a pull, on each stretch of the calendar.

use std::collections::HashMap;

use crate::hazard::competitors::Reach;
use crate::history::PastSpinout;
use crate::scenario::Baseline;

use super::super::hazards::{Hazards, Period, Side};
use super::super::survival_data::SurvivalData;
use super::CalendarFactor;
use super::competitor_shares::CompetitorShares;
use super::lexis::in_order;

/// What tells one factor from another.
type Key = (usize, Vec<u32>, Option<u32>, Reach, Vec<bool>);

/// The factors that occur.
pub struct CalendarFactors<'a> {
    hazards: &'a Hazards,
    periods: &'a [Period],
    shares: &'a CompetitorShares<'a>,
    /// Times at which what acts on everybody changes.
    pub edges: Vec<f64>,
    middles: Vec<f64>,
    /// The periods that act on some channel, by stretch.
    acting: Vec<Vec<u32>>,
    /// The factor of each channel between them: stretch by channel.
    whole: Vec<u32>,
    known: HashMap<Key, u32>,
    pulls: HashMap<(usize, bool, Vec<u32>), u32>,
    /// The factors.
    pub list: Vec<CalendarFactor>,
}

impl<'a> CalendarFactors<'a> {
    /// Finds the stretches of the calendar and what acts on each.
    pub fn new(study: &SurvivalData, hazards: &'a Hazards, periods: &'a [Period], shares: &'a CompetitorShares<'a>) -> Self {
        let (first, last) = study.span();
        let first = first - hazards.notice;
        let edges = periods.iter().flat_map(|period| [period.from, period.until]);
        let edges = edges.chain(hazards.path.iter().flat_map(|path| path.edges.iter().copied())).chain(shares.turns());
        let edges = in_order(edges.filter(|&edge| edge > first && edge < last).collect());
        let bounds: Vec<f64> = [first].into_iter().chain(edges.iter().copied()).chain([last]).collect();
        let middles: Vec<f64> = bounds.windows(2).map(|pair| 0.5 * (pair[0] + pair[1])).collect();
        let (known, pulls) = (HashMap::new(), HashMap::new());
        let acting = middles.iter().map(|middle| acting_at(periods, *middle)).collect();
        let mut factors = Self { hazards, periods, shares, edges, middles, acting, whole: Vec::new(), known, pulls, list: Vec::new() };
        for stretch in 0..factors.middles.len() {
            for channel in 0..hazards.channels.len() {
                let factor = factors.find(channel, stretch, Reach::Whole);
                factors.whole.push(factor);
            }
        }
        factors
    }

    /// The stretch in which a time lies.
    pub fn stretch(&self, time: f64) -> usize {
        self.edges.partition_point(|&edge| edge <= time)
    }

    /// The factor of a channel on a stretch, of the exits to some of its competitors or to all.
    pub fn of_channel(&mut self, channel: usize, stretch: usize, reach: Reach) -> u32 {
        match reach {
            Reach::Whole => self.whole[stretch * self.hazards.channels.len() + channel],
            Reach::Unnamed | Reach::Listed(_) => self.find(channel, stretch, reach),
        }
    }

    /// The factor of the pull of a spin-out, which has this index, on those with or without a tie to a founder.
    pub fn of_pull(&mut self, index: usize, spinout: &PastSpinout, is_tied: bool, stretch: usize) -> u32 {
        let periods = self.acting(spinout.channel, stretch, |period| period.on == Side::Acceptance);
        let is_limited = matches!(self.hazards.channels[spinout.channel].baseline, Baseline::Offers { .. });
        let list = &mut self.list;
        *self.pulls.entry((index, is_tied, periods.clone())).or_insert_with(|| {
            let tie = (!is_tied).then_some(spinout.pull.across);
            let offer_rate = [Some(spinout.pull.per_year), tie].into_iter().flatten().collect();
            list.push(CalendarFactor { is_limited, offer_rate, share: Vec::new(), periods, month: None });
            list.len() as u32 - 1
        })
    }

    fn find(&mut self, channel: usize, stretch: usize, reach: Reach) -> u32 {
        let middle = self.middles[stretch];
        let periods = self.acting(channel, stretch, |_| true);
        let path = self.hazards.path.as_ref().filter(|path| path.channels.contains(&channel));
        let month = path.and_then(|path| {
            let month = path.edges.partition_point(|&edge| edge <= middle);
            (month > 0 && month < path.edges.len()).then(|| month as u32 - 1)
        });
        let offer_rate: Vec<_> = match self.hazards.channels[channel].baseline {
            Baseline::Offers { per_year, .. } => vec![per_year],
            Baseline::Hazard { .. } => Vec::new(),
        };
        let (shares, list) = (self.shares, &mut self.list);
        *self.known.entry((channel, periods.clone(), month, reach, shares.open(middle))).or_insert_with(|| {
            let share = shares.share(channel, reach, middle);
            list.push(CalendarFactor { is_limited: !offer_rate.is_empty(), offer_rate, share, periods, month });
            list.len() as u32 - 1
        })
    }

    /// The periods that act on a channel on a stretch.
    fn acting(&self, channel: usize, stretch: usize, counts: impl Fn(&Period) -> bool) -> Vec<u32> {
        let acts = |period: &Period| period.channels.contains(&channel) && counts(period);
        self.acting[stretch].iter().copied().filter(|&p| acts(&self.periods[p as usize])).collect()
    }
}

/// The periods that act at a time.
fn acting_at(periods: &[Period], time: f64) -> Vec<u32> {
    let acts = |period: &Period| period.from < time && time <= period.until;
    (0..periods.len()).filter(|&p| acts(&periods[p])).map(|p| p as u32).collect()
}
