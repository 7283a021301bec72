use super::client::{print, with_app};
use crate::cli::MasterKey;
use crate::exit::{Code, Failure};
use anyhow::Context as _;
use bonafide_app::{add_master_key, forget_master_key, list_master_keys, rotate_master_key};
use bonafide_storage::{MasterKeyStanding, MasterKeyUse};
use serde_json::json;

pub(crate) fn run(command: MasterKey) -> Result<(), Failure> {
    match command {
        MasterKey::List { json, place } => with_app(&place, async move |wired| {
            let keys = list_master_keys(&wired.app)
                .await
                .context("the master keys cannot be read")?;
            for key in &keys {
                print(&line(key, json))?;
            }
            Ok(())
        }),
        MasterKey::Add { place } => with_app(&place, async move |wired| {
            let id = add_master_key(&wired.app)
                .await
                .context("no master key was made")?;
            print(&format!(
                "{id} is kept behind the others and wraps nothing yet. Give it to every node, then: bonafide master-key rotate"
            ))
        }),
        MasterKey::Rotate { place } => with_app(&place, async move |wired| {
            let mut told = Ok(());
            let id = rotate_master_key(&wired.app, |keys| {
                if told.is_ok() {
                    told = print(&format!("{keys} keys wrapped"));
                }
            })
            .await
            .context("the rotation is not finished; the same command goes on with it")?;
            told?;
            print(&format!(
                "{id} wraps everything now. Keep a copy of it apart from the data and their backups."
            ))
        }),
        MasterKey::Forget { id, place } => with_app(&place, async move |wired| {
            let forgotten = forget_master_key(&wired.app, id)
                .await
                .context("nothing was forgotten")?;
            if forgotten {
                return print(&format!("{id} is forgotten."));
            }
            Err(Failure::saying(
                Code::Wrong,
                format!(
                    "{id} is not known, or keys are wrapped under it; `bonafide master-key rotate` wraps them anew"
                ),
            ))
        }),
    }
}

fn line(key: &MasterKeyUse, json: bool) -> String {
    let wraps = key.standing == MasterKeyStanding::Wraps;
    if json {
        return json!({
            "id": key.id.to_string(),
            "wraps": wraps,
            "dossierKeys": key.dossiers,
            "accountKeys": key.accounts,
        })
        .to_string();
    }
    let said = if wraps { "wraps" } else { "older" };
    format!(
        "{}  {said}  {} keys of dossiers, {} of accounts",
        key.id, key.dossiers, key.accounts
    )
}
