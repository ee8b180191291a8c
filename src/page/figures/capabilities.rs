//! Which capabilities are still covered, by quarter.

use maud::html;
use serde_json::json;

use super::read::{self, Series};
use crate::calendar::{Clock, Date};
use crate::estimate::Estimate;
use crate::page::chart::{self, Anchor, Drawing, Hint};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::results::Results;
use crate::page::words;
use crate::report::number;

/// Most capabilities that are drawn: those that are least surely covered at the horizon.
const MOST: usize = 25;

/// Where no chance is below this, it is the one without colour.
const HALF: f64 = 0.5;

/// One capability: the probability that it is covered on each date.
struct Row {
    name: String,
    chances: Vec<Estimate>,
    shown: Vec<String>,
}

/// The figure of a run.
pub fn figure(results: &Results) -> Option<Figure> {
    let all = read::by_group(results, "capability", "capability:", "mean");
    let dates = quarters(&all.first()?.1);
    let last = *dates.last()?;
    let mut rows: Vec<Row> = all.iter().filter_map(|(name, series)| row(name, series, &dates)).collect();
    rows.sort_by(|a, b| at_end(a).value.total_cmp(&at_end(b).value));
    let title = title(
        &rows,
        last,
        read::lead(results),
        !results.manifest.privacy.withheld.iter().any(|one| one.what.starts_with("the capability ")),
    )?;
    let parts: Vec<String> = rows.iter().take(3).map(|row| format!("{} {}", row.name, row.shown[row.shown.len() - 1])).collect();
    let rest = if rows.len() > MOST { format!(" The {MOST} least sure of {} are drawn.", rows.len()) } else { String::new() };
    let table = table(&rows, &dates);
    Some(Figure {
        name: "capabilities".to_owned(),
        title,
        describes: format!(
            "A row for each capability, a cell for each quarter, shaded by the share of futures in which it is covered. Least sure on {}: {}.",
            words::day(last),
            words::list(&parts)
        ),
        caption: format!("In how many of the futures each capability is covered, in percent; the fainter the less sure.{rest}"),
        notes: Vec::new(),
        source: Source { file: "summary.csv".to_owned(), rows: "metric capability, groups capability:…, stat mean".to_owned() },
        draw: Box::new(move |width| draw(&rows, &dates, width)),
        table,
        specification: json!({
            "encoding": {
                "x": { "field": "date", "type": "ordinal", "timeUnit": "yearmonth", "title": null },
                "y": { "field": "capability", "type": "nominal", "title": null, "sort": null }
            },
            "layer": [
                { "mark": "rect", "encoding": { "color": { "field": "covered", "type": "quantitative", "scale": { "domain": [0, 1] } } } },
                { "mark": "text", "encoding": { "text": { "field": "covered", "type": "quantitative", "format": ".0%" } } }
            ]
        }),
    })
}

/// The dates of a series that are whole quarters after its first, and its last.
fn quarters(series: &Series) -> Vec<Date> {
    let (Some((&first, _)), Some((&last, _))) = (series.first_key_value(), series.last_key_value()) else { return Vec::new() };
    let clock = Clock::new(first);
    let is_quarter = |date: &Date| {
        let month = clock.month_of(*date);
        month % 3 == 0 && clock.month_boundary(month) == *date
    };
    series.keys().copied().filter(|date| is_quarter(date) || *date == last).collect()
}

fn row(name: &str, series: &Series, dates: &[Date]) -> Option<Row> {
    let chances: Vec<Estimate> = dates.iter().map(|date| series.get(date).copied()).collect::<Option<_>>()?;
    Some(Row { name: name.to_owned(), shown: number::percents(&chances), chances })
}

fn at_end(row: &Row) -> Estimate {
    row.chances[row.chances.len() - 1]
}

fn title(rows: &[Row], last: Date, lead: f64, is_whole: bool) -> Option<String> {
    let least = at_end(rows.first()?);
    let on = words::day(last);
    // The least sure are those whose risk the error cannot tell from the largest.
    let risks: Vec<Estimate> = rows.iter().map(|row| Estimate { value: 1.0 - at_end(row).value, ..at_end(row) }).collect();
    let names: Vec<String> = read::largest(&risks, lead).into_iter().map(|place| rows[place].name.clone()).collect();
    let share = number::percent(least);
    let [every, the] = if is_whole { ["Every capability", "The"] } else { ["Every capability that is shown", "Of those shown, the"] };
    Some(match names.len() {
        _ if least.value == 1.0 => format!("{every} is covered on {on}, in every simulated future"),
        1 if rows.len() == 1 => format!("The capability {} is covered on {on} in {share} of futures", names[0]),
        1 => format!("{the} capability most at risk is {}: covered on {on} in {share} of futures", names[0]),
        2 | 3 => format!("{the} capabilities most at risk are {}: covered on {on} in about {share} of futures", words::list(&names)),
        count => format!("{count} capabilities cannot be told apart: each is covered on {on} in about {share} of futures"),
    })
}

fn table(rows: &[Row], dates: &[Date]) -> Table {
    let of = |row: &Row| -> Vec<Vec<Cell>> {
        let cells = row.chances.iter().zip(&row.shown).zip(dates);
        cells
            .map(|((chance, shown), date)| vec![Cell::Text(row.name.clone()), Cell::On(*date), Cell::Number(chance.value, shown.clone())])
            .collect()
    };
    let columns = [("capability", "capability"), ("date", "date"), ("covered", "covered")];
    Table { columns: columns.map(|(name, heading)| (name, heading.to_owned())).into(), rows: rows.iter().flat_map(of).collect() }
}

/// What a cell says: the percentage in whole numbers, or finer where it is near nothing or all.
fn in_cell(chance: Estimate) -> String {
    let percent = Estimate { value: 100.0 * chance.value, mcse: (100.0 * chance.mcse).max(0.5) };
    match number::estimate(percent).as_str() {
        "100" if chance.value < 1.0 => ">99".to_owned(),
        "0" if chance.value > 0.0 => "<1".to_owned(),
        shown => shown.to_owned(),
    }
}

/// How strong the colour of a chance is, where none is drawn of this one.
fn strength(chance: f64, palest: f64) -> f64 {
    (chance - palest) / (1.0 - palest)
}

/// The columns that fit: every, every second, every fourth quarter and so on, and always the last.
fn columns(count: usize, room: f64, least: f64) -> Vec<usize> {
    let step = [1, 2, 4, 8, 16, 32, 64].into_iter().find(|step| (count.div_ceil(*step) + 1) as f64 * least <= room).unwrap_or(count.max(1));
    let mut places: Vec<usize> = (0..count).step_by(step).collect();
    let missed = places.last().map_or(0, |last| count - 1 - last);
    // The last takes the place of one that is too near.
    if missed > 0 && 2 * missed <= step && places.len() > 1 {
        places.pop();
    }
    if missed > 0 {
        places.push(count - 1);
    }
    places
}

fn draw(rows: &[Row], dates: &[Date], width: f64) -> Drawing {
    const HEIGHT: f64 = 28.0;
    let drawn = &rows[..rows.len().min(MOST)];
    let longest = drawn.iter().map(|row| chart::text_width(&row.name)).fold(0.0, f64::max);
    let left = (longest + 12.0).min(if width < 500.0 { 130.0 } else { 200.0 });
    let places = columns(dates.len(), width - left, 34.0);
    let pitch = ((width - left) / places.len().max(1) as f64).min(90.0);
    let x = |column: usize| left + pitch * column as f64;
    let top = 36.0;
    let is_low = drawn.iter().flat_map(|row| &row.chances).any(|chance| chance.value < HALF);
    let palest = if is_low { 0.0 } else { HALF };
    let marks = html! {
        @for (column, &place) in places.iter().enumerate() {
            @let is_new = column == 0 || dates[places[column - 1]].year() != dates[place].year();
            @if is_new { (chart::text([x(column) + 0.5 * pitch, 12.0], Anchor::Middle, "small", &dates[place].year().to_string())) }
            (chart::text([x(column) + 0.5 * pitch, 30.0], Anchor::Middle, "tick", chart::month(dates[place])))
        }
        @for (line, row) in drawn.iter().enumerate() {
            @let y = top + HEIGHT * line as f64;
            (chart::named([left - 8.0, y + 0.5 * HEIGHT + 4.0], Anchor::End, "row", &row.name, left - 10.0))
            @for (column, &place) in places.iter().enumerate() {
                (chart::shade([x(column) + 1.0, y + 1.0], [pitch - 2.0, HEIGHT - 2.0], "fill-1", strength(row.chances[place].value, palest)))
                (chart::text([x(column) + 0.5 * pitch, y + 0.5 * HEIGHT + 4.0], Anchor::Middle, "small", &in_cell(row.chances[place])))
            }
        }
    };
    let hints = (0..drawn.len()).flat_map(|line| places.iter().enumerate().map(move |(column, &place)| (line, column, place)));
    Drawing::new([width, top + HEIGHT * drawn.len() as f64 + 8.0], marks).with_hints(hints.map(|(line, column, place)| Hint {
        extent: [x(column), top + HEIGHT * line as f64, pitch, HEIGHT],
        row: line * dates.len() + place,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(date: &str) -> Date {
        date.parse().unwrap()
    }

    #[test]
    fn quarters_count_from_the_start_and_the_last_date_is_among_them() {
        let dates = ["2027-01-15", "2027-02-15", "2027-03-15", "2027-04-15", "2027-05-15"].map(on);
        let series: Series = dates.iter().map(|&date| (date, Estimate { value: 1.0, mcse: 0.0 })).collect();
        assert_eq!(quarters(&series), ["2027-01-15", "2027-04-15", "2027-05-15"].map(on));
    }

    #[test]
    fn columns_fit_and_end_at_the_horizon() {
        assert_eq!(columns(13, 520.0, 34.0).len(), 13);
        assert_eq!(columns(13, 240.0, 34.0), [0, 4, 8, 12]);
        assert_eq!(columns(12, 250.0, 34.0), [0, 2, 4, 6, 8, 11]);
        assert_eq!([columns(1, 240.0, 34.0), columns(0, 240.0, 34.0)], [vec![0], vec![]]);
    }

    #[test]
    fn near_certainty_is_not_rounded_to_certainty() {
        let of = |value| in_cell(Estimate { value, mcse: 0.0001 });
        assert_eq!([of(1.0), of(0.9971), of(0.42), of(0.001), of(0.0)], ["100", ">99", "42", "<1", "0"]);
    }
}
