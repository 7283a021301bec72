use super::Finding;
use bonafide_app::{Clock as _, SystemClock};
use jiff::Timestamp;
use std::fs::{File, OpenOptions, remove_file, rename};
use std::io::{Error, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Seconds that the clocks of machine and file system may differ.
const DRIFT: i64 = 60;
/// Bytes below which the disk is nearly full, and full.
const LITTLE: u64 = 2 << 30;
const NOTHING: u64 = 64 << 20;

pub(super) fn absent(folder: &Path) -> Finding {
    let shown = folder.display();
    if folder.exists() {
        return Finding::Bad(format!(
            "{shown} is no folder; name another one by --data or data.dir"
        ));
    }
    Finding::Ok(format!(
        "{shown} does not exist yet; `bonafide serve` makes it"
    ))
}

/// A file of our own for the time of one question.
struct Trial(PathBuf);

impl Trial {
    fn write(folder: &Path) -> Result<Self, Error> {
        let trial = Self(folder.join(format!(".doctor-{}", std::process::id())));
        let mut file = OpenOptions::new()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(&trial.0)?;
        file.write_all(&[0x42; 4096])?;
        file.sync_all()?;
        Ok(trial)
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        // It was renamed, or the folder cannot be written, which is told elsewhere.
        let _ = remove_file(&self.0);
    }
}

/// A file system on another machine may live at another time.
pub(super) fn time(folder: &Path) -> Finding {
    let written = Trial::write(folder)
        .and_then(|trial| trial.0.metadata())
        .and_then(|metadata| metadata.modified())
        .and_then(|time| Timestamp::try_from(time).map_err(Error::other));
    match written {
        Ok(at) => {
            let apart = (SystemClock.now().as_second() - at.as_second()).abs();
            if apart > DRIFT {
                Finding::Warn(format!(
                    "the file system's clock and the machine's are {apart} s apart; let NTP keep both"
                ))
            } else {
                Finding::Ok(format!("the file system's clock is within {DRIFT} s"))
            }
        }
        Err(problem) => cannot_write(folder, &problem),
    }
}

fn cannot_write(folder: &Path, problem: &Error) -> Finding {
    Finding::Bad(format!(
        "{} cannot be written: {problem}; give it to the user that runs the server (chown)",
        folder.display()
    ))
}

/// Pictures of passports are nobody else's.
pub(super) fn rights(folder: &Path) -> Finding {
    for (name, right) in [
        ("", "700"),
        ("blobs", "700"),
        ("bonafide.sqlite", "600"),
        ("bonafide.sqlite-wal", "600"),
        ("server.lock", "600"),
        ("master.key", "600"),
    ] {
        let path = if name.is_empty() {
            folder.to_owned()
        } else {
            folder.join(name)
        };
        let Ok(metadata) = path.metadata() else {
            continue;
        };
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let shown = path.display();
            return Finding::Bad(format!(
                "others may enter or read {shown} ({mode:o}): chmod {right} {shown}"
            ));
        }
    }
    Finding::Ok(format!("{} is its owner's alone", folder.display()))
}

/// What a 2xx stands on: write, sync, rename, sync the folder.
pub(super) fn writes(folder: &Path) -> Finding {
    let begun = Instant::now();
    let written = Trial::write(folder).and_then(|trial| {
        let moved = Trial(trial.0.with_extension("moved"));
        rename(&trial.0, &moved.0)?;
        File::open(folder)?.sync_all()
    });
    let took = begun.elapsed().as_millis();
    match written {
        Ok(()) if took > 1000 => Finding::Warn(format!(
            "one took {took} ms, and each request waits for one; use a faster disk"
        )),
        Ok(()) => Finding::Ok(format!("write, sync, rename, sync in {took} ms")),
        Err(problem) => cannot_write(folder, &problem),
    }
}

pub(super) fn space(folder: &Path) -> Finding {
    match rustix::fs::statvfs(folder) {
        Ok(system) => {
            let free = system.f_bavail.saturating_mul(system.f_frsize);
            let said = format!("{} MB free", free / 1_000_000);
            if free < NOTHING {
                Finding::Bad(format!("{said}; make room, or move the data folder"))
            } else if free < LITTLE {
                Finding::Warn(format!("{said}; make room soon"))
            } else {
                Finding::Ok(said)
            }
        }
        Err(problem) => Finding::Warn(format!(
            "the system does not say how much is free: {problem}"
        )),
    }
}
