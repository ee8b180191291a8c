//! The keys of exits: the channels through which people leave, and what an exit does to the others.

use super::{Form, Key, Other, Section};
use crate::scenario::read::numbers::ranges::{CAP, HAZARD, OFFERS, PAY_MULTIPLE, PROBABILITY, RATIO, SHARE, WEIGHT};

/// The kinds of channel.
const KINDS: &[(&str, &str)] = &[
    ("found", "founds a startup"),
    ("startup", "joins a startup"),
    ("lab", "joins a rival lab"),
    ("other", "academia, retirement, health"),
    ("dismissed", "is dismissed"),
];

/// `[channels.*]`.
pub(in crate::scenario) static CHANNEL: Section = Section {
    one_of: &[&["hazard_per_year"], &["offers_per_year", "acceptance"]],
    ..Section::new(
        "A kind of exit: offers_per_year with acceptance, or hazard_per_year where only the product is known.",
        &[
            Key::new("kind", Form::Choice(KINDS), "How it behaves; needed where the name is not one of the five kinds.")
                .example("\"other\""),
            Key::new("offers_per_year", Form::Quantity(&OFFERS), "Offers that reach a person [per person-year].").example("2.0"),
            Key::new("acceptance", Form::Quantity(&PROBABILITY), "Probability that an offer is accepted.").example("0.05"),
            Key::new(
                "hazard_per_year",
                Form::Quantity(&HAZARD),
                "Exits [per person-year], at covariates 0 and heat 1. 0.02 a month is 0.24.",
            )
            .example("0.12"),
            Key::new(
                "pay_multiple",
                Form::Quantity(&PAY_MULTIPLE),
                "What is offered, as a multiple of pay at the start; needs [pay]. With it, acceptance or the hazard is that of an offer equal to pay.",
            )
            .default("1"),
            Key::new("tenure", Form::Tables(&TENURE_BAND), "Bands of time since hire, in order; ratio 1 after the last."),
            Key::new("covariates", Form::Table(&COVARIATES), "Hazard ratios per unit of covariates: { star = 1.3 }."),
            Key::new(
                "unnamed_weight",
                Form::Quantity(&WEIGHT),
                "The weight of all organisations that are not listed, beside the competitors' weights. If absent 0, or 1 where no competitor of the channel has a weight.",
            )
            .example("1.0"),
        ],
    )
};

/// A band of a channel's `tenure`.
pub(in crate::scenario) static TENURE_BAND: Section = Section {
    one_of: &[&["ratio"], &["hazard_per_year"]],
    ..Section::new(
        "A band of time since hire, from the end of the band before.",
        &[
            Key::new("until", Form::CalendarDuration, "The band ends so long after the date of hire.").required().example("\"1 year\""),
            Key::new("ratio", Form::Quantity(&RATIO), "Hazard ratio in the band.").example("0.7"),
            Key::new("hazard_per_year", Form::Quantity(&HAZARD), "Hazard in place of the channel's own [per person-year].").example("0.05"),
        ],
    )
};

/// A channel's `covariates`.
static COVARIATES: Section = Section {
    others: Some(Other { about: "Hazard ratio per unit of the covariate, a numeric column of the roster.", form: Form::Quantity(&RATIO) }),
    ..Section::new("Hazard ratios per unit of covariates.", &[])
};

/// `[contagion]`.
pub(in crate::scenario) static CONTAGION: Section = Section {
    one_of: &[&["window"], &["half_life"]],
    needs: &[("symmetric", "edges"), ("leader_delay", "leader_ratio"), ("leader_half_life", "leader_ratio")],
    not_both: Some(("edges", "across")),
    ..Section::new(
        "What an exit does to the hazards of those who are left: of the same team, or along listed edges.",
        &[
            Key::new("ratio", Form::Quantity(&RATIO), "Hazard ratio just after one exit; several exits multiply.")
                .required()
                .example("1.09"),
            Key::new("window", Form::Duration, "The effect is whole for so long, then gone. Either this or half_life.")
                .example("\"135 days\""),
            Key::new("half_life", Form::HalfLife, "Time in which the logarithm of the effect halves, or \"never\". Either this or window.")
                .example("\"70 days\""),
            Key::new("delay", Form::Duration, "Time between an exit and its effect.").default("\"0 days\""),
            Key::new("across", Form::Quantity(&SHARE), "Weight of an exit of another team, as a share of one of the same team.")
                .default("0"),
            Key::new("edges", Form::Text, "A CSV file, relative to this one: from,to,weight. It stands in place of teams.")
                .example("\"ties.csv\""),
            Key::new("symmetric", Form::Flag, "Whether each edge acts both ways: the list has each pair once.").default("false"),
            Key::new("cap", Form::Quantity(&CAP), "The most that all exits together multiply a hazard by; no cap if absent.")
                .example("5.0"),
            Key::new("leader_ratio", Form::Quantity(&RATIO), "A further hazard ratio on the team when one who leads it leaves.")
                .example("2.0"),
            Key::new("leader_delay", Form::Duration, "Time between the leader's exit and its effect.").default("\"0 days\""),
            Key::new("leader_half_life", Form::HalfLife, "How the leader's effect fades, or \"never\"; like the others' if absent.")
                .example("\"6 months\""),
        ],
    )
};
