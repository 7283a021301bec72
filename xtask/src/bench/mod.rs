//! `cargo xtask bench`: what each stage costs, how many documents a minute, how much memory, how soon the first verdict.

mod child;
mod probe;

use crate::measure::{Cell, Section, Setting, Table};
use crate::print::{Care, Printer};
use anyhow::{Context, Result, ensure};
use bonafide_testkit::press::DocumentKind;
pub(crate) use child::peak_megabytes;
use child::{JUDGE, Task, Told};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Print what each stage of a verification costs, documents a minute, peak memory, and the time to a first verdict.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Pictures to verify instead of printed passports.
    #[arg(value_name = "PICTURE")]
    pictures: Vec<PathBuf>,
    /// How many passports to print and photograph with care.
    #[arg(long, default_value_t = 24)]
    count: u64,
    /// The folder of the models.
    #[arg(long, default_value = "models", value_name = "FOLDER")]
    models: PathBuf,
    /// In a process of its own: only verify, on so many lanes.
    #[arg(long, hide = true, value_name = "LANES")]
    child: Option<usize>,
    /// With `--child`: a selfie whose cost is to be told.
    #[arg(long, hide = true, value_name = "PICTURE")]
    selfie: Option<PathBuf>,
}

/// A photograph of a face that comes with the models' packages.
const SELFIE: &str = "fetched/faces/one-1.jpg";

/// What is measured, and what is aimed at with it.
pub(crate) fn run(arguments: &Arguments, out: &mut (impl Write + Send)) -> Result<()> {
    if let Some(lanes) = arguments.child {
        let task = Task {
            models: &arguments.models,
            lanes,
            pictures: &arguments.pictures,
            selfie: arguments.selfie.as_deref(),
        };
        return child::run(&task, out);
    }
    let pictures = if arguments.pictures.is_empty() {
        print(
            Path::new("target/bench"),
            Setting::FIRST_SEED,
            arguments.count,
        )?
    } else {
        arguments.pictures.clone()
    };
    let section = section(&arguments.models, &pictures, Vec::new())?;
    for paragraph in &section.about {
        writeln!(out, "{paragraph}\n")?;
    }
    for table in &section.tables {
        writeln!(out, "{}", crate::accuracy::plain(table))?;
    }
    Ok(())
}

/// The section of the accuracy report.
pub(crate) fn measure(setting: &Setting) -> Result<Section> {
    let count = setting.seeds(40).count() as u64;
    let pictures = print(Path::new("target/bench"), setting.first_seed, count)?;
    let about = vec![format!(
        "{count} printed passports, photographed with care (1600 by 1200 pixels), from the file's bytes to the verdict, in \
         processes that do nothing else."
    )];
    section(&setting.models, &pictures, about)
}

/// Prints the passports that are not in the folder yet.
fn print(folder: &Path, first_seed: u64, count: u64) -> Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let printer = Printer::open()?;
    (first_seed..first_seed + count)
        .map(|seed| {
            let photo = printer.photograph(DocumentKind::Passport, Care::Careful, seed)?;
            let path = folder.join(format!("passport-{seed}.jpg"));
            std::fs::write(&path, photo.jpeg)?;
            Ok(path)
        })
        .collect()
}

fn section(models: &Path, pictures: &[PathBuf], mut about: Vec<String>) -> Result<Section> {
    ensure!(!pictures.is_empty(), "no picture to verify");
    let selfie = Some(models.join(SELFIE)).filter(|selfie| selfie.exists());
    let (cold, _) = verify(models, 1, &pictures[..1], None)?;
    let (_, one) = verify(models, 1, pictures, selfie.as_deref())?;
    let (_, two) = verify(models, 2, pictures, None)?;
    about.push(
        "Stages and documents are told in processor time of one core, so that other work on the machine does not count; on a \
         core of its own it is the time that passes. Documents a second with both cores busy, and the time to a first \
         verdict, are told as they passed: what else the machine did slows them."
            .into(),
    );
    let mut section = Section {
        about,
        ..Section::default()
    };
    let mut times = one.documents.clone();
    times.sort_by(f64::total_cmp);
    let quantile = |share: f64| {
        let rank = (times.len() as f64 * share).ceil().max(1.0) as usize;
        times
            .get(rank - 1)
            .copied()
            .map_or(Cell::Unknown, Cell::Milliseconds)
    };
    let mean_of = |times: &[f64]| times.iter().sum::<f64>() / times.len().max(1) as f64;
    let mean = mean_of(&times);
    let a_second = two.documents.len() as f64 / two.passed_milliseconds * 1e3;
    let mut table = Table::new("Verifying", &["what", "measured", "aim"]);
    table.row(vec![
        "a document, median".into(),
        quantile(0.5),
        "350 ms".into(),
    ]);
    table.row(vec![
        "a document, p95".into(),
        quantile(0.95),
        "1000 ms".into(),
    ]);
    let extra = match one.selfie.as_slice() {
        [] => Cell::Unknown,
        times => Cell::Milliseconds(mean_of(times)),
    };
    table.row(vec![
        "more with a selfie, mean".into(),
        extra,
        "150 ms".into(),
    ]);
    table.row(vec![
        "documents a minute, one core".into(),
        Cell::Number(round(60_000.0 / mean)),
        "–".into(),
    ]);
    table.row(vec![
        "documents a minute, two lanes on two cores, as time passed".into(),
        Cell::Number(round(a_second * 60.0)),
        "300".into(),
    ]);
    table.row(vec![
        "memory, one lane: engine loaded".into(),
        Cell::Megabytes(one.loaded_megabytes),
        "–".into(),
    ]);
    table.row(vec![
        "memory, one lane: peak".into(),
        Cell::Megabytes(one.peak_megabytes),
        "400 MB".into(),
    ]);
    table.row(vec![
        "memory, two lanes: peak".into(),
        Cell::Megabytes(two.peak_megabytes),
        "400 MB".into(),
    ]);
    table.row(vec![
        "from a cold start to the first verdict, as time passed".into(),
        Cell::Milliseconds(cold),
        "2000 ms".into(),
    ]);
    section.headline(
        "a passport, from file to verdict, median of one core",
        quantile(0.5),
        Some("350 ms"),
    );
    section.headline("the same, p95", quantile(0.95), Some("1000 ms"));
    section.headline(
        "documents a minute on one core",
        Cell::Number(round(60_000.0 / mean)),
        None,
    );
    section.headline(
        "peak memory, one lane",
        Cell::Megabytes(one.peak_megabytes),
        Some("400 MB"),
    );
    section.headline(
        "peak memory, two lanes",
        Cell::Megabytes(two.peak_megabytes),
        Some("400 MB"),
    );
    section.tables.push(table);
    section.tables.push(stages(&one));
    Ok(section)
}

fn stages(told: &Told) -> Table {
    let documents = told.documents.len().max(1) as f64;
    let whole: f64 = told.documents.iter().sum();
    let mut rows: Vec<(&str, f64)> = told
        .stages
        .iter()
        .map(|(stage, time)| (stage.as_str(), *time))
        .collect();
    let known: f64 = rows.iter().map(|(_, time)| time).sum();
    rows.push(("turning, resizing and the rest", (whole - known).max(0.0)));
    rows.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut table = Table::new(
        "What each stage costs a document",
        &["stage", "mean", "share"],
    );
    for (stage, time) in rows {
        let name = if stage == JUDGE { "judge" } else { stage };
        table.row(vec![
            name.into(),
            Cell::Milliseconds(time / documents),
            format!("{:.1} %", 100.0 * time / whole.max(f64::MIN_POSITIVE)).into(),
        ]);
    }
    table
}

/// Milliseconds until the first verdict, as they passed, and what the child told.
fn verify(
    models: &Path,
    lanes: usize,
    pictures: &[PathBuf],
    selfie: Option<&Path>,
) -> Result<(f64, Told)> {
    let begun = Instant::now();
    let mut child = Command::new(std::env::current_exe()?)
        .args(["bench", "--child", &lanes.to_string(), "--models"])
        .arg(models)
        .args(pictures)
        .args(
            selfie
                .iter()
                .flat_map(|selfie| [Path::new("--selfie"), selfie]),
        )
        .stdout(Stdio::piped())
        .spawn()
        .context("starting a process that verifies")?;
    let mut out = BufReader::new(child.stdout.take().context("its output")?);
    let mut line = String::new();
    out.read_line(&mut line)?;
    let first = begun.elapsed().as_secs_f64() * 1e3;
    let mut rest = String::new();
    out.read_to_string(&mut rest)?;
    ensure!(child.wait()?.success(), "the process that verifies failed");
    let told = serde_json::from_str(&rest).context("what the process told")?;
    Ok((first, told))
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
