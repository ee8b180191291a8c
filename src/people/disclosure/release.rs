//! What one folder tells: sums over who is there, and by how much they differ where a policy or another file acts on some people only.

use std::collections::BTreeSet;

use super::{Disclosure, Sum};
use crate::calendar::Date;

/// The people of a release as one file has them.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// From when on each person is there; `None` for who never is.
    pub from: Vec<Option<Date>>,
    /// Of whom it is known how it will go.
    pub known: Vec<bool>,
}

/// By whom one file differs from another.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The people of whom they say something else.
    pub people: Vec<usize>,
    /// The people as the other has them.
    pub beside: Seen,
}

/// Most dates on which people come: where there are more, nothing is told of those who come later.
const MOST_DATES: usize = 60;

/// What one folder tells of some people, and what it may tell besides.
///
/// Of people of whom it is known how it will go, whoever reads a sum can take their part away: what is left must be about enough others. The
/// same holds for those who come later. On all dates before they cannot be there, and just after they cannot be gone. So each sum is told only if
/// that of the others may be told too: of those who are there from the start alone, then together with those who come first, and so on.
#[derive(Clone, Debug)]
pub struct Release {
    /// Of everybody; then up to each earlier date, and the same but for those of whom it is known.
    views: Vec<View>,
    /// Who comes later, where too many dates are to be looked at.
    late: Option<Vec<bool>>,
}

impl Release {
    /// Nothing told of the people of some files, at the first of them; `least` is `min_group`, 1 where all may be told.
    ///
    /// # Panics
    /// Without a file.
    pub fn new(least: usize, files: &[&Seen]) -> Self {
        let dates: BTreeSet<Date> = files.iter().flat_map(|seen| seen.from.iter().copied().flatten()).collect();
        let is_crowded = dates.len() > MOST_DATES && least > 1;
        let (first, last) = (dates.first().copied(), dates.last().copied());
        let mut untils: Vec<Date> = if is_crowded { first.into_iter().chain(last).collect() } else { dates.into_iter().collect() };
        untils.reverse();
        if untils.is_empty() || least <= 1 {
            untils = vec![last.unwrap_or(Date::MIN)];
        }
        let knows: &[bool] = if files.iter().any(|seen| seen.known.contains(&true)) { &[false, true] } else { &[false] };
        let view = |&knows: &bool| untils.iter().map(move |&until| View::new(files[0].from.len(), least, until, knows));
        let mut release = Self { views: knows.iter().flat_map(view).collect(), late: is_crowded.then(Vec::new) };
        release.turn_to(files[0]);
        release
    }

    /// Tells from now on of the people as a file has them.
    pub fn turn_to(&mut self, seen: &Seen) {
        for view in &mut self.views {
            view.some = view.sees(seen);
        }
        let opening = self.views.iter().map(|view| view.until).min();
        if let Some(late) = &mut self.late {
            *late = seen.from.iter().map(|&from| from > opening).collect();
        }
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
        self.may_tell(&Sum::count(people))
    }

    /// Tells a sum with a weight for each person besides, if that leaves nobody to be singled out; whether it did.
    pub fn may_weigh(&mut self, weights: &[f64]) -> bool {
        self.may_tell(&Sum::Weighted(weights.to_vec()))
    }

    fn may_tell(&mut self, sum: &Sum) -> bool {
        self.late.as_ref().is_none_or(|late| sum.among(late).is_empty()) && self.may(|view| view.may_tell(sum))
    }

    /// Tells besides what is different for some people, and for those by whom this file differs from another, in everything told so far and
    /// later, if that leaves nobody to be singled out; whether it did.
    pub fn may_differ(&mut self, people: &[usize], changed: Option<&Changed>) -> bool {
        if people.is_empty() && changed.is_none_or(|changed| changed.people.is_empty()) {
            return true;
        }
        self.may(|view| view.may_differ(people, changed))
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
        } else {
            self.views.iter_mut().zip(views).for_each(|(ours, theirs)| ours.refused = theirs.refused);
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
    /// It is of those who are there by this date,
    until: Date,
    /// but, where it knows, for those of whom it is known how it will go.
    knows: bool,
    /// Whom it is of in the file that is told.
    some: Vec<bool>,
    /// Who is there.
    presence: Disclosure,
    /// What differs.
    effects: Disclosure,
    /// A copy of that, where there is one.
    copy: Option<Disclosure>,
    /// Those on whom each difference acts.
    acted: Vec<Vec<bool>>,
    /// What is told in any case.
    always: Vec<Sum>,
    /// What may not be told: the more is told, the less may be told besides, so that it never may. To find that out takes long.
    refused: Refused,
}

/// Sums that may not be told.
#[derive(Clone, Debug, Default)]
struct Refused {
    counts: BTreeSet<Vec<usize>>,
    weighted: Vec<Vec<f64>>,
}

impl Refused {
    fn contains(&self, sum: &Sum) -> bool {
        match sum {
            Sum::Count(members) => self.counts.contains(members),
            Sum::Weighted(weights) => self.weighted.contains(weights),
        }
    }

    fn insert(&mut self, sum: Sum) {
        match sum {
            Sum::Count(members) => drop(self.counts.insert(members)),
            Sum::Weighted(weights) => self.weighted.push(weights),
        }
    }
}

impl View {
    fn new(people: usize, least: usize, until: Date, knows: bool) -> Self {
        let [presence, effects] = [(); 2].map(|()| Disclosure::new(people, least));
        Self {
            until,
            knows,
            some: Vec::new(),
            presence,
            effects,
            copy: None,
            acted: Vec::new(),
            always: Vec::new(),
            refused: Refused::default(),
        }
    }

    /// Whom it is of in a file.
    fn sees(&self, seen: &Seen) -> Vec<bool> {
        let sees = |(from, known): (&Option<Date>, &bool)| from.is_some_and(|from| from <= self.until) && !(self.knows && *known);
        seen.from.iter().zip(&seen.known).map(sees).collect()
    }

    fn count(&mut self, people: &[usize]) {
        let sum = Sum::count(people).among(&self.some);
        for acted in &self.acted {
            self.effects.tell(sum.among(acted));
        }
        self.copy = None;
        self.presence.tell(sum.clone());
        self.always.push(sum);
    }

    fn may_differ(&mut self, people: &[usize], changed: Option<&Changed>) -> bool {
        let mut acted = vec![false; self.presence.people()];
        for &person in people {
            acted[person] = self.some[person];
        }
        // Whom one of the files has alone, or knows alone how it will go, does not differ: the other's sums are of them.
        if let Some(Changed { people, beside }) = changed {
            let both = self.sees(beside);
            for &person in people {
                acted[person] |= self.some[person] && both[person];
            }
        }
        if self.acted.contains(&acted) {
            return true;
        }
        let mut effects = self.effects.clone();
        for sum in self.presence.told() {
            let part = sum.among(&acted);
            if !effects.may_tell(&part) {
                // A roster of few is told in any case, and so is what changes for all of it, but not beside what changes for some.
                let is_always = |part: &Sum| self.always.contains(part);
                if !is_always(&part) || !effects.told().iter().all(|told| is_always(told)) {
                    return false;
                }
                effects.tell(part);
            }
        }
        (self.effects, self.copy) = (effects, None);
        self.acted.push(acted);
        true
    }

    /// Tells what differs in a sum, for each difference, if that leaves nobody to be singled out; whether it did.
    ///
    /// It is tried on a copy, which is kept while it is the same: there may be as many sums as teams, and a copy costs as much as all people.
    fn may_change(&mut self, sum: &Sum) -> bool {
        let parts: Vec<Sum> = self.acted.iter().map(|acted| sum.among(acted)).collect();
        let mut copy = self.copy.take().unwrap_or_else(|| self.effects.clone());
        let is_allowed = parts.iter().all(|part| copy.may_tell(part));
        if is_allowed {
            for part in parts {
                self.effects.tell(part);
            }
            self.copy = Some(copy);
        }
        is_allowed
    }

    fn may_tell(&mut self, sum: &Sum) -> bool {
        let sum = sum.among(&self.some);
        if self.always.contains(&sum) {
            return true;
        }
        if self.refused.contains(&sum) {
            return false;
        }
        let is_allowed = self.presence.allows(&sum) && self.may_change(&sum);
        if is_allowed {
            self.presence.tell(sum);
        } else {
            self.refused.insert(sum);
        }
        is_allowed
    }
}

#[cfg(test)]
mod tests {
    use super::{Changed, Date, Release, Seen};

    impl Seen {
        /// Everybody there all the time, and of nobody known how it will go.
        pub fn everybody(people: usize) -> Self {
            Self { from: vec![Some(Date::MIN); people], known: vec![false; people] }
        }
    }

    /// A release of twenty people, nothing told but how many of all there are.
    fn twenty(seen: &Seen) -> (Release, Vec<usize>) {
        let everybody: Vec<usize> = (0..20).collect();
        let mut release = Release::new(5, &[seen]);
        release.count(&everybody);
        (release, everybody)
    }

    #[test]
    fn a_team_of_whom_a_policy_acts_on_few_is_not_told_beside_it() {
        let (mut release, everybody) = twenty(&Seen::everybody(20));
        assert!(release.may_differ(&everybody[..8], None));
        // Six of the eight and none of the others; two of them and eight others; none of them.
        let [six, two, none] = [(0..6), (6..16), (8..20)].map(Vec::from_iter);
        assert!(!release.may_count(&six) && !release.may_count(&two) && release.may_count(&none));
        // Told teams keep policies from being told.
        let (mut release, _) = twenty(&Seen::everybody(20));
        assert!(release.may_count(&everybody[..10]));
        let mut may_differ = |people: &[usize]| release.may_differ(people, None);
        assert!(!may_differ(&everybody[8..14]) && may_differ(&everybody[5..15]) && may_differ(&everybody));
    }

    #[test]
    fn those_of_whom_it_is_known_hide_nobody() {
        let mut seen = Seen::everybody(20);
        seen.known[..2].fill(true);
        let (mut release, everybody) = twenty(&seen);
        // Five of whom two are known are three; two who are known are two.
        assert!(!release.may_count(&[0, 1, 2, 3, 4]) && !release.may_count(&[0, 1]) && release.may_count(&[0, 1, 2, 3, 4, 5, 6]));
        assert!(!release.may_differ(&[0, 2, 3, 4, 7], None) && release.may_differ(&everybody[2..], None));
    }

    #[test]
    fn those_who_come_later_hide_nobody_before() {
        let mut seen = Seen::everybody(20);
        // Fourteen at the start, one who comes alone, four later, and one never.
        seen.from[14] = Some(Date::constant(2027, 3, 1));
        seen.from[15..19].fill(Some(Date::constant(2028, 3, 1)));
        seen.from[19] = None;
        let mut release = Release::new(5, &[&seen]);
        let everybody: Vec<usize> = (0..20).collect();
        release.count(&everybody[..14]);
        // Four of the start; nine of it, and six others by and by, of whom one is there alone for a year; thirteen of it, and all others.
        assert!(!release.may_count(&everybody[10..]) && !release.may_count(&everybody[14..]) && !release.may_count(&everybody[1..]));
        // With those of the start the one who comes alone is not alone.
        assert!(release.may_count(&everybody[9..15]));
        assert!(!release.may_differ(&[0, 1, 2, 3, 15, 16, 17], None) && release.may_differ(&everybody[..5], None));
    }

    #[test]
    fn who_leaves_on_a_day_that_one_file_knows_is_told_by_the_difference() {
        let (before, mut after) = (Seen::everybody(20), Seen::everybody(20));
        let everybody: Vec<usize> = (0..20).collect();
        for leaving in [1, 5] {
            after.known[..leaving].fill(true);
            let mut release = Release::new(5, &[&before, &after]);
            release.count(&everybody);
            let changed = Changed { people: everybody[..leaving].to_vec(), beside: before.clone() };
            release.turn_to(&after);
            let is_told = release.may_differ(&[], Some(&changed)) && release.may_count(&everybody);
            assert_eq!(is_told, leaving == 5);
            // The five are told by the difference: a team of them and another not besides.
            assert!(!is_told || !release.may_count(&everybody[..6]) && release.may_count(&everybody[..10]));
        }
    }

    #[test]
    fn of_a_roster_of_few_a_policy_for_all_may_be_told() {
        let mut release = Release::new(5, &[&Seen::everybody(3)]);
        release.count(&[0, 1, 2]);
        assert!(release.may_differ(&[0, 1, 2], None) && !release.may_differ(&[0, 1], None) && !release.may_count(&[0, 1]));
    }

    #[test]
    fn what_was_refused_is_refused_again_and_nothing_else() {
        let mut seen = Seen::everybody(20);
        // Several views: one of those there from the start, one with those who come later.
        seen.from[10..].fill(Some(Date::constant(2028, 3, 1)));
        let (mut release, everybody) = twenty(&seen);
        for _ in 0..2 {
            assert!(!release.may_count(&everybody[..2]) && !release.may_weigh(&[&[1.0; 3][..], &[0.0; 17]].concat()));
            assert!(release.may_count(&everybody[..5]) && !release.may_count(&everybody[..7]));
        }
        // Of nobody there is no difference, whoever it is beside.
        assert!(release.may_differ(&[], Some(&Changed { people: Vec::new(), beside: seen })));
    }

    #[test]
    fn a_policy_for_all_is_not_told_beside_one_for_all_but_few() {
        let everybody: Vec<usize> = (0..12).collect();
        for but in 1..=5 {
            let mut release = Release::new(5, &[&Seen::everybody(12)]);
            release.count(&everybody);
            assert!(release.may_differ(&everybody[but..], None));
            assert_eq!(release.may_differ(&everybody, None), but == 5, "{but}");
        }
    }

    #[test]
    fn where_people_come_on_too_many_dates_nothing_is_told_of_them() {
        let mut seen = Seen::everybody(200);
        for (days, from) in (0..).zip(&mut seen.from[100..]) {
            *from = Some(Date::constant(2027, 1, 1).saturating_add(jiff::Span::new().days(days)));
        }
        let everybody: Vec<usize> = (0..200).collect();
        let mut release = Release::new(5, &[&seen]);
        release.count(&everybody[..100]);
        assert!(!release.may_count(&everybody[50..]) && release.may_count(&everybody[..50]));
    }
}
