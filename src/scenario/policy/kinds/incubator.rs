//! `incubator`: a place within the lab for those who want to found something.
//!
//! Of the exits that are about to happen through channels of the kind `found`, a `share` becomes an internal project: the researcher
//! stays, nothing is founded, nobody co-founds. As with a counter-offer the attempt is used up, and `ratio_after`, fading by
//! `half_life`, is the further hazard ratio of one who has stayed. Of itself it costs nothing: a project has its price by
//! `cost_per_event`, which those pay, too, who leave all the same.
//!
//! Keys: `share`, `ratio_after`, `half_life`. Needs a channel of the kind `found`.

use super::{Form, Key, Kind, Measure, PolicyKeys, Section, Terms};
use crate::parameter::Quantity;
use crate::scenario::exits::channels::Kind as ChannelKind;
use crate::scenario::file::numbers::ranges::{PROBABILITY, RATIO};

pub(crate) static KIND: Kind = Kind {
    name: "incubator",
    terms: Terms::All,
    section: Section {
        needs: &[("ratio_after", "half_life"), ("half_life", "ratio_after")],
        ..Section::new(
            "A share of those about to found a startup does so within the lab instead.",
            &[
                Key::new("share", Form::Quantity(&PROBABILITY), "Share of the exits to found that become an internal project.")
                    .required()
                    .example("0.25"),
                Key::new(
                    "ratio_after",
                    Form::Quantity(&RATIO),
                    "Hazard ratio of one who has stayed, in all channels, just after. 1 if absent.",
                )
                .example("1.5"),
                Key::new("half_life", Form::HalfLife, "Time in which the logarithm of ratio_after halves, or \"never\".")
                    .example("\"12 months\""),
            ],
        )
    },
    read,
};

fn read(keys: &mut PolicyKeys<'_>) -> Vec<Measure> {
    let channels = keys.channels_of(ChannelKind::Found);
    if channels.is_empty() {
        keys.push_idle("a channel of the kind found", "add [channels.found] with its hazard");
    }
    vec![Measure::CounterOffer {
        success: keys.quantity("share"),
        raise: Quantity::Known(0.0),
        ratio_after: keys.quantity_or_one("ratio_after"),
        decay: keys.decay("half_life"),
        channels,
    }]
}

#[cfg(test)]
mod tests {
    use crate::parameter::Quantity::Known;
    use crate::scenario::Decay;
    use crate::scenario::policy::Measure;
    use crate::scenario::policy::kinds::tests::measures;

    #[test]
    fn it_answers_exits_to_found() {
        let answer = |ratio_after, decay| {
            [Measure::CounterOffer { success: Known(0.25), raise: Known(0.0), ratio_after: Known(ratio_after), decay, channels: vec![2] }]
        };
        assert_eq!(measures("incubator", "share = 0.25"), answer(1.0, Decay::Never));
        let fading = "share = 0.25\nratio_after = 2\nhalf_life = \"6 months\"";
        assert_eq!(measures("incubator", fading), answer(2.0, Decay::HalfLife(Known(0.5))));
    }
}
