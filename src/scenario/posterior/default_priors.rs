//! A warning where a forecast rests on the priors that an import wrote.

use crate::diagnostic::Diagnostic;
use crate::scenario::Scenario;
use crate::scenario::file::{Reader, Table};

/// What the source of a prior says that an import wrote.
pub const DEFAULT_PRIOR: &str = "import's default, to be replaced";

impl Reader {
    /// Warns of them, but for those that the posterior has learned.
    pub fn warn_of_default_priors(&mut self, root: &Table, scenario: &Scenario) {
        let Some(count) = scenario.default_priors() else { return };
        let Some(channels) = root.entry("channels") else { return };
        let help = if scenario.history.is_some() {
            "replace them by what you believe, or learn them from the history: stayput calibrate, then [parameters] posterior"
        } else {
            "replace them by what you believe"
        };
        let diagnostic = Diagnostic::warning("the forecast rests on priors that an import wrote").at(&channels.key_place);
        self.problems.push(diagnostic.label(format!("{count} of them in here")).help(help));
    }
}
