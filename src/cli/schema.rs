//! `stayput schema`: the JSON Schema of scenario files.

use stayput::internals::scenario::schema::json_schema;

use super::output::console::{Failure, print};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput schema > scenario.schema.json
A first line `#:schema ./scenario.schema.json` in a scenario then makes
editors complete its keys and mark what is wrong (with taplo, or an
extension that uses it).";

/// Prints it.
///
/// # Errors
/// Where stdout cannot be written.
pub fn schema() -> Result<(), Failure> {
    print(&json_schema())
}
