//! Times by place, of which the earliest is always at hand: a tree of minima.
//!
//! Cost: the logarithm of the places for a new time and for the earliest; the places once after many new times in a row
//! ([`Earliest::clear`]).

use crate::math::least;

/// Times by place; infinite where there is none.
#[derive(Clone, Debug, Default)]
pub(in crate::simulate) struct Earliest {
    /// A heap-shaped tree: the root at 1, the children of `k` at `2 k` and `2 k + 1`, each the least of its children; the places last.
    least: Vec<f64>,
    /// Where the first place is, a power of two.
    first: usize,
    /// Whether inner nodes have not followed yet.
    is_stale: bool,
}

impl Earliest {
    /// Room for so many places at least, none with a time.
    pub fn clear(&mut self, places: usize) {
        self.first = places.next_power_of_two().max(1);
        self.least.clear();
        self.least.resize(2 * self.first, f64::INFINITY);
        self.is_stale = true;
    }

    /// Gives a place a time.
    #[inline]
    pub fn set(&mut self, place: usize, time: f64) {
        if place >= self.first {
            self.grow(place);
        }
        let mut node = self.first + place;
        self.least[node] = time;
        if self.is_stale {
            return;
        }
        while node > 1 {
            node /= 2;
            let below = least(self.least[2 * node], self.least[2 * node + 1]);
            if below == self.least[node] {
                return;
            }
            self.least[node] = below;
        }
    }

    /// The time of a place.
    #[inline]
    pub fn at(&self, place: usize) -> f64 {
        self.least[self.first + place]
    }

    /// The earliest time.
    #[inline]
    pub fn time(&mut self) -> f64 {
        if self.is_stale {
            self.follow();
        }
        self.least[1]
    }

    /// The first place that has the earliest time, which was asked for since the last change.
    #[inline]
    pub fn place(&self) -> usize {
        let time = self.least[1];
        let mut node = 1;
        while node < self.first {
            node *= 2;
            node += usize::from(self.least[node] != time);
        }
        node - self.first
    }

    /// The earliest time and the first place that has it.
    pub fn earliest(&mut self) -> (f64, usize) {
        (self.time(), self.place())
    }

    /// Lets the inner nodes follow the places.
    fn follow(&mut self) {
        for node in (1..self.first).rev() {
            self.least[node] = least(self.least[2 * node], self.least[2 * node + 1]);
        }
        self.is_stale = false;
    }

    #[cold]
    fn grow(&mut self, place: usize) {
        let times = self.least[self.first..].to_vec();
        self.clear(place + 1);
        self.least[self.first..][..times.len()].copy_from_slice(&times);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_is_that_of_a_search() {
        let mut tree = Earliest::default();
        tree.clear(3);
        let mut times = vec![f64::INFINITY; 40];
        let mut state = 1u64;
        for step in 0..5_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let place = (state >> 33) as usize % if step < 100 { 3 } else { 40 };
            // Few different times, so that many are equal.
            times[place] = if state >> 60 == 0 { f64::INFINITY } else { f64::from((state >> 50) as u32 % 20) };
            tree.set(place, times[place]);
            let least = times.iter().copied().fold(f64::INFINITY, f64::min);
            let first = times.iter().position(|&time| time == least).unwrap_or(0);
            assert_eq!(tree.earliest(), (least, first), "step {step}");
            assert_eq!(tree.at(place), times[place]);
        }
    }
}
