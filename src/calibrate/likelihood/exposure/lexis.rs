//! Lexis expansion of a study: from spells to [`Exposure`].

use std::collections::HashMap;

use crate::hazard::baseline::parts_of_band;
use crate::hazard::competitors::Reach;
use crate::hazard::tenure::band_end;
use crate::history::{Past, PastSpinout};
use crate::math;
use crate::parameter::Quantity;
use crate::scenario::Kind;

use super::super::derivatives::Slope;
use super::super::hazards::{Hazards, Period};
use super::super::survival_data::{Ending, Hired, MOMENT, Spell, SurvivalData, When};
use super::calendar_factors::CalendarFactors;
use super::cofounding::{self, Founding, PossibleFounder};
use super::competitor_shares::CompetitorShares;
use super::spinouts;
use super::{Cell, ContagionFactor, ContagionPath, Exposure, Factors, Imputation, Person, Span, Stretch};

/// A coarse date of hire is taken at so many of its days, evenly spread, and a coarse end of observation at so many moments.
const IMPUTATIONS: u32 = 12;

/// The state of laying out.
pub struct LexisExpansion<'a> {
    pub study: &'a SurvivalData,
    pub hazards: &'a Hazards,
    /// When and how each spell ceased to be at risk.
    pub endings: &'a [Ending],
    /// Whether everybody is kept by person.
    pub by_person: bool,
    pub coordinate: &'a dyn Fn(usize) -> u32,
    pub done: Exposure,
    pub calendar: CalendarFactors<'a>,
    pub shares: &'a CompetitorShares<'a>,
    pub spinouts: Vec<PastSpinout>,
    pub foundings: &'a [Founding],
    /// The founding in which each spell ended, if it did.
    pub founding_of: HashMap<usize, usize>,
    pub founders: Vec<PossibleFounder>,
    /// Levels known so far, by lane (the channels, then their pulls), band and profile of covariates.
    pub level_of: HashMap<(usize, usize, u32), u32>,
    pub profile_of: HashMap<Vec<u64>, u32>,
    /// Band and level of each lane where the spell in hand was last.
    pub recent: Vec<Option<(usize, u32)>>,
    /// Contagion factors known so far where nothing fades.
    pub contagion_factor_of: HashMap<[u64; 3], u32>,
    /// The number in `people` of each person who is kept by person.
    pub person_of: HashMap<usize, usize>,
}

/// Lexis expansion of a study.
///
/// `exits` stand in place of the spells' own endings, and `foundings` are theirs; `periods` are all that act; `coordinate` gives the
/// coordinate of a parameter. Where exits act ([`acts`]), those that leave must have moments. If `by_person`, everybody stands in
/// [`Exposure::people`], with the time of every cell, and each who may have been first in a founding as that one.
pub fn lexis_expand(
    study: &SurvivalData,
    hazards: &Hazards,
    exits: &[Ending],
    foundings: &[Founding],
    periods: &[Period],
    coordinate: &dyn Fn(usize) -> u32,
    by_person: bool,
) -> Exposure {
    let endings = cofounding::decisions(hazards, exits, foundings);
    let spells: Vec<(usize, f64)> = study.spells.iter().map(|spell| (spell.person, spell.entry)).collect();
    let past = Past::new(spinouts::past_exits(study, hazards, exits), &spells, &hazards.competitors);
    let shares = CompetitorShares::new(hazards, &past);
    let mut spinouts = past.spinouts(hazards.spinouts.as_ref());
    spinouts.retain(|spinout| spinout.pull.per_year != Quantity::Known(0.0));
    let members = |(number, founding): (usize, &Founding)| founding.members.iter().map(move |&member| (member, number)).collect::<Vec<_>>();
    let mut expansion = LexisExpansion {
        study,
        hazards,
        endings: &endings,
        by_person,
        coordinate,
        done: Exposure {
            contagion_factors: vec![ContagionFactor::None],
            trials: cofounding::trials(study, exits, &endings, foundings),
            ..Exposure::default()
        },
        calendar: CalendarFactors::new(study, hazards, periods, &shares),
        shares: &shares,
        spinouts,
        foundings,
        founding_of: foundings.iter().enumerate().flat_map(members).collect(),
        founders: Vec::new(),
        level_of: HashMap::new(),
        profile_of: HashMap::new(),
        recent: Vec::new(),
        contagion_factor_of: HashMap::new(),
        person_of: HashMap::new(),
    };
    if acts(study, hazards) {
        expansion.expand_groups(hazards.contagion.as_ref().filter(|_| moves(hazards)));
    } else {
        for index in 0..study.spells.len() {
            let marks = in_order(expansion.own_marks(index));
            expansion.expand_spell(index, &marks, None);
        }
    }
    let mut done = expansion.done;
    done.calendar_factors = expansion.calendar.list;
    if !by_person {
        done.cofounders = cofounding::group_cofounders(&mut done.people, &expansion.founders);
    }
    add_up(&mut done.cells);
    add_up(&mut done.exits);
    done
}

/// Whether exits act on anybody, so that their dates matter to others.
pub fn acts(study: &SurvivalData, hazards: &Hazards) -> bool {
    moves(hazards) || spinouts::act(study, hazards)
}

/// Whether exits act by contagion.
pub fn moves(hazards: &Hazards) -> bool {
    let moves = |ratio: Quantity| ratio != Quantity::Known(1.0);
    hazards.contagion.as_ref().is_some_and(|contagion| moves(contagion.ratio) || contagion.leader.is_some_and(|l| moves(l.ratio)))
}

/// Whether everything is known of a spell that its hazards depend on.
fn is_complete(hazards: &Hazards, spell: &Spell) -> bool {
    hazards.channels.iter().all(|channel| {
        let has_hire = channel.tenure.is_empty() || spell.hired != Hired::Unknown;
        has_hire && channel.covariates.iter().all(|&(index, _)| spell.covariates[index].is_finite())
    })
}

/// Whether a spell has a part in the likelihood: all is known of it that its hazards depend on, and it was at risk, which under notice it was
/// not if the decision was before the entry.
pub fn counts(hazards: &Hazards, spell: &Spell) -> bool {
    is_complete(hazards, spell) && spell.ending.earlier(hazards.notice).when().latest() > spell.entry + MOMENT
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
pub fn place(marks: &[f64], time: f64) -> usize {
    marks.partition_point(|&mark| mark < time - MOMENT)
}

impl LexisExpansion<'_> {
    /// The moments at which anything begins or ends for a spell, whatever others do.
    pub fn own_marks(&self, index: usize) -> Vec<f64> {
        let spell = &self.study.spells[index];
        let when = self.endings[index].when();
        let (entry, end) = (spell.entry, when.latest());
        let mut marks = vec![entry, when.earliest().max(entry), end];
        for hired in self.imputed_hires(spell.hired) {
            marks.extend(self.band_ends(hired).into_iter().flatten().filter(|&time| time > entry && time < end));
        }
        marks.extend(imputed_ends(self.endings[index]).into_iter().filter(|&time| time > entry));
        marks.extend(self.calendar.edges.iter().copied().filter(|&time| time > entry && time < end));
        marks
    }

    /// The dates of hire that stand for one; itself where no hazard depends on it.
    fn imputed_hires(&self, hired: Hired) -> Vec<Hired> {
        let Hired::Among(first, days) = hired else { return vec![hired] };
        if self.hazards.channels.iter().all(|channel| channel.tenure.is_empty()) {
            return vec![hired];
        }
        let imputations = days.min(IMPUTATIONS);
        let day = |imputation: u32| (2 * imputation + 1) * days / (2 * imputations);
        (0..imputations).map(|imputation| Hired::On(first.saturating_add(jiff::Span::new().days(i64::from(day(imputation)))))).collect()
    }

    /// The ends of the bands of tenure of each channel \[years\]. A hire that is not known has none.
    fn band_ends(&self, hired: Hired) -> Vec<Vec<f64>> {
        let end = |until: crate::calendar::Duration| match hired {
            Hired::At(time) => time + until.years(),
            Hired::On(date) => band_end(self.study.clock, until, date),
            Hired::Among(..) | Hired::Unknown => f64::INFINITY,
        };
        self.hazards.channels.iter().map(|channel| channel.tenure.iter().map(|band| end(band.until)).collect()).collect()
    }

    /// Lays out one spell between the moments of its group, or its own.
    pub fn expand_spell(&mut self, index: usize, marks: &[f64], path: Option<&ContagionPath>) {
        let study = self.study;
        let spell = &study.spells[index];
        if !is_complete(self.hazards, spell) {
            self.done.incomplete.push(index);
            return;
        }
        let hires = self.imputed_hires(spell.hired);
        let ends = imputed_ends(self.endings[index]);
        let mut imputations = Vec::with_capacity(hires.len() * ends.len());
        for &hired in &hires {
            for &end in &ends {
                imputations.push(self.imputation(index, hired, end, marks, path));
            }
        }
        let is_frail = self.hazards.frailty.is_some_and(|sd| sd != Quantity::Known(0.0));
        let founding = self.founding_of.get(&index).copied().filter(|&number| self.foundings[number].founder.is_none());
        if !self.by_person && !is_frail && founding.is_none() && imputations.len() == 1 && imputations[0].within.is_empty() {
            let imputation = imputations.remove(0);
            self.done.cells.extend(imputation.cells);
            match imputation.exit[..] {
                [] => {}
                [at] => self.done.exits.push(Cell { at, amount: 1.0 }),
                _ => self.done.unknown.push(imputation.exit),
            }
            return;
        }
        let people = &mut self.done.people;
        let number = *self.person_of.entry(spell.person).or_insert_with(|| {
            people.push(Person::default());
            people.len() - 1
        });
        people[number].numbers.push(index);
        people[number].spells.push(imputations);
        if let Some(founding) = founding {
            self.founders.push(PossibleFounder { founding, person: number, spell: people[number].spells.len() - 1 });
        }
    }

    /// A spell with one date of hire, and observed until one moment where it was not an exit that ended it.
    fn imputation(&mut self, index: usize, hired: Hired, end: f64, marks: &[f64], path: Option<&ContagionPath>) -> Imputation {
        let study = self.study;
        let spell = &study.spells[index];
        let bands = self.band_ends(hired);
        let mut imputation = Imputation::default();
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
        self.recent = vec![None; 2 * self.hazards.channels.len()];
        for mark in first..last {
            let length = marks[mark + 1] - marks[mark];
            let here = Interval::on(&bands, marks, mark);
            let factors: Vec<u32> = path.map_or(Vec::new(), |path| path.pulls.iter().map(|pull| pull.stretches[mark]).collect());
            let hazards = self.hazards_of(spell, &here, path, path.map_or(0, |path| path.stretches[mark]), &factors);
            if mark >= certain {
                let possible = channel.map_or(Vec::new(), |channel| self.exit_of(spell, channel, &here, None, 0, &[]));
                imputation.within.push(Stretch { length, hazards: hazards.into_iter().map(|(_, at)| at).collect(), possible });
                continue;
            }
            if self.by_person {
                let (from, to) = (marks[mark], marks[mark + 1]);
                imputation.spans.extend(hazards.iter().map(|&(channel, _)| Span { from, to, channel }));
            }
            imputation.cells.extend(hazards.into_iter().map(|(_, at)| Cell { at, amount: length }));
            if let Some(channel) = channel.filter(|_| mark + 1 == last && certain == last) {
                let factors: Vec<u32> = path.map_or(Vec::new(), |path| path.pulls.iter().map(|pull| pull.points[last]).collect());
                imputation.exit = self.exit_of(spell, channel, &here, path, path.map_or(0, |path| path.points[last]), &factors);
            }
        }
        imputation
    }

    /// All hazards of a spell, each with its channel: of the channels, and of the pulls that act.
    fn hazards_of(
        &mut self,
        spell: &Spell,
        here: &Interval<'_>,
        path: Option<&ContagionPath>,
        contagion: u32,
        pulls: &[u32],
    ) -> Vec<(usize, Factors)> {
        let stretch = self.calendar.stretch(here.middle);
        let mut hazards = Vec::with_capacity(self.hazards.channels.len() + pulls.len());
        for c in 0..self.hazards.channels.len() {
            let level = self.level(c, here.band(c), spell);
            hazards.push((c, Factors { level, calendar: self.calendar.of_channel(c, stretch, Reach::Whole), contagion }));
        }
        for (pull, &factor) in path.iter().flat_map(|path| &path.pulls).zip(pulls).filter(|(_, factor)| **factor != 0) {
            let channel = self.spinouts[pull.spinout].channel;
            hazards.extend(self.pull_of(spell, here, pull.spinout, factor).map(|at| (channel, at)));
        }
        hazards
    }

    /// The hazards by which an exit through a channel, or an unknown one, can have come: of the channel, in the share of where it led, and
    /// of the pull of the spin-out that it led to, or of any where that is not known.
    fn exit_of(
        &mut self,
        spell: &Spell,
        channel: Option<usize>,
        here: &Interval<'_>,
        path: Option<&ContagionPath>,
        contagion: u32,
        pulls: &[u32],
    ) -> Vec<Factors> {
        let stretch = self.calendar.stretch(here.middle);
        let mut hazards = Vec::new();
        for c in (0..self.hazards.channels.len()).filter(|&c| channel.is_none_or(|channel| channel == c)) {
            let is_founding = self.hazards.channels[c].kind == Kind::Found;
            let mut is_pulled = false;
            for (pull, &factor) in path.iter().flat_map(|path| &path.pulls).zip(pulls).filter(|(_, factor)| **factor != 0) {
                let spinout = &self.spinouts[pull.spinout];
                let leads_there = spell.destination.is_none_or(|to| spinout.destination == Some(to));
                if spinout.channel == c && leads_there && !is_founding {
                    is_pulled |= spell.destination.is_some();
                    hazards.extend(self.pull_of(spell, here, pull.spinout, factor));
                }
            }
            let reach = self.shares.reach(c, spell.destination, here.middle);
            if !is_pulled || matches!(reach, Reach::Listed(_)) {
                let level = self.level(c, here.band(c), spell);
                hazards.push(Factors { level, calendar: self.calendar.of_channel(c, stretch, reach), contagion });
            }
        }
        hazards
    }

    /// The hazard of a spell by the pull of a spin-out.
    fn pull_of(&mut self, spell: &Spell, here: &Interval<'_>, index: usize, contagion: u32) -> Option<Factors> {
        let spinout = &self.spinouts[index];
        let is_tied = spinout.tie(spell.team, here.middle)?;
        let calendar = self.calendar.of_pull(index, spinout, is_tied, self.calendar.stretch(here.middle));
        let c = spinout.channel;
        Some(Factors { level: self.level(self.hazards.channels.len() + c, here.band(c), spell), calendar, contagion })
    }

    /// The level of a spell in a band of a lane: of a channel, or of the pull that is part of it, which has a rate of its own in place of
    /// the channel's hazard.
    fn level(&mut self, lane: usize, band: usize, spell: &Spell) -> u32 {
        if let Some((_, level)) = self.recent[lane].filter(|recent| recent.0 == band) {
            return level;
        }
        let level = self.find_level(lane, band, spell);
        self.recent[lane] = Some((band, level));
        level
    }

    fn find_level(&mut self, lane: usize, band: usize, spell: &Spell) -> u32 {
        let channels = self.hazards.channels.len();
        let channel = &self.hazards.channels[lane % channels];
        let bits = channel.covariates.iter().map(|&(index, _)| spell.covariates[index].to_bits()).collect();
        let number = self.profile_of.len() as u32;
        let profile = if channel.covariates.is_empty() { u32::MAX } else { *self.profile_of.entry(bits).or_insert(number) };
        if let Some(&level) = self.level_of.get(&(lane, band, profile)) {
            return level;
        }
        let [baseline, ratio] = parts_of_band(channel, band, lane >= channels);
        let mut constant = 0.0;
        let mut slopes: Vec<Slope> = Vec::new();
        let covariates = channel.covariates.iter().map(|&(index, ratio)| (ratio, spell.covariates[index]));
        for (number, power) in baseline.into_iter().chain(ratio).chain(covariates) {
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
struct Interval<'a> {
    bands: &'a [Vec<f64>],
    middle: f64,
}

impl<'a> Interval<'a> {
    fn on(bands: &'a [Vec<f64>], marks: &[f64], mark: usize) -> Self {
        Self { bands, middle: 0.5 * (marks[mark] + marks[mark + 1]) }
    }

    /// The band of tenure of a channel.
    fn band(&self, channel: usize) -> usize {
        self.bands[channel].iter().filter(|&&end| end <= self.middle).count()
    }
}

/// The moments that stand for an end of observation that was not an exit: the middles of equal parts of a coarse one.
fn imputed_ends(ending: Ending) -> Vec<f64> {
    match ending {
        Ending::Censored(When::Within(from, to)) => {
            (0..IMPUTATIONS).map(|imputation| from + (to - from) * (f64::from(imputation) + 0.5) / f64::from(IMPUTATIONS)).collect()
        }
        Ending::Censored(when) | Ending::Exit(when, _) => vec![when.latest()],
    }
}
