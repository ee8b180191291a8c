//! Spin-outs: what follows when somebody leaves to found a startup.

use super::super::Reader;
use super::super::file::tree::{Table, Value};
use super::super::names::Names;
use super::super::numbers::ranges::{PROBABILITY, PULL, SHARE};
use super::super::root::RootKeys;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::scenario::schema::{self, MOST_SEATS};
use crate::scenario::{Channel, Decay, Kind, Pull, Spinouts};

impl Reader {
    /// `[spinouts]`.
    pub fn spinouts(&mut self, root: &Table, root_keys: &RootKeys, channels: &[Channel]) -> Option<Spinouts> {
        let table = self.table_at(root, "spinouts")?;
        self.keys_of(table, &schema::SPINOUTS);
        self.warn_of_no_founders(root, table, channels);
        let delay = self.length(table, "delay");
        self.warn_of_length(table, "delay", delay, root_keys, "no spin-out of the simulation opens");
        Some(Spinouts {
            open: self.flag_or(table, "open", true),
            channel: self.channel_of_pull(table, channels),
            delay,
            cofound: self.optional_quantity(table, "cofound", &PROBABILITY).unwrap_or(Quantity::Known(0.0)),
            pull: Pull {
                per_year: self.required_quantity(table, "pull_per_year", &PULL, "pull_per_year = 1.0"),
                decay: match self.required(table, "half_life", "half_life = \"12 months\", or \"never\"") {
                    Some(node) => self.half_life(node),
                    None => Decay::Never,
                },
                seats: self.seats(table),
                across: self.optional_quantity(table, "across", &SHARE).unwrap_or(Quantity::Known(0.0)),
            },
        })
    }

    /// How many an organisation can take, if it says so.
    pub fn seats(&mut self, table: &Table) -> Option<u32> {
        table.get("seats").and_then(|node| self.whole(node, 1..=MOST_SEATS)).map(|seats| seats as u32)
    }

    /// The channel that pull is part of: the one named, or the only one of the kind startup.
    fn channel_of_pull(&mut self, table: &Table, channels: &[Channel]) -> usize {
        let startups: Vec<usize> = (0..channels.len()).filter(|&c| channels[c].kind == Kind::Startup).collect();
        let Some(node) = table.get("channel") else {
            if let Some(diagnostic) = no_single_startup(&startups, channels).filter(|_| self.has_kinds) {
                self.problems.push(diagnostic.at(&table.place).label("expected channel in here"));
            }
            return startups.first().copied().unwrap_or(0);
        };
        let known: Names = channels.iter().map(|channel| channel.name.as_str()).collect();
        let Some(channel) = self.text(node).and_then(|name| self.known_channel(name, &node.place, &known)) else { return 0 };
        if self.has_kinds && !startups.contains(&channel) {
            let message = format!("the channel {} is not of the kind `startup`", quoted(&channels[channel].name));
            let help = "who is pulled joins a startup, the founder's";
            let diagnostic = Diagnostic::error(message).at(&node.place).label("expected another channel");
            self.problems.push(match startups.first() {
                Some(&startup) => diagnostic.suggest(Some(&channels[startup].name)),
                None => diagnostic.help(help),
            });
        }
        channel
    }

    /// Warns where nobody founds anything, now or before.
    fn warn_of_no_founders(&mut self, root: &Table, table: &Table, channels: &[Channel]) {
        let has_founders = |competitor: &Value| matches!(competitor, Value::Table(table) if table.get("founders").is_some());
        let is_listed = match root.get("competitors").map(|node| &node.value) {
            Some(Value::Table(competitors)) => competitors.entries.iter().any(|entry| has_founders(&entry.node.value)),
            _ => false,
        };
        if self.has_kinds && !is_listed && channels.iter().all(|channel| channel.kind != Kind::Found) {
            let message = "nobody founds anything: no channel is of the kind `found`, and no competitor has founders";
            let help = "add [channels.found] with its hazard, or take this table out";
            self.problems.push(Diagnostic::warning(message).at(&table.place).help(help));
        }
    }
}

/// What is wrong where none or several channels can be meant.
fn no_single_startup(startups: &[usize], channels: &[Channel]) -> Option<Diagnostic> {
    let name = |index: usize| quoted(&channels[index].name);
    match *startups {
        [] => {
            let message = "no channel is of the kind `startup`, and so there is none that pull could be part of";
            Some(Diagnostic::error(message).help("add [channels.startup] with its hazard: who is pulled leaves through it"))
        }
        [_] => None,
        [first, second, ..] => {
            let message = format!("several channels are of the kind `startup`: {} and {}", name(first), name(second));
            let more = startups.len() - 2;
            let message = if more > 0 { format!("{message} and {more} more") } else { message };
            Some(Diagnostic::error(message).help(format!("say which one pull is part of: channel = \"{}\"", channels[first].name)))
        }
    }
}
