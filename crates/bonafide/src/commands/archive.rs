use super::block_on;
use super::client::{print, with_app, with_new_app};
use crate::cli::{Backup, Export, Import, PassphraseFrom, Restore};
use crate::configuration::{LogFormat, load};
use crate::exit::{Code, Failure};
use crate::logging;
use crate::wiring::wire;
use anyhow::Context as _;
use bonafide_app::{
    AppError, ArchiveError, Clock as _, Imported, Manifest, Passphrase, SystemClock, backup,
    export_account, import_account, note_restored, restore,
};
use bonafide_storage::Storage;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{BufReader, BufWriter, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

const DATA: &str = "data.tar";
const KEYS: &str = "keys.tar";

pub(crate) fn run_backup(arguments: Backup) -> Result<(), Failure> {
    let Backup { folder, place } = arguments;
    with_app(&place, async move |wired| {
        make_folder(&folder)?;
        let data = NewFile::begin(folder.join(DATA))?;
        let keys = NewFile::begin(folder.join(KEYS))?;
        let done = backup(&wired.app, data.writer()?, keys.writer()?, &progress)
            .await
            .map_err(|error| told(error, "nothing was backed up"))?;
        // The keys first: data without keys are no backup.
        keys.finish()?;
        data.finish()?;
        print(&format!(
            "{}: {}",
            folder.join(DATA).display(),
            counted(&done.data)
        ))?;
        print(&format!(
            "{}: {}",
            folder.join(KEYS).display(),
            counted(&done.keys)
        ))?;
        nothing_is_missing(&done.data)
    })
}

pub(crate) fn run_restore(arguments: Restore) -> Result<(), Failure> {
    let Restore {
        folder,
        keys,
        place,
    } = arguments;
    let data = folder.join(DATA);
    let keys = keys.unwrap_or_else(|| folder.join(KEYS));
    for file in [&data, &keys] {
        readable(file)?;
    }
    let configuration = load(place.config.as_deref(), |configuration| {
        place.adjust(configuration);
    })?;
    logging::start("warn", LogFormat::Auto)?;
    block_on(async {
        // Without the use cases: they would draw keys, and those are in the backup. The tables follow when the files were
        // found to be whole.
        let settings = configuration
            .storage()
            .map_err(|error| Failure::new(Code::Wrong, error))?;
        let storage = Storage::open(&settings)
            .await
            .context("the storage cannot be opened")?;
        let open = |path: &Path| File::open(path).map(BufReader::new);
        let restored = restore(
            &storage,
            || open(&data),
            || open(&keys),
            SystemClock.now(),
            &progress,
        )
        .await;
        storage.close().await;
        let restored = restored.map_err(|error| told(error, "nothing was restored"))?;
        let wired = wire(&configuration, Vec::new(), None).await?;
        let noted = note_restored(&wired.app).await;
        wired.storage.close().await;
        noted.context("that it was restored could not be noted in the audit log")?;
        print(&format!("restored: {}", counted(&restored.data)))?;
        if restored.erased > 0 {
            print(&format!(
                "left out: {} dossiers, whose keys were destroyed since",
                restored.erased
            ))?;
        }
        Ok(())
    })
}

pub(crate) fn run_export(arguments: Export) -> Result<(), Failure> {
    let Export {
        client,
        file,
        passphrase,
        place,
    } = arguments;
    let passphrase = self::passphrase(&passphrase)?;
    with_app(&place, async move |wired| {
        let out = NewFile::begin(file.clone())?;
        let (done, _) = export_account(&wired.app, &client, out.writer()?, &passphrase, &progress)
            .await
            .map_err(|error| match error {
                ArchiveError::App(AppError::NotFound(_)) => {
                    let sentence = format!("there is no client '{client}'");
                    Failure::saying(Code::NotThere, sentence)
                }
                error => told(error, "nothing was exported"),
            })?;
        out.finish()?;
        let (client, file) = (done.client, file.display());
        print(&format!(
            "{client} is in {file}: {}",
            counted(&done.manifest)
        ))?;
        nothing_is_missing(&done.manifest)
    })
}

pub(crate) fn run_import(arguments: Import) -> Result<(), Failure> {
    let Import {
        file,
        passphrase,
        place,
    } = arguments;
    let passphrase = self::passphrase(&passphrase)?;
    readable(&file)?;
    with_new_app(&place, async move |wired| {
        let open = || File::open(&file).map(BufReader::new);
        let done = import_account(&wired.app, open, &passphrase, &progress)
            .await
            .map_err(|error| told(error, "nothing was imported"))?;
        match done {
            Imported::Taken(client, manifest) => {
                print(&format!("{client} is here now: {}", counted(&manifest)))
            }
            Imported::HereAlready(client) => {
                print(&format!("{client} is here already; nothing was changed."))
            }
        }
    })
}

#[expect(clippy::print_stderr, reason = "how far it is, for who watches")]
fn progress(what: &str, done: u64) {
    if done >= 1000 {
        eprintln!("{what}: {done}");
    }
}

fn counted(manifest: &Manifest) -> String {
    let rows: u64 = manifest.rows.values().sum();
    let gone = match manifest.vanished.len() {
        0 => String::new(),
        gone => format!("; {gone} files were erased or replaced meanwhile"),
    };
    format!(
        "{rows} rows of {} tables, {} files of {} bytes{gone}",
        manifest.rows.len(),
        manifest.files,
        manifest.file_bytes
    )
}

/// What was written can be used; that files are lost is told all the same, and by the exit code.
fn nothing_is_missing(manifest: &Manifest) -> Result<(), Failure> {
    const NAMED: usize = 10;
    let missing = &manifest.missing;
    if missing.is_empty() {
        return Ok(());
    }
    let mut named = missing.iter().take(NAMED).cloned().collect::<Vec<_>>();
    if missing.len() > NAMED {
        named.push("…".to_owned());
    }
    let sentence = format!(
        "all else was written, but {} files are lost: rows name them, and they are not in the store ({})",
        missing.len(),
        named.join(", ")
    );
    Err(Failure::saying(Code::Failed, sentence))
}

fn told(error: ArchiveError, outcome: &'static str) -> Failure {
    let code = match &error {
        ArchiveError::Unusable(_) => Code::NotThere,
        ArchiveError::InTheWay(_) => Code::Wrong,
        ArchiveError::File(_) | ArchiveError::App(_) => Code::Failed,
    };
    Failure::new(code, anyhow::Error::new(error).context(outcome))
}

fn readable(file: &Path) -> Result<(), Failure> {
    File::open(file)
        .map(drop)
        .with_context(|| format!("{} cannot be read", file.display()))
        .map_err(|error| Failure::new(Code::NotThere, error))
}

fn passphrase(from: &PassphraseFrom) -> Result<Passphrase, Failure> {
    let text = match &from.passphrase_file {
        Some(file) => std::fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))
            .map_err(|error| Failure::new(Code::NotThere, error))?
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned(),
        None => std::env::var("BONAFIDE_PASSPHRASE").map_err(|_| {
            Failure::saying(
                Code::Wrong,
                "there is no passphrase: --passphrase-file FILE, or BONAFIDE_PASSPHRASE in the environment",
            )
        })?,
    };
    Passphrase::new(&text).map_err(|error| Failure::new(Code::Wrong, error))
}

fn make_folder(folder: &Path) -> Result<(), Failure> {
    let shown = folder.display();
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("{shown} cannot be made"))?;
    let mut inside =
        std::fs::read_dir(folder).with_context(|| format!("{shown} cannot be read"))?;
    if inside.next().is_some() {
        let sentence = format!("{shown} has something in it; name a folder that is new or empty");
        return Err(Failure::saying(Code::Wrong, sentence));
    }
    Ok(())
}

/// A file that has its name only when it is whole and on the disk, and goes when it does not come to that.
struct NewFile {
    path: PathBuf,
    partial: PathBuf,
    file: File,
}

impl NewFile {
    fn begin(path: PathBuf) -> Result<Self, Failure> {
        if path.exists() {
            let sentence = format!("{} is there already; name another", path.display());
            return Err(Failure::saying(Code::Wrong, sentence));
        }
        let mut partial = path.clone().into_os_string();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&partial)
            .with_context(|| format!("{} cannot be written", partial.display()))?;
        Ok(Self {
            path,
            partial,
            file,
        })
    }

    fn writer(&self) -> Result<BufWriter<File>, Failure> {
        let file = self.file.try_clone().context("the file")?;
        Ok(BufWriter::new(file))
    }

    fn finish(mut self) -> Result<(), Failure> {
        let named = self
            .file
            .flush()
            .and_then(|()| self.file.sync_all())
            .and_then(|()| std::fs::rename(&self.partial, &self.path))
            .and_then(|()| match self.path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
                _ => File::open(".")?.sync_all(),
            });
        named
            .with_context(|| format!("{} cannot be written", self.path.display()))
            .map_err(Failure::from)
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // After it was given its name there is none.
        let _ = std::fs::remove_file(&self.partial);
    }
}
