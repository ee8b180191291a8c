//! One trial: patience, hazard, and the exits that follow from them.
//!
//! For each researcher, channel (or spin-out) and spell luck is a *patience*: a unit-exponential threshold, keyed by who it belongs to
//! ([`luck`]). The exit comes when the cumulative hazard reaches it (the random time change; Sellke's construction). Everything else in a
//! trial is a consequence:
//!
//! | what happens | what follows | file |
//! |---|---|---|
//! | a decision to leave | contagion and leader exit on those who are left ([`ties`]); the exit, after the notice | `event_loop` |
//! | an exit | a seat less at the competitor; perhaps a return, perhaps an open seat here | `event_loop`, `staffing` |
//! | an exit to found a startup | team-mates who found too, at once; after the delay a spin-out that pulls ([`spinouts`]) | `founding` |
//! | a return | a new spell, with new patience | `staffing` |
//! | a seat filled | a newcomer, with luck keyed by the seat's first holder and the count of its fillings | `staffing` |
//!
//! People who are moved alike share a clock ([`risk_group`]), so that a month costs one integral a group and risk, not one a person; what is
//! due on a day known beforehand stands in an `event_queue`. Where nobody moves anybody each is alone with a table (`no_interaction`). What happened is
//! a [`trajectory`]; from it and the definition, [`World::hazard`], any hazard of the trial can be computed anew, which is how the tests
//! check all of the above.

pub mod alone;
pub mod costs;
mod event_loop;
mod event_queue;
mod founding;
pub mod halt;
pub mod log;
pub mod luck;
pub mod model;
mod no_interaction;
pub mod offers;
mod parameter_draw;
pub mod past;
mod past_pull;
pub mod patience;
pub mod policies;
pub mod replay;
pub mod risk;
pub mod risk_group;
pub mod spinouts;
mod staffing;
pub mod terms;
pub mod ties;
pub mod told;
pub mod trajectory;
pub mod trial;
pub mod trial_inputs;
mod trial_state;
pub mod world;

pub use halt::Halt;
pub use model::Model;
pub use replay::Replay;
pub use risk::Risk;
pub use trajectory::{Destination, Event, EventKind, Trajectory};
pub use trial::Simulator;
pub use world::{Individual, World};
