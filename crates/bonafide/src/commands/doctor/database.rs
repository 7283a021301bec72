use super::Finding;
use crate::configuration::Configuration;
use bonafide_app::{Random as _, SystemRandom};
use bonafide_storage::{
    Database, FileCheck, FileSettings, FilesFound, MasterKeyStanding, Storage, StorageError,
};

/// Opens the database beside a server that may run, and changes nothing in it.
pub(super) async fn look(
    configuration: &Configuration,
    check: FileCheck,
) -> Vec<(&'static str, Finding)> {
    let settings = match configuration.storage() {
        Ok(settings) => settings,
        Err(error) => return vec![("files", Finding::Bad(error.to_string()))],
    };
    if let Database::Sqlite { path } = &settings.database
        && !path.exists()
    {
        let said = "there is none yet; `bonafide serve` makes it";
        return vec![("database", Finding::Ok(said.to_owned()))];
    }
    if let FileSettings::Folder { path } = &settings.files
        && !path.is_dir()
    {
        // Opening would make it; a doctor makes nothing.
        let shown = path.display();
        let said = if configuration.data.dir.is_dir() {
            Finding::Bad(format!(
                "the folder of pictures {shown} is missing; bring it back from the copy that the database is of"
            ))
        } else {
            Finding::Ok("not asked before the data folder exists".to_owned())
        };
        return vec![("database", said)];
    }
    let storage = match Storage::open(&settings).await {
        Ok(storage) => storage,
        Err(StorageError::MasterKey(said)) => return vec![("master key", Finding::Bad(said))],
        Err(error) => {
            let said = format!("{error}; database.url says where it is");
            return vec![("database", Finding::Bad(said))];
        }
    };
    let mut found = vec![("database", form(&storage).await)];
    if matches!(found[0].1, Finding::Ok(_)) {
        found.push(("integrity", integrity(&storage).await));
        found.push(("master key", master_key(configuration, &storage).await));
        found.push(("signing keys", keys(&storage).await));
    }
    found.push(("files", files(&storage).await));
    if found
        .iter()
        .all(|(_, finding)| !matches!(finding, Finding::Bad(_)))
    {
        found.push(("files of rows", files_of_rows(&storage, check).await));
    }
    storage.close().await;
    found
}

async fn form(storage: &Storage) -> Finding {
    let prepared: Result<usize, StorageError> = async {
        storage.ready().await?;
        storage.prepare_statements().await
    }
    .await;
    match prepared {
        Ok(statements) => Finding::Ok(format!(
            "it answers and has the form of this version ({statements} statements)"
        )),
        Err(StorageError::Unavailable(cause)) => Finding::Bad(format!(
            "{cause}; look whether the database runs and who else holds it"
        )),
        Err(error) => Finding::Bad(format!(
            "it does not have the form of this version ({error}); `bonafide serve` brings an older one to it"
        )),
    }
}

async fn integrity(storage: &Storage) -> Finding {
    match storage.check_integrity().await {
        Ok(()) => Finding::Ok("whole".to_owned()),
        Err(error) => Finding::Bad(format!(
            "{error}; bring back a copy, for this one is damaged"
        )),
    }
}

async fn files(storage: &Storage) -> Finding {
    let mut name = [0; 16];
    SystemRandom.fill(&mut name);
    match storage.try_files(name).await {
        Ok(()) => Finding::Ok("one was kept, read and removed".to_owned()),
        Err(error) => Finding::Bad(format!(
            "{error}; the settings of [files] say where they lie"
        )),
    }
}

/// A folder that was brought back in part lacks what its rows name.
async fn files_of_rows(storage: &Storage, check: FileCheck) -> Finding {
    let found = match storage.check_files(check).await {
        Ok(found) => found,
        Err(error) => return Finding::Bad(format!("{error}")),
    };
    let FilesFound {
        named,
        missing,
        damaged,
        example,
    } = found;
    let Some((client, dossier, file)) = example else {
        return Finding::Ok(match check {
            FileCheck::Presence => {
                format!("{named} of {named} are there (--files reads them, too)")
            }
            FileCheck::Contents => format!("{named} of {named} are there and as they were written"),
        });
    };
    Finding::Bad(format!(
        "of {named}, {missing} are missing and {damaged} are not what was written, {file} of dossier {dossier} of \
         {client} among them; bring them back from the copy that the database is of"
    ))
}

/// Opening found that the keys are the right ones. Where they lie beside the data, whoever takes both has everything.
async fn master_key(configuration: &Configuration, storage: &Storage) -> Finding {
    let keys = match storage.master_keys().await {
        Ok(keys) => keys,
        Err(error) => return Finding::Bad(format!("{error}")),
    };
    let Some(key) = keys
        .iter()
        .find(|key| key.standing == MasterKeyStanding::Wraps)
    else {
        return Finding::Warn("there is none; `bonafide serve` makes one at its start".to_owned());
    };
    let data = &configuration.data.dir;
    match configuration.sealing.file(data) {
        Some(file) if file.starts_with(data) => Finding::Ok(format!(
            "{} is there, in {}: beside the data; keep a copy of it apart from them and their backups, and let no backup hold it",
            key.id,
            file.display()
        )),
        _ => Finding::Ok(format!("{} is there, apart from the data", key.id)),
    }
}

async fn keys(storage: &Storage) -> Finding {
    match storage.signing_keys().await {
        Ok(keys) if keys.is_empty() => {
            Finding::Warn("there are none; `bonafide serve` makes one at its start".to_owned())
        }
        Ok(keys) => Finding::Ok(format!("{} there", keys.len())),
        Err(error) => Finding::Bad(format!("{error}")),
    }
}
