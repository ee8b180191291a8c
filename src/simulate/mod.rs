//! One trial: patience, hazard, and the cascade of exits that follows from them.
//!
//! For each researcher and channel luck is a *patience*: a unit-exponential threshold, keyed by who it belongs to. The exit comes when
//! the cumulative hazard reaches it (the random time change; Sellke's construction). Everything else in a trial is a consequence.

mod apart;
mod ignorance;
pub mod model;
pub mod pace;
pub mod past;
pub mod patience;
pub mod ties;
pub mod trial;
pub mod world;

pub use model::Model;
pub use pace::Exit;
pub use trial::Simulator;
pub use world::{Circumstance, World};
