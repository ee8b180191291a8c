//! The keys of what comes from outside: shocks and the market.

use super::{Form, Key, Section};
use crate::scenario::read::numbers::ranges::{HEAT as MULTIPLIER, PROBABILITY, RATIO, SPREAD};

/// A `[[shocks]]` table.
pub(in crate::scenario) static SHOCK: Section = Section {
    one_of: &[&["date"], &["between"]],
    ..Section::new(
        "A dated event that changes hazards for a while.",
        &[
            Key::new("name", Form::Text, "The name, unique; it names the shock in paths: shocks.layoffs.ratio.")
                .required()
                .example("\"layoffs\""),
            Key::new("date", Form::CoarseDate, "The day; of a month or a year alone, a random day. Either this or between.")
                .example("\"2027-03-14\""),
            Key::new("between", Form::Between, "Two dates between which the day is drawn. Either this or date.")
                .example("[\"2027-03-01\", \"2027-09-01\"]"),
            Key::new("probability", Form::Quantity(&PROBABILITY), "Probability that it happens at all.").default("1.0"),
            Key::new("ratio", Form::Quantity(&RATIO), "Hazard ratio on the day.").required().example("1.3"),
            Key::new("half_life", Form::HalfLife, "Time in which the logarithm of the effect halves, or \"never\".")
                .required()
                .example("\"6 months\""),
            Key::new("channels", Form::Texts, "The channels on which it acts; all if absent.").example("[\"lab\"]"),
        ],
    )
};

/// `[heat]`.
pub(in crate::scenario) static HEAT: Section = Section {
    needs: &[("volatility", "half_life"), ("half_life", "volatility"), ("channels", "volatility")],
    ..Section::new(
        "The market's demand: a random path that everybody shares, and given series. Both multiply.",
        &[
            Key::new("channels", Form::Texts, "The channels that the random path moves; all if absent.").example("[\"lab\"]"),
            Key::new("volatility", Form::Quantity(&SPREAD), "Standard deviation of ln heat in the long run.").example("0.4"),
            Key::new("half_life", Form::HalfLife, "Time in which the path's autocorrelation halves, or \"never\" for a level drawn once.")
                .example("\"12 months\""),
            Key::new("series", Form::Tables(&SERIES), "Given courses of the market."),
        ],
    )
};

/// How a series goes between its points.
const INTERPOLATIONS: &[(&str, &str)] =
    &[("linear", "linear in the logarithm"), ("step", "each value holds from its own day until the next point")];

/// A `[[heat.series]]` table.
pub(in crate::scenario) static SERIES: Section = Section::new(
    "A given course of the market, constant before its first point and after its last.",
    &[
        Key::new("channels", Form::Texts, "The channels that it moves; all if absent.").example("[\"lab\"]"),
        Key::new("interpolation", Form::Choice(INTERPOLATIONS), "What holds between the points.").default("\"linear\""),
        Key::new("points", Form::Tables(&POINT), "Points in order of date, at least one.").required(),
    ],
);

/// A point of a series.
pub(in crate::scenario) static POINT: Section = Section::new(
    "A point of a course of the market.",
    &[
        Key::new("at", Form::Moment, "The day: a date, or a time from the start such as \"12 months\".")
            .required()
            .example("\"12 months\""),
        Key::new(
            "value",
            Form::Quantity(&MULTIPLIER),
            "The multiplier of offers, or of the hazard where only that is given; 1 is the usual market.",
        )
        .required()
        .example("1.2"),
    ],
);
