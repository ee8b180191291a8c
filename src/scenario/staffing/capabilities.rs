//! Capabilities: what the lab needs its people for, and who knows how.

use super::MOST_NEEDED;
use crate::diagnostic::{Diagnostic, quoted};
use crate::people::Roster;
use crate::scenario::file::{Entry, Form, Key, Keys, Names, Node, Reader, Section, Table};
use crate::scenario::people::roster::People;

/// Something that the lab can do while enough of those who know how are there.
#[derive(Clone, Debug, PartialEq)]
pub struct Capability {
    /// The name, unique.
    pub name: String,
    /// How many it needs, at least 1.
    pub needs: u32,
    /// Who knows how.
    pub holders: Holders,
}

/// Who knows how to do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holders {
    /// Everybody with one of these skills; newcomers too, once they are productive, since they are hired for the skills of the seat.
    Skills(Vec<String>),
    /// These researchers: indices into the roster.
    Researchers(Vec<usize>),
}

/// `[capabilities.*]`.
pub(in crate::scenario) static CAPABILITY: Section = Section {
    one_of: &[&["skills"], &["researchers"]],
    ..Section::new(
        "Something that the lab can do while enough of those who know how are there.",
        &[
            Key::new("needs", Form::Whole(1, MOST_NEEDED), "How many it needs.").required().example("2"),
            Key::new("skills", Form::Texts, "Everybody with one of these skills knows how. Either this or researchers.")
                .example("[\"pretraining\"]")
                .hint("skills = [\"pretraining\"], or researchers = [\"p-01\", \"p-02\"]"),
            Key::new("researchers", Form::Texts, "Those who know how, by id. Either this or skills.").example("[\"p-01\", \"p-02\"]"),
        ],
    )
};

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
        let keys = self.keys(table, &CAPABILITY);
        let needs = self.whole(keys, "needs").map(|needs| needs as u32);
        let errors = self.problems.errors();
        let holders = self.holders(keys, people, skills)?;
        let (node, needs) = (keys.get("needs")?, needs?);
        // Of names that are not known nobody can say how many they are.
        if self.problems.errors() == errors && people.is_whole {
            self.warn_of_too_few(node, needs, &holders, &people.roster);
        }
        Some(Capability { name: entry.key.clone(), needs, holders })
    }

    /// Who knows how: by skill, or one by one.
    fn holders(&mut self, keys: Keys<'_>, people: &People, skills: &Names) -> Option<Holders> {
        if keys.has("skills") {
            self.push_contradiction(keys.table, "skills", "researchers", "those who know how are all with a skill, or these very people");
        }
        let skills = keys.get("skills").map(|node| Holders::Skills(self.skills(node, people, skills)));
        let researchers = keys.get("researchers").map(|node| Holders::Researchers(self.researchers(node, people)));
        if skills.is_none() && researchers.is_none() {
            self.miss(keys, "skills");
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
