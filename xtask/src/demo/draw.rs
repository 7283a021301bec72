use super::text;
use anyhow::{Context, Result};
use bonafide_facts::PixelBox;
use bonafide_vision::annotate::{Mark, Place, Tone, annotate};
use bonafide_vision::decode::{Limits, decode};
use serde_json::Value;
use std::path::Path;

fn area(value: &Value) -> Option<PixelBox> {
    let number = |field: &str| {
        value[field]
            .as_u64()
            .and_then(|number| u32::try_from(number).ok())
    };
    Some(PixelBox {
        x: number("x")?,
        y: number("y")?,
        width: number("width")?,
        height: number("height")?,
    })
}

/// Draws what the answer says was found on the front.
pub(super) fn annotated(photo: &[u8], answer: &Value, path: &Path) -> Result<()> {
    let picture = decode(photo, &Limits::default())?;
    let marks = answer
        .pointer("/providerSpecific/evidence/marks")
        .and_then(Value::as_array);
    let failed: Vec<PixelBox> = answer
        .pointer("/providerSpecific/evidence/checks")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|check| check["outcome"] == "failed")
        .filter_map(|check| area(&check["area"]))
        .collect();
    let marks: Vec<Mark> = marks
        .into_iter()
        .flatten()
        .filter(|mark| mark["side"] == "front")
        .filter_map(|mark| {
            let area = area(&mark["area"])?;
            let tone = if failed.contains(&area) {
                Tone::Bad
            } else {
                Tone::Good
            };
            Some(Mark {
                place: Place::Area(area),
                label: words(text(mark, "/label")),
                tone,
            })
        })
        .collect();
    let png = annotate(&picture.raster, &marks)?;
    std::fs::write(path, png).with_context(|| format!("writing {}", path.display()))
}

/// `dateOfBirth` as a person writes it: `date of birth`.
fn words(label: &str) -> String {
    let mut words = String::new();
    for letter in label.chars() {
        if letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}
