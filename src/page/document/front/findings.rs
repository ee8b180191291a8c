//! What was found out beside a run and a comparison, in the sentences of the commands that found it.

use serde_json::Value;

use super::super::scenarios::Scenario;
use crate::page::results::Kind;
use crate::page::words;

/// Most regions of a discovery that are told.
const MOST_REGIONS: usize = 2;

/// What moves the answer and what to find out first, the best mix, the cheapest way to keep more, who would be hardest to lose, in which futures
/// a condition holds, the ends of a sweep.
pub fn of(scenario: &Scenario<'_>) -> Vec<String> {
    let mut found: Vec<&Value> = Vec::new();
    for results in scenario.of_kind(Kind::Sensitivity) {
        found.push(&results.document["sentences"][0]);
        found.push(&results.document["worth"]["sentence"]);
    }
    found.extend(scenario.of_kind(Kind::Optimum).map(|results| &results.document["sentence"]));
    for results in scenario.of_kind(Kind::Comparison) {
        found.push(&results.document["equal_money"]["sentences"][0]);
        if results.document["hardest_to_lose"].is_array() {
            found.push(&results.document["sentence"]);
        }
    }
    for results in scenario.of_kind(Kind::Discovery) {
        found.extend(results.document["sentences"].as_array().into_iter().flatten().take(MOST_REGIONS));
    }
    found.extend(scenario.of_kind(Kind::Sweep).map(|results| &results.document["sentences"][0]));
    found.into_iter().filter_map(Value::as_str).map(words::spoken).collect()
}
