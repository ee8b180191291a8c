//! The integration tests, in one crate.

mod errors;
mod reading;
