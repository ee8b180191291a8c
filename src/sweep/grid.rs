//! The grid of a sweep: every value of each setting with every value of the others.

use super::axis::Axis;
use crate::diagnostic::quoted;
use crate::scenario::Override;

/// The most points of a grid.
pub const MOST_POINTS: usize = 1_000;

/// What all points share, so that they share their luck: it cannot be swept.
const SHARED: [&str; 5] = ["start", "horizon", "seed", "trials", "parameters.replications"];

/// The product of some settings: the values of the last one change fastest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The settings, in the order in which they were given.
    pub axes: Vec<Axis>,
}

impl Grid {
    /// The grid of some settings, beside those that `--set` gives.
    ///
    /// # Errors
    /// In one sentence, what is wrong: no setting, one twice, one that cannot be swept, or too many points.
    pub fn new(axes: Vec<Axis>, set: &[Override]) -> Result<Self, String> {
        if axes.is_empty() {
            return Err("there is nothing to sweep\n  name a number and its values, such as contagion.ratio=1:1.6:5".to_owned());
        }
        for (place, Axis { path, .. }) in axes.iter().enumerate() {
            let path = path.as_str();
            if axes[..place].iter().any(|other| other.path == path) {
                return Err(format!("{} is swept twice\n  give all of its values at once", quoted(path)));
            }
            if set.iter().any(|given| given.path == path) {
                return Err(format!("{} is both set and swept\n  leave out one of --set and --over", quoted(path)));
            }
            if path.starts_with("what_if.") {
                return Err(format!(
                    "{} cannot be swept: nothing of a what-if happens in a sweep\n  write the event into the scenario itself, as one of [[shocks]] or as a `last_day`",
                    quoted(path)
                ));
            }
            if path.starts_with("budget.") {
                return Err(format!(
                    "{} cannot be swept: a sweep takes policies as they are, not at the level of a budget\n  ask by stayput compare --budget, for one \
                     budget after the other",
                    quoted(path)
                ));
            }
            if SHARED.contains(&path) {
                return Err(format!(
                    "{} cannot be swept: all points share start, horizon, seed, trials and replications, and so their luck\n  \
                     --set changes it for all of them",
                    quoted(path)
                ));
            }
        }
        let sizes: Vec<String> = axes.iter().map(|axis| axis.values.len().to_string()).collect();
        let points = axes.iter().fold(1u128, |points, axis| points.saturating_mul(axis.values.len() as u128));
        if points > MOST_POINTS as u128 {
            let product = if sizes.len() > 1 { format!(" ({})", sizes.join(" x ")) } else { String::new() };
            return Err(format!(
                "the grid has {points} points{product}; a sweep has at most {MOST_POINTS}\n  give fewer values, or sweep parts of the grid \
                 one after the other: they share their luck too"
            ));
        }
        Ok(Self { axes })
    }

    /// How many points it has.
    pub fn points(&self) -> usize {
        self.axes.iter().map(|axis| axis.values.len()).product()
    }

    /// Of a point, by setting, which of the values it has.
    pub fn place(&self, mut point: usize) -> Vec<usize> {
        let mut place = vec![0; self.axes.len()];
        for (at, axis) in place.iter_mut().zip(&self.axes).rev() {
            *at = point % axis.values.len();
            point /= axis.values.len();
        }
        place
    }

    /// The settings of a point.
    pub fn settings(&self, point: usize) -> Vec<Override> {
        let value = |(axis, at): (&Axis, usize)| Override { path: axis.path.clone(), value: axis.values[at].clone() };
        self.axes.iter().zip(self.place(point)).map(value).collect()
    }

    /// What messages call a point: `contagion.ratio = 1.3, contagion.window = 6 months`.
    pub fn name(&self, point: usize) -> String {
        let named: Vec<String> = self.settings(point).iter().map(|given| format!("{} = {}", given.path, given.value)).collect();
        named.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(texts: &[&str]) -> Result<Grid, String> {
        Grid::new(texts.iter().map(|text| Axis::parse(text).unwrap()).collect(), &[Override::parse("c.d=1").unwrap()])
    }

    #[test]
    fn the_last_setting_changes_fastest() {
        let grid = grid(&["a.b=1,2", "x=5 months,6 months,7 months"]).unwrap();
        assert_eq!(grid.points(), 6);
        let names: Vec<String> = (0..6).map(|point| grid.name(point)).collect();
        assert_eq!(names[..2], ["a.b = 1, x = 5 months", "a.b = 1, x = 6 months"]);
        assert_eq!(names[5], "a.b = 2, x = 7 months");
        assert_eq!(grid.place(4), [1, 1]);
    }

    #[test]
    fn what_cannot_be_swept_is_said() {
        for (texts, message) in [
            (vec![], "there is nothing to sweep\n  name a number and its values, such as contagion.ratio=1:1.6:5"),
            (vec!["a.b=1,2", "a.b=3"], "`a.b` is swept twice\n  give all of its values at once"),
            (
                vec!["what_if.rival.rival.ratio=1,2"],
                "`what_if.rival.rival.ratio` cannot be swept: nothing of a what-if happens in a sweep\n  write the event into the scenario itself, as one of [[shocks]] or as a `last_day`",
            ),
            (
                vec!["budget.total=1,2"],
                "`budget.total` cannot be swept: a sweep takes policies as they are, not at the level of a budget\n  ask by stayput compare --budget, for one budget after the other",
            ),
            (vec!["c.d=1,2"], "`c.d` is both set and swept\n  leave out one of --set and --over"),
            (
                vec!["seed=1,2"],
                "`seed` cannot be swept: all points share start, horizon, seed, trials and replications, and so their luck\n  \
                 --set changes it for all of them",
            ),
            (
                vec!["a=1:2:50", "b=1:2:50"],
                "the grid has 2500 points (50 x 50); a sweep has at most 1000\n  give fewer values, or sweep parts of the grid one after \
                 the other: they share their luck too",
            ),
            (
                vec!["a=1:2:1001"],
                "the grid has 1001 points; a sweep has at most 1000\n  give fewer values, or sweep parts of the grid one after the other: \
                 they share their luck too",
            ),
        ] {
            assert_eq!(grid(&texts), Err(message.to_owned()), "{texts:?}");
        }
    }
}
