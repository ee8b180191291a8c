//! Trials in which nobody moves anybody, many together: only on which of the dates that results report an exit counts.
//!
//! Whether somebody leaves by a date is a comparison of a random word with a bound ([`date_table`]); so a trial costs its words and its exits.
//! Where that does not decide (two ways to leave by the same date, a word next to a bound) the exit is taken as in a trial of its own
//! ([`no_interaction`]). So it counts on the date of that trial's exit, always.

mod date_table;

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};

use crate::Cancellation;
use crate::math::instructions::Instructions;
use crate::random::lanes::{self, Places};
use crate::simulate::trial::luck::Luck;
use crate::simulate::trial::no_interaction;
use crate::simulate::world::World;

use date_table::DateTable;

/// The most trials of a batch.
pub const MOST: u64 = lanes::TRIALS as u64;

/// More different tables are not worth their memory, up to 5 kB each.
const MOST_TABLES: usize = 2_048;

/// Where an exit counts, and which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedExit {
    /// The trial, by its place among those of the batch.
    pub place: usize,
    /// The first date that it counts on.
    pub date: usize,
    /// Index of the researcher.
    pub person: usize,
    /// Index of the channel.
    pub channel: usize,
    /// The listed competitor that it leads to.
    pub competitor: Option<usize>,
}

/// Runs batches of trials of one world, in memory of its own.
#[derive(Debug)]
pub struct Batches {
    /// Each kind of table once.
    tables: Vec<DateTable>,
    /// The table of `person * channels + channel`.
    table_of: Vec<u32>,
    /// The earliest exit of the person at hand by place, as a [`Key`].
    first: Box<[u32; lanes::TRIALS]>,
    heads: Box<[u32; lanes::TRIALS]>,
    /// Places at which the tables do not decide.
    unsure: Vec<usize>,
    patience: Vec<f64>,
    instructions: Instructions,
}

/// Date and channel in one number, in whose order the earlier date comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key(u32);

impl Key {
    /// Whatever comes later: it is to be found out.
    const UNSURE: Self = Self(0);
    /// Another channel leads to an exit that counts on the same date.
    const TIE: u32 = 1 << 15;

    fn new(date: usize, channel: usize) -> Self {
        Self((date << 16 | channel) as u32)
    }

    fn date(self) -> usize {
        (self.0 >> 16) as usize
    }

    fn channel(self) -> usize {
        (self.0 & (Self::TIE - 1)) as usize
    }

    fn is_unsure(self) -> bool {
        self == Self::UNSURE || self.0 & Self::TIE != 0
    }
}

impl Batches {
    /// Batches of the trials of a world; nothing where it has to be run trial by trial.
    pub fn new(world: &World<'_>) -> Option<Self> {
        let is_the_same_in_each_trial =
            world.calendar_model.is_certain() && world.frailty == 0.0 && !world.has_events() && !world.draws_tenure();
        if !is_the_same_in_each_trial || world.channels() >= Key::TIE as usize {
            return None;
        }
        let mut known = BTreeMap::new();
        let (mut tables, mut table_of) = (Vec::new(), Vec::new());
        let mut hazards = Vec::new();
        for person in 0..world.model.names.len() {
            for channel in 0..world.channels() {
                no_interaction::cumulative_hazards(world, person, channel, &mut hazards);
                let key: Vec<u64> = hazards.iter().map(|hazard| hazard.to_bits()).collect();
                let table = if let Some(&table) = known.get(&key) {
                    table
                } else {
                    tables.push(DateTable::new(&hazards)?);
                    known.insert(key, tables.len() as u32 - 1);
                    tables.len() as u32 - 1
                };
                table_of.push(table);
            }
            if tables.len() > MOST_TABLES {
                return None;
            }
        }
        let nobody = Key::new(world.model.times.len(), 0).0;
        let first = Box::new([nobody; lanes::TRIALS]);
        let heads = Box::new([0; lanes::TRIALS]);
        Some(Self { tables, table_of, first, heads, unsure: Vec::new(), patience: Vec::new(), instructions: Instructions::default() })
    }

    /// Runs trials from an even one on, an even number of them and [`MOST`] at most, and gives each exit that counts on any date, person
    /// by person. Breaks at the word to break off: nothing that was given is of use then.
    ///
    /// It is never a part of its caller, so that its instructions are counted by its name (`benches/guard.sh`).
    #[inline(never)]
    pub fn run(
        &mut self,
        world: &World<'_>,
        trials: Range<u64>,
        cancellation: &Cancellation,
        mut exit: impl FnMut(DatedExit),
    ) -> ControlFlow<()> {
        let (model, dates) = (world.model, world.model.times.len());
        let pairs = trials.start / 2..trials.end / 2;
        let nobody = Key::new(dates, 0);
        let has_competitors = (0..world.channels()).any(|channel| world.competitors.is_listed(channel));
        for (person, &name) in model.names.iter().enumerate() {
            if cancellation.is_cancelled() {
                return ControlFlow::Break(());
            }
            for (channel, &field) in model.patience.iter().enumerate() {
                let table = &self.tables[self.table_of[person * model.patience.len() + channel] as usize];
                let places = lanes::heads(self.instructions, field, pairs.clone(), name, table.lowest(), &mut self.heads);
                self.compete(person * model.patience.len() + channel, channel, &places);
            }
            for index in 0..self.unsure.len() {
                let place = self.unsure[index];
                if Key(self.first[place]).is_unsure() {
                    let exit = self.exit(world, person, lanes::trial_at(&pairs, place));
                    let date = |time: f64| model.times.partition_point(|&date| date < time);
                    self.first[place] = exit.map_or(nobody, |(time, channel)| Key::new(date(time), channel)).0;
                }
            }
            self.unsure.clear();
            lanes::below(self.instructions, &self.first, nobody.0).for_each(|place| {
                let key = Key(self.first[place]);
                let channel = key.channel();
                let mut competitor = None;
                if has_competitors && world.competitors.is_listed(channel) {
                    let trial = lanes::trial_at(&pairs, place);
                    let luck = Luck::new(model.seed, trial, &model.names);
                    competitor = self
                        .exit(world, person, trial)
                        .and_then(|(time, _)| no_interaction::competitor(world, luck, person, channel, time));
                }
                exit(DatedExit { place, date: key.date(), person, channel, competitor });
            });
            self.first.fill(nobody.0);
        }
        ControlFlow::Continue(())
    }

    /// Lets exits through a channel be the earliest of a person, at places whose heads may leave.
    fn compete(&mut self, table: usize, channel: usize, places: &Places) {
        let Self { tables, table_of, first, heads, unsure, .. } = self;
        let date = tables[table_of[table] as usize].date();
        let (first, heads): (&mut [u32; lanes::TRIALS], &[u32; lanes::TRIALS]) = (first, heads);
        places.for_each(|place| {
            let earliest = &mut first[place];
            match date(heads[place]) {
                Some(date) if date != Key(*earliest).date() => *earliest = Key::new(date, channel).0.min(*earliest),
                Some(_) => {
                    *earliest |= Key::TIE;
                    unsure.push(place);
                }
                None => {
                    *earliest = Key::UNSURE.0;
                    unsure.push(place);
                }
            }
        });
    }

    /// The exit of somebody in a trial, as a trial of its own has it.
    fn exit(&mut self, world: &World<'_>, person: usize, trial: u64) -> Option<(f64, usize)> {
        let model = world.model;
        self.patience.clear();
        self.patience.extend(model.patience.iter().map(|field| field.exponential(trial, model.names[person])));
        let factors = &world.covariate_factors[person * world.channels()..][..world.channels()];
        no_interaction::exit(world, world.calendar_model.certain(), person, world.tenure[person], factors, &self.patience)
    }
}
