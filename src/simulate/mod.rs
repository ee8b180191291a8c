//! One trial: patience, hazard, and the cascade of exits that follows from them.
//!
//! For each researcher, channel (or spin-out) and spell luck is a *patience*: a unit-exponential threshold, keyed by who it belongs to
//! ([`luck`]). The exit comes when the cumulative hazard reaches it (the random time change; Sellke's construction). Everything else in a
//! trial is a consequence:
//!
//! | what happens | what follows | file |
//! |---|---|---|
//! | a decision to leave | contagion and leader exit on those who are left ([`ties`]); the exit, after the notice | `cascade` |
//! | an exit | a seat less at the competitor; perhaps a return, perhaps an open seat here | `cascade`, `staffing` |
//! | an exit to found a startup | team-mates who found too, at once; after the delay a spin-out that pulls ([`spinouts`]) | `founding` |
//! | a return | a new spell, with new patience | `staffing` |
//! | a seat filled | a newcomer, with luck keyed by the seat's first holder and the count of its fillings | `staffing` |
//!
//! People who are moved alike share a clock ([`pace`]), so that a month costs one integral a group and risk, not one a person; what is
//! due on a day known beforehand stands on an `agenda`. Where nobody moves anybody each is alone with a table (`apart`). What happened is
//! a [`trajectory`]; from it and the definition, [`World::hazard`], any hazard of the trial can be computed anew, which is how the tests
//! check all of the above.

mod agenda;
pub mod alone;
mod apart;
mod cascade;
pub mod costs;
mod founding;
pub mod halt;
mod ignorance;
pub mod log;
pub mod luck;
pub mod model;
pub mod offers;
pub mod pace;
pub mod past;
mod past_pull;
pub mod patience;
pub mod policies;
pub mod replay;
pub mod spinouts;
mod staffing;
pub mod terms;
pub mod ties;
pub mod told;
pub mod trajectory;
pub mod trial;
pub mod world;

pub use halt::Halt;
pub use model::Model;
pub use pace::Risk;
pub use replay::Replay;
pub use trajectory::{Destination, Event, EventKind, Trajectory};
pub use trial::Simulator;
pub use world::{Circumstance, World};
