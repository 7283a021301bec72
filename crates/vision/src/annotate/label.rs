//! Letters: Inter (SIL Open Font License 1.1), Latin, Greek and Cyrillic.

use super::canvas::{Canvas, Rect};
use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont as _, point};

pub(super) const INTER: &[u8] = include_bytes!("../../assets/inter-semibold.otf");
/// What stands for a character that the font does not have.
const UNKNOWN: char = '?';
const WHITE: [u8; 3] = [255; 3];

/// A font at a size.
pub(super) struct Lettering {
    font: FontRef<'static>,
    scale: PxScale,
}

/// A line of letters, ready to be placed.
pub(super) struct Label {
    glyphs: Vec<Glyph>,
    /// With padding.
    pub(super) width: f32,
    /// With padding.
    pub(super) height: f32,
    /// Around the letters.
    pub(super) padding: f32,
}

impl Lettering {
    /// Letters of a height in pixels (from the deepest descender to the highest ascender).
    pub(super) fn new(height: f32) -> Self {
        let font = FontRef::try_from_slice(INTER)
            .expect("the font is part of the program and a test reads it");
        Self {
            font,
            scale: PxScale::from(height),
        }
    }

    /// A label no wider than `most`; what does not fit is cut off with an ellipsis. `None` for no text.
    pub(super) fn label(&self, text: &str, most: f32) -> Option<Label> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let padding = self.scale.y * 0.34;
        let mut kept: Vec<char> = text.chars().collect();
        let (mut glyphs, mut width) = self.set(&kept);
        while width + 2.0 * padding > most && kept.len() > 1 {
            kept.truncate(kept.len() - if kept.ends_with(&['…']) { 2 } else { 1 });
            kept.push('…');
            (glyphs, width) = self.set(&kept);
        }
        let height = self.scale.y + padding;
        Some(Label {
            glyphs,
            width: width + 2.0 * padding,
            height,
            padding,
        })
    }

    /// Glyphs from the origin to the right, and the width.
    fn set(&self, text: &[char]) -> (Vec<Glyph>, f32) {
        let font = self.font.as_scaled(self.scale);
        let mut x = 0.0;
        let mut glyphs: Vec<Glyph> = Vec::new();
        for &character in text {
            let known = self.font.glyph_id(character).0 != 0;
            let id = font.glyph_id(if known { character } else { UNKNOWN });
            if let Some(last) = glyphs.last() {
                x += font.kern(last.id, id);
            }
            glyphs.push(id.with_scale_and_position(self.scale, point(x, font.ascent())));
            x += font.h_advance(id);
        }
        (glyphs, x)
    }

    /// Writes the label's letters in white at its place.
    pub(super) fn write(&self, canvas: &mut Canvas, label: &Label, place: Rect) {
        let (left, top) = (place.left + label.padding, place.top + label.padding / 2.0);
        for glyph in &label.glyphs {
            let Some(outline) = self.font.outline_glyph(glyph.clone()) else {
                continue;
            };
            let bounds = outline.px_bounds();
            outline.draw(|x, y, share| {
                let (x, y) = (
                    bounds.min.x + x as f32 + left,
                    bounds.min.y + y as f32 + top,
                );
                canvas.blend(x.round() + 0.5, y.round() + 0.5, WHITE, share);
            });
        }
    }
}
