//! Amounts of money: pay, equity, budgets, prices. They have one unit, that of pay, and pay is 1 where none is given: an amount in dollars
//! beside it counts as so many annual pays.

use super::super::Reader;
use super::super::file::tree::{Table, Value};
use super::super::history::observation::lines;
use super::super::people::roster::Gathering;
use super::ranges::short;
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::parameter::Quantity;
use crate::people::Researcher;
use crate::scenario::Scenario;

/// More years of pay than this are probably in another unit.
const MANY_YEARS: f64 = 20.0;
/// More years of pay than this, where nobody's pay is given, are in another unit.
const TOO_MANY_YEARS: f64 = 100.0;
/// Pay above this is in money, not in multiples of somebody's.
pub(in crate::scenario::read) const IN_MONEY: f64 = 20.0;

/// The keys of a policy that give an amount, and whether it is for one person (or event) rather than for all.
const KEYS: [(&str, bool); 5] =
    [("budget", false), ("budget_per_year", false), ("cost_once", false), ("cost_per_person_year", true), ("cost_per_event", true)];

impl Reader {
    /// Says who has no pay beside others who have one, and whose equity is out of proportion.
    pub fn check_pay(&mut self, all: &Gathering) {
        self.paid = all.paid;
        self.check_unpaid(all);
        self.check_unvested(&all.researchers, &all.places);
    }

    fn check_unpaid(&mut self, all: &Gathering) {
        let Some(first) = all.unpaid.first().filter(|_| all.paid > 0) else { return };
        let (count, people) = (all.unpaid.len(), all.unpaid.len() + all.paid);
        let highest = all.researchers.iter().map(|researcher| researcher.pay).fold(1.0, f64::max);
        let (have, lines) = if count == 1 { ("has", String::new()) } else { ("have", lines(&all.unpaid)) };
        let head = format!("{count} of {people} people {have} no pay{lines}");
        let help = "give pay to everybody, or to nobody; those without one count with a pay of 1";
        self.problems.push(if highest > IN_MONEY {
            let message = format!("{head}, and would count with a pay of 1 beside {}", short(highest));
            Diagnostic::error(message).at(first).label("expected a pay").help(help)
        } else {
            Diagnostic::warning(format!("{head}, and count{} with a pay of 1", if count == 1 { "s" } else { "" })).at(first).help(help)
        });
    }

    fn check_unvested(&mut self, people: &[Researcher], places: &[Place]) {
        let many = || people.iter().zip(places).filter(|(person, _)| person.unvested > MANY_YEARS * person.pay);
        let Some((person, place)) = many().next() else { return };
        let found: Vec<Place> = many().map(|(_, place)| place.clone()).collect();
        let (who, lines) =
            if found.len() == 1 { ("1 person".to_owned(), String::new()) } else { (format!("{} people", found.len()), lines(&found)) };
        let example = format!("{} has {} unvested", quoted(&person.id), short(person.unvested));
        let help = "unvested is in the unit of pay: give both in the same money, or both in annual pays";
        let is_in_money = self.paid == 0 && many().any(|(person, _)| person.unvested > TOO_MANY_YEARS);
        self.problems.push(if is_in_money {
            let message =
                format!("the unvested equity of {who} is in money, and nobody's pay is{lines}: {example}, taken as so many annual pays");
            Diagnostic::error(message).at(place).label("expected pay too").help(help)
        } else {
            let message = format!(
                "the unvested equity of {who} is more than {MANY_YEARS} years of pay{lines}: {example}, and a pay of {}",
                short(person.pay)
            );
            Diagnostic::warning(message).at(place).help(help)
        });
    }

    /// Says which budgets and prices of policies are out of proportion to pay.
    pub fn check_amounts(&mut self, root: &Table, scenario: &Scenario) {
        let people = &scenario.roster.researchers;
        let Some(Value::Table(policies)) = root.get("policies").map(|node| &node.value) else { return };
        if people.is_empty() {
            return;
        }
        let payroll: f64 = people.iter().map(|person| person.pay).sum();
        for entry in &policies.entries {
            let (Value::Table(table), Some(policy)) = (&entry.node.value, scenario.policies.iter().find(|policy| policy.name == entry.key))
            else {
                continue;
            };
            let (budget, price) = (policy.budget, policy.price);
            let amounts = [budget.total, budget.per_year, Some(price.once), Some(price.per_person_year), Some(price.per_event)];
            for ((key, is_for_one), amount) in KEYS.into_iter().zip(amounts) {
                let (Some(node), Some(amount)) = (table.get(key), amount) else { continue };
                let amount = match amount {
                    Quantity::Known(amount) => amount,
                    Quantity::Uncertain(parameter) => self.parameters[parameter].distribution.centre(),
                };
                let (of, whose) = if is_for_one {
                    (payroll / people.len() as f64, "the pay of a person")
                } else {
                    (payroll, "the pay of everybody together")
                };
                let years = amount / of;
                if self.paid == 0 && years > TOO_MANY_YEARS {
                    let message = format!("{} is {} annual pays, since nobody's pay is given", quoted(&node.path), short(amount));
                    let help = "give everybody a pay, in the money of this amount (the roster's column pay), or the amount in annual pays";
                    self.problems
                        .push(Diagnostic::error(message).at(&node.place).label("expected an amount in the unit of pay").help(help));
                } else if years > MANY_YEARS {
                    let message = format!("{} is {} times {whose}", quoted(&node.path), short(years.round()));
                    self.problems.push(
                        Diagnostic::warning(message).at(&node.place).help("is it in the unit of pay? For no limit leave a budget out"),
                    );
                }
            }
        }
    }
}
