//! Backups of everything, and single accounts that move to another instance: files that any instance can read, whatever
//! engine and store it has. `docs/backup.md` gives the format.

mod account;
mod backup;
mod container;
mod manifest;
mod rows;
mod sealed;

pub use account::{Exported, Imported, export_account, import_account};
pub use backup::{BackedUp, Restored, backup, note_restored, restore};
pub use manifest::{ArchiveError, Manifest};
pub use sealed::Passphrase;

/// Told how far it is: the name of what is being written or read, and how many of it are done.
pub type Progress<'a> = &'a (dyn Fn(&str, u64) + Sync);
