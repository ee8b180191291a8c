//! The report without lines and blocks, for screen readers and `grep`: `--format plain`.
//!
//! One fact a line, the answer first: what it is about, then names and values by turns. Numbers have the digits that their Monte Carlo
//! error supports and no separators of thousands; one that is not known is `unknown`.

use std::fmt::Write as _;
use std::path::Path;

use crate::estimate::{Estimate, Group, Metric, RunMetadata, Summary};
use crate::report::files::manifest::Manifest;
use crate::report::table::deviation;
use crate::report::{Run, columns, few, names, number, sentence, verdicts};

/// The report. `folder` is where the files are.
pub fn render(run: &Run<'_>, manifest: &Manifest, folder: &Path) -> String {
    let (estimates, horizon) = (run.estimates, run.estimates.metadata.horizon());
    let mut out = String::new();
    let mut fact = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(out, "{name} {value}");
    };
    fact("answer", &sentence::answer(run));
    fact("stopped", &manifest.stopped.name());
    fact("scenario", &columns::name(&run.estimates.metadata.scenario, usize::MAX));
    fact("policy", &columns::name(run.policy, usize::MAX));
    fact("start", &run.estimates.metadata.start());
    fact("horizon", &horizon);
    fact("roster", &estimates.metadata.roster);
    if let Some(known) = estimates.metadata.known_last_days {
        fact("known_last_days", &format!("{} of which {} by_horizon", known.people, known.by_horizon));
    }
    for (reason, count) in sentence::rows_left_out(&estimates.metadata) {
        fact("rows_left_out", &format!("{reason} {count}"));
    }
    if let Some(count) = estimates.metadata.default_priors {
        fact("default_priors", &count);
    }
    fact("seed", &manifest.seed);
    fact("trials_asked", &manifest.trials_asked);
    fact("trials", &estimates.trials);
    fact("draws", &estimates.draws);
    fact("effective_draws", &(estimates.clusters.effective() as u64));
    for curve in &estimates.curves {
        let subject = subject(&run.estimates.metadata, curve.metric, curve.group);
        let whole_course = curve.metric == Metric::Retained && curve.group == Group::All;
        let points = estimates.metadata.dates.iter().zip(curve.points.each());
        for (date, point) in points.skip(if whole_course { 0 } else { estimates.metadata.dates.len().saturating_sub(1) }) {
            fact(&subject, &format!("{date} {}", spread(&estimates.metadata, curve.metric, &point)));
        }
    }
    for figure in &estimates.figures {
        let sd = figure.sd.map_or_else(String::new, |sd| format!(" sd {}", known(sd)));
        fact(&subject(&estimates.metadata, figure.metric, figure.group), &format!("{horizon} mean {}{sd}", known(figure.estimate)));
    }
    for destination in &estimates.destinations {
        if let Some(&share) = destination.shares.last() {
            let to = format!("{} {}", estimates.metadata.channels[destination.channel], destination.competitor);
            fact("destination", &format!("{} {horizon} share {}", columns::name(to.trim_end(), usize::MAX), known(share)));
        }
    }
    for (id, presence) in estimates.metadata.individuals.iter().zip(&estimates.researchers) {
        if let Some(&there) = presence.last() {
            fact("researcher", &format!("{} {horizon} share {}", columns::name(id, usize::MAX), known(there)));
        }
    }
    fact("luck", &format!("{horizon} sd {}", known(deviation(estimates.split.luck))));
    fact("ignorance", &format!("{horizon} sd {}", known(deviation(estimates.split.ignorance))));
    if let Some(share) = estimates.retained().points.last().and_then(|point| point.luck_share) {
        fact("luck_share", &format!("{horizon} share {}", known(share)));
    }
    for ability in estimates.metadata.hidden() {
        let (ability, holders, least) = (columns::name(&ability.name, usize::MAX), ability.holders, estimates.metadata.least_group);
        fact("hidden", &format!("capability:{ability} holders {holders} privacy.min_group {least}"));
    }
    for withheld in &estimates.metadata.withheld {
        let what = columns::name(&withheld.what, usize::MAX);
        fact("withheld", &format!("{what}: {}; --individuals shows it", withheld.why));
    }
    for line in verdicts::lines(estimates, run.assertions) {
        fact("assert", &line);
    }
    let few = few::sentences(&estimates.clusters, estimates.metadata.posterior);
    if !few.is_empty() {
        fact("note", &few);
    }
    fact("folder", &columns::path(folder));
    out
}

/// A metric and, if it is not of everybody, of whom it is.
fn subject(metadata: &RunMetadata, metric: Metric, group: Group) -> String {
    let metric = names::metric(metric);
    if group == Group::All {
        return metric.to_owned();
    }
    format!("{metric} {}", columns::name(&names::group(metadata, group), usize::MAX))
}

/// `mean 5.7 mcse 0.03 p10 2 p50 6 p90 10`.
fn spread(metadata: &RunMetadata, metric: Metric, point: &Summary) -> String {
    let quantiles = names::quantiles(metadata, metric, point).filter(|(name, _)| ["p10", "p50", "p90"].contains(name));
    let quantiles = quantiles.map(|(name, quantile)| format!(" {name} {}", digits(quantile)));
    format!("mean {}{}", known(point.mean), quantiles.collect::<String>())
}

/// `5.7 mcse 0.03`.
fn known(estimate: Estimate) -> String {
    let mcse = number::rounded_up(estimate.mcse).map_or_else(|| "unknown".to_owned(), |mcse| mcse.replace(',', ""));
    format!("{} mcse {mcse}", digits(estimate))
}

/// A number without separators and marks.
fn digits(estimate: Estimate) -> String {
    if estimate.value.is_finite() { number::estimate(estimate).replace([',', '~'], "") } else { "unknown".to_owned() }
}
