//! Times by place, of which the earliest is always at hand: a tree of minima.
//!
//! Cost: up to 64 places a comparison with each of them. Beyond, a comparison for most new times, the logarithm of the places for the others
//! and for the place of the earliest; the places once after many new times in a row ([`Earliest::clear`]).

use crate::math::least;

/// How many children a node has: as many as are compared about as fast as a few.
const WIDTH: usize = 16;

/// Up to so many places the root has all as its children.
const FLAT: usize = 64;

/// So many are compared side by side.
const LANES: usize = 4;

/// Times by place; infinite where there is none.
#[derive(Clone, Debug)]
pub(in crate::simulate) struct Earliest {
    /// The places, then the nodes above, level by level up to the root: each the least of its children.
    least: Vec<f64>,
    /// Where each level begins, the places first; all but the last have whole families.
    levels: Vec<usize>,
    /// How many children a node has.
    width: usize,
    /// For how many places there was to be room.
    asked: usize,
    /// Whether the nodes above have not followed yet.
    is_stale: bool,
}

impl Default for Earliest {
    fn default() -> Self {
        let mut none = Self { least: Vec::new(), levels: Vec::new(), width: WIDTH, asked: 0, is_stale: true };
        none.clear(1);
        none
    }
}

impl Earliest {
    /// Room for so many places at least, none with a time.
    pub fn clear(&mut self, places: usize) {
        self.is_stale = true;
        if self.asked == places {
            self.least.fill(f64::INFINITY);
            return;
        }
        self.asked = places;
        self.width = if places <= FLAT { places.max(1).next_multiple_of(LANES) } else { WIDTH };
        self.levels.clear();
        let (mut begin, mut nodes) = (0, places.max(1));
        while nodes > 1 || begin == 0 {
            self.levels.push(begin);
            begin += nodes.next_multiple_of(self.width);
            nodes = nodes.div_ceil(self.width);
        }
        self.levels.push(begin);
        self.least.clear();
        self.least.resize(begin + 1, f64::INFINITY);
    }

    /// [`Earliest::clear`], and all these places to be given times.
    pub fn cleared(&mut self, places: usize) -> &mut [f64] {
        self.clear(places);
        &mut self.least[..places]
    }

    /// How many places there are.
    fn places(&self) -> usize {
        self.levels[1]
    }

    /// Puts off to find the earliest until it is asked for: many places are about to get new times.
    pub fn put_off(&mut self) {
        self.is_stale = true;
    }

    /// Gives a place a time.
    #[inline]
    pub fn set(&mut self, place: usize, time: f64) {
        if place >= self.places() {
            self.grow(place);
        }
        let old = std::mem::replace(&mut self.least[place], time);
        if self.is_stale || old == time {
            return;
        }
        if self.levels.len() > 2 {
            return self.let_nodes_follow(place, old, time);
        }
        if let Some((root, all)) = self.least.split_last_mut() {
            if time < *root {
                *root = time;
            } else if old == *root {
                *root = least_of(all);
            }
        }
    }

    /// Takes a place its time.
    #[inline]
    pub fn remove(&mut self, place: usize) {
        debug_assert!(place < self.places(), "{place} of {}", self.places());
        if self.levels.len() > 2 {
            return self.set(place, f64::INFINITY);
        }
        self.least[place] = f64::INFINITY;
        // That all are compared costs less than to foresee whether they have to be.
        if let Some((root, all)) = self.least.split_last_mut() {
            *root = least_of(all);
        }
    }

    /// Lets the nodes above a place follow its new time.
    fn let_nodes_follow(&mut self, place: usize, mut old: f64, mut new: f64) {
        let mut node = place;
        for level in 1..self.levels.len() {
            let (children, family) = (self.levels[level - 1], node / WIDTH);
            let parent = self.levels[level] + family;
            let known = self.least[parent];
            if new < known {
            } else if old == known {
                new = least_of(&self.least[children + family * WIDTH..][..WIDTH]);
            } else {
                return;
            }
            if new == known {
                return;
            }
            old = std::mem::replace(&mut self.least[parent], new);
            node = family;
        }
    }

    /// The time of a place.
    #[inline]
    pub fn at(&self, place: usize) -> f64 {
        self.least[place]
    }

    /// The earliest time.
    #[inline]
    pub fn time(&mut self) -> f64 {
        if self.is_stale {
            self.follow();
        }
        self.least[self.least.len() - 1]
    }

    /// The first place that has the earliest time, which was asked for since the last change.
    pub fn place(&self) -> usize {
        let time = self.least[self.least.len() - 1];
        if self.levels.len() == 2 {
            return self.least.iter().position(|&least| least == time).unwrap_or(0);
        }
        self.levels.iter().rev().skip(1).fold(0, |node, begin| {
            let family = &self.least[begin + node * WIDTH..][..WIDTH];
            node * WIDTH + family.iter().position(|&least| least == time).unwrap_or(0)
        })
    }

    /// The earliest time and the first place that has it.
    pub fn earliest(&mut self) -> (f64, usize) {
        (self.time(), self.place())
    }

    /// Lets the nodes above follow the places. It is never a part of its caller, which is short without it.
    #[inline(never)]
    fn follow(&mut self) {
        for level in 1..self.levels.len() {
            let (below, above) = self.least.split_at_mut(self.levels[level]);
            let families = below[self.levels[level - 1]..].chunks_exact(self.width);
            families.zip(above).for_each(|(family, node)| *node = least_of(family));
        }
        self.is_stale = false;
    }

    #[cold]
    fn grow(&mut self, place: usize) {
        let times = self.least[..self.places()].to_vec();
        self.clear((place + 1).next_power_of_two());
        self.least[..times.len()].copy_from_slice(&times);
    }
}

/// The least of a family.
#[inline]
fn least_of(family: &[f64]) -> f64 {
    let mut lanes = [f64::INFINITY; LANES];
    for four in family.chunks_exact(LANES) {
        lanes.iter_mut().zip(four).for_each(|(lane, &time)| *lane = least(time, *lane));
    }
    least(least(lanes[0], lanes[1]), least(lanes[2], lanes[3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_is_that_of_a_search() {
        for places in [1, 3, 16, 17, 64, 65, 300, 5_000] {
            let mut tree = Earliest::default();
            tree.clear(3.min(places));
            let mut times = vec![f64::INFINITY; places];
            let mut state = 1u64;
            for step in 0..5_000 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let place = (state >> 33) as usize % if step < 100 { 3.min(places) } else { places };
                // Few different times, so that many are equal.
                times[place] = if state >> 60 == 0 { f64::INFINITY } else { f64::from((state >> 50) as u32 % 20) };
                if times[place].is_finite() {
                    tree.set(place, times[place]);
                } else {
                    tree.remove(place);
                }
                let least = times.iter().copied().fold(f64::INFINITY, f64::min);
                let first = times.iter().position(|&time| time == least).unwrap_or(0);
                assert_eq!(tree.earliest(), (least, first), "{places} places, step {step}");
                assert_eq!(tree.at(place), times[place]);
                if step == 3_000 {
                    tree.clear(places);
                    times.fill(f64::INFINITY);
                }
            }
        }
    }
}
