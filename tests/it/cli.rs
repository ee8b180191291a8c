//! What users type, see and find on the disk.

mod commands;
mod files;
mod folder;
mod made;
mod new;
mod shell;
mod table;
