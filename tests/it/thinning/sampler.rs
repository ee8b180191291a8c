//! A second sampler by Poisson thinning (Lewis & Shedler 1979; Ogata 1981).
//!
//! On a window in which nobody leaves, each person and channel has a constant rate above the hazard. Candidates come at the sum of these
//! rates; one is an exit with probability hazard over rate. It shares with the simulation the definition of the hazard, the calendar effects of a
//! trial (under other keys), and nothing of how exits are found: no patience, no integral, no sum of effects kept up to date.

use stayput::internals::estimate::{Estimates, Group, Metric};
use stayput::internals::hazard::calendar_effects::CalendarEffects;
use stayput::internals::random::Streams;
use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::{Destination, Event, EventKind, Individual, Model, Risk, Trajectory, World};

use super::mechanisms;
use crate::fixtures::run;
use crate::numbers::agrees;

/// Trials of the sampler; the simulation has as many.
const TRIALS: u64 = 40_000;

/// A plain generator of its own (`SplitMix64`: Steele, Lea & Flood 2014).
pub(super) struct Dice(pub u64);

impl Dice {
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    pub fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }

    /// By the polar form of Box & Muller.
    fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let s = x * x + y * y;
            if s < 1.0 {
                return x * (-2.0 * s.ln() / s).sqrt();
            }
        }
    }

    /// The frailty of one who stayed: normal draws, kept with the probability to have stayed.
    pub fn frailty(&mut self, sd: f64, survived_hazard: impl Fn(f64) -> f64) -> f64 {
        loop {
            let ratio = (sd * self.normal() - 0.5 * sd * sd).exp();
            if self.uniform() < (-survived_hazard(ratio)).exp() {
                return ratio;
            }
        }
    }
}

/// The most that effects of exits can multiply the hazard of each group by from a time to another, if nobody leaves between them.
fn worst_influence(world: &World<'_>, so_far: &Trajectory, from: f64, to: f64) -> Vec<f64> {
    let Some(strength) = &world.contagion else { return vec![1.0; world.model.groups.len()] };
    let mut sums = vec![[0.0; 2]; world.model.groups.len()];
    for (exit, person, _) in so_far.exits() {
        world.for_moved(person, exit, so_far, |group, part, effect, weight| {
            let begin = exit + effect.delay;
            let worst = if begin > to {
                0.0
            } else if begin >= from {
                effect.log_ratio.max(0.0)
            } else {
                effect.at(from, exit).max(0.0)
            };
            sums[group][part as usize] += weight * worst;
        });
    }
    // The history's exits: each at its height. They are two, and move nobody by more than edges of weight 1.5.
    let past = world.model.past_exits.len() as f64;
    let height = past * (1.5 * strength.contagion.log_ratio.max(0.0));
    sums.iter()
        .map(|&[own, leader]| (own + height).min(strength.cap.ln()) + leader + past * strength.leader.log_ratio.max(0.0))
        .map(f64::exp)
        .collect()
}

/// One trial.
fn trial(world: &World<'_>, calendar_effects: &CalendarEffects, dice: &mut Dice) -> Trajectory {
    let model = world.model;
    let (people, channels) = (model.names.len(), world.channels());
    let is_limited = world.channel_levels.iter().any(|level_of| level_of.acceptance_limit < f64::INFINITY);
    let who: Vec<Individual> = (0..people)
        .map(|person| {
            let survived_hazard = |ratio: f64| {
                // Without a limit of acceptance the cumulative hazard is in proportion.
                if is_limited { world.survived_hazard(person, ratio) } else { ratio * world.survived[person] }
            };
            let frailty = if world.frailty > 0.0 { dice.frailty(world.frailty, survived_hazard) } else { 1.0 };
            Individual { person, frailty, tenure: world.tenure[person] }
        })
        .collect();
    let mut is_out = vec![false; people];
    let mut so_far = Trajectory::default();
    let mut rates = vec![0.0; people * channels];
    for stretch in calendar_effects.stretch_at(0.0)..calendar_effects.len() {
        let end = calendar_effects.end(stretch);
        let mut now = if stretch == calendar_effects.stretch_at(0.0) { 0.0 } else { calendar_effects.end(stretch - 1) };
        'window: while now < end {
            let influence = worst_influence(world, &so_far, now, end);
            for person in 0..people {
                for (c, level_of) in world.channel_levels.iter().enumerate() {
                    let level = (0..=level_of.bands()).map(|band| level_of.in_band(band)).fold(0.0, f64::max);
                    let ratio = calendar_effects.shock(stretch)[c] * influence[model.group_of[person]] * (1.0 + 1e-12);
                    let most = level * world.covariate_factors[person * channels + c] * who[person].frailty * ratio;
                    let is_there = !is_out[person] && model.joins[person] < end;
                    rates[person * channels + c] =
                        if is_there { calendar_effects.offer_rate(stretch)[c] * most.min(level_of.acceptance_limit) } else { 0.0 };
                }
            }
            let total: f64 = rates.iter().sum();
            loop {
                now += dice.exponential() / total;
                if now >= end {
                    break 'window;
                }
                let mut mark = dice.uniform() * total;
                let place = rates.iter().position(|rate| {
                    mark -= rate;
                    mark < 0.0
                });
                let Some(place) = place else { continue };
                let (person, channel) = (place / channels, place % channels);
                let hazard = if now < model.joins[person] {
                    0.0
                } else {
                    world.hazard(calendar_effects, who[person], Risk::Channel(channel), now, &so_far)
                };
                assert!(hazard <= rates[place], "a bound of {} for a hazard of {hazard}", rates[place]);
                if dice.uniform() * rates[place] < hazard {
                    is_out[person] = true;
                    so_far.events.push(Event { time: now, person, kind: EventKind::Exit { channel, to: Destination::Unnamed } });
                    continue 'window;
                }
            }
        }
    }
    so_far
}

/// Sums of the first four powers of a number over trials.
#[derive(Clone, Copy, Default)]
pub(super) struct Powers([f64; 4]);

impl Powers {
    pub fn add(&mut self, value: f64) {
        let mut power = 1.0;
        for sum in &mut self.0 {
            power *= value;
            *sum += power;
        }
    }

    /// Mean, variance, and the standard error of each.
    pub fn estimates(&self, trials: f64) -> [(f64, f64); 2] {
        let [m1, m2, m3, m4] = self.0.map(|sum| sum / trials);
        let variance = m2 - m1 * m1;
        let fourth = m4 - 4.0 * m1 * m3 + 6.0 * m1 * m1 * m2 - 3.0 * m1 * m1 * m1 * m1;
        [(m1, (variance / trials).sqrt()), (variance, ((fourth - variance * variance).max(0.0) / trials).sqrt())]
    }
}

/// Compares with the simulation: retained and headcount at a middle date and the horizon, exits by channel; mean and variance.
fn check(name: &str, scenario: &Scenario) {
    let estimates: Estimates = run(scenario, TRIALS);
    let model = Model::new(scenario, 77);
    let world = World::new(&model, 0);
    let mut dice = Dice(1_234_567);
    let mut calendar_effects = world.calendar_model.certain().clone();
    let last = estimates.metadata.dates.len() - 1;
    let dates = [last / 2, last];
    // By date: retained, headcount, exits by channel.
    let mut sums = vec![vec![Powers::default(); 2 + world.channels()]; 2];
    for k in 0..TRIALS {
        if !world.calendar_model.is_certain() {
            world.calendar_model.draw(model.seed, k, &mut Streams::default(), &mut calendar_effects);
        }
        let exits = trial(&world, &calendar_effects, &mut dice);
        for (sums, date) in sums.iter_mut().zip(dates) {
            let now = model.times[date];
            let done: Vec<_> = exits.exits().filter(|&(time, ..)| time <= now).collect();
            let opening = done.iter().filter(|&&(_, person, _)| model.joins[person] == 0.0).count();
            let joined = model.joins.iter().filter(|&&joins| joins <= now).count();
            sums[0].add((estimates.metadata.roster - opening) as f64);
            sums[1].add((joined - done.len()) as f64);
            for channel in 0..world.channels() {
                sums[2 + channel].add(done.iter().filter(|&&(.., through)| through == channel).count() as f64);
            }
        }
    }
    let curves = [estimates.retained(), estimates.find(Metric::Headcount, Group::All).unwrap()];
    let curves: Vec<_> = curves.into_iter().chain(&estimates.curves[3..]).collect();
    for (sums, date) in sums.iter().zip(dates) {
        for (sum, curve) in sums.iter().zip(&curves) {
            let point = &curve.points[date];
            let [mean, variance] = sum.estimates(TRIALS as f64);
            let what = format!("{name}: {:?} {:?} on {}", curve.metric, curve.group, estimates.metadata.dates[date]);
            agrees(&format!("mean, {what}"), point.mean.value, mean.0, point.mean.mcse.hypot(mean.1));
            let found = point.sd.value * point.sd.value;
            agrees(&format!("variance, {what}"), found, variance.0, (2.0 * point.sd.value * point.sd.mcse).hypot(variance.1));
        }
    }
}

#[test]
fn thinning_agrees_on_each_mechanism() {
    for (name, scenario) in mechanisms::alone() {
        check(name, &scenario);
    }
}

#[test]
fn thinning_agrees_on_all_mechanisms_together() {
    for (name, scenario) in mechanisms::together() {
        check(name, &scenario);
    }
}
