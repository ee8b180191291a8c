//! Whether the hazard ratios of covariates stay within sense: the ratio of a unit, to the power of what people have.

use super::Channel;
use crate::diagnostic::{Diagnostic, quoted};
use crate::math;
use crate::parameter::Quantity;
use crate::parameter::density::quantile;
use crate::people::{History, Roster};
use crate::scenario::file::numbers::ranges::short;
use crate::scenario::file::{Entry, Reader, Table};

/// No covariate multiplies or divides a hazard by more.
const MOST: f64 = 1e6;

/// The probabilities of the ends of a prior.
const ENDS: [(f64, &str); 2] = [(0.05, "5 %"), (0.95, "95 %")];

/// What to do about it.
const HELP: &str = "the ratio is taken to the power of the covariate: give the column in larger units (thousands, decades) or as the difference from a usual value, and the ratio for one of those";

impl Reader {
    /// Refuses a ratio a unit that a covariate in the wrong unit takes beyond any sense, 1.1 for each euro of pay; warns where an end of its
    /// prior does that, unless a posterior has taken its place.
    pub fn check_scales(&mut self, root: &Table, channels: &[Channel], roster: &Roster, history: Option<&History>) {
        for (entry, table) in root.tables("channels") {
            let channel = channels.iter().find(|channel| channel.name == entry.key);
            let (Some(covariates), Some(channel)) = (table.table("covariates"), channel) else { continue };
            for entry in &covariates.entries {
                let ratio = channel.covariates.iter().find(|(index, _)| roster.covariates[*index] == entry.key);
                if let Some(&(index, ratio)) = ratio {
                    self.check_scale(root, entry, ratio, index, roster, history);
                }
            }
        }
    }

    fn check_scale(&mut self, root: &Table, entry: &Entry, ratio: Quantity, index: usize, roster: &Roster, history: Option<&History>) {
        let on_roster = roster.researchers.iter().filter_map(|person| *person.covariates.get(index)?);
        let column = |history: &History| history.covariates.iter().position(|name| *name == entry.key);
        let in_history = history.and_then(|history| Some((history, column(history)?)));
        let in_history = in_history.into_iter().flat_map(|(history, at)| history.rows.iter().filter_map(move |row| row.covariates[at]));
        let values = on_roster.map(|value| (value, "on the roster")).chain(in_history.map(|value| (value, "in the history")));
        let larger = |one: (f64, &'static str), other: (f64, &'static str)| if other.0.abs() > one.0.abs() { other } else { one };
        let Some((largest, whose)) = values.reduce(larger) else { return };
        let is_beyond = |ratio: f64| (largest * math::ln(ratio)).abs() > math::ln(MOST);
        let much = format!("{} is as much as {} {whose}", quoted(&entry.key), short(largest));
        let distribution = match ratio {
            Quantity::Known(ratio) => {
                if is_beyond(ratio) {
                    self.refuse_scale(entry, &much, ratio);
                }
                return;
            }
            Quantity::Uncertain(parameter) => self.parameters[parameter].distribution.clone(),
        };
        if is_beyond(distribution.centre()) {
            return self.refuse_scale(entry, &much, distribution.centre());
        }
        if root.table("parameters").is_some_and(|table| table.get("posterior").is_some()) {
            return;
        }
        let ends = ENDS.map(|(probability, words)| (quantile(&distribution, probability), words));
        if let Some((end, words)) = ends.into_iter().find(|(end, _)| is_beyond(*end)) {
            let message = format!("{much}, too much for a ratio of {end:.3} a unit, the {words} end of its prior");
            self.problems.push(Diagnostic::warning(message).at(&entry.node.place).label("a ratio for each unit").help(HELP));
        }
    }

    fn refuse_scale(&mut self, entry: &Entry, much: &str, ratio: f64) {
        let message = format!("{much}, too much for a ratio of {} a unit", short(ratio));
        self.problems.push(Diagnostic::error(message).at(&entry.node.place).label("a ratio for each unit").help(HELP));
    }
}
