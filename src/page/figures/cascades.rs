//! Who moves whom: how many exits of one role or team follow from exits of another.

use maud::{Markup, html};
use serde_json::json;

use super::read;
use crate::estimate::Estimate;
use crate::page::chart::{self, Anchor, Drawing};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::results::Results;
use crate::page::words;
use crate::report::number;

/// Most groups of a matrix on a telephone; of more the largest cells are listed.
const MOST_NARROW: usize = 4;

/// Most cells of that list.
const MOST_LISTED: usize = 12;

/// Exits of one group that follow from those of another: a mean count.
#[derive(Clone, Debug, PartialEq)]
struct Moved {
    from: String,
    to: String,
    exits: Estimate,
}

/// All of them between the groups of one kind.
struct Matrix {
    /// In the order of the file.
    groups: Vec<String>,
    cells: Vec<Moved>,
    /// As they are printed, in the order of the cells.
    shown: Vec<String>,
}

/// The figures of a run: between roles, between teams.
pub fn figures(results: &Results) -> Vec<Figure> {
    ["role", "team"].into_iter().filter_map(|by| figure(results, by)).collect()
}

fn figure(results: &Results, by: &'static str) -> Option<Figure> {
    let matrix = Matrix::of(cells(results, by))?;
    let share = read::series(results, "cascade_share", "all", "mean").last_key_value().map(|(_, share)| *share);
    let largest = matrix.largest(read::lead(results));
    let title = title(share, largest);
    let parts: Vec<String> = matrix.by_size().into_iter().take(3).map(|place| matrix.sentence(place)).collect();
    let table = matrix.table();
    Some(Figure {
        name: format!("cascades-{by}"),
        describes: format!(
            "A matrix of mean counts of exits, from the {by} that left first to the {by} that followed. Largest: {}.",
            words::list(&parts)
        ),
        title,
        caption: format!(
            "Mean number of exits of each {by} (column) that follow from an exit of another or of the same {by} (row) and would not \
             be without it; the stronger the shade, the more."
        ),
        notes: Vec::new(),
        source: Source {
            file: "cascades.csv".to_owned(),
            rows: format!("by {by}; the share of all exits: summary.csv, metric cascade_share"),
        },
        draw: Box::new(
            move |width| {
                if width < 500.0 && matrix.groups.len() > MOST_NARROW { list(&matrix, width) } else { draw(&matrix, width) }
            },
        ),
        table,
        specification: json!({
            "encoding": {
                "x": { "field": "to", "type": "nominal", "title": "who follows", "sort": null, "axis": { "orient": "top" } },
                "y": { "field": "from", "type": "nominal", "title": "who left first", "sort": null }
            },
            "layer": [
                { "mark": "rect", "encoding": { "color": { "field": "exits", "type": "quantitative", "title": "exits" } } },
                { "mark": "text", "encoding": { "text": { "field": "exits", "type": "quantitative", "format": ".2~r" } } }
            ]
        }),
    })
}

fn cells(results: &Results, by: &str) -> Vec<Moved> {
    let Some(policy) = read::policy(results) else { return Vec::new() };
    let with = [("policy", policy), ("by", by)];
    let moved = |row: crate::page::results::Row<'_>| {
        let [from, to] = ["from", "to"].map(|column| name_of(row.text(column)).to_owned());
        Some(Moved { from, to, exits: read::estimate(&row, "exits")? })
    };
    results.rows("cascades.csv", &with).filter_map(moved).collect()
}

/// A group without its kind: `lead` of `role:lead`.
fn name_of(group: &str) -> &str {
    group.split_once(':').map_or(group, |(_, name)| name)
}

fn title(share: Option<Estimate>, largest: Option<String>) -> String {
    let share = share.map(|share| format!("{} of all exits follow from another", number::percent(share).trim_start_matches('~')));
    match (share, largest) {
        (Some(share), Some(largest)) => format!("{share}, most often {largest}"),
        (Some(share), None) => share,
        (None, Some(largest)) => format!("Exits follow from others, most often {largest}"),
        (None, None) => "Some exits follow from another".to_owned(),
    }
}

impl Matrix {
    fn of(cells: Vec<Moved>) -> Option<Self> {
        if cells.iter().all(|cell| cell.exits.value == 0.0) {
            return None;
        }
        let mut groups: Vec<String> = Vec::new();
        for name in cells.iter().flat_map(|cell| [&cell.from, &cell.to]) {
            if !groups.contains(name) {
                groups.push(name.clone());
            }
        }
        let shown = number::column(&cells.iter().map(|cell| cell.exits).collect::<Vec<_>>());
        Some(Self { groups, cells, shown })
    }

    /// The places of the cells, the largest first.
    fn by_size(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.cells.len()).collect();
        places.sort_by(|&a, &b| self.cells[b].exits.value.total_cmp(&self.cells[a].exits.value));
        places
    }

    /// The largest cell in words, where the error can tell it from all others.
    fn largest(&self, lead: f64) -> Option<String> {
        let sizes: Vec<Estimate> = self.cells.iter().map(|cell| cell.exits).collect();
        let [place] = read::largest(&sizes, lead)[..] else { return None };
        let Moved { from, to, .. } = &self.cells[place];
        Some(if from == to { format!("another {to} after {from}") } else { format!("{to} after {from}") })
    }

    fn sentence(&self, place: usize) -> String {
        format!("{} after {} {}", self.cells[place].to, self.cells[place].from, self.shown[place])
    }

    /// The place of a cell, where the file has it.
    fn cell(&self, from: &str, to: &str) -> Option<usize> {
        self.cells.iter().position(|cell| cell.from == from && cell.to == to)
    }

    fn most(&self) -> f64 {
        self.cells.iter().map(|cell| cell.exits.value).fold(0.0, f64::max)
    }

    fn table(&self) -> Table {
        let row = |(cell, shown): (&Moved, &String)| {
            vec![Cell::Text(cell.from.clone()), Cell::Text(cell.to.clone()), Cell::Number(cell.exits.value, shown.clone())]
        };
        let columns = [("from", "who left first"), ("to", "who follows"), ("exits", "exits")];
        Table {
            columns: columns.map(|(name, heading)| (name, heading.to_owned())).into(),
            rows: self.cells.iter().zip(&self.shown).map(row).collect(),
        }
    }
}

/// How the names stand above the columns of a matrix.
enum Heads {
    /// In lines of whole words.
    Level(Vec<Vec<String>>),
    /// Each in one line that rises to the right.
    Turned,
}

impl Heads {
    const LINE: f64 = 15.0;
    const LONGEST: f64 = 110.0;

    /// Turned where a word is wider than its column, or a name needs many lines.
    fn new(groups: &[String], pitch: f64) -> Self {
        let lines: Vec<Vec<String>> = groups.iter().map(|name| chart::wrapped(name, pitch - 4.0)).collect();
        let fits = |line: &String| chart::text_width(line) <= pitch - 4.0;
        if lines.iter().all(|lines| lines.len() <= 3 && lines.iter().all(fits)) { Self::Level(lines) } else { Self::Turned }
    }

    fn height(&self, longest: f64) -> f64 {
        match self {
            Self::Level(lines) => Self::LINE * lines.iter().map(Vec::len).max().unwrap_or(1) as f64 + 4.0,
            Self::Turned => 0.64 * longest.min(Self::LONGEST) + 12.0,
        }
    }

    /// The name of a column above its middle.
    fn head(&self, place: usize, name: &str, [x, y]: [f64; 2]) -> Markup {
        match self {
            Self::Turned => chart::slanted([x, y], -40.0, "label", name, Self::LONGEST),
            Self::Level(lines) => html! {
                @for (line, words) in lines[place].iter().rev().enumerate() {
                    (chart::text([x, y - Self::LINE * line as f64], Anchor::Middle, "label", words))
                }
            },
        }
    }
}

fn draw(matrix: &Matrix, width: f64) -> Drawing {
    const HEIGHT: f64 = 30.0;
    const WIDEST: f64 = 110.0;
    let longest = matrix.groups.iter().map(|name| chart::text_width(name)).fold(0.0, f64::max);
    let left = (longest + 12.0).clamp(84.0, if width < 500.0 { 134.0 } else { 180.0 });
    let count = matrix.groups.len() as f64;
    let pitch_beside = |room: f64| ((width - room - left) / count).min(WIDEST);
    let heads = Heads::new(&matrix.groups, pitch_beside(0.0));
    let pitch = match heads {
        Heads::Level(_) => pitch_beside(0.0),
        Heads::Turned => pitch_beside(0.6 * longest.min(Heads::LONGEST)),
    };
    let top = 22.0 + heads.height(longest);
    let x = |place: usize| left + pitch * place as f64;
    let y = |place: usize| top + HEIGHT * place as f64;
    let marks = html! {
        (chart::text([left, 12.0], Anchor::Start, "tick", "who followed →"))
        (chart::text([left - 8.0, top - 6.0], Anchor::End, "tick", "left first ↓"))
        @for (place, name) in matrix.groups.iter().enumerate() {
            (heads.head(place, name, [x(place) + 0.5 * pitch, top - 6.0]))
            (chart::named([left - 8.0, y(place) + 0.5 * HEIGHT + 4.0], Anchor::End, "row", name, left - 8.0))
        }
        @for (row, from) in matrix.groups.iter().enumerate() {
            @for (column, to) in matrix.groups.iter().enumerate() {
                (cell(matrix, matrix.cell(from, to), [x(column), y(row)], [pitch, HEIGHT]))
            }
        }
    };
    Drawing::new([width, top + HEIGHT * count + 8.0], marks)
}

/// One cell with its number, where that fits; a point where the file has none.
fn cell(matrix: &Matrix, place: Option<usize>, [x, y]: [f64; 2], [width, height]: [f64; 2]) -> Markup {
    let shown = place.map_or("·", |place| matrix.shown[place].as_str());
    let share = place.map_or(0.0, |place| matrix.cells[place].exits.value / matrix.most());
    html! {
        (chart::shade([x + 1.0, y + 1.0], [width - 2.0, height - 2.0], "fill-1", share))
        @if 0.92 * chart::text_width(shown) <= width - 2.0 {
            (chart::text([x + 0.5 * width, y + 0.5 * height + 4.0], Anchor::Middle, "small", shown))
        }
    }
}

/// The largest cells as bars with their names, where a matrix would be too narrow to read.
fn list(matrix: &Matrix, width: f64) -> Drawing {
    const HEIGHT: f64 = 36.0;
    let places: Vec<usize> =
        matrix.by_size().into_iter().take(MOST_LISTED).filter(|&place| matrix.cells[place].exits.value > 0.0).collect();
    let number = places.iter().map(|&place| chart::text_width(&matrix.shown[place])).fold(0.0, f64::max) * 1.1 + 8.0;
    let marks = html! {
        @for (row, &place) in places.iter().enumerate() {
            @let y = HEIGHT * row as f64;
            @let name = format!("{} after {}", matrix.cells[place].to, matrix.cells[place].from);
            (chart::named([0.0, y + 14.0], Anchor::Start, "label", &name, width))
            @let length = (width - number) * matrix.cells[place].exits.value / matrix.most();
            (chart::bar([0.0, y + 19.0], [length, 10.0], "fill-1"))
            (chart::text([length + 6.0, y + 28.0], Anchor::Start, "strong", &matrix.shown[place]))
        }
        @if places.len() < matrix.cells.len() {
            (chart::text([0.0, HEIGHT * places.len() as f64 + 14.0], Anchor::Start, "tick", &format!("The {} largest of {}", places.len(), matrix.cells.len())))
        }
    };
    Drawing::new([width, HEIGHT * places.len() as f64 + 22.0], marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(from: &str, to: &str, exits: f64) -> Moved {
        Moved { from: from.to_owned(), to: to.to_owned(), exits: Estimate { value: exits, mcse: 0.01 } }
    }

    #[test]
    fn groups_keep_their_order_and_cells_may_be_missing() {
        let matrix = Matrix::of(vec![moved("b", "a", 0.2), moved("b", "c", 0.5)]).unwrap();
        assert_eq!(matrix.groups, ["b", "a", "c"]);
        assert_eq!([matrix.cell("b", "c"), matrix.cell("c", "b")], [Some(1), None]);
        assert_eq!(matrix.by_size(), [1, 0]);
        assert!(Matrix::of(vec![moved("a", "a", 0.0)]).is_none() && Matrix::of(Vec::new()).is_none());
    }

    #[test]
    fn the_largest_is_named_where_the_error_tells_it() {
        let of = |cells| Matrix::of(cells).unwrap().largest(2.0);
        assert_eq!(of(vec![moved("b", "a", 0.2), moved("b", "c", 0.5)]).as_deref(), Some("c after b"));
        assert_eq!(of(vec![moved("b", "a", 0.48), moved("b", "c", 0.5)]), None);
    }
}
