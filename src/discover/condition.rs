//! The condition that is asked about: `METRIC [of GROUP] < VALUE [at WHEN] [with POLICY]`, in the words of `[[assert]]`.

use super::By;
use crate::calendar::{Date, Duration};
use crate::diagnostic::{composed, nearest};
use crate::estimate::Metric;
use crate::scenario::policy::NO_POLICY;
use crate::scenario::{COMPARISONS, Comparison, MEANT, METRICS, Scenario};

/// How a condition is written.
const FORM: &str = "expected METRIC < VALUE, such as \"retained < 7\", \"retained < 7 at 24 months\" or \"kept < 1 with NAME\"";

/// What is said of a policy alone: how many more it keeps than nothing does.
const KEPT: &str = "kept";

/// The group that is everybody.
const ALL: &str = "all";

/// A condition that a future meets or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What it is about.
    pub what: What,
    /// Of whom, as results name it: `all`, `team:a`, `capability:pretraining`.
    pub group: String,
    /// How it must compare.
    pub comparison: Comparison,
    /// With what, in its own unit.
    pub value: f64,
    /// When: the start, a month boundary, or the horizon.
    pub at: Date,
    /// The policy in force, if any.
    pub policy: Option<String>,
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A number of the results.
    Metric(Metric),
    /// How many more of the opening roster are there under the policy than without, on the same luck.
    Kept,
}

impl Condition {
    /// Reads a condition on a scenario.
    ///
    /// # Errors
    /// Where it cannot be read, or no result can meet it: what is wrong, and what to write instead.
    pub fn parse(text: &str, scenario: &Scenario) -> Result<Self, String> {
        let (left, comparison, right) = split(text)?;
        let (metric, group) = left.split_once(" of ").unwrap_or((left, ALL));
        let (what, group) = (what(metric.trim())?, composed(group.trim()).into_owned());
        let Tail { value, at, policy } = tail(right, text)?;
        let value: f64 = match value.replace('_', "").parse() {
            Ok(value) if f64::is_finite(value) => value,
            _ => return Err(format!("`{value}` in `{}` is no number\n  {FORM}", text.trim())),
        };
        let at = at.map_or(Ok(scenario.horizon), |at| date(&at, scenario))?;
        let condition = Self { what, group, comparison, value, at, policy: policy.map(|name| composed(&name).into_owned()) };
        condition.check(scenario)?;
        Ok(condition)
    }

    /// Whether a number meets it.
    pub fn is_met(&self, number: f64) -> bool {
        match self.comparison {
            Comparison::Below => number < self.value,
            Comparison::AtMost => number <= self.value,
            Comparison::Above => number > self.value,
            Comparison::AtLeast => number >= self.value,
        }
    }

    /// The name of what it is about.
    pub fn metric(&self) -> &'static str {
        match self.what {
            What::Kept => KEPT,
            What::Metric(metric) => METRICS.iter().find(|known| known.2 == metric).map_or("", |known| known.0),
        }
    }

    /// How the comparison is written.
    pub fn operator(&self) -> &'static str {
        COMPARISONS.iter().find(|known| known.2 == self.comparison).map_or("", |known| known.0)
    }

    /// Whether it is about everybody.
    pub fn is_of_all(&self) -> bool {
        self.group == ALL
    }

    /// It in full, as it could have been typed.
    pub fn text(&self) -> String {
        let of = if self.is_of_all() { String::new() } else { format!(" of {}", self.group) };
        let with = self.policy.as_ref().map_or_else(String::new, |policy| format!(" with {policy}"));
        format!("{}{of} {} {} at {}{with}", self.metric(), self.operator(), self.value, self.at)
    }

    /// Refuses what no result can meet.
    fn check(&self, scenario: &Scenario) -> Result<(), String> {
        let metric = self.metric();
        if self.policy.as_deref() == Some(NO_POLICY) {
            return Err(format!("`with {NO_POLICY}` is what a condition without a policy says\n  leave it out, or name a policy"));
        }
        if self.policy.is_none() && matches!(self.what, What::Kept | What::Metric(Metric::Cost)) {
            return Err(format!("{metric} is of a policy\n  say of which: \"{metric} {} {} with NAME\"", self.operator(), self.value));
        }
        if self.what == What::Metric(Metric::Cost) && self.at != scenario.horizon {
            return Err(format!("there are no results for cost on {}\n  cost is told up to the horizon, {}", self.at, scenario.horizon));
        }
        let is_share = matches!(self.what, What::Metric(Metric::TenureKept | Metric::Capability | Metric::CapabilityLost));
        if is_share && !(0.0..=1.0).contains(&self.value) {
            return Err(format!("the value is {}; {metric} is from 0 to 1", self.value));
        }
        if self.what != What::Kept && self.value < 0.0 {
            return Err(format!("the value is {}; {metric} is never below 0", self.value));
        }
        Ok(())
    }

    /// Refuses to tell of single trials what would name single people: each value of tenure kept is a sum of people's tenures.
    pub(super) fn check_by(&self, by: By, scenario: &Scenario) -> Result<(), String> {
        if by == By::Trials && self.what == What::Metric(Metric::TenureKept) && scenario.least_group() > 1 {
            return Err("tenure_kept of single trials would tell of single people\n  ask by draws, or run with --individuals".to_owned());
        }
        Ok(())
    }
}

/// What is left of the comparison, the comparison, and what is right of it.
fn split(text: &str) -> Result<(&str, Comparison, &str), String> {
    let is_sign = |c: char| matches!(c, '<' | '>' | '=' | '!' | '≤' | '≥');
    let Some(at) = text.find(is_sign) else { return Err(format!("there is no comparison in `{}`\n  {FORM}", text.trim())) };
    let end = text[at..].find(|c| !is_sign(c)).map_or(text.len(), |length| at + length);
    let sign = &text[at..end];
    let Some(known) = COMPARISONS.iter().find(|known| known.0 == sign) else {
        let meant = MEANT.iter().find(|(written, _)| *written == sign).map(|&(_, meant)| meant);
        let help = meant.map_or_else(|| "expected <, <=, > or >=".to_owned(), |meant| format!("did you mean {meant}?"));
        return Err(format!("there is no comparison `{sign}`\n  {help}"));
    };
    Ok((text[..at].trim(), known.2, &text[end..]))
}

/// What a metric is called.
fn what(name: &str) -> Result<What, String> {
    if name == KEPT {
        return Ok(What::Kept);
    }
    let found = METRICS.iter().find(|known| known.0 == name).map(|known| What::Metric(known.2));
    found.ok_or_else(|| {
        let known = || METRICS.iter().map(|known| known.0).chain([KEPT]);
        let help = nearest(name, known())
            .map_or_else(|| format!("there are {}", known().collect::<Vec<_>>().join(", ")), |nearest| format!("did you mean {nearest}?"));
        format!("there is no metric `{name}`\n  {help}")
    })
}

/// What follows the comparison.
#[derive(Default)]
struct Tail {
    value: String,
    at: Option<String>,
    policy: Option<String>,
}

fn tail(right: &str, whole: &str) -> Result<Tail, String> {
    let mut parts: [Vec<&str>; 3] = Default::default();
    let mut seen = [true, false, false];
    let mut part = 0;
    for word in right.split_whitespace() {
        let next = match word {
            "at" => 1,
            "with" => 2,
            _ => {
                parts[part].push(word);
                continue;
            }
        };
        if seen[next] {
            return Err(format!("`{word}` stands twice in `{}`\n  {FORM}", whole.trim()));
        }
        seen[next] = true;
        part = next;
    }
    for (part, word) in [(1, "at"), (2, "with")] {
        if seen[part] && parts[part].is_empty() {
            return Err(format!("nothing follows `{word}` in `{}`\n  {FORM}", whole.trim()));
        }
    }
    let [value, at, policy] = parts.map(|words| words.join(" "));
    if value.is_empty() {
        return Err(format!("there is no value in `{}`\n  {FORM}", whole.trim()));
    }
    Ok(Tail { value, at: seen[1].then_some(at), policy: seen[2].then_some(policy) })
}

/// A date for which there are results: the start, a month boundary, the horizon.
fn date(text: &str, scenario: &Scenario) -> Result<Date, String> {
    let (clock, start) = (scenario.clock, scenario.clock.start());
    let at = text.parse().ok().or_else(|| Duration::parse(text)?.after(start));
    let Some(at): Option<Date> = at else {
        return Err(format!(
            "`{text}` is no date\n  expected a date such as {}, or a time from the start such as 24 months",
            scenario.horizon
        ));
    };
    if at < start {
        return Err(format!("{at} is before the start, {start}"));
    }
    if at > scenario.horizon {
        return Err(format!("{at} is after the horizon, {}", scenario.horizon));
    }
    let month = clock.month_of(at);
    let before = clock.month_boundary(month);
    if at == before || at == scenario.horizon {
        return Ok(at);
    }
    let after = clock.month_boundary(month + 1).min(scenario.horizon);
    Err(format!(
        "there are no results for {at}\n  results are for the start, each month after it, and the horizon; the nearest are {before} and {after}"
    ))
}
