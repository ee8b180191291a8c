//! One trial: patience, hazard, and the exits that follow from them.
//!
//! For each researcher, channel (or spin-out) and spell luck is a *patience*: a unit-exponential threshold, keyed by who it belongs to
//! ([`trial::luck`]). The exit comes when the cumulative hazard reaches it (the random time change; Sellke's construction). Everything else in a
//! trial is a consequence:
//!
//! | what happens | what follows | file |
//! |---|---|---|
//! | a decision to leave | contagion and leader exit on those who are left ([`world::contagion`]); the exit, after the notice | `trial/notice.rs` |
//! | an exit | a seat less at the competitor; perhaps a return, perhaps an open seat here | `trial/seats.rs`, `trial/hiring.rs` |
//! | an exit to found a startup | team-mates who found too, at once; after the delay a spin-out that pulls ([`crate::hazard::spinout`]) | `trial/cofounding.rs`, `trial/pull.rs` |
//! | a return | a new spell, with new patience | `trial/returns.rs` |
//! | a seat filled | a newcomer, with luck keyed by the seat's first holder and the count of its fillings | `trial/hiring.rs` |
//!
//! People who are moved alike share a clock ([`trial::risk_group`]), so that a month costs one integral a group and risk, not one a person; what is
//! due on a day known beforehand stands in the event queue (`trial/event_queue.rs`). Groups that nothing but their own exits and known
//! changes moves are run one after another (`trial/lone_group.rs`); where each exit moves all groups, what they share is worked out once
//! (`trial/tied_groups.rs`). Where nobody moves anybody each is alone with a table (`trial/no_interaction.rs`). What happened is a [`trajectory`]; from it and the definition, [`World::hazard`], any hazard of the trial can be computed anew, which is how the tests
//! check all of the above.

pub mod batch;
pub mod declined_offers;
pub mod event_log;
pub mod model;
mod movers;
pub mod policies;
pub mod replay;
pub mod risk;
pub mod trajectory;
pub mod trial;
pub mod world;

pub use crate::hazard::spinout::Destination;
pub use model::Model;
pub use replay::Replay;
pub use risk::Risk;
pub use trajectory::{Event, EventKind, Trajectory};
pub use trial::Simulator;
pub use world::{Individual, World};
