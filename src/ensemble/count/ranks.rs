//! Counting by rank: of many trials, how often the first, the second, the third exit and so on counted on each date.
//!
//! A curve that only rises, by one an exit, has reached `k` by a date in as many trials as have their `k`-th exit by then. So an exit costs
//! one count for each curve that it is part of, instead of a cell for each curve and date; the cells follow when counts are handed over.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::estimate::RunMetadata;
use crate::estimate::layout::Layout;
use crate::estimate::tally::Tally;
use crate::random::lanes;
use crate::scenario::Kind;
use crate::simulate::Model;
use crate::simulate::batch::DatedExit;
use crate::statistics::cluster_sums::ClusterSums;

use super::destinations::Destinations;
use super::{days, share};

/// More counts are not worth their memory, four bytes each.
const MOST_COUNTS: usize = 1 << 22;

/// Exits that are counted together, by rank and date: those of a channel, say.
#[derive(Clone, Debug)]
struct Flow {
    /// Where its counts begin: a row of dates for each rank.
    start: usize,
    /// How many exits of a trial it counts at most.
    ranks: usize,
}

/// A curve of the tally, as a flow counts it.
#[derive(Clone, Debug)]
struct Curve {
    curve: usize,
    flow: usize,
    /// By date, from how many the exits are taken away; empty where the exits themselves are told.
    of: Vec<u32>,
}

/// How exits are counted.
#[derive(Clone, Debug)]
struct Counting {
    /// Where the flows that they are part of stand.
    flows: Range<usize>,
    /// Days of tenure at the start that go with one of them, where that is told.
    tenure: i64,
}

/// Tenure kept, where it is told: its column is counted trial by trial.
#[derive(Clone, Debug)]
struct Tenure {
    curve: usize,
    /// Days of all at the start.
    all: i64,
    /// By place: days of those who are there, in the batch in hand.
    there: Vec<i64>,
}

/// Counts the exits of batches of trials by rank.
#[derive(Debug)]
pub struct Ranks {
    layout: Layout,
    destinations: Destinations,
    flows: Vec<Flow>,
    curves: Vec<Curve>,
    /// Curves that results do not tell.
    withheld: Vec<usize>,
    /// The exits that are counted alike.
    kinds: Vec<Counting>,
    /// The flows of all kinds, one after the other.
    flows_of_kinds: Vec<u32>,
    /// The kind of exits of `person * channels + channel`, and of those to each destination.
    kind_of: Vec<u32>,
    kind_to: Vec<u32>,
    /// Those who are there at the start.
    is_opening: Vec<bool>,
    channels: usize,
    /// By date the exits of a batch: the place of the trial, and above it the kind.
    exits: Vec<Vec<u32>>,
    /// By flow and place: where the next exit of the trial is counted on the first date.
    next: Vec<u32>,
    counts: Vec<u32>,
    tenure: Option<Tenure>,
    /// Trials counted and not yet handed over.
    trials: u64,
}

/// Bits of a place.
const PLACE: u32 = lanes::TRIALS.trailing_zeros();

impl Ranks {
    /// Ranks of what the trials of a model are counted as, by days of tenure at the start; nothing where more than exits is counted, or
    /// where it takes too much memory.
    pub fn new(model: &Model<'_>, metadata: &RunMetadata, tenure: &[Option<usize>]) -> Option<Self> {
        let layout = Layout::new(metadata);
        let scenario = model.scenario;
        let has_only_flows = layout.columns == (layout.flows + usize::from(layout.tenure.is_some())) * layout.dates;
        let leaves_once = scenario.returns.is_none() && scenario.hiring.is_none();
        if !has_only_flows
            || !leaves_once
            || metadata.replications > 1
            || metadata.cascades
            || metadata.money.is_some()
            || !metadata.individuals.is_empty()
        {
            return None;
        }
        let people = model.joins.len();
        let is_opening: Vec<bool> = model.joins.iter().map(|&joins| joins == 0.0).collect();
        let (all, channels) = (metadata.roster as u32, metadata.channels.len());
        let mut ranks = Self {
            destinations: Destinations::new(scenario, metadata),
            flows: Vec::new(),
            curves: Vec::new(),
            withheld: Vec::new(),
            kinds: Vec::new(),
            flows_of_kinds: Vec::new(),
            kind_of: Vec::new(),
            kind_to: Vec::new(),
            channels,
            exits: vec![Vec::new(); layout.dates],
            next: Vec::new(),
            counts: Vec::new(),
            tenure: None,
            trials: 0,
            layout,
            is_opening,
        };
        let layout = ranks.layout.clone();
        let constant = |number: u32| vec![number; layout.dates];
        let exits = ranks.flow(people);
        let heads = model.joined.iter().map(|joined| all + joined).collect();
        ranks.curve(Layout::EXITS, exits, Vec::new());
        ranks.curve(Layout::HEADCOUNT, exits, heads);
        let of_channels: Vec<usize> = (0..channels).map(|_| ranks.flow(people)).collect();
        of_channels.iter().enumerate().for_each(|(channel, &flow)| ranks.curve(layout.channels + channel, flow, Vec::new()));
        let of_opening = if ranks.is_opening.iter().all(|&is_opening| is_opening) { exits } else { ranks.flow(metadata.roster) };
        ranks.curve(Layout::RETAINED, of_opening, constant(all));
        let voluntary = layout.voluntary.map(|curve| {
            let flow = ranks.flow(metadata.roster);
            ranks.curve(curve, flow, constant(all));
            flow
        });
        let parts: Vec<usize> = model.told.parts.iter().map(|part| ranks.flow(part.members.len())).collect();
        for (index, part) in model.told.parts.iter().enumerate() {
            ranks.curve(layout.parts + index, parts[index], constant(part.members.len() as u32));
        }
        let first_exits: Option<Vec<usize>> = layout.first_exits.map(|first| {
            let flows: Vec<usize> = (0..channels).map(|_| ranks.flow(metadata.roster)).collect();
            flows.iter().enumerate().for_each(|(channel, &flow)| ranks.curve(first + channel, flow, Vec::new()));
            flows
        });
        if let Some(first) = layout.destinations {
            for index in 0..metadata.destinations.len() {
                let flow = ranks.flow(metadata.roster);
                ranks.curve(first + index, flow, Vec::new());
                let kind = ranks.kind(&[flow as u32], 0);
                ranks.kind_to.push(kind);
            }
        }
        if let Some(curve) = layout.tenure {
            let all = (0..people).filter(|&person| ranks.is_opening[person]).map(|person| days(tenure[person])).sum();
            ranks.tenure = Some(Tenure { curve, all, there: vec![0; lanes::TRIALS] });
        }
        let mut known = BTreeMap::new();
        for person in 0..people {
            let tenure = if ranks.tenure.is_some() && ranks.is_opening[person] { days(tenure[person]) } else { 0 };
            for (channel, &of_channel) in of_channels.iter().enumerate() {
                let mut flows = vec![exits as u32, of_channel as u32];
                if ranks.is_opening[person] {
                    flows.extend(Some(of_opening as u32).filter(|_| of_opening != exits));
                    let is_dismissed = scenario.channels[channel].kind == Kind::Dismissed;
                    flows.extend(voluntary.filter(|_| !is_dismissed).map(|flow| flow as u32));
                    flows.extend(model.parts_of[person].iter().map(|&part| parts[part] as u32));
                    flows.extend(first_exits.as_ref().map(|flows| flows[channel] as u32));
                }
                let key = (flows, tenure);
                let kind = known.get(&key).copied().unwrap_or_else(|| ranks.kind(&key.0, tenure));
                known.insert(key, kind);
                ranks.kind_of.push(kind);
            }
        }
        if !metadata.flows {
            ranks.withheld = [Layout::HEADCOUNT, Layout::EXITS].into_iter().chain(layout.channels..layout.parts).collect();
            let withheld = &ranks.withheld;
            ranks.curves.retain(|curve| !withheld.contains(&curve.curve));
        }
        let counts = ranks.flows.last().map_or(0, |flow| flow.start + flow.ranks * layout.dates);
        let fits = counts <= MOST_COUNTS && ranks.kinds.len() < 1 << (u32::BITS - PLACE);
        if fits {
            ranks.counts = vec![0; counts];
            ranks.next = vec![0; ranks.flows.len() << PLACE];
        }
        fits.then_some(ranks)
    }

    /// A new kind of exits.
    fn kind(&mut self, flows: &[u32], tenure: i64) -> u32 {
        let start = self.flows_of_kinds.len();
        self.flows_of_kinds.extend_from_slice(flows);
        self.kinds.push(Counting { flows: start..start + flows.len(), tenure });
        self.kinds.len() as u32 - 1
    }

    /// A new flow of so many exits at most.
    fn flow(&mut self, ranks: usize) -> usize {
        let start = self.flows.last().map_or(0, |flow| flow.start + flow.ranks * self.layout.dates);
        self.flows.push(Flow { start, ranks });
        self.flows.len() - 1
    }

    fn curve(&mut self, curve: usize, flow: usize, of: Vec<u32>) {
        self.curves.push(Curve { curve, flow, of });
    }

    /// Adds an exit of the batch in hand.
    #[inline]
    pub fn add(&mut self, exit: DatedExit) {
        let DatedExit { place, date, person, channel, competitor } = exit;
        self.exits[date].push(self.kind_of[person * self.channels + channel] << PLACE | place as u32);
        if !self.kind_to.is_empty() && self.is_opening[person] {
            let kind = self.kind_to[self.destinations.index_of(channel, competitor)];
            self.exits[date].push(kind << PLACE | place as u32);
        }
    }

    /// Counts the batch in hand, of so many trials; what is not counted by rank goes to a tally.
    pub fn count(&mut self, trials: u64, tally: &mut Tally) {
        self.trials += trials;
        for (next, flow) in self.next.chunks_exact_mut(lanes::TRIALS).zip(&self.flows) {
            next.fill(flow.start as u32);
        }
        if let Some(tenure) = &mut self.tenure {
            tenure.there.fill(tenure.all);
        }
        let dates = self.layout.dates as u32;
        for (date, exits) in (0..).zip(&mut self.exits) {
            for exit in exits.drain(..) {
                let place = (exit & ((1 << PLACE) - 1)) as usize;
                let kind = &self.kinds[(exit >> PLACE) as usize];
                for &flow in &self.flows_of_kinds[kind.flows.clone()] {
                    let next = &mut self.next[(flow as usize) << PLACE | place];
                    self.counts[(*next + date) as usize] += 1;
                    *next += dates;
                }
                if let Some(tenure) = &mut self.tenure {
                    tenure.there[place] -= kind.tenure;
                }
            }
            if let Some(Tenure { curve, all, there }) = &self.tenure {
                let column = curve * self.layout.dates + date as usize;
                let half = trials as usize / 2;
                for &there in there[..half].iter().chain(&there[lanes::TRIALS / 2..][..half]) {
                    tally.add_singles(column, share(there, *all), 1);
                }
            }
        }
    }

    /// Adds to a tally what was counted since the last call; gives the sums of the number retained at the horizon.
    pub fn hand_over(&mut self, tally: &mut Tally) -> ClusterSums {
        let mut retained = ClusterSums::default();
        let trials = std::mem::take(&mut self.trials);
        if trials == 0 {
            return retained;
        }
        tally.draws += trials;
        let dates = self.layout.dates;
        for &curve in &self.withheld {
            (0..dates).for_each(|date| tally.add_singles(curve * dates + date, 0, trials));
        }
        let mut reached = Vec::new();
        for Curve { curve, flow, of } in &self.curves {
            let Flow { start, ranks } = self.flows[*flow];
            let counts = &self.counts[start..start + ranks * dates];
            reached.clear();
            reached.resize(ranks + 1, 0u64);
            for date in 0..dates {
                for (reached, counts) in reached.iter_mut().zip(counts.chunks_exact(dates)) {
                    *reached += u64::from(counts[date]);
                }
                let mut at_least = trials;
                for (exits, &more) in (0..).zip(&reached) {
                    let trials = at_least - more;
                    if trials > 0 {
                        let value = of.get(date).map_or(exits, |of| of - exits);
                        tally.add_singles(curve * dates + date, value, trials);
                        if *curve == Layout::RETAINED && date == dates - 1 {
                            retained.add_singles(i128::from(value), trials);
                        }
                    }
                    at_least = more;
                }
            }
        }
        self.counts.fill(0);
        retained
    }
}
