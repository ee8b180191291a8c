//! The channels through which people leave: which of them have a colour of their own, in every figure of a folder the same.

use crate::calendar::Date;
use crate::estimate::Estimate;
use crate::page::results::Results;

use super::read;

/// Most channels that are told apart by a colour; the smallest share the last one.
const MOST: usize = 7;

/// One row of `destinations.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstExit {
    /// Up to when.
    pub date: Date,
    /// The kind of exit.
    pub channel: String,
    /// The organisation; empty where none is named.
    pub competitor: String,
    /// Of the opening roster.
    pub share: Estimate,
}

/// Where those of the opening roster went first, by date.
pub fn first_exits(results: &Results) -> Vec<FirstExit> {
    let Some(policy) = read::policy(results) else { return Vec::new() };
    let with = [("policy", policy)];
    let first_exit = |row: crate::page::results::Row<'_>| {
        let [channel, competitor] = ["channel", "competitor"].map(|column| row.text(column).to_owned());
        Some(FirstExit { date: row.date("date")?, channel, competitor, share: read::estimate(&row, "cumulative_incidence")? })
    };
    results.rows("destinations.csv", &with).filter_map(first_exit).collect()
}

/// What is drawn of channels: one, or the smallest together.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// As it is labelled.
    pub name: String,
    /// The number of its colour.
    pub colour: usize,
    /// The channels in it.
    pub channels: Vec<String>,
}

/// The layers of a folder, the channels ordered by how many of the opening roster leave through them first.
pub fn layers(results: &Results) -> Vec<Layer> {
    let exits = first_exits(results);
    let last = exits.iter().map(|exit| exit.date).max();
    let mut sizes: Vec<(String, f64)> = Vec::new();
    let mut add = |channel: &str, size: f64| match sizes.iter_mut().find(|(known, _)| known == channel) {
        Some((_, sum)) => *sum += size,
        None => sizes.push((channel.to_owned(), size)),
    };
    for exit in exits.iter().filter(|exit| Some(exit.date) == last) {
        add(&exit.channel, exit.share.value);
    }
    for (channel, _) in read::by_group(results, "exits", "channel:", "mean") {
        add(&channel, 0.0);
    }
    sizes.sort_by(|a, b| b.1.total_cmp(&a.1));
    coloured(&sizes.into_iter().map(|(channel, _)| channel).collect::<Vec<_>>())
}

/// Channels with colours, the largest first. The first colour is that of those who stay.
fn coloured(channels: &[String]) -> Vec<Layer> {
    let single = if channels.len() <= MOST { channels.len() } else { MOST - 1 };
    let (own, rest) = channels.split_at(single);
    let layer = |(place, channel): (usize, &String)| Layer { name: channel.clone(), colour: place + 2, channels: vec![channel.clone()] };
    let mut layers: Vec<Layer> = own.iter().enumerate().map(layer).collect();
    if !rest.is_empty() {
        layers.push(Layer { name: format!("other channels ({})", rest.len()), colour: MOST + 1, channels: rest.to_vec() });
    }
    layers
}

/// The channels that the Monte Carlo error cannot tell from the largest; nothing where they are more than two.
pub fn commonest(names: &[&str], sizes: &[Estimate], lead: f64) -> Option<String> {
    let largest: Vec<&str> = read::largest(sizes, lead).into_iter().map(|place| names[place]).collect();
    (largest.len() <= 2).then(|| largest.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channels(count: usize) -> Vec<String> {
        (0..count).map(|channel| format!("c{channel}")).collect()
    }

    #[test]
    fn the_smallest_of_many_channels_share_a_colour() {
        assert_eq!(coloured(&channels(7)).iter().map(|layer| layer.colour).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7, 8]);
        let many = coloured(&channels(15));
        assert_eq!((many.len(), many[6].name.as_str(), many[6].colour), (7, "other channels (9)", 8));
        assert_eq!(many.iter().map(|layer| layer.channels.len()).sum::<usize>(), 15);
        assert!(coloured(&[]).is_empty());
    }

    #[test]
    fn the_commonest_is_named_where_the_error_allows() {
        let of = |numbers: [(f64, f64); 3]| commonest(&["c0", "c1", "c2"], &numbers.map(|(value, mcse)| Estimate { value, mcse }), 2.0);
        assert_eq!(of([(4.4, 0.1), (2.0, 0.1), (1.0, 0.1)]).as_deref(), Some("c0"));
        assert_eq!(of([(4.4, 0.1), (4.2, 0.1), (1.0, 0.1)]).as_deref(), Some("c0 or c1"));
        assert_eq!(of([(4.4, 2.0), (4.2, 2.0), (1.0, 2.0)]), None);
    }
}
