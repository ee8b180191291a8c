//! A second sampler by thinning (Ogata 1981) for the world around the team: competitors, spin-outs, notice, returns, hiring.
//!
//! It has the definition of the hazard, [`World::hazard`], and the shares of competitors in common with the simulation. How decisions are
//! found, and all that follows from them, is its own: no patience, no keyed luck, no agenda, no groups, no clocks.

use stayput::internals::hazard::baseline::ChannelLevel;
use stayput::internals::hazard::spinout::{Founder, Origin, Spinout};
use stayput::internals::random::{Purpose, Stream};
use stayput::internals::scenario::{Decay, Kind, Scenario};
use stayput::internals::simulate::trajectory::Newcomer;
use stayput::internals::simulate::{Destination, Event, EventKind, Individual, Model, Risk, Simulator, Trajectory, World};

use super::in_order;
use super::sampler::{Dice, Powers};
use super::world_identity;
use crate::numbers::agrees;

/// Trials of this sampler, and of the simulation.
const TRIALS: u64 = 30_000;

/// What is bound to happen.
#[derive(Clone, Copy)]
enum Due {
    Exit {
        person: usize,
        channel: usize,
        to: Destination,
    },
    /// Others hear of a last day that is known.
    Known(usize),
    Return(usize),
    Opening(usize),
    Hire {
        seat: usize,
        filling: u32,
    },
}

/// Where somebody is.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Here,
    UnderNotice,
    Gone,
}

/// One trial as it runs.
struct Trial<'a, 'm> {
    world: &'a World<'m>,
    dice: &'a mut Dice,
    told: Trajectory,
    who: Vec<Individual>,
    place: Vec<Place>,
    due: Vec<(f64, Due)>,
    /// How often each seat was opened.
    fillings: Vec<u32>,
    waiting: Vec<(usize, u32)>,
    looking: u32,
    /// Where the times to fill come from.
    fills: Stream,
}

impl<'a, 'm> Trial<'a, 'm> {
    fn new(world: &'a World<'m>, dice: &'a mut Dice, number: u64) -> Self {
        let people = world.model.names.len();
        let frailty = |dice: &mut Dice, person: usize| {
            if world.frailty > 0.0 { dice.frailty(world.frailty, |ratio| world.survived_hazard(person, ratio)) } else { 1.0 }
        };
        let who = (0..people).map(|person| Individual { person, frailty: frailty(dice, person), tenure: world.tenure[person] }).collect();
        let told = Trajectory { spinouts: world.spinouts.clone(), ..Trajectory::default() };
        let scenario = world.model.scenario;
        let (mut place, mut due) = (vec![Place::Here; people], Vec::new());
        for (person, researcher) in scenario.roster.researchers.iter().enumerate() {
            if let Some(last) = researcher.last_day {
                place[person] = Place::UnderNotice;
                due.push(((scenario.clock.years(last.date) - scenario.notice).max(0.0), Due::Known(person)));
            }
        }
        Self {
            world,
            dice,
            told,
            who,
            place,
            due,
            fillings: vec![0; people],
            waiting: Vec::new(),
            looking: 0,
            fills: Stream::new(987, Purpose::Fill, 1, number, 2),
        }
    }

    fn scenario(&self) -> &'m Scenario {
        self.world.model.scenario
    }

    fn team(&self, person: usize) -> usize {
        self.scenario().roster.researchers[self.told.seat(person, self.world.model.names.len())].team
    }

    fn record(&mut self, time: f64, person: usize, kind: EventKind) {
        self.told.events.push(Event { time, person, kind });
    }

    /// Candidates at a rate that no hazard is above, from one known moment to the next.
    fn run(&mut self) {
        let calendar_effects = self.world.calendar_model.certain();
        let horizon = self.world.model.horizon();
        let mut now = 0.0;
        while now < horizon {
            let next = self.due.iter().map(|&(time, _)| time).fold(f64::INFINITY, f64::min);
            let stretch = calendar_effects.stretch_at(now);
            let spinouts = self.told.spinouts.iter().map(|spinout| spinout.opens).filter(|&opens| opens > now);
            let end = spinouts.fold(next.min(calendar_effects.end(stretch)).min(horizon), f64::min);
            let (risks, bounds) = self.bounds(stretch, now, end);
            // From 0, so that it is no negative zero where nobody is left.
            let total = bounds.iter().fold(0.0, |sum, bound| sum + bound);
            let mut decided = None;
            loop {
                now += self.dice.exponential() / total;
                if now >= end {
                    now = end;
                    break;
                }
                let mut mark = self.dice.uniform() * total;
                let place = bounds.iter().position(|bound| {
                    mark -= bound;
                    mark < 0.0
                });
                let Some(place) = place else { continue };
                let (person, risk) = risks[place];
                let hazard = self.world.hazard(calendar_effects, self.who[person], risk, now, &self.told);
                assert!(hazard <= bounds[place], "a bound of {} for a hazard of {hazard} by {risk:?}", bounds[place]);
                if self.dice.uniform() * bounds[place] < hazard {
                    decided = Some((person, risk));
                    break;
                }
            }
            if let Some((person, risk)) = decided {
                self.decide(now, person, risk);
            } else if now == next && now <= horizon {
                let first = self.due.iter().position(|&(time, _)| time == next).unwrap();
                let (time, due) = self.due.remove(first);
                self.happen(time, due);
            }
        }
    }

    /// Who can decide by which risk up to a time, and rates that the hazards do not go beyond until then.
    fn bounds(&self, stretch: usize, now: f64, end: f64) -> (Vec<(usize, Risk)>, Vec<f64>) {
        let (world, calendar_effects) = (self.world, self.world.calendar_model.certain());
        let influence = self.worst_influence(now, end);
        let (mut risks, mut bounds) = (Vec::new(), Vec::new());
        let top = |level_of: &ChannelLevel| (0..=level_of.bands()).map(|band| level_of.in_band(band)).fold(0.0, f64::max);
        let lanes: Vec<(usize, f64, f64)> =
            world.lanes().map(|(channel, level_of)| (channel, top(level_of), level_of.acceptance_limit)).collect();
        for person in (0..self.place.len()).filter(|&person| self.place[person] == Place::Here) {
            let seat = self.told.seat(person, world.model.names.len());
            let level = |lane: usize| {
                let (channel, top, acceptance_limit) = lanes[lane];
                let ratio = calendar_effects.shock(stretch)[channel] * influence * world.ratio_after_return().max(1.0) * (1.0 + 1e-12);
                (top * world.covariate_factors[seat * world.channels() + channel] * self.who[person].frailty * ratio).min(acceptance_limit)
            };
            for channel in 0..world.channels() {
                risks.push((person, Risk::Channel(channel)));
                bounds.push(calendar_effects.offer_rate(stretch)[channel] * level(channel) * (1.0 + 1e-12));
            }
            for (index, spinout) in self.told.spinouts.iter().enumerate().filter(|(_, spinout)| spinout.opens <= now) {
                let rate = spinout.pull.per_year * spinout.fading(now);
                risks.push((person, Risk::Pull(index)));
                bounds.push(rate * level(spinout.pull.lane) * (1.0 + 1e-12));
            }
        }
        (risks, bounds)
    }

    /// The most that effects of decisions multiply any hazard by: as if everybody were in the team of everybody who left.
    fn worst_influence(&self, from: f64, to: f64) -> f64 {
        let Some(strength) = &self.world.contagion else { return 1.0 };
        let (scenario, people) = (self.scenario(), self.world.model.names.len());
        let leads = |person: usize| person < people && !scenario.roster.researchers[person].leads.is_empty();
        let decisions = self.told.events.iter().filter(|event| self.world.is_decision(event.kind));
        // All exits of the history are known to the day.
        let rows = scenario.history.iter().flat_map(|history| &history.rows);
        let past = rows.filter_map(|row| Some((scenario.clock.years(row.exit()?.earliest) - scenario.notice, !row.leads.is_empty())));
        let mut sum = 0.0;
        for (time, leads) in decisions.map(|event| (event.time, leads(event.person))).chain(past) {
            for effect in [Some(strength.contagion), leads.then_some(strength.leader)].into_iter().flatten() {
                let begin = time + effect.delay;
                sum += if begin > to {
                    0.0
                } else if begin >= from {
                    effect.log_ratio.max(0.0)
                } else {
                    effect.at(from, time).max(0.0)
                };
            }
        }
        sum.exp()
    }

    fn decide(&mut self, time: f64, person: usize, risk: Risk) {
        let (channel, to) = match risk {
            Risk::Pull(index) => (self.told.spinouts[index].pull.channel, Destination::Spinout(index)),
            Risk::Channel(channel) => (channel, self.employer(time, channel)),
        };
        self.tell(time, person, channel, to, time + self.scenario().notice);
    }

    /// Others hear of an exit, which comes at once where there is no notice.
    fn tell(&mut self, time: f64, person: usize, channel: usize, to: Destination, leaves: f64) {
        if self.scenario().notice > 0.0 {
            self.record(time, person, EventKind::Decision { channel, to });
            self.place[person] = Place::UnderNotice;
            self.due.push((leaves, Due::Exit { person, channel, to }));
        } else {
            self.leave(time, person, channel, to);
        }
    }

    /// Which competitor behind a channel it is, in proportion to the shares of those that are open and not full.
    fn employer(&mut self, time: f64, channel: usize) -> Destination {
        let mut hires = self.world.hires.clone();
        for (_, to) in self.told.events.iter().filter_map(Event::exit) {
            self.told.listed(to).into_iter().for_each(|listed| hires[listed] += 1);
        }
        let shares: Vec<(Option<usize>, f64)> = self.world.competitors.shares(channel, time, &hires).collect();
        let mut mark = self.dice.uniform() * shares.iter().map(|(_, share)| share).sum::<f64>();
        let chosen = shares.iter().find(|(_, share)| {
            mark -= share;
            mark < 0.0
        });
        chosen.and_then(|&(firm, _)| firm).map_or(Destination::Unnamed, Destination::Competitor)
    }

    fn leave(&mut self, time: f64, person: usize, channel: usize, to: Destination) {
        let scenario = self.scenario();
        let founds = scenario.channels[channel].kind == Kind::Found;
        let mut to = to;
        if let (true, Some(pull), Some(spinouts)) = (founds, self.world.spinout_pull, &scenario.spinouts) {
            let (index, opens) = (self.told.spinouts.len(), time + spinouts.delay);
            let (origin, founder) = (Origin::Trial(person), Founder { team: Some(self.team(person)), person: Some(person) });
            self.told.spinouts.push(Spinout { origin, key: 0, opens, closes: f64::INFINITY, founders: vec![founder], pull, hires: 0 });
            self.due.push((opens, Due::Opening(index)));
            to = Destination::Founded(index);
        }
        self.go(time, person, channel, to);
        if !founds {
            return;
        }
        let team = self.team(person);
        for mate in 0..self.place.len() {
            if self.place[mate] == Place::Here && self.team(mate) == team && self.dice.uniform() < self.world.cofound {
                if scenario.notice > 0.0 {
                    self.record(time, mate, EventKind::Decision { channel, to });
                }
                if let Destination::Founded(index) = to {
                    self.told.spinouts[index].founders.push(Founder { team: Some(team), person: Some(mate) });
                }
                self.go(time, mate, channel, to);
            }
        }
    }

    /// The exit itself; perhaps a return, perhaps an open seat.
    fn go(&mut self, time: f64, person: usize, channel: usize, to: Destination) {
        self.record(time, person, EventKind::Exit { channel, to });
        self.place[person] = Place::Gone;
        let (scenario, world) = (self.scenario(), self.world);
        if let Some(returns) = &scenario.returns {
            let rate = match returns.decay {
                Decay::HalfLife(half_life) => std::f64::consts::LN_2 / half_life.value(&world.parameters),
                _ => 0.0,
            };
            // Candidates at the first rate, kept as it fades.
            let most = returns.per_year.value(&world.parameters);
            let mut wait = 0.0;
            while time + wait <= world.model.horizon() {
                wait += self.dice.exponential() / most;
                if self.dice.uniform() < (-rate * wait).exp() {
                    self.due.push((time + wait, Due::Return(person)));
                    break;
                }
            }
        }
        if let Some(hiring) = &scenario.hiring
            && self.dice.uniform() < hiring.refill.value(&world.parameters)
        {
            let seat = self.told.seat(person, world.model.names.len());
            self.fillings[seat] += 1;
            self.waiting.push((seat, self.fillings[seat]));
            self.look(time);
        }
    }

    /// Looks after the seats that have waited longest.
    fn look(&mut self, time: f64) {
        let Some(hiring) = &self.scenario().hiring else { return };
        while self.looking < hiring.open_at_once.unwrap_or(u32::MAX) && !self.waiting.is_empty() {
            let (seat, filling) = self.waiting.remove(0);
            self.looking += 1;
            let wait = hiring.time_to_fill.sample(&mut self.fills);
            self.due.push((time + wait, Due::Hire { seat, filling }));
        }
    }

    fn happen(&mut self, time: f64, due: Due) {
        match due {
            Due::Exit { person, channel, to } => self.leave(time, person, channel, to),
            Due::Known(person) => {
                let last = self.scenario().roster.researchers[person].last_day.unwrap();
                let to = self.employer(time, last.channel);
                self.tell(time, person, last.channel, to, self.scenario().clock.years(last.date));
            }
            Due::Return(person) => {
                self.record(time, person, EventKind::Return);
                self.place[person] = Place::Here;
            }
            Due::Opening(index) => {
                if let Origin::Trial(founder) = self.told.spinouts[index].origin {
                    self.record(time, founder, EventKind::Opening(index));
                }
            }
            Due::Hire { seat, filling } => {
                self.looking -= 1;
                self.look(time);
                let person = self.place.len();
                let frailty = if self.world.frailty > 0.0 { self.dice.frailty(self.world.frailty, |_| 0.0) } else { 1.0 };
                self.told.newcomers.push(Newcomer { seat, filling, hired: time });
                self.who.push(Individual { person, frailty, tenure: None });
                self.place.push(Place::Here);
                self.record(time, person, EventKind::Hire);
            }
        }
    }
}

/// What is compared: numbers that trajectories tell of a time, the first of them under [`NAMES`], then exits by channel and competitor.
fn numbers(world: &World<'_>, told: &Trajectory, time: f64) -> Vec<f64> {
    let people = world.model.names.len();
    let so_far = || told.events.iter().filter(|event| event.time <= time);
    let exits = |is_meant: &dyn Fn(usize, Destination) -> bool| {
        so_far().filter_map(Event::exit).filter(|&(channel, to)| is_meant(channel, to)).count() as f64
    };
    let is_there = |person: usize| {
        let last = so_far().rfind(|event| event.person == person && matches!(event.kind, EventKind::Exit { .. } | EventKind::Return));
        last.is_none_or(|event| event.kind == EventKind::Return)
    };
    let newcomers = told.newcomers.iter().enumerate().filter(|(_, newcomer)| newcomer.hired <= time);
    let mut all = vec![
        (0..people).filter(|&person| is_there(person)).count() as f64,
        newcomers.filter(|(index, _)| is_there(people + index)).count() as f64,
        so_far().filter(|event| event.kind == EventKind::Return).count() as f64,
        so_far().filter(|event| event.kind == EventKind::Hire).count() as f64,
        so_far().filter(|event| world.is_decision(event.kind)).count() as f64,
        exits(&|_, to| matches!(to, Destination::Spinout(_))),
        // Those who founded with another, in the whole trial.
        told.spinouts.iter().map(|spinout| spinout.founders.len().saturating_sub(1)).sum::<usize>() as f64,
        f64::from(u8::from(is_there(0))),
        f64::from(u8::from(is_there(people - 1))),
    ];
    all.extend((0..world.channels()).map(|channel| exits(&|through, _| through == channel)));
    all.extend((0..world.model.scenario.competitors.len()).map(|listed| exits(&|_, to| told.listed(to) == Some(listed))));
    all
}

const NAMES: [&str; 9] = ["retained", "newcomers", "returns", "hires", "decisions", "pulled", "co-founders", "the first", "the last"];

/// Compares mean and variance of all numbers, half way and at the horizon; gives the means at the horizon.
fn check(name: &str, scenario: &Scenario) -> Vec<f64> {
    let model = Model::new(scenario, 77);
    let world = World::new(&model, 0);
    let times = [0.5 * model.horizon(), model.horizon()];
    let empty = || [Vec::<Powers>::new(), Vec::new()];
    let add = |sums: &mut [Vec<Powers>; 2], told: &Trajectory| {
        for (sums, time) in sums.iter_mut().zip(times) {
            let numbers = numbers(&world, told, time);
            sums.resize(numbers.len(), Powers::default());
            sums.iter_mut().zip(numbers).for_each(|(sum, number)| sum.add(number));
        }
    };
    let (mut thinned, mut simulated) = (empty(), empty());
    let mut dice = Dice(7_654_321);
    let mut simulator = Simulator::new(&model, &world);
    for number in 0..TRIALS {
        let mut trial = Trial::new(&world, &mut dice, number);
        trial.run();
        add(&mut thinned, &trial.told);
        add(&mut simulated, &in_order(simulator.run(&world, number)));
    }
    for ((thinned, simulated), time) in thinned.iter().zip(&simulated).zip(times) {
        for (index, (a, b)) in thinned.iter().zip(simulated).enumerate() {
            let what = NAMES.get(index).map_or_else(|| format!("exits, number {index}"), |&name| name.to_owned());
            let (a, b) = (a.estimates(TRIALS as f64), b.estimates(TRIALS as f64));
            for (which, (a, b)) in ["mean", "variance"].into_iter().zip(a.into_iter().zip(b)) {
                agrees(&format!("{name}: {which} of {what} at {time:.2}"), b.0, a.0, a.1.hypot(b.1));
            }
        }
    }
    let [_, last] = thinned;
    last.iter().map(|sum| sum.estimates(TRIALS as f64)[0].0).collect()
}

#[test]
fn thinning_agrees_on_each_mechanism_around_the_team() {
    for (name, scenario) in world_identity::alone() {
        check(name, &scenario);
    }
}

#[test]
fn thinning_agrees_on_all_mechanisms_around_the_team_together() {
    for (name, scenario) in world_identity::together() {
        let means = check(name, &scenario);
        assert!(means.iter().all(|&mean| mean > 0.05), "everything happens: {means:?}");
    }
}
