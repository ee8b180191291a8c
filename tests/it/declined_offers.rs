//! Declined offers: given everything else in a trial a Poisson process at the rate of offers less the hazard, while the person is there
//! and not under notice.

use stayput::internals::math::GAUSS_LEGENDRE_4;
use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::event_log::What;
use stayput::internals::simulate::{EventKind, Model, Replay, Risk};

use crate::fixtures::{head, people, person, read, read_with};
use crate::numbers::SIGMAS;

/// Sums over trials of Poisson counts `n` with means `m`: of `n - m` and its variance, and of `(n - m)^2 - m` and its variance, since
/// `Var (n - m)^2 = m + 2 m^2`.
#[derive(Default)]
struct Poisson {
    surplus: f64,
    mean: f64,
    excess: f64,
    spread: f64,
}

impl Poisson {
    fn add(&mut self, count: usize, mean: f64) {
        let surplus = count as f64 - mean;
        self.surplus += surplus;
        self.mean += mean;
        self.excess += surplus * surplus - mean;
        self.spread += mean + 2.0 * mean * mean;
    }

    fn is_right(&self, what: &str) {
        let [mean, variance] = [self.surplus / self.mean.sqrt(), self.excess / self.spread.sqrt()];
        assert!(mean.abs() < SIGMAS, "{what}: the mean is off by {mean:.1} standard errors, {:.1} of {}", self.surplus, self.mean);
        assert!(variance.abs() < SIGMAS, "{what}: the variance is off by {variance:.1} standard errors");
    }
}

/// From when to when somebody is there and not under notice.
fn stays(replay: &Replay<'_>, person: usize) -> Vec<[f64; 2]> {
    let (model, told) = (replay.world().model, replay.trajectory());
    let begins = told.newcomer(person, model.names.len()).map_or_else(|| model.joins[person], |newcomer| newcomer.hired);
    let mut stays = vec![[begins, model.horizon()]];
    for event in told.events.iter().filter(|event| event.person == person) {
        let last = stays.last_mut().unwrap();
        match event.kind {
            EventKind::Decision { .. } | EventKind::Exit { .. } => last[1] = last[1].min(event.time),
            EventKind::Return => stays.push([event.time, model.horizon()]),
            EventKind::Opening(_) | EventKind::Hire => {}
        }
    }
    stays
}

#[test]
fn constant_offers_are_declined_at_a_constant_rate() {
    let text = head("24 months")
        + &people(3, "")
        + "[channels.lab]\noffers_per_year = 3.0\nacceptance = 0.2\n\
                [channels.other]\nhazard_per_year = 0.3\n";
    let scenario = read(&text);
    let model = Model::new(&scenario, 7);
    let mut replay = Replay::new(&model, 0);
    let mut counts = Poisson::default();
    // Given how many there are, each comes at a uniform time of the stay: mean 1/2, variance 1/12.
    let (mut places, mut offers) = (0.0, 0);
    for trial in 0..20_000 {
        replay.go_to(trial);
        let log = replay.log(true);
        for person in 0..3 {
            let end = stays(&replay, person)[0][1];
            let declined: Vec<_> =
                log.iter().filter(|entry| entry.person == Some(person) && matches!(entry.what, What::Declined { .. })).collect();
            assert!(declined.iter().all(|entry| entry.time < end && entry.by == Some((Risk::Channel(0), 3.0 * 0.2))));
            counts.add(declined.len(), 3.0 * 0.8 * end);
            places += declined.iter().map(|entry| entry.time / end - 0.5).sum::<f64>();
            offers += declined.len();
        }
    }
    counts.is_right("constant offers");
    let off = places / (f64::from(offers as u32) / 12.0).sqrt();
    assert!(off.abs() < SIGMAS, "offers come too early or too late by {off:.1} standard errors");
}

/// `integral of f` between jumps by four nodes: a kink of the limit of acceptance costs far less than a standard error.
fn integral(f: impl Fn(f64) -> f64, from: f64, to: f64, jumps: &[f64]) -> f64 {
    let mut edges: Vec<f64> = jumps.iter().copied().filter(|&jump| from < jump && jump < to).collect();
    edges.insert(0, from);
    edges.push(to);
    let pieces = edges.windows(2).filter(|edge| edge[0] < edge[1]);
    let piece =
        |from: f64, length: f64| GAUSS_LEGENDRE_4.iter().map(|&(node, weight)| length * weight * f(from + length * node)).sum::<f64>();
    pieces.map(|edge| piece(edge[0], edge[1] - edge[0])).sum()
}

/// Offers at their limit, competitors that fill up, spin-outs that make offers, notice, returns and newcomers.
fn eventful() -> Scenario {
    let keys =
        |index: usize| format!("team = \"{}\"\nhired = 2022-0{}-10\nstar = {}", if index < 4 { "a" } else { "b" }, 1 + index, index % 3);
    let text = head("18 months")
        + &(0..7).map(|index| person(&format!("p-{index}"), &keys(index))).collect::<String>()
        + "[channels.found]\nhazard_per_year = 0.4\n\
           [channels.startup]\noffers_per_year = 1.2\nacceptance = 0.3\ncovariates = { star = 1.8 }\n\
           tenure = [{ until = \"18 months\", ratio = 0.5 }]\n\
           [channels.lab]\noffers_per_year = 2.0\nacceptance = 0.15\n\
           [competitors.acme]\nchannel = \"lab\"\nclosed = 2023-09-10\nredistribute = true\n\
           [competitors.bolt]\nchannel = \"lab\"\nweight = 2.0\nseats = 1\n\
           [spinouts]\nchannel = \"startup\"\ndelay = \"1 month\"\npull_per_year = 4.0\nhalf_life = \"5 months\"\nacross = 0.3\nseats = 2\n\
           [contagion]\nratio = 1.9\nhalf_life = \"3 months\"\n\
           [notice]\nlength = \"1 month\"\n\
           [returns]\nreturn_per_year = 1.5\nhalf_life = \"6 months\"\nratio_after_return = 1.3\n\
           [hiring]\nrefill = 0.8\ntime_to_fill = { median = \"3 months\", p95 = \"8 months\" }\n\
           [heat]\nvolatility = 0.5\nhalf_life = \"6 months\"\n\
           [frailty]\nsd = 0.5\n\
           [[shocks]]\nname = \"s\"\ndate = 2023-05-20\nratio = 1.8\nhalf_life = \"4 months\"\n";
    read_with(&text, &[])
}

#[test]
fn offers_that_change_with_everything_are_declined_at_their_rate_less_the_hazard() {
    let scenario = eventful();
    let model = Model::new(&scenario, 7);
    let mut replay = Replay::new(&model, 0);
    let [mut channels, mut pulls] = [Poisson::default(), Poisson::default()];
    for trial in 0..250 {
        replay.go_to(trial);
        let told = replay.trajectory();
        let mut jumps: Vec<f64> = (0..replay.calendar_effects().len()).map(|stretch| replay.calendar_effects().end(stretch)).collect();
        jumps.extend(told.events.iter().map(|event| event.time));
        for bands in &model.band_ends {
            let newcomers = told.newcomers.iter().map(|newcomer| scenario.clock.date(newcomer.hired));
            jumps.extend(newcomers.flat_map(|hired| bands.iter().map(move |band| band.end(hired))));
            jumps.extend(replay.world().tenure.iter().flatten().flat_map(|&days| bands.iter().map(move |band| band.end_of_day(days))));
        }
        jumps.sort_by(f64::total_cmp);
        let log = replay.log(true);
        let risks = [1, 2].map(Risk::Channel).into_iter().chain((0..told.spinouts.len()).map(Risk::Pull));
        for risk in risks {
            for person in 0..model.names.len() + told.newcomers.len() {
                let surplus = |time: f64| {
                    let product = replay.product(person, risk, time);
                    product.offer_rate - product.hazard()
                };
                let mean: f64 = stays(&replay, person).iter().map(|&[from, to]| integral(surplus, from, to, &jumps)).sum();
                let is_declined = |what: What| matches!(what, What::Declined { .. });
                let count = log
                    .iter()
                    .filter(|entry| entry.person == Some(person) && is_declined(entry.what) && entry.by.is_some_and(|(by, _)| by == risk))
                    .count();
                let counts = if let Risk::Pull(_) = risk { &mut pulls } else { &mut channels };
                counts.add(count, mean);
            }
        }
    }
    assert!(channels.mean > 1_000.0 && pulls.mean > 300.0, "{} {}", channels.mean, pulls.mean);
    channels.is_right("channels");
    pulls.is_right("pulls");
}

#[test]
fn who_makes_an_offer_has_a_seat_and_is_open() {
    let scenario = eventful();
    let model = Model::new(&scenario, 3);
    let closed = scenario.clock.years("2023-09-10".parse().unwrap());
    let mut of_each = [0, 0];
    let mut replay = Replay::new(&model, 0);
    for trial in 0..100 {
        replay.go_to(trial);
        let gone: Vec<f64> = replay
            .trajectory()
            .events
            .iter()
            .filter(|event| event.exit().is_some_and(|(_, to)| replay.trajectory().listed(to) == Some(1)))
            .map(|event| event.time)
            .collect();
        for entry in replay.log(true) {
            if let What::Declined { channel: 2, to } = entry.what {
                let competitor = replay.trajectory().listed(to).expect("nobody without a name is behind the channel");
                let has_seat = competitor == 0 || gone.first().is_none_or(|&first| entry.time <= first);
                assert!(has_seat && (competitor == 1 || entry.time < closed), "{entry:?}");
                of_each[competitor] += 1;
            }
        }
    }
    assert!(of_each.iter().all(|&offers| offers > 100), "{of_each:?}");
}

#[test]
fn who_has_closed_makes_no_offers() {
    // Offers by pull alone, five a year from the start to September, one in five accepted; another competitor closed in 2022.
    let history = "id,team,entry,exit,channel\nf,a,2020-01-01,2022-06-01,startup\n";
    let competitor = |name: &str, opened: &str, closed: &str| {
        format!(
            "[competitors.{name}]\nchannel = \"startup\"\nopened = {opened}\nclosed = {closed}\nfounders = [\"f\"]\npull_per_year = 5\nhalf_life = \"never\"\n"
        )
    };
    let text = head("24 months")
        + &people(2, "team = \"a\"")
        + "[channels.startup]\noffers_per_year = 0\nacceptance = 0.2\n[history]\nfile = \"history.csv\"\n"
        + &competitor("newco", "2022-07-01", "2023-09-10")
        + &competitor("oldco", "2022-07-01", "2022-10-01");
    let scenario = read_with(&text, &[("history.csv", history)]);
    let model = Model::new(&scenario, 7);
    let closed = scenario.clock.years("2023-09-10".parse().unwrap());
    let mut replay = Replay::new(&model, 0);
    let mut counts = Poisson::default();
    for trial in 0..5_000 {
        replay.go_to(trial);
        let log = replay.log(true);
        for person in 0..2 {
            let declined: Vec<_> =
                log.iter().filter(|entry| entry.person == Some(person) && matches!(entry.what, What::Declined { .. })).collect();
            assert!(declined.iter().all(|entry| entry.time < closed && entry.by == Some((Risk::Pull(0), 5.0 * 0.2))));
            counts.add(declined.len(), 4.0 * stays(&replay, person)[0][1].min(closed));
        }
    }
    counts.is_right("offers of one who closes");
}

#[test]
fn asking_for_declined_offers_changes_nothing_else() {
    let scenario = eventful();
    let model = Model::new(&scenario, 3);
    for trial in 0..30 {
        let (with, without) = (Replay::new(&model, trial), Replay::new(&model, trial));
        let mut log = with.log(true);
        let all = log.len();
        log.retain(|entry| !matches!(entry.what, What::Declined { .. }));
        assert!(log.len() < all);
        assert_eq!(log, without.log(false));
        assert_eq!(with.trajectory(), without.trajectory());
    }
}
