//! Scenarios in which faster ways to run a trial are compared with the event loop.

use crate::scenario::{self, Scenario};
use crate::simulate::trajectory::Event;
use crate::simulate::{Model, Simulator, Trajectory, World};

pub const HEAD: &str = "name = \"Lone\"\nstart = 2025-03-01\nhorizon = \"30 months\"\n";
pub const CHANNELS: &str = "[channels.found]\nhazard_per_year = 0.3\n[channels.startup]\nhazard_per_year = 0.6\n";
pub const BANDS: &str =
    "[channels.lab]\nhazard_per_year = 0.2\ntenure = [ { until = \"1 year\", ratio = 0.3 }, { until = \"30 months\", ratio = 3.0 } ]\n";
pub const GENERATED: &str = "[roster.generate]\nteams = 3\nteam_size = 7\n";
pub const SERIES: &str = "[[heat.series]]\nchannels = [\"found\"]\ninterpolation = \"step\"\n\
    points = [ { at = 2025-03-01, value = 1.0 }, { at = 2025-09-13, value = 2.0 }, { at = 2026-05-01, value = 0.001 } ]\n\
    [[shocks]]\nname = \"layoffs\"\ndate = 2025-11-09\nratio = 4.0\nhalf_life = \"6 months\"\n";
pub const POLICIES: &str = "[pay]\nelasticity = 1.2\n[policies.raise]\nkind = \"raise\"\nraise = 0.3\nfrom = 2025-06-01\n\
    [policies.calm]\nkind = \"effect\"\nratio = 0.5\nfrom = 2025-04-11\nuntil = 2026-01-01\n\
    [policies.seen]\nkind = \"visibility\"\nratio = 1.6\nchannels = [\"startup\"]\nfrom = 2025-03-01\n";

const HISTORY: &str = "id,team,entry,exit,channel,leads\nx-1,a,2021-01-01,2025-01-20,found,\nx-2,b,2021-01-01,2024-12-03,startup,b\n";
pub const COMPETITORS: &str = "[history]\nfile = \"history.csv\"\n[competitors.rival]\nchannel = \"startup\"\nweight = 2.0\n\
    [competitors.newco]\nchannel = \"startup\"\nopened = 2026-01-20\nclosed = 2026-11-03\n";

/// People with dates of hire before the start and after it, in so many teams; the first leads one of them.
pub fn hired(teams: u8) -> String {
    let person = |index: u32| {
        let (year, month) = (2021 + index % 6, 1 + index * 5 % 12);
        let team = char::from(b'a' + index as u8 % teams);
        let leads = if index == 0 { "leads = [\"a\"]\n" } else { "" };
        format!("[[researchers]]\nid = \"p-{index}\"\nteam = \"{team}\"\nhired = {year}-{month:02}-17\npay = {index}.5\n{leads}")
    };
    (0..23).map(person).collect()
}

fn read(text: &str) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("history.csv"), HISTORY).unwrap();
    scenario::read_str("lone.toml", text, folder.path(), &[]).unwrap_or_else(|problems| panic!("{text}\n{problems}")).scenario
}

/// The table of contagion with a ratio of 1.6 and further keys.
pub fn contagion(rest: &str) -> String {
    format!("[contagion]\nratio = 1.6\n{rest}\n")
}

/// Contagion of all kinds: fading at once and hardly ever, windows, delays, caps, leaders.
pub fn kernels() -> Vec<String> {
    let leader = |rest: &str| format!("leader_ratio = 3.0\nleader_half_life = \"{rest}\"");
    let fading = "half_life = \"3 months\"";
    vec![
        contagion(fading),
        contagion("half_life = \"never\""),
        contagion("window = \"40 days\""),
        contagion(&format!("{fading}\ncap = 1.9")),
        contagion(&format!("{fading}\ncap = 1.9\n{}", leader("9 months"))),
        contagion(&format!("{fading}\ndelay = \"30 days\"")),
        contagion(&format!("window = \"40 days\"\ndelay = \"30 days\"\n{}", leader("2 months"))),
        contagion("half_life = \"1 days\""),
        contagion(&format!("half_life = \"1 days\"\n{}", leader("never"))),
        contagion(&format!("{fading}\n{}", leader("3 months"))),
        contagion(&format!("{fading}\n{}", leader("9 months"))),
        contagion("half_life = \"90 years\""),
        "[contagion]\nratio = 0.4\nhalf_life = \"3 months\"\n".to_owned(),
    ]
}

/// Hands over trials of a scenario under policies: two simulators, of which the second goes by the event loop, the world and the trial.
pub fn for_trials(text: &str, policies: &[usize], trials: u64, mut act: impl for<'m> FnMut([&mut Simulator<'m>; 2], &World<'m>, u64)) {
    let scenario = &read(text);
    let model = Model::under(scenario, 7, policies, scenario.horizon.checked_add(jiff::Span::new().months(5)).unwrap());
    let mut world = World::new(&model, 0);
    let [mut faster, mut plain] = [Simulator::new(&model, &world).tied(), Simulator::new(&model, &world).plain()];
    for trial in 0..trials {
        if model.replications > 1 {
            world = World::new(&model, trial / model.replications);
        }
        act([&mut faster, &mut plain], &world, trial);
    }
}

/// The same events in the same order, whose times differ by less than so many years.
pub fn assert_alike(told: &Trajectory, expected: &Trajectory, within: f64, case: &str) {
    assert_eq!(told.events.len(), expected.events.len(), "{case}");
    for (event, other) in told.events.iter().zip(&expected.events) {
        assert_eq!(*event, Event { time: event.time, ..*other }, "{case}");
        assert!((event.time - other.time).abs() < within, "{case}: {event:?} {other:?}");
    }
}
