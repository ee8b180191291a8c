//! What a sweep comes to, in a sentence for no policy and for each: where on the grid the number is least, and where it is most.

use super::{horizon, policies};
use crate::compare::{Difference, Measure};
use crate::estimate::Estimate;
use crate::report::columns::name;
use crate::report::comparison::shown_as;
use crate::report::number;
use crate::sweep::{Change, Point, Sweep};

/// The sentences, that of the people still there first.
pub fn all(sweep: &Sweep) -> Vec<String> {
    std::iter::once(there(sweep)).chain(policies(sweep).map(|(arm, policy)| kept(sweep, arm, &name(policy, usize::MAX)))).collect()
}

/// How many are still there, from the point where fewest are to that where most are.
fn there(sweep: &Sweep) -> String {
    let as_it_is = &sweep.as_it_is.arms[0];
    let (date, of) = (horizon(sweep), number::count(as_it_is.estimates.metadata.roster as u64));
    let there = number::estimate(as_it_is.retained());
    if let [point] = &sweep.points[..] {
        let now = number::estimate(point.arms[0].retained());
        let change =
            point.arms[0].change.as_ref().map_or_else(String::new, |change| format!(": {}", more(change, "than in the scenario as it is")));
        return format!("At {}, {now} are still there on {date}{change}.", named(sweep, point));
    }
    let of_people = |point: &Point| Some(point.arms[0].change.as_ref()?.retained.estimate);
    let Some([least, most]) = sweep.ends(of_people) else { return "No point is done.".to_owned() };
    if !apart(sweep, [least.0, most.0], |point| point.arms[0].change.as_ref()) {
        return format!(
            "{there} of {of} are still there on {date} in the scenario as it is; no point of the grid can be told from the others."
        );
    }
    // All with the digits of the least certain.
    let numbers = number::column(&[least.0.arms[0].retained(), most.0.arms[0].retained(), as_it_is.retained()]);
    format!(
        "Still there on {date}, by the point estimates: fewest, {}, at {}; most, {}, at {}; {} of {of} in the scenario as it is.",
        numbers[0],
        named(sweep, least.0),
        numbers[1],
        named(sweep, most.0),
        numbers[2]
    )
}

/// What a policy keeps, from the point where it keeps least to that where it keeps most.
fn kept(sweep: &Sweep, arm: usize, policy: &str) -> String {
    let effect = |point: &Point| point.arms[arm].effect.clone();
    let Some([least, most]) = sweep.ends(|point| Some(effect(point)?.retained.estimate)) else {
        return format!("{policy}: no point is done.");
    };
    let of = |point: &Point| effect(point).map_or_else(String::new, |effect| more(&effect, "than without it"));
    if sweep.points.len() == 1 || !apart(sweep, [least.0, most.0], |point| point.arms[arm].effect.as_ref()) {
        let as_it_is = of(&sweep.as_it_is);
        return if let [point] = &sweep.points[..] {
            format!("{policy} at {}: {}; in the scenario as it is {as_it_is}.", named(sweep, point), of(point))
        } else {
            format!("{policy} in the scenario as it is: {as_it_is}; no point of the grid can be told from the others.")
        };
    }
    format!(
        "{policy}, by the point estimates: does least at {}, {}; does most at {}, {}.",
        named(sweep, least.0),
        of(least.0),
        named(sweep, most.0),
        of(most.0)
    )
}

/// Whether the 95 % intervals of a difference at two points do not meet.
fn apart<'s>(sweep: &'s Sweep, [low, high]: [&'s Point; 2], of: impl Fn(&'s Point) -> Option<&'s Change>) -> bool {
    let interval = |point: &'s Point| of(point).map_or([f64::NAN; 2], |change| change.retained.interval());
    sweep.points.len() > 1 && interval(low)[1] < interval(high)[0]
}

/// `0.7 more than without it (0.6 to 0.8)`, `as many as without it, in every trial`.
fn more(change: &Change, than: &str) -> String {
    let Difference { estimate, .. } = change.retained;
    if estimate.value == 0.0 && estimate.mcse == 0.0 {
        return format!("as many {} in every trial", than.replacen("than", "as", 1));
    }
    let size = Difference { estimate: Estimate { value: estimate.value.abs(), ..estimate }, ..change.retained };
    let [amount, _] = shown_as(&size, change.measure);
    let [_, interval] = shown_as(&change.retained, change.measure);
    let word = if estimate.value < 0.0 { "fewer" } else { "more" };
    let of = if change.measure == Measure::Share { " of the roster" } else { "" };
    if interval.is_empty() { format!("{amount}{of} {word} {than}") } else { format!("{amount}{of} {word} {than} ({interval})") }
}

/// What a point is called, safe to print.
pub(super) fn named(sweep: &Sweep, point: &Point) -> String {
    name(&sweep.name(point), usize::MAX)
}
