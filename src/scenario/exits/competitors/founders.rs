//! Founders of competitors, and how these pull those who shared a team with them.

use super::CompetitorContext;
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::parameter::Quantity;
use crate::people::History;
use crate::scenario::exits::decay::Decay;
use crate::scenario::exits::spinouts::Pull;
use crate::scenario::file::{Keys, Names, Node, Reader};

/// Those whom the history knows.
pub(in crate::scenario) struct Past {
    ids: Names,
    /// Whether any spell of each ended with an exit.
    left: Vec<bool>,
}

impl Past {
    /// Those of a history.
    pub fn new(history: &History) -> Self {
        let mut past = Self { ids: Names::default(), left: Vec::new() };
        for row in &history.rows {
            let person = past.ids.insert(&row.id);
            if person == past.left.len() {
                past.left.push(false);
            }
            past.left[person] |= row.exit().is_some();
        }
        past
    }
}

impl Reader {
    /// Who founded it: people of the history who left, none of them on the roster.
    pub fn founders(&mut self, node: &Node, keys: Keys<'_>, context: &CompetitorContext<'_>, has_history: bool) -> Vec<String> {
        self.required(keys, "opened");
        let listed = self.distinct_names(node, "founder", "leave it out for one that nobody of ours founded");
        for &(id, place) in &listed {
            self.check_founder(id, place, context, has_history);
        }
        listed.into_iter().map(|(id, _)| id.to_owned()).collect()
    }

    fn check_founder(&mut self, id: &str, place: &Place, context: &CompetitorContext<'_>, has_history: bool) {
        let id_quoted = quoted(id);
        if context.people.ids.get(id).is_some() {
            let message = format!("{id_quoted} is on the roster, and so has not left to found anything");
            let help =
                "take the person off the roster if that is over; what people on the roster found opens in the simulation, by [spinouts]";
            self.problems.push(Diagnostic::error(message).at(place).label("expected a person of the history").help(help));
            return;
        }
        let Some(past) = &context.past else {
            // One that could not be read is another matter.
            if !has_history {
                let message = format!("there is no history that knows {id_quoted}");
                let help = "give [history] file: founders are people who were in our teams and left";
                self.problems.push(Diagnostic::error(message).at(place).label("expected no founders").help(help));
            }
            return;
        };
        match past.ids.get(id) {
            None => {
                let diagnostic = Diagnostic::error(format!("the history does not know {id_quoted}")).at(place).label("unknown founder");
                let nearest = self.problems.nearest(id, past.ids.iter());
                self.problems.push(match nearest {
                    Some(_) => diagnostic.suggest(nearest),
                    None => diagnostic.help("a founder has a row in the history, with the exit"),
                });
            }
            Some(person) if !past.left[person] => {
                let message = format!("the history does not know that {id_quoted} left");
                let help = "only a founder who is out pulls: give the row its exit";
                self.problems.push(Diagnostic::warning(message).at(place).label("a person without an exit").help(help));
            }
            Some(_) => {}
        }
    }

    /// How it pulls: by its own numbers, or by those of all spin-outs.
    pub fn own_pull(&mut self, keys: Keys<'_>, seats: Option<u32>, all: Option<Pull>) -> Option<Pull> {
        let per_year = self.optional(keys, "pull_per_year");
        let decay = keys.get("half_life").map(|node| self.half_life(node));
        let across = self.optional(keys, "across");
        let Some(founders) = keys.entry("founders") else {
            let help = "list who founded it, by their ids in the history: founders = [\"p-17\"]";
            for key in ["pull_per_year", "half_life", "across"] {
                if let Some(entry) = keys.entry(key) {
                    let message = format!("{} does nothing without founders", quoted(&entry.node.path));
                    self.problems.push(Diagnostic::error(message).at(&entry.key_place).label("expected founders too").help(help));
                }
            }
            return None;
        };
        match (all, per_year, decay) {
            (None, None, None) => {
                let message = format!("{} has founders, and nothing says how they pull", quoted(&keys.table.path));
                let help = "give pull_per_year and half_life, here or for all in [spinouts]";
                self.problems.push(Diagnostic::error(message).at(&founders.key_place).label("expected pull_per_year too").help(help));
            }
            (None, None, Some(_)) => self.miss(keys, "pull_per_year"),
            (None, Some(_), None) => self.miss(keys, "half_life"),
            _ => {}
        }
        Some(Pull {
            per_year: per_year.or(all.map(|all| all.per_year)).unwrap_or(Quantity::Known(0.0)),
            decay: decay.or(all.map(|all| all.decay)).unwrap_or(Decay::Never),
            seats: seats.or(all.and_then(|all| all.seats)),
            across: across.or(all.map(|all| all.across)).unwrap_or(Quantity::Known(0.0)),
        })
    }
}
