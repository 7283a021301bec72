use crate::error::StorageError;
use crate::row::{Row, Value, to_json};
use crate::sealing::{Personal, Ring, Seal};
use crate::storage::Storage;
use crate::unit::Unit;
use crate::{dialect, statements};
use bonafide_domain::{ClientId, EndpointHealth, EventKind, Subscription, SubscriptionId};
use jiff::Timestamp;
use uuid::Uuid;

pub(crate) const URL: Personal = Personal::new("url", "subscription url");
pub(crate) const DESCRIPTION: Personal = Personal::new("description", "subscription description");
pub(crate) const SECRET: Personal = Personal::new("secret", "subscription secret");

/// What the events of a subscription are signed with. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SubscriptionSecret {
    /// The bytes.
    pub secret: Vec<u8>,
    /// When it was drawn.
    pub created_at: Timestamp,
    /// When it ends, where another has taken its place.
    pub expires_at: Option<Timestamp>,
}

impl std::fmt::Debug for SubscriptionSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SubscriptionSecret([redacted])")
    }
}

impl Storage {
    /// Every subscription of this client, the oldest first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn subscriptions(&self, owner: &ClientId) -> Result<Vec<Subscription>, StorageError> {
        let rows = self
            .rows(&statements::SUBSCRIPTIONS, vec![owner.into()])
            .await?;
        subscriptions(&self.ring, &rows).await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn subscription(
        &self,
        owner: &ClientId,
        id: SubscriptionId,
    ) -> Result<Option<Subscription>, StorageError> {
        let row = self
            .row(&statements::SUBSCRIPTION, vec![owner.into(), id.into()])
            .await?;
        Ok(subscriptions(&self.ring, row.as_slice()).await?.pop())
    }

    /// Its secrets that are good at this time, the newest first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn subscription_secrets(
        &self,
        owner: &ClientId,
        id: SubscriptionId,
        at: Timestamp,
    ) -> Result<Vec<SubscriptionSecret>, StorageError> {
        let values = vec![owner.into(), id.into(), at.into()];
        let rows = self.rows(&statements::SUBSCRIPTION_SECRETS, values).await?;
        let mut secrets = Vec::with_capacity(rows.len());
        for row in &rows {
            let seal = self.ring.account(row, owner.as_str()).await?;
            secrets.push(SubscriptionSecret {
                secret: seal.read_bytes(SECRET, &row.text("id")?, row)?,
                created_at: row.time("created_at")?,
                expires_at: row.optional_time("expires_at")?,
            });
        }
        Ok(secrets)
    }
}

impl Storage {
    /// The hosts that this client may be told at; `None`: anywhere.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn webhook_hosts(
        &self,
        owner: &ClientId,
    ) -> Result<Option<Vec<String>>, StorageError> {
        let row = self
            .row(&statements::WEBHOOK_HOSTS, vec![owner.into()])
            .await?;
        Ok(row
            .map(|row| row.optional_json("webhook_hosts"))
            .transpose()?
            .flatten())
    }
}

impl Unit {
    /// Sets the hosts that this client may be told at; `None`: anywhere.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn set_webhook_hosts(
        &mut self,
        owner: &ClientId,
        hosts: Option<&[String]>,
    ) -> Result<(), StorageError> {
        let json = hosts
            .map(|hosts| to_json("webhook_hosts", &hosts))
            .transpose()?;
        let values = vec![owner.into(), json.into()];
        self.execute(&statements::SET_WEBHOOK_HOSTS, values).await?;
        Ok(())
    }

    /// Every subscription of this client, as this unit sees them.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn subscriptions(
        &mut self,
        owner: &ClientId,
    ) -> Result<Vec<Subscription>, StorageError> {
        let rows = self
            .rows(&statements::SUBSCRIPTIONS, vec![owner.into()])
            .await?;
        subscriptions(&self.ring, &rows).await
    }

    /// One of them, which nobody else changes until this unit ends.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn subscription_for_update(
        &mut self,
        owner: &ClientId,
        id: SubscriptionId,
    ) -> Result<Option<Subscription>, StorageError> {
        let values = vec![owner.into(), id.into()];
        let row = self.row(&dialect::SUBSCRIPTION_FOR_UPDATE, values).await?;
        Ok(subscriptions(&self.ring, row.as_slice()).await?.pop())
    }

    /// Keeps a new one.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the id is taken or the client does not exist.
    pub async fn insert_subscription(&mut self, new: &Subscription) -> Result<(), StorageError> {
        let seal = self.account_seal(new.owner.as_str()).await?;
        let mut values: Vec<Value> = vec![new.id.into(), (&new.owner).into()];
        values.extend(changing(&seal, new)?);
        values.extend([new.created_at.into(), new.updated_at.into()]);
        self.execute(&statements::INSERT_SUBSCRIPTION, values)
            .await?;
        Ok(())
    }

    /// Keeps what became of it. False when it is gone.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn save_subscription(
        &mut self,
        changed: &Subscription,
    ) -> Result<bool, StorageError> {
        let seal = self.account_seal(changed.owner.as_str()).await?;
        let mut values: Vec<Value> = vec![(&changed.owner).into(), changed.id.into()];
        values.extend(changing(&seal, changed)?);
        values.push(changed.updated_at.into());
        let saved = self.execute(&statements::SAVE_SUBSCRIPTION, values).await?;
        Ok(saved == 1)
    }

    /// Removes it with its secrets, and gives up what was on its way to it. False when there is none.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn delete_subscription(
        &mut self,
        owner: &ClientId,
        id: SubscriptionId,
    ) -> Result<bool, StorageError> {
        let key = || vec![owner.into(), id.into()];
        self.execute(&statements::DELETE_SUBSCRIPTION_SECRETS, key())
            .await?;
        self.execute(&statements::GIVE_UP_DELIVERIES_TO, key())
            .await?;
        let removed = self
            .execute(&statements::DELETE_SUBSCRIPTION, key())
            .await?;
        Ok(removed == 1)
    }

    /// Gives it a new secret; those that it had end at `others_end`.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn add_subscription_secret(
        &mut self,
        owner: &ClientId,
        id: SubscriptionId,
        secret_id: Uuid,
        secret: &[u8],
        at: Timestamp,
        others_end: Timestamp,
    ) -> Result<(), StorageError> {
        let values = vec![owner.into(), id.into(), others_end.into()];
        self.execute(&statements::END_SUBSCRIPTION_SECRETS, values)
            .await?;
        let seal = self.account_seal(owner.as_str()).await?;
        let sealed = seal.seal(SECRET.what, &secret_id.to_string(), secret);
        let values = vec![
            secret_id.to_string().into(),
            id.into(),
            owner.into(),
            sealed.into(),
            at.into(),
        ];
        self.execute(&statements::INSERT_SUBSCRIPTION_SECRET, values)
            .await?;
        Ok(())
    }

    /// Removes the secrets that ended before this time.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn delete_ended_secrets(&mut self, before: Timestamp) -> Result<u64, StorageError> {
        self.execute(
            &statements::DELETE_ENDED_SUBSCRIPTION_SECRETS,
            vec![before.into()],
        )
        .await
    }
}

fn changing(seal: &Seal, subscription: &Subscription) -> Result<Vec<Value>, StorageError> {
    let kinds: Vec<&str> = subscription
        .kinds
        .iter()
        .map(|kind| kind.as_str())
        .collect();
    let which = subscription.id.to_string();
    let extra = subscription
        .extra_signature
        .as_ref()
        .map(|extra| to_json("extra_signature", extra))
        .transpose()?;
    Ok(vec![
        seal.text(URL, &which, &subscription.url),
        to_json("kinds", &kinds)?.into(),
        seal.optional_text(DESCRIPTION, &which, subscription.description.as_deref()),
        extra.into(),
        subscription.state.as_str().into(),
        subscription.health.failing_since.into(),
        i64::from(subscription.health.failures).into(),
    ])
}

async fn subscriptions(ring: &Ring, rows: &[Row]) -> Result<Vec<Subscription>, StorageError> {
    let mut read = Vec::with_capacity(rows.len());
    for row in rows {
        let seal = ring.account(row, &row.text("owner_id")?).await?;
        read.push(subscription(&seal, row)?);
    }
    Ok(read)
}

fn subscription(seal: &Seal, row: &Row) -> Result<Subscription, StorageError> {
    let id: SubscriptionId = row.parsed("id")?;
    let which = id.to_string();
    let kinds: Vec<String> = row.json("kinds")?;
    let kinds: Result<Vec<EventKind>, _> = kinds.iter().map(|kind| kind.parse()).collect();
    Ok(Subscription {
        id,
        owner: row.parsed("owner_id")?,
        url: seal.read_text(URL, &which, row)?,
        kinds: kinds.map_err(|_| StorageError::corrupt("column kinds"))?,
        description: seal.read_optional_text(DESCRIPTION, &which, row)?,
        extra_signature: row.optional_json("extra_signature")?,
        state: row.parsed("state")?,
        health: EndpointHealth {
            failing_since: row.optional_time("failing_since")?,
            failures: row.small("failures")?,
        },
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}
