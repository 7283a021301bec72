use crate::error::StorageError;
use crate::jobs::Fence;
use crate::row::{Row, Value};
use crate::sealing::statements as keys;
use crate::sealing::{Personal, Ring};
use crate::storage::Storage;
use crate::unit::Unit;
use crate::{dialect, statements};
use bonafide_domain::{
    ClientId, DeliveryId, DeliveryState, EventId, EventKind, SubscriptionId, Target,
};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

const ANSWER: Personal = Personal::new("answer", "answer of a receiver");

/// An event on its way to an address, which this deliverer alone may settle until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeasedDelivery {
    /// Its id.
    pub id: DeliveryId,
    /// What is told.
    pub event: EventId,
    /// Whose event it is.
    pub owner: ClientId,
    /// Whom it is told.
    pub target: Target,
    /// How often it was tried before.
    pub attempts: u32,
    /// What to show when it is settled.
    pub fence: Fence,
}

/// How a try went, to be kept.
#[derive(Clone)]
pub struct NewAttempt {
    /// When it began.
    pub at: Timestamp,
    /// How long it took.
    pub latency: Duration,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Why there was none, for people.
    pub failure: Option<String>,
    /// The beginning of the answer.
    pub answer: Vec<u8>,
}

/// Where a delivery stands after a try.
#[derive(Debug, Clone, Copy)]
pub struct SettledDelivery {
    /// The state.
    pub state: DeliveryState,
    /// How often it was tried by now.
    pub attempts: u32,
}

/// A try as it is kept, with where its delivery stands now. `Debug` leaves the answer out.
#[derive(Clone, PartialEq, Eq)]
pub struct AttemptRecord {
    /// What was told.
    pub event: EventId,
    /// What kind of event.
    pub kind: EventKind,
    /// The delivery.
    pub delivery: DeliveryId,
    /// The how-manieth try; the first is 1.
    pub number: u32,
    /// When it began.
    pub at: Timestamp,
    /// How long it took.
    pub latency: Duration,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Why there was none.
    pub failure: Option<String>,
    /// The beginning of the answer.
    pub answer: Vec<u8>,
    /// Where the delivery stands now.
    pub state: DeliveryState,
}

impl std::fmt::Debug for AttemptRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AttemptRecord")
            .field("delivery", &self.delivery)
            .field("number", &self.number)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// How many are on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryCounts {
    /// Could be tried now.
    pub due: u64,
    /// Wait for a later try.
    pub delayed: u64,
}

const fn target_kind(target: Target) -> &'static str {
    match target {
        Target::Subscription(_) => "subscription",
        Target::Callback(_) => "callback",
    }
}

fn new_delivery(
    id: DeliveryId,
    event: EventId,
    owner: &ClientId,
    target: Target,
    at: Timestamp,
) -> Vec<Value> {
    let target_id = match target {
        Target::Subscription(id) => id.to_string(),
        Target::Callback(id) => id.to_string(),
    };
    vec![
        id.into(),
        event.into(),
        owner.into(),
        target_kind(target).into(),
        target_id.into(),
        at.into(),
    ]
}

impl Unit {
    /// Sends an event on its way, in the unit of its cause.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn insert_delivery(
        &mut self,
        id: DeliveryId,
        event: EventId,
        owner: &ClientId,
        target: Target,
        at: Timestamp,
    ) -> Result<(), StorageError> {
        let values = new_delivery(id, event, owner, target, at);
        self.execute(&statements::INSERT_DELIVERY, values).await?;
        self.note_job();
        Ok(())
    }

    /// Sends an event on its way once more. False when it is on its way to this address already.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn insert_delivery_again(
        &mut self,
        id: DeliveryId,
        event: EventId,
        owner: &ClientId,
        target: Target,
        at: Timestamp,
    ) -> Result<bool, StorageError> {
        let values = new_delivery(id, event, owner, target, at);
        let inserted = self
            .execute(&statements::INSERT_DELIVERY_AGAIN, values)
            .await?;
        self.note_job();
        Ok(inserted == 1)
    }

    /// Keeps a try and where the delivery stands after it.
    ///
    /// # Errors
    /// [`StorageError::Fenced`] when another deliverer took it over: drop the unit.
    pub async fn settle_delivery(
        &mut self,
        leased: &LeasedDelivery,
        attempt: NewAttempt,
        settled: SettledDelivery,
    ) -> Result<(), StorageError> {
        let (state, next) = match settled.state {
            DeliveryState::Waiting(next) => ("waiting", next),
            DeliveryState::Delivered => ("delivered", attempt.at),
            DeliveryState::GivenUp => ("given_up", attempt.at),
        };
        let values = vec![
            (&leased.owner).into(),
            leased.id.into(),
            leased.fence.0.into(),
            state.into(),
            i64::from(settled.attempts).into(),
            next.into(),
        ];
        let changed = self.execute(&statements::SETTLE_DELIVERY, values).await?;
        if changed != 1 {
            return Err(StorageError::Fenced);
        }
        let answer = self
            .sealed_answer(leased, settled.attempts, &attempt)
            .await?;
        let values = vec![
            leased.id.into(),
            i64::from(settled.attempts).into(),
            (&leased.owner).into(),
            attempt.at.into(),
            i64::try_from(attempt.latency.as_millis())
                .unwrap_or(i64::MAX)
                .into(),
            attempt.status.map(i64::from).into(),
            attempt.failure.into(),
            answer.into(),
        ];
        self.execute(&statements::INSERT_ATTEMPT, values).await?;
        Ok(())
    }

    /// What a receiver answered may repeat what it knows of the person: it is sealed with the dossier that the event tells
    /// of, and of a dossier that is gone nothing is kept.
    async fn sealed_answer(
        &mut self,
        leased: &LeasedDelivery,
        number: u32,
        attempt: &NewAttempt,
    ) -> Result<Vec<u8>, StorageError> {
        if attempt.answer.is_empty() {
            return Ok(Vec::new());
        }
        let event = vec![(&leased.owner).into(), leased.event.into()];
        let row = self.one(&keys::KEY_OF_EVENT, event).await?;
        let seal = match row.optional_parsed("dossier_id")? {
            None => Some(self.account_seal(leased.owner.as_str()).await?),
            Some(dossier) => {
                let ring = self.ring.clone();
                let seal = ring.dossier_if_there(&row, &leased.owner, dossier).await?;
                seal.map(|seal| self.hold_seal(seal))
            }
        };
        let which = format!("{}/{number}", leased.id);
        Ok(seal.map_or_else(Vec::new, |seal| {
            seal.seal(ANSWER.what, &which, &attempt.answer)
        }))
    }

    /// Gives up everything on its way to an address that is told nothing more.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn give_up_deliveries(
        &mut self,
        owner: &ClientId,
        subscription: SubscriptionId,
    ) -> Result<u64, StorageError> {
        let values = vec![owner.into(), subscription.into()];
        self.execute(&statements::GIVE_UP_DELIVERIES_TO, values)
            .await
    }
}

impl Storage {
    /// Leases up to `limit` deliveries that are due. Of one address never more than ten are leased at once, and one
    /// alone while it has been failing.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn lease_deliveries(
        &self,
        now: Timestamp,
        holder: &str,
        lease: Duration,
        limit: u32,
    ) -> Result<Vec<LeasedDelivery>, StorageError> {
        // A look without a lock first, so that an idle deliverer costs no write.
        let due = self
            .row(&statements::DELIVERY_IS_DUE, vec![now.into()])
            .await?;
        if due.is_none() {
            return Ok(Vec::new());
        }
        let until = SignedDuration::try_from(lease)
            .ok()
            .and_then(|lease| now.checked_add(lease).ok())
            .unwrap_or(Timestamp::MAX);
        let mut unit = self.begin().await?;
        let values = vec![
            holder.into(),
            until.into(),
            now.into(),
            i64::from(limit).into(),
        ];
        let rows = unit.rows(&dialect::LEASE_DELIVERIES, values).await?;
        let leased = rows.iter().map(delivery).collect::<Result<_, _>>()?;
        unit.commit().await?;
        Ok(leased)
    }

    /// Gives back every delivery under this holder's name; see [`Storage::release_leases`].
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn release_deliveries(&self, holder: &str) -> Result<u64, StorageError> {
        let mut unit = self.begin().await?;
        let released = unit
            .execute(&statements::RELEASE_DELIVERIES, vec![holder.into()])
            .await?;
        if released > 0 {
            unit.note_job();
        }
        unit.commit().await?;
        Ok(released)
    }

    /// The last tries to tell an address, the newest first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn attempts(
        &self,
        owner: &ClientId,
        subscription: SubscriptionId,
        limit: u32,
    ) -> Result<Vec<AttemptRecord>, StorageError> {
        let values = vec![owner.into(), subscription.into(), i64::from(limit).into()];
        let rows = self
            .rows(&statements::ATTEMPTS_OF_SUBSCRIPTION, values)
            .await?;
        let mut attempts = Vec::with_capacity(rows.len());
        for row in &rows {
            attempts.push(attempt(&self.ring, row, owner).await?);
        }
        Ok(attempts)
    }

    /// How many are on their way at `now`: for metrics.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn delivery_counts(&self, now: Timestamp) -> Result<DeliveryCounts, StorageError> {
        let row = self
            .row(&statements::DELIVERY_COUNTS, vec![now.into()])
            .await?
            .ok_or_else(|| StorageError::corrupt("DELIVERY_COUNTS gave no row"))?;
        Ok(DeliveryCounts {
            due: row.count("due")?,
            delayed: row.count("delayed")?,
        })
    }
}

fn delivery(row: &Row) -> Result<LeasedDelivery, StorageError> {
    let target = match row.text("target_kind")?.as_str() {
        "subscription" => Target::Subscription(row.parsed("target_id")?),
        "callback" => Target::Callback(row.parsed("target_id")?),
        _ => return Err(StorageError::corrupt("column target_kind")),
    };
    Ok(LeasedDelivery {
        id: row.parsed("id")?,
        event: row.parsed("event_id")?,
        owner: row.parsed("owner_id")?,
        target,
        attempts: row.small("attempts")?,
        fence: Fence(row.int("fence")?),
    })
}

async fn attempt(ring: &Ring, row: &Row, owner: &ClientId) -> Result<AttemptRecord, StorageError> {
    let (delivery, number): (DeliveryId, u32) = (row.parsed("delivery_id")?, row.small("number")?);
    let answer = if row.bytes(ANSWER.column)?.is_empty() {
        Vec::new()
    } else {
        let seal = match row.optional_parsed("dossier_id")? {
            Some(dossier) => ring.dossier_if_there(row, owner, dossier).await?,
            None => Some(ring.account(row, owner.as_str()).await?),
        };
        match seal {
            Some(seal) => seal.read_bytes(ANSWER, &format!("{delivery}/{number}"), row)?,
            None => Vec::new(),
        }
    };
    let state = match row.text("state")?.as_str() {
        "waiting" => DeliveryState::Waiting(row.time("next_attempt_at")?),
        "delivered" => DeliveryState::Delivered,
        "given_up" => DeliveryState::GivenUp,
        _ => return Err(StorageError::corrupt("column state")),
    };
    let status = row.optional_int("status")?;
    Ok(AttemptRecord {
        event: row.parsed("event_id")?,
        kind: row.parsed("kind")?,
        delivery,
        number,
        at: row.time("at")?,
        latency: Duration::from_millis(row.count("latency_ms")?),
        status: status.and_then(|status| u16::try_from(status).ok()),
        failure: row.optional_text("failure")?,
        answer,
        state,
    })
}
