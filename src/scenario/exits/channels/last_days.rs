//! The channels of last days that are known from the start on.
//!
//! The exit counts under the channel that is named; without a name under `other`, or the only channel of that kind. A scenario that has
//! none gets `other`, by which nobody leaves but on a known last day.

use super::{Baseline, Channel, Kind};
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::parameter::Quantity;
use crate::people::LastDay;
use crate::scenario::file::{Names, Reader};
use crate::scenario::people::last_days::{Given, OfOne};
use crate::scenario::people::roster::People;
use crate::scenario::root::RootKeys;

/// The channel of exits whose channel nobody names.
const UNNAMED: &str = "other";

impl Reader {
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
