//! Where a number that simulation tells comes to a wanted value.
//!
//! On the same luck the number is a function of what is varied, and its root is found as of any function: by the secant within a bracket,
//! of which the end that stays is given half its weight (the Illinois method: Dowell & Jarratt 1971). Other luck would give another
//! root: its Monte Carlo error is that of the number over the slope there.

use std::ops::ControlFlow;

use crate::statistics::Estimate;

/// Most simulations within a bracket: the method gains a digit and a half with each.
const MOST_STEPS: usize = 24;

/// A root counts as found where the number is off by less than this share of what is wanted.
pub const CLOSE: f64 = 1e-4;

/// A place, and the number there.
pub type Known = (f64, Estimate);

/// A root.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Root {
    /// Where the number comes to the wanted value; where it jumps over it, or goes in steps, the last place before.
    pub at: f64,
    /// The Monte Carlo error of that.
    pub mcse: f64,
    /// How much the number grows with what is varied, about.
    pub slope: f64,
    /// The number there.
    pub value: Estimate,
}

/// Finds the root in a bracket, at whose ends (the first the one where the number is below) the number is known; in whole `step`s where
/// one is given. Breaks where `number` did.
pub fn within(
    [below, above]: [Known; 2],
    wanted: f64,
    step: Option<f64>,
    number: &mut dyn FnMut(f64) -> ControlFlow<(), Estimate>,
) -> ControlFlow<(), Root> {
    let (mut low, mut high) = (below, above);
    // What the secant takes the ends to be off by.
    let mut off = [low.1.value - wanted, high.1.value - wanted];
    let snapped = |at: f64| step.map_or(at, |step| (at / step).round() * step);
    // Which end moved last: one that moves twice running has the other's weight halved.
    let mut moved: Option<bool> = None;
    let is_close = |value: f64| (value - wanted).abs() <= CLOSE * wanted.abs();
    if is_close(high.1.value) {
        return ControlFlow::Continue(root(low, high, high));
    }
    for _ in 0..MOST_STEPS {
        let width = high.0 - low.0;
        let mut at = snapped(low.0 - off[0] * width / (off[1] - off[0]));
        // Inside, and not so near to an end that nothing is gained.
        if (at - low.0) / width <= 0.0 || (high.0 - at) / width <= 0.0 {
            at = snapped(low.0 + 0.5 * width);
        }
        let is_done = is_close(low.1.value) || at == low.0 || at == high.0 || width.abs() <= 1e-9 * low.0.abs().max(high.0.abs());
        if is_done {
            break;
        }
        let value = number(at)?;
        if value.value <= wanted {
            let weight = if moved == Some(false) { 0.5 } else { 1.0 };
            (low, off, moved) = ((at, value), [value.value - wanted, weight * off[1]], Some(false));
        } else {
            let weight = if moved == Some(true) { 0.5 } else { 1.0 };
            (high, off, moved) = ((at, value), [weight * off[0], value.value - wanted], Some(true));
            if is_close(value.value) && step.is_none() {
                return ControlFlow::Continue(root(low, high, high));
            }
        }
    }
    ControlFlow::Continue(root(low, high, low))
}

fn root(low: Known, high: Known, found: Known) -> Root {
    let slope = (high.1.value - low.1.value) / (high.0 - low.0);
    Root { at: found.0, mcse: (found.1.mcse / slope).abs(), slope, value: found.1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: f64) -> Estimate {
        Estimate { value, mcse: 0.3 }
    }

    fn find(function: fn(f64) -> f64, ends: [f64; 2], wanted: f64, step: Option<f64>) -> (Root, usize) {
        let mut count = 0;
        let ends = ends.map(|at| (at, of(function(at))));
        let found = within(ends, wanted, step, &mut |at| {
            count += 1;
            ControlFlow::Continue(of(function(at)))
        });
        (found.continue_value().expect("nobody breaks"), count)
    }

    #[test]
    fn a_line_takes_one_step() {
        let (root, count) = find(|x| 3.0 * x, [0.0, 5.0], 6.0, None);
        assert!((root.at - 2.0).abs() < 1e-12 && count == 1, "{root:?} after {count}");
        assert!((root.mcse - 0.1).abs() < 1e-12, "0.3 over a slope of 3");
    }

    #[test]
    fn a_curve_takes_a_few() {
        for (ends, wanted, expected) in [([0.0, 4.0], 8.0, 2.0), ([0.0, 100.0], 27.0, 3.0)] {
            let (root, count) = find(|x| x * x * x, ends, wanted, None);
            assert!((root.at / expected - 1.0f64).abs() < 1e-4 && count <= 20, "{root:?} after {count}");
        }
    }

    #[test]
    fn a_fall_has_its_root_too() {
        let (root, _) = find(|x| 10.0 - x, [8.0, 2.0], 5.0, None);
        assert!((root.at - 5.0).abs() < 1e-9, "{root:?}");
    }

    #[test]
    fn steps_and_jumps_end_before_the_wanted_value() {
        let (root, _) = find(|x| 2.0 * x, [0.0, 9.0], 7.0, Some(1.0));
        assert_eq!((root.at, root.value.value), (3.0, 6.0));
        let (root, _) = find(|x| if x < 2.5 { 1.0 } else { 4.0 }, [0.0, 9.0], 2.0, None);
        assert!(root.value.value == 1.0 && (root.at - 2.5).abs() < 1e-3, "{root:?}");
    }
}
