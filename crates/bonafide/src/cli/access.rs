//! The command line of what clients may do and of the keys that sign their tokens.

use super::Place;
use bonafide_domain::{Permission, Scope, TokenLifetime};
use clap::{Args, Subcommand};
use std::collections::BTreeSet;

/// What an operator settles for a client; what is not named stays as it is.
#[derive(Args)]
#[command(after_help = "\
Permissions hold within a second, also for tokens that the client has; the lifetime and the scopes for tokens that it is
given from now on.

Examples:
  bonafide client set acme --token-lifetime 60                 a token is good for a minute
  bonafide client set acme --token-lifetime default            as tokens.lifetime_seconds says
  bonafide client set acme --scopes signicat-api               and no others
  bonafide client set acme --deny assure                       its calls are answered 403")]
pub(crate) struct SetAccess {
    /// The client's id or name
    #[arg(value_name = "NAME")]
    pub(crate) client: String,
    /// Seconds that its access tokens are good for: 1 to 3600, or "default"
    #[arg(long, value_name = "SECONDS", value_parser = lifetime)]
    pub(crate) token_lifetime: Option<Lifetime>,
    /// The scopes that it may be granted, with commas between them, or "all"
    #[arg(long, value_name = "SCOPES", value_parser = scopes)]
    pub(crate) scopes: Option<Scopes>,
    /// Let it do this: assure
    #[arg(long, value_name = "PERMISSION")]
    pub(crate) allow: Vec<Permission>,
    /// Let it do this no more
    #[arg(long, value_name = "PERMISSION", conflicts_with = "allow")]
    pub(crate) deny: Vec<Permission>,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// One of its own, or the server's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lifetime(pub(crate) Option<TokenLifetime>);

/// Some, or all.
#[derive(Debug, Clone)]
pub(crate) struct Scopes(pub(crate) Option<BTreeSet<Scope>>);

fn lifetime(text: &str) -> Result<Lifetime, String> {
    if text == "default" {
        return Ok(Lifetime(None));
    }
    let seconds: u64 = text
        .parse()
        .map_err(|_| "a number of seconds, or \"default\"".to_owned())?;
    TokenLifetime::try_from(seconds)
        .map(|own| Lifetime(Some(own)))
        .map_err(|error| error.to_string())
}

fn scopes(text: &str) -> Result<Scopes, String> {
    if text == "all" {
        return Ok(Scopes(None));
    }
    text.split([',', ' '])
        .filter(|name| !name.is_empty())
        .map(|name| name.parse::<Scope>().map_err(|error| error.to_string()))
        .collect::<Result<BTreeSet<_>, _>>()
        .map(|scopes| Scopes(Some(scopes)))
}

#[derive(Subcommand)]
pub(crate) enum Keys {
    /// List the keys that sign access tokens and that did, as long as a token of theirs may be good
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Draw a new key that signs from now on; nobody is logged out
    #[command(after_help = "\
Running servers take the new key up within seconds. The old one is published and its tokens are taken until the last of
them has ended, an hour later at the latest.

Examples:
  bonafide keys rotate
  bonafide keys rotate && bonafide keys retire KID --at-once     somebody else may have the old key")]
    Rotate {
        #[command(flatten)]
        place: Place,
    },
    /// End a key that no longer signs
    #[command(after_help = "\
A key is retired by `bonafide keys rotate` already, and goes by itself when its last token has ended. With --at-once it
goes now, and clients that hold a token of its ask for another one. Running servers notice within seconds.")]
    Retire {
        /// Its id, as `keys list` shows it
        kid: String,
        /// Refuse the tokens that it signed
        #[arg(long)]
        at_once: bool,
        #[command(flatten)]
        place: Place,
    },
}
