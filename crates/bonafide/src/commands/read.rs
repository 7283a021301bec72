use crate::cli::Read;
use crate::configuration::{LogFormat, load};
use crate::exit::{Code, Failure};
use crate::logging;
use crate::picture_file::picture_bytes;
use crate::wiring;
use anyhow::{Context as _, anyhow};
use bonafide_facts::{LineFact, MrzFact, Point, Quad};
use bonafide_vision::Deadline;
use bonafide_vision::annotate::{Mark, Place, Tone, annotate};
use bonafide_vision::decode::{Limits, Picture, decode};
use bonafide_vision::engine::Engine;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The longest that one file may take.
const TIME: Duration = Duration::from_secs(60);

/// What is told of one file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    file: String,
    mrz: Option<Zone<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    elapsed_ms: u128,
}

/// A machine-readable zone.
#[derive(Serialize)]
struct Zone<'a> {
    format: String,
    lines: Vec<&'a str>,
    /// Every check digit is right.
    valid: bool,
}

pub(crate) fn run(arguments: &Read) -> Result<(), Failure> {
    let configuration = load(arguments.config.as_deref(), |_| {})?;
    logging::start("warn", LogFormat::Auto)?;
    let engine = wiring::reader(&configuration.models.dir)?;
    let limits = Limits {
        bytes: configuration.image_bytes(),
        ..Limits::default()
    };
    let several = arguments.files.len() > 1;
    let progress = progress(arguments.files.len());
    let mut unreadable = 0_usize;
    for file in &arguments.files {
        let started = Instant::now();
        // A fault of the engine in one file must not take the others with it.
        let read = catch_unwind(AssertUnwindSafe(|| read(&engine, file, &limits)))
            .unwrap_or_else(|_| Err(anyhow!("the engine broke off; this is a fault of Bonafide")));
        let elapsed_ms = started.elapsed().as_millis();
        let mut told = Told {
            file: file.display().to_string(),
            mrz: None,
            error: None,
            elapsed_ms,
        };
        match &read {
            Ok((_, mrz)) => told.mrz = mrz.as_ref().map(zone),
            Err(error) => {
                unreadable += 1;
                told.error = Some(format!("{error:#}"));
            }
        }
        progress.suspend(|| {
            if arguments.json {
                told.print_json()
            } else {
                told.print()
            }
        })?;
        if let (Ok((picture, mrz)), Some(out)) = (&read, &arguments.annotate) {
            let target = target(out, file, several)?;
            super::spare(file, &target)?;
            draw(picture, mrz.as_ref(), &target)?;
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    match unreadable {
        0 => Ok(()),
        1 => Err(Failure::saying(
            Code::NotThere,
            "one file could not be read",
        )),
        many => Err(Failure::saying(
            Code::NotThere,
            format!("{many} files could not be read"),
        )),
    }
}

fn read(
    engine: &Engine,
    file: &Path,
    limits: &Limits,
) -> anyhow::Result<(Picture, Option<MrzFact>)> {
    let bytes = picture_bytes(file, limits).context("the file cannot be read")?;
    let picture = decode(&bytes, limits)?;
    let reading = engine.read_mrz(&picture, Deadline::within(TIME))?;
    Ok((picture, reading.mrz))
}

fn zone(mrz: &MrzFact) -> Zone<'_> {
    Zone {
        format: mrz.format.to_string(),
        lines: mrz.lines.iter().map(|line| line.text.as_str()).collect(),
        valid: mrz.check_digits_valid,
    }
}

impl Told<'_> {
    fn print_json(&self) -> anyhow::Result<()> {
        let line = serde_json::to_string(self).context("the result cannot be written as JSON")?;
        writeln!(stdout(), "{line}").context("standard output")
    }

    fn print(&self) -> anyhow::Result<()> {
        let Self {
            file,
            mrz,
            error,
            elapsed_ms,
        } = self;
        let mut out = stdout().lock();
        match (mrz, error) {
            (_, Some(error)) => writeln!(out, "{file}: {error}"),
            (None, None) => writeln!(out, "{file}: no machine-readable zone ({elapsed_ms} ms)"),
            (Some(zone), None) => {
                let digits = if zone.valid {
                    "are right"
                } else {
                    "are NOT right"
                };
                writeln!(
                    out,
                    "{file}: {}, check digits {digits} ({elapsed_ms} ms)",
                    zone.format
                )
                .and_then(|()| {
                    zone.lines
                        .iter()
                        .try_for_each(|line| writeln!(out, "  {line}"))
                })
            }
        }
        .context("standard output")
    }
}

/// Shown where standard error is a terminal and the results go elsewhere.
fn progress(files: usize) -> ProgressBar {
    if files < 2 || !stderr().is_terminal() || stdout().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{pos}/{len} read, {eta} left {wide_bar}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(files as u64).with_style(style)
}

/// The file to draw into: the one that was named, or one for each in the folder that was named.
fn target(out: &Path, file: &Path, several: bool) -> anyhow::Result<PathBuf> {
    if !several && !out.is_dir() {
        return Ok(out.to_owned());
    }
    std::fs::create_dir_all(out)
        .with_context(|| format!("the folder {} cannot be made", out.display()))?;
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".png");
    Ok(out.join(name))
}

/// The picture with its machine-readable zone marked. Facts are in pixels of the picture as a viewer shows it;
/// what is drawn on may be smaller.
fn draw(picture: &Picture, mrz: Option<&MrzFact>, out: &Path) -> anyhow::Result<()> {
    let scale = picture.scale();
    let marks: Vec<Mark> = mrz.map_or_else(Vec::new, |mrz| {
        let tone = if mrz.check_digits_valid {
            Tone::Good
        } else {
            Tone::Bad
        };
        let mark = |(at, line): (usize, &LineFact)| Mark {
            place: Place::Corners(Quad(line.quad.0.map(|corner| Point {
                x: corner.x * scale,
                y: corner.y * scale,
            }))),
            label: format!("{} line {}", mrz.format, at + 1),
            tone,
        };
        mrz.lines.iter().enumerate().map(mark).collect()
    });
    let png = annotate(&picture.raster, &marks)?;
    std::fs::write(out, png).with_context(|| format!("{} cannot be written", out.display()))
}
