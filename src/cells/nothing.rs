//! Words for nothing: what people and programs write into cells that are empty.

/// The words, in small letters.
pub(crate) const NOTHING: [&str; 14] =
    ["na", "n/a", "n.a.", "nan", "null", "none", "nil", "-", "--", "?", "(blank)", "not applicable", "nat", "<na>"];

/// Whether a text is such a word.
pub(crate) fn is_nothing(text: &str) -> bool {
    NOTHING.iter().any(|word| word.eq_ignore_ascii_case(text))
}
