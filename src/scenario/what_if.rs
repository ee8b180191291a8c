//! What if: events that may be asked about, by name. Nothing of them happens unless a comparison is asked to.
//!
//! A scenario under a what-if ([`Scenario::under`]) is the same scenario with these events in it. It shares all luck with the scenario
//! itself, so that what differs is due to the events alone.

mod each;
mod words;

use super::Scenario;
use super::exits::channels::{Channel, WEIGHT};
use super::exits::decay::Decay;
use super::exits::pay::PAY_MULTIPLE;
use super::exits::shocks::{Rival, Shock};
use super::file::{Entry, Form, Key, Names, Node, Reader, Section, Table};
use super::policy::PolicyContext;
use super::root::RootKeys;
use crate::calendar::{Date, DateInterval};
use crate::diagnostic::{Diagnostic, quoted};
use crate::parameter::Quantity;
use crate::scenario::file::numbers::ranges::RATIO;

/// What asks about no what-if.
pub const NO_WHAT_IF: &str = "none";

/// Events that may be asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    /// The name, unique.
    pub name: String,
    /// Whom the file says to leave, where it does.
    pub who: Option<Who>,
    /// Who leaves, whatever they had decided.
    pub exits: Vec<SetExit>,
    /// What changes hazards.
    pub shocks: Vec<Shock>,
    /// When nobody is hired.
    pub freeze: Option<Freeze>,
}

/// Whom a what-if lets leave, as the file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A researcher, by index.
    Person(usize),
    /// All of a role.
    Role(String),
    /// All of a team.
    Team(String),
}

/// An exit on a set day: of one who is there until then, and has not decided to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetExit {
    /// Index of the researcher.
    pub person: usize,
    /// The last day.
    pub date: Date,
    /// Index of the channel.
    pub channel: usize,
}

/// A time in which no newcomer is looked for; seats that open in it wait for its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freeze {
    /// The first day.
    pub from: Date,
    /// The day on which it is over; never where `None`.
    pub until: Option<Date>,
}

/// `[what_if.*]`.
pub(super) static WHAT_IF: Section = Section::new(
    "Something that may happen, to be asked about: compared with the scenario as it is, on the same luck. One or more of its keys.",
    &[
        Key::new(
            "leaves",
            Form::Table(&LEAVES),
            "Who leaves on a day, in every future in which they are still there and have not given notice.",
        ),
        Key::new("rival", Form::Table(&RIVAL), "A rival opens: from a day on, more leave through a channel."),
        Key::new("shock", Form::Table(&WHAT_IF_SHOCK), "An event that changes hazards for a while."),
        Key::new("hiring_freeze", Form::Table(&FREEZE), "A time in which nobody is hired; seats wait. Needs [hiring]."),
    ],
);

static LEAVES: Section = Section {
    one_of: &[&["id"], &["role"], &["team"]],
    ..Section::new(
        "Who leaves, when and where to.",
        &[
            Key::new("id", Form::Text, "The person, by id. Results then tell of one person: run with --individuals.").example("\"E1003\""),
            Key::new("role", Form::Text, "All of this role.").example("\"chief scientist\""),
            Key::new("team", Form::Text, "All of this team.").example("\"a\""),
            Key::new("on", Form::Moment, "The last day: a date, or a time from the start.")
                .required()
                .example("\"6 months\"")
                .hint("on = 2027-03-01"),
            Key::new("to", Form::Text, "The channel.").required().example("\"lab\""),
        ],
    )
};

static RIVAL: Section = Section {
    one_of: &[&["ratio"], &["weight"]],
    ..Section::new(
    "A rival that opens.",
    &[
        Key::new("channel", Form::Text, "The channel that leads to it.").required().example("\"startup\""),
        Key::new("on", Form::Moment, "The day on which it opens: a date, or a time from the start.")
            .required()
            .example("\"3 months\"")
            .hint("on = 2027-03-01"),
        Key::new("ratio", Form::Quantity(&RATIO), "Hazard ratio of the channel from then on. Either this or weight.").example("1.5"),
        Key::new(
            "weight",
            Form::Quantity(&WEIGHT),
            "Its weight beside the weights of all behind the channel (1 where none is listed): its offers come on top of theirs. Either this or ratio.",
        )
        .example("0.5"),
        Key::new(
            "pay_multiple",
            Form::Quantity(&PAY_MULTIPLE),
            "What it offers, as a multiple of pay at the start; that of its channel if absent. It acts on what is more than 1 of the ratio. Needs [pay] and a channel that gives hazard_per_year.",
        )
        .example("1.3"),
    ],
    )
};

static WHAT_IF_SHOCK: Section = Section::new(
    "An event that changes hazards for a while.",
    &[
        Key::new("on", Form::Moment, "The day: a date, or a time from the start.")
            .required()
            .example("\"3 months\"")
            .hint("on = 2027-03-01"),
        Key::new("ratio", Form::Quantity(&RATIO), "Hazard ratio on the day.").required().example("1.3"),
        Key::new("half_life", Form::HalfLife, "Time in which the logarithm of the effect halves, or \"never\".")
            .required()
            .example("\"6 months\""),
        Key::new("channels", Form::Texts, "The channels on which it acts; all if absent.").example("[\"lab\"]"),
    ],
);

static FREEZE: Section = Section::new(
    "A time in which nobody is hired.",
    &[
        Key::new("from", Form::Moment, "Its first day; the start if absent.").default("\"0 days\""),
        Key::new("until", Form::Moment, "The day on which it is over; it never is if absent.").example("\"12 months\""),
    ],
);

/// What a what-if says, read with what policies are read with.
type Context<'a> = PolicyContext<'a>;

impl Reader {
    /// `[what_if.*]`.
    pub fn what_ifs(&mut self, context: &Context<'_>, has_hiring: bool) -> Vec<WhatIf> {
        let Some(table) = self.table_at(context.root, "what_if") else { return Vec::new() };
        table.entries.iter().filter_map(|entry| self.what_if(entry, context, has_hiring)).collect()
    }

    fn what_if(&mut self, entry: &Entry, context: &Context<'_>, has_hiring: bool) -> Option<WhatIf> {
        self.check_name("what-if", &entry.key, &entry.key_place);
        if entry.key == NO_WHAT_IF {
            let message = format!("{} cannot name a what-if", quoted(NO_WHAT_IF));
            self.problems.push(Diagnostic::error(message).at(&entry.key_place).help("it is what asks about none of them"));
        }
        if context.root.tables("policies").any(|(policy, _)| policy.key == entry.key) {
            let message = format!("{} is a policy already", quoted(&entry.key));
            self.problems.push(Diagnostic::error(message).at(&entry.key_place).label("expected another name"));
        }
        let table = self.table(&entry.node)?;
        let keys = self.keys(table, &WHAT_IF);
        if table.entries.is_empty() {
            let message = format!("{} says nothing that may happen", quoted(&entry.node.path));
            self.problems.push(Diagnostic::error(message).at(&entry.node.place).label("expected leaves, rival, shock or hiring_freeze"));
            return None;
        }
        if let (Some(node), false) = (keys.get("hiring_freeze"), has_hiring) {
            let message = format!("{} does nothing: nobody is hired", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a [hiring] table in the file"));
        }
        let name = &entry.key;
        let rival = self.table_at(table, "rival").and_then(|table| self.rival(name, table, context));
        let shock = self.table_at(table, "shock").map(|table| self.what_if_shock(name, table, context));
        let leaves = self.table_at(table, "leaves").map(|table| (who(table, context), self.leaves(table, context)));
        let (who, exits) = leaves.map_or_else(Default::default, |(who, exits)| (who, exits));
        Some(WhatIf {
            name: name.clone(),
            who,
            exits,
            shocks: rival.into_iter().chain(shock).collect(),
            freeze: self.table_at(table, "hiring_freeze").map(|table| self.freeze(table, context.root_keys)),
        })
    }

    /// A day after the start and not after the horizon, on which something happens.
    fn day(&mut self, table: &Table, section: &'static Section, key: &str, root_keys: &RootKeys) -> Option<Date> {
        let keys = crate::scenario::file::Keys { table, section };
        let node = if section.key(key).is_required { self.required(keys, key) } else { keys.get(key) }?;
        let date = self.moment(node, root_keys.start())?;
        let start = root_keys.start()?;
        if date < start || date > root_keys.horizon {
            let message =
                format!("{} is {date}, not between the start, {start}, and the horizon, {}", quoted(&node.path), root_keys.horizon);
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a day of the scenario"));
            return None;
        }
        Some(date)
    }

    /// Who leaves.
    fn leaves(&mut self, table: &Table, context: &Context<'_>) -> Vec<SetExit> {
        let keys = self.keys(table, &LEAVES);
        let roster = context.roster;
        let channels: Names = context.channels.iter().map(|channel| channel.name.as_str()).collect();
        let to = self.required(keys, "to").and_then(|node| Some((self.text(node)?.to_owned(), node.place.clone())));
        let channel = to.and_then(|(name, place)| self.known_channel(&name, &place, &channels));
        let date = self.day(table, &LEAVES, "on", context.root_keys);
        let given: Vec<&Node> = ["id", "role", "team"].iter().filter_map(|key| keys.get(key)).collect();
        let who = match given[..] {
            [node] => self.whom(node, table, context),
            [] => {
                self.push_missing(table, "id", "id = \"E1003\", or a role, or a team");
                None
            }
            [_, second, ..] => {
                let message = format!("{} says twice who leaves", quoted(&second.path));
                self.problems.push(Diagnostic::error(message).at(&second.place).label("expected one of id, role and team"));
                None
            }
        };
        let (Some(channel), Some(date), Some(who)) = (channel, date, who) else { return Vec::new() };
        let mut exits = Vec::new();
        for person in who {
            let researcher = &roster.researchers[person];
            let is_late = matches!(researcher.hired, Some(crate::people::Hire::On(hired)) if hired >= date);
            if researcher.last_day.is_some() || is_late {
                if let [node] = given[..] {
                    let why = if is_late { "joins no sooner than that day" } else { "leaves on a known day anyhow" };
                    let message = format!("{} cannot leave on {date}: one who is meant {why}", quoted(&node.path));
                    self.problems
                        .push(Diagnostic::error(message).at(&node.place).label("expected people who are there, without a last day"));
                }
                return Vec::new();
            }
            exits.push(SetExit { person, date, channel });
        }
        exits
    }

    /// The people that a key means, at least one.
    fn whom(&mut self, node: &Node, table: &Table, context: &Context<'_>) -> Option<Vec<usize>> {
        let name = self.text(node)?.to_owned();
        let people = &context.roster.researchers;
        if !context.is_whole {
            return None;
        }
        if table.get("id").is_some() {
            let found = context.ids.get(&name);
            if found.is_none() {
                self.push_unknown("researcher", &name, &node.place, context.ids);
            }
            return found.map(|person| vec![person]);
        }
        let is_role = table.get("role").is_some();
        let roles: Names = people.iter().filter_map(|researcher| researcher.role.as_deref()).collect();
        let teams: Names = context.roster.teams.iter().map(String::as_str).collect();
        let (what, known) = if is_role { ("role", &roles) } else { ("team", &teams) };
        if known.get(&name).is_none() {
            self.push_unknown(what, &name, &node.place, known);
            return None;
        }
        let fits = |person: &usize| {
            let researcher = &people[*person];
            if is_role { researcher.role.as_deref() == Some(&name) } else { context.roster.teams[researcher.team] == name }
        };
        Some((0..people.len()).filter(fits).collect())
    }

    /// A rival that opens: the channel's hazard is a multiple from then on.
    fn rival(&mut self, name: &str, table: &Table, context: &Context<'_>) -> Option<Shock> {
        let keys = self.keys(table, &RIVAL);
        let channels: Names = context.channels.iter().map(|channel| channel.name.as_str()).collect();
        let (ratio, weight) = (self.optional(keys, "ratio"), self.optional(keys, "weight"));
        match (table.get("ratio"), table.get("weight")) {
            (Some(_), Some(node)) => {
                let message = format!("{} says twice how much more leave", quoted(&node.path));
                self.problems.push(Diagnostic::error(message).at(&node.place).label("expected one of ratio and weight"));
            }
            (None, None) => self.push_missing(table, "ratio", "ratio = 1.5, or a weight"),
            _ => {}
        }
        if let Some(ratio) = ratio {
            self.warn_of_fewer(keys, ratio);
        }
        let pay_multiple = self.pay_multiple(context.root, keys);
        let date = self.day(table, &RIVAL, "on", context.root_keys);
        let node = self.required(keys, "channel")?;
        let channel = self.text(node)?.to_owned();
        let channel = self.known_channel(&channel, &node.place, &channels)?;
        if let Some(node) = table.get("pay_multiple") {
            self.check_own_pay(node, &context.channels[channel]);
        }
        self.check_market(table, &context.channels[channel].name, context);
        let ratio = ratio.unwrap_or(Quantity::Known(1.0));
        let rival = Some(Rival { weight, pay_multiple });
        Some(Shock { rival, ..shock(&format!("what if {name}: rival"), date?, ratio, Decay::Never, vec![channel]) })
    }

    /// Refuses a rival's weight and pay beside competitors who are not there all the time, or pay otherwise than their channel: what they do
    /// is a share of what there is, and what the rival brings would be multiplied by that.
    fn check_market(&mut self, table: &Table, channel: &str, context: &Context<'_>) {
        const OWN: [&str; 6] = ["opened", "closed", "seats", "pay_multiple", "founders", "redistribute"];
        let Some(node) = ["weight", "pay_multiple"].iter().find_map(|key| table.get(key)) else { return };
        let is_behind = |other: &Table| other.get("channel").and_then(Node::as_text) == Some(channel);
        let mut others = context.root.tables("competitors").filter(|(_, other)| is_behind(other));
        let own = others.find_map(|(entry, other)| Some((&entry.key, *OWN.iter().find(|key| other.get(key).is_some())?)));
        if let Some((name, key)) = own {
            let message = format!("{} is told only beside competitors that always hire, at the channel's pay", quoted(&node.path));
            let help = format!("{} has {key}: say how many times as many leave, ratio = 1.5", quoted(name));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a ratio").help(help));
        }
    }

    /// Warns of a rival with whom fewer leave.
    fn warn_of_fewer(&mut self, keys: crate::scenario::file::Keys<'_>, ratio: Quantity) {
        let centre = match ratio {
            Quantity::Known(ratio) => ratio,
            Quantity::Uncertain(index) => self.parameters[index].distribution.centre(),
        };
        if let Some(node) = keys.get("ratio").filter(|_| centre < 1.0) {
            let message = format!("{} is below 1: with this rival fewer leave", quoted(&node.path));
            let help = "a ratio multiplies: 1.5 means 50 % more; a shock may be below 1";
            self.problems.push(Diagnostic::warning(message).at(&node.place).label("expected more than 1").help(help));
        }
    }

    fn what_if_shock(&mut self, name: &str, table: &Table, context: &Context<'_>) -> Shock {
        let keys = self.keys(table, &WHAT_IF_SHOCK);
        let date = self.day(table, &WHAT_IF_SHOCK, "on", context.root_keys).unwrap_or(context.root_keys.clock.start());
        let (ratio, decay) = (self.quantity(keys, "ratio"), self.decay(keys, "half_life"));
        let channels: &[Channel] = context.channels;
        shock(&format!("what if {name}: shock"), date, ratio, decay, self.listed_channels(table, channels))
    }

    fn freeze(&mut self, table: &Table, root_keys: &RootKeys) -> Freeze {
        let keys = self.keys(table, &FREEZE);
        let from = self.day(table, &FREEZE, "from", root_keys).unwrap_or(root_keys.clock.start());
        let until = keys.get("until").and_then(|node| Some((node, self.moment(node, root_keys.start())?)));
        if let Some((node, until)) = until.filter(|(_, until)| root_keys.has_dates && *until <= from) {
            let message = format!("{} is {until}, not after the freeze begins, {from}", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a later date"));
        }
        Freeze { from, until: until.map(|(_, until)| until) }
    }
}

/// Whom a table lets leave, as it says it.
fn who(table: &Table, context: &Context<'_>) -> Option<Who> {
    let text = |key: &str| table.get(key).and_then(Node::as_text).map(str::to_owned);
    let person = || text("id").and_then(|id| context.ids.get(&id)).map(Who::Person);
    person().or_else(|| text("role").map(Who::Role)).or_else(|| text("team").map(Who::Team))
}

fn shock(name: &str, date: Date, ratio: Quantity, decay: Decay, channels: Vec<usize>) -> Shock {
    Shock {
        name: name.to_owned(),
        date: DateInterval::exactly(date),
        probability: Quantity::Known(1.0),
        ratio,
        decay,
        channels,
        rival: None,
    }
}

impl Scenario {
    /// The same scenario in which the events of a what-if, given by its index, come about. It claims nothing: assertions are of the
    /// scenario itself.
    pub fn under(&self, what_if: usize) -> Self {
        let WhatIf { name, who: _, exits, shocks, freeze } = self.what_ifs[what_if].clone();
        let mut under = self.clone();
        under.name = format!("if {name}");
        under.happens = Some(name);
        under.set_exits = exits;
        under.shocks.extend(shocks);
        if let Some(hiring) = &mut under.hiring {
            hiring.freeze = freeze;
        }
        under.assertions.clear();
        under
    }

    /// What happens under the what-if that comes about, in words; `None` where none does.
    pub fn event(&self) -> Option<String> {
        let name = self.happens.as_ref()?;
        self.what_ifs.iter().find(|what_if| what_if.name == *name).map(|what_if| what_if.described(self))
    }

    /// The indices of the what-ifs of some names, or of all where none is named; [`NO_WHAT_IF`] adds none.
    ///
    /// # Errors
    /// Where there is none of a name.
    pub fn what_ifs_named(&self, names: &[String]) -> Result<Vec<usize>, String> {
        if names.is_empty() {
            return Ok((0..self.what_ifs.len()).collect());
        }
        let of = |name: &String| {
            let name = crate::diagnostic::composed(name);
            let found = self.what_ifs.iter().position(|what_if| what_if.name == name);
            found.ok_or_else(|| {
                let known: Vec<&str> = self.what_ifs.iter().map(|what_if| what_if.name.as_str()).collect();
                let there = if known.is_empty() { "there are none".to_owned() } else { format!("there are {}", known.join(", ")) };
                format!("there is no what-if `{name}` in the scenario\n  {there}")
            })
        };
        names.iter().filter(|name| *name != NO_WHAT_IF).map(of).collect()
    }
}
