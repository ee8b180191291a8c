//! A warning where a forecast rests on the priors that an import wrote, which nobody believes: they only make a scenario run.

use super::tree::Table;
use super::{Knowledge, Reader};
use crate::diagnostic::Diagnostic;
use crate::import::DEFAULT_PRIOR;
use crate::scenario::{Scenario, Unknown};

impl Reader {
    /// Warns of them, but for those that the posterior has learned.
    pub fn warn_of_default_priors(&mut self, root: &Table, scenario: &Scenario) {
        let is_learned =
            |index| scenario.posterior.as_ref().is_some_and(|posterior| posterior.columns.contains(&Unknown::Parameter(index)));
        let parameters = scenario.parameters.iter().enumerate();
        let is_default = |(index, parameter): (usize, &crate::parameter::Parameter)| {
            parameter.source.as_deref() == Some(DEFAULT_PRIOR) && !is_learned(index)
        };
        let count = parameters.filter(|one| is_default(*one)).count();
        let Some(channels) = root.entry("channels").filter(|_| count > 0 && self.knowledge == Knowledge::Posterior) else { return };
        let help = if scenario.history.is_some() {
            "replace them by what you believe, or learn them from the history: stayput calibrate, then [parameters] posterior"
        } else {
            "replace them by what you believe"
        };
        let diagnostic = Diagnostic::warning("the forecast rests on priors that an import wrote").at(&channels.key_place);
        self.problems.push(diagnostic.label(format!("{count} of them in here")).help(help));
    }
}
