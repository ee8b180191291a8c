//! A file of results being written, on the disk or in memory: buffered, hashed and counted on the way.

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
    place: Place,
    hash: Sha256,
    bytes: u64,
}

/// Where it is written.
#[derive(Debug)]
enum Place {
    Disk(BufWriter<File>),
    Memory(Vec<u8>),
}

impl Output {
    /// A new file in a folder.
    pub(super) fn create(folder: &Path, name: &str) -> io::Result<Self> {
        let file = disk::create(&folder.join(name))?;
        Ok(Self::at(Place::Disk(BufWriter::with_capacity(1 << 16, file)), name))
    }

    /// A new file in memory.
    pub(super) fn in_memory(name: &str) -> Self {
        Self::at(Place::Memory(Vec::new()), name)
    }

    fn at(place: Place, name: &str) -> Self {
        Self { name: name.to_owned(), place, hash: Sha256::new(), bytes: 0 }
    }

    /// Everything on the disk itself, so that a power cut after the folder appears finds no empty file in it; what is in memory is given back.
    pub(super) fn finish(self) -> io::Result<(Listed, Option<Vec<u8>>)> {
        let kept = match self.place {
            Place::Disk(mut file) => {
                disk::change()?;
                file.flush()?;
                disk::sync(file.get_ref())?;
                None
            }
            Place::Memory(bytes) => Some(bytes),
        };
        Ok((Listed { name: self.name, sha256: hexadecimal(&self.hash.finalize()), bytes: self.bytes }, kept))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.place {
            Place::Disk(file) => file.write(bytes)?,
            Place::Memory(kept) => kept.write(bytes)?,
        };
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.place {
            Place::Disk(file) => file.flush(),
            Place::Memory(_) => Ok(()),
        }
    }
}
