//! How many have left, by date and by the way out: mean counts, stacked.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use serde_json::json;

use super::channels::{self, Layer};
use super::read;
use crate::calendar::Date;
use crate::estimate::Estimate;
use crate::page::chart::{self, Anchor, Drawing, Hint, Linear, Months};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::results::Results;
use crate::page::words;
use crate::report::number;

const NONE: Estimate = Estimate { value: 0.0, mcse: 0.0 };

/// Mean counts of each channel by date.
struct Exits {
    dates: Vec<Date>,
    /// By channel, as many numbers as dates.
    by_channel: BTreeMap<String, Vec<Estimate>>,
    /// At the horizon.
    total: Estimate,
    /// Whether only the first exit of each of the opening roster is counted, since all exits are not told.
    are_first: bool,
}

/// The figure of a run.
pub fn figure(results: &Results) -> Option<Figure> {
    let exits = all_exits(results).or_else(|| first_exits(results))?;
    if exits.total.value == 0.0 {
        return None;
    }
    let layers = channels::layers(results);
    let bands = exits.bands(&layers);
    let last = *exits.dates.last()?;
    let ends: Vec<Estimate> = bands.iter().filter_map(|band| band.last().copied()).collect();
    let title = title(results, &exits, exits.commonest(read::lead(results)), last);
    let shown = number::column(&ends);
    let parts: Vec<String> = layers.iter().zip(&shown).map(|(layer, shown)| format!("{} {shown}", layer.name)).collect();
    let source = if exits.are_first {
        Source {
            file: "destinations.csv".to_owned(),
            rows: "cumulative_incidence added up over organisations, times the size of the roster".to_owned(),
        }
    } else {
        Source { file: "summary.csv".to_owned(), rows: "metric exits, groups channel:…, stat mean".to_owned() }
    };
    let what = if exits.are_first {
        "The first exit of each person counts"
    } else {
        "All exits count, repeated ones and those of people hired later too"
    };
    let table = exits.table();
    let channels: Vec<String> = exits.by_channel.keys().cloned().collect();
    let dates = exits.dates;
    let total = number::estimate(exits.total);
    Some(Figure {
        name: "exits".to_owned(),
        title,
        describes: format!("Bands on each other that rise to {total} on {}: {}.", words::day(last), words::list(&parts)),
        caption: format!("Means over the futures, added up from the largest channel at the bottom. {what}."),
        notes: Vec::new(),
        source,
        draw: Box::new(move |width| draw(&dates, (&layers, &channels), &bands, (&shown, &total), width)),
        table,
        specification: json!({
            "mark": "area",
            "encoding": {
                "x": { "field": "date", "type": "temporal", "title": null },
                "y": { "field": "mean", "type": "quantitative", "title": "exits", "stack": "zero" },
                "color": { "field": "channel", "type": "nominal" },
                "order": { "field": "mean", "type": "quantitative", "aggregate": "max", "sort": "descending" }
            }
        }),
    })
}

fn title(results: &Results, exits: &Exits, commonest: Option<String>, last: Date) -> String {
    let (total, on) = (number::estimate(exits.total), words::day(last));
    let roster = number::count(results.manifest.roster as u64);
    let way = commonest.map_or_else(String::new, |name| format!("; the commonest way out is {name}"));
    if exits.are_first {
        format!("On average {total} of {roster} leave by {on}{way}")
    } else {
        format!("On average {total} exits by {on}{way}")
    }
}

/// Exits of anybody; `None` where they are not told.
fn all_exits(results: &Results) -> Option<Exits> {
    let of_channels = read::by_group(results, "exits", "channel:", "mean");
    let dates: Vec<Date> = of_channels.first()?.1.keys().copied().collect();
    let total = *read::series(results, "exits", "all", "mean").last_key_value()?.1;
    let on_each = |series: &read::Series| dates.iter().map(|date| series.get(date).copied().unwrap_or(NONE)).collect();
    let by_channel = of_channels.iter().map(|(channel, series)| (channel.clone(), on_each(series))).collect();
    Some(Exits { dates, by_channel, total, are_first: false })
}

/// First exits of the opening roster.
fn first_exits(results: &Results) -> Option<Exits> {
    let rows = channels::first_exits(results);
    let mut dates: BTreeSet<Date> = rows.iter().map(|row| row.date).collect();
    dates.extend(results.manifest.start.parse::<Date>());
    let dates: Vec<Date> = dates.into_iter().collect();
    let mut by_channel: BTreeMap<String, Vec<Estimate>> = BTreeMap::new();
    for row in &rows {
        let counts = by_channel.entry(row.channel.clone()).or_insert_with(|| vec![NONE; dates.len()]);
        let place = dates.binary_search(&row.date).ok()?;
        counts[place] = read::sum([counts[place], read::times(row.share, results.manifest.roster as f64)]);
    }
    let total = read::sum(by_channel.values().filter_map(|counts| counts.last().copied()));
    (!rows.is_empty()).then_some(Exits { dates, by_channel, total, are_first: true })
}

impl Exits {
    fn commonest(&self, lead: f64) -> Option<String> {
        let names: Vec<&str> = self.by_channel.keys().map(String::as_str).collect();
        let at_horizon: Vec<Estimate> = self.by_channel.values().filter_map(|counts| counts.last().copied()).collect();
        channels::commonest(&names, &at_horizon, lead)
    }

    /// The mean counts of each layer by date.
    fn bands(&self, layers: &[Layer]) -> Vec<Vec<Estimate>> {
        let of = |channel: &String, place: usize| self.by_channel.get(channel).map_or(NONE, |counts| counts[place]);
        let band = |layer: &Layer| -> Vec<Estimate> {
            (0..self.dates.len()).map(|place| read::sum(layer.channels.iter().map(|channel| of(channel, place)))).collect()
        };
        layers.iter().map(band).collect()
    }

    fn table(&self) -> Table {
        let row = |place: usize, channel: &String, count: Estimate| {
            vec![Cell::On(self.dates[place]), Cell::Text(channel.clone()), Cell::Number(count.value, number::estimate(count))]
        };
        let rows =
            (0..self.dates.len()).flat_map(|place| self.by_channel.iter().map(move |(channel, counts)| row(place, channel, counts[place])));
        let columns = [("date", "date"), ("channel", "channel"), ("mean", if self.are_first { "have left" } else { "exits" })];
        Table { columns: columns.map(|(name, heading)| (name, heading.to_owned())).into(), rows: rows.collect() }
    }
}

/// The heights of the bands' upper edges, with the ground as the first: as many numbers as dates each.
fn stacked(bands: &[Vec<Estimate>], dates: usize) -> Vec<Vec<f64>> {
    let mut edges = vec![vec![0.0; dates]];
    for band in bands {
        let below = &edges[edges.len() - 1];
        let edge = below.iter().zip(band).map(|(below, count)| below + count.value).collect();
        edges.push(edge);
    }
    edges
}

fn draw(
    dates: &[Date],
    (layers, channels): (&[Layer], &[String]),
    bands: &[Vec<Estimate>],
    (shown, total): (&[String], &str),
    width: f64,
) -> Drawing {
    let (top, bottom) = (16.0, 16.0 + (17.0 * (layers.len() + 1) as f64).max(224.0));
    let (Some(&first), Some(&last)) = (dates.first(), dates.last()) else { return Drawing::new([width, bottom], html! {}) };
    let room = if width < 500.0 { 132.0 } else { 196.0 };
    let [left, right] = [44.0, width - room];
    let edges = stacked(bands, dates.len());
    let most = edges.iter().flatten().copied().fold(0.0, f64::max);
    let x = Months::new(first, last, [left, right]);
    let y = Linear { domain: [0.0, most], range: [bottom, top] }.widened(4);
    let along = |edge: &[f64]| dates.iter().zip(edge).map(|(&date, &height)| [x.at(date), y.at(height)]).collect::<Vec<_>>();
    let middles = edges.windows(2).map(|pair| 0.5 * (y.at(pair[0][dates.len() - 1]) + y.at(pair[1][dates.len() - 1])));
    let mut places: Vec<f64> = middles.collect();
    places.push(y.at(most) - 12.0);
    let heights = chart::spread(&places, 17.0, [top - 6.0, bottom - 4.0]);
    let marks = html! {
        (chart::left(&y, 4, [left, right], ""))
        @for (layer, pair) in layers.iter().zip(edges.windows(2)) {
            (chart::area(&along(&pair[0]), &along(&pair[1]), &format!("fill-{} edge", layer.colour)))
        }
        (chart::bottom(&x.ticks(90.0), [left, right], bottom))
        @for ((layer, shown), (&place, &height)) in layers.iter().zip(shown).zip(places.iter().zip(&heights)) {
            (label([right, place], height, layer, shown, room - 34.0))
        }
        @if let Some(height) = heights.last() {
            (chart::text([right + 28.0, height + 4.0], Anchor::Start, "strong", &format!("{total} in all")))
        }
    };
    // A channel that shares its band with others has no hint: the table has it.
    let slices: Vec<[f64; 4]> = chart::slices(&dates.iter().map(|&date| x.at(date)).collect::<Vec<_>>(), [top, bottom]).collect();
    let hints = layers.iter().zip(edges.windows(2)).filter_map(|(layer, pair)| {
        let [own] = layer.channels.as_slice() else { return None };
        let channel = channels.iter().position(|channel| channel == own)?;
        let slices = &slices;
        Some((0..dates.len()).filter_map(move |place| {
            let [left, _, width, _] = slices[place];
            let [low, high] = [0, 1].map(|edge: usize| y.at(pair[edge][place]));
            (low > high).then(|| Hint { extent: [left, high, width, low - high], row: place * channels.len() + channel })
        }))
    });
    Drawing::new([width, bottom + 26.0], marks).with_hints(hints.flatten())
}

/// The name and the number of a band beside its end.
fn label([x, place]: [f64; 2], height: f64, layer: &Layer, shown: &str, room: f64) -> Markup {
    html! {
        (chart::rule([x + 2.0, place], [x + 12.0, height], "leader"))
        (chart::bar([x + 14.0, height - 5.0], [10.0, 10.0], &format!("fill-{}", layer.colour)))
        (chart::labelled([x + 28.0, height + 4.0], &layer.name, shown, room))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_stand_on_each_other() {
        let count = |value: f64| Estimate { value, mcse: 0.1 };
        let edges = stacked(&[vec![count(0.0), count(2.0)], vec![count(0.5), count(1.0)]], 2);
        assert_eq!(edges, [[0.0, 0.0], [0.0, 2.0], [0.5, 3.0]]);
    }

    #[test]
    fn the_smallest_channels_are_added_up() {
        let counts = |value: f64| vec![NONE, Estimate { value, mcse: 0.1 }];
        let by_channel = BTreeMap::from([("a".to_owned(), counts(3.0)), ("b".to_owned(), counts(1.0)), ("c".to_owned(), counts(0.5))]);
        let dates = vec!["2025-01-01".parse().unwrap(), "2025-02-01".parse().unwrap()];
        let exits = Exits { dates, by_channel, total: NONE, are_first: true };
        let layer = |name: &str, channels: &[&str]| Layer {
            name: name.to_owned(),
            colour: 2,
            channels: channels.iter().map(|&channel| channel.to_owned()).collect(),
        };
        let bands = exits.bands(&[layer("a", &["a"]), layer("others", &["b", "c"]), layer("d", &["d"])]);
        assert_eq!(bands.iter().map(|band| band[1].value).collect::<Vec<_>>(), [3.0, 1.5, 0.0]);
        assert_eq!(exits.table().rows.len(), 6);
    }
}
