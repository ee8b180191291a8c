//! What it is worth to see some months of exits before a policy is chosen.
//!
//! Records of so many months are one more trial of a draw, of luck of its own: how many left by each channel, and how many of those whom a
//! policy covers. The expectation of a net benefit given the records is its regression on these counts, and
//!
//! ```text
//! EVSI    mean over draws of the greatest of these, less that of the option that is best on average
//! ```
//!
//! the expected value of sample information, by the regression of Strong, Oakley, Brennan & Breeze (2015). It is told as what numbers are
//! worth is ([`super::worth`]). Counts alone are used, not who left when: records that are read more closely may be worth more.
//!
//! The people of the records are as many as those of the scenario and like them, but not the same: what is learned is the numbers of the
//! scenario, not who of the roster means to leave. Records are kept without a policy, or from when a policy begins, as of a trial of it.

use super::Study;
use crate::calendar::{Date, months_after};
use crate::compare::Arm;
use crate::compare::regression::Surrogate;
use crate::compare::value_of_information::acceptability;
use crate::estimate::Estimate;
use crate::simulate::{Model, Trajectory};
use crate::threads::map;

/// Months that are asked about where nothing is said.
pub const MONTHS: [u32; 1] = [12];

/// The most months of records.
pub const MOST_MONTHS: u32 = 600;

/// The records of draw `d` are trial `2^62 + d`: no other trial has so high a number, and so its luck.
const FIRST_TRIAL: u64 = 1 << 62;

/// What is recorded under one arm.
#[derive(Debug)]
pub struct Recording<'s> {
    /// The model, simulated for as long as records are kept.
    pub model: Model<'s>,
    /// From when \[years\].
    from: f64,
    /// Until when \[years\], by how many months.
    until: Vec<f64>,
}

/// What records of one kind are worth.
#[derive(Clone, Debug, PartialEq)]
pub struct OfRecords {
    /// The arm under which they are kept.
    pub arm: usize,
    /// How many months.
    pub months: u32,
    /// Whether they end after the horizon.
    pub is_late: bool,
    /// By value of a person: what it is worth to see them \[unit of pay\].
    pub worth: Vec<Estimate>,
}

impl<'s> Recording<'s> {
    /// Lays out what is recorded for so many months under an arm.
    pub fn new(arm: &Arm<'s>, seed: u64, months: &[u32]) -> Self {
        let scenario = arm.scenario;
        let clock = scenario.clock;
        let policies: Vec<usize> = arm.policy.into_iter().collect();
        let begins = scenario.parts_of(&policies).iter().map(|&part| scenario.policies[part].from).min();
        let from = begins.unwrap_or(clock.start()).max(clock.start());
        let ends: Vec<Date> = months.iter().map(|&months| months_after(from, months)).collect();
        let last = ends.iter().copied().max().unwrap_or(from);
        let model = Model::under(scenario, seed, &policies, last.max(scenario.horizon));
        Self { from: clock.years(from), until: ends.into_iter().map(|end| clock.years(end)).collect(), model }
    }

    /// The number of the trial of a draw.
    pub fn trial(draw: u64) -> u64 {
        FIRST_TRIAL + draw
    }

    /// Whether the records of that place end after the horizon.
    fn is_late(&self, place: usize) -> bool {
        self.until[place] > self.model.horizon()
    }

    /// What a trajectory leaves in the records: by how many months, the counts.
    pub fn counts(&self, trajectory: &Trajectory) -> Vec<Vec<u16>> {
        let channels = self.model.scenario.channels.len();
        let of = |&until: &f64| {
            let mut counts = vec![0u16; channels + 1];
            for (_, person, channel) in trajectory.exits().filter(|&(time, ..)| self.from <= time && time < until) {
                counts[channel] = counts[channel].saturating_add(1);
                let seat = trajectory.seat(person, self.model.names.len());
                let is_covered = self.model.covers.iter().any(|covers| covers[seat]);
                counts[channels] = counts[channels].saturating_add(u16::from(is_covered));
            }
            counts
        };
        self.until.iter().map(of).collect()
    }
}

/// What records are worth for an annual pay in the unit of money: by arm and months. `pairs` says which of the responses are people kept and
/// cost of the options.
pub(super) fn of_records(
    study: &Study<'_>,
    rows: &[super::Row],
    (responses, pairs): (&[&[f64]], &[[usize; 2]]),
    annual_pay: f64,
    threads: usize,
) -> Vec<OfRecords> {
    let design = study.clusters(rows.len() as u64).design();
    // A policy that is no option is not tried either.
    let is_told = |arm: &usize| *arm == 0 || study.tells_cost(*arm);
    let asked: Vec<(usize, usize)> =
        (0..study.recordings.len()).filter(is_told).flat_map(|arm| (0..study.months.len()).map(move |place| (arm, place))).collect();
    map(asked.len(), threads, |index| {
        let (arm, place) = asked[index];
        let counts: Vec<&[u16]> = rows.iter().map(|row| &row.records[arm * study.months.len() + place][..]).collect();
        let kinds = counts.first().map_or(0, |counts| counts.len());
        let columns: Vec<Vec<f64>> = (0..kinds).map(|kind| counts.iter().map(|counts| f64::from(counts[kind])).collect()).collect();
        let at = acceptability(&Surrogate::new(&columns, responses), pairs, annual_pay, design);
        OfRecords {
            arm,
            months: study.months[place],
            is_late: study.recordings[arm].is_late(place),
            worth: at.iter().map(|at| at.evpi).collect(),
        }
    })
}
