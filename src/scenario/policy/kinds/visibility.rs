//! `visibility`: how much rivals see of the target, and so how many offers come.
//!
//! Publishing, talks and credited releases bring offers; keeping quiet brings fewer. Offers of the channels are multiplied by `ratio`
//! while the policy is in force (the hazard, where only that is given), their acceptance is not: where the limit of acceptance binds, it
//! still helps. The pull of spin-outs is no such offer.
//!
//! Keys: `ratio`, `channels`.

use super::{Form, Key, Kind, Measure, PolicyKeys, Section, Terms};
use crate::scenario::file::numbers::ranges::MULTIPLIER;

pub(crate) static KIND: Kind = Kind {
    name: "visibility",
    terms: Terms::All,
    section: Section::new(
        "How many offers come while it is in force: of those who are seen less, fewer.",
        &[
            Key::new("ratio", Form::Quantity(&MULTIPLIER), "Multiplies offers, or the hazard where only that is given.")
                .required()
                .example("0.8"),
            Key::new("channels", Form::Texts, "The channels whose offers it multiplies; all but those of the kind dismissed if absent.")
                .example("[\"lab\"]"),
        ],
    ),
    read,
};

fn read(keys: &mut PolicyKeys<'_>) -> Vec<Measure> {
    vec![Measure::Offers { ratio: keys.quantity("ratio"), channels: keys.own_channels() }]
}

#[cfg(test)]
mod tests {
    use crate::parameter::Quantity::Known;
    use crate::scenario::policy::Measure;
    use crate::scenario::policy::kinds::tests::measures;

    #[test]
    fn it_multiplies_offers() {
        let offers = |channels: &[usize]| [Measure::Offers { ratio: Known(0.8), channels: channels.to_vec() }];
        assert_eq!(measures("visibility", "ratio = 0.8"), offers(&[0, 1, 2]));
        assert_eq!(measures("visibility", "ratio = 0.8\nchannels = [\"lab\"]"), offers(&[0]));
    }
}
