//! The plans of a run, a comparison, a sweep and a calibration, and what becomes of them: the ground on which both the library's public face and the
//! commands stand, so that they do the same and write the same files.

pub mod calibration;
pub mod comparison;
pub mod diff;
pub mod discover;
pub mod equal_money;
pub mod form;
pub mod optimise;
pub mod run;
pub mod sensitivity;
pub mod solve;
pub mod sweep;
