//! Disclosure control: which sums over the people of a roster results may tell.
//!
//! What is told of a roster are sums with a weight a person: how many of a team are there (weight 1 in it, 0 outside), which holders of a
//! capability, what a policy changes among those whom it acts on, tenure kept (weight: tenure), a raise (weight: pay). Readers add,
//! subtract and scale them. The rule is the (1, k) dominance rule of statistical disclosure control (Hundepool et al. 2012, *Statistical
//! Disclosure Control*, 4.2) with k = 1 / `min_group`, held to by *every combination* of what is told, not by each number alone: with `v`
//! the weights of a combination, `max |v_i| <= sum |v_i| / min_group`. Among equal weights it says that at least `min_group` people stand
//! behind each number, each difference and each rest; among unequal ones that no person is so much of a number that it is theirs.
//!
//! A probability of a count of some people (that a capability is covered, that a team is whole) is told as their count would be. Then no
//! combination of published probabilities is the probability that one person is there: the part of a function of a count that is linear in who is
//! there is a multiple of the count, and counts do not combine to one person.
//!
//! By the duality of linear programs the rule is kept for a person if and only if the person's weights are a combination of other
//! people's in which nobody has a factor of more than `1 / (min_group - 1)`. Within people who are alike in all that is told so far
//! that is looked up in the order of the new weights; where it is not enough, the linear program is solved.

mod least;

use std::collections::BTreeMap;

use self::least::least_sum;

/// Most kinds of people, alike in all that is told, among whom the linear program is solved; beyond, what is in doubt is not told.
const MOST_KINDS: usize = 150;

/// Slack for rounding.
const SLACK: f64 = 1e-9;

/// What has been told of some people, and what may be told besides.
#[derive(Clone, Debug)]
pub struct Disclosure {
    least: usize,
    /// The kind of each person: those of a kind have the same weight in all that is told.
    kind: Vec<usize>,
    /// How many are of each kind.
    sizes: Vec<usize>,
    /// Everything told.
    told: Vec<Sum>,
    /// Who has a weight in any of it.
    is_in: Vec<bool>,
}

/// Something told.
#[derive(Clone, Debug)]
enum Sum {
    /// How many of these are there, in order.
    Count(Vec<usize>),
    /// With a weight for each person.
    Weighted(Vec<f64>),
}

impl Sum {
    fn weight(&self, person: usize) -> f64 {
        match self {
            Self::Count(members) => f64::from(u8::from(members.binary_search(&person).is_ok())),
            Self::Weighted(weights) => weights[person],
        }
    }
}

impl Disclosure {
    /// Nothing told of so many people; `least` is `min_group`, 1 where all may be told.
    pub fn new(people: usize, least: usize) -> Self {
        Self { least, kind: vec![0; people], sizes: vec![people], told: Vec::new(), is_in: vec![false; people] }
    }

    /// The least group.
    pub fn least(&self) -> usize {
        self.least
    }

    /// Tells the number of some people in any case.
    pub fn count(&mut self, members: &[usize]) {
        let mut members = members.to_vec();
        members.sort_unstable();
        members.dedup();
        let mut moved: BTreeMap<usize, usize> = BTreeMap::new();
        for &person in &members {
            let from = self.kind[person];
            let to = *moved.entry(from).or_insert_with(|| {
                self.sizes.push(0);
                self.sizes.len() - 1
            });
            self.kind[person] = to;
            self.is_in[person] = true;
            self.sizes[from] -= 1;
            self.sizes[to] += 1;
        }
        self.told.push(Sum::Count(members));
    }

    /// Tells the number of some people besides, if that leaves nobody to be singled out; whether it did. Of nobody there is nothing to
    /// tell.
    pub fn may_count(&mut self, members: &[usize]) -> bool {
        let is_allowed = members.is_empty() || members.len() >= self.least && (self.divides(members) || self.allows(&self.ones(members)));
        if is_allowed && !members.is_empty() {
            self.count(members);
        }
        is_allowed
    }

    /// Tells a weighted sum besides, if that leaves nobody to be singled out; whether it did.
    pub fn may_weigh(&mut self, weights: &[f64]) -> bool {
        let is_allowed = self.allows(weights);
        if is_allowed {
            let (kind, kinds) = self.split(weights);
            self.kind = kind;
            self.sizes = vec![0; kinds];
            self.kind.iter().for_each(|&kind| self.sizes[kind] += 1);
            self.is_in.iter_mut().zip(weights).for_each(|(is_in, weight)| *is_in |= *weight != 0.0);
            self.told.push(Sum::Weighted(weights.to_vec()));
        }
        is_allowed
    }

    /// Weight 1 for some people.
    pub fn ones(&self, members: &[usize]) -> Vec<f64> {
        let mut weights = vec![0.0; self.kind.len()];
        for &member in members {
            weights[member] = 1.0;
        }
        weights
    }

    /// Whether each kind of people is large enough where some people are told apart from the others: the common case, quickly known.
    fn divides(&self, members: &[usize]) -> bool {
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        for &person in members {
            *taken.entry(self.kind[person]).or_default() += 1;
        }
        let large = |size: usize| size == 0 || size >= self.least;
        let small = self.kind.iter().zip(&self.is_in).any(|(&kind, &is_in)| is_in && self.sizes[kind] < self.least);
        !small && taken.iter().all(|(&kind, &count)| large(count) && large(self.sizes[kind] - count))
    }

    /// Whether a weighted sum may be told besides what is.
    fn allows(&self, weights: &[f64]) -> bool {
        let doubtful = if self.least <= 1 { Vec::new() } else { self.doubtful(weights) };
        if doubtful.is_empty() {
            return true;
        }
        let (kind, kinds) = self.split(weights);
        if kinds > MOST_KINDS {
            return false;
        }
        let (mut sizes, mut of) = (vec![0.0; kinds], vec![0; kinds]);
        for (person, &kind) in kind.iter().enumerate() {
            sizes[kind] += 1.0;
            of[kind] = person;
        }
        let mut vectors: Vec<Vec<f64>> = self.told.iter().map(|told| of.iter().map(|&person| told.weight(person)).collect()).collect();
        vectors.push(of.iter().map(|&person| weights[person]).collect());
        let mut asked: Vec<usize> = doubtful.into_iter().map(|person| kind[person]).collect();
        asked.sort_unstable();
        asked.dedup();
        let others = (self.least - 1) as f64;
        asked.into_iter().all(|kind| {
            let mut sizes = sizes.clone();
            sizes[kind] -= 1.0;
            least_sum(&vectors, &sizes, kind).is_none_or(|sum| sum >= others - SLACK * others)
        })
    }

    /// The kinds of people where one more sum tells them apart, and how many kinds there are.
    fn split(&self, weights: &[f64]) -> (Vec<usize>, usize) {
        let mut known = BTreeMap::new();
        let kind = |(&kind, &weight): (&usize, &f64)| {
            let next = known.len();
            *known.entry((kind, (weight + 0.0).to_bits())).or_insert(next)
        };
        let kinds = self.kind.iter().zip(weights).map(kind).collect();
        (kinds, known.len())
    }

    /// Those whose weight is no combination of those of others of their kind in which nobody has a factor above `1 / (least - 1)`.
    fn doubtful(&self, weights: &[f64]) -> Vec<usize> {
        let mut people: Vec<usize> = (0..self.kind.len()).collect();
        people.sort_by(|&a, &b| self.kind[a].cmp(&self.kind[b]).then(weights[a].total_cmp(&weights[b])));
        let others = self.least - 1;
        let mut doubtful = Vec::new();
        for alike in people.chunk_by(|&a, &b| self.kind[a] == self.kind[b]) {
            if alike.iter().all(|&person| !self.is_in[person] && weights[person] == 0.0) {
                continue;
            }
            let mut sums = vec![0.0];
            sums.extend(alike.iter().scan(0.0, |sum, &person| {
                *sum += weights[person];
                Some(*sum)
            }));
            let count = alike.len() - 1;
            for (place, &person) in alike.iter().enumerate() {
                if count < others {
                    doubtful.push(person);
                    continue;
                }
                // The sum of the first so many, and of all, without this person.
                let up_to = |many: usize| if many <= place { sums[many] } else { sums[many + 1] - weights[person] };
                let minus = (count - others) / 2;
                let plus = minus + others;
                let most = up_to(count) - up_to(count - plus) - up_to(minus);
                let least = up_to(plus) - (up_to(count) - up_to(count - minus));
                let scaled = weights[person] * others as f64;
                let slack = SLACK * (most.abs() + least.abs() + scaled.abs());
                if scaled > most + slack || scaled < least - slack {
                    doubtful.push(person);
                }
            }
        }
        doubtful
    }
}

#[cfg(test)]
mod tests {
    use super::Disclosure;

    fn all(people: usize) -> (Disclosure, Vec<usize>) {
        let everybody: Vec<usize> = (0..people).collect();
        let mut disclosure = Disclosure::new(people, 5);
        disclosure.count(&everybody);
        (disclosure, everybody)
    }

    #[test]
    fn neither_a_group_nor_its_complement_is_small() {
        let (mut disclosure, everybody) = all(14);
        for size in [1, 4, 10, 13] {
            assert!(!disclosure.may_count(&everybody[..size]), "{size}");
        }
        assert!(disclosure.may_count(&everybody[..5]));
        // Two more of that group would be the difference.
        assert!(!disclosure.may_count(&everybody[..7]));
    }

    #[test]
    fn three_pairwise_sums_give_no_one_away() {
        // Half of A + B - C is the first three people.
        let mut disclosure = Disclosure::new(9, 5);
        let of = |a: usize, b: usize| (3 * a..3 * a + 3).chain(3 * b..3 * b + 3).collect::<Vec<usize>>();
        assert!(disclosure.may_count(&of(0, 1)) && disclosure.may_count(&of(1, 2)) && !disclosure.may_count(&of(0, 2)));
    }

    #[test]
    fn nobody_is_most_of_a_weighted_sum_or_of_what_is_left_of_it() {
        let weigh = |weights: &[f64]| all(weights.len()).0.may_weigh(weights);
        assert!(weigh(&[1.0; 10]));
        assert!(weigh(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0]));
        assert!(!weigh(&[30.0, 1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0, 2.0]));
        // A tenth of it, but alone once the count is taken away.
        assert!(!weigh(&[3.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0]));
    }

    #[test]
    fn a_least_group_of_one_lets_all_be_told() {
        let mut disclosure = Disclosure::new(3, 1);
        assert!(disclosure.may_count(&[0]) && disclosure.may_count(&[1]) && disclosure.may_weigh(&[9.0, 1.0, 0.0]));
    }
}
