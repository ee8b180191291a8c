//! Lays out a study: from spells to [`Exposure`].

use std::collections::{BTreeMap, HashMap};

use crate::math;
use crate::parameter::Quantity;
use crate::scenario::{Baseline, Contagion, Decay, Kind, TenureEffect, Ties};

use super::climates::Climates;
use super::exposure::{Alternative, Cell, Course, Exposure, Factors, Person, PullCourse, Slot, Stretch};
use super::foundings::{self, Candidate, Founding};
use super::hazards::{Hazards, Period};
use super::influence::{LEADER, OTHER, OWN, State};
use super::jet::Slope;
use super::market::{Market, Reach};
use super::spinouts::{self, Spinout};
use super::study::{Ending, Hired, MOMENT, Spell, Study, When};

/// A coarse date of hire is taken at so many of its days, evenly spread, and a coarse end of observation at so many moments.
const WAYS: u32 = 12;

/// The state of laying out.
struct Layout<'a> {
    study: &'a Study,
    hazards: &'a Hazards,
    /// When and how each spell ceased to be at risk.
    endings: &'a [Ending],
    coordinate: &'a dyn Fn(usize) -> u32,
    done: Exposure,
    climates: Climates<'a>,
    market: &'a Market<'a>,
    spinouts: Vec<Spinout>,
    foundings: &'a [Founding],
    /// The founding in which each spell ended, if it did.
    founding_of: HashMap<usize, usize>,
    candidates: Vec<Candidate>,
    /// Levels known so far, by lane (the channels, then their pulls), band and profile of covariates.
    level_of: HashMap<(usize, usize, u32), u32>,
    profile_of: HashMap<Vec<u64>, u32>,
    /// Slots known so far where nothing fades.
    slot_of: HashMap<[u64; 3], u32>,
    /// The number in `people` of each person who must be kept apart.
    person_of: HashMap<usize, usize>,
}

/// Lays out a study.
///
/// `exits` stand in place of the spells' own endings, and `foundings` are theirs; `periods` are all that act; `coordinate` gives the
/// coordinate of a parameter. Where exits act ([`acts`]), those that leave must have moments.
pub fn lay_out(
    study: &Study,
    hazards: &Hazards,
    exits: &[Ending],
    foundings: &[Founding],
    periods: &[Period],
    coordinate: &dyn Fn(usize) -> u32,
) -> Exposure {
    let endings = foundings::decisions(hazards, exits, foundings);
    let market = Market::new(study, hazards, exits);
    let members = |(number, founding): (usize, &Founding)| founding.members.iter().map(move |&member| (member, number)).collect::<Vec<_>>();
    let mut layout = Layout {
        study,
        hazards,
        endings: &endings,
        coordinate,
        done: Exposure { slots: vec![Slot::Still], trials: foundings::trials(study, exits, &endings, foundings), ..Exposure::default() },
        climates: Climates::new(study, hazards, periods, &market),
        market: &market,
        spinouts: Spinout::of(study, hazards, exits),
        foundings,
        founding_of: foundings.iter().enumerate().flat_map(members).collect(),
        candidates: Vec::new(),
        level_of: HashMap::new(),
        profile_of: HashMap::new(),
        slot_of: HashMap::new(),
        person_of: HashMap::new(),
    };
    if acts(study, hazards) {
        layout.lay_groups(hazards.contagion.as_ref().filter(|_| moves(hazards)));
    } else {
        for index in 0..study.spells.len() {
            let marks = in_order(layout.own_marks(index));
            layout.lay_spell(index, &marks, None);
        }
    }
    let mut done = layout.done;
    done.climates = layout.climates.list;
    done.joints = foundings::join(&mut done.people, &layout.candidates);
    add_up(&mut done.cells);
    add_up(&mut done.exits);
    done
}

/// Whether exits act on anybody, so that their dates matter to others.
pub fn acts(study: &Study, hazards: &Hazards) -> bool {
    moves(hazards) || spinouts::act(study, hazards)
}

/// Whether exits act by contagion.
pub fn moves(hazards: &Hazards) -> bool {
    let moves = |ratio: Quantity| ratio != Quantity::Known(1.0);
    hazards.contagion.as_ref().is_some_and(|contagion| moves(contagion.ratio) || contagion.leader.is_some_and(|l| moves(l.ratio)))
}

/// Adds up the cells that agree in their factors, in the order of those.
fn add_up(cells: &mut Vec<Cell>) {
    cells.sort_by_key(|cell| cell.at);
    cells.dedup_by(|cell, kept| {
        let is_same = cell.at == kept.at;
        if is_same {
            kept.amount += cell.amount;
        }
        is_same
    });
}

/// Sorts moments and makes one of those that are one.
pub fn in_order(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times.dedup_by(|time, kept| *time - *kept <= MOMENT);
    times
}

/// The index of a moment among others.
fn place(marks: &[f64], time: f64) -> usize {
    marks.partition_point(|&mark| mark < time - MOMENT)
}

impl Layout<'_> {
    /// Splits the time of each group of people who are moved alike where anything begins or ends for any of them.
    fn lay_groups(&mut self, contagion: Option<&Contagion>) {
        let fades = |decay: Decay| matches!(decay, Decay::HalfLife(_));
        let fades = contagion.is_some_and(|own| fades(own.decay) || own.leader.is_some_and(|leader| fades(leader.decay)));
        let exits = Exits::of(self.study, self.endings);
        for members in groups(self.study, self.endings, contagion) {
            let jumps = contagion.map_or(Vec::new(), |contagion| self.jumps(contagion, &exits, members[0]));
            let team = self.study.spells[members[0]].team;
            let last = members.iter().map(|&m| self.endings[m].when().latest()).fold(f64::NEG_INFINITY, f64::max);
            let mut marks: Vec<f64> = members.iter().flat_map(|&m| self.own_marks(m)).collect();
            marks.extend(jumps.iter().map(|jump| jump.0).filter(|&time| time < last));
            let pulls: Vec<usize> = (0..self.spinouts.len()).filter(|&index| self.spinouts[index].reaches(team)).collect();
            marks.extend(pulls.iter().flat_map(|&index| self.spinouts[index].turns(team)).filter(|&time| time < last));
            let marks = in_order(marks);
            let mut by_mark: Vec<(usize, usize, f64)> =
                jumps.iter().map(|&(time, kind, weight)| (place(&marks, time), kind, weight)).filter(|jump| jump.0 < marks.len()).collect();
            by_mark.sort_by_key(|jump| jump.0);
            let none = vec![0; marks.len()];
            let mut course = Course { points: none.clone(), stretches: none, marks, jumps: by_mark, pulls: Vec::new() };
            if fades {
                self.reserve_slots(&mut course, &members);
            } else {
                self.constant_slots(&mut course);
            }
            self.reserve_pulls(&mut course, &members, &pulls);
            let marks = course.marks.clone();
            for member in members {
                self.lay_spell(member, &marks, Some(&course));
            }
            if !fades {
                course.points.fill(0);
                course.stretches.fill(0);
            }
            if fades || !course.pulls.is_empty() {
                self.done.courses.push(course);
            }
        }
    }

    /// The exits that act on the group of a spell: when their effects begin and end, kind of sum, weight.
    fn jumps(&self, contagion: &Contagion, exits: &Exits, of: usize) -> Vec<(f64, usize, f64)> {
        let own = &self.study.spells[of];
        let is_other = |index: usize| self.study.spells[index].person != own.person || index == of;
        let mut jumps = Vec::new();
        let mut push = |index: usize, delay: f64, decay: Decay, kind: usize, weight: f64| {
            let begin = self.endings[index].when().earliest() + delay;
            if is_other(index) {
                jumps.push((begin, kind, weight));
                if let Decay::Window(length) = decay {
                    jumps.push((begin + length, kind, -weight));
                }
            }
        };
        match contagion.ties {
            Ties::Edges(_) => {
                for &(index, weight) in exits.tied_to.get(&of).into_iter().flatten() {
                    push(index, contagion.delay, contagion.decay, OWN, weight);
                }
            }
            Ties::Teams { across } => {
                for (&team, members) in &exits.of_team {
                    let kind = if team == own.team { OWN } else { OTHER };
                    if kind == OWN || across != Quantity::Known(0.0) {
                        for &index in members {
                            push(index, contagion.delay, contagion.decay, kind, 1.0);
                        }
                    }
                }
            }
        }
        if let Some(leader) = contagion.leader {
            for &index in exits.of_leaders.get(&own.team).into_iter().flatten() {
                push(index, leader.delay, leader.decay, LEADER, 1.0);
            }
        }
        jumps
    }

    /// A slot for each stretch and moment at which somebody of the group needs one.
    fn reserve_slots(&mut self, course: &mut Course, members: &[usize]) {
        let mut state = State::default();
        let mut jumps = course.jumps.iter().peekable();
        let (at_risk, exits) = self.at_risk(&course.marks, members);
        for mark in 0..course.marks.len() {
            if exits[mark] && !state.is_still() {
                course.points[mark] = self.push_slot(Slot::Along);
            }
            while let Some(&(_, kind, weight)) = jumps.next_if(|jump| jump.0 == mark) {
                state.jump(kind, weight);
            }
            if at_risk[mark] && !state.is_still() {
                course.stretches[mark] = self.push_slot(Slot::Along);
            }
        }
    }

    /// Whether anybody of a group is at risk on the stretch from each moment, and whether anybody leaves at it.
    fn at_risk(&self, marks: &[f64], members: &[usize]) -> (Vec<bool>, Vec<bool>) {
        let (mut changes, mut exits) = (vec![0_i32; marks.len() + 1], vec![false; marks.len()]);
        for &member in members {
            let (entry, end) = (place(marks, self.study.spells[member].entry), place(marks, self.endings[member].when().latest()));
            if entry < end {
                changes[entry] += 1;
                changes[end] -= 1;
                exits[end] = matches!(self.endings[member], Ending::Exit(..)) || exits[end];
            }
        }
        let mut number = 0;
        let is_anybody = changes[..marks.len()].iter().map(|change| {
            number += change;
            number > 0
        });
        (is_anybody.collect(), exits)
    }

    /// A slot for each stretch on which a spin-out pulls somebody of the group, and each moment at which somebody leaves under its pull.
    fn reserve_pulls(&mut self, course: &mut Course, members: &[usize], pulls: &[usize]) {
        if pulls.is_empty() {
            return;
        }
        let team = self.study.spells[members[0]].team;
        let (at_risk, exits) = self.at_risk(&course.marks, members);
        for &index in pulls {
            let spinout = &self.spinouts[index];
            let half_life = match spinout.pull.decay {
                Decay::HalfLife(half_life) => Some(half_life),
                Decay::Never | Decay::Window(_) => None,
            };
            let none = vec![0; course.marks.len()];
            let mut pull = PullCourse { spinout: index, opens: spinout.opens, half_life, points: none.clone(), stretches: none };
            for (mark, pair) in course.marks.windows(2).enumerate() {
                if at_risk[mark] && self.spinouts[index].tie(team, 0.5 * (pair[0] + pair[1])).is_some() {
                    pull.stretches[mark] = self.push_slot(Slot::Along);
                    if exits[mark + 1] {
                        pull.points[mark + 1] = self.push_slot(Slot::Along);
                    }
                }
            }
            if pull.stretches.iter().any(|&slot| slot != 0) {
                course.pulls.push(pull);
            }
        }
    }

    /// The slots of a group on which nothing fades: the same for everybody on whom the same sums act.
    fn constant_slots(&mut self, course: &mut Course) {
        let mut state = State::default();
        let mut jumps = course.jumps.iter().peekable();
        for mark in 0..course.marks.len() {
            course.points[mark] = self.constant_slot(state);
            while let Some(&(_, kind, weight)) = jumps.next_if(|jump| jump.0 == mark) {
                state.jump(kind, weight);
            }
            course.stretches[mark] = self.constant_slot(state);
        }
    }

    fn constant_slot(&mut self, state: State) -> u32 {
        if state.is_still() {
            return 0;
        }
        let slots = &mut self.done.slots;
        *self.slot_of.entry(state.key()).or_insert_with(|| {
            slots.push(Slot::Constant(state));
            slots.len() as u32 - 1
        })
    }

    fn push_slot(&mut self, slot: Slot) -> u32 {
        self.done.slots.push(slot);
        self.done.slots.len() as u32 - 1
    }

    /// The moments at which anything begins or ends for a spell, whatever others do.
    fn own_marks(&self, index: usize) -> Vec<f64> {
        let spell = &self.study.spells[index];
        let when = self.endings[index].when();
        let (entry, end) = (spell.entry, when.latest());
        let mut marks = vec![entry, when.earliest().max(entry), end];
        for hired in self.ways_of_hire(spell.hired) {
            marks.extend(self.band_ends(hired).into_iter().flatten().filter(|&time| time > entry && time < end));
        }
        marks.extend(ways_of_end(self.endings[index]).into_iter().filter(|&time| time > entry));
        marks.extend(self.climates.edges.iter().copied().filter(|&time| time > entry && time < end));
        marks
    }

    /// The dates of hire that stand for one; itself where no hazard depends on it.
    fn ways_of_hire(&self, hired: Hired) -> Vec<Hired> {
        let Hired::Among(first, days) = hired else { return vec![hired] };
        if self.hazards.channels.iter().all(|channel| channel.tenure.is_empty()) {
            return vec![hired];
        }
        let ways = days.min(WAYS);
        let day = |way: u32| (2 * way + 1) * days / (2 * ways);
        (0..ways).map(|way| Hired::On(first.saturating_add(jiff::Span::new().days(i64::from(day(way)))))).collect()
    }

    /// The ends of the bands of tenure of each channel [years]. A hire that is not known has none.
    fn band_ends(&self, hired: Hired) -> Vec<Vec<f64>> {
        let end = |until: crate::calendar::Duration| match hired {
            Hired::At(time) => time + until.years(),
            Hired::On(date) => until.after(date).map_or(f64::INFINITY, |date| self.study.clock.years(date)),
            Hired::Among(..) | Hired::Unknown => f64::INFINITY,
        };
        self.hazards.channels.iter().map(|channel| channel.tenure.iter().map(|band| end(band.until)).collect()).collect()
    }

    /// Lays out one spell between the moments of its group, or its own.
    fn lay_spell(&mut self, index: usize, marks: &[f64], course: Option<&Course>) {
        let study = self.study;
        let spell = &study.spells[index];
        if !self.is_complete(spell) {
            self.done.incomplete.push(index);
            return;
        }
        let hires = self.ways_of_hire(spell.hired);
        let ends = ways_of_end(self.endings[index]);
        let mut ways = Vec::with_capacity(hires.len() * ends.len());
        for &hired in &hires {
            for &end in &ends {
                ways.push(self.way(index, hired, end, marks, course));
            }
        }
        let is_frail = self.hazards.frailty.is_some_and(|sd| sd != Quantity::Known(0.0));
        let founding = self.founding_of.get(&index).copied().filter(|&number| self.foundings[number].founder.is_none());
        if !is_frail && founding.is_none() && ways.len() == 1 && ways[0].within.is_empty() {
            let way = ways.remove(0);
            self.done.cells.extend(way.cells);
            match way.exit[..] {
                [] => {}
                [at] => self.done.exits.push(Cell { at, amount: 1.0 }),
                _ => self.done.unknown.push(way.exit),
            }
            return;
        }
        let people = &mut self.done.people;
        let number = *self.person_of.entry(spell.person).or_insert_with(|| {
            people.push(Person::default());
            people.len() - 1
        });
        people[number].spells.push(ways);
        if let Some(founding) = founding {
            self.candidates.push(Candidate { founding, person: number, spell: people[number].spells.len() - 1 });
        }
    }

    /// Whether everything is known of a spell that its hazards depend on.
    fn is_complete(&self, spell: &Spell) -> bool {
        self.hazards.channels.iter().all(|channel| {
            let has_hire = channel.tenure.is_empty() || spell.hired != Hired::Unknown;
            has_hire && channel.covariates.iter().all(|&(index, _)| spell.covariates[index].is_finite())
        })
    }

    /// A spell with one date of hire, and observed until one moment where it was not an exit that ended it.
    fn way(&mut self, index: usize, hired: Hired, end: f64, marks: &[f64], course: Option<&Course>) -> Alternative {
        let study = self.study;
        let spell = &study.spells[index];
        let bands = self.band_ends(hired);
        let mut way = Alternative::default();
        let (when, channel) = match self.endings[index] {
            Ending::Censored(_) => (When::At(end), None),
            Ending::Exit(when, channel) => (when, Some(channel)),
        };
        // One who founded with another left by no hazard.
        let founder = self.founding_of.get(&index).and_then(|&number| self.foundings[number].founder);
        let channel = channel.filter(|_| founder.is_none_or(|founder| founder == index));
        let first = place(marks, spell.entry);
        let certain = place(marks, when.earliest().max(spell.entry));
        let last = place(marks, when.latest());
        for mark in first..last {
            let length = marks[mark + 1] - marks[mark];
            let here = Here::on(&bands, marks, mark);
            let slots: Vec<u32> = course.map_or(Vec::new(), |course| course.pulls.iter().map(|pull| pull.stretches[mark]).collect());
            let hazards = self.hazards_of(spell, &here, course, course.map_or(0, |course| course.stretches[mark]), &slots);
            if mark >= certain {
                let possible = channel.map_or(Vec::new(), |channel| self.exit_of(spell, channel, &here, None, 0, &[]));
                way.within.push(Stretch { length, hazards, possible });
                continue;
            }
            way.cells.extend(hazards.into_iter().map(|at| Cell { at, amount: length }));
            if let Some(channel) = channel.filter(|_| mark + 1 == last && certain == last) {
                let slots: Vec<u32> = course.map_or(Vec::new(), |course| course.pulls.iter().map(|pull| pull.points[last]).collect());
                way.exit = self.exit_of(spell, channel, &here, course, course.map_or(0, |course| course.points[last]), &slots);
            }
        }
        way
    }

    /// All hazards of a spell: of the channels, and of the pulls that have a slot.
    fn hazards_of(&mut self, spell: &Spell, here: &Here<'_>, course: Option<&Course>, slot: u32, pulls: &[u32]) -> Vec<Factors> {
        let stretch = self.climates.stretch(here.middle);
        let mut hazards = Vec::with_capacity(self.hazards.channels.len() + pulls.len());
        for c in 0..self.hazards.channels.len() {
            let level = self.level(c, here.band(c), spell);
            hazards.push(Factors { level, climate: self.climates.of_channel(c, stretch, Reach::Whole), slot });
        }
        for (pull, &slot) in course.iter().flat_map(|course| &course.pulls).zip(pulls).filter(|(_, slot)| **slot != 0) {
            hazards.extend(self.pull_of(spell, here, pull.spinout, slot));
        }
        hazards
    }

    /// The hazards by which an exit through a channel, or an unknown one, can have come: of the channel, in the share of where it led, and
    /// of the pull of the spin-out that it led to, or of any where that is not known.
    fn exit_of(
        &mut self,
        spell: &Spell,
        channel: Option<usize>,
        here: &Here<'_>,
        course: Option<&Course>,
        slot: u32,
        pulls: &[u32],
    ) -> Vec<Factors> {
        let stretch = self.climates.stretch(here.middle);
        let mut hazards = Vec::new();
        for c in (0..self.hazards.channels.len()).filter(|&c| channel.is_none_or(|channel| channel == c)) {
            let is_founding = self.hazards.channels[c].kind == Kind::Found;
            let mut is_pulled = false;
            for (pull, &slot) in course.iter().flat_map(|course| &course.pulls).zip(pulls).filter(|(_, slot)| **slot != 0) {
                let spinout = &self.spinouts[pull.spinout];
                let leads_there = spell.destination.is_none_or(|to| spinout.destination == Some(to));
                if spinout.channel == c && leads_there && !is_founding {
                    is_pulled |= spell.destination.is_some();
                    hazards.extend(self.pull_of(spell, here, pull.spinout, slot));
                }
            }
            let reach = self.market.reach(c, spell.destination, here.middle);
            if !is_pulled || matches!(reach, Reach::Listed(_)) {
                let level = self.level(c, here.band(c), spell);
                hazards.push(Factors { level, climate: self.climates.of_channel(c, stretch, reach), slot });
            }
        }
        hazards
    }

    /// The hazard of a spell by the pull of a spin-out.
    fn pull_of(&mut self, spell: &Spell, here: &Here<'_>, index: usize, slot: u32) -> Option<Factors> {
        let spinout = &self.spinouts[index];
        let is_tied = spinout.tie(spell.team, here.middle)?;
        let climate = self.climates.of_pull(index, spinout, is_tied, self.climates.stretch(here.middle));
        let c = spinout.channel;
        Some(Factors { level: self.level(self.hazards.channels.len() + c, here.band(c), spell), climate, slot })
    }

    /// The level of a spell in a band of a lane: of a channel, or of the pull that is part of it, which has a rate of its own in place of
    /// the channel's hazard.
    fn level(&mut self, lane: usize, band: usize, spell: &Spell) -> u32 {
        let channels = self.hazards.channels.len();
        let channel = &self.hazards.channels[lane % channels];
        let bits = channel.covariates.iter().map(|&(index, _)| spell.covariates[index].to_bits()).collect();
        let number = self.profile_of.len() as u32;
        let profile = if channel.covariates.is_empty() { u32::MAX } else { *self.profile_of.entry(bits).or_insert(number) };
        if let Some(&level) = self.level_of.get(&(lane, band, profile)) {
            return level;
        }
        let (Baseline::Offers { acceptance: base, .. } | Baseline::Hazard { per_year: base }) = channel.baseline;
        let is_pull = lane >= channels && matches!(channel.baseline, Baseline::Hazard { .. });
        let factors = match (channel.tenure.get(band).map(|band| band.effect), is_pull) {
            (Some(TenureEffect::Hazard(hazard)), false) => vec![(hazard, 1.0)],
            (Some(TenureEffect::Hazard(_)), true) if base == Quantity::Known(0.0) => Vec::new(),
            (Some(TenureEffect::Hazard(hazard)), true) => vec![(hazard, 1.0), (base, -1.0)],
            (Some(TenureEffect::Ratio(ratio)), false) => vec![(base, 1.0), (ratio, 1.0)],
            (Some(TenureEffect::Ratio(ratio)), true) => vec![(ratio, 1.0)],
            (None, false) => vec![(base, 1.0)],
            (None, true) => Vec::new(),
        };
        let mut constant = 0.0;
        let mut slopes: Vec<Slope> = Vec::new();
        let covariates = channel.covariates.iter().map(|&(index, ratio)| (ratio, spell.covariates[index]));
        for (number, power) in factors.into_iter().chain(covariates) {
            match number {
                Quantity::Known(number) if power != 0.0 => constant += power * math::ln(number),
                Quantity::Known(_) => {}
                Quantity::Uncertain(parameter) => slopes.push(((self.coordinate)(parameter), power)),
            }
        }
        let level = self.done.levels.push(constant, &slopes);
        self.level_of.insert((lane, band, profile), level);
        level
    }
}

/// A stretch of a spell.
struct Here<'a> {
    bands: &'a [Vec<f64>],
    middle: f64,
}

impl<'a> Here<'a> {
    fn on(bands: &'a [Vec<f64>], marks: &[f64], mark: usize) -> Self {
        Self { bands, middle: 0.5 * (marks[mark] + marks[mark + 1]) }
    }

    /// The band of tenure of a channel.
    fn band(&self, channel: usize) -> usize {
        self.bands[channel].iter().filter(|&&end| end <= self.middle).count()
    }
}

/// The spells that ended in an exit, by whom that moves.
#[derive(Default)]
struct Exits {
    of_team: BTreeMap<usize, Vec<usize>>,
    /// By the team led.
    of_leaders: BTreeMap<usize, Vec<usize>>,
    /// By the one who is moved, with weights.
    tied_to: BTreeMap<usize, Vec<(usize, f64)>>,
}

impl Exits {
    fn of(study: &Study, endings: &[Ending]) -> Self {
        let mut exits = Self::default();
        let left = |index: usize| matches!(endings[index], Ending::Exit(..));
        for (index, spell) in study.spells.iter().enumerate().filter(|&(index, _)| left(index)) {
            exits.of_team.entry(spell.team).or_default().push(index);
            if let Some(team) = spell.leads {
                exits.of_leaders.entry(team).or_default().push(index);
            }
        }
        for &(from, to, weight) in study.ties.iter().filter(|tie| left(tie.0)) {
            exits.tied_to.entry(to).or_default().push((from, weight));
        }
        exits
    }
}

/// The moments that stand for an end of observation that was not an exit: the middles of equal parts of a coarse one.
fn ways_of_end(ending: Ending) -> Vec<f64> {
    match ending {
        Ending::Censored(When::Within(from, to)) => {
            (0..WAYS).map(|way| from + (to - from) * (f64::from(way) + 0.5) / f64::from(WAYS)).collect()
        }
        Ending::Censored(when) | Ending::Exit(when, _) => vec![when.latest()],
    }
}

/// Those who are moved alike: by teams, alone where ties are listed or where an own earlier exit moves the others only.
fn groups(study: &Study, endings: &[Ending], contagion: Option<&Contagion>) -> Vec<Vec<usize>> {
    let mut exits_of: HashMap<usize, u32> = HashMap::new();
    let left = |ending: &Ending| u32::from(matches!(ending, Ending::Exit(..)));
    for (spell, ending) in study.spells.iter().zip(endings) {
        *exits_of.entry(spell.person).or_insert(0) += left(ending);
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: HashMap<usize, usize> = HashMap::new();
    for (index, spell) in study.spells.iter().enumerate() {
        let left_otherwise = exits_of[&spell.person] > left(&endings[index]);
        if contagion.is_some_and(|own| matches!(own.ties, Ties::Edges(_))) || left_otherwise {
            groups.push(vec![index]);
        } else {
            let group = *group_of.entry(spell.team).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[group].push(index);
        }
    }
    groups
}
