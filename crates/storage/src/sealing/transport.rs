//! Keys that travel: an exported account brings its keys along, wrapped under a key that is in the file alone. What is sealed
//! under them travels as it is.

use crate::dump::DumpedRow;
use crate::error::StorageError;
use crate::storage::Storage;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_sealing::{MasterKey, MasterKeys, WrappedKey};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// The key that wraps the keys of one exported account.
pub struct TransportKey(MasterKey);

impl TransportKey {
    /// As a text, for a file that is sealed as a whole.
    #[must_use]
    pub fn reveal(&self) -> String {
        self.0.reveal().to_string()
    }

    /// From that text; `None` where it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        MasterKeys::read(text).ok()?.newest().cloned().map(Self)
    }
}

impl fmt::Debug for TransportKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransportKey([redacted])")
    }
}

/// Whose key a dumped row of `dossier_keys` or `account_keys` is.
fn place(row: &DumpedRow) -> Result<(String, String), StorageError> {
    let text = |column: &str| row.get(column).and_then(Value::as_str);
    match (text("account"), text("owner_id"), text("dossier_id")) {
        (Some(account), None, None) => Ok((account.to_owned(), String::new())),
        (None, Some(owner), Some(dossier)) => Ok((owner.to_owned(), dossier.to_owned())),
        _ => Err(damaged()),
    }
}

fn wrapped(row: &DumpedRow) -> Result<WrappedKey, StorageError> {
    let text = row.get("wrapped").and_then(Value::as_str);
    let bytes = STANDARD
        .decode(text.ok_or_else(damaged)?)
        .map_err(|_| damaged())?;
    WrappedKey::read(bytes).map_err(|_| damaged())
}

fn damaged() -> StorageError {
    StorageError::corrupt("a wrapped key")
}

fn with(mut row: DumpedRow, wrapped: &WrappedKey) -> DumpedRow {
    let bytes = STANDARD.encode(wrapped.bytes());
    row.insert(
        "master_key_id".to_owned(),
        wrapped.master().to_string().into(),
    );
    row.insert("wrapped".to_owned(), bytes.into());
    row
}

impl Storage {
    /// A key for one file.
    #[must_use]
    pub fn draw_transport_key(&self) -> TransportKey {
        TransportKey(MasterKey::draw(self.ring.entropy()))
    }

    /// A dumped key, wrapped under the key of a file instead of the master key.
    ///
    /// # Errors
    /// [`StorageError::MasterKey`]; [`StorageError::Corrupt`].
    pub async fn key_for_file(
        &self,
        row: DumpedRow,
        transport: &TransportKey,
    ) -> Result<DumpedRow, StorageError> {
        let (account, dossier) = place(&row)?;
        let key = self
            .ring
            .unwrap(&account, &dossier, &wrapped(&row)?)
            .await?;
        let anew = transport
            .0
            .wrap(&account, &dossier, &key, self.ring.entropy());
        Ok(with(row, &anew))
    }

    /// The same back: wrapped under the master key of this instance.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] where the key of the file does not open it.
    pub fn key_from_file(
        &self,
        row: DumpedRow,
        transport: &TransportKey,
    ) -> Result<DumpedRow, StorageError> {
        let (account, dossier) = place(&row)?;
        let key = MasterKeys::new([transport.0.clone()])
            .unwrap(&account, &dossier, &wrapped(&row)?)
            .map_err(|_| damaged())?;
        let master = self.ring.wraps()?;
        let anew = master.wrap(&account, &dossier, &key, self.ring.entropy());
        Ok(with(row, &anew))
    }

    /// The master keys among these that are not here, where they are looked for; `None` where all are.
    ///
    /// # Errors
    /// [`StorageError::MasterKey`] when they cannot be read.
    pub async fn lacks_master_keys(
        &self,
        named: &BTreeSet<String>,
    ) -> Result<Option<String>, StorageError> {
        let keys = self.ring.source().load().await?;
        let here: BTreeSet<String> = keys.all().iter().map(|key| key.id().to_string()).collect();
        let lacking: Vec<&str> = named.difference(&here).map(String::as_str).collect();
        if lacking.is_empty() {
            return Ok(None);
        }
        Ok(Some(format!(
            "the master key {}, which is looked for in {}",
            lacking.join(", "),
            self.ring.source().whereabouts()
        )))
    }
}
