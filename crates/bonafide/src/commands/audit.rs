use super::client::{print, with_app};
use crate::cli::{Audit, VerifyLog};
use crate::exit::{Code, Failure};
use anyhow::Context as _;
use bonafide_app::{
    App, AppError, AuditPublicKey, AuditReport, ExportedHead, RawAuditEntry, SignHeads,
    VerifyAudit, audit_heads, audit_owners, audit_public_key, find_client, hexadecimal, list_audit,
    show_audit, sign_audit_heads, verify_audit,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fs::read_to_string;
use std::path::Path;

/// Heads in one read.
const PAGE: u32 = 1000;

pub(crate) fn run(command: Audit) -> Result<(), Failure> {
    match command {
        Audit::Verify(verify) => self::verify(verify),
        Audit::List {
            log,
            after,
            limit,
            json,
            place,
        } => with_app(&place, async move |wired| {
            let owner = owner(&wired.app, log.client.as_deref()).await?;
            let page = list_audit(&wired.app, &owner, after, limit)
                .await
                .context("the log cannot be read")?;
            for entry in &page.entries {
                print(&if json {
                    shown(entry).to_string()
                } else {
                    line(entry)
                })?;
            }
            match page.next {
                Some(next) if !json => print(&format!("more: --after {next}")),
                _ => Ok(()),
            }
        }),
        Audit::Show {
            sequence,
            log,
            place,
        } => with_app(&place, async move |wired| {
            let owner = owner(&wired.app, log.client.as_deref()).await?;
            match show_audit(&wired.app, &owner, sequence).await {
                Ok(entry) => print(&shown(&entry).to_string()),
                Err(AppError::NotFound(_)) => Err(Failure::saying(
                    Code::NotThere,
                    format!("there is no entry {sequence} in this log"),
                )),
                Err(error) => Err(anyhow::Error::new(error).context("the log cannot be read"))?,
            }
        }),
        Audit::Heads {
            client,
            after,
            place,
        } => with_app(&place, async move |wired| {
            sign_audit_heads(&wired.app, SignHeads::All)
                .await
                .context("the heads cannot be signed")?;
            for owner in owners(&wired.app, client.as_deref()).await? {
                print_heads(&wired.app, &owner, after).await?;
            }
            Ok(())
        }),
        Audit::Key { place } => with_app(&place, async move |wired| {
            let key = audit_public_key(&wired.app);
            print(&serde_json::to_string(&key).context("the key")?)
        }),
    }
}

async fn print_heads(app: &App, owner: &str, mut after: i64) -> Result<(), Failure> {
    loop {
        let heads = audit_heads(app, owner, after, PAGE)
            .await
            .context("the heads cannot be read")?;
        let Some(last) = heads.last() else {
            return Ok(());
        };
        after = last.sequence;
        for head in &heads {
            print(&serde_json::to_string(head).context("a head")?)?;
        }
    }
}

fn verify(arguments: VerifyLog) -> Result<(), Failure> {
    let VerifyLog {
        client,
        heads,
        key,
        json,
        place,
    } = arguments;
    // Before the database: a file that cannot be read is told at once.
    let against = VerifyAudit {
        witnessed: match &heads {
            Some(path) => lines(path, |line| {
                ExportedHead::read(line).map_err(|error| error.to_string())
            })?,
            None => Vec::new(),
        },
        trusted: match &key {
            Some(path) => lines(path, |line| {
                serde_json::from_str::<AuditPublicKey>(line)
                    .map_err(|_| "is no key that `bonafide audit key` printed".to_owned())
            })?,
            None => Vec::new(),
        },
    };
    if key.is_some() && against.trusted.is_empty() {
        return Err(Failure::saying(Code::Wrong, "--key: the file has no key"));
    }
    with_app(&place, async move |wired| {
        let mut bad = 0_u32;
        for owner in owners(&wired.app, client.as_deref()).await? {
            let report = verify_audit(&wired.app, &owner, &against)
                .await
                .map_err(|error| match error {
                    error @ AppError::Invalid { .. } => Failure::new(Code::Wrong, error),
                    error => anyhow::Error::new(error)
                        .context("the log cannot be read")
                        .into(),
                })?;
            bad += u32::from(report.fault.is_some());
            print(&told(&report, json))?;
        }
        if bad == 0 {
            Ok(())
        } else {
            Err(Failure::told(Code::Failed))
        }
    })
}

fn lines<T>(path: &Path, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, Failure> {
    let shown = path.display();
    let text = read_to_string(path)
        .with_context(|| format!("{shown} cannot be read"))
        .map_err(|error| Failure::new(Code::NotThere, error))?;
    let numbered = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty());
    numbered
        .map(|(number, line)| {
            read(line).map_err(|problem| {
                let sentence = format!("{shown}: line {} {problem}", number + 1);
                Failure::saying(Code::Wrong, sentence)
            })
        })
        .collect()
}

/// The log of a client, or that of what belongs to none.
async fn owner(app: &App, client: Option<&str>) -> Result<String, Failure> {
    let Some(client) = client else {
        return Ok(String::new());
    };
    match find_client(app, client).await {
        Ok(found) => Ok(found.id.as_str().to_owned()),
        Err(AppError::NotFound(_)) => Err(Failure::saying(
            Code::NotThere,
            format!("there is no client '{client}'"),
        )),
        Err(error) => Err(anyhow::Error::new(error)
            .context("the clients cannot be read")
            .into()),
    }
}

async fn owners(app: &App, client: Option<&str>) -> Result<Vec<String>, Failure> {
    match client {
        Some(_) => Ok(vec![owner(app, client).await?]),
        None => Ok(audit_owners(app).await.context("the logs cannot be read")?),
    }
}

fn name(owner: &str) -> &str {
    if owner.is_empty() {
        "(no client)"
    } else {
        owner
    }
}

fn told(report: &AuditReport, json: bool) -> String {
    if json {
        return json!({
            "clientId": Some(report.owner.as_str()).filter(|owner| !owner.is_empty()),
            "good": report.fault.is_none(),
            "goodEntries": report.entries,
            "signedUpTo": report.signed,
            "firstBadEntry": report.fault.as_ref().map(|fault| fault.sequence),
            "problem": report.fault.as_ref().map(|fault| fault.wrong.to_string()),
        })
        .to_string();
    }
    let name = name(&report.owner);
    match &report.fault {
        None => format!(
            "ok   {name}: {} entries, signed up to entry {}",
            report.entries, report.signed
        ),
        Some(fault) => format!("bad  {name}: {fault}"),
    }
}

fn line(entry: &RawAuditEntry) -> String {
    let at = Timestamp::from_microsecond(entry.at).map_or_else(
        |_| entry.at.to_string(),
        |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    );
    let mut line = format!(
        "{:>8}  {at}  {:<8}  {}",
        entry.sequence, entry.actor, entry.act
    );
    for (what, id) in [("dossier", &entry.dossier), ("process", &entry.process)] {
        if let Some(id) = id {
            line.push_str(&format!("  {what} {id}"));
        }
    }
    line
}

fn shown(entry: &RawAuditEntry) -> Value {
    let hash = |bytes: &Option<Vec<u8>>| bytes.as_deref().map(hexadecimal);
    json!({
        "clientId": Some(entry.owner.as_str()).filter(|owner| !owner.is_empty()),
        "sequence": entry.sequence,
        "at": entry.at,
        "actor": entry.actor,
        "act": entry.act,
        "dossierId": entry.dossier,
        "processId": entry.process,
        "previousHash": hash(&entry.previous_hash),
        "hash": hash(&entry.hash),
        "seal": hash(&entry.seal),
    })
}
