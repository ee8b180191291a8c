//! The notice: the time between a decision to leave and the exit.

use crate::scenario::file::{Form, Key, Reader, Section, Table};
use crate::scenario::root::RootKeys;

/// `[notice]`.
pub(in crate::scenario) static NOTICE: Section = Section::new(
    "The time between a decision to leave and the exit. Colleagues know from the decision on; the seat is empty from the exit on.",
    &[Key::new("length", Form::Duration, "How long it is.").required().example("\"2 months\"")],
);

impl Reader {
    /// `[notice]`: its length \[years\].
    pub fn notice(&mut self, root: &Table, root_keys: &RootKeys) -> f64 {
        let Some(keys) = self.keys_at(root, "notice", &NOTICE) else { return 0.0 };
        let length = self.length(keys, "length");
        self.warn_of_length(keys, "length", length, root_keys, "nobody who decides to leave is gone");
        length
    }
}
