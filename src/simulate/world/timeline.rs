//! The timeline: the level at which each enters, and what changes hazards on days that are known at the start.
//!
//! A world lays it out once, for people without frailty; where tenure is drawn in each trial, each trial lays out its own.

use crate::hazard::baseline::ChannelLevel;
use crate::hazard::tenure::BandEnds;
use crate::simulate::risk::{Change, ChangeKind};
use crate::simulate::world::World;

/// A lane of levels.
struct Lane<'a> {
    channel: usize,
    base: &'a ChannelLevel,
    band_ends: &'a [BandEnds],
}

/// A number in whose order times come as by [`f64::total_cmp`].
fn in_order(time: f64) -> i64 {
    let bits = time.to_bits().cast_signed();
    bits ^ (bits >> 63 & i64::MAX)
}

/// Levels and changes of everybody on the roster.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::simulate) struct Timeline {
    /// The level at which each enters, `person * lanes + lane`.
    pub level: Vec<f64>,
    /// For each group what changes from then on, in order of time.
    pub changes: Vec<Vec<Change>>,
}

impl Timeline {
    /// Lays out a world's timeline over an earlier one, by days of tenure at the start.
    pub fn lay_out(&mut self, world: &World<'_>, tenure: &[Option<usize>]) {
        let model = world.model;
        let lanes: Vec<Lane<'_>> =
            world.lanes().map(|(channel, base)| Lane { channel, base, band_ends: &model.band_ends[channel][..base.bands()] }).collect();
        self.level.clear();
        self.level.resize(tenure.len() * lanes.len(), 0.0);
        self.changes.resize(model.groups.len(), Vec::new());
        let (mut unordered, mut order) = (Vec::new(), Vec::new());
        for (group, (members, changes)) in model.groups.iter().zip(&mut self.changes).enumerate() {
            unordered.clear();
            // Steps of a class before anything else of the same moment: levels that are set then are those of after the step.
            let classes = model.classes_of_group.get(group).into_iter().flatten().filter(|_| !world.level_steps.is_empty());
            for &class in classes {
                let steps = world.level_steps[class].from().iter().enumerate().skip(1);
                unordered.extend(steps.map(|(step, &time)| Change {
                    time,
                    person: model.classes[class],
                    kind: ChangeKind::Step { class, step },
                }));
            }
            for &person in members {
                let entry = &mut self.level[person * lanes.len()..][..lanes.len()];
                world.lay_out_own(person, tenure[person], &lanes, entry, &mut unordered);
            }
            // Much less is moved than where changes are put in order themselves.
            order.clear();
            order.extend(unordered.iter().enumerate().map(|(place, change)| i128::from(in_order(change.time)) << 64 | place as i128));
            order.sort_unstable();
            changes.clear();
            changes.extend(order.iter().map(|&key| unordered[key as u64 as usize]));
        }
    }

    /// Multiplies the levels of each by the frailty's hazard ratio: those at which they enter, and those of the changes.
    pub fn multiply(&mut self, lanes: usize, frailty: &[f64]) {
        for (levels, ratio) in self.level.chunks_mut(lanes).zip(frailty) {
            for level in levels {
                *level *= ratio;
            }
        }
        for change in self.changes.iter_mut().flatten() {
            if let ChangeKind::Level(_, level) = &mut change.kind {
                *level *= frailty[change.person];
            }
        }
    }
}

impl World<'_> {
    /// The levels at which somebody enters, by lane, and what changes of the person alone from then on, lane by lane.
    fn lay_out_own(&self, person: usize, tenure: Option<usize>, lanes: &[Lane<'_>], entry: &mut [f64], changes: &mut Vec<Change>) {
        let (model, channels) = (self.model, self.channels());
        let (joins, until) = (model.joins[person], model.until[person]);
        if joins > 0.0 && !model.is_leaving[person] {
            changes.push(Change { time: joins, person, kind: ChangeKind::Join });
        }
        let steps = self.level_steps.get(model.class_of[person]);
        let factors = &self.covariate_factors[person * channels..][..channels];
        let hired = &model.scenario.roster.researchers[person].hired;
        for (lane, (&Lane { channel, base, band_ends }, entry)) in lanes.iter().zip(entry).enumerate() {
            let level_at = |time: f64, band: usize| {
                let level = base.in_band(band) * factors[channel];
                steps.map_or(level, |steps| level * steps.ratio(steps.at(time))[channel])
            };
            let mut first = 0;
            for (band, ends) in band_ends.iter().enumerate() {
                let end = ends.of(tenure, hired.as_ref());
                if end <= joins {
                    first = band + 1;
                } else if end < until {
                    changes.push(Change { time: end, person, kind: ChangeKind::Level(lane, level_at(end, band + 1)) });
                }
            }
            if until < model.reach() {
                changes.push(Change { time: until, person, kind: ChangeKind::Level(lane, 0.0) });
            }
            *entry = level_at(joins, first);
        }
    }
}
