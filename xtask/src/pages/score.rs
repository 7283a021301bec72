//! Counts over a set of photographs.

use super::Found;
use super::draw::corners;
use super::overlap::{corner_error, iou};
use anyhow::Result;
use bonafide_facts::{Quad, Size};
use bonafide_testkit::press::Truth;
use std::io::Write;

/// Counts and distributions over a set of photographs. Every list holds one entry a photograph that shows the thing;
/// what was not found has an intersection over union of 0.
#[derive(Debug, Clone, Default)]
pub(crate) struct Score {
    /// Intersection over union of the document's outline.
    pub(crate) outlines: Vec<f32>,
    /// Mean distance of its corners, in shares of the diagonal, where one was found.
    pub(crate) corner_errors: Vec<f32>,
    /// Outlines that were not found.
    pub(crate) not_found: usize,
    /// Of portraits.
    pub(crate) portraits: Vec<f32>,
    /// Of signatures.
    pub(crate) signatures: Vec<f32>,
    /// Signatures found where there is none.
    pub(crate) invented_signatures: usize,
    /// Photographs whose format is right, and those for which one was said.
    pub(crate) formats: (usize, usize),
}

impl Score {
    pub(crate) const HEADER: &'static str = "set                        n  not found  IoU median   p10  >0.90  >0.95  corners median    p90  format right";

    /// Counts one photograph; says whether its outline is wrong (an intersection over union of at most 0.9).
    pub(crate) fn count(&mut self, truth: &Truth, found: &Found) -> bool {
        let document = found.document.as_ref();
        let overlap = document.map_or(0.0, |document| iou(&document.corners, &truth.document));
        self.outlines.push(overlap);
        match document {
            Some(document) => {
                self.corner_errors
                    .push(corner_error(&document.corners, &truth.document));
                if let Some(format) = document.format {
                    self.formats.1 += 1;
                    self.formats.0 += usize::from(fits(format, truth));
                }
            }
            None => self.not_found += 1,
        }
        if let Some(page) = &found.page {
            if let Some(portrait) = truth.portrait {
                let wanted = boxed(&portrait, truth.size);
                let seen = page.faces.first().map(|face| corners(face.portrait));
                self.portraits
                    .push(seen.map_or(0.0, |seen| iou(&seen, &wanted)));
            }
            match (truth.signature, page.signature) {
                (Some(signature), seen) => {
                    let wanted = boxed(&signature, truth.size);
                    let seen = seen.map(corners);
                    self.signatures
                        .push(seen.map_or(0.0, |seen| iou(&seen, &wanted)));
                }
                (None, Some(_)) => self.invented_signatures += 1,
                (None, None) => {}
            }
        }
        overlap <= 0.9
    }

    /// Several sets as one.
    pub(crate) fn together<'a>(scores: impl Iterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for score in scores {
            all.outlines.extend(&score.outlines);
            all.corner_errors.extend(&score.corner_errors);
            all.not_found += score.not_found;
            all.portraits.extend(&score.portraits);
            all.signatures.extend(&score.signatures);
            all.invented_signatures += score.invented_signatures;
            all.formats.0 += score.formats.0;
            all.formats.1 += score.formats.1;
        }
        all
    }

    pub(crate) fn print(&self, out: &mut impl Write, name: &str) -> Result<()> {
        writeln!(
            out,
            "{name:<24} {:>4}  {:>9}  {:>10.3} {:>5.3}  {:>5} {:>6}  {:>13.2}% {:>5.2}%  {:>5} of {}",
            self.outlines.len(),
            self.not_found,
            quantile(&self.outlines, 0.5),
            quantile(&self.outlines, 0.1),
            above(&self.outlines, 0.9),
            above(&self.outlines, 0.95),
            100.0 * quantile(&self.corner_errors, 0.5),
            100.0 * quantile(&self.corner_errors, 0.9),
            self.formats.0,
            self.formats.1,
        )?;
        Ok(())
    }

    /// Portraits and signatures.
    pub(crate) fn print_rest(&self, out: &mut impl Write) -> Result<()> {
        for (name, list) in [
            ("portraits", &self.portraits),
            ("signatures", &self.signatures),
        ] {
            if !list.is_empty() {
                writeln!(
                    out,
                    "  {name}: {} of {} found, IoU median {:.3}, p10 {:.3}, {} above 0.5, {} above 0.75",
                    above(list, 0.1),
                    list.len(),
                    quantile(list, 0.5),
                    quantile(list, 0.1),
                    above(list, 0.5),
                    above(list, 0.75),
                )?;
            }
        }
        if self.invented_signatures > 0 {
            writeln!(
                out,
                "  signatures where there is none: {}",
                self.invented_signatures
            )?;
        }
        Ok(())
    }
}

/// How many are above.
pub(crate) fn above(values: &[f32], least: f32) -> usize {
    values.iter().filter(|value| **value > least).count()
}

/// The value below which a share of all lies; 0 for none.
pub(crate) fn quantile(values: &[f32], share: f32) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    let index = (share * (sorted.len().saturating_sub(1)) as f32).round() as usize;
    sorted.get(index).copied().unwrap_or(0.0)
}

/// The box around a shape, as corners: what a picture can say of it.
fn boxed(quad: &Quad, picture: Size) -> Quad {
    corners(quad.bounds(picture))
}

fn fits(format: bonafide_facts::PageFormat, truth: &Truth) -> bool {
    use bonafide_facts::PageFormat;
    let (width, height) = truth.kind.millimetres();
    let wanted = width / height;
    let said = match format {
        PageFormat::Id1 => 85.6 / 53.98,
        PageFormat::Id2 => 105.0 / 74.0,
        PageFormat::Id3 | PageFormat::Id2OrId3 => 125.0 / 88.0,
        PageFormat::VisaA => 120.0 / 80.0,
    };
    (wanted / said - 1.0_f32).abs() < 0.01
}
