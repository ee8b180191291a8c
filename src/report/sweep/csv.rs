//! `sweep.csv`: one number a row, with a column for each setting.

use std::io::{self, Write};

use super::{AS_IT_IS, horizon};
use crate::compare::icer::CostPerPersonKept;
use crate::compare::{Difference, Measure};
use crate::estimate::Estimate;
use crate::report::NO_POLICY;
use crate::report::files::csv::{Dialect, Table, stats};
use crate::report::files::dictionary;
use crate::report::names;
use crate::sweep::{Axis, Change, Point, Sweep};

/// Writes the file; the run is named by its key.
///
/// # Errors
/// Where the output cannot be written.
pub fn write(out: &mut dyn Write, key: &str, sweep: &Sweep, dialect: Dialect) -> io::Result<()> {
    let paths = sweep.axes.iter().map(|axis| axis.path.as_str());
    let numbers = sweep.axes.iter().map(Axis::numbers).collect();
    let mut rows = Rows { table: Table::with_names(out, &dictionary::SWEEP, paths, dialect)?, sweep, key, numbers };
    for point in sweep.all() {
        for (arm, policy) in point.arms.iter().zip(&sweep.policies) {
            let (estimates, at) = (&arm.estimates, At { point, policy });
            let metadata = &estimates.metadata;
            for curve in &estimates.curves {
                let (metric, group) = (names::metric(curve.metric), names::group(metadata, curve.group));
                let Some(last) = curve.points.last() else { continue };
                for (stat, number) in stats(metadata, curve.metric, last).filter(|(_, number)| number.value.is_finite()) {
                    rows.level(at, [metric, &group], stat, number)?;
                }
            }
            for figure in &estimates.figures {
                let (metric, group) = (names::metric(figure.metric), names::group(metadata, figure.group));
                let sd = figure.sd.map(|sd| ("sd", sd)).filter(|(_, sd)| sd.value.is_finite());
                for (stat, number) in [("mean", figure.estimate)].into_iter().chain(sd) {
                    rows.level(at, [metric, &group], stat, number)?;
                }
            }
            for (reference, change) in [(AS_IT_IS, &arm.change), (NO_POLICY, &arm.effect)] {
                if let Some(change) = change {
                    rows.change(at, reference, change)?;
                }
            }
        }
    }
    rows.table.finish()
}

/// What a row is of.
#[derive(Clone, Copy)]
struct At<'a> {
    point: &'a Point,
    policy: &'a str,
}

struct Rows<'a, W: Write> {
    table: Table<W>,
    sweep: &'a Sweep,
    key: &'a str,
    /// The values of each setting as numbers, where they are.
    numbers: Vec<Option<Vec<f64>>>,
}

impl<W: Write> Rows<'_, W> {
    /// A number of the point itself.
    fn level(&mut self, at: At<'_>, [metric, group]: [&str; 2], stat: &str, Estimate { value, mcse }: Estimate) -> io::Result<()> {
        self.begin(at, "", [metric, group], stat);
        self.table.number(value).number(mcse).text("").text("").text("");
        self.end(at.point)
    }

    /// Differences from something.
    fn change(&mut self, at: At<'_>, reference: &str, change: &Change) -> io::Result<()> {
        let retained = match change.measure {
            Measure::People => "retained",
            Measure::Share => "retained_share",
        };
        self.difference(at, reference, retained, &change.retained)?;
        if let Some(cost) = &change.cost {
            self.difference(at, reference, "cost", cost)?;
        }
        if let Some(CostPerPersonKept::Of { value, interval: [low, high] }) = change.price {
            self.begin(at, reference, ["cost_per_extra_person", "all"], "mean");
            self.table.number(value).text("").number(low).number(high).text("");
            self.end(at.point)?;
        }
        Ok(())
    }

    fn difference(&mut self, at: At<'_>, reference: &str, metric: &str, difference: &Difference) -> io::Result<()> {
        let [low, high] = difference.interval();
        self.begin(at, reference, [metric, "all"], "mean");
        self.table.number(difference.estimate.value).number(difference.estimate.mcse).number(low).number(high);
        self.table.number(difference.pairing_gain);
        self.end(at.point)
    }

    fn begin(&mut self, at: At<'_>, reference: &str, [metric, group]: [&str; 2], stat: &str) {
        let scenario = &self.sweep.as_it_is.arms[0].estimates.metadata.scenario;
        self.table.text(self.key).text(scenario).text(at.policy).text(reference).text(metric).text(group);
        self.table.value(horizon(self.sweep)).text(stat);
    }

    /// The settings, and the end of the row.
    fn end(&mut self, point: &Point) -> io::Result<()> {
        for (index, axis) in self.sweep.axes.iter().enumerate() {
            match (&self.numbers[index], point.place.get(index)) {
                (_, None) => self.table.text(""),
                (Some(numbers), Some(&at)) => self.table.number(numbers[at]),
                (None, Some(&at)) => self.table.text(&axis.values[at]),
            };
        }
        self.table.end()
    }
}
