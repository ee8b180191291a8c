//! The timeline: the level at which each enters, and what changes hazards on days that are known at the start.
//!
//! A world lays it out once, for people without frailty; where tenure is drawn in each trial, each trial lays out its own.

use crate::simulate::policies::level_steps::step_at;
use crate::simulate::risk::{Change, ChangeKind};
use crate::simulate::world::World;

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
        let channels = world.channels();
        self.level.clear();
        self.level.reserve_exact(tenure.len() * world.lanes().count());
        self.changes.resize(model.groups.len(), Vec::new());
        self.changes.iter_mut().for_each(Vec::clear);
        // Steps of a class before anything else of the same moment: levels that are set then are those of after the step.
        for (changes, classes) in self.changes.iter_mut().zip(&model.classes_of_group).filter(|_| !world.level_steps.is_empty()) {
            for &class in classes {
                let steps = world.level_steps[class].iter().enumerate().skip(1);
                changes.extend(steps.map(|(index, step)| Change {
                    time: step.from,
                    person: model.classes[class],
                    kind: ChangeKind::Step { class, step: index },
                }));
            }
        }
        for (person, &tenure) in tenure.iter().enumerate() {
            let (joins, until) = (model.joins[person], model.until[person]);
            let changes = &mut self.changes[model.group_of[person]];
            if joins > 0.0 && !model.is_leaving[person] {
                changes.push(Change { time: joins, person, kind: ChangeKind::Join });
            }
            let steps = world.level_steps.get(model.class_of[person]);
            for (lane, (channel, base)) in world.lanes().enumerate() {
                let factor = world.covariate_factors[person * channels + channel];
                let ratio_at = |time: f64| steps.map_or(1.0, |steps| step_at(steps, time).ratio[channel]);
                let mut entry = 0;
                for band in 0..base.bands() {
                    let end = world.band_end(channel, band, person, tenure);
                    if end <= joins {
                        entry = band + 1;
                    } else if end < until {
                        let level = base.in_band(band + 1) * factor * ratio_at(end);
                        changes.push(Change { time: end, person, kind: ChangeKind::Level(lane, level) });
                    }
                }
                if until < model.reach() {
                    changes.push(Change { time: until, person, kind: ChangeKind::Level(lane, 0.0) });
                }
                self.level.push(base.in_band(entry) * factor * ratio_at(joins));
            }
        }
        for changes in &mut self.changes {
            changes.sort_by(|a, b| a.time.total_cmp(&b.time));
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
