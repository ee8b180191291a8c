//! The calendar model: what the calendar effects of every trial of a parameter draw share, and what each trial draws of it.
//!
//! Competitors' shares change on their own days. A log-linear series takes in each month its value at the month's middle; a step point and a shock act from their own day on; a
//! shock's decay takes, in each month, the value at the middle of the part of the month after the shock, counted by the shock alone. So
//! no term's date ever changes the value of another term, and a longer horizon never changes an earlier value.

use crate::random::streams::Streams;
use crate::scenario::{Baseline, Interpolation, Scenario};

use super::calendar_effects::{CalendarEffects, Months, Stretch};
use super::competitors::Competitors;
use super::heat::{self, Path};
use super::shock::Shock;

/// What the calendar effects of every trial of a parameter draw share, and what each trial draws.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarModel {
    months: Months,
    /// Series and the shocks whose date is known and certain.
    certain: CalendarEffects,
    path: Option<Path>,
    /// All shocks, in the scenario's order.
    shocks: Vec<Shock>,
}

impl CalendarModel {
    /// The calendar effects of a scenario under a draw of its parameters, up to a horizon \[years\].
    pub fn new(scenario: &Scenario, draw: &[f64], competitors: &Competitors, months: &Months, horizon: f64) -> Self {
        let clock = scenario.clock;
        let stretch = |(month, edges): (usize, &[f64])| Stretch { from: edges[0], to: edges[1].min(horizon), month };
        let stretches = months.edges.windows(2).enumerate().map(stretch).take_while(|stretch| stretch.from < horizon);
        let mut certain = CalendarEffects::still(scenario.channels.len(), stretches.collect());
        for point in scenario.heat.series.iter().filter(|s| s.interpolation == Interpolation::Step).flat_map(|s| &s.points) {
            certain.cut(clock.years(point.at));
        }
        let listed: Vec<usize> = (0..scenario.channels.len()).filter(|&channel| competitors.is_listed(channel)).collect();
        for time in listed.iter().flat_map(|&channel| competitors.turns(channel)) {
            certain.cut(time);
        }
        for &channel in &listed {
            certain.heat(&[channel], |stretch| competitors.open_share(channel, stretch.from, &[]));
        }
        for (c, channel) in scenario.channels.iter().enumerate() {
            if let Baseline::Offers { per_year, .. } = channel.baseline {
                certain.heat(&[c], |_| per_year.value(draw));
            }
        }
        for series in &scenario.heat.series {
            certain.heat(&series.channels, |stretch| heat::series_on(series, clock, draw, months, stretch));
        }
        let shocks: Vec<Shock> = (0..scenario.shocks.len()).map(|index| Shock::new(scenario, index, competitors, draw)).collect();
        for shock in &shocks {
            if let Some(time) = shock.certain() {
                shock.strike(&mut certain, months, time);
            }
        }
        certain.integrate();
        let path = scenario.heat.path.as_ref().and_then(|path| Path::new(path, draw));
        Self { months: months.clone(), certain, path, shocks }
    }

    /// Says where the random path stands in the month of the start [ln heat], if that is known.
    pub fn start_path_at(&mut self, first: Option<f64>) {
        if let Some(path) = &mut self.path {
            path.first = first;
        }
    }

    /// Whether every trial of this draw has the same calendar effects.
    pub fn is_certain(&self) -> bool {
        self.path.is_none() && self.shocks.iter().all(|shock| shock.certain().is_some())
    }

    /// The shocks, in the scenario's order.
    pub fn shocks(&self) -> &[Shock] {
        &self.shocks
    }

    /// Whether the random path acts on a channel.
    pub fn has_path(&self, channel: usize) -> bool {
        self.path.as_ref().is_some_and(|path| path.channels.contains(&channel))
    }

    /// The calendar effects without what a trial draws: the path at its mean multiplier 1, no possible shock.
    pub fn certain(&self) -> &CalendarEffects {
        &self.certain
    }

    /// The calendar effects of one trial, written over an earlier one; `steps` has the memory for what the path draws.
    pub fn draw(&self, seed: u64, trial: u64, steps: &mut Streams, calendar_effects: &mut CalendarEffects) {
        calendar_effects.copy_from(&self.certain);
        for shock in self.shocks.iter().filter(|shock| shock.certain().is_none()) {
            if let Some(time) = shock.draw(seed, trial) {
                shock.strike(calendar_effects, &self.months, time);
            }
        }
        if let Some(path) = &self.path {
            calendar_effects.follow(&path.channels, path.draw(seed, trial, steps, self.months.from_start()), &self.months);
        }
        calendar_effects.integrate();
    }
}
