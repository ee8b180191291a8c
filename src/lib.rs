//! stayput: who will still be here, and what would change it?

pub mod calendar;
pub mod diagnostic;
pub mod ensemble;
pub mod estimate;
pub mod hazard;
pub mod math;
pub mod parameter;
pub mod people;
pub mod random;
pub mod report;
pub mod scenario;
pub mod simulate;
