//! The report without lines and blocks, for screen readers and `grep`: one fact a line, names and values by turns.

use std::fmt::Write as _;
use std::path::Path;

use super::table::{opening, remarks};
use super::wording::{path, range};
use super::{by, chance, ended, interval, percent, sentence};
use crate::discover::results::Discovery;
use crate::discover::share::Share;
use crate::report::columns;
use crate::report::files::manifest::Manifest;

/// The report; `folder` is where the files are.
pub fn render(found: &Discovery, manifest: &Manifest, folder: &Path) -> String {
    let mut out = String::new();
    let mut fact = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(out, "{name} {value}");
    };
    for line in sentence::answers(found) {
        fact("answer", &line);
    }
    fact("question", &opening(found));
    fact("stopped", &manifest.stopped.name());
    fact("scenario", &columns::name(&found.metadata.scenario, usize::MAX));
    fact("condition", &columns::name(&found.condition.text(), usize::MAX));
    fact("by", &by(found.settings.by));
    fact("start", &found.metadata.start());
    fact("horizon", &found.metadata.horizon());
    fact("roster", &found.metadata.roster);
    fact("seed", &manifest.seed);
    fact("trials", &(found.draws * found.replications));
    fact("draws", &found.draws);
    fact("effective_draws", &(found.clusters.effective() as u64));
    fact("met", &shown(found.met));
    for (place, region) in found.regions().enumerate() {
        let place = place + 1;
        for limit in &region.limits {
            let path = path(found, limit);
            fact("limit", &format!("region {place} {path} {}", range(limit.limits)));
            fact("without_limit", &format!("region {place} {path} {} p {}", shown(limit.without), chance(limit.p)));
            fact("limited_again", &format!("region {place} {path} {}", limit.again));
        }
        let judged = &region.judged;
        for (name, share) in
            [("density", judged.density), ("elsewhere", judged.elsewhere), ("coverage", judged.coverage), ("mass", judged.mass)]
        {
            fact(name, &format!("region {place} {}", shown(share)));
        }
    }
    fact("ended", &ended(found.ended));
    for line in remarks(found) {
        fact("note", &line);
    }
    fact("folder", &columns::path(folder));
    out
}

/// `93 % interval 88 to 96 %`.
fn shown(share: Share) -> String {
    format!("{} interval {} %", percent(share), interval(share))
}
