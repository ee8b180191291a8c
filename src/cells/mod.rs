//! What people and programs write into the headings and cells of tables: words, numbers, dates, money, words for nothing, totals.
//!
//! The import reads cells by it; a scenario reads its own form alone, and says by it what was probably meant.

pub(crate) mod dates;
pub(crate) mod headings;
pub(crate) mod nothing;
pub(crate) mod numbers;
pub(crate) mod pay;
pub(crate) mod totals;
pub(crate) mod words;
