//! The report without lines and blocks, for screen readers and `grep`: one fact a line, names and values by turns.

use std::fmt::Write as _;
use std::path::Path;

use super::{arm, sentence, words};
use crate::optimise::results::Optimum;
use crate::report::comparison::plain::{compared, known};
use crate::report::files::manifest::Manifest;
use crate::report::{columns, number};

/// The report; `folder` is where the files are.
pub fn render(optimum: &Optimum, manifest: &Manifest, folder: &Path) -> String {
    let mut out = String::new();
    let mut fact = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(out, "{name} {value}");
    };
    let metadata = &optimum.comparison.reference().estimates.metadata;
    fact("answer", &sentence::answer(optimum));
    fact("stopped", &manifest.stopped.name());
    fact("scenario", &columns::name(&metadata.scenario, usize::MAX));
    fact("start", &metadata.start());
    fact("horizon", &metadata.horizon());
    fact("roster", &metadata.roster);
    fact("seed", &manifest.seed);
    fact("trials", &optimum.comparison.trials);
    fact("draws", &optimum.comparison.draws);
    fact("budget", &number::factor(optimum.budget).replace(',', ""));
    fact("mixes", &optimum.found.mixes.len());
    fact("guarantee", &sentence::guarantee(optimum));
    for mix in &optimum.told {
        let of = number::factor(mix.budget).replace(',', "");
        let which = mix.arm.replace(' ', "_");
        fact("mix", &format!("{which} for {of}: {}", words(mix)));
        if let Some(point) = mix.point {
            fact("spent", &format!("{which} {}", known(point.spent)));
        }
        if let Some((_, kept)) = arm(optimum, mix) {
            fact("kept", &format!("{which} {} {}", metadata.horizon(), compared(&kept)));
        }
    }
    for line in std::iter::once(sentence::runner_up(optimum)).chain(sentence::left_out(optimum)).filter(|line| !line.is_empty()) {
        fact("note", &line);
    }
    for withheld in &optimum.comparison.withheld {
        let what = columns::name(&withheld.what, usize::MAX);
        fact("withheld", &format!("{what}: {}; --individuals shows it", withheld.why));
    }
    fact("folder", &columns::path(folder));
    out
}
