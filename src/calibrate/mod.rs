//! Calibration: conditions the distributions of a scenario on a history.

pub mod chains;
pub mod density;
pub mod psis;

pub use density::LogDensity;
