//! Flows: exits that are counted together, and the curves that follow from them.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::estimate::RunMetadata;
use crate::estimate::layout::Layout;
use crate::scenario::Kind;
use crate::simulate::Model;

use crate::ensemble::count::days;

/// More exits of a trial than this, for each date, make a cell a date cheaper than a count an exit.
const RANKS_A_DATE: usize = 4;

/// Exits that are counted together: those of a channel, say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flow {
    /// Where its counts begin: a row of dates for each rank. What is counted by date instead has counts that nobody reads.
    pub start: usize,
    /// How many exits of a trial are counted by rank; none where they are counted by date.
    pub ranks: usize,
    /// How much further the next exit of a trial is counted.
    pub step: u32,
}

impl Flow {
    /// Whether it is counted by date.
    pub fn is_by_date(&self) -> bool {
        self.ranks == 0
    }
}

/// A curve of the tally, as a flow counts it.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    /// Which of the [`Layout`].
    pub number: usize,
    /// Index of the flow.
    pub flow: usize,
    /// By date, from how many the exits are taken away; empty where the exits themselves are told.
    of: Vec<u32>,
}

impl Curve {
    /// Its value on a date, by the exits up to it.
    pub fn value(&self, date: usize, exits: u32) -> u32 {
        self.of.get(date).map_or(exits, |of| of - exits)
    }
}

/// Exits that are counted alike.
#[derive(Clone, Debug)]
pub(super) struct ExitKind {
    /// Where the flows that they are part of stand in [`Flows::of_kinds`].
    pub flows: Range<usize>,
    /// Days of tenure at the start that go with each, where that is told.
    pub tenure: i64,
}

/// All flows of a model, its curves, and how each exit is counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Flows {
    pub all: Vec<Flow>,
    pub curves: Vec<Curve>,
    pub kinds: Vec<ExitKind>,
    /// The flows of all kinds, one kind after the other: index and step.
    pub of_kinds: Vec<[u32; 2]>,
    /// The kind of exits of `person * channels + channel`.
    pub kind_of: Vec<u32>,
    /// The kind of first exits to each destination, besides; empty where destinations are not told.
    pub kind_to: Vec<u32>,
    /// How many counts there are, and how many more that nobody reads.
    pub counts: usize,
    pub unread: usize,
    dates: usize,
}

impl Flows {
    /// The flows of a model whose people leave once at most, by days of tenure at the start.
    pub fn new(model: &Model<'_>, metadata: &RunMetadata, layout: &Layout, tenure: &[Option<usize>]) -> Self {
        let mut flows = Self { dates: layout.dates, ..Self::default() };
        let people = model.joins.len();
        // Those by date have their counts in common, before all others.
        flows.unread = people + layout.dates;
        let (roster, channels) = (metadata.roster, metadata.channels.len());
        let is_opening = |person: usize| model.joins[person] == 0.0;
        let of = |number: usize| vec![number as u32; layout.dates];
        let exits = flows.flow(people);
        flows.curve(Layout::EXITS, exits, Vec::new());
        flows.curve(Layout::HEADCOUNT, exits, model.joined.iter().map(|joined| roster as u32 + joined).collect());
        let of_channels: Vec<usize> = (0..channels).map(|channel| flows.rising(layout.channels + channel, people)).collect();
        let gone = if (0..people).all(is_opening) { exits } else { flows.flow(roster) };
        flows.curve(Layout::RETAINED, gone, of(roster));
        let voluntary = layout.voluntary.map(|curve| {
            let flow = flows.flow(roster);
            flows.curve(curve, flow, of(roster));
            flow
        });
        let mut parts = Vec::new();
        for (index, part) in model.told().parts.iter().enumerate() {
            let flow = flows.flow(part.members.len());
            flows.curve(layout.parts + index, flow, of(part.members.len()));
            parts.push(flow);
        }
        let first_exits: Vec<usize> =
            layout.first_exits.into_iter().flat_map(|first| first..first + channels).map(|curve| flows.rising(curve, roster)).collect();
        for curve in layout.destinations.into_iter().flat_map(|first| first..first + metadata.destinations.len()) {
            let flow = flows.rising(curve, roster);
            let kind = flows.kind(&[flow], 0);
            flows.kind_to.push(kind);
        }
        let mut known = BTreeMap::new();
        for person in 0..people {
            let tenure = if layout.tenure.is_some() && is_opening(person) { days(tenure[person]) } else { 0 };
            for (channel, &of_channel) in of_channels.iter().enumerate() {
                let mut of_exit = vec![exits, of_channel];
                if is_opening(person) {
                    of_exit.extend(Some(gone).filter(|&gone| gone != exits));
                    of_exit.extend(voluntary.filter(|_| model.scenario.channels[channel].kind != Kind::Dismissed));
                    of_exit.extend(model.parts_of(person).iter().map(|&part| parts[part as usize]));
                    of_exit.extend(first_exits.get(channel));
                }
                let key = (of_exit, tenure);
                let kind = known.get(&key).copied().unwrap_or_else(|| flows.kind(&key.0, tenure));
                known.insert(key, kind);
                flows.kind_of.push(kind);
            }
        }
        flows
    }

    /// A new flow of so many exits at most.
    fn flow(&mut self, most: usize) -> usize {
        if most <= RANKS_A_DATE * self.dates {
            self.all.push(Flow { start: self.unread + self.counts, ranks: most, step: self.dates as u32 });
            self.counts += most * self.dates;
        } else {
            self.all.push(Flow { start: 0, ranks: 0, step: 1 });
        }
        self.all.len() - 1
    }

    fn curve(&mut self, number: usize, flow: usize, of: Vec<u32>) {
        self.curves.push(Curve { number, flow, of });
    }

    /// A new flow of so many exits at most, and the curve that tells them.
    fn rising(&mut self, curve: usize, most: usize) -> usize {
        let flow = self.flow(most);
        self.curve(curve, flow, Vec::new());
        flow
    }

    /// A new kind of exits.
    fn kind(&mut self, flows: &[usize], tenure: i64) -> u32 {
        let start = self.of_kinds.len();
        self.of_kinds.extend(flows.iter().map(|&flow| [flow as u32, self.all[flow].step]));
        self.kinds.push(ExitKind { flows: start..self.of_kinds.len(), tenure });
        self.kinds.len() as u32 - 1
    }
}
