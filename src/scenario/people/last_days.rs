//! Last days that are known from the start on: `last_day` and `last_channel` of the roster.

use super::roster::Gathering;
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Place};
use crate::people::Hire;
use crate::scenario::file::Reader;
use crate::scenario::file::numbers::ranges::short;
use crate::scenario::root::{LONGEST, RootKeys};

/// What the roster says of somebody's last day, and where.
pub(in crate::scenario) struct Given {
    pub day: (Date, Place),
    pub channel: Option<(String, Place)>,
}

/// The last day of the researcher of an index.
pub(in crate::scenario) struct OfOne {
    pub person: usize,
    pub given: Given,
}

impl Reader {
    /// A last day as given, if it can be one.
    pub fn last_day(
        &mut self,
        day: Option<(Date, Place)>,
        channel: Option<(String, Place)>,
        hired: Option<&Hire>,
        root_keys: &RootKeys,
    ) -> Option<Given> {
        let Some((date, place)) = day else {
            if let Some((_, place)) = channel {
                let message = "`last_channel` says how a person leaves of whom no `last_day` is given";
                let help = "give the last day, or leave the channel empty";
                self.problems.push(Diagnostic::error(message).at(&place).label("expected nothing without a last day").help(help));
            }
            return None;
        };
        let start = root_keys.clock.start();
        let problem = match hired {
            _ if !root_keys.has_dates => return None,
            _ if date <= start => Some((
                format!("the last day, {date}, is not after the start, {start}"),
                "who has left by then belongs into the history, not on the roster",
            )),
            Some(Hire::On(hired)) if date <= *hired => {
                Some((format!("the last day, {date}, is not after the date of hire, {hired}"), "one of the two dates is wrong"))
            }
            _ if root_keys.clock.years(date) > LONGEST => Some((
                format!("the last day, {date}, is more than {} years after the start, {start}", short(LONGEST)),
                "leave it empty where no last day is known",
            )),
            _ => None,
        };
        if let Some((message, help)) = problem {
            let expected = if date <= start { "expected a later date" } else { "expected another date" };
            self.problems.push(Diagnostic::error(message).at(&place).label(expected).help(help));
            return None;
        }
        Some(Given { day: (date, place), channel })
    }
}

impl Gathering {
    /// Notes the last day of the researcher who is added next.
    pub fn note_last_day(&mut self, given: Option<Given>) {
        let person = self.count();
        self.last_days.extend(given.map(|given| OfOne { person, given }));
    }
}
