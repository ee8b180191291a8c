//! Parts of the opening roster that results may be broken out by: teams and roles, none so small that it would speak of few people.
//!
//! What is published must not give a small group away by addition and subtraction. Any sum or difference of published counts counts the
//! same on each *cell* of their common refinement (those who belong to just the same published parts); so if every cell is empty or
//! has at least the least group's size, then so has every group that can be computed from them. Parts are published, the largest
//! first, teams before roles, as long as that holds.

use std::collections::BTreeMap;

use super::Roster;

/// A part of the opening roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// As results name it: `team:a`, `role:engineer`.
    pub label: String,
    /// Indices of its researchers, in order.
    pub members: Vec<usize>,
}

/// The teams and roles that may be broken out, teams first, each in order of first appearance.
///
/// `opening` says who is there at the start. A part that is the whole is none.
pub fn published(roster: &Roster, opening: impl Fn(usize) -> bool, min_group: usize) -> Vec<Part> {
    let people: Vec<usize> = (0..roster.researchers.len()).filter(|&i| opening(i)).collect();
    let teams = parts(&people, |i| vec![format!("team:{}", roster.teams[roster.researchers[i].team])]);
    large(&people, [teams, roles(roster, &people)], min_group)
}

/// The roles and skills by which some people may be broken out, roles first, each in order of first appearance.
pub fn published_by_skill(roster: &Roster, people: &[usize], min_group: usize) -> Vec<Part> {
    let skills = parts(people, |i| {
        let mut skills: Vec<String> = roster.researchers[i].skills.iter().map(|skill| format!("skill:{skill}")).collect();
        skills.sort();
        skills.dedup();
        skills
    });
    large(people, [roles(roster, people), skills], min_group)
}

fn roles(roster: &Roster, people: &[usize]) -> Vec<Part> {
    parts(people, |i| roster.researchers[i].role.iter().map(|role| format!("role:{role}")).collect())
}

/// The parts of each division in turn that leave no small group behind.
fn large(people: &[usize], divisions: [Vec<Part>; 2], min_group: usize) -> Vec<Part> {
    let mut cells = Cells { of: vec![0; people.last().map_or(0, |last| last + 1)], sizes: vec![people.len()] };
    let mut published = Vec::new();
    for mut division in divisions {
        division.sort_by_key(|part| std::cmp::Reverse(part.members.len()));
        division.retain(|part| part.members.len() < people.len() && cells.split(&part.members, min_group));
        division.sort_by_key(|part| part.members.first().copied());
        published.extend(division);
    }
    published
}

/// Those who share a label; who has several is in several.
fn parts(people: &[usize], labels: impl Fn(usize) -> Vec<String>) -> Vec<Part> {
    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &person in people {
        for label in labels(person) {
            members.entry(label).or_default().push(person);
        }
    }
    members.into_iter().map(|(label, members)| Part { label, members }).collect()
}

/// The common refinement of the parts published so far.
struct Cells {
    /// The cell of each researcher.
    of: Vec<usize>,
    sizes: Vec<usize>,
}

impl Cells {
    /// Splits the cells by one more part, unless that leaves a cell that is too small; whether it did.
    fn split(&mut self, members: &[usize], min_group: usize) -> bool {
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        for &person in members {
            *taken.entry(self.of[person]).or_default() += 1;
        }
        let large = |size: usize| size == 0 || size >= min_group;
        if !taken.iter().all(|(&cell, &count)| large(count) && large(self.sizes[cell] - count)) {
            return false;
        }
        let mut moved: BTreeMap<usize, usize> = BTreeMap::new();
        for (&cell, &count) in &taken {
            moved.insert(cell, self.sizes.len());
            self.sizes.push(count);
            self.sizes[cell] -= count;
        }
        for &person in members {
            self.of[person] = moved[&self.of[person]];
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Researcher;

    /// A roster from (team, role) pairs; a role of "" is none.
    fn roster(people: &[(&str, &str)]) -> Roster {
        let mut roster = Roster::default();
        for (index, (team, role)) in people.iter().enumerate() {
            let place = roster.teams.iter().position(|t| t == team).unwrap_or_else(|| {
                roster.teams.push((*team).to_owned());
                roster.teams.len() - 1
            });
            roster.researchers.push(Researcher {
                id: format!("p{index}"),
                team: place,
                role: (!role.is_empty()).then(|| (*role).to_owned()),
                hired: None,
                pay: 1.0,
                unvested: 0.0,
                vests_by: None,
                leads: None,
                skills: Vec::new(),
                covariates: Vec::new(),
            });
        }
        roster
    }

    fn team_sizes(sizes: &[usize]) -> Roster {
        let names = ["a", "b", "c", "d", "e"];
        let people: Vec<(&str, &str)> = sizes.iter().zip(names).flat_map(|(&size, name)| std::iter::repeat_n((name, ""), size)).collect();
        roster(&people)
    }

    fn labels(roster: &Roster, min_group: usize) -> Vec<String> {
        published(roster, |_| true, min_group).into_iter().map(|part| part.label).collect()
    }

    #[test]
    fn large_parts_are_published() {
        assert_eq!(labels(&team_sizes(&[5, 6, 7]), 5), ["team:a", "team:b", "team:c"]);
    }

    #[test]
    fn a_small_part_hides_another_with_it() {
        // Of 4, 6 and 7 the 4 are hidden, and the 6 with them: whole minus 7 is then a group of 10.
        assert_eq!(labels(&team_sizes(&[4, 6, 7]), 5), ["team:c"]);
        // Two small ones that make 7 together hide each other.
        assert_eq!(labels(&team_sizes(&[3, 4, 6, 7]), 5), ["team:c", "team:d"]);
        // Two that make 4 do not.
        assert_eq!(labels(&team_sizes(&[1, 3, 6, 7]), 5), ["team:d"]);
    }

    #[test]
    fn the_whole_is_no_part() {
        assert!(labels(&team_sizes(&[14]), 5).is_empty());
        assert!(labels(&team_sizes(&[14, 2]), 5).is_empty());
    }

    #[test]
    fn a_role_may_not_tell_of_the_few_others_in_a_team() {
        // Team a has 8 engineers and 2 others: the role within the team would give the two away.
        let mut people = vec![("a", "engineer"); 8];
        people.extend([("a", ""); 2]);
        people.extend([("b", ""); 9]);
        assert_eq!(labels(&roster(&people), 5), ["team:a", "team:b"]);
    }

    /// By trying to subtract: whoever adds and subtracts up to three published numbers, the whole among them, never gets a small group.
    #[test]
    fn no_sum_or_difference_of_three_published_numbers_is_a_small_group() {
        for seed in 0..300u64 {
            let people: Vec<(&str, &str)> = (0..24u64)
                .map(|i| {
                    let word = crate::random::name_hash(&format!("{seed}/{i}"));
                    (["a", "b", "c", "d"][(word % 7).min(3) as usize], ["x", "y", "z", ""][((word >> 8) % 5).min(3) as usize])
                })
                .collect();
            let roster = roster(&people);
            let mut sets: Vec<Vec<i32>> = vec![vec![1; people.len()]];
            for part in published(&roster, |_| true, 5) {
                sets.push((0..people.len()).map(|i| i32::from(part.members.contains(&i))).collect());
            }
            let signed: Vec<(usize, i32)> = (0..sets.len()).flat_map(|s| [(s, 1), (s, -1)]).chain([(0, 0)]).collect();
            for &a in &signed {
                for &b in &signed {
                    for &c in &signed {
                        let sum: Vec<i32> = (0..people.len()).map(|i| [a, b, c].iter().map(|&(s, sign)| sign * sets[s][i]).sum()).collect();
                        let group = sum.iter().filter(|&&x| x == 1).count();
                        let is_group = sum.iter().all(|&x| x == 0 || x == 1);
                        assert!(!is_group || group == 0 || group >= 5, "seed {seed}: {people:?}");
                    }
                }
            }
        }
    }
}
