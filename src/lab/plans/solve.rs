//! The value of a number of a scenario at which a policy costs, or keeps, what is wanted.

use std::ops::ControlFlow;

use super::run::{Amount, threads};
use crate::compare::told::{self, Choice};
use crate::compare::{self, Source, twice};
use crate::ensemble::{OnProgress, Plan};
use crate::equal_money::root::{Known, Root, within};
use crate::equal_money::spending::Spending;
use crate::equal_money::wanted::{Solved, Wanted};
use crate::estimate::Estimate;
use crate::lab::error::Error;
use crate::report::number;
use crate::scenario::{Loaded, Override, Scenario, Settings, Template};

/// How often a number is doubled and halved to find values on both sides.
const MOST_DOUBLINGS: usize = 7;

/// How many settings are run, about: for the progress that is told.
const SETTINGS: u64 = 12;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The path of the number.
    pub path: &'a str,
    /// What is wanted.
    pub wanted: Wanted,
    /// What `--set` gives.
    pub set: &'a [Override],
    /// The policies that are named.
    pub policies: &'a [String],
    /// How much is computed.
    pub amount: Amount,
}

/// The policy that is asked about: the one that is named, else the one that the path leads to.
fn policy_of(scenario: &Scenario, asked: Asked<'_>) -> Result<usize, Error> {
    let of_path = asked.path.strip_prefix("policies.").and_then(|rest| rest.split('.').next());
    let name = match (asked.policies, of_path) {
        ([one], _) => one,
        ([], Some(name)) => name,
        _ => {
            return Err(Error::new(format!(
                "of which policy is {}={} wanted?\n  name it, and no other: --policy NAME",
                asked.wanted.name(),
                asked.wanted.value()
            )));
        }
    };
    scenario.policies.iter().position(|policy| policy.name == name).ok_or_else(|| Error::new(format!("there is no policy `{name}`")))
}

/// Finds the value. Breaks where `on_progress` did.
///
/// # Errors
/// Where the scenario has no such number, its policy is not to be told of, or no value gives what is wanted.
pub fn solve(
    template: &Template,
    loaded: &Loaded,
    asked: Asked<'_>,
    on_progress: &mut OnProgress<'_>,
) -> Result<ControlFlow<(), Solved>, Error> {
    let scenario = &loaded.scenario;
    if asked.path.contains(".target.") || !asked.path.contains('.') {
        return Err(Error::new(format!(
            "--solve is not for {}\n  it takes the path of a number of the model, such as policies.NAME.raise",
            asked.path
        )));
    }
    if asked.amount.precision.is_some() {
        return Err(Error::new("a value is found for so many trials, not for a precision\n  give --trials in place of --precision"));
    }
    let policy = policy_of(scenario, asked)?;
    let name = scenario.policies[policy].name.clone();
    let arms = compare::arms(&[Source { path: "", scenario }], std::slice::from_ref(&name)).map_err(Error::new)?;
    let Choice { told, .. } = told::choose(arms).map_err(Error::new)?;
    if matches!(asked.wanted, Wanted::Cost(_)) && told.last().is_some_and(|told| !told.costs) {
        return Err(Error::new(format!("the cost of {name} is withheld (privacy.min_group)\n  run with --individuals")));
    }
    let Some(start) = loaded.number_at(asked.path, asked.set) else {
        return Err(Error::new(format!(
            "the scenario gives no number at `{}`\n  --solve takes the path of a number that is there, such as policies.NAME.raise",
            asked.path
        )));
    };
    let mut search = Search { template, scenario, asked, policy, on_progress, known: Vec::new(), errors: f64::NAN };
    let found = search.bracket(start)?;
    let ControlFlow::Continue(ends) = found else { return Ok(ControlFlow::Break(())) };
    let mut failed = None;
    let root = within(ends, asked.wanted.value(), None, &mut |value| match search.at(value) {
        Ok(flow) => flow,
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    });
    if let Some(error) = failed {
        return Err(error);
    }
    let ControlFlow::Continue(Root { at, value, .. }) = root else { return Ok(ControlFlow::Break(())) };
    let mcse = (value.mcse / search.slope(at)).abs();
    let errors = search.errors;
    Ok(ControlFlow::Continue(Solved {
        path: asked.path.to_owned(),
        value: Estimate { value: at, mcse },
        errors,
        was_uncertain: scenario.parameters.iter().any(|parameter| parameter.path == asked.path),
        policy: name,
        wanted: asked.wanted,
    }))
}

/// A search that is under way.
struct Search<'a, 'p> {
    template: &'a Template,
    scenario: &'a Scenario,
    asked: Asked<'a>,
    policy: usize,
    on_progress: &'a mut OnProgress<'p>,
    /// Values that were run, and what they came to.
    known: Vec<Known>,
    errors: f64,
}

impl Search<'_, '_> {
    /// What a value comes to.
    fn at(&mut self, value: f64) -> Result<ControlFlow<(), Estimate>, Error> {
        let over = [Override { path: self.asked.path.to_owned(), value: format!("{value}") }];
        let loaded = self.template.read(Settings { set: self.asked.set, over: &over })?;
        let scenario = Scenario { individuals: self.scenario.individuals, ..loaded.scenario };
        let amount = self.asked.amount;
        let plan = Plan {
            trials: amount.trials.unwrap_or(scenario.trials),
            seed: amount.seed.unwrap_or(scenario.seed),
            threads: threads(amount.threads),
        };
        let ahead = 2 * SETTINGS.saturating_sub(self.known.len() as u64);
        let later = twice(scenario.clock, scenario.horizon);
        let ControlFlow::Continue(mut spending) = Spending::new(&scenario, plan, later, 1, ahead, self.on_progress) else {
            return Ok(ControlFlow::Break(()));
        };
        let ControlFlow::Continue(point) = spending.of(&scenario, self.policy, self.on_progress) else { return Ok(ControlFlow::Break(())) };
        self.errors = spending.clusters().errors(0.025);
        let found = if matches!(self.asked.wanted, Wanted::Cost(_)) { point.spent } else { point.kept };
        self.known.push((value, found));
        Ok(ControlFlow::Continue(found))
    }

    /// Two values on both sides of what is wanted, that below first.
    fn bracket(&mut self, start: f64) -> Result<ControlFlow<(), [Known; 2]>, Error> {
        let start = if start == 0.0 { 0.01 } else { start };
        // Outwards by turns, so that the nearest is found first.
        let mut is_open = [true; 2];
        for doublings in 0..=MOST_DOUBLINGS {
            for (side, factor) in [2.0, 0.5].into_iter().enumerate().filter(|(side, _)| doublings > 0 || *side == 0) {
                if !is_open[side] {
                    continue;
                }
                let value = start * std::iter::repeat_n(factor, doublings).product::<f64>();
                match self.at(value) {
                    Ok(ControlFlow::Continue(_)) => {}
                    Ok(ControlFlow::Break(())) => return Ok(ControlFlow::Break(())),
                    // What the file itself says was read: beyond lies what the key does not admit.
                    Err(error) if self.known.is_empty() => return Err(error),
                    Err(_) => is_open[side] = false,
                }
                if let Some(ends) = self.ends(start) {
                    return Ok(ControlFlow::Continue(ends));
                }
            }
        }
        Err(self.not_found())
    }

    /// Two neighbours among the known values on both sides of what is wanted, if there are such: of several those nearest to the value that
    /// the scenario has.
    fn ends(&mut self, start: f64) -> Option<[Known; 2]> {
        self.known.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wanted = self.asked.wanted.value();
        let is_below = |known: &Known| known.1.value <= wanted;
        let pairs = self.known.windows(2).filter(|pair| is_below(&pair[0]) != is_below(&pair[1]));
        let far = |pair: &&[Known]| (pair[0].0 - start).abs().min((pair[1].0 - start).abs());
        let pair = pairs.min_by(|a, b| far(a).total_cmp(&far(b)))?;
        Some(if is_below(&pair[0]) { [pair[0], pair[1]] } else { [pair[1], pair[0]] })
    }

    /// How much the number grows around a value: over known values a fifth away at least, so that no single exit bends it.
    fn slope(&self, value: f64) -> f64 {
        let below = self.known.iter().filter(|known| known.0 <= 0.8 * value).max_by(|a, b| a.0.total_cmp(&b.0));
        let above = self.known.iter().filter(|known| known.0 >= 1.2 * value).min_by(|a, b| a.0.total_cmp(&b.0));
        let ends = (below.or(self.known.first()), above.or(self.known.last()));
        let (Some(below), Some(above)) = ends else { return f64::NAN };
        (above.1.value - below.1.value) / (above.0 - below.0)
    }

    fn not_found(&self) -> Error {
        let (Some(first), Some(last)) = (self.known.first(), self.known.last()) else { return Error::new("nothing was run".to_owned()) };
        let (what, wanted) = (self.asked.wanted.name(), number::factor(self.asked.wanted.value()));
        let said = |known: &Known| format!("{} at {}", number::estimate(known.1), number::factor(known.0));
        Error::new(format!(
            "no value of {} from {} to {} gives {what}={wanted}: {what} is {}, and {}",
            self.asked.path,
            number::factor(first.0),
            number::factor(last.0),
            said(first),
            said(last)
        ))
    }
}
