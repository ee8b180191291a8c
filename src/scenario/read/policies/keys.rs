//! The keys of one policy, as its kind reads them: what each means, its range and its default stand in the kind's section.

use super::super::Reader;
use super::super::file::tree::{Table, Value};
use super::PolicyContext;
use crate::calendar::Duration;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::policy::Kind;
use crate::scenario::schema::{Form, Key};
use crate::scenario::{Decay, Kind as ChannelKind, Scenario};

/// A policy's table, and what it is part of. What cannot be read is said, and something stands in for it.
pub(crate) struct Keys<'a> {
    pub(in crate::scenario::read) reader: &'a mut Reader,
    pub(in crate::scenario::read) table: &'a Table,
    pub(in crate::scenario::read) kind: &'static Kind,
    pub(in crate::scenario::read) context: &'a PolicyContext<'a>,
}

impl Keys<'_> {
    /// The scenario, without its policies.
    pub fn scenario(&self) -> &Scenario {
        self.context.scenario
    }

    /// Whether a key is there.
    pub fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// The number of a key: given, else its default. One that must be there is missed.
    pub fn quantity(&mut self, key: &str) -> Quantity {
        let default = self.key(key).default.and_then(|default| default.parse().ok());
        match (self.optional(key), default) {
            (Some(quantity), _) => quantity,
            (None, Some(default)) => Quantity::Known(default),
            (None, None) => {
                self.miss(key);
                Quantity::Known(1.0)
            }
        }
    }

    /// The number of a key that may be absent.
    pub fn optional(&mut self, key: &str) -> Option<Quantity> {
        let Form::Quantity(range) = self.key(key).form else { unreachable!("{key} is a number") };
        self.reader.optional_quantity(self.table, key, range)
    }

    /// A ratio; 1, which changes nothing, where the key is absent.
    pub fn quantity_or_one(&mut self, key: &str) -> Quantity {
        self.optional(key).unwrap_or(Quantity::Known(1.0))
    }

    /// The greatest value of a number, as far as it has one.
    pub fn most(&self, quantity: Quantity) -> f64 {
        match quantity {
            Quantity::Known(value) => value,
            Quantity::Uncertain(index) => self.reader.parameters[index].distribution.most(),
        }
    }

    /// How an effect fades, which lasts where the key is absent.
    pub fn decay(&mut self, key: &str) -> Decay {
        self.table.get(key).map_or(Decay::Never, |node| self.reader.half_life(node))
    }

    /// A length of time [years], longer than nothing; 0 where the key is absent and may be.
    pub fn length(&mut self, key: &str) -> f64 {
        self.miss(key);
        self.table.get(key).and_then(|node| self.reader.positive_duration(node)).map_or(0.0, |length| length.years())
    }

    /// A time by which the calendar is counted, longer than nothing.
    pub fn calendar_duration(&mut self, key: &str) -> Option<Duration> {
        self.miss(key);
        let node = self.table.get(key)?;
        self.reader.calendar_duration(node)?;
        self.reader.positive_duration(node).filter(|duration| duration.count > 0.0)
    }

    /// The channels that the key `channels` names, else [`Keys::willing_channels`].
    pub fn any_channels(&mut self) -> Vec<usize> {
        if self.has("channels") {
            self.reader.listed_channels(self.table, &self.context.scenario.channels)
        } else {
            self.willing_channels()
        }
    }

    /// The same for a kind that cannot act on dismissals.
    pub fn own_channels(&mut self) -> Vec<usize> {
        let channels = self.any_channels();
        let all = &self.context.scenario.channels;
        let dismissed = channels.iter().map(|&channel| &all[channel]).find(|channel| channel.kind == ChannelKind::Dismissed);
        if let (Some(channel), Some(node)) = (dismissed, self.table.get("channels")) {
            let is_it = |name: &str| name == channel.name;
            let item = node.items().iter().find(|item| matches!(&item.value, Value::Text(name) if is_it(name)));
            let message = "only an effect acts on a channel of the kind `dismissed`";
            let diagnostic = Diagnostic::error(message).at(&item.unwrap_or(node).place).label("expected another channel");
            self.reader.problems.push(diagnostic.help("who is dismissed has no choice; kind = \"effect\" says how many more or fewer are"));
        }
        channels
    }

    /// All channels through which people leave of their own will: all but those of the kind dismissed.
    pub fn willing_channels(&self) -> Vec<usize> {
        self.channels(|kind| kind != ChannelKind::Dismissed)
    }

    /// All channels of a kind.
    pub fn channels_of(&self, kind: ChannelKind) -> Vec<usize> {
        self.channels(|other| other == kind)
    }

    fn channels(&self, is_meant: impl Fn(ChannelKind) -> bool) -> Vec<usize> {
        let channels = self.context.scenario.channels.iter().enumerate();
        channels.filter(|(_, channel)| is_meant(channel.kind)).map(|(index, _)| index).collect()
    }

    /// Whether the scenario has no table of this name.
    pub fn lacks(&self, table: &str) -> bool {
        !self.reader.is_broken && self.context.root.get(table).is_none()
    }

    /// Whether a table of the scenario gives a key.
    pub fn scenario_gives(&self, table: &str, key: &str) -> bool {
        let table = self.context.root.get(table).map(|node| &node.value);
        self.reader.is_broken || matches!(table, Some(Value::Table(table)) if table.get(key).is_some())
    }

    /// Says what is missing in the scenario for the policy to do anything, and what to do about it.
    pub fn push_idle(&mut self, what: &str, help: &str) {
        let message = format!("a policy of the kind {} does nothing without {what}", quoted(self.kind.name));
        let place = self.table.get("kind").map_or(&self.table.place, |node| &node.place);
        self.reader.problems.push(Diagnostic::error(message).at(place).help(help));
    }

    /// Says that a key is missing that the section does not call required.
    pub fn push_missing(&mut self, key: &str, example: &str) {
        self.reader.push_missing(self.table, key, example);
    }

    /// Says what is wrong with the value of a key that is there.
    pub fn refuse(&mut self, key: &str, message: &str, label: &str, help: &str) {
        let Some(node) = self.table.get(key) else { return };
        let message = format!("{} {message}", quoted(&node.path));
        self.reader.problems.push(Diagnostic::error(message).at(&node.place).label(label).help(help));
    }

    /// Says that a key is missing, where it must be there and is not.
    fn miss(&mut self, key: &str) {
        let key = self.key(key);
        if key.is_required && !self.has(key.name) {
            self.reader.push_missing(self.table, key.name, &example(key));
        }
    }

    fn key(&self, name: &str) -> &'static Key {
        let key = self.kind.section.keys.iter().find(|key| key.name == name);
        key.expect("a kind reads the keys of its own section")
    }
}

/// A key with a value, as a file has it.
pub(in crate::scenario::read) fn example(key: &Key) -> String {
    format!("{} = {}", key.name, key.example.or(key.default).unwrap_or(".."))
}
