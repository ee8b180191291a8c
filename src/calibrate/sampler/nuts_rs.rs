//! The density as the crate `nuts-rs` sees it: in units in which every step is 1, so that step size and metric are ours to change.
//!
//! The arithmetic of its trajectories is here too. The crate's own chooses instructions by what the processor has (AVX2 and FMA, or not),
//! and its last bits with them; these plain loops give the same bits everywhere.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use nuts_rs::{HasDims, LogpError, Math, rand};

use crate::Cancellation;
use crate::calibrate::LogDensity;
use crate::math;
use crate::random::open_uniform;

/// What the density and the trajectories share: the chain's own copy, and the scales in which trajectories see it.
#[derive(Debug)]
pub(super) struct Ground<'c, D> {
    /// The density as it is now.
    pub density: D,
    /// Step size times standard deviation of each coordinate: trajectories take steps of 1 in units of these.
    pub units: Vec<f64>,
    /// What breaks trajectories off.
    pub cancellation: Option<&'c Cancellation>,
}

/// The density as trajectories see it: in units in which a step is 1.
pub(super) struct Trajectory<'c, D> {
    /// Shared with the chain, which may change it between two transitions.
    pub ground: Rc<RefCell<Ground<'c, D>>>,
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

impl<D: LogDensity> HasDims for Trajectory<'_, D> {
    fn dim_sizes(&self) -> HashMap<String, u64> {
        HashMap::from([("unconstrained_parameter".to_owned(), self.dim() as u64)])
    }
}

impl<D: LogDensity> Trajectory<'_, D> {
    /// The density and its gradient. Where the chain is broken off there is none, so that a long trajectory ends at once.
    fn density(&self, position: &[f64], gradient: &mut [f64]) -> Result<f64, Outside> {
        if self.ground.borrow().cancellation.is_some_and(Cancellation::is_cancelled) {
            return Err(Outside);
        }
        let density = self.ground.borrow().density.log_density(position, gradient);
        if density.is_finite() && gradient.iter().all(|slope| slope.is_finite()) { Ok(density) } else { Err(Outside) }
    }
}

/// The sum of products, one after the other.
fn dot(x: impl Iterator<Item = f64>, y: &[f64]) -> f64 {
    x.zip(y).fold(0.0, |sum, (x, y)| sum + x * y)
}

/// A standard normal number by inversion of the random number of a word.
fn normal(word: u64) -> f64 {
    let uniform = open_uniform(word);
    if uniform < 0.5 { -math::normal_upper_quantile(uniform) } else { math::normal_upper_quantile(1.0 - uniform) }
}

/// For what only other samplers and metrics of the crate ask for, which [`super::nuts`] does not choose.
fn not_ours() -> ! {
    unreachable!("only other samplers and metrics ask for this")
}

impl<D: LogDensity> Math for Trajectory<'_, D> {
    type Vector = Vec<f64>;
    type EigVectors = ();
    type EigValues = ();
    type LogpErr = Outside;
    type Err = Outside;
    type FlowParameters = Vec<f64>;
    type ExpandedVector = Vec<f64>;

    fn dim(&self) -> usize {
        self.ground.borrow().density.dimension()
    }

    fn new_array(&mut self) -> Vec<f64> {
        vec![0.0; self.dim()]
    }

    fn logp_array(&mut self, position: &Vec<f64>, gradient: &mut Vec<f64>) -> Result<f64, Outside> {
        self.density(position, gradient)
    }

    fn logp(&mut self, position: &[f64], gradient: &mut [f64]) -> Result<f64, Outside> {
        self.density(position, gradient)
    }

    /// Gradients are left as they are: no finite one is too steep.
    fn array_softclip(&mut self, _: &mut Vec<f64>, _: f64) {}

    fn expand_vector<R: rand::Rng + ?Sized>(&mut self, _: &mut R, position: &Vec<f64>) -> Result<Vec<f64>, Outside> {
        Ok(position.clone())
    }

    fn scalar_prods3(
        &mut self,
        positive1: &Vec<f64>,
        negative1: &Vec<f64>,
        positive2: &Vec<f64>,
        x: &Vec<f64>,
        y: &Vec<f64>,
    ) -> (f64, f64) {
        let sums = || positive1.iter().zip(positive2).zip(negative1).map(|((one, two), less)| one + two - less);
        (dot(sums(), x), dot(sums(), y))
    }

    fn scalar_prods2(&mut self, positive1: &Vec<f64>, positive2: &Vec<f64>, x: &Vec<f64>, y: &Vec<f64>) -> (f64, f64) {
        let sums = || positive1.iter().zip(positive2).map(|(one, two)| one + two);
        (dot(sums(), x), dot(sums(), y))
    }

    fn sq_norm_sum(&mut self, x: &Vec<f64>, y: &Vec<f64>) -> f64 {
        x.iter().zip(y).fold(0.0, |sum, (x, y)| sum + (x + y) * (x + y))
    }

    fn read_from_slice(&mut self, dest: &mut Vec<f64>, source: &[f64]) {
        dest.copy_from_slice(source);
    }

    fn write_to_slice(&mut self, source: &Vec<f64>, dest: &mut [f64]) {
        dest.copy_from_slice(source);
    }

    fn copy_into(&mut self, array: &Vec<f64>, dest: &mut Vec<f64>) {
        dest.copy_from_slice(array);
    }

    fn axpy_out(&mut self, x: &Vec<f64>, y: &Vec<f64>, a: f64, out: &mut Vec<f64>) {
        out.iter_mut().zip(x.iter().zip(y)).for_each(|(out, (x, y))| *out = y + a * x);
    }

    fn axpy(&mut self, x: &Vec<f64>, y: &mut Vec<f64>, a: f64) {
        y.iter_mut().zip(x).for_each(|(y, x)| *y += a * x);
    }

    fn fill_array(&mut self, array: &mut Vec<f64>, value: f64) {
        array.fill(value);
    }

    fn array_all_finite(&mut self, array: &Vec<f64>) -> bool {
        array.iter().all(|x| x.is_finite())
    }

    fn array_all_finite_and_nonzero(&mut self, array: &Vec<f64>) -> bool {
        array.iter().all(|&x| x.is_finite() && x != 0.0)
    }

    fn array_vector_dot(&mut self, x: &Vec<f64>, y: &Vec<f64>) -> f64 {
        dot(x.iter().copied(), y)
    }

    fn array_gaussian<R: rand::Rng + ?Sized>(&mut self, random: &mut R, dest: &mut Vec<f64>, sds: &Vec<f64>) {
        dest.iter_mut().zip(sds).for_each(|(x, sd)| *x = sd * normal(random.next_u64()));
    }

    fn new_transformation<R: rand::Rng + ?Sized>(&mut self, _: &mut R, _: usize, _: u64) -> Result<Vec<f64>, Outside> {
        Ok(self.ground.borrow().units.clone())
    }

    fn init_transformation<R: rand::Rng + ?Sized>(&mut self, _: &mut R, _: &Vec<f64>, _: &Vec<f64>, _: u64) -> Result<Vec<f64>, Outside> {
        Ok(self.ground.borrow().units.clone())
    }

    /// The units are constant between two calls of `set_position`, which computes everything anew.
    fn transformation_id(&self, _: &Vec<f64>) -> Result<i64, Outside> {
        Ok(0)
    }

    fn inv_transform_normalize(
        &mut self,
        units: &Vec<f64>,
        position: &Vec<f64>,
        gradient: &Vec<f64>,
        scaled_position: &mut Vec<f64>,
        scaled_gradient: &mut Vec<f64>,
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
        position: &Vec<f64>,
        gradient: &mut Vec<f64>,
        scaled_position: &mut Vec<f64>,
        scaled_gradient: &mut Vec<f64>,
        _: Option<f64>,
    ) -> Result<(f64, f64), Outside> {
        let density = self.density(position, gradient)?;
        Ok((density, self.inv_transform_normalize(units, position, gradient, scaled_position, scaled_gradient)?))
    }

    fn init_from_transformed_position(
        &mut self,
        units: &Vec<f64>,
        position: &mut Vec<f64>,
        gradient: &mut Vec<f64>,
        scaled_position: &Vec<f64>,
        scaled_gradient: &mut Vec<f64>,
        _: Option<f64>,
    ) -> Result<(f64, f64), Outside> {
        for (i, &unit) in units.iter().enumerate() {
            position[i] = scaled_position[i] * unit;
        }
        let density = self.density(position, gradient)?;
        for (i, &unit) in units.iter().enumerate() {
            scaled_gradient[i] = gradient[i] * unit;
        }
        Ok((density, 0.0))
    }

    fn init_position<R: rand::Rng + ?Sized>(&mut self, _: &mut R, _: &mut Vec<f64>, _: &mut Vec<f64>) -> Result<f64, Outside> {
        not_ours()
    }

    fn update_transformation<'a, R: rand::Rng + ?Sized>(
        &'a mut self,
        _: &mut R,
        _: impl ExactSizeIterator<Item = &'a Vec<f64>>,
        _: impl ExactSizeIterator<Item = &'a Vec<f64>>,
        _: impl ExactSizeIterator<Item = &'a f64>,
        _: &'a mut Vec<f64>,
    ) -> Result<(), Outside> {
        not_ours()
    }

    fn new_eig_vectors<'a>(&'a mut self, _: impl ExactSizeIterator<Item = &'a [f64]>) {
        not_ours()
    }

    fn new_eig_values(&mut self, _: &[f64]) {
        not_ours()
    }

    fn eigs_as_array(&mut self, (): &()) -> Box<[f64]> {
        not_ours()
    }

    fn apply_lowrank_transform(&mut self, (): &(), (): &(), _: &Vec<f64>, _: &mut Vec<f64>) {
        not_ours()
    }

    fn apply_lowrank_transform_inplace(&mut self, (): &(), (): &(), _: &mut Vec<f64>) {
        not_ours()
    }

    fn array_mult_eigs(&mut self, _: &Vec<f64>, _: &Vec<f64>, _: &mut Vec<f64>, (): &(), (): &()) {
        not_ours()
    }

    fn array_gaussian_eigs<R: rand::Rng + ?Sized>(&mut self, _: &mut R, _: &mut Vec<f64>, _: &Vec<f64>, (): &(), (): &()) {
        not_ours()
    }

    fn array_mult(&mut self, _: &Vec<f64>, _: &Vec<f64>, _: &mut Vec<f64>) {
        not_ours()
    }

    fn array_mult_inplace(&mut self, _: &mut Vec<f64>, _: &Vec<f64>) {
        not_ours()
    }

    fn array_recip(&mut self, _: &Vec<f64>, _: &mut Vec<f64>) {
        not_ours()
    }

    fn std_norm_flow(&mut self, _: &Vec<f64>, _: &mut Vec<f64>, _: &mut Vec<f64>, _: f64) {
        not_ours()
    }

    fn std_norm_grad_flow(&mut self, _: &Vec<f64>, _: &Vec<f64>, _: &Vec<f64>, _: &mut Vec<f64>, _: f64) {
        not_ours()
    }

    fn std_norm_grad_flow_inplace(&mut self, _: &Vec<f64>, _: &Vec<f64>, _: &mut Vec<f64>, _: f64) {
        not_ours()
    }

    fn array_normalize(&mut self, _: &mut Vec<f64>) {
        not_ours()
    }

    fn esh_momentum_update(&mut self, _: &Vec<f64>, _: &mut Vec<f64>, _: f64) -> f64 {
        not_ours()
    }

    fn array_update_variance(&mut self, _: &mut Vec<f64>, _: &mut Vec<f64>, _: &Vec<f64>, _: f64) {
        not_ours()
    }

    fn array_update_var_inv_std_draw(&mut self, _: &mut Vec<f64>, _: &mut Vec<f64>, _: &Vec<f64>, _: f64, _: Option<f64>, _: (f64, f64)) {
        not_ours()
    }

    fn array_update_var_inv_std_draw_grad(
        &mut self,
        _: &mut Vec<f64>,
        _: &mut Vec<f64>,
        _: &Vec<f64>,
        _: &Vec<f64>,
        _: Option<f64>,
        _: (f64, f64),
    ) {
        not_ours()
    }

    fn array_update_var_inv_std_grad(&mut self, _: &mut Vec<f64>, _: &mut Vec<f64>, _: &Vec<f64>, _: f64, _: (f64, f64)) {
        not_ours()
    }
}
