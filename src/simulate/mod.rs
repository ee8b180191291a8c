//! One trial: patience, hazard, and the cascade of exits that follows from them.
//!
//! For each researcher and channel luck is a *patience*: a unit-exponential threshold, keyed by who it belongs to. The exit comes when
//! the cumulative hazard reaches it (the random time change; Sellke's construction). Everything else in a trial is a consequence.

mod agenda;
mod apart;
mod cascade;
mod founding;
pub mod log;
pub mod luck;
pub mod model;
pub mod offers;
pub mod pace;
pub mod past;
pub mod patience;
pub mod replay;
pub mod spinouts;
mod staffing;
pub mod terms;
pub mod ties;
pub mod trajectory;
pub mod trial;
pub mod world;

pub use model::Model;
pub use pace::Risk;
pub use replay::Replay;
pub use trajectory::{Destination, Event, EventKind, Trajectory};
pub use trial::Simulator;
pub use world::{Circumstance, World};
