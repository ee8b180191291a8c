//! What the history taught: what was believed of each number before it and what is believed after it.

use std::fmt::Write as _;

use maud::{Markup, html};
use serde_json::{Value, json};

use super::number;
use crate::estimate::Estimate;
use crate::math;
use crate::page::chart::{self, Anchor, Drawing, Hint, Linear};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::results::Results;
use crate::page::words;
use crate::report::{columns, number as print};

/// Of a number that is known better by less than this the history says next to nothing.
const LITTLE: f64 = 0.1;

/// Most numbers that are drawn; the table has all.
const MOST: usize = 24;

/// A number that is not known.
#[derive(Clone, Debug)]
struct Parameter {
    path: String,
    /// The 5 %, 50 % and 95 % points before the data.
    before: [f64; 3],
    /// The same after the data, where the history says anything of it.
    after: Option<[Estimate; 3]>,
    /// By how much narrower what is believed has become; not a number where that is not known.
    learned: f64,
    /// Median after over median before.
    ratio: f64,
}

/// The figure; none where no draws were learned.
pub fn figure(results: &Results) -> Option<Figure> {
    let rows: Vec<Parameter> = results.rows("estimates.csv", &[]).filter_map(|row| parameter(&row, &results.document)).collect();
    of(rows)
}

fn of(mut parameters: Vec<Parameter>) -> Option<Figure> {
    if parameters.iter().all(|parameter| parameter.after.is_none()) {
        return None;
    }
    parameters.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    let title = finding(&parameters);
    let drawn: Vec<Parameter> = parameters.iter().filter(|parameter| parameter.is_positive()).take(MOST).cloned().collect();
    let little: Vec<String> = parameters.iter().filter(|parameter| parameter.is_little()).map(Parameter::called).collect();
    let mut caption = "Hollow: what was believed before the data; full: after the data. Lines: 9 in 10 of what is held possible. All as multiples of the middle value before the data. \"Learned\": how much narrower it has become.".to_owned();
    if drawn.len() < parameters.len() {
        let _ = write!(caption, " Drawn are {} of {}; the table has all.", drawn.len(), parameters.len());
    }
    let describes = format!(
        "Two lines for each number that is not known, before and after the data, as multiples of the middle value before. {}",
        if little.is_empty() {
            "The history says something of all.".to_owned()
        } else {
            format!("The history says next to nothing of {}.", words::list(&little))
        }
    );
    let table = table(&parameters);
    Some(Figure {
        name: "learned".to_owned(),
        title,
        describes,
        caption,
        notes: Vec::new(),
        source: Source { file: "estimates.csv".to_owned(), rows: "times: ratio_of_medians in calibration.json".to_owned() },
        draw: Box::new(move |width| draw(&drawn, width)),
        table,
        specification: specification(),
    })
}

fn parameter(row: &crate::page::results::Row<'_>, document: &Value) -> Option<Parameter> {
    let of = |column: &str| row.number(column).unwrap_or(f64::NAN);
    let path = row.text("parameter");
    let named = |list: &'static str, key: &'static str| {
        document["posterior"][list].as_array().into_iter().flatten().find(move |one| one[key] == path)
    };
    let errors = named("unknowns", "name").map_or(Value::Null, |unknown| unknown["quantiles_mcse"].clone());
    let after = [("p05", 0), ("median", 1), ("p95", 2)].map(|(column, place)| Estimate { value: of(column), mcse: number(&errors[place]) });
    let ratio = named("priors", "parameter").map_or(f64::NAN, |prior| number(&prior["ratio_of_medians"]));
    let before = ["prior_p05", "prior_median", "prior_p95"].map(of);
    before.iter().all(|value| value.is_finite()).then(|| Parameter {
        path: columns::name(path, usize::MAX),
        before,
        after: after.iter().all(|estimate| estimate.value.is_finite()).then_some(after),
        learned: of("contraction"),
        ratio,
    })
}

impl Parameter {
    /// Its place: what is learned most comes first, what is not at all comes last.
    fn weight(&self) -> f64 {
        match (&self.after, self.learned.is_finite()) {
            (Some(_), true) => self.learned,
            (Some(_), false) => -1e9,
            (None, _) => f64::NEG_INFINITY,
        }
    }

    /// Whether it stands on an axis of multiples.
    fn is_positive(&self) -> bool {
        self.before[0] > 0.0 && self.after.is_none_or(|after| after[0].value > 0.0)
    }

    /// Whether the history says next to nothing of it.
    fn is_little(&self) -> bool {
        self.after.is_none() || self.learned < LITTLE
    }

    /// Its path as a reader says it: `startup, hazard per year`.
    fn called(&self) -> String {
        let known = self.path.replace('_', " ");
        let known = ["channels.", "shocks.", "policies."].iter().find_map(|table| known.strip_prefix(table)).unwrap_or(&known);
        known.split('.').collect::<Vec<_>>().join(", ")
    }

    fn learned(&self) -> String {
        match (&self.after, self.learned.is_finite()) {
            (None, _) => "nothing".to_owned(),
            (Some(_), false) => String::new(),
            (Some(_), true) => format!("{} %", print::decimals((100.0 * self.learned).max(0.0), 0)),
        }
    }

    /// Before and after the data, as they are printed.
    fn shown(&self) -> ([String; 3], [String; 3]) {
        let digits = print::digits_apart(&self.before, 2);
        let after = self.after.map_or([const { String::new() }; 3], |after| {
            let digits = print::digits_apart(&after.map(|estimate| estimate.value), 2);
            let text = |estimate: Estimate| {
                if digits > print::MOST_DECIMALS || !estimate.mcse.is_finite() {
                    print::significant(estimate.value, digits)
                } else {
                    print::estimate(estimate)
                }
            };
            after.map(text)
        });
        (self.before.map(|value| print::significant(value, digits)), after)
    }
}

/// Of what the history taught most, and of how much it says nothing.
fn finding(parameters: &[Parameter]) -> String {
    let many = parameters.len();
    let little = parameters.iter().filter(|parameter| parameter.is_little()).count();
    let Some(first) = parameters.first().filter(|first| !first.is_little()) else {
        return match many {
            1 => "The history says next to nothing of the number that is not known".to_owned(),
            _ => format!("The history says next to nothing of the {many} numbers that are not known"),
        };
    };
    let name = first.called();
    let name = name.strip_suffix(", hazard per year").map_or(name.clone(), |channel| format!("exits through {channel}"));
    let moved = moved(first);
    let rest = if little == 0 { String::new() } else { format!("; of {little} of {many} numbers it says next to nothing") };
    format!("The history teaches most of {name}: {moved}{rest}")
}

/// Where the middle value has gone.
fn moved(parameter: &Parameter) -> String {
    let (ratio, before) = (parameter.ratio, parameter.before[1]);
    let error = parameter.after.map_or(f64::NAN, |after| after[1].mcse) / before.abs();
    if !ratio.is_finite() || ratio <= 0.0 || before <= 0.0 {
        return "it is known better than before".to_owned();
    }
    if (ratio - 1.0).abs() < 0.1 {
        return "about as high as was believed, and surer".to_owned();
    }
    let shown = print::estimate(Estimate { value: ratio, mcse: if error.is_finite() { error.max(0.05) } else { 0.05 } });
    format!("{shown} times what was believed before the data")
}

fn table(parameters: &[Parameter]) -> Table {
    let columns = [
        ("parameter", "number"),
        ("before_p05", "before: 5 % below"),
        ("before", "middle"),
        ("before_p95", "95 % below"),
        ("after_p05", "after: 5 % below"),
        ("after", "middle"),
        ("after_p95", "95 % below"),
        ("times", "after over before"),
        ("learned", "learned"),
    ];
    let row = |parameter: &Parameter| {
        let (before, after) = parameter.shown();
        let mut cells = vec![Cell::Text(parameter.path.clone())];
        cells.extend(parameter.before.iter().zip(&before).map(|(&value, shown)| words::cell(value, shown)));
        match parameter.after {
            Some(values) => cells.extend(values.iter().zip(&after).map(|(estimate, shown)| words::cell(estimate.value, shown))),
            None => cells.extend([Cell::Unknown, Cell::Unknown, Cell::Unknown]),
        }
        let error = parameter.after.map_or(f64::NAN, |after| after[1].mcse / parameter.before[1].abs());
        cells.push(words::cell(parameter.ratio, &print::estimate(Estimate { value: parameter.ratio, mcse: error })));
        cells.push(words::cell(parameter.learned, &parameter.learned()));
        cells
    };
    Table { columns: columns.map(|(name, heading)| (name, heading.to_owned())).to_vec(), rows: parameters.iter().map(row).collect() }
}

fn draw(drawn: &[Parameter], width: f64) -> Drawing {
    let is_narrow = width < 500.0;
    let (top, height) = (30.0, if is_narrow { 48.0 } else { 30.0 });
    let bottom = top + height * drawn.len() as f64;
    let names: Vec<String> = drawn.iter().map(Parameter::called).collect();
    let name = if is_narrow { 0.0 } else { words::widest(names.iter().map(String::as_str), 215.0) + 10.0 };
    let x = scale(drawn, [name + 8.0, if is_narrow { width - 8.0 } else { width - 72.0 }]);
    let marks = html! {
        (key(if is_narrow { 0.0 } else { x.range[0] }))
        (chart::text([width, 14.0], Anchor::End, "tick", "learned"))
        @for (place, _) in ticks(&x) { (chart::rule([place, top - 4.0], [place, bottom], "grid")) }
        (chart::bottom(&ticks(&x), x.range, bottom))
        (chart::text([if is_narrow { width } else { x.range[1] }, bottom + 36.0], Anchor::End, "tick", "times the middle value before the data"))
        @if !is_narrow { (chart::rule([x.at(0.0), top - 4.0], [x.at(0.0), bottom], "baseline")) }
        @for (place, (parameter, name_of)) in drawn.iter().zip(&names).enumerate() {
            @let y = top + height * place as f64;
            @if is_narrow { (chart::text([0.0, y + 14.0], Anchor::Start, "row", &words::clipped(name_of, width - 70.0))) }
            @else { (chart::text([0.0, y + 19.0], Anchor::Start, "row", &words::clipped(name_of, name))) }
            (chart::text([width, y + if is_narrow { 14.0 } else { 19.0 }], Anchor::End, if parameter.is_little() { "tick" } else { "value" }, &parameter.learned()))
            (pair(parameter, &x, y + if is_narrow { 24.0 } else { 9.0 }))
        }
    };
    Drawing::new([width, bottom + 44.0], marks)
        .with_hints((0..drawn.len()).map(|row| Hint { extent: [0.0, top + height * row as f64, width, height], row }))
}

/// The line before the data, and below it that after the data.
fn pair(parameter: &Parameter, x: &Linear, y: f64) -> Markup {
    let middle = parameter.before[1];
    let at = |value: f64| x.at(math::ln(value / middle));
    html! {
        (chart::rule([at(parameter.before[0]), y], [at(parameter.before[2]), y], "line-8 range"))
        (chart::ring([at(middle), y], 3.5, "line-8"))
        @if let Some([low, median, high]) = parameter.after.map(|after| after.map(|estimate| at(estimate.value))) {
            (chart::rule([low, y + 11.0], [high, y + 11.0], "line-1"))
            (chart::dot([median, y + 11.0], 4.5, "fill-1"))
        }
    }
}

/// What the lines are called.
fn key(left: f64) -> Markup {
    html! {
        (chart::rule([left, 10.0], [left + 18.0, 10.0], "line-8 range"))
        (chart::ring([left + 9.0, 10.0], 3.5, "line-8"))
        (chart::text([left + 24.0, 14.0], Anchor::Start, "tick", "before the data"))
        (chart::rule([left + 124.0, 10.0], [left + 142.0, 10.0], "line-1"))
        (chart::dot([left + 133.0, 10.0], 4.5, "fill-1"))
        (chart::text([left + 148.0, 14.0], Anchor::Start, "tick", "after the data"))
    }
}

/// Logarithms of multiples of the middle value.
fn scale(drawn: &[Parameter], range: [f64; 2]) -> Linear {
    let of = |parameter: &Parameter| {
        let after = parameter.after.map_or([parameter.before[1]; 3], |after| after.map(|estimate| estimate.value));
        parameter.before.into_iter().chain(after).map(|value| math::ln(value / parameter.before[1])).collect::<Vec<_>>()
    };
    let all = || drawn.iter().flat_map(of).filter(|value| value.is_finite());
    let (low, high) = (all().fold(-0.1, f64::min), all().fold(0.1, f64::max));
    Linear { domain: [low - 0.05, high + 0.05], range }
}

/// Round multiples, those that have room.
fn ticks(x: &Linear) -> Vec<(f64, String)> {
    let mut ticks: Vec<(f64, String)> = Vec::new();
    for multiple in [1.0, 0.1, 10.0, 0.5, 2.0, 0.01, 100.0, 0.2, 5.0, 0.05, 20.0, 0.001, 1000.0, 0.02, 50.0, 0.8, 1.25] {
        let place = x.at(math::ln(multiple));
        let is_within = x.range[0] <= place && place <= x.range[1];
        if is_within && ticks.iter().all(|(other, _)| (other - place).abs() > 38.0) {
            ticks.push((place, print::factor(multiple)));
        }
    }
    ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
    ticks
}

fn specification() -> Value {
    let y = json!({ "field": "parameter", "type": "nominal", "sort": null, "title": null });
    let ratio = |key: &str| json!({ "calculate": format!("datum.{key} / datum.before"), "as": format!("{key}_times") });
    let x = |key: &str| json!({ "field": format!("{key}_times"), "type": "quantitative", "scale": { "type": "log" }, "title": "times the middle value before the data" });
    let ratios = ["before_p05", "before_p95", "after_p05", "after", "after_p95"].map(ratio);
    json!({
        "transform": ratios,
        "layer": [
            { "mark": { "type": "rule", "color": "#7a7a7a", "yOffset": -4 }, "encoding": { "y": y, "x": x("before_p05"), "x2": { "field": "before_p95_times" } } },
            { "mark": { "type": "rule", "size": 3, "yOffset": 4 }, "encoding": { "y": y, "x": x("after_p05"), "x2": { "field": "after_p95_times" } } },
            { "mark": { "type": "point", "filled": true, "yOffset": 4 }, "encoding": { "y": y, "x": x("after") } }
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(path: &str, ratio: f64, learned: f64) -> Parameter {
        let after = [0.8, 1.0, 1.3].map(|times| Estimate { value: 0.1 * ratio * times, mcse: 0.001 });
        Parameter { path: path.to_owned(), before: [0.05, 0.1, 0.2], after: learned.is_finite().then_some(after), learned, ratio }
    }

    fn title(parameters: Vec<Parameter>) -> String {
        of(parameters).unwrap().title
    }

    #[test]
    fn the_title_says_what_was_learned_most_and_what_was_not() {
        assert_eq!(
            title(vec![parameter("contagion.ratio", 1.0, 0.02), parameter("channels.a.hazard_per_year", 2.2, 0.6)]),
            "The history teaches most of exits through a: 2.2 times what was believed before the data; of 1 of 2 numbers it says next to nothing"
        );
        assert_eq!(title(vec![parameter("a", 1.02, 0.6)]), "The history teaches most of a: about as high as was believed, and surer");
        assert_eq!(title(vec![parameter("a", 1.0, 0.02)]), "The history says next to nothing of the number that is not known");
    }

    #[test]
    fn what_was_not_learned_at_all_comes_last_and_is_said() {
        let figure = of(vec![parameter("b", 1.0, f64::NAN), parameter("a", 1.5, 0.4)]).unwrap();
        assert_eq!(figure.table.rows[1][0].shown(), "b");
        assert!((figure.draw)(350.0).marks.into_string().contains("nothing"));
        assert!(of(vec![parameter("b", 1.0, f64::NAN)]).is_none());
    }

    #[test]
    fn numbers_that_are_not_positive_are_in_the_table_alone() {
        let mut below = parameter("below", 1.0, 0.5);
        below.before[0] = -1.0;
        let figure = of(vec![below, parameter("a", 1.5, 0.4)]).unwrap();
        assert_eq!(figure.table.rows.len(), 2);
        assert!(figure.caption.contains("1 of 2"));
    }
}
