//! W4, the workload of comparisons: what the same luck is worth, as the variance of the unpaired difference of retained over that of the
//! paired one.

use stayput::internals::compare::Comparison;

use super::same::compared;
use crate::exact::workloads::courses;
use crate::fixtures::{head, people, read};

const POLICIES: &str =
    "[policies.less]\nkind = \"effect\"\nratio = 0.7\nchannels = [\"one\"]\n[policies.match]\nkind = \"counter_offer\"\nsuccess = 0.3\n";

fn gains(contagion: &str) -> [f64; 2] {
    let scenario = read(&(head("36 months") + &people(14, "") + &courses(36) + contagion + POLICIES));
    let comparison: Comparison = compared(&[&scenario], 20_000, 2);
    [1, 2].map(|arm| comparison.arms[arm].versus.as_ref().unwrap().retained.last().unwrap().pairing_gain)
}

#[test]
fn the_same_luck_is_worth_several_times_the_trials() {
    let [effect, counter_offer] = gains("");
    assert!(effect >= 6.0 && counter_offer >= 4.0, "without contagion: {effect}, {counter_offer}");
    let [effect, counter_offer] = gains(&format!("[contagion]\nratio = {:?}\nhalf_life = \"6 months\"\n", 0.3f64.exp()));
    assert!(effect >= 5.0 && counter_offer >= 2.2, "with contagion: {effect}, {counter_offer}");
}
