//! Counting by rank: of many trials, how often the first, the second, the third exit and so on counted on each date.
//!
//! A curve that only rises, by one an exit, has reached `k` by a date in as many trials as have their `k`-th exit by then. So an exit costs
//! one count for each flow that it is part of ([`flows`]), instead of a cell for each curve and date; the cells follow when counts are handed
//! over. Flows of very many exits are counted by date instead, a cell a date and trial, and so is tenure kept.

mod flows;

use std::ops::Range;

use crate::estimate::RunMetadata;
use crate::estimate::layout::Layout;
use crate::estimate::tally::Tally;
use crate::people::{Hire, Researcher};
use crate::random::lanes;
use crate::simulate::Model;
use crate::simulate::batch::DatedExit;
use crate::simulate::trajectory::Trajectory;
use crate::statistics::cluster_sums::ClusterSums;

use super::destinations::Destinations;
use super::{days, share};
use flows::{Curve, Flows};

/// More counts are not worth their memory, four bytes each.
const MOST_COUNTS: usize = 1 << 22;

/// More people are counted otherwise: the exits of a batch would take much memory.
const MOST_PEOPLE: usize = 1 << 16;

/// Bits of a place.
const PLACE: u32 = lanes::TRIALS.trailing_zeros();

/// Tenure kept, where it is told.
#[derive(Clone, Debug)]
struct Tenure {
    curve: usize,
    /// Days of all at the start.
    all: i64,
    /// By place: days of those who are there, in the batch in hand.
    there: Vec<i64>,
}

/// Counts the exits of batches of trials.
#[derive(Debug)]
pub struct Ranks<'m> {
    model: &'m Model<'m>,
    layout: Layout,
    destinations: Destinations,
    flows: Flows,
    tenure: Option<Tenure>,
    /// Curves that results do not tell.
    withheld: Vec<usize>,
    /// By date the exits of the batch in hand: the place of the trial, and above it the kind.
    exits: Vec<Vec<u32>>,
    /// Trials of the batch in hand that were run one by one.
    alone: usize,
    /// By flow and place: where the next exit of the trial is counted on the first date.
    next: Vec<u32>,
    counts: Vec<u32>,
    /// Trials counted and not yet handed over.
    trials: u64,
    /// Of them the number retained at the horizon, as far as it is not counted by rank.
    retained: ClusterSums,
}

impl<'m> Ranks<'m> {
    /// Ranks of what the trials of a model are counted as, by days of tenure at the start; nothing where more than exits is counted, or
    /// where it takes too much memory.
    pub fn new(model: &'m Model<'m>, metadata: &RunMetadata, tenure: &[Option<usize>]) -> Option<Self> {
        let layout = Layout::new(metadata);
        let has_only_flows = layout.columns == (layout.flows + usize::from(layout.tenure.is_some())) * layout.dates;
        let leave_once = model.scenario.returns.is_none() && model.scenario.hiring.is_none();
        // Where each trial draws it, what a person's tenure counts for differs from trial to trial.
        let is_drawn = |researcher: &Researcher| matches!(researcher.hired, Some(Hire::Before(_)));
        let draws_tenure = layout.tenure.is_some() && model.scenario.roster.researchers.iter().any(is_drawn);
        let is_simple = metadata.replications == 1 && metadata.money.is_none() && metadata.individuals.is_empty();
        if !has_only_flows || !leave_once || draws_tenure || !is_simple || model.joins.len() > MOST_PEOPLE {
            return None;
        }
        let mut flows = Flows::new(model, metadata, &layout, tenure);
        if flows.counts > MOST_COUNTS || flows.kinds.len() >= 1 << (u32::BITS - PLACE) {
            return None;
        }
        let mut withheld = Vec::new();
        if !metadata.flows {
            withheld.extend([Layout::HEADCOUNT, Layout::EXITS].into_iter().chain(layout.channels..layout.parts));
            flows.curves.retain(|curve| !withheld.contains(&curve.number));
        }
        let opening = (0..model.joins.len()).filter(|&person| model.joins[person] == 0.0);
        let all = opening.map(|person| days(tenure[person])).sum();
        Some(Self {
            model,
            destinations: Destinations::new(model.scenario, metadata),
            tenure: layout.tenure.map(|curve| Tenure { curve, all, there: vec![0; lanes::TRIALS] }),
            withheld,
            exits: vec![Vec::new(); layout.dates],
            alone: 0,
            next: vec![0; flows.all.len() << PLACE],
            counts: vec![0; flows.unread + flows.counts],
            trials: 0,
            retained: ClusterSums::default(),
            layout,
            flows,
        })
    }

    /// Adds an exit of the batch in hand.
    #[inline]
    pub fn add(&mut self, exit: DatedExit) {
        let DatedExit { place, date, person, channel, competitor } = exit;
        let kind = self.flows.kind_of[person * self.layout_channels() + channel];
        self.exits[date].push(kind << PLACE | place as u32);
        if !self.flows.kind_to.is_empty() && self.model.joins[person] == 0.0 {
            let kind = self.flows.kind_to[self.destinations.index_of(channel, competitor)];
            self.exits[date].push(kind << PLACE | place as u32);
        }
    }

    #[inline]
    fn layout_channels(&self) -> usize {
        self.layout.parts - self.layout.channels
    }

    /// Adds a trial that was run by itself to the batch in hand, which is counted once it is full.
    pub fn add_trial(&mut self, trajectory: &Trajectory, tally: &mut Tally) {
        let (place, times) = (self.alone, &self.model.times);
        let mut date = 0;
        for event in &trajectory.events {
            let Some((channel, to)) = event.exit() else { continue };
            // Within a group, exits come in order of time.
            if date > 0 && event.time <= times[date - 1] {
                date = times[..date].partition_point(|&date| date < event.time);
            }
            date += times[date..].iter().take_while(|&&date| date < event.time).count();
            // A trial may be simulated beyond the horizon.
            if date == self.layout.dates {
                continue;
            }
            let kind = self.flows.kind_of[event.person * self.layout_channels() + channel];
            self.exits[date].push(kind << PLACE | place as u32);
            if !self.flows.kind_to.is_empty() && self.model.joins[event.person] == 0.0 {
                let kind = self.flows.kind_to[self.destinations.index(trajectory, channel, to)];
                self.exits[date].push(kind << PLACE | place as u32);
            }
        }
        self.alone += 1;
        if self.alone == lanes::TRIALS {
            self.count_alone(tally);
        }
    }

    /// Counts the trials that were run one by one and are in hand, so that another batch can begin.
    pub fn count_alone(&mut self, tally: &mut Tally) {
        let alone = std::mem::take(&mut self.alone);
        if alone > 0 {
            self.count(&[0..alone, 0..0], tally);
        }
    }

    /// Counts the batch in hand, of trials at these places; what is counted by date goes to a tally.
    pub fn count(&mut self, places: &[Range<usize>; 2], tally: &mut Tally) {
        self.trials += places.iter().map(|places| places.len() as u64).sum::<u64>();
        for (next, flow) in self.next.chunks_exact_mut(lanes::TRIALS).zip(&self.flows.all) {
            next.fill(flow.start as u32);
        }
        if let Some(tenure) = &mut self.tenure {
            tenure.there.fill(tenure.all);
        }
        for date in 0..self.layout.dates {
            self.count_exits(date);
            self.count_date(date, places, tally);
        }
    }

    /// Counts the exits of the batch in hand on a date.
    fn count_exits(&mut self, date: usize) {
        let Self { flows, exits, next, counts, tenure, .. } = self;
        let Flows { kinds, of_kinds, .. } = flows;
        for exit in exits[date].drain(..) {
            let place = (exit & ((1 << PLACE) - 1)) as usize;
            let kind = &kinds[(exit >> PLACE) as usize];
            for &[flow, step] in &of_kinds[kind.flows.clone()] {
                let next = &mut next[(flow as usize) << PLACE | place];
                counts[*next as usize + date] += 1;
                *next += step;
            }
            if let Some(tenure) = tenure {
                tenure.there[place] -= kind.tenure;
            }
        }
    }

    /// Counts what is counted by date, of the batch in hand up to a date.
    fn count_date(&mut self, date: usize, places: &[Range<usize>; 2], tally: &mut Tally) {
        let [even, odd] = places;
        let dates = self.layout.dates;
        for curve in self.flows.curves.iter().filter(|curve| self.flows.all[curve.flow].is_by_date()) {
            // From 0 on, in steps of 1: the exits so far.
            let next = &self.next[curve.flow << PLACE..][..lanes::TRIALS];
            for &exits in next[even.clone()].iter().chain(&next[odd.clone()]) {
                let value = curve.value(date, exits);
                tally.add_many(curve.number * dates + date, value, 1);
                if curve.number == Layout::RETAINED && date == dates - 1 {
                    self.retained.add_singles(i128::from(value), 1);
                }
            }
        }
        if let Some(Tenure { curve, all, there }) = &self.tenure {
            for &there in there[even.clone()].iter().chain(&there[odd.clone()]) {
                tally.add_many(curve * dates + date, share(there, *all), 1);
            }
        }
    }

    /// Adds to a tally what was counted since the last call; gives the sums of the number retained at the horizon.
    pub fn hand_over(&mut self, tally: &mut Tally) -> ClusterSums {
        self.count_alone(tally);
        let mut retained = std::mem::take(&mut self.retained);
        let trials = std::mem::take(&mut self.trials);
        if trials == 0 {
            return retained;
        }
        tally.draws += trials;
        let dates = self.layout.dates;
        for &curve in &self.withheld {
            (0..dates).for_each(|date| tally.add_many(curve * dates + date, 0, trials));
        }
        let mut reached = Vec::new();
        for curve in &self.flows.curves {
            let flow = self.flows.all[curve.flow];
            if flow.is_by_date() {
                continue;
            }
            let counts = &self.counts[flow.start..][..flow.ranks * dates];
            reached.clear();
            reached.resize(flow.ranks + 1, 0);
            for date in 0..dates {
                for (reached, counts) in reached.iter_mut().zip(counts.chunks_exact(dates)) {
                    *reached += u64::from(counts[date]);
                }
                let sums = curve_on_date(curve, date, dates, trials, &reached, tally);
                if curve.number == Layout::RETAINED && date == dates - 1 {
                    retained += &sums;
                }
            }
        }
        self.counts.fill(0);
        retained
    }
}

/// Adds a curve on a date to a tally, by how many of so many trials have reached each number of exits, from 1 on; gives the sums of its
/// value.
fn curve_on_date(curve: &Curve, date: usize, dates: usize, trials: u64, reached: &[u64], tally: &mut Tally) -> ClusterSums {
    let mut sums = ClusterSums::default();
    let column = curve.number * dates + date;
    // Room for all values at once: those of the fewest exits and of the most.
    for exits in [reached.partition_point(|&more| more == trials), reached.partition_point(|&more| more > 0)] {
        tally.add_many(column, curve.value(date, exits as u32), 0);
    }
    let mut at_least = trials;
    for (exits, &more) in (0..).zip(reached) {
        if at_least > more {
            let value = curve.value(date, exits);
            tally.add_many(column, value, at_least - more);
            sums.add_singles(i128::from(value), at_least - more);
        }
        at_least = more;
    }
    sums
}
