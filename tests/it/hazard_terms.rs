//! The terms of a hazard: they are the simulation's own numbers, and their product is its hazard.

use stayput::internals::explain::{Explained, Explanation, Question, Story};
use stayput::internals::hazard::terms::Cause;
use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::event_log::What;
use stayput::internals::simulate::{EventKind, Model, Replay, Risk, World};

use crate::fixtures::{head, people, read};

/// A scenario in which everything that can act does.
fn everything() -> Scenario {
    let folder = std::path::Path::new("tests/it/mutations/everything");
    let text = std::fs::read_to_string(folder.join("everything.toml")).unwrap();
    match stayput::internals::scenario::read_str("everything.toml", &text, folder, &[]) {
        Ok(loaded) => loaded.scenario,
        Err(problems) => panic!("{problems}"),
    }
}

fn product(explained: &Explained) -> f64 {
    explained.lines.iter().map(|line| line.factor).product()
}

/// Who is there and not under notice at a time; who leaves on a known day has decided.
fn is_there(replay: &Replay<'_>, person: usize, time: f64) -> bool {
    let begins = match replay.trajectory().newcomer(person, replay.world().model.names.len()) {
        Some(newcomer) => newcomer.hired,
        None => replay.world().model.joins[person],
    };
    let past = replay.trajectory().events.iter().filter(|event| event.person == person && event.time < time);
    let last = past.rev().find(|event| !matches!(event.kind, EventKind::Opening(_))).map(|event| event.kind);
    let may_leave = replay.world().model.is_leaving.get(person) != Some(&true);
    begins <= time && last.map_or(may_leave, |kind| matches!(kind, EventKind::Return | EventKind::Hire))
}

#[test]
fn the_product_of_the_terms_is_the_hazard_that_the_simulation_uses() {
    let scenario = everything();
    let model = Model::new(&scenario, 11);
    let mut seen: Vec<&str> = Vec::new();
    for trial in 0..60 {
        let replay = Replay::new(&model, trial);
        let (world, told) = (replay.world(), replay.trajectory());
        for date in ["2023-01-31", "2023-03-20", "2023-09-02", "2024-05-01", "2025-06-30"] {
            let date = date.parse().unwrap();
            let time = scenario.clock.years(date);
            for person in (0..model.names.len() + told.newcomers.len()).filter(|&person| is_there(&replay, person, time)) {
                let id = stayput::internals::simulate::event_log::id(world, told, person);
                let explanation = Question { researcher: &id, date, trial: Some(trial) }.answer(&model).unwrap();
                let open = (0..told.spinouts.len()).filter(|&index| told.spinouts[index].opens <= time);
                let risks: Vec<Risk> = (0..world.channels()).map(Risk::Channel).chain(open.map(Risk::Pull)).collect();
                assert_eq!(explanation.risks.len(), risks.len());
                for (explained, &risk) in explanation.risks.iter().zip(&risks) {
                    let hazard = world.hazard(replay.calendar_effects(), replay.individual(person), risk, time, told);
                    assert_eq!(explained.hazard, hazard, "{id} on {date} in trial {trial} by {risk:?}");
                    let all = product(explained);
                    assert!((all - hazard).abs() <= 1e-12 * hazard, "{id} on {date} in trial {trial} by {risk:?}: {all} {hazard}");
                    seen.extend(explained.lines.iter().map(|line| line.kind));
                    is_of_the_climate(&replay, person, risk, time);
                }
            }
        }
    }
    for kind in [
        "open_share",
        "competitors_seats",
        "offers",
        "heat_series",
        "heat_path",
        "pull",
        "tie",
        "fading",
        "seats",
        "baseline",
        "tenure",
        "frailty",
        "return",
        "shock",
        "contagion",
    ] {
        assert!(seen.contains(&kind), "no {kind} in any explanation");
    }
}

/// What comes from outside is, to the bit, what the calendar effects of the trial has laid out.
fn is_of_the_climate(replay: &Replay<'_>, person: usize, risk: Risk, time: f64) {
    let Risk::Channel(channel) = risk else { return };
    let (calendar_effects, stretch) = (replay.calendar_effects(), replay.calendar_effects().stretch_at(time));
    let (mut offer_rate, mut seats, mut shocks) = (1.0, 1.0, 1.0);
    let mut terms = Vec::new();
    let who = replay.individual(person);
    replay.world().for_terms(calendar_effects, who, risk, time, replay.trajectory(), &mut |term| terms.push(term));
    for term in terms {
        match term.cause {
            Cause::OpenShare | Cause::Offers | Cause::Series(_) | Cause::Path => offer_rate *= term.value,
            Cause::Seats => seats = term.value,
            Cause::Shock(..) => shocks *= term.value,
            _ => {}
        }
    }
    assert_eq!((offer_rate, shocks), (calendar_effects.offer_rate(stretch)[channel], calendar_effects.shock(stretch)[channel]));
    assert_eq!(replay.product(person, risk, time).offer_rate, offer_rate * seats);
}

fn four_with_contagion() -> Scenario {
    let text = head("24 months")
        + &people(4, "team = \"a\"\nhired = 2022-06-01")
        + "[channels.lab]\nhazard_per_year = 0.8\ntenure = [{ until = \"1 year\", ratio = 0.5 }]\n\
           [contagion]\nratio = { median = 1.5, p95 = 2.0, source = \"a study\" }\nhalf_life = \"3 months\"\n";
    read(&text)
}

fn line<'a>(explained: &'a Explained, kind: &str) -> Option<&'a stayput::internals::explain::Line> {
    explained.lines.iter().find(|line| line.kind == kind)
}

#[test]
fn a_month_after_an_exit_its_contagion_is_a_term() {
    let scenario = four_with_contagion();
    let model = Model::new(&scenario, scenario.seed);
    // A trial in which somebody leaves alone for a month.
    let (replay, leaver, time) = (0..)
        .map(|trial| Replay::new(&model, trial))
        .find_map(|replay| {
            let mut exits: Vec<(f64, usize, usize)> = replay.trajectory().exits().collect();
            exits.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (time, leaver, _) = *exits.first()?;
            let is_alone = exits.get(1).is_none_or(|next| next.0 > time + 0.1);
            (time < 1.0 && is_alone).then_some((replay, leaver, time))
        })
        .unwrap();
    let date = scenario.clock.date(time + 1.0 / 12.0);
    let now = scenario.clock.years(date);
    let ratio = replay.world().parameters[0];
    for person in (0..4).filter(|&person| person != leaver) {
        let id = &scenario.roster.researchers[person].id;
        let explanation = Question { researcher: id, date, trial: Some(replay.trial()) }.answer(&model).unwrap();
        let [lab] = &explanation.risks[..] else { panic!("one channel, one risk") };
        let contagion = line(lab, "contagion").unwrap();
        let left = format!("exit of p-{leaver} on {}", scenario.clock.date(time));
        assert_eq!((&contagion.name, contagion.source.as_deref()), (&left, Some("a study")));
        let expected = ratio.powf((-(now - time) * 4.0).exp2());
        assert!((contagion.factor / expected - 1.0).abs() < 1e-13, "{} {expected}", contagion.factor);
        let tenure = if now < scenario.clock.years("2023-06-01".parse().unwrap()) { 0.5 } else { 1.0 };
        assert!((lab.hazard / (0.8 * tenure * expected) - 1.0).abs() < 1e-13);
        let simulated =
            replay.world().hazard(replay.calendar_effects(), replay.individual(person), Risk::Channel(0), now, replay.trajectory());
        assert_eq!(lab.hazard, simulated);
        // Without contagion the hazard is the usual one.
        assert!((lab.usual - 0.8 * tenure).abs() < 1e-15);
    }
    // Who has left has no hazard.
    let question = Question { researcher: &scenario.roster.researchers[leaver].id, date, trial: Some(replay.trial()) };
    let gone = format!("p-{leaver} has no hazard on {date}: gone since {}", scenario.clock.date(time));
    assert_eq!(question.answer(&model), Err(gone));
}

#[test]
fn as_known_at_the_start_numbers_stand_at_their_centre() {
    let text = head("24 months")
        + &people(2, "team = \"a\"")
        + "[channels.lab]\nhazard_per_year = { median = 0.3, p95 = 0.6, source = \"interviews\" }\n\
           [channels.other]\nhazard_per_year = { low = 0.1, high = 0.3 }\n\
           [[shocks]]\nname = \"sure\"\ndate = 2023-03-14\nratio = 2.0\nhalf_life = \"never\"\n\
           [[shocks]]\nname = \"perhaps\"\ndate = 2023-03-14\nprobability = 0.9\nratio = 3.0\nhalf_life = \"never\"\n\
           [heat]\nvolatility = 0.4\nhalf_life = \"6 months\"\n[frailty]\nsd = 0.5\n";
    let scenario = read(&text);
    let model = Model::new(&scenario, scenario.seed);
    let ask = |date: &str| Question { researcher: "p-1", date: date.parse().unwrap(), trial: None }.answer(&model).unwrap();
    let hazards = |explanation: &Explanation| explanation.risks.iter().map(|risk| risk.hazard).collect::<Vec<_>>();
    assert_eq!(hazards(&ask("2023-03-13")), [0.3, 0.2]);
    let after = ask("2023-03-14");
    assert_eq!(hazards(&after), [0.6, 0.4]);
    assert_eq!(after.left_out, ["perhaps"]);
    assert_eq!(after.trial, None);
    let baseline = &after.risks[0].lines[0];
    assert_eq!((baseline.kind, baseline.factor), ("baseline", 0.3));
    assert_eq!((baseline.key.as_deref(), baseline.source.as_deref()), (Some("channels.lab.hazard_per_year"), Some("interviews")));
    for kind in ["heat_path", "frailty"] {
        let term = line(&after.risks[0], kind).unwrap();
        assert_eq!((term.factor, term.source.as_deref()), (1.0, Some("its mean")), "{kind}");
    }
    assert_eq!(World::central(&model).parameters, [0.3, 0.2]);
}

#[test]
fn a_story_tells_every_event_and_the_hazards_of_the_log() {
    let scenario = everything();
    let model = Model::new(&scenario, 5);
    let mut told = 0;
    for trial in 0..40 {
        let replay = Replay::new(&model, trial);
        let (story, log) = (Story::new(&model, trial), replay.log(false));
        assert_eq!(story.chapters.len(), log.len());
        for (chapter, entry) in story.chapters.iter().zip(&log) {
            assert_eq!((chapter.time, chapter.explained.as_ref().map(|explained| explained.hazard)), (entry.time, entry.by.map(|by| by.1)));
        }
        let events = replay.trajectory().events.len();
        let of_world = log.iter().filter(|entry| entry.person.is_none()).count();
        assert_eq!(log.len(), events + of_world);
        let exits = log.iter().filter(|entry| matches!(entry.what, What::Exit { .. })).count();
        assert_eq!(story.exits, exits);
        assert!(log.windows(2).all(|pair| pair[0].time <= pair[1].time));
        told += exits;
    }
    assert!(told > 100, "{told}");
}
