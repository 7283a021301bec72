use crate::{App, AppError, audit, find_client};
use bonafide_domain::{AccountRules, Client};
use bonafide_storage::{Act, Actor};

/// A client with what it has set of the rules that judge.
#[derive(Debug)]
pub struct ClientRules {
    /// The client.
    pub client: Client,
    /// What it has set; empty: it is judged by the server's rules.
    pub rules: AccountRules,
}

/// What the client of this id or name has set.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such client; [`AppError::Unavailable`].
pub async fn client_rules(app: &App, id_or_name: &str) -> Result<ClientRules, AppError> {
    let client = find_client(app, id_or_name).await?;
    let rules = app.storage().client_rules(&client.id).await?;
    Ok(ClientRules { client, rules })
}

/// Gives a client these rules in place of those that it had. They hold for verifications that run from now on.
///
/// # Errors
/// [`AppError::Invalid`] names the rule that is not known or cannot be this, and what it can be;
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn set_client_rules(
    app: &App,
    id_or_name: &str,
    rules: AccountRules,
) -> Result<ClientRules, AppError> {
    bonafide_providers::accept_rules(&rules)
        .map_err(|refused| AppError::invalid("rules", refused.to_string()))?;
    let client = client_rules(app, id_or_name).await?.client;
    let mut unit = app.storage().begin().await?;
    unit.set_client_rules(&client.id, &rules).await?;
    let entry = audit::entry(
        &client.id,
        Actor::Operator,
        Act::ClientRulesChanged,
        app.now(),
    );
    unit.append_audit(&entry).await?;
    unit.commit().await?;
    Ok(ClientRules { client, rules })
}
