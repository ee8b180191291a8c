//! Tables: each number carries its value in full, as data.

use maud::{Markup, html};

use crate::page::figure::{Cell, Table};

/// A table, which scrolls by itself where it is wider than the page.
pub fn table(table: &Table, title: &str) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Numbers: " (title) } {
            table {
                thead { tr { @for (_, heading) in &table.columns { th scope="col" { (heading) } } } }
                tbody { @for row in &table.rows { tr { @for cell in row { (one(cell)) } } } }
            }
        }
    }
}

fn one(cell: &Cell) -> Markup {
    match cell {
        Cell::Number(value, shown) => html! { td.number data-value=(value) { (shown) } },
        other => html! { td { (other.shown()) } },
    }
}
