//! The report on a sweep: what is on the terminal, its plain and JSON forms, `sweep.json`, `sweep.csv`.

pub mod csv;
mod heat_map;
pub mod json;
pub mod plain;
pub mod sentence;
pub mod table;

use crate::calendar::Date;
use crate::report::NO_POLICY;
use crate::sweep::{Arm, Point, Sweep};

/// What the difference of a point from the scenario as it is is called, where it is said what is compared with what.
pub const AS_IT_IS: &str = "as it is";

/// The date that all numbers are of.
fn horizon(sweep: &Sweep) -> Date {
    sweep.as_it_is.arms[0].estimates.metadata.horizon()
}

/// The policies in force, with the number of the arm: none are left out.
fn policies(sweep: &Sweep) -> impl Iterator<Item = (usize, &str)> {
    sweep.policies.iter().map(String::as_str).enumerate().filter(|(_, policy)| *policy != NO_POLICY)
}

/// The arms of all points, that of the scenario as it is first.
fn arms(sweep: &Sweep, arm: usize) -> impl Iterator<Item = (&Point, &Arm)> {
    sweep.all().map(move |point| (point, &point.arms[arm]))
}

/// What stands above the columns of the settings: the last key of each path, or all of it where two would be alike.
fn headings(sweep: &Sweep) -> Vec<&str> {
    let last = |path: &'_ str| path.rfind('.').map_or(0, |dot| dot + 1);
    let is_alone = |name: &str| sweep.axes.iter().filter(|axis| axis.path[last(&axis.path)..] == *name).count() == 1;
    let heading = |path: &'_ str| last(path);
    sweep
        .axes
        .iter()
        .map(|axis| {
            let name = &axis.path[heading(&axis.path)..];
            if is_alone(name) { name } else { &axis.path }
        })
        .collect()
}
