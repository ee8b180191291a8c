//! A sweep: a grid of settings of a scenario, every point on the same luck.
//!
//! Every point runs the same trials: the same parameter draws of what is not set, the same patience of each researcher, the same market.
//! So the difference of a point from the scenario as it is has a small error (common random numbers, as in [`compare`](crate::compare)),
//! and so has what a policy makes different at a point from no policy there.
//!
//! The scenario as it is goes first, and what each of its trials came to is kept; then one point after another is run, each by all threads.
//! So what is done when a sweep ends early are whole points. Only what is told is counted: the numbers at the horizon.

pub mod axis;
mod counts;
mod grid;
mod legend;
mod results;
pub mod state;
mod workers;

pub use self::axis::Axis;
pub use self::counts::Counts;
pub use self::grid::{Grid, MOST_POINTS};
pub use self::legend::{Legend, PointLegend};
pub use self::results::{Arm, Change, Point, Sweep, results};
pub use self::workers::{MOST_TRIALS, Study};
