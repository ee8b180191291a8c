//! What a folder has besides its files: owner, group and mode. Results that replace others keep them.

use std::path::Path;

/// Gives a new folder the owner, the group and the mode of one that it replaces; while its files are made (`working`), we may do anything
/// in it besides. Whether it is like the other then: where only somebody else could give it away, or the other has what is not copied
/// (access control lists, extended attributes), it is not.
#[cfg(unix)]
pub(super) fn alike(new: &Path, old: &Path, working: bool) -> bool {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let (Ok(model), Ok(made)) = (fs::metadata(old), fs::metadata(new)) else { return false };
    let (owner, group) = ((model.uid() != made.uid()).then_some(model.uid()), (model.gid() != made.gid()).then_some(model.gid()));
    if (owner.is_some() || group.is_some()) && chown(new, owner, group).is_err() {
        return false;
    }
    let mode = model.mode() & 0o7777 | if working { 0o700 } else { 0 };
    // Permissions that we may not give are dropped without an error.
    let given =
        super::disk::change().and_then(|()| fs::set_permissions(new, Permissions::from_mode(mode))).and_then(|()| fs::metadata(new));
    given.is_ok_and(|made| made.mode() & 0o7777 == mode) && !has_more(old)
}

#[cfg(not(unix))]
pub(super) fn alike(_: &Path, _: &Path, _: bool) -> bool {
    true
}

/// Whether a folder has access control lists or extended attributes that its system does not give to each.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn has_more(folder: &Path) -> bool {
    const EVERY_FOLDER: [&[u8]; 2] = [b"security.selinux", b"com.apple.provenance"];
    let mut names = vec![0; 1 << 16];
    match rustix::fs::listxattr(folder, &mut names[..]) {
        Ok(length) => names[..length].split(|&byte| byte == 0).any(|name| !name.is_empty() && !EVERY_FOLDER.contains(&name)),
        Err(error) => error == rustix::io::Errno::RANGE,
    }
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "macos"))))]
fn has_more(_: &Path) -> bool {
    false
}

/// Gives a new folder the attributes of another as far as that can be done; where not, nobody else may look into it.
pub(super) fn as_closed_as(new: &Path, model: &Path) {
    if !alike(new, model, false) {
        #[cfg(unix)]
        let _ = std::fs::set_permissions(new, std::os::unix::fs::PermissionsExt::from_mode(0o700));
    }
}

/// Whether we may write into a folder.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(super) fn writable(folder: &Path) -> std::io::Result<()> {
    Ok(rustix::fs::access(folder, rustix::fs::Access::WRITE_OK)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn writable(_: &Path) -> std::io::Result<()> {
    Ok(())
}
