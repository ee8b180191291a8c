//! Frailty of those who stayed where a limit of acceptance can bind.
//!
//! Let `z = sd x - sd^2 / 2` and `r(x) = e^z`, so that `x` is standard normal at entry into observation. Given survival it has a density
//! proportional to
//!
//! ```text
//! exp(-x^2 / 2 - H(r(x)))
//! ```
//!
//! where `H(r)` is the cumulative hazard that one with the hazard ratio `r` went through: an integral of `min(acceptance_limit, r ...)`, hence 0 at
//! 0, increasing and concave. It is known at some nodes. Between two of them their chord is below `H`, and the chords of the neighbours,
//! prolonged, are above it. On such a cell the parabola is below its tangent, and `r(x)` above its own:
//!
//! ```text
//! -x^2 / 2 <= -m^2 / 2 - m (x - m)        H(r(x)) >= chord(r(x)) >= chord(r(m) (1 + sd (x - m)))
//! ```
//!
//! So a piecewise exponential function is above the density everywhere; a draw from it is kept with the probability of density over
//! envelope: the concave-convex rejection sampler of Görür & Teh (2011). That is exact for any nodes; the nodes decide how often a draw is
//! refused, and how often the bounds leave open whether it is, so that `H` must be integrated anew.

use crate::math;
use crate::random::Stream;

/// The most of the envelope that may be in doubt, as far as the bounds tell: at least every second draw is kept, in fact nine of ten.
const DOUBT: f64 = 0.5;

/// An end to the splitting of cells, should rounding errors be taken for the shape of the density: the draw stays exact. It takes ten
/// nodes as a rule, and sixty where numbers are extreme.
const MOST_NODES: usize = 1_000;

/// Where the cumulative hazard is known.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    x: f64,
    /// Hazard ratio `r(x)`.
    ratio: f64,
    /// Cumulative hazard `H(r)`.
    hazard: f64,
}

/// The distribution of the hazard ratio of one who stayed, ready to be drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    sd: f64,
    /// In order; the first and the last are at infinity.
    nodes: Vec<Node>,
    /// Mass of the cells up to and with each, in units of the largest.
    mass: Vec<f64>,
}

/// The envelope between two neighbouring nodes, exponential in `x`.
#[derive(Clone, Copy, Debug)]
struct Cell {
    from: f64,
    to: f64,
    /// Where the tangents touch: the middle, or the end that is not at infinity.
    middle: f64,
    /// The line below `H`: its value at the middle, and its slope.
    floor: f64,
    climb: f64,
}

impl Envelope {
    /// The envelope of frailty with a standard deviation above 0, given the cumulative hazard that one with a hazard ratio went through:
    /// finite, and as the formula of this module says.
    ///
    /// Cost: some ten cumulative hazards as a rule, sixty where numbers are extreme.
    pub fn new(sd: f64, hazard: impl Fn(f64) -> f64) -> Self {
        let last = Node { x: f64::INFINITY, ratio: f64::INFINITY, hazard: f64::INFINITY };
        let mut envelope = Self { sd, nodes: vec![last], mass: Vec::new() };
        envelope.nodes.insert(0, envelope.node(1.0, &hazard));
        let mut x = -1.0;
        // To the left, until the density rises by a factor of e or more for each unit of x from there on.
        while envelope.nodes[0].x + sd * envelope.nodes[0].hazard > -1.0 {
            envelope.nodes.insert(0, envelope.node(x, &hazard));
            x *= 2.0;
        }
        envelope.nodes.insert(0, Node { x: f64::NEG_INFINITY, ratio: 0.0, hazard: 0.0 });
        envelope.refine(&hazard);
        envelope
    }

    /// Draws a hazard ratio; the cumulative hazard is that of [`Envelope::new`], seldom needed.
    pub fn draw(&self, hazard: impl Fn(f64) -> f64, stream: &mut Stream) -> f64 {
        loop {
            let mark = stream.uniform() * self.mass[self.mass.len() - 1];
            let index = self.mass.partition_point(|&mass| mass <= mark).min(self.mass.len() - 1);
            let cell = self.cell(index);
            let x = cell.at(stream.uniform());
            let ratio = self.ratio(x);
            // Kept with probability density / envelope: where the hazard is at most this.
            let d = x - cell.middle;
            let most = cell.floor + cell.climb * d - 0.5 * d * d - math::ln(stream.uniform());
            let (low, high) = self.between(index, ratio);
            if high <= most || (low <= most && hazard(ratio) <= most) {
                return ratio;
            }
        }
    }

    /// Bounds of the cumulative hazard of one with a hazard ratio above 0, as far as the nodes tell.
    pub fn bounds(&self, ratio: f64) -> (f64, f64) {
        let index = self.nodes.partition_point(|node| node.ratio < ratio).clamp(1, self.nodes.len() - 1) - 1;
        self.between(index, ratio)
    }

    fn ratio(&self, x: f64) -> f64 {
        math::exp(self.sd * (x - 0.5 * self.sd))
    }

    fn node(&self, x: f64, hazard: impl Fn(f64) -> f64) -> Node {
        let ratio = self.ratio(x);
        Node { x, ratio, hazard: hazard(ratio) }
    }

    /// Slope of the chord between the nodes of a cell; 0 in the last, which has no end.
    fn chord(&self, index: usize) -> f64 {
        let (a, b) = (self.nodes[index], self.nodes[index + 1]);
        // Rounded numbers may fall, or coincide.
        if b.ratio < f64::INFINITY && b.hazard > a.hazard { (b.hazard - a.hazard) / (b.ratio - a.ratio) } else { 0.0 }
    }

    /// Slopes of the chords before and after that of a cell; where there is none, what bounds nothing.
    fn neighbours(&self, index: usize) -> (f64, f64) {
        let has_before = index > 0 && self.nodes[index - 1].ratio < self.nodes[index].ratio;
        let before = if has_before { self.chord(index - 1) } else { f64::INFINITY };
        (before, if index + 2 < self.nodes.len() { self.chord(index + 1) } else { 0.0 })
    }

    /// Bounds of the cumulative hazard of one with a hazard ratio in a cell.
    fn between(&self, index: usize, ratio: f64) -> (f64, f64) {
        let (a, b) = (self.nodes[index], self.nodes[index + 1]);
        let (before, after) = self.neighbours(index);
        let low = a.hazard + self.chord(index) * (ratio - a.ratio);
        let from_left = a.hazard + before * (ratio - a.ratio);
        let from_right = if b.ratio < f64::INFINITY { b.hazard - after * (b.ratio - ratio) } else { f64::INFINITY };
        (low, from_left.min(from_right))
    }

    fn cell(&self, index: usize) -> Cell {
        let (a, b) = (self.nodes[index], self.nodes[index + 1]);
        let middle = match (a.x.is_finite(), b.x.is_finite()) {
            (true, true) => f64::midpoint(a.x, b.x),
            (true, false) => a.x,
            _ => b.x,
        };
        let (chord, ratio) = (self.chord(index), self.ratio(middle));
        let floor = a.hazard + chord * (ratio - a.ratio);
        Cell { from: a.x, to: b.x, middle, floor, climb: chord * ratio * self.sd }
    }

    /// The most by which the logarithm of the envelope of a cell is above that of the density; infinite in the first and the last.
    fn gap(&self, index: usize, cell: &Cell) -> f64 {
        let (a, b) = (self.nodes[index], self.nodes[index + 1]);
        let half = 0.5 * (b.x - a.x);
        if half == f64::INFINITY {
            return f64::INFINITY;
        }
        let (chord, (before, after)) = (self.chord(index), self.neighbours(index));
        // How far above the chord those of the neighbours meet.
        let tip = if before > chord && chord > after {
            (chord - after) * (b.ratio - a.ratio) * (1.0 - (chord - after) / (before - after))
        } else {
            0.0
        };
        let bend = self.sd * half;
        0.5 * half * half + cell.climb / self.sd * (math::exp(bend) - 1.0 - bend) + tip
    }

    /// Splits cells until the envelope fits the density well, and adds up the masses.
    fn refine(&mut self, hazard: impl Fn(f64) -> f64) {
        loop {
            let cells: Vec<Cell> = (0..self.nodes.len() - 1).map(|index| self.cell(index)).collect();
            let ln_mass: Vec<f64> = cells.iter().map(Cell::ln_mass).collect();
            let highest = ln_mass.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let mass: Vec<f64> = ln_mass.iter().map(|mass| math::exp(mass - highest)).collect();
            let limit = DOUBT * mass.iter().sum::<f64>() / mass.len() as f64;
            let is_poor = |index: usize| mass[index] * (1.0 - math::exp(-self.gap(index, &cells[index]))) > limit;
            let poor: Vec<usize> = (0..cells.len()).filter(|&index| is_poor(index)).collect();
            if poor.is_empty() || self.nodes.len() > MOST_NODES {
                let mut sum = 0.0;
                self.mass.extend(mass.iter().map(|mass| {
                    sum += mass;
                    sum
                }));
                return;
            }
            for index in poor.into_iter().rev() {
                let (a, b) = (self.nodes[index].x, self.nodes[index + 1].x);
                let x = if a == f64::NEG_INFINITY {
                    b - 1.0
                } else if b == f64::INFINITY {
                    a + 1.0
                } else {
                    f64::midpoint(a, b)
                };
                let node = self.node(x, &hazard);
                self.nodes.insert(index + 1, node);
            }
        }
    }
}

impl Cell {
    /// Slope of the logarithm of the envelope.
    fn slope(&self) -> f64 {
        -self.middle - self.climb
    }

    /// How fast the envelope falls from its peak, kept above 0 so that one formula does for a level one; and how much of it at the other
    /// end, less 1.
    fn fall(&self) -> (f64, f64) {
        let steepness = self.slope().abs().max(1e-200);
        (steepness, math::exp_m1(-steepness * (self.to - self.from)))
    }

    /// Logarithm of the integral of the envelope over the cell.
    fn ln_mass(&self) -> f64 {
        let slope = self.slope();
        let peak = if slope > 0.0 { self.to } else { self.from };
        let (steepness, fall) = self.fall();
        -0.5 * self.middle * self.middle - self.floor + slope * (peak - self.middle) + math::ln(-fall / steepness)
    }

    /// The point with a share of the mass between it and the peak.
    fn at(&self, share: f64) -> f64 {
        let (steepness, fall) = self.fall();
        let distance = -math::ln_1p(share * fall) / steepness;
        if self.slope() > 0.0 { (self.to - distance).max(self.from) } else { (self.from + distance).min(self.to) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cumulative hazards as sums of `most * min(1, r / kink)`: one limit, several far from each other, and as many as months in a decade.
    fn hazards() -> Vec<Vec<(f64, f64)>> {
        let staircase = |top: f64, low: f64, high: f64| (0..120).map(move |k| (top / 120.0, low * math::exp(f64::from(k) / 119.0 * high)));
        let mut all = vec![vec![(50.0, 0.01), (3.0, 1.0), (2000.0, 30.0)], vec![(1e9, 1.0)], vec![(1e12, 1e-30), (1e-9, 1e-12)]];
        for most in [0.01, 1.0, 40.0, 3660.0] {
            all.extend([1e-8, 0.01, 1.0, 10.0].map(|kink| vec![(most, kink)]));
            all.push(staircase(most, 1e-3, 9.0).collect());
        }
        all
    }

    const SDS: [f64; 9] = [1e-300, 1e-9, 0.001, 0.01, 0.2, 0.5, 1.0, 3.0, 40.0];

    #[test]
    fn the_envelope_is_above_the_density_and_fits_it() {
        for parts in hazards() {
            for sd in SDS {
                let hazard = |ratio: f64| math::least(parts.iter().map(|&(most, kink)| most * math::least(ratio / kink, 1.0)).sum(), 1e9);
                let envelope = Envelope::new(sd, hazard);
                assert!(envelope.nodes.len() < 100, "{sd} {parts:?}: {} nodes", envelope.nodes.len());
                let cells: Vec<Cell> = (0..envelope.mass.len()).map(|index| envelope.cell(index)).collect();
                let highest = cells.iter().map(Cell::ln_mass).fold(f64::NEG_INFINITY, f64::max);
                // The shares of draws that are kept and that the bounds leave open, by points that cut each cell into parts of equal mass.
                let (mut kept, mut open, mut from) = (0.0, 0.0, 0.0);
                for (index, cell) in cells.iter().enumerate() {
                    let share = (envelope.mass[index] - from) / envelope.mass[cells.len() - 1];
                    from = envelope.mass[index];
                    assert!(share <= 1.0 && (share - math::exp(cell.ln_mass() - highest) / envelope.mass[cells.len() - 1]).abs() < 1e-9);
                    for k in 0..100 {
                        let x = cell.at((f64::from(k) + 0.5) / 100.0);
                        assert!(cell.from <= x && x <= cell.to);
                        let (d, ratio) = (x - cell.middle, envelope.ratio(x));
                        let found = hazard(ratio);
                        let rounding = 1e-12 * (1.0 + found);
                        let ln_kept = |hazard: f64| math::least(cell.floor + cell.climb * d - 0.5 * d * d - hazard, 0.0);
                        let line = cell.floor + cell.climb * d;
                        assert!(line <= found + rounding, "{sd} {parts:?} at {x}: {line} {found}");
                        let (low, high) = envelope.between(index, ratio);
                        assert!(low <= found + rounding && found <= high + rounding, "{sd} {parts:?} at {x}: {low} {found} {high}");
                        kept += 0.01 * share * math::exp(ln_kept(found));
                        open += 0.01 * share * (math::exp(ln_kept(low)) - math::exp(ln_kept(high)));
                    }
                }
                assert!(kept >= 1.0 - DOUBT && open < 0.1, "{sd} {parts:?}: {kept} {open}");
            }
        }
    }
}
