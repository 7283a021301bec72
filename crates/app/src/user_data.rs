//! What a client knows about the person of a dossier: set, shown, changed, removed.

use crate::erase::refuse_held;
use crate::{App, AppError, Caller, Missing, audit, once};
use bonafide_domain::{ClientId, DossierId, UserData, UserDataChange};
use bonafide_storage::{Act, Actor, AuditEntry, StoredUserData, Unit};
use jiff::Timestamp;

/// Keeps the first user data of a dossier.
///
/// # Errors
/// [`AppError::Invalid`] with the field; [`AppError::Conflict`] when there are some already; [`AppError::NotFound`],
/// also for another client's dossier; [`AppError::Unavailable`].
pub async fn set_user_data(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    given: UserDataChange,
) -> Result<(), AppError> {
    once::answered_before(app, caller).await?;
    let (now, owner) = (app.now(), caller.client());
    let mut unit = opened(app, owner, dossier).await?;
    let data = changed(UserData::default(), given)?;
    if unit.user_data(owner, dossier).await?.is_some() {
        return Err(AppError::Conflict {
            detail: "This dossier has user data; change them with PUT or remove them first."
                .to_owned(),
        });
    }
    let stored = StoredUserData {
        data,
        created_at: now,
        updated_at: now,
    };
    unit.insert_user_data(owner, dossier, &stored).await?;
    once::keep_answer(app, &mut unit, caller, Some(dossier), &()).await?;
    close(unit, owner, dossier, Act::UserDataSet, now).await
}

/// The user data of a dossier. Leaves a mark in the audit log before they are answered.
///
/// # Errors
/// [`AppError::NotFound`] when there are none, and for another client's dossier; [`AppError::Unavailable`].
pub async fn get_user_data(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
) -> Result<StoredUserData, AppError> {
    let owner = caller.client();
    let Some(stored) = app.storage().user_data(owner, dossier).await? else {
        return Err(app
            .missing_in_dossier(owner, dossier, Missing::UserData)
            .await);
    };
    let mut unit = app.storage().begin().await?;
    unit.append_audit(&entry(owner, dossier, Act::UserDataRead, app.now()))
        .await?;
    unit.commit().await?;
    Ok(stored)
}

/// Changes and adds the fields that are given, and removes those that are given empty.
///
/// # Errors
/// [`AppError::Invalid`] with the field; [`AppError::NotFound`] when there are none, and for another client's dossier;
/// [`AppError::Unavailable`].
pub async fn update_user_data(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
    change: UserDataChange,
) -> Result<(), AppError> {
    let (now, owner) = (app.now(), caller.client());
    let mut unit = opened(app, owner, dossier).await?;
    let stored = unit
        .user_data(owner, dossier)
        .await?
        .ok_or(AppError::NotFound(Missing::UserData))?;
    let data = changed(stored.data, change)?;
    unit.save_user_data(owner, dossier, &data, now).await?;
    close(unit, owner, dossier, Act::UserDataChanged, now).await
}

/// Removes them all; they are gone when this answers.
///
/// # Errors
/// [`AppError::NotFound`] when there are none, and for another client's dossier; [`AppError::Conflict`] in one that is
/// held; [`AppError::Unavailable`], also when they are gone and the database's own log could not be emptied yet.
pub async fn delete_user_data(
    app: &App,
    caller: &Caller,
    dossier: DossierId,
) -> Result<(), AppError> {
    let (now, owner) = (app.now(), caller.client());
    let mut unit = opened(app, owner, dossier).await?;
    refuse_held(&mut unit, owner, dossier).await?;
    if !unit.delete_user_data(owner, dossier).await? {
        return Err(AppError::NotFound(Missing::UserData));
    }
    close(unit, owner, dossier, Act::UserDataErased, now).await?;
    Ok(app.storage().purge().await?)
}

fn changed(data: UserData, change: UserDataChange) -> Result<UserData, AppError> {
    data.changed_by(change).map_err(|refused| {
        AppError::invalid(refused.field, format!("{}: {refused}.", refused.field))
    })
}

/// A unit that holds the dossier's row, so that two calls on its data follow each other.
async fn opened(app: &App, owner: &ClientId, dossier: DossierId) -> Result<Unit, AppError> {
    let mut unit = app.storage().begin().await?;
    unit.dossier_for_update(owner, dossier)
        .await?
        .ok_or(AppError::NotFound(Missing::Dossier))?;
    Ok(unit)
}

async fn close(
    mut unit: Unit,
    owner: &ClientId,
    dossier: DossierId,
    act: Act,
    now: Timestamp,
) -> Result<(), AppError> {
    unit.touch_dossier(owner, dossier, now).await?;
    unit.append_audit(&entry(owner, dossier, act, now)).await?;
    Ok(unit.commit().await?)
}

fn entry(owner: &ClientId, dossier: DossierId, act: Act, at: Timestamp) -> AuditEntry {
    AuditEntry {
        dossier: Some(dossier),
        ..audit::entry(owner, Actor::Client, act, at)
    }
}
