//! The people of a scenario: its roster, who joins and leaves it when, and what else is known of them.

pub(super) mod covariates;
mod generate;
pub(super) mod last_days;
mod leavers;
pub(super) mod money;
pub(super) mod names;
mod needs;
pub(super) mod researcher;
pub(super) mod roster;
pub(super) mod rows_of_nobody;
pub(super) mod synonyms;
