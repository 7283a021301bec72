use super::block_on;
use crate::cli::{Client, Place};
use crate::configuration::{Configuration, LogFormat, load};
use crate::exit::{Code, Failure};
use crate::logging;
use crate::wiring::{Wired, is_there, wire};
use anyhow::Context as _;
use bonafide_app::{create_client, list_clients, revoke_client, set_webhook_hosts};
use bonafide_domain::{ClientAccess, Environment};
use serde_json::json;
use std::future::Future;
use std::io::{Write as _, stdout};

mod access;
mod rules;

pub(crate) fn run(command: Client) -> Result<(), Failure> {
    match command {
        Client::Create {
            name,
            sandbox,
            json,
            place,
        } => {
            let environment = if sandbox {
                Environment::Sandbox
            } else {
                Environment::Live
            };
            with_new_app(&place, async move |wired| {
                let made = create_client(&wired.app, name, environment)
                    .await
                    .context("no client was made")?;
                let (id, secret) = (made.client.id.as_str(), made.secret.reveal());
                if json {
                    print(&json!({ "clientId": id, "clientSecret": secret }).to_string())
                } else {
                    print(&format!(
                        "clientId:     {id}\nclientSecret: {secret}\n\nThe secret is not shown again."
                    ))
                }
            })
        }
        Client::Set(set) => access::set(set),
        Client::Rules(rules) => rules::run(rules),
        Client::Retention(retention) => crate::commands::retention::run(retention),
        Client::Hosts {
            client,
            hosts,
            place,
        } => with_app(&place, async move |wired| {
            let hosts = (!hosts.is_empty()).then_some(hosts);
            let said = hosts.as_ref().map_or_else(
                || "at any public host".to_owned(),
                |hosts| format!("only at {}", hosts.join(", ")),
            );
            let client = set_webhook_hosts(&wired.app, &client, hosts)
                .await
                .context("nothing was set")?;
            print(&format!("{} may be told of events {said}.", client.id))
        }),
        Client::List { json, place } => with_app(&place, async move |wired| {
            for client in list_clients(&wired.app)
                .await
                .context("the clients cannot be read")?
            {
                let id = client.id.as_str();
                let line = if json {
                    let line = json!({
                        "clientId": id,
                        "name": client.name.as_str(),
                        "environment": client.environment,
                        "createdAt": client.created_at,
                        "revokedAt": client.revoked_at,
                    });
                    access::with_access(line, &client).to_string()
                } else {
                    let created = client.created_at.strftime("%Y-%m-%d %H:%M");
                    let revoked = client.revoked_at.map_or_else(String::new, |at| {
                        format!("  revoked {}", at.strftime("%Y-%m-%d %H:%M"))
                    });
                    let access = if client.access == ClientAccess::default() {
                        String::new()
                    } else {
                        format!("  {}", access::shown(&client.access))
                    };
                    format!("{id}  created {created}{revoked}{access}")
                };
                print(&line)?;
            }
            Ok(())
        }),
        Client::Revoke { client, place } => with_app(&place, async move |wired| {
            let clients = list_clients(&wired.app)
                .await
                .context("the clients cannot be read")?;
            let found = clients
                .into_iter()
                .find(|known| known.id.as_str() == client || known.name.as_str() == client)
                .ok_or_else(|| {
                    Failure::saying(Code::NotThere, format!("there is no client '{client}'"))
                })?;
            let revoked = revoke_client(&wired.app, &found.name)
                .await
                .context("nothing was revoked")?;
            print(&format!("{} is revoked.", revoked.id))
        }),
    }
}

/// For commands that work on what is there: a folder that was mistyped is told, not filled.
pub(super) fn with_app<F, W>(place: &Place, work: W) -> Result<(), Failure>
where
    W: FnOnce(Wired) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    let configuration = configured(place)?;
    is_there(&configuration)?;
    wired(&configuration, work)
}

/// For commands that may be the first.
pub(super) fn with_new_app<F, W>(place: &Place, work: W) -> Result<(), Failure>
where
    W: FnOnce(Wired) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    wired(&configured(place)?, work)
}

fn configured(place: &Place) -> Result<Configuration, Failure> {
    Ok(load(place.config.as_deref(), |configuration| {
        place.adjust(configuration);
    })?)
}

fn wired<F, W>(configuration: &Configuration, work: W) -> Result<(), Failure>
where
    W: FnOnce(Wired) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    logging::start("warn", LogFormat::Auto)?;
    block_on(async {
        let wired = wire(configuration, Vec::new(), None).await?;
        let storage = wired.storage.clone();
        let done = work(wired).await;
        storage.close().await;
        done
    })
}

pub(super) fn print(line: &str) -> Result<(), Failure> {
    writeln!(stdout(), "{line}").context("standard output")?;
    Ok(())
}
