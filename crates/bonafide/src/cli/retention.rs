//! The command line of how long things are kept.

use super::Place;
use bonafide_domain::DossierId;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Retention {
    /// Print the times that hold for a client
    Show {
        /// The client's id or name
        #[arg(value_name = "NAME")]
        client: String,
        /// Print one JSON object: the times that were set for the client
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Set times; those that are not named stay as they are
    #[command(after_help = "\
A time is a number of days from 1 to 36500 after the last change, or forever. A kind of process is a provider, or a
provider and a type. What is over goes within minutes, with a certificate (the event dossier.erased).

Examples:
  bonafide client retention set acme dossiers=90
  bonafide client retention set acme signicatpictureid/document=10 dossiers=forever")]
    Set {
        /// The client's id or name
        #[arg(value_name = "NAME")]
        client: String,
        /// What, and for how long
        #[arg(value_name = "WHAT=DAYS", required = true)]
        times: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Forget what was set: the server's times hold
    Reset {
        /// The client's id or name
        #[arg(value_name = "NAME")]
        client: String,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Subcommand)]
pub(crate) enum Hold {
    /// List the dossiers of a client that are held
    List {
        /// The client's id or name
        #[arg(value_name = "NAME")]
        client: String,
        #[command(flatten)]
        place: Place,
    },
    /// Hold a dossier: neither time nor its client erases it or a process of it
    Set {
        /// The client's id or name
        #[arg(value_name = "NAME")]
        client: String,
        /// The dossier
        #[arg(value_name = "DOSSIER")]
        dossier: DossierId,
        #[command(flatten)]
        place: Place,
    },
    /// Hold it no more
    Release {
        /// The client's id or name
        #[arg(value_name = "NAME")]
        client: String,
        /// The dossier
        #[arg(value_name = "DOSSIER")]
        dossier: DossierId,
        #[command(flatten)]
        place: Place,
    },
}
