//! `leader_change`: those of the target who lead a team hand it over to another.
//!
//! From when the policy begins, their exit counts as that of anybody: `[contagion] leader_ratio` does not follow it. What is lasting
//! under the new leader is the hazard ratio `ratio` on the target, while the policy is in force; the unrest of the change is
//! `disruption`, fading by `half_life` from the beginning on. Both act on all channels but those of the kind dismissed.
//!
//! Keys: `ratio`, `disruption`, `half_life`. Needs `[contagion] leader_ratio`, or one of its own effects.

use super::{Form, Key, Kind, Measure, PolicyKeys, Section, Terms};
use crate::scenario::file::numbers::ranges::RATIO;

pub(crate) static KIND: Kind = Kind {
    name: "leader_change",
    terms: Terms::All,
    section: Section {
        needs: &[("disruption", "half_life"), ("half_life", "disruption")],
        ..Section::new(
            "Those of the target who lead a team hand it over: their exit then counts as that of any other person.",
            &[
                Key::new("ratio", Form::Quantity(&RATIO), "Hazard ratio under the new leader, while it is in force. 1 if absent.")
                    .example("0.8"),
                Key::new("disruption", Form::Quantity(&RATIO), "Hazard ratio of the unrest when it begins. 1 if absent.").example("1.5"),
                Key::new("half_life", Form::HalfLife, "Time in which the logarithm of the disruption halves, or \"never\".")
                    .example("\"3 months\""),
            ],
        )
    },
    read,
};

fn read(keys: &mut PolicyKeys<'_>) -> Vec<Measure> {
    if !keys.scenario_gives("contagion", "leader_ratio") && !keys.has("ratio") && !keys.has("disruption") {
        keys.push_idle("[contagion] leader_ratio", "or give it a ratio of its own, what is lasting under the new leader");
    }
    let mut measures = vec![Measure::NewLeader];
    if keys.has("ratio") {
        measures.push(Measure::Ratio { ratio: keys.quantity("ratio"), channels: keys.willing_channels() });
    }
    if keys.has("disruption") {
        measures.push(Measure::Fading {
            ratio: keys.quantity("disruption"),
            decay: keys.decay("half_life"),
            channels: keys.willing_channels(),
        });
    }
    measures
}

#[cfg(test)]
mod tests {
    use crate::parameter::Quantity::Known;
    use crate::scenario::Decay;
    use crate::scenario::policy::Measure;
    use crate::scenario::policy::kinds::tests::measures;

    #[test]
    fn it_replaces_and_may_do_more() {
        assert_eq!(measures("leader_change", ""), [Measure::NewLeader]);
        let channels = vec![0, 1, 2];
        let all = "ratio = 0.8\ndisruption = 1.5\nhalf_life = \"3 months\"";
        let more = [
            Measure::NewLeader,
            Measure::Ratio { ratio: Known(0.8), channels: channels.clone() },
            Measure::Fading { ratio: Known(1.5), decay: Decay::HalfLife(Known(0.25)), channels },
        ];
        assert_eq!(measures("leader_change", all), more);
    }
}
