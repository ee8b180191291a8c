//! Who leads which team: the manager of more than half of a team's people, where that is one of the people there.

use std::collections::HashMap;

use crate::cells::headings::plain;
use crate::import::people::Entry;
use crate::import::table::lines;

/// Leaders, by the index of their entries, with the teams that they lead, and what is to be said of them.
pub(in crate::import) struct Leaders {
    pub leads: HashMap<usize, Vec<String>>,
    pub remarks: Vec<String>,
}

/// The leaders among those who are there, given by the indices of their entries.
pub(in crate::import) fn leaders(entries: &[Entry], there: &[usize]) -> Leaders {
    let mut known: HashMap<String, Option<usize>> = HashMap::new();
    for &index in there {
        let entry = &entries[index];
        let mut keys = vec![format!("id {}", entry.id)];
        keys.extend(entry.name.iter().map(|name| sorted(name)));
        for key in keys {
            // Two people of one name are nobody.
            known.entry(key).and_modify(|other| *other = other.filter(|other| *other == index)).or_insert(Some(index));
        }
    }
    let find = |manager: &str| {
        let by_id = known.get(&format!("id {manager}"));
        by_id.or_else(|| known.get(&sorted(manager))).copied().flatten()
    };
    let mut teams: Vec<(&str, Vec<Option<usize>>)> = Vec::new();
    let mut unknown = Vec::new();
    for &index in there {
        let entry = &entries[index];
        let Some(team) = entry.team.as_deref() else { continue };
        let manager = entry.manager.as_deref().and_then(find).filter(|manager| *manager != index);
        if entry.manager.is_some() && manager.is_none() {
            unknown.push(entry.line);
        }
        match teams.iter_mut().find(|(name, _)| *name == team) {
            Some((_, managers)) => managers.push(manager),
            None => teams.push((team, vec![manager])),
        }
    }
    let mut found = Leaders { leads: HashMap::new(), remarks: Vec::new() };
    let mut by_leader: Vec<(usize, Vec<(usize, &str)>)> = Vec::new();
    for (team, managers) in &teams {
        let mut count: HashMap<usize, usize> = HashMap::new();
        managers.iter().flatten().for_each(|manager| *count.entry(*manager).or_default() += 1);
        let Some((leader, reports)) = count.into_iter().max_by_key(|&(leader, reports)| (reports, std::cmp::Reverse(leader))) else {
            continue;
        };
        let is_in_it = entries[leader].team.as_deref() == Some(*team);
        if 2 * reports > managers.len() - usize::from(is_in_it) {
            match by_leader.iter_mut().find(|(known, _)| *known == leader) {
                Some((_, led)) => led.push((reports, team)),
                None => by_leader.push((leader, vec![(reports, team)])),
            }
        }
    }
    for (leader, mut led) in by_leader {
        let own = entries[leader].team.as_deref();
        led.sort_by_key(|&(reports, team)| (own != Some(team), std::cmp::Reverse(reports)));
        // A roster writes several teams with semicolons between them.
        let (clear, unclear): (Vec<&str>, Vec<&str>) = led.iter().map(|(_, team)| *team).partition(|team| !team.contains(';'));
        let (led, not) = if clear.is_empty() { unclear.split_at(1) } else { (&clear[..], &unclear[..]) };
        if !not.is_empty() {
            let line = entries[leader].line;
            found
                .remarks
                .push(format!("Line {line} leads {} too. It is not written: a semicolon stands between several teams.", not.join(", ")));
        }
        found.leads.insert(leader, led.iter().map(|team| (*team).to_owned()).collect());
    }
    if !found.leads.is_empty() {
        let mut led: Vec<(usize, String)> =
            found.leads.iter().map(|(leader, teams)| (entries[*leader].line, teams.join(" and "))).collect();
        led.sort_unstable();
        let led: Vec<String> = led.into_iter().map(|(line, teams)| format!("line {line} {teams}")).collect();
        found.remarks.insert(0, format!("Leads, as the manager of more than half of a team: {}.", led.join(", ")));
    }
    if !unknown.is_empty() {
        found.remarks.push(format!(
            "The manager is not among the people of the roster, or is two of one name, or the person: not used: {}.",
            lines(&unknown)
        ));
    }
    found
}

/// The words of a name in order, so that `Last, First` and `First Last` are one, and so is `First Last (On Leave)`.
fn sorted(name: &str) -> String {
    let bare = name.trim_end().strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")).map_or(name, |(bare, _)| bare);
    let name = plain(bare);
    let mut words: Vec<&str> = name.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}
