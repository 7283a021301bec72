//! What one client may do, and for how long a token of its is good.

use super::{print, with_app};
use crate::cli::SetAccess;
use crate::exit::{Code, Failure};
use bonafide_app::{AppError, find_client, set_client_access};
use bonafide_domain::{Client, ClientAccess};
use serde_json::{Value, json};

pub(super) fn set(command: SetAccess) -> Result<(), Failure> {
    let place = command.place.clone();
    with_app(&place, async move |wired| {
        let told = |error| told(error, &command.client);
        let client = find_client(&wired.app, &command.client)
            .await
            .map_err(told)?;
        let mut access = client.access;
        if let Some(own) = command.token_lifetime {
            access.token_lifetime = own.0;
        }
        if let Some(scopes) = command.scopes {
            access.scopes = scopes.0;
        }
        access.permissions.extend(command.allow);
        access.permissions.retain(|one| !command.deny.contains(one));
        let client = set_client_access(&wired.app, client.id.as_str(), access)
            .await
            .map_err(told)?;
        print(&format!("{}  {}", client.id, shown(&client.access)))
    })
}

/// In words.
pub(super) fn shown(access: &ClientAccess) -> String {
    let names = |names: Vec<&str>| match names.as_slice() {
        [] => "none".to_owned(),
        names => names.join(", "),
    };
    let lifetime = access.token_lifetime.map_or_else(
        || "default".to_owned(),
        |own| format!("{} s", own.seconds()),
    );
    let scopes = access.scopes.as_ref().map_or_else(
        || "all".to_owned(),
        |scopes| names(scopes.iter().map(|scope| scope.as_str()).collect()),
    );
    let permissions = names(access.permissions.iter().map(|one| one.as_str()).collect());
    format!("token lifetime {lifetime}  scopes {scopes}  permissions {permissions}")
}

/// As JSON, `null` for what the server settles.
pub(super) fn with_access(mut line: Value, client: &Client) -> Value {
    let access = &client.access;
    let scopes = access.scopes.as_ref();
    line["tokenLifetimeSeconds"] = json!(
        access
            .token_lifetime
            .map(bonafide_domain::TokenLifetime::seconds)
    );
    line["scopes"] =
        json!(scopes.map(|all| all.iter().map(|one| one.as_str()).collect::<Vec<_>>()));
    line["permissions"] = json!(
        access
            .permissions
            .iter()
            .map(|one| one.as_str())
            .collect::<Vec<_>>()
    );
    line
}

fn told(error: AppError, client: &str) -> Failure {
    match error {
        AppError::NotFound(_) => {
            Failure::saying(Code::NotThere, format!("there is no client '{client}'"))
        }
        error => Failure::from(anyhow::Error::new(error).context("nothing was settled")),
    }
}
