//! Spin-outs: who founded them, when they open, how they pull.
//!
//! The pull of an open spin-out on researcher `i` is a risk of its own,
//!
//! ```text
//! per_year * tie * 2^(-(t - opening) / half_life) * exp(eta_i)     exits a year
//! ```
//!
//! (times acceptance, with its limit of 1, where the channel gives offers), with `eta` that of the channel that pull is part of. The tie
//! is 1 for those who share a team with one of the founders who is out, `across` for the others; several founders do not add up. Once its
//! seats are taken, or it has closed, it pulls no more.

use crate::math;

/// An organisation that somebody founded and that pulls others.
#[derive(Clone, Debug, PartialEq)]
pub struct Spinout {
    /// Where it comes from.
    pub origin: Origin,
    /// Key of its luck.
    pub key: u64,
    /// When it opens \[years\]; before the start too.
    pub opens: f64,
    /// When it closes, and pulls no more \[years\]; infinite where it never does.
    pub closes: f64,
    /// Who founded it.
    pub founders: Vec<Founder>,
    /// How it pulls.
    pub pull: SpinoutPull,
    /// How many it has hired of those who were here, founders not counted.
    pub hires: u32,
}

/// Where a spin-out comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The listed competitor of this index.
    Listed(usize),
    /// The history: index of the row of the first founder, whose destination is its name.
    History(usize),
    /// The exit of this person in the trial.
    Trial(usize),
}

/// One who founded a spin-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Founder {
    /// The team left, if the roster has it.
    pub team: Option<usize>,
    /// The person in the trial, for one who may come back.
    pub person: Option<usize>,
}

/// How a spin-out pulls, in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpinoutPull {
    /// Exits (or offers) a person-year at the opening and a tie of 1.
    pub per_year: f64,
    /// How fast that fades [a year].
    pub fade: f64,
    /// Hires that end it.
    pub seats: u32,
    /// The tie of those who shared no team with a founder.
    pub across: f64,
    /// The channel that it is part of.
    pub channel: usize,
    /// The lane of that channel's levels of pull: see [`World::lanes`](crate::simulate::World).
    pub lane: usize,
}

impl SpinoutPull {
    /// Exits (or offers) a person-year at an age \[years\] of the spin-out, at a tie and a level of 1.
    pub fn rate(&self, tie: f64, age: f64) -> f64 {
        self.per_year * tie * math::exp(-self.fade * age)
    }
}

impl Spinout {
    /// The tie of a team; `is_out` says whether a person of the trial is gone.
    pub fn tie(&self, team: usize, is_out: impl Fn(usize) -> bool) -> f64 {
        let holds = |founder: &Founder| founder.team == Some(team) && founder.person.is_none_or(&is_out);
        if self.founders.iter().any(holds) { 1.0 } else { self.pull.across }
    }

    /// Whether an exit to a place leads to this spin-out, which has this index: by its pull, or by the channel where it is listed there.
    pub fn hires_by(&self, index: usize, to: Destination) -> bool {
        match to {
            Destination::Competitor(competitor) => self.origin == Origin::Listed(competitor),
            Destination::Spinout(spinout) => spinout == index,
            Destination::Founded(_) | Destination::Unnamed => false,
        }
    }

    /// Whether it is open at a time.
    pub fn is_open(&self, time: f64) -> bool {
        self.opens <= time && time < self.closes
    }

    /// Exits (or offers) a person-year at a time and a level of 1; 0 while it is not open and once all seats are taken.
    pub fn rate(&self, time: f64, tie: f64) -> f64 {
        if self.hires >= self.pull.seats || !self.is_open(time) {
            return 0.0;
        }
        self.pull.rate(tie, time - self.opens)
    }

    /// How far the pull has faded by a time: 1 at the opening; 0 before, and once it has closed.
    pub fn fading(&self, time: f64) -> f64 {
        if self.is_open(time) { math::exp(-self.pull.fade * (time - self.opens)) } else { 0.0 }
    }
}

/// Where an exit leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To an organisation without a name.
    Unnamed,
    /// To the listed competitor of this index, by its share of the channel.
    Competitor(usize),
    /// To the spin-out of this index in [`crate::simulate::Trajectory::spinouts`], as one of its founders.
    Founded(usize),
    /// To that spin-out (which a listed competitor may be, too), following its pull.
    Spinout(usize),
}
