//! The workloads of the benchmarks, whose answers are known.

use std::fmt::Write as _;

use stayput::internals::estimate::{Group, Metric};

use crate::fixtures::{TRIALS, follows, head, people, read, run};
use crate::numbers::{agrees, binomial};

/// W2's hazards: three channels by months (as step series), contagion of `e^0.3` an exit with a half-life of six months.
fn seasonal(months: i32) -> String {
    courses(months) + &format!("[contagion]\nratio = {:?}\nhalf_life = \"6 months\"\n", 0.3f64.exp())
}

/// The same without contagion.
pub fn courses(months: i32) -> String {
    let mut text = "[channels.one]\nkind = \"lab\"\nhazard_per_year = 0.15\n[channels.two]\nkind = \"startup\"\nhazard_per_year = 0.10\n\
                    [channels.three]\nkind = \"other\"\nhazard_per_year = 0.05\n"
        .to_owned();
    let mut series = |channel: &str, value: &dyn Fn(f64) -> f64| {
        let point = |m: i32| format!("{{ at = \"{m} months\", value = {:?} }}", value(f64::from(m)));
        let points = (0..months).map(point).collect::<Vec<_>>().join(", ");
        writeln!(text, "[[heat.series]]\nchannels = [\"{channel}\"]\ninterpolation = \"step\"\npoints = [{points}]").unwrap();
    };
    series("one", &|m| 1.0 + 0.3 * (2.0 * std::f64::consts::PI * m / 12.0).sin());
    series("two", &|m| 1.0 + 0.01 * m);
    series("three", &|m| if m < 18.0 { 1.0 } else { 1.5 });
    text
}

#[test]
fn w1_is_a_binomial() {
    let text = "[channels.one]\nkind = \"lab\"\nhazard_per_year = 0.15\n[channels.two]\nkind = \"startup\"\nhazard_per_year = 0.10\n\
                [channels.three]\nkind = \"other\"\nhazard_per_year = 0.05\n";
    let estimates = follows(&read(&(head("36 months") + &people(14, "") + text)), |time| binomial(14, (-0.3 * time).exp()));
    let last = estimates.metadata.dates.len() - 1;
    let exits = estimates.find(Metric::Exits, Group::All).unwrap().points[last].mean.value;
    for (channel, share) in [1.0 / 2.0, 1.0 / 3.0, 1.0 / 6.0].into_iter().enumerate() {
        let error = (exits * share * (1.0 - share) / TRIALS as f64).sqrt();
        agrees("split of the exits", estimates.curves[3 + channel].points[last].mean.value, share * exits, error);
    }
}

/// Mean 1.660 and variance 2.95 are the workload's published answer, on which four independent exact methods agree to the digits given;
/// steps of a month, which freeze the contagion within each, give 1.47.
#[test]
fn w2_is_what_other_methods_found() {
    let estimates = run(&read(&(head("36 months") + &people(14, "") + &seasonal(36))), TRIALS);
    let point = estimates.retained().points.last().unwrap();
    let off = (point.mean.value - 1.660).abs() - 0.0005;
    assert!(off <= 5.0 * point.mean.mcse, "mean {:?}", point.mean);
    let variance = point.sd.value * point.sd.value;
    let off = (variance - 2.95).abs() - 0.005;
    assert!(off <= 5.0 * 2.0 * point.sd.value * point.sd.mcse, "variance {variance}");
}

/// Mean 38.7 of 10,000, the workload's published answer.
#[test]
fn w3_is_five_hundred_teams() {
    let text = "[roster.generate]\nteams = 500\nteam_size = 20\n";
    let estimates = run(&read(&(head("60 months") + text + &seasonal(60))), 400);
    let mean = estimates.retained().points.last().unwrap().mean;
    assert!((mean.value - 38.7).abs() - 0.05 <= 5.0 * mean.mcse, "{mean:?}");
}
