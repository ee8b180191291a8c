//! Competitors: which organisations stand behind a channel, what share of its hazard each has, and how many seats.
//!
//! ```text
//! share_k(t) = weight_k / (unnamed weight + sum of the weights of all listed, open or not)
//! ```
//!
//! while competitor `k` is open and has seats; otherwise its share is lost, or divided among the open, the unnamed ones included, in
//! proportion to their weights. A competitor that offers another multiple of pay than its channel has its share multiplied by
//! `(own multiple / channel's)^elasticity`, so that the shares need not add up to one. The channel's hazard is multiplied by the sum of the shares, and an exit is assigned in proportion to
//! them. A channel without listed competitors leads to unnamed ones, with share 1.

use crate::parameter::Quantity;
use crate::scenario::Scenario;

use super::pay::pay_ratio;

/// The organisations behind the channels: under one parameter draw, or with weights that may be parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Competitors<W = f64> {
    /// Weight of those that are not listed, by channel.
    unnamed: Vec<W>,
    /// The listed ones, in the scenario's order.
    listed: Vec<Competitor<W>>,
    /// Indices of the listed ones, by channel.
    behind: Vec<Vec<usize>>,
}

/// A listed competitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Competitor<W = f64> {
    /// The channel that leads to it.
    pub channel: usize,
    /// Its weight.
    pub weight: W,
    /// The hazard ratio of what it offers beside what its channel does.
    pub pay_ratio: f64,
    /// Hires from this time on \[years\].
    pub from: f64,
    /// Hires until this time \[years\], excluded.
    pub until: f64,
    /// How many it can take.
    pub seats: u32,
    /// Whether its share is divided among the open while it is closed or full.
    pub redistribute: bool,
}

/// Who has a competitor's part of the hazard at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    /// Itself: it is open, and has seats.
    Itself,
    /// The open, among whom it is divided.
    Others,
    /// Nobody.
    Nobody,
}

/// Whose share of a channel's hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Of all who are open.
    Whole,
    /// Of those who are not listed.
    Unnamed,
    /// Of the listed one of this index.
    Listed(usize),
}

/// A share as a product of sums of numbers, each to a power: `product of (sum of the numbers)^power`.
pub type Share = Vec<(f64, Vec<Quantity>)>;

impl<W: Copy> Competitors<W> {
    /// Those with given weights of the ones that are not listed, by channel.
    pub fn of(unnamed: Vec<W>, listed: Vec<Competitor<W>>) -> Self {
        let mut behind = vec![Vec::new(); unnamed.len()];
        for (index, competitor) in listed.iter().enumerate() {
            behind[competitor.channel].push(index);
        }
        Self { unnamed, listed, behind }
    }

    /// Whether a competitor hires at a time. `hires` says how many each has taken; an empty slice, that nobody has.
    pub fn is_open(&self, competitor: usize, time: f64, hires: &[u32]) -> bool {
        let own = &self.listed[competitor];
        own.from <= time && time < own.until && hires.get(competitor).copied().unwrap_or(0) < own.seats
    }

    /// Calls `act` with each weight behind a channel, and who has its part at a time.
    fn for_weights(&self, channel: usize, time: f64, hires: &[u32], mut act: impl FnMut(W, Holder)) {
        act(self.unnamed[channel], Holder::Itself);
        for &index in &self.behind[channel] {
            let own = &self.listed[index];
            let shut = if own.redistribute { Holder::Others } else { Holder::Nobody };
            act(own.weight, if self.is_open(index, time, hires) { Holder::Itself } else { shut });
        }
    }

    /// Whether competitors are listed behind a channel.
    pub fn is_listed(&self, channel: usize) -> bool {
        !self.behind[channel].is_empty()
    }

    /// When competitors behind a channel open or close \[years\].
    pub fn turns(&self, channel: usize) -> impl Iterator<Item = f64> + '_ {
        let dates = self.behind[channel].iter().flat_map(|&competitor| [self.listed[competitor].from, self.listed[competitor].until]);
        dates.filter(|date| date.is_finite())
    }
}

impl Competitors<Quantity> {
    /// A share of a channel's hazard at a time, of which the logarithm has derivatives in every weight; empty for 1.
    ///
    /// ```text
    /// share of k = weight_k (open + divided) / (open * all)        share of all the open = (open + divided) / all
    /// ```
    pub fn share(&self, channel: usize, reach: Reach, time: f64) -> Share {
        if !self.is_listed(channel) {
            return Vec::new();
        }
        let (mut all, mut open, mut shared) = (Vec::new(), Vec::new(), Vec::new());
        self.for_weights(channel, time, &[], |weight, holder| {
            if weight == Quantity::Known(0.0) {
                return;
            }
            all.push(weight);
            if holder == Holder::Itself {
                open.push(weight);
            }
            if holder != Holder::Nobody {
                shared.push(weight);
            }
        });
        if open.is_empty() {
            // Nobody hires.
            return vec![(1.0, Vec::new())];
        }
        let mut share = match reach {
            Reach::Whole => Vec::new(),
            Reach::Unnamed => vec![(1.0, vec![self.unnamed[channel]]), (-1.0, open)],
            Reach::Listed(listed) => vec![(1.0, vec![self.listed[listed].weight]), (-1.0, open)],
        };
        if shared != all {
            share.extend([(1.0, shared), (-1.0, all)]);
        }
        share
    }
}

impl Competitors {
    /// The market of a scenario, where hazards answer to pay with an elasticity (0: not at all).
    pub fn new(scenario: &Scenario, elasticity: f64, draw: &[f64]) -> Self {
        let clock = scenario.clock;
        let listed = scenario.competitors.iter().map(|competitor| Competitor {
            channel: competitor.channel,
            weight: competitor.weight.value(draw),
            pay_ratio: competitor
                .pay_multiple
                .map_or(1.0, |own| pay_ratio(own.value(draw) / scenario.channels[competitor.channel].pay_multiple.value(draw), elasticity)),
            from: competitor.opened.map_or(f64::NEG_INFINITY, |date| clock.years(date)),
            until: competitor.closed.map_or(f64::INFINITY, |date| clock.years(date)),
            seats: competitor.seats.unwrap_or(u32::MAX),
            redistribute: competitor.redistribute,
        });
        Self::of(scenario.channels.iter().map(|channel| channel.unnamed_weight.value(draw)).collect(), listed.collect())
    }

    /// The weights of all behind a channel together, open or not.
    pub fn weight_of_all(&self, channel: usize) -> f64 {
        self.unnamed[channel] + self.behind[channel].iter().map(|&competitor| self.listed[competitor].weight).sum::<f64>()
    }

    /// Whether a competitor behind a channel can be full.
    pub fn can_be_full(&self, channel: usize) -> bool {
        self.behind[channel].iter().any(|&competitor| self.listed[competitor].seats < u32::MAX)
    }

    /// The hazard ratio of what a competitor offers beside what its channel does.
    pub fn pay_ratio(&self, competitor: usize) -> f64 {
        self.listed[competitor].pay_ratio
    }

    /// Whether a competitor has a seat left.
    pub fn has_seats(&self, competitor: usize, hires: u32) -> bool {
        hires < self.listed[competitor].seats
    }

    /// The shares of a channel's hazard at a time: listed competitor (`None`: unnamed) and share. `hires` says how many each listed
    /// competitor has taken; an empty slice, that nobody has.
    pub fn shares(&self, channel: usize, time: f64, hires: &[u32]) -> impl Iterator<Item = (Option<usize>, f64)> + '_ {
        let behind = &self.behind[channel];
        let (mut total, mut open, mut divided) = (0.0, 0.0, 0.0);
        self.for_weights(channel, time, hires, |weight, holder| {
            total += weight;
            match holder {
                Holder::Itself => open += weight,
                Holder::Others => divided += weight,
                Holder::Nobody => {}
            }
        });
        let scale = if behind.is_empty() || total == 0.0 || open == 0.0 { 0.0 } else { (1.0 + divided / open) / total };
        let unnamed = if behind.is_empty() { 1.0 } else { self.unnamed[channel] * scale };
        let listed: Vec<_> = behind
            .iter()
            .filter(|&&competitor| self.is_open(competitor, time, hires))
            .map(|&competitor| (Some(competitor), self.listed[competitor].weight * scale * self.listed[competitor].pay_ratio))
            .collect();
        std::iter::once((None, unnamed)).chain(listed)
    }

    /// The part of a channel's hazard that leads anywhere: the sum of the shares.
    pub fn open_share(&self, channel: usize, time: f64, hires: &[u32]) -> f64 {
        self.shares(channel, time, hires).map(|(_, share)| share).sum()
    }

    /// What full competitors leave of a channel's hazard, which counts everybody as having seats: a factor from 0 to 1.
    pub fn left_by_the_full(&self, channel: usize, time: f64, hires: &[u32]) -> f64 {
        let share = self.open_share(channel, time, &[]);
        if share == 0.0 { 1.0 } else { self.open_share(channel, time, hires) / share }
    }

    /// Which competitor an exit at a time leads to, by a uniform number: each in proportion to its share.
    pub fn choose(&self, channel: usize, time: f64, hires: &[u32], uniform: f64) -> Option<usize> {
        let mut mark = uniform * self.open_share(channel, time, hires);
        let mut last = None;
        for (competitor, share) in self.shares(channel, time, hires).filter(|&(_, share)| share > 0.0) {
            last = competitor;
            mark -= share;
            if mark < 0.0 {
                break;
            }
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn competitors() -> Competitors {
        let competitor =
            |weight, until, seats, redistribute| Competitor { channel: 0, weight, pay_ratio: 1.0, from: 0.0, until, seats, redistribute };
        Competitors::of(vec![1.0], vec![competitor(2.0, 1.0, 3, true), competitor(1.0, 2.0, 9, false)])
    }

    #[test]
    fn shares_are_lost_or_divided() {
        let shares = |time, hires: &[u32]| competitors().shares(0, time, hires).collect::<Vec<_>>();
        assert_eq!(shares(0.5, &[]), [(None, 0.25), (Some(0), 0.5), (Some(1), 0.25)]);
        // The first gives its half to the others when it closes, or when it is full.
        assert_eq!(shares(1.0, &[]), [(None, 0.5), (Some(1), 0.5)]);
        assert_eq!(shares(0.5, &[3, 0]), [(None, 0.5), (Some(1), 0.5)]);
        // The second's quarter is lost, and of what the first gives the unnamed take all.
        assert_eq!(shares(2.0, &[]), [(None, 0.75)]);
        assert_eq!(competitors().open_share(0, 0.5, &[0, 9]), 0.75);
        assert_eq!(competitors().left_by_the_full(0, 0.5, &[3, 9]), 0.75);
    }

    #[test]
    fn exits_are_assigned_in_proportion() {
        let choose = |u| competitors().choose(0, 0.5, &[], u);
        assert_eq!([0.2, 0.3, 0.7, 0.8].map(choose), [None, Some(0), Some(0), Some(1)]);
        assert_eq!(competitors().choose(0, 0.5, &[3, 0], 0.999_999), Some(1));
    }
}
