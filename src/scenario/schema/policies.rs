//! The keys of policies: those that all kinds have, whom a policy is for, what has to happen first; and of pay, which they change. The
//! keys of its own stand with each kind, in [`crate::policy`].

use serde_json::{Map, Value, json};

use super::json::{choice, section};
use super::staffing::MOST_NEEDED;
use super::{Form, Key, Section};
use crate::policy::{KINDS, Kind};
use crate::scenario::read::numbers::ranges::{ELASTICITY, MONEY, RATIO};

/// `[policies.*]`: the keys of every kind but the bundle.
pub(in crate::scenario) static POLICY: Section = Section::new(
    "Something that the lab can do: dated, targeted, priced. It is done in runs that name it, and compared with doing nothing.",
    &[
        Key::new("from", Form::Moment, "In force from this day on, not before the start: a date, or a time from the start. The start if absent.")
            .default("\"0 days\""),
        Key::new("until", Form::Moment, "In force until this day, excluded: a date, or a time from the start. For good if absent.")
            .example("\"12 months\""),
        Key::new(
            "target",
            Form::WordOrTable("all", &TARGET),
            "Whom it is for: \"all\", or { team = \"a\" }, { role = \"engineer\" }, { ids = [..] }, { top = 5, by = \"column\" }; keys join by and.",
        )
        .default("\"all\""),
        Key::new("when", Form::Table(&CONDITION), "It begins only when so many have left within some time; at once if absent."),
        Key::new("cost_once", Form::Quantity(&MONEY), "Cost when it begins, for each team in which a condition lets it begin [unit of pay].")
            .default("0"),
        Key::new(
            "cost_per_person_year",
            Form::Quantity(&MONEY),
            "Cost of each year that somebody of the target is there while it is in force [unit of pay a person-year].",
        )
        .default("0"),
        Key::new(
            "cost_per_event",
            Form::Quantity(&MONEY),
            "Cost of each event: an exit answered, a founder's leave, a seat filled, a return [unit of pay].",
        )
        .default("0"),
        Key::new("budget", Form::Quantity(&MONEY), "The most that it may spend in all [unit of pay]; no limit if absent.").example("10"),
        Key::new(
            "budget_per_year",
            Form::Quantity(&MONEY),
            "The most that it may spend in each year of the calendar from the start on [unit of pay]; no limit if absent.",
        )
        .example("5"),
    ],
);

/// A policy's `target`.
pub(in crate::scenario) static TARGET: Section = Section {
    needs: &[("top", "by"), ("by", "top")],
    ..Section::new(
        "Whom a policy is for: all who fit every key.",
        &[
            Key::new("team", Form::Text, "Those of this team.").example("\"a\""),
            Key::new("role", Form::Text, "Those of this role.").example("\"engineer\""),
            Key::new("ids", Form::Texts, "These very people, by id.").example("[\"a\"]"),
            Key::new(
                "top",
                Form::Whole(1, MOST_NEEDED),
                "So many with the highest values of `by`, among those who fit the other keys and are there when the policy begins.",
            )
            .example("5"),
            Key::new("by", Form::Text, "What ranks them: a column of numbers of the roster, or pay, unvested or tenure.")
                .example("\"tenure\""),
        ],
    )
};

/// Among whom a condition counts exits.
const SCOPES: &[(&str, &str)] =
    &[("team", "in one team, where the policy then begins"), ("lab", "in the whole lab, where it then begins for the whole target")];

/// A policy's `when`.
pub(in crate::scenario) static CONDITION: Section = Section::new(
    "What has to happen before a policy begins: so many exits within some time, those before the start included.",
    &[
        Key::new("exits", Form::Whole(1, MOST_NEEDED), "How many exits.").required().example("2"),
        Key::new("within", Form::Duration, "Within how long.").required().example("\"90 days\""),
        Key::new("of", Form::Choice(SCOPES), "Among whom they are counted.").default("\"team\""),
    ],
);

/// `[pay]`.
pub(in crate::scenario) static PAY: Section = Section::new(
    "How hazards answer to pay and to unvested equity.",
    &[
        Key::new(
            "elasticity",
            Form::Quantity(&ELASTICITY),
            "Log hazard ratio for a unit of ln(offered pay / own pay): with 1.2, a raise of 10 % takes 11 % of the hazard away.",
        )
        .required()
        .example("1.2"),
        Key::new(
            "equity_elasticity",
            Form::Quantity(&ELASTICITY),
            "Log hazard ratio, taken away, for each annual pay of unvested equity: with 0.5, one annual pay takes 39 % of the hazard away.",
        )
        .default("0"),
        Key::new("vest_spike", Form::Table(&VEST_SPIKE), "What a date on which equity vests does to the hazard; nothing if absent."),
    ],
);

/// `[pay] vest_spike`.
pub(in crate::scenario) static VEST_SPIKE: Section = Section::new(
    "A hazard ratio for some time after each date on which equity vests.",
    &[
        Key::new("ratio", Form::Quantity(&RATIO), "Hazard ratio after the date; spikes that overlap count once.").required().example("1.3"),
        Key::new("length", Form::CalendarDuration, "For how long.").required().example("\"1 month\""),
    ],
);

/// The names of all keys of a policy of a kind.
pub(in crate::scenario) fn names(kind: &Kind) -> Vec<&'static str> {
    let common = POLICY.names().into_iter().filter(|name| kind.terms.admit(name));
    ["kind"].into_iter().chain(common).chain(kind.section.names()).collect()
}

/// The schema of one policy, whatever its kind.
///
/// What a kind has of its own is in a chain of conditions, so that a validator says what is wrong with the keys of that kind, and not
/// that none of a dozen forms fits. Beside the chain stand all names with their descriptions: there editors look for what they complete.
pub(super) fn policy() -> Value {
    let kinds: Vec<(&str, &str)> = KINDS.iter().map(|kind| (kind.name, kind.section.about)).collect();
    let mut schema = section(&POLICY);
    schema["properties"]["kind"] = choice(&kinds);
    schema["properties"]["kind"]["description"] = "What it does.".into();
    schema["required"] = json!(["kind"]);
    for kind in KINDS {
        for key in kind.section.keys {
            let about = &mut schema["properties"][key.name]["description"];
            let earlier = about.as_str().map_or_else(String::new, |earlier| format!("{earlier} "));
            *about = format!("{earlier}{}: {}", kind.name, key.about).into();
        }
    }
    let chain = KINDS.iter().rev().fold(Value::Bool(true), |otherwise, kind| {
        let mut own = section(&kind.section);
        let own = own.as_object_mut().map(std::mem::take).unwrap_or_default();
        let mut then: Map<String, Value> =
            own.into_iter().filter(|(key, _)| !["type", "additionalProperties"].contains(&&key[..])).collect();
        then.insert("propertyNames".to_owned(), json!({ "enum": names(kind) }));
        json!({ "if": { "properties": { "kind": { "const": kind.name } }, "required": ["kind"] }, "then": then, "else": otherwise })
    });
    schema["if"] = chain["if"].clone();
    schema["then"] = chain["then"].clone();
    schema["else"] = chain["else"].clone();
    schema
}
