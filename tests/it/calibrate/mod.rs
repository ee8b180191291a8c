//! Calibration: samplers and their diagnostics against closed forms and other packages.

mod chains;
mod psis;
mod sampler;
