//! Calibration: conditions the distributions of a scenario on a history.

pub mod chains;
pub mod density;
pub mod gates;
pub mod psis;
pub mod sampler;
mod trajectory;
mod warmup;

pub use density::LogDensity;
