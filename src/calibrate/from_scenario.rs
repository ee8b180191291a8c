//! What a scenario and its history say to a likelihood: a study and its hazards, in years on the scenario's clock.
//!
//! A coarse date of exit is any moment from the midnight of its first day to that after its last. The calendar's grid is the months
//! counted to and from the scenario's start, as in a simulation.

use std::collections::HashMap;

use crate::calendar::{DAYS_PER_YEAR, DateInterval};
use crate::hazard::calendar_effects::Months;
use crate::hazard::heat;
use crate::hazard::kernel::{Kernel, decay_rate};
use crate::history::{Numbers, competitors};
use crate::parameter::Quantity;
use crate::people::{History, HistoryRow, Outcome};
use crate::random::{Purpose, Stream};
use crate::scenario::{Baseline, Decay, HeatPath, HeatSeries, Interpolation, Scenario, Shock, Ties};

use crate::calibrate::likelihood::hazards::{Hazards, PathSteps, Period, Possible, Side};
use crate::calibrate::likelihood::survival_data::{Ending, Hired, Spell, SurvivalData, When};

/// A scenario and its history, laid out for a likelihood.
#[derive(Clone, Debug)]
pub struct CalibrationInputs {
    /// Who was at risk when, a spell a row of the history, in its order.
    pub study: SurvivalData,
    /// The hazards, heat's random path held at 1.
    pub hazards: Hazards,
    /// What heat's path is like and the months of the history, where there is one: for [`Hazards::path`].
    pub path: Option<(HeatPath, PathSteps)>,
    /// The month of the path that begins at the start, where the history ends there.
    pub path_at_start: Option<usize>,
    /// The column of a posterior in which the date of each row's exit stands: `history.<id>.exit`, or `history.<id>@<entry>.exit` where
    /// several exits of one person have coarse dates.
    pub exit_columns: Vec<String>,
    /// Keys of the rows' luck: hashes of id and spell.
    names: Vec<u64>,
    seed: u64,
}

impl CalibrationInputs {
    /// What a scenario says; `None` without a history.
    pub fn new(scenario: &Scenario) -> Option<Self> {
        let history = scenario.history.as_ref().filter(|history| !history.rows.is_empty())?;
        let numbers = Numbers::new(scenario, &history.rows);
        let study = study(scenario, history, &numbers);
        let clock = scenario.clock;
        let first = history.rows.iter().map(|row| row.entry).min()?;
        let last = history.last_day()?;
        let months = Months::covering(clock, first, last);
        let mut hazards = Hazards {
            parameters: scenario.parameters.clone(),
            channels: scenario.channels.clone(),
            contagion: scenario.contagion.clone(),
            frailty: scenario.frailty,
            notice: scenario.notice,
            competitors: competitors(scenario, &numbers),
            spinouts: scenario.spinouts,
            ..Hazards::default()
        };
        for channel in &mut hazards.channels {
            // A covariate that the history lacks stands behind all that it has, without a value.
            for (index, _) in &mut channel.covariates {
                let name = &scenario.roster.covariates[*index];
                *index = history.covariates.iter().position(|other| other == name).unwrap_or(history.covariates.len());
            }
        }
        for series in &scenario.heat.series {
            hazards.periods.extend(series_periods(scenario, series, &months));
        }
        for shock in &scenario.shocks {
            let day = |day: i32| clock.years(shock.date.earliest) + f64::from(day) / DAYS_PER_YEAR;
            if shock.probability == Quantity::Known(1.0) && shock.date.exact().is_some() {
                hazards.periods.extend(shock_periods(shock, day(0), &months));
            } else {
                let days = (0..shock.date.days()).map(|number| shock_periods(shock, day(number), &months)).collect();
                hazards.possible.push(Possible { probability: shock.probability, days });
            }
        }
        let path = scenario.heat.path.as_ref().filter(|path| path.volatility != Quantity::Known(0.0));
        let path = path.map(|path| (path.clone(), PathSteps { channels: path.channels.clone(), edges: months.edges.clone() }));
        let names = history.rows.iter().map(HistoryRow::key).collect();
        let path_at_start = (path.is_some() && last == clock.start()).then(|| months.first.unsigned_abs() as usize);
        let exit_columns = history.exit_columns();
        Some(Self { study, hazards, path, path_at_start, exit_columns, names, seed: scenario.seed })
    }

    /// The keys of the rows' luck, in the order of the spells.
    pub fn names(&self) -> &[u64] {
        &self.names
    }

    /// So many imputations of the moments of coarse exits, uniform in their intervals: for [`super::Likelihood::imputed`].
    pub fn imputations(&self, count: u64) -> Vec<Vec<f64>> {
        let moment = |draw: u64, (spell, &name): (&Spell, &u64)| match spell.ending.when() {
            When::At(time) => time,
            When::Within(from, to) => from + (to - from) * Stream::new(self.seed, Purpose::HistoryExit, name, draw, 0).uniform(),
        };
        (0..count).map(|draw| self.study.spells.iter().zip(&self.names).map(|row| moment(draw, row)).collect()).collect()
    }

    /// Parameters of which only a product with another is learned, and which maximum likelihood holds: offers, where the acceptance is a
    /// parameter too.
    pub fn held(&self) -> Vec<usize> {
        let held = |baseline: Baseline| match baseline {
            Baseline::Offers { per_year: Quantity::Uncertain(offers), acceptance: Quantity::Uncertain(_) } => Some(offers),
            Baseline::Offers { .. } | Baseline::Hazard { .. } => None,
        };
        self.hazards.channels.iter().filter_map(|channel| held(channel.baseline)).collect()
    }
}

/// The spells of a history.
fn study(scenario: &Scenario, history: &History, numbers: &Numbers<'_>) -> SurvivalData {
    let clock = scenario.clock;
    let mut spells_of: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut spells = Vec::with_capacity(history.rows.len());
    for (index, row) in history.rows.iter().enumerate() {
        let when = |date: &DateInterval| match date.exact() {
            // Who leaves on the day of hire was at risk for half of it.
            Some(date) if date <= row.entry => When::At(clock.years(row.entry) + 0.5 / DAYS_PER_YEAR),
            Some(date) => When::At(clock.years(date)),
            None => When::Within(clock.years(date.earliest), clock.years(date.latest) + 1.0 / DAYS_PER_YEAR),
        };
        let ending = match &row.outcome {
            Outcome::Present(date) => Ending::Censored(When::At(clock.years(*date))),
            Outcome::Censored(date) => Ending::Censored(when(date)),
            Outcome::Exit { date, channel } => Ending::Exit(when(date), *channel),
        };
        spells_of.entry(&row.id).or_default().push(index);
        spells.push(Spell {
            person: numbers.people[row.id.as_str()],
            team: row.team,
            leads: row.leads.clone(),
            entry: clock.years(row.entry),
            ending,
            hired: hired(row),
            covariates: row.covariates.iter().map(|value| value.unwrap_or(f64::NAN)).chain([f64::NAN]).collect(),
            destination: row.destination.as_deref().map(|name| numbers.destinations[name]),
        });
    }
    let mut ties = Vec::new();
    if let Some(Ties::Edges(edges)) = scenario.contagion.as_ref().map(|contagion| &contagion.ties) {
        for edge in edges {
            for &from in spells_of.get(edge.from.as_str()).into_iter().flatten() {
                let moved = spells_of.get(edge.to.as_str()).into_iter().flatten();
                ties.extend(moved.map(|&to| (from, to, edge.weight)));
            }
        }
    }
    SurvivalData { spells, clock, ties }
}

fn hired(row: &HistoryRow) -> Hired {
    match row.hired {
        None => Hired::Unknown,
        Some(interval) => match interval.exact() {
            Some(date) => Hired::On(date),
            None => Hired::Among(interval.earliest, interval.days() as u32),
        },
    }
}

/// A series of heat: a step point from its own day on; a log-linear one in each month at its middle.
fn series_periods(scenario: &Scenario, series: &HeatSeries, months: &Months) -> Vec<Period> {
    let clock = scenario.clock;
    let mut periods = Vec::new();
    let mut push = |from: f64, until: f64, time: f64| {
        for (point, weight) in heat::series_weights(series, clock, time).into_iter().filter(|&(_, weight)| weight != 0.0) {
            periods.push(Period { weight, ..Period::step(series.channels.clone(), series.points[point].value, from, until) });
        }
    };
    match series.interpolation {
        Interpolation::Step => {
            let days: Vec<f64> = series.points.iter().skip(1).map(|point| clock.years(point.at)).collect();
            let first = [f64::NEG_INFINITY].into_iter().chain(days.iter().copied());
            let ends = days.iter().copied().chain([f64::INFINITY]);
            first.zip(ends).for_each(|(from, until)| push(from, until, from));
        }
        Interpolation::Linear => {
            for (month, edges) in months.edges.windows(2).enumerate() {
                push(edges[0], edges[1], months.middle(month, f64::NEG_INFINITY));
            }
        }
    }
    periods
}

/// A shock that struck at a time: in each month with the value at the middle of the part of the month after it.
fn shock_periods(shock: &Shock, time: f64, months: &Months) -> Vec<Period> {
    let acting = |from: f64, until: f64| Period { on: Side::Acceptance, ..Period::step(shock.channels.clone(), shock.ratio, from, until) };
    let Decay::HalfLife(half_life) = shock.decay else { return vec![acting(time, f64::INFINITY)] };
    let in_month = |(month, edges): (usize, &[f64])| {
        let age = months.middle(month, time) - time;
        let period = acting(edges[0].max(time), edges[1]);
        match half_life {
            Quantity::Known(half_life) => Period { weight: Kernel::Exponential(decay_rate(half_life)).at(age), ..period },
            Quantity::Uncertain(_) => Period { fading: Some((half_life, age)), ..period },
        }
    };
    months.edges.windows(2).enumerate().filter(|(_, edges)| edges[1] > time).map(in_month).collect()
}
