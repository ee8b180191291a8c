//! Policies of equal effect and cost, on different luck: nothing within the error is called best, dominated or certain.

use crate::compare::same::compared;
use crate::coverage::{is_within, seeds};
use crate::fixtures::{head, people, read};

/// Two channels that are alike, and a policy on each; the third costs twice as much.
const LAB: &str = "[channels.lab]\nhazard_per_year = { median = 0.3, p95 = 0.6 }\n[channels.startup]\nhazard_per_year = { median = 0.3, p95 = 0.6 }\n\
                   [policies.a]\nkind = \"effect\"\nratio = 0.6\nchannels = [\"lab\"]\ncost_per_person_year = 0.1\n\
                   [policies.b]\nkind = \"effect\"\nratio = 0.6\nchannels = [\"startup\"]\ncost_per_person_year = 0.1\n\
                   [policies.dear]\nkind = \"effect\"\nratio = 0.6\nchannels = [\"startup\"]\ncost_per_person_year = 0.2\n";

#[test]
fn what_is_equal_but_for_its_luck_is_not_told_apart() {
    let count = seeds(12);
    let (mut dominated, mut rivals, mut held, mut leaders) = (0, 0, 0, 0);
    for seed in 0..count {
        let mut scenario = read(&(head("18 months") + &people(10, "") + LAB));
        scenario.seed = seed;
        let comparison = compared(&[&scenario], 4_000, 2);
        let [_, a, b, dear] = &comparison.arms[..] else { panic!("four arms") };
        assert!(dear.dominated.is_some(), "twice the cost for the same people, on the same luck as b");
        dominated += u64::from(a.dominated.is_some() || b.dominated.is_some());
        // Whichever of the three is the first, the other of the equal two, or one of them, is not told from it.
        let first = comparison.by_effect()[0];
        rivals += u64::from(if first == 1 { comparison.rivals.contains(&2) } else { comparison.rivals.contains(&1) });
        let at = comparison.acceptability.unwrap().into_iter().find(|at| at.value == 5.0).unwrap();
        for share in &at.best {
            assert!(share.estimate.mcse > 0.0 && share.estimate.mcse <= 0.5 && share.interval[0] >= 0.0 && share.interval[1] <= 1.0);
        }
        // Each is best where its own channel's hazard is the larger: half of the time.
        held += u64::from(at.best[1].interval[0] <= 0.5 && 0.5 <= at.best[1].interval[1]);
        leaders += u64::from(at.leaders.contains(&1) && at.leaders.contains(&2));
    }
    println!("of {count} seeds {dominated} dominated, {rivals} rivals, {held} held, {leaders} leaders");
    // One is called dominated where people and cost both differ by chance.
    assert!(is_within(dominated, count, [0.0, 0.001]), "{dominated} of {count}");
    assert!(is_within(rivals, count, [0.94, 0.96]) && is_within(held, count, [0.91, 0.99]), "{rivals}, {held} of {count}");
    assert!(is_within(leaders, count, [0.9, 0.98]), "{leaders} of {count}");
}
