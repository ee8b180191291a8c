//! What one folder tells: sums over who is there, and by how much they differ where a policy or another file acts on some people only.

use super::{Disclosure, Sum};

/// What one folder tells of some people, and what it may tell besides.
///
/// Results under a policy less those without it are about those on whom it acts, whatever they are the sum of: of a team, about its members
/// among them. So each sum is told only if its part among the people of each difference may be told too. What policies do for one person is
/// taken for one and the same number, so that also bundles, which hold others, and policies that share people give nobody away.
#[derive(Clone, Debug)]
pub struct Release {
    /// Who is there.
    presence: Disclosure,
    /// What differs.
    effects: Disclosure,
    /// Those on whom each difference acts.
    acted: Vec<Vec<bool>>,
    /// What is told in any case.
    always: Vec<Sum>,
}

impl Release {
    /// Nothing told of so many people; `least` is `min_group`, 1 where all may be told.
    pub fn new(people: usize, least: usize) -> Self {
        Self { presence: Disclosure::new(people, least), effects: Disclosure::new(people, least), acted: Vec::new(), always: Vec::new() }
    }

    /// The least group.
    pub fn least(&self) -> usize {
        self.presence.least()
    }

    /// Tells the number of some people in any case, and what differs among them.
    pub fn count(&mut self, people: &[usize]) {
        let sum = Sum::count(people);
        for acted in &self.acted {
            self.effects.tell(sum.among(acted));
        }
        self.presence.tell(sum.clone());
        self.always.push(sum);
    }

    /// Tells the number of some people besides, if that leaves nobody to be singled out; whether it did.
    pub fn may_count(&mut self, people: &[usize]) -> bool {
        self.may_tell(Sum::count(people))
    }

    /// Tells a sum with a weight for each person besides, if that leaves nobody to be singled out; whether it did.
    pub fn may_weigh(&mut self, weights: &[f64]) -> bool {
        self.may_tell(Sum::Weighted(weights.to_vec()))
    }

    /// Tells besides what is different for some people, in everything told so far and later, if that leaves nobody to be singled out;
    /// whether it did.
    pub fn may_differ(&mut self, people: &[usize]) -> bool {
        let mut acted = vec![false; self.presence.people()];
        for &person in people {
            acted[person] = true;
        }
        if self.acted.contains(&acted) {
            return true;
        }
        let mut effects = self.effects.clone();
        for sum in self.presence.told() {
            let part = sum.among(&acted);
            if !effects.may_tell(&part) {
                if !self.always.contains(&part) {
                    return false;
                }
                effects.tell(part);
            }
        }
        self.effects = effects;
        self.acted.push(acted);
        true
    }

    /// Weight 0 for everybody.
    pub fn weights(&self) -> Vec<f64> {
        vec![0.0; self.presence.people()]
    }

    fn may_tell(&mut self, sum: Sum) -> bool {
        if self.always.contains(&sum) {
            return true;
        }
        if !self.presence.allows(&sum) {
            return false;
        }
        if !self.acted.is_empty() {
            let mut effects = self.effects.clone();
            if !self.acted.iter().all(|acted| effects.may_tell(&sum.among(acted))) {
                return false;
            }
            self.effects = effects;
        }
        self.presence.tell(sum);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::Release;

    #[test]
    fn a_team_of_whom_a_policy_acts_on_few_is_not_told_beside_it() {
        let everybody: Vec<usize> = (0..20).collect();
        let mut release = Release::new(20, 5);
        release.count(&everybody);
        assert!(release.may_differ(&everybody[..8]));
        // Six of the eight and none of the others; two of them and eight others; none of them.
        let [six, two, none] = [(0..6), (6..16), (8..20)].map(Vec::from_iter);
        assert!(!release.may_count(&six) && !release.may_count(&two) && release.may_count(&none));
        // Told teams keep policies from being told.
        let mut release = Release::new(20, 5);
        release.count(&everybody);
        assert!(release.may_count(&everybody[..10]));
        assert!(!release.may_differ(&everybody[8..14]) && release.may_differ(&everybody[5..15]) && release.may_differ(&everybody));
    }

    #[test]
    fn of_a_roster_of_few_a_policy_for_all_may_be_told() {
        let mut release = Release::new(3, 5);
        release.count(&[0, 1, 2]);
        assert!(release.may_differ(&[0, 1, 2]) && !release.may_differ(&[0, 1]) && !release.may_count(&[0, 1]));
    }
}
