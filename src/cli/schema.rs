//! `stayput schema`: the JSON Schema of scenario files, and of what the program writes.

use clap::Args;
use clap::builder::PossibleValuesParser;
use stayput::internals::report::schemas;
use stayput::internals::scenario::schema::json_schema;

use super::output::console::{Failure, print};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput schema > scenario.schema.json
  stayput schema --output run > run.schema.json
  stayput schema --output manifest
A first line `#:schema ./scenario.schema.json` in a scenario then makes
editors complete its keys and mark what is wrong (with taplo, or an
extension that uses it). A schema of results says of every key what it is,
in which unit, and when it is null.";

/// What `stayput schema` takes.
#[derive(Debug, Args)]
pub struct SchemaOptions {
    /// Of what a command prints with --format json, by
    /// the command (trial: of run --trial); NAME-file:
    /// of the JSON file in its folder; manifest: of
    /// manifest.json [default: of scenario files]
    #[arg(long, value_name = "NAME", value_parser = names(), hide_possible_values = true, verbatim_doc_comment)]
    pub output: Option<String>,
}

/// The documents that there are.
fn names() -> PossibleValuesParser {
    schemas::all().iter().map(|form| form.name).collect::<Vec<_>>().into()
}

/// Prints it.
///
/// # Errors
/// Where stdout cannot be written.
pub fn schema(options: &SchemaOptions) -> Result<(), Failure> {
    let of_results = options.output.as_deref().and_then(schemas::find);
    print(&of_results.map_or_else(json_schema, |form| form.text()))
}
