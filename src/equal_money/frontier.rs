//! What is kept for what is spent: the best use of each amount of money, and the cheapest way to keep so many.
//!
//! Between two levels that were simulated a policy is taken to keep along a line of what it spends, and nothing for nothing.

use super::scaled::{LeftOut, Scaled};
use super::spending::Point;
use crate::statistics::Estimate;

/// The parts of the budget at which the frontier is told.
pub const PARTS: [f64; 5] = [0.2, 0.4, 0.6, 0.8, 1.0];

/// All policies at equal money.
#[derive(Clone, Debug, PartialEq)]
pub struct EqualMoney {
    /// What each is expected to spend [unit of pay].
    pub budget: f64,
    /// Those that are at the level of the budget, in the order of the file.
    pub scaled: Vec<Scaled>,
    /// Those that cannot be.
    pub left_out: Vec<LeftOut>,
    /// Standard errors from a number to either end of its 95 % interval.
    pub errors: f64,
}

/// The cheapest way to keep so many more.
#[derive(Clone, Debug, PartialEq)]
pub struct Cheapest<'e> {
    /// How many more are kept.
    pub people: u32,
    /// By which policy.
    pub policy: &'e str,
    /// For how much money [unit of pay].
    pub money: Estimate,
    /// Whether it was found between levels; otherwise it is what a policy that cannot be scaled to the budget costs, which may keep more.
    pub is_level: bool,
}

impl EqualMoney {
    /// The names of all policies that have a place on the frontier: scaled, then as they are where the budget pays for them.
    pub fn options(&self) -> Vec<&str> {
        self.scaled.iter().map(|one| &one.name[..]).chain(self.as_they_are().map(|(name, _)| name)).collect()
    }

    /// Policies that are left out and cost no more than the budget, as they are.
    fn as_they_are(&self) -> impl Iterator<Item = (&str, Point)> {
        let point = |one: &LeftOut| one.point.filter(|point| point.spent.value <= self.budget);
        self.left_out.iter().filter_map(move |one| Some((&one.name[..], point(one)?)))
    }

    /// What each of [`Self::options`] keeps for so much money; nothing of one that costs more and cannot be scaled.
    pub fn kept_for(&self, money: f64) -> Vec<Option<Estimate>> {
        let scaled = self.scaled.iter().map(|one| kept_at(&one.curve, money));
        let others = self.as_they_are().map(|(_, point)| (point.spent.value <= money).then_some(point.kept));
        scaled.chain(others).collect()
    }

    /// The cheapest way to keep one more, two more, and so on, as far as the budget goes.
    pub fn cheapest(&self) -> Vec<Cheapest<'_>> {
        (1..).map_while(|people| self.cheapest_for(people)).take(100).collect()
    }

    fn cheapest_for(&self, people: u32) -> Option<Cheapest<'_>> {
        let wanted = f64::from(people);
        let scaled = self.scaled.iter().filter_map(|one| Some((&one.name[..], money_for(&one.curve, wanted)?, true)));
        let others = self.as_they_are().filter(|(_, point)| point.kept.value >= wanted).map(|(name, point)| (name, point.spent, false));
        let best = scaled.chain(others).min_by(|a, b| a.1.value.total_cmp(&b.1.value));
        best.map(|(policy, money, is_level)| Cheapest { people, policy, money, is_level })
    }
}

/// A point where nothing is spent and nobody kept, for certain.
const NOTHING: Point = {
    let nothing = Estimate { value: 0.0, mcse: 0.0 };
    Point { spent: nothing, cost: nothing, kept: nothing, covariance: 0.0 }
};

/// Points from nothing on.
fn course(curve: &[(f64, Point)]) -> Vec<Point> {
    let starts = curve.first().is_none_or(|(level, _)| *level > 0.0);
    starts.then_some(NOTHING).into_iter().chain(curve.iter().map(|(_, point)| *point)).collect()
}

/// How many more are kept for one unit more of money between two points.
fn slope([before, next]: [&Point; 2]) -> f64 {
    (next.kept.value - before.kept.value) / (next.spent.value - before.spent.value)
}

/// What is kept for so much money; nothing where the least costs more. More money than the last level spends is not spent.
pub(super) fn kept_at(curve: &[(f64, Point)], money: f64) -> Option<Estimate> {
    let all = course(curve);
    let after = all.partition_point(|point| point.spent.value < money);
    let (Some(before), next) = (all.get(after.saturating_sub(1)), all.get(after)) else { return None };
    let Some(next) = next else {
        let earlier = all.get(all.len().wrapping_sub(2));
        return Some(earlier.map_or(before.kept, |earlier| before.kept_for_money(slope([earlier, before]))));
    };
    if after == 0 {
        return (next.spent.value <= money).then_some(next.kept);
    }
    let slope = slope([before, next]);
    let share = (money - before.spent.value) / (next.spent.value - before.spent.value);
    let value = before.kept.value + share * (next.kept.value - before.kept.value);
    // Their errors go together: they share luck.
    let [fewer, more] = [before, next].map(|point| point.kept_for_money(slope).mcse);
    Some(Estimate { value, mcse: (1.0 - share) * fewer + share * more })
}

/// For how much money so many are kept for the first time.
fn money_for(curve: &[(f64, Point)], people: f64) -> Option<Estimate> {
    let all = course(curve);
    all.windows(2).find(|pair| pair[0].kept.value < people && people <= pair[1].kept.value).map(|pair| {
        let slope = slope([&pair[0], &pair[1]]);
        let share = (people - pair[0].kept.value) / (pair[1].kept.value - pair[0].kept.value);
        let [from, to] = [&pair[0], &pair[1]].map(|point| point.spent.value);
        let [fewer, more] = [&pair[0], &pair[1]].map(|point| point.kept_for_money(slope).mcse);
        Estimate { value: from + share * (to - from), mcse: ((1.0 - share) * fewer + share * more) / slope.abs() }
    })
}

#[cfg(test)]
mod tests {
    use super::super::scaled::{Meaning, Why};
    use super::*;

    fn point(spent: f64, kept: f64) -> Point {
        let of = |value: f64| Estimate { value, mcse: 0.1 };
        Point { spent: Estimate { value: spent, mcse: 0.0 }, cost: of(spent), kept: of(kept), covariance: 0.0 }
    }

    fn equal_money() -> EqualMoney {
        let curve: Vec<(f64, Point)> =
            [(1.0, 2.0, 0.8), (2.0, 4.0, 1.2), (4.0, 8.0, 1.6)].map(|(level, s, k)| (level, point(s, k))).to_vec();
        let scaled = Scaled { name: "a".into(), level: 4.0, level_mcse: 0.0, meaning: Meaning::Times(4.0), point: point(8.0, 1.6), curve };
        let left_out = [("b", 3.0, 1.3), ("c", 9.0, 5.0)].map(|(name, s, k)| LeftOut {
            name: name.into(),
            why: Why::Unknown,
            level: 1.0,
            point: Some(point(s, k)),
        });
        EqualMoney { budget: 8.0, scaled: vec![scaled], left_out: left_out.to_vec(), errors: 1.96 }
    }

    #[test]
    fn between_levels_people_are_kept_along_lines() {
        let all = equal_money();
        assert_eq!(all.options(), ["a", "b"], "c costs more than the budget");
        let kept =
            |money: f64| all.kept_for(money).iter().map(|kept| kept.map(|kept| (kept.value * 1e6).round() / 1e6)).collect::<Vec<_>>();
        assert_eq!(kept(1.0), [Some(0.4), None]);
        assert_eq!(kept(3.0), [Some(1.0), Some(1.3)]);
        assert_eq!(kept(8.0), [Some(1.6), Some(1.3)]);
        assert_eq!(kept(0.0), [Some(0.0), None]);
    }

    /// Two draws whose means are known: kept 1 and 3, spent 10 and 14. Of `kept - slope * spent` the sample variance over two draws is half the square
    /// of its difference, and that of the mean half of that.
    #[test]
    fn what_is_kept_for_money_is_known_as_well_as_kept_less_slope_times_spent() {
        let error = |difference: f64| 0.5 * difference.abs();
        let point = Point {
            spent: Estimate { value: 12.0, mcse: error(4.0) },
            cost: Estimate { value: 12.0, mcse: error(4.0) },
            kept: Estimate { value: 2.0, mcse: error(2.0) },
            covariance: error(4.0) * error(2.0),
        };
        for slope in [0.0, 0.1, 0.5, 2.0] {
            let found = point.kept_for_money(slope);
            assert!((found.mcse - error(2.0 - slope * 4.0)).abs() < 1e-12 && found.value == 2.0, "{slope}: {found:?}");
        }
        let turned = Point { covariance: -point.covariance, ..point };
        assert!((turned.kept_for_money(0.5).mcse - error(4.0)).abs() < 1e-12);
        // The last level of a curve has the same error, whichever side of the money it lies.
        let curve = [(1.0, point)];
        let [before, at, beyond] = [11.999, 12.0, 12.001].map(|money| kept_at(&curve, money).unwrap().mcse);
        assert!((before - at).abs() < 1e-3 && (beyond - at).abs() < 1e-3, "{before} {at} {beyond}");
    }

    #[test]
    fn the_cheapest_way_may_be_a_level_or_a_policy_as_it_is() {
        let all = equal_money();
        let cheapest = all.cheapest();
        let [one] = &cheapest[..] else { panic!("nobody keeps two: {cheapest:?}") };
        // Along a line from 0.8 at 2 to 1.2 at 4; b keeps more for the same.
        assert_eq!((one.people, one.policy, one.money.value), (1, "a", 3.0));
        assert!((one.money.mcse - 0.5).abs() < 1e-12, "0.1 people at 5 a person");
        let mut all = equal_money();
        all.left_out[0].point = Some(point(2.5, 1.3));
        assert_eq!(all.cheapest()[0].policy, "b");
    }
}
