//! The keys of people: roster, researchers, history.

use super::{Form, Key, Other, Section};
use crate::scenario::read::numbers::ranges::{Support, TIME};

/// The most people that a roster may generate.
pub(in crate::scenario) const MOST_GENERATED: u64 = 1_000_000;

/// `[roster]`.
pub(in crate::scenario) static ROSTER: Section = Section {
    needs: &[("columns", "file"), ("unread", "file")],
    ..Section::new("Who is there.", &[
        Key::new(
            "file",
            Form::Text,
            "A CSV file, relative to this one: id, and where known team, role, hired, pay, unvested, vests_by, leads, skills, last_day, last_channel; further columns of numbers are covariates.",
        )
        .example("\"roster.csv\""),
        Key::new("unread", Form::Texts, "Columns of the file that nothing is to read; of others that nothing reads a warning tells.")
            .example("[\"office\"]"),
        Key::new("columns", Form::Table(&ROSTER_COLUMNS), "Headings of the file that stand for our columns: hired = \"Hire Date\"."),
        Key::new("generate", Form::Table(&GENERATE), "A synthetic lab: ids such as t12-03."),
    ])
};

/// `[roster.columns]`; its keys are the columns of a roster file.
pub(in crate::scenario) static ROSTER_COLUMNS: Section = Section {
    others: Some(Other { about: "The heading of a covariate that a channel weighs.", form: Form::Text }),
    ..Section::new(
        "Headings of the file that stand for our columns.",
        &[
            Key::new("id", Form::Text, "Heading of the id."),
            Key::new("name", Form::Text, "Heading of the name; never read."),
            Key::new("team", Form::Text, "Heading of the team."),
            Key::new("role", Form::Text, "Heading of the role."),
            Key::new("hired", Form::Text, "Heading of the date of hire."),
            Key::new("pay", Form::Text, "Heading of the annual pay."),
            Key::new("unvested", Form::Text, "Heading of the unvested equity."),
            Key::new("vests_by", Form::Text, "Heading of the date by which the last of it vests."),
            Key::new("leads", Form::Text, "Heading of the teams that the person leads."),
            Key::new("skills", Form::Text, "Heading of the skills."),
            Key::new("last_day", Form::Text, "Heading of the last day, where it is known."),
            Key::new("last_channel", Form::Text, "Heading of the channel that the exit on a known last day counts under."),
        ],
    )
};

/// `[roster.generate]`.
pub(in crate::scenario) static GENERATE: Section = Section::new(
    "A synthetic lab: people made up by a rule.",
    &[
        Key::new("teams", Form::Whole(1, MOST_GENERATED), "How many teams.").required().example("5"),
        Key::new("team_size", Form::Whole(1, MOST_GENERATED), "How many people a team.").required().example("8"),
        Key::new(
            "tenure",
            Form::Luck(&TIME),
            "Time since hire at the start, drawn for each person; { mean = \"3 years\" } is exponential.",
        )
        .example("\"3 years\""),
    ],
);

/// A `[[researchers]]` table; its keys are also the columns of a roster file.
pub(in crate::scenario) static RESEARCHER: Section = Section {
    others: Some(Other { about: "A covariate, which channels may weigh.", form: Form::Number(None) }),
    needs: &[("last_channel", "last_day")],
    ..Section::new(
        "One researcher.",
        &[
            Key::new("id", Form::Text, "The id, unique; results and messages use nothing else.").required().example("\"p-01\""),
            Key::new("name", Form::Text, "The name; never read, never printed.").example("\"A. Nyone\""),
            Key::new("team", Form::Text, "The team's name.").default("\"all\""),
            Key::new("role", Form::Text, "The role.").example("\"scientist\""),
            Key::new(
                "hired",
                Form::CoarseDate,
                "The date of hire; the month or the year alone will do where it is before the start. After the start: joins then.",
            )
            .example("\"2024-05\""),
            Key::new("pay", Form::Number(Some(Support::Positive)), "Annual pay, in any currency or unit.").default("1.0"),
            Key::new("unvested", Form::Number(Some(Support::NotNegative)), "Unvested equity, in the unit of pay.").default("0.0"),
            Key::new("vests_by", Form::Date, "When the last of the unvested equity vests.").example("\"2028-06-30\""),
            Key::new("leads", Form::TextOrTexts, "The team that this person leads, or several: a list, or a text separated by semicolons.").example("\"all\""),
            Key::new("skills", Form::TextOrTexts, "Skills: a list, or a text separated by semicolons.").example("[\"pretraining\"]"),
            Key::new(
                "last_day",
                Form::Date,
                "The last day, where it is known at the start, as by a fixed term or a notice given: gone on that date in every trial, and at no risk before.",
            )
            .example("\"2028-06-30\""),
            Key::new("last_channel", Form::Text, "The channel that the exit on the last day counts under.").example("\"other\""),
        ],
    )
};

/// The units of durations.
pub(in crate::scenario) const DURATION_UNITS: &[(&str, &str)] =
    &[("days", "Days."), ("weeks", "Weeks of seven days."), ("months", "Months of the calendar."), ("years", "Years of the calendar.")];

/// `[history]`.
pub(in crate::scenario) static HISTORY: Section = Section::new(
    "Who was there and who left when.",
    &[
        Key::new(
            "file",
            Form::Text,
            "A CSV file, relative to this one: id and entry, and as far as known team, role, hired, observed_until, exit, exit_earliest, exit_latest, channel, duration, event, destination, leads.",
        )
        .required()
        .example("\"history.csv\""),
        Key::new("from", Form::Date, "The date from which everybody without an entry of their own is observed, or from the hire where that is later.")
            .example("\"2020-01-01\""),
        Key::new("until", Form::Date, "The date up to which everybody is observed, or up to an observed_until of their own where that is earlier: nothing after it counts.")
            .example("\"2026-12-31\""),
        Key::new("unread", Form::Texts, "Columns of the file that nothing is to read; of others that nothing reads a warning tells.")
            .example("[\"source\"]"),
        Key::new("columns", Form::Table(&HISTORY_COLUMNS), "Headings of the file that stand for our columns: hired = \"hire_date\"."),
        Key::new("channel", Form::Text, "One channel for all: through which those left of whom the file does not say it; a channel's name, or unknown.")
            .example("\"other\""),
        Key::new("duration_unit", Form::Choice(DURATION_UNITS), "The unit of the column duration."),
        Key::new("channels", Form::Table(&HISTORY_CHANNELS), "Words in the column channel that stand for channels: \"New job\" = \"lab\"."),
    ],
);

/// `[history.channels]`.
pub(in crate::scenario) static HISTORY_CHANNELS: Section = Section {
    others: Some(Other { about: "A channel's name, unknown or censored, for which this word stands.", form: Form::Text }),
    ..Section::new("What words in the column channel stand for.", &[])
};

/// `[history.columns]`; its keys are the columns of a history file.
pub(in crate::scenario) static HISTORY_COLUMNS: Section = Section {
    others: Some(Other { about: "The heading of a covariate that a channel weighs.", form: Form::Text }),
    ..Section::new(
        "Headings of the file that stand for our columns.",
        &[
            Key::new("id", Form::Text, "Heading of the id."),
            Key::new("name", Form::Text, "Heading of the name; never read."),
            Key::new("team", Form::Text, "Heading of the team."),
            Key::new("role", Form::Text, "Heading of the role."),
            Key::new("entry", Form::Text, "Heading of the date from which the person is under observation."),
            Key::new("hired", Form::Text, "Heading of the date of hire."),
            Key::new("observed_until", Form::Text, "Heading of the date up to which the person is observed."),
            Key::new("exit", Form::Text, "Heading of the date of exit; empty for who is still there."),
            Key::new("exit_earliest", Form::Text, "Heading of the first day that the exit can have been."),
            Key::new("exit_latest", Form::Text, "Heading of the last day that the exit can have been."),
            Key::new("channel", Form::Text, "Heading of the channel of the first destination; also unknown, censored."),
            Key::new(
                "duration",
                Form::Text,
                "Heading of how long the person was there, from the hire where that is known, else from the entry.",
            ),
            Key::new(
                "event",
                Form::Text,
                "Heading of what that time ended with: 1 for an exit, 0 for the end of observation, or the channel.",
            ),
            Key::new("destination", Form::Text, "Heading of the first destination."),
            Key::new("leads", Form::Text, "Heading of the teams that the person led."),
        ],
    )
};
