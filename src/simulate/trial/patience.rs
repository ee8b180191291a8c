//! Patience: the cumulative hazard at which each researcher leaves through each channel.

use crate::math::instructions::Instructions;
use crate::random::{Field, lanes};

/// The patience of everybody in two consecutive trials, which share their blocks of random bits.
#[derive(Clone, Debug, Default)]
pub struct Patience {
    /// Number of the pair of trials held, if any.
    pair: Option<u64>,
    /// For the even and the odd trial: thresholds, person by channel.
    thresholds: [Vec<f64>; 2],
    instructions: Instructions,
}

impl Patience {
    /// The thresholds of a trial, `person * channels + channel`, for people by the hashes of their ids.
    pub fn of_trial(&mut self, trial: u64, people: &[u64], channels: &[Field]) -> &[f64] {
        if self.pair != Some(trial >> 1) {
            self.pair = Some(trial >> 1);
            let [even, odd] = &mut self.thresholds;
            for thresholds in [&mut *even, &mut *odd] {
                thresholds.clear();
                thresholds.reserve_exact(people.len() * channels.len());
            }
            let addresses = people.iter().flat_map(|&person| channels.iter().map(move |&field| (field, person)));
            lanes::exponential_pairs(self.instructions, trial >> 1, addresses, [even, odd]);
        }
        &self.thresholds[(trial & 1) as usize]
    }
}
