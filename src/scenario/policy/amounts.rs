//! Budgets and prices of policies beside pay: amounts of money have one unit, and pay is 1 where none is given.

use super::Policy;
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::people::Researcher;
use crate::scenario::file::numbers::ranges::short;
use crate::scenario::file::{Reader, Table};
use crate::scenario::people::money::{MANY_YEARS, TOO_MANY_YEARS};

/// The keys of a policy that give an amount, and whether it is for one person (or event) rather than for all.
const KEYS: [(&str, bool); 5] =
    [("budget", false), ("budget_per_year", false), ("cost_once", false), ("cost_per_person_year", true), ("cost_per_event", true)];

impl Reader {
    /// Says which budgets and prices of policies are out of proportion to pay, `is_paid` where somebody's pay is given.
    pub fn check_amounts(&mut self, root: &Table, policies: &[Policy], people: &[Researcher], is_paid: bool) {
        if people.is_empty() {
            return;
        }
        let payroll: f64 = people.iter().map(|person| person.pay).sum();
        for (entry, table) in root.tables("policies") {
            let Some(policy) = policies.iter().find(|policy| policy.name == entry.key) else { continue };
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
                if !is_paid && years > TOO_MANY_YEARS {
                    let message = format!("{} is {} years' pay, since nobody's pay is given", quoted(&node.path), short(amount));
                    let help = "give everybody a pay, in the money of this amount (the roster's column pay), or the amount in years' pay";
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
