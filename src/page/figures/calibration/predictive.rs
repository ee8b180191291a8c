//! Whether the fitted model makes histories like the one that it was fitted to: statistics of the history beside those of simulated ones.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::{number, numbers};
use crate::estimate::Estimate;
use crate::page::chart::{self, Anchor, Drawing, Hint, Linear};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::words;
use crate::report::{columns, number as print};

/// One statistic: as observed, and of the simulated histories the 5 %, 50 % and 95 % points.
#[derive(Clone, Debug)]
struct Check {
    name: String,
    observed: f64,
    simulated: [f64; 3],
    tail: Estimate,
}

/// The figure; none where no histories were simulated.
pub fn figure(fit: &Value) -> Option<Figure> {
    let told = &fit["replications"];
    let checks: Vec<Check> = told["statistics"].as_array()?.iter().filter_map(check).collect();
    if checks.is_empty() {
        return None;
    }
    let outside: Vec<String> = checks.iter().filter(|check| check.is_outside()).map(|check| check.name.clone()).collect();
    let histories = number(&told["draws"]) * number(&told["histories_a_draw"]);
    let drawn: Vec<String> =
        checks.iter().map(|check| format!("{} {} against {}", check.name, check.shown(check.observed), check.range())).collect();
    let table = table(&checks);
    let title = finding(checks.len(), &outside);
    Some(Figure {
        name: "predictive".to_owned(),
        title,
        describes: format!(
            "For each statistic a mark of the history and the range of 9 in 10 simulated histories, each on its own scale: {}.",
            drawn.join("; ")
        ),
        caption: format!(
            "Diamond: the history. Line: 9 in 10 of {} histories that the fitted model makes of the same people, with a tick at their middle; each row has a scale of its own, from 0. By chance alone about one check in ten is beyond its line. The model has seen the history, so that agreement is no forecast: only disagreement speaks.",
            if histories.is_finite() { print::count(histories as u64) } else { "the".to_owned() }
        ),
        notes: Vec::new(),
        source: Source { file: "calibration.json".to_owned(), rows: "fit.replications.statistics".to_owned() },
        draw: Box::new(move |width| draw(&checks, width)),
        table,
        specification: specification(),
    })
}

fn check(value: &Value) -> Option<Check> {
    let [observed, low, median, high, tail, mcse] = numbers(value, ["observed", "p05", "median", "p95", "tail_share", "tail_share_mcse"]);
    let name = columns::name(value["statistic"].as_str()?, usize::MAX);
    let is_known = [observed, low, median, high].iter().all(|value| value.is_finite());
    is_known.then_some(Check { name, observed, simulated: [low, median, high], tail: Estimate { value: tail, mcse } })
}

impl Check {
    fn is_outside(&self) -> bool {
        self.observed < self.simulated[0] || self.observed > self.simulated[2]
    }

    fn is_share(&self) -> bool {
        self.name.starts_with("share of ")
    }

    /// A value of it: a whole number, or a percentage of a share.
    fn shown(&self, value: f64) -> String {
        if self.is_share() { format!("{} %", print::decimals(100.0 * value, 0)) } else { print::count(value.round().max(0.0) as u64) }
    }

    fn range(&self) -> String {
        let [low, _, high] = self.simulated.map(|value| self.shown(value));
        format!("{} to {high}", low.trim_end_matches(" %"))
    }
}

fn finding(checks: usize, outside: &[String]) -> String {
    match (outside.len(), checks) {
        (0, 1) => "Histories that the fitted model makes look like this one, by the one check that there is".to_owned(),
        (0, _) => format!("Histories that the fitted model makes look like this one by all {checks} checks"),
        (1 | 2, _) => format!("Histories that the fitted model makes look like this one but for {}", words::list(outside)),
        (count, _) => format!("Histories that the fitted model makes seldom look like this one: they do not by {count} of {checks} checks"),
    }
}

fn table(checks: &[Check]) -> Table {
    let columns = [
        ("statistic", "statistic"),
        ("observed", "history"),
        ("p05", "simulated: 5 % below"),
        ("median", "middle"),
        ("p95", "95 % below"),
        ("tail", "as far out or farther"),
    ];
    let row = |check: &Check| {
        let mut cells = vec![Cell::Text(check.name.clone()), words::cell(check.observed, &check.shown(check.observed))];
        cells.extend(check.simulated.map(|value| words::cell(value, &check.shown(value))));
        cells.push(words::cell(check.tail.value, &print::percent(check.tail)));
        cells
    };
    Table { columns: columns.map(|(name, heading)| (name, heading.to_owned())).to_vec(), rows: checks.iter().map(row).collect() }
}

fn draw(checks: &[Check], width: f64) -> Drawing {
    let is_narrow = width < 500.0;
    let (top, height) = (28.0, if is_narrow { 42.0 } else { 28.0 });
    let bottom = top + height * checks.len() as f64;
    let ranges: Vec<String> = checks.iter().map(Check::range).collect();
    let name = if is_narrow { 0.0 } else { words::widest(checks.iter().map(|check| check.name.as_str()), 200.0) + 10.0 };
    let last = words::widest(ranges.iter().map(String::as_str), 120.0).max(58.0);
    let observed = width - last - 16.0;
    let span = [name + 8.0, if is_narrow { width - 10.0 } else { observed - 62.0 }];
    let marks = html! {
        (key(if is_narrow { 0.0 } else { span[0] }))
        @if !is_narrow {
            (chart::text([observed, 14.0], Anchor::End, "tick", "history"))
            (chart::text([width, 14.0], Anchor::End, "tick", "simulated"))
        }
        @for (place, (check, range)) in checks.iter().zip(&ranges).enumerate() {
            @let y = top + height * place as f64;
            @let line = y + if is_narrow { 28.0 } else { 14.0 };
            @if is_narrow {
                @let texts = format!("{}, simulated {range}", check.shown(check.observed));
                (chart::text([0.0, y + 14.0], Anchor::Start, "row", &words::clipped(&check.name, width - chart::text_width(&texts) - 8.0)))
                (chart::text([width, y + 14.0], Anchor::End, "value", &texts))
            } @else {
                (chart::text([0.0, line + 4.0], Anchor::Start, "row", &words::clipped(&check.name, name)))
                (chart::text([observed, line + 4.0], Anchor::End, "value", &check.shown(check.observed)))
                (chart::text([width, line + 4.0], Anchor::End, "value", range))
            }
            (marks(check, span, line))
        }
    };
    Drawing::new([width, bottom + 6.0], marks)
        .with_hints((0..checks.len()).map(|row| Hint { extent: [0.0, top + height * row as f64, width, height], row }))
}

/// The marks of a statistic on a scale of its own, from 0.
fn marks(check: &Check, span: [f64; 2], y: f64) -> Markup {
    let most = check.observed.max(check.simulated[2]).max(1e-9);
    let x = Linear { domain: [0.0, 1.05 * most], range: span };
    let [low, median, high] = check.simulated.map(|value| x.at(value));
    html! {
        (chart::rule(span.map(|end| [end, y])[0], span.map(|end| [end, y])[1], "grid"))
        (chart::rule([low, y], [high, y], "line-8 thick"))
        (chart::rule([median, y - 7.0], [median, y + 7.0], "interval"))
        (chart::diamond([x.at(check.observed), y], 8.0, "paper"))
        (chart::diamond([x.at(check.observed), y], 6.0, if check.is_outside() { "fill-2" } else { "fill-1" }))
    }
}

fn key(left: f64) -> Markup {
    html! {
        (chart::diamond([left + 6.0, 10.0], 6.0, "fill-1"))
        (chart::text([left + 18.0, 14.0], Anchor::Start, "tick", "the history"))
        (chart::rule([left + 98.0, 10.0], [left + 124.0, 10.0], "line-8 thick"))
        (chart::text([left + 130.0, 14.0], Anchor::Start, "tick", "9 in 10 simulated"))
    }
}

fn specification() -> Value {
    let row = json!({ "field": "statistic", "type": "nominal", "sort": null, "title": null, "header": { "labelAngle": 0, "labelAlign": "left" } });
    json!({
        "facet": { "row": row },
        "spec": {
            "width": 400,
            "height": 14,
            "layer": [
                { "mark": { "type": "rule", "size": 4, "color": "#7a7a7a" }, "encoding": { "x": { "field": "p05", "type": "quantitative", "title": null, "scale": { "zero": true } }, "x2": { "field": "p95" } } },
                { "mark": { "type": "tick", "color": "black" }, "encoding": { "x": { "field": "median", "type": "quantitative" } } },
                { "mark": { "type": "point", "shape": "diamond", "filled": true, "size": 90 }, "encoding": { "x": { "field": "observed", "type": "quantitative" } } }
            ]
        },
        "resolve": { "scale": { "x": "independent" } }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(observed: &[f64]) -> Value {
        let check = |(place, value): (usize, &f64)| json!({ "statistic": format!("exits in {}", 2020 + place), "observed": value, "p05": 1.0, "median": 2.0, "p95": 4.0, "tail_share": 0.5, "tail_share_mcse": 0.01 });
        json!({ "replications": { "draws": 10, "histories_a_draw": 4, "statistics": observed.iter().enumerate().map(check).collect::<Vec<_>>() } })
    }

    #[test]
    fn disagreement_is_named() {
        let title = |observed: &[f64]| figure(&told(observed)).unwrap().title;
        assert_eq!(title(&[2.0, 3.0]), "Histories that the fitted model makes look like this one by all 2 checks");
        assert_eq!(title(&[2.0, 5.0]), "Histories that the fitted model makes look like this one but for exits in 2021");
        assert!(figure(&told(&[])).is_none());
        assert!(figure(&json!({ "replications": null })).is_none());
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let mut told = told(&[2.0, 3.0]);
        told["replications"]["statistics"][0]["observed"] = Value::Null;
        assert_eq!(figure(&told).unwrap().table.rows.len(), 1);
    }
}
