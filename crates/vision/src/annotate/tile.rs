//! One copy of a watermark, and the pattern that it makes when it is laid over a picture again and again.

use super::canvas::Canvas;
use super::print::{Print, Style, Weight};
use crate::raster::Raster as _;
use bonafide_facts::Size;

/// A copy of the text with room around it, as two covers: of the letters, and of the letters with their rim.
pub(crate) struct WatermarkTile {
    size: Size,
    letters: Vec<u8>,
    rims: Vec<u8>,
    /// By how much it leans: cosine and sine.
    lean: (f32, f32),
}

/// Letters smaller than this many pixels to the em cannot be read once a picture is compressed.
const LEAST: f32 = 10.0;
/// The steepest lean, in radians: 30 degrees.
const STEEP: f32 = std::f32::consts::FRAC_PI_6;

/// The lines of a text at a size.
struct Lines {
    lines: Vec<(String, Style)>,
    width: f32,
    height: f32,
}

impl Lines {
    fn set(print: &Print, texts: [(&str, Style); 3], most: f32) -> Self {
        let lines: Vec<(String, Style)> = texts
            .into_iter()
            .flat_map(|(text, style)| {
                let wrapped = print.wrapped(text, style, most);
                wrapped.into_iter().map(move |line| (line, style))
            })
            .collect();
        let width = lines
            .iter()
            .map(|(line, style)| print.width(line, *style))
            .fold(0.0, f32::max);
        let height = lines.iter().map(|(_, style)| style.leading()).sum();
        Self {
            lines,
            width,
            height,
        }
    }

    /// Whether no word had to be cut.
    fn whole(&self) -> bool {
        !self.lines.iter().any(|(line, _)| line.ends_with('…'))
    }

    fn fit(&self, lean: f32, picture: Size) -> bool {
        let (cosine, sine) = (lean.cos(), lean.sin());
        self.width * cosine + self.height * sine <= picture.width as f32 * 0.97
            && self.width * sine + self.height * cosine <= picture.height as f32 * 0.97
    }
}

fn styles(em: f32) -> [Style; 3] {
    let style = |weight, size| Style {
        weight,
        size,
        colour: [255; 3],
    };
    [
        style(Weight::SemiBold, em),
        style(Weight::Regular, em * 0.86),
        style(Weight::Regular, em * 0.86),
    ]
}

impl WatermarkTile {
    /// The largest that shows at least one copy as a whole; `None` where none does in letters that can be read.
    pub(crate) fn fitting(
        picture: Size,
        title: &str,
        description: &str,
        date: &str,
    ) -> Option<Self> {
        let print = Print::new();
        let (width, height) = (picture.width as f32, picture.height as f32);
        let lean = height.atan2(width).min(STEEP);
        let first = (width.min(height) / 17.0).clamp(LEAST, 160.0);
        let sizes = || {
            std::iter::successors(Some(first), |em| Some(em * 0.93))
                .take_while(|em| *em > LEAST)
                .chain([LEAST])
        };
        [lean, 0.0].into_iter().find_map(|lean| {
            sizes().find_map(|em| {
                let [heavy, plain, last] = styles(em);
                let texts = [(title, heavy), (description, plain), (date, last)];
                let most = (width * 0.7).min(em * 24.0);
                let lines = Lines::set(&print, texts, most);
                (lines.whole() && lines.fit(lean, picture))
                    .then(|| Self::draw(&print, &lines, em, lean))
            })
        })
    }

    fn draw(print: &Print, lines: &Lines, em: f32, lean: f32) -> Self {
        let (beside, between) = (em * 1.6, em * 1.1);
        let size = Size {
            width: (lines.width + 2.0 * beside).ceil() as u32,
            height: (lines.height + 2.0 * between).ceil() as u32,
        };
        let mut canvas = Canvas::blank(size, [0; 3]);
        let mut top = between;
        for (line, style) in &lines.lines {
            let left = (size.width as f32 - print.width(line, *style)) / 2.0;
            print.write(&mut canvas, left, top + style.size * 1.02, line, *style);
            top += style.leading();
        }
        let letters: Vec<u8> = canvas
            .into_raster()
            .pixels()
            .chunks_exact(3)
            .map(|pixel| pixel[0])
            .collect();
        let rims = grown(&letters, size, (em * 0.09).round().max(1.0) as usize);
        Self {
            size,
            letters,
            rims,
            lean: (lean.cos(), lean.sin()),
        }
    }

    /// How much letters, and letters with their rims, cover a place: `x` and `y` from the middle of the picture.
    pub(crate) fn cover(&self, x: f32, y: f32) -> (f32, f32) {
        let (cosine, sine) = self.lean;
        // Against the lean: the text rises to the right.
        let (along, across) = (x * cosine - y * sine, x * sine + y * cosine);
        let (width, height) = (self.size.width as f32, self.size.height as f32);
        let row = (across / height + 0.5).floor();
        let shifted = along + row.rem_euclid(2.0) * width / 2.0;
        let u = (shifted / width + 0.5).rem_euclid(1.0) * width - 0.5;
        let v = (across / height + 0.5).rem_euclid(1.0) * height - 0.5;
        (
            self.sample(&self.letters, u, v),
            self.sample(&self.rims, u, v),
        )
    }

    fn sample(&self, cover: &[u8], u: f32, v: f32) -> f32 {
        let (width, height) = (self.size.width as usize, self.size.height as usize);
        let (left, top) = (u.max(0.0) as usize, v.max(0.0) as usize);
        let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
        let (left, top) = (left.min(width - 1), top.min(height - 1));
        let (a, b) = (u.max(0.0).fract(), v.max(0.0).fract());
        let at = |x: usize, y: usize| f32::from(cover[y * width + x]);
        let upper = at(left, top) * (1.0 - a) + at(right, top) * a;
        let lower = at(left, bottom) * (1.0 - a) + at(right, bottom) * a;
        (upper * (1.0 - b) + lower * b) / 255.0
    }
}

/// The first character of a text that cannot be written: letters are Latin, Greek and Cyrillic.
pub(crate) fn unwritable(text: &str) -> Option<char> {
    Print::new().unknown(text)
}

/// The greatest value within `reach` pixels across and down.
fn grown(cover: &[u8], size: Size, reach: usize) -> Vec<u8> {
    let (width, height) = (size.width as usize, size.height as usize);
    let mut wide = vec![0; cover.len()];
    for (to, from) in wide.chunks_exact_mut(width).zip(cover.chunks_exact(width)) {
        for (x, value) in to.iter_mut().enumerate() {
            let around = &from[x.saturating_sub(reach)..(x + reach + 1).min(width)];
            *value = around.iter().copied().max().unwrap_or(0);
        }
    }
    let mut all = vec![0; cover.len()];
    for y in 0..height {
        for near in y.saturating_sub(reach)..(y + reach + 1).min(height) {
            let from = &wide[near * width..(near + 1) * width];
            let to = &mut all[y * width..(y + 1) * width];
            for (to, from) in to.iter_mut().zip(from) {
                *to = (*to).max(*from);
            }
        }
    }
    all
}
