//! The command line of backups and of accounts that move.

use super::Place;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "\
Writes two files: data.tar has everything but the wrapped keys, and keys.tar these. What is sealed stays sealed; who has both
files and the master key can read it. Keep keys.tar apart from data.tar and for a shorter time: a copy of a key that was
destroyed brings the person back. The server may run meanwhile. docs/backup.md has the rest.

Examples:
  bonafide backup /backup/2026-11-22
  bonafide backup /backup/today --config bonafide.toml")]
pub(crate) struct Backup {
    /// The folder for the two files; it is made, and must not be there with anything in it
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Args)]
#[command(after_help = "\
The instance must have nothing yet: a new data folder, or an empty database and bucket. No server may run on it. All is
restored, or nothing. The file of keys may be newer than the data: dossiers whose key is gone since stay erased.

Examples:
  bonafide restore /backup/2026-11-22 --data ./restored
  bonafide restore /backup/2026-11-22 --keys /backup/2026-12-01/keys.tar --data ./restored
  bonafide audit verify --data ./restored")]
pub(crate) struct Restore {
    /// The folder that `backup` wrote
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// Another file of keys than that of the folder: a newer one
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Args)]
#[command(after_help = "\
The file is sealed under the passphrase as a whole: it holds persons. The account stays where it is, and its secret is the same
in both places: revoke the client here when the other instance has taken over.

Examples:
  bonafide export --client acme acme.bonafide --passphrase-file passphrase
  BONAFIDE_PASSPHRASE=... bonafide export --client acme acme.bonafide")]
pub(crate) struct Export {
    /// The client, by its id or name
    #[arg(long, value_name = "CLIENT")]
    pub(crate) client: String,
    /// The file to write; it must not be there
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseFrom,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Args)]
#[command(after_help = "\
All is imported, or nothing; the same file again changes nothing. The server may run meanwhile. The account's audit log is
checked, and goes on with an entry that says that it was imported.

Examples:
  bonafide import acme.bonafide --passphrase-file passphrase
  bonafide audit verify --client acme")]
pub(crate) struct Import {
    /// The file that `export` wrote
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseFrom,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Where the passphrase is.
#[derive(Args)]
pub(crate) struct PassphraseFrom {
    /// A file whose first line is the passphrase, of at least 12 characters; without it BONAFIDE_PASSPHRASE is
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}
