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
pub mod maximum;
pub mod newton;
mod parallel;
pub mod posterior;
pub mod prior;
pub mod setting;
pub mod study;
pub mod summary;
pub mod transform;

pub use density::LogDensity;
pub use hazards::{Hazards, PathSteps, Period, Possible, Side};
pub use likelihood::Likelihood;
pub use maximum::{Maximum, maximum};
pub use posterior::Posterior;
pub use setting::Setting;
pub use study::{Ending, Hired, Spell, Study, When};
pub use summary::Summary;
