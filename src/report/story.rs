//! The story of one trial, on the terminal and in JSON.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::explain::story::{Chapter, Story, Way};
use crate::explain::{Explained, Line};
use crate::report::columns::{PAGE, name};
use crate::report::explanation::Risk;
use crate::report::json_schema::{Day, Form};
use crate::report::number;
use crate::report::screen::Screen;
use crate::report::sentence::under;
use crate::simulate::event_log;

/// Name and version of the document's form: keys may be added to it; where one changes or goes, the number grows.
pub const FORMAT: &str = "stayput-trial/1";

/// What every story says of itself.
const CAUTION: &str = "One of many possible futures: it says nothing about any person and is not for decisions about that person.";

/// More ids than these are counted, not listed.
const MOST_NAMED: usize = 40;

/// Columns of a date and the blanks after it.
const DATES: usize = 12;

/// The story, a paragraph an event.
pub fn table(story: &Story, screen: Screen) -> String {
    let mut out = String::new();
    let mut paragraph = |text: &str, style: &dyn Fn(&str) -> String| {
        for line in screen.wrapped(text) {
            let _ = writeln!(out, "{}", style(&line));
        }
    };
    let as_it_is = |line: &str| line.to_owned();
    paragraph(&title(story), &|line| screen.strong(line));
    paragraph(CAUTION, &as_it_is);
    out.push('\n');
    for line in cast(story).iter().flat_map(|line| screen.wrapped(line)) {
        let _ = writeln!(out, "{line}");
    }
    out.push('\n');
    for chapter in &story.chapters {
        let text = screen.wrapped_beside(DATES, &sentence(chapter));
        for (place, line) in text.iter().enumerate() {
            let date = if place == 0 { chapter.date.to_string() } else { String::new() };
            let _ = writeln!(out, "{date:<DATES$}{line}");
        }
    }
    if story.chapters.is_empty() {
        let _ = writeln!(out, "Nothing happened.");
    }
    out.push('\n');
    for line in screen.wrapped(&ending(story)) {
        let _ = writeln!(out, "{}", screen.strong(&line));
    }
    if story.chapters.iter().any(|chapter| chapter.explained.is_some()) {
        let usual = "The usual hazard is the same person's through that channel without market heat, shocks, exits of others, and frailty \
                     (a personal ratio that the trial drew).";
        for line in screen.wrapped(usual) {
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

/// One event a line, without tables.
pub fn plain(story: &Story) -> String {
    let mut out =
        format!("answer {}\nscenario {}\nseed {}\ntrial {}\n", ending(story), name(&story.scenario, usize::MAX), story.seed, story.trial);
    if let Some(draw) = story.draw {
        let _ = writeln!(out, "draw {draw}");
    }
    let _ = writeln!(out, "policy {}", name(&story.policy, usize::MAX));
    for chapter in &story.chapters {
        let _ = writeln!(out, "{} {} {}", chapter.date, chapter.named.kind, sentence(chapter));
    }
    let _ = writeln!(out, "remark {CAUTION}");
    out
}

fn title(story: &Story) -> String {
    let draw = story.draw.map_or_else(String::new, |draw| format!(", parameter draw {draw}"));
    let scenario = name(&story.scenario, PAGE);
    let under = under(&story.policy);
    format!("{scenario}{under}, {} to {}: trial {} of seed {}{draw}.", story.start, story.horizon, story.trial, story.seed)
}

/// Who is there, and who joins.
fn cast(story: &Story) -> Vec<String> {
    let opening = format!("At the start: {}.", listed(&story.opening));
    let joiners: Vec<String> = story.joiners.iter().map(|(id, date)| format!("{id} on {date}")).collect();
    let joiners = (!joiners.is_empty()).then(|| format!("To join: {}.", listed(&joiners)));
    std::iter::once(opening).chain(joiners).collect()
}

/// `3 researchers (p-01, p-02, p-03)`; a number alone where they are many.
fn listed(ids: &[String]) -> String {
    let count = number::count(ids.len() as u64);
    let people = format!("{count} researcher{}", if ids.len() == 1 { "" } else { "s" });
    if ids.is_empty() || ids.len() > MOST_NAMED {
        return people;
    }
    format!("{people} ({})", ids.iter().map(|id| name(id, PAGE)).collect::<Vec<_>>().join(", "))
}

fn ending(story: &Story) -> String {
    let (there, all) = (story.retained.len(), number::count(story.opening.len() as u64));
    let there_or_not = if there == 1 { "is" } else { "are" };
    let who = if there == 0 || there > MOST_NAMED { String::new() } else { format!(": {}", story.retained.join(", ")) };
    let exits = format!("{} exit{}", number::count(story.exits as u64), if story.exits == 1 { "" } else { "s" });
    let there = if there == 0 { "none".to_owned() } else { number::count(there as u64) };
    format!("{exits}; of the {all} there at the start, {there} {there_or_not} there on {}{who}.", story.horizon)
}

/// What happened, and what made it likely.
pub(crate) fn sentence(chapter: &Chapter) -> String {
    let [who, channel, to] = [&chapter.named.researcher, &chapter.named.channel, &chapter.named.competitor].map(|text| name(text, PAGE));
    let to_place = if to.is_empty() { String::new() } else { format!(", to {to}") };
    let happened = match (chapter.named.kind, chapter.way) {
        ("shock", _) => format!("Shock: {channel}."),
        ("founding", _) => format!("Opening: {to}."),
        ("policy_begins", _) => format!("Policy {channel} begins."),
        ("policy_pauses", _) => format!("Policy {channel} pauses: its budget is spent."),
        ("policy_resumes", _) => format!("Policy {channel} goes on: there is money again."),
        ("counter_offer_kept", Way::IsPulled) => format!("{who} would follow to {to} ({channel}) and is kept."),
        ("counter_offer_kept", _) => format!("{who} would leave ({channel}) and is kept."),
        ("return", _) => format!("{who} is back."),
        ("hire", _) => format!("{who} begins."),
        ("exit", Way::Founds) => format!("{who} leaves to found a startup ({channel})."),
        ("decision", Way::OnLastDay) => format!("Others hear that {who} leaves ({channel}{to_place})."),
        ("exit", Way::OnLastDay) => format!("{who} is gone, as known at the start ({channel}{to_place})."),
        ("exit", Way::EndsNotice) => format!("{who} is gone ({channel}{to_place})."),
        ("decision", Way::FoundsToo) => format!("{who} decides to found too ({channel}{to_place})."),
        ("exit", Way::FoundsToo) => format!("{who} leaves to found too ({channel}{to_place})."),
        ("exit", Way::IsPulled) => format!("{who} follows to {to} ({channel})."),
        ("decision", Way::IsPulled) => format!("{who} decides to follow to {to} ({channel})."),
        ("decision", _) => format!("{who} decides to leave ({channel}{to_place})."),
        _ => format!("{who} leaves ({channel}{to_place})."),
    };
    chapter.explained.as_ref().map_or_else(|| happened.clone(), |explained| format!("{happened} {}", likely(explained)))
}

/// `Hazard 0.90 a year, 2.4 times the usual: 1.8 from exit of p-03 on 2023-06-12, 1.3 from layoffs on 2023-03-14.`
fn likely(explained: &Explained) -> String {
    let reasons: Vec<String> = explained.reasons().iter().map(reason).collect();
    let times = explained.hazard / explained.usual;
    let hazard = format!("Hazard {} a year", number::significant(explained.hazard, 2));
    let because = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join(", ")) };
    match explained.spinout {
        None if reasons.is_empty() => format!("{hazard}, as usual."),
        None => format!("{hazard}, {} times the usual{because}.", number::significant(times, 2)),
        Some(_) => format!("{hazard} by its pull{because}."),
    }
}

fn reason(line: &Line) -> String {
    format!("{} from {}", number::significant(line.factor, 2), name(&line.name, PAGE))
}

/// The document, ending in a line feed.
pub fn json(story: &Story) -> String {
    let document = Document {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION"),
        scenario: &story.scenario,
        policy: &story.policy,
        start: story.start.to_string(),
        horizon: story.horizon.to_string(),
        seed: story.seed,
        trial: story.trial,
        draw: story.draw,
        opening: &story.opening,
        joiners: story.joiners.iter().map(|(id, date)| Joiner { id, date: date.to_string() }).collect(),
        events: story.chapters.iter().map(Event::new).collect(),
        retained: story.retained.len(),
        exits: story.exits,
        there: &story.retained,
        remark: CAUTION,
    };
    serde_json::to_string_pretty(&document).map_or_else(|_| String::new(), |json| json + "\n")
}

/// The story of one trial: one of many possible futures, and not for decisions about any person.
#[derive(Serialize, JsonSchema)]
struct Document<'a> {
    /// Name and version of the form of this document. Keys may be added to it; where one changes or goes, the number grows.
    format: &'static str,
    /// The version of the program.
    version: &'static str,
    /// The name of the scenario.
    scenario: &'a str,
    /// The name of the policy in force; `none` without one.
    policy: &'a str,
    /// The first date of the simulated time.
    #[schemars(with = "Day")]
    start: String,
    /// The last date of the simulated time.
    #[schemars(with = "Day")]
    horizon: String,
    /// The seed of all randomness: a whole number of up to 64 bits.
    seed: u64,
    /// Which trial, from 0.
    trial: u64,
    /// Its parameter draw, from 0; null where nothing is uncertain.
    draw: Option<u64>,
    /// The ids of the opening roster.
    opening: &'a [String],
    /// Those of the roster who join later.
    joiners: Vec<Joiner<'a>>,
    /// What happened, in order of time.
    events: Vec<Event<'a>>,
    /// How many of the opening roster are there at the horizon, still or again.
    retained: usize,
    /// How many exits there were up to the horizon.
    exits: usize,
    /// The ids of those of the opening roster who are there at the horizon.
    there: &'a [String],
    /// What the story is not for.
    remark: &'static str,
}

/// What `stayput schema --output` knows of it.
pub const FORM: Form = Form::new::<Document<'_>>("trial", "What `stayput run --trial K --format json` prints.", Some(FORMAT));

/// What a story tells of: all but offers that were declined.
fn kinds() -> Vec<&'static str> {
    event_log::KINDS.into_iter().filter(|kind| *kind != event_log::DECLINED).collect()
}

/// A researcher who joins later.
#[derive(Serialize, JsonSchema)]
struct Joiner<'a> {
    /// The id.
    id: &'a str,
    /// The date.
    #[schemars(with = "Day")]
    date: String,
}

/// An event under the names of `events.csv`; what is empty there is null.
#[derive(Serialize, JsonSchema)]
struct Event<'a> {
    /// When, since the start \[years\].
    t_years: f64,
    /// The date that falls on.
    #[schemars(with = "Day")]
    date: String,
    /// To whom it happened: an id; null for an event of the world.
    researcher: Option<&'a str>,
    /// What happened.
    #[schemars(extend("enum" = kinds()))]
    kind: &'static str,
    /// The channel; of a shock or a policy its name; null where there is none.
    channel: Option<&'a str>,
    /// Where to, or what opens; null where it has no name.
    competitor: Option<&'a str>,
    /// The hazard at that moment \[exits a person-year\]; null where no hazard decided.
    hazard: Option<f64>,
    /// The same without market heat, shocks, exits of others and frailty \[exits a person-year\]; null where no hazard decided, and for a pull.
    usual: Option<f64>,
    /// What the hazard was made of; null where no hazard decided.
    because: Option<Risk<'a>>,
}

impl<'a> Event<'a> {
    fn new(chapter: &'a Chapter) -> Self {
        let known = |text: &'a str| Some(text).filter(|text| !text.is_empty());
        let explained = chapter.explained.as_ref();
        Self {
            t_years: chapter.time,
            date: chapter.date.to_string(),
            researcher: known(&chapter.named.researcher),
            kind: chapter.named.kind,
            channel: known(&chapter.named.channel),
            competitor: known(&chapter.named.competitor),
            hazard: explained.map(|explained| explained.hazard),
            usual: explained.filter(|explained| explained.spinout.is_none()).map(|explained| explained.usual),
            because: explained.map(Risk::new),
        }
    }
}
