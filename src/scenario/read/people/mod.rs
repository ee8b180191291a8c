//! The people of a scenario: its roster, who joins and leaves it when, what they can do and what else is known of them.

pub(in crate::scenario::read) mod capabilities;
pub(in crate::scenario::read) mod contradictions;
pub(in crate::scenario::read) mod covariates;
pub(in crate::scenario::read) mod generate;
pub(in crate::scenario::read) mod last_days;
pub(in crate::scenario::read) mod leavers;
pub(in crate::scenario::read) mod researcher;
pub(in crate::scenario::read) mod roster;
