//! The command line of who is told of events.

use super::Place;
use bonafide_domain::{EventKind, SubscriptionId};
use clap::{Args, Subcommand};
use jiff::Timestamp;

/// Whose subscriptions.
#[derive(Args)]
pub(crate) struct Of {
    /// The client, by its id or name
    #[arg(long, value_name = "CLIENT")]
    pub(crate) client: String,
    /// Print JSON as the API does
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// What an address is told, and how it is signed.
#[derive(Args)]
pub(crate) struct What {
    /// An event to be told of: process.complete, process.started, … ; can be given several times; none means all
    #[arg(long = "event", value_name = "EVENT")]
    pub(crate) events: Vec<EventKind>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,
    /// A second signature, over the body alone, in a header of this name
    #[arg(long, value_name = "HEADER")]
    pub(crate) signature_header: Option<String>,
    /// How that one is made: hmac-sha256-hex, hmac-sha256-base64 or hmac-sha512-hex
    #[arg(long, value_name = "ALGORITHM")]
    pub(crate) signature_algorithm: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Subscription {
    /// List a client's subscriptions
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Let an address be told of events, and print its secret, which nobody can show again
    #[command(after_help = "\
The server may run meanwhile, on the same data folder and configuration; it delivers.

Examples:
  bonafide subscription create https://hooks.example.com/bonafide --client acme
  bonafide subscription create https://hooks.example.com/x --client acme --event process.complete")]
    Create {
        /// The https address
        url: String,
        #[command(flatten)]
        what: What,
        #[command(flatten)]
        of: Of,
    },
    /// Change one; what is not named stays
    Set {
        /// The subscription
        id: SubscriptionId,
        /// Another address
        #[arg(long)]
        url: Option<String>,
        #[command(flatten)]
        what: What,
        /// Tell it of every event again
        #[arg(long, conflicts_with = "events")]
        all_events: bool,
        /// Tell it nothing until it is enabled
        #[arg(long)]
        pause: bool,
        /// Tell it again; its failures are forgiven
        #[arg(long, conflicts_with = "pause")]
        enable: bool,
        #[command(flatten)]
        of: Of,
    },
    /// Remove one
    Delete {
        /// The subscription
        id: SubscriptionId,
        #[command(flatten)]
        of: Of,
    },
    /// Draw another secret; the one before signs beside it for a while
    Rotate {
        /// The subscription
        id: SubscriptionId,
        /// For how long the one before signs too, up to a week
        #[arg(long, value_name = "SECONDS", default_value_t = 86_400)]
        overlap: u32,
        #[command(flatten)]
        of: Of,
    },
    /// Send it an event that tells of nothing
    Test {
        /// The subscription
        id: SubscriptionId,
        #[command(flatten)]
        of: Of,
    },
    /// List the last hundred tries to tell it, the newest first
    Attempts {
        /// The subscription
        id: SubscriptionId,
        #[command(flatten)]
        of: Of,
    },
    /// Tell it again: one event, or everything since a time
    #[command(after_help = "\
Examples:
  bonafide subscription resend ID --client acme --event-id 3f0a6e0c4a0d4a0e9b8f2f1a7c6d5e4b
  bonafide subscription resend ID --client acme --since 2026-01-02T09:00:00Z")]
    Resend {
        /// The subscription
        id: SubscriptionId,
        /// One event, by its id
        #[arg(long, value_name = "ID", required_unless_present = "since")]
        event_id: Option<String>,
        /// Everything since this time (RFC 3339)
        #[arg(long, value_name = "TIME", conflicts_with = "event_id")]
        since: Option<Timestamp>,
        #[command(flatten)]
        of: Of,
    },
}
