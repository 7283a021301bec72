//! Answers to calls that make something, kept for who calls again with the same key.

use crate::error::StorageError;
use crate::row::Value;
use crate::sealing::Personal;
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{ClientId, DossierId};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::fmt;

pub(crate) const BODY: Personal = Personal::new("body", "kept answer");
/// A hash of what a client sent can be guessed at as long as it is in the clear.
const FINGERPRINT: Personal = Personal::new("fingerprint", "fingerprint of a call");
/// Of an earlier version, in the clear; over after a day.
const CLEAR: usize = 32;

/// An answer as its door wrote it.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// What kind of answer it is, in the door's own numbers.
    pub code: u16,
    /// Its body.
    pub body: Vec<u8>,
}

impl fmt::Debug for Answer {
    // The body may tell of a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

/// An answer that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptAnswer {
    /// What it told of was erased.
    Erased,
    /// It can be given again.
    Kept {
        /// What the call was made of.
        fingerprint: [u8; 32],
        /// What it was answered.
        answer: Answer,
    },
}

/// An answer to be kept.
#[derive(Debug)]
pub struct NewKeptAnswer<'a> {
    /// Whose key it is.
    pub owner: &'a ClientId,
    /// The key.
    pub key: &'a str,
    /// What the call was made of.
    pub fingerprint: [u8; 32],
    /// The dossier that it tells of.
    pub dossier: Option<DossierId>,
    /// The answer.
    pub answer: Answer,
    /// When.
    pub at: Timestamp,
    /// An answer under this key that was kept before this time is over, and this one takes its place.
    pub over_before: Timestamp,
}

impl Storage {
    /// The answer that is kept under a key of this client, if it was kept since `since`.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn kept_answer(
        &self,
        owner: &ClientId,
        key: &str,
        since: Timestamp,
    ) -> Result<Option<KeptAnswer>, StorageError> {
        let key = hashed(key);
        let values = vec![owner.into(), key.as_str().into(), since.into()];
        let Some(row) = self.row(&statements::KEPT_ANSWER, values).await? else {
            return Ok(None);
        };
        let code =
            u16::try_from(row.small("code")?).map_err(|_| StorageError::corrupt("column code"))?;
        if row.optional_bytes("body")?.is_none() {
            return Ok(Some(KeptAnswer::Erased));
        }
        let seal = match row.optional_parsed("dossier_id")? {
            Some(dossier) => self.ring.dossier(&row, owner, dossier).await?,
            None => self.ring.account(&row, owner.as_str()).await?,
        };
        let body = seal.read_bytes(BODY, &key, &row)?;
        let mut fingerprint = row.bytes(FINGERPRINT.column)?;
        if fingerprint.len() != CLEAR {
            fingerprint = seal.read_bytes(FINGERPRINT, &key, &row)?;
        }
        let fingerprint = fingerprint
            .try_into()
            .map_err(|_| StorageError::corrupt("column fingerprint"))?;
        let answer = Answer { code, body };
        Ok(Some(KeptAnswer::Kept {
            fingerprint,
            answer,
        }))
    }
}

impl Unit {
    /// Keeps an answer. False when another call with this key was first: then nothing of this unit may be committed. On
    /// PostgreSQL this waits for a unit that is about to keep one.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn keep_answer(&mut self, new: NewKeptAnswer<'_>) -> Result<bool, StorageError> {
        let seal = match new.dossier {
            Some(dossier) => self.seal_of(new.owner, dossier).await?,
            None => self.account_seal(new.owner.as_str()).await?,
        };
        let key = hashed(new.key);
        let body = seal.seal(BODY.what, &key, &new.answer.body);
        let fingerprint = seal.seal(FINGERPRINT.what, &key, &new.fingerprint);
        let kept = self
            .execute(
                &statements::KEEP_ANSWER,
                vec![
                    new.owner.into(),
                    key.into(),
                    fingerprint.into(),
                    Value::Text(new.dossier.map(|dossier| dossier.to_string())),
                    i64::from(new.answer.code).into(),
                    body.into(),
                    new.at.into(),
                    new.over_before.into(),
                ],
            )
            .await?;
        Ok(kept == 1)
    }

    /// Removes at most `most` answers that were kept before a time, the oldest first, and gives how many.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn delete_answers_kept_before(
        &mut self,
        time: Timestamp,
        most: u32,
    ) -> Result<u64, StorageError> {
        let values = vec![time.into(), i64::from(most).into()];
        self.execute(&statements::DELETE_OLD_ANSWERS, values).await
    }
}

/// A client may have put anything into its key; a hash of it finds the answer as well.
pub(crate) fn hashed(key: &str) -> String {
    let digest = Sha256::digest(key.as_bytes());
    digest.iter().fold("sha256:".to_owned(), |hashed, byte| {
        hashed + &format!("{byte:02x}")
    })
}
