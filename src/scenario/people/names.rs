//! The names that people, and what is said of them, have in files.

use crate::cells::words::is_yes_or_no;
use crate::diagnostic::{Diagnostic, Place, lines, quoted};
use crate::scenario::file::csv::sheet::Row;
use crate::scenario::file::spellings::Named;
use crate::scenario::file::{Names, Reader};

pub(in crate::scenario) const ID: Named = Named { names: "ids", one: "person" };
pub(in crate::scenario) const TEAM: Named = Named { names: "teams", one: "team" };
pub(in crate::scenario) const ROLE: Named = Named { names: "roles", one: "role" };
pub(in crate::scenario) const SKILL: Named = Named { names: "skills", one: "skill" };
pub(in crate::scenario) const ORGANISATION: Named = Named { names: "destinations", one: "organisation" };

/// All of them, in the order in which they are told of.
pub(in crate::scenario) const KINDS: [Named; 5] = [ID, TEAM, ROLE, SKILL, ORGANISATION];

impl Reader {
    /// Takes note of the names in a row of people.
    pub fn note_names(&mut self, row: Row<'_>) {
        for (kind, column) in [(ID, "id"), (TEAM, "team"), (ROLE, "role"), (ORGANISATION, "destination")] {
            if let Some(cell) = row.get(column) {
                self.spellings.note(kind, &cell.text, &cell.place);
            }
        }
    }

    /// Warns of skills that seem to be several, separated by something else than semicolons.
    pub fn warn_of_merged_skills(&mut self) {
        let merged = self.spellings.in_order(SKILL).into_iter().filter(|(skill, _)| skill.contains([',', '|']));
        let merged: Vec<(&str, Place)> = merged.map(|(skill, place)| (skill, place.clone())).collect();
        let Some((skill, place)) = merged.first() else { return };
        let message = match merged.len() {
            1 => format!("{} counts as one skill", quoted(skill)),
            count => {
                let places: Vec<Place> = merged.iter().map(|(_, place)| place.clone()).collect();
                format!("{count} texts count as one skill each, such as {}{}", quoted(skill), lines(&places))
            }
        };
        let diagnostic = Diagnostic::warning(message).at(place).help("several skills of one person are separated by semicolons: a; b");
        self.problems.push(diagnostic);
    }

    /// The indices of the teams in a text: the name of one, or several separated by semicolons.
    pub fn teams_of(&mut self, text: &str, place: &Place, teams: &Names) -> Vec<usize> {
        if let Some(team) = teams.get(text) {
            return vec![team];
        }
        let mut found = Vec::new();
        for name in text.split(';').map(str::trim).filter(|name| !name.is_empty()) {
            match teams.get(name) {
                Some(team) => found.push(team),
                None if is_yes_or_no(name) => {
                    let help = "the column holds the name of the team that the person leads, not yes or no";
                    let message = format!("there is no team {}", quoted(name));
                    self.problems.push(Diagnostic::error(message).at(place).label("unknown team").help(help));
                }
                None => self.push_unknown("team", name, place, teams),
            }
        }
        found
    }
}
