//! Where exits lead, under the names that results give.

use std::collections::{BTreeMap, BTreeSet};

use crate::estimate::RunMetadata;
use crate::hazard::spinout::Origin;
use crate::people::Outcome;
use crate::scenario::{Kind, Scenario};
use crate::simulate::Destination;
use crate::simulate::trajectory::Trajectory;

/// The index in [`RunMetadata::destinations`] of each place that an exit can lead to.
#[derive(Debug)]
pub struct Destinations {
    /// By channel: all that have no name.
    nameless: Vec<usize>,
    /// By listed competitor.
    listed: Vec<usize>,
    /// By channel and row of the history whose founder's organisation it is.
    history: BTreeMap<(usize, usize), usize>,
}

impl Destinations {
    /// Looks up the places in the metadata of a run.
    pub fn new(scenario: &Scenario, metadata: &RunMetadata) -> Self {
        let place = |channel: usize, name: &str| metadata.destinations.iter().position(|(c, n)| *c == channel && n == name);
        let nameless: Vec<usize> = (0..scenario.channels.len()).map(|channel| place(channel, "").unwrap_or(0)).collect();
        let listed = scenario.competitors.iter().map(|one| place(one.channel, &one.name).unwrap_or(nameless[one.channel])).collect();
        let of_history = founded(scenario).into_iter().filter_map(|(channel, row, name)| Some(((channel, row), place(channel, name)?)));
        Self { history: of_history.collect(), nameless, listed }
    }

    /// The index of where an exit leads that goes to a listed competitor, or to nobody who has a name.
    pub fn index_of(&self, channel: usize, competitor: Option<usize>) -> usize {
        competitor.and_then(|competitor| self.listed.get(competitor)).copied().unwrap_or(self.nameless[channel])
    }

    /// The index of where an exit leads.
    pub fn index(&self, trajectory: &Trajectory, channel: usize, to: Destination) -> usize {
        let named = match to {
            Destination::Unnamed | Destination::Founded(_) => None,
            Destination::Competitor(competitor) => self.listed.get(competitor),
            Destination::Spinout(spinout) => match trajectory.spinouts[spinout].origin {
                Origin::Listed(competitor) => self.listed.get(competitor),
                Origin::History(row) => self.history.get(&(channel, row)),
                Origin::Trial(_) => None,
            },
        };
        named.copied().unwrap_or(self.nameless[channel])
    }
}

/// Where exits of a scenario can lead, by channel: first all that have no name, then the listed competitors, then what was founded in
/// the history.
pub fn all(scenario: &Scenario) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    let founded = founded(scenario);
    for channel in 0..scenario.channels.len() {
        let listed = scenario.competitors.iter().filter(|one| one.channel == channel).map(|one| one.name.as_str());
        let names = listed.chain(founded.iter().filter(|(c, ..)| *c == channel).map(|&(.., name)| name));
        let mut seen = BTreeSet::new();
        all.push((channel, String::new()));
        all.extend(names.filter(|name| seen.insert(*name)).map(|name| (channel, name.to_owned())));
    }
    all
}

/// The organisations that the history founded before the start and that no competitor lists: the channel that leads to them, the row of
/// a founder, the name.
fn founded(scenario: &Scenario) -> Vec<(usize, usize, &str)> {
    let Some(spinouts) = scenario.spinouts.filter(|spinouts| spinouts.open) else { return Vec::new() };
    let founds = |channel: usize| scenario.channels[channel].kind == Kind::Found;
    let is_listed = |name: &str| scenario.competitors.iter().any(|one| one.name == name);
    let rows = scenario.exits_before_start();
    rows.filter(|(_, row)| matches!(row.outcome, Outcome::Exit { channel: Some(channel), .. } if founds(channel)))
        .filter_map(|(index, row)| Some((spinouts.channel, index, row.destination.as_deref().filter(|name| !is_listed(name))?)))
        .collect()
}
