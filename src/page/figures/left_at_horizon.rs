//! How many are still there at the horizon: fifty dots, each for 2 % of the futures, stacked on the numbers of people. Dots are counted
//! more surely than areas are compared (Kay et al. 2016, *When (ish) is my bus?*).

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::json;

use super::read;
use crate::calendar::Date;
use crate::estimate::Estimate;
use crate::math;
use crate::page::chart::{self, Anchor, Drawing, Hint, Linear};
use crate::page::figure::{Cell, Figure, Source, Table};
use crate::page::results::Results;
use crate::page::words;
use crate::report::number;

/// Dots of the whole.
const DOTS: usize = 50;

/// Largest roster of which all numbers of people have a place; of a larger one those on which there are dots.
const SMALL: usize = 20;

/// Fewest numbers of people that have a place, where the roster is larger.
const FEWEST: usize = 12;

/// Most numbers of people that have a column each; more share columns.
const MOST_SINGLE: usize = 40;

/// Most columns of several numbers.
const MOST_COLUMNS: usize = 25;

/// The probability of each number of people.
type Distribution = BTreeMap<usize, Estimate>;

/// One column: the numbers of people that share it.
#[derive(Clone, Debug, PartialEq)]
struct Bin {
    from: usize,
    to: usize,
    probability: Estimate,
    /// The number of people of each dot.
    dots: Vec<usize>,
}

/// What the title says.
struct Finding {
    date: Date,
    roster: usize,
    /// The 10th and the 90th percentile.
    range: [Estimate; 2],
    median: Estimate,
    /// In so many of ten futures the number is within the range, both ends included.
    of_ten: u32,
    /// The numbers that the error cannot tell from the likeliest.
    likely: Vec<usize>,
}

/// The figure of a run.
pub fn figure(results: &Results) -> Option<Figure> {
    let (date, distribution) = at_horizon(results)?;
    let roster = results.manifest.roster;
    let finding = finding(results, date, &distribution)?;
    let bins = bins(&distribution, roster);
    let [low, high] = finding.range.map(|end| end.value as usize);
    let title = finding.title(&distribution);
    let describes = format!("{DOTS} dots stacked on the numbers of people, {} to {}. {title}.", bins.first()?.from, bins.last()?.to);
    let is_single = bins.iter().all(|bin| bin.from == bin.to);
    let several = if is_single { "" } else { " Neighbouring numbers share a column." };
    let rows = if is_single { "the last date" } else { "the last date; probabilities added up within each column" };
    let range = finding.bracket();
    Some(Figure {
        name: "left-at-horizon".to_owned(),
        title,
        describes,
        caption: format!("Each dot is 2 % of the futures.{several}"),
        notes: Vec::new(),
        source: Source { file: "distribution.csv".to_owned(), rows: rows.to_owned() },
        table: table(&bins, is_single),
        draw: Box::new(move |width| draw(&bins, [low, high], &range, roster, width)),
        specification: json!({
            "transform": [
                { "calculate": "sequence(1, datum.dots + 1)", "as": "dot" },
                { "flatten": ["dot"] }
            ],
            "mark": { "type": "circle", "size": 90, "opacity": 1 },
            "encoding": {
                "x": { "field": "retained", "type": "quantitative", "title": "still there" },
                "y": { "field": "dot", "type": "quantitative", "axis": null }
            }
        }),
    })
}

fn at_horizon(results: &Results) -> Option<(Date, Distribution)> {
    let policy = read::policy(results)?;
    let with = [("policy", policy)];
    let last = results.rows("distribution.csv", &with).filter_map(|row| row.date("date")).max()?;
    let of_last = results.rows("distribution.csv", &with).filter(|row| row.date("date") == Some(last));
    let distribution: Distribution =
        of_last.filter_map(|row| Some((row.text("retained").parse().ok()?, read::estimate(&row, "probability")?))).collect();
    (!distribution.is_empty()).then_some((last, distribution))
}

fn finding(results: &Results, date: Date, distribution: &Distribution) -> Option<Finding> {
    let stat = |stat: &str| read::series(results, "retained", "all", stat).get(&date).copied();
    let range @ [low, high] = [stat("p10")?, stat("p90")?];
    let probabilities: Vec<Estimate> = distribution.values().copied().collect();
    let likely = read::largest(&probabilities, read::lead(results));
    let within: f64 = distribution.range(low.value as usize..=high.value as usize).map(|(_, p)| p.value).sum();
    let draws = results.manifest.draws.max(1) as f64;
    Some(Finding {
        date,
        roster: results.manifest.roster,
        range,
        median: stat("p50")?,
        of_ten: of_ten(within, draws),
        likely: likely.into_iter().filter_map(|place| distribution.keys().nth(place).copied()).collect(),
    })
}

/// A share of at least 0.8 in whole tenths, less what the error of a share of so many draws may be.
fn of_ten(share: f64, draws: f64) -> u32 {
    let error = math::sqrt((share * (1.0 - share)).max(0.0) / draws);
    ((10.0 * (share - 2.0 * error) + 1e-9).floor() as u32).clamp(8, 10)
}

impl Finding {
    /// The finding in a sentence.
    fn title(&self, distribution: &Distribution) -> String {
        let on = words::day(self.date);
        let p = |people: usize| distribution.get(&people).copied().unwrap_or(Estimate { value: 0.0, mcse: 0.0 });
        let certain = distribution.iter().find(|(_, p)| p.value == 1.0).map(|(&people, _)| people);
        match (self.roster, certain) {
            (1, _) => format!("In {} of futures the one researcher is still there on {on}", number::percent(p(1))),
            (_, Some(people)) => format!("In every simulated future {} still there on {on}", self.are(people)),
            _ if self.is_everything() => {
                format!("Anything from none to all {} may still be there on {on}{}", self.roster, self.likeliest())
            }
            _ => {
                let times = if self.of_ten == 10 { "nearly all".to_owned() } else { format!("{} of 10", self.of_ten) };
                format!("In {times} futures {} still there on {on}{}", self.within(), self.likeliest())
            }
        }
    }

    /// Whether the range leaves nothing out.
    fn is_everything(&self) -> bool {
        self.range[0].value == 0.0 && self.range[1].value == self.roster as f64
    }

    fn within(&self) -> String {
        let [low, high] = self.range;
        if low.value == high.value { self.are(low.value as usize) } else { format!("{} are", number::range(low, high, self.roster)) }
    }

    fn likeliest(&self) -> String {
        match self.likely[..] {
            [one] => format!("; most likely {}", self.people(one)),
            [a, b] if b == a + 1 => format!("; most likely {} or {}", self.people(a), self.people(b)),
            _ => format!("; median {}", number::estimate(self.median).trim_start_matches('~')),
        }
    }

    fn people(&self, people: usize) -> String {
        match people {
            0 => "none".to_owned(),
            all if all == self.roster => format!("all {}", number::count(all as u64)),
            some => number::count(some as u64),
        }
    }

    fn are(&self, people: usize) -> String {
        format!("{} {}", self.people(people), if people <= 1 { "is" } else { "are" })
    }

    /// What stands under the range; nothing where it leaves nothing out.
    fn bracket(&self) -> String {
        let [low, high] = self.range;
        let range = number::range(low, high, self.roster);
        if self.roster == 1 || self.is_everything() { String::new() } else { format!("{range} in {} of 10 futures", self.of_ten) }
    }
}

/// The number of people of each dot: the smallest whose cumulative probability reaches the middle of the dot's share.
fn dots(distribution: &Distribution) -> Vec<usize> {
    let total: f64 = distribution.values().map(|p| p.value).sum();
    let mut reached = 0.0;
    let mut dots = Vec::with_capacity(DOTS);
    for (&people, p) in distribution {
        reached += p.value / total;
        while dots.len() < DOTS && (dots.len() as f64 + 0.5) / DOTS as f64 <= reached + 1e-12 {
            dots.push(people);
        }
    }
    dots
}

/// The columns: of a small roster all numbers of people, else those on which there are dots and all between.
fn bins(distribution: &Distribution, roster: usize) -> Vec<Bin> {
    let dots = dots(distribution);
    let (Some(&least), Some(&most)) = (dots.first(), dots.last()) else { return Vec::new() };
    let [least, most] = if roster <= SMALL { [0, roster] } else { widened([least, most], roster) };
    let step = step(most - least + 1);
    let bin = |from: usize| {
        let to = (from + step - 1).min(roster);
        let inside = |people: &&usize| (from..=to).contains(*people);
        Bin {
            from,
            to,
            probability: read::sum(distribution.range(from..=to).map(|(_, &p)| p)),
            dots: dots.iter().filter(inside).copied().collect(),
        }
    };
    (least / step..=most / step).map(|place| bin(place * step)).collect()
}

/// A stretch of at least [`FEWEST`] numbers of a larger roster.
fn widened([least, most]: [usize; 2], roster: usize) -> [usize; 2] {
    let missing = FEWEST.saturating_sub(most - least + 1);
    let most = (most + missing / 2).min(roster);
    [least.min((most + 1).saturating_sub(FEWEST)), most.max(FEWEST - 1)]
}

/// How many numbers share a column, of so many.
fn step(numbers: usize) -> usize {
    if numbers <= MOST_SINGLE {
        return 1;
    }
    let mut power = 1;
    loop {
        if let Some(step) = [2, 5, 10].map(|times| times * power).into_iter().find(|step| numbers.div_ceil(*step) <= MOST_COLUMNS) {
            return step;
        }
        power *= 10;
    }
}

fn table(bins: &[Bin], is_single: bool) -> Table {
    let shown = number::percents(&bins.iter().map(|bin| bin.probability).collect::<Vec<_>>());
    let count = |count: usize| Cell::Number(count as f64, number::count(count as u64));
    let row = |(bin, shown): (&Bin, String)| {
        let people = if is_single { vec![count(bin.from)] } else { vec![count(bin.from), count(bin.to)] };
        people.into_iter().chain([Cell::Number(bin.probability.value, shown), count(bin.dots.len())]).collect()
    };
    let mut columns = vec![("retained", if is_single { "still there" } else { "from" }.to_owned())];
    columns.extend((!is_single).then(|| ("to", "to".to_owned())));
    columns.extend([("probability", "probability".to_owned()), ("dots", "dots".to_owned())]);
    Table { columns, rows: bins.iter().zip(shown).map(row).collect() }
}

/// Where the dots of columns stand: so many beside each other in a row, of a radius.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stacks {
    across: usize,
    radius: f64,
}

impl Stacks {
    /// Of columns so wide, the fullest of so many dots.
    fn new(pitch: f64, fullest: usize) -> Self {
        const TALLEST: f64 = 220.0;
        const HIGHEST: usize = 14;
        let across = match pitch {
            60.0.. => 5,
            _ if fullest > HIGHEST => (pitch / 11.0).floor().clamp(1.0, 5.0) as usize,
            _ => 1,
        };
        let rows = fullest.div_ceil(across).max(1) as f64;
        Self { across, radius: (0.5 * pitch / across as f64).min(8.0).min(0.5 * TALLEST / rows) }
    }

    fn height(self, dots: usize) -> f64 {
        2.0 * self.radius * dots.div_ceil(self.across) as f64
    }

    /// The dots of a column in the middle of its place, from the ground up.
    fn places(self, dots: usize, [middle, ground]: [f64; 2]) -> impl Iterator<Item = [f64; 2]> {
        let Self { across, radius } = self;
        let beside = move |place: usize| (place % across) as f64 - 0.5 * (across as f64 - 1.0);
        (0..dots).map(move |dot| [middle + 2.0 * radius * beside(dot), ground - radius - 2.0 * radius * (dot / across) as f64])
    }
}

fn draw(bins: &[Bin], range: [usize; 2], range_words: &str, roster: usize, width: f64) -> Drawing {
    let (Some(first), Some(last)) = (bins.first(), bins.last()) else { return Drawing::new([width, 1.0], html! {}) };
    let [left, right] = [8.0, width - 8.0];
    let pitch = (right - left) / bins.len() as f64;
    let stacks = Stacks::new(pitch, bins.iter().map(|bin| bin.dots.len()).max().unwrap_or(0));
    let ground = 26.0 + bins.iter().map(|bin| stacks.height(bin.dots.len())).fold(0.0, f64::max);
    let middle = |place: usize| left + pitch * (place as f64 + 0.5);
    let x = Linear {
        domain: [first.from as f64 - 0.5, (first.from + bins.len() * (first.to - first.from + 1)) as f64 - 0.5],
        range: [left, right],
    };
    let class = |people: usize| if (range[0]..=range[1]).contains(&people) { "fill-1" } else { "fill-8" };
    let marks = html! {
        @for (place, bin) in bins.iter().enumerate() {
            @for (at, &people) in stacks.places(bin.dots.len(), [middle(place), ground - 2.0]).zip(&bin.dots) {
                (chart::dot(at, stacks.radius - 0.6, class(people)))
            }
            @if pitch >= 40.0 && bin.probability.value > 0.005 {
                (chart::text([middle(place), ground - 8.0 - stacks.height(bin.dots.len())], Anchor::Middle, "small", &whole_percent(bin.probability)))
            }
        }
        (chart::bottom(&ticks(&x, [first.from, last.to], roster), [left, right], ground))
        @if !range_words.is_empty() {
            (bracket([x.at(range[0] as f64 - 0.5), x.at(range[1] as f64 + 0.5)], ground + 30.0, [left, right], range_words))
        }
    };
    let hint = |row| Hint { extent: [left + pitch * row as f64, 0.0, pitch, ground], row };
    Drawing::new([width, ground + if range_words.is_empty() { 26.0 } else { 58.0 }], marks).with_hints((0..bins.len()).map(hint))
}

/// A percentage without decimals, or with fewer digits where the error wants it.
fn whole_percent(share: Estimate) -> String {
    number::percent(Estimate { mcse: share.mcse.max(0.005), ..share })
}

/// Whole numbers of people along the axis; of one person, words.
fn ticks(x: &Linear, [from, to]: [usize; 2], roster: usize) -> Vec<(f64, String)> {
    if roster == 1 {
        return [(0.0, "gone"), (1.0, "still there")].map(|(people, word)| (x.at(people), word.to_owned())).into();
    }
    let label = chart::text_width(&number::count(to as u64)) + 16.0;
    let about = ((x.range[1] - x.range[0]) / label).floor().clamp(1.0, (to - from).max(1) as f64);
    let whole = Linear { domain: [from as f64, to as f64], ..*x }.ticks(about as usize);
    whole.into_iter().filter(|tick| tick.fract() == 0.0).map(|tick| (x.at(tick), number::count(tick as u64))).collect()
}

/// A bracket under a range, with what it says; the words stay within the drawing.
fn bracket([from, to]: [f64; 2], y: f64, [left, right]: [f64; 2], content: &str) -> Markup {
    let half = 0.5 * chart::text_width(content);
    let middle = (0.5 * (from + to)).clamp(left + half, (right - half).max(left + half));
    html! {
        (chart::line(&[[from + 1.0, y - 5.0], [from + 1.0, y], [to - 1.0, y], [to - 1.0, y - 5.0]], "interval"))
        (chart::text([middle, y + 18.0], Anchor::Middle, "label", content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distribution(probabilities: &[(usize, f64)]) -> Distribution {
        probabilities.iter().map(|&(people, value)| (people, Estimate { value, mcse: 0.001 })).collect()
    }

    #[test]
    fn there_are_fifty_dots_each_where_its_share_lies() {
        let dots = dots(&distribution(&[(0, 0.015), (2, 0.485), (3, 0.5)]));
        assert_eq!([0, 2, 3].map(|people| dots.iter().filter(|dot| **dot == people).count()), [1, 24, 25]);
        // Counts of trials that do not quite add up to one.
        assert_eq!(super::dots(&distribution(&[(7, 0.333_333), (8, 0.666_666)])).len(), DOTS);
    }

    #[test]
    fn every_dot_is_in_one_column() {
        let wide: Vec<(usize, f64)> = (1100..1600).map(|people| (people, 1.0 / 500.0)).collect();
        for (distribution, roster) in
            [(distribution(&wide), 2000), (distribution(&[(0, 0.3), (1, 0.7)]), 1), (distribution(&[(60, 1.0)]), 60)]
        {
            let bins = bins(&distribution, roster);
            assert_eq!(bins.iter().map(|bin| bin.dots.len()).sum::<usize>(), DOTS);
            assert!(bins.len() <= MOST_SINGLE + 1);
            assert!(bins.windows(2).all(|pair| pair[0].to + 1 == pair[1].from));
        }
        let around = |people| bins(&distribution(&[(people, 1.0)]), 60).iter().map(|bin| bin.from).collect::<Vec<_>>();
        assert_eq!([around(60), around(0)], [(49..=60).collect::<Vec<_>>(), (0..12).collect()]);
    }

    #[test]
    fn columns_are_of_round_widths() {
        assert_eq!([1, 40, 41, 120, 200, 500, 9000].map(step), [1, 1, 2, 5, 10, 20, 500]);
    }

    #[test]
    fn a_share_is_told_in_tenths_that_its_error_bears() {
        assert_eq!(
            [of_ten(0.87, 4000.0), of_ten(0.91, 4000.0), of_ten(0.91, 100.0), of_ten(1.0, 10.0), of_ten(0.79, 10.0)],
            [8, 9, 8, 10, 8]
        );
    }

    #[test]
    fn dots_of_wide_columns_stand_five_abreast() {
        let stacks = Stacks::new(100.0, 33);
        assert_eq!((stacks.across, stacks.height(33)), (5, 112.0));
        let places: Vec<[f64; 2]> = stacks.places(6, [100.0, 200.0]).collect();
        assert_eq!([places[0], places[4], places[5]], [[68.0, 192.0], [132.0, 192.0], [68.0, 176.0]]);
        assert!(Stacks::new(15.0, 40).height(40) <= 220.0);
    }
}
