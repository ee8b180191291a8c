//! Expectations in closed form, at the maximum of a likelihood, and where the model is right or wrong.

use super::*;
use crate::calendar::{Duration, Unit};
use crate::calibrate::likelihood::derivatives::Order;
use crate::calibrate::{Likelihood, PathSteps, Period, Side, When, maximum};
use crate::hazard::frailty::marginal::log_marginal;
use crate::math::NORMAL_P975;
use crate::parameter::{Distribution, Parameter, Quantity};
use crate::scenario::{Baseline, Channel, Contagion, Decay, Kind, Pull, Spinouts, TenureBand, TenureEffect, Ties};

fn channel(name: &str, baseline: Baseline) -> Channel {
    Channel {
        name: name.to_owned(),
        kind: Kind::Other,
        baseline,
        tenure: Vec::new(),
        covariates: Vec::new(),
        unnamed_weight: Quantity::Known(1.0),
        pay_multiple: Quantity::Known(1.0),
    }
}

fn hazard(quantity: Quantity) -> Baseline {
    Baseline::Hazard { per_year: quantity }
}

fn parameters(count: usize) -> Vec<Parameter> {
    let parameter = |index: usize| Parameter {
        path: format!("p{index}"),
        distribution: Distribution::LogNormal { median: 0.3, p95: 1.0 },
        is_share: false,
        source: None,
    };
    (0..count).map(parameter).collect()
}

fn judge(study: &SurvivalData, hazards: &Hazards, parameters: &[f64]) -> Residuals {
    let draw = Draw { parameters: parameters.to_vec(), heat: Vec::new(), ends: vec![f64::NAN; study.spells.len()] };
    Residuals::new(study, hazards, &[draw], 1, 1).unwrap()
}

fn left(person: usize, entry: f64, end: f64, channel: Option<usize>) -> Spell {
    Spell::new(person, entry, Ending::Exit(When::At(end), channel))
}

fn stayed(person: usize, entry: f64, end: f64) -> Spell {
    Spell::new(person, entry, Ending::Censored(When::At(end)))
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} is not {b}");
}

/// Tables by period are of the calendar: an exit of 1 January is of that year, whose hazard up to that midnight is none.
#[test]
fn an_exit_belongs_to_the_half_year_of_its_date() {
    let hazards = Hazards { channels: vec![channel("a", hazard(Quantity::Known(0.4)))], ..Hazards::default() };
    let on = |year, month, day| SurvivalData::new(Vec::new()).clock.years(Date::constant(year, month, day));
    let endings = [on(2000, 6, 30), on(2000, 7, 1), on(2001, 1, 1), on(2001, 6, 30)];
    let mut spells: Vec<Spell> = endings.iter().enumerate().map(|(person, &end)| left(person, 0.0, end, Some(0))).collect();
    spells.push(stayed(4, 0.0, on(2001, 9, 1)));
    let fit = judge(&SurvivalData::new(spells.clone()), &hazards, &[]);
    let edges = [0.0, on(2000, 7, 1), on(2001, 1, 1), on(2001, 7, 1), on(2001, 9, 1)];
    assert_eq!(fit.half_years.iter().map(|half| half.all.observed).collect::<Vec<_>>(), [1.0, 1.0, 2.0, 0.0]);
    // The exposure that goes with each: that of its own days, of everybody who is there on them.
    for (half, edges) in fit.half_years.iter().zip(edges.windows(2)) {
        let there: f64 = spells.iter().map(|spell| (spell.ending.when().latest().min(edges[1]) - edges[0]).max(0.0)).sum();
        close(half.all.expected.value, 0.4 * there);
    }
    // The midnight that ends the observation is of a half-year of its own only where somebody leaves at it.
    let until = |endings: Vec<Spell>| judge(&SurvivalData::new(endings), &hazards, &[]).half_years;
    let quiet = until(vec![left(0, 0.0, on(2000, 3, 1), Some(0)), stayed(1, 0.0, on(2001, 1, 1))]);
    assert_eq!(quiet.iter().map(|half| half.all.observed).collect::<Vec<_>>(), [1.0, 0.0]);
    let last = until(vec![left(0, 0.0, on(2001, 1, 1), Some(0)), stayed(1, 0.0, on(2001, 1, 1))]);
    assert_eq!(last.iter().map(|half| (half.all.observed, half.from.to_string())).collect::<Vec<_>>()[2], (1.0, "2001-01-01".to_owned()));
    close(last[1].all.expected.value, 0.4 * 2.0 * (on(2001, 1, 1) - on(2000, 7, 1)));
    assert_eq!(last[2].all.expected.value, 0.0);
}

#[test]
fn a_constant_hazard_has_the_expectations_of_closed_form() {
    let hazards = Hazards {
        channels: vec![channel("a", hazard(Quantity::Known(0.3))), channel("b", hazard(Quantity::Known(0.1)))],
        ..Hazards::default()
    };
    // The clock begins on 1 January 2000; the years are those of the calendar but for leap days.
    let study = SurvivalData::new(vec![left(0, 0.1, 0.9, Some(0)), stayed(1, 0.0, 2.0), left(2, 1.0, 1.7, None)]);
    let fit = judge(&study, &hazards, &[]);
    let residuals: Vec<(f64, bool)> = fit.cox_snell.residuals.iter().map(|one| (one.residual, one.is_exit)).collect();
    for ((residual, is_exit), (expected, left)) in residuals.into_iter().zip([(0.32, true), (0.8, false), (0.28, true)]) {
        close(residual, expected);
        assert_eq!(is_exit, left);
    }
    close(fit.hazards[0], 0.24);
    close(fit.hazards[5], 0.07);
    assert_eq!((fit.whole.all.observed, fit.whole.by_channel[0].observed, fit.unknown, fit.left_out), (2.0, 1.0, 1, 0));
    close(fit.whole.all.expected.value, 0.4 * 3.5);
    close(fit.whole.by_channel[1].expected.value, 0.1 * 3.5);
    let halves: f64 = fit.half_years.iter().map(|half| half.all.expected.value).sum();
    close(halves, 0.4 * 3.5);
    assert_eq!(fit.half_years.len(), 4);
    // 182 days of the first half-year of 2000, of which one was there all the time and the other from 0.1 years on.
    close(fit.half_years[0].all.expected.value, 0.4 * (2.0 * 182.0 / DAYS_PER_YEAR - 0.1));
    assert_eq!(fit.half_years[1].from.to_string(), "2000-07-01");
    assert_eq!((fit.half_years[1].by_channel[0].observed, fit.half_years[3].all.observed), (1.0, 1.0));
    close(fit.whole.all.standardised(), (2.0 - 1.4) / 1.4_f64.sqrt());
    // Somebody is always at risk, so that the expected curve is the cumulative hazard itself.
    let all = fit.by_time.last().unwrap();
    assert_eq!((fit.by_time.len(), all.channel), (3, None));
    for point in &all.points {
        close(point.expected, 0.4 * point.time);
    }
    let last = all.points.last().unwrap();
    close(last.time, 2.0);
    close(last.observed, 1.0);
    close(last.interval.unwrap()[0], math::exp(-NORMAL_P975 * 0.5_f64.sqrt()));
    assert_eq!((last.band, fit.by_tenure.len()), (None, 0));
}

/// A model with everything that exits and the calendar do, six of whose numbers are learned.
fn rich() -> (SurvivalData, Hazards) {
    let band = |until: f64, number: Quantity| TenureBand {
        until: Duration { count: until, unit: Unit::Years },
        effect: TenureEffect::Ratio(number),
    };
    let tenured = Channel {
        tenure: vec![band(1.0, Quantity::Known(0.5)), band(3.0, Quantity::Uncertain(4))],
        ..channel("a", hazard(Quantity::Uncertain(0)))
    };
    let driven = Channel { covariates: vec![(0, Quantity::Uncertain(2))], ..channel("b", hazard(Quantity::Uncertain(1))) };
    let hazards = Hazards {
        parameters: parameters(5),
        channels: vec![tenured, driven],
        periods: vec![Period::step(vec![0, 1], Quantity::Known(1.7), 1.2, 1.9)],
        contagion: Some(Contagion {
            ratio: Quantity::Uncertain(3),
            decay: Decay::HalfLife(Quantity::Known(0.7)),
            delay: 0.1,
            ties: Ties::Teams { across: Quantity::Known(0.4) },
            cap: None,
            leader: None,
        }),
        ..Hazards::default()
    };
    let mut spells = Vec::new();
    for person in 0..60 {
        let uniform = |name: u64| Stream::new(3, Purpose::Tenure, name, person, 0).uniform();
        let entry = 1.5 * uniform(1);
        let end = entry + 0.05 + 2.5 * uniform(2);
        let ending = match (5.0 * uniform(3)) as usize {
            0 => Ending::Exit(When::At(end), Some(0)),
            1 => Ending::Exit(When::At(end), Some(1)),
            _ => Ending::Censored(When::At(end)),
        };
        spells.push(Spell {
            team: (person % 3) as usize,
            hired: Hired::At(entry - 2.0 * uniform(4)),
            covariates: vec![uniform(5)],
            ..Spell::new(person as usize, entry, ending)
        });
    }
    (SurvivalData::new(spells), hazards)
}

#[test]
fn at_the_maximum_as_many_exits_are_expected_as_were_observed() {
    // The score by the log of a free rate is the number of exits less the sum of the cumulative hazards.
    let (study, hazards) = rich();
    let fit = maximum(&Likelihood::new(&study, &hazards).unwrap(), &[0.3, 0.3, 1.0, 1.0, 1.0], &[], false);
    assert!(fit.converged);
    let values: Vec<f64> = fit.estimates.iter().map(|estimate| estimate.value).collect();
    let fit = judge(&study, &hazards, &values);
    for exits in &fit.whole.by_channel {
        assert!(exits.observed > 5.0);
        assert!((exits.expected.value - exits.observed).abs() < 1e-6, "{exits:?}");
    }
    assert!((fit.whole.all.expected.value - fit.whole.all.observed).abs() < 1e-6);
    // Not half-year by half-year.
    assert!(fit.half_years.iter().any(|half| half.all.standardised().abs() > 0.1));
    let sums: f64 = fit.half_years.iter().map(|half| half.by_channel[1].expected.value).sum();
    close(sums, fit.whole.by_channel[1].expected.value);
    // The expected curves end where those of the data would on average; both clocks count the same exits.
    assert_eq!(fit.by_tenure.len(), 3);
    let [time, tenure] = [&fit.by_time, &fit.by_tenure].map(|curves| curves[2].points.last().unwrap().expected);
    assert!(time > 0.5 && tenure > 0.5);
}

#[test]
fn foundings_are_expected_of_team_mates_as_often_as_they_happen() {
    // Founders leave with team-mates, their spin-outs pull and hire; a rate each, and the probability to found together, are learned.
    let (mut study, mut hazards) = rich();
    hazards.parameters = parameters(7);
    hazards.channels[0].kind = Kind::Found;
    hazards.spinouts = Some(Spinouts {
        open: true,
        channel: 1,
        delay: 0.05,
        cofound: Quantity::Uncertain(5),
        pull: Pull {
            per_year: Quantity::Uncertain(6),
            decay: Decay::HalfLife(Quantity::Known(0.8)),
            seats: Some(3),
            across: Quantity::Known(0.2),
        },
    });
    let founders: Vec<usize> = (0..60).filter(|&index| matches!(study.spells[index].ending, Ending::Exit(_, Some(0)))).take(6).collect();
    for (number, &founder) in founders.iter().enumerate() {
        let Ending::Exit(when, _) = study.spells[founder].ending else { unreachable!() };
        study.spells[founder].destination = Some(number);
        let is_mate = |spell: &Spell| {
            spell.team == study.spells[founder].team && spell.entry < when.earliest() && spell.ending.when().latest() > when.latest()
        };
        let mates: Vec<usize> = (0..60).filter(|&index| !founders.contains(&index) && is_mate(&study.spells[index])).collect();
        if let Some(&mate) = mates.first().filter(|_| number % 2 == 0) {
            study.spells[mate].ending = Ending::Exit(when, Some(0));
            study.spells[mate].destination = Some(number);
        }
        let mut hires = mates.iter().skip(1).filter(|&&index| matches!(study.spells[index].ending, Ending::Exit(_, Some(1))));
        if let Some(&hire) = hires.next() {
            study.spells[hire].destination = Some(number);
        }
    }
    for frailty in [None, Some(Quantity::Known(0.3))] {
        hazards.frailty = frailty;
        let likelihood = Likelihood::new(&study, &hazards).unwrap();
        let fit = maximum(&likelihood, &[0.3, 0.3, 1.0, 1.0, 1.0, 0.1, 0.3], &[], false);
        assert!(fit.converged);
        let values: Vec<f64> = fit.estimates.iter().map(|estimate| estimate.value).collect();
        assert!(values.iter().all(|&value| value > 1e-3), "{values:?}");
        let fit = judge(&study, &hazards, &values);
        let all = fit.whole.all;
        assert!((all.expected.value - all.observed).abs() < 0.3, "{all:?}");
        if frailty.is_none() {
            for exits in &fit.whole.by_channel {
                assert!(exits.observed > 5.0 && (exits.expected.value - exits.observed).abs() < 1e-6, "{exits:?}");
            }
            // Mates who stayed were expected to found along too, at the moment.
            let sums: f64 = fit.half_years.iter().map(|half| half.by_channel[0].expected.value).sum();
            close(sums, fit.whole.by_channel[0].expected.value);
        }
    }
}

#[test]
fn parts_that_nothing_ties_give_what_the_whole_gives() {
    let (mut study, mut hazards) = rich();
    let many: Vec<Spell> = (0..20)
        .flat_map(|copy| {
            study
                .spells
                .iter()
                .map(move |spell| Spell { person: spell.person + 60 * copy, team: spell.team + 3 * copy, ..spell.clone() })
                .collect::<Vec<_>>()
        })
        .collect();
    let values = [0.2, 0.3, 1.5, 1.3, 0.8];
    if let Some(contagion) = &mut hazards.contagion {
        contagion.ties = Ties::Teams { across: Quantity::Known(0.0) };
    }
    let small = judge(&study, &hazards, &values);
    study.spells = many;
    let draw = Draw { parameters: values.to_vec(), heat: Vec::new(), ends: Vec::new() };
    let large = Residuals::new(&study, &hazards, &[draw], 1, 3).unwrap();
    for (index, hazard) in large.hazards.iter().enumerate() {
        close(*hazard, small.hazards[index % small.hazards.len()]);
    }
    close(large.whole.all.expected.value, 20.0 * small.whole.all.expected.value);
}

#[test]
fn frailty_makes_of_a_cumulative_hazard_the_log_of_the_probability_to_stay() {
    let (rate, sd) = (0.8, 0.9);
    let hazards = Hazards {
        channels: vec![channel("a", hazard(Quantity::Known(rate))), channel("b", hazard(Quantity::Known(0.2)))],
        frailty: Some(Quantity::Known(sd)),
        ..Hazards::default()
    };
    // One who stayed, and one who left, came back and stayed.
    let study = SurvivalData::new(vec![stayed(0, 0.0, 3.0), left(1, 0.0, 1.5, Some(0)), stayed(1, 2.0, 4.0)]);
    let fit = judge(&study, &hazards, &[]);
    let marginal = |exits: f64, hazard: f64| log_marginal(exits, hazard, sd).value;
    let expected = [-marginal(0.0, 3.0), -marginal(0.0, 1.5), marginal(1.0, 1.5) - marginal(1.0, 3.5)];
    for (residual, expected) in fit.cox_snell.residuals.iter().zip(expected) {
        assert!((residual.residual - expected).abs() < 1e-8, "{} is not {expected}", residual.residual);
    }
    close(fit.hazards[1], 0.2 * fit.cox_snell.residuals[0].residual);
}

#[test]
fn the_residuals_of_those_who_stayed_are_their_likelihood() {
    // With a limit of acceptance, frailty, heat and tenure, on the likelihood's own stretches.
    let offers = Baseline::Offers { per_year: Quantity::Known(2.0), acceptance: Quantity::Known(0.6) };
    let shock = Period { on: Side::Acceptance, ..Period::step(vec![0], Quantity::Known(2.5), 0.7, 1.4) };
    let tenure = vec![TenureBand { until: Duration { count: 1.0, unit: Unit::Years }, effect: TenureEffect::Ratio(Quantity::Known(0.3)) }];
    let hazards = Hazards {
        channels: vec![Channel { tenure, ..channel("a", offers) }, channel("b", hazard(Quantity::Known(0.4)))],
        periods: vec![shock],
        path: Some(PathSteps { channels: vec![0, 1], edges: vec![0.0, 0.5, 1.0, 1.5] }),
        frailty: Some(Quantity::Known(0.7)),
        ..Hazards::default()
    };
    let hired = |spell: Spell, time: f64| Spell { hired: Hired::At(time), ..spell };
    let study = SurvivalData::new(vec![hired(stayed(0, 0.0, 1.5), -3.0), hired(stayed(1, 0.2, 1.3), 0.0)]);
    let heat = vec![0.3, -0.4, 0.1];
    let likelihood = Likelihood::new(&study, &hazards).unwrap().at(&heat, Order::Gradient).value;
    let draw = Draw { parameters: Vec::new(), heat, ends: Vec::new() };
    let fit = Residuals::new(&study, &hazards, &[draw], 1, 1).unwrap();
    let sum: f64 = fit.cox_snell.residuals.iter().map(|one| one.residual).sum();
    assert!((sum + likelihood).abs() < 5e-5, "{sum} is not {}", -likelihood);
    assert_eq!(fit.cox_snell.band, None);
}

#[test]
fn residuals_lie_on_the_diagonal_where_the_model_is_right_and_off_it_where_it_is_wrong() {
    let driven = Channel { covariates: vec![(0, Quantity::Known(9.0))], ..channel("a", hazard(Quantity::Known(0.2))) };
    let right = Hazards { channels: vec![driven], ..Hazards::default() };
    let mut spells = Vec::new();
    for person in 0..2_000_u64 {
        let covariate = (person % 2) as f64;
        let rate = if person % 2 == 1 { 1.8 } else { 0.2 };
        let uniform = Stream::new(5, Purpose::Patience, 0, person, 0).uniform();
        let time = -math::ln(uniform) / rate;
        let ending = if time < 3.0 { Ending::Exit(When::At(time), Some(0)) } else { Ending::Censored(When::At(3.0)) };
        spells.push(Spell { covariates: vec![covariate], ..Spell::new(person as usize, 0.0, ending) });
    }
    let study = SurvivalData::new(spells);
    let farthest =
        |fit: &Residuals| fit.cox_snell.steps.iter().map(|step| (step.hazard - step.time).abs() / step.variance.sqrt()).fold(0.0, f64::max);
    let fit = judge(&study, &right, &[]);
    assert!(farthest(&fit) < 5.0, "{}", farthest(&fit));
    assert!(fit.cox_snell.band.is_some_and(|band| band.outside == 0 && band.steps > 500), "{:?}", fit.cox_snell.band);
    // A common hazard at the mean of the two.
    let wrong = Hazards { channels: vec![channel("a", hazard(Quantity::Known(0.5)))], ..Hazards::default() };
    let fit = judge(&study, &wrong, &[]);
    assert!(farthest(&fit) > 5.0 && fit.cox_snell.band.is_some_and(|band| band.outside > 100));
}

#[test]
fn who_decided_before_the_entry_counts_nowhere() {
    let hazards = Hazards { channels: vec![channel("a", hazard(Quantity::Known(0.4)))], notice: 0.2, ..Hazards::default() };
    // The first decided 0.1 years before being seen, the second 0.8 after; who is there at the end had not decided 0.2 before it.
    let study = SurvivalData::new(vec![left(0, 1.0, 1.1, Some(0)), left(1, 1.0, 2.0, Some(0)), stayed(2, 1.0, 3.0)]);
    let fit = judge(&study, &hazards, &[]);
    assert_eq!((fit.left_out, fit.cox_snell.residuals.len(), fit.whole.all.observed), (1, 2, 1.0));
    close(fit.whole.all.expected.value, 0.4 * (0.8 + 1.8));
    assert!(fit.cox_snell.farthest.is_some_and(|(_, off)| off.is_finite()));
}

#[test]
fn tenure_is_the_clock_of_those_whose_hire_is_known() {
    let tenure = vec![TenureBand { until: Duration { count: 2.0, unit: Unit::Years }, effect: TenureEffect::Hazard(Quantity::Known(0.1)) }];
    let hazards = Hazards { channels: vec![Channel { tenure, ..channel("a", hazard(Quantity::Known(0.5))) }], ..Hazards::default() };
    let spell = |spell: Spell, hired: f64| Spell { hired: Hired::At(hired), ..spell };
    let unknown = stayed(2, 0.0, 2.0);
    let study = SurvivalData::new(vec![spell(stayed(0, 0.0, 3.0), 0.0), spell(left(1, 0.5, 1.0, Some(0)), -2.5), unknown]);
    let fit = judge(&study, &hazards, &[]);
    assert_eq!((fit.left_out, fit.cox_snell.residuals.len()), (1, 2));
    // Tenure 0 to 3 and 3 to 3.5 years: never two at risk at one tenure.
    let curve: Vec<(f64, f64)> = fit.by_tenure[0].points.iter().map(|point| (point.time, point.expected)).collect();
    for ((time, expected), (year, hazard)) in curve.into_iter().zip([(1.0, 0.1), (2.0, 0.2), (3.0, 0.7), (4.0, 0.95)]) {
        close(time, year);
        close(expected, hazard);
    }
    close(fit.by_tenure[0].points[3].observed, 1.0);
}

#[test]
fn a_shock_that_may_have_struck_takes_its_likeliest_case_at_one_point_and_its_share_over_draws() {
    let struck = vec![Period { on: Side::Acceptance, ..Period::step(vec![0], Quantity::Known(1.3), 1.0, 1.1) }];
    let hazards = Hazards {
        channels: vec![channel("a", hazard(Quantity::Known(0.2)))],
        possible: vec![crate::calibrate::Possible { probability: Quantity::Known(0.5), days: vec![struck] }],
        ..Hazards::default()
    };
    let study = SurvivalData::new((0..4).map(|person| left(person, 0.0, 1.05, Some(0))).collect());
    let draw = Draw::default();
    let with_shock = 4.0 * (0.2 * 1.05 + 0.2 * 0.3 * 0.05);
    let one = Residuals::new(&study, &hazards, std::slice::from_ref(&draw), 1, 1).unwrap();
    close(one.whole.all.expected.value, with_shock);
    let weights = Likelihood::new(&study, &hazards).unwrap().case_weights(&[]);
    let many = Residuals::new(&study, &hazards, &vec![draw; 4_000], 1, 2).unwrap();
    let mean = weights[0] * 4.0 * 0.2 * 1.05 + weights[1] * with_shock;
    let expected = many.whole.all.expected;
    assert!((expected.value - mean).abs() < 5.0 * expected.mcse.max(1e-9), "{expected:?} is not {mean}");
}
