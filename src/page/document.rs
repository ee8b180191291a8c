//! The page as HTML: the first page, the figures, what they rest on.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::figure::{Cell, Figure, Table};
use super::figures;
use super::results::Results;

/// How wide a figure is drawn for a page and for a telephone \[CSS pixels\].
const WIDTHS: [(f64, &str); 2] = [(720.0, "chart wide"), (350.0, "chart narrow")];

/// What the page may show.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether single people may be shown.
    pub individuals: bool,
}

/// The page of some folders' results.
pub fn render(all: &[Results], options: Options) -> String {
    let title = all.first().map_or_else(String::new, |results| results.manifest.scenario.clone());
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · stayput" }
                style { (PreEscaped(include_str!("chart/chart.css"))) (PreEscaped(include_str!("page.css"))) }
            }
            body {
                main {
                    @for (place, results) in all.iter().enumerate() {
                        @for figure in figures::of(results, options.individuals) { (shown(place, results, &figure)) }
                    }
                }
            }
        }
    };
    page.into_string() + "\n"
}

/// A figure with its table under a fold and where its numbers are.
fn shown(place: usize, results: &Results, figure: &Figure) -> Markup {
    let id = format!("{}-{place}", figure.name);
    html! {
        figure id=(id) {
            h3 { (figure.title) }
            @for (width, class) in WIDTHS {
                ((figure.draw)(width).svg(&format!("{id}-{width}"), &figure.title, &figure.describes, class))
            }
            figcaption { (figure.caption) }
            details {
                summary { "The numbers" }
                (table(&figure.table))
                p.source { "From " code { (results.folder.join(&figure.source.file).display()) } @if !figure.source.rows.is_empty() { ": " (figure.source.rows) } }
            }
        }
    }
}

/// A table; each number carries its value in full.
pub fn table(table: &Table) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="table" {
            table {
                thead { tr { @for (_, heading) in &table.columns { th scope="col" { (heading) } } } }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for cell in row {
                                @match cell {
                                    Cell::Number(value, shown) => td.number data-value=(value) { (shown) },
                                    _ => td { (cell.shown()) },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
