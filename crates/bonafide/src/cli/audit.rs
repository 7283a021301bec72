//! The command line of the audit log.

use super::Place;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Look whether anybody changed the log, and name the first bad entry
    Verify(VerifyLog),
    /// List entries, oldest first
    #[command(after_help = "\
Entries hold ids alone. Those of a client are in a log of its own; without --client it is the log of what belongs to no
client: the keys, the server itself.

Examples:
  bonafide audit list --client acme
  bonafide audit list --client acme --after 1000 --limit 1000 --json")]
    List {
        #[command(flatten)]
        log: Log,
        /// Begin after this entry
        #[arg(long, value_name = "N", default_value_t = 0)]
        after: i64,
        /// At most so many: 1 to 10000
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
        /// Print one JSON object a line, with the hashes
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Print one entry with its hashes, as one JSON object
    Show {
        /// Its number
        sequence: i64,
        #[command(flatten)]
        log: Log,
        #[command(flatten)]
        place: Place,
    },
    /// Sign the heads of all logs and print those that are signed, for a witness to keep
    #[command(after_help = "\
One JSON object a line. A head that lies where nobody who can write the database comes near shows later that entries were
cut off the end: `bonafide audit verify --heads FILE`. The server signs heads by itself, at each thousandth entry and every
ten minutes.

Examples:
  bonafide audit heads >> /mnt/witness/heads.jsonl
  bonafide audit heads --client acme --after 120000")]
    Heads {
        /// The client, by its id or name; without one all logs
        #[arg(long, value_name = "CLIENT")]
        client: Option<String>,
        /// Begin after the head of this entry
        #[arg(long, value_name = "N", default_value_t = 0)]
        after: i64,
        #[command(flatten)]
        place: Place,
    },
    /// Print the public key that heads are signed with, as a JWK (RFC 8037)
    Key {
        #[command(flatten)]
        place: Place,
    },
}

/// Which log.
#[derive(Args)]
pub(crate) struct Log {
    /// The client, by its id or name; without one the log of what belongs to no client
    #[arg(long, value_name = "CLIENT")]
    pub(crate) client: Option<String>,
}

#[derive(Args)]
#[command(after_help = "\
Prints a line for each log. The exit code is 1 when an entry is bad: changed, missing, put in, moved, or cut off the end.
docs/audit.md says what that shows and what it cannot show. The server may run meanwhile.

Examples:
  bonafide audit verify
  bonafide audit verify --client acme --json
  bonafide audit verify --heads /mnt/witness/heads.jsonl --key /mnt/witness/key.json")]
pub(crate) struct VerifyLog {
    /// The client, by its id or name; without one all logs
    #[arg(long, value_name = "CLIENT")]
    pub(crate) client: Option<String>,
    /// Heads that a witness kept, as `audit heads` printed them
    #[arg(long, value_name = "FILE")]
    pub(crate) heads: Option<PathBuf>,
    /// Trust this public key alone, as `audit key` printed it; one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}
