//! What one folder tells: sums over who is there, and by how much they differ where a policy or another file acts on some people only.

use super::{Disclosure, Sum};

/// What one folder tells of some people, and what it may tell besides.
///
/// Of people of whom it is known how it will go, whoever reads a sum can take their part away: what is left must be about enough others. So
/// each sum is told only if that of the others may be told too.
#[derive(Clone, Debug)]
pub struct Release {
    /// Of everybody; then of all but those of whom it is known, where there are such.
    views: Vec<View>,
}

impl Release {
    /// Nothing told of so many people; `least` is `min_group`, 1 where all may be told.
    pub fn new(people: usize, least: usize) -> Self {
        Self { views: vec![View::new(people, least, None)] }
    }

    /// The same, nothing told yet, where it is known of some people how it will go.
    pub fn knowing(mut self, known: &[usize]) -> Self {
        let mut others = vec![true; self.weights().len()];
        for &person in known {
            others[person] = false;
        }
        if !known.is_empty() {
            self.views.push(View::new(others.len(), self.least(), Some(others)));
        }
        self
    }

    /// The least group.
    pub fn least(&self) -> usize {
        self.views[0].presence.least()
    }

    /// Weight 0 for everybody.
    pub fn weights(&self) -> Vec<f64> {
        vec![0.0; self.views[0].presence.people()]
    }

    /// Tells the number of some people in any case, and what differs among them.
    pub fn count(&mut self, people: &[usize]) {
        self.views.iter_mut().for_each(|view| view.count(people));
    }

    /// Tells the number of some people besides, if that leaves nobody to be singled out; whether it did.
    pub fn may_count(&mut self, people: &[usize]) -> bool {
        let sum = Sum::count(people);
        self.may(|view| view.may_tell(&sum))
    }

    /// Tells a sum with a weight for each person besides, if that leaves nobody to be singled out; whether it did.
    pub fn may_weigh(&mut self, weights: &[f64]) -> bool {
        let sum = Sum::Weighted(weights.to_vec());
        self.may(|view| view.may_tell(&sum))
    }

    /// Tells besides what is different for some people, in everything told so far and later, if that leaves nobody to be singled out;
    /// whether it did.
    pub fn may_differ(&mut self, people: &[usize]) -> bool {
        self.may(|view| view.may_differ(people))
    }

    /// Does something in all views, or in none.
    fn may(&mut self, act: impl Fn(&mut View) -> bool) -> bool {
        if let [one] = &mut self.views[..] {
            return act(one);
        }
        let mut views = self.views.clone();
        let is_allowed = views.iter_mut().all(act);
        if is_allowed {
            self.views = views;
        }
        is_allowed
    }
}

/// What is told of some of the people.
///
/// Results under a policy less those without it are about those on whom it acts, whatever they are the sum of: of a team, about its members
/// among them. So each sum is told only if its part among the people of each difference may be told too. What policies do for one person is
/// taken for one and the same number, so that also bundles, which hold others, and policies that share people give nobody away.
#[derive(Clone, Debug)]
struct View {
    /// Whom it is of; everybody where it does not say.
    some: Option<Vec<bool>>,
    /// Who is there.
    presence: Disclosure,
    /// What differs.
    effects: Disclosure,
    /// Those on whom each difference acts.
    acted: Vec<Vec<bool>>,
    /// What is told in any case.
    always: Vec<Sum>,
}

impl View {
    fn new(people: usize, least: usize, some: Option<Vec<bool>>) -> Self {
        let [presence, effects] = [(); 2].map(|()| Disclosure::new(people, least));
        Self { some, presence, effects, acted: Vec::new(), always: Vec::new() }
    }

    /// What of a sum it is about.
    fn of(&self, sum: &Sum) -> Sum {
        self.some.as_ref().map_or_else(|| sum.clone(), |some| sum.among(some))
    }

    fn count(&mut self, people: &[usize]) {
        let sum = self.of(&Sum::count(people));
        for acted in &self.acted {
            self.effects.tell(sum.among(acted));
        }
        self.presence.tell(sum.clone());
        self.always.push(sum);
    }

    fn may_differ(&mut self, people: &[usize]) -> bool {
        let mut acted = vec![false; self.presence.people()];
        for &person in people {
            acted[person] = self.some.as_ref().is_none_or(|some| some[person]);
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

    fn may_tell(&mut self, sum: &Sum) -> bool {
        let sum = self.of(sum);
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
    fn those_of_whom_it_is_known_hide_nobody() {
        let everybody: Vec<usize> = (0..20).collect();
        let mut release = Release::new(20, 5).knowing(&[0, 1]);
        release.count(&everybody);
        // Five of whom two are known are three; two who are known are two.
        assert!(!release.may_count(&[0, 1, 2, 3, 4]) && !release.may_count(&[0, 1]) && release.may_count(&[0, 1, 2, 3, 4, 5, 6]));
        assert!(!release.may_differ(&[0, 2, 3, 4, 7]) && release.may_differ(&everybody[2..]));
    }

    #[test]
    fn of_a_roster_of_few_a_policy_for_all_may_be_told() {
        let mut release = Release::new(3, 5);
        release.count(&[0, 1, 2]);
        assert!(release.may_differ(&[0, 1, 2]) && !release.may_differ(&[0, 1]) && !release.may_count(&[0, 1]));
    }
}
