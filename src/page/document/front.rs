//! The first page: the question in words, the answer in one sentence, three numbers and how sure they are, what would change the answer,
//! and what it cannot know. A head of a lab reads nothing else.

mod findings;
mod policies;

use maud::{Markup, html};
use serde_json::Value;

use self::policies::{Policies, Row};
use super::scenarios::{Scenario, settings};
use crate::estimate::Estimate;
use crate::page::compared::Difference;
use crate::page::results::{Kind, Results};
use crate::page::words;
use crate::report::files::manifest::Stopped;
use crate::report::number;
use crate::scenario::MIN_GROUP;
use crate::statistics::clusters::Clusters;

/// A number that the page shows large.
struct Card {
    big: String,
    unit: String,
    what: String,
    sure: String,
}

/// Several scenarios side by side: of each how many stay, and what changes it.
pub fn overview(scenarios: &[Scenario<'_>]) -> Markup {
    html! {
        section.front {
            h1 { "Who will still be here, and what would change it?" }
            p.answer { (number::count(scenarios.len() as u64)) " scenarios side by side" }
            div.scroll tabindex="0" role="region" aria-label="Scenarios side by side" {
                table {
                    thead { tr { th scope="col" { "Scenario" } th scope="col" { "until" } th scope="col" { "still there" } th scope="col" { "8 of 10 futures" } th scope="col" { "what keeps most" } } }
                    tbody { @for (index, scenario) in scenarios.iter().enumerate() { (line(index, scenario)) } }
                }
            }
        }
    }
}

fn line(index: usize, scenario: &Scenario<'_>) -> Markup {
    let policies = scenario.comparison().and_then(Policies::of);
    let best = match policies.as_ref().map(|policies| (policies, policies.best())) {
        Some((policies, Some(best))) => {
            format!("“{}” {}{}{}", best.arm.known(), best.does(["keeps", "raises"]), best.at_a_price("each"), policies.rivals())
        }
        Some((_, None)) => "no policy is sure to keep more".to_owned(),
        None if what_ifs(scenario).is_empty() => "nothing was compared".to_owned(),
        None => "no policy was compared".to_owned(),
    };
    html! {
        tr {
            th scope="row" { a href=(format!("#front-{index}")) { (scenario.name) } }
            td { @if let Some(results) = scenario.all.first() { (words::iso(&results.manifest.horizon)) } }
            @match left(scenario) {
                Some(left) => {
                    td { @if left.roster == 1 { (left.chance()) } @else { (left.middle) " of " (number::count(left.roster as u64)) } }
                    td { @if left.roster > 1 { (left.range) } }
                }
                None => { td { "not simulated" } td {} }
            }
            td { (best) }
        }
    }
}

/// The first page of a scenario.
pub fn page(index: usize, scenario: &Scenario<'_>, is_alone: bool) -> Markup {
    let policies = scenario.comparison().and_then(Policies::of);
    let Some(results) = main(scenario) else { return html! {} };
    let horizon = words::iso(&results.manifest.horizon);
    let (left, replay) = (left(scenario), is_replay(scenario));
    let mut found = findings::of(scenario);
    // Where nothing else answers, the first of what was found does.
    let first = (left.is_none() && scenario.calibration().is_none() && !found.is_empty()).then(|| found.remove(0));
    html! {
        section.front id=(format!("front-{index}")) {
            h1 {
                @if !is_alone { (scenario.name) ": who" } @else { "Who" }
                " will still be here on " (horizon) ", and what would change it?"
            }
            p.answer { (first.unwrap_or_else(|| answer(left.as_ref(), policies.as_ref(), replay, &horizon))) }
            ul.cards { @for card in cards(scenario, left.as_ref(), policies.as_ref()) { (shown(&card)) } }
            h2 { "What would change it" }
            @let asked = what_ifs(scenario);
            (change(&scenario.name, policies.as_ref(), results, !asked.is_empty()))
            @if !found.is_empty() { ul.plain { @for line in &found { li { (line) } } } }
            @if !asked.is_empty() {
                h2 { "What if" }
                ul.plain { @for [event, line] in &asked { li { @if !event.is_empty() { em { (event) } " " } (line) } } }
            }
            h2 { "What this cannot know" }
            ul.plain { @for line in unknown(scenario, policies.as_ref(), replay) { li { (line) } } }
        }
    }
}

/// The results that dates and files are read from.
fn main<'r>(scenario: &Scenario<'r>) -> Option<&'r Results> {
    scenario.run().or_else(|| scenario.comparison()).or_else(|| scenario.calibration()).or_else(|| scenario.all.first().copied())
}

fn shown(card: &Card) -> Markup {
    html! {
        li {
            span.big { (card.big) @if !card.unit.is_empty() { small { " " (card.unit) } } }
            span.what { (card.what) }
            span.sure { (card.sure) }
        }
    }
}

/// How many are left at the horizon.
struct Left {
    roster: usize,
    /// The policy in force, if one is.
    policy: Option<String>,
    mean: Estimate,
    /// The draws behind it.
    clusters: Clusters,
    /// The number that half of the futures do not exceed, and the range of 80 % of them: one number where they agree.
    middle: String,
    range: String,
}

impl Left {
    /// Of one person, the chance of being there.
    fn chance(&self) -> String {
        number::percent(self.mean)
    }

    /// What the answer says of it.
    fn sentence(&self, horizon: &str) -> String {
        if self.roster == 1 {
            return format!("the chance that the one researcher is still there on {horizon} is {}", self.chance());
        }
        let verb = if self.middle == "1" { "is" } else { "are" };
        format!("about {} of {} {verb} still there on {horizon}", self.middle, number::count(self.roster as u64))
    }

    /// As the first large number.
    fn card(&self) -> Card {
        let under = self.policy.as_ref().map_or("if nothing is done".to_owned(), |policy| format!("under “{policy}”"));
        if self.roster == 1 {
            let sure = computing_error(&self.clusters, self.mean, true).map_or_else(String::new, |error| words::capital(&error) + ".");
            return Card { big: self.chance(), unit: String::new(), what: format!("chance of being still there, {under}"), sure };
        }
        let error = computing_error(&self.clusters, self.mean, false).map_or_else(String::new, |error| format!(" ({error})"));
        let range = if self.range == format!("0 to {}", self.roster) {
            "Anything from none to all may be".to_owned()
        } else if self.range.contains(" to ") {
            format!("From {} in 8 of 10 futures", self.range)
        } else {
            format!("{} in at least 8 of 10 futures", self.range)
        };
        Card {
            big: self.middle.clone(),
            unit: format!("of {}", number::count(self.roster as u64)),
            what: format!("still there, {under}"),
            sure: format!("{range}. On average {}{error}.", number::estimate(self.mean)),
        }
    }
}

/// That of a run, or of a comparison's futures in which nothing is done.
fn left(scenario: &Scenario<'_>) -> Option<Left> {
    let results = scenario.undisturbed()?;
    let policy = results.manifest.policies.first()?;
    let date = results.manifest.horizon.as_str();
    let of = |stat: &str| {
        let with = [("policy", policy.as_str()), ("metric", "retained"), ("group", "all"), ("date", date), ("stat", stat)];
        let row = results.rows("summary.csv", &with).next()?;
        Some(Estimate { value: row.number("value")?, mcse: row.number("mcse").unwrap_or(f64::NAN) })
    };
    let (low, middle, high) = (of("p10")?, of("p50")?, of("p90")?);
    let roster = results.manifest.roster;
    let range = number::range(low, high, roster);
    let policy = Some(policy.clone()).filter(|policy| policy != crate::report::NO_POLICY);
    Some(Left { roster, policy, mean: of("mean")?, clusters: clusters_of(results), middle: number::estimate(middle), range })
}

/// Whether what was learned has seen some of the time that is simulated.
fn is_replay(scenario: &Scenario<'_>) -> bool {
    let hindsight = |results: &Results| {
        let document = &results.document;
        document.get("hindsight").and_then(Value::as_bool).unwrap_or_else(|| {
            document.get("sentence").and_then(Value::as_str).is_some_and(|sentence| sentence.starts_with("Replayed with hindsight"))
        })
    };
    main(scenario).is_some_and(hindsight)
}

/// The answer in one sentence.
fn answer(left: Option<&Left>, policies: Option<&Policies>, replay: bool, horizon: &str) -> String {
    let stay = match left {
        Some(left) => {
            let stay = left.sentence(horizon);
            if replay { format!("looking back with what is known today, {stay}") } else { stay }
        }
        None => return "A history was fitted; nothing was simulated yet.".to_owned(),
    };
    let change = match policies.map(|policies| (policies, policies.best())) {
        None => String::new(),
        Some((policies, Some(best))) => format!(
            "; {}the policy “{}” would {}{}{}",
            policies.better.as_ref().map_or_else(String::new, |better| format!("best is {better}; at equal money ")),
            best.arm.known(),
            best.does(["keep about", "raise"]),
            best.at_a_price("for each of them"),
            policies.rivals()
        ),
        Some((_, None)) => "; none of the policies compared is sure to keep more: doing nothing costs least".to_owned(),
    };
    words::capital(&format!("{stay}{change}."))
}

/// The three numbers.
fn cards(scenario: &Scenario<'_>, left: Option<&Left>, policies: Option<&Policies>) -> Vec<Card> {
    let mut cards = Vec::new();
    cards.extend(left.map(Left::card));
    match policies {
        Some(policies) => cards.extend(policies.cards()),
        None => cards.extend(scenario.run().into_iter().flat_map(of_run)),
    }
    cards
}

/// What a run says besides: how much is luck, and how much follows from other exits.
fn of_run(run: &Results) -> Vec<Card> {
    let mut cards = Vec::new();
    let with = [("metric", "retained"), ("group", "all"), ("date", run.manifest.horizon.as_str()), ("stat", "luck_share")];
    let luck = run.rows("summary.csv", &with).next();
    let luck = luck.and_then(|row| Some(Estimate { value: row.number("value")?, mcse: row.number("mcse").unwrap_or(f64::NAN) }));
    if let Some(luck) = luck {
        let error =
            computing_error(&clusters_of(run), luck, true).map_or_else(String::new, |error| format!(" {}.", words::capital(&error)));
        cards.push(Card {
            big: number::percent(luck),
            unit: String::new(),
            what: "of the spread is luck".to_owned(),
            sure: format!("Nothing known beforehand could remove it. Better data could remove the rest.{error}"),
        });
    }
    let figures = run.document.get("figures").and_then(Value::as_array);
    let share = figures.and_then(|all| all.iter().find(|figure| figure.get("metric").is_some_and(|metric| metric == "cascade_share")));
    if let Some(share) = share.and_then(|figure| words::estimate(figure.get("mean")?)) {
        cards.push(Card {
            big: number::percent(share),
            unit: String::new(),
            what: "of the exits follow from other exits".to_owned(),
            sure: computing_error(&clusters_of(run), share, true).map_or_else(String::new, |error| words::capital(&error) + "."),
        });
    }
    cards
}

/// What would change the answer.
fn change(name: &str, policies: Option<&Policies>, results: &Results, asks_what_if: bool) -> Markup {
    let Some(policies) = policies else {
        if asks_what_if {
            return html! { p { "No policy was compared; what may happen stands below." } };
        }
        let file = results.manifest.inputs.first().map_or("FILE", |input| input.path.as_str());
        let why = "Nothing was compared: the scenario has no policies, all of them would tell of few people, or nobody asked yet.";
        return html! { p { (why) " " code { "stayput compare " (file) } } };
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Policies of " (name) } {
            table.policies {
                thead { tr { th scope="col" { "Policy" } th.number scope="col" { "keeps" } th.number scope="col" { "in 95 of 100 cases" } th.number scope="col" { "costs in all" } th.number scope="col" { "for each kept" } th scope="col" { "What it is" } } }
                tbody { @for one in &policies.rows() { (row(one)) } }
            }
        }
        p.sure { "Keeps: compared with doing nothing, how many more are there on " (words::iso(&results.manifest.horizon)) ", in the same futures. " (policies.unit()) }
        @if let Some(line) = policies.worth() { p { (line) } }
        @if !policies.hidden_costs.is_empty() { p { "What these cost is hidden for privacy, so that they are no part of what is best for its price: " (words::list(&policies.hidden_costs)) "." } }
        @if !policies.hidden.is_empty() { p { "Hidden for privacy, for a reason that stands under How it was done: " (words::list(&policies.hidden)) "." } }
    }
}

/// A number in full, as data, where it is known.
fn known(difference: Option<Difference>) -> Option<f64> {
    difference.map(|difference| difference.estimate.value).filter(|value| value.is_finite())
}

fn row(Row { policy, kept, cost, each }: &Row<'_>) -> Markup {
    let remark = policy.remark();
    html! {
        tr {
            th scope="row" { (policy.arm.known()) }
            td.number data-value=[known(Some(policy.arm.kept))] data-label="keeps" { (kept) }
            td.number data-label="in 95 of 100 cases" { (policy.range()) }
            td.number data-value=[known(Some(policy.arm.cost).filter(|_| policy.arm.has_price()))] data-label="costs in all" { (cost) }
            td.number data-value=[known(policy.arm.each)] data-label="for each kept" { (each) }
            td data-label="" { (policy.what) @if !remark.is_empty() { "; " em { (remark) } } }
        }
    }
}

/// The draws of what is not known that are behind results, as many as they are worth.
fn clusters_of(results: &Results) -> Clusters {
    let draws = results.document.get("effective_draws").and_then(Value::as_f64).unwrap_or(results.manifest.draws as f64);
    Clusters::new(draws.max(1.0) as u64, results.manifest.replications.max(1), None)
}

/// How far the simulation may be off: `computing error ± 0.2`, or `0 to 3 by computing error`; of a share in percent.
fn computing_error(clusters: &Clusters, estimate: Estimate, is_share: bool) -> Option<String> {
    let margin =
        if is_share { number::margin_percent(estimate, clusters) } else { number::margin(estimate, clusters, [0.0, f64::INFINITY]) };
    let said = |margin: String| match margin.strip_prefix("± ") {
        Some(error) => format!("computing error ±\u{a0}{error}"),
        None => format!("{margin} by computing error"),
    };
    margin.map(said)
}

/// What was asked about what may happen: what it is, and what follows; then on what that rests.
fn what_ifs<'r>(scenario: &Scenario<'r>) -> Vec<[String; 2]> {
    let of = |results: &'r Results| {
        let listed = |key: &str| results.document[key].as_array().into_iter().flatten();
        let hardest: Vec<&Value> = listed("hardest_to_lose").map(|one| &one["name"]).collect();
        listed("what_ifs").filter(move |one| !hardest.contains(&&one["name"])).collect::<Vec<_>>()
    };
    let asked: Vec<&Value> = scenario.of_kind(Kind::Comparison).flat_map(of).collect();
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(words::spoken);
    let all = |one: &Value| {
        let policies = one.get("policies").and_then(Value::as_array).into_iter().flatten();
        let said = std::iter::once(one).chain(policies).map(|value| text(value, "sentence")).collect::<Option<Vec<_>>>()?;
        let description = text(one, "description").map_or_else(String::new, |event| format!("{}.", words::capital(&event)));
        Some([description, said.join(" ")])
    };
    let rests_on = asked.iter().find_map(|one| text(one, "rests_on")).map(|text| [String::new(), text]);
    asked.into_iter().filter_map(all).chain(rests_on).collect()
}

/// What the answer cannot know.
fn unknown(scenario: &Scenario<'_>, policies: Option<&Policies>, replay: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if replay {
        lines
            .push("The numbers were learned from what happened in this very time: this is how it might have gone, no forecast.".to_owned());
    }
    if scenario.all.iter().any(|results| results.manifest.stopped == Stopped::Interrupted) {
        lines.push("It was interrupted: the results are partial.".to_owned());
    }
    if let Some(results) =
        scenario.run().or_else(|| scenario.comparison()).or_else(|| scenario.calibration().is_none().then(|| main(scenario))?)
    {
        let changed = settings(&results.manifest);
        if !changed.is_empty() {
            lines.push(format!("Numbers of the scenario were changed for this: {}.", changed.join(", ")));
        }
        if clusters_of(results).are_few() {
            lines.push("More than so few draws of what is not known can tell: with more trials it may look otherwise.".to_owned());
        }
        match results.document.get("default_priors").and_then(Value::as_u64) {
            None | Some(0) => {}
            Some(count) => lines.push(format!(
                "{count} of its numbers were never thought about: they are what an import wrote. Replace them, or calibrate."
            )),
        }
    }
    if scenario.is_of_versions() {
        lines.push(scenario.versions());
    }
    if policies.is_some() {
        lines.push("What a policy does is an assumption of the scenario, as good as its source; no history has tested it here.".to_owned());
    }
    let is_of_few = |results: &&Results| results.manifest.roster < results.manifest.privacy.min_group.max(MIN_GROUP);
    if scenario.all.iter().any(is_of_few) {
        lines.insert(0, "These are few people: the page tells of single persons. Pass it on only to those who may know.".to_owned());
    }
    let is_about_one = |results: &&Results| is_of_few(results) || results.manifest.privacy.min_group <= 1;
    let nobody = if scenario.all.iter().any(is_about_one) { "" } else { " No number on this page is about one person." };
    lines.push(format!("Which of the futures will come.{nobody}"));
    let file = scenario.all.first().and_then(|results| results.manifest.inputs.first());
    let file = file.map_or_else(String::new, |input| format!(" ({})", input.path));
    lines.push(format!(
        "What the scenario{file} does not say: a change of leadership, of the market or of the law that is not written in it."
    ));
    if scenario.all.iter().any(|results| !results.manifest.privacy.withheld.is_empty()) {
        lines.push("What results about few people say: they are hidden for privacy; which, is told under How it was done.".to_owned());
    }
    lines
}
