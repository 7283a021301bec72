//! `cargo xtask hostile`: every file that means harm, looked at; what it costs in time and memory.

use crate::bench::peak_megabytes;
use crate::measure::{Cell, Section, Setting, Stopwatch, Table};
use crate::print::{Care, Printer};
use anyhow::{Context, Result, ensure};
use bonafide_testkit::press::DocumentKind;
use bonafide_testkit::press::fiend;
use bonafide_vision::Deadline;
use bonafide_vision::decode::Limits;
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Feed every hostile file, or those of a folder, to the engine, each in a process of its own; print what it cost.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A folder with files of your own [default: those that the test kit makes].
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// The folder of the models.
    #[arg(long, default_value = "models", value_name = "FOLDER")]
    models: PathBuf,
    /// In a process of its own: look at one file.
    #[arg(long, hide = true, value_name = "FILE")]
    child: Option<PathBuf>,
}

/// What one file did.
#[derive(Serialize, Deserialize)]
struct Told {
    milliseconds: f64,
    /// What it was refused with; `None` when it was looked at.
    refusal: Option<String>,
    loaded_megabytes: f64,
    peak_megabytes: f64,
}

/// As long as a server would give it.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    if let Some(file) = &arguments.child {
        let told = look(&arguments.models, file)?;
        writeln!(out, "{}", serde_json::to_string(&told)?)?;
        return Ok(());
    }
    let section = section(&arguments.models, arguments.folder.as_deref())?;
    for table in &section.tables {
        writeln!(out, "{}", crate::accuracy::plain(table))?;
    }
    for failure in &section.failures {
        writeln!(out, "{}: {}", failure.kind, failure.case)?;
    }
    ensure!(section.failures.is_empty(), "a file was not survived");
    Ok(())
}

/// The section of the accuracy report.
pub(crate) fn measure(setting: &Setting) -> Result<Section> {
    section(&setting.models, None)
}

fn section(models: &Path, folder: Option<&Path>) -> Result<Section> {
    let files = match folder {
        Some(folder) => files_of(folder)?,
        None => made(Path::new("target/hostile"))?,
    };
    let mut section = Section {
        about: vec![
            "Files that mean harm, or mean nothing, each looked at in a process of its own with the limits that are shipped: \
             what it was answered with, the processor time, and the most memory that the process held (the engine itself \
             included)."
                .into(),
        ],
        ..Section::default()
    };
    let mut table = Table::new(
        "Hostile files",
        &[
            "file",
            "what is wrong with it",
            "answer",
            "time",
            "peak memory",
            "beyond the loaded engine",
        ],
    );
    let (mut longest, mut largest) = (0.0_f64, 0.0_f64);
    for (path, fault) in files {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        match told(models, &path) {
            Ok(told) => {
                longest = longest.max(told.milliseconds);
                largest = largest.max(told.peak_megabytes);
                table.row(vec![
                    name.into(),
                    fault.into(),
                    told.refusal.unwrap_or_else(|| "looked at".into()).into(),
                    Cell::Milliseconds(told.milliseconds),
                    Cell::Megabytes(told.peak_megabytes),
                    Cell::Megabytes(told.peak_megabytes - told.loaded_megabytes),
                ]);
            }
            Err(error) => section.fail("not survived", format!("{name}: {error:#}")),
        }
    }
    table.row(vec![
        "the worst".into(),
        "".into(),
        "".into(),
        Cell::Milliseconds(longest),
        Cell::Megabytes(largest),
        "".into(),
    ]);
    section.headline(
        "hostile files: the most memory",
        Cell::Megabytes(largest),
        Some("400 MB"),
    );
    section.headline(
        "hostile files: the longest time",
        Cell::Milliseconds(longest),
        None,
    );
    section.tables.push(table);
    Ok(section)
}

fn look(models: &Path, file: &Path) -> Result<Told> {
    let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let engine = Engine::new(&ModelStore::open(models)?, 1)?;
    let memory = || peak_megabytes().context("reading /proc/self/status");
    let loaded_megabytes = memory()?;
    let watch = Stopwatch::start();
    let looked = engine.look(&bytes, &Limits::default(), Deadline::within(PATIENCE));
    Ok(Told {
        milliseconds: watch.milliseconds(),
        refusal: looked.err().map(|error| error.to_string()),
        loaded_megabytes,
        peak_megabytes: memory()?,
    })
}

fn told(models: &Path, file: &Path) -> Result<Told> {
    let output = Command::new(std::env::current_exe()?)
        .args(["hostile", "--models"])
        .arg(models)
        .arg("--child")
        .arg(file)
        .output()
        .context("starting a process that looks")?;
    ensure!(
        output.status.success(),
        "{}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr).trim()
    );
    serde_json::from_slice(&output.stdout).context("what the process told")
}

/// The test kit's, written down; each with what is wrong with it.
fn made(folder: &Path) -> Result<Vec<(PathBuf, String)>> {
    std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let photo =
        Printer::open()?.photograph(DocumentKind::Passport, Care::Careful, Setting::FIRST_SEED)?;
    fiend::all(&photo.picture)
        .into_iter()
        .map(|file| {
            let path = folder.join(file.name);
            std::fs::write(&path, &file.bytes)?;
            Ok((path, format!("{} ({} bytes)", file.fault, file.bytes.len())))
        })
        .collect()
}

fn files_of(folder: &Path) -> Result<Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    for entry in
        std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?
    {
        let entry = entry?;
        if entry.metadata()?.is_file() {
            files.push((entry.path(), format!("{} bytes", entry.metadata()?.len())));
        }
    }
    files.sort();
    Ok(files)
}
