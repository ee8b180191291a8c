//! The keys of where people go: competitors, and the spin-outs that they found themselves.

use super::{Form, Key, Section};
use crate::scenario::read::numbers::ranges::{PAY_MULTIPLE, PROBABILITY, PULL, SHARE, WEIGHT};

/// More seats than this are no limit.
pub(in crate::scenario) const MOST_SEATS: u64 = 1_000_000;

/// `[competitors.*]`.
pub(in crate::scenario) static COMPETITOR: Section = Section {
    needs: &[("founders", "opened"), ("pull_per_year", "founders"), ("half_life", "founders"), ("across", "founders")],
    ..Section::new(
        "An organisation behind a channel: it takes a share of the channel's hazard, in proportion to its weight, while it hires.",
        &[
            Key::new("channel", Form::Text, "The channel that leads to it.").required().example("\"startup\""),
            Key::new(
                "weight",
                Form::Quantity(&WEIGHT),
                "Its share beside the other competitors' weights and unnamed_weight. If absent 1, or 0 with founders: they hire by pull.",
            )
            .example("1.0"),
            Key::new("opened", Form::Date, "It hires from this date on; always if absent.").example("\"2023-05-01\""),
            Key::new("closed", Form::Date, "It hires and pulls until this date, excluded; for ever if absent.").example("\"2026-01-01\""),
            Key::new("seats", Form::Whole(1, MOST_SEATS), "How many of us it can take, founders and those who went before it opened not counted; with founders that of [spinouts] if absent, else no limit.")
                .example("10"),
            Key::new(
                "pay_multiple",
                Form::Quantity(&PAY_MULTIPLE),
                "What it offers, as a multiple of pay at the start; that of its channel if absent. Needs [pay] and a channel that gives hazard_per_year.",
            )
            .example("1.5"),
            Key::new("redistribute", Form::Flag, "Whether its share goes to the others while it is closed or full; otherwise it is lost.")
                .default("false"),
            Key::new(
                "founders",
                Form::Texts,
                "Who founded it: ids of the history, none of them on the roster. It pulls those who shared a team with them.",
            )
            .example("[\"p-17\"]"),
            Key::new(
                "pull_per_year",
                Form::Quantity(&PULL),
                "Its own pull at the opening [exits, or offers, a year and team-mate of the founders]; that of [spinouts] if absent.",
            )
            .example("1.0"),
            Key::new("half_life", Form::HalfLife, "Time in which its pull halves, or \"never\"; that of [spinouts] if absent.")
                .example("\"12 months\""),
            Key::new(
                "across",
                Form::Quantity(&SHARE),
                "Its pull on those who shared no team with a founder, as a share of that on those who did; that of [spinouts] if absent, else 0.",
            )
            .example("0.1"),
        ],
    )
};

/// `[spinouts]`.
pub(in crate::scenario) static SPINOUTS: Section = Section::new(
    "What follows when somebody leaves to found a startup: who comes along at once, who is pulled after, and how.",
    &[
        Key::new(
            "open",
            Form::Flag,
            "Whether found exits open a spin-out that pulls, the history's too; otherwise only listed competitors with founders pull.",
        )
        .default("true"),
        Key::new("channel", Form::Text, "The channel that pull is part of; the only one of the kind startup if absent.")
            .example("\"startup\""),
        Key::new("delay", Form::Duration, "Time between the founder's exit and the opening.").default("\"0 days\""),
        Key::new("cofound", Form::Quantity(&PROBABILITY), "Probability that a present team-mate leaves with the founder, at once.")
            .default("0"),
        Key::new(
            "pull_per_year",
            Form::Quantity(&PULL),
            "Pull at the opening [exits, or offers where the channel gives offers, a year and team-mate of the founders].",
        )
        .required()
        .example("1.0"),
        Key::new("half_life", Form::HalfLife, "Time in which the pull halves, or \"never\".").required().example("\"12 months\""),
        Key::new("seats", Form::Whole(1, MOST_SEATS), "How many a spin-out hires, founders not counted; no limit if absent.").example("8"),
        Key::new("across", Form::Quantity(&SHARE), "Pull on those who shared no team with a founder, as a share of that on those who did.")
            .default("0"),
    ],
);
