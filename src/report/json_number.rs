//! How numbers stand in JSON documents: with their errors and intervals.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::compare::Difference;
use crate::compare::icer::CostPerPersonKept;
use crate::estimate::{Estimate, QUANTILES};
use crate::people::history::Unobserved;
use crate::report::json_schema::some_of;
use crate::report::names;

/// A number with its Monte Carlo standard error.
#[derive(Clone, Copy, Serialize, JsonSchema)]
pub struct Number {
    /// The number; null where it is not known.
    #[schemars(with = "Option<f64>")]
    value: f64,
    /// Its Monte Carlo standard error, in the same unit; null where it is not known, as of a single parameter draw.
    #[schemars(with = "Option<f64>", range(min = 0))]
    mcse: f64,
}

impl From<Estimate> for Number {
    fn from(Estimate { value, mcse }: Estimate) -> Self {
        Self { value, mcse }
    }
}

/// A number with its Monte Carlo standard error and its 95 % interval.
#[derive(Clone, Copy, Serialize, JsonSchema)]
pub struct Within {
    /// The number; null where it is not known.
    #[schemars(with = "Option<f64>")]
    value: f64,
    /// Its Monte Carlo standard error, in the same unit; null where it is not known, as of a single parameter draw.
    #[schemars(with = "Option<f64>", range(min = 0))]
    mcse: f64,
    /// The lower end of its 95 % interval; null where it is not known.
    #[schemars(with = "Option<f64>")]
    low: f64,
    /// The upper end of its 95 % interval; null where it is not known.
    #[schemars(with = "Option<f64>")]
    high: f64,
}

impl Within {
    /// An estimate and its interval.
    pub fn new(Estimate { value, mcse }: Estimate, [low, high]: [f64; 2]) -> Self {
        Self { value, mcse, low, high }
    }
}

/// A difference of two futures on the same luck, with its Monte Carlo standard error, its 95 % interval, and what the same luck gained.
#[derive(Clone, Copy, Serialize, JsonSchema)]
pub struct Paired {
    /// The mean difference; null where it is not known.
    #[schemars(with = "Option<f64>")]
    value: f64,
    /// Its Monte Carlo standard error, in the same unit; null where it is not known, as of a single parameter draw.
    #[schemars(with = "Option<f64>", range(min = 0))]
    mcse: f64,
    /// The lower end of its 95 % interval; null where it is not known.
    #[schemars(with = "Option<f64>")]
    low: f64,
    /// The upper end of its 95 % interval; null where it is not known.
    #[schemars(with = "Option<f64>")]
    high: f64,
    /// Variance of the difference of two independent runs over that of this one, on the same luck; null where either is 0, or not known.
    #[schemars(with = "Option<f64>", range(min = 0))]
    pairing_gain: f64,
}

impl From<&Difference> for Paired {
    fn from(difference: &Difference) -> Self {
        let [low, high] = difference.interval();
        let Estimate { value, mcse } = difference.estimate;
        Self { value, mcse, low, high, pairing_gain: difference.pairing_gain }
    }
}

/// What one more person kept costs: mean cost over mean number kept, in the unit of `money`, with its 95 % interval (Fieller's).
#[derive(Clone, Copy, Serialize, JsonSchema)]
pub struct Each {
    /// Cost over people kept.
    value: f64,
    /// The lower end of its 95 % interval.
    low: f64,
    /// The upper end of its 95 % interval.
    high: f64,
}

impl Each {
    /// The price, where it is finite.
    pub fn of(price: CostPerPersonKept) -> Option<Self> {
        match price {
            CostPerPersonKept::Of { value, interval: [low, high] } => Some(Self { value, low, high }),
            _ => None,
        }
    }
}

/// What is known of a price, in a word or two.
pub const PRICES: [&str; 5] = ["finite", "no finite price", "keeps fewer", "costs nothing", "withheld"];

/// What is known of a price: one of [`PRICES`].
pub fn price_word(price: CostPerPersonKept) -> &'static str {
    match price {
        CostPerPersonKept::Of { .. } => "finite",
        CostPerPersonKept::NotFinite => "no finite price",
        CostPerPersonKept::KeepsFewer => "keeps fewer",
        CostPerPersonKept::Unpriced => "costs nothing",
        CostPerPersonKept::Withheld => "withheld",
    }
}

/// Quantiles by name, as far as they are told.
#[derive(Serialize)]
#[serde(transparent)]
pub struct Quantiles(pub BTreeMap<&'static str, Number>);

impl JsonSchema for Quantiles {
    fn schema_name() -> Cow<'static, str> {
        "Quantiles".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        some_of::<Number>(generator, &quantiles().collect::<Vec<_>>())
    }
}

/// Statistics by name: mean and standard deviation, quantiles, the share of luck; as far as they are told.
#[derive(Serialize)]
#[serde(transparent)]
pub struct Statistics(pub BTreeMap<&'static str, Number>);

impl JsonSchema for Statistics {
    fn schema_name() -> Cow<'static, str> {
        "Statistics".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let others = [
            ("mean", "The mean over trials."),
            ("sd", "The standard deviation from trial to trial, luck and ignorance together."),
            ("luck_share", "The share of the variance that is luck; left out where nothing varies."),
        ];
        let others = others.map(|(name, about)| (name, about.to_owned()));
        some_of::<Number>(generator, &others.into_iter().chain(quantiles()).collect::<Vec<_>>())
    }
}

/// The names of quantiles, and what each is.
fn quantiles() -> impl Iterator<Item = (&'static str, String)> {
    let about = |probability: f64| {
        let percent = (probability * 100.0).round();
        format!("The {percent} % quantile: the smallest number that at least {percent} % of trials do not exceed.")
    };
    names::QUANTILES.into_iter().zip(QUANTILES.map(about))
}

/// Rows of a history of which nobody was under observation, by the reason: keys of [`crate::people::history::Unobserved`].
pub enum RowsLeftOutByReason {}

impl JsonSchema for RowsLeftOutByReason {
    fn schema_name() -> Cow<'static, str> {
        "RowsLeftOut".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        rows_by_reason(generator, &Unobserved::default().reasons())
    }
}

/// Rows of a history by the reason why they are left out.
pub fn rows_by_reason(generator: &mut SchemaGenerator, reasons: &[(&'static str, usize, &'static str)]) -> Schema {
    let keys: Vec<(&str, String)> = reasons.iter().map(|&(key, _, words)| (key, format!("Rows of people {words}."))).collect();
    some_of::<usize>(generator, &keys)
}
