//! Budgets: policies that wait for a condition or live on a budget, as a trial goes on.
//!
//! Money is spent in order of time and never beyond a budget. What is promised counts when it is promised: a grant in full; a raise for
//! what is left of the time up to the horizon in the whole budget, and at its annual rate in each year's. What costs by the person-year
//! is metered as people come and go, and pauses when the money is spent, until the next year brings more. Who cannot be paid is passed
//! over; what is paid to all at once goes in the order of the target.
//!
//! A year's budget: with `b` a year, `e` spent at once and by metering so far this year, and raises in force at annual rates that add up
//! to `r`, a new one of rate `q` fits if `e + r + q <= b`. Rates never exceed what is left, so that no year's spending does.

use crate::scenario::policy::{Condition, Scope};
use crate::simulate::trial::event_loop::EventLoop;
use crate::simulate::trial::event_queue::Scheduled;
use crate::simulate::trial::state::Status;
use crate::simulate::world::World;

use super::DrawnMeasure;
use crate::simulate::trajectory::{Dates, GivenLate, PolicyEvent, PolicyEventKind};

/// The accounts of the policies of a trial that wait.
#[derive(Clone, Debug, Default)]
pub(in crate::simulate) struct Budgets {
    accounts: Vec<Account>,
}

/// The account of a policy.
#[derive(Clone, Debug)]
struct Account {
    /// What is left in all, and of this year: infinite without a limit.
    left: [f64; 2],
    /// Annual rates of the raises in force: whose, and how much.
    raises: Vec<(usize, f64)>,
    /// What metering costs a year at present.
    rate: f64,
    /// Up to when that has been paid \[years\].
    paid: f64,
    is_paused: bool,
    /// Where it has begun; of no use for policies that do not wait.
    begun: Begun,
    /// Whether there was something that it could not pay for.
    is_short: bool,
}

/// Where a policy that waits has begun.
#[derive(Clone, Debug, PartialEq)]
enum Begun {
    Nowhere,
    In(Vec<usize>),
    Everywhere,
}

impl Budgets {
    /// Opens the accounts of a trial.
    pub fn reset(&mut self, world: &World<'_>) {
        self.accounts.clear();
        self.accounts.extend(world.policies.iter().map(|terms| Account {
            left: terms.budget,
            raises: Vec::new(),
            rate: 0.0,
            paid: 0.0,
            is_paused: false,
            begun: Begun::Nowhere,
            is_short: false,
        }));
    }
}

impl Account {
    /// Annual rates of the raises in force.
    fn committed(&self) -> f64 {
        self.raises.iter().map(|&(_, rate)| rate).sum()
    }

    /// Whether it can pay an amount now and a raise of an annual rate for so many years.
    fn can_pay(&self, amount: f64, rate: f64, years: f64) -> bool {
        let slack = |left: f64| left + 1e-9 * left.abs();
        amount + rate * years <= slack(self.left[0]) && amount + rate + self.committed() <= slack(self.left[1])
    }

    /// Pays an amount now and promises a raise.
    fn pay(&mut self, person: usize, amount: f64, rate: f64, years: f64) {
        self.left[0] -= amount + rate * years;
        self.left[1] -= amount;
        if rate > 0.0 {
            self.raises.push((person, rate));
        }
    }

    /// Pays for what was metered up to a time.
    fn settle(&mut self, time: f64) {
        let cost = self.rate * (time - self.paid).max(0.0);
        self.left[0] -= cost;
        self.left[1] -= cost;
        self.paid = time.max(self.paid);
    }

    /// When the money for what is metered will be spent \[years\].
    fn end(&self) -> f64 {
        let left = self.left[0].min(self.left[1] - self.committed());
        if self.rate > 0.0 { self.paid + (left / self.rate).max(0.0) } else { f64::INFINITY }
    }
}

impl EventLoop<'_, '_> {
    /// Queues what policies that wait do on days that are known.
    pub(in crate::simulate) fn open_budgets(&mut self) {
        let (world, clock) = (self.world, self.world.model.scenario.clock);
        let reach = world.model.reach();
        for (policy, terms) in world.policies.iter().enumerate().filter(|(_, terms)| terms.waits()) {
            // What a policy does on the first day of a year is paid with that year's money: among equal times it comes after.
            if terms.budget[1] < f64::INFINITY {
                let years = (1..).map(|year| clock.years(clock.month_boundary(12 * year))).take_while(|&time| time < reach);
                years.for_each(|time| self.state.queue.put(time, Scheduled::Year(policy)));
            }
            if terms.from < terms.until {
                self.state.queue.put(terms.from, Scheduled::Policy(policy));
            }
            if terms.is_limited() && terms.per_person_year > 0.0 {
                let joins = world.model.joins.iter().filter(|&&time| time > 0.0 && time < reach);
                joins.for_each(|&time| self.state.queue.put(time, Scheduled::Meter(policy)));
                if terms.until < reach {
                    self.state.queue.put(terms.until, Scheduled::Meter(policy));
                }
            }
        }
    }

    /// The day of a policy that waits has come: it begins, unless it still waits for its condition.
    pub(in crate::simulate) fn policy_day(&mut self, time: f64, policy: usize) {
        let Some(condition) = self.world.policies[policy].condition else { return self.begin_policy(time, policy, None) };
        match condition.scope {
            Scope::Lab if self.was_met(condition, None, time) => self.begin_policy(time, policy, None),
            Scope::Lab => {}
            Scope::Team => {
                for team in self.teams_of_circle() {
                    if self.was_met(condition, Some(team), time) {
                        self.begin_policy(time, policy, Some(team));
                    }
                }
            }
        }
    }

    /// Somebody has gone: conditions may be met, raises and meters end.
    pub(in crate::simulate) fn watch(&mut self, time: f64, person: usize) {
        for policy in 0..self.world.policies.len() {
            let terms = &self.world.policies[policy];
            if !terms.waits() {
                continue;
            }
            // Who may come back keeps the raise, and what it costs stays reserved.
            if self.world.model.scenario.returns.is_none() {
                self.state.budgets.accounts[policy].raises.retain(|&(who, _)| who != person);
            }
            self.meter(time, policy);
            if let Some(condition) = terms.condition
                && terms.from <= time
                && time < terms.until
            {
                let team = if condition.scope == Scope::Team { Some(self.team(person)) } else { None };
                if self.exits_within(condition, team, time) >= condition.exits as usize {
                    self.begin_policy(time, policy, team);
                }
            }
        }
    }

    /// How many exits a condition counts at a time, that time included.
    fn exits_within(&self, condition: Condition, team: Option<usize>, time: f64) -> usize {
        self.exit_times(team).filter(|&exit| time - condition.within < exit && exit <= time).count()
    }

    /// Whether a condition was met at some exit up to a time.
    fn was_met(&self, condition: Condition, team: Option<usize>, time: f64) -> bool {
        let mut exits: Vec<f64> = self.exit_times(team).filter(|&exit| exit <= time).collect();
        exits.sort_by(f64::total_cmp);
        exits.windows(condition.exits as usize).any(|window| window[window.len() - 1] - window[0] < condition.within)
    }

    /// The times of the exits so far, of a team or of all, those of the history included \[years\].
    fn exit_times(&self, team: Option<usize>) -> impl Iterator<Item = f64> + '_ {
        let model = self.world.model;
        let past = self.world.past.iter().filter(move |&&(_, index)| team.is_none() || model.past_exits[index].team == team);
        let exits = self.trajectory.exits().filter(move |&(_, person, _)| team.is_none_or(|team| self.team(person) == team));
        past.map(|&(time, _)| time).chain(exits.map(|(time, ..)| time))
    }

    /// The teams whose groups the circle has.
    fn teams_of_circle(&self) -> Vec<usize> {
        let mut teams: Vec<usize> = self.state.circle.iter().map(|&group| self.team_of(group)).collect();
        teams.sort_unstable();
        teams.dedup();
        teams
    }

    /// A policy that waits begins, in a team or for its whole target, unless it has begun there.
    fn begin_policy(&mut self, time: f64, policy: usize, team: Option<usize>) {
        let terms = &self.world.policies[policy];
        let account = &mut self.state.budgets.accounts[policy];
        let has_begun = match (&account.begun, team) {
            (Begun::Everywhere, _) => true,
            (Begun::In(teams), Some(team)) => teams.contains(&team),
            (Begun::In(_) | Begun::Nowhere, _) => false,
        };
        if has_begun {
            return;
        }
        if !account.can_pay(terms.once, 0.0, 0.0) {
            return self.fall_short(time, policy);
        }
        match (&mut account.begun, team) {
            (Begun::In(teams), Some(team)) => teams.push(team),
            (begun, Some(team)) => *begun = Begun::In(vec![team]),
            (begun, None) => *begun = Begun::Everywhere,
        }
        account.pay(0, terms.once, 0.0, 0.0);
        self.trajectory.policy_events.push(PolicyEvent { time, policy, kind: PolicyEventKind::Begin(team) });
        self.award(time, policy, team);
        self.meter(time, policy);
        if terms.moves_levels() {
            self.lay_out_all(time, policy, team);
        }
    }

    /// Gives raises and grants to those who are there, in the order of the target, as far as the money goes.
    fn award(&mut self, time: f64, policy: usize, team: Option<usize>) {
        let terms = &self.world.policies[policy];
        let model = self.world.model;
        let scenario = model.scenario;
        let raise: f64 = terms.measures.iter().map(|act| if let DrawnMeasure::Raise(share) = act { *share } else { 0.0 }).sum();
        let grant: f64 = terms.measures.iter().map(|act| if let DrawnMeasure::Grant(grant) = act { grant.amount } else { 0.0 }).sum();
        if raise == 0.0 && grant == 0.0 {
            return;
        }
        for act in &terms.measures {
            if let DrawnMeasure::Grant(grant) = act {
                let dates = Dates::new(scenario.clock, &grant.vesting, time, scenario.pay);
                self.trajectory.given_late.push(GivenLate { policy, given: time, dates });
            }
        }
        let years = self.promised_years(time, terms.until);
        for &person in &scenario.policies[model.policies[policy]].target.members {
            let researcher = &scenario.roster.researchers[person];
            if team.is_some_and(|team| researcher.team != team) || !self.is_here(person, time) || self.passes_over(policy, person) {
                continue;
            }
            let (amount, rate) = (grant * researcher.pay, raise * researcher.pay);
            let account = &mut self.state.budgets.accounts[policy];
            if account.can_pay(amount, rate, years) {
                account.pay(person, amount, rate, years);
                self.trajectory.policy_events.push(PolicyEvent { time, policy, kind: PolicyEventKind::Award(person) });
            } else {
                self.fall_short(time, policy);
            }
        }
    }

    /// A policy cannot pay for something, which is put down once.
    pub(in crate::simulate) fn fall_short(&mut self, time: f64, policy: usize) {
        if !std::mem::replace(&mut self.state.budgets.accounts[policy].is_short, true) {
            self.trajectory.policy_events.push(PolicyEvent { time, policy, kind: PolicyEventKind::Short });
        }
    }

    /// For how many years a raise is reserved that is promised at a time and ends at another: up to the horizon, or where that is over to
    /// the end of the simulation, so that a budget that is spent buys nothing afterwards either.
    fn promised_years(&self, time: f64, until: f64) -> f64 {
        let model = self.world.model;
        let end = if time < model.horizon() { model.horizon() } else { model.reach() };
        (until.min(end) - time).max(0.0)
    }

    /// The same for all policies.
    pub(in crate::simulate) fn meter_all(&mut self, time: f64) {
        (0..self.world.policies.len()).for_each(|policy| self.meter(time, policy));
    }

    /// Whether somebody is on the payroll: there, or under notice.
    fn is_here(&self, person: usize, time: f64) -> bool {
        let joined = self.world.model.joins.get(person).is_none_or(|&joins| joins <= time);
        joined && self.state.people[person].status != Status::Gone
    }

    /// Whether a policy does nothing for somebody who is on the payroll up to a known day.
    fn passes_over(&self, policy: usize, person: usize) -> bool {
        self.state.people[person].spell == 0 && self.world.passes_over(policy, person)
    }

    /// Whether a policy can pay what a counter-offer costs: the event, and the raise of one who stays.
    pub(in crate::simulate) fn can_pay_counter_offer(&self, policy: usize, person: usize, raise: f64, time: f64) -> bool {
        let terms = &self.world.policies[policy];
        if !terms.is_limited() {
            return true;
        }
        let years = self.promised_years(time, f64::INFINITY);
        self.state.budgets.accounts[policy].can_pay(terms.per_event, raise * self.own_pay(person, time), years)
    }

    /// Pays for a counter-offer.
    pub(in crate::simulate) fn pay_for_counter_offer(&mut self, policy: usize, person: usize, raise: f64, time: f64) {
        let terms = &self.world.policies[policy];
        if terms.is_limited() {
            let years = self.promised_years(time, f64::INFINITY);
            let rate = raise * self.own_pay(person, time);
            self.state.budgets.accounts[policy].pay(person, terms.per_event, rate, years);
        }
    }

    /// Whether a policy can pay for an event.
    pub(in crate::simulate) fn can_pay_event(&self, policy: usize) -> bool {
        let terms = &self.world.policies[policy];
        !terms.is_limited() || self.state.budgets.accounts[policy].can_pay(terms.per_event, 0.0, 0.0)
    }

    /// Whether a policy pays for an event of a cost, which it then has paid.
    pub(in crate::simulate) fn pays_event(&mut self, time: f64, policy: usize, cost: f64) -> bool {
        let account = &mut self.state.budgets.accounts[policy];
        let can = !self.world.policies[policy].is_limited() || account.can_pay(cost, 0.0, 0.0);
        if can {
            account.pay(0, cost, 0.0, 0.0);
        } else {
            self.fall_short(time, policy);
        }
        can
    }

    /// Somebody's pay at a time, with raises.
    pub(in crate::simulate) fn own_pay(&self, person: usize, time: f64) -> f64 {
        self.world.own_pay(person, time.next_up(), self.trajectory)
    }

    /// Another year's budget is there.
    pub(in crate::simulate) fn next_year(&mut self, time: f64, policy: usize) {
        let account = &mut self.state.budgets.accounts[policy];
        account.settle(time);
        account.left[1] = self.world.policies[policy].budget[1];
        self.meter(time, policy);
    }

    /// Brings what a policy pays by the person-year up to date: pays for the time so far, counts whom it pays for from now on, and pauses
    /// or resumes it as the money lasts.
    pub(in crate::simulate) fn meter(&mut self, time: f64, policy: usize) {
        let terms = &self.world.policies[policy];
        if !terms.is_limited() || terms.per_person_year == 0.0 {
            return;
        }
        self.state.budgets.accounts[policy].settle(time);
        let count = (0..self.state.people.len()).filter(|&person| self.is_metered(policy, person, time)).count();
        let account = &mut self.state.budgets.accounts[policy];
        let rate = terms.per_person_year * count as f64;
        account.rate = rate;
        // A moment's worth of money is none.
        let is_spent = count > 0 && account.end() <= time + 1e-9;
        let was_paused = std::mem::replace(&mut account.is_paused, is_spent);
        if is_spent {
            account.rate = 0.0;
        } else if account.end() < self.world.model.reach() {
            let end = account.end();
            self.state.queue.put(end, Scheduled::Meter(policy));
        }
        if was_paused != is_spent {
            let kind = if is_spent { PolicyEventKind::Pause } else { PolicyEventKind::Resume };
            self.trajectory.policy_events.push(PolicyEvent { time, policy, kind });
            if terms.moves_levels() {
                self.lay_out_all(time, policy, None);
            }
        }
    }

    /// Whether a policy pays for somebody by the person-year, if it is not paused.
    fn is_metered(&self, policy: usize, person: usize, time: f64) -> bool {
        let terms = &self.world.policies[policy];
        let begun = |person: usize| match &self.state.budgets.accounts[policy].begun {
            Begun::Nowhere => false,
            Begun::In(teams) => teams.contains(&self.team(person)),
            Begun::Everywhere => true,
        };
        let is_covered = self.world.covers(policy, person, self.trajectory) && !self.passes_over(policy, person);
        time < terms.until && self.is_here(person, time) && is_covered && begun(person)
    }

    /// Lets the levels of all whom a policy covers, in a team or everywhere, follow from its beginning, pausing or resuming.
    fn lay_out_all(&mut self, time: f64, policy: usize, team: Option<usize>) {
        for person in 0..self.state.people.len() {
            // Another team may run apart, at a time of its own.
            let is_here = team.is_none_or(|team| self.team(person) == team);
            if is_here && self.world.covers(policy, person, self.trajectory) {
                self.lay_out_anew(person, time);
            }
        }
    }
}
