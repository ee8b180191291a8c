//! Staffing: those who come back, and those who are hired for the seats of others.

use std::collections::VecDeque;

use crate::hazard::frailty;
use crate::math;
use crate::random::Purpose;
use crate::scenario::Decay;

use super::agenda::Due;
use super::cascade::{Cascade, Place, Standing};
use super::pace::{Change, ChangeKind, Pace, Waiting};
use super::ties::decay_rate;
use super::trajectory::{EventKind, Newcomer};

/// The seats that are being filled.
#[derive(Clone, Debug, Default)]
pub(super) struct Staffing {
    /// How often each seat was opened, by its first holder.
    fillings: Vec<u32>,
    /// How many seats are looked after.
    looking: u32,
    /// Seats that wait to be: first holder and number of the filling.
    waiting: VecDeque<(usize, u32)>,
}

impl Staffing {
    pub fn reset(&mut self, seats: usize) {
        self.fillings.clear();
        self.fillings.resize(seats, 0);
        self.looking = 0;
        self.waiting.clear();
    }
}

impl Cascade<'_, '_> {
    /// Puts down when one who has just left comes back, if that is before the horizon: the time at which the integral of
    /// `per_year * 2^(-s / half_life)` reaches a patience, which it may never do.
    pub fn plan_return(&mut self, time: f64, person: usize) {
        let Some(returns) = &self.world.model.scenario.returns else { return };
        let Standing { name, spell, .. } = self.scene.standing[person];
        let need = self.cast.luck.comeback(name, spell) / returns.per_year.value(&self.world.parameters);
        let wait = match returns.decay {
            Decay::HalfLife(half_life) => {
                let rate = decay_rate(half_life.value(&self.world.parameters));
                if need * rate < 1.0 { -math::ln_1p(-need * rate) / rate } else { f64::INFINITY }
            }
            Decay::Never | Decay::Window(_) => need,
        };
        // A spell has 16 bits in the keys of luck.
        if time + wait <= self.world.model.reach() && spell < u16::MAX {
            self.scene.agenda.put(time + wait, Due::Return(person));
        }
    }

    /// One who left is back: in a group alone, since the own exit moves the others only.
    pub fn come_back(&mut self, time: f64, person: usize) {
        let home = self.world.home(person, self.trajectory);
        self.bring(home, time);
        let mut pace = Pace::new(self.world.channels(), self.world.lane_count(), 1, &self.scene.paces[home].influence);
        pace.reset(time, &self.scene.paces[home].influence);
        for event in self.trajectory.events.iter().filter(|event| event.person == person && self.world.is_decision(event.kind)) {
            self.world.for_moved(person, self.trajectory, |group, part, effect, weight| {
                if group == home {
                    pace.influence.add(part, effect, event.time, -weight);
                }
            });
        }
        let group = self.scene.add_group(pace, home, Vec::new());
        let standing = &mut self.scene.standing[person];
        (standing.place, standing.group, standing.spell) = (Place::Here, group, standing.spell + 1);
        self.record(time, person, EventKind::Return);
        self.pulls_on(group, time);
        self.begin(time, person, self.world.ratio_after_return());
        self.retie(time, person);
    }

    /// Lets the spin-outs that are open pull a new group.
    fn pulls_on(&mut self, group: usize, time: f64) {
        for index in 0..self.trajectory.spinouts.len() {
            self.pull_group(index, group, time);
        }
    }

    /// Opens a seat for one who has just left, with the probability that seats are filled again.
    pub fn open_seat(&mut self, time: f64, person: usize) {
        let Some(hiring) = &self.world.model.scenario.hiring else { return };
        let Standing { name, spell, .. } = self.scene.standing[person];
        if self.cast.luck.refill(name, spell) >= hiring.refill.value(&self.world.parameters) {
            return;
        }
        let seat = self.trajectory.seat(person, self.world.model.names.len());
        let staffing = &mut self.scene.staffing;
        staffing.fillings[seat] += 1;
        staffing.waiting.push_back((seat, staffing.fillings[seat]));
        self.look_for_newcomers(time);
    }

    /// Looks after seats that wait, as many at once as can be.
    fn look_for_newcomers(&mut self, time: f64) {
        let Some(hiring) = &self.world.model.scenario.hiring else { return };
        while self.scene.staffing.looking < hiring.open_at_once.unwrap_or(u32::MAX) {
            let Some((seat, filling)) = self.scene.staffing.waiting.pop_front() else { return };
            let newcomer = self.cast.luck.newcomer(seat, filling);
            let wait = hiring.time_to_fill.sample(&mut self.cast.luck.newcomer_stream(Purpose::Fill, newcomer));
            self.scene.staffing.looking += 1;
            self.scene.agenda.put(time + wait, Due::Hire { seat, filling });
        }
    }

    /// A newcomer begins.
    pub fn hire(&mut self, time: f64, seat: usize, filling: u32) {
        self.scene.staffing.looking -= 1;
        self.look_for_newcomers(time);
        let name = self.cast.luck.newcomer(seat, filling);
        let frailty = match self.world.frailty {
            0.0 => 1.0,
            sd => frailty::draw(sd, 0.0, &mut self.cast.luck.newcomer_stream(Purpose::Frailty, name)),
        };
        let person = self.world.model.names.len() + self.trajectory.newcomers.len();
        self.trajectory.newcomers.push(Newcomer { seat, filling, hired: time });
        let group = self.world.home(person, self.trajectory);
        self.scene.standing.push(Standing { place: Place::Here, spell: 0, group, name, frailty });
        self.record(time, person, EventKind::Hire);
        self.begin(time, person, 1.0);
    }

    /// Somebody begins a spell in the own group, with a hazard ratio besides the ordinary level.
    fn begin(&mut self, time: f64, person: usize, ratio: f64) {
        let (world, model) = (self.world, self.world.model);
        let standing = self.scene.standing[person];
        let newcomer = self.trajectory.newcomer(person, model.names.len()).copied();
        let tenure = if newcomer.is_some() { None } else { self.people.tenure[person] };
        let mut levels = Vec::new();
        let mut changes = Vec::new();
        for (lane, (channel, profile)) in world.lanes().enumerate() {
            let own = match newcomer {
                Some(newcomer) => world.factors[newcomer.seat * world.channels() + channel] * standing.frailty,
                None => self.people.factor[person * world.channels() + channel],
            };
            let level = |band: usize| profile.in_band(band) * own * ratio;
            let ends = (0..profile.bands()).map(|band| world.band_end_of(channel, band, person, tenure, newcomer.map(|n| n.hired)));
            levels.push(level(ends.clone().filter(|&end| end <= time).count()));
            for (band, end) in ends.enumerate().filter(|&(_, end)| end > time) {
                changes.push(Change { time: end, person, kind: ChangeKind::Level(lane, level(band + 1)) });
            }
        }
        self.bring(standing.group, time);
        let known = &mut self.scene.changes[standing.group];
        for change in changes {
            let place = known.partition_point(|other| other.time <= change.time);
            known.insert(place, change);
        }
        let luck = self.cast.luck;
        self.scene.paces[standing.group].enter(person, &levels, |waiting| match waiting {
            Waiting::Channel(channel) => luck.channel(model.channel_names[channel], standing.name, standing.spell),
            Waiting::Pull(key) => luck.pull(key, standing.name, standing.spell),
        });
    }
}
