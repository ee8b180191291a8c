//! The keys of the whole file, and of its small tables.

use super::{
    CAPABILITY, CHANNEL, COMPETITOR, CONTAGION, Form, HEAT, HIRING, HISTORY, Key, NOTICE, PAY, RESEARCHER, RETURNS, ROSTER, SHOCK,
    SPINOUTS, Section,
};
use crate::scenario::read::numbers::ranges::{SPREAD, Support};

/// The most trials that a scenario may ask for.
pub(in crate::scenario) const MOST_TRIALS: u64 = 1_000_000_000_000;
/// A larger smallest group would hide every part of any roster.
pub(in crate::scenario) const LARGEST_MIN_GROUP: u64 = 1_000_000;
/// The range of trials that share a parameter draw: more would tell nothing more of luck, and the sums behind its error grow with the
/// fourth power.
pub(in crate::scenario) const REPLICATIONS: (u64, u64) = (2, 1_000);

/// The whole file.
pub(in crate::scenario) static ROOT: Section = Section::new(
    "A scenario of stayput: who is in a research team, what offers they receive, what an exit changes for the others.",
    &[
        Key::new("name", Form::Text, "The name that results carry.").required().example("\"Our lab\""),
        Key::new("start", Form::Date, "The first day, a date such as 2027-01-01. Who is hired by then is the opening roster.")
            .required()
            .example("\"2027-01-01\""),
        Key::new(
            "horizon",
            Form::Moment,
            "The last day: a date, or a time from the start such as \"24 months\". At most 100 years after the start.",
        )
        .required()
        .example("\"24 months\""),
        Key::new(
            "trials",
            Form::Whole(1, MOST_TRIALS),
            "How many futures are simulated, made up to whole parameter draws. Four times as many halve the Monte Carlo error.",
        )
        .default("20000"),
        Key::new("seed", Form::Whole(0, u64::MAX), "The seed of all randomness: the same seed gives the same bytes.").default("1"),
        Key::new("roster", Form::Table(&ROSTER), "Who is there: a CSV file, a rule that generates people, or both."),
        Key::new("researchers", Form::Tables(&RESEARCHER), "People written down in this file, besides or instead of a roster."),
        Key::new(
            "history",
            Form::Table(&HISTORY),
            "Who was there and who left when: earlier exits that still act, and what to learn from.",
        ),
        Key::new("parameters", Form::Table(&PARAMETERS), "How what is uncertain is drawn."),
        Key::new(
            "channels",
            Form::Named(&CHANNEL),
            "The kinds of exit that compete, by name: found, startup, lab, other, dismissed, or a name of your own with a kind.",
        )
        .required(),
        Key::new("contagion", Form::Table(&CONTAGION), "What an exit does to the hazards of those who are left."),
        Key::new("competitors", Form::Named(&COMPETITOR), "The organisations behind the channels, by name."),
        Key::new("spinouts", Form::Table(&SPINOUTS), "What follows when somebody founds a startup: who comes along, who is pulled after."),
        Key::new("notice", Form::Table(&NOTICE), "The time between a decision to leave and the exit."),
        Key::new("returns", Form::Table(&RETURNS), "How those who left come back."),
        Key::new("hiring", Form::Table(&HIRING), "How seats are filled again."),
        Key::new("capabilities", Form::Named(&CAPABILITY), "What the lab needs its people for, by name."),
        Key::new("shocks", Form::Tables(&SHOCK), "Dated events, certain or possible, that change hazards for a while."),
        Key::new("heat", Form::Table(&HEAT), "The market's demand, which multiplies the offers of channels."),
        Key::new("frailty", Form::Table(&FRAILTY), "What differs between people that no column knows."),
        Key::new("pay", Form::Table(&PAY), "How hazards answer to pay and to unvested equity."),
        Key::new(
            "policies",
            Form::Policies,
            "What the lab can do, by name: compared with doing nothing, or in force in a run that names it.",
        ),
        Key::new(
            "discount_rate",
            Form::Number(Some(Support::Unit)),
            "By how much money is worth less a year later [share]: costs at t years count by (1 + discount_rate)^-t.",
        )
        .default("0"),
        Key::new("assert", Form::Tables(&ASSERT), "Claims about the results that the exit code reports: 0 if all hold, 1 if one fails."),
        Key::new("privacy", Form::Table(&PRIVACY), "What results may say of small groups."),
    ],
);

/// `[parameters]`.
pub(in crate::scenario) static PARAMETERS: Section = Section::new(
    "How what is uncertain is drawn.",
    &[
        Key::new(
            "posterior",
            Form::Text,
            "A CSV file of joint draws of the uncertain numbers, which a calibration wrote; a number without a column keeps its prior.",
        )
        .example("\"posterior.csv\""),
        Key::new(
            "replications",
            Form::Whole(REPLICATIONS.0, REPLICATIONS.1),
            "Trials that share one draw of what is uncertain. It tells luck from ignorance.",
        )
        .default("4"),
    ],
);

/// `[frailty]`.
pub(in crate::scenario) static FRAILTY: Section = Section::new(
    "What differs between people that no column knows: a personal hazard ratio, log-normal with mean 1.",
    &[Key::new("sd", Form::Quantity(&SPREAD), "Standard deviation of the logarithm of the personal hazard ratio.")
        .required()
        .example("0.5")],
);

/// `[[assert]]`.
pub(in crate::scenario) static ASSERT: Section = Section::new(
    "A claim about a result: PASS, FAIL or, where the Monte Carlo error leaves it open, INCONCLUSIVE.",
    &[
        Key::new("policy", Form::Text, "The policy of which it is claimed; the scenario without policies is \"none\".").default("\"none\""),
        Key::new("than", Form::Text, "The claim is of the difference to this policy, or to \"none\": of the mean of retained or cost.")
            .example("\"none\""),
        Key::new("metric", Form::Choice(METRICS), "A metric of summary.csv, or cost.").required().example("\"retained\""),
        Key::new("group", Form::Text, "Of what, where the metric is one of a capability: capability: and its name.")
            .example("\"capability:pretraining\""),
        Key::new("stat", Form::Choice(STATS), "A statistic of summary.csv.").required().example("\"p10\""),
        Key::new("at", Form::Moment, "When, as a date or a time from the start: a month boundary or the horizon, which it is if absent.")
            .example("\"24 months\""),
        Key::new("op", Form::Choice(OPERATORS), "How the statistic compares with the value.").required().example("\">=\""),
        Key::new("value", Form::Number(None), "What it is compared with, in the metric's own unit (people, exits, ...).")
            .required()
            .example("6"),
    ],
);

/// The metrics that can be asserted.
const METRICS: &[(&str, &str)] = &[
    ("retained", "how many of the opening roster are there"),
    ("headcount", "how many are there, newcomers included"),
    ("exits", "how many exits there have been"),
    ("retained_voluntary", "how many of the opening roster are there or were dismissed"),
    ("productive_headcount", "headcount with newcomers weighted by the ramp; needs [hiring]"),
    ("tenure_kept", "the share of the opening roster's years of tenure that is there; needs dates of hire"),
    ("capability", "1 while the capability named by group is covered, else 0: its mean is the probability"),
    ("capability_lost", "1 once the capability named by group has been lost, else 0"),
    ("bus_factor", "the fewest exits that lose a capability; needs [capabilities]"),
    ("cost", "what the policy costs up to the horizon, in the unit of pay; stayput compare checks it"),
];

/// The statistics of a metric.
const STATS: &[(&str, &str)] = &[
    ("mean", "the mean over all trials"),
    ("sd", "the standard deviation over all trials"),
    ("p05", "5 % of the trials are at or below"),
    ("p10", "10 % of the trials are at or below"),
    ("p25", "a quarter of the trials is at or below"),
    ("p50", "the median"),
    ("p75", "three quarters of the trials are at or below"),
    ("p90", "90 % of the trials are at or below"),
    ("p95", "95 % of the trials are at or below"),
    ("luck_share", "the share of the variance that is luck"),
];

/// The comparisons of an assertion.
const OPERATORS: &[(&str, &str)] = &[(">=", "at least"), (">", "more than"), ("<=", "at most"), ("<", "less than")];

/// `[privacy]`.
pub(in crate::scenario) static PRIVACY: Section = Section::new(
    "What results may say of small groups.",
    &[
        Key::new(
            "min_group",
            Form::Whole(1, LARGEST_MIN_GROUP),
            "In no sum or difference of published results, weighted or not, does one person of the roster have more than a min_group-th of the weight; what would break that is withheld, unless --individuals is given. The number of the whole roster is always told.",
        )
        .default("5"),
        Key::new("reason", Form::Text, "Why min_group is what it is; asked for where it is less than 5, and written into the manifest."),
    ],
);
