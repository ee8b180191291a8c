//! `retention_grant`: equity for those who are there when the policy begins, lost by whoever leaves before it vests.
//!
//! `amount` years' pay, in equal parts every `every` until `vesting` has passed, by the calendar; at the `cliff` all that would have
//! vested so far comes at once, nothing before. What is unvested takes `equity_elasticity` for each year's pay off the log hazard; a
//! date of vesting may set off `[pay] vest_spike`. It costs what vests; at an exit the rest is lost, and with `clawback` what vested
//! within that time before an exit of the own will is paid back.
//!
//! A grant that vests beyond the horizon looks better than it is: those whom it only delays leave later.
//!
//! Keys: `amount`, `vesting`, `cliff`, `every`, `clawback`; no `until`, since what is granted stays granted. Needs
//! `[pay] equity_elasticity` or `vest_spike`.

use super::{Form, Key, Kind, Measure, PolicyKeys, Section, Terms, Vesting};
use crate::calendar::{Duration, Unit};
use crate::scenario::file::numbers::ranges::{NumberRange, Support};

/// Equity granted [years' pay].
pub(in crate::scenario::policy) const GRANT: NumberRange = NumberRange::new("a grant", Support::NotNegative, 100.0, |_| {
    "a grant is in years' pay: 1.0 is a year's pay, whatever the unit of pay".to_owned()
});

pub(crate) static KIND: Kind = Kind {
    name: "retention_grant",
    terms: Terms::Begins,
    section: Section::new(
        "Equity for those who are there when it begins, lost by whoever leaves before it vests. Costs what vests.",
        &[
            Key::new("amount", Form::Quantity(&GRANT), "How much each is granted [years' pay at the start].").required().example("1.0"),
            Key::new("vesting", Form::CalendarDuration, "Time until all of it has vested, a multiple of every.")
                .required()
                .example("\"4 years\""),
            Key::new("every", Form::CalendarDuration, "Time between the dates on which equal parts vest.").default("\"1 month\""),
            Key::new(
                "cliff",
                Form::CalendarDuration,
                "Nothing vests before so long, a multiple of every; then all that would have so far. No cliff if absent.",
            )
            .example("\"12 months\""),
            Key::new(
                "clawback",
                Form::Duration,
                "What vested within so long before an exit of the own will is paid back; nothing if absent.",
            )
            .example("\"12 months\""),
        ],
    ),
    read,
};

fn read(keys: &mut PolicyKeys<'_>) -> Vec<Measure> {
    if !keys.scenario_gives("pay", "equity_elasticity") && !keys.scenario_gives("pay", "vest_spike") {
        keys.push_idle("[pay] equity_elasticity", "say how hazards answer to unvested equity: [pay] equity_elasticity = 0.5");
    }
    let amount = keys.quantity("amount");
    let clawback = keys.length("clawback");
    vesting(keys).map(|vesting| Measure::Grant { amount, vesting, clawback }).into_iter().collect()
}

/// How it vests; nothing where the times do not fit each other.
fn vesting(keys: &mut PolicyKeys<'_>) -> Option<Vesting> {
    let every = keys.calendar_duration("every");
    let (vesting, cliff) = (keys.calendar_duration("vesting"), keys.calendar_duration("cliff"));
    let every = every?;
    let mut parts_in = |key: &str, time: Duration| {
        let parts = multiple(time, every);
        if parts.is_none() {
            let help = "equal parts vest every so often, a month if not said; days and weeks are no parts of months and years";
            keys.refuse(key, &format!("is {time}, no multiple of every, {every}"), &format!("expected a multiple of {every}"), help);
        }
        parts
    };
    let vests = vesting.and_then(|vesting| Some((vesting, parts_in("vesting", vesting)?)));
    let at_cliff = cliff.map(|cliff| parts_in("cliff", cliff));
    let (vesting, parts) = vests?;
    let at_cliff = at_cliff.unwrap_or((!keys.has("cliff")).then_some(1))?;
    if at_cliff > parts {
        let help = "at the cliff comes what would have vested so far; a cliff as long as the vesting lets all come at once";
        keys.refuse("cliff", &format!("is longer than the vesting, {vesting}"), "expected a shorter time", help);
        return None;
    }
    Some(Vesting { every, parts, at_cliff })
}

/// How many times a time fits into another by the calendar, where it does without a rest.
fn multiple(time: Duration, every: Duration) -> Option<u32> {
    let (units, time) = units(time);
    let (of_every, every) = self::units(every);
    (units == of_every && time % every == 0).then_some(time / every)
}

/// The units by which the calendar counts a time, and how many: days or months.
fn units(time: Duration) -> (Unit, u32) {
    let (unit, each) = match time.unit {
        Unit::Days => (Unit::Days, 1),
        Unit::Weeks => (Unit::Days, 7),
        Unit::Months => (Unit::Months, 1),
        Unit::Years => (Unit::Months, 12),
    };
    (unit, time.count as u32 * each)
}

#[cfg(test)]
mod tests {
    use super::multiple;
    use crate::calendar::{Duration, Unit};
    use crate::parameter::Quantity::Known;
    use crate::scenario::policy::kinds::tests::{measures, problems};
    use crate::scenario::policy::{Measure, Vesting};

    const MONTH: Duration = Duration { count: 1.0, unit: Unit::Months };

    #[test]
    fn it_vests_in_equal_parts() {
        let grant = |every, parts, at_cliff, clawback| {
            [Measure::Grant { amount: Known(1.0), vesting: Vesting { every, parts, at_cliff }, clawback }]
        };
        assert_eq!(measures("retention_grant", "amount = 1\nvesting = \"4 years\""), grant(MONTH, 48, 1, 0.0));
        let cliff = "amount = 1\nvesting = \"4 years\"\ncliff = \"1 year\"\nevery = \"3 months\"\nclawback = \"6 months\"";
        let quarter = Duration { count: 3.0, unit: Unit::Months };
        assert_eq!(measures("retention_grant", cliff), grant(quarter, 16, 4, 0.5));
        let at_once = "amount = 1\nvesting = \"2 years\"\ncliff = \"24 months\"";
        assert_eq!(measures("retention_grant", at_once), grant(MONTH, 24, 24, 0.0));
    }

    #[test]
    fn times_that_do_not_fit_are_refused() {
        let said = |keys: &str| problems("retention_grant", &format!("amount = 1\n{keys}"));
        let parts = |message: &str| [format!("`policies.it.{message}")];
        assert_eq!(said("vesting = \"400 days\""), parts("vesting` is 400 days, no multiple of every, 1 month"));
        assert_eq!(said("vesting = \"12 months\"\nevery = \"5 months\""), parts("vesting` is 12 months, no multiple of every, 5 months"));
        assert_eq!(
            said("vesting = \"12 months\"\nevery = \"2 months\"\ncliff = \"3 months\""),
            parts("cliff` is 3 months, no multiple of every, 2 months")
        );
        assert_eq!(said("vesting = \"12 months\"\ncliff = \"2 years\""), parts("cliff` is longer than the vesting, 12 months"));
        assert_eq!(said("vesting = \"4 years\"\nuntil = 2025-01-01"), ["`policies.it` has no key `until`"]);
    }

    #[test]
    fn multiples_go_by_months_or_by_days() {
        let days = |count| Duration { count, unit: Unit::Days };
        assert_eq!(multiple(Duration { count: 2.0, unit: Unit::Years }, MONTH), Some(24));
        assert_eq!(multiple(Duration { count: 2.0, unit: Unit::Weeks }, days(7.0)), Some(2));
        assert_eq!(multiple(days(30.0), MONTH), None);
        assert_eq!(multiple(days(30.0), days(4.0)), None);
    }
}
