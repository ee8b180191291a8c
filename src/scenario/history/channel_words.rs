//! What a word in the history's column `channel` means: a channel's name, `unknown`, `censored`, or what `[history.channels]` says that
//! the word stands for.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Place, quoted, shown};
use crate::scenario::file::csv::cells::Oddity;
use crate::scenario::file::csv::sheet::{Cell, Sheet};
use crate::scenario::file::{Entry, Names, Reader, Table};

/// In place of a channel: left observation for another cause than an exit.
const CENSORED: &str = "censored";
/// In place of a channel: left, and nobody knows where to.
const UNKNOWN: &str = "unknown";

/// So many words are shown.
const SHOWN: usize = 6;

/// What a word means.
#[derive(Clone, Copy)]
pub(in crate::scenario) enum Meaning {
    /// The channel of this index.
    Channel(usize),
    /// An exit through a channel that is not known.
    Unknown,
    /// The end of observation for another cause.
    Censored,
}

/// The words of a history.
pub(in crate::scenario) struct ChannelWords {
    channels: Names,
    /// What `[history.channels]` says.
    given: HashMap<String, Meaning>,
    /// `[history] channel`: what an exit without a word means.
    pub default: Option<Meaning>,
    /// Words that mean nothing, in order, each with its places.
    strange: Vec<(String, Vec<Place>)>,
}

impl ChannelWords {
    /// What the word of a cell means. One without a meaning is kept, to be told of.
    pub fn meaning(&mut self, cell: &Cell<'_>) -> Option<Meaning> {
        let word = cell.text.as_ref();
        let meaning = self.given.get(word).copied().or_else(|| self.own(word));
        if meaning.is_none() {
            match self.strange.iter_mut().find(|(strange, _)| strange == word) {
                Some((_, places)) => places.push(cell.place.clone()),
                None => self.strange.push((word.to_owned(), vec![cell.place.clone()])),
            }
        }
        meaning
    }

    /// Whether a word is one that means something.
    pub fn has(&self, word: &str) -> bool {
        self.given.contains_key(word) || self.own(word).is_some()
    }

    /// What a word means that no table explains.
    fn own(&self, word: &str) -> Option<Meaning> {
        match word {
            CENSORED => Some(Meaning::Censored),
            UNKNOWN => Some(Meaning::Unknown),
            name => self.channels.get(name).map(Meaning::Channel),
        }
    }

    /// All words that mean something by themselves.
    fn all(&self) -> impl Iterator<Item = &str> {
        self.channels.iter().chain([UNKNOWN, CENSORED])
    }
}

impl Reader {
    /// `[history.channels]` of the table `[history]`.
    pub fn channel_words(&mut self, table: &Table, channels: Names) -> ChannelWords {
        let mut words = ChannelWords { channels, given: HashMap::new(), default: None, strange: Vec::new() };
        if let Some((node, name)) = table.get("channel").and_then(|node| Some((node, self.text(node)?))) {
            words.default = words.own(name);
            if words.default.is_none() && !words.channels.is_empty() {
                self.push_no_channel(name, &node.place, &words);
            }
        }
        let Some(given) = self.table_at(table, "channels") else { return words };
        for entry in &given.entries {
            let Some(name) = self.text(&entry.node) else { continue };
            if let Some(meaning) = words.own(name) {
                words.given.insert(entry.key.clone(), meaning);
            } else if !words.channels.is_empty() {
                self.push_no_channel(name, &entry.node.place, &words);
            }
        }
        words
    }

    /// Warns of what `[history.channels]` explains and no row says: a word in another form means something else, or nothing.
    pub fn warn_of_unused_words(&mut self, table: &Table, sheet: &Sheet, words: &ChannelWords) {
        let Some(given) = table.table("channels") else { return };
        let column = if sheet.has("channel") { "channel" } else { "event" };
        let mut said: Vec<String> = sheet.rows().filter_map(|row| Some(row.written(column)?.text.into_owned())).collect();
        said.sort_unstable();
        said.dedup();
        let unused: Vec<&Entry> =
            given.entries.iter().filter(|entry| words.given.contains_key(&entry.key) && said.binary_search(&entry.key).is_err()).collect();
        let Some(first) = unused.first().filter(|_| sheet.has(column)) else { return };
        let names: Vec<String> = unused.iter().take(SHOWN).map(|entry| quoted(&entry.key)).collect();
        let message = match unused.len() {
            1 => format!("no row of the history has the word {}", names[0]),
            count => {
                format!("no row of the history has these {count} words: {}{}", names.join(", "), if count > SHOWN { ", ..." } else { "" })
            }
        };
        // One that is explained by itself is no slip.
        let others = said
            .iter()
            .map(String::as_str)
            .filter(|word| !given.entries.iter().any(|entry| entry.key == *word) || words.own(word).is_some());
        let help = match self.problems.nearest(&first.key, others) {
            Some(near) => format!("the history has {}: capitals and blanks count", quoted(near)),
            None => format!("write the words as the column `{column}` has them, or take them out"),
        };
        self.problems.push(Diagnostic::warning(message).at(&first.key_place).help(help));
    }

    fn push_no_channel(&mut self, name: &str, place: &Place, words: &ChannelWords) {
        let diagnostic = Diagnostic::error(format!("there is no channel {}", quoted(name))).at(place);
        let help = match self.problems.nearest(name, words.all()) {
            Some(near) => format!("did you mean {}?", quoted(near)),
            None => format!("the channels are {}", list(words)),
        };
        self.problems.push(diagnostic.label("unknown channel").help(help));
    }

    /// Says which words mean nothing: each once, with how often it stands there, and what to do about it.
    pub fn tell_strange_words(&mut self, words: &ChannelWords) {
        // Without any channel, that is the mistake.
        if words.channels.is_empty() {
            return;
        }
        for (word, places) in &words.strange {
            let first = &places[0];
            let label = if places.len() == 1 { "unknown channel".to_owned() } else { format!("the first of {}", places.len()) };
            let diagnostic = Diagnostic::error(format!("there is no channel {}", quoted(word))).at(first).label(label);
            let help = if let Some(oddity) = Oddity::of(word) {
                oddity.help().to_owned()
            } else {
                let (list, word) = (list(words), shown(word));
                let meant = self.problems.nearest(&word, words.all()).unwrap_or(UNKNOWN);
                format!("the channels are {list}; say what another word stands for: [history.channels] \"{word}\" = \"{meant}\"")
            };
            self.problems.push(diagnostic.help(help));
        }
    }
}

/// The words that mean something by themselves, in words.
fn list(words: &ChannelWords) -> String {
    const SHOWN: usize = 12;
    let names: Vec<&str> = words.channels.iter().take(SHOWN).collect();
    format!("{}, and in a history also {UNKNOWN} and {CENSORED}", names.join(", "))
}
