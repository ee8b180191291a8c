//! stayput: who will still be here, and what would change it?

pub mod calendar;
pub mod ensemble;
pub mod estimate;
pub mod parameter;
pub mod people;
pub mod report;
pub mod scenario;
