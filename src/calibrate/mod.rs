//! Calibration: conditions the distributions of a scenario on a history.
//!
//! The likelihood ([`Likelihood`]) is that of the simulation's own hazards, `sum over exits of ln hazard - sum over people of the
//! integrated total hazard while at risk`, with exact gradient and Hessian. It is maximised by itself ([`maximum()`]), or multiplied by the
//! priors ([`Posterior`]) for a sampler ([`LogDensity`]).
//!
//! The history's exits act as in a simulation: by contagion, as leaders, by opening spin-outs that pull, with team-mates who found together,
//! by filling competitors.
//!
//! From a scenario, [`CalibrationInputs::new`] makes what a likelihood needs: [`SurvivalData`] (who was at risk when) and [`Hazards`] (what
//! acts on them). Both can be written down without a file too, in years on any clock:
//!
//! ```
//! use stayput::internals::calibrate::{Ending, Hazards, Hired, Likelihood, Period, Spell, SurvivalData, When, maximum};
//! use stayput::internals::calendar::{Duration, Unit};
//! use stayput::internals::parameter::{Distribution, Parameter, Quantity};
//! use stayput::internals::scenario::{Baseline, Channel, Contagion, Decay, Kind, TenureBand, TenureEffect, Ties};
//!
//! // Numbers to learn; maximum likelihood starts from the middle of their priors and does not use them otherwise.
//! let parameter = |path: &str| Parameter {
//!     path: path.to_owned(),
//!     distribution: Distribution::LogNormal { median: 0.3, p95: 1.0 },
//!     is_share: false,
//!     source: None,
//! };
//! let names = ["newcomers", "others", "senior", "boom", "contagion"];
//! // One channel: a hazard in the first year and a half, another afterwards, and a ratio a unit of the first covariate.
//! let exits = Channel {
//!     name: "exit".to_owned(),
//!     kind: Kind::Other,
//!     baseline: Baseline::Hazard { per_year: Quantity::Uncertain(1) },
//!     tenure: vec![TenureBand {
//!         until: Duration { count: 1.5, unit: Unit::Years },
//!         effect: TenureEffect::Hazard(Quantity::Uncertain(0)),
//!     }],
//!     covariates: vec![(0, Quantity::Uncertain(2))],
//!     unnamed_weight: Quantity::Known(1.0),
//!     pay_multiple: Quantity::Known(1.0),
//! };
//! let hazards = Hazards {
//!     parameters: names.map(parameter).to_vec(),
//!     channels: vec![exits],
//!     // Everybody's hazard is multiplied from 2021.5 to 2022.5.
//!     periods: vec![Period::step(vec![0], Quantity::Uncertain(3), 2021.5, 2022.5)],
//!     // Each exit of the last half year multiplies the hazards of the team.
//!     contagion: Some(Contagion {
//!         ratio: Quantity::Uncertain(4),
//!         decay: Decay::Window(0.5),
//!         delay: 0.0,
//!         ties: Ties::Teams { across: Quantity::Known(0.0) },
//!         cap: None,
//!         leader: None,
//!     }),
//!     ..Hazards::default()
//! };
//! // Under observation from 2019; (hire, end, left, senior) of twelve people of one team.
//! let people = [
//!     (2017.2, 2021.1, true, 1.0), (2017.9, 2020.4, true, 1.0), (2018.1, 2022.3, true, 0.0), (2018.1, 2024.0, false, 1.0),
//!     (2018.8, 2020.6, true, 0.0), (2019.0, 2021.2, true, 0.0), (2019.3, 2021.3, true, 1.0), (2019.3, 2023.1, true, 0.0),
//!     (2020.3, 2022.9, true, 0.0), (2020.6, 2024.0, false, 0.0), (2021.1, 2022.4, true, 1.0), (2022.0, 2024.0, false, 0.0),
//! ];
//! let spell = |(person, &(hire, end, left, senior)): (usize, &(f64, f64, bool, f64))| Spell {
//!     hired: Hired::At(hire),
//!     covariates: vec![senior],
//!     ..Spell::new(
//!         person,
//!         hire.max(2019.0),
//!         if left { Ending::Exit(When::At(end), Some(0)) } else { Ending::Censored(When::At(end)) },
//!     )
//! };
//! let study = SurvivalData::new(people.iter().enumerate().map(spell).collect());
//! let likelihood = Likelihood::new(&study, &hazards).expect("exits have moments");
//! let fit = maximum(&likelihood, &[0.3, 0.3, 1.0, 1.0, 1.0], &[], true);
//! assert!(fit.converged && fit.gradient_norm < 1e-8);
//! let contagion = &fit.estimates[4]; // value, standard error, Wald and profile intervals
//! assert!(contagion.profile.is_some_and(|(low, high)| low < contagion.value && contagion.value < high));
//! ```

pub mod distant;
pub mod from_scenario;
pub mod goodness;
pub mod history_summary;
pub mod left_out;
pub mod likelihood;
pub mod maximum;
pub mod posterior;
pub mod sampler;
pub mod selection;

pub use from_scenario::CalibrationInputs;
pub use history_summary::HistorySummary;
pub use left_out::LeftOut;
pub use likelihood::Likelihood;
pub use likelihood::hazards::{Competitor, Hazards, PathSteps, Period, Possible, Side};
pub use likelihood::survival_data::{Ending, Hired, Spell, SurvivalData, When};
pub use maximum::{Estimate, Maximum, maximum};
pub use posterior::Posterior;
pub use posterior::coarse_dates::{AugmentedPosterior, NoPosterior};
pub use posterior::summary::{Marginal, PosteriorSummary, Unknown};
pub use sampler::LogDensity;
pub use selection::Integration;

#[cfg(test)]
mod tests {
    //! What the tests of calibration share.

    use super::Hazards;
    use crate::parameter::{Distribution, Parameter, Quantity};
    use crate::scenario::{Baseline, Channel, Contagion, Decay, Kind, Ties};

    /// A parameter with a prior.
    pub fn parameter(path: &str, distribution: Distribution) -> Parameter {
        Parameter { path: path.to_owned(), distribution, is_share: false, source: None }
    }

    /// One channel with a hazard.
    pub fn hazards(parameters: Vec<Parameter>, per_year: Quantity) -> Hazards {
        let exits = Channel {
            name: "exit".to_owned(),
            kind: Kind::Other,
            baseline: Baseline::Hazard { per_year },
            tenure: Vec::new(),
            covariates: Vec::new(),
            unnamed_weight: Quantity::Known(1.0),
            pay_multiple: Quantity::Known(1.0),
        };
        Hazards { parameters, channels: vec![exits], ..Hazards::default() }
    }

    /// Contagion within teams, in a window \[years\].
    pub fn team_window(ratio: Quantity, length: f64) -> Contagion {
        Contagion {
            ratio,
            decay: Decay::Window(length),
            delay: 0.0,
            ties: Ties::Teams { across: Quantity::Known(0.0) },
            cap: None,
            leader: None,
        }
    }
}
