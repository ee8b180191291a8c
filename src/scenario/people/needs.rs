//! What channels need of everybody: a value of the covariates that they use, and a date of hire for bands of tenure.

use super::covariates::Wanted;
use super::roster::Gathering;
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::people::Roster;
use crate::scenario::file::{Reader, Table};

impl Reader {
    /// Everybody needs the covariates that channels use.
    pub fn check_wanted(&mut self, wanted: &[Wanted], all: &Gathering) {
        for covariate in wanted {
            let name = covariate.name.as_str();
            if all.is_generated {
                let message = format!("generated researchers have no covariate {}", quoted(name));
                self.problems.push(Diagnostic::error(message).at(&covariate.place).label("nobody generated has it"));
            } else if all.covariates.get(name).is_none() {
                let message = format!("the roster has no numeric column {}", quoted(name));
                let diagnostic = Diagnostic::error(message).at(&covariate.place).label("expected the name of a column");
                if let Some(help) = own_effect(name) {
                    self.problems.push(diagnostic.help(help));
                    continue;
                }
                self.problems.push(diagnostic.suggest(self.problems.nearest(name, all.covariates.iter())));
            } else {
                for (_, place) in all.lacking.iter().filter(|(lacking, _)| lacking == name) {
                    self.push_no_value(name, place);
                }
            }
        }
    }

    /// Bands of tenure need everybody's date of hire.
    pub fn check_dates_of_hire(&mut self, root: &Table, roster: &Roster) {
        const SHOWN: usize = 5;
        let Some(place) = tenure_place(root) else { return };
        let lacking: Vec<&str> = roster.researchers.iter().filter(|r| r.hired.is_none()).map(|r| r.id.as_str()).collect();
        if lacking.is_empty() {
            return;
        }
        let shown: Vec<String> = lacking.iter().take(SHOWN).map(|id| quoted(id)).collect();
        let more = if lacking.len() > SHOWN { format!(" and {} more", lacking.len() - SHOWN) } else { String::new() };
        let message =
            format!("bands of tenure need a date of hire for everybody; {} of {} have none", lacking.len(), roster.researchers.len());
        self.problems.push(Diagnostic::error(message).at(place).help(format!("without one: {}{more}", shown.join(", "))));
    }
}

/// What the effect of a column of our own is, which is no covariate.
fn own_effect(name: &str) -> Option<&'static str> {
    match name {
        "pay" => Some("pay is no covariate: its effect is [pay] elasticity; for another one, give the numbers in a column of another name"),
        "unvested" => Some("unvested equity is no covariate: its effect is [pay] equity_elasticity"),
        "hired" => Some("the time since the hire is no covariate: its effect is `tenure` of a channel"),
        _ => None,
    }
}

/// Where the first channel with bands of tenure has them.
fn tenure_place(root: &Table) -> Option<&Place> {
    root.tables("channels").find_map(|(_, channel)| channel.entry("tenure")).map(|entry| &entry.key_place)
}
