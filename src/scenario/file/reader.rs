//! The state of reading, which every part of a scenario adds to.
//!
//! Each part has methods of its own beside its type. Such a method reads its table as far as it can, pushes a diagnostic for what it cannot
//! read, and goes on with a stand-in; what was read is handed out only if no error was pushed.

use super::files::Files;
use super::numbers::ranges::NumberRange;
use super::spellings::Spellings;
use super::tree::Table;
use crate::diagnostic::{Place, Problems, Source};
use crate::parameter::Parameter;

/// What has been read so far.
pub(in crate::scenario) struct Reader {
    pub files: Files,
    pub problems: Problems,
    /// The distributions so far, in the order in which they are read.
    pub parameters: Vec<Parameter>,
    /// The ranges of their keys.
    pub ranges: Vec<NumberRange>,
    /// The paths that settings change, each with the option that does.
    pub set: Vec<(String, &'static str)>,
    /// The names so far.
    pub spellings: Spellings,
    /// The file as written, without settings.
    pub written: Table,
    /// The syntax of the file is broken, so that what seems to be missing may only be lost.
    pub is_broken: bool,
}

impl Reader {
    /// Nothing has been read.
    pub fn new(files: Files) -> Self {
        let nothing = Place::new(&Source::file(0, "", ""), 0..0);
        Self {
            files,
            problems: Problems::default(),
            parameters: Vec::new(),
            ranges: Vec::new(),
            set: Vec::new(),
            spellings: Spellings::default(),
            written: Table { path: String::new(), place: nothing, entries: Vec::new() },
            is_broken: false,
        }
    }
}
