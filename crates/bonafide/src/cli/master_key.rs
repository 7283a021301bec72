//! The command line of the keys that everything is sealed under.

use super::Place;
use bonafide_storage::MasterKeyId;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum MasterKey {
    /// List the master keys that the database knows, and how many keys are wrapped under each
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Make a master key that wraps nothing yet, so that every node can be given it first
    Add {
        #[command(flatten)]
        place: Place,
    },
    /// Let another master key wrap from now on, and wrap every key anew; servers may run meanwhile
    #[command(after_help = "\
The newest master key takes over; where it wraps already, a new one is made. With several nodes: `master-key add` on one,
copy the file to the others, then `master-key rotate` on one. What was interrupted is gone on with by the next call. Keep a
copy of the file again afterwards; the old key is needed for older backups alone.

Examples:
  bonafide master-key rotate
  bonafide master-key rotate && bonafide master-key forget ID")]
    Rotate {
        #[command(flatten)]
        place: Place,
    },
    /// Take a master key out of the file, when nothing is wrapped under it any more
    #[command(after_help = "\
Backups from before the rotation can then be opened with a copy of that key alone.")]
    Forget {
        /// Its id, as `master-key list` shows it
        id: MasterKeyId,
        #[command(flatten)]
        place: Place,
    },
}
