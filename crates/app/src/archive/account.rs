//! One account, in a file that is sealed as a whole because it holds persons, to be taken up by another instance.

use super::Progress;
use super::backup::header;
use super::container::{self, Member, Writer};
use super::manifest::{ArchiveError, Header, Kind, Manifest, unusable};
use super::rows::{Loader, Place, write_table};
use super::sealed::{Opener, Passphrase, Sealer};
use crate::audit_log::is_signed;
use crate::{App, audit, find_client};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_chain::{Anchor, Entry, Hash, StoredEntry, Verifier};
use bonafide_domain::ClientId;
use bonafide_storage::{Act, Actor, DumpedRow, SignedAuditHead, Storage, TransportKey};
use serde_json::Value;
use std::io::{Read, Write};

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Whose account.
    pub client: ClientId,
    /// What the file holds.
    pub manifest: Manifest,
}

/// What was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// The account is here now.
    Taken(ClientId, Manifest),
    /// It was here already, from this file or from one that had the same.
    HereAlready(ClientId),
}

/// Writes an account as it is at one moment: the client with the hash of its secret, dossiers, processes, files, recordings, user
/// data, configurations, subscriptions with their secrets, events, and the audit log. The server may work meanwhile, and the
/// account stays as it is.
///
/// # Errors
/// [`ArchiveError`]; [`crate::AppError::NotFound`] in it for a client that is not there.
pub async fn export_account<W: Write>(
    app: &App,
    client: &str,
    out: W,
    passphrase: &Passphrase,
    progress: Progress<'_>,
) -> Result<(Exported, W), ArchiveError> {
    let client = find_client(app, client).await?.id;
    let (storage, now) = (app.storage(), app.now());
    let entry = audit::entry(&client, Actor::Operator, Act::AccountExported, now);
    audit::append(app, &entry).await?;
    let mut snapshot = storage.snapshot().await?;
    let id = client.as_str();
    let sealer = Sealer::begin(out, passphrase, app.random())?;
    let transport = storage.draw_transport_key();
    let header = Header {
        transport_key: Some(transport.reveal()),
        ..header(Kind::Account, now, Some(id.to_owned()))
    };
    let mut written = Writer::begin(sealer, &header)?;
    let tables = Storage::dumped_tables();
    for table in tables {
        if table.is_in(Some(id)) {
            let part = (table, Some(id));
            write_table(storage, &mut snapshot, part, &mut written, progress).await?;
        }
    }
    for table in tables.iter().filter(|table| table.has_keys_of_accounts()) {
        let keys = snapshot.each_row(table, Some(id), async |row| {
            let row = storage.key_for_file(row, &transport).await?;
            written.row(table.name, &row)
        });
        keys.await?;
    }
    let (sealer, manifest) = written.finish()?;
    let out = sealer.finish()?;
    Ok((Exported { client, manifest }, out))
}

/// Takes up an exported account, all of it or nothing. Its audit log is checked on the way, sealed by this server from now on, and
/// goes on with an entry that says where it came from. Again with the same file it does nothing. `open` opens the file anew at
/// each call: it is read once to see that it is whole, and once more to be loaded.
///
/// # Errors
/// [`ArchiveError::InTheWay`] where there is another account of this id or name; [`ArchiveError`].
pub async fn import_account<R: Read>(
    app: &App,
    open: impl Fn() -> std::io::Result<R>,
    passphrase: &Passphrase,
    progress: Progress<'_>,
) -> Result<Imported, ArchiveError> {
    let storage = app.storage();
    let mut account = Account::default();
    let opened = || Opener::begin(open()?, passphrase);
    let (header, manifest) = container::read(opened()?, Kind::Account, async |_, member| {
        account.look(&member)
    })
    .await?;
    let named = header.client_id.as_deref().and_then(|id| id.parse().ok());
    let client: ClientId = named.ok_or_else(|| unusable("it names no client"))?;
    if account.id.as_deref() != Some(client.as_str()) {
        return Err(unusable("it holds another client than it says"));
    }
    if storage.client(&client).await?.is_some() {
        return if account.is_here(storage, &client).await? {
            Ok(Imported::HereAlready(client))
        } else {
            Err(ArchiveError::InTheWay(format!(
                "the account {client} is here already, and what its audit log says is not what the file says"
            )))
        };
    }
    let transport = header.transport_key.as_deref().and_then(TransportKey::read);
    let transport = transport.ok_or_else(|| unusable("it has no key for its keys"))?;
    storage.own_files().await?;
    let mut loader = Loader::begin(storage, &manifest, app.now()).await?;
    let mut unit = storage.begin_load().await?;
    let mut verifier = Verifier::new(None, account.anchors.clone());
    let mut files = 0;
    let loaded = container::read(opened()?, Kind::Account, async |_, member| {
        match member {
            Member::Rows { table, rows } => {
                let table = Loader::table(&table)?;
                let many = rows.len() as u64;
                for mut row in rows {
                    match table.name {
                        "audit" => sealed_here(app, &mut verifier, &mut row)?,
                        // Turns are this server's.
                        "turns" => drop(row.insert("turn".to_owned(), 0.into())),
                        _ if table.has_keys_of_accounts() => {
                            row = storage.key_from_file(row, &transport)?;
                        }
                        _ => {}
                    }
                    loader.row(&mut unit, table, row).await?;
                }
                progress(table.name, many);
            }
            Member::File { place, bytes } => {
                let place = Place::read(&place)?;
                if place.owner != client {
                    return Err(unusable("it holds a file of another client"));
                }
                loader.file(place, bytes).await?;
                files += 1;
                if files % 1000 == 0 {
                    progress("files", files);
                }
            }
        }
        Ok::<_, ArchiveError>(())
    })
    .await;
    let done = match loaded {
        Ok(_) if verifier.verified() != account.last || verifier.verified() == 0 => {
            Err(unusable("its audit log is not whole"))
        }
        Ok(_) => {
            let entry = audit::entry(&client, Actor::Operator, Act::AccountImported, app.now());
            unit.append_audit(&entry).await.map_err(ArchiveError::from)
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => loader.keep(unit).await?,
        Err(error) => {
            drop(unit);
            loader.undo().await;
            return Err(error);
        }
    }
    Ok(Imported::Taken(client, manifest))
}

/// What is known of the account after the first look through the file.
#[derive(Default)]
struct Account {
    id: Option<String>,
    /// The number and the hash of the last entry of its log.
    last: i64,
    tip: Option<String>,
    anchors: Vec<Anchor>,
}

impl Account {
    fn look(&mut self, member: &Member) -> Result<(), ArchiveError> {
        match member {
            Member::File { place, .. } => Place::read(place).map(drop),
            Member::Rows { table, rows } => {
                let table = Loader::table(table)?;
                if !table.is_in(Some("")) && !table.has_keys_of_accounts() {
                    return Err(unusable(format!(
                        "it has rows of {}, which belong to no account",
                        table.name
                    )));
                }
                rows.iter().try_for_each(|row| self.row(table.name, row))
            }
        }
    }

    fn row(&mut self, table: &str, row: &DumpedRow) -> Result<(), ArchiveError> {
        let text = |column: &str| row.get(column).and_then(Value::as_str);
        let owner = text(match table {
            "clients" => "id",
            "account_keys" => "account",
            _ => "owner_id",
        });
        let owner = owner.ok_or_else(|| unusable(format!("a row of {table} belongs to nobody")))?;
        // The client is the first row of all.
        if self.id.get_or_insert_with(|| owner.to_owned()) != owner {
            return Err(unusable("it holds rows of another client"));
        }
        match table {
            "clients" => {
                let id: ClientId = owner.parse().map_err(|_| unusable("it names no client"))?;
                if text("environment") != Some(id.environment().prefix()) {
                    return Err(unusable("it would bring a client into another environment"));
                }
            }
            "audit_heads" => {
                self.last = number(row, "sequence");
                self.tip = text("hash").map(str::to_owned);
            }
            "audit_signed_heads" => {
                let head = SignedAuditHead {
                    owner: owner.to_owned(),
                    sequence: number(row, "sequence"),
                    hash: bytes(row, "hash"),
                    at: number(row, "at"),
                    public_key: bytes(row, "public_key"),
                    signature: bytes(row, "signature"),
                };
                let hash = is_signed(&head).ok_or_else(|| {
                    unusable(format!(
                        "the signed head of entry {} of its audit log is not what was signed",
                        head.sequence
                    ))
                })?;
                let sequence = head.sequence;
                self.anchors.push(Anchor { sequence, hash });
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether the log that is here has, or had, the last entry of the file's.
    async fn is_here(&self, storage: &Storage, client: &ClientId) -> Result<bool, ArchiveError> {
        let page = storage.raw_audit(client.as_str(), self.last.saturating_sub(1), 1);
        let found = page.await?.into_iter().next();
        Ok(found.is_some_and(|entry| {
            entry.sequence == self.last && entry.hash.map(|hash| STANDARD.encode(hash)) == self.tip
        }))
    }
}

/// Checks that an entry follows the one before it, and puts this server's seal in the place of the other's.
fn sealed_here(
    app: &App,
    verifier: &mut Verifier,
    row: &mut DumpedRow,
) -> Result<(), ArchiveError> {
    let text = |column: &str| row.get(column).and_then(Value::as_str).unwrap_or_default();
    let optional = |column: &str| row.get(column).and_then(Value::as_str);
    let (previous, hash) = (bytes(row, "previous_hash"), bytes(row, "hash"));
    verifier
        .push(&StoredEntry {
            entry: Entry {
                owner: text("owner_id"),
                sequence: number(row, "sequence"),
                at: number(row, "at"),
                actor: text("actor"),
                act: text("act"),
                dossier: optional("dossier_id"),
                process: optional("process_id"),
            },
            previous: Some(&previous),
            hash: Some(&hash),
            seal: None,
        })
        .map_err(|fault| unusable(format!("its audit log was changed: {fault}")))?;
    let hash: Hash = *verifier.tip();
    let seal = app.keys().audit().seal().seal(&hash);
    row.insert("seal".to_owned(), STANDARD.encode(seal).into());
    Ok(())
}

fn number(row: &DumpedRow, column: &str) -> i64 {
    row.get(column).and_then(Value::as_i64).unwrap_or_default()
}

fn bytes(row: &DumpedRow, column: &str) -> Vec<u8> {
    let text = row.get(column).and_then(Value::as_str).unwrap_or_default();
    STANDARD.decode(text).unwrap_or_default()
}
