//! What an import writes: the files of a scenario, and the report of what was read.

pub(super) mod pseudonyms;
pub(super) mod report;
pub(super) mod scenario;
