//! What must hold whatever the data: closed forms, limits, and the simulation's own hazards.

use stayput::internals::calibrate::likelihood::derivatives::Order;
use stayput::internals::calibrate::maximum::{Limits, Standing, maximum};
use stayput::internals::calibrate::{
    CalibrationInputs, Ending, Hazards, Hired, Likelihood, LogDensity, Posterior, Spell, SurvivalData, When,
};
use stayput::internals::hazard::calendar_effects::CalendarEffects;
use stayput::internals::parameter::{Distribution, Quantity};
use stayput::internals::scenario::{Decay, Scenario};
use stayput::internals::simulate::risk::Risk;
use stayput::internals::simulate::{Individual, Model, Simulator, Trajectory, World};

use super::{channel, contagion, parameter, with_prior};
use crate::fixtures::read_with;

fn one_rate(prior: Distribution) -> Hazards {
    Hazards { parameters: vec![with_prior("rate", prior)], channels: vec![channel("exit", Quantity::Uncertain(0))], ..Hazards::default() }
}

/// Five exits in 40 person-years, at any moments.
fn five_in_forty() -> SurvivalData {
    let spell = |person: usize| {
        let ending = if person < 5 { Ending::Exit(When::At(4.0), Some(0)) } else { Ending::Censored(When::At(4.0)) };
        Spell::new(person, 0.0, ending)
    };
    SurvivalData::new((0..10).map(spell).collect())
}

#[test]
fn a_gamma_prior_and_exits_make_a_gamma_posterior() {
    // Gamma(a, b) and d exits in T person-years: Gamma(a + d, b + T). As a density of u = ln rate: (a + d) u - (b + T) e^u.
    let posterior =
        Posterior::new(Likelihood::new(&five_in_forty(), &one_rate(Distribution::Gamma { mean: 0.2, sd: 0.1 })).unwrap(), None).unwrap();
    let (a, b) = (4.0 + 5.0, 20.0 + 40.0);
    let density = |u: f64| a * u - b * u.exp();
    let mut gradient = [0.0];
    let first = posterior.log_density(&[-2.0], &mut gradient) - density(-2.0);
    for u in [-4.0, -1.0, 0.3] {
        assert!((posterior.log_density(&[u], &mut gradient) - density(u) - first).abs() < 1e-11);
        assert!((gradient[0] - (a - b * u.exp())).abs() < 1e-11);
    }
    // And the constant is the marginal likelihood: a ln b - ln gamma(a) + ln gamma(a + d) - (a + d) ln(b + T).
    let ln_factorial = |n: u32| (1..=n).map(|k| f64::from(k).ln()).sum::<f64>();
    let marginal = 4.0 * 20.0f64.ln() - ln_factorial(3) + ln_factorial(8) - 9.0 * 60.0f64.ln();
    let steps = 200_000;
    let integral: f64 =
        (0..steps).map(|k| posterior.log_density(&[-8.0 + 10.0 * f64::from(k) / f64::from(steps)], &mut gradient).exp()).sum();
    assert!(((integral * 10.0 / f64::from(steps)).ln() - marginal).abs() < 1e-9);
}

#[test]
fn the_maximum_of_a_constant_hazard_is_exits_over_person_years() {
    let likelihood = Likelihood::new(&five_in_forty(), &one_rate(Distribution::LogNormal { median: 0.3, p95: 1.0 })).unwrap();
    let fit = maximum(&likelihood, &[0.3], &[], true);
    assert!((fit.estimates[0].value - 0.125).abs() < 1e-12 && (fit.estimates[0].log_se.unwrap() - 1.0 / 5.0f64.sqrt()).abs() < 1e-12);
    assert!((fit.log_likelihood - (5.0 * 0.125f64.ln() - 5.0)).abs() < 1e-12);
    // The profile of one parameter is the likelihood: 5 ln(x / 5) - (x - 5) = -1.92 for x = 40 times the ends.
    let (low, high) = fit.estimates[0].profile.unwrap();
    for end in [low, high] {
        let drop = 5.0 * (40.0 * end / 5.0).ln() - (40.0 * end - 5.0);
        assert!((drop + 0.5 * stayput::internals::math::NORMAL_P975.powi(2)).abs() < 1e-6, "{end}: {drop}");
    }
}

#[test]
fn nobody_who_leaves_makes_a_rate_of_nothing_with_an_upper_limit() {
    let study = SurvivalData::new((0..10).map(|person| Spell::new(person, 0.0, Ending::Censored(When::At(3.0)))).collect());
    let fit = maximum(&Likelihood::new(&study, &one_rate(Distribution::LogNormal { median: 0.3, p95: 1.0 })).unwrap(), &[0.3], &[], true);
    assert_eq!((fit.estimates[0].standing, fit.estimates[0].value, fit.free), (Standing::AtLower, 0.0, 0));
    let (low, high) = fit.estimates[0].profile.unwrap();
    // In 30 person-years at the upper limit, nobody leaves with a probability of 2.5 %.
    assert!(low == 0.0 && ((-30.0 * high).exp() - 0.025).abs() < 1e-7, "{low} {high}");
    assert_eq!((fit.estimates[0].limits, fit.converged), (Limits::Exact, true));
}

#[test]
fn what_cannot_be_told_apart_is_said() {
    // The covariate is 1 for everybody: only rate times ratio is determined. The second covariate is 0 for everybody: nothing is said.
    let mut study = five_in_forty();
    for spell in &mut study.spells {
        spell.covariates = vec![1.0, 0.0];
    }
    let mut hazards = one_rate(Distribution::LogNormal { median: 0.3, p95: 1.0 });
    hazards.parameters.extend([parameter("constant"), parameter("nothing")]);
    hazards.channels[0].covariates = vec![(0, Quantity::Uncertain(1)), (1, Quantity::Uncertain(2))];
    let fit = maximum(&Likelihood::new(&study, &hazards).unwrap(), &[0.3, 1.0, 1.0], &[], false);
    let standings: Vec<Standing> = fit.estimates.iter().map(|estimate| estimate.standing).collect();
    assert_eq!(standings, [Standing::Collinear, Standing::Collinear, Standing::Uninformed]);
    assert!((fit.estimates[0].value * fit.estimates[1].value - 0.125).abs() < 1e-9 && fit.smallest_eigenvalue.abs() < 1e-8);
    // Holding one tells the other.
    let fit = maximum(&Likelihood::new(&study, &hazards).unwrap(), &[0.25, 1.0, 1.0], &[0], false);
    assert_eq!(fit.estimates[0].standing, Standing::Held);
    assert!((fit.estimates[1].value - 0.5).abs() < 1e-9);
}

#[test]
fn contagion_of_ratio_one_and_frailty_of_no_spread_change_nothing() {
    let plain = one_rate(Distribution::LogNormal { median: 0.3, p95: 1.0 });
    let mut moved = plain.clone();
    moved.parameters.extend([parameter("ratio"), parameter("sd")]);
    moved.contagion = Some(contagion(Quantity::Uncertain(1), Decay::HalfLife(Quantity::Known(0.4))));
    let mut study = five_in_forty();
    for (k, spell) in study.spells.iter_mut().enumerate() {
        spell.entry = 0.1 * k as f64;
        if let Ending::Exit(_, channel) = spell.ending {
            spell.ending = Ending::Exit(When::At(2.0 + 0.37 * k as f64), channel);
        }
    }
    let at = |hazards: &Hazards, point: &[f64]| Likelihood::new(&study, hazards).unwrap().at(point, Order::Gradient).value;
    let expected = at(&plain, &[-1.3]);
    assert!((at(&moved, &[-1.3, 0.0]) - expected).abs() < 1e-12);
    moved.frailty = Some(Quantity::Uncertain(2));
    for ln_sd in [-12.0, -30.0] {
        assert!((at(&moved, &[-1.3, 0.0, ln_sd]) - expected).abs() < 1e-9);
    }
}

#[test]
fn a_coarse_date_that_narrows_is_a_density_times_its_width() {
    let hazards = one_rate(Distribution::LogNormal { median: 0.3, p95: 1.0 });
    let at = |ending: Ending| {
        Likelihood::new(&SurvivalData::new(vec![Spell::new(0, 0.5, ending)]), &hazards).unwrap().at(&[-0.7], Order::Gradient).value
    };
    let exact = at(Ending::Exit(When::At(2.0), Some(0)));
    let width = 1e-6;
    let narrow = at(Ending::Exit(When::Within(2.0 - width / 2.0, 2.0 + width / 2.0), Some(0)));
    assert!((narrow - width.ln() - exact).abs() < 1e-7, "{narrow} {exact}");
}

#[test]
fn an_unknown_channel_has_the_sum_of_the_hazards() {
    let mut hazards = one_rate(Distribution::LogNormal { median: 0.3, p95: 1.0 });
    hazards.parameters.push(parameter("other"));
    hazards.channels.push(channel("other", Quantity::Uncertain(1)));
    let study = SurvivalData::new(vec![Spell::new(0, 0.0, Ending::Exit(When::At(2.0), None))]);
    let value = Likelihood::new(&study, &hazards).unwrap().at(&[0.2f64.ln(), 0.3f64.ln()], Order::Gradient).value;
    assert!((value - (0.5f64.ln() - 1.0)).abs() < 1e-14);
}

/// Seven people in two teams with every term that a simulation shares with a likelihood; their first trials become histories.
const EVERYTHING: &str = r#"
name = "all"
start = 2023-01-01
horizon = "30 months"
seed = 5
[channels.lab]
offers_per_year = { median = 2.0, p95 = 2.1 }
acceptance = { mean = 0.3, sd = 0.05 }
tenure = [ { until = "18 months", ratio = { median = 0.7, p95 = 0.8 } }, { until = "3 years", ratio = 1.3 } ]
covariates = { star = { median = 1.4, p95 = 1.5 } }
[channels.found]
hazard_per_year = { median = 0.4, p95 = 0.5 }
[contagion]
ratio = { median = 2.0, p95 = 2.5 }
half_life = "4 months"
delay = "10 days"
across = { mean = 0.3, sd = 0.1 }
cap = { low = 3.0, high = 4.0 }
leader_ratio = { median = 1.7, p95 = 2.0 }
leader_delay = "20 days"
[[shocks]]
name = "layoffs"
date = 2023-05-11
ratio = { median = 1.5, p95 = 1.6 }
half_life = { median = "6 months", p95 = "7 months" }
[heat]
[[heat.series]]
channels = ["lab"]
points = [ { at = 2023-02-24, value = 1.0 }, { at = "20 months", value = { median = 2.0, p95 = 2.1 } } ]
[[heat.series]]
interpolation = "step"
points = [ { at = 2023-01-01, value = 1.1 }, { at = 2024-03-05, value = { median = 0.8, p95 = 0.9 } } ]
[roster]
file = "roster.csv"
"#;

const ROSTER: &str = "id,team,leads,hired,star
p1,a,a,2019-02-28,0.5
p2,a,,2021-10-31,-1
p3,a,,2022-04-01,1
p4,a,,2022-12-31,0
p5,b,,2020-01-01,2
p6,b,b,2022-06-15,0
p7,b,,2021-12-05,0.3
";

#[test]
fn the_log_likelihood_of_a_simulated_history_is_that_of_the_simulations_own_hazards() {
    let scenario = read_with(EVERYTHING, &[("roster.csv", ROSTER)]);
    let model = Model::new(&scenario, 3);
    let mut compared = 0;
    for draw in 0..4 {
        let world = World::new(&model, draw);
        let calendar_effects: &CalendarEffects = world.calendar_model.certain();
        let mut simulator = Simulator::new(&model, &world);
        let told = simulator.run(&world, draw).clone();
        let expected = by_the_simulation(&world, calendar_effects, &told);
        let found = by_the_likelihood(&scenario, &world, &told);
        assert!((found - expected).abs() < 2e-7 * (1.0 + expected.abs()), "draw {draw}: {found} {expected}");
        compared += told.exits().count();
    }
    assert!(compared >= 8, "only {compared} exits");
}

/// From the definition: `World::hazard` at each exit and integrated by many small steps between all dates on which anything jumps.
fn by_the_simulation(world: &World<'_>, calendar_effects: &CalendarEffects, told: &Trajectory) -> f64 {
    let horizon = world.model.horizon();
    let mut sum = 0.0;
    for person in 0..7 {
        let who = Individual { person, frailty: 1.0, tenure: world.tenure[person] };
        let own = told.exits().find(|&(_, leaver, _)| leaver == person);
        let end = own.map_or(horizon, |(time, _, _)| time);
        let total = |time: f64| -> f64 { (0..2).map(|c| world.hazard(calendar_effects, who, Risk::Channel(c), time, told)).sum() };
        let mut cuts: Vec<f64> = (0..calendar_effects.len()).map(|stretch| calendar_effects.end(stretch)).collect();
        for (time, _, _) in told.exits() {
            cuts.extend([time, time + 10.0 / 365.25, time + 20.0 / 365.25]);
        }
        cuts.extend(
            (0..2).flat_map(|band| (0..1).map(move |c| (c, band))).map(|(c, band)| world.band_end(c, band, person, world.tenure[person])),
        );
        cuts.extend([0.0, end]);
        cuts.retain(|&cut| cut >= 0.0 && cut <= end);
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.windows(2).filter(|pair| pair[1] - pair[0] > 1e-12) {
            // The midpoint rule: caps and limits bend the integrand inside.
            let steps = 4_000;
            let width = (pair[1] - pair[0]) / f64::from(steps);
            sum -= (0..steps).map(|k| total(pair[0] + (f64::from(k) + 0.5) * width)).sum::<f64>() * width;
        }
        if let Some((time, _, channel)) = own {
            sum += world.hazard(calendar_effects, who, Risk::Channel(channel), time, told).ln();
        }
    }
    sum
}

/// The same trial as a history, by the likelihood at the same numbers.
fn by_the_likelihood(scenario: &Scenario, world: &World<'_>, told: &Trajectory) -> f64 {
    let mut history = String::from("id,team,leads,hired,star,entry,observed_until,exit,channel\n");
    history.extend(ROSTER.lines().skip(1).map(|line| format!("{line},2023-01-01,2025-07-01,,\n")));
    let text = format!("{EVERYTHING}[history]\nfile = \"history.csv\"\n");
    let with_history = read_with(&text, &[("roster.csv", ROSTER), ("history.csv", &history)]);
    assert_eq!(with_history.parameters, scenario.parameters);
    let mut inputs = CalibrationInputs::new(&with_history).unwrap();
    for (time, person, channel) in told.exits() {
        inputs.study.spells[person].ending = Ending::Exit(When::At(time), Some(channel));
    }
    assert!(matches!(inputs.study.spells[0].hired, Hired::On(_)));
    let likelihood = Likelihood::new(&inputs.study, &inputs.hazards).unwrap();
    assert_eq!(likelihood.learned().len(), world.parameters.len(), "the likelihood contains every number");
    let point: Vec<f64> = likelihood.learned().iter().map(|&p| world.parameters[p].ln()).collect();
    likelihood.at(&point, Order::Gradient).value
}
