//! stayput: who will still be here, and what would change it?
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
//! contagion and leader exits ([`hazard`]). Market heat is given series times a random path that everybody shares.
//!
//! Around the team, where a scenario says so: *competitors* share a channel's hazard by weight, within their dates and seats
//! ([`hazard::competitors`]). Who founds may take team-mates along at once, and the *spin-out* pulls those who are left, a risk of its own
//! that fades ([`hazard::spinout`]). A decision becomes an exit after the *notice*; an exit on a *known last
//! day* is certain, with no risk before ([`people::LastDay`]); some come *back*; seats are *filled* again by newcomers with a newcomer's
//! hazard ([`simulate`]). *Capabilities* say what the lab can still do ([`scenario::Capability`]).
//!
//! Luck is a *patience* for each researcher and channel or spin-out, a unit-exponential threshold: the exit comes when the cumulative hazard
//! reaches it ([`simulate`]; the random time change of Kurtz, Sellke's construction). Random numbers are addressed, not consumed
//! ([`random`]): a number is a pure function of seed, trial and whom it belongs to, so that the same seed gives the same bytes on any
//! machine and any number of threads, and a change to the scenario changes only what it must. What outside terms do is constant on
//! stretches of the calendar; what exits do acts in continuous time and is integrated to a relative error of 1e-10.
//!
//! Three kinds of uncertainty are kept apart ([`estimate`]): *luck*, what a trial draws; *ignorance*, the parameters, any of which may
//! be a distribution and which `replications` trials share; and *Monte Carlo error*, ours, which more trials shrink.
//!
//! # What is public
//!
//! ```
//! use stayput::ensemble::{self, Plan};
//! use stayput::estimate::Metric;
//!
//! let text = r#"
//!     name = "Four friends"
//!     start = 2027-01-01
//!     horizon = "24 months"
//!     [roster.generate]
//!     teams = 1
//!     team_size = 4
//!     [channels.lab]
//!     hazard_per_year = { median = 0.15, p95 = 0.30 }
//!     [contagion]
//!     ratio = 1.3
//!     half_life = "6 months"
//! "#;
//! let loaded = stayput::scenario::read_str("friends.toml", text, ".".as_ref(), &[]).expect("a valid scenario");
//! let plan = Plan { trials: 2_000, seed: 1, threads: 1 };
//! let estimates = ensemble::run(&loaded.scenario, &plan, &mut ensemble::to_the_end, None).expect("nothing is written");
//! let retained = &estimates.retained().points[24];
//! assert!(retained.mean.value > 2.0 && retained.mean.value < 4.0 && retained.mean.mcse < 0.1);
//! ```
//!
//! | from | to | by |
//! |---|---|---|
//! | an export of an HR system | roster, history and a scenario that runs | [`import::import`] |
//! | files | [`scenario::Scenario`], or every problem at its place ([`diagnostic`]) | [`scenario::read`] |
//! | a scenario | [`simulate::Model`]: laid out for simulation | [`simulate::Model::new`] |
//! | a parameter draw | [`simulate::World`]: flat arrays | [`simulate::World::new`] |
//! | a trial | its trajectory: what happened, when, to whom | [`simulate::Simulator::run`] |
//! | one trial alone | its log with each hazard ([`simulate::Replay`]), its story, every term of a hazard | [`explain`] |
//! | many trials | [`estimate::Estimates`], each number with its Monte Carlo error | [`ensemble::run`] |
//! | scenarios and their policies | how each differs from the first without, trial by trial on the same luck | [`compare::run`] |
//! | estimates | table, JSON, CSV with its dictionary, manifest | [`report`] |
//! | a scenario and its history | the likelihood, its maximum, the posterior density | [`calibrate`] |

pub mod calendar;
pub mod calibrate;
pub mod compare;
pub mod diagnostic;
pub mod ensemble;
pub mod estimate;
pub mod example;
pub mod explain;
pub mod hazard;
mod headings;
pub mod import;
pub mod math;
mod nothing;
pub mod parameter;
pub mod people;
pub mod policy;
pub mod random;
pub mod report;
pub mod scenario;
pub mod simulate;
pub mod student;
mod totals;
