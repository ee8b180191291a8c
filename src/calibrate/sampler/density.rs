//! A density over the parameters that a history can teach: what a sampler walks on.

/// The log density of a posterior on unconstrained space, with its gradient.
pub trait LogDensity: Sync {
    /// How many unconstrained numbers a point has.
    fn dimension(&self) -> usize;

    /// Log density up to a constant at an unconstrained point, and its gradient, both of length [`LogDensity::dimension`]; minus infinity
    /// outside of the support or where the arithmetic ends, and then the gradient says nothing.
    fn log_density(&self, at: &[f64], gradient: &mut [f64]) -> f64;
}
