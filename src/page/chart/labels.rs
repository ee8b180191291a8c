//! Labels beside marks: each stands as near as may be without covering another or a mark.

use super::{Anchor, text_width};

/// How high letters stand above their line and hang below it \[CSS pixels\].
const LETTERS: [f64; 2] = [11.0, 3.0];

/// What is taken of a chart.
#[derive(Clone, Debug)]
pub struct Labels {
    /// The chart's ends: left, top, right, bottom \[CSS pixels\].
    within: [f64; 4],
    taken: Vec<[f64; 4]>,
}

impl Labels {
    /// None yet, within a chart's left, top, right and bottom.
    pub fn new(within: [f64; 4]) -> Self {
        Self { within, taken: Vec::new() }
    }

    /// Keeps labels off a mark.
    pub fn keep_off(&mut self, [x, y]: [f64; 2], radius: f64) {
        self.taken.push([x - radius, y - radius, x + radius, y + radius]);
    }

    /// Where the text of a line stands that goes through some places, the first of them rather than the last; `None` where there is no room.
    pub fn place_along(&mut self, places: &[[f64; 2]], content: &str) -> Option<([f64; 2], Anchor)> {
        let near = |place: &[f64; 2]| self.near(*place, 8.0, content, 0..1);
        let Some((place, anchor, extent)) = places.iter().find_map(near) else {
            return places.iter().find_map(|place| self.place(*place, 8.0, content));
        };
        self.taken.push(extent);
        Some((place, anchor))
    }

    /// Where the text of a mark that reaches so far to its sides stands, and to which side: right of it, left, above or below, else farther
    /// away, but not so far that nobody would see whose it is; `None` where there is no room.
    pub fn place(&mut self, [x, y]: [f64; 2], reach: f64, content: &str) -> Option<([f64; 2], Anchor)> {
        let (place, anchor, extent) = self.near([x, y], reach, content, 0..4)?;
        self.taken.push(extent);
        Some((place, anchor))
    }

    /// The first free place, at some distances.
    fn near(&self, [x, y]: [f64; 2], reach: f64, content: &str, distances: std::ops::Range<u8>) -> Option<([f64; 2], Anchor, [f64; 4])> {
        let width = text_width(content);
        let candidates = distances.flat_map(|farther| {
            let away = 14.0 * f64::from(farther);
            [
                ([x + reach, y + 4.0 - away], Anchor::Start),
                ([x + reach, y + 4.0 + away], Anchor::Start),
                ([x - reach, y + 4.0 - away], Anchor::End),
                ([x - reach, y + 4.0 + away], Anchor::End),
                ([x, y - 9.0 - away], Anchor::Middle),
                ([x, y + 18.0 + away], Anchor::Middle),
            ]
        });
        let placed = candidates.map(|(place, anchor)| (place, anchor, extent(place, anchor, width)));
        let mut placed = placed.filter(|(_, _, extent)| self.holds(*extent));
        placed.find(|(_, _, extent)| self.is_free(*extent))
    }

    fn holds(&self, [left, top, right, bottom]: [f64; 4]) -> bool {
        let within = self.within;
        within[0] <= left && within[1] <= top && right <= within[2] && bottom <= within[3]
    }

    fn is_free(&self, [left, top, right, bottom]: [f64; 4]) -> bool {
        self.taken.iter().all(|other| right <= other[0] || other[2] <= left || bottom <= other[1] || other[3] <= top)
    }
}

/// The left, top, right and bottom of a text.
fn extent([x, y]: [f64; 2], anchor: Anchor, width: f64) -> [f64; 4] {
    let left = match anchor {
        Anchor::Start => x,
        Anchor::Middle => x - 0.5 * width,
        Anchor::End => x - width,
    };
    [left, y - LETTERS[0], left + width, y + LETTERS[1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_gives_way_to_another_and_stays_within() {
        let mut labels = Labels::new([0.0, 0.0, 200.0, 100.0]);
        let (first, _) = labels.place([50.0, 50.0], 8.0, "one").unwrap();
        let (second, _) = labels.place([51.0, 50.0], 8.0, "two").unwrap();
        assert_eq!(first, [58.0, 54.0]);
        assert_ne!(second, [59.0, 54.0]);
        let (_, anchor) = labels.place([195.0, 20.0], 8.0, "wide").unwrap();
        assert_eq!(anchor, Anchor::End);
        assert_eq!(labels.place([100.0, 50.0], 8.0, "far too long to stand anywhere within"), None);
    }
}
