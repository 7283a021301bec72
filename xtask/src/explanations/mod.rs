//! A page on which every check is drawn on an example, with the sentence that the engine gave.

mod examples;
mod page;

use anyhow::{Context, Result, ensure};
use bonafide_domain::{Depiction, PictureIdReport, StatusReason};
use bonafide_providers::{Judged, Photograph};
use bonafide_vision::annotate::{card, sheet};
use bonafide_vision::decode::{Limits, decode};
use examples::{Example, examples};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::print::TODAY;

/// No picture of the page is larger.
const MOST_BYTES: usize = 150_000;
/// Pixels across a picture of the page; a whole sheet has more, so that it can be read.
const ACROSS: u32 = 800;
const SHEET_ACROSS: u32 = 1200;

/// Prints an example for every check, has it verified, and writes `docs/explanations.md` with the pictures.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The program that verifies.
    #[arg(long, default_value = "target/release/bonafide")]
    binary: PathBuf,
}

/// What came of one example.
struct Outcome {
    report: PictureIdReport,
    status: String,
    because: Vec<String>,
    /// Files below `docs`.
    pictures: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let binary = std::path::absolute(&arguments.binary)?;
    let folder = root.join("docs/explanations");
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let mut text = page::HEAD.to_owned();
    for example in examples()? {
        let outcome = made(&example, &binary, &root, &folder)
            .with_context(|| format!("the example {}", example.name))?;
        writeln!(out, "{}: {}", example.name, outcome.status)?;
        page::section(&mut text, &example, &outcome);
    }
    let page = root.join("docs/explanations.md");
    std::fs::write(&page, text).with_context(|| page.display().to_string())?;
    writeln!(out, "{} is written", page.display())?;
    Ok(())
}

/// Has an example verified and its pictures drawn.
fn made(example: &Example, binary: &Path, root: &Path, folder: &Path) -> Result<Outcome> {
    let sent = folder.join(".sent");
    std::fs::create_dir_all(&sent)?;
    let answer = verified(example, binary, root, &sent);
    std::fs::remove_dir_all(&sent)?;
    let answer = answer?;
    let report: PictureIdReport = serde_json::from_value(answer["providerSpecific"].clone())
        .context("the evidence of the answer")?;
    let reasons: Vec<StatusReason> = answer
        .get("statusReasons")
        .map(|reasons| serde_json::from_value(reasons.clone()))
        .transpose()?
        .unwrap_or_default();
    let status = answer["status"].as_str().unwrap_or_default().to_owned();
    let judged = Judged {
        word: &status,
        report: &report,
        reasons: &reasons,
        today: TODAY,
    };
    let photographs = example
        .pictures
        .iter()
        .map(|(depiction, bytes)| {
            let decoded = decode(bytes, &Limits::default())?;
            Ok(Photograph {
                depiction: *depiction,
                scale: decoded.scale(),
                raster: decoded.raster,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let mut pictures = Vec::new();
    if example.whole_sheet {
        let drawn = sheet(&judged.sheet(&photographs))?;
        let name = format!("explanations/{}.jpg", example.name);
        save(&drawn, SHEET_ACROSS, &folder.with_file_name(&name))?;
        pictures.push(name);
    } else {
        for photograph in &photographs {
            let side = match photograph.depiction {
                Depiction::Front => "",
                Depiction::Back => "-back",
                Depiction::Selfie | Depiction::Portrait => "-selfie",
            };
            let name = format!("explanations/{}{side}.jpg", example.name);
            let across = match photograph.depiction {
                Depiction::Selfie => ACROSS / 2,
                _ => ACROSS,
            };
            let drawn = card(&judged.picture(photograph))?;
            save(&drawn, across, &folder.with_file_name(&name))?;
            pictures.push(name);
        }
    }
    let because = judged.because();
    Ok(Outcome {
        report,
        status,
        because,
        pictures,
    })
}

/// What `bonafide verify` answers.
fn verified(example: &Example, binary: &Path, root: &Path, sent: &Path) -> Result<Value> {
    let mut command = Command::new(binary);
    command
        .current_dir(root)
        .args(["verify", "--json", "--today", &TODAY.to_string()]);
    for (depiction, bytes) in &example.pictures {
        let name = match depiction {
            Depiction::Front => "front",
            Depiction::Back => "back",
            Depiction::Selfie | Depiction::Portrait => "selfie",
        };
        let file = sent.join(format!("{name}.jpg"));
        std::fs::write(&file, bytes)?;
        command.arg(format!("--{name}")).arg(file);
    }
    let answer = command
        .output()
        .with_context(|| binary.display().to_string())?;
    serde_json::from_slice(&answer.stdout).with_context(|| {
        let said = String::from_utf8_lossy(&answer.stderr).into_owned();
        format!("no verdict: {said}")
    })
}

/// Writes a picture as JPEG, in so good a quality as fits.
fn save(png: &[u8], across: u32, file: &Path) -> Result<()> {
    let drawn = image::load_from_memory(png)?.into_rgb8();
    let down = (f64::from(drawn.height()) * f64::from(across) / f64::from(drawn.width())) as u32;
    let small = image::imageops::resize(&drawn, across, down.max(1), FilterType::CatmullRom);
    let mut bytes = Vec::new();
    for quality in [80, 72, 64, 56, 48] {
        bytes.clear();
        JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&small)?;
        if bytes.len() <= MOST_BYTES {
            break;
        }
    }
    ensure!(
        bytes.len() <= MOST_BYTES,
        "{} would have {} bytes",
        file.display(),
        bytes.len()
    );
    std::fs::write(file, bytes).with_context(|| file.display().to_string())
}
