//! Pay and unvested equity of people. Amounts of money have one unit, that of pay, and pay is 1 where none is given: an amount in dollars
//! beside it counts as so many years' pay.

use super::roster::Gathering;
use crate::diagnostic::{Diagnostic, Place, lines, quoted};
use crate::people::Researcher;
use crate::scenario::file::Reader;
use crate::scenario::file::numbers::ranges::short;

/// More years' pay than this are probably in another unit.
pub(in crate::scenario) const MANY_YEARS: f64 = 20.0;
/// More years' pay than this, where nobody's pay is given, are in another unit.
pub(in crate::scenario) const TOO_MANY_YEARS: f64 = 100.0;
/// Pay above this is in money, not in multiples of somebody's.
pub(super) const IN_MONEY: f64 = 20.0;

impl Reader {
    /// Says who has no pay beside others who have one, and whose equity is out of proportion.
    pub fn check_pay(&mut self, all: &Gathering) {
        self.check_unpaid(all);
        self.check_unvested(&all.researchers, &all.places, all.paid > 0);
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

    fn check_unvested(&mut self, people: &[Researcher], places: &[Place], is_paid: bool) {
        let many = || people.iter().zip(places).filter(|(person, _)| person.unvested > MANY_YEARS * person.pay);
        let Some((person, place)) = many().next() else { return };
        let found: Vec<Place> = many().map(|(_, place)| place.clone()).collect();
        let (who, lines) =
            if found.len() == 1 { ("1 person".to_owned(), String::new()) } else { (format!("{} people", found.len()), lines(&found)) };
        let example = format!("{} has {} unvested", quoted(&person.id), short(person.unvested));
        let help = "unvested is in the unit of pay: give both in the same money, or both in years' pay";
        let is_in_money = !is_paid && many().any(|(person, _)| person.unvested > TOO_MANY_YEARS);
        self.problems.push(if is_in_money {
            let message =
                format!("the unvested equity of {who} is in money, and nobody's pay is{lines}: {example}, taken as that many years' pay");
            Diagnostic::error(message).at(place).label("expected pay too").help(help)
        } else {
            let message = format!(
                "the unvested equity of {who} is more than {MANY_YEARS} years' pay{lines}: {example}, and a pay of {}",
                short(person.pay)
            );
            Diagnostic::warning(message).at(place).help(help)
        });
    }
}
