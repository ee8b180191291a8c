//! Paired outcomes: what of each trial of an arm is compared with the same trial of the reference.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::arms::Arm;
use crate::ensemble::worker::Counted;
use crate::estimate::layout::Layout;
use crate::simulate::Model;
use crate::simulate::model::KnownExit;
use crate::simulate::policies::costs;
use crate::simulate::trajectory::{Event, EventKind, PolicyEventKind, Trajectory};
use crate::simulate::world::expected::Alone;

/// Draws whose numbers are kept for regressions: of more, only the first.
pub const MOST_ROWS: u64 = 1 << 14;

/// Where somebody of the opening roster is gone.
pub mod gone {
    /// At the horizon.
    pub const AT_HORIZON: u8 = 1;
    /// At twice the horizon.
    pub const LATER: u8 = 2;
}

/// Units of a month in which time is counted: sums are of whole numbers, and so the same in whatever order.
pub const MONTH_UNITS: f64 = (1u64 << 30) as f64;

/// Units of a share of the roster.
pub const SHARE_UNITS: i64 = 1_000_000;

/// The most units of money that one trial may cost: their squares must add up.
const MOST_UNITS: f64 = (1u64 << 50) as f64;

/// In what the retained of an arm and of the reference are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Researchers: the rosters are the same people.
    People,
    /// Shares of the opening roster, counted in millionths.
    Share,
}

/// Notes of the trials of one draw.
#[derive(Debug)]
pub struct PairedOutcomes {
    dates: usize,
    horizon: f64,
    later: f64,
    roster: u32,
    /// Where each researcher stands in the reference's opening roster; `None` for those who join later. Empty where the rosters differ.
    place: Vec<Option<usize>>,
    /// How many stand in the reference's opening roster.
    places: usize,
    /// One unit of money.
    pub unit: f64,
    /// By replication: of the opening roster, how many are there, on each date and at twice the horizon.
    pub retained: Vec<Vec<u32>>,
    /// By replication: time in which the opening roster is there up to the horizon [units of a month, a person].
    pub months: Vec<i64>,
    /// By replication: what each item costs up to the horizon [units of money].
    pub costs: Vec<Vec<i64>>,
    /// By replication and place: [`gone`].
    pub gone: Vec<Vec<u8>>,
    /// By replication: how many left as a what-if sets it.
    pub as_set: Vec<u32>,
    /// Replications in which a policy that waits has begun by the horizon.
    pub begun: u32,
    /// Replications in which a budget could not pay for everything by the horizon.
    pub spent: u32,
    /// The parameters of the draw.
    pub parameters: Vec<f64>,
    /// What the draw's parameters let expect of people who do not move each other, if that is asked for.
    pub alone: Option<Alone>,
    /// The people who stand for all in that; empty where it is not asked for.
    representatives: Vec<usize>,
    /// Whether each researcher is gone at the two dates; of one trial.
    out: Vec<u8>,
}

impl PairedOutcomes {
    /// Outcomes of the trials of an arm, `replications` of a draw, up to the model's reach; `reference` is the arm compared with. Whether
    /// parameters are to explain what happens says `keeps_rows`.
    pub fn new(arm: &Arm<'_>, reference: &Arm<'_>, model: &Model<'_>, unit: f64, keeps_rows: bool) -> Self {
        let replications = model.replications as usize;
        let same = measure(arm, reference) == Measure::People;
        let places: HashMap<&str, usize> =
            reference.scenario.opening().enumerate().map(|(place, i)| (&reference.scenario.roster.researchers[i].id[..], place)).collect();
        let place = |(researcher, &joins): (&crate::people::Researcher, &f64)| {
            if joins == 0.0 { places.get(&researcher.id[..]).copied() } else { None }
        };
        let people = &arm.scenario.roster.researchers;
        Self {
            dates: model.dates.len(),
            horizon: model.horizon(),
            later: model.reach(),
            roster: arm.scenario.opening().count() as u32,
            place: if same { people.iter().zip(&model.joins).map(place).collect() } else { Vec::new() },
            places: if same { places.len() } else { 0 },
            unit,
            retained: vec![vec![0; model.dates.len() + 1]; replications],
            months: vec![0; replications],
            costs: vec![Vec::new(); replications],
            gone: vec![Vec::new(); replications],
            as_set: vec![0; replications],
            begun: 0,
            spent: 0,
            parameters: Vec::new(),
            alone: None,
            representatives: if keeps_rows { model.representatives() } else { Vec::new() },
            out: vec![0; people.len()],
        }
    }

    /// Notes a trial.
    pub fn note(&mut self, counted: &Counted<'_, '_>) {
        let (k, trajectory, world) = (counted.replication, counted.simulator.trajectory(), counted.world);
        if k == 0 {
            self.parameters.clone_from(&world.parameters);
            let is_asked = !self.representatives.is_empty() && counted.trial < MOST_ROWS * world.model.replications;
            self.alone = is_asked.then(|| world.alone(&self.representatives));
            (self.begun, self.spent) = (0, 0);
        }
        let so_far = || trajectory.policy_events.iter().filter(|event| event.time <= self.horizon);
        self.begun += u32::from(
            so_far().any(|event| matches!(event.kind, PolicyEventKind::Begin(_)) && world.policies[event.policy].condition.is_some()),
        );
        self.spent += u32::from(so_far().any(|event| matches!(event.kind, PolicyEventKind::Pause | PolicyEventKind::Short)));
        let happened = |exit: &&KnownExit| {
            let at = |event: &Event| event.person == exit.person && event.time == exit.decided && world.is_decision(event.kind);
            trajectory.events.iter().any(at)
        };
        self.as_set[k] = world.model.known_exits.iter().filter(|exit| !exit.is_certain).filter(happened).count() as u32;
        let years = self.follow(trajectory, &world.model.joins);
        let gone_later = self.out.iter().filter(|&&out| out & gone::LATER != 0).count() as u32;
        let curve = &counted.values[Layout::RETAINED * self.dates..][..self.dates];
        self.retained[k][..self.dates].copy_from_slice(curve);
        self.retained[k][self.dates] = self.roster - gone_later;
        self.months[k] = (years * 12.0 / f64::from(self.roster.max(1)) * MONTH_UNITS).round() as i64;
        let unit = self.unit;
        self.costs[k].clear();
        let in_units = |cost: f64| (cost / unit).clamp(-MOST_UNITS, MOST_UNITS).round() as i64;
        self.costs[k].extend(world.costs(trajectory, self.horizon).into_iter().map(in_units));
        let seen = &mut self.gone[k];
        seen.clear();
        seen.resize(self.places, 0);
        for (&place, &out) in self.place.iter().zip(&self.out) {
            if let Some(place) = place {
                seen[place] = out;
            }
        }
    }

    /// Retained at the horizon, summed over replications.
    pub fn at_horizon(&self) -> u64 {
        self.retained.iter().map(|curve| u64::from(curve[self.dates - 1])).sum()
    }

    /// Who is gone at the horizon and later; the time [person-years] that the opening roster is there up to the horizon.
    fn follow(&mut self, trajectory: &Trajectory, joins: &[f64]) -> f64 {
        self.out.fill(0);
        let mut years = f64::from(self.roster) * self.horizon;
        for event in trajectory.events.iter().filter(|event| joins.get(event.person) == Some(&0.0)) {
            let sign = match event.kind {
                EventKind::Exit { .. } => -1.0,
                EventKind::Return => 1.0,
                _ => continue,
            };
            let so_far = |date: f64, flag: u8| if event.time <= date { flag } else { 0 };
            let flags = so_far(self.horizon, gone::AT_HORIZON) | so_far(self.later, gone::LATER);
            let out = &mut self.out[event.person];
            *out = if sign < 0.0 { *out | flags } else { *out & !flags };
            years += sign * (self.horizon - event.time).max(0.0);
        }
        years
    }
}

/// The places, in the reference's opening roster, of those whom a what-if lets leave in the arm and not in the reference.
pub fn removed(arm: &Arm<'_>, reference: &Arm<'_>) -> Vec<usize> {
    if arm.scenario.happens == reference.scenario.happens {
        return Vec::new();
    }
    let opening: Vec<usize> = reference.scenario.opening().collect();
    arm.scenario.set_exits.iter().filter_map(|exit| opening.iter().position(|&person| person == exit.person)).collect()
}

/// In what an arm is compared with the reference: in people where their opening rosters are the same, by id.
pub fn measure(arm: &Arm<'_>, reference: &Arm<'_>) -> Measure {
    let ids = |arm: &Arm<'_>| {
        let mut ids: Vec<String> = arm.scenario.opening().map(|i| arm.scenario.roster.researchers[i].id.clone()).collect();
        ids.sort_unstable();
        ids
    };
    if arm.file == reference.file || ids(arm) == ids(reference) { Measure::People } else { Measure::Share }
}

/// A power of two in which money is counted: a billionth of what the reference's opening roster is paid a year, or of what some trials
/// cost, whichever is more.
pub fn money_unit(reference: &Arm<'_>, models: &[Model<'_>]) -> f64 {
    let pay: f64 = reference.scenario.opening().map(|i| reference.scenario.roster.researchers[i].pay).sum();
    let most = models.iter().map(costs::dearest).fold(pay, f64::max);
    let mut unit = 1.0;
    while unit < most && unit < 1e300 {
        unit *= 2.0;
    }
    while unit * 0.5 >= most && unit > 1e-300 {
        unit *= 0.5;
    }
    unit / f64::from(1 << 30)
}
