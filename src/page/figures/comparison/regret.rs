//! Regret: how much less each option is worth than the one that is best in the same draw, or in the same scenario.

use serde_json::{Value, json};

use crate::estimate::Estimate;
use crate::math::NORMAL_P975;
use crate::page::compared::number;
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::figures::matrix::{self, Matrix};
use crate::page::money::Money;
use crate::page::words;
use crate::report::comparison::money::SHOWN;
use crate::report::{NO_POLICY, columns, number as printed};

/// Regret of an option at a value of a person.
struct Regret {
    option: String,
    value: f64,
    told: Estimate,
    /// Over draws: what is not exceeded in 95 of 100 of them.
    p95: Option<Estimate>,
}

/// The figures: over draws, and over scenarios; none where regret is not asked for.
pub fn figures(document: &Value) -> Vec<Figure> {
    let told = &document["regret"];
    let money = Money::of(document);
    let draws: Vec<Regret> = items(told, "over_draws").map(of_draws).collect();
    let cases: Vec<Regret> = items(told, "over_scenarios").map(of_cases).collect();
    let sentences: Vec<String> = items(told, "sentences").filter_map(Value::as_str).map(words::spoken).collect();
    let what = sentences.first().cloned().unwrap_or_default();
    let mut figures = Vec::new();
    if let Some(title) = least(&draws, &money) {
        figures.extend(figure(
            "regret",
            title,
            &draws,
            &money,
            [&format!("Mean over all that is not known. {what}"), "over draws: mean, p95"],
        ));
    }
    let count = items(told, "scenarios").count();
    if let Some(title) = sentences.iter().skip(1).find(|sentence| sentence.starts_with("The greatest regret")) {
        let caption = format!("The greatest over {count} scenarios. {what}");
        figures.extend(figure(
            "regret-scenarios",
            title.trim_end_matches('.').to_owned(),
            &cases,
            &money,
            [&caption, "over scenarios: max"],
        ));
    }
    figures
}

fn items<'d>(of: &'d Value, key: &str) -> impl Iterator<Item = &'d Value> {
    of[key].as_array().into_iter().flatten()
}

fn option(told: &Value) -> String {
    let name = told["policy"].as_str().unwrap_or_default();
    if name == NO_POLICY { "doing nothing".to_owned() } else { columns::name(name, usize::MAX) }
}

fn of_draws(told: &Value) -> Regret {
    let of = |value: &str, mcse: &str| Estimate { value: number(&told[value]), mcse: number(&told[mcse]) };
    Regret {
        option: option(told),
        value: number(&told["value_per_person"]),
        told: of("mean", "mean_mcse"),
        p95: Some(of("p95", "p95_mcse")),
    }
}

fn of_cases(told: &Value) -> Regret {
    let all = items(told, "regret").zip(items(told, "mcse")).map(|(value, mcse)| Estimate { value: number(value), mcse: number(mcse) });
    let greatest = all.max_by(|a, b| a.value.total_cmp(&b.value)).unwrap_or(Estimate { value: f64::NAN, mcse: f64::NAN });
    Regret { option: option(told), value: number(&told["value_per_person"]), told: greatest, p95: None }
}

/// The values of a person that are shown.
fn values(all: &[Regret]) -> Vec<f64> {
    let mut values: Vec<f64> = Vec::new();
    for one in all {
        if !values.contains(&one.value) {
            values.push(one.value);
        }
    }
    SHOWN.into_iter().filter_map(|place| values.get(place).copied()).collect()
}

/// Which option has the least mean regret at which values; those named together cannot be told apart.
fn least(all: &[Regret], money: &Money) -> Option<String> {
    let mut runs: Vec<(String, Vec<f64>)> = Vec::new();
    for value in values(all) {
        let at: Vec<&Regret> = all.iter().filter(|one| one.value == value).collect();
        let first = at.iter().min_by(|a, b| a.told.value.total_cmp(&b.told.value))?;
        let is_near = |one: &&&Regret| one.told.value - first.told.value <= NORMAL_P975 * one.told.mcse.hypot(first.told.mcse);
        let names = at.iter().filter(is_near).map(|one| one.option.clone()).collect::<Vec<_>>().join(" or ");
        match runs.last_mut().filter(|(last, _)| *last == names) {
            Some((_, values)) => values.push(value),
            None => runs.push((names, vec![value])),
        }
    }
    let said = |(names, values): &(String, Vec<f64>)| {
        let ends = [values.first(), values.last()].map(|end| end.map_or_else(String::new, |end| printed::factor(*end)));
        let [from, to] = ends;
        format!("{names} at {}", if from == to { from } else { format!("{from} to {to}") })
    };
    let told: Vec<String> = runs.iter().map(said).collect();
    (!told.is_empty())
        .then(|| format!("Mean regret is least with {}, by what keeping one person is worth ({})", told.join("; "), money.unit()))
}

fn figure(name: &str, title: String, all: &[Regret], money: &Money, [caption, rows]: [&str; 2]) -> Option<Figure> {
    let values = values(all);
    let shown: Vec<&Regret> = all.iter().filter(|one| values.contains(&one.value)).collect();
    let mut options: Vec<String> = Vec::new();
    for one in &shown {
        if !options.contains(&one.option) {
            options.push(one.option.clone());
        }
    }
    let mut cells = vec![vec![None; values.len()]; options.len()];
    let mut texts = vec![String::new(); shown.len()];
    for (column, value) in values.iter().enumerate() {
        let own: Vec<usize> = (0..shown.len()).filter(|&row| shown[row].value == *value).collect();
        for (&row, text) in own.iter().zip(printed::column(&own.iter().map(|&row| shown[row].told).collect::<Vec<_>>())) {
            let option = options.iter().position(|option| *option == shown[row].option)?;
            cells[option][column] = Some(matrix::Cell { value: shown[row].told.value, shown: text.clone(), row });
            texts[row] = text;
        }
    }
    let said: Vec<String> =
        shown.iter().zip(&texts).map(|(one, text)| format!("{} at {} {text}", one.option, printed::factor(one.value))).collect();
    let headings = ["option".to_owned(), format!("keeping one person is worth, {}", money.unit())];
    let matrix = Matrix { headings, names: [options, values.iter().map(|value| printed::factor(*value)).collect()], cells };
    Some(Figure {
        name: name.to_owned(),
        title,
        describes: format!("A row for each option, a column for each value of a person, with the regret: {}.", said.join("; ")),
        caption: format!("{caption} The stronger the shade, the more regret."),
        notes: Vec::new(),
        source: Source { file: "regret.csv".to_owned(), rows: rows.to_owned() },
        draw: Box::new(move |width| matrix::draw(&matrix, width)),
        table: table(&shown, &texts, money),
        specification: json!({
            "encoding": { "y": { "field": "option", "type": "nominal", "sort": null, "title": null },
                "x": { "field": "value", "type": "ordinal", "title": "keeping one person is worth" } },
            "layer": [
                { "mark": "rect", "encoding": { "color": { "field": "regret", "type": "quantitative" } } },
                { "mark": "text", "encoding": { "text": { "field": "regret", "type": "quantitative", "format": ".3~s" } } }
            ]
        }),
    })
}

fn table(shown: &[&Regret], texts: &[String], money: &Money) -> Table {
    let unit = money.unit();
    let columns = [
        ("option", "option".to_owned()),
        ("value", format!("a person kept is worth [{unit}]")),
        ("regret", format!("regret [{unit}]")),
        ("p95", format!("95 % of draws, at most [{unit}]")),
    ];
    let row = |(one, text): (&&Regret, &String)| {
        let p95 = one.p95.map_or(Cell::Unknown, |p95| words::cell(p95.value, &printed::estimate(p95)));
        vec![Cell::Text(one.option.clone()), words::cell(one.value, &printed::factor(one.value)), words::cell(one.told.value, text), p95]
    };
    Table { columns: columns.to_vec(), rows: shown.iter().zip(texts).map(row).collect() }
}
