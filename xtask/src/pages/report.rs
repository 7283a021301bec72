//! The section of the accuracy report.

use super::Found;
use super::score::{Score, above, quantile};
use crate::looks;
use crate::measure::{Axis, Cell, Line, Plot, Rate, Section, Setting, Table};
use crate::print::Care;
use anyhow::Result;
use bonafide_testkit::press::DocumentKind;
use std::collections::BTreeMap;

pub(crate) fn measure(setting: &Setting) -> Result<Section> {
    let mut section = Section {
        about: vec![
            "Printed specimens. An outline, a portrait or a signature that was not found counts with an intersection over union \
             of 0. Corners are told as the mean distance from the true ones, in shares of the document's diagonal, where an \
             outline was found."
                .into(),
        ],
        ..Section::default()
    };
    let mut outlines = Table::new(
        "Outlines",
        &[
            "set",
            "above 0.90",
            "above 0.95",
            "IoU, median",
            "IoU, worst tenth",
            "corners, median",
            "format right, where told",
        ],
    );
    let mut parts = Table::new(
        "Portraits and signatures",
        &[
            "set",
            "portraits above 0.5",
            "above 0.75",
            "IoU, median",
            "signatures above 0.5",
            "IoU, median",
            "signatures invented",
        ],
    );
    let mut lines = Vec::new();
    for care in Care::ALL {
        let mut scores: BTreeMap<String, Score> = BTreeMap::new();
        for look in looks::genuine(setting, care)? {
            let case = format!("{}, {}", look.case(), care.name());
            let found = Found {
                document: look.facts.document.clone(),
                page: Some(look.facts),
            };
            let score = scores.entry(format!("{:?}", look.kind)).or_default();
            if score.count(&look.truth, &found) {
                section.fail("outline not found or more than a tenth off", case);
            }
        }
        for kind in DocumentKind::ALL {
            if let Some(score) = scores.get(&format!("{kind:?}")) {
                let set = format!("{kind:?}, {}", care.name());
                outlines.row(outline_row(&set, score));
                parts.row(parts_row(&set, score));
            }
        }
        let all = Score::together(scores.values());
        let set = format!("all, {}", care.name());
        outlines.row(outline_row(&set, &all));
        parts.row(parts_row(&set, &all));
        for (name, values) in [
            ("outlines", &all.outlines),
            ("portraits", &all.portraits),
            ("signatures", &all.signatures),
        ] {
            lines.push(line(&format!("{name}, {}", care.name()), values));
            if care == Care::Careful {
                section.headline(
                    format!("{name} found with care, IoU above {}", least(name)),
                    rate(values, least(name)),
                    None,
                );
            }
        }
    }
    section.tables.push(outlines);
    section.tables.push(parts);
    section.plots.push(Plot {
        name: "pages-iou".into(),
        caption: "Share found with at least an intersection over union".into(),
        x: Axis::share("intersection over union"),
        y: Axis::share("share of pictures"),
        lines,
    });
    Ok(section)
}

fn least(name: &str) -> f32 {
    if name == "outlines" { 0.9 } else { 0.5 }
}

fn rate(values: &[f32], least: f32) -> Rate {
    Rate::new(above(values, least) as u64, values.len() as u64)
}

/// The value below which a share of all lies.
fn at(values: &[f32], share: f32) -> Cell {
    match values {
        [] => "–".into(),
        _ => Cell::Number(f64::from(quantile(values, share))),
    }
}

fn outline_row(set: &str, score: &Score) -> Vec<Cell> {
    vec![
        set.into(),
        rate(&score.outlines, 0.9).into(),
        rate(&score.outlines, 0.95).into(),
        at(&score.outlines, 0.5),
        at(&score.outlines, 0.1),
        Cell::Share(f64::from(quantile(&score.corner_errors, 0.5))),
        Rate::new(score.formats.0 as u64, score.formats.1 as u64).into(),
    ]
}

fn parts_row(set: &str, score: &Score) -> Vec<Cell> {
    vec![
        set.into(),
        rate(&score.portraits, 0.5).into(),
        rate(&score.portraits, 0.75).into(),
        at(&score.portraits, 0.5),
        rate(&score.signatures, 0.5).into(),
        at(&score.signatures, 0.5),
        Cell::Count(score.invented_signatures as u64),
    ]
}

/// How many are found at least so well.
fn line(name: &str, values: &[f32]) -> Line {
    let points = (0..=50)
        .map(|step| {
            let least = step as f32 / 50.0;
            let share = values.iter().filter(|value| **value >= least).count() as f64
                / values.len().max(1) as f64;
            (f64::from(least), share)
        })
        .collect();
    Line {
        name: name.into(),
        points,
        mark: None,
    }
}
