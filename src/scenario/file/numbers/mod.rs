//! Numbers, distributions, dates and durations, each within the range of its key.

pub(in crate::scenario) mod distribution;
pub(in crate::scenario) mod foreign_dates;
mod quantity;
pub(crate) mod ranges;
pub(in crate::scenario) mod time;
pub(in crate::scenario) mod units;
