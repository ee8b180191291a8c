//! Staffing: what happens to a seat after a decision to leave, and what the lab needs its people for.

pub(super) mod capabilities;
pub(super) mod hiring;
pub(super) mod notice;
pub(super) mod returns;

/// More seats or people than this are never needed.
pub(super) const MOST_NEEDED: u64 = 1_000_000;
