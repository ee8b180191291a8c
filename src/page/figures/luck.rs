//! What luck and what ignorance contribute to the spread: luck would be there if all numbers were known, ignorance would not.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::read;
use crate::calendar::Date;
use crate::estimate::Estimate;
use crate::math;
use crate::page::chart::{self, Anchor, Drawing, Linear, Months};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::results::Results;
use crate::page::words;
use crate::report::number;

/// Fewest dates of which the share over time says something.
const FEWEST: usize = 3;

/// One part of the variance at the horizon.
#[derive(Clone, Debug, PartialEq)]
struct Part {
    name: &'static str,
    colour: usize,
    variance: Estimate,
    share: Estimate,
}

impl Part {
    /// The standard deviation, whose error follows from that of the variance.
    fn deviation(&self) -> Estimate {
        let value = math::sqrt(self.variance.value.max(0.0));
        Estimate { value, mcse: if value > 0.0 { self.variance.mcse / (2.0 * value) } else { self.variance.mcse } }
    }
}

/// The figure of a run.
pub fn figure(results: &Results) -> Option<Figure> {
    let variance = |part: &str| {
        let variance = results.document.get(part)?.get("variance")?;
        Some(Estimate { value: variance.get("value")?.as_f64()?, mcse: variance.get("mcse").and_then(Value::as_f64).unwrap_or(f64::NAN) })
    };
    let over_time = read::series(results, "retained", "all", "luck_share");
    let (&date, &share) = over_time.last_key_value()?;
    let parts = parts([variance("luck")?, variance("ignorance")?], share)?;
    let [luck, ignorance] = &parts;
    let (on, shown) = (words::day(date), number::percent(luck.share));
    let [of_luck, of_ignorance] = [luck, ignorance].map(|part| number::estimate(part.deviation()));
    let of_rest = number::percent(ignorance.share);
    let title = if ignorance.variance.value <= 0.0 {
        format!("All of the spread on {on} is luck, as far as these trials tell: no data could remove it")
    } else if luck.share.value >= 0.5 {
        format!("{} of the spread on {on} is luck: no data could remove it", shown.trim_start_matches('~'))
    } else {
        format!("{} of the spread on {on} is ignorance: better data could narrow it", of_rest.trim_start_matches('~'))
    };
    let over: Vec<(Date, Estimate)> = if over_time.len() >= FEWEST { over_time.into_iter().collect() } else { Vec::new() };
    let start = results.manifest.start.parse().unwrap_or(date);
    let table = table(&parts, &over, date);
    Some(Figure {
        name: "luck".to_owned(),
        title,
        describes: format!(
            "On {on} luck is {shown} of the variance of the number still there (standard deviation {of_luck}), ignorance is the rest (standard \
             deviation {of_ignorance}){}.",
            over.first().map_or_else(String::new, |(first, share)| format!("; on {} luck was {}", words::day(*first), number::percent(*share)))
        ),
        caption: "Luck: who happens to leave, if all rates were known. Ignorance: what better data on the rates could narrow. Shares are of the \
                  variance, since variances add up and standard deviations do not."
            .to_owned(),
        notes: Vec::new(),
        source: Source {
            file: "summary.csv".to_owned(),
            rows: "metric retained, group all, stat luck_share, ignorance being the rest; variances: run.json, of which the standard deviations \
                   are the roots"
                .to_owned(),
        },
        draw: Box::new(move |width| draw(&parts, start, &over, width)),
        table,
        specification: json!({
            "mark": "area",
            "encoding": {
                "x": { "field": "date", "type": "temporal", "title": null },
                "y": { "field": "share", "type": "quantitative", "title": "share of the variance", "stack": "zero", "axis": { "format": "%" } },
                "color": { "field": "part", "type": "nominal", "title": null }
            }
        }),
    })
}

/// Luck and ignorance; `None` where nothing varies.
fn parts([luck, ignorance]: [Estimate; 2], share: Estimate) -> Option<[Part; 2]> {
    if luck.value + ignorance.value <= 0.0 {
        return None;
    }
    let rest = Estimate { value: 1.0 - share.value, ..share };
    Some([Part { name: "luck", colour: 1, variance: luck, share }, Part { name: "ignorance", colour: 5, variance: ignorance, share: rest }])
}

fn table(parts: &[Part; 2], over: &[(Date, Estimate)], horizon: Date) -> Table {
    let number = |estimate: Estimate| Cell::Number(estimate.value, number::estimate(estimate));
    let share = |share: Estimate| Cell::Number(share.value, number::percent(share));
    let before = over.iter().filter(|(date, _)| *date < horizon).flat_map(|&(date, of_luck)| {
        let rest = Estimate { value: 1.0 - of_luck.value, ..of_luck };
        parts
            .iter()
            .zip([of_luck, rest])
            .map(move |(part, of)| vec![Cell::On(date), Cell::Text(part.name.to_owned()), share(of), Cell::Unknown, Cell::Unknown])
    });
    let last = parts.iter().map(|part| {
        vec![Cell::On(horizon), Cell::Text(part.name.to_owned()), share(part.share), number(part.variance), number(part.deviation())]
    });
    let columns =
        [("date", "date"), ("part", "part"), ("share", "share of the variance"), ("variance", "variance"), ("sd", "standard deviation")];
    Table { columns: columns.map(|(name, heading)| (name, heading.to_owned())).into(), rows: before.chain(last).collect() }
}

fn draw(parts: &[Part; 2], start: Date, over: &[(Date, Estimate)], width: f64) -> Drawing {
    const BAR: f64 = 18.0;
    let (left, top, bottom) = (52.0, 12.0, 172.0);
    let is_narrow = width < 500.0;
    let right = width - if is_narrow { 158.0 } else { 196.0 };
    let y = Linear { domain: [0.0, 100.0], range: [bottom, top] };
    let bar = if over.is_empty() { left } else { right + 6.0 };
    let border = y.at(100.0 * parts[0].share.value);
    let middles = [0.5 * (bottom + border), 0.5 * (top + border)];
    let heights = chart::spread(&middles, 34.0, [top + 8.0, bottom - 18.0]);
    let stretches = [[border, bottom], [top, border]];
    let marks = html! {
        @if over.is_empty() {
            (chart::left(&y, 4, [left, bar + BAR], " %"))
        } @else {
            (shares(over, start, &y, parts, [left, right]))
        }
        @for ((part, stretch), (&middle, &height)) in parts.iter().zip(stretches).zip(middles.iter().zip(&heights)) {
            (chart::bar([bar, stretch[0]], [BAR, stretch[1] - stretch[0]], &format!("fill-{} edge", part.colour)))
            (chart::rule([bar + BAR, middle], [bar + BAR + 8.0, height - 2.0], "leader"))
            (beside([bar + BAR + 12.0, height], part, is_narrow))
        }
    };
    Drawing::new([width, bottom + 26.0], marks)
}

/// The shares over time: luck below, ignorance above.
fn shares(over: &[(Date, Estimate)], start: Date, y: &Linear, parts: &[Part; 2], [left, right]: [f64; 2]) -> Markup {
    let Some(&(last, _)) = over.last() else { return html! {} };
    let x = Months::new(start, last, [left, right]);
    let at = |height: f64| over.iter().map(|&(date, _)| [x.at(date), height]).collect::<Vec<_>>();
    let border: Vec<[f64; 2]> = over.iter().map(|&(date, share)| [x.at(date), y.at(100.0 * share.value)]).collect();
    html! {
        (chart::area(&at(y.at(0.0)), &border, &format!("fill-{} edge", parts[0].colour)))
        (chart::area(&border, &at(y.at(100.0)), &format!("fill-{} edge", parts[1].colour)))
        (chart::left(y, 4, [left, right], " %"))
        (chart::bottom(&x.ticks(90.0), [left, right], y.at(0.0)))
    }
}

/// The name and share of a part, and under it the standard deviation.
fn beside([x, y]: [f64; 2], part: &Part, is_narrow: bool) -> Markup {
    let deviation = number::estimate(part.deviation());
    let second = if is_narrow { format!("sd {deviation}") } else { format!("standard deviation {deviation}") };
    html! {
        (chart::text([x, y + 2.0], Anchor::Start, "strong", &format!("{} {}", part.name, number::percent(part.share))))
        (chart::text([x, y + 18.0], Anchor::Start, "tick", &second))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn of(value: f64, mcse: f64) -> Estimate {
        Estimate { value, mcse }
    }

    #[test]
    fn nothing_is_said_of_what_does_not_vary() {
        assert_eq!(parts([of(0.0, 0.0), of(0.0, 0.0)], of(1.0, 0.0)), None);
    }

    #[test]
    fn standard_deviations_are_the_roots_and_carry_their_error() {
        let [luck, ignorance] = parts([of(4.0, 0.5), of(0.0, 0.0)], of(1.0, 0.0)).unwrap();
        assert_eq!((luck.deviation(), ignorance.deviation()), (of(2.0, 0.125), of(0.0, 0.0)));
        assert_eq!(ignorance.share.value, 0.0);
    }
}
