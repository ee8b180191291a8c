//! Charts in characters: the curve of those still there, and what policies keep on two dates.
//!
//! They are told apart by their shapes, in any colours or none. They are as wide as the screen.

pub(super) mod curve;
mod dates;
pub(super) mod effects;
mod people;
