//! Hiring: the seats of those who leave, and the newcomers who fill them.

use std::collections::VecDeque;

use crate::hazard::frailty;
use crate::random::Purpose;
use crate::scenario::Freeze;
use crate::simulate::policies::DrawnMeasure;
use crate::simulate::trajectory::{EventKind, Newcomer, PolicyEvent, PolicyEventKind};
use crate::simulate::trial::event_loop::EventLoop;
use crate::simulate::trial::event_queue::Scheduled;
use crate::simulate::trial::state::{PersonState, Status};

/// The seats that are being filled.
#[derive(Clone, Debug, Default)]
pub(in crate::simulate) struct Hiring {
    /// How often each seat was opened, by its first holder.
    fillings: Vec<u32>,
    /// How many seats are looked after.
    looking: u32,
    /// Seats that wait to be.
    waiting: VecDeque<Opening>,
}

/// A seat that waits to be looked after.
#[derive(Clone, Copy, Debug)]
struct Opening {
    /// The first holder.
    seat: usize,
    /// How many held it before, the first holder included.
    filling: u32,
    /// The multiple of the time to fill.
    time_ratio: f64,
}

impl Hiring {
    /// Forgets seats for which nobody was looked by the end, so that they are not looked after in another part of the lab.
    pub fn forget(&mut self) {
        self.waiting.clear();
    }

    pub fn reset(&mut self, seats: usize) {
        self.fillings.clear();
        self.fillings.resize(seats, 0);
        self.looking = 0;
        self.waiting.clear();
    }
}

impl EventLoop<'_, '_> {
    /// Opens a seat for one who has just left, with the probability that seats are filled again.
    pub fn open_seat(&mut self, time: f64, person: usize) {
        let Some(hiring) = &self.world.model.scenario.hiring else { return };
        let PersonState { name, spell, .. } = self.state.people[person];
        let (policy, refill, time_ratio) = self.terms_of_refill(time, person, hiring.refill.value(&self.world.parameters));
        if self.inputs.luck.refill(name, spell) >= refill {
            return;
        }
        if let Some(policy) = policy {
            self.pays_event(time, policy, self.world.policies[policy].per_event);
            self.trajectory.policy_events.push(PolicyEvent { time, policy, kind: PolicyEventKind::Refill(person) });
        }
        let seat = self.trajectory.seat(person, self.world.model.names.len());
        let hiring = &mut self.state.hiring;
        hiring.fillings[seat] += 1;
        hiring.waiting.push_back(Opening { seat, filling: hiring.fillings[seat], time_ratio });
        self.look_for_newcomers(time);
    }

    /// On what terms the seat of one who leaves now is filled again: by which policy, with which probability, in which multiple of the
    /// time. Of several policies the first that can pay counts.
    fn terms_of_refill(&mut self, time: f64, person: usize, usual: f64) -> (Option<usize>, f64, f64) {
        let world = self.world;
        for (policy, terms) in world.policies.iter().enumerate() {
            for act in &terms.measures {
                if let DrawnMeasure::Refill(refill, time_ratio) = act
                    && world.in_force(policy, person, time.next_up(), self.trajectory).is_some()
                {
                    if self.can_pay_event(policy) {
                        return (Some(policy), refill.unwrap_or(usual), *time_ratio);
                    }
                    self.fall_short(time, policy);
                }
            }
        }
        (None, usual, 1.0)
    }

    /// Looks after seats that wait, as many at once as can be.
    pub fn look_for_newcomers(&mut self, time: f64) {
        let Some(hiring) = &self.world.model.scenario.hiring else { return };
        if let Some(Freeze { from, until }) = hiring.freeze {
            let clock = self.world.model.scenario.clock;
            if clock.years(from) <= time && until.is_none_or(|until| time < clock.years(until)) {
                return;
            }
        }
        while self.state.hiring.looking < hiring.open_at_once.unwrap_or(u32::MAX) {
            let Some(Opening { seat, filling, time_ratio }) = self.state.hiring.waiting.pop_front() else { return };
            let newcomer = self.inputs.luck.newcomer(seat, filling);
            let wait = time_ratio * hiring.time_to_fill.sample(&mut self.inputs.luck.newcomer_stream(Purpose::Fill, newcomer));
            self.state.hiring.looking += 1;
            self.state.queue.put(time + wait, Scheduled::Hire { seat, filling });
        }
    }

    /// A newcomer begins.
    pub fn hire(&mut self, time: f64, seat: usize, filling: u32) {
        self.state.hiring.looking -= 1;
        self.look_for_newcomers(time);
        let name = self.inputs.luck.newcomer(seat, filling);
        let frailty = match self.world.frailty {
            0.0 => 1.0,
            sd => frailty::draw(sd, 0.0, &mut self.inputs.luck.newcomer_stream(Purpose::Frailty, name)),
        };
        let person = self.world.model.names.len() + self.trajectory.newcomers.len();
        self.trajectory.newcomers.push(Newcomer { seat, filling, hired: time });
        let group = self.world.home(person, self.trajectory);
        self.state.people.push(PersonState { status: Status::Here, spell: 0, group, name, frailty });
        self.record(time, person, EventKind::Hire);
        self.begin(time, person);
        self.meter_all(time);
    }
}
