//! Statistics of numbers that come from somewhere: errors of means of clusters, whether chains agree, Student's t, Nelson-Aalen. They know
//! nothing of scenarios, researchers or exits.

pub mod binomial;
pub mod cluster_sums;
pub mod clusters;
pub mod convergence;
pub mod incomplete;
pub mod nelson_aalen;
pub mod student;

/// A number and its Monte Carlo standard error, clustered by parameter draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its Monte Carlo standard error: what more trials would shrink.
    pub mcse: f64,
}

impl Estimate {
    /// A number of something that so many make one of.
    pub fn divided(self, by: f64) -> Self {
        Self { value: self.value / by, mcse: self.mcse / by }
    }

    /// An interval of so much on either side, of a number that lies within a range.
    pub fn interval(&self, half_width: f64, [least, most]: [f64; 2]) -> [f64; 2] {
        // An error that is not known stays so.
        if half_width.is_nan() { [f64::NAN; 2] } else { [(self.value - half_width).max(least), (self.value + half_width).min(most)] }
    }
}
