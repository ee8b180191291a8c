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

/// How many have left by a time in one trial; `patience` as of [`run`].
pub fn exits_by(world: &World<'_>, calendar_effects: &CalendarEffects, people: &People, patience: &[f64], time: f64) -> usize {
    let channels = world.channels();
    let thresholds = people.factor(world).chunks_exact(channels).zip(patience.chunks_exact(channels));
    let each = people.tenure(world).iter().zip(thresholds).enumerate();
    each.filter(|&(person, (&tenure, (factors, patience)))| leaves_by(world, calendar_effects, person, tenure, [factors, patience], time))
        .count()
}

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
    let factor = people.factor(world);
    for (person, &tenure) in people.tenure(world).iter().enumerate() {
        if cancellation.is_cancelled() {
            return;
        }
        let own = person * channels..(person + 1) * channels;
        let (factors, patience) = (&factor[own.clone()], &patience[own]);
        if let Some((time, channel)) = exit(world, calendar_effects, person, tenure, factors, patience) {
            let to = competitor(world, luck, person, channel, time).map_or(Destination::Unnamed, Destination::Competitor);
            exits.push(Event { time, person, kind: EventKind::Exit { channel, to } });
        }
    }
}

/// When somebody leaves, and through which channel. By channel: what multiplies the level, and the patience.
#[inline]
pub fn exit(
    world: &World<'_>,
    calendar_effects: &CalendarEffects,
    person: usize,
    tenure: Option<usize>,
    factors: &[f64],
    patience: &[f64],
) -> Option<(f64, usize)> {
    let mut first: Option<(f64, usize)> = None;
    for (channel, base) in world.channel_levels.iter().enumerate() {
        let mut left = patience[channel];
        for (band, [from, to]) in bands(world, person, channel, tenure) {
            match calendar_effects.exit(channel, base.in_band(band) * factors[channel], base.acceptance_limit, from, to, left) {
                Ok(time) => {
                    if first.is_none_or(|(earlier, _)| time < earlier) {
                        first = Some((time, channel));
                    }
                    break;
                }
                Err(rest) => left = rest,
            }
        }
    }
    first
}

/// Whether somebody has left by a time: [`exit`] without an inverse.
fn leaves_by(
    world: &World<'_>,
    calendar_effects: &CalendarEffects,
    person: usize,
    tenure: Option<usize>,
    [factors, patience]: [&[f64]; 2],
    time: f64,
) -> bool {
    world.channel_levels.iter().enumerate().any(|(channel, base)| {
        let mut left = patience[channel];
        bands(world, person, channel, tenure).any(|(band, [from, to])| {
            let stay = [from.min(time), to.min(time)];
            left -= calendar_effects.cumulative(channel, base.in_band(band) * factors[channel], base.acceptance_limit, stay);
            left <= 0.0
        })
    })
}

/// The bands of tenure in which somebody is at risk, and from when to when.
fn bands(world: &World<'_>, person: usize, channel: usize, tenure: Option<usize>) -> impl Iterator<Item = (usize, [f64; 2])> {
    let (bands, mut from) = (world.channel_levels[channel].bands(), world.model.joins[person]);
    let horizon = world.model.reach().min(world.model.until[person]);
    (0..=bands).filter_map(move |band| {
        let end = if band < bands { world.band_end(channel, band, person, tenure) } else { horizon };
        let to = end.min(horizon);
        if to <= from {
            return None;
        }
        let stay = [from, to];
        from = to;
        Some((band, stay))
    })
}

/// The cumulative hazard of somebody by a channel up to each of the dates that results report, in a world whose calendar effects are
/// certain, without frailty.
pub fn cumulative_hazards(world: &World<'_>, person: usize, channel: usize, hazards: &mut Vec<f64>) {
    let (base, calendar_effects) = (&world.channel_levels[channel], world.calendar_model.certain());
    let factor = world.covariate_factors[person * world.channels() + channel];
    hazards.clear();
    hazards.resize(world.model.times.len(), 0.0);
    for (band, [from, to]) in bands(world, person, channel, world.tenure[person]) {
        let level = base.in_band(band) * factor;
        for (hazard, &date) in hazards.iter_mut().zip(&world.model.times).filter(|&(_, &date)| date > from) {
            *hazard += calendar_effects.cumulative(channel, level, base.acceptance_limit, [from, to.min(date)]);
        }
    }
}

/// The listed competitor that an exit leads to.
pub fn competitor(world: &World<'_>, luck: Luck<'_>, person: usize, channel: usize, time: f64) -> Option<usize> {
    if !world.competitors.is_listed(channel) {
        return None;
    }
    world.who_takes(channel, time, &[], luck.destination(luck.name(person), 0))
}

#[cfg(test)]
mod tests {
    use crate::simulate::trial::test_scenarios::{BANDS, HEAD, SERIES, for_trials, hired};

    #[test]
    fn exits_by_a_time_are_those_with_an_earlier_time() {
        let limited = "[channels.found]\nhazard_per_year = 0.1\n[channels.startup]\noffers_per_year = 2\nacceptance = 0.4\n";
        let mut counted = 0;
        for_trials(&format!("{HEAD}{}{limited}{BANDS}{SERIES}", hired(2)), &[], 60, |[simulator, _], world, trial| {
            simulator.run(world, trial);
            let world = &world.without_interaction();
            assert!(!world.has_events());
            for time in [0.2, 0.9, world.model.horizon(), 9.0] {
                let expected = simulator.run_without_interaction(world).exits_until(time);
                assert_eq!(simulator.run_without_interaction_until(world, time), expected, "by {time} in trial {trial}");
                counted += expected;
            }
        });
        assert!(counted > 2_000, "{counted}");
    }
}
