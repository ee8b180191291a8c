//! Exposure: a study split into stretches of time on which every factor of the hazard is constant or, where exits act, smooth.
//!
//! Lexis expansion, the survival analyst's episode splitting, on all clocks at once: tenure bands, the calendar of series and shocks, the
//! moments at which earlier exits begin and cease to act. Each stretch at risk of each channel is a [`Cell`]: a level (baseline, band,
//! covariates), a calendar factor (what acts on everybody), a contagion factor (what exits do), and person-years. Without frailty, cells of
//! different people that agree in all three are added up: they are sufficient statistics of the likelihood.

mod calendar_factors;
pub(in crate::calibrate) mod cofounding;
mod competitor_shares;
mod contagion_paths;
pub(in crate::calibrate) mod lexis;
pub(in crate::calibrate) mod spinouts;

use crate::hazard::competitors::Share;
use crate::parameter::Quantity;

use super::contagion::State;
use super::derivatives::Slope;

/// Indices of what multiplies to a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Factors {
    /// Index into [`Levels`].
    pub level: u32,
    /// Index into [`Exposure::calendar_factors`].
    pub calendar: u32,
    /// Index into [`Exposure::contagion_factors`].
    pub contagion: u32,
}

/// Person-years at one hazard, or a number of exits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// The hazard.
    pub at: Factors,
    /// Person-years \[years\], or exits.
    pub amount: f64,
}

/// The personal levels that occur: the log of each is linear in the coordinates.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// What is known of the log.
    pub constants: Vec<f64>,
    starts: Vec<usize>,
    slopes: Vec<Slope>,
}

impl Levels {
    /// Adds a level, and gives its index.
    pub fn push(&mut self, constant: f64, slopes: &[Slope]) -> u32 {
        self.constants.push(constant);
        self.starts.push(self.slopes.len());
        self.slopes.extend_from_slice(slopes);
        self.constants.len() as u32 - 1
    }

    /// The derivatives of a level's log.
    pub fn slopes(&self, level: u32) -> &[Slope] {
        let end = self.starts.get(level as usize + 1).copied().unwrap_or(self.slopes.len());
        &self.slopes[self.starts[level as usize]..end]
    }
}

/// What acts on everybody in a channel on a stretch of the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarFactor {
    /// Whether the channel's acceptance has its limit.
    pub is_limited: bool,
    /// Numbers that multiply outside the limit: offers a year, where the channel has them; exits (or offers) a year by a pull, and the tie.
    pub offer_rate: Vec<Quantity>,
    /// The share of the channel's hazard.
    pub share: Share,
    /// Indices of the periods that act.
    pub periods: Vec<u32>,
    /// The month of heat's path, if it acts.
    pub month: Option<u32>,
}

/// What exits do on a stretch of time, or at a moment.
#[derive(Clone, Debug, PartialEq)]
pub enum ContagionFactor {
    /// Nothing.
    None,
    /// The same throughout: no kernel fades.
    Constant(State),
    /// Evaluated along its path.
    AlongPath,
}

/// The exits that act on one group, in order, and the stretches and moments at which their influence is needed.
#[derive(Clone, Debug, Default)]
pub struct ContagionPath {
    /// Moments \[years\].
    pub marks: Vec<f64>,
    /// Effects that begin or end: index of the moment, kind of sum, weight.
    pub jumps: Vec<(usize, usize, f64)>,
    /// Contagion factor at each moment just before its jumps, 0 where it is not needed.
    pub points: Vec<u32>,
    /// Contagion factor on the stretch from each moment to the next, 0 where it is not needed.
    pub stretches: Vec<u32>,
    /// The spin-outs that pull the group.
    pub pulls: Vec<PullPath>,
}

/// Where the pull of a spin-out on a group is needed.
#[derive(Clone, Debug, PartialEq)]
pub struct PullPath {
    /// Number of the spin-out.
    pub spinout: usize,
    /// When it opened \[years\].
    pub opens: f64,
    /// The half-life of its pull \[years\], if that fades.
    pub half_life: Option<Quantity>,
    /// Contagion factor at each moment just before its jumps, 0 where it is not needed.
    pub points: Vec<u32>,
    /// Contagion factor on the stretch from each moment to the next, 0 where it is not needed.
    pub stretches: Vec<u32>,
}

/// A spell with its coarse dates imputed: one of several where the date of hire or of the end of observation is coarse.
#[derive(Clone, Debug, Default)]
pub struct Imputation {
    /// Exposure.
    pub cells: Vec<Cell>,
    /// When each of the cells was, and through which channel it could end; only where everybody is kept by person.
    pub spans: Vec<Span>,
    /// The hazards that the exit's channels have at its moment: one, all where it is unknown, none without an exit.
    pub exit: Vec<Factors>,
    /// The stretches within which a coarse exit lies.
    pub within: Vec<Stretch>,
}

/// When somebody was at risk of an exit through a channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// After this time \[years\].
    pub from: f64,
    /// Until this time \[years\].
    pub to: f64,
    /// Index of the channel.
    pub channel: usize,
}

/// A stretch of the interval of a coarse exit, on which all hazards are constant.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// Length \[years\].
    pub length: f64,
    /// The hazards of all channels.
    pub hazards: Vec<Factors>,
    /// Those by which the exit can have come.
    pub possible: Vec<Factors>,
}

/// The spells of one person, each with its alternatives.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Indices of the spells in the study.
    pub numbers: Vec<usize>,
    /// Spells, by alternatives.
    pub spells: Vec<Vec<Imputation>>,
}

/// People of whom somebody was first in a founding.
#[derive(Clone, Debug, Default)]
pub struct CofounderGroup {
    /// People as they were if first, or if not: then without a hazard at the exit.
    pub variants: Vec<Person>,
    /// Which of the variants make up each assignment of who was first.
    pub assignments: Vec<Vec<usize>>,
}

/// A study after Lexis expansion.
#[derive(Clone, Debug, Default)]
pub struct Exposure {
    /// Personal levels.
    pub levels: Levels,
    /// What acts on everybody.
    pub calendar_factors: Vec<CalendarFactor>,
    /// What exits do; the first is [`ContagionFactor::None`].
    pub contagion_factors: Vec<ContagionFactor>,
    /// Where contagion factors are evaluated.
    pub contagion_paths: Vec<ContagionPath>,
    /// Exposure of everybody who need not be kept by person, added up.
    pub cells: Vec<Cell>,
    /// Their exits through known channels.
    pub exits: Vec<Cell>,
    /// Their exits through unknown ones.
    pub unknown: Vec<Vec<Factors>>,
    /// Those who must be kept by person: with frailty, or a coarse date.
    pub people: Vec<Person>,
    /// Those who founded with others.
    pub cofounders: Vec<CofounderGroup>,
    /// How many team-mates founded with a founder, and how many did not.
    pub trials: (f64, f64),
    /// Spells that had to be left out, since a date of hire or a covariate that a channel depends on is not known. Their exits act.
    pub incomplete: Vec<usize>,
}
