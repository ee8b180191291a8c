//! `counter_offer`: an exit that is about to happen is met, and with probability `success` the researcher stays.
//!
//! One who stays has used up this attempt only (a new patience begins), has `raise` more pay from then on, and in all channels the
//! further hazard ratio `ratio_after`, fading by `half_life`: who has been at the door is often there again. It ends with the spell: one
//! who leaves after all and comes back begins anew, without it. Colleagues learn of
//! nothing; a founder who is kept founds nothing; co-founders are not met. It costs the raises of those who stay.
//!
//! Keys: `success`, `raise`, `ratio_after`, `half_life`, `channels`.

use super::raise::{RAISE, warn_of_percentage};
use super::{Form, Key, Kind, Measure, PolicyKeys, Section, Terms};
use crate::scenario::file::numbers::ranges::{PROBABILITY, RATIO};

pub(crate) static KIND: Kind = Kind {
    name: "counter_offer",
    terms: Terms::All,
    section: Section {
        needs: &[("ratio_after", "half_life"), ("half_life", "ratio_after")],
        ..Section::new(
            "An exit about to happen is met: with some probability the researcher stays. Costs the raises of those who stay.",
            &[
                Key::new("success", Form::Quantity(&PROBABILITY), "Probability that one who is met stays.").required().example("0.3"),
                Key::new("raise", Form::Quantity(&RAISE), "Raise of one who stays, from then on [share of pay].").default("0"),
                Key::new(
                    "ratio_after",
                    Form::Quantity(&RATIO),
                    "Hazard ratio of one who has stayed, in all channels, just after; it ends when the person leaves. 1 if absent.",
                )
                .example("1.5"),
                Key::new("half_life", Form::HalfLife, "Time in which the logarithm of ratio_after halves, or \"never\".")
                    .example("\"12 months\""),
                Key::new("channels", Form::Texts, "The channels whose exits are met; all but those of the kind dismissed if absent.")
                    .example("[\"lab\"]"),
            ],
        )
    },
    read,
};

fn read(keys: &mut PolicyKeys<'_>) -> Vec<Measure> {
    let (success, ratio_after) = (keys.quantity("success"), keys.quantity_or_one("ratio_after"));
    if keys.most(success) >= 1.0 && keys.most(ratio_after) > 1.0 {
        // Each answer brings the next one sooner, by a factor: infinitely many within a finite time.
        keys.refuse(
            "success",
            "can be 1: everybody stays, and each time ratio_after brings the next exit sooner, so that there would be no end of them",
            "expected less than 1",
            "give a success below 1, or a ratio_after of at most 1",
        );
    }
    let raise = keys.quantity("raise");
    warn_of_percentage(keys, raise);
    vec![Measure::CounterOffer { success, raise, ratio_after, decay: keys.decay("half_life"), channels: keys.own_channels() }]
}

#[cfg(test)]
mod tests {
    use crate::parameter::Quantity::Known;
    use crate::scenario::Decay;
    use crate::scenario::policy::Measure;
    use crate::scenario::policy::kinds::tests::{measures, problems};

    #[test]
    fn it_answers_exits() {
        let plain = Measure::CounterOffer {
            success: Known(0.3),
            raise: Known(0.0),
            ratio_after: Known(1.0),
            decay: Decay::Never,
            channels: vec![0, 1, 2],
        };
        assert_eq!(measures("counter_offer", "success = 0.3"), [plain]);
        let all = "success = 0.3\nraise = 0.5\nratio_after = 1.5\nhalf_life = \"12 months\"\nchannels = [\"lab\", \"startup\"]";
        let with_all = Measure::CounterOffer {
            success: Known(0.3),
            raise: Known(0.5),
            ratio_after: Known(1.5),
            decay: Decay::HalfLife(Known(1.0)),
            channels: vec![0, 1],
        };
        assert_eq!(measures("counter_offer", all), [with_all]);
    }

    #[test]
    fn nobody_who_is_dismissed_is_made_an_offer() {
        let said = problems("counter_offer", "success = 0.3\nchannels = [\"dismissed\"]");
        assert_eq!(said, ["only an effect acts on a channel of the kind `dismissed`"]);
        // Who always stays, and is each time at the door sooner, would be there infinitely often.
        let endless = "`policies.it.success` can be 1: everybody stays, and each time ratio_after brings the next exit sooner, so that there would \
                       be no end of them";
        for success in ["1", "{ values = [0.5, 1] }"] {
            let said =
                |ratio: &str| problems("counter_offer", &format!("success = {success}\nratio_after = {ratio}\nhalf_life = \"never\""));
            assert_eq!((said("2"), said("{ median = 0.5, p95 = 0.9 }")), (vec![endless.to_owned()], vec![endless.to_owned()]));
        }
        assert_eq!(measures("counter_offer", "success = 1\nratio_after = 1\nhalf_life = \"never\"").len(), 1);
        assert_eq!(problems("counter_offer", "success = 0.3\nratio_after = 1.5"), ["`policies.it.half_life` is missing"]);
    }
}
