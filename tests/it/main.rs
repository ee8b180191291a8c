//! The integration tests, in one crate so that they link once.

// Exact answers are computed by the platform's own functions, on purpose: another exponential than the simulation's.
#![allow(clippy::disallowed_methods)]

mod calibrate;
mod cli;
mod compare;
mod coupling;
mod coverage;
mod declined_offers;
mod determinism;
mod errors;
mod exact;
mod fixtures;
mod hazard_terms;
mod import;
mod library;
mod library_elsewhere;
mod module_order;
mod mutations;
mod nelson_aalen;
mod numbers;
mod policies;
mod posterior;
mod reading;
mod schema;
mod stopping;
mod thinning;
