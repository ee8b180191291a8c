//! What may happen, in words: who, when, how much.

use super::{Freeze, SetExit, WhatIf, Who};
use crate::parameter::Quantity;
use crate::scenario::Scenario;
use crate::scenario::exits::decay::Decay;
use crate::scenario::exits::shocks::{Rival, Shock};

/// Months of a year.
const MONTHS: f64 = 12.0;

impl WhatIf {
    /// All that happens, in a line without a full stop: `vision-01 leaves on 2027-03-01, to lab`. A person is named where the scenario tells of
    /// single people, and is a researcher elsewhere.
    pub fn described(&self, scenario: &Scenario) -> String {
        let leaves = self.who.as_ref().zip(self.exits.first()).map(|(who, exit)| leave(scenario, who, *exit, self.exits.len()));
        let shocks = self.shocks.iter().map(|shock| multiplied(scenario, shock));
        leaves.into_iter().chain(shocks).chain(self.freeze.map(frozen)).collect::<Vec<_>>().join("; ")
    }
}

fn leave(scenario: &Scenario, who: &Who, SetExit { date, channel, .. }: SetExit, count: usize) -> String {
    let (all, leave) = if count == 1 { ("the one".to_owned(), "leaves") } else { (format!("all {count}"), "leave") };
    let who = match who {
        Who::Person(person) if scenario.individuals => scenario.roster.researchers[*person].id.clone(),
        Who::Person(_) => "a researcher".to_owned(),
        Who::Role(role) => format!("{all} of the role {role}"),
        Who::Team(team) => format!("{all} of the team {team}"),
    };
    let on = if date == scenario.clock.start() { format!("at the start, {date}") } else { format!("on {date}") };
    format!("{who} {leave} {on}, to {}", scenario.channels[channel].name)
}

fn multiplied(scenario: &Scenario, shock: &Shock) -> String {
    let names: Vec<&str> = shock.channels.iter().map(|&channel| scenario.channels[channel].name.as_str()).collect();
    let hazards = match &names[..] {
        all if all.len() == scenario.channels.len() && all.len() > 1 => "all hazards are".to_owned(),
        [one] => format!("the hazard of {one} is"),
        several => format!("the hazards of {} are", several.join(", ")),
    };
    let number = |quantity: Quantity| match quantity {
        Quantity::Known(number) => number.to_string(),
        Quantity::Uncertain(index) => format!("a number that is not known ({})", scenario.parameters[index].distribution),
    };
    let date = shock.date.earliest;
    if let Some(Rival { weight, pay_multiple }) = shock.rival {
        let pays = pay_multiple.map(|own| format!(", and pays {} times the pay at the start", number(own))).unwrap_or_default();
        let channel = names.concat();
        return match weight {
            Some(weight) => format!("from {date} on a rival hires through {channel}, of weight {} beside the others{pays}", number(weight)),
            None if pays.is_empty() => format!("from {date} on {hazards} multiplied by {}", number(shock.ratio)),
            None => {
                format!(
                    "from {date} on a rival hires through {channel}: {hazards} multiplied by {} if it pays as they do{pays}",
                    number(shock.ratio)
                )
            }
        };
    }
    let times = format!("{hazards} multiplied by {}", number(shock.ratio));
    match shock.decay {
        Decay::HalfLife(time) => format!("on {date} {times}, an effect that fades: its logarithm halves every {}", lasting(scenario, time)),
        Decay::Never | Decay::Window(_) => format!("from {date} on {times}"),
    }
}

fn frozen(Freeze { from, until }: Freeze) -> String {
    until.map_or_else(|| format!("from {from} on nobody is hired"), |until| format!("from {from} until {until} nobody is hired"))
}

/// A time as the scenario gives it.
fn lasting(scenario: &Scenario, time: Quantity) -> String {
    match time {
        Quantity::Known(years) => {
            // Without the digits that only binary arithmetic sees.
            let months: f64 = format!("{:.2}", years * MONTHS).parse().unwrap_or(years * MONTHS);
            format!("{months} month{}", if months == 1.0 { "" } else { "s" })
        }
        Quantity::Uncertain(index) => format!("time that is not known ({}, in years)", scenario.parameters[index].distribution),
    }
}
