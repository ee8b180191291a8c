//! Market heat: the random path as a process of its own, and given series on people whom nobody moves.

use stayput::internals::calendar::Clock;
use stayput::internals::hazard::calendar_effects::CalendarEffects;
use stayput::internals::random::Streams;
use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::{Model, World};

use crate::fixtures::{TRIALS, follows, head, people, read, run};
use crate::numbers::{agrees, binomial, normal_mean};

const QUIET: &str = "[contagion]\nratio = 1.0\nhalf_life = \"never\"\n";

/// The months up to a time: beginning, end, and the middle of the whole month.
fn months(clock: Clock, until: f64) -> Vec<(f64, f64, f64)> {
    let edge = |month: i32| clock.years(clock.month_boundary(month));
    let whole = (0..1_200).map(|m| (edge(m), edge(m + 1))).take_while(|&(from, _)| from < until);
    whole.map(|(from, to)| (from, to.min(until), 0.5 * (from + to))).collect()
}

#[test]
fn the_random_path_is_a_stationary_autoregression_with_mean_one() {
    let (volatility, half_life) = (0.4f64, 9.0f64);
    let text = head("24 months")
        + &people(1, "")
        + "[channels.lab]\nhazard_per_year = 1.0\n[channels.startup]\noffers_per_year = 3.0\nacceptance = 0.1\n\
           [channels.other]\nhazard_per_year = 1.0\n\
           [heat]\nvolatility = 0.4\nhalf_life = \"9 months\"\nchannels = [\"lab\", \"startup\"]\n";
    let scenario = read(&text);
    let model = Model::new(&scenario, 5);
    let world = World::new(&model, 0);
    let shown = [0, 1, 6, 23];
    let mut calendar_effects = CalendarEffects::default();
    // Sums of the multiplier, of its logarithm and its square, and of the products with the months shown before.
    let (mut level, mut log, mut products) = ([0.0; 4], [0.0; 4], [[0.0; 4]; 4]);
    for trial in 0..TRIALS {
        world.calendar_model.draw(5, trial, &mut Streams::default(), &mut calendar_effects);
        assert_eq!(calendar_effects.len(), 24);
        let heat = shown.map(|month| calendar_effects.offer_rate(month)[0]);
        for (month, value) in shown.into_iter().zip(heat) {
            assert!((calendar_effects.offer_rate(month)[1] / value - 3.0).abs() < 1e-12, "one path for all its channels");
            assert_eq!(calendar_effects.offer_rate(month)[2], 1.0, "and for none beside");
        }
        let x = heat.map(|value| value.ln() + 0.5 * volatility * volatility);
        for i in 0..4 {
            level[i] += heat[i];
            log[i] += x[i];
            (0..4).for_each(|j| products[i][j] += x[i] * x[j]);
        }
    }
    let n = TRIALS as f64;
    let variance = volatility * volatility;
    for i in 0..4 {
        agrees("mean multiplier", level[i] / n, 1.0, ((variance.exp() - 1.0) / n).sqrt());
        agrees("mean of ln heat", log[i] / n, 0.0, (variance / n).sqrt());
        for j in 0..4 {
            // A product of two jointly normal numbers with correlation c has variance v^2 (1 + c^2).
            let correlation = (-((shown[i] as f64 - shown[j] as f64).abs()) / half_life).exp2();
            let error = variance * ((1.0 + correlation * correlation) / n).sqrt();
            agrees(&format!("covariance of months {} and {}", shown[i], shown[j]), products[i][j] / n, variance * correlation, error);
        }
    }
}

#[test]
fn a_path_that_hardly_moves_is_a_common_frailty() {
    // With a half-life of 1,000 years everybody's hazard is multiplied by one log-normal number: a mixture of binomials, all of it luck.
    let text = "[channels.lab]\nhazard_per_year = 0.4\n[heat]\nvolatility = 0.7\nhalf_life = \"1000 years\"\n";
    for further in ["", QUIET] {
        let scenario = read(&(head("24 months") + &people(5, "") + text + further));
        let estimates = follows(&scenario, |time| {
            let at = |e: f64| binomial(5, (-0.4 * time * (0.7 * e - 0.245).exp()).exp());
            (0..6).map(|k| normal_mean(|e| at(e)[k])).collect()
        });
        assert_eq!(estimates.split.ignorance.value, 0.0);
    }
}

/// People with hazard 0.4 times a series by month: `value(from, to, middle)` of the part of the month after `from`.
fn check(scenario: &Scenario, cumulative: impl Fn(f64) -> f64) {
    follows(scenario, |time| binomial(5, (-0.4 * cumulative(time)).exp()));
}

#[test]
fn a_log_linear_series_takes_the_value_at_the_months_middle() {
    let text = "[channels.lab]\nhazard_per_year = 0.4\n[[heat.series]]\npoints = [{ at = 2023-03-10, value = 1.0 }, \
                { at = 2023-11-20, value = 4.0 }, { at = \"18 months\", value = 0.5 }]\n";
    for (horizon, further) in [("24 months", ""), ("24 months", QUIET), ("500 days", "")] {
        let scenario = read(&(head(horizon) + &people(5, "") + text + further));
        let day = |text: &str| scenario.clock.years(text.parse().unwrap());
        let knots = [(day("2023-03-10"), 1f64), (day("2023-11-20"), 4.0), (day("2024-07-01"), 0.5)];
        let value = |t: f64| {
            if t <= knots[0].0 {
                return knots[0].1;
            }
            let segment = knots.windows(2).find(|pair| t <= pair[1].0);
            segment.map_or(knots[2].1, |pair| {
                let share = (t - pair[0].0) / (pair[1].0 - pair[0].0);
                (pair[0].1.ln() * (1.0 - share) + pair[1].1.ln() * share).exp()
            })
        };
        check(&scenario, |time| months(scenario.clock, time).iter().map(|&(from, to, middle)| (to - from) * value(middle)).sum());
    }
}

#[test]
fn a_step_acts_on_its_own_day() {
    let text = "[channels.lab]\nhazard_per_year = 0.4\n[[heat.series]]\ninterpolation = \"step\"\npoints = [{ at = 2022-01-01, value = 0.5 }, \
                { at = 2023-11-20, value = 4.0 }, { at = \"18 months\", value = 1.5 }]\n\
                [[heat.series]]\npoints = [{ at = 2023-01-01, value = 1.2 }]\n";
    for further in ["", QUIET] {
        let scenario = read(&(head("24 months") + &people(5, "") + text + further));
        let knots = ["2023-11-20", "2024-07-01"].map(|text| scenario.clock.years(text.parse().unwrap()));
        check(&scenario, |time| {
            1.2 * (0.5 * time.min(knots[0]) + 4.0 * (time.min(knots[1]) - knots[0]).max(0.0) + 1.5 * (time - knots[1]).max(0.0))
        });
    }
}

#[test]
fn series_act_on_their_channels() {
    let text = "[channels.lab]\nhazard_per_year = 0.2\n[channels.startup]\noffers_per_year = 2.0\nacceptance = 0.1\n\
                [[heat.series]]\nchannels = [\"startup\"]\npoints = [{ at = 2023-01-01, value = 3.0 }]\n";
    let scenario = read(&(head("12 months") + &people(5, "") + text));
    let estimates = run(&scenario, TRIALS);
    let total = 0.8 * scenario.clock.years(scenario.horizon);
    for (channel, share) in [(0, 0.25), (1, 0.75)] {
        let p = share * (1.0 - (-total).exp());
        agrees("gone through a channel", estimates.first_exits[channel][12].value, p, (p * (1.0 - p) / 5.0 / TRIALS as f64).sqrt());
    }
}
