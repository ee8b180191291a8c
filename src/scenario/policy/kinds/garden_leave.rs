//! `garden_leave`: founders are paid to stay away from what they founded for a while.
//!
//! What a founder of the target founds opens `length` after the exit, on top of the delay of `[spinouts]`, and pulls from then on. It
//! costs the founder's pay meanwhile.
//!
//! Keys: `length`. Needs `[spinouts]` whose exits open.

use super::{Form, Key, Kind, Measure, PolicyKeys, Section, Terms};
pub(crate) static KIND: Kind = Kind {
    name: "garden_leave",
    terms: Terms::All,
    section: Section::new(
        "Founders are paid for some time after their exit, and what they found opens only then. Costs their pay.",
        &[Key::new("length", Form::Duration, "For how long, on top of the delay of [spinouts].").required().example("\"6 months\"")],
    ),
    read,
};

fn read(keys: &mut PolicyKeys<'_>) -> Vec<Measure> {
    if keys.lacks("spinouts") {
        keys.push_idle("[spinouts]", "say what founders open: [spinouts] pull_per_year = 1.0, half_life = \"12 months\"");
    } else if !keys.opens_spinouts() {
        keys.push_idle("[spinouts] open = true", "exits to found open nothing here that a leave could delay");
    }
    vec![Measure::GardenLeave { length: keys.length("length") }]
}

#[cfg(test)]
mod tests {
    use crate::scenario::policy::Measure;
    use crate::scenario::policy::kinds::tests::measures;

    #[test]
    fn it_is_a_time() {
        assert_eq!(measures("garden_leave", "length = \"6 months\""), [Measure::GardenLeave { length: 0.5 }]);
    }
}
