//! The keys of seats and of what they are for: notice, returns, hiring, capabilities.

use super::{Form, Key, Section};
use crate::scenario::read::numbers::ranges::{PROBABILITY, RATIO, RETURN, TIME};

/// More seats or people than this are never needed.
pub(in crate::scenario) const MOST_NEEDED: u64 = 1_000_000;

/// `[notice]`.
pub(in crate::scenario) static NOTICE: Section = Section::new(
    "The time between a decision to leave and the exit. Colleagues know from the decision on; the seat is empty from the exit on.",
    &[Key::new("length", Form::Duration, "How long it is.").required().example("\"2 months\"")],
);

/// `[returns]`.
pub(in crate::scenario) static RETURNS: Section = Section::new(
    "How those who left come back: to the old team, with the old date of hire.",
    &[
        Key::new("return_per_year", Form::Quantity(&RETURN), "Returns just after an exit [per person-year].").required().example("0.05"),
        Key::new("half_life", Form::HalfLife, "Time since the exit in which that halves, or \"never\".")
            .required()
            .example("\"18 months\""),
        Key::new("ratio_after_return", Form::Quantity(&RATIO), "Hazard ratio of one who has returned, in all channels.").default("1"),
    ],
);

/// `[hiring]`.
pub(in crate::scenario) static HIRING: Section = Section::new(
    "How seats are filled again, by newcomers with the seat's team, role and skills.",
    &[
        Key::new("refill", Form::Quantity(&PROBABILITY), "Probability that an exit opens a seat.").default("1"),
        Key::new(
            "time_to_fill",
            Form::Luck(&TIME),
            "Time from when a seat is looked after to the hire, drawn for each seat; { mean = \"5 months\" } is exponential.",
        )
        .required()
        .example("\"5 months\""),
        Key::new("ramp", Form::Duration, "Time in which a newcomer's productivity grows from 0 to 1, linearly.").default("\"0 days\""),
        Key::new(
            "open_at_once",
            Form::Whole(1, MOST_NEEDED),
            "How many seats are looked after at once; further ones wait in their order. No limit if absent.",
        )
        .example("10"),
    ],
);

/// `[capabilities.*]`.
pub(in crate::scenario) static CAPABILITY: Section = Section {
    one_of: &[&["skills"], &["researchers"]],
    ..Section::new(
        "Something that the lab can do while enough of those who know how are there.",
        &[
            Key::new("needs", Form::Whole(1, MOST_NEEDED), "How many it needs.").required().example("2"),
            Key::new("skills", Form::Texts, "Everybody with one of these skills knows how. Either this or researchers.")
                .example("[\"pretraining\"]"),
            Key::new("researchers", Form::Texts, "Those who know how, by id. Either this or skills.").example("[\"p-01\", \"p-02\"]"),
        ],
    )
};
