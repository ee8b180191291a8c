//! Trials in which nobody moves anybody: each researcher and channel alone, by a table of the integrated climate.
//!
//! Cost: people x channels, with a few steps along the months for each exit.

use crate::hazard::climate::Climate;

use super::pace::Exit;
use super::world::World;

/// Appends the exits of one trial. `factors` are levels' factors and `patience` thresholds, `person * channels + channel`; `tenure` days
/// at the start.
pub fn run(world: &World<'_>, climate: &Climate, factors: &[f64], tenure: &[Option<usize>], patience: &[f64], exits: &mut Vec<Exit>) {
    let horizon = world.model.horizon();
    let channels = world.channels();
    for (person, &joins) in world.model.joins.iter().enumerate() {
        let mut first: Option<Exit> = None;
        for (channel, profile) in world.profiles.iter().enumerate() {
            let at = person * channels + channel;
            let (mut from, mut left) = (joins, patience[at]);
            for band in 0..=profile.bands() {
                let end = if band < profile.bands() { world.band_end(channel, band, person, tenure[person]) } else { horizon };
                let to = end.min(horizon);
                if to <= from {
                    continue;
                }
                match climate.exit(channel, profile.in_band(band) * factors[at], profile.ceiling, from, to, left) {
                    Ok(time) => {
                        if first.is_none_or(|exit| time < exit.time) {
                            first = Some(Exit { time, person, channel });
                        }
                        break;
                    }
                    Err(rest) => (from, left) = (to, rest),
                }
            }
        }
        exits.extend(first);
    }
}
