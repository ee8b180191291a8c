//! What a comparison says of the assertions of its files.
//!
//! Those about a policy alone are judged as those of a run are ([`verdict::judge`]); those about a difference by its paired interval, at
//! 99 % too.

use super::arms::Source;
use super::{Comparison, Versus};
use crate::estimate::verdict::{self, Judgement};
use crate::estimate::{Estimate, Metric};
use crate::report::verdicts;
use crate::scenario::Assertion;

/// An assertion with what was found of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The assertion.
    pub assertion: Assertion,
    /// What it says, in words.
    pub claim: String,
    /// What was found.
    pub judgement: Judgement,
}

impl Judged {
    /// Verdict, claim, and what was found.
    pub fn line(&self) -> String {
        verdicts::line(&self.assertion, &self.claim, &self.judgement)
    }
}

/// Judges the assertions of all files, each by the arms of its own file; also how many were left out, being about policies that were not
/// compared.
pub fn judge(comparison: &Comparison, sources: &[Source<'_>]) -> (Vec<Judged>, usize) {
    let mut all = Vec::new();
    let mut left_out = 0;
    for (file, source) in sources.iter().enumerate() {
        for assertion in &source.scenario.assertions {
            match judged(comparison, file, assertion) {
                Some(judged) => all.push(judged),
                None => left_out += 1,
            }
        }
    }
    (all, left_out)
}

fn judged(comparison: &Comparison, file: usize, assertion: &Assertion) -> Option<Judged> {
    let find = |name: &str| comparison.arms.iter().position(|arm| arm.file == file && arm.policy == name);
    let index = find(&assertion.policy)?;
    let arm = &comparison.arms[index];
    let judgement = match (&assertion.than, assertion.metric, assertion.stat) {
        (Some(than), ..) => about_difference(comparison, [index, find(than)?], assertion)?,
        _ => verdict::judge(&arm.estimates, assertion),
    };
    Some(Judged { assertion: assertion.clone(), claim: verdicts::claim(&arm.estimates.metadata, assertion), judgement })
}

/// Judges what is said of the difference of two arms; `None` where it was not counted.
fn about_difference(comparison: &Comparison, pair: [usize; 2], assertion: &Assertion) -> Option<Judgement> {
    let reverse = [pair[1], pair[0]];
    let of = |pair: [usize; 2]| -> Option<&Versus> {
        let further = comparison.further.iter().find(|(indices, _)| *indices == pair).map(|(_, versus)| versus);
        if pair[1] == 0 { comparison.arms[pair[0]].versus.as_ref() } else { further }
    };
    let (versus, sign) = of(pair).map(|versus| (versus, 1.0)).or_else(|| Some((of(reverse)?, -1.0)))?;
    let metadata = &comparison.arms[pair[0]].estimates.metadata;
    let clusters = comparison.arms[pair[0]].estimates.clusters.and(comparison.arms[pair[1]].estimates.clusters);
    let (difference, missed) = if assertion.metric == Metric::Cost {
        (&versus.cost, 0.0)
    } else {
        let date = metadata.dates.iter().position(|&date| date == assertion.at)?;
        let missed = if date == 0 { 0.0 } else { verdict::missed(metadata.roster as f64, &clusters) };
        (versus.retained.get(date)?, missed)
    };
    let (Estimate { value, mcse }, [least, most]) = (difference.estimate, difference.within);
    let within = if sign < 0.0 { [-most, -least] } else { [least, most] };
    Some(verdict::of_estimate(Estimate { value: sign * value, mcse }, missed, &clusters, within, assertion))
}
