//! Diagnostics: everything that is wrong with the files of a scenario, each problem at its place, all of them at once.
//!
//! A reader pushes a [`Diagnostic`] and goes on with a stand-in for what it could not read, so that one mistake hides no other.

mod alike;
pub(crate) mod likeness;
mod nearest;
mod render;
mod source;
mod unseen;

use std::collections::HashMap;
use std::fmt;

use alike::Also;
pub use likeness::composed;
pub use nearest::nearest;
pub(crate) use source::lines;
pub use source::{Place, Source};
pub use unseen::{escaped, escaped_but_for_colours, is_unseen, upright};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing can be run.
    Error,
    /// It runs, and probably means something else.
    Warning,
    /// Good to know.
    Note,
}

/// One thing to say about a file.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    severity: Severity,
    message: String,
    place: Option<Place>,
    label: Option<String>,
    help: Option<String>,
    /// Further rows of a table of which the same is to be said.
    also: Option<Box<Also>>,
}

impl Diagnostic {
    /// A problem that forbids to run.
    pub fn error(message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, message: message.into(), place: None, label: None, help: None, also: None }
    }

    /// Something that is probably a mistake.
    pub fn warning(message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(message) }
    }

    /// Something that the reader should know.
    pub fn note(message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(message) }
    }

    /// Where it is.
    pub fn at(self, place: &Place) -> Self {
        Self { place: Some(place.clone()), ..self }
    }

    /// What to write beside the mark, in a few words: what was expected there.
    pub fn label(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    /// What to do about it.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Suggests a name, if there is one to suggest.
    pub fn suggest(self, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.help(format!("did you mean {}?", quoted(name))),
            None => self,
        }
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Where it is, if it is in a file that could be read.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// What is wrong, and how many more rows of a table it is true of.
    fn text(&self) -> String {
        self.message.clone() + &self.also.as_ref().map_or_else(String::new, |also| also.words())
    }

    /// `file:line:column: error: message`, a form that tests and editors can hold on to.
    pub fn line(&self) -> String {
        let kind = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        match &self.place {
            Some(place) => {
                let (line, column) = place.line_and_column();
                format!("{}:{line}:{column}: {kind}: {}", place.source().name(), self.text())
            }
            None => format!("{kind}: {}", self.text()),
        }
    }
}

/// More diagnostics than this are counted, not kept: nobody reads the thousand-and-first, and a large wrong file must not cost hours.
const MOST_KEPT: usize = 1000;

/// Beyond so many diagnostics nothing is looked up to go with one: only the first are shown.
const MOST_HELPED: usize = 50;

/// All that was found in the files of a scenario, in the order of the files and of the places in them.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    diagnostics: Vec<Diagnostic>,
    unlisted: usize,
    /// How many errors were added, those of further rows included.
    added: usize,
    /// By what they have in common, the first of those that are alike.
    alike: HashMap<String, usize>,
}

impl Problems {
    /// Adds one. The same problem in another row of a table is counted with the first.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let [exact, loose] = [true, false].map(|with_help| alike::key(&diagnostic, with_help));
        // What is not worth help has none, and is alike to what has some.
        let key = if self.is_worth_help() { &exact } else { &loose };
        self.added += usize::from(diagnostic.severity == Severity::Error);
        if let (Some(&first), Some(place)) = (key.as_ref().and_then(|key| self.alike.get(key)), &diagnostic.place) {
            self.diagnostics[first].also.get_or_insert_default().add(place.clone());
            return;
        }
        if let (false, Some(exact), Some(loose)) = (self.is_full(), exact, loose) {
            self.alike.insert(exact, self.diagnostics.len());
            self.alike.entry(loose).or_insert(self.diagnostics.len());
        }
        if self.is_full() {
            self.unlisted += usize::from(diagnostic.severity == Severity::Error);
        } else {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Adds those of another file.
    pub fn append(&mut self, mut other: Self) {
        self.diagnostics.append(&mut other.diagnostics);
        self.unlisted += other.unlisted;
    }

    /// The known name most like the given one, unless there are so many problems already that looking for it is a waste.
    pub fn nearest<'a>(&self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        if self.is_worth_help() { nearest(name, known) } else { None }
    }

    /// Whether there are still few enough problems that what takes time to say of another one is worth it.
    pub(crate) fn is_worth_help(&self) -> bool {
        self.added < MOST_HELPED
    }

    /// The number of errors, those that are counted but not kept included.
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == Severity::Error).count() + self.unlisted
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// The diagnostics.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter()
    }

    /// Each diagnostic as one line, see [`Diagnostic::line`].
    pub fn lines(&self) -> Vec<String> {
        self.iter().map(Diagnostic::line).collect()
    }

    /// The errors alone: what is said where nothing else is to be.
    pub fn only_errors(&self) -> Self {
        let diagnostics = self.diagnostics.iter().filter(|d| d.severity == Severity::Error).cloned().collect();
        Self { diagnostics, unlisted: self.unlisted, ..Self::default() }
    }

    /// Without the notes: what a run says of files that `check` has more to say about.
    pub fn without_notes(&self) -> Self {
        let diagnostics = self.diagnostics.iter().filter(|d| d.severity != Severity::Note).cloned().collect();
        Self { diagnostics, unlisted: self.unlisted, ..Self::default() }
    }

    /// The text for a terminal: each problem with its marked line, and at the end how many there are if any forbids to run.
    pub fn render(&self, color: bool) -> String {
        self.render_within(render::PAGE, color)
    }

    /// The same in so many columns.
    pub fn render_within(&self, columns: usize, color: bool) -> String {
        render::problems(self, columns, color)
    }

    /// Brings the diagnostics into the order of files and places.
    pub(crate) fn sort(&mut self) {
        self.alike.clear();
        self.diagnostics.sort_by_key(|d| d.place.as_ref().map(Place::order));
    }

    /// Keeps the diagnostics for which the predicate holds.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.alike.clear();
        self.diagnostics.retain(keep);
    }

    fn is_full(&self) -> bool {
        self.diagnostics.len() >= MOST_KEPT
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

/// A user's text within a message: on one line, not too long, harmless to a terminal.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let dots = if text.chars().nth(LONGEST).is_some() { "…" } else { "" };
    let start: String = text.chars().take(LONGEST).collect();
    format!("`{}{dots}`", shown(&start))
}

/// A user's text on one line, harmless to a terminal: what would act on it instead of being seen is escaped.
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_unseen(c) => unseen::push_escape(c, &mut out),
            c => out.push(c),
        }
    }
    out
}
