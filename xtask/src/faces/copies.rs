//! How near the face of a document is to itself: sent again as the selfie, and cut out, enlarged and compressed anew.

use super::{Pair, files, told};
use crate::measure::Rate;
use anyhow::{Context as _, Result};
use bonafide_facts::{FaceFact, PixelBox};
use bonafide_vision::Deadline;
use bonafide_vision::decode::Limits;
use bonafide_vision::engine::Engine;
use image::imageops::{FilterType, blur, rotate180};
use image::{
    DynamicImage, ExtendedColorType, ImageEncoder as _, RgbImage, codecs::jpeg::JpegEncoder,
};
use std::io::Write;
use std::path::PathBuf;

/// Distances below which a selfie is taken for a copy, tried.
const LIMITS: [f64; 5] = [0.05, 0.08, 0.1, 0.12, 0.15];

/// A way to send the document's own face.
struct Way {
    name: &'static str,
    make: fn(&RgbImage, PixelBox) -> RgbImage,
    quality: u8,
}

const WAYS: [Way; 4] = [
    Way {
        name: "the picture of the document, compressed again",
        make: |picture, _| picture.clone(),
        quality: 80,
    },
    Way {
        name: "its portrait cut out and enlarged thrice",
        make: |picture, face| enlarged(&cut(picture, face)),
        quality: 80,
    },
    Way {
        name: "the same upside down",
        make: |picture, face| rotate180(&enlarged(&cut(picture, face))),
        quality: 80,
    },
    Way {
        name: "the same blurred (2 pixels), brighter, compressed hard",
        make: |picture, face| {
            let mut poor = blur(&enlarged(&cut(picture, face)), 2.0);
            for value in poor.iter_mut() {
                *value = value.saturating_add(20);
            }
            poor
        },
        quality: 50,
    },
];

pub(super) fn print(
    engine: &Engine,
    documents: &[PathBuf],
    pairs: &[Pair],
    out: &mut impl Write,
) -> Result<()> {
    let mut same: Vec<f64> = pairs
        .iter()
        .filter(|pair| pair.same_person)
        .map(|pair| pair.distance)
        .collect();
    same.sort_by(f64::total_cmp);
    writeln!(out, "taken for a copy, by the distance below which it is:")?;
    line("two photos of one person (should be none)", &same, out)?;
    let mut portraits = Vec::new();
    for folder in documents {
        for path in files(folder)? {
            let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
            let Ok(picture) = image::load_from_memory(&bytes) else {
                continue;
            };
            if let Some(face) = face(engine, &bytes)? {
                portraits.push((picture.to_rgb8(), face));
            }
        }
    }
    for way in WAYS {
        let mut distances = Vec::new();
        for (picture, face) in &portraits {
            let again = jpeg(&(way.make)(picture, face.area), way.quality)?;
            let again = self::face(engine, &again)?;
            let templates = face
                .template
                .as_ref()
                .zip(again.as_ref().and_then(|again| again.template.as_ref()));
            distances.extend(templates.and_then(|(one, other)| one.distance(other)));
        }
        distances.sort_by(f64::total_cmp);
        line(way.name, &distances, out)?;
    }
    Ok(())
}

fn line(name: &str, sorted: &[f64], out: &mut impl Write) -> Result<()> {
    let (Some(least), Some(most)) = (sorted.first(), sorted.last()) else {
        return Ok(());
    };
    let middle = sorted[sorted.len() / 2];
    writeln!(
        out,
        "  {name}: {} pairs at {least:.3} to {most:.3}, half of them up to {middle:.3}",
        sorted.len()
    )?;
    for limit in LIMITS {
        let below = Rate::among(sorted.iter().map(|distance| *distance < limit));
        writeln!(out, "    {limit:<6} {}", told(below))?;
    }
    Ok(())
}

/// The largest face.
fn face(engine: &Engine, bytes: &[u8]) -> Result<Option<FaceFact>> {
    let faces = engine.describe_faces(bytes, &Limits::default(), Deadline::NONE)?;
    Ok(faces.into_iter().next())
}

/// A face with what a portrait has around it.
fn cut(picture: &RgbImage, face: PixelBox) -> RgbImage {
    let (x, y) = (
        face.x.saturating_sub(face.width * 2 / 5),
        face.y.saturating_sub(face.height / 2),
    );
    let width = (face.width * 9 / 5).min(picture.width().saturating_sub(x));
    let height = (face.height * 2).min(picture.height().saturating_sub(y));
    image::imageops::crop_imm(picture, x, y, width.max(1), height.max(1)).to_image()
}

fn enlarged(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    DynamicImage::from(picture.clone())
        .resize(3 * width, 3 * height, FilterType::CatmullRom)
        .to_rgb8()
}

fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).write_image(
        picture,
        picture.width(),
        picture.height(),
        ExtendedColorType::Rgb8,
    )?;
    Ok(bytes)
}
