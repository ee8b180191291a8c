//! Counting: from what happened in a trial to the values of all columns, on all dates.

use crate::estimate::Legend;
use crate::simulate::Model;
use crate::simulate::trajectory::{EventKind, Trajectory};

/// Counts one trial into the values of all columns. A value on a date counts what happened up to it.
pub fn count(model: &Model<'_>, legend: &Legend, trajectory: &Trajectory, values: &mut [u32]) {
    let dates = legend.dates.len();
    values.fill(0);
    for event in &trajectory.events {
        let date = model.times.partition_point(|&time| time < event.time).min(dates - 1);
        let EventKind::Exit { channel, .. } = event.kind else { continue };
        values[2 * dates + date] += 1;
        values[(3 + channel) * dates + date] += 1;
        if model.joins[event.person] == 0.0 {
            values[date] += 1;
            if legend.joiners {
                values[(legend.first_exits() + channel) * dates + date] += 1;
            }
            for &part in &model.parts_of[event.person] {
                values[(legend.first_part() + part) * dates + date] += 1;
            }
        }
    }
    for curve in values.chunks_mut(dates) {
        for date in 1..dates {
            curve[date] += curve[date - 1];
        }
    }
    for date in 0..dates {
        values[dates + date] = legend.roster as u32 + model.joined[date] - values[2 * dates + date];
        values[date] = legend.roster as u32 - values[date];
        for (part, members) in model.parts.iter().enumerate() {
            let at = (legend.first_part() + part) * dates + date;
            values[at] = members.members.len() as u32 - values[at];
        }
    }
}
