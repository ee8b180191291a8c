//! The compensator of a history: what a model expects, at each moment, of those at risk then, given all that happened before.
//!
//! The number of exits of a spell through a channel less its compensator, the cumulative hazard while at risk, is a martingale (Andersen,
//! Borgan, Gill & Keiding 1993, chapter II): over any stretch of time exits minus cumulative hazard have mean 0 under the model. Cox-Snell
//! residuals, expected exits and the expected Nelson-Aalen curve are sums of it.
//!
//! Hazards are those of the likelihood, on its own stretches of time ([`crate::calibrate::likelihood::exposure`]). Nobody sees frailty: the hazard given
//! the past is that of the mean ratio of those who are still there, `E[e^z e^(D z - H e^z)] / E[e^(D z - H e^z)]` after `D` exits and a
//! cumulative hazard `H`, so that the compensator of one spell is minus the log of its probability of staying.
//!
//! A founding is no matter of hazards for those who may join it: at its moment each team-mate who is there is expected to found along with
//! probability `cofound`. Who of several founders was first is weighed by the hazards that they had. Under notice exits count by the date
//! of the decision, at which hazards act.

use std::collections::{BTreeMap, HashMap};

use crate::math;
use crate::parameter::Quantity;
use crate::scenario::Ties;

use super::Draw;
use crate::calibrate::likelihood::derivatives::{Derivatives, Order};
use crate::calibrate::likelihood::exposure::cofounding::{self, Founding, foundings};
use crate::calibrate::likelihood::exposure::lexis::{acts, lexis_expand, moves};
use crate::calibrate::likelihood::exposure::{Cell, Factors, Imputation, Person, Span};
use crate::calibrate::likelihood::factors::{Evaluated, Numbers, Scratch, Shift};
use crate::calibrate::likelihood::hazards::{Hazards, Period};
use crate::calibrate::likelihood::survival_data::{Ending, Spell, SurvivalData, When};
use crate::calibrate::likelihood::{Likelihood, Refusal, shock_cases};
use crate::hazard::frailty::marginal::Centre;

/// Spells that are expanded together where nothing ties them to others.
const PART: usize = 512;
/// Standard deviations of frailty on either side within which its nodes lie.
const REACH: f64 = 6.5;

/// A stretch of time, or a moment, that a spell went through at the risk of an exit through a channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passage {
    /// Index of the spell in the study.
    pub spell: usize,
    /// Index of the channel.
    pub channel: usize,
    /// After this time \[years\].
    pub from: f64,
    /// Until this time \[years\].
    pub to: f64,
    /// The compensator's increase: exits expected.
    pub exits: f64,
}

/// What a model expects of a study, at any draw of its parameters.
#[derive(Clone, Debug)]
pub struct Compensator {
    study: SurvivalData,
    hazards: Hazards,
    learned: Vec<usize>,
    coordinates: Vec<Option<u32>>,
    /// What acts on everybody, by the case of the possible shocks.
    cases: Vec<Vec<Period>>,
    /// Spells that can be expanded without the others.
    parts: Vec<Vec<usize>>,
}

impl Compensator {
    /// That of a study under hazards, in passages that none of the times in `cuts` \[years\] divides.
    pub fn new(study: &SurvivalData, hazards: &Hazards, cuts: &[f64]) -> Self {
        let mut hazards = hazards.clone();
        let cut = |&time: &f64| Period::step(Vec::new(), Quantity::Known(1.0), time, f64::INFINITY);
        hazards.periods.extend(cuts.iter().map(cut));
        let learned = hazards.learned();
        let mut coordinates = vec![None; hazards.parameters.len()];
        for (coordinate, &parameter) in learned.iter().enumerate() {
            coordinates[parameter] = Some(coordinate as u32);
        }
        let cases = shock_cases(&hazards).into_iter().map(|case| case.periods).collect();
        Self { parts: parts(study, &hazards), study: study.clone(), hazards, learned, coordinates, cases }
    }

    /// How many parts of the study can be passed one without the other.
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// The logs of the learned parameters, then those of heat by month.
    fn point(&self, draw: &Draw) -> Vec<f64> {
        let logs = self.learned.iter().map(|&parameter| math::ln(draw.parameters[parameter]));
        logs.chain(draw.heat.iter().copied()).collect()
    }

    /// The endings of the spells, coarse exits at the moments that a draw gives them. Under notice these are later than the decisions.
    pub fn endings(&self, draw: &Draw) -> Vec<Ending> {
        let ending = |(index, spell): (usize, &Spell)| match spell.ending {
            Ending::Exit(When::Within(..), channel) => Ending::Exit(When::At(draw.ends[index]), channel),
            ending => ending,
        };
        self.study.spells.iter().enumerate().map(ending).collect()
    }

    /// The endings of the spells at risk in a case: those of the decisions.
    pub fn decisions(&self, endings: &[Ending], case: usize) -> Vec<Ending> {
        cofounding::decisions(&self.hazards, endings, &self.founded(endings, case))
    }

    /// The foundings of a case.
    fn founded(&self, endings: &[Ending], case: usize) -> Vec<Founding> {
        let mut assignments = cofounding::assignments(foundings(&self.study, &self.hazards, endings), &self.hazards);
        assignments.swap_remove(case / self.cases.len())
    }

    /// The case that stands for a draw, of the possible shocks and, under notice, of who was first in foundings: each with the probability
    /// that the history gives it, where `uniform` between 0 and 1 is drawn; without it the likeliest.
    ///
    /// # Errors
    /// Where the history has no likelihood.
    pub fn case_of(&self, draw: &Draw, uniform: Option<f64>) -> Result<usize, Refusal> {
        let endings = self.endings(draw);
        if self.cases.len() == 1 && cofounding::count_assignments(&foundings(&self.study, &self.hazards, &endings), &self.hazards) == 1 {
            return Ok(0);
        }
        let mut study = self.study.clone();
        for (spell, ending) in study.spells.iter_mut().zip(endings) {
            spell.ending = ending;
        }
        let weights = Likelihood::new(&study, &self.hazards)?.case_weights(&self.point(draw));
        let Some(uniform) = uniform else {
            let likeliest = weights.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            return Ok(likeliest.map_or(0, |(case, _)| case));
        };
        let mut left = uniform;
        let passed = weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        Ok(passed.unwrap_or(weights.len() - 1))
    }

    /// Calls `act` with every passage of a part of the study, in the order of time for each spell. Spells that the likelihood leaves out
    /// have none.
    pub fn pass(&self, draw: &Draw, endings: &[Ending], case: usize, part: usize, mut act: impl FnMut(Passage)) {
        let part = &self.parts[part];
        let periods = &self.cases[case % self.cases.len()];
        let founded = self.founded(endings, case);
        let coordinate = |parameter: usize| self.coordinates[parameter].unwrap_or_default();
        let is_whole = part.len() == self.study.spells.len();
        let exposure = if is_whole {
            lexis_expand(&self.study, &self.hazards, endings, &founded, periods, &coordinate, true)
        } else {
            let spells = part.iter().map(|&spell| self.study.spells[spell].clone()).collect();
            let endings: Vec<Ending> = part.iter().map(|&spell| endings[spell]).collect();
            let study = SurvivalData { spells, clock: self.study.clock, ties: Vec::new() };
            lexis_expand(&study, &self.hazards, &endings, &[], periods, &coordinate, true)
        };
        let at = self.point(draw);
        let numbers = Numbers { at: &at, coordinates: &self.coordinates };
        let contagion = self.hazards.contagion.as_ref().filter(|_| moves(&self.hazards));
        let evaluated = Evaluated::new(&exposure, periods, contagion, self.learned.len() as u32, numbers, Order::Gradient, 1);
        let sd = self.hazards.frailty.map_or(0.0, |sd| math::exp(numbers.log(sd)));
        let mut walk = Walk {
            evaluated: &evaluated,
            sd,
            sum: Derivatives::zero(at.len(), Order::Gradient),
            scratch: Scratch::default(),
            channels: self.hazards.channels.len(),
            intensities: HashMap::new(),
        };
        for person in &exposure.people {
            walk.person(person, |passage| act(Passage { spell: if is_whole { passage.spell } else { part[passage.spell] }, ..passage }));
        }
        let Some(spinouts) = self.hazards.spinouts.filter(|_| !founded.is_empty()) else { return };
        let cofound = math::exp(numbers.log(spinouts.cofound));
        let stayed = cofounding::who_stayed(&self.study, endings, &self.decisions(endings, case), &founded);
        for (founding, stayed) in founded.iter().zip(stayed) {
            let Ending::Exit(when, Some(channel)) = endings[founding.members[0]] else { continue };
            let time = when.earliest();
            let mut expect = |spell: usize, exits: f64| act(Passage { spell, channel, from: time, to: time, exits });
            for spell in stayed {
                expect(spell, cofound);
            }
            for (member, first) in walk.first(founding) {
                expect(member, cofound * (1.0 - first));
            }
        }
    }
}

/// Sets of spells that nothing ties to each other, joined to parts of at least [`PART`] as far as they go.
fn parts(study: &SurvivalData, hazards: &Hazards) -> Vec<Vec<usize>> {
    let whole = || vec![(0..study.spells.len()).collect::<Vec<usize>>()];
    if hazards.spinouts.is_some() || !hazards.competitors.is_empty() {
        return whole();
    }
    let by_team = match &hazards.contagion {
        Some(contagion) if acts(study, hazards) => match contagion.ties {
            Ties::Teams { across: Quantity::Known(0.0) } => true,
            Ties::Teams { .. } | Ties::Edges(_) => return whole(),
        },
        _ => false,
    };
    // Spells of one person share their frailty, and a leader's exit moves the team led.
    let key = |spell: &Spell| if by_team { spell.team } else { spell.person };
    let mut home: HashMap<usize, usize> = HashMap::new();
    for spell in study.spells.iter().filter(|_| by_team) {
        let is_split = *home.entry(spell.person).or_insert(spell.team) != spell.team;
        if is_split || spell.leads.iter().any(|&team| team != spell.team) {
            return whole();
        }
    }
    let mut sets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, spell) in study.spells.iter().enumerate() {
        sets.entry(key(spell)).or_default().push(index);
    }
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for set in sets.into_values() {
        match parts.last_mut() {
            Some(last) if last.len() < PART => last.extend(set),
            _ => parts.push(set),
        }
    }
    parts
}

/// The nodes of frailty of a person: log hazard ratio, ratio, and how likely each is given what happened so far.
#[derive(Clone, Debug)]
struct Nodes {
    nodes: Vec<(f64, f64)>,
    weights: Vec<f64>,
}

/// The walk through the spells of people.
struct Walk<'a> {
    evaluated: &'a Evaluated<'a>,
    sd: f64,
    sum: Derivatives,
    scratch: Scratch,
    channels: usize,
    /// The intensity of the exit that ended each spell, by index of the spell as it was expanded [exits a year].
    intensities: HashMap<usize, f64>,
}

impl Walk<'_> {
    /// The cumulative hazard of a cell.
    fn cumulative(&mut self, cell: &Cell, z: f64) -> f64 {
        self.sum.value = 0.0;
        self.evaluated.add_cumulative(&mut self.sum, 1.0, cell, Shift { value: z, ..Shift::default() }, &mut self.scratch);
        self.sum.value
    }

    /// The sum of the hazards of the channels through which an exit can have been.
    fn intensity(&mut self, exit: &[Factors], z: f64) -> f64 {
        self.sum.value = 0.0;
        for &at in exit {
            self.evaluated.add_hazard(&mut self.sum, at, Shift { value: z, ..Shift::default() }, &mut self.scratch);
        }
        self.sum.value
    }

    /// Passes the spells of a person. Each imputation of a spell counts as much as the history makes it likely.
    fn person(&mut self, person: &Person, mut act: impl FnMut(Passage)) {
        let mut nodes = self.nodes(person);
        for (&spell, imputations) in person.numbers.iter().zip(&person.spells) {
            let mut told = Vec::with_capacity(imputations.len());
            for imputation in imputations {
                let mut after = nodes.clone();
                let mut passages = Vec::with_capacity(imputation.cells.len());
                let (ln_likelihood, intensity) =
                    self.imputation(imputation, &mut after, |passage| passages.push(Passage { spell, ..passage }));
                told.push((ln_likelihood, intensity, passages, after));
            }
            let most = told.iter().map(|imputation| imputation.0).fold(f64::NEG_INFINITY, f64::max);
            let weight = |ln_likelihood: f64| if most > f64::NEG_INFINITY { math::exp(ln_likelihood - most) } else { 1.0 };
            let total: f64 = told.iter().map(|imputation| weight(imputation.0)).sum();
            for (ln_likelihood, intensity, passages, _) in &told {
                let share = weight(*ln_likelihood) / total;
                *self.intensities.entry(spell).or_default() += share * intensity;
                for passage in passages {
                    act(Passage { exits: passage.exits * share, ..*passage });
                }
            }
            if let Some((.., after)) = told.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)) {
                nodes = after;
            }
        }
    }

    /// The nodes of a person's frailty before anything happened: one where there is none.
    fn nodes(&mut self, person: &Person) -> Nodes {
        if self.sd == 0.0 {
            return Nodes { nodes: vec![(0.0, 1.0)], weights: vec![1.0] };
        }
        let exits =
            person.spells.iter().filter(|imputations| imputations.iter().any(|imputation| !imputation.exit.is_empty())).count() as f64;
        let cells = person.spells.iter().filter_map(|imputations| imputations.first()).flat_map(|imputation| &imputation.cells);
        let cumulative: f64 = cells.map(|cell| self.cumulative(cell, 0.0)).sum();
        // Both before the exits and after them the nodes are close enough for what they sum.
        let mut step = 2.0 * Centre::of(0.0, cumulative, self.sd).step.min(Centre::of(exits, cumulative, self.sd).step);
        // A limit of acceptance bends what is summed: closer nodes keep its error at some 1e-5.
        let highest = self.sd * (REACH + exits * self.sd);
        if person.spells.iter().flatten().any(|imputation| imputation.cells.iter().any(|cell| self.evaluated.could_bind(cell, highest))) {
            step *= 0.125;
        }
        let last = ((REACH + exits * self.sd) / step).ceil() as i32;
        let first = -((REACH / step).ceil() as i32);
        let mut nodes = Nodes { nodes: Vec::new(), weights: Vec::new() };
        for k in first..=last {
            let e = f64::from(k) * step;
            let z = -0.5 * self.sd * self.sd + self.sd * e;
            nodes.nodes.push((z, math::exp(z)));
            nodes.weights.push(math::exp(-0.5 * e * e));
        }
        nodes.normalise();
        nodes
    }

    /// The members of a founding, each with the probability to have been first.
    fn first(&self, founding: &Founding) -> Vec<(usize, f64)> {
        let intensity = |member: usize| match founding.founder {
            Some(founder) => f64::from(u8::from(founder == member)),
            None => self.intensities.get(&member).copied().unwrap_or(0.0),
        };
        let total: f64 = founding.members.iter().map(|&member| intensity(member)).sum();
        founding.members.iter().map(|&member| (member, if total > 0.0 { intensity(member) / total } else { 0.0 })).collect()
    }

    /// Passes one imputation of a spell, and gives the log of its likelihood and the intensity at its exit.
    fn imputation(&mut self, imputation: &Imputation, nodes: &mut Nodes, mut act: impl FnMut(Passage)) -> (f64, f64) {
        debug_assert!(imputation.cells.len() == imputation.spans.len() && imputation.within.is_empty());
        let mut ln_likelihood = 0.0;
        let mut begin = 0;
        let mut hazards = vec![0.0; self.channels];
        while begin < imputation.cells.len() {
            let span = imputation.spans[begin];
            let end = begin + imputation.spans[begin..].iter().take_while(|other| other.from == span.from).count();
            hazards.fill(0.0);
            let total = self.stretch(&imputation.cells[begin..end], &imputation.spans[begin..end], nodes, &mut hazards);
            for (channel, &exits) in hazards.iter().enumerate() {
                act(Passage { spell: 0, channel, from: span.from, to: span.to, exits });
            }
            ln_likelihood -= total;
            begin = end;
        }
        let mut intensity = 0.0;
        if !imputation.exit.is_empty() {
            for k in 0..nodes.nodes.len() {
                nodes.weights[k] *= self.intensity(&imputation.exit, nodes.nodes[k].0);
                intensity += nodes.weights[k];
            }
            ln_likelihood += math::ln(intensity);
            nodes.normalise();
        }
        (ln_likelihood, intensity)
    }

    /// Passes one stretch: the compensator by channel in `hazards`, and all of them together.
    fn stretch(&mut self, cells: &[Cell], spans: &[Span], nodes: &mut Nodes, hazards: &mut [f64]) -> f64 {
        if self.sd == 0.0 {
            for (cell, span) in cells.iter().zip(spans) {
                hazards[span.channel] += self.cumulative(cell, 0.0);
            }
            return hazards.iter().sum();
        }
        let highest = nodes.nodes.last().map_or(0.0, |node| node.0);
        // Where no limit binds, the hazards of all nodes are in proportion.
        let common: Vec<Option<f64>> =
            cells.iter().map(|cell| (!self.evaluated.could_bind(cell, highest)).then(|| self.cumulative(cell, 0.0))).collect();
        let (mut before, mut after) = (0.0, 0.0);
        let together: f64 = common.iter().flatten().sum();
        let is_common = common.iter().all(Option::is_some);
        let mut mean_ratio = 0.0;
        for k in 0..nodes.nodes.len() {
            let (z, ratio) = nodes.nodes[k];
            let weight = nodes.weights[k];
            let mut hazard = together * ratio;
            if !is_common {
                for ((cell, span), _) in cells.iter().zip(spans).zip(&common).filter(|(_, common)| common.is_none()) {
                    let own = self.cumulative(cell, z);
                    hazards[span.channel] += weight * own;
                    hazard += own;
                }
            }
            mean_ratio += weight * ratio;
            before += weight;
            nodes.weights[k] = weight * math::exp(-hazard);
            after += nodes.weights[k];
        }
        for (cell, span) in common.iter().zip(spans) {
            hazards[span.channel] += cell.unwrap_or(0.0) * mean_ratio;
        }
        let total = -math::ln(after / before);
        // Divided among the channels as at the beginning of the stretch.
        let sum: f64 = hazards.iter().sum();
        if sum > 0.0 {
            for hazard in hazards.iter_mut() {
                *hazard *= total / sum;
            }
        }
        nodes.normalise();
        total
    }
}

impl Nodes {
    fn normalise(&mut self) {
        let total: f64 = self.weights.iter().sum();
        if total > 0.0 {
            self.weights.iter_mut().for_each(|weight| *weight /= total);
        }
    }
}
