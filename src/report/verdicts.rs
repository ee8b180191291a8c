//! What is said of the assertions of a scenario.

use crate::estimate::verdict::{self, Judgement, Verdict, judge};
use crate::estimate::{Estimates, Group, RunMetadata};
use crate::report::files::manifest::{Manifest, Stopped};
use crate::report::{NO_POLICY, names, number};
use crate::scenario::{Assertion, Comparison, Statistic};

/// What an assertion says, as `retained p10 2025-01-01 >= 6`, or `capability capability:pretraining mean 2025-01-01 >= 0.8`; of a policy
/// `refresh: retained ...`, of a difference `refresh less none: retained ...`.
pub fn claim(metadata: &RunMetadata, assertion: &Assertion) -> String {
    let stat = match assertion.stat {
        Statistic::Mean => "mean",
        Statistic::Sd => "sd",
        Statistic::Quantile(index) => names::QUANTILES[index],
        Statistic::LuckShare => "luck_share",
    };
    let operator = match assertion.comparison {
        Comparison::Below => "<",
        Comparison::AtMost => "<=",
        Comparison::Above => ">",
        Comparison::AtLeast => ">=",
    };
    let of = match assertion.group {
        Group::All => String::new(),
        group => format!(" {}", names::group(metadata, group)),
    };
    let subject = match (assertion.policy.as_str(), &assertion.than) {
        (NO_POLICY, None) => String::new(),
        (policy, None) => format!("{policy}: "),
        (policy, Some(than)) => format!("{policy} less {than}: "),
    };
    format!("{subject}{}{of} {stat} {} {operator} {}", names::metric(assertion.metric), assertion.at, assertion.value)
}

/// Whether the results are of fewer trials than were asked for, since somebody interrupted them.
pub fn is_partial(manifest: &Manifest) -> bool {
    manifest.stopped == Stopped::Interrupted
}

/// What can be said of an assertion.
pub const VERDICTS: [&str; 3] = ["PASS", "FAIL", "INCONCLUSIVE"];

/// A verdict as it stands in results: one of [`VERDICTS`].
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "PASS",
        Verdict::Fail => "FAIL",
        Verdict::Inconclusive => "INCONCLUSIVE",
    }
}

/// A line an assertion: verdict, claim, and what was found.
pub fn lines(estimates: &Estimates, assertions: &[Assertion]) -> Vec<String> {
    let line = |assertion: &Assertion| line(assertion, &claim(&estimates.metadata, assertion), &judge(estimates, assertion));
    assertions.iter().map(line).collect()
}

/// Verdict, claim, and what was found.
pub fn line(assertion: &Assertion, claim: &str, judgement: &Judgement) -> String {
    format!("{} {claim}: {}", word(judgement.verdict), found(assertion, judgement))
}

/// The number found, with its 99 % Monte Carlo interval where it has one.
fn found(assertion: &Assertion, judgement: &Judgement) -> String {
    let Some(estimate) = judgement.estimate else { return "not defined, since nothing varies".to_owned() };
    let [low, high] = judgement.interval;
    let number = number::estimate(estimate);
    if !low.is_finite() {
        return format!("{number}, its error unknown");
    }
    if low == high {
        return format!("{number}, certain at 99 %");
    }
    // Whole people are rounded no further, and so many digits are printed that they say what the verdict says.
    let mut mcse = (0.25 * (high.min(1e9) - low)).min(1.0);
    let is_so = |mcse: f64| {
        verdict::verdict(assertion.comparison, assertion.value, number::outwards(judgement.interval, mcse)) == judgement.verdict
    };
    while mcse > 1e-4 && !is_so(mcse) {
        mcse *= 0.1;
    }
    let within = [f64::NEG_INFINITY, f64::INFINITY];
    if high.is_finite() {
        format!("{number}, 99 % interval {}", number::interval(judgement.interval, mcse, within))
    } else {
        format!("{number}, 99 % interval from {}", number::interval([low, low], mcse, within))
    }
}

/// The verdict on all of them: a failure weighs more than doubt, doubt more than success. `None` where there are none.
pub fn overall(estimates: &Estimates, assertions: &[Assertion]) -> Option<Verdict> {
    let verdicts: Vec<Verdict> = assertions.iter().map(|assertion| judge(estimates, assertion).verdict).collect();
    heaviest(&verdicts)
}

/// The verdict on all together; `None` where there are none.
pub fn heaviest(verdicts: &[Verdict]) -> Option<Verdict> {
    let any = |verdict| verdicts.contains(&verdict).then_some(verdict);
    any(Verdict::Fail).or_else(|| any(Verdict::Inconclusive)).or_else(|| any(Verdict::Pass))
}
