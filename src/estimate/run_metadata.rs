//! The metadata: what the columns of a tally mean, and all that a report needs to know of the scenario behind its numbers.

use std::num::NonZeroUsize;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::column::Column;
use super::layout::Layout;
use super::points::Counts;
use super::tally::Tally;
use super::variance_components::VarianceComponents;
use super::{Curve, Destination, Estimates, Figure, Group, Metric, Points, Probabilities, costs, distribution};
use crate::calendar::Date;
use crate::people::history::Unobserved;
use crate::simulate::model::published::Withheld;
use crate::statistics::clusters::{Clusters, Rows};

/// Units in which a share of tenure is counted: a tally holds whole numbers only.
pub const TENURE_UNITS: u32 = 10_000;

/// What the numbers of a run are about.
#[expect(clippy::struct_excessive_bools, reason = "each says whether one mechanism is present")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunMetadata {
    /// The scenario's name.
    pub scenario: String,
    /// The start, each month boundary after it, and the horizon last.
    #[serde(with = "crate::calendar::iso_list")]
    pub dates: Vec<Date>,
    /// Size of the opening roster.
    pub roster: usize,
    /// Names of the channels, in the scenario's order.
    pub channels: Vec<String>,
    /// Whether a channel is a dismissal, so that retained and retained voluntary differ.
    pub dismissals: bool,
    /// Where exits lead: index of the channel and name of the organisation, empty for all that have none; by channel, the nameless
    /// first.
    pub destinations: Vec<(usize, String)>,
    /// The parts of the opening roster that are broken out, as results name them: `team:a`, `role:engineer`.
    pub parts: Vec<String>,
    /// Whether exits can be more than the first ones of the opening roster: somebody joins later, comes back, or is hired.
    pub further_exits: bool,
    /// Decimal places to which productive headcount is counted, where there is hiring.
    pub productive_places: Option<u32>,
    /// Whether tenure kept is told: everybody's tenure at the start is known, or drawn, and nobody's is too much of it.
    pub tenure: bool,
    /// Whether headcount and exits are told, which count those who join later.
    pub flows: bool,
    /// What is not told, and why.
    pub withheld: Vec<Withheld>,
    /// What the lab needs its people for.
    pub capabilities: Vec<Ability>,
    /// The smallest number of people whom a result may be about.
    pub least_group: usize,
    /// Why it is that, where the scenario says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_group_reason: Option<String>,
    /// Those holders of a capability, alike in role or skill, of whom it is said how often one is pivotal.
    pub holders: Vec<HolderGroup>,
    /// The unit in which cost is counted, as a power of two of the unit of pay; only where a policy is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<i32>,
    /// Whether exits bring exits, so that some trials are run a second time without.
    pub cascades: bool,
    /// Ids of the opening roster, where results speak of single researchers.
    pub individuals: Vec<String>,
    /// Whether a posterior has seen some of what is simulated: then this is a replay, not a forecast.
    #[serde(default)]
    pub hindsight: bool,
    /// Whether anything is uncertain, so that draws differ.
    pub uncertain: bool,
    /// Trials that share a parameter draw; 1 where nothing is uncertain.
    pub replications: u64,
    /// The posterior's rows, where draws are rows of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posterior: Option<Rows>,
    /// Those of the opening roster whose last day is known, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_last_days: Option<KnownLastDays>,
    /// Rows of the history that are left out, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<RowsLeftOut>,
    /// Numbers drawn from priors that an import wrote, to be replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_priors: Option<NonZeroUsize>,
    /// The numbers that are not known, in the order of the scenario.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<Assumption>,
}

/// A number that is not known, as the scenario gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Assumption {
    /// Where it stands in the scenario: `channels.lab.hazard_per_year`.
    pub parameter: String,
    /// What is believed of it, in words: `median 0.1, 95 % below 0.25`.
    pub given: String,
    /// Whether trials draw what was learned from a history in its place.
    pub learned: bool,
    /// Where that comes from; left out where the scenario does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Rows of a history of which nobody was under observation, so that a simulation, too, knows nothing of their exits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsLeftOut {
    /// Rows of the file.
    pub rows: usize,
    /// Those that are left out.
    pub unobserved: Unobserved,
}

/// How many of the opening roster leave on a day that is known from the start on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KnownLastDays {
    /// How many they are.
    pub people: usize,
    /// How many of them leave by the horizon.
    pub by_horizon: usize,
}

/// A capability as results speak of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ability {
    /// Its name.
    pub name: String,
    /// How many of its holders it needs.
    pub needs: u32,
    /// How many of the opening roster hold it.
    pub holders: u32,
    /// Whether they are enough for results to speak of it (`privacy.min_group`).
    pub shown: bool,
}

/// Some of the opening roster's holders of a capability.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderGroup {
    /// Index of the capability.
    pub capability: usize,
    /// What they share, as results name it: `role:engineer`, `skill:cuda`, `id:p-3`; empty for all of them.
    pub label: String,
    /// How many they are.
    pub size: u32,
}

impl RunMetadata {
    /// The first date.
    pub fn start(&self) -> Date {
        self.dates[0]
    }

    /// The last date.
    pub fn horizon(&self) -> Date {
        self.dates[self.dates.len() - 1]
    }

    /// So many draws of what this is the metadata of.
    pub fn clusters(&self, draws: u64) -> Clusters {
        Clusters::new(draws, self.replications, self.posterior)
    }

    /// An empty tally of what this is the metadata of.
    pub fn tally(&self) -> Tally {
        Tally::new(self.columns(), self.absences())
    }

    /// How many columns its tally has.
    pub fn columns(&self) -> usize {
        Layout::new(self).columns
    }

    /// How many numbers of absence its tally has.
    pub fn absences(&self) -> usize {
        self.individuals.len() * self.dates.len()
    }

    /// Whether a tally has the columns of this metadata.
    pub fn fits(&self, tally: &Tally) -> bool {
        tally.columns.len() == self.columns() && tally.absences.len() == self.absences()
    }

    /// What is followed over time: metric, group, and number of the curve; each mechanism's after those that were there without it.
    pub fn published(&self) -> Vec<(Metric, Group, usize)> {
        let layout = Layout::new(self);
        let mut all = vec![(Metric::Retained, Group::All, Layout::RETAINED)];
        if self.flows {
            all.push((Metric::Headcount, Group::All, Layout::HEADCOUNT));
            all.push((Metric::Exits, Group::All, Layout::EXITS));
            all.extend((0..self.channels.len()).map(|c| (Metric::Exits, Group::Channel(c), layout.channels + c)));
        }
        all.extend((0..self.parts.len()).map(|part| (Metric::Retained, Group::Part(part), layout.parts + part)));
        all.push((Metric::RetainedVoluntary, Group::All, layout.voluntary.unwrap_or(Layout::RETAINED)));
        all.extend(layout.productive.filter(|_| self.flows).map(|curve| (Metric::ProductiveHeadcount, Group::All, curve)));
        all.extend(layout.tenure.map(|curve| (Metric::TenureKept, Group::All, curve)));
        let abilities = (0..self.capabilities.len()).filter(|&k| self.capabilities[k].shown);
        all.extend(abilities.clone().map(|k| (Metric::Capability, Group::Capability(k), layout.capabilities + k)));
        all.extend(abilities.map(|k| (Metric::CapabilityLost, Group::Capability(k), layout.lost + k)));
        // It rests on all of them.
        let bus_factor = layout.bus_factor.filter(|_| self.hidden().next().is_none());
        all.extend(bus_factor.map(|curve| (Metric::BusFactor, Group::All, curve)));
        all
    }

    /// The capabilities that results do not speak of, since too few hold them.
    pub fn hidden(&self) -> impl Iterator<Item = &Ability> {
        self.capabilities.iter().filter(|ability| !ability.shown)
    }

    /// What each trial is asked for besides retained and exits: metric and number of the curve.
    pub fn of_trials(&self) -> Vec<(Metric, usize)> {
        let is_asked = |metric| match metric {
            Metric::Headcount => self.productive_places.is_some(),
            Metric::ProductiveHeadcount | Metric::BusFactor => true,
            _ => false,
        };
        self.published().into_iter().filter(|&(metric, ..)| is_asked(metric)).map(|(metric, _, curve)| (metric, curve)).collect()
    }

    /// Whether the quantiles of a metric are told: each of tenure kept is a sum of single people's tenures, which names them.
    pub fn tells_quantiles(&self, metric: Metric) -> bool {
        metric != Metric::TenureKept || self.least_group <= 1
    }

    /// In how many units one of a metric is counted.
    pub fn units(&self, metric: Metric) -> f64 {
        match metric {
            Metric::ProductiveHeadcount => f64::from(10u32.pow(self.productive_places.unwrap_or(0))),
            Metric::TenureKept => f64::from(TENURE_UNITS),
            _ => 1.0,
        }
    }

    /// What is said of a tally.
    pub fn estimates(&self, tally: impl Into<Arc<Tally>>) -> Estimates {
        let tally = tally.into();
        let (clusters, r, dates) = (self.clusters(tally.draws), self.replications, self.dates.len());
        let layout = Layout::new(self);
        let errors = clusters.errors(distribution::TAIL);
        let columns = |curve: usize| &tally.columns[curve * dates..][..dates];
        let curve = |(metric, group, index): (Metric, Group, usize)| {
            let counts = Counts { tally: Arc::clone(&tally), first: index * dates, dates, clusters, errors, units: self.units(metric) };
            Curve { metric, group, points: Points::of(counts) }
        };
        let mean_of = |column: &Column, size: f64| VarianceComponents::new(&column.powers(), &clusters).mean().divided(size);
        let shares = |index: usize| columns(index).iter().map(|column| mean_of(column, self.roster as f64)).collect();
        let first_exits = layout.first_exits.unwrap_or(layout.channels);
        let destination = |(index, (channel, competitor)): (usize, &(usize, String))| Destination {
            channel: *channel,
            competitor: competitor.clone(),
            shares: shares(layout.destinations.unwrap_or(first_exits) + index),
        };
        let pivotal = |(column, holders): (usize, &HolderGroup)| Figure {
            metric: Metric::Pivotal,
            group: Group::Holders(column),
            estimate: mean_of(&tally.columns[layout.holders + column], f64::from(holders.size)),
            sd: None,
        };
        let of_all = |metric, estimate| Figure { metric, group: Group::All, estimate, sd: None };
        let cost = self.money.zip(tally.costs.as_ref()).map(|(money, sums)| {
            let [estimate, sd] = sums.estimates(&clusters, costs::unit(money));
            Figure { metric: Metric::Cost, group: Group::All, estimate, sd: Some(sd) }
        });
        let cascades = [
            of_all(Metric::CascadeShare, tally.cascades.share(&clusters)),
            of_all(Metric::FurtherExits, tally.cascades.further(&clusters)),
        ];
        Estimates {
            metadata: self.clone(),
            trials: tally.draws * r,
            draws: tally.draws,
            clusters,
            curves: self.published().into_iter().map(curve).collect(),
            figures: cascades
                .into_iter()
                .filter(|_| self.cascades)
                .chain(self.holders.iter().enumerate().map(pivotal))
                .chain(cost)
                .filter(|figure| figure.estimate.value.is_finite())
                .collect(),
            distribution: columns(Layout::RETAINED).iter().map(|column| Probabilities::of(column, &clusters, self.roster)).collect(),
            first_exits: (0..self.channels.len()).map(|c| shares(first_exits + c)).collect(),
            destinations: self.destinations.iter().enumerate().map(destination).collect(),
            researchers: tally.absences.presence(dates, &clusters),
            split: VarianceComponents::new(&columns(Layout::RETAINED)[dates - 1].powers(), &clusters).split(),
        }
    }
}
