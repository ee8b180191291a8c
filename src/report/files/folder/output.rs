//! A file of results being written: buffered, hashed and counted on the way.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::disk;
use crate::hexadecimal::hexadecimal;
use crate::report::files::manifest::Listed;

/// A file being written; [`super::Folder::close`] ends it.
#[derive(Debug)]
pub struct Output {
    pub(super) name: String,
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Output {
    /// A new file in a folder.
    pub(super) fn create(folder: &Path, name: &str) -> io::Result<Self> {
        let file = disk::create(&folder.join(name))?;
        Ok(Self { name: name.to_owned(), file: BufWriter::with_capacity(1 << 16, file), hash: Sha256::new(), bytes: 0 })
    }

    /// Everything on the disk itself, so that a power cut after the folder appears finds no empty file in it.
    pub(super) fn finish(mut self) -> io::Result<Listed> {
        disk::change()?;
        self.file.flush()?;
        disk::sync(self.file.get_ref())?;
        Ok(Listed { name: self.name, sha256: hexadecimal(&self.hash.finalize()), bytes: self.bytes })
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
