use crate::configuration::{Configuration, LogFormat};
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  bonafide serve                                 on 127.0.0.1:8080, everything in ./bonafide-data
  bonafide serve --config bonafide.toml          with settings of your own
  bonafide client create acme --sandbox          credentials for a backend, shown once
  bonafide read passport.jpg                     its machine-readable zone, without a server
  bonafide config --defaults > bonafide.toml     the commented defaults to begin with

Exit codes:
  0  done
  1  failed
  2  the command line or the configuration is wrong
  3  a file or an id that was named is not there or cannot be read
  4  another server works on the data folder";

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
    /// Read the machine-readable zones of pictures, without a server
    Read(Read),
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
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// Write ADDRESS:PORT of the API into this file when the server is ready
    #[arg(long, value_name = "PATH")]
    pub(crate) ready_file: Option<PathBuf>,
    /// How the log is written
    #[arg(long, value_name = "FORMAT")]
    pub(crate) log_format: Option<LogFormat>,
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
        name: bonafide_domain::ClientName,
        /// For tests: its results can never pass for real ones
        #[arg(long)]
        sandbox: bool,
        /// Print one JSON object: {"clientId", "clientSecret"}
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// List the clients, newest first, revoked ones too
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
