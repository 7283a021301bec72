use crate::{App, AppError, audit, client_rules};
use bonafide_domain::Client;
use bonafide_egress::HostList;
use bonafide_storage::{Act, Actor};

/// Sets the hosts that the client of this id or name may be told at (`hooks.example.com`, `*.example.com`); `None`:
/// anywhere. What is on its way elsewhere is not delivered.
///
/// # Errors
/// [`AppError::Invalid`] names the entry that is no host; [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn set_webhook_hosts(
    app: &App,
    id_or_name: &str,
    hosts: Option<Vec<String>>,
) -> Result<Client, AppError> {
    if let Some(hosts) = &hosts {
        HostList::only(hosts.clone())
            .map_err(|refused| AppError::invalid("hosts", format!("{refused}.")))?;
    }
    let client = client_rules(app, id_or_name).await?.client;
    let mut unit = app.storage().begin().await?;
    unit.set_webhook_hosts(&client.id, hosts.as_deref()).await?;
    let act = Act::WebhookHostsChanged;
    unit.append_audit(&audit::entry(&client.id, Actor::Operator, act, app.now()))
        .await?;
    unit.commit().await?;
    Ok(client)
}
