//! Draws from a density: the No-U-Turn sampler ([`nuts`]) with its warm-up, and the gates that its chains must pass before their draws are
//! believed ([`gates`]).

pub mod density;
pub mod gates;
pub mod nuts;
mod nuts_rs;
mod warmup;

pub use density::LogDensity;
pub use nuts::{Between, Chain, Draw, Sampling, SamplingError, Step, nothing_between, sample};
