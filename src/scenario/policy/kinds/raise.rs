//! `raise`: more pay for those who are there when the policy begins.
//!
//! Own pay is multiplied by `1 + raise` while the policy is in force, so that by `[pay] elasticity` hazards are multiplied by
//! `(1 + raise)^-elasticity`; several raises multiply. Who joins later is paid as always. It costs the raise itself, `raise` times pay
//! at the start for each year that one of them is there.
//!
//! Keys: `raise`. Needs `[pay]`.

use super::{Form, Key, Kind, Measure, PolicyKeys, Section, Terms};
use crate::parameter::Quantity;
use crate::scenario::file::numbers::ranges::{NumberRange, Support, hundredth, short};

/// A raise [share of pay].
pub(in crate::scenario::policy) const RAISE: NumberRange = NumberRange::new("a raise", Support::NotNegative, 10.0, |value| {
    format!("a raise is a share of pay: 0.2 is 20 %; if {} is a percentage, write {}", short(value), short(hundredth(value)))
});

pub(crate) static KIND: Kind = Kind {
    name: "raise",
    terms: Terms::All,
    section: Section::new(
        "More pay for those who are there when it begins, while it is in force. Costs the raise.",
        &[Key::new("raise", Form::Quantity(&RAISE), "The raise, as a share of pay at the start: 0.2 is 20 %.").required().example("0.2")],
    ),
    read,
};

/// From here on a raise is more likely a percentage that somebody took for a share.
const UNLIKELY: f64 = 2.0;

/// Warns of a raise that triples pay.
pub(super) fn warn_of_percentage(keys: &mut PolicyKeys<'_>, raise: Quantity) {
    if let Quantity::Known(share) = raise
        && share >= UNLIKELY
    {
        let message = format!("is {}: pay is multiplied by {}", short(share), short(1.0 + share));
        keys.warn("raise", &message, &format!("if it is a percentage, write {}", short(hundredth(share))));
    }
}

fn read(keys: &mut PolicyKeys<'_>) -> Vec<Measure> {
    if keys.lacks("pay") {
        keys.push_idle("[pay]", "say how hazards answer to pay: [pay] elasticity = 1.2");
    }
    let share = keys.quantity("raise");
    warn_of_percentage(keys, share);
    vec![Measure::Raise { share }]
}

#[cfg(test)]
mod tests {
    use crate::parameter::Quantity::Known;
    use crate::scenario::policy::Measure;
    use crate::scenario::policy::kinds::tests::{measures, problems};

    #[test]
    fn it_is_a_share_of_pay() {
        assert_eq!(measures("raise", "raise = 0.2"), [Measure::Raise { share: Known(0.2) }]);
        assert_eq!(problems("raise", "raise = 20"), ["`policies.it.raise` is 20, which is absurdly large"]);
    }
}
