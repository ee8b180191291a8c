//! Frailty of those who stayed where a limit of acceptance can bind: with `z = sd x - sd^2 / 2`, the density of `x` is proportional to
//! `exp(-x^2 / 2 - H(e^z))`, integrated here on a fine grid however small the probability to have stayed.

use stayput::internals::hazard::frailty::Envelope;
use stayput::internals::random::{Purpose, Stream};
use stayput::internals::simulate::{Model, World};

use crate::fixtures::{follows, head, people, person, read_with};
use crate::numbers::{agrees, binomial};

/// Hazard ratios with the weights of their density, the largest 1, and the logarithm of the mean of `exp(-H)`.
fn density(sd: f64, hazard: impl Fn(f64) -> f64) -> (Vec<(f64, f64)>, f64) {
    const STEP: f64 = 5e-4;
    let point = |k: i32| {
        let x = f64::from(k) * STEP;
        let ratio = (sd * x - 0.5 * sd * sd).exp();
        (ratio, -0.5 * x * x - hazard(ratio))
    };
    let points: Vec<_> = (-120_000..20_000).map(point).collect();
    let highest = points.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<_> = points.into_iter().map(|(ratio, ln)| (ratio, (ln - highest).exp())).collect();
    let sum: f64 = weights.iter().map(|point| point.1).sum();
    (weights, highest + (sum * STEP / (2.0 * std::f64::consts::PI).sqrt()).ln())
}

/// `ln` of the probability to stay.
fn ln_stay(sd: f64, hazard: impl Fn(f64) -> f64) -> f64 {
    density(sd, hazard).1
}

/// Compares draws with the density: the mean ratio, and the chances to be below some quantiles. `ln` of the probability to have stayed.
fn follows_density(sd: f64, hazard: impl Fn(f64) -> f64) -> f64 {
    const DRAWS: u64 = 100_000;
    let envelope = Envelope::new(sd, &hazard);
    let draws: Vec<f64> = (0..DRAWS).map(|trial| envelope.draw(&hazard, &mut Stream::new(3, Purpose::Frailty, 0, trial, 9))).collect();
    let (points, ln_stay) = density(sd, &hazard);
    let whole: f64 = points.iter().map(|point| point.1).sum();
    let mean = |power: i32| points.iter().map(|&(ratio, weight)| ratio.powi(power) * weight).sum::<f64>() / whole;
    let error = ((mean(2) - mean(1) * mean(1)).max(0.0) / DRAWS as f64).sqrt();
    agrees(&format!("mean ratio for sd {sd}"), draws.iter().sum::<f64>() / DRAWS as f64, mean(1), error);
    let mut below = 0.0;
    let mut quantiles = [0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999].into_iter().peekable();
    for pair in points.windows(2) {
        // The trapezoidal rule, up to the right end of this step.
        below += 0.5 * (pair[0].1 + pair[1].1) / whole;
        if quantiles.next_if(|&quantile| below >= quantile).is_some() {
            let found = draws.iter().filter(|&&ratio| ratio < pair[1].0).count() as f64 / DRAWS as f64;
            agrees(&format!("chance below {} for sd {sd}", pair[1].0), found, below, (below * (1.0 - below) / DRAWS as f64).sqrt());
        }
    }
    assert!(quantiles.next().is_none());
    ln_stay
}

#[test]
fn draws_follow_the_density_given_survival() {
    // Offers in all, and acceptance before frailty; above 1 where covariates or shocks take it there.
    let cases = [
        (0.5, 200.0, 0.1),
        (0.2, 207.0, 0.9),
        (0.2, 400.0, 0.9),
        (0.01, 3660.0, 0.9),
        (0.8, 10.0, 0.5),
        (1.5, 3.0, 0.9),
        (1.0, 5.0, 30.0),
        (3.0, 3660.0, 1.0),
        // Two modes: below the limit, and at entry, where it binds.
        (3.0, 5.0, 1000.0),
        (1e-9, 1e6, 1.0),
    ];
    let ln_stay = cases.map(|(sd, offers, acceptance)| follows_density(sd, |ratio: f64| offers * (acceptance * ratio).min(1.0)));
    // Among them one in 10^30, far less, and likely survival.
    assert!((-70.0..-69.0).contains(&ln_stay[1]) && ln_stay[3] < -1000.0 && ln_stay[8] > -5.0, "{ln_stay:?}");
}

#[test]
fn draws_follow_the_density_where_limits_bind_one_after_the_other() {
    let parts = [(4.0, 30.0), (2.0, 3.0), (1.5, 0.9), (8.0, 0.05), (100.0, 1e-4)];
    for sd in [0.05, 0.6, 2.0] {
        follows_density(sd, |ratio: f64| parts.iter().map(|&(offers, acceptance)| offers * (acceptance * ratio).min(1.0)).sum());
    }
}

#[test]
fn what_somebody_went_through_is_within_the_bounds() {
    let history = "id,team,entry,exit,channel,leads,observed_until\n\
                   early,a,2013-01-01,,,,2023-01-01\n\
                   late,a,2021-03-15,,,,2023-01-01\n\
                   other,b,2018-07-01,,,,2023-01-01\n\
                   x,a,2015-01-01,2019-05-02,lab,,\n\
                   y,a,2015-01-01,2021-11-20,lab,a,\n\
                   z,b,2015-01-01,2022-10-09,other,,\n";
    let text = head("12 months")
        + &person("early", "team = \"a\"\nhired = 2012-05-01\nstar = 2")
        + &person("late", "team = \"a\"\nhired = 2021-03-15\nstar = -1")
        + &person("other", "team = \"b\"\nhired = 2018-07-01\nstar = 0")
        + &person("new", "team = \"b\"\nhired = 2023-01-01\nstar = 0")
        + "[channels.lab]\noffers_per_year = 1.3\nacceptance = 0.25\ncovariates = { star = 1.8 }\n\
           tenure = [{ until = \"1 year\", ratio = 0.5 }, { until = \"30 months\", ratio = 2.5 }]\n\
           [channels.other]\nhazard_per_year = 0.1\n[channels.startup]\noffers_per_year = 0.3\nacceptance = 0.02\n\
           [frailty]\nsd = 1.2\n[history]\nfile = \"history.csv\"\n\
           [contagion]\nratio = 6.0\nhalf_life = \"5 months\"\nacross = 0.4\ncap = 9.0\nleader_ratio = 3.0\nleader_delay = \"40 days\"\n\
           [[shocks]]\nname = \"s\"\ndate = 2020-03-14\nratio = 2.5\nhalf_life = \"8 months\"\n\
           [[heat.series]]\nchannels = [\"lab\"]\npoints = [{ at = 2014-02-01, value = 0.5 }, { at = 2022-01-01, value = 2.0 }]\n";
    let scenario = read_with(&text, &[("history.csv", history)]);
    let model = Model::new(&scenario, 1);
    let world = World::new(&model, 0);
    assert_eq!(world.envelopes.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, true, false]);
    for (person, envelope) in world.envelopes.iter().enumerate() {
        let Some(envelope) = envelope else {
            assert_eq!(world.survived_hazard(person, 1.0), 0.0);
            continue;
        };
        // Between the bounds at any ratio, and close to them where ratios are drawn.
        let width = |ratio: f64| {
            let (found, (low, high)) = (world.survived_hazard(person, ratio), envelope.bounds(ratio));
            let rounding = 1e-12 + 1e-9 * found;
            assert!(low <= found + rounding && found <= high + rounding, "{person} at {ratio}: {low} {found} {high}");
            high - low
        };
        (-400..=400).for_each(|k| assert!(width((f64::from(k) * 0.05).exp()) >= -1e-9));
        let stream = |trial| Stream::new(model.seed, Purpose::Frailty, 0, trial, model.names[person]);
        let mean = (0..1_000).map(|trial| width(world.draw_frailty(person, &mut stream(trial)))).sum::<f64>() / 1_000.0;
        assert!(mean < 0.05, "{person}: {mean}");
    }
}

#[test]
fn ten_who_stayed_through_twenty_offers_a_year() {
    // One in ten accepted for ten years: hardly anybody stays so long, but they did.
    let history = (0..10).fold("id,entry,observed_until\n".to_owned(), |text, i| text + &format!("p-{i},2013-01-01,2023-01-01\n"));
    for sd in [0.5, 2.0] {
        let text = head("24 months")
            + &people(10, "")
            + "[channels.lab]\noffers_per_year = 20\nacceptance = 0.1\n[history]\nfile = \"history.csv\"\n"
            + &format!("[frailty]\nsd = {sd}\n");
        let before = 3652.0 / 365.25;
        let stay = |years: f64| ln_stay(sd, |ratio: f64| 20.0 * years * (0.1 * ratio).min(1.0));
        follows(&read_with(&text, &[("history.csv", &history)]), |time| binomial(10, (stay(before + time) - stay(before)).exp()));
    }
}

#[test]
fn those_who_stayed_though_the_numbers_say_that_nobody_could() {
    // An offer a day, nine of ten accepted, by people who hardly differ; since the start few offers come.
    let history = "id,entry,observed_until\np-0,2013-01-01,2023-01-01\n";
    let text = head("24 months")
        + &people(1, "")
        + "[channels.lab]\noffers_per_year = 366\nacceptance = 0.9\n[history]\nfile = \"history.csv\"\n[frailty]\nsd = 0.02\n\
           [[heat.series]]\ninterpolation = \"step\"\npoints = [{ at = 2013-01-01, value = 1.0 }, { at = 2023-01-01, value = 0.005 }]\n";
    let before = 3652.0 / 365.25;
    let stay = |time: f64| ln_stay(0.02, |ratio: f64| 366.0 * (before + 0.005 * time) * (0.9 * ratio).min(1.0));
    assert!(stay(0.0) < -500.0);
    follows(&read_with(&text, &[("history.csv", history)]), |time| {
        let p = (stay(time) - stay(0.0)).exp();
        vec![1.0 - p, p]
    });
}

#[test]
fn one_who_stayed_through_the_offers_of_a_spinout() {
    // Two offers a year of the channel, and of a spin-out six at its opening, 730 days before the start, with a half-life of a year; one
    // in five accepted.
    let history =
        "id,team,entry,exit,observed_until,channel,destination\nf,a,2019-01-01,2021-01-01,,found,newco\np,a,2020-01-01,,2023-01-01,,\n";
    let text = head("24 months")
        + &person("p", "team = \"a\"")
        + "[channels.found]\nhazard_per_year = 0\n[channels.startup]\noffers_per_year = 2\nacceptance = 0.2\n\
           [history]\nfile = \"history.csv\"\n[frailty]\nsd = 1.5\n[spinouts]\npull_per_year = 6\nhalf_life = \"1 year\"\n";
    let (entry, opened) = (-1096.0 / 365.25, -730.0 / 365.25);
    let ln_2 = std::f64::consts::LN_2;
    let offers = |time: f64| 2.0 * (time - entry) + 6.0 / ln_2 * (1.0 - (-ln_2 * (time - opened)).exp());
    let stay = |time: f64| ln_stay(1.5, |ratio: f64| offers(time) * (0.2 * ratio).min(1.0));
    follows(&read_with(&text, &[("history.csv", history)]), |time| {
        let p = (stay(time) - stay(0.0)).exp();
        vec![1.0 - p, p]
    });
}
