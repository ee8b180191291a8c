//! The page as HTML: a first page that answers, the figures, what they rest on, how it was done.
//!
//! It loads nothing, and reads without scripts; the little script adds sorting and a switch for dark and light.

mod front;
mod method;
mod scenarios;
mod sources;
mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::scenarios::Scenario;
use super::figure::Figure;
use super::figures;
use super::results::{Kind, Results};

/// How wide a figure is drawn for a page and for a telephone \[CSS pixels\].
const WIDTHS: [(f64, &str); 2] = [(720.0, "chart wide"), (350.0, "chart narrow")];

/// Nothing may be loaded from anywhere.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// What the page may show.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether single people may be shown.
    pub individuals: bool,
}

/// A figure, and where on the page it is.
struct Placed<'r> {
    id: String,
    results: &'r Results,
    figure: Figure,
}

/// The page of some folders' results.
pub fn render(all: &[Results], options: Options) -> String {
    let scenarios = Scenario::of(all);
    let names: Vec<&str> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    let title = names.join(", ");
    let placed: Vec<Vec<Placed<'_>>> = scenarios.iter().enumerate().map(|(index, scenario)| placed(index, scenario, options)).collect();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="generator" content=(concat!("stayput ", env!("CARGO_PKG_VERSION")));
                title { (title) ": who will still be here?" }
                style { (PreEscaped(include_str!("../chart/chart.css"))) (PreEscaped(include_str!("page.css"))) }
            }
            body {
                a.skip href="#main" { "To the answer" }
                header.top { span { "stayput" } nav aria-label="On this page" { a href="#figures" { "Figures" } a href="#sources" { "Sources" } a href="#method" { "Method" } } }
                main id="main" {
                    @if scenarios.len() > 1 { (front::overview(&scenarios)) }
                    @for (index, scenario) in scenarios.iter().enumerate() { (front::page(index, scenario, scenarios.len() == 1)) }
                    section id="figures" aria-label="Figures" {
                        h2 { "Figures" }
                        @for (scenario, placed) in scenarios.iter().zip(&placed) {
                            @if scenarios.len() > 1 { h3.of { (scenario.name) } }
                            @for one in placed { (shown(one)) }
                        }
                    }
                    (sources::section(placed.iter().flatten()))
                    (method::section(all))
                }
                script { (PreEscaped(include_str!("extras.js"))) }
            }
        }
    };
    page.into_string() + "\n"
}

/// What is to be said before somebody opens the page: that results of a scenario do not go together.
pub fn warnings(all: &[Results]) -> Vec<String> {
    Scenario::of(all)
        .iter()
        .filter(|scenario| scenario.is_of_versions())
        .map(|scenario| format!("{}: {}", scenario.name, scenario.versions()))
        .collect()
}

/// The figures of a scenario, each with an anchor of its own.
fn placed<'r>(index: usize, scenario: &Scenario<'r>, options: Options) -> Vec<Placed<'r>> {
    let mut placed = Vec::new();
    for (folder, results) in scenario.all.iter().enumerate() {
        for figure in figures::of(results, options.individuals) {
            placed.push(Placed { id: format!("{}-{index}-{folder}", figure.name), results, figure });
        }
    }
    placed
}

/// A figure with its table under a fold.
fn shown(placed: &Placed<'_>) -> Markup {
    let Placed { id, results, figure } = placed;
    let under = match (results.kind, results.manifest.policies.as_slice()) {
        (Kind::Run, [policy]) if policy != crate::report::NO_POLICY => Some(policy),
        _ => None,
    };
    html! {
        figure id=(id) {
            h3 { (figure.title) }
            @if let Some(policy) = under { p.under { "Under " code { (policy) } } }
            @for (width, class) in WIDTHS {
                (figure.drawn(width).svg(&format!("{id}-{width}"), &figure.title, &figure.describes, class))
            }
            figcaption { (figure.caption) }
            @if !figure.notes.is_empty() { ul.notes { @for note in &figure.notes { li { (note) } } } }
            details {
                summary { "The numbers" }
                (tables::table(&figure.table, &figure.title))
            }
        }
    }
}
