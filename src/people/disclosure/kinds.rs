//! People in kinds, refined as more is told of them.

use std::collections::BTreeMap;
use std::ops::Range;

/// People in kinds: those of a kind have the same weight in all that is told.
#[derive(Clone, Debug)]
pub struct Kinds {
    /// All people, those of a kind side by side.
    order: Vec<usize>,
    /// Where each person stands in the order.
    place: Vec<usize>,
    /// The kind of each person.
    of: Vec<usize>,
    list: Vec<Kind>,
}

/// One kind of people.
#[derive(Clone, Debug)]
struct Kind {
    /// Where its people stand in the order.
    range: Range<usize>,
    /// Whether they have a weight in anything told.
    is_in: bool,
}

impl Kinds {
    /// All alike, with a weight in nothing.
    pub fn new(people: usize) -> Self {
        let everybody: Vec<usize> = (0..people).collect();
        Self { place: everybody.clone(), order: everybody, of: vec![0; people], list: vec![Kind { range: 0..people, is_in: false }] }
    }

    /// How many people there are.
    pub fn people(&self) -> usize {
        self.order.len()
    }

    /// How many kinds there are; some may be empty.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The kind of a person.
    pub fn of(&self, person: usize) -> usize {
        self.of[person]
    }

    /// The people of each kind, and whether they have a weight in anything.
    pub fn all(&self) -> impl Iterator<Item = (&[usize], bool)> {
        self.list.iter().map(|kind| (&self.order[kind.range.clone()], kind.is_in))
    }

    /// How many of a kind there are, and whether they have a weight in anything.
    pub fn size(&self, kind: usize) -> (usize, bool) {
        (self.list[kind].range.len(), self.list[kind].is_in)
    }

    /// How many of each kind are among some people.
    pub fn among(&self, people: &[usize]) -> BTreeMap<usize, usize> {
        let mut counts = BTreeMap::new();
        for &person in people {
            *counts.entry(self.of[person]).or_default() += 1;
        }
        counts
    }

    /// Tells some people, each named once, apart from the others.
    pub fn split(&mut self, people: &[usize]) {
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        for &person in people {
            let kind = self.of[person];
            let count = taken.entry(kind).or_default();
            let to = self.list[kind].range.start + *count;
            let from = self.place[person];
            self.order.swap(from, to);
            (self.place[self.order[from]], self.place[person]) = (from, to);
            *count += 1;
        }
        for (kind, count) in taken {
            let range = self.list[kind].range.clone();
            let middle = range.start + count;
            if middle == range.end {
                self.list[kind].is_in = true;
                continue;
            }
            self.list[kind].range = middle..range.end;
            self.add(range.start..middle, true);
        }
    }

    /// Tells apart whose weights differ.
    pub fn split_by(&mut self, weights: &[f64]) {
        for kind in 0..self.list.len() {
            let Kind { range, is_in } = self.list[kind].clone();
            self.order[range.clone()].sort_by(|&a, &b| weights[a].total_cmp(&weights[b]).then(a.cmp(&b)));
            let mut start = range.start;
            while start < range.end {
                let weight = weights[self.order[start]];
                let end = (start..range.end).find(|&place| weights[self.order[place]] != weight).unwrap_or(range.end);
                let is_in = is_in || weight != 0.0;
                if start == range.start {
                    self.list[kind] = Kind { range: start..end, is_in };
                } else {
                    self.add(start..end, is_in);
                }
                start = end;
            }
        }
        for (place, &person) in self.order.iter().enumerate() {
            self.place[person] = place;
        }
    }

    fn add(&mut self, range: Range<usize>, is_in: bool) {
        self.order[range.clone()].iter().for_each(|&person| self.of[person] = self.list.len());
        self.list.push(Kind { range, is_in });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Kinds;

    /// The people of each kind that has some, and whether each has a weight.
    fn seen(kinds: &Kinds) -> BTreeMap<Vec<usize>, bool> {
        let sorted = |people: &[usize]| {
            let mut people = people.to_vec();
            people.sort_unstable();
            people
        };
        let seen: BTreeMap<_, _> =
            kinds.all().filter(|(people, _)| !people.is_empty()).map(|(people, is_in)| (sorted(people), is_in)).collect();
        for (kind, (people, _)) in kinds.all().enumerate() {
            assert!(people.iter().all(|&person| kinds.of(person) == kind));
        }
        seen
    }

    #[test]
    fn each_splitting_refines_the_last() {
        let mut kinds = Kinds::new(7);
        kinds.split(&[1, 3, 5]);
        assert_eq!(seen(&kinds), BTreeMap::from([(vec![1, 3, 5], true), (vec![0, 2, 4, 6], false)]));
        kinds.split(&[5, 0]);
        assert_eq!(seen(&kinds), BTreeMap::from([(vec![1, 3], true), (vec![5], true), (vec![0], true), (vec![2, 4, 6], false)]));
        kinds.split_by(&[0.0, 2.0, 0.0, 2.5, 0.0, 1.0, 4.0]);
        let expected = [(vec![1], true), (vec![3], true), (vec![5], true), (vec![0], true), (vec![2, 4], false), (vec![6], true)];
        assert_eq!(seen(&kinds), BTreeMap::from(expected));
        assert_eq!(kinds.among(&[2, 4, 6]), BTreeMap::from([(kinds.of(2), 2), (kinds.of(6), 1)]));
    }
}
