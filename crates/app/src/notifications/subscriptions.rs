use super::{SigningSecret, secrets};
use crate::{Acting, App, AppError, Caller, Missing, audit, once, random};
use bonafide_domain::{
    ClientId, EndpointHealth, EventKind, ExtraSignature, Subscription, SubscriptionId,
    SubscriptionState, UnknownName,
};
use bonafide_storage::Act;

/// Subscriptions that one client may have.
const MOST: usize = 20;

/// A subscription to be made, in the words of the API.
#[derive(Default)]
pub struct NewSubscription {
    /// `url`; required.
    pub url: Option<String>,
    /// `events`: names of events; none means all.
    pub events: Vec<String>,
    /// `description`: at most 200 characters.
    pub description: Option<String>,
    /// `signatureHeader`: a second signature in a header of this name.
    pub signature_header: Option<String>,
    /// `signatureAlgorithm`: how it is made; `hmac-sha256-hex` when absent.
    pub signature_algorithm: Option<String>,
}

/// What is to change; what is absent stays.
#[derive(Default)]
pub struct SubscriptionChange {
    /// What is as in a new one; an empty list of events means all.
    pub url: Option<String>,
    /// See [`NewSubscription::events`].
    pub events: Option<Vec<String>>,
    /// See [`NewSubscription::description`]; empty: none any more.
    pub description: Option<String>,
    /// See [`NewSubscription::signature_header`]; empty: no second signature any more.
    pub signature_header: Option<String>,
    /// See [`NewSubscription::signature_algorithm`].
    pub signature_algorithm: Option<String>,
    /// `enabled`: whether it is told anything. Switching it on forgives its failures; what happened while it was off
    /// is told with a resend.
    pub enabled: Option<bool>,
}

/// A subscription with what its receiver needs.
#[derive(Debug, Clone)]
pub struct ShownSubscription {
    /// The subscription.
    pub subscription: Subscription,
    /// What it is signed with, the newest first; the shared secret is to be shown only when it was just drawn.
    pub secrets: Vec<SigningSecret>,
}

/// Makes a subscription and draws its secret.
///
/// # Errors
/// [`AppError::Answered`] for a call that comes again; [`AppError::Invalid`] names the field; [`AppError::Conflict`] when the client has as many as it may have;
/// [`AppError::Unavailable`].
pub async fn create_subscription(
    app: &App,
    caller: &Caller,
    new: NewSubscription,
) -> Result<ShownSubscription, AppError> {
    once::answered_before(app, caller).await?;
    let owner = caller.client();
    let now = app.now();
    let url = new.url.ok_or_else(|| {
        AppError::invalid("url", "url is required: the https address to be told at.")
    })?;
    let subscription = Subscription {
        id: SubscriptionId::new(random::uuid(app.random())),
        owner: owner.clone(),
        url: judged(app, owner, url).await?,
        kinds: kinds(&new.events)?,
        description: description(new.description)?,
        extra_signature: extra_signature(new.signature_header, new.signature_algorithm.as_deref())?,
        state: SubscriptionState::Enabled,
        health: EndpointHealth::default(),
        created_at: now,
        updated_at: now,
    };
    let mut unit = app.storage().begin().await?;
    // Two that come at once are not counted as one.
    unit.hold_events(owner).await?;
    if unit.subscriptions(owner).await?.len() >= MOST {
        return Err(AppError::Conflict {
            detail: format!("A client has at most {MOST} subscriptions; delete one first."),
        });
    }
    unit.insert_subscription(&subscription).await?;
    let secret = secrets::add(app, &mut unit, owner, subscription.id, now, now).await?;
    let made = ShownSubscription {
        subscription,
        secrets: vec![secret],
    };
    once::keep_answer(app, &mut unit, caller, None, &made).await?;
    let act = Act::SubscriptionCreated;
    unit.append_audit(&audit::entry(owner, caller.actor(), act, now))
        .await?;
    unit.commit().await?;
    Ok(made)
}

/// Every subscription of the client, the oldest first.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn list_subscriptions(
    app: &App,
    owner: &ClientId,
) -> Result<Vec<ShownSubscription>, AppError> {
    let mut shown = Vec::new();
    for subscription in app.storage().subscriptions(owner).await? {
        let secrets = secrets::good_now(app, owner, subscription.id).await?;
        shown.push(ShownSubscription {
            subscription,
            secrets,
        });
    }
    Ok(shown)
}

/// One of them.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn get_subscription(
    app: &App,
    owner: &ClientId,
    id: SubscriptionId,
) -> Result<ShownSubscription, AppError> {
    let subscription = app
        .storage()
        .subscription(owner, id)
        .await?
        .ok_or(AppError::NotFound(Missing::Subscription))?;
    let secrets = secrets::good_now(app, owner, id).await?;
    Ok(ShownSubscription {
        subscription,
        secrets,
    })
}

/// Changes one.
///
/// # Errors
/// [`AppError::Invalid`] names the field; [`AppError::NotFound`], also for another client's;
/// [`AppError::Unavailable`].
pub async fn update_subscription<'a>(
    app: &App,
    acting: impl Into<Acting<'a>>,
    id: SubscriptionId,
    change: SubscriptionChange,
) -> Result<ShownSubscription, AppError> {
    let Acting { owner, actor } = acting.into();
    let now = app.now();
    let url = match change.url {
        Some(url) => Some(judged(app, owner, url).await?),
        None => None,
    };
    let mut unit = app.storage().begin().await?;
    let found = unit.subscription_for_update(owner, id).await?;
    let Some(mut subscription) = found else {
        return Err(AppError::NotFound(Missing::Subscription));
    };
    subscription.url = url.unwrap_or(subscription.url);
    if let Some(events) = &change.events {
        subscription.kinds = kinds(events)?;
    }
    if let Some(text) = change.description {
        subscription.description = description(Some(text))?;
    }
    if change.signature_header.is_some() || change.signature_algorithm.is_some() {
        let before = subscription.extra_signature.take();
        let header = change
            .signature_header
            .or_else(|| before.as_ref().map(|extra| extra.header.clone()));
        let algorithm = change
            .signature_algorithm
            .or_else(|| before.map(|extra| extra.algorithm.as_str().to_owned()));
        subscription.extra_signature = extra_signature(header, algorithm.as_deref())?;
    }
    match change.enabled {
        Some(true) => {
            subscription.state = SubscriptionState::Enabled;
            subscription.health = EndpointHealth::default();
        }
        Some(false) => {
            subscription.state = SubscriptionState::Paused;
            unit.give_up_deliveries(owner, id).await?;
        }
        None => {}
    }
    subscription.updated_at = now;
    unit.save_subscription(&subscription).await?;
    let act = Act::SubscriptionChanged;
    unit.append_audit(&audit::entry(owner, actor, act, now))
        .await?;
    unit.commit().await?;
    // Not read again: it may be removed by now, and was changed all the same.
    let secrets = secrets::good_now(app, owner, id).await?;
    Ok(ShownSubscription {
        subscription,
        secrets,
    })
}

/// Removes one. What is on its way to it is not tried any more.
///
/// # Errors
/// [`AppError::NotFound`], also for another client's; [`AppError::Unavailable`].
pub async fn delete_subscription<'a>(
    app: &App,
    acting: impl Into<Acting<'a>>,
    id: SubscriptionId,
) -> Result<(), AppError> {
    let Acting { owner, actor } = acting.into();
    let now = app.now();
    let mut unit = app.storage().begin().await?;
    if !unit.delete_subscription(owner, id).await? {
        return Err(AppError::NotFound(Missing::Subscription));
    }
    let act = Act::SubscriptionDeleted;
    unit.append_audit(&audit::entry(owner, actor, act, now))
        .await?;
    unit.commit().await?;
    Ok(())
}

/// The URL, if it may be called. Where its name leads is judged at each try.
async fn judged(app: &App, owner: &ClientId, url: String) -> Result<String, AppError> {
    let hosts = app.webhook_hosts(owner).await?;
    match app.egress().judge(&url, &hosts) {
        Ok(_) => Ok(url),
        Err(refused) => Err(AppError::invalid(
            "url",
            format!("url cannot be told anything: {refused}."),
        )),
    }
}

fn kinds(names: &[String]) -> Result<Vec<EventKind>, AppError> {
    let mut kinds = names
        .iter()
        .map(|name| name.parse())
        .collect::<Result<Vec<EventKind>, UnknownName>>()
        .map_err(|error| AppError::invalid("events", format!("events: {error}.")))?;
    kinds.sort_unstable();
    kinds.dedup();
    Ok(kinds)
}

fn description(text: Option<String>) -> Result<Option<String>, AppError> {
    match text {
        Some(text) if text.chars().count() > 200 || text.chars().any(char::is_control) => {
            Err(AppError::invalid(
                "description",
                "description is at most 200 characters without control characters.",
            ))
        }
        other => Ok(other.filter(|text| !text.is_empty())),
    }
}

/// Headers that say something else already.
const TAKEN: &[&str] = &[
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

fn extra_signature(
    header: Option<String>,
    algorithm: Option<&str>,
) -> Result<Option<ExtraSignature>, AppError> {
    let Some(header) = header.filter(|header| !header.is_empty()) else {
        return match algorithm {
            Some(_) => Err(AppError::invalid(
                "signatureAlgorithm",
                "signatureAlgorithm needs signatureHeader, the header that the signature goes into.",
            )),
            None => Ok(None),
        };
    };
    let header = header.to_ascii_lowercase();
    let name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let taken = TAKEN.contains(&header.as_str())
        || header.starts_with("webhook-")
        || header.starts_with("bonafide-");
    if header.len() > 64 || !header.chars().all(name) || taken {
        return Err(AppError::invalid(
            "signatureHeader",
            "signatureHeader is the name of a header of your own: at most 64 letters, digits and hyphens.",
        ));
    }
    let algorithm =
        algorithm
            .unwrap_or("hmac-sha256-hex")
            .parse()
            .map_err(|error: UnknownName| {
                AppError::invalid(
                    "signatureAlgorithm",
                    format!("signatureAlgorithm: {error}."),
                )
            })?;
    Ok(Some(ExtraSignature { header, algorithm }))
}
