//! Channels: the kinds of exit, their hazards, their bands of tenure, their covariates.

mod baseline;
mod last_days;
mod scale;
mod tenure;

pub use self::baseline::Baseline;
pub(in crate::scenario) use self::baseline::HAZARD;
use self::baseline::{ACCEPTANCE, HAZARD_PER_YEAR, OFFERS_PER_YEAR};
use self::tenure::TENURE_BAND;
pub use self::tenure::{TenureBand, TenureEffect};
use super::pay::PAY_MULTIPLE;
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::parameter::Quantity;
use crate::people::Roster;
use crate::scenario::file::numbers::ranges::{NumberRange, RATIO, Support};
use crate::scenario::file::section::{Other, words};
use crate::scenario::file::{Entry, Form, Key, Names, Node, Reader, Section, Table};

/// The kind of a channel, which decides behaviour where the name does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Founds a startup.
    Found,
    /// Joins a startup.
    Startup,
    /// Joins a rival lab.
    Lab,
    /// Academia, retirement, health.
    Other,
    /// Dismissed; no pay, equity or policy term acts on it unless it names the channel.
    Dismissed,
}

/// A kind of exit: a competing risk.
#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    /// The name, unique; random numbers are keyed by it.
    pub name: String,
    /// The kind.
    pub kind: Kind,
    /// The hazard at covariates 0, no tenure effect, heat 1.
    pub baseline: Baseline,
    /// Bands of tenure, in order of time since hire; ratio 1 after the last.
    pub tenure: Vec<TenureBand>,
    /// Hazard ratio a unit of a covariate: index into [`Roster::covariates`] and ratio.
    pub covariates: Vec<(usize, Quantity)>,
    /// The weight of all organisations that are not listed, beside the competitors' weights.
    pub unnamed_weight: Quantity,
    /// What is offered, as a multiple of pay at the start.
    pub pay_multiple: Quantity,
}

/// The kinds, which name five channels that need no `kind`.
const KINDS: [(&str, &str, Kind); 5] = [
    ("found", "founds a startup", Kind::Found),
    ("startup", "joins a startup", Kind::Startup),
    ("lab", "joins a rival lab", Kind::Lab),
    ("other", "academia, retirement, health", Kind::Other),
    ("dismissed", "is dismissed", Kind::Dismissed),
];

/// A weight among the organisations behind a channel.
pub(in crate::scenario) const WEIGHT: NumberRange = NumberRange::new("a weight", Support::NotNegative, 1e6, |_| {
    "weights count beside each other: 1 and 2 say as much as 1000 and 2000".to_owned()
});

/// `[channels.*]`.
pub(in crate::scenario) static CHANNEL: Section = Section {
    one_of: &[&["hazard_per_year"], &["offers_per_year", "acceptance"]],
    ..Section::new(
        "A kind of exit: offers_per_year with acceptance, or hazard_per_year where only the product is known.",
        &[
            Key::new("kind", Form::Choice(&words(&KINDS)), "How it behaves; needed where the name is not one of the five kinds.")
                .example("\"other\""),
            OFFERS_PER_YEAR,
            ACCEPTANCE,
            HAZARD_PER_YEAR,
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

/// A channel's `covariates`.
static COVARIATES: Section = Section {
    others: Some(Other { about: "Hazard ratio per unit of the covariate, a numeric column of the roster.", form: Form::Quantity(&RATIO) }),
    ..Section::new("Hazard ratios per unit of covariates.", &[])
};

/// The kind of a name, if it names one.
fn kind(name: &str) -> Option<Kind> {
    KINDS.iter().find(|(known, ..)| *known == name).map(|&(.., kind)| kind)
}

impl Reader {
    /// `[channels.*]`, and whether the kind of each is known, so that one of a kind can be missed.
    pub fn channels(&mut self, node: Option<&Node>, root: &Table, roster: &Roster) -> (Vec<Channel>, bool) {
        let Some(table) = node.and_then(|node| self.table(node)) else { return (Vec::new(), true) };
        if table.entries.is_empty() {
            let message = "there are no channels, and so no way to leave";
            self.problems.push(Diagnostic::error(message).at(&table.place).label("expected a channel in here"));
        }
        let names: Vec<_> = table.entries.iter().map(|entry| (entry.key.as_str(), &entry.key_place)).collect();
        self.check_collisions("channels", names.into_iter(), crate::random::name_hash);
        let read: Vec<(Channel, bool)> = table.entries.iter().filter_map(|entry| self.channel(entry, root, roster)).collect();
        let has_kinds = !read.is_empty() && read.len() == table.entries.len() && read.iter().all(|(_, has_kind)| *has_kind);
        (read.into_iter().map(|(channel, _)| channel).collect(), has_kinds)
    }

    /// A channel, and whether its kind is known.
    fn channel(&mut self, entry: &Entry, root: &Table, roster: &Roster) -> Option<(Channel, bool)> {
        self.check_name("channel", &entry.key, &entry.key_place);
        if ["unknown", "censored"].contains(&entry.key.as_str()) {
            let message = format!("{} cannot name a channel", quoted(&entry.key));
            self.problems.push(Diagnostic::error(message).at(&entry.key_place).help("it means something else in a history"));
        }
        let table = self.table(&entry.node)?;
        let keys = self.keys(table, &CHANNEL);
        let baseline = self.baseline(keys);
        let kind = self.kind(entry, table);
        let pay_multiple = self.pay_multiple(root, keys).unwrap_or(Quantity::Known(1.0));
        if let Some(node) = keys.get("pay_multiple").filter(|_| kind == Some(Kind::Dismissed)) {
            let message = "who is dismissed is offered no pay";
            self.problems
                .push(Diagnostic::error(message).at(&node.place).help("take the key out: a channel of the kind `dismissed` has none"));
        }
        let channel = Channel {
            name: entry.key.clone(),
            kind: kind.unwrap_or(Kind::Other),
            baseline,
            tenure: keys.get("tenure").map(|node| self.tenure_bands(node, baseline)).unwrap_or_default(),
            covariates: self.covariate_ratios(table, roster),
            unnamed_weight: self.optional(keys, "unnamed_weight").unwrap_or(Quantity::Known(1.0)),
            pay_multiple,
        };
        Some((channel, kind.is_some()))
    }

    /// The kind: given, or that of the name; nothing where neither is one.
    fn kind(&mut self, entry: &Entry, table: &Table) -> Option<Kind> {
        let of_name = kind(&entry.key);
        let Some(node) = table.get("kind") else {
            if of_name.is_none() {
                let message = format!("the channel {} needs a kind", quoted(&entry.key));
                let diagnostic = Diagnostic::error(message).at(&entry.key_place).label("no kind has this name");
                let nearest = self.problems.nearest(&entry.key, KINDS.map(|(name, ..)| name));
                self.problems.push(match nearest {
                    Some(name) => diagnostic.suggest(Some(name)),
                    None => diagnostic.help("add kind = \"found\", \"startup\", \"lab\", \"other\" or \"dismissed\""),
                });
            }
            return of_name;
        };
        let name = self.text(node)?;
        let given = kind(name);
        if given.is_none() {
            let diagnostic = Diagnostic::error(format!("there is no kind {}", quoted(name))).at(&node.place).label("unknown kind");
            let nearest = self.problems.nearest(name, KINDS.map(|(name, ..)| name));
            self.problems.push(match nearest {
                Some(name) => diagnostic.suggest(Some(name)),
                None => diagnostic.help("the kinds are found, startup, lab, other and dismissed"),
            });
        } else if of_name.is_some() && of_name != given {
            let message = format!("the channel {} cannot be of the kind {}", quoted(&entry.key), quoted(name));
            self.problems.push(
                Diagnostic::error(message).at(&node.place).label("its name is that of another kind").help("give the channel another name"),
            );
        }
        given
    }

    /// Hazard ratios of covariates. Those that nobody has are reported with the roster.
    fn covariate_ratios(&mut self, table: &Table, roster: &Roster) -> Vec<(usize, Quantity)> {
        let Some(table) = self.table_at(table, "covariates") else { return Vec::new() };
        let mut ratios = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            self.warn_of_protected_covariate(&entry.key, &entry.key_place);
            let ratio = self.quantity_of(&entry.node, &RATIO);
            if let Some(index) = roster.covariates.iter().position(|name| *name == entry.key) {
                ratios.push((index, ratio));
            }
        }
        ratios
    }

    /// The channels that a list names; all where there is no list.
    pub fn listed_channels(&mut self, table: &Table, channels: &[Channel]) -> Vec<usize> {
        let Some(node) = table.get("channels") else { return (0..channels.len()).collect() };
        let known: Names = channels.iter().map(|channel| channel.name.as_str()).collect();
        let listed = self.distinct_names(node, "channel", "leave it out for all channels");
        listed.into_iter().filter_map(|(name, place)| self.known_channel(name, place, &known)).collect()
    }

    /// The index of a channel.
    pub fn known_channel(&mut self, name: &str, place: &Place, known: &Names) -> Option<usize> {
        let channel = known.get(name);
        // Without any channel, that is the mistake.
        if channel.is_none() && !known.is_empty() {
            self.push_unknown("channel", name, place, known);
        }
        channel
    }
}
