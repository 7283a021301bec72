//! Personal data on their way to the rows and back: sealed under the key of their dossier, which lies beside them,
//! wrapped under a master key that does not.
//!
//! No key of a dossier is held in memory for longer than a call: each look-up brings the wrapped key along, so that a
//! dossier that was erased, on whichever node, opens nowhere from then on.

mod command;
mod key_file;
mod keys;
mod master_keys;
mod older;
mod ring;
mod rotation;
mod seal;
mod sources;
pub(crate) mod statements;
pub(crate) mod statements_older;
mod transport;

pub use command::CommandKeys;
pub use key_file::FileKeys;
pub use rotation::{MasterKeyStanding, MasterKeyUse};
pub use sources::{EnvironmentKeys, MasterKeySource, SystemEntropy};
pub use transport::TransportKey;

pub(crate) use keys::EXTERNAL_REFERENCE;
pub(crate) use ring::Ring;
pub(crate) use seal::{Personal, Seal};

/// The account of what belongs to no client, such as the keys that sign tokens.
pub(crate) const SERVER: &str = "";
