//! Lays out a study: from spells to [`Exposure`].

use std::collections::{BTreeMap, HashMap};

use crate::math;
use crate::parameter::Quantity;
use crate::scenario::{Baseline, Contagion, Decay, TenureEffect, Ties};

use super::exposure::{Alternative, Cell, Climate, Course, Exposure, Factors, Person, Slot, Span, Stretch};
use super::hazards::{Hazards, Period};
use super::influence::{LEADER, OTHER, OWN, State};
use super::jet::Slope;
use super::study::{Ending, Hired, MOMENT, Spell, Study, When};

/// A coarse date of hire is taken at so many of its days, evenly spread, and a coarse end of observation at so many moments.
const WAYS: u32 = 12;

/// The state of laying out.
struct Layout<'a> {
    study: &'a Study,
    hazards: &'a Hazards,
    endings: &'a [Ending],
    /// Whether everybody is kept apart.
    is_apart: bool,
    coordinate: &'a dyn Fn(usize) -> u32,
    done: Exposure,
    /// Times at which what acts on everybody changes.
    edges: Vec<f64>,
    /// The climate of each channel between them: stretch by channel.
    climate_of: Vec<u32>,
    /// Levels known so far, by channel, band and profile of covariates.
    level_of: HashMap<(usize, usize, u32), u32>,
    profile_of: HashMap<Vec<u64>, u32>,
    /// Slots known so far where nothing fades.
    slot_of: HashMap<[u64; 3], u32>,
    /// The number in `people` of each person who must be kept apart.
    person_of: HashMap<usize, usize>,
}

/// Lays out a study.
///
/// `endings` stand in place of the spells' own; `periods` are all that act; `coordinate` gives the coordinate of a parameter. Where exits
/// act ([`acts`]), those that leave must have moments.
pub fn lay_out(study: &Study, hazards: &Hazards, endings: &[Ending], periods: &[Period], coordinate: &dyn Fn(usize) -> u32) -> Exposure {
    lay_out_people(study, hazards, endings, periods, coordinate, false)
}

/// The same; where `is_apart`, everybody stands in [`Exposure::people`], with the time of every cell.
pub fn lay_out_people(
    study: &Study,
    hazards: &Hazards,
    endings: &[Ending],
    periods: &[Period],
    coordinate: &dyn Fn(usize) -> u32,
    is_apart: bool,
) -> Exposure {
    let mut layout = Layout {
        study,
        hazards,
        endings,
        is_apart,
        coordinate,
        done: Exposure { slots: vec![Slot::Still], ..Exposure::default() },
        edges: Vec::new(),
        climate_of: Vec::new(),
        level_of: HashMap::new(),
        profile_of: HashMap::new(),
        slot_of: HashMap::new(),
        person_of: HashMap::new(),
    };
    layout.lay_climates(periods);
    match &hazards.contagion {
        Some(contagion) if acts(hazards) => layout.lay_groups(contagion),
        _ => {
            for index in 0..study.spells.len() {
                let marks = in_order(layout.own_marks(index));
                layout.lay_spell(index, &marks, None);
            }
        }
    }
    add_up(&mut layout.done.cells);
    add_up(&mut layout.done.exits);
    layout.done
}

/// Whether exits act on anybody.
pub fn acts(hazards: &Hazards) -> bool {
    let moves = |ratio: Quantity| ratio != Quantity::Known(1.0);
    hazards.contagion.as_ref().is_some_and(|contagion| moves(contagion.ratio) || contagion.leader.is_some_and(|l| moves(l.ratio)))
}

/// Whether everything is known of a spell that its hazards depend on.
pub fn is_complete(hazards: &Hazards, spell: &Spell) -> bool {
    hazards.channels.iter().all(|channel| {
        let has_hire = channel.tenure.is_empty() || spell.hired != Hired::Unknown;
        has_hire && channel.covariates.iter().all(|&(index, _)| spell.covariates[index].is_finite())
    })
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
fn in_order(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times.dedup_by(|time, kept| *time - *kept <= MOMENT);
    times
}

/// The index of a moment among others.
fn place(marks: &[f64], time: f64) -> usize {
    marks.partition_point(|&mark| mark < time - MOMENT)
}

impl Layout<'_> {
    /// Finds the stretches of the calendar and what acts on each.
    fn lay_climates(&mut self, periods: &[Period]) {
        let (first, last) = self.study.span();
        let path = self.hazards.path.as_ref();
        let edges = periods.iter().flat_map(|period| [period.from, period.until]);
        let edges = edges.chain(path.iter().flat_map(|path| path.edges.iter().copied()));
        self.edges = in_order(edges.filter(|&edge| edge > first && edge < last).collect());
        let mut known: HashMap<(usize, Vec<u32>, Option<u32>), u32> = HashMap::new();
        for stretch in 0..=self.edges.len() {
            let from = if stretch == 0 { first } else { self.edges[stretch - 1] };
            let middle = 0.5 * (from + self.edges.get(stretch).copied().unwrap_or(last));
            for (c, channel) in self.hazards.channels.iter().enumerate() {
                let acts = |period: &Period| period.channels.contains(&c) && period.from < middle && middle <= period.until;
                let acting: Vec<u32> = (0..periods.len()).filter(|&p| acts(&periods[p])).map(|p| p as u32).collect();
                let month = path.filter(|path| path.channels.contains(&c)).and_then(|path| {
                    let month = path.edges.partition_point(|&edge| edge <= middle);
                    (month > 0 && month < path.edges.len()).then(|| month as u32 - 1)
                });
                let offers = match channel.baseline {
                    Baseline::Offers { per_year, .. } => Some(per_year),
                    Baseline::Hazard { .. } => None,
                };
                let climates = &mut self.done.climates;
                let index = *known.entry((c, acting.clone(), month)).or_insert_with(|| {
                    climates.push(Climate { is_limited: offers.is_some(), offers, periods: acting, month });
                    climates.len() as u32 - 1
                });
                self.climate_of.push(index);
            }
        }
    }

    /// Splits the time of each group of people who are moved alike where anything begins or ends for any of them.
    fn lay_groups(&mut self, contagion: &Contagion) {
        let fades = |decay: Decay| matches!(decay, Decay::HalfLife(_));
        let fades = fades(contagion.decay) || contagion.leader.is_some_and(|leader| fades(leader.decay));
        let exits = Exits::of(self.study, self.endings);
        for members in groups(self.study, self.endings, contagion) {
            let jumps = self.jumps(contagion, &exits, members[0]);
            let last = members.iter().map(|&m| self.endings[m].when().latest()).fold(f64::NEG_INFINITY, f64::max);
            let mut marks: Vec<f64> = members.iter().flat_map(|&m| self.own_marks(m)).collect();
            marks.extend(jumps.iter().map(|jump| jump.0).filter(|&time| time < last));
            let marks = in_order(marks);
            let mut by_mark: Vec<(usize, usize, f64)> =
                jumps.iter().map(|&(time, kind, weight)| (place(&marks, time), kind, weight)).filter(|jump| jump.0 < marks.len()).collect();
            by_mark.sort_by_key(|jump| jump.0);
            let mut course = Course { points: vec![0; marks.len()], stretches: vec![0; marks.len()], marks, jumps: by_mark };
            if fades {
                self.reserve_slots(&mut course, &members);
            } else {
                self.constant_slots(&mut course);
            }
            let marks = course.marks.clone();
            for member in members {
                self.lay_spell(member, &marks, Some(&course));
            }
            if fades {
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
        let (mut needs, mut exits) = (vec![0_i32; course.marks.len() + 1], vec![false; course.marks.len()]);
        for &member in members {
            let end = place(&course.marks, self.endings[member].when().latest());
            needs[place(&course.marks, self.study.spells[member].entry)] += 1;
            needs[end] -= 1;
            exits[end] = matches!(self.endings[member], Ending::Exit(..)) || exits[end];
        }
        let mut at_risk = 0;
        for mark in 0..course.marks.len() {
            if exits[mark] && !state.is_still() {
                course.points[mark] = self.push_slot(Slot::Along);
            }
            while let Some(&(_, kind, weight)) = jumps.next_if(|jump| jump.0 == mark) {
                state.jump(kind, weight);
            }
            at_risk += needs[mark];
            if at_risk > 0 && !state.is_still() {
                course.stretches[mark] = self.push_slot(Slot::Along);
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
        marks.extend(self.edges.iter().copied().filter(|&time| time > entry && time < end));
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
        if !is_complete(self.hazards, spell) {
            self.done.incomplete.push(index);
            return;
        }
        let hires = self.ways_of_hire(spell.hired);
        let ends = ways_of_end(self.endings[index]);
        let mut ways = Vec::with_capacity(hires.len() * ends.len());
        for &hired in &hires {
            for &end in &ends {
                ways.push(self.way(spell, self.endings[index], hired, end, marks, course));
            }
        }
        let is_frail = self.hazards.frailty.is_some_and(|sd| sd != Quantity::Known(0.0));
        if !self.is_apart && !is_frail && ways.len() == 1 && ways[0].within.is_empty() {
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
        people[number].numbers.push(index);
        people[number].spells.push(ways);
    }

    /// A spell with one date of hire, and observed until one moment where it was not an exit that ended it.
    fn way(&mut self, spell: &Spell, ending: Ending, hired: Hired, end: f64, marks: &[f64], course: Option<&Course>) -> Alternative {
        let bands = self.band_ends(hired);
        let mut way = Alternative::default();
        let (when, channel) = match ending {
            Ending::Censored(_) => (When::At(end), None),
            Ending::Exit(when, channel) => (when, Some(channel)),
        };
        let first = place(marks, spell.entry);
        let certain = place(marks, when.earliest().max(spell.entry));
        let last = place(marks, when.latest());
        let channels = self.hazards.channels.len();
        let is_possible = |c: usize| channel.is_some_and(|channel| channel.is_none_or(|channel| channel == c));
        for mark in first..last {
            let (from, to) = (marks[mark], marks[mark + 1]);
            let middle = 0.5 * (from + to);
            let slot = course.map_or(0, |course| course.stretches[mark]);
            let mut hazards = Vec::with_capacity(channels);
            let stretch = self.edges.partition_point(|&edge| edge <= middle);
            for (c, ends) in bands.iter().enumerate() {
                let band = ends.iter().filter(|&&end| end <= middle).count();
                let level = self.level(c, band, spell);
                let at = Factors { level, climate: self.climate_of[stretch * channels + c], slot };
                if mark < certain {
                    way.cells.push(Cell { at, amount: to - from });
                    if self.is_apart {
                        way.spans.push(Span { from, to, channel: c });
                    }
                } else {
                    hazards.push((at, is_possible(c)));
                }
                if mark + 1 == last && certain == last && is_possible(c) {
                    way.exit.push(Factors { slot: course.map_or(0, |course| course.points[last]), ..at });
                }
            }
            if mark >= certain {
                way.within.push(Stretch { length: to - from, hazards });
            }
        }
        way
    }

    /// The level of a spell in a band of a channel.
    fn level(&mut self, c: usize, band: usize, spell: &Spell) -> u32 {
        let channel = &self.hazards.channels[c];
        let bits = channel.covariates.iter().map(|&(index, _)| spell.covariates[index].to_bits()).collect();
        let number = self.profile_of.len() as u32;
        let profile = if channel.covariates.is_empty() { u32::MAX } else { *self.profile_of.entry(bits).or_insert(number) };
        if let Some(&level) = self.level_of.get(&(c, band, profile)) {
            return level;
        }
        let (base, ratio) = match (channel.baseline, channel.tenure.get(band).map(|band| band.effect)) {
            (_, Some(TenureEffect::Hazard(hazard))) => (hazard, None),
            (Baseline::Offers { acceptance: base, .. } | Baseline::Hazard { per_year: base }, Some(TenureEffect::Ratio(ratio))) => {
                (base, Some(ratio))
            }
            (Baseline::Offers { acceptance: base, .. } | Baseline::Hazard { per_year: base }, None) => (base, None),
        };
        let mut constant = 0.0;
        let mut slopes: Vec<Slope> = Vec::new();
        let covariates = channel.covariates.iter().map(|&(index, ratio)| (ratio, spell.covariates[index]));
        for (number, power) in [Some((base, 1.0)), ratio.map(|ratio| (ratio, 1.0))].into_iter().flatten().chain(covariates) {
            match number {
                Quantity::Known(number) if power != 0.0 => constant += power * math::ln(number),
                Quantity::Known(_) => {}
                Quantity::Uncertain(parameter) => slopes.push(((self.coordinate)(parameter), power)),
            }
        }
        let level = self.done.levels.push(constant, &slopes);
        self.level_of.insert((c, band, profile), level);
        level
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
fn groups(study: &Study, endings: &[Ending], contagion: &Contagion) -> Vec<Vec<usize>> {
    let mut exits_of: HashMap<usize, u32> = HashMap::new();
    let left = |ending: &Ending| u32::from(matches!(ending, Ending::Exit(..)));
    for (spell, ending) in study.spells.iter().zip(endings) {
        *exits_of.entry(spell.person).or_insert(0) += left(ending);
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: HashMap<usize, usize> = HashMap::new();
    for (index, spell) in study.spells.iter().enumerate() {
        let left_otherwise = exits_of[&spell.person] > left(&endings[index]);
        if matches!(contagion.ties, Ties::Edges(_)) || left_otherwise {
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
