//! Last days that are known from the start on: `last_day` and `last_channel` of the roster.
//!
//! The exit counts under the channel that is named; without a name under `other`, or the only channel of that kind. A scenario that has
//! none gets `other`, by which nobody leaves but on a known last day.

use super::super::Reader;
use super::super::names::Names;
use super::super::numbers::ranges::short;
use super::super::root::{LONGEST, RootKeys};
use super::roster::{Gathering, People};
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::parameter::Quantity;
use crate::people::{Hire, LastDay};
use crate::scenario::{Baseline, Channel, Kind};

/// The channel of exits whose channel nobody names.
const UNNAMED: &str = "other";

/// What the roster says of somebody's last day, and where.
pub(in crate::scenario::read) struct Given {
    pub day: (Date, Place),
    pub channel: Option<(String, Place)>,
}

/// The last day of the researcher of an index.
pub(in crate::scenario::read) struct OfOne {
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
                let message = "`last_channel` says how somebody leaves of whom no `last_day` is given";
                let help = "give the last day, or leave the channel empty";
                self.problems.push(Diagnostic::error(message).at(&place).label("expected nothing without a last day").help(help));
            }
            return None;
        };
        let start = root_keys.clock.start();
        let problem = match hired {
            _ if !self.has_dates => return None,
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

    /// Gives those with a last day its channel, once channels are known.
    pub fn settle_last_days(&mut self, people: &mut People, channels: &mut Vec<Channel>, root_keys: &RootKeys) {
        let given = std::mem::take(&mut people.last_days);
        if given.is_empty() || channels.is_empty() {
            return;
        }
        let named: Names = channels.iter().map(|channel| channel.name.as_str()).collect();
        for OfOne { person, given: Given { day: (date, place), channel } } in &given {
            let channel = match channel {
                Some((name, place)) => self.named_channel(name, place, &named),
                None => self.unnamed_channel(channels, place),
            };
            // Who stands there twice is an error, and not on the roster a second time.
            if let Some(researcher) = people.roster.researchers.get_mut(*person) {
                researcher.last_day = channel.map(|channel| LastDay { date: *date, channel });
            }
        }
        let late: Vec<&OfOne> = given.iter().filter(|one| one.given.day.0 > root_keys.horizon).collect();
        if let Some(first) = late.first() {
            let days = if late.len() == 1 { "1 last day is" } else { &format!("{} last days are", late.len()) };
            let message = format!("{days} after the horizon, {}: until then whoever has one stays in every trial", root_keys.horizon);
            let help = "leave it empty for who may leave before: a known last day is certain, and nothing else acts on who has one";
            self.problems.push(Diagnostic::warning(message).at(&first.given.day.1).help(help));
        }
    }

    /// The channel that is named for a last day; where no channel is called nearly so, says which there are.
    fn named_channel(&mut self, name: &str, place: &Place, named: &Names) -> Option<usize> {
        if named.get(name).is_some() || self.problems.nearest(name, named.iter()).is_some() {
            return self.known_channel(name, place, named);
        }
        let channels: Vec<&str> = named.iter().collect();
        let help = format!("the channels are {}; left empty, it is other", channels.join(", "));
        let message = format!("there is no channel {}", quoted(name));
        self.problems.push(Diagnostic::error(message).at(place).label("unknown channel").help(help));
        None
    }

    /// The channel of those of whom none is named, added where there is none of the kind.
    fn unnamed_channel(&mut self, channels: &mut Vec<Channel>, place: &Place) -> Option<usize> {
        if let Some(known) = channels.iter().position(|channel| channel.name == UNNAMED) {
            return Some(known);
        }
        let of_kind: Vec<usize> = (0..channels.len()).filter(|&channel| channels[channel].kind == Kind::Other).collect();
        match of_kind[..] {
            [] => {
                channels.push(Channel {
                    name: UNNAMED.to_owned(),
                    kind: Kind::Other,
                    baseline: Baseline::Hazard { per_year: Quantity::Known(0.0) },
                    tenure: Vec::new(),
                    covariates: Vec::new(),
                    unnamed_weight: Quantity::Known(1.0),
                    pay_multiple: Quantity::Known(1.0),
                });
                Some(channels.len() - 1)
            }
            [one] => Some(one),
            _ => {
                let names: Vec<String> = of_kind.iter().map(|&channel| quoted(&channels[channel].name)).collect();
                let message =
                    format!("a last day has no `last_channel`, and several channels are of the kind `other`: {}", names.join(", "));
                self.problems.push(
                    Diagnostic::error(message).at(place).label("expected a channel beside it").help("name the one in `last_channel`"),
                );
                None
            }
        }
    }
}

impl Gathering {
    /// Notes the last day of the researcher who is added next.
    pub fn note_last_day(&mut self, given: Option<Given>) {
        let person = self.count();
        self.last_days.extend(given.map(|given| OfOne { person, given }));
    }
}
