//! `[privacy]`, and the names that should make anybody think twice.

use super::file::{Form, Key, Reader, Section, Table};
use crate::diagnostic::{Diagnostic, Place, quoted};

/// The smallest number of people whom a result may be about, unless the scenario says otherwise.
pub const MIN_GROUP: usize = 5;

/// A larger smallest group would hide every part of any roster.
const LARGEST_MIN_GROUP: u64 = 1_000_000;

/// `[privacy]`.
pub(super) static PRIVACY: Section = Section::new(
    "What results may say of small groups.",
    &[
        Key::new(
            "min_group",
            Form::Whole(1, LARGEST_MIN_GROUP),
            "No published number, and no sum or difference of published numbers, describes fewer than this many people; a result that would is withheld, unless --individuals is given. The number of people on the roster is always shown.",
        )
        .default("5"),
        Key::new("reason", Form::Text, "Why min_group is what it is; asked for where it is less than 5, and written into the manifest."),
    ],
);

/// Words that stand for traits which the law of many countries protects, and the trait.
const TRAITS: [(&str, &[&str]); 15] = [
    ("age", &["age", "ages", "aged", "birth", "birthday", "birthdate", "birthyear", "born", "dob", "yob"]),
    ("sex", &["sex", "female", "male", "woman", "women", "man", "men", "girl", "boy"]),
    ("gender", &["gender", "nonbinary", "transgender", "pronoun", "pronouns"]),
    ("ethnicity", &["ethnicity", "ethnic", "ethnicities", "minority", "caste", "indigenous"]),
    ("race", &["race", "racial", "hispanic", "latino", "latina", "skin"]),
    ("nationality", &["nationality", "nationalities", "citizen", "citizenship", "foreigner", "immigrant", "birthplace"]),
    ("religion", &["religion", "religious", "faith", "belief", "church", "christian", "muslim", "jewish", "hindu"]),
    ("disability", &["disability", "disabilities", "disabled", "handicap", "impairment"]),
    ("pregnancy", &["pregnancy", "pregnant", "maternity"]),
    ("parenthood", &["parent", "parental", "paternity", "children", "kids", "childcare"]),
    ("marital status", &["marital", "married", "spouse", "divorced", "widowed"]),
    ("sexual orientation", &["sexual", "sexuality", "lgbt", "lgbtq", "gay", "lesbian", "queer"]),
    ("union membership", &["union", "unions", "unionised", "unionized"]),
    ("health", &["health", "illness", "sick", "sickness", "medical", "genetic"]),
    ("politics", &["politics", "political"]),
];

/// The protected trait that a name suggests by one of its words.
fn protected_trait(name: &str) -> Option<&'static str> {
    let words = words(name);
    TRAITS.iter().find(|(_, known)| words.iter().any(|word| known.contains(&word.as_str()))).map(|&(named, _)| named)
}

/// The words of a name in small letters: `ageYears`, `age_years` and `Age 2` all have the word `age`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in name.chars().take(200) {
        if !c.is_alphabetic() || c.is_uppercase() && was_small {
            words.push(String::new());
        }
        was_small = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphabetic()) {
            word.extend(c.to_lowercase());
        }
    }
    words
}

impl Reader {
    /// `[privacy]`: `min_group`, and why it is that.
    pub fn min_group(&mut self, root: &Table) -> (usize, Option<String>) {
        let Some(keys) = self.keys_at(root, "privacy", &PRIVACY) else { return (MIN_GROUP, None) };
        let min_group = self.whole(keys, "min_group").map_or(MIN_GROUP, |least| least as usize);
        let reason = keys.get("reason").and_then(|node| self.text(node)).map(str::to_owned);
        (min_group, reason)
    }

    /// Warns of a column of numbers whose name suggests a protected trait.
    pub fn warn_of_protected_column(&mut self, name: &str, place: &Place) {
        let Some(protected) = protected_trait(name) else { return };
        let message = format!("{} seems to hold a protected trait: {protected}", quoted(name));
        let help = "take it out unless you need it: data on such traits is personal and in many countries may not be used to decide about people; if the name means something else, change it";
        self.problems.push(Diagnostic::warning(message).at(place).help(help));
    }

    /// Warns of a covariate of a channel whose name suggests a protected trait.
    pub fn warn_of_protected_covariate(&mut self, name: &str, place: &Place) {
        let Some(protected) = protected_trait(name) else { return };
        let message = format!("exits are made to depend on what seems a protected trait: {protected}");
        let help = "who keeps or lets go people by such a forecast treats them by their group, which is discrimination in many countries; take it out, or use it only to look for unfairness, never to decide";
        self.problems.push(Diagnostic::warning(message).at(place).help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::protected_trait;

    #[test]
    fn whole_words_are_found_in_any_writing() {
        for name in ["age", "Age", "AGE", "age_years", "years-of-age", "ageYears", "Age2", "date of birth"] {
            assert_eq!(protected_trait(name), Some("age"), "{name}");
        }
        assert_eq!(protected_trait("is_female"), Some("sex"));
        assert_eq!(protected_trait("Union member"), Some("union membership"));
        for name in ["average", "stage", "message", "sextant", "trace", "star", "papers", "reunion", "", "_", "é"] {
            assert_eq!(protected_trait(name), None, "{name}");
        }
    }
}
