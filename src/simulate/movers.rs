//! By whose earlier exits a decision to leave was moved, and by how much.
//!
//! With `h` the hazard behind a decision, by its own risk and at its moment, and `h0` the same hazard without the effects of earlier exits,
//! the share of the decision that is due to earlier exits is
//!
//! ```text
//! excess = 1 - h0 / h
//! share of exit e = excess * x_e / sum(x)     x_e: the log hazard ratio of exit e, by contagion and as a leader's; contagion scaled to the cap
//! ```
//!
//! Of a decision to follow the pull of a spin-out the rest, `h0 / h`, is due to its founders too: without an exit nobody had founded it. They
//! have equal parts: those whose tie it is and who are still out; if there is none, all. Who founds with a founder is moved by that one alone. Who leaves on a known last day is
//! moved by nobody. Exits before the start, and competitors of the scenario that pull, are nobody in the trial: `None`.

use crate::hazard::spinout::{Founder, Origin};
use crate::hazard::terms::{Cause, ExitRef, Term};
use crate::simulate::event_log::{founder_followed, risk_behind};
use crate::simulate::replay::Replay;
use crate::simulate::risk::Risk;
use crate::simulate::trajectory::Event;

/// Below this a sum of log hazard ratios is rounding.
const ROUNDING: f64 = 1e-12;

/// Calls `act` with each share of each decision to leave whose exit is not after the horizon: who decided, who moved, how much.
pub(in crate::simulate) fn for_each(replay: &Replay<'_>, act: &mut impl FnMut(usize, Option<usize>, f64)) {
    let (world, trajectory) = (replay.world(), replay.trajectory());
    let horizon = world.model.horizon();
    let last = horizon - world.model.scenario.notice;
    let is_decision = |event: &Event| world.is_decision(event.kind) && event.time <= horizon;
    for (index, event) in trajectory.events.iter().enumerate().filter(|(_, event)| is_decision(event)) {
        if let Some(risk) = risk_behind(world, trajectory, index) {
            if event.time <= last {
                of_decision(replay, event, risk, act);
            }
        // Who founds with a founder leaves at once.
        } else if let Some(founder) = founder_followed(world, trajectory, index) {
            act(event.person, Some(founder), 1.0);
        }
    }
}

fn of_decision(replay: &Replay<'_>, &Event { time, person, .. }: &Event, risk: Risk, act: &mut impl FnMut(usize, Option<usize>, f64)) {
    let (world, trajectory) = (replay.world(), replay.trajectory());
    let [mut whole, mut own] = [world.no_terms(risk, trajectory), world.no_terms(risk, trajectory)];
    let (mut contagion, mut leaders) = (Vec::new(), Vec::new());
    world.for_terms(replay.calendar_effects(), replay.individual(person), risk, time, trajectory, &mut |term: Term| {
        whole.take(term);
        let mover = |who: ExitRef| if let ExitRef::Person(person) = who { Some(person) } else { None };
        match term.cause {
            Cause::Contagion(exit) => contagion.push((mover(exit.who), term.value)),
            Cause::Leader(exit) => leaders.push((mover(exit.who), term.value)),
            _ => own.take(term),
        }
    });
    let left = if whole.hazard() > 0.0 { own.hazard() / whole.hazard() } else { 1.0 };
    let sum = |parts: &[(Option<usize>, f64)]| parts.iter().map(|(_, value)| value).sum::<f64>();
    let of_contagion = sum(&contagion);
    let scale = if of_contagion == 0.0 { 1.0 } else { whole.capped(of_contagion) / of_contagion };
    let all = of_contagion * scale + sum(&leaders);
    if all.abs() > ROUNDING {
        for (mover, value) in contagion.into_iter().map(|(mover, value)| (mover, value * scale)).chain(leaders) {
            act(person, mover, (1.0 - left) * value / all);
        }
    }
    if let Risk::Pull(spinout) = risk {
        let spinout = &trajectory.spinouts[spinout];
        let team = world.model.scenario.roster.researchers[trajectory.seat(person, world.model.names.len())].team;
        let holds = |founder: &&Founder| founder.team == Some(team) && founder.person.is_none_or(|person| trajectory.is_out(person, time));
        let ties: Vec<_> = spinout.founders.iter().filter(holds).collect();
        let founders = if ties.is_empty() { spinout.founders.iter().collect() } else { ties };
        let is_of_trial = matches!(spinout.origin, Origin::Trial(_));
        for founder in &founders {
            act(person, founder.person.filter(|_| is_of_trial), left / founders.len() as f64);
        }
        if founders.is_empty() {
            act(person, None, left);
        }
    }
}
