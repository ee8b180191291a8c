//! The report without lines and blocks, for screen readers and `grep`: one fact a line, as [`plain`](crate::report::plain) of a run.

use std::fmt::Write as _;
use std::path::Path;

use super::table::notes;
use super::{AS_IT_IS, horizon, sentence};
use crate::compare::Measure;
use crate::report::NO_POLICY;
use crate::report::columns::{self, name};
use crate::report::comparison::plain::{compared, known};
use crate::report::comparison::price_cells;
use crate::report::files::manifest::Manifest;
use crate::report::number;
use crate::sweep::{Change, Point, Sweep};

/// The report. `folder` is where the files are.
pub fn render(sweep: &Sweep, manifest: &Manifest, folder: &Path) -> String {
    let (metadata, horizon) = (&sweep.as_it_is.arms[0].estimates.metadata, horizon(sweep));
    let mut out = String::new();
    let mut fact = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(out, "{name} {value}");
    };
    for sentence in sentence::all(sweep) {
        fact("answer", &sentence);
    }
    fact("stopped", &manifest.stopped.name());
    fact("scenario", &name(&metadata.scenario, usize::MAX));
    fact("start", &metadata.start());
    fact("horizon", &horizon);
    fact("roster", &metadata.roster);
    fact("seed", &manifest.seed);
    fact("trials_asked", &manifest.trials_asked);
    fact("trials", &sweep.trials);
    fact("draws", &sweep.draws);
    fact("points_asked", &sweep.asked);
    fact("points", &sweep.points.len());
    for axis in &sweep.axes {
        fact("setting", &format!("{} {}", name(&axis.path, usize::MAX), name(&axis.values.join(" "), usize::MAX)));
    }
    for point in sweep.all() {
        let at = at(sweep, point);
        for (arm, policy) in point.arms.iter().zip(&sweep.policies) {
            let of = format!("{at}{horizon} policy {}", name(policy, usize::MAX));
            if let Some(last) = arm.estimates.retained().points.last() {
                let [p10, p50, p90] = [1, 3, 5].map(|index| number::estimate(last.quantiles[index]).replace([',', '~'], ""));
                fact("retained", &format!("{of} mean {} p10 {p10} p50 {p50} p90 {p90}", known(last.mean)));
            }
            for (reference, change) in [(AS_IT_IS, &arm.change), (NO_POLICY, &arm.effect)] {
                let Some(Change { measure, retained, cost, price }) = change else { continue };
                let metric = if *measure == Measure::Share { "change_of_share" } else { "change" };
                fact(metric, &format!("{of} from {reference} {}", compared(retained)));
                if let Some(cost) = cost {
                    fact("change_of_cost", &format!("{of} from {reference} {}", compared(cost)));
                }
                if let Some(price) = price {
                    let [value, interval] = price_cells(price);
                    let value = if value == "-" { String::new() } else { format!(" {}", value.replace(',', "")) };
                    fact("cost_per_person_kept", &format!("{of}{value} {interval}"));
                }
            }
        }
    }
    for note in notes(sweep) {
        fact("note", &note);
    }
    fact("folder", &columns::path(folder));
    out
}

/// `as it is `, or `contagion.ratio = 1.3 `.
fn at(sweep: &Sweep, point: &Point) -> String {
    if point.place.is_empty() { format!("{AS_IT_IS} ") } else { format!("{} ", sentence::named(sweep, point)) }
}
