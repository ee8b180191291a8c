//! For each exit of a trial: the cumulative hazard of the leaver through the channel, from the definition and the exits that happened,
//! is the patience. For everybody through every other channel it has not reached the patience by then, or by the horizon.

use stayput::internals::hazard::calendar_effects::CalendarEffects;
use stayput::internals::people::Outcome;
use stayput::internals::random::{Purpose, Stream, Streams};
use stayput::internals::scenario::{Decay, Scenario};
use stayput::internals::simulate::{Individual, Model, Risk, Simulator, Trajectory, World};

use super::{in_order, mechanisms};
use crate::numbers::refined;

/// Relative error allowed: the simulation's quadrature claims 1e-10.
const TOLERANCE: f64 = 1e-9;

/// Times at which a hazard can jump: effects of exits begin and end, the calendar effects changes, bands of tenure end.
fn jumps(scenario: &Scenario, world: &World<'_>, calendar_effects: &CalendarEffects, so_far: &Trajectory) -> Vec<f64> {
    let mut times: Vec<f64> = (0..calendar_effects.len()).map(|stretch| calendar_effects.end(stretch)).collect();
    if let Some(contagion) = &scenario.contagion {
        let past = scenario.history.iter().flat_map(|history| &history.rows).filter_map(|row| match row.outcome {
            Outcome::Exit { date, .. } => Some(scenario.clock.years(date.earliest)),
            _ => None,
        });
        for exit in so_far.exits().map(|(time, ..)| time).chain(past) {
            let leader = contagion.leader.map(|leader| (leader.delay, leader.decay));
            for (delay, decay) in [Some((contagion.delay, contagion.decay)), leader].into_iter().flatten() {
                times.push(exit + delay);
                if let Decay::Window(length) = decay {
                    times.push(exit + delay + length);
                }
            }
        }
    }
    let mut levels = Vec::new();
    for person in 0..world.model.names.len() {
        let mut now = 0.0;
        while now < world.model.horizon() {
            now = world.levels(person, world.tenure[person], now, &mut levels);
            times.push(now);
        }
    }
    times.sort_by(f64::total_cmp);
    times
}

/// The jumps, and where between them the cap or the limit of acceptance begins or ends to bind: where the influence begins or ends to
/// differ from that in a world without the one, the hazard from that in a world without the other. A kink next to the edge of a panel
/// hides from any fixed rule.
#[expect(clippy::too_many_arguments, reason = "the arguments of a hazard, and the worlds without limits")]
fn bends(
    world: &World<'_>,
    free: &[World<'_>; 2],
    calendar_effects: &CalendarEffects,
    who: Individual,
    risk: Risk,
    so_far: &Trajectory,
    end: f64,
    jumps: &[f64],
) -> Vec<f64> {
    const PARTS: i32 = 12;
    let state = |t: f64| {
        let is_capped = free[0].influence_on(who.person, t, so_far) > world.influence_on(who.person, t, so_far);
        let (level, limited) =
            (free[1].hazard(calendar_effects, who, risk, t, so_far), world.hazard(calendar_effects, who, risk, t, so_far));
        (is_capped, level > limited * (1.0 + 1e-14))
    };
    let mut times = jumps.to_vec();
    for (&from, &to) in std::iter::once(&0.0).chain(jumps).zip(jumps).filter(|&(&from, &to)| from < to && from < end) {
        let point = |k: i32| from + (to - from) * (f64::from(k).clamp(1e-9, f64::from(PARTS) - 1e-9) / f64::from(PARTS));
        for k in 0..PARTS {
            let (mut low, last) = (point(k), point(k + 1));
            // Both may change in one part, one after the other.
            while state(low) != state(last) {
                let (before, mut high) = (state(low), last);
                for _ in 0..60 {
                    let middle = 0.5 * (low + high);
                    if state(middle) == before { low = middle } else { high = middle }
                }
                times.push(high);
                low = high;
            }
        }
    }
    times.sort_by(f64::total_cmp);
    times
}

/// Checks so many trials of a scenario; the number of exits that it saw.
fn check(name: &str, scenario: &Scenario, trials: u64) -> usize {
    let model = Model::new(scenario, 3);
    let world = World::new(&model, 0);
    let mut free = [world.clone(), world.clone()];
    free[0].contagion.iter_mut().for_each(|strength| strength.cap = f64::INFINITY);
    free[1].channel_levels.iter_mut().for_each(|level_of| level_of.acceptance_limit = f64::INFINITY);
    let mut simulator = Simulator::new(&model, &world);
    let mut calendar_effects = CalendarEffects::default();
    let mut seen = 0;
    for trial in 0..trials {
        let exits = in_order(simulator.run(&world, trial));
        if world.calendar_model.is_certain() {
            calendar_effects = world.calendar_model.certain().clone();
        } else {
            world.calendar_model.draw(model.seed, trial, &mut Streams::default(), &mut calendar_effects);
        }
        let jumps = jumps(scenario, &world, &calendar_effects, &exits);
        for (person, &hash) in model.names.iter().enumerate() {
            let mut stream = Stream::new(model.seed, Purpose::Frailty, 0, trial, hash);
            let ratio = if world.frailty > 0.0 { world.draw_frailty(person, &mut stream) } else { 1.0 };
            let who = Individual { person, frailty: ratio, tenure: world.tenure[person] };
            let own = exits.exits().find(|&(_, leaver, _)| leaver == person);
            let end = own.map_or(model.horizon(), |(time, ..)| time);
            for channel in 0..world.channels() {
                let risk = Risk::Channel(channel);
                let patience = model.patience[channel].exponential(trial, hash);
                let spent = refined(|t| world.hazard(&calendar_effects, who, risk, t, &exits), model.joins[person].min(end), end, &jumps);
                let place = format!("{name}, trial {trial}, {} through channel {channel}", scenario.roster.researchers[person].id);
                if own.is_some_and(|(.., through)| through == channel) {
                    let bends = bends(&world, &free, &calendar_effects, who, risk, &exits, end, &jumps);
                    let spent = refined(|t| world.hazard(&calendar_effects, who, risk, t, &exits), model.joins[person], end, &bends);
                    assert!((spent / patience - 1.0).abs() <= TOLERANCE, "{place}: {spent} of {patience} by the exit at {end}");
                } else {
                    assert!(spent <= patience * (1.0 + TOLERANCE), "{place}: {spent} of {patience} and still there at {end}");
                }
            }
        }
        seen += exits.events.len();
    }
    seen
}

#[test]
fn cumulative_hazard_at_an_exit_is_patience_with_one_mechanism() {
    for (name, scenario) in mechanisms::alone() {
        assert!(check(name, &scenario, 60) > 100, "{name}");
    }
}

#[test]
fn cumulative_hazard_at_an_exit_is_patience_with_all_mechanisms() {
    for (name, scenario) in mechanisms::together() {
        assert!(check(name, &scenario, 250) > 800, "{name}");
    }
}
