//! What moves each answer most, in one sentence.

use super::{money, policy, values, worth};
use crate::estimate::Estimate;
use crate::report::columns::name;
use crate::report::number;
use crate::sensitivity::results::Sensitivity;
use crate::sensitivity::tornado::{Answer, Bar, What};

/// The most names that are listed.
const MOST_NAMES: usize = 3;

/// A sentence an answer.
pub fn answers(found: &Sensitivity) -> Vec<String> {
    if found.answers.is_empty() {
        return vec!["Nothing was found out.".to_owned()];
    }
    found.answers.iter().map(|answer| of(found, answer)).chain(worth::sentence(found)).collect()
}

fn of(found: &Sensitivity, answer: &Answer) -> String {
    let what = match answer.what {
        What::Retained => format!("who is still there on {}", found.metadata.horizon()),
        What::Kept(_) => format!("how many {} keeps", name(policy(found, answer.what), usize::MAX)),
        What::Price(_) => format!("what one kept by {} costs", name(policy(found, answer.what), usize::MAX)),
    };
    let Some(first) = answer.bars.first() else { return format!("No number can be told to move {what}.") };
    if first.effect.mcse.is_nan() {
        return format!("What moves {what} cannot be told from so few parameter draws; give more with --trials.");
    }
    if !answer.bars.iter().any(Bar::is_told) {
        return format!(
            "No number is told to move {what}: {}.",
            if is_still(answer) { "it is the same at all ends" } else { "give more with --trials" }
        );
    }
    // What has no finite price at an end may move it more than any other.
    let of = if answer.undefined.is_empty() { "What" } else { "Of the numbers at whose ends a price is finite, what" };
    let rivals: Vec<&Bar> = answer.bars.iter().filter(|bar| bar.rank[0] == 1 && !bar.effect.mcse.is_nan()).collect();
    if let [one] = rivals[..] {
        let path = name(&found.numbers[one.number].number.path, usize::MAX);
        return format!(
            "{of} moves {what} most is {path}: by {} when it goes from {}.",
            amount(found, answer, one),
            values(found.numbers[one.number].ends)
        );
    }
    let mut names: Vec<String> =
        rivals.iter().take(MOST_NAMES).map(|bar| name(&found.numbers[bar.number].number.path, usize::MAX)).collect();
    if rivals.len() > MOST_NAMES {
        names.push(format!("{} more", rivals.len() - MOST_NAMES));
    }
    let last = names.pop().unwrap_or_default();
    format!(
        "{of} moves {what} most is one of {} and {last}, which cannot be told apart; the first by the point estimate moves it by {}.",
        names.join(", "),
        amount(found, answer, rivals[0])
    )
}

fn is_still(answer: &Answer) -> bool {
    answer.bars.iter().all(|bar| bar.effect.value == 0.0 && bar.effect.mcse == 0.0)
}

/// `-2.1 people (-2.6 to -1.6)`.
fn amount(found: &Sensitivity, answer: &Answer, bar: &Bar) -> String {
    let unit = match answer.what {
        What::Price(_) => money(found),
        _ => "people".to_owned(),
    };
    let Estimate { mcse, .. } = bar.effect;
    format!("{} {unit} ({})", number::estimate(bar.effect), number::interval(bar.interval, mcse, answer.within))
}
