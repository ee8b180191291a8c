//! The nearest known name to one that is not known.

use super::likeness::likeness;

/// Names longer than this are not compared: nobody misspells them by a letter.
const LONGEST: usize = 64;
/// Of more names than this only the first are compared, so that a long list does not take long.
const MOST: usize = 20_000;

/// The known name most like the given one, if any is like enough to be what was meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    let (name, like) = (name.to_lowercase(), likeness(name));
    let tolerance = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .take(MOST)
        .filter(|known| known.len() <= LONGEST)
        .map(|known| (if likeness(known) == like { 0 } else { strsim::damerau_levenshtein(&name, &known.to_lowercase()) }, known))
        .filter(|&(distance, _)| distance <= tolerance)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_is_recognised_and_another_word_is_not() {
        let known = ["hazard_per_year", "acceptance", "tenure"];
        assert_eq!(nearest("hazard_per_yaer", known), Some("hazard_per_year"));
        assert_eq!(nearest("Tenure", known), Some("tenure"));
        assert_eq!(nearest("0007", ["1007", "7"]), Some("7"));
        assert_eq!(nearest("salary", known), None);
        assert_eq!(nearest(&"x".repeat(1000), known), None);
    }
}
