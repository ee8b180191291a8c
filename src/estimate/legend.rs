//! The legend: what the columns of a tally mean, and all that a report needs to know of the scenario behind its numbers.

use serde::{Deserialize, Serialize};

use super::tally::{Column, Tally};
use super::variance::Components;
use super::{Curve, Estimate, Estimates, Group, Metric, Summary, distribution};
use crate::calendar::Date;

/// What the numbers of a run are about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Legend {
    /// The scenario's name.
    pub scenario: String,
    /// The start, each month boundary after it, and the horizon last.
    #[serde(with = "crate::calendar::iso_list")]
    pub dates: Vec<Date>,
    /// Size of the opening roster.
    pub roster: usize,
    /// Names of the channels, in the scenario's order.
    pub channels: Vec<String>,
    /// The parts of the opening roster that are broken out, as results name them: `team:a`, `role:engineer`.
    pub parts: Vec<String>,
    /// Whether somebody joins later, so that exits are more than the opening roster's.
    pub joiners: bool,
    /// Whether anything is uncertain, so that draws differ.
    pub uncertain: bool,
    /// Trials that share a parameter draw; 1 where nothing is uncertain.
    pub replications: u64,
}

impl Legend {
    /// Retained, headcount, exits, exits by channel, retained by part, and first exits of the opening roster by channel where those
    /// differ from exits.
    pub fn curves(&self) -> usize {
        self.first_exits() + if self.joiners { self.channels.len() } else { 0 }
    }

    /// The first date.
    pub fn start(&self) -> Date {
        self.dates[0]
    }

    /// The last date.
    pub fn horizon(&self) -> Date {
        self.dates[self.dates.len() - 1]
    }

    /// Columns of a tally: curves by dates.
    pub fn columns(&self) -> usize {
        self.curves() * self.dates.len()
    }

    /// The curve of retained in the first part.
    pub fn first_part(&self) -> usize {
        3 + self.channels.len()
    }

    /// The curve of first exits through the first channel, where somebody joins later.
    pub fn first_exits(&self) -> usize {
        self.first_part() + self.parts.len()
    }

    /// What a curve counts, and among whom.
    fn meaning(&self, curve: usize) -> (Metric, Group) {
        match curve {
            0 => (Metric::Retained, Group::All),
            1 => (Metric::Headcount, Group::All),
            2 => (Metric::Exits, Group::All),
            channel if channel < self.first_part() => (Metric::Exits, Group::Channel(channel - 3)),
            part => (Metric::Retained, Group::Part(part - self.first_part())),
        }
    }

    /// What is said of a tally.
    pub fn estimates(&self, tally: &Tally) -> Estimates {
        let (draws, r, dates) = (tally.draws, self.replications, self.dates.len());
        let tally = tally.complete(r);
        let columns = |curve: usize| &tally.columns[curve * dates..][..dates];
        let curve = |index: usize| {
            let (metric, group) = self.meaning(index);
            Curve { metric, group, points: columns(index).iter().map(|column| summary(column, draws, r)).collect() }
        };
        let first_exits = if self.joiners { self.first_exits() } else { 3 };
        let share = |column: &Column| {
            let mean = Components::new(column.powers(), draws, r).mean();
            Estimate { value: mean.value / self.roster as f64, mcse: mean.mcse / self.roster as f64 }
        };
        Estimates {
            legend: self.clone(),
            trials: draws * r,
            draws,
            curves: (0..self.first_exits()).map(curve).collect(),
            distribution: columns(0).iter().map(|column| distribution::probabilities(column, draws, r, self.roster)).collect(),
            destinations: (0..self.channels.len()).map(|c| columns(first_exits + c).iter().map(share).collect()).collect(),
            split: Components::new(columns(0)[dates - 1].powers(), draws, r).split(),
        }
    }
}

fn summary(column: &Column, draws: u64, replications: u64) -> Summary {
    let components = Components::new(column.powers(), draws, replications);
    let (quantiles, quantile_intervals) = distribution::quantiles(column, draws, replications);
    Summary { mean: components.mean(), sd: components.sd(), quantiles, quantile_intervals, luck_share: components.luck_share() }
}
