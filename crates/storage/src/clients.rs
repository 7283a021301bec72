use crate::error::StorageError;
use crate::row::Value;
use crate::row::{Row, to_json};
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use bonafide_domain::{
    AccountRules, Client, ClientAccess, ClientId, ClientName, Environment, Permission, Scope,
    TokenLifetime,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// The hash of a client's secret, in whatever form the caller verifies.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretHash(pub Vec<u8>);

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash([redacted])")
    }
}

/// A client with the hash of its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredClient {
    /// The client.
    pub client: Client,
    /// The hash of its secret.
    pub secret_hash: SecretHash,
}

impl Storage {
    /// The client of this id, revoked or not.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn client(&self, id: &ClientId) -> Result<Option<StoredClient>, StorageError> {
        self.row(&statements::CLIENT, vec![id.into()])
            .await?
            .map(|row| stored(&row))
            .transpose()
    }

    /// Every client, oldest first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn clients(&self) -> Result<Vec<Client>, StorageError> {
        let rows = self.rows(&statements::CLIENTS, vec![]).await?;
        rows.iter().map(client).collect()
    }

    /// What the client has set of the rules; nothing for one that is not there.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn client_rules(&self, id: &ClientId) -> Result<AccountRules, StorageError> {
        let row = self.row(&statements::CLIENT_RULES, vec![id.into()]).await?;
        Ok(match row {
            Some(row) => row.optional_json("rules")?.unwrap_or_default(),
            None => AccountRules::default(),
        })
    }
}

impl Unit {
    /// Keeps a new client.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when its name or id is taken, also by a revoked client.
    pub async fn insert_client(
        &mut self,
        client: &Client,
        secret_hash: &SecretHash,
    ) -> Result<(), StorageError> {
        let mut values = vec![
            (&client.id).into(),
            client.name.as_str().into(),
            client.environment.prefix().into(),
            secret_hash.0.clone().into(),
            client.created_at.into(),
            client.revoked_at.into(),
        ];
        values.extend(access_values(&client.access));
        self.execute(&statements::INSERT_CLIENT, values).await?;
        Ok(())
    }

    /// Keeps what the operator settled for a client, in place of what was settled before.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn set_client_access(
        &mut self,
        id: &ClientId,
        access: &ClientAccess,
    ) -> Result<(), StorageError> {
        let mut values = vec![id.into()];
        values.extend(access_values(access));
        self.execute(&statements::SET_CLIENT_ACCESS, values).await?;
        Ok(())
    }

    /// Keeps what the client sets of the rules, in place of what it had set.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn set_client_rules(
        &mut self,
        id: &ClientId,
        rules: &AccountRules,
    ) -> Result<(), StorageError> {
        let kept = if rules.is_empty() {
            None
        } else {
            Some(to_json("rules", rules)?)
        };
        self.execute(&statements::SET_CLIENT_RULES, vec![id.into(), kept.into()])
            .await?;
        Ok(())
    }

    /// Revokes the client of this name. Gives it as it is now, or `None` when there is none of this name.
    /// A client that was revoked before keeps its first time.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn revoke_client(
        &mut self,
        name: &ClientName,
        at: Timestamp,
    ) -> Result<Option<Client>, StorageError> {
        self.row(
            &statements::REVOKE_CLIENT,
            vec![name.as_str().into(), at.into()],
        )
        .await?
        .map(|row| client(&row))
        .transpose()
    }
}

fn stored(row: &Row) -> Result<StoredClient, StorageError> {
    Ok(StoredClient {
        client: client(row)?,
        secret_hash: SecretHash(row.bytes("secret_hash")?),
    })
}

fn client(row: &Row) -> Result<Client, StorageError> {
    let environment = row.text("environment")?;
    Ok(Client {
        id: row.parsed("id")?,
        name: row.parsed("name")?,
        environment: [Environment::Live, Environment::Sandbox]
            .into_iter()
            .find(|known| known.prefix() == environment)
            .ok_or_else(|| StorageError::corrupt("column environment"))?,
        created_at: row.time("created_at")?,
        revoked_at: row.optional_time("revoked_at")?,
        access: access(row)?,
    })
}

/// Lifetime, scopes and permissions, the latter two as names with spaces between them.
fn access_values(access: &ClientAccess) -> [Value; 3] {
    let names = |names: Vec<&str>| names.join(" ");
    let scopes = access
        .scopes
        .as_ref()
        .map(|scopes| names(scopes.iter().map(|scope| scope.as_str()).collect()));
    let permissions = access.permissions.iter();
    [
        Value::Int(access.token_lifetime.map(|life| life.seconds().into())),
        scopes.into(),
        names(permissions.map(|one| one.as_str()).collect()).into(),
    ]
}

fn access(row: &Row) -> Result<ClientAccess, StorageError> {
    let seconds = row.optional_int("token_seconds")?;
    let lifetime = seconds.map(|seconds| {
        u64::try_from(seconds)
            .ok()
            .and_then(|seconds| TokenLifetime::try_from(seconds).ok())
            .ok_or_else(|| StorageError::corrupt("column token_seconds"))
    });
    Ok(ClientAccess {
        token_lifetime: lifetime.transpose()?,
        scopes: row
            .optional_text("scopes")?
            .map(|text| names::<Scope>("scopes", &text))
            .transpose()?,
        permissions: names::<Permission>("permissions", &row.text("permissions")?)?,
    })
}

fn names<T: FromStr + Ord>(column: &str, text: &str) -> Result<BTreeSet<T>, StorageError> {
    text.split_ascii_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| StorageError::corrupt(format!("column {column}")))
}
