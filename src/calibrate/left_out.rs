//! Which rows of a history are left out, and why.

use crate::calibrate::from_scenario::CalibrationInputs;
use crate::calibrate::likelihood::exposure::lexis::counts;
use crate::calibrate::likelihood::hazards::Hazards;
use crate::calibrate::likelihood::survival_data::{Hired, MOMENT, Spell, SurvivalData};
use crate::people::history::{Unobserved, words};
use crate::scenario::Scenario;

/// Rows of a history that a likelihood leaves out, counted by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Rows of the file.
    pub rows: usize,
    /// Those that never were under observation, and so are no rows of the study.
    pub unobserved: Unobserved,
    /// Those whose date of hire is not known, where a hazard depends on tenure.
    pub no_hire: usize,
    /// Those of which a covariate is not known that a hazard depends on.
    pub no_covariate: usize,
    /// Those whose observation ends where it begins.
    pub no_time: usize,
    /// Those under observation no longer than the notice: whatever was decided was decided before.
    pub decided_before: usize,
}

impl LeftOut {
    /// Of the history of a scenario, where it has one with rows under observation.
    pub fn of(scenario: &Scenario) -> Option<Self> {
        let inputs = CalibrationInputs::new(scenario)?;
        Some(Self::new(&inputs.study, &inputs.hazards, scenario.history.as_ref()?.unobserved))
    }

    /// Of a study that was made of all rows but the unobserved.
    pub fn new(study: &SurvivalData, hazards: &Hazards, unobserved: Unobserved) -> Self {
        let mut left_out = Self { rows: study.spells.len() + unobserved.total(), unobserved, ..Self::default() };
        for spell in study.spells.iter().filter(|spell| !counts(hazards, spell)) {
            *left_out.reason(hazards, spell) += 1;
        }
        left_out
    }

    fn reason(&mut self, hazards: &Hazards, spell: &Spell) -> &mut usize {
        let needs_hire = hazards.channels.iter().any(|channel| !channel.tenure.is_empty());
        let mut covariates = hazards.channels.iter().flat_map(|channel| &channel.covariates);
        if needs_hire && spell.hired == Hired::Unknown {
            &mut self.no_hire
        } else if covariates.any(|&(index, _)| !spell.covariates[index].is_finite()) {
            &mut self.no_covariate
        } else if spell.ending.when().latest() <= spell.entry + MOMENT {
            &mut self.no_time
        } else {
            &mut self.decided_before
        }
    }

    /// How many rows are left out.
    pub fn total(&self) -> usize {
        self.reasons().iter().map(|(_, count, _)| count).sum()
    }

    /// Whether no row is left.
    pub fn are_all(&self) -> bool {
        self.rows > 0 && self.total() == self.rows
    }

    /// A key, how many rows, and what is so of them, by reason.
    pub fn reasons(&self) -> [(&'static str, usize, &'static str); 6] {
        let [left, ended] = self.unobserved.reasons();
        [
            left,
            ended,
            ("no_date_of_hire", self.no_hire, "without a date of hire"),
            ("no_covariate", self.no_covariate, "without a covariate"),
            ("no_time", self.no_time, "whose observation ends where it begins"),
            ("decided_before_entry", self.decided_before, "under observation no longer than the notice"),
        ]
    }

    /// The reasons in words, `2 without a date of hire, 1 who left by the day after which exits count`; nothing where no row is left out.
    pub fn words(&self) -> String {
        words(&self.reasons())
    }
}
