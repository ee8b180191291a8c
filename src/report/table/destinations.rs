//! Where the opening roster goes: by channel and organisation.

use super::{WIDEST_NAME, legend, push, table};
use crate::estimate::{Destination, Estimate, Estimates};
use crate::report::columns::name;
use crate::report::grid::Names;
use crate::report::number;
use crate::report::screen::Screen;

/// Organisations at most.
const MOST: usize = 12;

/// The organisations that most go to first; nothing where none has a name.
pub fn section(out: &mut String, estimates: &Estimates, screen: Screen) {
    let mut named: Vec<(&Destination, Estimate)> = estimates
        .destinations
        .iter()
        .filter(|one| !one.competitor.is_empty())
        .filter_map(|one| Some((one, *one.shares.last()?)))
        .filter(|(_, share)| share.value > 0.0)
        .collect();
    if named.is_empty() {
        return;
    }
    // The sort is stable, so that those that nobody can tell apart keep the scenario's order.
    named.sort_by(|(_, a), (_, b)| b.value.total_cmp(&a.value));
    let left_out = named.len().saturating_sub(MOST);
    named.truncate(MOST);
    let shares = number::percents(&named.iter().map(|&(_, share)| share).collect::<Vec<_>>());
    let mut rows = vec![["first exit to", "through", "share of roster"].map(str::to_owned)];
    for ((one, _), share) in named.into_iter().zip(shares) {
        rows.push([name(&one.competitor, usize::MAX), name(&estimates.metadata.channels[one.channel], usize::MAX), share]);
    }
    table(out, &rows, Names { count: 2, widest: WIDEST_NAME, cut: name }, screen);
    if left_out > 0 {
        legend(out, screen, &format!("and {left_out} more in destinations.csv"));
    }
    push(out, "");
}
