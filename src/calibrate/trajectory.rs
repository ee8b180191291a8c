//! The density as the crate `nuts-rs` sees it: in units in which every step is 1, so that step size and metric are ours to change.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use nuts_rs::{CpuLogpFunc, CpuMathError, HasDims, LogpError, rand};

use super::LogDensity;

/// What the density and the trajectories share: the chain's own copy, and the scales in which trajectories see it.
#[derive(Debug)]
pub(super) struct Ground<D> {
    /// The density as it is now.
    pub density: D,
    /// Step size times standard deviation of each coordinate: trajectories take steps of 1 in units of these.
    pub units: Vec<f64>,
}

/// The density as trajectories see it: in units in which a step is 1.
pub(super) struct Trajectory<D> {
    /// Shared with the chain, which may change it between two transitions.
    pub ground: Rc<RefCell<Ground<D>>>,
}

/// The density is not finite there; a trajectory that comes there diverges.
#[derive(Debug)]
pub(super) struct Outside;

impl std::fmt::Display for Outside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the density is not finite there")
    }
}

impl std::error::Error for Outside {}

impl LogpError for Outside {
    fn is_recoverable(&self) -> bool {
        true
    }
}

impl<D: LogDensity> HasDims for Trajectory<D> {
    fn dim_sizes(&self) -> HashMap<String, u64> {
        HashMap::from([("unconstrained_parameter".to_owned(), self.dim() as u64)])
    }
}

impl<D: LogDensity> CpuLogpFunc for Trajectory<D> {
    type LogpError = Outside;
    type FlowParameters = Vec<f64>;
    type ExpandedVector = Vec<f64>;

    fn dim(&self) -> usize {
        self.ground.borrow().density.dimension()
    }

    fn logp(&mut self, position: &[f64], gradient: &mut [f64]) -> Result<f64, Outside> {
        let density = self.ground.borrow().density.log_density(position, gradient);
        if density.is_finite() && gradient.iter().all(|slope| slope.is_finite()) { Ok(density) } else { Err(Outside) }
    }

    fn expand_vector<R: rand::Rng + ?Sized>(&mut self, _: &mut R, position: &[f64]) -> Result<Vec<f64>, CpuMathError> {
        Ok(position.to_vec())
    }

    fn new_transformation<R: rand::Rng + ?Sized>(&mut self, _: &mut R, _: usize, _: u64) -> Result<Vec<f64>, Outside> {
        Ok(self.ground.borrow().units.clone())
    }

    fn init_transformation<R: rand::Rng + ?Sized>(&mut self, _: &mut R, _: &[f64], _: &[f64], _: u64) -> Result<Vec<f64>, Outside> {
        Ok(self.ground.borrow().units.clone())
    }

    /// The units are constant between two calls of `set_position`, which computes everything anew.
    fn transformation_id(&self, _: &Vec<f64>) -> Result<i64, Outside> {
        Ok(0)
    }

    fn inv_transform_normalize(
        &mut self,
        units: &Vec<f64>,
        position: &[f64],
        gradient: &[f64],
        scaled_position: &mut [f64],
        scaled_gradient: &mut [f64],
    ) -> Result<f64, Outside> {
        for (i, &unit) in units.iter().enumerate() {
            scaled_position[i] = position[i] / unit;
            scaled_gradient[i] = gradient[i] * unit;
        }
        Ok(0.0)
    }

    fn init_from_untransformed_position(
        &mut self,
        units: &Vec<f64>,
        position: &[f64],
        gradient: &mut [f64],
        scaled_position: &mut [f64],
        scaled_gradient: &mut [f64],
        _: Option<f64>,
    ) -> Result<(f64, f64), Outside> {
        let density = self.logp(position, gradient)?;
        Ok((density, self.inv_transform_normalize(units, position, gradient, scaled_position, scaled_gradient)?))
    }

    fn init_from_transformed_position(
        &mut self,
        units: &Vec<f64>,
        position: &mut [f64],
        gradient: &mut [f64],
        scaled_position: &[f64],
        scaled_gradient: &mut [f64],
        _: Option<f64>,
    ) -> Result<(f64, f64), Outside> {
        for (i, &unit) in units.iter().enumerate() {
            position[i] = scaled_position[i] * unit;
        }
        let density = self.logp(position, gradient)?;
        for (i, &unit) in units.iter().enumerate() {
            scaled_gradient[i] = gradient[i] * unit;
        }
        Ok((density, 0.0))
    }
}
