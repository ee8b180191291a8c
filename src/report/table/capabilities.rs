//! What the team can do: how surely each capability is covered, when it may be lost, and on whom it stands.

use super::{Styles, WIDEST_NAME, grid, paragraph, push};
use crate::estimate::{Estimates, Group, Metric, Summary};
use crate::math::NORMAL_P975;
use crate::report::columns::name;
use crate::report::number;

/// Widest name of a capability [columns].
const WIDEST_ABILITY: usize = 16;

/// The capabilities; nothing where the scenario names none.
pub fn section(out: &mut String, estimates: &Estimates, styles: &Styles) {
    let legend = &estimates.legend;
    if legend.capabilities.is_empty() {
        return;
    }
    let at_horizon = |metric| {
        let last = move |k| estimates.find(metric, Group::Capability(k))?.points.last();
        (0..legend.capabilities.len()).filter_map(last).map(|point| point.mean).collect::<Vec<_>>()
    };
    let covered = number::percents(&at_horizon(Metric::Capability));
    let lost = number::percents(&at_horizon(Metric::CapabilityLost));
    let mut rows = vec![["capability", "needs", "holders", "covered at horizon", "ever lost", "half by month"].map(str::to_owned)];
    for (k, ((ability, covered), lost)) in legend.capabilities.iter().zip(covered).zip(lost).enumerate() {
        let course = estimates.find(Metric::CapabilityLost, Group::Capability(k)).map_or(&[][..], |curve| &curve.points);
        let (needs, holders) = (ability.needs.to_string(), number::count(u64::from(ability.holders)));
        rows.push([name(&ability.name, WIDEST_ABILITY), needs, holders, covered, lost, median(course)]);
    }
    grid(out, &rows, styles);
    push(out, "");
}

/// How few exits would lose a capability, and whose; nothing where the scenario names none.
pub fn bus_factor(out: &mut String, estimates: &Estimates) {
    let course = estimates.find(Metric::BusFactor, Group::All).map_or(&[][..], |curve| &curve.points);
    let (Some(first), Some(last)) = (course.first(), course.last()) else { return };
    let (now, then) = (number::estimate(first.mean), number::estimate(last.mean));
    let spread = number::range(last.quantiles[1], last.quantiles[5], usize::MAX);
    let text = "Bus factor, the fewest exits that lose a capability:";
    paragraph(out, &format!("{text} {now} at the start; at the horizon mean {then}, 80 % range {spread}."));
    paragraph(out, &most_pivotal(estimates));
}

/// By which month half of the trials have lost it: all months that the Monte Carlo error leaves possible at 95 %.
fn median(course: &[Summary]) -> String {
    if course.iter().any(|point| point.mean.mcse.is_nan()) {
        return "?".to_owned();
    }
    let reaches = |errors: f64| course.iter().position(|point| point.mean.value + errors * point.mean.mcse >= 0.5);
    let last = course.len().saturating_sub(1);
    // The horizon may be less than a month after the boundary before it.
    let month = |month: usize| if month == last { "horizon".to_owned() } else { month.to_string() };
    match (reaches(NORMAL_P975), reaches(-NORMAL_P975)) {
        (Some(early), Some(late)) if early == late => month(early),
        (Some(early), Some(late)) => format!("{} to {}", month(early), month(late)),
        (Some(early), None) if early == last => ">= horizon".to_owned(),
        (Some(early), None) => format!("{} or later", month(early)),
        (None, _) => "> horizon".to_owned(),
    }
}

/// The exit that would lower coverage most: of whom, and by how much; nothing where no group is large enough to speak of.
fn most_pivotal(estimates: &Estimates) -> String {
    let holders = estimates.figures.iter().filter_map(|figure| match figure.group {
        Group::Holders(index) => Some((&estimates.legend.holders[index], figure.estimate)),
        _ => None,
    });
    let Some((group, share)) = holders.max_by(|(_, a), (_, b)| a.value.total_cmp(&b.value)).filter(|(_, share)| share.value > 0.0) else {
        return String::new();
    };
    let capability = name(&estimates.legend.capabilities[group.capability].name, WIDEST_NAME);
    let average = if group.size == 1 { String::new() } else { format!(", on average over {}", number::count(u64::from(group.size))) };
    let whom = match group.label.split_once(':') {
        Some(("id", id)) => name(id, WIDEST_NAME),
        Some((kind, label)) => format!("one with the {kind} {}", name(label, WIDEST_NAME)),
        None => "one who holds it".to_owned(),
    };
    format!(
        "The exit that would cost most at the horizon is that of {whom}: with probability {} {capability} is covered and would not be \
         without that one{average}.",
        number::percent(share)
    )
}
