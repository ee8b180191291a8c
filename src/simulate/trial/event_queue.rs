//! The event queue of a trial: what is bound to happen on a day that is known already.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::simulate::Destination;

/// What is bound to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheduled {
    /// The notice of somebody ends.
    Exit {
        /// Who.
        person: usize,
        /// Index of the channel.
        channel: usize,
        /// Where to.
        to: Destination,
    },
    /// Others learn of the exit of this index on a known day.
    Known(usize),
    /// Somebody who left comes back.
    Return(usize),
    /// The spin-out of this index opens.
    Opening(usize),
    /// The spin-out of this index closes.
    Closing(usize),
    /// A newcomer for somebody's seat begins: the first holder, and how many held it before.
    Hire {
        /// The first holder.
        seat: usize,
        /// How many held it before, the first holder included.
        filling: u32,
    },
    /// Newcomers are looked for again, after a time without.
    Hiring,
    /// A competitor with limited seats opens or closes.
    Turn,
    /// The day of the policy of this index, which waits.
    Policy(usize),
    /// Another year's budget of the policy of this index.
    Year(usize),
    /// What the policy of this index pays by the person-year is to be counted anew.
    Meter(usize),
}

/// What is bound to happen, in order of time; among equal times, in the order in which it was put down.
#[derive(Clone, Debug, Default)]
pub struct EventQueue {
    entries: BinaryHeap<Entry>,
    count: u64,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    time: f64,
    order: u64,
    due: Scheduled,
}

impl EventQueue {
    /// Strikes everything out.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.count = 0;
    }

    /// Puts something down for a time \[years\].
    pub fn put(&mut self, time: f64, due: Scheduled) {
        self.entries.push(Entry { time, order: self.count, due });
        self.count += 1;
    }

    /// When the next thing is due \[years\]; infinite if nothing is.
    pub fn next(&self) -> f64 {
        self.entries.peek().map_or(f64::INFINITY, |entry| entry.time)
    }

    /// Takes off the next thing.
    pub fn take(&mut self) -> Option<(f64, Scheduled)> {
        self.entries.pop().map(|entry| (entry.time, entry.due))
    }
}

impl Ord for Entry {
    /// The heap gives the greatest: the earliest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.time.total_cmp(&self.time).then(other.order.cmp(&self.order))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_in_order_of_time_and_then_of_putting_down() {
        let mut queue = EventQueue::default();
        for (time, person) in [(2.0, 0), (1.0, 1), (2.0, 2), (0.5, 3)] {
            queue.put(time, Scheduled::Return(person));
        }
        assert_eq!(queue.next(), 0.5);
        let order: Vec<_> = std::iter::from_fn(|| queue.take()).collect();
        assert_eq!(order, [(0.5, 3), (1.0, 1), (2.0, 0), (2.0, 2)].map(|(time, person)| (time, Scheduled::Return(person))));
    }
}
