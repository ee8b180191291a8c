//! The coordinates in which the sampler moves: those of the posterior, covariates centred and scaled.
//!
//! Of a salary of about 90,000, the hazard of a person without one and the ratio of each unit can hardly be told apart: a narrow ridge
//! along which a diagonal metric takes steps of its width. So the sampler moves in `v = M D u`: `M` centres the covariates ([`Centred`]), whose
//! terms are logs, and `D` holds the slopes of the logs in the posterior's coordinates `u` at the middle of the priors (1 where `u` is
//! the log itself). The change is linear, so that the density is the same up to a constant, and so is the posterior.

use super::Posterior;
use crate::calibrate::likelihood::centred::Centred;

/// The change of coordinates; nothing where no covariate is learned.
#[derive(Clone, Debug)]
pub struct Recast {
    /// The centring, and the slopes; the coordinates after these stay as they are.
    change: Option<(Centred, Vec<f64>)>,
}

impl Recast {
    /// The coordinates for a posterior.
    pub fn new(posterior: &Posterior) -> Self {
        let (centred, _) = posterior.likelihood().centred(&[]);
        let change = (!centred.covariates().is_empty()).then(|| {
            let slopes = posterior.slopes_of_logs(&posterior.middle());
            (centred, slopes)
        });
        Self { change }
    }

    /// The sampler's coordinates of a point of the posterior's.
    pub fn there(&self, point: &[f64]) -> Vec<f64> {
        let mut moved = point.to_vec();
        if let Some((centred, slopes)) = &self.change {
            let logs: Vec<f64> = point.iter().zip(slopes).map(|(u, slope)| u * slope).collect();
            (0..logs.len()).for_each(|k| moved[k] = centred.centred(k, &logs));
        }
        moved
    }

    /// The posterior's coordinates of a point of the sampler's.
    pub fn back(&self, point: &[f64]) -> Vec<f64> {
        let mut moved = point.to_vec();
        if let Some((centred, slopes)) = &self.change {
            let at = &point[..slopes.len()];
            slopes.iter().enumerate().for_each(|(k, slope)| moved[k] = centred.coordinate(k, at) / slope);
        }
        moved
    }

    /// Turns a gradient in the posterior's coordinates into one in the sampler's.
    pub fn pull_back(&self, gradient: &mut [f64]) {
        if let Some((centred, slopes)) = &self.change {
            let by_log: Vec<f64> = gradient.iter().zip(slopes).map(|(g, slope)| g / slope).collect();
            for (v, entry) in gradient[..slopes.len()].iter_mut().enumerate() {
                *entry = by_log.iter().enumerate().map(|(k, g)| centred.row(k)[v] * g).sum();
            }
        }
    }
}
