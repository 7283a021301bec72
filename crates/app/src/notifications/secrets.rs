use super::SigningSecret;
use crate::{Acting, App, AppError, Missing, audit, random};
use bonafide_domain::{ClientId, SubscriptionId};
use bonafide_storage::{Act, Unit};
use jiff::{SignedDuration, Timestamp};

/// A secret that is shown to its owner, once.
#[derive(Debug)]
pub struct ShownSecret {
    /// The secret.
    pub secret: SigningSecret,
    /// Until when the one before it signs too.
    pub earlier_ends_at: Timestamp,
}

/// The longest that two secrets may sign side by side.
const LONGEST_OVERLAP: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The secrets that sign now, the newest first.
pub(crate) async fn good_now(
    app: &App,
    owner: &ClientId,
    subscription: SubscriptionId,
) -> Result<Vec<SigningSecret>, AppError> {
    let stored = app
        .storage()
        .subscription_secrets(owner, subscription, app.now())
        .await?;
    stored
        .iter()
        .map(|one| {
            SigningSecret::from_stored(&one.secret)
                .ok_or_else(|| AppError::Internal("a stored secret is damaged".to_owned()))
        })
        .collect()
}

/// Gives a subscription its first secret, or another in place of those that it has.
pub(crate) async fn add(
    app: &App,
    unit: &mut Unit,
    owner: &ClientId,
    subscription: SubscriptionId,
    at: Timestamp,
    others_end: Timestamp,
) -> Result<SigningSecret, AppError> {
    let secret = SigningSecret::draw(app.random());
    let id = random::uuid(app.random());
    unit.add_subscription_secret(owner, subscription, id, &secret.stored(), at, others_end)
        .await?;
    Ok(secret)
}

/// Draws another secret. The one before signs beside it for `overlap` more, so that receivers can be changed in
/// between.
///
/// # Errors
/// [`AppError::Invalid`] when the overlap is longer than a week; [`AppError::NotFound`], also for another client's;
/// [`AppError::Unavailable`].
pub async fn rotate_subscription_secret<'a>(
    app: &App,
    acting: impl Into<Acting<'a>>,
    subscription: SubscriptionId,
    overlap: SignedDuration,
) -> Result<ShownSecret, AppError> {
    if overlap.is_negative() || overlap > LONGEST_OVERLAP {
        return Err(AppError::invalid(
            "overlapSeconds",
            "overlapSeconds is from 0 to 604800: a week at most.",
        ));
    }
    let Acting { owner, actor } = acting.into();
    let now = app.now();
    let ends = now.saturating_add(overlap).unwrap_or(Timestamp::MAX);
    let mut unit = app.storage().begin().await?;
    let found = unit.subscription_for_update(owner, subscription).await?;
    let Some(mut changed) = found else {
        return Err(AppError::NotFound(Missing::Subscription));
    };
    let secret = add(app, &mut unit, owner, subscription, now, ends).await?;
    changed.updated_at = now;
    unit.save_subscription(&changed).await?;
    let act = Act::SubscriptionSecretRotated;
    unit.append_audit(&audit::entry(owner, actor, act, now))
        .await?;
    unit.commit().await?;
    Ok(ShownSecret {
        secret,
        earlier_ends_at: ends,
    })
}
