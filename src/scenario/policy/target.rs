//! Targets: whom a policy is for.

use super::keys::PolicyContext;
use crate::calendar::{Date, days_between};
use crate::diagnostic::{Diagnostic, quoted};
use crate::people::{Hire, Researcher, Roster};
use crate::scenario::file::{Form, Key, Names, Node, Reader, Section, Table, Value};
use crate::scenario::staffing::MOST_NEEDED;

/// Whom a policy is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Indices of researchers of the roster, in the order in which a budget is spent on them where all get something on one day: by
    /// rank where the target is the top of a ranking, else in the order of the roster.
    pub members: Vec<usize>,
    /// Whether newcomers hired into the seats of members are covered, as they are where the target is all, a team or a role.
    pub newcomers: bool,
}

/// A policy's `target`.
pub(super) static TARGET: Section = Section {
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

/// What can rank people.
#[derive(Clone, Copy)]
enum Column {
    Pay,
    Unvested,
    Tenure,
    /// The covariate of this index.
    Covariate(usize),
}

/// The columns that are no covariates.
const COLUMNS: [(&str, Column); 3] = [("pay", Column::Pay), ("unvested", Column::Unvested), ("tenure", Column::Tenure)];

impl Column {
    /// The value of somebody, where it is known: tenure in days, relative to a date; of a coarse date of hire from its middle.
    fn value(self, researcher: &Researcher, date: Date) -> Option<f64> {
        match self {
            Self::Pay => Some(researcher.pay),
            Self::Unvested => Some(researcher.unvested),
            Self::Covariate(index) => researcher.covariates[index],
            Self::Tenure => match &researcher.hired {
                Some(Hire::On(hired)) => Some(f64::from(days_between(*hired, date))),
                Some(Hire::Within(days)) => {
                    let since = |hired: Date| f64::from(days_between(hired, date));
                    Some(0.5 * (since(days.earliest) + since(days.latest)))
                }
                Some(Hire::Before(_)) | None => None,
            },
        }
    }
}

impl Reader {
    /// A policy's `target`; everybody where it has none. Who joins after `from` does not rank, nor whose last day is known, unless it is
    /// about what those leave behind. Beside it are all of a ranking of which it is the top, in order.
    pub fn target(&mut self, table: &Table, from: Date, is_for_leaving: bool, context: &PolicyContext<'_>) -> (Target, Option<Vec<usize>>) {
        let everybody = (Target { members: (0..context.roster.researchers.len()).collect(), newcomers: true }, None);
        let Some(node) = table.get("target") else { return everybody };
        match &node.value {
            Value::Text(word) if word == "all" => everybody,
            Value::Text(word) => {
                self.push_no_target(node, word, context);
                everybody
            }
            Value::Table(keys) => self.narrowed(node, keys, from, is_for_leaving, context).unwrap_or(everybody),
            _ => {
                self.mismatch(node, "\"all\" or a table", "expected \"all\", or { team = \"a\" }");
                everybody
            }
        }
    }

    /// Says that a word is no target, and which table was probably meant.
    fn push_no_target(&mut self, node: &Node, word: &str, context: &PolicyContext<'_>) {
        let roster = &context.roster;
        let message = format!("{} is {}, not \"all\" or a table", quoted(&node.path), quoted(word));
        let meant = if roster.teams.iter().any(|team| team == word) {
            format!("write {{ team = \"{word}\" }}")
        } else if roster.researchers.iter().any(|researcher| researcher.role.as_deref() == Some(word)) {
            format!("write {{ role = \"{word}\" }}")
        } else if context.ids.get(word).is_some() {
            format!("write {{ ids = [\"{word}\"] }}")
        } else {
            "a target is \"all\", { team = .. }, { role = .. }, { ids = [..] } or { top = .., by = .. }".to_owned()
        };
        self.problems.push(Diagnostic::error(message).at(&node.place).label("unknown target").help(meant));
    }

    /// Those who fit every key; nothing where a key is wrong.
    fn narrowed(
        &mut self,
        node: &Node,
        table: &Table,
        from: Date,
        is_for_leaving: bool,
        context: &PolicyContext<'_>,
    ) -> Option<(Target, Option<Vec<usize>>)> {
        let errors = self.problems.errors();
        let keys = self.keys(table, &TARGET);
        self.check_needs(keys);
        if table.entries.is_empty() {
            let message = format!("{} has no key", quoted(&node.path));
            let diagnostic = Diagnostic::error(message).at(&node.place).label("expected team, role, ids, or top and by");
            self.problems.push(diagnostic.help("for everybody leave it out, or write \"all\""));
        }
        let roster = &context.roster;
        let teams: Names = roster.teams.iter().map(String::as_str).collect();
        let roles: Names = roster.researchers.iter().filter_map(|researcher| researcher.role.as_deref()).collect();
        let team = self.known_name(table, "team", &teams, context);
        let role = self.known_name(table, "role", &roles, context);
        let ids = keys.get("ids").map(|node| self.known_ids(node, context));
        let top = self.whole(keys, "top");
        let by = keys.get("by").and_then(|node| self.column(node, roster));
        if self.problems.errors() > errors || !context.is_whole {
            return None;
        }
        let fits = |index: &usize| {
            let researcher = &roster.researchers[*index];
            team.is_none_or(|team| researcher.team == team)
                && role.is_none_or(|role| researcher.role.as_deref().and_then(|name| roles.get(name)) == Some(role))
        };
        let candidates = ids.clone().unwrap_or_else(|| (0..roster.researchers.len()).collect());
        let mut members: Vec<usize> = candidates.into_iter().filter(fits).collect();
        let is_leaving = |member: &usize| !is_for_leaving && roster.researchers[*member].last_day.is_some();
        if members.iter().all(is_leaving) && !members.is_empty() {
            let message = format!("the last day of everybody in {} is known: the policy does nothing for them", quoted(&node.path));
            let help = "who leaves on a known day is neither kept nor paid to stay";
            self.problems.push(Diagnostic::warning(message).at(&node.place).label("expected a person who may stay").help(help));
        }
        let mut ranked = None;
        if let (Some(top), Some(by)) = (top, by) {
            members.retain(|member| !is_leaving(member));
            self.rank(table, &mut members, by, from, roster);
            ranked = Some(members.clone());
            if let (true, Some(node)) = (top as usize > members.len(), keys.get("top")) {
                let message =
                    format!("{} is {top}, and only {} are there: the policy is for all of them", quoted(&node.path), members.len());
                self.problems.push(Diagnostic::warning(message).at(&node.place).label(format!("expected {} at most", members.len())));
            }
            members.truncate(top as usize);
        } else {
            members.sort_unstable();
        }
        if members.is_empty() {
            let message = format!("nobody is in {}: the policy does nothing", quoted(&node.path));
            self.problems.push(Diagnostic::warning(message).at(&node.place).label("expected at least one person"));
        }
        Some((Target { members, newcomers: ids.is_none() && top.is_none() }, ranked))
    }

    /// The index of a name that a key gives.
    fn known_name(&mut self, table: &Table, key: &str, known: &Names, context: &PolicyContext<'_>) -> Option<usize> {
        let node = table.get(key)?;
        let name = self.text(node)?;
        let found = known.get(name);
        if found.is_none() && context.is_whole {
            if known.is_empty() {
                let message = format!("nobody on the roster has a {key}");
                self.problems.push(Diagnostic::error(message).at(&node.place).label(format!("unknown {key}")));
            } else {
                self.push_unknown(key, name, &node.place, known);
            }
        }
        found
    }

    /// People of the roster, by id.
    fn known_ids(&mut self, node: &Node, context: &PolicyContext<'_>) -> Vec<usize> {
        let mut members = Vec::new();
        for (id, place) in self.distinct_names(node, "researcher", "name those whom it is for, by id") {
            match context.ids.get(id) {
                Some(index) => members.push(index),
                None if context.is_whole => self.push_unknown("researcher", id, place, context.ids),
                None => {}
            }
        }
        members
    }

    /// A column that can rank.
    fn column(&mut self, node: &Node, roster: &Roster) -> Option<Column> {
        let name = self.text(node)?;
        let covariate = roster.covariates.iter().position(|column| column == name).map(Column::Covariate);
        let found = covariate.or(COLUMNS.iter().find(|(known, _)| *known == name).map(|&(_, column)| column));
        if found.is_none() {
            let known = || roster.covariates.iter().map(String::as_str).chain(COLUMNS.map(|(name, _)| name));
            let message = format!("the roster has no numeric column {}", quoted(name));
            let diagnostic = Diagnostic::error(message).at(&node.place).label("expected the name of a column");
            self.problems.push(match self.problems.nearest(name, known()) {
                Some(nearest) => diagnostic.suggest(Some(nearest)),
                None => diagnostic.help(format!("people can be ranked by {}", known().collect::<Vec<_>>().join(", "))),
            });
        }
        found
    }

    /// Puts those who are there when the policy begins in order: the highest value first, who has none last, ties by id.
    fn rank(&mut self, table: &Table, members: &mut Vec<usize>, by: Column, from: Date, roster: &Roster) {
        let people = &roster.researchers;
        members.retain(|&member| !matches!(people[member].hired, Some(Hire::On(date)) if date > from));
        let value = |member: usize| by.value(&people[member], from).unwrap_or(f64::NEG_INFINITY);
        members.sort_by(|&a, &b| value(b).total_cmp(&value(a)).then_with(|| people[a].id.cmp(&people[b].id)));
        let missing = members.iter().filter(|&&member| value(member) == f64::NEG_INFINITY).count();
        if let (Some(node), true) = (table.get("by"), missing > 0) {
            let name = self.text(node).map(quoted).unwrap_or_default();
            let message = format!("{missing} of {} have no known {name}, and rank last", members.len());
            self.problems.push(Diagnostic::warning(message).at(&node.place));
        }
    }
}
