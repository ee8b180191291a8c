//! Where each figure's numbers are: the result file behind it.

use maud::{Markup, html};

use super::Placed;

/// The table of all figures and their files.
pub fn section<'p, 'r: 'p>(placed: impl Iterator<Item = &'p Placed<'r>>) -> Markup {
    html! {
        section id="sources" {
            h2 { "Where the numbers are" }
            p { "Every number of a figure stands in a file beside it, in full, and under the figure, as the error allows." }
            div.scroll tabindex="0" role="region" aria-label="Files behind the figures" {
                table {
                    thead { tr { th scope="col" { "Figure" } th scope="col" { "File" } th scope="col" { "Rows" } } }
                    tbody {
                        @for Placed { id, results, figure } in placed {
                            tr {
                                td { a href={ "#" (id) } { (figure.title) } }
                                td { code { (results.folder.join(&figure.source.file).display()) } }
                                td { (figure.source.rows) }
                            }
                        }
                    }
                }
            }
        }
    }
}
