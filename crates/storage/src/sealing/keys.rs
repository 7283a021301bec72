//! The keys of dossiers and accounts as rows.

use super::ring::{Drawn, Ring};
use super::seal::Seal;
use super::{Personal, SERVER, statements};
use crate::error::StorageError;
use crate::row::{Row, Value};
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{ClientId, DossierId};
use std::sync::Arc;

/// Brings the wrapped key of a dossier along in each look-up of what is sealed under it.
const WRAPPED_KEY: &str = "wrapped_key";
/// The same of an account.
const ACCOUNT_KEY: &str = "account_key";

/// The row of a key that was drawn.
#[must_use]
pub(crate) struct NewKey(Vec<Value>);

impl Ring {
    /// The seal of a dossier by a row that has its wrapped key.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] where it has none: rows go with their key.
    pub(crate) async fn dossier(
        &self,
        row: &Row,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<Seal, StorageError> {
        self.dossier_if_there(row, owner, dossier)
            .await?
            .ok_or_else(|| StorageError::corrupt("a dossier has no key"))
    }

    /// The same, where the dossier may be gone.
    pub(crate) async fn dossier_if_there(
        &self,
        row: &Row,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<Option<Seal>, StorageError> {
        self.of_row(row, WRAPPED_KEY, owner.as_str(), &dossier.to_string())
            .await
    }

    /// The seal of an account by a row that has its wrapped key.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] where it has none.
    pub(crate) async fn account(&self, row: &Row, account: &str) -> Result<Seal, StorageError> {
        self.of_row(row, ACCOUNT_KEY, account, "")
            .await?
            .ok_or_else(|| StorageError::corrupt("an account has no key"))
    }
}

impl Storage {
    /// The seal of a dossier of this client; `None` where there is no such dossier.
    pub(crate) async fn seal_of(
        &self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<Option<Seal>, StorageError> {
        let key = vec![owner.into(), dossier.into()];
        match self.row(&statements::DOSSIER_KEY, key).await? {
            Some(row) => Ok(Some(self.ring.dossier(&row, owner, dossier).await?)),
            None => Ok(None),
        }
    }
}

impl Unit {
    /// Draws the key of a dossier that this unit is about to make. It has to be kept after the dossier.
    pub(crate) fn draw_dossier_key(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<(Arc<Seal>, NewKey), StorageError> {
        let Drawn { seal, wrapped } = self.ring.draw(owner.as_str(), &dossier.to_string())?;
        let values = vec![
            dossier.into(),
            owner.into(),
            wrapped.master().to_string().into(),
            wrapped.bytes().to_vec().into(),
        ];
        Ok((self.hold_seal(seal), NewKey(values)))
    }

    /// Keeps it.
    pub(crate) async fn insert_dossier_key(&mut self, key: NewKey) -> Result<(), StorageError> {
        self.execute(&statements::INSERT_DOSSIER_KEY, key.0).await?;
        Ok(())
    }

    /// The seal of a dossier of this client; `None` where there is no such dossier.
    pub(crate) async fn seal_if_there(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<Option<Arc<Seal>>, StorageError> {
        if let Some(seal) = self.held_seal(owner.as_str(), &dossier.to_string()) {
            return Ok(Some(seal));
        }
        let key = vec![owner.into(), dossier.into()];
        let Some(row) = self.row(&statements::DOSSIER_KEY, key).await? else {
            return Ok(None);
        };
        let seal = self.ring.clone().dossier(&row, owner, dossier).await?;
        Ok(Some(self.hold_seal(seal)))
    }

    /// The same, to write into it.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] where there is no such dossier.
    pub(crate) async fn seal_of(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<Arc<Seal>, StorageError> {
        self.seal_if_there(owner, dossier)
            .await?
            .ok_or_else(|| StorageError::conflict("the dossier is gone"))
    }

    /// The seal of an account, whose key is drawn when it is first needed.
    pub(crate) async fn account_seal(&mut self, account: &str) -> Result<Arc<Seal>, StorageError> {
        if let Some(seal) = self.held_seal(account, "") {
            return Ok(seal);
        }
        let ring = self.ring.clone();
        let key = || vec![account.into()];
        if let Some(row) = self.row(&statements::ACCOUNT_KEY, key()).await? {
            let seal = ring.account(&row, account).await?;
            return Ok(self.hold_seal(seal));
        }
        let Drawn { wrapped, .. } = ring.draw(account, "")?;
        let values = vec![
            account.into(),
            wrapped.master().to_string().into(),
            wrapped.bytes().to_vec().into(),
        ];
        // Another unit may be first: the key that is there then is the one.
        self.execute(&statements::INSERT_ACCOUNT_KEY, values)
            .await?;
        let row = self.one(&statements::ACCOUNT_KEY, key()).await?;
        let seal = ring.account(&row, account).await?;
        Ok(self.hold_seal(seal))
    }

    /// The seal of what belongs to the server.
    pub(crate) async fn server_seal(&mut self) -> Result<Arc<Seal>, StorageError> {
        self.account_seal(SERVER).await
    }
}

/// A client's own reference of a dossier, in the dossier and in its events alike: bound to the dossier's id.
pub(crate) const EXTERNAL_REFERENCE: Personal =
    Personal::new("external_reference", "external reference");
