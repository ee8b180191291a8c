//! The names that results give to metrics, groups and statistics.

use crate::estimate::{Estimate, Group, Metric, RunMetadata, Summary};

/// Names of the quantiles of [`crate::estimate::QUANTILES`].
pub const QUANTILES: [&str; 7] = ["p05", "p10", "p25", "p50", "p75", "p90", "p95"];

/// The quantiles of a metric on one date under their names, as far as they are told.
pub fn quantiles(metadata: &RunMetadata, metric: Metric, point: &Summary) -> impl Iterator<Item = (&'static str, Estimate)> {
    QUANTILES.into_iter().zip(point.quantiles).filter(move |_| metadata.tells_quantiles(metric))
}

/// The names of metrics that are followed over time.
pub const OVER_TIME: [&str; 9] = [
    "retained",
    "headcount",
    "exits",
    "retained_voluntary",
    "productive_headcount",
    "tenure_kept",
    "capability",
    "capability_lost",
    "bus_factor",
];

/// The names of metrics that are told of the horizon only.
pub const AT_HORIZON: [&str; 4] = ["cascade_share", "further_exits", "pivotal", "cost"];

/// The names of all metrics.
pub fn metrics() -> Vec<&'static str> {
    OVER_TIME.into_iter().chain(AT_HORIZON).collect()
}

/// The name of a metric: one of [`metrics()`].
pub fn metric(metric: Metric) -> &'static str {
    match metric {
        Metric::Retained => "retained",
        Metric::Headcount => "headcount",
        Metric::Exits => "exits",
        Metric::RetainedVoluntary => "retained_voluntary",
        Metric::ProductiveHeadcount => "productive_headcount",
        Metric::TenureKept => "tenure_kept",
        Metric::Capability => "capability",
        Metric::CapabilityLost => "capability_lost",
        Metric::BusFactor => "bus_factor",
        Metric::CascadeShare => "cascade_share",
        Metric::FurtherExits => "further_exits",
        Metric::Pivotal => "pivotal",
        Metric::Cost => "cost",
    }
}

/// What a number is restricted to: `all`, `channel:lab`, a part of the roster such as `team:a`, `capability:pretraining`, or some of
/// those who hold that, `capability:pretraining/role:engineer`.
pub fn group(metadata: &RunMetadata, of: Group) -> String {
    match of {
        Group::All => "all".to_owned(),
        Group::Channel(channel) => format!("channel:{}", metadata.channels[channel]),
        Group::Part(part) => metadata.parts[part].clone(),
        Group::Capability(capability) => format!("capability:{}", metadata.capabilities[capability].name),
        Group::Holders(index) => {
            let holders = &metadata.holders[index];
            let capability = group(metadata, Group::Capability(holders.capability));
            if holders.label.is_empty() { capability } else { format!("{capability}/{}", holders.label) }
        }
    }
}
