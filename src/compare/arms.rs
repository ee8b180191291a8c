//! Arms: what is compared. Each is a file without policies, or a policy of a file; the first file's without is the reference.

use crate::calendar::{Clock, Date, days_between};
use crate::diagnostic::composed;
use crate::scenario::Scenario;
use crate::scenario::policy::NO_POLICY;
use jiff::Span;

/// A scenario to compare, as it came from a file.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s> {
    /// The path of its file, for messages.
    pub path: &'s str,
    /// The scenario.
    pub scenario: &'s Scenario,
}

/// One of those that are compared.
#[derive(Clone, Debug)]
pub struct Arm<'s> {
    /// The file it belongs to, by its place among those compared.
    pub file: usize,
    /// Its scenario.
    pub scenario: &'s Scenario,
    /// The scenario's name, made unique among those compared.
    pub label: String,
    /// The policy in force, as an index into the scenario's; `None` where none is.
    pub policy: Option<usize>,
}

impl Arm<'_> {
    /// The policy's name as results give it.
    pub fn policy_name(&self) -> &str {
        self.policy.map_or(NO_POLICY, |policy| &self.scenario.policies[policy].name)
    }

    /// What tells it from the others: the policy in the first file; in another the file, and the policy if there is one.
    pub fn name(&self) -> String {
        match (self.file, self.policy) {
            (0, _) => self.policy_name().to_owned(),
            (_, None) => self.label.clone(),
            (_, Some(_)) => format!("{}: {}", self.label, self.policy_name()),
        }
    }
}

/// The arms of some files: each without policies, then with each of its policies that is asked for, or with each there is. Who asks for
/// [`NO_POLICY`] alone compares files without any.
///
/// # Errors
/// Where a policy that is asked for is in no file, or there is nothing to compare with the reference.
pub fn arms<'s>(sources: &[Source<'s>], policies: &[String]) -> Result<Vec<Arm<'s>>, String> {
    let labels = labels(sources);
    // Names are read in composed form.
    let policies: Vec<String> = policies.iter().map(|name| composed(name).into_owned()).collect();
    // Each file without policies is always among them.
    let known = |name: &String| {
        name == NO_POLICY || sources.iter().any(|source| source.scenario.policies.iter().any(|policy| policy.name == *name))
    };
    if let Some(unknown) = policies.iter().find(|name| !known(name)) {
        return Err(unknown_policy(unknown, sources));
    }
    let mut arms = Vec::new();
    for (file, (source, label)) in sources.iter().zip(&labels).enumerate() {
        let asked = |index: &usize| {
            let policy = &source.scenario.policies[*index];
            !policy.is_of_bundle && (policies.is_empty() || policies.contains(&policy.name))
        };
        let of_file = (0..source.scenario.policies.len()).filter(asked).map(Some);
        let arm = |policy| Arm { file, scenario: source.scenario, label: label.clone(), policy };
        arms.extend(std::iter::once(None).chain(of_file).map(arm));
    }
    if arms.len() < 2 {
        if policies.iter().any(|name| name == NO_POLICY) {
            return Err(format!(
                "there is nothing to compare: `{NO_POLICY}` is what policies are compared with\n  name a policy too, or give a second file"
            ));
        }
        let path = sources.first().map_or("", |source| source.path);
        return Err(format!(
            "there is nothing to compare: {path} has no policies\n  add a table [policies.NAME] to it, or give a second file"
        ));
    }
    Ok(arms)
}

/// The message of a policy that no file has.
fn unknown_policy(name: &str, sources: &[Source<'_>]) -> String {
    let mut all: Vec<&str> = Vec::new();
    for policy in sources.iter().flat_map(|source| &source.scenario.policies) {
        if !all.contains(&policy.name.as_str()) {
            all.push(&policy.name);
        }
    }
    let place = if let [one] = sources { one.path.to_owned() } else { "any of the files".to_owned() };
    let there = if all.is_empty() { "there are none".to_owned() } else { format!("there are {}", all.join(", ")) };
    format!("there is no policy `{name}` in {place}\n  {there}")
}

/// The scenarios' names; of those that share one, with the name of the file, and where that is shared, a number.
fn labels(sources: &[Source<'_>]) -> Vec<String> {
    let stem = |path: &str| std::path::Path::new(path).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let is_alone = |labels: &[String], label: &String| labels.iter().filter(|other| *other == label).count() == 1;
    let mut labels: Vec<String> = sources.iter().map(|source| source.scenario.name.clone()).collect();
    let with_file = |(label, source): (&String, &Source<'_>)| {
        if is_alone(&labels, label) { label.clone() } else { format!("{label} ({})", stem(source.path)) }
    };
    labels = labels.iter().zip(sources).map(with_file).collect();
    let mut seen: Vec<String> = Vec::new();
    for label in labels {
        let again = (2..).map(|n| format!("{label} {n}"));
        let free = std::iter::once(label.clone()).chain(again).find(|label| !seen.contains(label));
        seen.push(free.unwrap_or(label));
    }
    seen
}

/// What the files disagree on that all must agree on to share their luck: start, horizon, seed and trials, and how many of them share a
/// draw; of seed and trials only what the command line leaves to them.
///
/// # Errors
/// All disagreements, with the files.
pub fn agree(sources: &[Source<'_>], seed_given: bool, trials_given: bool) -> Result<(), String> {
    let Some(first) = sources.first() else { return Ok(()) };
    let mut problems = Vec::new();
    let mut check = |what: &str, advice: &str, value: &dyn Fn(&Scenario) -> String| {
        let expected = value(first.scenario);
        let other = sources.iter().find(|source| value(source.scenario) != expected);
        if let Some(other) = other {
            problems.push(format!("  {what}: {expected} in {}, {} in {}{advice}", first.path, value(other.scenario), other.path));
        }
    };
    check("start", "", &|scenario| scenario.clock.start().to_string());
    check("horizon", "", &|scenario| scenario.horizon.to_string());
    if !seed_given {
        check("seed", "; --seed N sets it for all", &|scenario| scenario.seed.to_string());
    }
    if !trials_given {
        check("trials", "; --trials N sets them for all", &|scenario| scenario.trials.to_string());
    }
    check("parameters.replications", "", &|scenario| scenario.replications.to_string());
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!("the files cannot be compared trial by trial, since they do not agree:\n{}", problems.join("\n")))
}

/// Twice the horizon: as many months after it as it is after the start, and as many days.
pub fn twice(clock: Clock, horizon: Date) -> Date {
    let months = clock.month_of(horizon);
    let days = days_between(clock.month_boundary(months), horizon);
    let boundary = clock.month_boundary(2 * months);
    Span::new().try_days(2 * days).map_or(boundary, |days| boundary.saturating_add(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_goes_by_the_calendar() {
        let clock = Clock::new(Date::constant(2023, 1, 31));
        let date = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(twice(clock, date("2024-01-31")), date("2025-01-31"));
        assert_eq!(twice(clock, date("2023-02-28")), date("2023-03-31"));
        assert_eq!(twice(clock, date("2023-02-10")), date("2023-02-20"));
        assert_eq!(twice(clock, date("2023-03-05")), date("2023-04-10"));
    }
}
