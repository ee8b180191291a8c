//! The keys at the root of a scenario: its name, its time, its trials.

use super::Reader;
use super::file::tree::{Node, Table, Value};
use crate::calendar::{Clock, Date};
use crate::diagnostic::Diagnostic;
use crate::scenario::schema::{self, MOST_TRIALS, REPLICATIONS};

/// The longest time from start to horizon, and from what anybody did before to the start [years].
pub(super) const LONGEST: f64 = 100.0;

/// What the keys at the root say.
pub(super) struct RootKeys {
    pub name: String,
    pub clock: Clock,
    pub horizon: Date,
    pub trials: u64,
    pub seed: u64,
    pub replications: u32,
}

impl Reader {
    pub fn root_keys(&mut self, root: &Table) -> RootKeys {
        let name = self.required(root, "name", "name = \"Our team\"").and_then(|node| self.text(node)).unwrap_or_default().to_owned();
        let start = self.required(root, "start", "start = 2023-01-01").and_then(|node| self.date(node));
        let horizon_node = self.required(root, "horizon", "horizon = \"24 months\"");
        let horizon = horizon_node.and_then(|node| self.horizon(node, start));
        self.has_dates = start.is_some() && horizon.is_some();
        let start = start.unwrap_or(Date::MIN);
        let trials = self.whole_or(root, "trials", 1..=MOST_TRIALS, 20_000);
        RootKeys {
            name,
            clock: Clock::new(start),
            horizon: horizon.unwrap_or(Date::MAX),
            trials,
            seed: self.whole_or(root, "seed", 0..=u64::MAX, 1),
            replications: self.replications(root, trials),
        }
    }

    /// The horizon: a date after the start, or a time from it.
    fn horizon(&mut self, node: &Node, start: Option<Date>) -> Option<Date> {
        let horizon = self.moment(node, start)?;
        let start = start?;
        let clock = Clock::new(start);
        if horizon <= start {
            let message = format!("the horizon {horizon} is not after the start {start}");
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a later date"));
            return None;
        }
        if clock.years(horizon) > LONGEST {
            let message = format!("the horizon {horizon} is more than {LONGEST} years after the start");
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected an earlier date"));
            return None;
        }
        Some(horizon)
    }

    /// A date, or a time from the start.
    pub fn moment(&mut self, node: &Node, start: Option<Date>) -> Option<Date> {
        let is_date = match &node.value {
            Value::Time(_) => true,
            Value::Text(text) => is_like_a_date(text),
            _ => {
                self.mismatch(node, "a date, or a time from the start", "expected 2025-06-01 or \"29 months\"");
                return None;
            }
        };
        if is_date {
            return self.date(node);
        }
        // The calendar is longer than the longest duration, so that only a missing start leaves nothing.
        self.calendar_duration(node)?.after(start?)
    }

    /// `[parameters]`: how many trials share a draw.
    fn replications(&mut self, root: &Table, trials: u64) -> u32 {
        const DEFAULT: u64 = 4;
        let Some(table) = self.table_at(root, "parameters") else { return DEFAULT as u32 };
        self.keys_of(table, &schema::PARAMETERS);
        let replications = self.whole_or(table, "replications", REPLICATIONS.0..=REPLICATIONS.1, DEFAULT);
        if let Some(node) = table.get("replications").filter(|_| replications > trials) {
            let message = format!("{replications} trials share one draw of what is uncertain, and there are only {trials}");
            let help = "a run makes the trials up to a whole draw; a few replications, such as 4, let more draws be made";
            self.problems.push(Diagnostic::warning(message).at(&node.place).label("more than the trials").help(help));
        }
        replications as u32
    }
}

/// Whether a text that is a date or a duration is rather a date, right or wrong.
fn is_like_a_date(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number && text.len() >= 4 || text.contains(['-', '/']) && !text.starts_with('-') || text.matches('.').count() == 2
}
