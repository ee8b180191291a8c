//! What commands print and write, and how they are interrupted.

pub mod adopt;
pub mod console;
pub mod event_log;
pub mod hidden_assertions;
pub mod interrupt;
pub mod place;
pub mod progress;
pub mod results;
pub mod shell;
pub mod story;
pub mod width;
