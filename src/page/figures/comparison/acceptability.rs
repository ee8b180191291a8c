//! Which choice is best, at each value that keeping one person may have.

use std::fmt::Write as _;

use maud::{Markup, html};
use serde_json::{Value, json};

use crate::estimate::Estimate;
use crate::math;
use crate::page::chart::{self, Anchor, Drawing, Labels, Linear};
use crate::page::compared::{Compared, number};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::results::Results;
use crate::page::words;
use crate::report::{columns, number};

/// A choice whose chance never reaches this is a thin line without a name.
const NAMED: f64 = 0.1;

/// What the reference is called.
const NOTHING: &str = "doing nothing";

/// Most choices with a colour of their own.
const COLOURS: usize = 6;

/// How lines with a name are drawn.
const LINES: [&str; COLOURS] = ["line-8", "line-1", "line-2 dashed", "line-3 dash-dot", "line-4 dotted", "line-5 dashed"];

/// A choice: at each value the chance that it is best, and its interval.
#[derive(Clone, Debug)]
struct Choice {
    name: String,
    chances: Vec<Chance>,
}

/// A chance and its interval.
#[derive(Clone, Copy, Debug)]
struct Chance {
    estimate: Estimate,
    interval: [f64; 2],
}

/// What the drawing needs.
#[derive(Clone, Debug)]
struct Curves {
    /// Values of a person kept \[years' pay\].
    values: Vec<f64>,
    choices: Vec<Choice>,
}

/// The figure; none where chances cannot be told.
pub fn figure(compared: &Compared, results: &Results) -> Option<Figure> {
    let told = results.document["acceptability"].as_array().filter(|told| told.len() > 1)?;
    of(compared, told)
}

fn of(compared: &Compared, told: &[Value]) -> Option<Figure> {
    let money: Vec<f64> = told.iter().map(|at| number(&at["value_per_person"])).collect();
    let curves = Curves { values: money.iter().map(|value| value / compared.annual_pay).collect(), choices: choices(compared, told)? };
    let title = finding(&curves);
    let peaks: Vec<String> = curves.choices.iter().map(|choice| format!("{} at most {}", choice.name, percent(choice.peak()))).collect();
    let faint: Vec<String> = curves.choices.iter().filter(|choice| !choice.is_named()).map(|choice| choice.name.clone()).collect();
    let mut caption = "The chance that each choice is best, over all that is not known, if keeping one person were worth so much. Bands: 95 % of the simulation's error. The axis is drawn out where values are small.".to_owned();
    if !compared.is_in_pay() {
        let _ = write!(caption, " A year's pay is {} on average.", number::significant(compared.annual_pay, 3));
    }
    if !faint.is_empty() {
        let faint = if faint.len() > 3 { format!("{} others", faint.len()) } else { words::list(&faint) };
        let _ = write!(caption, " Thin: {faint}, best in fewer than 1 of 10 cases at any value.");
    }
    let table = table(compared, &money, &curves);
    Some(Figure {
        name: "acceptability".to_owned(),
        title,
        describes: format!(
            "A line for each choice: the chance that it is best, by what keeping one person is worth. {}.",
            peaks.join("; ")
        ),
        caption,
        notes: Vec::new(),
        source: Source { file: "acceptability.csv".to_owned(), rows: String::new() },
        draw: Box::new(move |width| draw(&curves, width)),
        table,
        specification: json!({
            "encoding": {
                "x": { "field": "value", "type": "quantitative", "title": "what keeping one person is worth", "scale": { "type": "symlog", "constant": 0.5 * compared.annual_pay } },
                "color": { "field": "choice", "type": "nominal", "sort": null },
            },
            "layer": [
                { "mark": { "type": "area", "opacity": 0.2 }, "encoding": { "y": { "field": "low", "type": "quantitative", "title": "chance to be best" }, "y2": { "field": "high" } } },
                { "mark": "line", "encoding": { "y": { "field": "chance", "type": "quantitative" }, "strokeDash": { "field": "choice", "type": "nominal", "sort": null } } }
            ]
        }),
    })
}

fn choices(compared: &Compared, told: &[Value]) -> Option<Vec<Choice>> {
    let first = told.first()?["best"].as_array()?;
    let choice = |(place, best): (usize, &Value)| {
        let name = best["name"].as_str()?;
        let name = if name == compared.reference { NOTHING.to_owned() } else { columns::name(name, usize::MAX) };
        let chance = |at: &Value| {
            let chance = &at["best"][place]["probability"];
            let estimate = Estimate { value: number(&chance["value"]), mcse: number(&chance["mcse"]) };
            Some(Chance { estimate, interval: [number(&chance["low"]), number(&chance["high"])] })
                .filter(|chance| chance.estimate.value.is_finite())
        };
        Some(Choice { name, chances: told.iter().map(chance).collect::<Option<_>>()? })
    };
    first.iter().enumerate().map(choice).collect()
}

impl Choice {
    /// The place of its largest chance.
    fn highest(&self) -> usize {
        let places = 0..self.chances.len();
        places.max_by(|&a, &b| self.chances[a].estimate.value.total_cmp(&self.chances[b].estimate.value)).unwrap_or(0)
    }

    fn peak(&self) -> Estimate {
        self.chances[self.highest()].estimate
    }

    fn is_named(&self) -> bool {
        self.peak().value >= NAMED
    }
}

/// A percentage with at most one decimal.
fn percent(chance: Estimate) -> String {
    number::percent(Estimate { mcse: chance.mcse.max(5e-4), ..chance })
}

/// Where which choice is most likely best, beyond the error.
fn finding(curves: &Curves) -> String {
    let mut runs: Vec<(usize, usize, usize)> = Vec::new();
    let mut last = None;
    for place in 0..curves.values.len() {
        let leader = leader(&curves.choices, place);
        match (leader, runs.last_mut()) {
            (Some(leader), Some((of, _, until))) if last == Some(leader) && *of == leader => *until = place,
            (Some(leader), _) => runs.push((leader, place, place)),
            (None, _) => {}
        }
        last = leader;
    }
    let value = |place: usize| number::factor(curves.values[place]);
    let end = curves.values.len() - 1;
    let range = |from: usize, until: usize| match (from, until) {
        (0, until) => format!("up to {}", value(until)),
        (from, until) if until == end => format!("from {}", value(from)),
        (from, until) if from == until => format!("at {}", value(from)),
        (from, until) => format!("from {} to {}", value(from), value(until)),
    };
    match runs.as_slice() {
        [] => "Which choice is best cannot be told at any value of a person kept".to_owned(),
        &[(of, 0, until)] if until == end => format!("Whatever keeping a person is worth, {} is most likely best", curves.choices[of].name),
        runs => {
            let [(first, from, until), others @ ..] = runs else { return String::new() };
            let others = others.iter().map(|&(of, from, until)| format!("; {}, {}", range(from, until), curves.choices[of].name));
            let worth = years_pay(&range(*from, *until));
            let first = format!("If keeping a person is worth {worth}, {} is most likely best", curves.choices[*first].name);
            first + &others.collect::<String>()
        }
    }
}

/// `up to 1 year's pay`, `from 0.5 to 2 years' pay`.
fn years_pay(range: &str) -> String {
    let is_one = range.rsplit(' ').next() == Some("1");
    format!("{range} {}", if is_one { "year's pay" } else { "years' pay" })
}

/// The choice that is best most often at a value, if its interval is above that of every other.
fn leader(choices: &[Choice], place: usize) -> Option<usize> {
    let value = |choice: usize| choices[choice].chances[place].estimate.value;
    let first = (0..choices.len()).max_by(|&a, &b| value(a).total_cmp(&value(b)))?;
    let low = choices[first].chances[place].interval[0];
    (0..choices.len()).filter(|&other| other != first).all(|other| choices[other].chances[place].interval[1] < low).then_some(first)
}

fn table(compared: &Compared, money: &[f64], curves: &Curves) -> Table {
    let columns = [
        ("value", format!("a person kept is worth [{}]", compared.unit())),
        ("choice", "choice".to_owned()),
        ("chance", "chance that it is best".to_owned()),
        ("low", "95 % from".to_owned()),
        ("high", "to".to_owned()),
    ];
    let mut rows = Vec::new();
    for (place, &value) in money.iter().enumerate() {
        for choice in &curves.choices {
            let Chance { estimate, interval } = choice.chances[place];
            let [low, high] = words::ends(interval.map(|end| 100.0 * end), 100.0 * estimate.mcse.max(5e-4), [0.0, 100.0]);
            rows.push(vec![
                Cell::Number(value, number::factor(value)),
                Cell::Text(choice.name.clone()),
                words::cell(estimate.value, &percent(estimate)),
                words::cell(interval[0], &format!("{low} %")),
                words::cell(interval[1], &format!("{high} %")),
            ]);
        }
    }
    Table { columns: columns.to_vec(), rows }
}

fn draw(curves: &Curves, width: f64) -> Drawing {
    let (left, right, top, bottom) = (46.0, width - 14.0, 40.0, if width < 500.0 { 280.0 } else { 320.0 });
    let place = |value: f64| math::ln_1p(2.0 * value);
    let most = curves.values.iter().copied().fold(0.0, f64::max);
    let x = Linear { domain: [0.0, place(most)], range: [left, right] };
    let y = Linear { domain: [0.0, 100.0], range: [bottom, top] };
    let point = |value: f64, chance: f64| [x.at(place(value)), y.at(100.0 * chance)];
    let along = |choice: &Choice, pick: fn(&Chance) -> f64| -> Vec<[f64; 2]> {
        curves.values.iter().zip(&choice.chances).map(|(&value, chance)| point(value, pick(chance))).collect()
    };
    // Doing nothing first, which has the colour of no policy.
    let mut named: Vec<&Choice> = curves.choices.iter().filter(|choice| choice.is_named()).collect();
    named.sort_by(|a, b| (b.name == NOTHING).cmp(&(a.name == NOTHING)).then(b.peak().value.total_cmp(&a.peak().value)));
    named.truncate(COLOURS);
    let has_nothing = named.first().is_some_and(|first| first.name == NOTHING);
    let skipped = usize::from(!has_nothing);
    let mut labels = Labels::new([left, 10.0, width - 12.0, bottom]);
    for choice in &named {
        for pair in along(choice, |chance| chance.estimate.value).windows(2) {
            for step in 0..=8 {
                let part = f64::from(step) / 8.0;
                labels.keep_off([0, 1].map(|axis| pair[0][axis] + part * (pair[1][axis] - pair[0][axis])), 2.0);
            }
        }
    }
    let known = words::clipped_apart(&named.iter().map(|choice| choice.name.clone()).collect::<Vec<_>>(), 140.0);
    let names: Vec<Markup> = named
        .iter()
        .zip(known)
        .filter_map(|(choice, name)| {
            let mut places: Vec<usize> = (0..curves.values.len()).collect();
            places.sort_by(|&a, &b| choice.chances[b].estimate.value.total_cmp(&choice.chances[a].estimate.value));
            let places: Vec<[f64; 2]> =
                places.into_iter().take(5).map(|place| point(curves.values[place], choice.chances[place].estimate.value)).collect();
            let (at, anchor) = labels.place_along(&places, &name)?;
            Some(chart::text(at, anchor, "strong", &name))
        })
        .collect();
    let ticks = [0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0].into_iter().filter(|&tick| tick <= most * (1.0 + 1e-9));
    let ticks: Vec<(f64, String)> = ticks.map(|tick| (x.at(place(tick)), number::factor(tick))).collect();
    let fills = ["band fill-8", "band fill-1", "band fill-2", "band fill-3", "band fill-4", "band fill-5"];
    let marks = html! {
        (chart::text([0.0, 12.0], Anchor::Start, "tick", "chance to be best"))
        (chart::left(&y, 5, [left, right], " %"))
        (chart::bottom(&ticks, [left, right], bottom))
        (chart::text([right, bottom + 36.0], Anchor::End, "tick", "what keeping one person is worth, years' pay"))
        @for choice in curves.choices.iter().filter(|choice| !choice.is_named()) {
            (chart::line(&along(choice, |chance| chance.estimate.value), "line-8 range"))
        }
        @for (choice, fill) in named.iter().zip(fills.into_iter().skip(skipped)) {
            @if choice.chances.iter().all(|chance| chance.interval[0].is_finite()) {
                (chart::area(&along(choice, |chance| chance.interval[0]), &along(choice, |chance| chance.interval[1]), fill))
            }
        }
        @for (choice, class) in named.iter().zip(LINES.into_iter().skip(skipped)) { (chart::line(&along(choice, |chance| chance.estimate.value), class)) }
        @for name in &names { (name) }
    };
    Drawing::new([width, bottom + 44.0], marks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::compared::tests::document;

    fn told(chances: &[[f64; 2]]) -> Vec<Value> {
        let probability = |name: &str, value: f64| json!({ "name": name, "probability": { "value": value, "mcse": 0.01, "low": value - 0.02, "high": value + 0.02 } });
        let at = |(place, [none, a]): (usize, &[f64; 2])| json!({ "value_per_person": place as f64, "best": [probability("none", *none), probability("a", *a)] });
        chances.iter().enumerate().map(at).collect()
    }

    fn title(chances: &[[f64; 2]]) -> String {
        of(&Compared::of(&document(&[("a", 1.0, 0.1, 1.0)])).unwrap(), &told(chances)).unwrap().title
    }

    #[test]
    fn the_title_names_who_is_best_where_that_can_be_told() {
        assert_eq!(
            title(&[[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.2, 0.8]]),
            "If keeping a person is worth up to 1 year's pay, doing nothing is most likely best; from 3, a"
        );
        assert_eq!(title(&[[0.9, 0.1], [0.8, 0.2]]), "Whatever keeping a person is worth, doing nothing is most likely best");
        assert_eq!(title(&[[0.5, 0.5], [0.5, 0.5]]), "Which choice is best cannot be told at any value of a person kept");
    }

    #[test]
    fn a_chance_that_is_not_known_leaves_the_figure_out() {
        let mut told = told(&[[0.9, 0.1], [0.8, 0.2]]);
        told[1]["best"][0]["probability"]["value"] = Value::Null;
        assert!(of(&Compared::of(&document(&[("a", 1.0, 0.1, 1.0)])).unwrap(), &told).is_none());
    }
}
