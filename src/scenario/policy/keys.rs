//! The keys of one policy, as its kind reads them: what each means, its range and its default stand in the kind's section.

use crate::calendar::Duration;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::people::Roster;
use crate::scenario::exits::channels::{Channel, Kind as ChannelKind};
use crate::scenario::exits::decay::Decay;
use crate::scenario::file::{Keys, Names, Node, Reader, Table, Value};
use crate::scenario::root::RootKeys;

/// What policies refer to.
pub(in crate::scenario) struct PolicyContext<'a> {
    /// The whole file.
    pub root: &'a Table,
    pub root_keys: &'a RootKeys,
    pub channels: &'a [Channel],
    pub roster: &'a Roster,
    /// Ids, in the order of the roster.
    pub ids: &'a Names,
    /// Whether everything of the roster could be opened.
    pub is_whole: bool,
    /// Whether exits to found open a spin-out, where the scenario has spin-outs.
    pub opens_spinouts: bool,
}

/// A policy's keys, and what they are part of. What cannot be read is said, and something stands in for it.
pub(crate) struct PolicyKeys<'a> {
    pub(super) reader: &'a mut Reader,
    pub(super) keys: Keys<'a>,
    /// The name of the policy's kind.
    pub(super) kind: &'static str,
    pub(super) context: &'a PolicyContext<'a>,
}

impl<'a> PolicyKeys<'a> {
    /// Whether a key is there.
    pub fn has(&self, key: &str) -> bool {
        self.keys.has(key)
    }

    /// The number of a key: given, else its default. One that has none must be there.
    pub fn quantity(&mut self, key: &str) -> Quantity {
        self.reader.quantity(self.keys, key)
    }

    /// The number of a key that may be absent.
    pub fn optional(&mut self, key: &str) -> Option<Quantity> {
        self.reader.optional(self.keys, key)
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
        self.keys.get(key).map_or(Decay::Never, |node| self.reader.half_life(node))
    }

    /// A length of time \[years\], longer than nothing; 0 where the key is absent and may be.
    pub fn length(&mut self, key: &str) -> f64 {
        self.given(key).and_then(|node| self.reader.positive_duration(node)).map_or(0.0, |length| length.years())
    }

    /// A time by which the calendar is counted, longer than nothing: given, else its default.
    pub fn calendar_duration(&mut self, key: &str) -> Option<Duration> {
        let Some(node) = self.given(key) else {
            return self.keys.key(key).default.and_then(|time| Duration::parse(time.trim_matches('"')));
        };
        self.reader.calendar_duration(node)?;
        self.reader.positive_duration(node).filter(|duration| duration.count > 0.0)
    }

    /// The channels that the key `channels` names, else [`Self::willing_channels`].
    pub fn any_channels(&mut self) -> Vec<usize> {
        if self.has("channels") { self.reader.listed_channels(self.keys.table, self.context.channels) } else { self.willing_channels() }
    }

    /// The same for a kind that cannot act on dismissals.
    pub fn own_channels(&mut self) -> Vec<usize> {
        let channels = self.any_channels();
        let all = self.context.channels;
        let dismissed = channels.iter().map(|&channel| &all[channel]).find(|channel| channel.kind == ChannelKind::Dismissed);
        if let (Some(channel), Some(node)) = (dismissed, self.keys.get("channels")) {
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
        let channels = self.context.channels.iter().enumerate();
        channels.filter(|(_, channel)| is_meant(channel.kind)).map(|(index, _)| index).collect()
    }

    /// Whether the scenario has no table of this name.
    pub fn lacks(&self, table: &str) -> bool {
        !self.reader.is_broken && self.context.root.get(table).is_none()
    }

    /// Whether a table of the scenario gives a key.
    pub fn scenario_gives(&self, table: &str, key: &str) -> bool {
        self.reader.is_broken || self.context.root.table(table).is_some_and(|table| table.get(key).is_some())
    }

    /// Says what is missing in the scenario for the policy to do anything, and what to do about it.
    pub fn push_idle(&mut self, what: &str, help: &str) {
        let message = format!("a policy of the kind {} does nothing without {what}", quoted(self.kind));
        let place = self.keys.table.get("kind").map_or(&self.keys.table.place, |node| &node.place);
        self.reader.problems.push(Diagnostic::error(message).at(place).help(help));
    }

    /// Whether exits to found open a spin-out, where the scenario has spin-outs.
    pub fn opens_spinouts(&self) -> bool {
        self.context.opens_spinouts
    }

    /// Says that a key is missing that the section does not call required.
    pub fn miss(&mut self, key: &str) {
        self.reader.miss(self.keys, key);
    }

    /// Warns of a number of a key that is there.
    pub fn warn(&mut self, key: &str, message: &str, label: &str) {
        if let Some(node) = self.keys.table.get(key) {
            let message = format!("{} {message}", quoted(&node.path));
            self.reader.problems.push(Diagnostic::warning(message).at(&node.place).label(label));
        }
    }

    /// Says what is wrong with the value of a key that is there.
    pub fn refuse(&mut self, key: &str, message: &str, label: &str, help: &str) {
        let Some(node) = self.keys.get(key) else { return };
        let message = format!("{} {message}", quoted(&node.path));
        self.reader.problems.push(Diagnostic::error(message).at(&node.place).label(label).help(help));
    }

    /// The value of a key, which is missed where it must be there.
    fn given(&mut self, key: &str) -> Option<&'a Node> {
        if self.keys.key(key).is_required { self.reader.required(self.keys, key) } else { self.keys.get(key) }
    }
}
