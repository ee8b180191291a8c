//! Channels: the kinds of exit, their hazards, their bands of tenure, their covariates.

use super::super::Reader;
use super::super::file::tree::{Entry, Node, Table};
use super::super::names::Names;
use super::super::numbers::ranges::{HAZARD, OFFERS, PROBABILITY, RATIO, WEIGHT};
use super::super::numbers::units::key_per_year;
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::parameter::Quantity;
use crate::people::Roster;
use crate::scenario::{Baseline, Channel, Kind, TenureBand, TenureEffect, schema};

/// The kinds, which name five channels that need no `kind`.
const KINDS: [(&str, Kind); 5] =
    [("found", Kind::Found), ("startup", Kind::Startup), ("lab", Kind::Lab), ("other", Kind::Other), ("dismissed", Kind::Dismissed)];

/// The kind of a name, if it names one.
fn kind(name: &str) -> Option<Kind> {
    KINDS.iter().find(|(known, _)| *known == name).map(|&(_, kind)| kind)
}

impl Reader {
    /// `[channels.*]`.
    pub fn channels(&mut self, root: &Table, roster: &Roster) -> Vec<Channel> {
        let Some(table) = self.required(root, "channels", "[channels.other] hazard_per_year = 0.1").and_then(|node| self.table(node))
        else {
            return Vec::new();
        };
        if table.entries.is_empty() {
            let message = "there are no channels, and so no way to leave";
            self.problems.push(Diagnostic::error(message).at(&table.place).label("expected a channel in here"));
        }
        let names: Vec<_> = table.entries.iter().map(|entry| (entry.key.as_str(), &entry.key_place)).collect();
        self.check_collisions("channels", names.into_iter(), crate::random::name_hash);
        let channels: Vec<Channel> = table.entries.iter().filter_map(|entry| self.channel(entry, root, roster)).collect();
        self.has_kinds &= !channels.is_empty() && channels.len() == table.entries.len();
        channels
    }

    fn channel(&mut self, entry: &Entry, root: &Table, roster: &Roster) -> Option<Channel> {
        self.check_name("channel", &entry.key, &entry.key_place);
        if ["unknown", "censored"].contains(&entry.key.as_str()) {
            let message = format!("{} cannot name a channel", quoted(&entry.key));
            self.problems.push(Diagnostic::error(message).at(&entry.key_place).help("it means something else in a history"));
        }
        let table = self.table(&entry.node)?;
        self.keys_of(table, &schema::CHANNEL);
        let baseline = self.baseline(table);
        let kind = self.kind(entry, table);
        let pay_multiple = self.pay_multiple(root, table).unwrap_or(Quantity::Known(1.0));
        if let Some(node) = table.get("pay_multiple").filter(|_| kind == Kind::Dismissed) {
            let message = "who is dismissed is offered no pay";
            self.problems
                .push(Diagnostic::error(message).at(&node.place).help("take the key out: a channel of the kind `dismissed` has none"));
        }
        Some(Channel {
            name: entry.key.clone(),
            kind,
            baseline,
            tenure: table.get("tenure").map(|node| self.tenure_bands(node, baseline)).unwrap_or_default(),
            covariates: self.covariate_ratios(table, roster),
            unnamed_weight: self.optional_quantity(table, "unnamed_weight", &WEIGHT).unwrap_or(Quantity::Known(1.0)),
            pay_multiple,
        })
    }

    /// The kind: given, or that of the name.
    fn kind(&mut self, entry: &Entry, table: &Table) -> Kind {
        let of_name = kind(&entry.key);
        let Some(node) = table.get("kind") else {
            if of_name.is_none() {
                self.has_kinds = false;
                let message = format!("the channel {} needs a kind", quoted(&entry.key));
                let diagnostic = Diagnostic::error(message).at(&entry.key_place).label("no kind has this name");
                let nearest = self.problems.nearest(&entry.key, KINDS.map(|(name, _)| name));
                self.problems.push(match nearest {
                    Some(name) => diagnostic.suggest(Some(name)),
                    None => diagnostic.help("add kind = \"found\", \"startup\", \"lab\", \"other\" or \"dismissed\""),
                });
            }
            return of_name.unwrap_or(Kind::Other);
        };
        let Some(name) = self.text(node) else {
            self.has_kinds = false;
            return Kind::Other;
        };
        let given = kind(name);
        if given.is_none() {
            self.has_kinds = false;
            let diagnostic = Diagnostic::error(format!("there is no kind {}", quoted(name))).at(&node.place).label("unknown kind");
            let nearest = self.problems.nearest(name, KINDS.map(|(name, _)| name));
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
        given.unwrap_or(Kind::Other)
    }

    /// Offers with acceptance, or a hazard alone.
    fn baseline(&mut self, table: &Table) -> Baseline {
        const HELP: &str = "give offers_per_year with acceptance, or hazard_per_year alone where only the product is known";
        let has = |key| table.get(key).is_some();
        let gives_offers = has("offers_per_year") || has("acceptance");
        if has("hazard_per_year") {
            self.push_contradiction(table, "hazard_per_year", "offers_per_year", HELP);
            self.push_contradiction(table, "hazard_per_year", "acceptance", HELP);
        }
        if gives_offers && !has("hazard_per_year") {
            return Baseline::Offers {
                per_year: self.required_quantity(table, "offers_per_year", &OFFERS, "offers_per_year = 2.0"),
                acceptance: self.required_quantity(table, "acceptance", &PROBABILITY, "acceptance = 0.05"),
            };
        }
        let is_in_another_unit = table.entries.iter().any(|entry| key_per_year(entry, &schema::CHANNEL.names()).is_some());
        if !has("hazard_per_year") && !self.is_broken && !is_in_another_unit {
            let message = format!("{} has no hazard", quoted(&table.path));
            self.problems.push(Diagnostic::error(message).at(&table.place).label("expected hazard_per_year in here").help(HELP));
        }
        let per_year = self.optional_quantity(table, "hazard_per_year", &HAZARD);
        Baseline::Hazard { per_year: per_year.unwrap_or(Quantity::Known(0.0)) }
    }

    /// Bands of tenure, each ending later than the one before.
    fn tenure_bands(&mut self, node: &Node, baseline: Baseline) -> Vec<TenureBand> {
        let Some(items) = self.list(node) else { return Vec::new() };
        let mut bands: Vec<TenureBand> = Vec::with_capacity(items.len());
        for item in items {
            let Some(table) = self.table(item) else { continue };
            let Some(band) = self.tenure_band(table, baseline) else { continue };
            let is_later = band.until.years() > bands.last().map_or(0.0, |last| last.until.years());
            if let Some(until) = table.get("until").filter(|_| !is_later) {
                let message = "bands of tenure must be in order, each ending after the one before";
                self.problems.push(Diagnostic::error(message).at(&until.place).label("expected a longer time"));
            }
            bands.push(band);
        }
        bands
    }

    fn tenure_band(&mut self, table: &Table, baseline: Baseline) -> Option<TenureBand> {
        self.keys_of(table, &schema::TENURE_BAND);
        let until = self.required(table, "until", "until = \"1 year\"").and_then(|node| self.calendar_duration(node));
        self.push_contradiction_of_band(table, baseline);
        let effect = match self.optional_quantity(table, "hazard_per_year", &HAZARD) {
            Some(hazard) => TenureEffect::Hazard(hazard),
            None => TenureEffect::Ratio(self.required_quantity(table, "ratio", &RATIO, "ratio = 0.7")),
        };
        Some(TenureBand { until: until?, effect })
    }

    /// A band gives one of ratio and hazard, and a hazard only where the channel gives one.
    fn push_contradiction_of_band(&mut self, table: &Table, baseline: Baseline) {
        if table.get("ratio").is_some() {
            self.push_contradiction(table, "ratio", "hazard_per_year", "a band multiplies the channel's hazard or replaces it");
        } else if let (Some(entry), Baseline::Offers { .. }) = (table.entry("hazard_per_year"), baseline) {
            let message = "a band gives a hazard, its channel offers and acceptance";
            self.problems
                .push(Diagnostic::error(message).at(&entry.key_place).label("expected ratio").help("or give the channel hazard_per_year"));
        }
    }

    /// Hazard ratios of covariates. Those that nobody has are reported with the roster.
    fn covariate_ratios(&mut self, table: &Table, roster: &Roster) -> Vec<(usize, Quantity)> {
        let Some(table) = self.table_at(table, "covariates") else { return Vec::new() };
        let mut ratios = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            self.warn_of_protected_covariate(&entry.key, &entry.key_place);
            let ratio = self.quantity(&entry.node, &RATIO);
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
