//! `stayput schema`: the JSON Schema of scenario files.

use stayput::internals::scenario::schema::json_schema;

use super::console::{Failure, print};

/// Prints it.
///
/// # Errors
/// Where stdout cannot be written.
pub fn schema() -> Result<(), Failure> {
    print(&json_schema())
}
