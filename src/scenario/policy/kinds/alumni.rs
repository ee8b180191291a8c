//! `alumni`: keeping in touch with those who left, so that more of them come back.
//!
//! The rate at which those of the target come back who leave while it is in force is multiplied by `ratio`. Of itself it costs nothing:
//! a return has its price by `cost_per_event`.
//!
//! Keys: `ratio`. Needs `[returns]`.

use super::{Form, Key, Kind, Measure, PolicyKeys, Section, Terms};
use crate::scenario::file::numbers::ranges::MULTIPLIER;

pub(crate) static KIND: Kind = Kind {
    name: "alumni",
    terms: Terms::All,
    section: Section::new(
        "More of those who leave while it is in force come back.",
        &[Key::new("ratio", Form::Quantity(&MULTIPLIER), "Multiplies the rate at which they come back.").required().example("2.0")],
    ),
    read,
};

fn read(keys: &mut PolicyKeys<'_>) -> Vec<Measure> {
    if keys.lacks("returns") {
        keys.push_idle("[returns]", "say how people come back: [returns] return_per_year = 0.05, half_life = \"18 months\"");
    }
    vec![Measure::ReturnRate { ratio: keys.quantity("ratio") }]
}

#[cfg(test)]
mod tests {
    use crate::parameter::Quantity::Known;
    use crate::scenario::policy::Measure;
    use crate::scenario::policy::kinds::tests::measures;

    #[test]
    fn it_multiplies_returns() {
        assert_eq!(measures("alumni", "ratio = 2"), [Measure::ReturnRate { ratio: Known(2.0) }]);
    }
}
