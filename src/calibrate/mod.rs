//! Calibration: conditions the distributions of a scenario on a history.

pub mod density;
pub mod dual;
pub mod exposure;
pub mod factors;
pub mod frailty;
pub mod hazards;
pub mod influence;
pub mod jet;
mod layout;
pub mod likelihood;
mod parallel;
pub mod study;

pub use density::LogDensity;
pub use hazards::{Hazards, PathSteps, Period, Possible, Side};
pub use likelihood::Likelihood;
pub use study::{Ending, Hired, Spell, Study, When};
