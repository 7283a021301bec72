//! Text on a sheet: measured, broken into lines, written.

use super::canvas::Canvas;
use super::label::INTER;
use ab_glyph::{Font as _, FontRef, PxScale, ScaleFont as _, point};

const REGULAR: &[u8] = include_bytes!("../../assets/inter-regular.otf");

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    SemiBold,
}

/// How text looks: weight, size in pixels (an em), colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) weight: Weight,
    pub(super) size: f32,
    pub(super) colour: [u8; 3],
}

impl Style {
    /// From one baseline to the next.
    pub(super) fn leading(self) -> f32 {
        (self.size * 1.42).round()
    }
}

/// The fonts of a sheet.
pub(super) struct Print {
    regular: FontRef<'static>,
    semibold: FontRef<'static>,
}

impl Print {
    pub(super) fn new() -> Self {
        let read = |bytes| {
            FontRef::try_from_slice(bytes)
                .expect("the font is part of the program and a test reads it")
        };
        Self {
            regular: read(REGULAR),
            semibold: read(INTER),
        }
    }

    fn font(&self, weight: Weight) -> &FontRef<'static> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::SemiBold => &self.semibold,
        }
    }

    /// The first character that no font here has.
    pub(super) fn unknown(&self, text: &str) -> Option<char> {
        let known = |character: &char| self.regular.glyph_id(*character).0 != 0;
        text.chars().find(|character| !known(character))
    }

    /// An em of this many pixels: `ab_glyph` scales by the height from descender to ascender.
    fn scale(font: &FontRef<'static>, size: f32) -> PxScale {
        let em = font.units_per_em().unwrap_or(1000.0);
        PxScale::from(size * font.height_unscaled() / em)
    }

    pub(super) fn width(&self, text: &str, style: Style) -> f32 {
        self.set(text, style, |_, _| {})
    }

    /// Calls `put` with each glyph and where it begins; gives the width of all.
    fn set(&self, text: &str, style: Style, mut put: impl FnMut(ab_glyph::GlyphId, f32)) -> f32 {
        let font = self.font(style.weight);
        let scaled = font.as_scaled(Self::scale(font, style.size));
        let (mut x, mut last) = (0.0, None);
        for character in text.chars() {
            let known = font.glyph_id(character).0 != 0;
            let id = scaled.glyph_id(if known { character } else { '?' });
            if let Some(last) = last {
                x += scaled.kern(last, id);
            }
            put(id, x);
            x += scaled.h_advance(id);
            last = Some(id);
        }
        x
    }

    /// Lines no wider than `most`; a word that is wider than that is cut.
    pub(super) fn wrapped(&self, text: &str, style: Style, most: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if self.width(&longer, style) <= most {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = self.cut(word, style, most);
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// The text, or as much of it as fits with an ellipsis.
    pub(super) fn cut(&self, text: &str, style: Style, most: f32) -> String {
        if self.width(text, style) <= most {
            return text.to_owned();
        }
        let mut kept: Vec<char> = text.chars().collect();
        while kept.len() > 1 {
            kept.pop();
            let shorter: String = kept.iter().chain(&['…']).collect();
            if self.width(&shorter, style) <= most {
                return shorter;
            }
        }
        "…".to_owned()
    }

    /// Writes one line from `x` on, its letters standing on `baseline`.
    pub(super) fn write(
        &self,
        canvas: &mut Canvas,
        x: f32,
        baseline: f32,
        text: &str,
        style: Style,
    ) {
        let font = self.font(style.weight);
        let scale = Self::scale(font, style.size);
        self.set(text, style, |id, at| {
            let glyph = id.with_scale_and_position(scale, point(x + at, baseline.round()));
            if let Some(outline) = font.outline_glyph(glyph) {
                let bounds = outline.px_bounds();
                outline.draw(|column, row, share| {
                    let (x, y) = (bounds.min.x + column as f32, bounds.min.y + row as f32);
                    canvas.blend(x + 0.5, y + 0.5, style.colour, share);
                });
            }
        });
    }
}
