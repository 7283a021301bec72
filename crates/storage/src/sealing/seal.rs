use crate::error::StorageError;
use crate::row::{Row, Value, to_json};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bonafide_sealing::{DataKey, Entropy, Place};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;

/// A column that is sealed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Personal {
    /// What it is called in a row.
    pub(crate) column: &'static str,
    /// What its sealed bytes are bound to. Never changes: what was sealed would not open any more.
    pub(crate) what: &'static str,
}

impl Personal {
    pub(crate) const fn new(column: &'static str, what: &'static str) -> Self {
        Self { column, what }
    }
}

/// The key of a dossier or an account, for the time of a call. Texts are kept as base64, for their columns hold text.
pub(crate) struct Seal {
    key: DataKey,
    account: String,
    dossier: String,
    entropy: Arc<dyn Entropy>,
}

impl Seal {
    pub(super) const fn new(
        key: DataKey,
        account: String,
        dossier: String,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self {
            key,
            account,
            dossier,
            entropy,
        }
    }

    pub(crate) fn is_of(&self, account: &str, dossier: &str) -> bool {
        self.account == account && self.dossier == dossier
    }

    fn place<'a>(&'a self, what: &'a str, which: &'a str) -> Place<'a> {
        Place {
            account: &self.account,
            dossier: &self.dossier,
            what,
            which,
        }
    }

    pub(crate) fn seal(&self, what: &str, which: &str, plain: &[u8]) -> Vec<u8> {
        self.key
            .seal(&self.place(what, which), plain, &*self.entropy)
    }

    pub(crate) fn open(&self, what: &str, which: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        self.key.open(&self.place(what, which), sealed).ok()
    }

    pub(crate) fn text(&self, of: Personal, which: &str, plain: &str) -> Value {
        let sealed = self.seal(of.what, which, plain.as_bytes());
        STANDARD_NO_PAD.encode(sealed).into()
    }

    pub(crate) fn optional_text(&self, of: Personal, which: &str, plain: Option<&str>) -> Value {
        plain.map_or(Value::Text(None), |plain| self.text(of, which, plain))
    }

    pub(crate) fn json(
        &self,
        of: Personal,
        which: &str,
        plain: &impl Serialize,
    ) -> Result<Value, StorageError> {
        let json = zeroize::Zeroizing::new(to_json(of.column, plain)?);
        Ok(self.text(of, which, &json))
    }

    pub(crate) fn optional_json(
        &self,
        of: Personal,
        which: &str,
        plain: Option<&impl Serialize>,
    ) -> Result<Value, StorageError> {
        match plain {
            Some(plain) => self.json(of, which, plain),
            None => Ok(Value::Text(None)),
        }
    }

    pub(crate) fn read_bytes(
        &self,
        of: Personal,
        which: &str,
        row: &Row,
    ) -> Result<Vec<u8>, StorageError> {
        self.opened(of, which, &row.bytes(of.column)?)
    }

    pub(crate) fn read_text(
        &self,
        of: Personal,
        which: &str,
        row: &Row,
    ) -> Result<String, StorageError> {
        self.opened_text(of, which, &row.text(of.column)?)
    }

    pub(crate) fn read_optional_text(
        &self,
        of: Personal,
        which: &str,
        row: &Row,
    ) -> Result<Option<String>, StorageError> {
        row.optional_text(of.column)?
            .map(|sealed| self.opened_text(of, which, &sealed))
            .transpose()
    }

    pub(crate) fn read_json<T: DeserializeOwned>(
        &self,
        of: Personal,
        which: &str,
        row: &Row,
    ) -> Result<T, StorageError> {
        self.parsed(of, which, &row.text(of.column)?)
    }

    pub(crate) fn read_optional_json<T: DeserializeOwned>(
        &self,
        of: Personal,
        which: &str,
        row: &Row,
    ) -> Result<Option<T>, StorageError> {
        row.optional_text(of.column)?
            .map(|sealed| self.parsed(of, which, &sealed))
            .transpose()
    }

    fn opened(&self, of: Personal, which: &str, sealed: &[u8]) -> Result<Vec<u8>, StorageError> {
        self.open(of.what, which, sealed)
            .ok_or_else(|| unopened(of.column))
    }

    fn opened_text(&self, of: Personal, which: &str, sealed: &str) -> Result<String, StorageError> {
        let sealed = STANDARD_NO_PAD
            .decode(sealed)
            .map_err(|_| unopened(of.column))?;
        String::from_utf8(self.opened(of, which, &sealed)?).map_err(|_| unopened(of.column))
    }

    fn parsed<T: DeserializeOwned>(
        &self,
        of: Personal,
        which: &str,
        sealed: &str,
    ) -> Result<T, StorageError> {
        let sealed = STANDARD_NO_PAD
            .decode(sealed)
            .map_err(|_| unopened(of.column))?;
        let json = self.opened(of, which, &sealed)?;
        // The cause could quote the value.
        serde_json::from_slice(&json).map_err(|_| unopened(of.column))
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal([redacted])")
    }
}

fn unopened(column: &str) -> StorageError {
    StorageError::corrupt(format!("column {column}, which is sealed, does not open"))
}
