//! The files that an import writes: the scenario, and the roster and the history under the headings of the export.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::calendar::{Date, DateInterval};
use crate::cells::headings::Field;
use crate::cells::words::channel;
use crate::import::Ask;
use crate::import::people::Entry;
use crate::import::spells::{End, HORIZON_MONTHS, LastDay, Spell};
use crate::import::table::{Columns, Table};
use crate::scenario::DEFAULT_PRIOR;

/// Exits a person-year through all channels together, at the median of the priors: published figures of labs and firms are from 0.11 to
/// 0.40 (docs/data-sources.md), dismissals not counted.
const EXITS_PER_YEAR: f64 = 0.15;
/// The 95th percentile over the median of each.
const WIDTH: f64 = 5.0;
/// The columns of our files, none of which may head another one.
const OURS: [&str; 19] = [
    "id",
    "name",
    "team",
    "role",
    "hired",
    "pay",
    "unvested",
    "vests_by",
    "leads",
    "skills",
    "last_day",
    "last_channel",
    "entry",
    "observed_until",
    "exit",
    "exit_earliest",
    "exit_latest",
    "channel",
    "destination",
];
/// The channels that a reason can stand for, in the order of the scenario.
const CHANNELS: [&str; 5] = ["found", "startup", "lab", "other", "dismissed"];

/// What the files are made of.
pub(in crate::import) struct Facts<'t> {
    pub table: &'t Table,
    pub columns: &'t Columns,
    pub entries: &'t [Entry],
    pub spells: &'t [Spell],
    /// The teams that people lead, by the index of their entries.
    pub leads: &'t HashMap<usize, Vec<String>>,
    pub as_of: Date,
    /// From when on all leavers are listed; nothing where there is no history.
    pub from: Option<Date>,
    /// Until when exits count.
    pub until: Date,
    /// Pay is used; it is annual.
    pub has_pay: bool,
    /// Unvested equity is used.
    pub has_unvested: bool,
    pub ask: &'t Ask,
}

/// The heading of a column in our file, and our own name of it.
struct Heading {
    ours: &'static str,
    theirs: String,
}

/// The proposal for each reason of a leaver, and how many have it.
pub(in crate::import) fn proposals(facts: &Facts<'_>) -> Vec<(String, &'static str, usize)> {
    let mut found: Vec<(String, &'static str, usize)> = Vec::new();
    for spell in facts.spells.iter().filter(|spell| matches!(spell.end, End::Left(_))) {
        let Some(reason) = &facts.entries[spell.entry].reason else { continue };
        match found.iter_mut().find(|(known, ..)| known == reason) {
            Some((.., count)) => *count += 1,
            None => found.push((reason.clone(), channel(reason), 1)),
        }
    }
    found.sort();
    found
}

/// The same for a report: with those for whom no reason is given.
pub(in crate::import) fn reasons(facts: &Facts<'_>) -> Vec<(String, &'static str, usize)> {
    let mut found = proposals(facts);
    let left = facts.spells.iter().filter(|spell| matches!(spell.end, End::Left(_)));
    let without = left.filter(|spell| facts.entries[spell.entry].reason.is_none()).count();
    if without > 0 {
        found.push(("(no reason given)".to_owned(), "unknown", without));
    }
    found
}

impl Facts<'_> {
    /// The heading of a column: the export's, or ours where that one heads another of our columns or cannot stand in a file.
    fn heading(&self, ours: &'static str, field: Field, taken: &[Heading]) -> Heading {
        let theirs = self.columns.get(field).map_or("", |column| self.table.headings[column].as_str());
        let is_fine = !theirs.is_empty()
            && theirs.chars().all(|c| !c.is_control())
            && (theirs == ours || !OURS.contains(&theirs))
            && taken.iter().all(|heading| heading.theirs != theirs)
            && !theirs.starts_with(['=', '+', '@', '"']);
        Heading { ours, theirs: if is_fine { theirs } else { ours }.to_owned() }
    }

    fn headings(&self, wanted: &[(&'static str, Field, bool)]) -> Vec<Heading> {
        let mut headings = Vec::new();
        for &(ours, field, is_there) in wanted {
            if is_there {
                headings.push(self.heading(ours, field, &headings));
            }
        }
        headings
    }

    fn has(&self, field: Field) -> bool {
        self.columns.get(field).is_some()
    }

    /// The id in our files.
    fn id(&self, entry: &Entry) -> String {
        self.ask.key.as_ref().map_or_else(|| entry.id.clone(), |key| key.pseudonym(&entry.id))
    }

    /// What stands for the id: its column, or that of the names.
    fn id_field(&self) -> Field {
        if self.has(Field::Id) { Field::Id } else { Field::Name }
    }

    fn roster_headings(&self) -> Vec<Heading> {
        let mut headings = self.headings(&[
            ("id", self.id_field(), true),
            ("team", Field::Team, self.has(Field::Team)),
            ("role", Field::Role, self.has(Field::Role)),
            ("hired", Field::Hired, self.has(Field::Hired)),
            ("pay", Field::Pay, self.has_pay),
            ("unvested", Field::Unvested, self.has_unvested),
        ]);
        let has_last_days = self.last_days().next().is_some();
        let has_channels = self.last_days().any(|last| last.channel.is_some());
        let own = [("leads", !self.leads.is_empty()), ("last_day", has_last_days), ("last_channel", has_channels)];
        headings.extend(own.into_iter().filter(|(_, has)| *has).map(|(ours, _)| Heading { ours, theirs: ours.to_owned() }));
        headings
    }

    /// The last days that are known.
    pub fn last_days(&self) -> impl Iterator<Item = LastDay> {
        self.spells.iter().filter(|spell| spell.end == End::Present).filter_map(|spell| spell.last)
    }

    fn history_headings(&self) -> Vec<Heading> {
        let mut headings = self.headings(&[
            ("id", self.id_field(), true),
            ("team", Field::Team, self.has(Field::Team)),
            ("role", Field::Role, self.has(Field::Role)),
            ("hired", Field::Hired, self.has(Field::Hired)),
            ("exit", Field::Exit, true),
            ("channel", Field::Reason, true),
        ]);
        if self.spells.iter().any(|spell| spell.since.is_some()) {
            headings.push(Heading { ours: "entry", theirs: "entry".to_owned() });
        }
        headings
    }

    /// The roster: those still there.
    pub fn roster(&self) -> String {
        let headings = self.roster_headings();
        let present = self.spells.iter().filter(|spell| spell.end == End::Present);
        let rows = present.map(|spell| {
            let entry = &self.entries[spell.entry];
            let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
            let cell = |heading: &Heading| match heading.ours {
                "id" => self.id(entry),
                "team" => entry.team.clone().unwrap_or_default(),
                "role" => entry.role.clone().unwrap_or_default(),
                "hired" => spell.hired.map_or_else(String::new, |hired| coarse(self.known_by_then(hired))),
                "pay" => number(entry.pay),
                "unvested" => number(entry.unvested),
                "last_day" => spell.last.map_or_else(String::new, |last| last.date.to_string()),
                "last_channel" => spell.last.and_then(|last| last.channel).unwrap_or_default().to_owned(),
                _ => self.leads.get(&spell.entry).map(|teams| teams.join("; ")).unwrap_or_default(),
            };
            headings.iter().map(cell).collect()
        });
        csv(&headings, rows)
    }

    /// A date of hire: of a coarse one that goes on after the export, its first day.
    fn known_by_then(&self, hired: DateInterval) -> DateInterval {
        if hired.latest > self.as_of { DateInterval::exactly(hired.earliest) } else { hired }
    }

    /// The history: everybody, those still there without an exit. Those who join later are in no history yet, nor what ended in a transfer
    /// before observation began.
    pub fn history(&self) -> Option<String> {
        let from = self.from?;
        let headings = self.history_headings();
        let is_seen = |spell: &&Spell| match spell.end {
            End::Moved(date) => date > from,
            _ => spell.hired.is_none_or(|hired| hired.earliest <= self.as_of),
        };
        let rows = self.spells.iter().filter(is_seen).map(|spell| {
            let entry = &self.entries[spell.entry];
            let cell = |heading: &Heading| match (heading.ours, spell.end) {
                ("id", _) => self.id(entry),
                ("team", _) => entry.team.clone().unwrap_or_default(),
                ("role", _) => entry.role.clone().unwrap_or_default(),
                ("hired", _) => spell.hired.map_or_else(String::new, |hired| coarse(self.known_by_then(hired))),
                ("exit", End::Left(exit)) => coarse(exit),
                ("exit", End::Moved(date)) => date.to_string(),
                ("channel", End::Left(_)) => entry.reason.clone().unwrap_or_else(|| "unknown".to_owned()),
                ("channel", End::Moved(_)) => "censored".to_owned(),
                ("entry", _) => spell.since.filter(|since| *since > from).map_or_else(String::new, |since| since.to_string()),
                _ => String::new(),
            };
            headings.iter().map(cell).collect()
        });
        Some(csv(&headings, rows))
    }

    /// The scenario.
    pub fn scenario(&self, name: &str) -> String {
        let proposals = proposals(self);
        let is_named = |known: &str| {
            proposals.iter().any(|(_, channel, _)| *channel == known) || self.last_days().any(|last| last.channel == Some(known))
        };
        let mut channels: Vec<&str> = CHANNELS.into_iter().filter(|known| is_named(known)).collect();
        // Some leave of themselves.
        if channels.iter().all(|channel| *channel == "dismissed") {
            channels.insert(0, "other");
        }
        let mut text = format!("#:schema ./scenario.schema.json\n# Made by `stayput import` from an export as of {}.\n\n", self.as_of);
        let as_of = self.as_of;
        let _ = write!(text, "name = {}\nstart = {as_of}\nhorizon = \"{HORIZON_MONTHS} months\"\n\n", toml(name));
        text += "[roster]\nfile = \"roster.csv\"\n\n[roster.columns]              # what each heading of the export was taken for\n";
        text += &columns(&self.roster_headings());
        if let Some(from) = self.from {
            text += "\n[history]\nfile = \"history.csv\"\n";
            let until = self.until;
            let why = if until == as_of { "the date of the export" } else { "the day before the last exit, which does not count" };
            let _ = writeln!(text, "from = {from}                # exits after this day are listed\nuntil = {until}               # {why}");
            text += "\n[history.columns]\n";
            text += &columns(&self.history_headings());
            if !proposals.is_empty() {
                text += "\n[history.channels]             # a proposal: a channel, or unknown, or censored for who left observation otherwise\n";
                for (reason, channel, _) in &proposals {
                    let _ = writeln!(text, "{} = \"{channel}\"", toml(reason));
                }
            }
        }
        text += "\n# Priors that an import writes where it knows nothing: wide, alike, 15 % a year through all channels together. Replace them.\n";
        let median = EXITS_PER_YEAR / channels.len() as f64;
        for channel in channels {
            let _ = writeln!(text, "\n[channels.{channel}]");
            let _ =
                writeln!(text, "hazard_per_year = {{ median = {median:.3}, p95 = {:.3}, source = \"{DEFAULT_PRIOR}\" }}", WIDTH * median);
        }
        text
    }
}

/// A table of headings.
fn columns(headings: &[Heading]) -> String {
    headings.iter().fold(String::new(), |text, heading| text + &format!("{} = {}\n", heading.ours, toml(&heading.theirs)))
}

/// A date to the day, the month or the year.
fn coarse(date: DateInterval) -> String {
    let year = date.earliest.year();
    if date.exact().is_some() {
        date.earliest.to_string()
    } else if DateInterval::year(year) == Some(date) {
        format!("{year:04}")
    } else {
        format!("{year:04}-{:02}", date.earliest.month())
    }
}

/// A text as TOML has it.
fn toml(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\""
}

/// A CSV file.
fn csv(headings: &[Heading], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = String::new();
    for row in std::iter::once(headings.iter().map(|heading| heading.theirs.clone()).collect()).chain(rows) {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        out += &cells.join(",");
        out.push('\n');
    }
    out
}

/// A cell, in quotes where it needs them.
fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', ';', '\t', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_cells_are_quoted() {
        assert_eq!(toml("a \"b\" \\ c\u{1}"), "\"a \\\"b\\\" \\\\ c\\u0001\"");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(coarse(DateInterval::month(2018, 10).expect("is a month")), "2018-10");
        assert_eq!(coarse(DateInterval::year(2018).expect("is a year")), "2018");
    }
}
