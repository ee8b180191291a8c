//! Counting: from what happened in a trial to the values of all columns, on all dates.
//!
//! A value on a date counts what happened up to it, the date included. What counts people is kept as increments by date, in arithmetic
//! that wraps around (who comes back takes one away), and summed up at the end; what is a state of the whole team, such as a capability,
//! has a file of its own.

pub mod absence;
pub mod capabilities;
pub mod destinations;
pub mod ranks;
pub mod run_metadata;
#[cfg(test)]
mod tests;

use crate::estimate::layout::Layout;
use crate::estimate::run_metadata::TENURE_UNITS;
use crate::estimate::{Metric, RunMetadata};
use crate::scenario::Kind;
use crate::simulate::Model;
use crate::simulate::trajectory::{Event, EventKind, Trajectory};

use self::absence::Absence;
use self::capabilities::Watch;
use self::destinations::Destinations;

/// Counts trials, one after another, in memory of its own.
#[derive(Debug)]
pub struct Counter<'m> {
    model: &'m Model<'m>,
    layout: Layout,
    roster: u32,
    /// Whether a channel is a dismissal.
    dismisses: Vec<bool>,
    destinations: Destinations,
    capabilities: Watch,
    /// Who is gone by date, where results speak of single researchers.
    pub absence: Absence,
    /// The channel of each researcher's latest exit in the trial; empty where everybody leaves once at most.
    latest: Vec<Option<usize>>,
    /// Since when each newcomer has been there; infinite for one who is gone.
    since: Vec<f64>,
    /// By date: days of tenure at the start of those who are gone; empty where nobody asks.
    tenure_gone: Vec<i64>,
    /// By date: how much newcomers who still learn fall short of their heads; empty without hiring.
    shortfall: Vec<f64>,
    /// Units of productive headcount a head.
    productive_units: f64,
}

impl<'m> Counter<'m> {
    /// A counter for the trials of a model.
    pub fn new(model: &'m Model<'m>, metadata: &RunMetadata) -> Self {
        let scenario = model.scenario;
        let dates = metadata.dates.len();
        let once = scenario.returns.is_none();
        Self {
            model,
            layout: Layout::new(metadata),
            roster: metadata.roster as u32,
            dismisses: scenario.channels.iter().map(|channel| channel.kind == Kind::Dismissed).collect(),
            destinations: Destinations::new(scenario, metadata),
            capabilities: Watch::new(model, metadata),
            absence: Absence::new(model, metadata),
            latest: vec![None; if once { 0 } else { model.joins.len() }],
            since: Vec::new(),
            tenure_gone: vec![0; if metadata.tenure { dates } else { 0 }],
            shortfall: vec![0.0; if scenario.hiring.is_some() { dates } else { 0 }],
            productive_units: metadata.units(Metric::ProductiveHeadcount),
        }
    }

    /// Counts one trial into the values of all columns. `tenure`: days of tenure at the start of each researcher, where known.
    pub fn count(&mut self, trajectory: &Trajectory, tenure: &[Option<usize>], values: &mut [u32]) {
        values.fill(0);
        self.latest.fill(None);
        self.since.clear();
        self.since.resize(trajectory.newcomers.len(), f64::INFINITY);
        self.tenure_gone.fill(0);
        self.shortfall.fill(0.0);
        self.capabilities.begin();
        for event in &trajectory.events {
            // A trial may be simulated beyond the horizon.
            let date = self.date(event.time);
            if date == self.layout.dates {
                continue;
            }
            match event.kind {
                EventKind::Exit { channel, .. } => {
                    self.add(values, Layout::EXITS, date, 1);
                    self.add(values, self.layout.channels + channel, date, 1);
                    if event.person < self.model.joins.len() {
                        self.leaves(trajectory, event, date, tenure, values);
                    } else {
                        self.was_there(trajectory, event.person - self.model.joins.len(), event.time);
                    }
                }
                EventKind::Return | EventKind::Hire => self.arrives(event, date, tenure, values),
                EventKind::Decision { .. } | EventKind::Opening(_) => {}
            }
        }
        for newcomer in 0..self.since.len() {
            self.was_there(trajectory, newcomer, f64::INFINITY);
        }
        self.sum_up(values, tenure);
        self.capabilities.judge(&self.model.times, &self.layout, values);
    }

    /// Somebody of the roster leaves.
    #[inline]
    fn leaves(&mut self, trajectory: &Trajectory, event: &Event, date: usize, tenure: &[Option<usize>], values: &mut [u32]) {
        let Some((channel, to)) = event.exit() else { return };
        let before = self.latest.get_mut(event.person).and_then(|latest| latest.replace(channel));
        self.capabilities.leaves(event.person, event.time);
        if self.model.joins[event.person] > 0.0 {
            return;
        }
        if let (Some(first), None) = (self.layout.first_exits, before) {
            self.add(values, first + channel, date, 1);
        }
        if let (Some(first), None) = (self.layout.destinations, before) {
            self.add(values, first + self.destinations.index(trajectory, channel, to), date, 1);
        }
        self.gone(values, event.person, channel, date, 1);
        if let Some(gone) = self.tenure_gone.get_mut(date) {
            *gone += days(tenure[event.person]);
        }
        self.absence.leaves(event.person, date);
    }

    /// Somebody comes back, or a newcomer begins.
    fn arrives(&mut self, event: &Event, date: usize, tenure: &[Option<usize>], values: &mut [u32]) {
        self.add(values, Layout::HEADCOUNT, date, 1);
        if let Some(newcomer) = event.person.checked_sub(self.model.joins.len()) {
            self.since[newcomer] = event.time;
            return;
        }
        self.capabilities.returns(event.person, event.time);
        if self.model.joins[event.person] > 0.0 {
            return;
        }
        let channel = self.latest[event.person].unwrap_or(0);
        self.gone(values, event.person, channel, date, u32::MAX);
        if let Some(gone) = self.tenure_gone.get_mut(date) {
            *gone -= days(tenure[event.person]);
        }
        self.absence.returns(event.person, date);
    }

    /// The first date that a moment counts for; the number of dates where there is none.
    fn date(&self, time: f64) -> usize {
        self.model.times.partition_point(|&date| date < time)
    }

    fn add(&self, values: &mut [u32], curve: usize, date: usize, count: u32) {
        let value = &mut values[curve * self.layout.dates + date];
        *value = value.wrapping_add(count);
    }

    /// Somebody of the opening roster is gone through a channel, or, counted as -1, no longer.
    fn gone(&self, values: &mut [u32], person: usize, channel: usize, date: usize, count: u32) {
        self.add(values, Layout::RETAINED, date, count);
        if let Some(voluntary) = self.layout.voluntary
            && !self.dismisses[channel]
        {
            self.add(values, voluntary, date, count);
        }
        for &part in self.model.parts_of(person) {
            self.add(values, self.layout.parts + part as usize, date, count);
        }
    }

    /// A newcomer was there from the latest hire or return until some time: what that means for productivity and capabilities.
    fn was_there(&mut self, trajectory: &Trajectory, newcomer: usize, until: f64) {
        let from = std::mem::replace(&mut self.since[newcomer], f64::INFINITY);
        let Some(hiring) = self.model.scenario.hiring.as_ref().filter(|_| from < until) else { return };
        let newcomer = &trajectory.newcomers[newcomer];
        let productive = newcomer.hired + hiring.ramp;
        for (date, &time) in self.model.times.iter().enumerate().skip(self.date(from)) {
            if time >= productive.min(until) {
                break;
            }
            self.shortfall[date] += 1.0 - (time - newcomer.hired) / hiring.ramp;
        }
        if productive < until {
            self.capabilities.learns(newcomer.seat, productive.max(from), until);
        }
    }

    /// From increments to what they add up to, from those who are gone to those who are there, and from arrivals to heads.
    fn sum_up(&mut self, values: &mut [u32], tenure: &[Option<usize>]) {
        let Layout { dates, flows, parts, voluntary, productive, tenure: kept, .. } = self.layout;
        for curve in values[..flows * dates].chunks_mut(dates) {
            let mut sum: u32 = 0;
            for value in curve {
                sum = sum.wrapping_add(*value);
                *value = sum;
            }
        }
        let mut there = |curve: usize, of: u32| {
            for value in &mut values[curve * dates..][..dates] {
                *value = of.wrapping_sub(*value);
            }
        };
        there(Layout::RETAINED, self.roster);
        if let Some(curve) = voluntary {
            there(curve, self.roster);
        }
        for (part, members) in self.model.told().parts.iter().enumerate() {
            there(parts + part, members.members.len() as u32);
        }
        for (date, &joined) in self.model.joined.iter().enumerate() {
            let (exits, arrivals) = (values[Layout::EXITS * dates + date], values[Layout::HEADCOUNT * dates + date]);
            values[Layout::HEADCOUNT * dates + date] = self.roster + joined + arrivals - exits;
        }
        if let Some(curve) = productive {
            for date in 0..dates {
                let heads = f64::from(values[Layout::HEADCOUNT * dates + date]) - self.shortfall[date];
                values[curve * dates + date] = (heads * self.productive_units).round() as u32;
            }
        }
        if let Some(curve) = kept {
            let all: i64 = self.model.joins.iter().zip(tenure).filter(|&(&joins, _)| joins == 0.0).map(|(_, &tenure)| days(tenure)).sum();
            let mut there = all;
            for date in 0..dates {
                there -= self.tenure_gone[date];
                values[curve * dates + date] = share(there, all);
            }
        }
    }
}

/// Days of tenure, 0 where not known.
fn days(tenure: Option<usize>) -> i64 {
    tenure.map_or(0, |days| i64::try_from(days).unwrap_or(i64::MAX))
}

/// A share in [`TENURE_UNITS`], rounded to the nearest; all of it where there was nothing to keep.
fn share(kept: i64, all: i64) -> u32 {
    if all == 0 { TENURE_UNITS } else { ((2 * i64::from(TENURE_UNITS) * kept + all) / (2 * all)) as u32 }
}
