//! The simulation against the definition of the hazard, `World::hazard`, which sums the effects of all exits anew at each time.
//!
//! Two ways: second samplers by Poisson thinning (Lewis & Shedler 1979; Ogata 1981), which must agree in distribution, and the
//! identity that the simulation rests on, for each exit of single trials: the cumulative hazard up to it is the patience.

mod identity;
mod mechanisms;
mod sampler;
mod world_identity;
mod world_sampler;

use stayput::internals::simulate::Trajectory;

/// What happened in one trial, in order of time.
fn in_order(trajectory: &Trajectory) -> Trajectory {
    let mut trajectory = trajectory.clone();
    trajectory.events.sort_by(|a, b| a.time.total_cmp(&b.time));
    trajectory
}
