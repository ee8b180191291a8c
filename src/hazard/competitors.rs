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

use crate::scenario::Scenario;

use super::pay::pay_ratio;

/// The organisations behind the channels under one parameter draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Competitors {
    /// Weight of those that are not listed, by channel.
    unnamed: Vec<f64>,
    /// The listed ones, in the scenario's order.
    listed: Vec<Competitor>,
    /// Indices of the listed ones, by channel.
    behind: Vec<Vec<usize>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Competitor {
    weight: f64,
    /// The hazard ratio of what it offers beside what its channel does.
    pay_ratio: f64,
    /// Hires from this time on [years], until that, excluded.
    from: f64,
    until: f64,
    seats: u32,
    redistribute: bool,
}

impl Competitor {
    fn is_open(&self, time: f64, hires: u32) -> bool {
        self.from <= time && time < self.until && hires < self.seats
    }
}

impl Competitors {
    /// The market of a scenario, where hazards answer to pay with an elasticity (0: not at all).
    pub fn new(scenario: &Scenario, elasticity: f64, draw: &[f64]) -> Self {
        let clock = scenario.clock;
        let mut behind = vec![Vec::new(); scenario.channels.len()];
        for (index, competitor) in scenario.competitors.iter().enumerate() {
            behind[competitor.channel].push(index);
        }
        let listed = scenario.competitors.iter().map(|competitor| Competitor {
            weight: competitor.weight.value(draw),
            pay_ratio: competitor
                .pay_multiple
                .map_or(1.0, |own| pay_ratio(own.value(draw) / scenario.channels[competitor.channel].pay_multiple.value(draw), elasticity)),
            from: competitor.opened.map_or(f64::NEG_INFINITY, |date| clock.years(date)),
            until: competitor.closed.map_or(f64::INFINITY, |date| clock.years(date)),
            seats: competitor.seats.unwrap_or(u32::MAX),
            redistribute: competitor.redistribute,
        });
        let unnamed = scenario.channels.iter().map(|channel| channel.unnamed_weight.value(draw)).collect();
        Self { unnamed, listed: listed.collect(), behind }
    }

    /// Whether competitors are listed behind a channel.
    pub fn is_listed(&self, channel: usize) -> bool {
        !self.behind[channel].is_empty()
    }

    /// Whether a competitor behind a channel can be full.
    pub fn can_be_full(&self, channel: usize) -> bool {
        self.behind[channel].iter().any(|&competitor| self.listed[competitor].seats < u32::MAX)
    }

    /// When competitors behind a channel open or close [years].
    pub fn turns(&self, channel: usize) -> impl Iterator<Item = f64> + '_ {
        let dates = self.behind[channel].iter().flat_map(|&competitor| [self.listed[competitor].from, self.listed[competitor].until]);
        dates.filter(|date| date.is_finite())
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
        let (mut total, mut open, mut divided) = (self.unnamed[channel], self.unnamed[channel], 0.0);
        let is_open =
            move |competitor: usize, hires: &[u32]| self.listed[competitor].is_open(time, hires.get(competitor).copied().unwrap_or(0));
        for &index in behind {
            let competitor = &self.listed[index];
            total += competitor.weight;
            if is_open(index, hires) {
                open += competitor.weight;
            } else if competitor.redistribute {
                divided += competitor.weight;
            }
        }
        let scale = if behind.is_empty() || total == 0.0 || open == 0.0 { 0.0 } else { (1.0 + divided / open) / total };
        let unnamed = if behind.is_empty() { 1.0 } else { self.unnamed[channel] * scale };
        let listed: Vec<_> = behind
            .iter()
            .filter(|&&competitor| is_open(competitor, hires))
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
        let competitor = |weight, until, seats, redistribute| Competitor { weight, pay_ratio: 1.0, from: 0.0, until, seats, redistribute };
        Competitors {
            unnamed: vec![1.0],
            listed: vec![competitor(2.0, 1.0, 3, true), competitor(1.0, 2.0, 9, false)],
            behind: vec![vec![0, 1]],
        }
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
