//! Finding the holder's signature: dark connected strokes in one place that are neither print nor picture.
//!
//! A signature is thin strokes of ink, joined into few long pieces that wander up and down, wider than high,
//! with much paper between them. Print is many small pieces of one height, a portrait is areas, guilloche is
//! fainter than ink. Where nothing is clearly a signature, none is given.

use crate::raster::{GrayRaster, Raster};
use bonafide_facts::{PixelBox, Size};

/// Pixels on the long side at which strokes are looked for.
const SIDE: u32 = 1000;
/// Ink is this much darker than the paper around it, at least, in grey levels.
const LEAST_INK: i32 = 38;
/// A piece of less than this share of the page's width is a dot, a letter, or noise.
const LEAST_WIDTH: f32 = 0.055;
/// And one of more than this share is a frame or a line of the form.
const MOST_WIDTH: f32 = 0.5;
/// The ground of a signature is at least this share of the page's usual brightness: a photo is darker.
const PAPER: f32 = 0.75;
/// What a candidate has to reach to be taken for a signature.
const LEAST_MERIT: f32 = 0.65;
/// A row with more ink than this share of the piece's width is the side of a frame or a printed line.
const FULLEST_ROW: f32 = 0.8;

/// Where the signature stands on an upright page, if one is clearly seen. `taken` is what is known to be
/// something else: the portrait, lines of print, the machine-readable zone. All in pixels of the raster.
#[must_use]
pub fn find_signature(page: &GrayRaster, taken: &[PixelBox]) -> Option<PixelBox> {
    let small = if page.long_side() > SIDE {
        page.with_long_side(SIDE)
    } else {
        page.clone()
    };
    let scale = small.long_side() as f32 / page.long_side() as f32;
    let scaled = |area: &PixelBox| PixelBox {
        x: (area.x as f32 * scale) as u32,
        y: (area.y as f32 * scale) as u32,
        width: (area.width as f32 * scale).ceil() as u32,
        height: (area.height as f32 * scale).ceil() as u32,
    };
    let taken: Vec<PixelBox> = taken.iter().map(scaled).collect();
    let ink = Ink::of(&small, &taken);
    let pieces = ink.pieces();
    let best = joined(&pieces, small.size())
        .into_iter()
        .filter_map(|piece| Some((merit(&piece, small.size())?, piece)))
        .filter(|(merit, piece)| *merit >= LEAST_MERIT && ink.is_free_stroke(&small, piece))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    let area = best.1.area();
    let back = |value: u32| value as f32 / scale;
    let (x, y) = (back(area.x).floor() as u32, back(area.y).floor() as u32);
    let right = (back(area.x + area.width).ceil() as u32).min(page.size().width);
    let bottom = (back(area.y + area.height).ceil() as u32).min(page.size().height);
    Some(PixelBox {
        x,
        y,
        width: right.saturating_sub(x),
        height: bottom.saturating_sub(y),
    })
}

/// Which pixels are ink.
struct Ink {
    size: Size,
    dark: Vec<bool>,
}

impl Ink {
    /// Pixels darker than the mean of a window around them by a margin, outside of what is taken.
    fn of(page: &GrayRaster, taken: &[PixelBox]) -> Self {
        let (width, height) = (page.width(), page.height());
        let sums = integral(page);
        let reach = (page.long_side() / 40).max(6) as usize;
        let mut dark = vec![false; width * height];
        for y in 0..height {
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(height));
            for x in 0..width {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(width));
                let at = |x: usize, y: usize| sums[y * (width + 1) + x];
                let sum = at(right, bottom) + at(left, top) - at(left, bottom) - at(right, top);
                let mean = (sum / ((right - left) * (bottom - top)) as u64) as i32;
                dark[y * width + x] = i32::from(page.at(x, y)) + LEAST_INK < mean;
            }
        }
        for area in taken {
            let clip = |value: u32, most: usize| (value as usize).min(most);
            let (left, right) = (
                clip(area.x, width),
                clip(area.x.saturating_add(area.width), width),
            );
            for y in clip(area.y, height)..clip(area.y.saturating_add(area.height), height) {
                dark[y * width + left..y * width + right].fill(false);
            }
        }
        Self {
            size: page.size(),
            dark,
        }
    }

    /// Whether a piece has no ruled line in it, and what is not ink around it is about as light as most of the
    /// page.
    fn is_free_stroke(&self, page: &GrayRaster, piece: &Piece) -> bool {
        let ruled = (piece.top..piece.bottom).any(|y| {
            let row =
                (piece.left..piece.right).filter(|x| self.dark[(y * self.size.width + x) as usize]);
            row.count() as f32 > FULLEST_ROW * piece.width()
        });
        if ruled {
            return false;
        }
        let mut counts = [0_usize; 256];
        page.pixels()
            .iter()
            .for_each(|value| counts[usize::from(*value)] += 1);
        let mut below = 0;
        let usual = counts.iter().position(|count| {
            below += count;
            below * 2 >= page.pixels().len()
        });
        let (mut sum, mut count) = (0_u64, 0_u64);
        for y in piece.top..piece.bottom {
            for x in piece.left..piece.right {
                if !self.dark[(y * self.size.width + x) as usize] {
                    sum += u64::from(page.at(x as usize, y as usize));
                    count += 1;
                }
            }
        }
        count > 0 && sum as f32 / count as f32 >= PAPER * usual.unwrap_or(0) as f32
    }

    /// Connected pieces (8 neighbours) of some size.
    fn pieces(&self) -> Vec<Piece> {
        let (width, height) = (self.size.width as usize, self.size.height as usize);
        let mut seen = vec![false; self.dark.len()];
        let mut pieces = Vec::new();
        let mut open = Vec::new();
        for start in 0..self.dark.len() {
            if !self.dark[start] || seen[start] {
                continue;
            }
            seen[start] = true;
            open.push(start);
            let mut piece = Piece::nothing();
            while let Some(at) = open.pop() {
                let (x, y) = (at % width, at / width);
                let (mut edges, mut around) = (0, 0);
                for dy in -1_i64..=1 {
                    for dx in -1_i64..=1 {
                        let (nx, ny) = (x as i64 + dx, y as i64 + dy);
                        if nx < 0 || ny < 0 || nx >= width as i64 || ny >= height as i64 {
                            continue;
                        }
                        let next = ny as usize * width + nx as usize;
                        if self.dark[next] {
                            around += 1;
                            if !seen[next] {
                                seen[next] = true;
                                open.push(next);
                            }
                        } else if dx == 0 || dy == 0 {
                            edges += 1;
                        }
                    }
                }
                piece.add(x as u32, y as u32, edges, around == 9);
            }
            if piece.pixels >= 6 {
                pieces.push(piece);
            }
        }
        pieces
    }
}

/// Sums of all pixels above and to the left, one more column and row than the page.
fn integral(page: &GrayRaster) -> Vec<u64> {
    let stride = page.width() + 1;
    let mut sums = vec![0_u64; stride * (page.height() + 1)];
    for y in 0..page.height() {
        let mut row = 0_u64;
        for (x, value) in page.row(y).iter().enumerate() {
            row += u64::from(*value);
            sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
        }
    }
    sums
}

/// Ink that hangs together.
#[derive(Debug, Clone)]
struct Piece {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
    pixels: u32,
    /// Sides of pixels that border on paper: twice the length of a thin stroke.
    edges: u32,
    /// Pixels with ink all around: areas have many, strokes few.
    inner: u32,
    /// Pieces that were joined to this.
    parts: u32,
}

impl Piece {
    fn nothing() -> Self {
        Self {
            left: u32::MAX,
            top: u32::MAX,
            right: 0,
            bottom: 0,
            pixels: 0,
            edges: 0,
            inner: 0,
            parts: 1,
        }
    }

    fn add(&mut self, x: u32, y: u32, edges: u32, inner: bool) {
        self.left = self.left.min(x);
        self.top = self.top.min(y);
        self.right = self.right.max(x + 1);
        self.bottom = self.bottom.max(y + 1);
        self.pixels += 1;
        self.edges += edges;
        self.inner += u32::from(inner);
    }

    fn width(&self) -> f32 {
        (self.right - self.left) as f32
    }

    fn height(&self) -> f32 {
        (self.bottom - self.top) as f32
    }

    fn area(&self) -> PixelBox {
        PixelBox {
            x: self.left,
            y: self.top,
            width: self.right - self.left,
            height: self.bottom - self.top,
        }
    }

    fn with(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
            pixels: self.pixels + other.pixels,
            edges: self.edges + other.edges,
            inner: self.inner + other.inner,
            parts: self.parts + other.parts,
        }
    }
}

/// Long pieces, each with the pieces beside it on the same height: a name is often written in a few strokes.
fn joined(pieces: &[Piece], page: Size) -> Vec<Piece> {
    let long = |piece: &&Piece| {
        piece.width() >= LEAST_WIDTH * 0.6 * page.width as f32
            && piece.width() <= MOST_WIDTH * page.width as f32
    };
    let mut result = Vec::new();
    for seed in pieces.iter().filter(long) {
        let mut whole = seed.clone();
        loop {
            let gap = 0.5 * whole.height();
            let near = |piece: &&Piece| {
                let inside = piece.left >= whole.left
                    && piece.right <= whole.right
                    && piece.top >= whole.top
                    && piece.bottom <= whole.bottom;
                let beside = (piece.left as f32) < whole.right as f32 + gap
                    && piece.right as f32 + gap > whole.left as f32;
                let middle = (piece.top + piece.bottom) as f32 / 2.0;
                let level = middle > whole.top as f32 - 0.15 * whole.height()
                    && middle < whole.bottom as f32 + 0.15 * whole.height();
                let fits = piece.height() < 1.6 * whole.height()
                    && piece.width() < MOST_WIDTH * page.width as f32;
                !inside && beside && level && fits
            };
            let Some(next) = pieces.iter().find(near) else {
                break;
            };
            whole = whole.with(next);
            if whole.width() > MOST_WIDTH * page.width as f32 {
                break;
            }
        }
        result.push(whole);
    }
    result
}

/// How much a piece looks like a signature, 0 to 1; `None` for what cannot be one.
fn merit(piece: &Piece, page: Size) -> Option<f32> {
    let (width, height) = (piece.width(), piece.height());
    let share = width / page.width as f32;
    let proportion = width / height;
    if !(LEAST_WIDTH..=MOST_WIDTH).contains(&share)
        || !(1.15..=6.5).contains(&proportion)
        || height < 8.0
    {
        return None;
    }
    // What touches the border of the picture is its frame.
    if piece.left <= 1
        || piece.top <= 1
        || piece.right + 1 >= page.width
        || piece.bottom + 1 >= page.height
    {
        return None;
    }
    let filled = piece.pixels as f32 / (width * height);
    let thin = 1.0 - piece.inner as f32 / piece.pixels as f32;
    // Length of the strokes in heights of the piece: a line has a few, a name many.
    let length = piece.edges as f32 / 2.0 / height;
    let stroke = piece.pixels as f32 / (piece.edges as f32 / 2.0).max(1.0);
    if !(0.03..=0.36).contains(&filled) || stroke > 0.16 * height {
        return None;
    }
    let ramp = |value: f32, from: f32, to: f32| ((value - from) / (to - from)).clamp(0.0, 1.0);
    // The longer the pieces the better: print falls apart into letters.
    let joined = ramp(width / height / piece.parts as f32, 0.15, 0.9);
    let busy = ramp(length, 2.5, 7.0);
    let airy = ramp(0.36 - filled, 0.0, 0.16);
    // Pen strokes are thin beside the height of the writing; print and emblems are not.
    let slender = ramp(0.14 - stroke / height, 0.0, 0.07) * ramp(thin, 0.3, 0.55);
    let usual = 1.0 - 0.5 * ramp((share - 0.22).abs(), 0.05, 0.3);
    Some(joined * busy * airy.sqrt() * slender * usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Size = Size {
        width: 900,
        height: 600,
    };

    struct Sheet(Vec<u8>);

    impl Sheet {
        /// Paper with a fine pattern.
        fn new() -> Self {
            let wave = |x: u32, y: u32| 222 - (((x * 3 + y * 5) % 16) as u8);
            Self(
                (0..PAGE.height)
                    .flat_map(|y| (0..PAGE.width).map(move |x| wave(x, y)))
                    .collect(),
            )
        }

        fn dot(&mut self, x: f32, y: f32, radius: f32, value: u8) {
            for py in (y - radius) as u32..=(y + radius) as u32 {
                for px in (x - radius) as u32..=(x + radius) as u32 {
                    if (px as f32 - x).hypot(py as f32 - y) <= radius
                        && px < PAGE.width
                        && py < PAGE.height
                    {
                        self.0[(py * PAGE.width + px) as usize] = value;
                    }
                }
            }
        }

        /// Loops from left to right, as a hand writes them.
        fn sign(&mut self, x: f32, y: f32, width: f32, height: f32) {
            for step in 0..4000_u16 {
                let t = f32::from(step) / 4000.0;
                let turns = t * 6.0 * std::f32::consts::TAU;
                let across = x + width * t + 0.06 * width * turns.cos();
                self.dot(
                    across,
                    y + height * (0.5 + 0.45 * turns.sin() * (0.5 + 0.5 * (t * 7.0).cos())),
                    1.4,
                    40,
                );
            }
        }

        /// A row of separate small shapes of one height.
        fn print(&mut self, x: u32, y: u32, letters: u32) {
            for letter in 0..letters {
                for step in 0..14 {
                    self.dot((x + letter * 14) as f32, (y + step) as f32, 1.2, 30);
                    self.dot(
                        (x + letter * 14 + step / 2) as f32,
                        (y + step) as f32,
                        1.2,
                        30,
                    );
                }
            }
        }

        fn raster(self) -> GrayRaster {
            GrayRaster::from_pixels(PAGE, self.0).expect("a page")
        }
    }

    #[test]
    fn a_signature_is_found_between_print() {
        let mut sheet = Sheet::new();
        sheet.print(350, 100, 24);
        sheet.print(350, 160, 18);
        sheet.sign(420.0, 330.0, 220.0, 60.0);
        let found = find_signature(&sheet.raster(), &[]).expect("a signature");
        assert!(
            found.iou(&PixelBox {
                x: 407,
                y: 330,
                width: 246,
                height: 60
            }) > 0.7,
            "{found:?}"
        );
    }

    #[test]
    fn print_lines_and_a_portrait_are_no_signature() {
        let mut sheet = Sheet::new();
        for row in 0..8 {
            sheet.print(330, 80 + 40 * row, 30);
        }
        for x in 100..860 {
            sheet.dot(x as f32, 480.0, 1.5, 40);
        }
        for y in 120..300 {
            for x in 60..200_u32 {
                sheet.0[(y * PAGE.width + x) as usize] = 60 + ((x * y) % 90) as u8;
            }
        }
        assert_eq!(find_signature(&sheet.raster(), &[]), None);
    }

    #[test]
    fn what_is_taken_is_not_looked_at_and_blank_pages_have_none() {
        let mut sheet = Sheet::new();
        sheet.sign(420.0, 330.0, 220.0, 60.0);
        let taken = PixelBox {
            x: 390,
            y: 320,
            width: 300,
            height: 90,
        };
        assert_eq!(find_signature(&sheet.raster(), &[taken]), None);
        assert_eq!(find_signature(&Sheet::new().raster(), &[]), None);
        let dot = GrayRaster::from_pixels(
            Size {
                width: 1,
                height: 1,
            },
            vec![0],
        )
        .expect("one pixel");
        assert_eq!(find_signature(&dot, &[]), None);
    }
}
