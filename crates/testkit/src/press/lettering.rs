//! Setting text.

use super::canvas::{Area, Canvas, Ink, Mask};
use ab_glyph::{Font, FontVec, GlyphId, PxScale, ScaleFont};
use bonafide_facts::Quad;

/// How a line of text is set.
#[derive(Clone, Copy)]
pub(crate) struct Style<'a> {
    pub(crate) font: &'a FontVec,
    /// Size of the em, in millimetres.
    pub(crate) size: f32,
    /// Width of the letters against the font's own: below 1 is condensed.
    pub(crate) width: f32,
    /// Extra room between letters, in millimetres.
    pub(crate) spacing: f32,
    pub(crate) ink: Ink,
    /// 0 (nothing) to 1 (full ink).
    pub(crate) strength: f32,
}

impl<'a> Style<'a> {
    pub(crate) fn new(font: &'a FontVec, size: f32) -> Self {
        Self {
            font,
            size,
            width: 0.86,
            spacing: 0.0,
            ink: Ink::BLACK,
            strength: 0.96,
        }
    }

    pub(crate) fn inked(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    fn scale(&self, pixels_per_mm: f32) -> PxScale {
        let units = self.font.units_per_em().unwrap_or(1000.0);
        let height = self.size * pixels_per_mm * self.font.height_unscaled() / units;
        PxScale {
            x: height * self.width,
            y: height,
        }
    }

    /// Width of the text in millimetres.
    pub(crate) fn measure(&self, text: &str) -> f32 {
        let scaled = self.font.as_scaled(self.scale(1.0));
        let mut last: Option<GlyphId> = None;
        text.chars().fold(0.0, |width, c| {
            let glyph = scaled.glyph_id(c);
            let kern = last.map_or(0.0, |last| scaled.kern(last, glyph));
            last = Some(glyph);
            width + kern + scaled.h_advance(glyph) + self.spacing
        })
    }

    /// Condensed, and then smaller, until the text fits into `width` millimetres.
    pub(crate) fn fitted(mut self, text: &str, width: f32) -> Self {
        let needed = self.measure(text);
        if needed > width {
            let squeeze = (width / needed).max(0.68);
            self.width *= squeeze;
            self.spacing *= squeeze;
            let left = self.measure(text);
            if left > width {
                self.size *= width / left;
            }
        }
        self
    }
}

impl Canvas {
    /// Prints a line with its base line at `(x, y)` millimetres; returns the box of its ink, in pixels.
    pub(crate) fn text(&mut self, text: &str, x: f32, y: f32, style: Style<'_>) -> Option<Quad> {
        let width = style.measure(text) + style.size;
        let mut mask = self.mask(Area::new(
            x - style.size * 0.2,
            y - style.size * 1.2,
            width,
            style.size * 1.7,
        ));
        self.draw(&mut mask, text, x, y, style);
        self.print(&mask, style.ink, style.strength);
        mask.inked()
    }

    /// The letters of a line in a mask, for other inks than a press lays.
    pub(crate) fn draw(&self, mask: &mut Mask, text: &str, x: f32, y: f32, style: Style<'_>) {
        let scale = style.scale(self.scale);
        let scaled = style.font.as_scaled(scale);
        let mut pen = x * self.scale;
        let mut last: Option<GlyphId> = None;
        for c in text.chars() {
            let id = scaled.glyph_id(c);
            pen += last.map_or(0.0, |last| scaled.kern(last, id));
            last = Some(id);
            let glyph = id.with_scale_and_position(scale, ab_glyph::point(pen, y * self.scale));
            if let Some(outline) = scaled.outline_glyph(glyph) {
                let at = outline.px_bounds().min;
                outline.draw(|gx, gy, share| {
                    mask.cover_pixel(at.x as i32 + gx as i32, at.y as i32 + gy as i32, share);
                });
            }
            pen += scaled.h_advance(id) + style.spacing * self.scale;
        }
    }

    /// As [`Canvas::text`], around the middle `x`.
    pub(crate) fn text_centred(
        &mut self,
        text: &str,
        x: f32,
        y: f32,
        style: Style<'_>,
    ) -> Option<Quad> {
        self.text(text, x - style.measure(text) / 2.0, y, style)
    }
}
