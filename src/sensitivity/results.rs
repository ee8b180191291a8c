//! What is found.

use super::Study;
use super::conditional::{self, Conditional};
use super::numbers::{Group, LeftOut, Number, Way};
use super::shares;
use super::tornado::{self, Answer};
use super::workers::Counts;
use super::worth::{self, Worth};
use crate::estimate::RunMetadata;
use crate::simulate::model::published::Withheld;
use crate::statistics::clusters::Clusters;
use crate::threads::map;

/// What moves the answer, and what to find out first.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// What the trials are about.
    pub metadata: RunMetadata,
    /// The numbers asked about.
    pub numbers: Vec<Asked>,
    /// Numbers of one table.
    pub groups: Vec<Group>,
    /// How many uncertain numbers act nowhere.
    pub left_out: LeftOut,
    /// The arms: `none`, then the policies.
    pub policies: Vec<String>,
    /// Trials of each setting.
    pub trials: u64,
    /// Parameter draws behind them.
    pub draws: u64,
    /// Trials that share a draw.
    pub replications: u64,
    /// How much the draws bear.
    pub clusters: Clusters,
    /// Whether it ended before all was asked.
    pub is_partial: bool,
    /// The answers, and what moves them.
    pub answers: Vec<Answer>,
    /// How much of what is not known each number is; nothing where it ended before.
    pub shares: shares::Found,
    /// What numbers are worth, or why that cannot be said; `None` where no policy is asked about, or where it ended before.
    pub worth: Option<Result<Worth, String>>,
    /// What is not told, and why.
    pub withheld: Vec<Withheld>,
    /// Mean annual pay of the opening roster [unit of pay].
    pub annual_pay: f64,
    /// Whether pay stands for money: false where all of it is 1, so that costs are in years' pay.
    pub has_pay: bool,
    /// What the unit of pay is called, where the scenario says so.
    pub currency: Option<String>,
    /// Whether the scenario has a budget, to which policies are not brought here.
    pub has_budget: bool,
}

/// A number asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Which.
    pub number: Number,
    /// Its values at 5 % and at 95 %; not a number where nothing was found.
    pub ends: [f64; 2],
}

/// What is found from the counts.
pub(super) fn sensitivity(study: &Study<'_>, counts: &Counts, shares: shares::Found, threads: usize, is_partial: bool) -> Sensitivity {
    let clusters = study.clusters(counts.draws);
    let conditionals: Vec<Option<Conditional>> = map(study.numbers.len(), threads, |place| {
        let number = &study.numbers[place];
        let is_fitted = number.way == Way::Learned && counts.rows.len() > 1;
        is_fitted.then(|| conditional::conditional(&counts.rows, number.parameter, &clusters))
    });
    let ends = |(number, found): (&Number, &Option<Conditional>)| match (number.way, found) {
        (Way::Moved(ends), _) => ends,
        (Way::Learned, Some(found)) => found.ends,
        (Way::Learned, None) => [f64::NAN; 2],
    };
    let scenario = study.arms[0].scenario;
    let pay: f64 = scenario.opening().map(|person| scenario.roster.researchers[person].pay).sum();
    let annual_pay = pay / study.metadata.roster.max(1) as f64;
    let is_asked = study.arms.len() > 1 && !is_partial;
    Sensitivity {
        shares,
        worth: is_asked.then(|| worth::worth(study, counts, annual_pay, threads)),
        metadata: study.metadata.clone(),
        numbers: study
            .numbers
            .iter()
            .zip(&conditionals)
            .map(|(number, found)| Asked { number: number.clone(), ends: ends((number, found)) })
            .collect(),
        groups: study.groups.clone(),
        left_out: study.left_out,
        policies: study.arms.iter().map(|arm| arm.policy_name().to_owned()).collect(),
        trials: counts.draws * study.replications(),
        draws: counts.draws,
        replications: study.replications(),
        clusters,
        is_partial,
        answers: if counts.draws == 0 { Vec::new() } else { tornado::answers(study, counts, &conditionals) },
        withheld: study.withheld.clone(),
        annual_pay,
        has_pay: scenario.has_pay(),
        has_budget: scenario.budget.is_some(),
        currency: study.arms[0].scenario.currency.clone(),
    }
}
