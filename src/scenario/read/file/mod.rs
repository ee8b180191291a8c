//! The scenario file: its syntax, its tree of keys and values, and what a command line overrides in it.

pub(in crate::scenario::read) mod fields;
pub(in crate::scenario::read) mod likeness;
pub(in crate::scenario::read) mod overrides;
pub(in crate::scenario::read) mod results;
pub(in crate::scenario::read) mod syntax;
pub(in crate::scenario::read) mod tree;
