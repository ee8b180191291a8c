//! The data dictionary: what the columns of the result files are. Headers and `datapackage.json` are both made from it.

use crate::estimate::{Metric, RunMetadata};
use crate::report::files::large::PARQUET;
use crate::report::names;

/// A result file in CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in the folder.
    pub name: &'static str,
    /// What a row is.
    pub description: &'static str,
    /// Its columns, in order.
    pub fields: &'static [Field],
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The header.
    pub name: &'static str,
    /// What kind of cells it has.
    pub kind: Kind,
    /// What it says.
    pub description: &'static str,
    /// The unit, where it is a quantity that has one.
    pub unit: Option<&'static str>,
    /// Whether a cell may be empty: not known, or nothing to say.
    pub may_be_empty: bool,
}

/// A kind of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// An ISO date.
    Date,
    /// A whole number from 0.
    Count,
    /// Any number.
    Number,
    /// A number from 0 to 1.
    Share,
}

/// `summary.csv`.
pub const SUMMARY: File = File {
    name: "summary.csv",
    description: "One number a row: a statistic of a metric on a date. Counts are numbers of researchers.",
    fields: &[
        RUN,
        SCENARIO,
        POLICY,
        Field::new(
            "metric",
            Kind::Text,
            "retained (of the opening roster, how many are there, still or again), headcount, exits up to the date, retained_voluntary \
             (of the opening roster, all but those who left by their own choice: dismissals are not counted), productive_headcount \
             (newcomers weighted by the ramp), tenure_kept (share of the opening roster's years of tenure that is there), capability \
             (1 where it is covered, else 0), capability_lost (1 where it has been lost up to the date), bus_factor (fewest exits that \
             lose a capability), cascade_share (share of exits up to the horizon that other exits caused), further_exits (how many more \
             exits follow, on average, from one that no other exit caused), pivotal (probability at the horizon that the capability is covered and would not be without \
             that one holder, on average over the group)",
        ),
        Field::new(
            "group",
            Kind::Text,
            "all for everybody; else what the number is restricted to, such as channel:lab, capability:pretraining, or, of those who \
             hold that, capability:pretraining/role:engineer",
        ),
        DATE,
        Field::new(
            "stat",
            Kind::Text,
            "mean, sd (standard deviation from trial to trial), p05 to p95 (quantiles; of tenure_kept, whose quantiles are sums of single tenures, only with --individuals or a min_group of 1), luck_share (share of the variance that is luck)",
        ),
        Field::new("value", Kind::Number, "The number; a luck_share is a share from 0 to 1")
            .in_unit("researchers or exits; 1 for luck_share, tenure_kept, capability, capability_lost, cascade_share, pivotal"),
        Field::new("mcse", Kind::Number, "Monte Carlo standard error of the value, in its unit; empty where unknown").may_be_empty(),
    ],
};

/// `distribution.csv`.
pub const DISTRIBUTION: File = File {
    name: "distribution.csv",
    description: "The probability that exactly this number of the opening roster is there on a date; rows of probability zero are omitted.",
    fields: &[
        RUN,
        SCENARIO,
        POLICY,
        MONTH,
        DATE,
        Field::new("retained", Kind::Count, "Of the opening roster, how many are there").in_unit("researchers"),
        Field::new("probability", Kind::Share, "Probability of that number").in_unit("1"),
        MCSE_OF_SHARE,
    ],
};

/// `destinations.csv`.
pub const DESTINATIONS: File = File {
    name: "destinations.csv",
    description: "The share of the opening roster whose first exit by a date led there; rows of share zero are omitted.",
    fields: &[
        RUN,
        SCENARIO,
        POLICY,
        MONTH,
        DATE,
        Field::new("channel", Kind::Text, "The kind of exit, as the scenario names it"),
        Field::new("competitor", Kind::Text, "The organisation; empty for all that the scenario does not name").may_be_empty(),
        Field::new("cumulative_incidence", Kind::Share, "Share of the opening roster whose first exit by the date was there").in_unit("1"),
        MCSE_OF_SHARE,
    ],
};

/// `trials.csv`.
pub const TRIALS: File = File {
    name: "trials.csv",
    description: "One trial a row.",
    fields: &[
        RUN,
        POLICY,
        Field::new("trial", Kind::Count, "The trial, from 0"),
        Field::new("draw", Kind::Count, "The parameter draw that it used, from 0"),
        Field::new("retained", Kind::Count, "Of the opening roster, how many are there at the horizon").in_unit("researchers"),
        Field::new("exits", Kind::Count, "Exits up to the horizon; empty where they are withheld").in_unit("exits").may_be_empty(),
    ],
};

/// What `trials.csv` has besides, in the order of [`RunMetadata::of_trials`].
pub fn of_trials(metadata: &RunMetadata) -> Vec<Field> {
    let field = |(metric, _): (Metric, usize)| {
        let (description, unit) = match metric {
            Metric::Headcount => ("How many are there at the horizon, newcomers included", "researchers"),
            Metric::ProductiveHeadcount => ("The same with newcomers weighted by the ramp", "researchers"),
            Metric::BusFactor => ("Fewest exits that would lose a capability at the horizon; 0 where one is lost", "exits"),
            _ => ("At the horizon", "1"),
        };
        Field::new(names::metric(metric), Kind::Number, description).in_unit(unit)
    };
    metadata.of_trials().into_iter().map(field).collect()
}

/// `paths.csv`.
pub const PATHS: File = File {
    name: "paths.csv",
    description: "Single futures: of the first trials of the run, 50 at most, how many of the opening roster are there on each date. Each is one \
        of many possible futures, no more likely than another.",
    fields: &[
        RUN,
        SCENARIO,
        POLICY,
        Field::new("trial", Kind::Count, "The trial, from 0"),
        MONTH,
        DATE,
        Field::new("retained", Kind::Count, "Of the opening roster, how many are there").in_unit("researchers"),
    ],
};

/// `cascades.csv`.
pub const CASCADES: File = File {
    name: "cascades.csv",
    description: "Who moves whom: how many exits of one group there are because people of another left before, on average. They add up to the \
        exits up to the horizon that there would not be if no exit moved anybody, in the trials that are run twice among the first of the run; \
        rows of zero are omitted.",
    fields: &[
        RUN,
        SCENARIO,
        POLICY,
        Field::new("by", Kind::Text, "The kind of the groups: role or team"),
        Field::new(
            "from",
            Kind::Text,
            "Whose exits move others: role:x or team:y, of which summary.csv tells too; other for all that it does not tell of, with those who \
             join later; past for exits before the start and competitors of the scenario that pull, where they are as many as \
             privacy.min_group; unassigned for exits that no earlier exit moved by itself, such as where money of a policy is used up",
        ),
        Field::new("to", Kind::Text, "Who is moved: role:x, team:y or other"),
        Field::new(
            "exits",
            Kind::Number,
            "Exits a trial: those of the group up to the horizon, less those of the same trial with contagion, leader exits, pull and \
             co-founding off, shared out by what moved its decisions to leave (of each the share of the hazard that is due to earlier exits, \
             by their logarithmic hazard ratios; what a spin-out's pull adds, by its founders). Below zero where exits keep others",
        )
        .in_unit("exits"),
        Field::new("mcse", Kind::Number, "Its Monte Carlo standard error; empty where unknown").in_unit("exits").may_be_empty(),
        Field::new("trials", Kind::Count, "The trials that it is the mean of"),
    ],
};

/// `researchers.csv`.
pub const RESEARCHERS: File = File {
    name: "researchers.csv",
    description: "The probability that each researcher of the opening roster is there on a date, still or again. It says what the \
        scenario implies, not what a person will do, and is not for decisions about that person.",
    fields: &[
        RUN,
        SCENARIO,
        POLICY,
        Field::new("id", Kind::Text, "The researcher"),
        DATE,
        Field::new("p_retained", Kind::Share, "Probability of being there").in_unit("1"),
        MCSE_OF_SHARE,
    ],
};

/// `events.csv`.
pub const EVENTS: File = File {
    name: "events.csv",
    description: "What happened in the first trials of the run, one event a row: by trial and time; at one time the world before \
        researchers, and a cause before what follows. A trial is one of many possible futures: it says nothing about any person and is not for decisions about one.",
    fields: &[
        RUN,
        POLICY,
        Field::new("trial", Kind::Count, "The trial, from 0"),
        Field::new("t_years", Kind::Number, "When, since the start").in_unit("years of 365.25 days"),
        Field::new("date", Kind::Date, "The date that falls on"),
        Field::new(
            "researcher",
            Kind::Text,
            "To whom it happened: the id; of a newcomer that of the first holder of the seat and how many held it before, such as p-03+1; \
             empty for a shock, and for a spin-out of people of the history that opens",
        )
        .may_be_empty(),
        Field::new(
            "kind",
            Kind::Text,
            "offer_declined, counter_offer_kept, decision (to leave, where there is a notice), exit, founding (a spin-out opens), return, \
             hire (a newcomer begins), shock, policy_begins, policy_pauses and policy_resumes (of one that waits, or whose budget is spent)",
        ),
        Field::new(
            "channel",
            Kind::Text,
            "Of an exit, a decision or an offer the kind of exit; of a shock or a policy its name; else empty",
        )
        .may_be_empty(),
        Field::new(
            "competitor",
            Kind::Text,
            "Where to, or what opens: a listed competitor, what the history's founders called theirs, or such as spin-out of p-03; empty \
             where it has no name",
        )
        .may_be_empty(),
        Field::new(
            "hazard",
            Kind::Number,
            "The hazard at that moment by that channel, or by the pull of that spin-out, of a decision to leave (the exit itself without \
             notice) or to decline; empty where no hazard decided: for who founds with a founder, and for the exit after a notice",
        )
        .in_unit("exits a person-year")
        .may_be_empty(),
    ],
};

/// The unit of a row of a comparison, by its metric.
const OF_METRIC: &str = "researchers; 1 for retained_share, months a researcher, the unit of pay";

/// `comparison.csv`.
pub const COMPARISON: File = File {
    name: "comparison.csv",
    description: "How a policy, a file, or a what-if differs from the first file without policies in the same trials, and a policy under a \
        what-if from doing nothing under it too: one difference a row.",
    fields: &[
        RUN,
        SCENARIO,
        POLICY,
        Field::new(
            "reference",
            Kind::Text,
            "What it is compared with: none, the first file without policies; or the name of a what-if, which is doing nothing under it, \
             such as if rival",
        ),
        Field::new(
            "metric",
            Kind::Text,
            "retained (of the opening roster, how many more are there), retained_share (the same of rosters that are not the same people, \
             as shares of each), others_leave (under a what-if that lets some leave: how many more of the others have left), months_gained (time that one of the opening roster is there longer up to the horizon), cost; under shared \
             patience prevented (gone on the date without, there with the policy on it and at twice the horizon), postponed (gone without, \
             there with the policy, gone at twice the horizon) and induced (there without, gone with it): retained is prevented + postponed \
             - induced",
        ),
        Field::new("date", Kind::Date, "The start, a month boundary, the horizon, or twice the horizon"),
        Field::new("difference", Kind::Number, "The mean over trials of the number with the policy less that without").in_unit(OF_METRIC),
        Field::new("mcse", Kind::Number, "Its Monte Carlo standard error, paired and clustered by draw; empty where unknown")
            .in_unit(OF_METRIC)
            .may_be_empty(),
        Field::new("low", Kind::Number, "Lower end of its 95 % Monte Carlo interval").in_unit(OF_METRIC).may_be_empty(),
        Field::new("high", Kind::Number, "Upper end").in_unit(OF_METRIC).may_be_empty(),
        Field::new(
            "pairing_gain",
            Kind::Number,
            "Variance of the difference of two independent runs over that on the same luck; empty where one of them is 0",
        )
        .in_unit("1")
        .may_be_empty(),
    ],
};

/// `costs.csv`.
pub const COSTS: File = File {
    name: "costs.csv",
    description: "What policies cost up to the horizon: an item a row, their total, and what keeping one more person costs where that is \
        finite.",
    fields: &[
        RUN,
        SCENARIO,
        POLICY,
        Field::new(
            "item",
            Kind::Text,
            "once, person_years, events, raises, grants, leave; of a part of a bundle part.item; total; per_extra_person (difference of \
             cost over difference of retained at the horizon, from doing nothing; under a what-if from doing nothing under it)",
        ),
        Field::new("mean", Kind::Number, "The mean over trials; of per_extra_person the ratio of means").in_unit("the unit of pay"),
        Field::new("mcse", Kind::Number, "Its Monte Carlo standard error; empty where unknown, and for per_extra_person")
            .in_unit("the unit of pay")
            .may_be_empty(),
        Field::new("low", Kind::Number, "Lower end of its 95 % Monte Carlo interval, Fieller's for per_extra_person")
            .in_unit("the unit of pay")
            .may_be_empty(),
        Field::new("high", Kind::Number, "Upper end").in_unit("the unit of pay").may_be_empty(),
    ],
};

/// `budget.csv`.
pub const BUDGET: File = File {
    name: "budget.csv",
    description: "Policies at equal money: what each spends and keeps at the level of the budget, at other levels, or as it is; a level a \
        row.",
    fields: &[
        RUN,
        SCENARIO,
        POLICY,
        Field::new(
            "at",
            Kind::Text,
            "budget (the level at which it is expected to spend the budget), other (another level), as_it_is (it cannot be \
             scaled), most (the most of it spends less), least (the least of it spends more)",
        ),
        Field::new("level", Kind::Number, "So many times as much of it as the file says").in_unit("1"),
        Field::new("level_mcse", Kind::Number, "Monte Carlo standard error of the level of the budget").in_unit("1").may_be_empty(),
        Field::new("spent", Kind::Number, "Expected cost up to the horizon, of grants to the last date on which they vest")
            .in_unit("the unit of pay"),
        Field::new("spent_mcse", Kind::Number, "Its Monte Carlo standard error; empty where unknown")
            .in_unit("the unit of pay")
            .may_be_empty(),
        Field::new("cost", Kind::Number, "What of it is expected to be spent by the horizon").in_unit("the unit of pay"),
        Field::new("cost_mcse", Kind::Number, "Its Monte Carlo standard error; empty where unknown")
            .in_unit("the unit of pay")
            .may_be_empty(),
        Field::new("kept", Kind::Number, "How many more of the opening roster are there at the horizon than without a policy")
            .in_unit("researchers"),
        Field::new("kept_mcse", Kind::Number, "Its Monte Carlo standard error; empty where unknown").in_unit("researchers").may_be_empty(),
        Field::new("kept_low", Kind::Number, "Lower end of its 95 % Monte Carlo interval").in_unit("researchers").may_be_empty(),
        Field::new("kept_high", Kind::Number, "Upper end").in_unit("researchers").may_be_empty(),
    ],
};

/// `mixes.csv`.
pub const MIXES: File = File {
    name: "mixes.csv",
    description: "Mixes of policies that were looked at for a budget: a mix a row. The numbers are those of the search, which flatter the best; \
        comparison.csv has those of other trials.",
    fields: &[
        RUN,
        SCENARIO,
        Field::new("mix", Kind::Text, "Its policies, each with so many times as much of it as the file says; none for doing nothing"),
        Field::new("standing", Kind::Text, "best, runner_up, fell (told to be worse on the way), stood (not told apart from the best)"),
        Field::new("spent", Kind::Number, "What it is expected to spend, by the first trials; empty where mixes may differ by few people")
            .in_unit("the unit of pay")
            .may_be_empty(),
        Field::new(
            "kept",
            Kind::Number,
            "How many more of the opening roster are there at the horizon than without a policy: mean over its trials; empty where mixes may differ by few people",
        )
        .in_unit("researchers")
            .may_be_empty(),
        Field::new("trials", Kind::Count, "Trials of it in the selection"),
    ],
};

/// `acceptability.csv`.
pub const ACCEPTABILITY: File = File {
    name: "acceptability.csv",
    description: "Which option is best at each value of a person kept, over all that is not known; luck is averaged out by regression on \
        the parameters.",
    fields: &[
        RUN,
        SCENARIO,
        POLICY,
        Field::new("value_per_person", Kind::Number, "What keeping one person more at the horizon is taken to be worth")
            .in_unit("the unit of pay"),
        Field::new(
            "probability_best",
            Kind::Share,
            "Probability over parameter draws that the option has the greatest expected net benefit (value times people kept, less cost); \
             options that are alike share it",
        )
        .in_unit("1"),
        Field::new("evpi", Kind::Number, "Expected value of knowing all parameters before choosing; the same for all options of a value")
            .in_unit("the unit of pay"),
        Field::new("mcse", Kind::Number, "Standard error of probability_best: of the choice of draws and of the regression")
            .in_unit("1")
            .may_be_empty(),
        Field::new("evpi_mcse", Kind::Number, "Standard error of evpi, of both too").in_unit("the unit of pay").may_be_empty(),
        Field::new("probability_low", Kind::Share, "Lower end of the 95 % interval of probability_best").in_unit("1"),
        Field::new("probability_high", Kind::Share, "Upper end of it").in_unit("1"),
    ],
};

/// `regret.csv`.
pub const REGRET: File = File {
    name: "regret.csv",
    description: "How much less each option is worth than the best, over parameter draws and over scenarios: one number a row; only with --regret.",
    fields: &[
        RUN,
        Field::new("over", Kind::Text, "draws (luck averaged out by regression on the parameters), or scenarios (files and what-ifs)"),
        SCENARIO,
        POLICY,
        Field::new("value_per_person", Kind::Number, "What keeping one person more at the horizon is taken to be worth"),
        Field::new(
            "stat",
            Kind::Text,
            "mean, p95 and max of the regret over draws, best (the share of draws in which the option is best); regret (of a scenario), max (of all scenarios, \
             in the row of the one where it is)",
        ),
        Field::new("value", Kind::Number, "The number").in_unit("the unit of pay; 1 for best").may_be_empty(),
        Field::new("mcse", Kind::Number, "Standard error of the value; empty where it has none")
            .in_unit("that of the value")
            .may_be_empty(),
    ],
};

/// `sweep.csv`.
pub const SWEEP: File = File {
    name: "sweep.csv",
    description: "A grid of settings on the same luck: one number a row, at the horizon. After these columns there is one for each setting, named \
        by its path in the scenario; it is empty in the rows of the scenario as it is.",
    fields: &[
        RUN,
        SCENARIO,
        POLICY,
        Field::new(
            "reference",
            Kind::Text,
            "Empty: the number itself. Else what it is compared with, trial by trial: as it is, the same policy in the scenario as it is; none, \
             no policy with the same settings",
        )
        .may_be_empty(),
        Field::new(
            "metric",
            Kind::Text,
            "Of numbers themselves as in summary.csv. Of differences retained, or retained_share (of rosters that are not the same people, \
             as shares of each), cost, and cost_per_extra_person (difference of cost over difference of retained, where that is finite)",
        ),
        Field::new("group", Kind::Text, "all for everybody; else what the number is restricted to, as in summary.csv"),
        Field::new("date", Kind::Date, "The horizon"),
        Field::new(
            "stat",
            Kind::Text,
            "mean, sd (standard deviation from trial to trial), p05 to p95 (quantiles; of tenure_kept only with --individuals or a min_group \
             of 1), luck_share (share of the variance that is luck)",
        ),
        Field::new("value", Kind::Number, "The number, or the mean over trials of the difference").in_unit("as of its metric in summary.csv"),
        Field::new("mcse", Kind::Number, "Monte Carlo standard error of the value, of differences paired; empty where unknown, and for cost_per_extra_person")
            .may_be_empty(),
        Field::new("low", Kind::Number, "Of a difference the lower end of its 95 % Monte Carlo interval, Fieller's for cost_per_extra_person").may_be_empty(),
        Field::new("high", Kind::Number, "Upper end").may_be_empty(),
        Field::new(
            "pairing_gain",
            Kind::Number,
            "Of a difference the variance of that of two independent runs over that on the same luck; empty where one of them is 0",
        )
        .in_unit("1")
        .may_be_empty(),
    ],
};

/// A column of `sweep.csv` of a setting: numbers, or what is none.
pub const fn of_setting(are_numbers: bool) -> Field {
    let kind = if are_numbers { Kind::Number } else { Kind::Text };
    Field::new("", kind, "The setting at this path of the scenario; empty for the scenario as it is").may_be_empty()
}

/// `estimates.csv`.
pub const ESTIMATES: File = File {
    name: "estimates.csv",
    description: "One uncertain number of the scenario a row: what was believed of it, and what the history says. Rows that begin with history tell when one person left: pass them on only to those who may know.",
    fields: &[
        RUN,
        Field::new("parameter", Kind::Text, "The number, by its path in the scenario"),
        Field::new("prior_p05", Kind::Number, "5th percentile of the prior"),
        Field::new("prior_median", Kind::Number, "Median of the prior"),
        Field::new("prior_p95", Kind::Number, "95th percentile of the prior"),
        Field::new("estimate", Kind::Number, "Maximum likelihood estimate, priors not used; empty where there is none or it is infinite").may_be_empty(),
        Field::new("se", Kind::Number, "Its standard error, from the observed information").may_be_empty(),
        Field::new("low", Kind::Number, "Lower end of its 95 % interval, by the profile likelihood or, for large histories, Wald's; at 0 where nobody left, with the upper limit at which that has a probability of 2.5 %")
            .may_be_empty(),
        Field::new("high", Kind::Number, "Upper end; empty where there is none").may_be_empty(),
        Field::new("mean", Kind::Number, "Mean of the posterior").may_be_empty(),
        Field::new("sd", Kind::Number, "Standard deviation of the posterior").may_be_empty(),
        Field::new("p05", Kind::Number, "5th percentile of the posterior").may_be_empty(),
        Field::new("median", Kind::Number, "Median of the posterior").may_be_empty(),
        Field::new("p95", Kind::Number, "95th percentile of the posterior").may_be_empty(),
        Field::new("rhat", Kind::Number, "Rank-normalised split R-hat of the chains").may_be_empty(),
        Field::new("ess_bulk", Kind::Number, "Effective sample size in the bulk").may_be_empty(),
        Field::new("ess_tail", Kind::Number, "Effective sample size in the tails").may_be_empty(),
        Field::new("contraction", Kind::Number, "1 less the posterior variance over the prior variance: of logarithms of numbers from 0 on, of log-odds of probabilities and other shares").may_be_empty(),
        Field::new("source", Kind::Text, "Where the prior comes from").may_be_empty(),
    ],
};

/// `spells.csv`.
pub const SPELLS: File = File {
    name: "spells.csv",
    description: "What the history tells of each person, a spell a row; only with --individuals. It is of single people: pass it on only to those who may know.",
    fields: &[
        RUN,
        Field::new("id", Kind::Text, "The person, as the history calls them"),
        Field::new("team", Kind::Text, "Their team"),
        Field::new("entry", Kind::Date, "Under observation from"),
        Field::new(
            "ended",
            Kind::Text,
            "How observation ended: present (still there), exit, or censored (no longer observed, though not known to have left)",
        ),
        Field::new("end_earliest", Kind::Date, "The first day on which that can have been"),
        Field::new("end_latest", Kind::Date, "The last such day; the same where the day is known"),
        Field::new("channel", Kind::Text, "The kind of exit; unknown where nobody knows, empty where there was none").may_be_empty(),
    ],
};

/// `posterior.csv`.
pub const POSTERIOR: File = File {
    name: "posterior.csv",
    description: "One draw from the posterior a row: what `[parameters] posterior` reads. Columns that begin with history tell when one person left: pass them on only to those who may know.",
    fields: &[RUN, Field::new("chain", Kind::Count, "The chain, from 0"), Field::new("draw", Kind::Count, "The draw of the chain, from 0")],
};

/// `sensitivity.csv`.
pub const SENSITIVITY: File = File {
    name: "sensitivity.csv",
    description: "What moves the answer: one number a row.",
    fields: &[
        RUN,
        SCENARIO,
        POLICY,
        Field::new(
            "metric",
            Kind::Text,
            "retained (of the opening roster, how many are there at the horizon), kept (how many more than without the policy), \
             cost_per_person_kept, net_benefit (value of the people kept, less cost); number for the values of the uncertain number itself",
        ),
        Field::new(
            "number",
            Kind::Text,
            "The uncertain number, by its path in the scenario, or all of a table together (channels.*), or records of so many months \
             of exits (records.12_months); empty for the answer itself",
        )
        .may_be_empty(),
        Field::new(
            "stat",
            Kind::Text,
            "p05 and p95 (the uncertain number itself at its 5 % and 95 %), mean (the answer, all numbers as they are believed), at_p05 and \
             at_p95 (the answer with the number there, all others as they are then believed), effect (the second less the first), \
             rank_first and rank_last (the places that the number may have by the size of its effect, told at 95 % for each pair), variance \
             (of the expectation given the numbers), first_order and total (shares of that: Sobol' indices; no total where numbers were \
             learned together), evppi (the most that it can be worth to know the number before choosing a policy), evsi (what it is worth to \
             watch so many months of exits first, under the policy; at least, since only counts by channel are used), best_below and best_from (the number's value where the best choice changes: the policy is best below it, or from it on)",
        ),
        Field::new(
            "value_per_person",
            Kind::Number,
            "What keeping one person more at the horizon is taken to be worth; empty where it does not matter",
        )
        .in_unit("the unit of pay")
        .may_be_empty(),
        Field::new("value", Kind::Number, "The number")
            .in_unit("researchers, their square for variance, 1 for shares and ranks, the unit of pay, or that of the uncertain number")
            .may_be_empty(),
        Field::new(
            "mcse",
            Kind::Number,
            "Monte Carlo standard error of the value, in its unit; empty where there is none or it is unknown",
        )
        .may_be_empty(),
        Field::new("low", Kind::Number, "Lower end of its 95 % interval").may_be_empty(),
        Field::new("high", Kind::Number, "Upper end").may_be_empty(),
    ],
};

/// `draws.csv`.
pub const DRAWS: File = File {
    name: "draws.csv",
    description: "One parameter draw a row: the uncertain numbers, and what its trials came to, all numbers as they were drawn.",
    fields: &[RUN, Field::new("draw", Kind::Count, "The draw, from 0")],
};

/// What `draws.csv` has besides, each under the path of an uncertain number or the name of a mean.
pub const OF_DRAWS: Field =
    Field::new("", Kind::Number, "An uncertain number as it was drawn, or what the trials came to on average").may_be_empty();

/// `discover.csv`.
pub const DISCOVER: File = File {
    name: "discover.csv",
    description: "In which futures a condition holds: one number a row. A region is a lower and an upper limit for few uncertain numbers.",
    fields: &[
        RUN,
        SCENARIO,
        Field::new("condition", Kind::Text, "The condition: metric, of whom, comparison, date, policy"),
        Field::new("by", Kind::Text, "What meets it: draws (by the mean over the trials of each) or trials (each)"),
        Field::new("region", Kind::Count, "The region, from 1, each among the draws that are in none before; empty for all draws")
            .may_be_empty(),
        Field::new("number", Kind::Text, "The uncertain number, by its path in the scenario; empty for what is no single number's")
            .may_be_empty(),
        Field::new(
            "stat",
            Kind::Text,
            "Of all: met (the share that meets the condition), luck (the standard error of the mean of a typical draw), doubtful (the share of \
             draws that may stand on the wrong side by luck). Of a number: p05 and p95 (its values over the draws). Of a region, by draws that \
             the search has not seen: mass (the share of everything that is in it), density (the share of that which meets the condition), \
             elsewhere (the same outside, in no region before), coverage (the share of all that meet it that is in the region), p (how likely so many would \
             be by chance), told (1 where p is below 0.05, else 0); the same of the draws that were searched: searched_mass, searched_density, \
             searched_coverage. Of a number in a region: low_limit, high_limit, without (the density of the region without its limits), p (how \
             likely so many more would be by chance), searched_p (the same of the draws searched: the quasi-p of Bryant and Lempert), again (in how \
             many of 20 random halves of the draws searched the number was limited on the same sides)",
        ),
        Field::new("value", Kind::Number, "The number").in_unit("1, or that of the metric or of the uncertain number").may_be_empty(),
        Field::new("low", Kind::Number, "Lower end of its 95 % interval").may_be_empty(),
        Field::new("high", Kind::Number, "Upper end").may_be_empty(),
    ],
};

/// `trajectory.csv`.
pub const TRAJECTORY: File = File {
    name: "trajectory.csv",
    description: "Every step of every search for a region: which limit moved, and what the region holds after it.",
    fields: &[
        RUN,
        Field::new("search", Kind::Count, "The search, from 1: each among the draws that are in no region that was found before"),
        Field::new("step", Kind::Count, "The step, from 0"),
        Field::new(
            "stage",
            Kind::Text,
            "start (everything); peel (a cut); then, from the step chosen on, adjust (limits are put where they tell most apart), drop (a needless \
             number is let go), paste (draws are taken back in), round (a limit is rounded)",
        ),
        Field::new("number", Kind::Text, "The uncertain number whose limits moved; empty at the start").may_be_empty(),
        Field::new("low_limit", Kind::Number, "Its lower limit after the step; empty where there is none").may_be_empty(),
        Field::new("high_limit", Kind::Number, "Its upper limit after the step; empty where there is none").may_be_empty(),
        Field::new("chosen", Kind::Count, "1 for the cut after which the region was chosen, else 0"),
        Field::new("searched_mass", Kind::Share, "Of the draws searched, the share that is in the region").in_unit("1"),
        Field::new("searched_density", Kind::Share, "The share of those in it that meets the condition").in_unit("1"),
        Field::new("searched_coverage", Kind::Share, "The share of all that meet it that is in the region").in_unit("1"),
        Field::new("mass", Kind::Share, "The same of the other draws, which the search has not seen: in the region").in_unit("1"),
        Field::new("density", Kind::Share, "Of those, meeting the condition; empty where none is in the region")
            .in_unit("1")
            .may_be_empty(),
        Field::new("coverage", Kind::Share, "Of all that meet it, in the region").in_unit("1"),
    ],
};

/// All result files in CSV.
pub const FILES: [File; 22] = [
    SUMMARY,
    DISTRIBUTION,
    DESTINATIONS,
    PATHS,
    CASCADES,
    RESEARCHERS,
    TRIALS,
    EVENTS,
    COMPARISON,
    COSTS,
    BUDGET,
    MIXES,
    ACCEPTABILITY,
    REGRET,
    SWEEP,
    SENSITIVITY,
    DRAWS,
    DISCOVER,
    TRAJECTORY,
    ESTIMATES,
    SPELLS,
    POSTERIOR,
];

const RUN: Field = Field::new(
    "run",
    Kind::Text,
    "The run: the same in all rows of a folder, another in other runs; manifest.json has it as run, with the version, inputs, seed, trials and \
     options that it is made of. With -partial, what an interrupted run had counted",
);
const SCENARIO: Field = Field::new("scenario", Kind::Text, "The scenario's name");
const POLICY: Field = Field::new("policy", Kind::Text, "The policy in force; none where there is none");
const MONTH: Field = Field::new("month", Kind::Count, "Months since the start; the last row's is the horizon").in_unit("months");
const DATE: Field = Field::new("date", Kind::Date, "The start, a month boundary, or the horizon");
const MCSE_OF_SHARE: Field =
    Field::new("mcse", Kind::Number, "Monte Carlo standard error of the share before it; empty where unknown").in_unit("1").may_be_empty();

/// The file of a name, as CSV or as Parquet.
pub fn file(name: &str) -> Option<File> {
    let stem = name.strip_suffix(PARQUET).or_else(|| name.strip_suffix(".csv"))?;
    FILES.into_iter().find(|file| file.name.strip_suffix(".csv") == Some(stem))
}

impl Field {
    const fn new(name: &'static str, kind: Kind, description: &'static str) -> Self {
        Self { name, kind, description, unit: None, may_be_empty: false }
    }

    const fn in_unit(self, unit: &'static str) -> Self {
        Self { unit: Some(unit), ..self }
    }

    const fn may_be_empty(self) -> Self {
        Self { may_be_empty: true, ..self }
    }
}
