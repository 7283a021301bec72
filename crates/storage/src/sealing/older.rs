//! Rows and files of versions that kept them in the clear are sealed once, before the first request: dossier after
//! dossier, each in a unit of its own, so that a sudden end is gone on from. Nothing reads the clear form elsewhere.

use super::seal::{Personal, Seal};
use super::statements_older as older;
use crate::blobs::NamedFile;
use crate::error::StorageError;
use crate::row::{Row, Value};
use crate::sealing::{EXTERNAL_REFERENCE, statements as keys};
use crate::statements::Statement;
use crate::storage::Storage;
use crate::store::FileName;
use crate::unit::Unit;
use crate::{captures, dialect, events, kept_answers, statements};
use crate::{keys as signing, processes, subscriptions, user_data};
use bonafide_domain::{BlobId, ClientId, DossierId};
use jiff::Timestamp;
use std::sync::Arc;

/// Dossiers looked up at once.
const PAGE: i64 = 200;

/// Whose things are sealed.
#[derive(Clone, Copy)]
struct Of<'a> {
    owner: &'a ClientId,
    dossier: DossierId,
}

impl Of<'_> {
    fn key(self) -> Vec<Value> {
        vec![self.owner.into(), self.dossier.into()]
    }
}

impl Storage {
    /// Seals what earlier versions kept in the clear. Costs one look-up where there is nothing.
    pub(crate) async fn seal_older_rows(&self) -> Result<(), StorageError> {
        if self.row(&older::UNSEALED, vec![]).await?.is_none() {
            return Ok(());
        }
        tracing::info!("sealing what an earlier version kept in the clear");
        // Before the first unit, which this may need one beside: files are written anew.
        self.own_store().await?;
        let mut after = String::new();
        let mut sealed: u64 = 0;
        loop {
            let page = vec![after.as_str().into(), PAGE.into()];
            let rows = self.rows(&older::DOSSIERS_WITHOUT_KEY, page).await?;
            let Some(last) = rows.last() else { break };
            after = last.text("id")?;
            for row in &rows {
                self.seal_older_dossier(&row.parsed("owner_id")?, row.parsed("id")?)
                    .await?;
            }
            sealed += rows.len() as u64;
            tracing::info!(dossiers = sealed, "sealed so far");
        }
        let mut unit = self.begin().await?;
        // First, and alone: another node that started at the same time waits here and finds that it is done.
        if unit.execute(&older::ALL_IS_SEALED, vec![]).await? == 0 {
            return Ok(());
        }
        unit.seal_what_belongs_to_no_dossier().await?;
        unit.commit().await?;
        // The files in the clear, and what the write-ahead log has of the rows.
        self.delete_pending_blobs(100).await?;
        self.checkpoint().await?;
        tracing::info!(dossiers = sealed, "everything is sealed");
        Ok(())
    }

    async fn seal_older_dossier(
        &self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<(), StorageError> {
        let of = Of { owner, dossier };
        let mut unit = self.begin().await?;
        let row = unit.row(&dialect::DOSSIER_FOR_UPDATE, of.key()).await?;
        let done = unit.row(&keys::DOSSIER_KEY, of.key()).await?;
        let (Some(row), None) = (row, done) else {
            // Another node was first.
            return Ok(());
        };
        let (seal, key) = unit.draw_dossier_key(owner, dossier)?;
        unit.insert_dossier_key(key).await?;
        let reference = clear_text(&seal, EXTERNAL_REFERENCE, &dossier.to_string(), &row)?;
        let mut values = of.key();
        values.push(reference);
        unit.execute(&older::SEAL_DOSSIER, values).await?;
        unit.seal_older_user_data(of, &seal).await?;
        unit.seal_older_processes(of, &seal).await?;
        unit.seal_older_events(of, &seal).await?;
        unit.seal_older_answers(of, &seal).await?;
        for (found, moved) in [
            (&older::OLDER_IMAGES, &older::SEAL_IMAGE),
            (&older::OLDER_FILES, &older::SEAL_FILE),
            (&older::OLDER_RECORDINGS, &older::SEAL_RECORDING),
        ] {
            for row in unit.rows(found, of.key()).await? {
                self.seal_older_file(&mut unit, of, &seal, &row, moved)
                    .await?;
            }
        }
        unit.commit().await
    }

    /// Keeps a sealed copy of a file under another id, and puts that in the place of the first in this unit.
    async fn seal_older_file(
        &self,
        unit: &mut Unit,
        of: Of<'_>,
        seal: &Arc<Seal>,
        row: &Row,
        moved: &Statement,
    ) -> Result<(), StorageError> {
        let file = NamedFile {
            blob: row.parsed("blob_id")?,
            bytes: row.count("bytes")?,
            sha256: row
                .bytes("sha256")?
                .try_into()
                .map_err(|_| StorageError::corrupt("column sha256"))?,
        };
        let name = FileName::of(of.owner, of.dossier, file.blob);
        let Some(clear) = self.blobs.get_clear(&name, file).await? else {
            // It was lost before; who asks for it is told so, and the others are not kept waiting for it.
            tracing::warn!(blob = %file.blob, "a file that a row names is damaged or missing");
            return Ok(());
        };
        let mut id = [0; 16];
        self.ring.entropy().fill(&mut id);
        let blob = BlobId::new(uuid::Builder::from_random_bytes(id).into_uuid());
        let name = FileName::of(of.owner, of.dossier, blob);
        self.keep(&name, blob, Arc::clone(seal), clear).await?;
        let mut values = of.key();
        values.extend([file.blob.into(), blob.into()]);
        unit.execute(moved, values).await?;
        let note = vec![
            file.blob.into(),
            of.owner.into(),
            of.dossier.into(),
            Timestamp::UNIX_EPOCH.into(),
        ];
        unit.execute(&statements::INSERT_BLOB_DELETION, note)
            .await?;
        Ok(())
    }
}

impl Unit {
    async fn seal_older_user_data(&mut self, of: Of<'_>, seal: &Seal) -> Result<(), StorageError> {
        for row in self.rows(&older::OLDER_USER_DATA, of.key()).await? {
            let mut values = of.key();
            values.push(clear_text(
                seal,
                user_data::DATA,
                &of.dossier.to_string(),
                &row,
            )?);
            self.execute(&older::SEAL_USER_DATA, values).await?;
        }
        Ok(())
    }

    async fn seal_older_processes(&mut self, of: Of<'_>, seal: &Seal) -> Result<(), StorageError> {
        for row in self.rows(&older::OLDER_PROCESSES, of.key()).await? {
            let id = row.text("id")?;
            let mut values = of.key();
            values.push(id.as_str().into());
            for column in processes::SEALED {
                values.push(clear_text(seal, column, &id, &row)?);
            }
            self.execute(&older::SEAL_PROCESS, values).await?;
        }
        for row in self.rows(&older::OLDER_CAPTURES, of.key()).await? {
            let id = row.text("process_id")?;
            let mut values = of.key();
            values.push(id.as_str().into());
            values.push(clear_text(seal, captures::FLOW, &id, &row)?);
            self.execute(&older::SEAL_CAPTURE, values).await?;
        }
        Ok(())
    }

    async fn seal_older_events(&mut self, of: Of<'_>, seal: &Seal) -> Result<(), StorageError> {
        for row in self.rows(&older::OLDER_EVENTS, of.key()).await? {
            let id = row.text("id")?;
            let tags = match row.text("tags")?.as_str() {
                events::NO_TAGS => events::NO_TAGS.into(),
                _ => clear_text(seal, events::TAGS, &id, &row)?,
            };
            let values = vec![
                of.owner.into(),
                id.into(),
                clear_text(seal, EXTERNAL_REFERENCE, &of.dossier.to_string(), &row)?,
                tags,
            ];
            self.execute(&older::SEAL_EVENT, values).await?;
        }
        Ok(())
    }

    async fn seal_older_answers(&mut self, of: Of<'_>, seal: &Seal) -> Result<(), StorageError> {
        for row in self
            .rows(&older::OLDER_ANSWERS_OF_DOSSIER, of.key())
            .await?
        {
            self.seal_older_answer(of.owner, Some(seal), &row).await?;
        }
        Ok(())
    }

    async fn seal_older_answer(
        &mut self,
        owner: &ClientId,
        seal: Option<&Seal>,
        row: &Row,
    ) -> Result<(), StorageError> {
        let call = row.text("call_key")?;
        let key = kept_answers::hashed(&call);
        let body = match (row.optional_bytes("body")?, seal) {
            (Some(body), Some(seal)) => {
                Value::Bytes(Some(seal.seal(kept_answers::BODY.what, &key, &body)))
            }
            _ => Value::Bytes(None),
        };
        let values = vec![owner.into(), call.into(), key.into(), body];
        self.execute(&older::SEAL_ANSWER, values).await?;
        Ok(())
    }

    async fn seal_what_belongs_to_no_dossier(&mut self) -> Result<(), StorageError> {
        self.execute(&older::FORGET_TAGS_OF_ERASED, vec![]).await?;
        for row in self.rows(&older::OLDER_ANSWERS, vec![]).await? {
            let owner: ClientId = row.parsed("owner_id")?;
            let seal = match row.optional_text("dossier_id")? {
                // The dossier is gone, and what it was answered with it.
                Some(_) => None,
                None => Some(self.account_seal(owner.as_str()).await?),
            };
            self.seal_older_answer(&owner, seal.as_deref(), &row)
                .await?;
        }
        for row in self.rows(&older::OLDER_SIGNING_KEYS, vec![]).await? {
            let (kid, private) = (row.text("kid")?, row.bytes("private_key_pkcs8")?);
            let seal = self.server_seal().await?;
            let sealed = seal.seal(signing::PRIVATE_KEY.what, &kid, &private);
            let values = vec![kid.into(), sealed.into()];
            self.execute(&older::SEAL_SIGNING_KEY, values).await?;
        }
        for row in self.rows(&older::OLDER_SUBSCRIPTIONS, vec![]).await? {
            let (id, owner) = (row.text("id")?, row.text("owner_id")?);
            let seal = self.account_seal(&owner).await?;
            let values = vec![
                owner.into(),
                id.as_str().into(),
                clear_text(&seal, subscriptions::URL, &id, &row)?,
                clear_text(&seal, subscriptions::DESCRIPTION, &id, &row)?,
            ];
            self.execute(&older::SEAL_SUBSCRIPTION, values).await?;
        }
        for row in self.rows(&older::OLDER_SECRETS, vec![]).await? {
            let (id, owner) = (row.text("id")?, row.text("owner_id")?);
            let seal = self.account_seal(&owner).await?;
            let sealed = seal.seal(subscriptions::SECRET.what, &id, &row.bytes("secret")?);
            let values = vec![owner.into(), id.into(), sealed.into()];
            self.execute(&older::SEAL_SECRET, values).await?;
        }
        Ok(())
    }
}

/// A column in the clear, sealed; nothing stays nothing.
fn clear_text(seal: &Seal, of: Personal, which: &str, row: &Row) -> Result<Value, StorageError> {
    let clear = row.optional_text(of.column)?;
    Ok(seal.optional_text(of, which, clear.as_deref()))
}
