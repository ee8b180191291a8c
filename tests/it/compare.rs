//! Comparisons on the same luck.

mod acceptability;
mod equal_money;
mod exact;
mod files;
mod near_ties;
mod pairing;
pub mod same;
mod what_if;
mod widths;
