//! An explanation of hazards, on the terminal and in JSON.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::explain::{Explained, Explanation, KINDS, Line};
use crate::report::columns::{PAGE, left, name, right, width, wrapped};
use crate::report::json_schema::{Day, Form};
use crate::report::number;
use crate::report::screen::Screen;
use crate::report::sentence::under;

/// Name and version of the document's form: keys may be added to it; where one changes or goes, the number grows.
pub const FORMAT: &str = "stayput-explanation/1";

/// What every explanation says of itself.
const CAUTION: &str = "It follows from the scenario, not from anything observed about the person, and is not for decisions about them.";

/// Widest name of a term on a page \[columns\].
const WIDEST_NAME: usize = 40;

/// What a term takes beside its name, some columns of its source included \[columns\].
const LEAST_BESIDE: usize = 2 + 2 + NUMBERS + 2 + 2 + 16;

/// Columns of the numbers.
const NUMBERS: usize = 9;

/// The hazards in all, then those of each channel and pull, a term a line.
pub fn table(explanation: &Explanation, screen: Screen) -> String {
    let mut out = String::new();
    let all: f64 = explanation.risks.iter().map(|risk| risk.hazard).sum();
    let who = name(&explanation.researcher, screen.columns());
    let answer = format!(
        "{who}, team {}, on {}{}: {} exits a year in all.",
        name(&explanation.team, WIDEST_NAME),
        explanation.date,
        under(&explanation.policy),
        number::factor(all)
    );
    for line in screen.wrapped(&answer) {
        let _ = writeln!(out, "{}", screen.strong(&line));
    }
    let lines: Vec<(String, Vec<Line>)> = explanation.risks.iter().map(|risk| (heading(risk), shown(risk))).collect();
    let names = lines.iter().flat_map(|(_, lines)| lines).map(|line| width(&line.name)).max().unwrap_or(0);
    let names = names.min(screen.grown(WIDEST_NAME).min(screen.columns() - LEAST_BESIDE));
    let mut said: Vec<&str> = Vec::new();
    for (heading, lines) in &lines {
        let _ = writeln!(out, "\n{}", screen.heading(&name(heading, screen.columns())));
        for (place, line) in lines.iter().enumerate() {
            // Where a number comes from is said once: most terms are the same in all channels.
            let key = line.key.as_deref().unwrap_or("");
            let source = line.source.as_deref().filter(|_| !said.contains(&key));
            row(&mut out, line, place == 0, names, source.unwrap_or(""), screen);
            said.extend(line.key.as_deref());
        }
    }
    out.push('\n');
    for line in remarks(explanation).iter().flat_map(|remark| screen.wrapped(remark)) {
        let _ = writeln!(out, "{line}");
    }
    out
}

/// One fact a line, without tables.
pub fn plain(explanation: &Explanation) -> String {
    let mut out = String::new();
    let who = name(&explanation.researcher, usize::MAX);
    let _ = writeln!(out, "researcher {who}\nteam {}\ndate {}", name(&explanation.team, usize::MAX), explanation.date);
    let _ = writeln!(out, "policy {}", name(&explanation.policy, usize::MAX));
    for risk in &explanation.risks {
        let risk_name = name(&risk_name(risk), usize::MAX);
        let _ = writeln!(out, "{risk_name} hazard {}", number::factor(risk.hazard).replace(',', ""));
        for line in &risk.lines {
            let factor = number::factor(line.factor).replace(',', "");
            let _ = writeln!(out, "{risk_name} {} {factor} {}", line.kind, name(&line.name, usize::MAX));
        }
    }
    for remark in remarks(explanation) {
        let _ = writeln!(out, "remark {remark}");
    }
    out
}

/// `lab`, or `startup, pull of spin-out of p-03`.
fn risk_name(risk: &Explained) -> String {
    risk.spinout.as_ref().map_or_else(|| risk.channel.clone(), |spinout| format!("{}, pull of {spinout}", risk.channel))
}

/// `lab: 0.11 exits a year of 2.1 offers`.
fn heading(risk: &Explained) -> String {
    let offers = risk.offers.map_or_else(String::new, |offers| format!(" of {} offers", number::factor(offers)));
    format!("{}: {} exits a year{offers}", risk_name(risk), number::factor(risk.hazard))
}

/// The lines of a hazard; exits that hardly count any more in one.
fn shown(risk: &Explained) -> Vec<Line> {
    const HARDLY: f64 = 0.005;
    let hardly = |line: &Line| line.kind == "contagion" && (line.factor - 1.0).abs() < HARDLY;
    let few = risk.lines.iter().filter(|line| hardly(line));
    let (count, factor) = few.fold((0, 1.0), |(count, factor), line| (count + 1, factor * line.factor));
    if count < 2 {
        return risk.lines.clone();
    }
    let mut lines: Vec<Line> = risk.lines.iter().filter(|line| !hardly(line)).cloned().collect();
    let last = lines.iter().rposition(|line| line.kind == "contagion" || line.kind == "leader_exit");
    let together = Line { kind: "contagion", name: format!("{count} earlier exits"), factor, key: None, source: None };
    lines.insert(last.map_or(lines.len(), |last| last + 1), together);
    lines
}

/// A term: its factor, what it is, and where that comes from.
fn row(out: &mut String, line: &Line, is_first: bool, names: usize, source: &str, screen: Screen) {
    let sign = if is_first { ' ' } else { '×' };
    let label = name(&line.name, names);
    let room = screen.columns() - 2 - 2 - NUMBERS - 2 - names - 2;
    let sources = wrapped(source, room);
    let begin = format!("  {sign} {}  {}", right(&number::factor(line.factor), NUMBERS), left(&label, names));
    for (place, source) in sources.iter().enumerate() {
        let begin = if place == 0 { begin.clone() } else { " ".repeat(width(&begin)) };
        let _ = writeln!(out, "{}", format!("{begin}  {}", name(source, room)).trim_end());
    }
}

/// What the numbers assume, and what they are not for.
fn remarks(explanation: &Explanation) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some((trial, draw)) = explanation.trial {
        let draw = draw.map_or_else(String::new, |draw| format!(", parameter draw {draw}"));
        let seed = explanation.seed;
        remarks.push(format!("In trial {trial} of seed {seed}{draw}, with what happened in it before that day: one of many futures."));
    } else {
        remarks.push(
            "As known at the start: uncertain numbers are at their middle value (median or mean), the market's random path and frailty at \
             their mean. Of exits, only those of the history before the start count."
                .to_owned(),
        );
        if !explanation.left_out.is_empty() {
            let shocks: Vec<String> = explanation.left_out.iter().map(|shock| name(shock, PAGE)).collect();
            remarks.push(format!("Possible shocks are left out: {}.", shocks.join(", ")));
        }
    }
    remarks.push(CAUTION.to_owned());
    remarks
}

/// The document, ending in a line feed.
pub fn json(explanation: &Explanation) -> String {
    let document = Document {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION"),
        scenario: &explanation.scenario,
        policy: &explanation.policy,
        researcher: &explanation.researcher,
        team: &explanation.team,
        date: explanation.date.to_string(),
        seed: explanation.seed,
        trial: explanation.trial.map(|(trial, _)| trial),
        draw: explanation.trial.and_then(|(_, draw)| draw),
        left_out: &explanation.left_out,
        hazard: explanation.risks.iter().map(|risk| risk.hazard).sum(),
        risks: explanation.risks.iter().map(Risk::new).collect(),
        remarks: remarks(explanation),
    };
    serde_json::to_string_pretty(&document).map_or_else(|_| String::new(), |json| json + "\n")
}

/// The hazards of one researcher on one date. Not for decisions about that person.
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
    /// The id of the researcher.
    researcher: &'a str,
    /// The name of the team.
    team: &'a str,
    /// The date: at its midnight.
    #[schemars(with = "Day")]
    date: String,
    /// The seed of all randomness: a whole number of up to 64 bits.
    seed: u64,
    /// In which trial, from 0; null as known at the start.
    trial: Option<u64>,
    /// The parameter draw of that trial, from 0; null where there is no trial or nothing is uncertain.
    draw: Option<u64>,
    /// The names of possible shocks, which count only in a trial in which they happen; empty for a trial.
    left_out: &'a [String],
    /// The sum of all hazards \[exits a person-year\].
    hazard: f64,
    /// The hazard of each channel, then the pull of each spin-out that is open.
    risks: Vec<Risk<'a>>,
    /// What the numbers assume, and what they are not for.
    remarks: Vec<String>,
}

/// What `stayput schema --output` knows of it.
pub const FORM: Form = Form::new::<Document<'_>>("explain", "What `stayput explain --format json` prints.", Some(FORMAT));

/// One hazard and its terms.
#[derive(Serialize, JsonSchema)]
pub(super) struct Risk<'a> {
    /// The channel.
    channel: &'a str,
    /// The name of the spin-out that pulls; null where the hazard is no pull.
    spinout: Option<&'a str>,
    /// Offers a year; null where there are no offers to accept.
    offers: Option<f64>,
    /// The hazard \[exits a person-year\].
    hazard: f64,
    /// What it is made of: a rate first, hazard ratios after it. Their product is the hazard, within rounding.
    terms: Vec<Term<'a>>,
}

/// One term of a hazard.
#[derive(Serialize, JsonSchema)]
struct Term<'a> {
    /// What kind of term it is.
    #[schemars(extend("enum" = KINDS))]
    kind: &'static str,
    /// What it is, in words: `exit of p-03 on 2023-06-12`.
    name: &'a str,
    /// Its factor: a rate a year of the first term, a ratio of all others.
    factor: f64,
    /// The key of the scenario under which its number stands; null where it has none.
    key: Option<&'a str>,
    /// Where that number comes from; null where the scenario does not say.
    source: Option<&'a str>,
}

impl<'a> Risk<'a> {
    pub fn new(explained: &'a Explained) -> Self {
        let term = |line: &'a Line| Term {
            kind: line.kind,
            name: &line.name,
            factor: line.factor,
            key: line.key.as_deref(),
            source: line.source.as_deref(),
        };
        Self {
            channel: &explained.channel,
            spinout: explained.spinout.as_deref(),
            offers: explained.offers,
            hazard: explained.hazard,
            terms: explained.lines.iter().map(term).collect(),
        }
    }
}
