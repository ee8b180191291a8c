//! What is read in a way that must be said, by line, and the sentences that say it.

use super::{LastDay, lines};
use crate::calendar::{Date, DateInterval};
use crate::cells::words::channel;
use crate::diagnostic::quoted;
use crate::import::people::Entry;

/// Lines of what is read in a way that must be said.
#[derive(Default)]
pub(in crate::import) struct Told {
    pub ahead: Vec<usize>,
    pub moves: Vec<usize>,
    pub terms: Vec<usize>,
    pub coarse: Vec<usize>,
    pub extended: Vec<usize>,
    pub undated: Vec<usize>,
    pub earlier: Vec<usize>,
    pub lost_spell: Vec<usize>,
    pub words: Vec<(String, Vec<usize>)>,
    /// Words of a status of which nothing says whether those who have it are there.
    pub unclear: Vec<(String, Vec<usize>)>,
    /// There by the status, with a reason of leaving and no date.
    pub reasoned: Vec<usize>,
    /// There by the words under the reason.
    pub says_there: Vec<usize>,
    /// Under notice by the status, with no last day.
    pub under_notice: Vec<usize>,
    pub never_there: Vec<usize>,
    pub hired_about_export: Vec<usize>,
    pub coarse_joiners: Vec<usize>,
    pub odd_terms: Vec<usize>,
    pub too_late: Vec<usize>,
    pub rehires: Vec<usize>,
    pub transfers: Vec<usize>,
    pub joiners: Vec<usize>,
}

/// The channel of an exit to come, by its reason: nothing where that does not tell, or is of the kind for which no channel is named.
fn of_reason(reason: Option<&String>) -> Option<&'static str> {
    reason.map(|reason| channel(reason)).filter(|channel| !["other", "unknown", "censored"].contains(channel))
}

impl Told {
    /// The last day that an exit after the export is; nothing for one that is a transfer, or not known to the day.
    pub fn last_day(&mut self, entry: &Entry, exit: DateInterval) -> Option<LastDay> {
        if entry.reason.as_deref().is_some_and(|reason| channel(reason) == "censored") {
            self.moves.push(entry.line);
            return None;
        }
        let day = exit.exact();
        if day.is_some() { &mut self.ahead } else { &mut self.coarse }.push(entry.line);
        day.map(|date| LastDay { date, channel: of_reason(entry.reason.as_ref()) })
    }

    /// The same of the end of a fixed term of somebody still there.
    pub fn term(&mut self, entry: &Entry, end: DateInterval, hired: Option<DateInterval>, as_of: Date) -> Option<LastDay> {
        if hired.is_some_and(|hired| hired.latest > as_of && end.earliest <= hired.latest) {
            self.odd_terms.push(entry.line);
            return None;
        }
        if end.earliest <= as_of {
            self.extended.push(entry.line);
            return None;
        }
        let day = end.exact();
        if day.is_some() { &mut self.terms } else { &mut self.coarse }.push(entry.line);
        day.map(|date| LastDay { date, channel: None })
    }

    /// The lines as sentences.
    pub fn remarks(self, as_of: Date, horizon: Date) -> Vec<String> {
        let mut remarks = Vec::new();
        let mut tell = |of: &[usize], text: &str| {
            if !of.is_empty() {
                remarks.push(format!("{text}: {}.", lines(of)));
            }
        };
        tell(&self.transfers, "Transferred, one person before and after");
        tell(&self.rehires, "Came back, a spell of its own each time");
        tell(&self.lost_spell, "Came back, and the export does not say when the first spell ended, so that it is left out");
        tell(&self.earlier, "There by the status, and the exit before the hire is that of an earlier spell, which is left out");
        tell(&self.ahead, &format!("The last day is known, after {as_of}: there until then, and gone on it in every trial"));
        tell(
            &self.terms,
            &format!(
                "A fixed term ends after {as_of}: there until then, and gone on that day in every trial; with --column term-end= they may leave before, or stay"
            ),
        );
        tell(&self.coarse, "The last day or the end of the term is not known to the day, and not used");
        tell(&self.odd_terms, "A fixed term ends before the hire, and is not used");
        tell(&self.extended, &format!("A fixed term ended by {as_of}, and they are still there: taken as extended, without a last day"));
        tell(&self.moves, &format!("To be transferred after {as_of}: there, and the transfer is not used"));
        tell(
            &self.hired_about_export,
            &format!("Hired in the month or year of the export, {as_of}, of which the day is not known: taken as hired on its first day"),
        );
        tell(&self.joiners, &format!("Hired after {as_of}: on the roster, joins then"));
        tell(&self.coarse_joiners, "Of these only the month or the year is known: they join on its first day");
        tell(&self.never_there, &format!("To be hired after {as_of}, and gone by then: never there, in neither file"));
        tell(&self.too_late, &format!("Hired after the end of the forecast, {horizon}: in neither file"));
        tell(&self.reasoned, "There by the status, though a reason of leaving stands there without a date: taken as there");
        tell(&self.says_there, "There, as the words under the reason say");
        tell(&self.under_notice, "Under notice by the status, and no last day is given: there, with the same hazard as others");
        tell(
            &self.undated,
            "Left on a day that nobody knows, so that neither file has them, and every hazard is too low by them; give the month or the year of the exit where it is known",
        );
        for (word, of) in &self.words {
            tell(of, &format!("The status {} is not known: the date of exit decides", quoted(word)));
        }
        remarks
    }
}
