//! The keys at the root of a scenario: its name, its time, its trials; and `[parameters]`.

use super::file::{Form, Key, Keys, Node, Reader, Section, Table};
use crate::calendar::{Clock, Date};
use crate::diagnostic::{Diagnostic, quoted};

/// The most trials that a scenario may ask for.
const MOST_TRIALS: u64 = 1_000_000_000_000;
/// The longest time from start to horizon, and from what anybody did before to the start \[years\].
pub(super) const LONGEST: f64 = 100.0;

pub(super) const NAME: Key =
    Key::new("name", Form::Text, "The name that results carry.").required().example("\"Our lab\"").hint("name = \"Our team\"");
pub(super) const START: Key =
    Key::new("start", Form::Date, "The first day, a date such as 2027-01-01. Who is hired by then is the opening roster.")
        .required()
        .example("\"2027-01-01\"")
        .hint("start = 2023-01-01");
pub(super) const HORIZON: Key = Key::new(
    "horizon",
    Form::Moment,
    "The last day: a date, or a time from the start such as \"24 months\". At most 100 years after the start.",
)
.required()
.example("\"24 months\"");
pub(super) const TRIALS: Key = Key::new(
    "trials",
    Form::Whole(1, MOST_TRIALS),
    "How many futures are simulated, made up to whole parameter draws. Four times as many halve the Monte Carlo error.",
)
.default("20000");
pub(super) const SEED: Key =
    Key::new("seed", Form::Whole(0, u64::MAX), "The seed of all randomness: the same seed gives the same bytes.").default("1");

/// The keys at the root that are no tables.
static ROOT_KEYS: Section = Section::new("", &[NAME, START, HORIZON, TRIALS, SEED]);

/// `[parameters]`. More trials that share a parameter draw would tell nothing more of luck, and the sums behind its error grow with the
/// fourth power.
pub(super) static PARAMETERS: Section = Section::new(
    "How what is uncertain is drawn.",
    &[
        Key::new(
            "posterior",
            Form::Text,
            "A CSV file of joint draws of the uncertain numbers, which a calibration wrote; a number without a column keeps its prior.",
        )
        .example("\"posterior.csv\""),
        Key::new("replications", Form::Whole(2, 1_000), "Trials that share one draw of what is uncertain. It tells luck from ignorance.")
            .default("4"),
    ],
);

/// What the keys at the root say.
pub(super) struct RootKeys {
    pub name: String,
    pub clock: Clock,
    pub horizon: Date,
    /// Start and horizon could be read, so that dates can be compared with them.
    pub has_dates: bool,
    pub trials: u64,
    pub seed: u64,
    pub replications: u32,
}

impl RootKeys {
    /// The start, if it could be read with the horizon.
    pub fn start(&self) -> Option<Date> {
        self.has_dates.then(|| self.clock.start())
    }
}

impl Reader {
    pub fn root_keys(&mut self, root: &Table) -> RootKeys {
        let keys = Keys { table: root, section: &ROOT_KEYS };
        let name = self.required(keys, "name").and_then(|node| self.text(node)).unwrap_or_default().to_owned();
        let start = self.required(keys, "start").and_then(|node| self.date(node));
        let horizon = self.required(keys, "horizon").and_then(|node| self.horizon(node, start));
        let has_dates = start.is_some() && horizon.is_some();
        let trials = self.whole(keys, "trials").unwrap_or_default();
        RootKeys {
            name,
            clock: Clock::new(start.unwrap_or(Date::MIN)),
            horizon: horizon.unwrap_or(Date::MAX),
            has_dates,
            trials,
            seed: self.whole(keys, "seed").unwrap_or_default(),
            replications: self.replications(root, trials) as u32,
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

    /// `[parameters]`: how many trials share a draw.
    fn replications(&mut self, root: &Table, trials: u64) -> u64 {
        let Some(keys) = self.keys_at(root, "parameters", &PARAMETERS) else {
            return PARAMETERS.default("replications").unwrap_or_default();
        };
        let replications = self.whole(keys, "replications").unwrap_or_default();
        if let Some(node) = keys.get("replications").filter(|_| replications > trials) {
            let message = format!("{replications} trials share one draw of what is uncertain, and there are only {trials}");
            let help = "a run makes the trials up to a whole draw; a few replications, such as 4, let more draws be made";
            self.problems.push(Diagnostic::warning(message).at(&node.place).label("more than the trials").help(help));
        }
        replications
    }

    /// Warns of a length of time \[years\] that is longer than the scenario, and of what does not happen then.
    pub fn warn_of_length(&mut self, keys: Keys<'_>, key: &str, years: f64, root_keys: &RootKeys, consequence: &str) {
        let is_longer = root_keys.has_dates && years > root_keys.clock.years(root_keys.horizon);
        let Some(node) = keys.get(key).filter(|_| is_longer) else { return };
        let message = format!("{} is longer than the scenario: {consequence} by the horizon, {}", quoted(&node.path), root_keys.horizon);
        self.problems.push(Diagnostic::warning(message).at(&node.place).label("expected a shorter time"));
    }
}
