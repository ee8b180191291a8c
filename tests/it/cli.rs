//! What users type, see and find on the disk.

mod alone;
mod budget;
mod calibrate;
mod cascades;
mod commands;
mod compare;
mod decisions;
mod diff;
mod disclosure;
mod discover;
mod events;
mod explain;
#[cfg(unix)]
mod faults;
mod files;
mod folder;
mod formats;
mod given;
mod guide;
pub mod handmade_estimates;
#[cfg(unix)]
mod hardship;
mod headings;
mod help;
#[cfg(unix)]
mod hostile;
mod import;
mod key;
mod last_days;
mod new;
#[cfg(feature = "parquet")]
mod parquet;
mod parts;
mod places;
#[cfg(unix)]
mod planted;
mod plot;
mod policies;
mod promises;
mod regret;
mod report;
mod rerun;
mod schemas;
mod sensitivity;
mod shards;
mod shell;
mod story;
mod sweep;
mod table;
mod unseen;
mod what_ifs;
