//! CSV files: their encoding, their lines, their headings under whatever name, and what cells hold that was meant to be something else.

pub(crate) mod cells;
pub(in crate::scenario) mod encoding;
pub(in crate::scenario) mod file_kind;
mod headings;
pub(crate) mod lines;
mod parse;
pub(in crate::scenario) mod renaming;
pub(crate) mod sheet;
pub(crate) mod swallowed;
pub(in crate::scenario) mod thousands;
