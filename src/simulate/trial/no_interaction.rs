//! Trials in which nobody moves anybody: each researcher and channel alone, by a table of the calendar effects, integrated.
//!
//! Cost: people x channels, with a few steps along the months for each exit.

use crate::hazard::calendar_effects::CalendarEffects;

use crate::Cancellation;
use crate::simulate::Destination;
use crate::simulate::trajectory::{Event, EventKind};
use crate::simulate::trial::People;
use crate::simulate::trial::luck::Luck;
use crate::simulate::world::World;

/// Appends the exits of one trial. `patience` are thresholds, `person * channels + channel`.
pub fn run(
    world: &World<'_>,
    calendar_effects: &CalendarEffects,
    people: &People,
    patience: &[f64],
    luck: Luck<'_>,
    cancellation: &Cancellation,
    exits: &mut Vec<Event>,
) {
    let channels = world.channels();
    for (person, &joins) in world.model.joins.iter().enumerate() {
        if cancellation.is_cancelled() {
            return;
        }
        let horizon = world.model.reach().min(world.model.until[person]);
        let mut first: Option<(f64, usize)> = None;
        for (channel, base) in world.channel_levels.iter().enumerate() {
            let at = person * channels + channel;
            let (mut from, mut left) = (joins, patience[at]);
            for band in 0..=base.bands() {
                let end = if band < base.bands() { world.band_end(channel, band, person, people.tenure[person]) } else { horizon };
                let to = end.min(horizon);
                if to <= from {
                    continue;
                }
                match calendar_effects.exit(channel, base.in_band(band) * people.factor[at], base.acceptance_limit, from, to, left) {
                    Ok(time) => {
                        if first.is_none_or(|(earlier, _)| time < earlier) {
                            first = Some((time, channel));
                        }
                        break;
                    }
                    Err(rest) => (from, left) = (to, rest),
                }
            }
        }
        if let Some((time, channel)) = first {
            let chosen = if world.competitors.is_listed(channel) {
                world.competitors.choose(channel, time, &[], luck.destination(luck.name(person), 0))
            } else {
                None
            };
            let to = chosen.map_or(Destination::Unnamed, Destination::Competitor);
            exits.push(Event { time, person, kind: EventKind::Exit { channel, to } });
        }
    }
}
