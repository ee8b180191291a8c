//! What the team can do: how surely each capability is covered, when it may be lost, and on whom it stands.

use super::{WIDEST_NAME, legend, push, table};
use crate::estimate::run_metadata::HolderGroup;
use crate::estimate::{Estimate, Estimates, Group, Metric, Summary};
use crate::report::columns::name;
use crate::report::grid::Names;
use crate::report::number;
use crate::report::screen::Screen;
use crate::statistics::clusters::Clusters;

/// Widest name of a capability on a page \[columns\].
const WIDEST_ABILITY: usize = 16;

/// The capabilities; nothing where the scenario names none.
pub fn section(out: &mut String, estimates: &Estimates, screen: Screen) {
    let metadata = &estimates.metadata;
    let shown: Vec<usize> = (0..metadata.capabilities.len()).filter(|&k| metadata.capabilities[k].shown).collect();
    if shown.is_empty() {
        return;
    }
    let at_horizon = |metric| {
        let last = move |k| estimates.find(metric, Group::Capability(k))?.points.last();
        shown.iter().copied().filter_map(last).map(|point| point.mean).collect::<Vec<_>>()
    };
    let covered = number::percents(&at_horizon(Metric::Capability));
    let lost = number::percents(&at_horizon(Metric::CapabilityLost));
    let mut rows = vec![["capability", "needs", "holders", "covered at horizon", "ever lost", "half by month"].map(str::to_owned)];
    for ((&k, covered), lost) in shown.iter().zip(covered).zip(lost) {
        let ability = &metadata.capabilities[k];
        let course = estimates.find(Metric::CapabilityLost, Group::Capability(k)).map_or(&[][..], |curve| &curve.points);
        let (needs, holders) = (ability.needs.to_string(), number::count(u64::from(ability.holders)));
        rows.push([name(&ability.name, usize::MAX), needs, holders, covered, lost, median(course, &estimates.clusters)]);
    }
    table(out, &rows, Names { count: 1, widest: WIDEST_ABILITY, cut: name }, screen);
    legend(out, screen, "half by month: the month by which half of the trials have lost it");
    push(out, "");
}

/// How few exits would lose a capability, and whose; nothing where the scenario names none.
pub fn bus_factor(estimates: &Estimates) -> [String; 2] {
    let course = estimates.find(Metric::BusFactor, Group::All).map_or(&[][..], |curve| &curve.points);
    let (Some(first), Some(last)) = (course.first(), course.last()) else { return Default::default() };
    let (now, then) = (number::estimate(first.mean), super::mean_and_range(last));
    let text = "Bus factor, the fewest exits that lose a capability:";
    [format!("{text} {now} at the start; at the horizon {then}."), most_pivotal(estimates)]
}

/// By which month half of the trials have lost it: all months that the Monte Carlo error leaves possible at 95 %.
fn median(course: &[Summary], clusters: &Clusters) -> String {
    if course.iter().any(|point| point.mean.mcse.is_nan()) {
        return "?".to_owned();
    }
    let reaches = |side: f64| course.iter().position(|point| point.mean.value + side * clusters.half_width(point.mean) >= 0.5);
    let last = course.len().saturating_sub(1);
    // The horizon may be less than a month after the boundary before it.
    let month = |month: usize| if month == last { "horizon".to_owned() } else { month.to_string() };
    match (reaches(1.0), reaches(-1.0)) {
        (Some(early), Some(late)) if early == late => month(early),
        (Some(early), Some(late)) => format!("{} to {}", month(early), month(late)),
        (Some(early), None) if early == last => ">= horizon".to_owned(),
        (Some(early), None) => format!("{} or later", month(early)),
        (None, _) => "> horizon".to_owned(),
    }
}

/// The exit that would lower coverage most: of whom, and by how much, where the Monte Carlo error can tell; nothing where no group is
/// large enough to speak of.
fn most_pivotal(estimates: &Estimates) -> String {
    let mut groups = pivotal_groups(estimates);
    groups.sort_by(|(_, a), (_, b)| b.value.total_cmp(&a.value));
    let Some((&(group, share), others)) = groups.split_first().filter(|((_, share), _)| share.value > 0.0) else { return String::new() };
    let is_rival = |other: &Estimate| {
        // However the errors of the two go together, that of their difference is no larger than their sum.
        let ahead = share.value - other.value > estimates.clusters.half_width(share) + estimates.clusters.half_width(*other);
        !ahead
    };
    let rivals: Vec<&HolderGroup> = others.iter().filter(|(_, other)| is_rival(other)).map(|(group, _)| *group).collect();
    let capability = |group: &HolderGroup| name(&estimates.metadata.capabilities[group.capability].name, WIDEST_NAME);
    if let Some((second, further)) = rivals.split_first() {
        let further = match further.len() {
            0 => String::new(),
            1 => ", or of one more group".to_owned(),
            more => format!(", or of {} more groups", number::count(more as u64)),
        };
        let [first, second] = [group, second].map(|group| format!("{} ({})", whom(group), capability(group)));
        return format!(
            "Too close to call whose exit would hurt most at the horizon: that of {first} or of {second}{further}. Run more trials."
        );
    }
    let average = if group.size == 1 { String::new() } else { format!(", on average over {}", number::count(u64::from(group.size))) };
    format!(
        "The exit that would hurt most at the horizon is that of {}: with probability {} {} is covered and would not be without that \
         one{average}.",
        whom(group),
        number::percent(share),
        capability(group)
    )
}

/// How often each group of holders is pivotal; all holders of a capability together only where there are none alike in something.
fn pivotal_groups(estimates: &Estimates) -> Vec<(&HolderGroup, Estimate)> {
    let holders = &estimates.metadata.holders;
    let is_finest = |group: &HolderGroup| {
        !group.label.is_empty() || !holders.iter().any(|other| other.capability == group.capability && !other.label.is_empty())
    };
    let figures = estimates.figures.iter().filter_map(|figure| match figure.group {
        Group::Holders(index) => Some((&holders[index], figure.estimate)),
        _ => None,
    });
    figures.filter(|(group, _)| is_finest(group)).collect()
}

/// One of a group of holders, in words.
fn whom(group: &HolderGroup) -> String {
    match group.label.split_once(':') {
        Some(("id", id)) => name(id, WIDEST_NAME),
        Some((kind, label)) => format!("one with the {kind} {}", name(label, WIDEST_NAME)),
        None => "one who holds it".to_owned(),
    }
}
