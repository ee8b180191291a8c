//! `effect`: the plain policy, of which only is said how much less likely it makes exits.
//!
//! Whatever it is in the lab (a better office, fewer meetings, a promise kept), all hazards of the target through its channels, and
//! pulls that are part of them, are multiplied by `ratio` while it is in force. Of itself it costs nothing: say what it costs by the
//! prices that all policies have. It is the only kind that acts on dismissals, where it names their channel.
//!
//! Keys: `ratio`, `channels`.

use super::{Form, Key, Kind, Measure, PolicyKeys, Section, Terms};
use crate::scenario::file::numbers::ranges::RATIO;

pub(crate) static KIND: Kind = Kind {
    name: "effect",
    terms: Terms::All,
    section: Section::new(
        "The plain one: a hazard ratio on channels while it is in force.",
        &[
            Key::new("ratio", Form::Quantity(&RATIO), "Hazard ratio: 0.7 takes 30 % of the hazard away.").required().example("0.7"),
            Key::new("channels", Form::Texts, "The channels on which it acts; all but those of the kind dismissed if absent.")
                .example("[\"lab\"]"),
        ],
    ),
    read,
};

fn read(keys: &mut PolicyKeys<'_>) -> Vec<Measure> {
    vec![Measure::Ratio { ratio: keys.quantity("ratio"), channels: keys.any_channels() }]
}

#[cfg(test)]
mod tests {
    use crate::parameter::Quantity::Known;
    use crate::scenario::policy::Measure;
    use crate::scenario::policy::kinds::tests::measures;

    #[test]
    fn it_is_a_ratio_on_its_channels() {
        let ratio = |channels: &[usize]| [Measure::Ratio { ratio: Known(0.7), channels: channels.to_vec() }];
        assert_eq!(measures("effect", "ratio = 0.7\nchannels = [\"lab\"]"), ratio(&[0]));
        assert_eq!(measures("effect", "ratio = 0.7"), ratio(&[0, 1, 2]), "dismissals are left out");
        assert_eq!(measures("effect", "ratio = 0.7\nchannels = [\"dismissed\"]"), ratio(&[3]), "unless named");
    }
}
