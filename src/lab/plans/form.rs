//! How results are written, and the last step of writing them.

use std::io;
use std::path::PathBuf;

use crate::page::document::{self, Options};
use crate::page::results::Results;
use crate::report::files::PAGE;
use crate::report::files::bundle;
use crate::report::files::csv::Dialect;
use crate::report::files::folder::{Error, Folder};
use crate::report::files::manifest::Manifest;

/// How results are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form {
    /// How the CSV files are.
    pub dialect: Dialect,
    /// Whether [`PAGE`] is written beside them.
    pub page: bool,
    /// Whether the files that were read are copied beside them ([`bundle`]).
    pub bundle: bool,
}

/// Lists the files of a folder in the manifest, writes the page where one is asked for, and makes the folder appear; says where.
///
/// # Errors
/// Where a file cannot be written.
pub fn finish(mut folder: Folder, mut manifest: Manifest, form: Form, individuals: bool) -> Result<(Manifest, PathBuf), Error> {
    if form.bundle {
        bundle::copy(&mut folder, &manifest.inputs)?;
    }
    manifest.files = folder.files().to_vec();
    if form.page {
        let results = Results::of(folder.named(), manifest.clone(), |name| folder.text(name));
        let results = results.map_err(|error| folder.cannot_write(PAGE, &io::Error::other(error.to_string())))?;
        let page = document::render(&[results], Options { individuals });
        folder.write(PAGE, |out| out.write_all(page.as_bytes()))?;
        manifest.files = folder.files().to_vec();
    }
    let place = folder.publish(&manifest)?;
    Ok((manifest, place))
}
