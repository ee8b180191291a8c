//! Calibration: conditions the distributions of a scenario on a history.

pub mod density;

pub use density::LogDensity;
