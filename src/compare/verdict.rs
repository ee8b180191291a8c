//! What a comparison says of the assertions of its files.

use super::arms::Source;
use super::{Compared, Comparison};
use crate::estimate::verdict::{self, Judgement};
use crate::report::verdicts;
use crate::scenario::Assertion;

/// An assertion with what was found of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged<'a> {
    /// The assertion.
    pub assertion: &'a Assertion,
    /// What it says, in words.
    pub claim: String,
    /// What was found.
    pub judgement: Judgement,
}

impl Judged<'_> {
    /// Verdict, claim, and what was found.
    pub fn line(&self) -> String {
        verdicts::line(self.assertion, &self.claim, &self.judgement)
    }
}

/// Judges the assertions of all files, each by the arms of its own file; those about arms that were not compared are left out.
pub fn judge<'a>(comparison: &Comparison, sources: &[Source<'a>]) -> Vec<Judged<'a>> {
    let mut all = Vec::new();
    for (file, source) in sources.iter().enumerate() {
        for assertion in &source.scenario.assertions {
            let arm = comparison.arms.iter().find(|arm| arm.file == file);
            all.extend(arm.map(|arm| judged(arm, assertion)));
        }
    }
    all
}

fn judged<'a>(arm: &Compared, assertion: &'a Assertion) -> Judged<'a> {
    let judgement = verdict::judge(&arm.estimates, assertion);
    Judged { assertion, claim: verdicts::claim(&arm.estimates.legend, assertion), judgement }
}
