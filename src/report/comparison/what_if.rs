//! What-ifs in words: what more is lost if something happens, and what policies do then.

use std::fmt::Write as _;

use super::shown;
use crate::calendar::Date;
use crate::compare::{Compared, Comparison, Difference, Measure, Others, Versus};
use crate::estimate::{Estimate, Group, Metric};
use crate::report::columns::name;
use crate::report::number;

/// Most capabilities that a sentence names.
const MOST_NAMED: usize = 2;

/// On what the answers rest where somebody leaves.
const RESTS_ON: &str =
    "What an exit does to others rests mostly on what is believed of contagion, of a leader's exit and of the pull of new firms";

/// The same as a sentence, beside a range over all that is not known or without one.
pub fn rests_on(has_range: bool) -> String {
    let range = if has_range { "; the range over all that is not known says how much that leaves open" } else { "" };
    format!("{RESTS_ON}{range}.")
}

/// A what-if.
pub struct Asked<'c> {
    /// Its name.
    pub name: &'c str,
    /// The arm in which it comes about, without policies.
    pub arm: &'c Compared,
    /// What each policy keeps there, compared with doing nothing there.
    pub policies: Vec<(&'c Compared, &'c Versus)>,
}

/// All that were asked about, in the order of the file.
pub fn all(comparison: &Comparison) -> Vec<Asked<'_>> {
    let arms = &comparison.arms;
    let of_arm = |arm: &'_ Compared| -> Vec<(&Compared, &Versus)> {
        let of = |(index, policy)| {
            comparison.beside(index).filter(|(without, _)| std::ptr::eq(&raw const arms[*without], arm)).map(|(_, versus)| (policy, versus))
        };
        arms.iter().enumerate().filter_map(of).collect()
    };
    let asked = arms.iter().filter_map(|arm| Some((arm.happens.as_deref()?, arm)));
    asked.filter(|(_, arm)| arm.policy == crate::report::NO_POLICY).map(|(name, arm)| Asked { name, arm, policies: of_arm(arm) }).collect()
}

/// What is said of all of them, a paragraph each; nothing where none was asked about.
///
/// Above each stands what happens in it, in a line of its own.
pub fn paragraphs(comparison: &Comparison) -> Vec<[String; 2]> {
    let all = all(comparison);
    let of = |asked: &Asked<'_>| [asked.described(), asked.sentences(comparison)];
    let mut lines: Vec<[String; 2]> = all.iter().map(of).collect();
    let others: Vec<&Others> = all.iter().filter_map(Asked::others).collect();
    if !others.is_empty() {
        lines.push([String::new(), rests_on(others.iter().any(|others| others.expected.is_some()))]);
    }
    lines
}

impl Asked<'_> {
    /// What becomes of the others, where some leave with it.
    pub fn others(&self) -> Option<&Others> {
        self.arm.versus.as_ref()?.others.as_ref()
    }

    /// All that is said of it.
    fn sentences(&self, comparison: &Comparison) -> String {
        let mut text = self.sentence(comparison);
        for (arm, versus) in &self.policies {
            let _ = write!(text, " {}", policy(arm, versus));
        }
        text
    }

    /// What happens: `rival: from 2027-03-01 on the hazard of lab is multiplied by 2.`
    pub fn described(&self) -> String {
        let event = self.arm.event.as_deref().unwrap_or_default();
        format!("{}: {}.", name(self.name, usize::MAX), name(event, usize::MAX))
    }

    /// What is lost if it happens.
    pub fn sentence(&self, comparison: &Comparison) -> String {
        let (effect, capabilities) = (self.effect(comparison), self.capabilities(comparison));
        let (Some(versus), false) = (&self.arm.versus, effect.is_empty()) else { return String::new() };
        let more = match (&versus.others, versus.retained.last()) {
            (Some(others), _) => absent(others),
            (None, kept) => self.headcount(comparison, kept.map_or(0.0, |kept| kept.estimate.value.abs())),
        };
        format!("{effect}{capabilities}.{more}")
    }

    /// How many leave or stay if it happens, without a full stop.
    pub fn effect(&self, comparison: &Comparison) -> String {
        let called = name(self.name, usize::MAX);
        let (Some(versus), metadata) = (&self.arm.versus, &comparison.reference().estimates.metadata) else { return String::new() };
        let horizon = metadata.horizon();
        if let Some(others) = &versus.others {
            let of = number::count((metadata.roster - others.removed) as u64);
            let [low, high] = others.leave.interval();
            let [size, interval] = shown(&others.leave, others.leave.estimate.mcse);
            let over = others.expected.map_or_else(String::new, |range| {
                format!("; {} over all that is not known", number::interval(range, others.leave.estimate.mcse, others.leave.within))
            });
            let leave = if others.removed == metadata.roster {
                format!("everybody leaves, and nobody else is there on {horizon} whom that could move")
            } else if others.leave.estimate == (Estimate { value: 0.0, mcse: 0.0 }) {
                format!("of the other {of}, no more leave by {horizon}, in any trial")
            } else if !low.is_finite() {
                "so few parameter draws do not tell how many more of the others leave".to_owned()
            } else if low <= 0.0 && high >= 0.0 {
                format!("of the other {of}, it cannot be told that more leave by {horizon} ({interval}{over})")
            } else if low > 0.0 {
                format!("of the other {of}, {size} more leave by {horizon} ({interval}{over})")
            } else {
                format!("of the other {of}, {} fewer leave by {horizon} ({interval}{over})", size.trim_start_matches(['-', '\u{2212}']))
            };
            return format!("If {called}: {leave}");
        }
        let Some(kept) = versus.retained.last() else { return String::new() };
        let [low, high] = kept.interval();
        // What is fewer is counted as such.
        let is_fewer = kept.estimate.value < 0.0;
        let turned = |[from, to]: [f64; 2]| if is_fewer { [0.0 - to, 0.0 - from] } else { [from, to] };
        let size =
            Difference { estimate: Estimate { value: kept.estimate.value.abs(), ..kept.estimate }, within: turned(kept.within), ..*kept };
        let [size, interval] = shown(&size, kept.estimate.mcse);
        let over = versus.expected.map_or_else(String::new, |range| {
            format!("; {} over all that is not known", number::interval(turned(range), kept.estimate.mcse, turned(kept.within)))
        });
        let change = if !low.is_finite() {
            "so few parameter draws do not tell what changes".to_owned()
        } else if low <= 0.0 && high >= 0.0 {
            format!("it cannot be told that fewer are still there on {horizon} ({interval}{over})")
        } else {
            let word = if is_fewer { "fewer" } else { "more" };
            let of = number::count(metadata.roster as u64);
            format!("{size} {word} of {of} are still there on {horizon} ({interval}{over})")
        };
        format!("If {called}: {change}")
    }

    /// Where headcount, newcomers included, differs most, if by more than who stays does and than the errors leave open.
    fn headcount(&self, comparison: &Comparison, kept: f64) -> String {
        let of = |estimates: &crate::estimate::Estimates| -> Vec<Estimate> {
            let curve = estimates.find(Metric::Headcount, Group::All);
            curve.map_or_else(Vec::new, |curve| curve.points.iter().map(|point| point.mean).collect())
        };
        let [without, with] = [of(&comparison.reference().estimates), of(&self.arm.estimates)];
        let dates = &comparison.reference().estimates.metadata.dates;
        let apart = |(_, (without, with)): &(&Date, (Estimate, Estimate))| (with.value - without.value).abs();
        let most = dates.iter().zip(without.into_iter().zip(with)).max_by(|a, b| apart(a).total_cmp(&apart(b)));
        match most {
            Some((date, (without, with))) if (with.value - without.value).abs() > kept + 3.0 * (without.mcse + with.mcse) => {
                let [with, without] = [with, without].map(number::estimate);
                format!(" Headcount, newcomers included, differs most on {date}: {with} instead of {without}.")
            }
            _ => String::new(),
        }
    }

    /// The capabilities whose coverage changes most, as far as the error of both tells.
    pub(super) fn capabilities(&self, comparison: &Comparison) -> String {
        let [with, without] = [&self.arm.estimates, &comparison.reference().estimates];
        let mut changes: Vec<(f64, String)> = Vec::new();
        for (index, capability) in without.metadata.capabilities.iter().enumerate() {
            let same = with.metadata.capabilities.iter().position(|other| other.name == capability.name && other.shown);
            let Some(same) = same.filter(|_| capability.shown) else { continue };
            let covered = |estimates: &crate::estimate::Estimates, index| {
                estimates.find(Metric::Capability, Group::Capability(index))?.points.last().map(|point| point.mean)
            };
            let (Some(before), Some(after)) = (covered(without, index), covered(with, same)) else { continue };
            let change = after.value - before.value;
            if change.abs() > 2.0 * (before.mcse + after.mcse) {
                let [after, before] = [after, before].map(number::percent);
                changes.push((change.abs(), format!("{} is covered in {after} instead of {before}", name(&capability.name, usize::MAX))));
            }
        }
        changes.sort_by(|a, b| b.0.total_cmp(&a.0));
        let named: Vec<String> = changes.into_iter().take(MOST_NAMED).map(|(_, text)| text).collect();
        if named.is_empty() { String::new() } else { format!(", and {}", named.join(", ")) }
    }
}

/// In how many futures those who are to leave had left before.
fn absent(others: &Others) -> String {
    let gone = Estimate { value: 1.0 - others.happens.value, ..others.happens };
    if gone.value <= 0.0 {
        return String::new();
    }
    let share = number::percent(gone);
    match others.removed {
        1 => format!(" In {share} of futures the one who leaves had left or given notice before; there this exit changes nothing."),
        count => format!(" On average {share} of the {count} had left or given notice before; their exits change nothing."),
    }
}

/// What a policy does under a what-if.
pub fn policy(arm: &Compared, versus: &Versus) -> String {
    let policy = name(&arm.policy, usize::MAX);
    let Some(kept) = versus.retained.last() else { return String::new() };
    let [low, high] = kept.interval();
    let [size, interval] = shown(kept, kept.estimate.mcse);
    debug_assert!(versus.measure == Measure::People, "a what-if has the same people");
    if !low.is_finite() || low <= 0.0 && high >= 0.0 {
        format!("What {policy} would change then cannot be told ({interval}).")
    } else if low > 0.0 {
        format!("Then {policy} keeps {size} more than doing nothing ({interval}).")
    } else {
        format!("Then {policy} keeps {} fewer than doing nothing ({interval}).", size.trim_start_matches(['-', '\u{2212}']))
    }
}
