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
//! That is a promise about sums and differences, and no more. The distribution of a count of people who leave independently of each other has
//! the generating function `prod (1 - p_i + p_i z)`, whose roots are `1 - 1 / p_i`: whoever solves it for a roster of few may come near the
//! probability of somebody far from the others. No rule of size keeps from that, since it takes no more than two moments where the others are
//! known to be alike; whether it succeeds is a matter of the trials and of how far off that somebody is.
//!
//! By the duality of linear programs the rule is kept for a person if and only if the person's weights are a combination of other
//! people's in which nobody has a factor of more than `1 / (min_group - 1)`. Such a combination is looked for where it costs least: among
//! people who are alike in all that is told so far; as the one with the least squares of factors (`spread`); and by the linear program
//! (`least`). What none of them proves is not told.

mod kinds;
mod least;
mod release;
mod spread;

use std::collections::BTreeSet;
use std::sync::Arc;

use self::kinds::Kinds;
use self::least::least_sum;
pub use self::release::{Changed, Release, Seen};
use self::spread::Basis;

/// Most kinds of people, alike in all that is told, among whom the linear program is solved.
const MOST_KINDS: usize = 150;

/// Slack for rounding.
const SLACK: f64 = 1e-9;

/// Sums over some people that have been told, and which may be told besides.
#[derive(Clone, Debug)]
struct Disclosure {
    least: usize,
    kinds: Kinds,
    /// How many kinds with a weight in something are of fewer than the least.
    small: usize,
    /// Everything told.
    told: Vec<Arc<Sum>>,
    /// The counts of them, to be found quickly: a roster has as many as teams.
    counts: BTreeSet<Vec<usize>>,
    basis: Basis,
}

/// Something told.
#[derive(Clone, Debug, PartialEq)]
enum Sum {
    /// How many of these are there, in order.
    Count(Vec<usize>),
    /// With a weight for each person.
    Weighted(Vec<f64>),
}

impl Sum {
    fn count(people: &[usize]) -> Self {
        let mut members = people.to_vec();
        members.sort_unstable();
        members.dedup();
        Self::Count(members)
    }

    /// What of it is about some people.
    fn among(&self, some: &[bool]) -> Self {
        match self {
            Self::Count(members) => Self::Count(members.iter().copied().filter(|&member| some[member]).collect()),
            Self::Weighted(weights) => {
                Self::Weighted(weights.iter().zip(some).map(|(weight, is_in)| if *is_in { *weight } else { 0.0 }).collect())
            }
        }
    }

    /// The weight of each of so many people.
    fn weights(&self, people: usize) -> Vec<f64> {
        match self {
            Self::Count(members) => {
                let mut weights = vec![0.0; people];
                for &member in members {
                    weights[member] = 1.0;
                }
                weights
            }
            Self::Weighted(weights) => weights.clone(),
        }
    }

    /// Whether it is about nobody.
    fn is_empty(&self) -> bool {
        match self {
            Self::Count(members) => members.is_empty(),
            Self::Weighted(weights) => weights.iter().all(|weight| *weight == 0.0),
        }
    }

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
        Self { least, kinds: Kinds::new(people), small: 0, told: Vec::new(), counts: BTreeSet::new(), basis: Basis::default() }
    }

    /// The least group.
    pub fn least(&self) -> usize {
        self.least
    }

    /// How many people there are.
    pub fn people(&self) -> usize {
        self.kinds.people()
    }

    /// Everything told.
    pub fn told(&self) -> &[Arc<Sum>] {
        &self.told
    }

    /// Tells something besides, if that leaves nobody to be singled out; whether it did.
    pub fn may_tell(&mut self, sum: &Sum) -> bool {
        let is_allowed = self.allows(sum);
        if is_allowed {
            self.tell(sum.clone());
        }
        is_allowed
    }

    /// Tells something in any case.
    pub fn tell(&mut self, sum: Sum) {
        if self.is_told(&sum) || sum.is_empty() {
            return;
        }
        match &sum {
            Sum::Count(members) => {
                let (parted, first_new) = (self.kinds.among(members), self.kinds.len());
                self.small -= self.small_among(parted.keys().copied());
                self.kinds.split(members);
                self.small += self.small_among(parted.keys().copied().chain(first_new..self.kinds.len()));
                self.counts.insert(members.clone());
            }
            Sum::Weighted(weights) => {
                self.kinds.split_by(weights);
                self.small = self.small_among(0..self.kinds.len());
            }
        }
        self.told.push(Arc::new(sum));
    }

    /// Whether something may be told besides what is. Of nobody there is nothing to tell, and what is told may be told again.
    pub fn allows(&mut self, sum: &Sum) -> bool {
        if self.least <= 1 || sum.is_empty() || self.is_told(sum) {
            return true;
        }
        match sum {
            Sum::Count(members) => members.len() >= self.least && (self.divides(members) || self.proves(sum)),
            Sum::Weighted(_) => self.proves(sum),
        }
    }

    fn is_told(&self, sum: &Sum) -> bool {
        match sum {
            Sum::Count(members) => self.counts.contains(members),
            Sum::Weighted(_) => self.told.iter().any(|told| **told == *sum),
        }
    }

    fn small_among(&self, kinds: impl Iterator<Item = usize>) -> usize {
        kinds.filter(|&kind| self.is_small(self.kinds.size(kind))).count()
    }

    fn is_small(&self, (size, is_in): (usize, bool)) -> bool {
        is_in && 0 < size && size < self.least
    }

    /// Whether each kind of people is large enough where some people are told apart from the others: the common case, quickly known.
    fn divides(&self, members: &[usize]) -> bool {
        let is_large = |(kind, count): (usize, usize)| {
            let (size, is_in) = self.kinds.size(kind);
            !self.is_small((count, true)) && !self.is_small((size - count, is_in))
        };
        self.small == 0 && self.kinds.among(members).into_iter().all(is_large)
    }

    /// Whether it can be proved of everybody that something may be told besides what is.
    fn proves(&mut self, sum: &Sum) -> bool {
        let (people, sums) = (self.people(), self.told.len() + 1);
        let parted = if let Sum::Count(members) = sum { self.kinds.among(members).len() } else { 0 };
        let is_kept = Basis::is_kept(people, sums);
        // Small kinds are in doubt for certain: there is no use in looking at each person of a large roster.
        let is_certain = matches!(sum, Sum::Count(_)) && self.small > 0;
        if is_certain && !is_kept && self.kinds.len() + parted > MOST_KINDS {
            return false;
        }
        let mut doubtful = if is_certain { (0..people).collect() } else { self.doubtful(sum) };
        if doubtful.is_empty() {
            return true;
        }
        let others = (self.least - 1) as f64;
        if is_kept {
            for told in &self.told[self.basis.sums()..] {
                self.basis.add(&told.weights(people));
            }
            doubtful = self.basis.in_doubt(&sum.weights(people), doubtful, (1.0 + SLACK) / others);
            if doubtful.is_empty() {
                return true;
            }
        }
        let mut kinds = self.kinds.clone();
        match sum {
            Sum::Count(members) => kinds.split(members),
            Sum::Weighted(weights) => kinds.split_by(weights),
        }
        if kinds.len() > MOST_KINDS {
            return false;
        }
        let sizes: Vec<f64> = kinds.all().map(|(people, _)| people.len() as f64).collect();
        let weights = |sum: &Sum| kinds.all().map(|(people, _)| people.first().map_or(0.0, |&person| sum.weight(person))).collect();
        let sums: Vec<Vec<f64>> = self.told.iter().map(|told| &**told).chain([sum]).map(weights).collect();
        let mut asked: Vec<usize> = doubtful.into_iter().map(|person| kinds.of(person)).collect();
        asked.sort_unstable();
        asked.dedup();
        asked.into_iter().all(|kind| {
            let mut sizes = sizes.clone();
            sizes[kind] -= 1.0;
            least_sum(&sums, &sizes, kind).is_none_or(|sum| sum >= others - SLACK * others)
        })
    }

    /// Those whose weight is no combination of those of others of their kind in which nobody has a factor above `1 / (least - 1)`.
    fn doubtful(&self, sum: &Sum) -> Vec<usize> {
        let others = self.least - 1;
        let mut doubtful = Vec::new();
        for (alike, is_in) in self.kinds.all() {
            let mut alike: Vec<(f64, usize)> = alike.iter().map(|&person| (sum.weight(person), person)).collect();
            if alike.is_empty() || !is_in && alike.iter().all(|(weight, _)| *weight == 0.0) {
                continue;
            }
            alike.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut sums = vec![0.0];
            sums.extend(alike.iter().scan(0.0, |sum, (weight, _)| {
                *sum += weight;
                Some(*sum)
            }));
            let count = alike.len() - 1;
            for (place, &(weight, person)) in alike.iter().enumerate() {
                if !is_in && weight == 0.0 {
                    continue;
                }
                if count < others {
                    doubtful.push(person);
                    continue;
                }
                // The sum of the first so many, and of all, without this person.
                let up_to = |many: usize| if many <= place { sums[many] } else { sums[many + 1] - weight };
                let minus = (count - others) / 2;
                let plus = minus + others;
                let most = up_to(count) - up_to(count - plus) - up_to(minus);
                let least = up_to(plus) - (up_to(count) - up_to(count - minus));
                let scaled = weight * others as f64;
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
    use super::{Release, Seen};

    fn all(people: usize) -> (Release, Vec<usize>) {
        let everybody: Vec<usize> = (0..people).collect();
        let mut release = Release::new(5, &[&Seen::everybody(people)]);
        release.count(&everybody);
        (release, everybody)
    }

    #[test]
    fn neither_a_group_nor_its_complement_is_small() {
        let (mut release, everybody) = all(14);
        for size in [1, 4, 10, 13] {
            assert!(!release.may_count(&everybody[..size]), "{size}");
        }
        assert!(release.may_count(&everybody[..5]));
        // Two more of that group would be the difference.
        assert!(!release.may_count(&everybody[..7]));
    }

    #[test]
    fn three_pairwise_sums_give_no_one_away() {
        // Half of A + B - C is the first three people.
        let mut release = Release::new(5, &[&Seen::everybody(9)]);
        let of = |a: usize, b: usize| (3 * a..3 * a + 3).chain(3 * b..3 * b + 3).collect::<Vec<usize>>();
        assert!(release.may_count(&of(0, 1)) && release.may_count(&of(1, 2)) && !release.may_count(&of(0, 2)));
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
        let mut release = Release::new(1, &[&Seen::everybody(3)]);
        assert!(release.may_count(&[0]) && release.may_count(&[1]) && release.may_weigh(&[9.0, 1.0, 0.0]));
    }
}
