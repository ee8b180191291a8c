//! What users type, see and find on the disk.

mod calibrate;
mod commands;
mod files;
mod folder;
mod formats;
#[cfg(unix)]
mod hardship;
mod made;
mod new;
mod parts;
mod promises;
mod shards;
mod shell;
mod table;
