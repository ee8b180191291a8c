//! `backfill`: more of the seats that are left are filled again, or sooner.
//!
//! For the seats of those of the target who leave while it is in force, `refill` stands in place of the scenario's probability that a
//! seat is filled again, and the time to fill is multiplied by `time_ratio`. Of itself it costs nothing: a search has its price by
//! `cost_per_event`, for each seat filled.
//!
//! Keys: `refill`, `time_ratio`, at least one. Needs `[hiring]`.

use super::{Form, Key, Kind, Measure, PolicyKeys, Section, Terms};
use crate::scenario::file::numbers::ranges::{MULTIPLIER, PROBABILITY};

pub(crate) static KIND: Kind = Kind {
    name: "backfill",
    terms: Terms::All,
    section: Section::new(
        "More of the seats of those who leave are filled again, or sooner: refill, time_ratio, or both.",
        &[
            Key::new("refill", Form::Quantity(&PROBABILITY), "Probability that a seat is filled again; that of [hiring] if absent.")
                .example("1.0")
                .hint("refill = 1.0, or time_ratio = 0.5, or both"),
            Key::new("time_ratio", Form::Quantity(&MULTIPLIER), "Multiplies the time to fill. 1 if absent.").example("0.5"),
        ],
    ),
    read,
};

fn read(keys: &mut PolicyKeys<'_>) -> Vec<Measure> {
    if keys.lacks("hiring") {
        keys.push_idle("[hiring]", "say how seats are filled: [hiring] time_to_fill = \"5 months\"");
    }
    if !keys.has("refill") && !keys.has("time_ratio") {
        keys.miss("refill");
    }
    vec![Measure::Refill { refill: keys.optional("refill"), time_ratio: keys.quantity_or_one("time_ratio") }]
}

#[cfg(test)]
mod tests {
    use crate::parameter::Quantity::Known;
    use crate::scenario::policy::Measure;
    use crate::scenario::policy::kinds::tests::measures;

    #[test]
    fn it_fills_more_or_sooner() {
        let refill = |refill, time_ratio| [Measure::Refill { refill, time_ratio: Known(time_ratio) }];
        assert_eq!(measures("backfill", "refill = 1"), refill(Some(Known(1.0)), 1.0));
        assert_eq!(measures("backfill", "time_ratio = 0.5"), refill(None, 0.5));
    }
}
