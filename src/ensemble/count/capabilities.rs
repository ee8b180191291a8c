//! Capabilities: what the team can do while enough of those who know how are there, and how few exits would end it.
//!
//! A capability `k` is covered while `present_k >= needs_k`. It takes `present_k - needs_k + 1` exits of holders to lose it, so that the
//! *bus factor*, the smallest number of exits that loses one, is exactly the least of these over all capabilities, and 0 where one is
//! lost. A holder is *pivotal* where the capability is covered and would not be without that one, as a component of a k-out-of-n system
//! is critical (Birnbaum 1969): exactly `needs_k` are there, that one among them.

use crate::estimate::RunMetadata;
use crate::estimate::layout::Layout;
use crate::scenario::Holders;
use crate::simulate::Model;
use crate::simulate::model::published::holds;

/// Follows the holders of each capability through a trial.
#[derive(Debug, Default)]
pub struct Watch {
    /// How many each capability needs.
    needs: Vec<u32>,
    /// How many of the opening roster hold each.
    opening: Vec<u32>,
    /// The capabilities of each researcher of the roster.
    held: Vec<Vec<usize>>,
    /// Those of them that go with the skills of the seat.
    taught: Vec<Vec<usize>>,
    /// What those who join later bring.
    joining: Vec<Change>,
    /// The capability and the members of each group of holders.
    groups: Vec<(usize, Vec<usize>)>,
    /// Whether results speak of each.
    shown: Vec<bool>,
    /// What happens in the trial.
    changes: Vec<Change>,
    /// Who of the roster is gone in the trial.
    is_gone: Vec<bool>,
    /// How many of the holders of each are there.
    present: Vec<u32>,
    is_lost: Vec<bool>,
}

/// One holder more or fewer.
#[derive(Clone, Copy, Debug)]
struct Change {
    time: f64,
    capability: usize,
    comes: bool,
}

impl Watch {
    /// A watch over the capabilities of a model; without any, it does nothing.
    pub fn new(model: &Model<'_>, metadata: &RunMetadata) -> Self {
        let scenario = model.scenario;
        if scenario.capabilities.is_empty() {
            return Self::default();
        }
        let of = |person: usize, only_skills: bool| {
            let all = scenario.capabilities.iter().enumerate();
            let counts = all.filter(|(_, one)| !only_skills || matches!(one.holders, Holders::Skills(_)));
            counts.filter(|(_, one)| holds(scenario, one, person)).map(|(index, _)| index).collect::<Vec<_>>()
        };
        let people = 0..model.joins.len();
        let held: Vec<Vec<usize>> = people.clone().map(|person| of(person, false)).collect();
        let joins = |person: usize| {
            let change = move |&capability: &usize| Change { time: model.joins[person], capability, comes: true };
            held[person].iter().map(change).collect::<Vec<_>>()
        };
        Self {
            needs: metadata.capabilities.iter().map(|one| one.needs).collect(),
            opening: metadata.capabilities.iter().map(|one| one.holders).collect(),
            shown: metadata.capabilities.iter().map(|one| one.shown).collect(),
            joining: people.clone().filter(|&person| model.joins[person] > 0.0).flat_map(joins).collect(),
            taught: people.clone().map(|person| of(person, true)).collect(),
            groups: model.told().holders.iter().map(|(capability, part)| (*capability, part.members.clone())).collect(),
            is_gone: vec![false; people.len()],
            held,
            ..Self::default()
        }
    }

    /// Begins a trial.
    pub fn begin(&mut self) {
        if self.needs.is_empty() {
            return;
        }
        self.changes.clone_from(&self.joining);
        self.is_gone.fill(false);
        self.present.clone_from(&self.opening);
        self.is_lost.clear();
        self.is_lost.extend(self.present.iter().zip(&self.needs).map(|(present, needs)| present < needs));
    }

    /// A researcher of the roster is gone.
    pub fn leaves(&mut self, person: usize, time: f64) {
        self.changed(person, time, false);
    }

    /// A researcher of the roster is back.
    pub fn returns(&mut self, person: usize, time: f64) {
        self.changed(person, time, true);
    }

    fn changed(&mut self, person: usize, time: f64, comes: bool) {
        let Some(held) = self.held.get(person) else { return };
        self.is_gone[person] = !comes;
        self.changes.extend(held.iter().map(|&capability| Change { time, capability, comes }));
    }

    /// A newcomer knows by some time what the skills of a seat enable, and is gone at another, if it is finite.
    pub fn learns(&mut self, seat: usize, from: f64, until: f64) {
        let Some(taught) = self.taught.get(seat) else { return };
        for &capability in taught {
            self.changes.push(Change { time: from, capability, comes: true });
            if until < f64::INFINITY {
                self.changes.push(Change { time: until, capability, comes: false });
            }
        }
    }

    /// Writes down for each date whether each capability is covered, whether it has been lost so far, and the bus factor; and how many
    /// of each group are pivotal at the end. What results do not speak of stays 0.
    pub fn judge(&mut self, times: &[f64], layout: &Layout, values: &mut [u32]) {
        let Some(bus_factor) = layout.bus_factor else { return };
        self.changes.sort_by(|a, b| a.time.total_cmp(&b.time));
        let mut next = 0;
        for (date, &time) in times.iter().enumerate() {
            while let Some(change) = self.changes.get(next).filter(|change| change.time <= time) {
                let (k, present) = (change.capability, &mut self.present[change.capability]);
                *present = if change.comes { *present + 1 } else { *present - 1 };
                self.is_lost[k] |= *present < self.needs[k];
                next += 1;
            }
            let mut fewest = u32::MAX;
            for (k, (&present, &needs)) in self.present.iter().zip(&self.needs).enumerate() {
                if self.shown[k] {
                    values[(layout.capabilities + k) * layout.dates + date] = u32::from(present >= needs);
                    values[(layout.lost + k) * layout.dates + date] = u32::from(self.is_lost[k]);
                }
                fewest = fewest.min((present + 1).saturating_sub(needs));
            }
            if self.shown.iter().all(|&is_shown| is_shown) {
                values[bus_factor * layout.dates + date] = fewest;
            }
        }
        for (group, (k, members)) in self.groups.iter().enumerate() {
            let stands_on_each = self.present[*k] == self.needs[*k];
            let pivotal = if stands_on_each { members.iter().filter(|&&person| !self.is_gone[person]).count() } else { 0 };
            values[layout.holders + group] = pivotal as u32;
        }
    }
}
