//! Configurations of a client, by its own names: how hosted pages look, and how data are compared.

use crate::{App, AppError, Caller, Missing, audit, once};
use bonafide_domain::{CaptureConfiguration, ConfigurationId, MatchingConfiguration};
use bonafide_storage::{Act, Actor, ConfigurationKind, ListedConfiguration, StoredConfiguration};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Something that a client configures.
pub trait Configuration: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Where it is kept.
    const KIND: ConfigurationKind;
}

impl Configuration for CaptureConfiguration {
    const KIND: ConfigurationKind = ConfigurationKind::Capture;
}

impl Configuration for MatchingConfiguration {
    const KIND: ConfigurationKind = ConfigurationKind::Matching;
}

/// All of one kind, by their ids.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn list_configurations<C: Configuration>(
    app: &App,
    caller: &Caller,
) -> Result<Vec<StoredConfiguration<C>>, AppError> {
    Ok(app
        .storage()
        .configurations(caller.client(), C::KIND)
        .await?)
}

/// The names of all of one kind, in their order, and since when they are as they are.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn list_configuration_times<C: Configuration>(
    app: &App,
    caller: &Caller,
) -> Result<Vec<ListedConfiguration>, AppError> {
    Ok(app
        .storage()
        .configuration_times(caller.client(), C::KIND)
        .await?)
}

/// One of them.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn get_configuration<C: Configuration>(
    app: &App,
    caller: &Caller,
    id: &ConfigurationId,
) -> Result<StoredConfiguration<C>, AppError> {
    app.storage()
        .configuration(caller.client(), C::KIND, id)
        .await?
        .ok_or(AppError::NotFound(Missing::Configuration))
}

/// Makes one.
///
/// # Errors
/// [`AppError::Conflict`] where there is one of this id; [`AppError::Invalid`] where there are as many as a client may
/// have; [`AppError::Unavailable`].
pub async fn create_configuration<C: Configuration>(
    app: &App,
    caller: &Caller,
    id: ConfigurationId,
    body: C,
) -> Result<StoredConfiguration<C>, AppError> {
    once::answered_before(app, caller).await?;
    let (now, owner) = (app.now(), caller.client());
    let mut unit = app.storage().begin().await?;
    if !unit
        .insert_configuration(owner, C::KIND, &id, &body, now)
        .await?
    {
        return Err(AppError::Conflict {
            detail: "There is a configuration of this id; change it with PUT or delete it first."
                .to_owned(),
        });
    }
    let most = app.settings().limits.configurations_per_client;
    if unit.count_configurations(owner, C::KIND).await? > u64::from(most) {
        return Err(AppError::Invalid {
            field: None,
            problem: format!("A client has at most {most} configurations of a kind; delete one."),
        });
    }
    let made = StoredConfiguration {
        id,
        body,
        created_at: now,
        updated_at: now,
    };
    once::keep_answer(app, &mut unit, caller, None, &made).await?;
    unit.append_audit(&audit::entry(
        owner,
        Actor::Client,
        Act::ConfigurationChanged,
        now,
    ))
    .await?;
    unit.commit().await?;
    Ok(made)
}

/// Puts another in its place.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn replace_configuration<C: Configuration>(
    app: &App,
    caller: &Caller,
    id: ConfigurationId,
    body: C,
) -> Result<StoredConfiguration<C>, AppError> {
    let (now, owner) = (app.now(), caller.client());
    let mut unit = app.storage().begin().await?;
    let Some(created_at) = unit
        .save_configuration(owner, C::KIND, &id, &body, now)
        .await?
    else {
        return Err(AppError::NotFound(Missing::Configuration));
    };
    unit.append_audit(&audit::entry(
        owner,
        Actor::Client,
        Act::ConfigurationChanged,
        now,
    ))
    .await?;
    unit.commit().await?;
    Ok(StoredConfiguration {
        id,
        body,
        created_at,
        updated_at: now,
    })
}

/// Removes it.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn delete_configuration<C: Configuration>(
    app: &App,
    caller: &Caller,
    id: &ConfigurationId,
) -> Result<(), AppError> {
    let (now, owner) = (app.now(), caller.client());
    let mut unit = app.storage().begin().await?;
    if !unit.delete_configuration(owner, C::KIND, id).await? {
        return Err(AppError::NotFound(Missing::Configuration));
    }
    unit.append_audit(&audit::entry(
        owner,
        Actor::Client,
        Act::ConfigurationChanged,
        now,
    ))
    .await?;
    Ok(unit.commit().await?)
}
