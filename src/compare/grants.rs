//! Grants that are still vesting when a comparison ends: they flatter themselves, since nobody is seen to leave after the last part.

use super::arms::Arm;
use crate::calendar::{Date, Duration};
use crate::scenario::policy::{Measure, Vesting};

/// A grant whose last part vests after the horizon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unvested {
    /// The policy that gives it.
    pub policy: String,
    /// When the last part vests, if it is given as soon as it can be.
    pub last: Date,
    /// Whether it waits for something, and so may vest later still.
    pub waits: bool,
}

/// The grants of an arm whose last part vests after the horizon, each policy once; of a policy that waits
/// for something, where it can.
pub fn unvested(arm: &Arm<'_>) -> Vec<Unvested> {
    let (scenario, asked) = (arm.scenario, arm.policy.into_iter().collect::<Vec<_>>());
    let mut found = Vec::new();
    for policy in scenario.parts_of(&asked).into_iter().map(|index| &scenario.policies[index]) {
        let from = policy.from.max(scenario.clock.start());
        let last = policy.measures.iter().filter_map(|measure| match measure {
            Measure::Grant { vesting, .. } => Some(last_vesting(from, vesting)),
            _ => None,
        });
        let waits = policy.condition.is_some();
        // What waits may begin on any day up to the horizon.
        if let Some(last) = last.max().filter(|last| waits || *last > scenario.horizon) {
            found.push(Unvested { policy: policy.name.clone(), last, waits });
        }
    }
    found
}

/// The day on which the last part vests, by the calendar; the calendar's last where it ends first.
fn last_vesting(from: Date, vesting: &Vesting) -> Date {
    let all = Duration { count: vesting.every.count * f64::from(vesting.parts), unit: vesting.every.unit };
    all.after(from).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Unit;

    #[test]
    fn the_last_part_goes_by_the_calendar() {
        let vesting = |count, unit, parts| Vesting { every: Duration { count, unit }, parts, at_cliff: 1 };
        let date = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(last_vesting(date("2023-03-31"), &vesting(1.0, Unit::Months, 48)), date("2027-03-31"));
        assert_eq!(last_vesting(date("2023-08-31"), &vesting(3.0, Unit::Months, 2)), date("2024-02-29"));
        assert_eq!(last_vesting(date("2023-03-31"), &vesting(1e6, Unit::Years, 1)), Date::MAX);
    }
}
