//! The points of a sweep under one policy: how many are there, or how many more than without it.

use serde_json::{Value, json};

use crate::estimate::Estimate;
use crate::page::compared::{difference, estimate, number};
use crate::page::figure::{Cell, Table};
use crate::page::figures::rows::{Mark, Row, Rows};
use crate::page::words;
use crate::report::{NO_POLICY, columns, number as printed};

/// Most points that stand in rows: of more the lowest and the highest.
const MOST_ROWS: usize = 20;

/// A point.
#[derive(Clone, Debug)]
pub struct Point {
    /// The value of each setting: a number, or a text.
    pub at: Vec<Value>,
    /// How many are there, or kept.
    pub value: f64,
    /// Its Monte Carlo standard error.
    pub mcse: f64,
    /// The range of 8 of 10 futures; of what is kept the 95 % interval.
    pub band: [f64; 2],
}

/// All of them.
#[derive(Clone, Debug)]
pub struct Points {
    /// The settings' paths.
    pub settings: Vec<String>,
    /// The points, in the order of the grid.
    pub all: Vec<Point>,
    /// The policy.
    pub policy: String,
    /// Which sentence of the document is about it.
    pub order: usize,
    /// Whether the numbers are what the policy keeps.
    pub is_kept: bool,
    /// Whether these are shares of rosters that differ.
    is_share: bool,
    /// What the numbers are, in words.
    pub what: String,
    roster: f64,
}

impl Points {
    /// Those of an arm; `None` where no point has a number.
    pub fn of(document: &Value, arm: usize) -> Option<Self> {
        let policy = document["policies"][arm].as_str()?;
        let is_kept = policy != NO_POLICY;
        let settings: Vec<String> =
            document["settings"].as_array()?.iter().filter_map(|axis| Some(axis["path"].as_str()?.to_owned())).collect();
        let all: Vec<Point> = document["points"].as_array()?.iter().filter_map(|told| point(told, &settings, arm, is_kept)).collect();
        let is_share = document["points"].as_array()?.iter().any(|told| told["arms"][arm]["effect"]["measure"] == "share");
        let policies = document["policies"].as_array()?.iter().take(arm);
        let order = if is_kept { 1 + policies.filter(|one| *one != NO_POLICY).count() } else { 0 };
        let (horizon, name) = (words::iso(document["horizon"].as_str()?), columns::name(policy, usize::MAX));
        let what = match (is_kept, is_share) {
            (false, _) => format!("still there on {horizon}"),
            (true, false) => format!("kept by {name} on {horizon}, compared with no policy at the same point"),
            (true, true) => format!("share of its roster kept by {name} on {horizon}, compared with no policy at the same point"),
        };
        let settings = settings.iter().map(|path| columns::name(path, usize::MAX)).collect();
        let points = Self { settings, all, policy: name, order, is_kept, is_share, what, roster: number(&document["roster"]) };
        (!points.all.is_empty()).then_some(points)
    }

    /// The name of the figure.
    pub fn name(&self) -> String {
        let letters = self.policy.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' });
        if self.is_kept { format!("sweep-kept-{}", letters.collect::<String>()) } else { "sweep".to_owned() }
    }

    /// The numbers as printed, in one column.
    pub fn shown(&self) -> Vec<String> {
        let all: Vec<Estimate> = self.all.iter().map(|point| Estimate { value: point.value, mcse: point.mcse }).collect();
        if self.is_share { printed::percents(&all) } else { printed::column(&all) }
    }

    /// The ends of a band, as printed.
    fn ends(&self, point: &Point) -> [String; 2] {
        let most = self.roster.max(point.band[1]);
        if self.is_share {
            words::ends(point.band.map(|end| 100.0 * end), 100.0 * point.mcse, [-100.0, 100.0])
                .map(|end| if end.is_empty() { end } else { end + " %" })
        } else {
            words::ends(point.band, if self.is_kept { point.mcse } else { 0.0 }, [-most, most])
        }
    }

    /// What the band is.
    pub fn band(&self) -> &'static str {
        if self.is_kept { "95 % interval" } else { "8 of 10 futures" }
    }

    pub fn caption_of_line(&self) -> String {
        let middle = if self.is_kept { "what it keeps on average" } else { "how many are there on average" };
        format!("Line: {middle}; band: {}. Between the points, which were simulated, the line is only drawn on.", self.band())
    }

    pub fn caption_of_rows(&self) -> String {
        let line = if self.is_kept { "thick line" } else { "thin line" };
        format!("Dot: the mean at a point; {line}: {}.", self.band())
    }

    /// The points with the least and the largest number, in words.
    pub fn extremes(&self) -> Vec<String> {
        let order = self.by_size();
        let (shown, last) = (self.shown(), order.len() - 1);
        let said = |word: &str, place: usize| format!("{word} {} at {}", shown[order[place]], self.called(&self.all[order[place]]));
        if last == 0 { vec![said("", 0).trim().to_owned()] } else { vec![said("least", 0), said("most", last)] }
    }

    fn by_size(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by(|&a, &b| self.all[a].value.total_cmp(&self.all[b].value));
        order
    }

    /// `contagion.ratio 1.2, pay.elasticity 0.5`.
    fn called(&self, point: &Point) -> String {
        self.settings.iter().zip(&point.at).map(|(path, value)| format!("{path} {}", text(value))).collect::<Vec<_>>().join(", ")
    }

    /// A row for each point, the highest first; and of how many more than fit there is none.
    pub fn rows(&self) -> (Rows, usize) {
        let mut order = self.by_size();
        order.reverse();
        let left_out = order.len().saturating_sub(MOST_ROWS);
        if left_out > 0 {
            order.drain(MOST_ROWS / 2..order.len() - MOST_ROWS / 2);
        }
        let (shown, scale) = (self.shown(), if self.is_share { 100.0 } else { 1.0 });
        let row = |place: usize| {
            let point = &self.all[place];
            let band = point.band.map(|end| scale * end);
            let [interval, range] = if self.is_kept { [band, [f64::NAN; 2]] } else { [[point.value; 2], band] };
            let [low, high] = self.ends(point);
            let within = if low.is_empty() { String::new() } else { format!(", {low} to {high}") };
            Row {
                name: point.at.iter().map(text).collect::<Vec<_>>().join(", "),
                under: String::new(),
                marks: vec![Mark { value: scale * point.value, interval, range }],
                shown: format!("{}{within}", shown[place]),
                of_table: place,
            }
        };
        let rows = Rows {
            all: order.into_iter().map(row).collect(),
            heading: format!("by {}", words::list(&self.settings)),
            column: format!("mean, {}", self.band()),
            suffix: if self.is_share { " %" } else { "" },
            domain: None,
        };
        (rows, left_out)
    }

    /// A row a point.
    pub fn table(&self) -> Table {
        const SETTINGS: [&str; 8] =
            ["setting_1", "setting_2", "setting_3", "setting_4", "setting_5", "setting_6", "setting_7", "setting_8"];
        let settings = SETTINGS.into_iter().zip(self.settings.iter().cloned());
        let band = if self.is_kept { "95 % from" } else { "8 of 10 futures, from" };
        let value = if self.is_kept { "kept" } else { "mean" };
        let numbers = [("value", value.to_owned()), ("low", band.to_owned()), ("high", "to".to_owned())];
        let row = |(point, shown): (&Point, String)| {
            let at = |value: &Value| {
                value.as_f64().map_or_else(|| Cell::Text(text(value)), |number| words::cell(number, &printed::factor(number)))
            };
            let ends = self.ends(point);
            let mut row: Vec<Cell> = point.at.iter().take(SETTINGS.len()).map(at).collect();
            row.push(words::cell(point.value, &shown));
            row.extend([0, 1].map(|end| words::cell(point.band[end], &ends[end])));
            row
        };
        Table { columns: settings.chain(numbers).collect(), rows: self.all.iter().zip(self.shown()).map(row).collect() }
    }

    pub fn specification(&self) -> Value {
        let is_number = |axis: usize| self.all.iter().all(|point| point.at[axis].is_number());
        let field = |axis: usize, name: &str| json!({ "field": name, "type": if is_number(axis) { "quantitative" } else { "nominal" }, "title": self.settings[axis], "sort": null, "scale": { "zero": false } });
        let ordinal = |axis: usize, name: &str| json!({ "field": name, "type": "ordinal", "title": self.settings[axis], "sort": null });
        let value = json!({ "field": "value", "type": "quantitative", "title": self.what });
        match self.settings.len() {
            1 => json!({
                "encoding": { "x": field(0, "setting_1") },
                "layer": [
                    { "mark": { "type": "area", "opacity": 0.2 }, "encoding": { "y": { "field": "low", "type": "quantitative", "title": self.what }, "y2": { "field": "high" } } },
                    { "mark": { "type": "line", "point": true }, "encoding": { "y": value } }
                ]
            }),
            2 => json!({
                "encoding": { "y": ordinal(0, "setting_1"), "x": ordinal(1, "setting_2") },
                "layer": [
                    { "mark": "rect", "encoding": { "color": value } },
                    { "mark": "text", "encoding": { "text": { "field": "value", "type": "quantitative", "format": ".3~r" } } }
                ]
            }),
            _ => json!({
                "mark": { "type": "point", "filled": true },
                "encoding": { "x": value, "y": ordinal(0, "setting_1"), "color": ordinal(1, "setting_2") }
            }),
        }
    }
}

impl Point {
    /// Where its value stands among those of a setting.
    pub fn place(&self, axis: usize, values: &[String]) -> Option<usize> {
        let own = &self.at[axis];
        let is_it = |value: &String| {
            own.as_str() == Some(value) || own.as_f64().is_some_and(|own| value.parse::<f64>().is_ok_and(|value| value == own))
        };
        values.iter().position(is_it)
    }
}

/// The value of a setting, as printed.
pub fn text(value: &Value) -> String {
    value.as_f64().map_or_else(|| columns::name(value.as_str().unwrap_or_default(), usize::MAX), printed::factor)
}

fn point(told: &Value, settings: &[String], arm: usize, is_kept: bool) -> Option<Point> {
    let arm = &told["arms"][arm];
    let at = settings.iter().map(|path| told["settings"].get(path).cloned()).collect::<Option<Vec<_>>>()?;
    if is_kept {
        let kept = difference(&arm["effect"]["retained"]);
        return kept.estimate.value.is_finite().then_some(Point {
            at,
            value: kept.estimate.value,
            mcse: kept.estimate.mcse,
            band: kept.interval,
        });
    }
    let retained = arm["levels"].as_array()?.iter().find(|level| level["metric"] == "retained" && level["group"] == "all")?;
    let of = |stat: &str| estimate(&retained["numbers"][stat]);
    let mean = of("mean");
    mean.value.is_finite().then_some(Point { at, value: mean.value, mcse: mean.mcse, band: [of("p10").value, of("p90").value] })
}
