//! Comparisons on the same luck.

mod acceptability;
mod exact;
mod files;
mod pairing;
mod same;
