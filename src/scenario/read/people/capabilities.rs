//! Capabilities: what the lab needs its people for, and who knows how.

use super::super::Reader;
use super::super::file::tree::{Entry, Node, Table};
use super::super::names::Names;
use super::roster::People;
use crate::diagnostic::{Diagnostic, quoted};
use crate::people::Roster;
use crate::scenario::schema::{self, MOST_NEEDED};
use crate::scenario::{Capability, Holders};

impl Reader {
    /// `[capabilities.*]`.
    pub fn capabilities(&mut self, root: &Table, people: &People) -> Vec<Capability> {
        let Some(table) = self.table_at(root, "capabilities") else { return Vec::new() };
        let skills: Names = people.roster.researchers.iter().flat_map(|researcher| &researcher.skills).map(String::as_str).collect();
        table.entries.iter().filter_map(|entry| self.capability(entry, people, &skills)).collect()
    }

    fn capability(&mut self, entry: &Entry, people: &People, skills: &Names) -> Option<Capability> {
        self.check_name("capability", &entry.key, &entry.key_place);
        let table = self.table(&entry.node)?;
        self.keys_of(table, &schema::CAPABILITY);
        let needs = self.required(table, "needs", "needs = 2").and_then(|node| Some((node, self.whole(node, 1..=MOST_NEEDED)? as u32)));
        let errors = self.problems.errors();
        let holders = self.holders(table, people, skills)?;
        let (node, needs) = needs?;
        // Of names that are not known nobody can say how many they are.
        if self.problems.errors() == errors && people.is_whole {
            self.warn_of_too_few(node, needs, &holders, &people.roster);
        }
        Some(Capability { name: entry.key.clone(), needs, holders })
    }

    /// Who knows how: by skill, or one by one.
    fn holders(&mut self, table: &Table, people: &People, skills: &Names) -> Option<Holders> {
        if table.get("skills").is_some() {
            self.push_contradiction(table, "skills", "researchers", "those who know how are all with a skill, or these very people");
        }
        let skills = table.get("skills").map(|node| Holders::Skills(self.skills(node, people, skills)));
        let researchers = table.get("researchers").map(|node| Holders::Researchers(self.researchers(node, people)));
        if skills.is_none() && researchers.is_none() {
            self.push_missing(table, "skills", "skills = [\"pretraining\"], or researchers = [\"p-01\", \"p-02\"]");
        }
        skills.or(researchers)
    }

    /// Skills that somebody has.
    fn skills(&mut self, node: &Node, people: &People, known: &Names) -> Vec<String> {
        let listed = self.distinct_names(node, "skill", "name skills of the roster");
        if let (true, true, Some((_, place))) = (known.is_empty(), people.is_whole, listed.first()) {
            let help = "fill the roster's column skills, or list the researchers who know how";
            self.problems.push(Diagnostic::error("nobody on the roster has a skill").at(place).label("unknown skill").help(help));
            return Vec::new();
        }
        for (skill, place) in &listed {
            if known.get(skill).is_none() && people.is_whole {
                self.push_unknown("skill", skill, place, known);
            }
        }
        listed.into_iter().map(|(skill, _)| skill.to_owned()).collect()
    }

    /// People of the roster.
    fn researchers(&mut self, node: &Node, people: &People) -> Vec<usize> {
        let listed = self.distinct_names(node, "researcher", "name those who know how, by id");
        let mut indices = Vec::with_capacity(listed.len());
        for (id, place) in listed {
            match people.ids.get(id) {
                Some(index) => indices.push(index),
                None if people.is_whole => self.push_unknown("researcher", id, place, &people.ids),
                None => {}
            }
        }
        indices
    }

    /// Warns where so many are needed as never are there.
    fn warn_of_too_few(&mut self, node: &Node, needs: u32, holders: &Holders, roster: &Roster) {
        let count = match holders {
            Holders::Researchers(researchers) => researchers.len(),
            Holders::Skills(skills) => {
                let knows = |known: &[String]| known.iter().any(|skill| skills.contains(skill));
                roster.researchers.iter().filter(|researcher| knows(&researcher.skills)).count()
            }
        };
        if needs as usize > count {
            let message =
                format!("{} is {needs}, and the number of those who know how only {count}: it is never covered", quoted(&node.path));
            self.problems.push(Diagnostic::warning(message).at(&node.place).label(format!("expected {count} at most")));
        }
    }
}
