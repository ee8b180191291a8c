//! `discover.csv` and `trajectory.csv`.

use std::io::{self, Write};

use super::{by, stage};
use crate::discover::results::Discovery;
use crate::discover::share::Share;
use crate::report::files::csv::{Dialect, Table};
use crate::report::files::dictionary;

/// What has no interval.
const NONE: [f64; 2] = [f64::NAN; 2];

/// `discover.csv`: one number a row.
///
/// # Errors
/// Where the output cannot be written.
pub fn discover(out: &mut dyn Write, key: &str, found: &Discovery, dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::DISCOVER, &[], dialect)?;
    let condition = found.condition.text();
    let mut row = |region: Option<usize>, number: &str, stat: &str, value: f64, [low, high]: [f64; 2]| {
        table.text(key).text(&found.metadata.scenario).text(&condition).text(by(found.settings.by));
        match region {
            Some(region) => table.value(region + 1),
            None => table.text(""),
        };
        table.text(number).text(stat).number(value).number(low).number(high).end()
    };
    row(None, "", "met", found.met.value, found.met.interval())?;
    row(None, "", "luck", found.luck, NONE)?;
    row(None, "", "doubtful", found.doubtful, NONE)?;
    for ranged in &found.numbers {
        for (stat, end) in ["p05", "p95"].into_iter().zip(ranged.ends) {
            row(None, &ranged.number.path, stat, end, NONE)?;
        }
    }
    for (place, region) in found.rounds.iter().filter_map(|round| round.found.as_ref()).enumerate() {
        let place = Some(place);
        let (judged, searched) = (&region.judged, &region.searched);
        let shares = [("mass", judged.mass), ("density", judged.density), ("elsewhere", judged.elsewhere), ("coverage", judged.coverage)];
        for (stat, share) in shares {
            row(place, "", stat, share.value, share.interval())?;
        }
        row(place, "", "p", judged.p, NONE)?;
        row(place, "", "told", f64::from(u8::from(region.is_told)), NONE)?;
        let of_search: [(&str, Share); 3] =
            [("searched_mass", searched.mass), ("searched_density", searched.density), ("searched_coverage", searched.coverage)];
        for (stat, share) in of_search {
            row(place, "", stat, share.value, NONE)?;
        }
        for limit in &region.limits {
            let path = &found.numbers[limit.number].number.path;
            for (stat, limit) in ["low_limit", "high_limit"].into_iter().zip(limit.limits).filter(|(_, limit)| limit.is_finite()) {
                row(place, path, stat, limit, NONE)?;
            }
            row(place, path, "without", limit.without.value, limit.without.interval())?;
            row(place, path, "p", limit.p, NONE)?;
            row(place, path, "searched_p", limit.quasi_p, NONE)?;
            row(place, path, "again", limit.again as f64, NONE)?;
        }
    }
    table.finish()
}

/// `trajectory.csv`: a row a step.
///
/// # Errors
/// Where the output cannot be written.
pub fn trajectory(out: &mut dyn Write, key: &str, found: &Discovery, dialect: Dialect) -> io::Result<()> {
    let mut table = Table::new(out, &dictionary::TRAJECTORY, &[], dialect)?;
    for (search, round) in found.rounds.iter().enumerate() {
        for (place, (step, halves)) in round.steps.iter().enumerate() {
            table.text(key).value(search + 1).value(place).text(stage(step.stage));
            let (path, limits) =
                step.at.map_or(("", NONE), |(number, _)| (found.numbers[number].number.path.as_str(), step.region.limits[number]));
            table.text(path).number(limits[0]).number(limits[1]).value(u8::from(round.chosen == Some(place)));
            for half in halves {
                table.number(half.mass.value).number(half.density.value).number(half.coverage.value);
            }
            table.end()?;
        }
    }
    table.finish()
}
