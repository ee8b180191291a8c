//! The ground on which the parts of a scenario are read, and which knows none of them: the syntax of a file, its tree of keys and values
//! with their places, what the keys of a table mean, numbers in ranges, settings, names, CSV files.

pub(crate) mod csv;
pub(in crate::scenario) mod files;
pub(in crate::scenario) mod json_schema;
mod keys;
pub(in crate::scenario) mod names;
pub(crate) mod numbers;
pub(in crate::scenario) mod overrides;
pub(in crate::scenario) mod reader;
pub(crate) mod section;
pub(in crate::scenario) mod spellings;
mod syntax;
pub(in crate::scenario) mod tree;
mod values;

pub(in crate::scenario) use self::keys::Keys;
pub(in crate::scenario) use self::names::Names;
pub(in crate::scenario) use self::numbers::distribution::is_distribution;
pub(in crate::scenario) use self::reader::Reader;
pub(crate) use self::section::{Form, Key, Section};
pub(in crate::scenario) use self::tree::{Entry, Node, Table, Value};
