//! The integration tests, in one crate so that they link once.

mod cli;
mod errors;
mod reading;
mod schema;
