//! One trial of a world: who leaves, when, and through which channel.

use crate::calendar::DAYS_PER_YEAR;
use crate::hazard::climate::Climate;
use crate::people::Hire;
use crate::random::{Purpose, Stream};

use super::apart;
use super::model::Model;
use super::pace::{Air, Cast, Change, ChangeKind, Exit, Pace};
use super::patience::Patience;
use super::world::World;

/// Runs trials, one after another, in memory of its own.
#[derive(Debug)]
pub struct Simulator<'m> {
    model: &'m Model<'m>,
    climate: Climate,
    patience: Patience,
    people: People,
    paces: Vec<Pace>,
    /// Where each group of a circle gets by the end of a stretch if no other group moves it.
    ahead: Vec<Pace>,
    exits: Vec<Exit>,
}

/// What a trial has drawn of each person.
#[derive(Debug, Default)]
struct People {
    /// Covariates times frailty, `person * channels + channel`.
    factor: Vec<f64>,
    /// Days of tenure at the start.
    tenure: Vec<Option<usize>>,
    /// The level at which each enters, `person * channels + channel`.
    level: Vec<f64>,
    /// Changes of each group, in order of time.
    changes: Vec<Vec<Change>>,
}

impl<'m> Simulator<'m> {
    /// A simulator for the worlds of a model.
    pub fn new(model: &'m Model<'m>, world: &World<'m>) -> Self {
        let channels = model.patience.len();
        let pace = |(members, influence): (&Vec<usize>, _)| Pace::new(channels, members.len(), influence);
        let paces: Vec<Pace> = model.groups.iter().zip(&world.opening).map(pace).collect();
        Self {
            model,
            climate: Climate::default(),
            patience: Patience::default(),
            people: People { changes: vec![Vec::new(); model.groups.len()], ..People::default() },
            ahead: paces.clone(),
            paces,
            exits: Vec::new(),
        }
    }

    /// Runs one trial of a world and gives its exits: in order of time within a circle of groups that can move each other.
    pub fn run(&mut self, world: &World<'m>, trial: u64) -> &[Exit] {
        self.exits.clear();
        self.people.draw(world, trial);
        let climate = if world.outlook.is_certain() {
            world.outlook.certain()
        } else {
            world.outlook.draw(self.model.seed, trial, &mut self.climate);
            &self.climate
        };
        let patience = self.patience.of_trial(trial, &self.model.names, &self.model.patience);
        if world.contagion.is_none() {
            apart::run(world, climate, &self.people.factor, &self.people.tenure, patience, &mut self.exits);
        } else {
            self.people.open(world);
            let cast = Cast { level: &self.people.level, patience };
            for (group, pace) in self.paces.iter_mut().enumerate() {
                pace.reset(&world.opening[group]);
                let there = self.model.groups[group].iter().filter(|&&person| self.model.joins[person] == 0.0);
                there.for_each(|&person| pace.enter(person, cast));
            }
            let ceiling = world.ceilings();
            let mut cascade = Cascade {
                world,
                climate,
                ceiling: &ceiling,
                cast,
                changes: &self.people.changes,
                paces: &mut self.paces,
                ahead: &mut self.ahead,
                is_moved: vec![false; self.model.groups.len()],
                exits: &mut self.exits,
            };
            self.model.circles.iter().for_each(|circle| cascade.run(circle));
        }
        &self.exits
    }
}

impl People {
    /// Draws what a trial draws of each person: frailty, and the tenure of the generated.
    fn draw(&mut self, world: &World<'_>, trial: u64) {
        let (model, channels) = (world.model, world.channels());
        self.factor.clone_from(&world.factors);
        self.tenure.clone_from(&world.tenure);
        for (person, &name) in model.names.iter().enumerate() {
            if world.frailty > 0.0 {
                let ratio = world.draw_frailty(person, trial);
                self.factor[person * channels..][..channels].iter_mut().for_each(|factor| *factor *= ratio);
            }
            if let Some(Hire::Before(tenure)) = &model.scenario.roster.researchers[person].hired
                && model.scenario.uses_tenure()
            {
                let years = tenure.sample(&mut Stream::new(model.seed, Purpose::Tenure, 0, trial, name));
                self.tenure[person] = Some((years * DAYS_PER_YEAR) as usize);
            }
        }
    }

    /// Lays out the level at which each enters and how it changes from then on.
    fn open(&mut self, world: &World<'_>) {
        let model = world.model;
        let channels = world.channels();
        self.level.clear();
        self.changes.iter_mut().for_each(Vec::clear);
        for person in 0..model.names.len() {
            let (joins, tenure) = (model.joins[person], self.tenure[person]);
            let changes = &mut self.changes[model.group_of[person]];
            if joins > 0.0 {
                changes.push(Change { time: joins, person, kind: ChangeKind::Join });
            }
            for (c, profile) in world.profiles.iter().enumerate() {
                let factor = self.factor[person * channels + c];
                let mut entry = 0;
                for band in 0..profile.bands() {
                    let end = world.band_end(c, band, person, tenure);
                    if end <= joins {
                        entry = band + 1;
                    } else {
                        changes.push(Change { time: end, person, kind: ChangeKind::Level(c, profile.in_band(band + 1) * factor) });
                    }
                }
                self.level.push(profile.in_band(entry) * factor);
            }
        }
        self.changes.iter_mut().for_each(|changes| changes.sort_by(|a, b| a.time.total_cmp(&b.time)));
    }
}

/// The run of one trial in which exits move those who are left.
struct Cascade<'a, 'm> {
    world: &'a World<'m>,
    climate: &'a Climate,
    ceiling: &'a [f64],
    cast: Cast<'a>,
    changes: &'a [Vec<Change>],
    paces: &'a mut [Pace],
    ahead: &'a mut [Pace],
    /// Groups that the exit in hand moves.
    is_moved: Vec<bool>,
    exits: &'a mut Vec<Exit>,
}

impl Cascade<'_, '_> {
    /// Runs a set of groups that can move each other from the start to the horizon.
    fn run(&mut self, circle: &[usize]) {
        for stretch in self.climate.stretch_at(0.0)..self.climate.len() {
            match circle {
                &[group] => self.stretch_of_one(group, stretch),
                _ => self.stretch_of_many(circle, stretch),
            }
        }
    }

    /// A group that only its own exits move.
    fn stretch_of_one(&mut self, group: usize, stretch: usize) {
        let end = self.climate.end(stretch);
        let air = Air::of(self.climate, stretch, self.ceiling);
        while let Some(departure) = self.paces[group].run(end, air, &self.changes[group], self.cast) {
            self.exits.push(departure);
            let influence = &mut self.paces[group].influence;
            self.world.for_moved(departure.person, |_, part, effect, weight| influence.add(part, effect, departure.time, weight));
        }
    }

    /// Groups that move each other: each looks ahead to its next exit, the earliest happens, and those it moves look again.
    ///
    /// Cost: the groups that an exit moves, for each exit.
    fn stretch_of_many(&mut self, circle: &[usize], stretch: usize) {
        let end = self.climate.end(stretch);
        let mut next: Vec<Option<Exit>> = circle.iter().map(|&group| self.look(group, stretch)).collect();
        while let Some((place, departure)) = earliest(&next) {
            std::mem::swap(&mut self.paces[circle[place]], &mut self.ahead[circle[place]]);
            self.is_moved[circle[place]] = true;
            let mut happened = vec![departure];
            while let Some(departure) = happened.pop() {
                self.exits.push(departure);
                let (world, air) = (self.world, Air::of(self.climate, stretch, self.ceiling));
                world.for_moved(departure.person, |group, part, effect, weight| {
                    let pace = &mut self.paces[group];
                    // Nobody there leaves before this exit, but a rounding error can let one leave with it.
                    while pace.now() < departure.time {
                        happened.extend(pace.run(departure.time, air, &self.changes[group], self.cast));
                    }
                    pace.influence.add(part, effect, departure.time, weight);
                    self.is_moved[group] = true;
                });
            }
            for (place, &group) in circle.iter().enumerate() {
                if std::mem::take(&mut self.is_moved[group]) {
                    next[place] = self.look(group, stretch);
                }
            }
        }
        for &group in circle {
            std::mem::swap(&mut self.paces[group], &mut self.ahead[group]);
            debug_assert!(self.paces[group].now() == end);
        }
    }

    /// The next exit of a group on a stretch if no other group moves it.
    fn look(&mut self, group: usize, stretch: usize) -> Option<Exit> {
        self.ahead[group].copy_from(&self.paces[group]);
        let (end, air) = (self.climate.end(stretch), Air::of(self.climate, stretch, self.ceiling));
        self.ahead[group].run(end, air, &self.changes[group], self.cast)
    }
}

/// The earliest of the next exits and its place.
fn earliest(next: &[Option<Exit>]) -> Option<(usize, Exit)> {
    let departures = next.iter().enumerate().filter_map(|(place, departure)| Some((place, (*departure)?)));
    departures.min_by(|a, b| a.1.time.total_cmp(&b.1.time))
}
