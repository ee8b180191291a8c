//! The history: a CSV file with a row a person or spell.
//!
//! Columns: `id` and `entry` (which must be there; `[history] from` can stand for the latter), `team`, `role`, `hired`, `observed_until`,
//! `exit`, `exit_earliest`, `exit_latest`, `channel`, `destination`, `leads`, as far as they are needed; `name` may be there and is not
//! read. `[history.columns]` says which headings stand for them, `[history.channels]` what the words in `channel` mean. Every further column of numbers is a covariate; other columns of text are noted and ignored.

mod channel_words;
mod contradictions;
mod durations;
mod entry;

mod observation;
mod oddities;
mod spells;
mod who_left;

use std::collections::HashSet;

use self::channel_words::ChannelWords;
use self::durations::DURATION_UNITS;
use self::observation::{Observation, Window};
use self::oddities::Oddities;
use super::file::csv::file_kind::FileKind;
use super::file::csv::sheet::Row;
use super::file::section::{Other, words};
use super::file::{Form, Key, Names, Reader, Section, Table};
use super::people::covariates::{self, Wanted};
use super::people::roster::{NO_TEAM, People};
use super::people::synonyms::HISTORY_FILE;
use super::root::RootKeys;
use crate::calendar::{Date, Unit};
use crate::diagnostic::{Diagnostic, Place};
use crate::people::{History, HistoryRow};

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
        Key::new("duration_unit", Form::Choice(&words(&DURATION_UNITS)), "The unit of the column duration."),
        Key::new("channels", Form::Table(&HISTORY_CHANNELS), "Words in the column channel that stand for channels: \"New job\" = \"lab\"."),
    ],
);

/// `[history.channels]`.
static HISTORY_CHANNELS: Section = Section {
    others: Some(Other { about: "A channel's name, unknown or censored, for which this word stands.", form: Form::Text }),
    ..Section::new("What words in the column channel stand for.", &[])
};

/// `[history.columns]`; its keys are the columns of a history file.
static HISTORY_COLUMNS: Section = Section {
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

/// What to do where nothing says when observation began.
const FROM_WHEN: &str =
    "it is when observation began, not the hire: the date from which exits were recorded; [history] from gives it for everybody";

/// What is gathered while rows are read.
pub(in crate::scenario) struct Gathering {
    pub rows: Vec<HistoryRow>,
    /// Where the end of each row's observation is said.
    pub places: Vec<Place>,
    /// Whether each row says nothing of an exit, not even of one after the end of observation.
    pub is_open: Vec<bool>,
    pub teams: Names,
    leads: Vec<(usize, String, Place)>,
    words: ChannelWords,
    columns: Vec<String>,
    /// From when and until when everybody is observed, where a row does not say otherwise.
    from: Option<Date>,
    until: Option<Date>,
    unit: Option<Unit>,
    has_events: bool,
    /// Whether a column has teams.
    pub has_teams: bool,
    odd: Oddities,
    /// Those of whom a row could not be read, so that the others do not tell all.
    pub lost: HashSet<String>,
}

impl Reader {
    /// `[history]`.
    pub fn history(&mut self, root: &Table, root_keys: &RootKeys, people: &People, wanted: &[Wanted], channels: Names) -> Option<History> {
        let keys = self.keys_at(root, "history", &HISTORY)?;
        let table = keys.table;
        let [from, until] = ["from", "until"].map(|key| table.get(key).and_then(|node| self.date(node)));
        let node = self.required(keys, "file")?;
        let path = self.text(node)?;
        let names = HISTORY_COLUMNS.names();
        let kind = FileKind::new("a history", &["id", "entry"], &names).with_headings_in(table);
        let kind = kind.with_columns(covariates::names(wanted)).with_fields(HISTORY_FILE.fields);
        let mut sheet = self.sheet(path, &node.place, &kind)?;
        let known: Vec<&str> = names.iter().copied().chain(covariates::names(wanted)).collect();
        self.rename_columns(table, &mut sheet, &known);
        let unread = self.unread(table, &sheet);
        self.take_synonyms(HISTORY_FILE, &mut sheet, &names, wanted, &unread);
        if !sheet.has("id") {
            self.push_no_column(&sheet, "id");
        }
        let has_entry = sheet.has("entry") || table.get("from").is_some();
        if !has_entry {
            let diagnostic = Diagnostic::error("the file has no column `entry`").at(&sheet.header());
            self.problems.push(diagnostic.label("expected a heading entry").help(FROM_WHEN));
        }
        let has_exits = self.has_exits(&sheet);
        if !sheet.has("id") || !has_entry || !has_exits {
            return None;
        }
        let errors = self.problems.errors();
        let words = self.channel_words(table, channels);
        let unit = self.duration_unit(table, &sheet);
        self.warn_of_ones(&sheet, |word| words.has(word));
        self.refuse_rows_of_nobody(&mut sheet);
        self.check_texts(&sheet, &["id", "team", "role", "leads", "destination"]);
        self.check_thousands(&sheet, "duration", None);
        let columns = self.covariate_columns(HISTORY_FILE, &sheet, &names, wanted, &unread);
        let mut all = Gathering {
            rows: Vec::new(),
            places: Vec::new(),
            is_open: Vec::new(),
            teams: Names::default(),
            leads: Vec::new(),
            words,
            columns,
            from,
            until,
            unit,
            has_events: sheet.has("event"),
            has_teams: sheet.has("team"),
            odd: Oddities::default(),
            lost: HashSet::new(),
        };
        for row in sheet.rows() {
            self.history_row(row, root_keys, people, &mut all);
        }
        self.tell_oddities(&all.odd);
        self.warn_of_hires_from_elsewhere(&all.odd, all.from);
        self.warn_of_unused_words(table, &sheet, &all.words);
        self.warn_of_empty_time(table, root_keys, &all);
        self.tell_strange_words(&all.words);
        if all.rows.is_empty() && self.problems.errors() == errors {
            let (message, label) = if sheet.rows().next().is_some() {
                ("nobody of the history was under observation for a day", "expected a row of which something is left")
            } else {
                ("the history has a header and no row", "expected rows below")
            };
            let reasons = all.odd.reasons();
            let diagnostic = Diagnostic::error(message).at(&sheet.header()).label(label);
            self.problems.push(if reasons.is_empty() { diagnostic } else { diagnostic.help(format!("left out: {reasons}")) });
        }
        self.check_spells(root_keys, people, &all);
        self.warn_of_contradictions(root, root_keys, people, &all);
        Some(self.history_of(all))
    }

    fn history_row(&mut self, row: Row<'_>, root_keys: &RootKeys, people: &People, all: &mut Gathering) {
        self.note_names(row);
        let columns = std::mem::take(&mut all.columns);
        let covariates = self.covariate_cells(row, &columns, &[]);
        all.columns = columns;
        let id = self.required_cell(row, "id", "an id");
        let window = Window { from: all.from, until: all.until, unit: all.unit, has_events: all.has_events };
        let odd = all.odd.count();
        let on_roster = id.as_ref().and_then(|id| self.hire_on_roster(root_keys, people, &id.text));
        let observation = self.observation(row, window, on_roster, &mut all.words, &mut all.odd);
        if let (Some(id), None) = (&id, &observation)
            && all.odd.count() == odd
        {
            all.lost.insert(id.text.clone().into_owned());
        }
        let (Some(id), Some(Observation { entry, hired, outcome, place, is_open })) = (id, observation) else { return };
        if let Some(cell) = row.get("leads") {
            all.leads.push((all.rows.len(), cell.text.into_owned(), cell.place));
        }
        all.rows.push(HistoryRow {
            id: id.text.into_owned(),
            team: all.teams.insert(row.get("team").map_or(NO_TEAM.into(), |cell| cell.text).as_ref()),
            role: row.get("role").map(|cell| cell.text.into_owned()),
            entry,
            hired,
            leads: Vec::new(),
            outcome,
            destination: row.get("destination").map(|cell| cell.text.into_owned()),
            covariates,
        });
        all.places.push(place);
        all.is_open.push(is_open);
    }

    /// The history of the rows.
    fn history_of(&mut self, mut all: Gathering) -> History {
        for (index, teams, place) in std::mem::take(&mut all.leads) {
            all.rows[index].leads = self.teams_of(&teams, &place, &all.teams);
        }
        History { rows: all.rows, teams: all.teams.into_vec(), covariates: all.columns, unobserved: all.odd.unobserved() }
    }
}
