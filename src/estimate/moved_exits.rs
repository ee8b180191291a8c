//! Who moves whom: how many exits of one group there are because people of another left before.
//!
//! It rests on trials that are run twice on the same luck, as of the [`cascade share`](crate::estimate::cascades). Over these, with `n` of them,
//!
//! ```text
//! D_T      sum of the exits of group T up to the horizon, less those with contagion, leader exits, pull and co-founding off
//! W_FT     sum over decisions to leave in T of the share by which earlier exits of F moved them    (crate::simulate::Replay::for_movers)
//! V_T      sum of W_FT over all F
//!
//! exits    D_T / n * W_FT / V_T     a trial: the exits of T that there would not be if no exit moved anybody, shared out by what moved them
//! ```
//!
//! So the numbers of all pairs add up to the mean of `on - off` over these trials, of which the cascade share is the share in the exits `on`.
//! Its standard error is that of the linearised product over clusters, the parameter draws (the delta method), as there: with `D`, `W` and `V`
//! of one draw and `n_d` its trials, `e_d = W/V (D_d - D/n n_d) + D/V (W_d - W/V V_d)`.
//!
//! Where nothing moved `T` and yet exits differ (money of a policy that others have used up), or where what moved it nearly cancels, the exits
//! are of [`UNASSIGNED`].
//!
//! # What may be told
//! Each number is a sum over pairs of people, one who moved and one who was moved, of equal weight in a rectangle of two groups. The groups
//! are parts of the roster that results tell, and the rest of it. For each one who moved, a combination of such numbers is a combination of
//! what is told of those who were moved, in which no person has more than one part in `min_group` of the weight; so none has of all of it,
//! and the same holds the other way round ([`crate::people::disclosure`]).

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::statistics::Estimate;
use crate::statistics::clusters::Clusters;

/// Shares are counted in so many to one.
const UNITS: f64 = (1_u64 << 30) as f64;

/// Those of a kind of groups who are in none that is told.
pub const OTHERS: &str = "other";

/// Exits before the start, and competitors of the scenario that pull.
pub const PAST: &str = "past";

/// What cannot be shared out.
pub const UNASSIGNED: &str = "unassigned";

/// What moved a group is taken to cancel where less than this is left of it.
const LEAST_LEFT: f64 = 0.05;

/// Sums of some numbers, and of the products of each two of them over parameter draws and over trials; as text in JSON, whose readers agree on
/// 64 bits at best.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
struct Sums(Vec<i128>);

impl From<Sums> for Vec<String> {
    fn from(sums: Sums) -> Self {
        sums.0.iter().map(i128::to_string).collect()
    }
}

impl TryFrom<Vec<String>> for Sums {
    type Error = String;

    fn try_from(texts: Vec<String>) -> Result<Self, String> {
        let sum = |text: &String| text.parse().map_err(|_| format!("`{text}` is not a sum"));
        texts.iter().map(sum).collect::<Result<_, _>>().map(Self)
    }
}

/// Sums of a group that is moved: trials, exits due to cascades, shares by all; then their six products of draws, and of trials.
const OF_GROUP: usize = 3 + 6 + 6;

/// Sums of a pair: shares; then its products with trials, exits, shares by all and itself, of draws and of trials.
const OF_PAIR: usize = 1 + 4 + 4;

/// The groups of one kind, and what was counted of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Division {
    /// The kind: `role`, `team`.
    pub by: String,
    /// What is told of, as results name it.
    pub groups: Vec<String>,
    /// Whether exits before the start are told.
    pub tells_past: bool,
    to: Vec<Sums>,
    /// By group that moves and group that is moved, the past behind all groups that move.
    pairs: Vec<Sums>,
}

/// Of one trial: the exits due to cascades of each group, and the shares by which each group, or the past behind them, moved each.
#[derive(Clone, Debug, Default)]
pub struct Moved {
    /// By group that is moved.
    pub exits: Vec<i64>,
    /// By group that moves and group that is moved.
    pub shares: Vec<f64>,
}

impl Moved {
    /// Of nothing, among so many groups.
    pub fn new(groups: usize) -> Self {
        Self { exits: vec![0; groups], shares: vec![0.0; (groups + 1) * groups] }
    }
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedExits {
    /// The trials that were run twice.
    pub trials: u64,
    /// The parameter draws behind them.
    pub draws: u64,
    /// By kind of groups.
    pub divisions: Vec<Division>,
}

/// A number of exits of one group that another has moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair<'d> {
    /// The kind of the groups.
    pub by: &'d str,
    /// Who moves.
    pub from: &'d str,
    /// Who is moved.
    pub to: &'d str,
    /// Exits a trial.
    pub exits: Estimate,
}

impl Division {
    /// Of nothing yet.
    pub fn new(by: &str, groups: Vec<String>, tells_past: bool) -> Self {
        let (to, pairs) = (vec![Sums(vec![0; OF_GROUP]); groups.len()], vec![Sums(vec![0; OF_PAIR]); (groups.len() + 1) * groups.len()]);
        Self { by: by.to_owned(), groups, tells_past, to, pairs }
    }

    /// Adds the trials of a draw.
    pub fn add_draw(&mut self, trials: &[Moved]) {
        let groups = self.groups.len();
        for to in 0..groups {
            let shares = |trial: &Moved, from: usize| (trial.shares[from * groups + to] * UNITS).round() as i128;
            let of_trial = |trial: &Moved| [1, i128::from(trial.exits[to]), (0..=groups).map(|from| shares(trial, from)).sum()];
            let values: Vec<[i128; 3]> = trials.iter().map(of_trial).collect();
            let whole: [i128; 3] = std::array::from_fn(|k| values.iter().map(|value| value[k]).sum());
            let sums = &mut self.to[to].0;
            add(sums, 0, whole);
            add(sums, 3, products(whole));
            for &value in &values {
                add(sums, 9, products(value));
            }
            for from in 0..=groups {
                let own: Vec<i128> = trials.iter().map(|trial| shares(trial, from)).collect();
                if own.iter().all(|&share| share == 0) {
                    continue;
                }
                let all: i128 = own.iter().sum();
                let with = |share: i128, [n, d, v]: [i128; 3]| [n, d, v, share].map(|other| share * other);
                let sums = &mut self.pairs[from * groups + to].0;
                add(sums, 0, [all]);
                add(sums, 1, with(all, whole));
                own.iter().zip(&values).for_each(|(&share, &value)| add(sums, 5, with(share, value)));
            }
        }
    }

    /// Whether it has as many sums as its groups need.
    fn is_whole(&self) -> bool {
        let groups = self.groups.len();
        self.to.len() == groups
            && self.pairs.len() == (groups + 1) * groups
            && self.to.iter().all(|sums| sums.0.len() == OF_GROUP)
            && self.pairs.iter().all(|sums| sums.0.len() == OF_PAIR)
    }

    fn pairs(&self, trials: f64, draws: u64, clusters: &Clusters) -> Vec<Pair<'_>> {
        let groups = self.groups.len();
        let share = |from: usize, to: usize| self.pairs[from * groups + to].0[0];
        let mut all = Vec::new();
        for to in 0..groups {
            let (exits, by_all) = (self.to[to].0[1], self.to[to].0[2]);
            let size: i128 = (0..=groups).map(|from| share(from, to).abs()).sum();
            if (by_all as f64).abs() <= LEAST_LEFT * size as f64 {
                if exits != 0 {
                    let exits = self.estimate(None, to, trials, draws, clusters);
                    all.push(Pair { by: &self.by, from: UNASSIGNED, to: &self.groups[to], exits });
                }
                continue;
            }
            for from in (0..=groups).filter(|&from| share(from, to) != 0 && (from < groups || self.tells_past)) {
                let exits = self.estimate(Some(from), to, trials, draws, clusters);
                all.push(Pair { by: &self.by, from: self.groups.get(from).map_or(PAST, String::as_str), to: &self.groups[to], exits });
            }
        }
        all
    }

    /// The number of a pair; of all exits due to cascades of a group where no group moves.
    fn estimate(&self, from: Option<usize>, to: usize, trials: f64, draws: u64, clusters: &Clusters) -> Estimate {
        let sums = &self.to[to].0;
        let pair = from.map(|from| &self.pairs[from * self.groups.len() + to].0);
        let (exits, by_all) = (sums[1] as f64, sums[2] as f64);
        let (ratio, factor) = pair.map_or((1.0, 0.0), |pair| (pair[0] as f64 / by_all, exits / by_all));
        // Factors of trials, exits, shares by all, and shares in the linear error of a draw.
        let factors = [-ratio * exits / trials, ratio, -factor * ratio, factor];
        let squares = |of_group: usize, of_pair: usize| {
            let mut place = of_group;
            let mut sum = 0.0;
            for a in 0..3 {
                for b in a..3 {
                    sum += if a == b { 1.0 } else { 2.0 } * factors[a] * factors[b] * sums[place] as f64;
                    place += 1;
                }
            }
            let with_share = pair.map_or([0.0; 4], |pair| std::array::from_fn(|k| pair[of_pair + k] as f64));
            for (other, product) in with_share.into_iter().enumerate() {
                sum += if other == 3 { 1.0 } else { 2.0 } * factors[3] * factors[other] * product;
            }
            if sum < 0.0 { 0.0 } else { sum }
        };
        let (all, own) = (squares(3, 1), squares(9, 5));
        let of_draw = trials / draws as f64;
        // Of one such trial a draw it is not known how much is luck.
        let ignorance = if of_draw >= 2.0 { (of_draw / (of_draw - 1.0) * (all - own)).max(0.0).min(all) } else { all };
        let bessel = if draws > 1 { draws as f64 / (draws as f64 - 1.0) } else { f64::NAN };
        let clusters = clusters.of_draws(draws);
        let mcse = (bessel * (all + clusters.further(all, all - ignorance))).sqrt() / trials;
        Estimate { value: ratio * exits / trials, mcse }
    }
}

impl MovedExits {
    /// All numbers that are not 0, by kind of groups.
    pub fn pairs(&self, clusters: &Clusters) -> Vec<Pair<'_>> {
        let of = |division| Division::pairs(division, self.trials as f64, self.draws, clusters);
        self.divisions.iter().flat_map(of).filter(|pair| pair.exits.value != 0.0).collect()
    }

    /// Whether another is of the same groups, so that both can be added up.
    pub fn is_alike(&self, other: &Self) -> bool {
        let alike = |(a, b): (&Division, &Division)| {
            (&a.by, &a.groups, a.tells_past) == (&b.by, &b.groups, b.tells_past) && a.is_whole() && b.is_whole()
        };
        self.divisions.len() == other.divisions.len() && self.divisions.iter().zip(&other.divisions).all(alike)
    }

    /// Whether it has as many sums as its groups need, each as small as it says.
    pub fn can_be_added(&self, is_small: impl Fn(i128) -> bool) -> bool {
        let sums = |division: &Division| division.to.iter().chain(&division.pairs).flat_map(|sums| &sums.0).all(|&sum| is_small(sum));
        self.divisions.iter().all(|division| division.is_whole() && sums(division))
    }
}

impl AddAssign<&Self> for MovedExits {
    fn add_assign(&mut self, other: &Self) {
        self.trials += other.trials;
        self.draws += other.draws;
        for (a, b) in self.divisions.iter_mut().zip(&other.divisions) {
            let ours = a.to.iter_mut().chain(&mut a.pairs).flat_map(|sums| &mut sums.0);
            ours.zip(b.to.iter().chain(&b.pairs).flat_map(|sums| &sums.0)).for_each(|(a, b)| *a += b);
        }
    }
}

/// The products of each two of three numbers, each with itself too, in order.
fn products([a, b, c]: [i128; 3]) -> [i128; 6] {
    [a * a, a * b, a * c, b * b, b * c, c * c]
}

/// Adds numbers to sums from a place on.
fn add<const COUNT: usize>(sums: &mut [i128], place: usize, numbers: [i128; COUNT]) {
    sums[place..].iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
}
