//! The pictures that are measured.

use super::{RegionFrom, signal};
use anyhow::{Context, Result};
use bonafide_facts::{Quad, TamperSignalKind};
use bonafide_testkit::press::recapture::{Medium, recapture};
use bonafide_testkit::press::{DocumentKind, Press, Scene, Specimen, SpecimenData, photograph};
use bonafide_vision::Deadline;
use bonafide_vision::decode::Limits;
use jiff::civil::Date;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// What a picture is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A document.
    Untouched,
    /// A document printed in pale inks: a quarter to a half of the usual colour.
    Pale,
    /// A document on another medium.
    Medium(Medium),
}

impl Subject {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Untouched => "untouched",
            Self::Pale => "pale",
            Self::Medium(medium) => medium.name(),
        }
    }
}

/// Prints specimens; the one printed last is kept, because every subject of a seed is made from the same.
pub(super) struct Printer {
    press: Press,
    today: Date,
    last: Mutex<Option<(u64, Arc<Specimen>)>>,
}

impl Printer {
    pub(super) fn open(today: Date) -> Result<Self> {
        Ok(Self {
            press: Press::open()?,
            today,
            last: Mutex::new(None),
        })
    }

    fn specimen(&self, seed: u64) -> Result<Arc<Specimen>> {
        if let Ok(last) = self.last.lock()
            && let Some((of, specimen)) = last.as_ref()
            && *of == seed
        {
            return Ok(Arc::clone(specimen));
        }
        let kind = DocumentKind::ALL[seed as usize % DocumentKind::ALL.len()];
        let data = SpecimenData::random(seed, self.today);
        let specimen = Arc::new(self.press.print(kind, &data, seed)?);
        if let Ok(mut last) = self.last.lock() {
            *last = Some((seed, Arc::clone(&specimen)));
        }
        Ok(specimen)
    }
}

pub(super) struct Sample {
    pub(super) jpeg: Vec<u8>,
    /// The document's corners, in pixels of the picture as a viewer shows it.
    pub(super) document: Quad,
}

/// The picture of a seed: kind of document, care, size, and quality of the file are drawn from it.
pub(super) fn sample(
    printer: &Printer,
    subject: Subject,
    seed: u64,
    kept: Option<&Path>,
) -> Result<Sample> {
    let path = kept.map(|dir| dir.join(format!("{}-{seed}", subject.name())));
    if let Some(path) = &path
        && let (Ok(jpeg), Ok(document)) = (
            std::fs::read(path.with_extension("jpg")),
            std::fs::read(path.with_extension("json")),
        )
    {
        let document = serde_json::from_slice(&document)
            .with_context(|| format!("{}.json is not as it was written", path.display()))?;
        return Ok(Sample { jpeg, document });
    }
    let specimen = printer.specimen(seed)?;
    let scene = scene(seed);
    let photo = match subject {
        Subject::Untouched => photograph(&specimen, &scene, seed),
        Subject::Pale => {
            let mut faded = Specimen::clone(&specimen);
            pale(&mut faded, seed);
            photograph(&faded, &scene, seed)
        }
        Subject::Medium(medium) => recapture(&specimen, medium, &scene, seed),
    };
    if let Some(path) = &path {
        let document = serde_json::to_vec(&photo.truth.document)?;
        std::fs::write(path.with_extension("jpg"), &photo.jpeg)
            .and_then(|()| std::fs::write(path.with_extension("json"), document))
            .with_context(|| format!("can't write {}", path.display()))?;
    }
    Ok(Sample {
        jpeg: photo.jpeg,
        document: photo.truth.document,
    })
}

/// A number that looks drawn, for a seed and a purpose.
fn drawn(seed: u64, purpose: u64) -> u64 {
    let mixed = seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(purpose.wrapping_mul(0xc2b2_ae3d_27d4_eb4f));
    (mixed ^ (mixed >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33
}

fn scene(seed: u64) -> Scene {
    let scene = match drawn(seed, 1) % 10 {
        0..2 => Scene::flat(),
        2..7 => Scene::careful(seed),
        _ => Scene::sloppy(seed),
    };
    // As phones send them, and as they are sent on.
    let widths = [640, 900, 1200, 1600, 1600, 1600, 2000, 2400, 3200];
    let width = widths[drawn(seed, 2) as usize % widths.len()];
    let quality = 60 + (drawn(seed, 3) % 39) as u8;
    Scene {
        quality,
        ..scene.sized(width, width / 4 * 3)
    }
}

fn pale(specimen: &mut Specimen, seed: u64) {
    let left = 0.25 + 0.25 * (drawn(seed, 4) % 1000) as f32 / 1000.0;
    for pixel in specimen.picture.chunks_exact_mut(3) {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
        let grey = 0.299 * r + 0.587 * g + 0.114 * b;
        for value in pixel {
            *value = (grey + (f32::from(*value) - grey) * left + 0.5) as u8;
        }
    }
}

/// Prints the scores of every picture of a folder, as the engine sees it.
pub(super) fn folder(folder: &Path, models: &Path, out: &mut impl Write) -> Result<()> {
    let super::Eye::Engine(engine) = super::Eye::open(RegionFrom::Engine, models, 1)? else {
        return Ok(());
    };
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let end = path.extension().and_then(|end| end.to_str());
            matches!(end, Some("jpg" | "jpeg" | "png"))
        })
        .collect();
    paths.sort();
    writeln!(out, "own chroma\tscreen\tprint\tfile")?;
    for path in paths {
        let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let page = match engine.look(&bytes, &Limits::default(), Deadline::NONE) {
            Ok(page) => page,
            Err(error) => {
                writeln!(out, "{}: {error}", path.display())?;
                continue;
            }
        };
        let score = |kind| signal(&page, kind).map_or("-".to_owned(), |s| format!("{s:.3}"));
        writeln!(
            out,
            "{:.2}\t{}\t{}\t{}",
            page.colour.own_chroma,
            score(TamperSignalKind::ScreenRecapture),
            score(TamperSignalKind::PrintRecapture),
            path.file_name().unwrap_or_default().to_string_lossy()
        )?;
    }
    Ok(())
}
