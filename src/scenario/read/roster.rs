//! The roster, from all that a scenario may give together: a CSV file, tables in the scenario itself, a rule to generate it.
//!
//! Columns of the file: `id` (the only one that must be there), `team`, `role`, `hired`, `pay`, `unvested`, `vests_by`, `leads` (the name
//! of the team led) and `skills` (separated by `;`). `name` may be there and is not read. Every further column of numbers is a
//! covariate; other columns of text are noted and ignored. Tables have the same keys.

use super::Reader;
use super::covariates::Wanted;
use super::distribution::Exponential;
use super::domain::TIME;
use super::head::Head;
use super::names::Names;
use super::sheet::{Row, Sheet};
use super::tree::{Entry, Node, Table, Value};
use crate::calendar::{Date, DateInterval};
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::parameter::Distribution;
use crate::people::{Hire, Researcher, Roster};

/// The columns that are read.
const COLUMNS: [&str; 10] = ["id", "name", "team", "role", "hired", "pay", "unvested", "vests_by", "leads", "skills"];
/// The most people that a roster may generate.
const MOST_GENERATED: u64 = 1_000_000;
/// The team of those who have none.
pub(super) const NO_TEAM: &str = "all";

/// A roster and where its people stand.
#[derive(Default)]
pub(super) struct People {
    pub roster: Roster,
    /// Ids, in the order of the roster.
    pub ids: Names,
    /// Whether everything of it could be opened.
    pub is_whole: bool,
}

/// What is gathered of the people while they are read.
#[derive(Default)]
struct Gathering {
    researchers: Vec<Researcher>,
    places: Vec<Place>,
    ids: Names,
    teams: Names,
    covariates: Names,
    /// Leaders, the names of the teams they lead, and where that is said.
    leads: Vec<(usize, String, Place)>,
    /// Covariates that a person or a file does not have, though channels use them, and where.
    lacking: Vec<(String, Place)>,
    /// Some of it could not be read.
    is_lost: bool,
    /// Some of it is generated.
    is_generated: bool,
}

impl Reader {
    /// Reads everybody.
    pub fn people(&mut self, root: &Table, head: &Head, wanted: &[Wanted]) -> People {
        let mut all = Gathering::default();
        let errors = self.problems.errors();
        for table in self.tables_at(root, "researchers") {
            self.inline_researcher(table, head, wanted, &mut all);
        }
        if let Some(table) = self.table_at(root, "roster") {
            self.known_keys(table, &["file", "generate"], &[]);
            if let Some(node) = table.get("file") {
                self.roster_file(node, head, wanted, &mut all);
            }
            if let Some(generate) = self.table_at(table, "generate") {
                self.generated(generate, &mut all);
            }
        }
        if all.researchers.is_empty() && self.problems.errors() == errors {
            self.push_nobody(root);
        }
        self.resolve_leads(&mut all);
        if !all.is_lost && !all.researchers.is_empty() {
            self.check_wanted(wanted, &all);
        }
        let ids = all.ids.clone();
        self.check_collisions("ids", ids.iter().zip(&all.places), crate::random::name_hash);
        all.people()
    }

    fn push_nobody(&mut self, root: &Table) {
        let diagnostic = match root.entry("roster").or_else(|| root.entry("researchers")) {
            Some(entry) => Diagnostic::error("the roster is empty").at(&entry.key_place).label("expected somebody in here"),
            None if self.is_broken => return,
            None => Diagnostic::error("the scenario has no roster").at(&root.place),
        };
        self.problems.push(diagnostic.help("give [roster] file = \"roster.csv\", or [[researchers]], or [roster.generate]"));
    }

    /// The people of a CSV file.
    fn roster_file(&mut self, node: &Node, head: &Head, wanted: &[Wanted], all: &mut Gathering) {
        let path = self.text(node);
        let Some(sheet) = path.and_then(|path| self.sheet(path, &node.place)) else {
            all.is_lost = true;
            return;
        };
        if !sheet.has("id") {
            self.push_no_column(&sheet, "id");
            all.is_lost = true;
            return;
        }
        let columns = self.covariate_columns(&sheet, &COLUMNS, wanted);
        let lacking = wanted.iter().filter(|covariate| !sheet.has(&covariate.name));
        all.lacking.extend(lacking.map(|covariate| (covariate.name.clone(), sheet.header())));
        all.is_lost |= !sheet.is_whole();
        for row in sheet.rows() {
            self.row_researcher(row, head, &columns, wanted, all);
        }
    }

    /// Says that a column is missing.
    pub fn push_no_column(&mut self, sheet: &Sheet, name: &str) {
        let message = format!("the file has no column {}", quoted(name));
        let nearest = self
            .problems
            .nearest(name, sheet.headings().map(|(name, _)| name))
            .map(|heading| format!("is it the one with the heading {}? Call it {name}", quoted(heading)));
        let diagnostic = Diagnostic::error(message).at(&sheet.header()).label(format!("expected a heading {name}"));
        self.problems.push(match nearest {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }

    fn row_researcher(&mut self, row: Row<'_>, head: &Head, columns: &[String], wanted: &[Wanted], all: &mut Gathering) {
        let covariates = self.covariate_cells(row, columns, wanted);
        let Some(id) = row.get("id") else {
            self.problems.push(Diagnostic::error("this row has no `id`").at(&row.place_of("id")).label("expected an id"));
            all.is_lost = true;
            return;
        };
        let hired = row.get("hired").map(|cell| {
            let interval = self.interval_text("hired", &cell.text, &cell.place);
            self.hire(interval, head, &cell.place)
        });
        let pay = row.get("pay").and_then(|cell| {
            let pay = self.number_text("pay", &cell.text, &cell.place)?;
            self.at_least("pay", pay, true, &cell.place)
        });
        let unvested = row.get("unvested").and_then(|cell| {
            let unvested = self.number_text("unvested", &cell.text, &cell.place)?;
            self.at_least("unvested", unvested, false, &cell.place)
        });
        let researcher = Researcher {
            id: id.text.clone().into_owned(),
            team: all.teams.insert(row.get("team").map_or(NO_TEAM.into(), |cell| cell.text).as_ref()),
            role: row.get("role").map(|cell| cell.text.into_owned()),
            hired,
            pay: pay.unwrap_or(1.0),
            unvested: unvested.unwrap_or(0.0),
            vests_by: row.get("vests_by").and_then(|cell| self.date_text("vests_by", &cell.text, &cell.place)),
            leads: None,
            skills: row.get("skills").map(|cell| skills(&cell.text)).unwrap_or_default(),
            covariates: Vec::new(),
        };
        let leads = row.get("leads").map(|cell| (cell.text.into_owned(), cell.place));
        let values = columns.iter().cloned().zip(covariates);
        self.add(researcher, &id.place, leads, values, all);
    }

    /// A researcher of a `[[researchers]]` table.
    fn inline_researcher(&mut self, table: &Table, head: &Head, wanted: &[Wanted], all: &mut Gathering) {
        let values = self.inline_covariates(table);
        let lacking = wanted.iter().filter(|covariate| table.get(&covariate.name).is_none());
        all.lacking.extend(lacking.map(|covariate| (covariate.name.clone(), table.place.clone())));
        let Some((node, id)) = self.required(table, "id", "id = \"p-01\"").and_then(|node| Some((node, self.text(node)?))) else {
            all.is_lost = true;
            return;
        };
        let hired = table.get("hired").map(|node| {
            let interval = self.interval(node);
            self.hire(interval, head, &node.place)
        });
        let team = table.get("team").and_then(|node| self.text(node)).unwrap_or(NO_TEAM);
        let researcher = Researcher {
            id: id.to_owned(),
            team: all.teams.insert(team),
            role: table.get("role").and_then(|node| self.text(node)).map(str::to_owned),
            hired,
            pay: table.get("pay").and_then(|node| self.inline_number(node, true)).unwrap_or(1.0),
            unvested: table.get("unvested").and_then(|node| self.inline_number(node, false)).unwrap_or(0.0),
            vests_by: table.get("vests_by").and_then(|node| self.date(node)),
            leads: None,
            skills: table.get("skills").map(|node| self.inline_skills(node)).unwrap_or_default(),
            covariates: Vec::new(),
        };
        let leads = table.get("leads").and_then(|node| Some((self.text(node)?.to_owned(), node.place.clone())));
        self.add(researcher, &node.place, leads, values.into_iter(), all);
    }

    /// Keys with numbers beside the known ones. Others are unknown keys.
    fn inline_covariates(&mut self, table: &Table) -> Vec<(String, Option<f64>)> {
        let is_number = |entry: &&Entry| matches!(entry.node.value, Value::Integer(_) | Value::Float(_));
        let further = || table.entries.iter().filter(|entry| !COLUMNS.contains(&entry.key.as_str()));
        let numeric: Vec<&str> = further().filter(is_number).map(|entry| entry.key.as_str()).collect();
        let known: Vec<&str> = COLUMNS.iter().copied().chain(numeric).collect();
        self.known_keys(table, &known, &[]);
        further().filter(is_number).map(|entry| (entry.key.clone(), self.inline_number_of_either_sign(&entry.node))).collect()
    }

    fn inline_number_of_either_sign(&mut self, node: &Node) -> Option<f64> {
        let value = match node.value {
            Value::Integer(number) => number as f64,
            Value::Float(number) => number,
            _ => {
                self.mismatch(node, "a number", "expected a number");
                return None;
            }
        };
        if !value.is_finite() {
            let message = format!("{} must be finite", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a number"));
            return None;
        }
        Some(value)
    }

    fn inline_number(&mut self, node: &Node, is_positive: bool) -> Option<f64> {
        let value = self.inline_number_of_either_sign(node)?;
        self.at_least(&node.path, value, is_positive, &node.place)
    }

    fn inline_skills(&mut self, node: &Node) -> Vec<String> {
        node.items().iter().filter_map(|item| self.text(item)).flat_map(skills).collect()
    }

    /// A number that must not be negative, or must be positive.
    fn at_least(&mut self, what: &str, value: f64, is_positive: bool, place: &Place) -> Option<f64> {
        if value > 0.0 || value == 0.0 && !is_positive {
            return Some(value);
        }
        let range = if is_positive { "above 0" } else { "0 or more" };
        let message = format!("{} is {value}; it must be {range}", quoted(what));
        self.problems.push(Diagnostic::error(message).at(place).label(format!("expected a number {range}")));
        None
    }

    /// A date of hire: before the horizon, and known to the day unless it is wholly before the start.
    fn hire(&mut self, interval: Option<DateInterval>, head: &Head, place: &Place) -> Hire {
        let start = head.clock.start();
        // Somebody whose date was given and is wrong does not lack one.
        let stand_in = Hire::On(start);
        let Some(interval) = interval.filter(|_| self.has_dates) else { return stand_in };
        if interval.earliest > head.horizon {
            let message = format!("hired after the horizon, {}", head.horizon);
            let help = "take this person out: the scenario ends before";
            self.problems.push(Diagnostic::error(message).at(place).label("expected an earlier date").help(help));
            return stand_in;
        }
        match interval.exact() {
            Some(date) => Hire::On(date),
            None if interval.latest > start => {
                let message = format!("a coarse date of hire must end by the start, {start}");
                let help = "who joins later is not among the retained, so the day matters";
                self.problems.push(Diagnostic::error(message).at(place).label("expected a date to the day").help(help));
                stand_in
            }
            None => Hire::Within(interval),
        }
    }

    /// Adds a researcher unless the id is taken.
    fn add(
        &mut self,
        mut researcher: Researcher,
        place: &Place,
        leads: Option<(String, Place)>,
        values: impl Iterator<Item = (String, Option<f64>)>,
        all: &mut Gathering,
    ) {
        if let Some(first) = all.ids.get(&researcher.id) {
            let message = format!("the id {} is taken", quoted(&researcher.id));
            self.problems.push(Diagnostic::error(message).at(place).label(all.places[first].seen_from(place)));
            return;
        }
        if researcher.id.chars().any(char::is_control) {
            let message = format!("the id {} holds a control character", quoted(&researcher.id));
            self.problems.push(Diagnostic::error(message).at(place).label("expected an id on one line"));
        }
        let index = all.ids.insert(&researcher.id);
        for (name, value) in values {
            let column = all.covariates.insert(&name);
            if researcher.covariates.len() <= column {
                researcher.covariates.resize(column + 1, None);
            }
            researcher.covariates[column] = value;
        }
        if let Some((team, place)) = leads {
            all.leads.push((index, team, place));
        }
        all.researchers.push(researcher);
        all.places.push(place.clone());
    }

    /// `[roster.generate]`: a synthetic lab.
    fn generated(&mut self, table: &Table, all: &mut Gathering) {
        self.known_keys(table, &["teams", "team_size", "tenure"], &[]);
        let mut count = |key, example| self.required(table, key, example).and_then(|node| self.whole(node, 1..=MOST_GENERATED));
        let (teams, size) = (count("teams", "teams = 5"), count("team_size", "team_size = 8"));
        let tenure = table.get("tenure").and_then(|node| self.tenure(node));
        let (Some(teams), Some(size)) = (teams, size) else {
            all.is_lost = true;
            return;
        };
        if teams * size > MOST_GENERATED {
            let message = format!("{} people are more than can be generated", teams * size);
            self.problems.push(Diagnostic::error(message).at(&table.place).label(format!("expected {MOST_GENERATED} at most")));
            all.is_lost = true;
            return;
        }
        all.is_generated = true;
        for team in 1..=teams {
            let team = format!("t{team:0width$}", width = digits(teams));
            for number in 1..=size {
                let id = format!("{team}-{number:0width$}", width = digits(size));
                let researcher = generated_researcher(id, all.teams.insert(&team), tenure.as_ref());
                self.add(researcher, &table.place, None, std::iter::empty(), all);
            }
        }
    }

    /// The time since hire of generated people: a duration or a distribution of them. Luck, and so no parameter.
    fn tenure(&mut self, node: &Node) -> Option<Distribution> {
        match &node.value {
            Value::Table(table) => self.distribution(table, &TIME, Exponential::Allowed),
            _ => Some(Distribution::Values(vec![self.plain_number(node, &TIME)?])),
        }
    }

    /// Everybody needs the covariates that channels use.
    fn check_wanted(&mut self, wanted: &[Wanted], all: &Gathering) {
        for covariate in wanted {
            let name = covariate.name.as_str();
            if all.is_generated {
                let message = format!("generated researchers have no covariate {}", quoted(name));
                self.problems.push(Diagnostic::error(message).at(&covariate.place).label("nobody generated has it"));
            } else if all.covariates.get(name).is_none() {
                let message = format!("the roster has no numeric column {}", quoted(name));
                let diagnostic = Diagnostic::error(message).at(&covariate.place).label("expected the name of a column");
                self.problems.push(diagnostic.suggest(self.problems.nearest(name, all.covariates.iter())));
            } else {
                for (_, place) in all.lacking.iter().filter(|(lacking, _)| lacking == name) {
                    self.push_no_value(name, place);
                }
            }
        }
    }

    /// Turns the names of the teams led into their indices.
    fn resolve_leads(&mut self, all: &mut Gathering) {
        for (index, team, place) in std::mem::take(&mut all.leads) {
            all.researchers[index].leads = all.teams.get(&team);
            if all.researchers[index].leads.is_none() {
                self.push_unknown("team", &team, &place, &all.teams);
            }
        }
    }

    /// Says that a name is not among those known.
    pub fn push_unknown(&mut self, what: &str, name: &str, place: &Place, known: &Names) {
        let diagnostic = Diagnostic::error(format!("there is no {what} {}", quoted(name))).at(place).label(format!("unknown {what}"));
        self.problems.push(diagnostic.suggest(self.problems.nearest(name, known.iter())));
    }

    /// Bands of tenure need everybody's date of hire.
    pub fn check_dates_of_hire(&mut self, root: &Table, roster: &Roster) {
        const SHOWN: usize = 5;
        let Some(place) = tenure_place(root) else { return };
        let lacking: Vec<&str> = roster.researchers.iter().filter(|r| r.hired.is_none()).map(|r| r.id.as_str()).collect();
        if lacking.is_empty() {
            return;
        }
        let shown: Vec<String> = lacking.iter().take(SHOWN).map(|id| quoted(id)).collect();
        let more = if lacking.len() > SHOWN { format!(" and {} more", lacking.len() - SHOWN) } else { String::new() };
        let message =
            format!("bands of tenure need a date of hire for everybody; {} of {} have none", lacking.len(), roster.researchers.len());
        self.problems.push(Diagnostic::error(message).at(place).help(format!("without one: {}{more}", shown.join(", "))));
    }
}

/// Where the first channel with bands of tenure has them.
fn tenure_place(root: &Table) -> Option<&Place> {
    let Value::Table(channels) = &root.get("channels")?.value else { return None };
    channels.entries.iter().find_map(|channel| match &channel.node.value {
        Value::Table(channel) => channel.entry("tenure").map(|entry| &entry.key_place),
        _ => None,
    })
}

/// The skills in a cell, separated by semicolons.
fn skills(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|skill| !skill.is_empty()).map(str::to_owned).collect()
}

/// The digits of generated numbers: two, or as many as the count needs.
fn digits(count: u64) -> usize {
    count.to_string().len().max(2)
}

fn generated_researcher(id: String, team: usize, tenure: Option<&Distribution>) -> Researcher {
    Researcher {
        id,
        team,
        role: None,
        hired: tenure.cloned().map(Hire::Before),
        pay: 1.0,
        unvested: 0.0,
        vests_by: None::<Date>,
        leads: None,
        skills: Vec::new(),
        covariates: Vec::new(),
    }
}

impl Gathering {
    /// The roster of all.
    fn people(mut self) -> People {
        let covariates = self.covariates.into_vec();
        for researcher in &mut self.researchers {
            researcher.covariates.resize(covariates.len(), None);
        }
        let roster = Roster { researchers: self.researchers, teams: self.teams.into_vec(), covariates };
        People { roster, ids: self.ids, is_whole: !self.is_lost }
    }
}
