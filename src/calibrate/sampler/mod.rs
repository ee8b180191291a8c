//! Draws from a density: the No-U-Turn sampler ([`nuts`]) with its warm-up, whether its chains agree ([`convergence`]), and the gates that
//! they must pass before their draws are believed ([`gates`]).

pub mod convergence;
pub mod density;
pub mod gates;
pub mod nuts;
mod nuts_rs;
mod warmup;

pub use density::LogDensity;
pub use nuts::{Between, Chain, Draw, Sampling, SamplingError, Step, nothing_between, sample};
