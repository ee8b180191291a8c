//! The people of a scenario: who is there, who was there before, and who is tied to whom.

pub mod disclosure;
pub mod history;
pub mod parts;
pub mod roster;

pub use history::{History, HistoryRow, Outcome};
pub use roster::{Hire, LastDay, Researcher, Roster};
