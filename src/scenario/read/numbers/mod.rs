//! Numbers, distributions, dates and durations, each within the range of its key.

pub(in crate::scenario::read) mod amounts;
pub(in crate::scenario) mod distribution;
pub(in crate::scenario::read) mod foreign_dates;
pub(in crate::scenario::read) mod quantity;
pub(crate) mod ranges;
pub(in crate::scenario::read) mod scale;
pub(in crate::scenario::read) mod time;
pub(in crate::scenario::read) mod units;
