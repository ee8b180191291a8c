//! What tells a file or a folder from every other of the same name, so that what was moved is known again, and nothing else is taken for it.

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What a file or a folder is, wherever it is moved within its file system. Nobody can know it who has not looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Identity {
    /// A file or a link: its number in its file system, its length \[bytes\], and when it was last written [ns since 1970].
    File { number: u64, bytes: u64, written: i64 },
    /// A folder: its number, and all that is in it.
    Folder { number: u64, within: Vec<(Name, Identity)> },
}

/// A path, in JSON a text, or where it is none, bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Name {
    Text(String),
    Bytes(Vec<u8>),
}

impl Identity {
    /// That of what is there now.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let found = fs::symlink_metadata(path)?;
        if !found.is_dir() {
            return Ok(Self::of_file(&found));
        }
        let within =
            fs::read_dir(path)?.map(|entry| entry.and_then(|entry| Ok((entry.file_name().as_os_str().into(), Self::of(&entry.path())?))));
        Ok(Self::Folder { number: number(&found), within: within.collect::<io::Result<_>>()? })
    }

    fn of_file(found: &Metadata) -> Self {
        Self::File { number: number(found), bytes: found.len(), written: written(found) }
    }

    /// Whether this is what is there now: a file that was not written since, or a folder of just such files.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        let Ok(found) = fs::symlink_metadata(path) else { return false };
        match self {
            Self::File { .. } => !found.is_dir() && *self == Self::of_file(&found),
            Self::Folder { within, .. } => {
                let count = || fs::read_dir(path).is_ok_and(|entries| entries.take(within.len() + 1).count() == within.len());
                self.has_number_of(&found) && count() && within.iter().all(|(name, identity)| identity.is_at(&path.join(name.path())))
            }
        }
    }

    /// Whether this is what is there now, whatever was written into it since.
    pub(super) fn is_number_at(&self, path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|found| self.has_number_of(&found))
    }

    fn has_number_of(&self, found: &Metadata) -> bool {
        match *self {
            Self::File { number: own, .. } => !found.is_dir() && own == number(found),
            Self::Folder { number: own, .. } => found.is_dir() && own == number(found),
        }
    }
}

impl From<&OsStr> for Name {
    fn from(name: &OsStr) -> Self {
        name.to_str().map_or_else(|| Self::Bytes(name.as_encoded_bytes().to_vec()), |text| Self::Text(text.to_owned()))
    }
}

impl Name {
    pub(super) fn path(&self) -> PathBuf {
        match self {
            Self::Text(text) => text.into(),
            #[cfg(unix)]
            Self::Bytes(bytes) => <OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes).into(),
            #[cfg(not(unix))]
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned().into(),
        }
    }
}

/// The number that a file or a folder has in its file system.
#[cfg(unix)]
pub(super) fn number(found: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
pub(super) fn number(_: &Metadata) -> u64 {
    0
}

fn written(found: &Metadata) -> i64 {
    let since = |time: std::time::SystemTime| match time.duration_since(std::time::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_nanos()).unwrap_or(i64::MAX),
    };
    found.modified().map_or(0, since)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_was_moved_is_known_again_and_what_was_changed_is_another() {
        let dir = tempfile::TempDir::new().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::create_dir(path("a")).unwrap();
        for name in ["a/one", "a/two", "file", "copied"] {
            fs::write(path(name), "one").unwrap();
        }
        let (folder, file) = (Identity::of(&path("a")).unwrap(), Identity::of(&path("file")).unwrap());
        let again: Identity = serde_json::from_str(&serde_json::to_string(&folder).unwrap()).unwrap();
        assert_eq!(again, folder);
        fs::rename(path("a"), path("b")).unwrap();
        fs::rename(path("file"), path("moved")).unwrap();
        assert!(folder.is_at(&path("b")) && file.is_at(&path("moved")));
        assert!(!file.is_at(&path("copied")) && !file.is_at(&path("b")) && !folder.is_at(&path("moved")) && !file.is_at(&path("none")));
        fs::write(path("b/three"), "").unwrap();
        assert!(!folder.is_at(&path("b")) && folder.is_number_at(&path("b")));
        fs::remove_file(path("b/three")).unwrap();
        assert!(folder.is_at(&path("b")));
        fs::write(path("b/two"), "two").unwrap();
        assert!(!folder.is_at(&path("b")));
        fs::write(path("moved"), "").unwrap();
        assert!(!file.is_at(&path("moved")) && file.is_number_at(&path("moved")));
    }

    #[test]
    fn a_name_that_is_no_text_stays_the_same() {
        let name: &OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"n\xff");
        let written = serde_json::to_string(&Name::from(name)).unwrap();
        assert_eq!(written, "[110,255]");
        assert_eq!(serde_json::from_str::<Name>(&written).unwrap().path(), Path::new(name));
    }
}
