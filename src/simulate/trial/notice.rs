//! Notice: from a decision to leave to the exit, and the exits on days that are known from the start on.

use crate::simulate::Destination;
use crate::simulate::model::KnownExit;
use crate::simulate::risk::{Departure, Risk};
use crate::simulate::trajectory::EventKind;
use crate::simulate::trial::event_loop::EventLoop;
use crate::simulate::trial::event_queue::Scheduled;
use crate::simulate::trial::state::Status;

impl EventLoop<'_, '_> {
    /// Others learn of an exit on a known day, or one that a what-if sets, and where it leads is settled.
    pub fn know(&mut self, time: f64, index: usize) {
        let KnownExit { person, leaves, channel, is_certain, .. } = self.world.model.known_exits[index];
        if !is_certain {
            // Who is gone or has given notice by then has left anyhow.
            if self.state.people[person].status != Status::Here {
                return;
            }
            let group = self.group_of(person);
            self.bring(group, time).take_out(person);
        }
        let (channel, to) = self.destination(Departure { time, person, risk: Risk::Channel(channel) }, true);
        self.decide(time, person, channel, to, leaves);
    }

    /// Somebody decides to leave at a time, which is now where there is no notice.
    pub fn decide(&mut self, time: f64, person: usize, channel: usize, to: Destination, leaves: f64) {
        if self.world.model.scenario.notice > 0.0 {
            self.record(time, person, EventKind::Decision { channel, to });
            self.state.people[person].status = Status::UnderNotice;
            self.state.queue.put(leaves, Scheduled::Exit { person, channel, to });
            self.move_others(person, time);
        } else if self.is_eventful {
            self.move_others(person, time);
            self.leave(time, person, channel, to);
        } else {
            self.record(time, person, EventKind::Exit { channel, to });
            self.move_others(person, time);
        }
    }

    /// Somebody is gone, and all that follows.
    pub fn leave(&mut self, time: f64, person: usize, channel: usize, to: Destination) {
        let to = self.found(time, person, channel, to);
        self.go(time, person, channel, to);
        self.cofound(time, person, channel, to);
        self.take_seat(time, to);
    }
}
