//! How it was done, along the items of the STRESS guidelines for reporting simulations (Monks et al. 2019, *Strengthening the reporting of
//! empirical simulation studies*): objectives, logic, data, experimentation, implementation; written from the run itself.

use maud::{Markup, html};
use serde_json::Value;

use crate::estimate::run_metadata::Assumption;
use crate::page::results::{Kind, Results};
use crate::page::words;
use crate::report::NO_POLICY;
use crate::report::files::manifest::{Manifest, Stopped};
use crate::report::number;

/// The section.
pub fn section(all: &[Results]) -> Markup {
    html! {
        section id="method" {
            h2 { "How it was done" }
            h3 { "Objectives" }
            p { "To say how many of a team's people will still be there on a date, how sure that is, and what policies would change at what price. It is about a team, not about any person in it, and is no ground for a decision about a person." }
            h3 { "Logic" }
            p {
                "Researchers receive offers at random times and accept or decline them, in continuous time. Each has a hazard, a rate of exits a year, through each channel: a baseline times what is known of the person, of the time and of the exits around them. "
                "Each exit changes what those who are left face: it raises their hazard for a while (contagion), takes a leader away, or founds a firm that pulls colleagues along. "
                "A future is one draw of the numbers that are not known and one draw of luck; many futures make a distribution. Policies are compared on the same luck: the same future with the policy and without it."
            }
            p { "The mathematics is in the project's documentation (docs/, and the first page of the library's)." }
            @for results in all { (one(results)) }
            h3 { "Implementation" }
            p {
                "stayput " (env!("CARGO_PKG_VERSION")) ", a program in Rust. Random numbers are a function of seed, trial and whom they belong to, so that the same seed gives the same bytes with any number of threads, on any machine."
            }
        }
    }
}

/// Data and experimentation of one folder.
fn one(results: &Results) -> Markup {
    let manifest = &results.manifest;
    let what = match results.kind {
        Kind::Run => "Run",
        Kind::Comparison => "Comparison",
        Kind::Calibration => "Calibration",
        Kind::Sensitivity => "What moves the answer",
        Kind::Sweep => "Sweep",
        Kind::Discovery => "Discovery",
        Kind::Optimum => "Best mix",
    };
    html! {
        h3 { (what) " of " (manifest.scenario) }
        dl {
            dt { "Data" }
            dd {
                (data(results)) " Files read, with their SHA-256:"
                ul.files { @for input in &manifest.inputs { li { code { (input.path) } " " code.hash { (input.sha256) } } } }
            }
            @let assumptions = assumptions(results);
            @if !assumptions.is_empty() {
                dt { "Numbers that are not known, and where they come from" }
                dd {
                    div.scroll tabindex="0" role="region" aria-label={ "Assumptions of " (results.folder.display()) } {
                        table {
                            thead { tr { th scope="col" { "Number" } th scope="col" { "Given as" } th scope="col" { "Source" } } }
                            tbody {
                                @for Assumption { parameter, given, learned, source } in &assumptions {
                                    tr {
                                        th scope="row" { code { (parameter) } }
                                        td { @if *learned { "learned from the history; before it: " } (given) }
                                        td { (source.as_deref().unwrap_or("none is given")) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            dt { "Experiment" }
            dd { (experiment(results.kind, manifest)) }
            @if !manifest.privacy.withheld.is_empty() {
                dt { "Hidden for privacy" }
                dd { ul { @for hidden in &manifest.privacy.withheld { li { (hidden.what) ": " (hidden.why) } } } }
            }
            dt { "To do it again" }
            dd {
                pre tabindex="0" { code { (command(results)) } }
                "with " (manifest.program) " " (manifest.version)
                @if results.folder.components().next().is_some() { "; results: " code { (results.folder.display()) } }
                ", key " code { (manifest.run) }
            }
        }
    }
}

/// Of whom, and over which time.
fn data(results: &Results) -> String {
    let manifest = &results.manifest;
    let people = |count: f64| format!("{} {}", number::count(count as u64), if count == 1.0 { "person" } else { "people" });
    if results.kind == Kind::Calibration {
        let date = |key: &str| results.document["fit"]["whole"][key].as_str().map(words::iso);
        let count = results.document["people"].as_f64();
        let whom = count.map_or_else(|| "A history".to_owned(), |count| format!("A history of {}", people(count)));
        return match (date("from"), date("until")) {
            (Some(from), Some(until)) => format!("{whom}, from {from} to {until}."),
            _ => format!("{whom}."),
        };
    }
    format!("{} on {}, followed to {}.", people(manifest.roster as f64), words::iso(&manifest.start), words::iso(&manifest.horizon))
}

/// What the scenario gives as not known.
fn assumptions(results: &Results) -> Vec<Assumption> {
    if let Some(numbers) = results.document["numbers"].as_array() {
        return numbers.iter().filter_map(number).collect();
    }
    let given = results.document.get("assumptions").cloned();
    given.and_then(|given| serde_json::from_value(given).ok()).unwrap_or_default()
}

/// A number of what moves an answer, or of a discovery.
fn number(told: &Value) -> Option<Assumption> {
    Some(Assumption {
        parameter: told["number"].as_str()?.to_owned(),
        given: told["given"].as_str()?.to_owned(),
        learned: told["moved"].as_str().is_some_and(|moved| moved != "alone"),
        source: told["source"].as_str().map(str::to_owned),
    })
}

/// How much was simulated.
fn experiment(kind: Kind, manifest: &Manifest) -> Markup {
    let trials = number::count(manifest.trials);
    html! {
        @if kind == Kind::Calibration {
            "Fitted to the history; seed " (manifest.seed) "."
        } @else {
            (trials) " trials" (of_each(kind))
            @if manifest.draws > 0 && manifest.draws < manifest.trials {
                ": " (number::count(manifest.draws)) " draws of the numbers that are not known, " (manifest.replications) " futures of each"
            }
            "; seed " (manifest.seed) "."
            @if manifest.policies.iter().any(|policy| policy != NO_POLICY) {
                " Policies: " (manifest.policies.iter().filter(|policy| *policy != NO_POLICY).cloned().collect::<Vec<_>>().join(", ")) "."
            }
            " " (stopped(manifest))
        }
    }
}

/// Why no further trial was run.
fn stopped(manifest: &Manifest) -> String {
    match manifest.stopped {
        Stopped::Interrupted => {
            format!("Interrupted: {} trials were asked for, so that the results are partial.", number::count(manifest.trials_asked))
        }
        Stopped::Precision => "It ended when the error was as small as asked for.".to_owned(),
        _ => "It ended when all trials were done.".to_owned(),
    }
}

/// Of what there are so many trials.
fn of_each(kind: Kind) -> &'static str {
    match kind {
        Kind::Run | Kind::Calibration | Kind::Discovery => "",
        Kind::Comparison => " of each",
        Kind::Sensitivity => " of each setting",
        Kind::Sweep => " of each point",
        Kind::Optimum => " of each mix that is told",
    }
}

/// What was typed, as a shell takes it; or what would give the same.
fn command(results: &Results) -> String {
    let (manifest, document) = (&results.manifest, &results.document);
    let typed = manifest.command_line.iter().skip(1).map(|word| quoted(word)).collect::<Vec<_>>();
    if !typed.is_empty() {
        return format!("stayput {}", typed.join(" "));
    }
    let file = manifest.inputs.first().map_or_else(|| "FILE".to_owned(), |input| quoted(&input.path));
    let mut words = vec!["stayput".to_owned(), results.kind.command().to_owned(), file, format!("--seed {}", manifest.seed)];
    if results.kind != Kind::Calibration {
        words.push(format!("--trials {}", manifest.trials));
    }
    words.extend(manifest.settings.iter().map(|setting| format!("--set {}", quoted(setting))));
    let named = || manifest.policies.iter().filter(|policy| *policy != NO_POLICY).map(|policy| format!("--policy {}", quoted(policy)));
    match results.kind {
        Kind::Run | Kind::Sensitivity => words.extend(named()),
        Kind::Sweep => {
            let values = |axis: &Value| Some(axis["values"].as_array()?.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","));
            let over = |axis: &Value| Some(format!("--over {}", quoted(&format!("{}={}", axis["path"].as_str()?, values(axis)?))));
            words.extend(document["settings"].as_array().into_iter().flatten().filter_map(over));
            words.extend(named());
        }
        Kind::Discovery => words.extend(document["condition"].as_str().map(|condition| format!("--when {}", quoted(condition)))),
        Kind::Optimum => words.extend(document["budget"].as_f64().map(|budget| format!("--budget {budget}"))),
        Kind::Comparison => {
            let budget = document["equal_money"]["budget"].as_f64();
            words.extend(budget.map(|budget| format!("--budget {budget}")));
            words.extend(document["regret"].is_object().then(|| "--regret".to_owned()));
            words.extend(document["hardest_to_lose"].is_array().then(|| "--hardest-to-lose".to_owned()));
        }
        Kind::Calibration => {}
    }
    words.join(" ")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "/\\._-:=,+@%".contains(c));
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
