//! The past of a study, from which its spin-outs and the seats that were taken follow: [`crate::history`].

use crate::history::{self, PastExit};
use crate::parameter::Quantity;
use crate::scenario::Pull;

use super::super::hazards::Hazards;
use super::super::survival_data::{Ending, SurvivalData};

/// The exits of a study, which happened at given moments.
pub fn past_exits(study: &SurvivalData, hazards: &Hazards, exits: &[Ending]) -> Vec<PastExit> {
    let exit = |(spell, &ending): (usize, &Ending)| {
        let Ending::Exit(when, _) = ending else { return None };
        let own = &study.spells[spell];
        let founds = founds(hazards, ending);
        Some(PastExit { spell, time: when.earliest(), team: Some(own.team), destination: own.destination, founds })
    };
    exits.iter().enumerate().filter_map(exit).collect()
}

/// Whether an ending is an exit through a channel that founds.
pub fn founds(hazards: &Hazards, ending: Ending) -> bool {
    matches!(ending, Ending::Exit(_, channel) if history::founds(&hazards.channels, channel))
}

/// Whether exits act on anybody but by contagion: as foundings, or by the seats they take. Their dates matter then.
pub fn act(study: &SurvivalData, hazards: &Hazards) -> bool {
    let pulls = |pull: &Pull| pull.per_year != Quantity::Known(0.0);
    let follows = hazards.spinouts.is_some_and(|own| own.cofound != Quantity::Known(0.0) || own.open && pulls(&own.pull));
    let founded = follows && study.spells.iter().any(|spell| founds(hazards, spell.ending));
    founded || hazards.competitors.iter().any(|own| own.seats.is_some() || own.pull.as_ref().is_some_and(pulls))
}
