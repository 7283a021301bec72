use crate::error::StorageError;
use crate::row::{Row, Value, to_json};
use crate::sealing::{EXTERNAL_REFERENCE, Personal, Ring};
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{ClientId, DossierId, EventId, Happening};
use jiff::Timestamp;

pub(crate) const TAGS: Personal = Personal::new("tags", "event tags");
/// Of an event that has none, and of one whose dossier is gone.
pub(crate) const NO_TAGS: &str = "[]";

/// An event as it is kept.
#[derive(Clone, PartialEq)]
pub struct StoredEvent {
    /// What happened.
    pub happening: Happening,
    /// The client's own reference of the dossier, while the dossier is there.
    pub external_reference: Option<String>,
}

impl std::fmt::Debug for StoredEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredEvent")
            .field("id", &self.happening.id)
            .field("kind", &self.happening.kind)
            .finish_non_exhaustive()
    }
}

impl Unit {
    /// Keeps an event, in the unit of what it tells of. Tags are the client's words for a dossier, and are kept while that
    /// is there.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn insert_event(&mut self, event: &Happening) -> Result<(), StorageError> {
        let tags = self.sealed_tags(event).await?;
        let next = vec![(&event.owner).into()];
        let sequence = self.one(&statements::NEXT_EVENT, next).await?;
        let values = vec![
            event.id.into(),
            (&event.owner).into(),
            event.kind.as_str().into(),
            event.dossier.map(|id| id.to_string()).into(),
            event.process.map(|id| id.to_string()).into(),
            to_json("data", &event.data)?.into(),
            tags,
            event.at.into(),
            event.expires_at.into(),
            sequence.int("sequence")?.into(),
        ];
        self.execute(&statements::INSERT_EVENT, values).await?;
        Ok(())
    }

    /// Until the end of this unit nobody else keeps an event of this client or holds its events: for what has to be
    /// counted before something is added to it.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn hold_events(&mut self, owner: &ClientId) -> Result<(), StorageError> {
        self.execute(&statements::HOLD_EVENTS, vec![owner.into()])
            .await?;
        Ok(())
    }

    async fn sealed_tags(&mut self, event: &Happening) -> Result<Value, StorageError> {
        let seal = match event.dossier {
            Some(dossier) if !event.tags.is_empty() => {
                self.seal_if_there(&event.owner, dossier).await?
            }
            _ => None,
        };
        match seal {
            Some(seal) => seal.json(TAGS, &event.id.to_string(), &event.tags),
            None => Ok(NO_TAGS.into()),
        }
    }

    /// Takes out of the events what the client said of a dossier and what receivers answered about it, and tells no
    /// callback of its processes any more: for a dossier that goes.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn forget_dossier_in_events(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<(), StorageError> {
        let key = || vec![owner.into(), dossier.into()];
        self.execute(&statements::GIVE_UP_CALLBACKS_OF_DOSSIER, key())
            .await?;
        self.execute(&statements::FORGET_REFERENCE_IN_EVENTS, key())
            .await?;
        let mut values = key();
        values.push(Vec::new().into());
        self.execute(&statements::FORGET_ANSWERS_ABOUT_DOSSIER, values)
            .await?;
        Ok(())
    }

    /// Removes up to `page` events from before this time, with the record of their deliveries. Those that are still
    /// on their way stay.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn delete_events_before(
        &mut self,
        before: Timestamp,
        page: u32,
    ) -> Result<u64, StorageError> {
        let values = vec![before.into(), i64::from(page).into()];
        let rows = self.rows(&statements::OLD_EVENTS, values).await?;
        for row in &rows {
            let key = || -> Result<_, StorageError> {
                Ok(vec![row.text("owner_id")?.into(), row.text("id")?.into()])
            };
            for statement in [
                &statements::DELETE_EVENT_ATTEMPTS,
                &statements::DELETE_EVENT_DELIVERIES,
                &statements::DELETE_EVENT,
            ] {
                self.execute(statement, key()?).await?;
            }
        }
        Ok(rows.len() as u64)
    }
}

impl Storage {
    /// An event of this client.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn event(
        &self,
        owner: &ClientId,
        id: EventId,
    ) -> Result<Option<StoredEvent>, StorageError> {
        let key = vec![owner.into(), id.into()];
        match self.row(&statements::EVENT, key).await? {
            Some(row) => event(&self.ring, &row).await.map(Some),
            None => Ok(None),
        }
    }

    /// What happened at this time or later, the earliest kept first; with `after`, only what was kept after that event.
    /// `None` when there is no such event to go on after.
    ///
    /// Events are numbered in the order in which their units are kept, so that who goes on after the last one misses
    /// none.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn events_since(
        &self,
        owner: &ClientId,
        since: Timestamp,
        after: Option<EventId>,
        limit: u32,
    ) -> Result<Option<Vec<StoredEvent>>, StorageError> {
        let after = match after {
            None => 0,
            Some(id) => {
                let key = vec![owner.into(), id.into()];
                match self.row(&statements::EVENT_SEQUENCE, key).await? {
                    Some(row) => row.int("sequence")?,
                    None => return Ok(None),
                }
            }
        };
        let values = vec![
            owner.into(),
            after.into(),
            since.into(),
            i64::from(limit).into(),
        ];
        let rows = self.rows(&statements::EVENTS_SINCE, values).await?;
        let mut events = Vec::with_capacity(rows.len());
        for row in &rows {
            events.push(event(&self.ring, row).await?);
        }
        Ok(Some(events))
    }
}

async fn event(ring: &Ring, row: &Row) -> Result<StoredEvent, StorageError> {
    let (id, owner): (EventId, ClientId) = (row.parsed("id")?, row.parsed("owner_id")?);
    let dossier: Option<DossierId> = row.optional_parsed("dossier_id")?;
    let seal = match dossier {
        Some(dossier) => ring.dossier_if_there(row, &owner, dossier).await?,
        None => None,
    };
    let mut tags = Vec::new();
    let mut external_reference = None;
    // Without a key there is nothing left that could be opened.
    if let (Some(seal), Some(dossier)) = (seal, dossier) {
        if row.text(TAGS.column)? != NO_TAGS {
            tags = seal.read_json(TAGS, &id.to_string(), row)?;
        }
        external_reference =
            seal.read_optional_text(EXTERNAL_REFERENCE, &dossier.to_string(), row)?;
    }
    Ok(StoredEvent {
        happening: Happening {
            id,
            owner,
            kind: row.parsed("kind")?,
            dossier,
            process: row.optional_parsed("process_id")?,
            data: row.json("data")?,
            tags,
            at: row.time("at")?,
            expires_at: row.time("expires_at")?,
        },
        external_reference,
    })
}
