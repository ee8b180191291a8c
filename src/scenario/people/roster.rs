//! The roster, from all that a scenario may give together: a CSV file, tables in the scenario itself, a rule to generate it.
//!
//! Columns of the file: `id` (the only one that must be there), `team`, `role`, `hired`, `pay`, `unvested`, `vests_by`, `leads` (the name
//! of the team led), `skills` (separated by `;`), `last_day` and `last_channel`. `name` may be there and is not read. `[roster.columns]`
//! says which headings stand for them. Every further column of numbers is a covariate; other columns of text are noted and ignored. Tables
//! have the same keys.

use super::covariates::Wanted;
use super::generate::GENERATE;
use super::last_days::OfOne;
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Place, lines, quoted};
use crate::people::{Hire, Researcher, Roster};
use crate::scenario::file::section::Other;
use crate::scenario::file::{Form, Key, Names, Reader, Section, Table};
use crate::scenario::root::RootKeys;

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
pub(super) static ROSTER_COLUMNS: Section = Section {
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

/// The team of those who have none.
pub(in crate::scenario) const NO_TEAM: &str = "all";

/// A roster and where its people stand.
#[derive(Default)]
pub(in crate::scenario) struct People {
    pub roster: Roster,
    /// Ids, in the order of the roster.
    pub ids: Names,
    /// Last days that have no channel yet.
    pub last_days: Vec<OfOne>,
    /// Whether the pay of anybody is given.
    pub is_paid: bool,
    /// Whether everything of it could be opened.
    pub is_whole: bool,
}

/// What is gathered of the people while they are read.
#[derive(Default)]
pub(in crate::scenario) struct Gathering {
    pub researchers: Vec<Researcher>,
    pub places: Vec<Place>,
    /// How many have a pay, and where those stand who have none.
    pub paid: usize,
    pub unpaid: Vec<Place>,
    ids: Names,
    pub teams: Names,
    pub covariates: Names,
    /// Coarse dates of hire that contain the start.
    pub hired_about_start: Vec<Place>,
    /// Unvested equity that has vested by the start.
    pub vested: Vec<Place>,
    /// Leaders, the names of the teams they lead, and where that is said.
    leads: Vec<(usize, String, Place)>,
    /// Last days that are known.
    pub last_days: Vec<OfOne>,
    /// Covariates that a person or a file does not have, though channels use them, and where.
    pub lacking: Vec<(String, Place)>,
    /// Some of it could not be read.
    pub is_lost: bool,
    /// Some of it is generated.
    pub is_generated: bool,
}

impl Reader {
    /// Reads everybody.
    pub fn people(&mut self, root: &Table, root_keys: &RootKeys, wanted: &[Wanted]) -> People {
        let mut all = Gathering::default();
        let errors = self.problems.errors();
        for table in self.tables_at(root, "researchers") {
            self.inline_researcher(table, root_keys, wanted, &mut all);
        }
        if let Some(keys) = self.keys_at(root, "roster", &ROSTER) {
            self.check_needs(keys);
            if let (Some(unread), None) = (keys.get("unread"), keys.get("file")) {
                self.list(unread);
            }
            if let Some(node) = keys.get("file") {
                self.roster_file(keys.table, node, root_keys, wanted, &mut all);
            }
            if let Some(generate) = self.table_at(keys.table, "generate") {
                self.generated(generate, &mut all);
            }
        }
        if all.researchers.is_empty() && self.problems.errors() == errors {
            self.push_nobody(root);
        }
        self.check_pay(&all);
        self.warn_of_hires_about_start(root_keys, &all.hired_about_start);
        self.warn_of_vested(root_keys, &all.vested);
        self.resolve_leads(&mut all);
        if !all.is_lost && !all.researchers.is_empty() {
            self.check_wanted(wanted, &all);
        }
        let ids = all.ids.clone();
        self.check_collisions("ids", ids.iter().zip(&all.places), crate::random::name_hash);
        all.people()
    }

    fn push_nobody(&mut self, root: &Table) {
        if let Some(file) = root.table("roster").and_then(|roster| roster.get("file")) {
            let diagnostic = Diagnostic::error("the roster is empty").at(&file.place).label("nobody stands below the header of this file");
            self.problems.push(diagnostic.help("write a row for each researcher below the header"));
            return;
        }
        let diagnostic = match root.entry("roster").or_else(|| root.entry("researchers")) {
            Some(entry) => Diagnostic::error("the roster is empty").at(&entry.key_place).label("expected at least one person here"),
            None if self.is_broken => return,
            None => Diagnostic::error("the scenario has no roster").at(&root.place),
        };
        self.problems.push(diagnostic.help("give [roster] file = \"roster.csv\", or [[researchers]], or [roster.generate]"));
    }

    /// Warns where everybody joins only later, so that nobody can be retained.
    pub fn warn_of_empty_start(&mut self, root: &Table, root_keys: &RootKeys, roster: &Roster) {
        let start = root_keys.clock.start();
        let joins_later = |hired: &Option<Hire>| matches!(hired, Some(Hire::On(date)) if *date > start);
        if !root_keys.has_dates || roster.researchers.is_empty() || !roster.researchers.iter().all(|person| joins_later(&person.hired)) {
            return;
        }
        let Some(entry) = root.entry("roster").or_else(|| root.entry("researchers")) else { return };
        let message = format!("nobody is there at the start, {start}: everybody on the roster is hired later");
        let help = "who joins later counts in the headcount, not among the retained; is the start the right one?";
        self.problems.push(Diagnostic::warning(message).at(&entry.key_place).help(help));
    }

    /// Says whose coarse dates of hire contain the start: they were hired by then, since they are on the roster.
    fn warn_of_hires_about_start(&mut self, root_keys: &RootKeys, about_start: &[Place]) {
        let Some(first) = about_start.first() else { return };
        let start = root_keys.clock.start();
        let message = match about_start.len() {
            1 => format!("a coarse date of hire contains the start, {start}: the person counts as hired by then"),
            count => {
                let lines = lines(about_start);
                format!("{count} coarse dates of hire contain the start, {start}: these people count as hired by then{lines}")
            }
        };
        let help = "the day must be known of a person who joins after the start";
        self.problems.push(Diagnostic::warning(message).at(first).help(help));
    }

    /// Warns of unvested equity that is none, since it has vested by the start.
    fn warn_of_vested(&mut self, root_keys: &RootKeys, vested: &[Place]) {
        let Some(first) = vested.first().filter(|_| root_keys.has_dates) else { return };
        let start = root_keys.clock.start();
        let message = match vested.len() {
            1 => format!("the unvested equity counts as none: it has vested by the start, {start}, as `vests_by` says"),
            count => {
                let lines = lines(vested);
                format!(
                    "the unvested equity of {count} people counts as none: it has vested by the start, {start}, as `vests_by` says{lines}"
                )
            }
        };
        let help = "give the day by which all of it will have vested, or leave `vests_by` empty where that is not known";
        self.problems.push(Diagnostic::warning(message).at(first).help(help));
    }

    /// Adds a researcher unless the id is taken.
    pub fn add(
        &mut self,
        mut researcher: Researcher,
        place: &Place,
        leads: Vec<(String, Place)>,
        values: impl Iterator<Item = (String, Option<f64>)>,
        all: &mut Gathering,
    ) {
        if let Some(first) = all.ids.get(&researcher.id) {
            let message = format!("the id {} is taken", quoted(&researcher.id));
            let diagnostic = Diagnostic::error(message).at(place);
            let is_worth_help = self.problems.is_worth_help();
            self.problems.push(if is_worth_help { diagnostic.label(all.places[first].seen_from(place)) } else { diagnostic });
            return;
        }
        if researcher.id.chars().any(char::is_control) {
            let message = format!("the id {} holds a control character", quoted(&researcher.id));
            self.problems.push(Diagnostic::error(message).at(place).label("expected an id on one line"));
        }
        let index = all.ids.insert(&researcher.id);
        let mut covariates = Vec::new();
        for (name, value) in values {
            let column = all.covariates.insert(&name);
            if covariates.len() <= column {
                covariates.resize(column + 1, None);
            }
            covariates[column] = value;
        }
        researcher.covariates = covariates.into();
        all.leads.extend(leads.into_iter().map(|(teams, place)| (index, teams, place)));
        all.researchers.push(researcher);
        all.places.push(place.clone());
    }

    /// Turns the names of the teams led into their indices.
    fn resolve_leads(&mut self, all: &mut Gathering) {
        for (index, teams, place) in std::mem::take(&mut all.leads) {
            let led = self.teams_of(&teams, &place, &all.teams);
            let leads = &mut all.researchers[index].leads;
            *leads = leads.iter().copied().chain(led).collect();
        }
    }
}

impl Gathering {
    /// Notes unvested equity that has vested by the start.
    pub fn note_vesting(&mut self, unvested: Option<f64>, vests_by: Option<&(Date, Place)>, root_keys: &RootKeys) {
        let is_some = unvested.is_some_and(|unvested| unvested > 0.0);
        self.vested.extend(vests_by.filter(|(date, _)| is_some && *date <= root_keys.clock.start()).map(|(_, place)| place.clone()));
    }

    /// How many people there are so far.
    pub fn count(&self) -> usize {
        self.researchers.len()
    }

    /// The roster of all.
    fn people(mut self) -> People {
        let covariates = self.covariates.into_vec();
        for researcher in self.researchers.iter_mut().filter(|researcher| researcher.covariates.len() < covariates.len()) {
            let known = std::mem::take(&mut researcher.covariates);
            let rest = covariates.len() - known.len();
            researcher.covariates = known.into_iter().chain(std::iter::repeat_n(None, rest)).collect();
        }
        let roster = Roster { researchers: self.researchers, teams: self.teams.into_vec(), covariates };
        People { roster, ids: self.ids, last_days: self.last_days, is_paid: self.paid > 0, is_whole: !self.is_lost }
    }
}
