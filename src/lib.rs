//! stayput: who will still be here, and what would change it?
//!
//! A Monte Carlo simulation of the people of a team, who receive competing offers, and of policies that keep them at a price.
//!
//! ```
//! # fn main() -> Result<(), stayput::Error> {
//! # let folder = tempfile::tempdir().expect("a folder");
//! # let file = folder.path().join("posterior.csv");
//! let lab = stayput::read("scenarios/llama.toml")?;
//! let run = lab.simulate().trials(2_000).policy("refresh").run()?;
//! let kept = run.retained().at_horizon();
//! println!("{:.1} of {}, and in 9 of 10 futures at least {:?}", kept.mean, run.roster(), kept.quantile(0.1));
//! for arm in lab.compare().trials(400).run()?.arms() {
//!     println!("{} keeps {}", arm.name(), arm.kept());
//! }
//! let fit = lab.calibrate().draws(200).without_comparison().run()?;
//! fit.posterior().write(&file)?;
//! let trial = lab.trial(17)?;
//! for event in trial.events() {
//!     println!("{event}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! | from | to | by |
//! |---|---|---|
//! | an export of an HR system | files: roster, history, scenario | [`import_export`] |
//! | files, or a text | a [`Lab`], or every problem at its place ([`Error`]) | [`read`], [`read_str`] |
//! | a lab | many trials: a [`Run`], each number with its Monte Carlo error | [`Lab::simulate`] |
//! | a lab and its policies, other labs | a [`Comparison`], trial by trial on the same luck | [`Lab::compare`] |
//! | a lab and a grid of settings | a [`Swept`], every point on the same luck | [`Lab::sweep`] |
//! | a lab and its history | a [`Calibration`]: the posterior of its uncertain numbers | [`Lab::calibrate`] |
//! | one trial alone | a [`Trial`], event by event | [`Lab::trial`] |
//! | parts of a run or a sweep, on many machines | the whole [`Run`] or [`Swept`] | [`Simulation::run_part`], [`merge`]; [`Sweep::run_part`], [`merge_sweep`] |
//! | folders of results | one page, to be shown | [`report()`] |
//!
//! Results are written as the `stayput` program writes them ([`Run::write`]...), to the same bytes. Nothing here installs a signal handler or
//! prints; what takes long is broken off by a [`Cancellation`].
//!
//! # The model on one page
//!
//! Researchers receive offers at random times and accept or decline them; every exit changes what the others face. Time `t` runs
//! continuously, in years of 365.25 days from the scenario's start. Exits compete in *channels* (founds a startup, joins one, joins a
//! rival lab, other, dismissed). The hazard of researcher `i` through channel `c`, exits a person-year, is
//!
//! ```text
//! hazard_ic(t) = offers_per_year_c * heat_c(t) * min(1, acceptance_c * exp(eta_ic(t)))     or, where only a product is known,
//! hazard_ic(t) = hazard_per_year_c * heat_c(t) * exp(eta_ic(t))
//! ```
//!
//! where `eta` is a sum of log hazard ratios: covariates, tenure bands, frailty (a personal `z ~ Normal(-sd^2 / 2, sd)`), shocks,
//! contagion and leader exits. Market heat is given series times a random path that everybody shares.
//!
//! Around the team, where a scenario says so: *competitors* share a channel's hazard by weight, within their dates and
//! seats. Who founds may take team-mates along at once, and the *spin-out* pulls those who are left, a risk of its own
//! that fades. A decision becomes an exit after the *notice*; an exit on a *known last
//! day* is certain, with no risk before; some come *back*; seats are *filled* again by newcomers with a newcomer's
//! hazard. *Capabilities* say what the lab can still do.
//!
//! Luck is a *patience* for each researcher and channel or spin-out, a unit-exponential threshold: the exit comes when the cumulative hazard
//! reaches it (the random time change of Kurtz, Sellke's construction). Random numbers are addressed, not
//! consumed: a number is a pure function of seed, trial and whom it belongs to, so that the same seed gives the same bytes on any
//! machine and any number of threads, and a change to the scenario changes only what it must. What outside terms do is constant on
//! stretches of the calendar; what exits do acts in continuous time and is integrated to a relative error of 1e-10.
//!
//! Three kinds of uncertainty are kept apart: *luck*, what a trial draws; *ignorance*, the parameters, any of which may
//! be a distribution and which `replications` trials share; and *Monte Carlo error*, ours, which more trials shrink.
//!
//! The definition of all this that can be run is a second sampler in the tests, by thinning: the function `trial` in
//! `tests/it/thinning/sampler.rs`, some sixty lines for all that acts on hazards, and `world_sampler.rs` beside it for what is around the team
//! (competitors, spin-outs, notice, returns, hiring).
//!
//! # Inside
//!
//! The modules of the program are private and may change with any version: `docs/architecture.md` is their map.

mod calendar;
mod calibrate;
mod cancellation;
mod cells;
mod compare;
mod diagnostic;
mod diff;
mod discover;
mod ensemble;
mod equal_money;
mod estimate;
mod example;
mod explain;
mod hazard;
mod hexadecimal;
mod history;
mod import;
#[doc(hidden)]
pub mod internals;
mod lab;
mod math;
mod number;
mod optimise;
mod page;
mod parameter;
mod people;
mod random;
mod report;
mod scenario;
mod sensitivity;
mod simulate;
mod statistics;
mod sweep;
mod threads;

pub use calendar::Date;
pub use cancellation::Cancellation;
pub use ensemble::Progress;
pub use estimate::verdict::Verdict;
pub use lab::{
    Ask, Calibrate, Calibration, CalibrationProgress, Compare, Compared, Comparison, Curve, Difference, Discover, Discovery, Effect, Error,
    Event, Files, ImportExport, Imported, Lab, Learned, Limit, MaximumLikelihood, Part, Point, Posterior, Problem, Region, Run,
    Sensitivity, Share, Simulation, Sweep, SweepPart, Swept, SweptPoint, Trial, import_export, merge, merge_sweep, read, read_str, report,
};
