//! CSV files: their encoding, their lines, their headings under whatever name, and what cells hold that was meant to be something else.

pub(in crate::scenario::read) mod cells;
pub(in crate::scenario::read) mod encoding;
pub(in crate::scenario::read) mod file_kind;
pub(in crate::scenario::read) mod headings;
pub(crate) mod lines;
pub(in crate::scenario::read) mod renaming;
pub(in crate::scenario::read) mod rows_of_nobody;
pub(in crate::scenario::read) mod sheet;
pub(in crate::scenario::read) mod spellings;
pub(crate) mod swallowed;
pub(in crate::scenario::read) mod synonyms;
pub(in crate::scenario::read) mod thousands;
