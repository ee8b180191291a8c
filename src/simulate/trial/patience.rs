//! Patience: the cumulative hazard at which each researcher leaves through each channel.

use crate::random::Field;

/// The patience of everybody in two consecutive trials, which share their blocks of random bits.
#[derive(Clone, Debug, Default)]
pub struct Patience {
    /// Number of the pair of trials held, if any.
    pair: Option<u64>,
    /// For the even and the odd trial: thresholds, person by channel.
    thresholds: [Vec<f64>; 2],
}

impl Patience {
    /// The thresholds of a trial, `person * channels + channel`, for people by the hashes of their ids.
    pub fn of_trial(&mut self, trial: u64, people: &[u64], channels: &[Field]) -> &[f64] {
        if self.pair != Some(trial >> 1) {
            self.pair = Some(trial >> 1);
            for thresholds in &mut self.thresholds {
                thresholds.clear();
            }
            for &person in people {
                for field in channels {
                    let pair = field.exponential_pair(trial >> 1, person);
                    self.thresholds[0].push(pair[0]);
                    self.thresholds[1].push(pair[1]);
                }
            }
        }
        &self.thresholds[(trial & 1) as usize]
    }
}
