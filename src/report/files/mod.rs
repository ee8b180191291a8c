//! The files of results: what they hold, what describes them, and the folder that they appear in as a whole.

pub mod bundle;
pub mod csv;
pub mod datapackage;
pub mod dictionary;
pub mod events;
pub mod folder;
pub mod key;
pub mod large;
pub mod manifest;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod posterior;

/// The page of results, where it is written beside the files of a folder.
pub const PAGE: &str = "report.html";
