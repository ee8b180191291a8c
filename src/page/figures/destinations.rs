//! Where people go: from the opening roster to those who stay, to the ways out, and on to the organisations that are named.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::json;

use super::channels::{self, FirstExit, Layer};
use super::read;
use crate::calendar::Date;
use crate::estimate::Estimate;
use crate::page::chart::{self, Anchor, Drawing};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::results::Results;
use crate::page::words;
use crate::report::number;

/// Most organisations that are drawn; the smallest beyond share one place.
const MOST: usize = 10;

/// Fewest pixels from the middle of one label to the next.
const LINE: f64 = 17.0;

/// Mean counts of people.
#[derive(Clone, Debug, PartialEq)]
struct Flows {
    roster: f64,
    stay: Estimate,
    /// Of each layer.
    layers: Vec<Estimate>,
    /// The largest organisations, each near the ways out that lead there.
    competitors: Vec<(String, Estimate)>,
    /// From a layer to an organisation.
    ribbons: Vec<(usize, usize, f64)>,
}

/// The figure of a run.
pub fn figure(results: &Results) -> Option<Figure> {
    let rows = channels::first_exits(results);
    let last = rows.iter().map(|row| row.date).max()?;
    let rows: Vec<FirstExit> = rows.into_iter().filter(|row| row.date == last).collect();
    let layers = channels::layers(results);
    let mean = read::series(results, "retained", "all", "mean").get(&last).copied();
    let flows = flows(&rows, &layers, results.manifest.roster as f64, mean);
    let numbers = Numbers::new(&flows);
    let title = title(results, &flows, &rows, last);
    let parts: Vec<String> = layers.iter().zip(&numbers.layers).map(|(layer, shown)| format!("{} {shown}", layer.name)).collect();
    let on = if flows.competitors.is_empty() { "" } else { " What does not go on has no organisation named." };
    let table = table(&rows, &flows);
    let describes =
        format!("Ribbons from the roster of {} to {} who stay and to the ways out: {}.", numbers.roster, numbers.stay, words::list(&parts));
    Some(Figure {
        name: "destinations".to_owned(),
        title,
        describes,
        caption: format!("Mean numbers of people over the futures, by the first exit of each; who comes back has left all the same.{on}"),
        notes: Vec::new(),
        source: Source {
            file: "destinations.csv".to_owned(),
            rows: "the last date; people are shares times the size of the roster, those who stay are the rest".to_owned(),
        },
        draw: Box::new(move |width| draw(&flows, &layers, &numbers, width)),
        table,
        specification: json!({
            "mark": "bar",
            "encoding": {
                "x": { "field": "people", "type": "quantitative", "title": "people" },
                "y": { "field": "channel", "type": "nominal", "title": null, "sort": "-x" },
                "color": { "field": "competitor", "type": "nominal", "title": "organisation" }
            }
        }),
    })
}

fn title(results: &Results, flows: &Flows, rows: &[FirstExit], last: Date) -> String {
    let mut by_channel: BTreeMap<&str, Estimate> = BTreeMap::new();
    for row in rows {
        let sum = by_channel.entry(&row.channel).or_insert(Estimate { value: 0.0, mcse: 0.0 });
        *sum = read::sum([*sum, row.share]);
    }
    let (names, sizes): (Vec<&str>, Vec<Estimate>) = by_channel.into_iter().unzip();
    let way = channels::commonest(&names, &sizes, read::lead(results)).map_or_else(String::new, |name| format!(", most often by {name}"));
    if results.manifest.roster == 1 {
        let leave = number::percent(read::sum(sizes));
        return format!("The one researcher leaves by {} in {leave} of futures{way}", words::day(last));
    }
    let [stay, leave] = [flows.stay, read::sum(flows.layers.iter().copied())];
    let mcse = stay.mcse.max(leave.mcse);
    let [stay, leave] = [stay, leave].map(|count| number::estimate(Estimate { mcse, ..count }));
    format!("Of {}, on average {stay} stay until {} and {leave} leave{way}", number::count(flows.roster as u64), words::day(last))
}

/// Counts of people from shares of the roster. Where nobody comes back, as many stay as are there, whose error is known.
fn flows(rows: &[FirstExit], layers: &[Layer], roster: f64, retained: Option<Estimate>) -> Flows {
    let people = |of: &dyn Fn(&FirstExit) -> bool| read::times(read::sum(rows.iter().filter(|row| of(row)).map(|row| row.share)), roster);
    let left = people(&|_| true);
    let rest = roster - left.value;
    let stay = retained.filter(|mean| (mean.value - rest).abs() <= 1e-6 * roster).unwrap_or(Estimate { value: rest, mcse: left.mcse });
    let mut names: Vec<&str> = rows.iter().map(|row| row.competitor.as_str()).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    let mut sized: Vec<(&str, Estimate)> = names.into_iter().map(|name| (name, people(&|row| row.competitor == name))).collect();
    sized.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let own = if sized.len() <= MOST { sized.len() } else { MOST - 1 };
    let layer_of = |row: &FirstExit| layers.iter().position(|layer| layer.channels.contains(&row.channel));
    // Beside the ways out that lead there, so that ribbons cross as little as may be.
    let height = |name: &str| -> f64 {
        let into = rows.iter().filter(|row| row.competitor == name).filter_map(|row| Some((layer_of(row)? as f64, row.share.value)));
        let [weighted, all] = into.fold([0.0, 0.0], |[weighted, all], (layer, share)| [weighted + layer * share, all + share]);
        weighted / all
    };
    sized[..own].sort_by(|a, b| height(a.0).total_cmp(&height(b.0)));
    let place_of = |name: &str| sized.iter().position(|(known, _)| *known == name).map(|place| place.min(own));
    let mut competitors: Vec<(String, Estimate)> = sized[..own].iter().map(|&(name, size)| (name.to_owned(), size)).collect();
    if let rest @ [_, ..] = &sized[own..] {
        competitors.push((format!("other organisations ({})", rest.len()), read::sum(rest.iter().map(|(_, size)| *size))));
    }
    let mut ribbons: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for row in rows {
        if let (Some(layer), Some(competitor)) = (layer_of(row), place_of(&row.competitor)) {
            *ribbons.entry((layer, competitor)).or_default() += row.share.value * roster;
        }
    }
    Flows {
        roster,
        stay,
        layers: layers.iter().map(|layer| people(&|row| layer.channels.contains(&row.channel))).collect(),
        competitors,
        ribbons: ribbons.into_iter().map(|((layer, competitor), people)| (layer, competitor, people)).collect(),
    }
}

/// The numbers as they are printed: those of one column with the same digits.
struct Numbers {
    roster: String,
    stay: String,
    layers: Vec<String>,
    competitors: Vec<String>,
}

impl Numbers {
    fn new(flows: &Flows) -> Self {
        let mut column: Vec<Estimate> = vec![flows.stay];
        column.extend(&flows.layers);
        let mut layers = number::column(&column);
        let stay = layers.remove(0);
        let competitors: Vec<Estimate> = flows.competitors.iter().map(|(_, size)| *size).collect();
        Self { roster: number::count(flows.roster as u64), stay, layers, competitors: number::column(&competitors) }
    }
}

fn table(rows: &[FirstExit], flows: &Flows) -> Table {
    let mut sorted: Vec<&FirstExit> = rows.iter().collect();
    sorted.sort_by(|a, b| b.share.value.total_cmp(&a.share.value));
    let row = |channel: &str, competitor: &str, share: Estimate| {
        let people = read::times(share, flows.roster);
        let competitor = if competitor.is_empty() { Cell::Unknown } else { Cell::Text(competitor.to_owned()) };
        vec![
            Cell::Text(channel.to_owned()),
            competitor,
            Cell::Number(share.value, number::percent(share)),
            Cell::Number(people.value, number::estimate(people)),
        ]
    };
    let stay = row("(stay)", "", read::times(flows.stay, 1.0 / flows.roster));
    let rows = sorted.into_iter().map(|exit| row(&exit.channel, &exit.competitor, exit.share)).chain([stay]).collect();
    let columns = [("channel", "channel"), ("competitor", "organisation"), ("share", "share of the roster"), ("people", "people")];
    Table { columns: columns.map(|(name, heading)| (name, heading.to_owned())).into(), rows }
}

/// The stretches of nodes under each other from a height, so far apart that each has a line for its label.
fn placed(sizes: &[f64], scale: f64, top: f64) -> Vec<[f64; 2]> {
    const GAP: f64 = 8.0;
    let mut places: Vec<[f64; 2]> = Vec::with_capacity(sizes.len());
    for size in sizes {
        let height = scale * size.max(0.0);
        let start = places.last().map_or(top, |&[before, end]| {
            let middle = 0.5 * (before + end);
            (end + GAP).max(middle + LINE - 0.5 * height)
        });
        places.push([start, start + height]);
    }
    places
}

fn draw(flows: &Flows, layers: &[Layer], numbers: &Numbers, width: f64) -> Drawing {
    const NODE: f64 = 10.0;
    let is_narrow = width < 500.0;
    let has_competitors = !flows.competitors.is_empty();
    let room = if is_narrow { 124.0 } else { 190.0 };
    let last = width - room - NODE;
    let second = if has_competitors { if is_narrow { 84.0 } else { 0.34 * width } } else { last };
    let scale = 250.0 / flows.roster.max(1.0);
    let top = 26.0;
    let sizes: Vec<f64> = [flows.stay.value].into_iter().chain(flows.layers.iter().map(|size| size.value)).collect();
    let nodes = placed(&sizes, scale, top);
    let bottom = nodes.last().map_or(top, |node| node[1]);
    let start = top + 0.5 * (bottom - top - scale * flows.roster).max(0.0);
    let named =
        placed(&flows.competitors.iter().map(|(_, size)| size.value).collect::<Vec<_>>(), scale, nodes.get(1).map_or(top, |node| node[0]));
    let colour = |place: usize| if place == 0 { 1 } else { layers[place - 1].colour };
    let between = (if has_competitors { last } else { width }) - second - NODE - 8.0;
    let ends = sizes.iter().scan(start, |end, size| {
        *end += scale * size.max(0.0);
        Some(*end)
    });
    let from: Vec<[f64; 2]> = ends.zip(&sizes).map(|(end, size)| [end - scale * size.max(0.0), end]).collect();
    let marks = html! {
        (chart::bar([0.0, start], [NODE, scale * flows.roster], "fill-8"))
        @for (place, (node, from)) in nodes.iter().zip(&from).enumerate() {
            (chart::ribbon((NODE, *from), (second, *node), &format!("flow fill-{}", colour(place))))
            (block([second, node[0]], NODE, node[1] - node[0], colour(place)))
        }
        (onwards(flows, layers, (second + NODE, &nodes[1..]), (last, &named), scale))
        @for (node, ((name, _), shown)) in named.iter().zip(flows.competitors.iter().zip(&numbers.competitors)) {
            (block([last, node[0]], NODE, node[1] - node[0], 8))
            (chart::labelled([last + NODE + 6.0, 0.5 * (node[0] + node[1]) + 4.0], name, shown, room - 8.0))
        }
        (chart::text([0.0, start - 10.0], Anchor::Start, "label halo", &format!("roster {}", numbers.roster)))
        @let names = ["stay"].into_iter().chain(layers.iter().map(|layer| layer.name.as_str()));
        @let shown = [&numbers.stay].into_iter().chain(&numbers.layers);
        @for (node, (name, shown)) in nodes.iter().zip(names.zip(shown)) {
            (chart::labelled([second + NODE + 6.0, 0.5 * (node[0] + node[1]) + 4.0], name, shown, between))
        }
    };
    let end = named.last().map_or(bottom, |node| node[1].max(bottom));
    Drawing::new([width, end.max(start + scale * flows.roster) + 12.0], marks)
}

/// A node, at least so high that it can be seen.
fn block([x, y]: [f64; 2], width: f64, height: f64, colour: usize) -> Markup {
    let least = height.max(1.5);
    chart::bar([x, y - 0.5 * (least - height)], [width, least], &format!("fill-{colour}"))
}

/// The ribbons from the ways out to the organisations, in the order of the organisations at either end.
fn onwards(flows: &Flows, layers: &[Layer], (x0, from): (f64, &[[f64; 2]]), (x1, to): (f64, &[[f64; 2]]), scale: f64) -> Markup {
    let mut starts: Vec<f64> = from.iter().map(|node| node[0]).collect();
    let mut ends: Vec<f64> = to.iter().map(|node| node[0]).collect();
    let mut ribbon = |&(layer, competitor, people): &(usize, usize, f64)| {
        let height = scale * people;
        let (start, end) = (starts[layer], ends[competitor]);
        starts[layer] += height;
        ends[competitor] += height;
        chart::ribbon((x0, [start, start + height]), (x1, [end, end + height]), &format!("flow fill-{}", layers[layer].colour))
    };
    html! { @for flow in &flows.ribbons { (ribbon(flow)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exit(channel: &str, competitor: &str, share: f64) -> FirstExit {
        let share = Estimate { value: share, mcse: 0.001 };
        FirstExit { date: "2025-06-01".parse().unwrap(), channel: channel.to_owned(), competitor: competitor.to_owned(), share }
    }

    fn layer(name: &str, channels: &[&str]) -> Layer {
        Layer { name: name.to_owned(), colour: 2, channels: channels.iter().map(|&channel| channel.to_owned()).collect() }
    }

    #[test]
    fn what_flows_in_flows_out() {
        let rows =
            [exit("lab", "a", 0.2), exit("lab", "", 0.1), exit("startup", "a", 0.05), exit("startup", "b", 0.1), exit("other", "", 0.05)];
        let layers = [layer("lab", &["lab"]), layer("startup", &["startup"]), layer("other", &["other"])];
        let flows = flows(&rows, &layers, 20.0, None);
        let sum = flows.stay.value + flows.layers.iter().map(|size| size.value).sum::<f64>();
        assert!((sum - 20.0).abs() < 1e-12);
        assert_eq!(flows.competitors.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        for (place, (_, size)) in flows.competitors.iter().enumerate() {
            let into: f64 = flows.ribbons.iter().filter(|ribbon| ribbon.1 == place).map(|ribbon| ribbon.2).sum();
            assert!((into - size.value).abs() < 1e-12);
        }
        for (place, size) in flows.layers.iter().enumerate() {
            assert!(flows.ribbons.iter().filter(|ribbon| ribbon.0 == place).map(|ribbon| ribbon.2).sum::<f64>() <= size.value + 1e-12);
        }
    }

    #[test]
    fn the_error_of_those_who_stay_is_known_where_nobody_comes_back() {
        let rows = [exit("lab", "", 0.25)];
        let of = |retained: f64| flows(&rows, &[layer("lab", &["lab"])], 20.0, Some(Estimate { value: retained, mcse: 0.3 })).stay;
        assert_eq!([of(15.0), of(16.0)], [Estimate { value: 15.0, mcse: 0.3 }, Estimate { value: 15.0, mcse: 0.02 }]);
    }

    #[test]
    fn the_smallest_of_many_organisations_share_a_place() {
        let rows: Vec<FirstExit> = (0..14).map(|place| exit("lab", &format!("o{place}"), 0.01 + 0.001 * f64::from(place))).collect();
        let flows = flows(&rows, &[layer("lab", &["lab"])], 20.0, None);
        assert_eq!((flows.competitors.len(), flows.competitors[9].0.as_str()), (10, "other organisations (5)"));
        assert_eq!(flows.ribbons.len(), 10);
    }

    #[test]
    fn labels_of_small_nodes_do_not_meet() {
        let places = placed(&[0.01, 0.0, 5.0, 0.2], 10.0, 0.0);
        assert!(places.windows(2).all(|pair| pair[1].iter().sum::<f64>() - pair[0].iter().sum::<f64>() >= 2.0 * LINE - 1e-9));
    }
}
